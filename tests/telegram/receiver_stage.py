"""Where the receiver stands in its tests: the simulated Telegram, Lina and Marc who write, a handling that can fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.errors import StorageError
from bot.services.pacing import Backoff
from bot.simulator import api_updates
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.request import SimulatedRequest
from bot.simulator.shapes import User
from bot.simulator.world import World
from handlers.receiver import Receiver
from handlers.request import build_bot

NOW = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
QUICK = Backoff(first=0.001, cap=0.004)


@dataclass
class Stage:
    """Lina and Marc write; `texts` are those whose handling came to its end, `letters` the dead ones."""

    world: World
    api: Api
    lina: User
    marc: User
    receiver: Receiver = field(init=False)
    texts: list[str] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    letters: list[tuple[int, bytes, str, int | None]] = field(default_factory=list)
    on_text: Callable[[str], None] = field(default=lambda text: None)
    keeps_letters: bool = True

    def say(self, who: User, *texts: str) -> None:
        for text in texts:
            self.world.send_text(who.id, who.id, text)

    def unconfirmed(self) -> int:
        return len(self.world.updates.pending())

    async def process(self, update: Update) -> None:
        assert update.effective_message is not None
        text = update.effective_message.text or ""
        self.tries[text] += 1
        await asyncio.sleep(0)
        self.on_text(text)
        self.texts.append(text)

    async def keep(self, update_id: int, raw: bytes, reason: str, chat_id: int | None) -> None:
        if not self.keeps_letters:
            raise StorageError("full")
        self.letters.append((update_id, raw, reason, chat_id))


@asynccontextmanager
async def a_stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(api_updates, "REPEAT", 0.0)  # we ask again sooner than a receiver does in earnest
    world = World(Clock(NOW))
    stage = Stage(world, Api(world), world.add_person("Lina"), world.add_person("Marc"))
    bot = build_bot(
        world.token, "http://telegram.invalid",
        request=SimulatedRequest(stage.api), get_updates_request=SimulatedRequest(stage.api),
    )  # fmt: skip
    async with bot:
        stage.receiver = Receiver(
            bot, stage.process, stage.keep, clock=world.clock.now, backoff=QUICK, long_poll=5, patience=0.2
        )
        yield stage
    assert world.violations == []


def failing(error: Exception, *, on: str, times: int = 1_000_000) -> Callable[[str], None]:
    left = [times]

    def fail(text: str) -> None:
        if text == on and left[0] > 0:
            left[0] -= 1
            raise error

    return fail


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.002)


async def until_settled(stage: Stage) -> None:
    for _ in range(20):
        await stage.receiver.poll_once()
        if not stage.unconfirmed():
            return
    raise AssertionError("still not confirmed")


