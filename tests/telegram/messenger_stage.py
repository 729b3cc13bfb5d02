"""What the messenger stands between in its tests: Lina who has started the bot, a group, and two ways to Telegram.

Must never: let a test end with a malformed request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.i18n import Words
from bot.messages import Address, Message, Undeliverable
from bot.simulator import faults
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.request import SimulatedRequest
from bot.simulator.server import Phone, Scene, SimulatorServer
from bot.simulator.shapes import Chat, User
from bot.simulator.world import World
from handlers.messenger import TelegramMessenger
from handlers.request import build_bot

HELLO = Message("Bonjour Lina")


@dataclass
class Stage:
    """Lina has started the bot; the coordination group has it as administrator. `url`: the simulator's, over HTTP."""

    world: World
    api: Api
    messenger: TelegramMessenger
    lina: User
    group: Chat
    url: str = ""

    @property
    def to_lina(self) -> Address:
        return address(self.lina.id)

    @property
    def to_group(self) -> Address:
        return address(self.group.id)

    async def refusal(self, method: str, fault: faults.Fault) -> Undeliverable:
        """What sending to Lina raises when Telegram answers like that."""
        self.api.faults.fail_next(method, fault)
        with pytest.raises(Undeliverable) as caught:
            await self.messenger.send(self.to_lina, HELLO)
        return caught.value


def address(chat_id: int) -> Address:
    return Address("telegram", str(chat_id))


@asynccontextmanager
async def in_process() -> AsyncIterator[Stage]:
    """No socket between the bot and the simulated Telegram."""
    world, api, lina, group = _scene()
    bot = build_bot(
        world.token, "http://telegram.invalid", request=SimulatedRequest(api), get_updates_request=SimulatedRequest(api)
    )
    async with bot:
        yield Stage(world, api, TelegramMessenger(bot), lina, group)
    assert world.violations == []


@asynccontextmanager
async def over_http(words: Words) -> AsyncIterator[Stage]:
    """Our own transport, through a real socket, into the simulator's server; Lina's phone is on its page."""
    world, api, lina, group = _scene()

    async def on_clock() -> None: ...

    scene = Scene((Phone("Lina", lina.id, lina.id),))
    server = SimulatorServer(world, api, words=words, on_clock=on_clock, scene=scene)
    url = await server.start()
    async with build_bot(world.token, url) as bot:
        yield Stage(world, api, TelegramMessenger(bot), lina, group, url)
    await server.stop()
    assert world.violations == []


def _scene() -> tuple[World, Api, User, Chat]:
    world = World(Clock(datetime(2026, 3, 12, 14, 0, tzinfo=UTC)))
    lina, solene = world.add_person("Lina"), world.add_person("Solène")
    world.send_text(lina.id, lina.id, "/start")
    return world, Api(world), lina, world.add_group("Coordination", members=[solene.id])
