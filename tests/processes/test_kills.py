"""Killed with SIGKILL at random instants while people write: nothing lost, nothing doubled, nobody stuck."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.processes.check import Findings, examine
from tests.processes.people import Person, cast, settled
from tests.processes.stage import GROUP, BotProcess, TelegramServer

SEED = int(os.environ.get("KILLS_SEED", "20260311"))
KILLS = 21
PEOPLE = 10
LAST_ARRIVAL = 18  # kills before the last one comes
LONGEST_LIFE = 1.2  # seconds after the start is said to be done
A_BATCH = 0.06  # seconds within which a small batch is handled
WAYS = {"start": 1, "time": 2, "before": 3, "lost": 2, "after": 5, "batch": 6}  # how often, out of all
OUTAGE = timedelta(seconds=200)  # every tap waiting at Telegram dies (they live 150 s)


@dataclass
class Executioner:
    """Kills the bot at instants it has no say in: in the middle of a call, a while after the start, while starting."""

    bot: BotProcess
    server: TelegramServer
    world: World
    people: list[Person]
    chance: random.Random
    in_flight: list[set[int]] = field(default_factory=list)  # at each kill: who was on their way
    how: dict[str, int] = field(default_factory=dict)
    _struck: asyncio.Event = field(default_factory=asyncio.Event)
    _due: asyncio.TimerHandle | None = None

    async def strike(self) -> None:
        self._struck = asyncio.Event()
        way = self.chance.choices(tuple(WAYS), tuple(WAYS.values()))[0]
        self.how[way] = self.how.get(way, 0) + 1
        self.bot.start()
        if way == "start":
            await asyncio.sleep(self.chance.uniform(0.6, 1.3))
        elif way == "time":
            await self.bot.ready()
            await asyncio.sleep(self.chance.uniform(0.0, LONGEST_LIFE))
        else:
            await self.bot.ready()
            if way == "batch":
                self._in_a_batch(self.chance.randint(1, 3))
            else:
                self._at_a_call(way, self.chance.randint(1, 40))
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_LIFE):
                    await self._struck.wait()
        await self._finish()

    def _at_a_call(self, way: str, calls: int) -> None:
        left = calls

        def before(method: str) -> bool:
            nonlocal left
            left -= 1
            if left == 0 and way != "after":
                self._kill()
                return way != "lost"
            return True

        def after(method: str) -> None:
            if left == 0 and method != "getUpdates":
                self._kill()

        self.server.on_call, self.server.after_call = before, after

    def _in_a_batch(self, batches: int) -> None:
        """While updates just fetched are being handled: nothing of them may be confirmed yet."""
        left, loop = batches, asyncio.get_running_loop()

        def after(method: str) -> None:
            nonlocal left
            left -= method == "getUpdates"
            if left == 0 and method == "getUpdates":
                self._due = loop.call_later(self.chance.uniform(0.0, A_BATCH), self._kill)

        self.server.after_call = after

    def _kill(self) -> None:
        self.bot.kill()
        self._struck.set()

    async def _finish(self) -> None:
        self.bot.kill()
        if self._due is not None:
            self._due.cancel()
        self.server.on_call, self.server.after_call = (lambda method: True), (lambda method: None)
        self.in_flight.append({one.id for one in self.people if one.started and one.reference is None})
        await self.bot.gone()
        if self.chance.random() < 0.25:
            self.world.clock.advance(OUTAGE)


async def arrive(person: Person, storm: Executioner, after: int) -> None:
    """The same after so many kills: somebody is always on their way."""
    while len(storm.in_flight) < after:
        await asyncio.sleep(0.02)
    await asyncio.sleep(person.chance.uniform(0, 2))
    await person.live()


async def test_sigkill_while_people_write_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    world = World(Clock(running=True))
    people = [Person(world, one, random.Random(chance.random())) for one in cast(PEOPLE, chance, 5_100_200_300)]
    for person in people:
        world.add_person("Quelqu'un", user_id=person.id)
    solene = world.add_person("Solène")
    world.add_group("Coordination", members=[solene.id], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(tmp_path, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        storm = Executioner(bot, server, world, people, chance)
        writing = [
            asyncio.create_task(arrive(person, storm, after=place * LAST_ARRIVAL // (PEOPLE - 1)))
            for place, person in enumerate(people)
        ]
        try:
            for _ in range(KILLS):
                await storm.strike()
            await bot.running()
            await settled(people, world)
            stopped = await bot.stop()
        finally:
            bot.close()
            for one in writing:
                one.cancel()
            await asyncio.wait(writing)
    with bot.opened() as store:
        found = store.run_sync(lambda uow: examine(uow, world, people, storm.in_flight))
    print(f"seed {SEED}: {replace(found, notes=())} {storm.how}", *found.notes, sep="\n")
    assert stopped == 0
    assert len(storm.in_flight) == KILLS
    assert sum(map(bool, storm.in_flight)) >= 20
    assert found == Findings(contacts=PEOPLE, kills=KILLS, repeated=found.repeated), bot.err[-3000:]
    assert world.violations == []
