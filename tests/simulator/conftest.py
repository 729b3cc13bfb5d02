"""A simulated Telegram with the fixed cast, and the real ExtBot of python-telegram-bot talking to it.

Must never: let a test end with a malformed request or answer, unless it asks for one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import aiohttp
import pytest
from telegram.ext import ExtBot

from bot.i18n import Words
from bot.simulator import facts
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.request import SimulatedRequest
from bot.simulator.server import DeepLink, Phone, Scene, SimulatorServer
from bot.simulator.shapes import Chat, User
from bot.simulator.world import World
from tests.simulator.browser import Browser

TUESDAY = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(TUESDAY)


@pytest.fixture
def world(clock: Clock, request: pytest.FixtureRequest) -> Iterator[World]:
    """At the end no request was malformed (unless the test asks for `breaks_the_rules`) and no answer was."""
    world = World(clock)
    yield world
    if "breaks_the_rules" in request.fixturenames:
        return
    assert world.violations == []
    answered = [call for call in world.calls if call.error is None and call.result is not None]
    malformed = {call.method: facts.check_value(call.result, facts.returns(call.method)) for call in answered}
    assert {method: problems for method, problems in malformed.items() if problems} == {}


@pytest.fixture
def breaks_the_rules() -> None:
    """Asked for by tests that send a malformed request or push a malformed update on purpose."""


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)


@pytest.fixture
async def bot(api: Api, world: World) -> AsyncIterator[ExtBot[None]]:
    async with ExtBot(world.token, request=SimulatedRequest(api), get_updates_request=SimulatedRequest(api)) as bot:
        yield bot


@pytest.fixture
def lina(world: World) -> User:
    return world.add_person("Lina")


@pytest.fixture
def karim(world: World) -> User:
    return world.add_person("Karim", username="karim_relais")


@pytest.fixture
def solene(world: World) -> User:
    return world.add_person("Solène")


@pytest.fixture
def marc(world: World) -> User:
    return world.add_person("Marc")


@pytest.fixture
def group(world: World, solene: User, karim: User) -> Chat:
    """The coordination chat: Solène created it, Karim is a member, the bot an administrator."""
    return world.add_group("Coordination", members=(solene.id, karim.id))


@pytest.fixture
async def browser(
    world: World, api: Api, clock: Clock, words: Words, lina: User, solene: User, group: Chat
) -> AsyncIterator[Browser]:
    """The server with Lina's phone, the group as Solène sees it, and Solène's private chat."""
    moments: list[datetime] = []

    async def on_clock() -> None:
        moments.append(clock.now())

    scene = Scene(
        (
            Phone("Lina, 15 ans", lina.id, lina.id, (DeepLink("Affiche", "s_gare"),)),
            Phone("Coordination", solene.id, group.id),
            Phone("Solène", solene.id, solene.id),
        )
    )
    server = SimulatorServer(world, api, words=words, on_clock=on_clock, scene=scene)
    url = await server.start()
    async with aiohttp.ClientSession() as session:
        yield Browser(url, session, moments)
    await server.stop()
