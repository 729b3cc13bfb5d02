"""The sender is woken by what others commit, never by its own looks at the outbox: that would turn without an end."""

from __future__ import annotations

from bot.services.sender import Wanted
from tests.conversations.stage import LINA, Stage


async def test_the_sender_is_not_woken_by_its_own_commits(stage: Stage) -> None:
    heard: list[str] = []
    stage.service.store.on_commit.append(lambda: heard.append("commit"))
    stage.world.send_text(LINA, LINA, "/start")
    await stage.service.receiver.poll_once()
    assert heard  # the question stands in the outbox
    heard.clear()
    outbox = stage.service.sender._outbox
    assert await outbox.exchange((), Wanted(frozenset(), frozenset(), 32, 32))
    assert await stage.service.sender.drain()
    assert heard == []
