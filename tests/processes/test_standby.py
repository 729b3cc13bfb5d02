"""Two bots on one PostgreSQL, and a server that restarts: one works at a time, nothing is lost or done twice.

The first dies, freezes or is cut off: the other has taken over within ten seconds, and the first, should it come back,
writes nothing and waits in its turn. Must never: depend on the hour.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.database import new_on_postgresql, server
from tests.processes.books import still_to_leave
from tests.processes.check import Findings, bubbles, examine
from tests.processes.equipment import Equipment
from tests.processes.people import Person, cast, settled
from tests.processes.phone import until
from tests.processes.silence import Silence
from tests.processes.stage import GROUP, BotProcess, TelegramServer
from tests.processes.storm import START
from tests.processes.two import TAKEOVER, WAITING


@dataclass
class Pair:
    """Two installations with the same keys and the same database."""

    world: World
    telegram: TelegramServer
    one: BotProcess
    two: BotProcess

    async def taken_over(self, heir: BotProcess) -> float:
        begun = time.monotonic()
        await heir.ready()
        return time.monotonic() - begun

    async def standby(self, bot: BotProcess) -> None:
        before = bot.out.count(WAITING)
        bot.start()
        await until(lambda: bot.out.count(WAITING) > before, "somebody who waits")


@pytest.fixture
async def pair(tmp_path: Path, tools: Equipment, postgresql: None) -> AsyncIterator[Pair]:
    world = World(Clock(START, running=True))
    marc = world.add_person("Marc")
    world.add_group("Coordination", members=[marc.id], chat_id=GROUP)
    async with TelegramServer(Api(world)) as telegram:
        wanted = {"DATABASE_URL": new_on_postgresql(), "COORDINATION_CHAT": str(GROUP)}
        one = BotProcess(tmp_path / "one", telegram.url, world.token, nursery=tools.nursery, **wanted)
        wanted["ENCRYPTION_KEYS_FILE"] = str(one.keys)
        two = BotProcess(tmp_path / "two", telegram.url, world.token, nursery=tools.nursery, **wanted)
        try:
            yield Pair(world, telegram, one, two)
        finally:
            one.close()
            two.close()
    assert world.violations == []


async def test_a_standby_does_nothing_until_the_first_is_killed_and_then_takes_over(pair: Pair) -> None:
    """Killed when a bubble has just left: neither its mark nor what people write meanwhile is lost."""
    people = [pair.world.add_person(name).id for name in ("Lina", "Karim", "Inès")]
    left = 4  # of the six bubbles of three welcomes

    def kill(method: str) -> None:
        nonlocal left
        left -= method == "sendMessage"
        if left == 0:
            pair.one.kill()

    await pair.one.running()
    await pair.standby(pair.two)
    pair.telegram.after_call = kill
    for person in people:
        pair.world.send_text(person, person, "/start")
    await pair.one.gone()
    for person in people:
        pair.world.send_text(person, person, "aide")
    assert await pair.taken_over(pair.two) < TAKEOVER
    await until(lambda: all(len(heard(pair.world, one)) == 4 for one in people), "welcome, numbers, the question")
    assert await pair.two.stop() == 0
    books = pair.one.audit()
    for person in people:
        seen = bubbles(books, pair.world, person, 1)
        assert seen.total() == seen["repeated"] <= 1, "sent, and killed before it was marked"
    assert not still_to_leave(pair.one.database)
    assert "Un autre programme" not in pair.one.out, "two had asked for updates"
    assert "Traceback" not in pair.one.err + pair.two.err


def heard(world: World, person: int) -> list[str]:
    """What the bot said, a repeated bubble once."""
    return list(dict.fromkeys(one.text for one in world.messages(person) if one.by_bot))


async def storm(pair: Pair, count: int, blows: list[Callable[[], Awaitable[None]]]) -> Findings:
    """People write while blow after blow falls; then everybody must arrive."""
    chance = random.Random(20261122)
    people = [Person(pair.world, one, random.Random(chance.random())) for one in cast(count, chance, 5_100_400_000)]
    for person in people:
        pair.world.add_person("Quelqu'un", user_id=person.id)
    writing = [asyncio.create_task(person.live()) for person in people]
    in_flight = []
    try:
        for blow in blows:
            await asyncio.sleep(1.0)
            in_flight.append({one.id for one in people if one.started and one.reference is None})
            await blow()
        assert await settled(people, pair.world)
    finally:
        for one in writing:
            one.cancel()
        await asyncio.wait(writing)
    assert any(in_flight), "somebody was on their way"
    for bot in (pair.one, pair.two):
        assert not bot.out or await bot.stop() == 0
    found = examine(pair.one.audit(), pair.world, people, in_flight, pair.telegram.answers_lost, ())
    print(found, *found.notes, pair.one.err, pair.two.err, sep="\n")
    assert found == Findings(contacts=count, kills=len(blows), repeated=found.repeated)
    return found


@pytest.mark.slow
async def test_each_dies_in_its_turn_while_people_write_and_nothing_is_lost_or_doubled(pair: Pair) -> None:
    await pair.one.running()
    await pair.standby(pair.two)
    seconds: list[float] = []

    def change(first: BotProcess, heir: BotProcess) -> Callable[[], Awaitable[None]]:
        async def blow() -> None:
            first.kill()
            seconds.append(await pair.taken_over(heir))
            await first.gone()
            await pair.standby(first)

        return blow

    await storm(pair, 5, [change(pair.one, pair.two), change(pair.two, pair.one), change(pair.one, pair.two)])
    print("taken over after", seconds)
    assert max(seconds) < TAKEOVER


@pytest.mark.slow
async def test_a_server_that_restarts_under_load_costs_nothing_and_the_bot_goes_on(pair: Pair) -> None:
    await pair.one.running()

    def restarted(how: Callable[[], None], away: float) -> Callable[[], Awaitable[None]]:
        async def blow() -> None:
            how()
            await asyncio.sleep(away)
            server().start()

        return blow

    async def mended() -> None:
        await until(lambda: "De nouveau en ordre : la base." in pair.one.out, "its next tick, every 15 s")

    pid = pair.one.pid
    long = restarted(server().kill, 7.0)
    await storm(pair, 5, [restarted(server().stop, 0.2), restarted(server().kill, 1.0), long, mended])
    assert pair.one.pid == pid
    assert pair.one.out.count("est en marche") == 1
    assert "La base PostgreSQL ne répond pas" in pair.one.out


@pytest.mark.slow
async def test_a_frozen_leader_is_relieved_and_waits_when_it_wakes_up(pair: Pair) -> None:
    await pair.one.running()
    await pair.standby(pair.two)

    async def freeze() -> None:
        os.kill(pair.one.pid, signal.SIGSTOP)
        assert await pair.taken_over(pair.two) < TAKEOVER
        os.kill(pair.one.pid, signal.SIGCONT)
        await until(lambda: WAITING in pair.one.out, "the first has understood")

    await storm(pair, 3, [freeze])


@pytest.mark.slow
async def test_a_leader_that_is_cut_off_is_relieved_and_waits_when_it_is_back(pair: Pair) -> None:
    async with Silence(server().port) as line:
        name = str(make_url(pair.one.database).database)
        pair.one.env["MEDIATION_DATABASE_URL"] = server().url(name, tcp=line.port)
        await pair.one.running()
        await pair.standby(pair.two)

        async def cut_off() -> None:
            line.falls()
            assert await pair.taken_over(pair.two) < TAKEOVER
            line.ends()
            await until(lambda: WAITING in pair.one.out, "the first has understood")

        await storm(pair, 3, [cut_off])
