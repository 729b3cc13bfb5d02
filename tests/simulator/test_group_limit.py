"""The limit of a group, as Telegram has it: twenty messages a minute, then 429 with the seconds to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.group_limit import GroupLimit
from bot.simulator.world import World

GROUP, LINA = -1001, 1001


def an_api(limit: GroupLimit | None) -> Api:
    world = World(Clock(datetime(2026, 3, 12, 14, 0, tzinfo=UTC)))
    world.add_person("Lina", user_id=LINA)
    world.add_group("Coordination", members=[LINA], chat_id=GROUP)
    world.chat(LINA).started = True
    api = Api(world)
    if limit:
        api.limit_groups(limit)
    return api


async def send(api: Api, chat: int = GROUP) -> dict[str, object]:
    return await api.call("sendMessage", {"chat_id": chat, "text": "bonjour"})


async def test_the_twenty_first_of_a_minute_waits_as_long_as_it_is_told() -> None:
    limit = GroupLimit()
    api = an_api(limit)
    for _ in range(20):
        assert (await send(api))["ok"]
        api.world.clock.advance(timedelta(seconds=1))
    refused = await send(api)
    assert refused["error_code"] == 429
    assert refused["parameters"] == {"retry_after": 40}
    api.world.clock.advance(timedelta(seconds=40))
    assert (await send(api))["ok"]
    assert limit.refused == 1


async def test_edits_count_and_private_chats_do_not() -> None:
    api = an_api(GroupLimit(per_minute=2))
    sent = await send(api)
    message = sent["result"]
    assert isinstance(message, dict)
    edit = {"chat_id": GROUP, "message_id": message["message_id"], "text": "salut"}
    assert (await api.call("editMessageText", edit))["ok"]
    assert (await send(api))["error_code"] == 429
    for _ in range(5):
        assert (await send(api, LINA))["ok"]


async def test_without_a_limit_a_group_takes_what_comes() -> None:
    api = an_api(None)
    assert all([(await send(api))["ok"] for _ in range(30)])
