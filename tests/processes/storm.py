"""A storm: the real bot killed at random instants and answered with faults, while people write and strangers disturb.

Seeded and bounded. Must never: judge (`check.py` does), or help the bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.processes.check import Findings, examine
from tests.processes.faults import FaultPlan
from tests.processes.people import Person, cast, settled
from tests.processes.stage import GROUP, BotProcess, TelegramServer
from tests.processes.strangers import Strangers

LONGEST_LIFE = 1.2  # seconds after the start is said to be done
A_BATCH = 0.06  # seconds within which a small batch is handled
WAYS = {"start": 1, "time": 2, "before": 3, "lost": 2, "after": 5, "batch": 6}  # how often, out of all
OUTAGE = timedelta(seconds=200)  # every tap waiting at Telegram dies (they live 150 s)
FIRST_ID = 5_100_200_300
HOLD = 1.0  # seconds a time-out keeps the connection before it is cut; the bot's own ones are tried elsewhere


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard it blows."""

    seed: int
    kills: int = 21
    people: int = 10
    faults: float = 0.06  # the share of calls that go wrong
    odd: int = 60  # updates nobody expects, from strangers

    @property
    def last_arrival(self) -> int:
        """Kills before the last person comes: somebody is always on their way."""
        return self.kills - 3


@dataclass(frozen=True, slots=True)
class Report:
    """What was tried, and what both sides say afterwards."""

    found: Findings
    kills: Mapping[str, int]  # by the instant they came at
    in_flight: int  # kills that met somebody on their way
    faults: Mapping[str, int]  # by kind
    odd: Mapping[str, int]  # by kind
    exit_code: int
    violations: Sequence[object]
    log: str = field(repr=False)

    @property
    def calm(self) -> bool:
        """Whether nothing but the known window shows."""
        harmless = Findings(contacts=self.found.contacts, kills=self.found.kills, repeated=self.found.repeated)
        return self.found == harmless and self.exit_code == 0 and not self.violations


@dataclass
class Executioner:
    """Kills the bot at instants it has no say in: in the middle of a call, a while after the start, while starting."""

    bot: BotProcess
    server: TelegramServer
    world: World
    people: list[Person]
    chance: random.Random
    in_flight: list[set[int]] = field(default_factory=list)  # at each kill: who was on their way
    how: Counter[str] = field(default_factory=Counter)
    _struck: asyncio.Event = field(default_factory=asyncio.Event)
    _due: asyncio.TimerHandle | None = None

    async def strike(self) -> None:
        self._struck = asyncio.Event()
        way = self.chance.choices(tuple(WAYS), tuple(WAYS.values()))[0]
        self.how[way] += 1
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


async def blow(folder: Path, plan: Plan) -> Report:
    """One storm, and the peace after it in which everybody must arrive."""
    chance = random.Random(plan.seed)
    world = World(Clock(running=True))
    people = [Person(world, one, random.Random(chance.random())) for one in cast(plan.people, chance, FIRST_ID)]
    for person in people:
        world.add_person("Quelqu'un", user_id=person.id)
    solene = world.add_person("Solène")
    world.add_group("Coordination", members=[solene.id], chat_id=GROUP)
    strangers = Strangers(world, chance.randrange(2**32))
    faults = FaultPlan(chance.randrange(2**32), plan.faults, hold=HOLD)
    async with TelegramServer(Api(world), faults) as server:
        bot = BotProcess(folder, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        storm = Executioner(bot, server, world, people, chance)
        writing = [
            asyncio.create_task(_arrive(person, storm, after=place * plan.last_arrival // max(plan.people - 1, 1)))
            for place, person in enumerate(people)
        ]
        try:
            for number in range(plan.kills):
                strangers.disturb(plan.odd * (number + 1) // plan.kills)
                await storm.strike()
            faults.peace()
            await bot.running()
            await settled(people, world)
            exit_code = await bot.stop()
        finally:
            bot.close()
            for one in writing:
                one.cancel()
            await asyncio.wait(writing)
    with bot.opened() as store:
        found = store.run_sync(
            lambda uow: examine(uow, world, people, storm.in_flight, server.answers_lost, strangers.ids)
        )
    met = {kind.value: count for kind, count in faults.counts.items()}
    in_flight = sum(map(bool, storm.in_flight))
    return Report(found, storm.how, in_flight, met, strangers.counts, exit_code, world.violations, bot.err)


async def _arrive(person: Person, storm: Executioner, after: int) -> None:
    """The same after so many kills: somebody is always on their way."""
    while len(storm.in_flight) < after:
        await asyncio.sleep(0.02)
    await asyncio.sleep(person.chance.uniform(0, 2))
    await person.live()
