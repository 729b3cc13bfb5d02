"""A storm: the real bot killed at random instants and answered with faults, while people write and strangers disturb.

Seeded and bounded. Must never: judge (`check.py` does), or help the bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.processes.ailing import Ailing
from tests.processes.books import unfinished
from tests.processes.check import Findings, examine
from tests.processes.equipment import Equipment
from tests.processes.executioner import OUTAGES, Executioner
from tests.processes.faults import FaultPlan
from tests.processes.machine import small_disk
from tests.processes.people import Person, cast, settled
from tests.processes.stage import GROUP, BotProcess, TelegramServer
from tests.processes.strangers import Strangers
from tests.processes.two import TAKEOVER, Two

FIRST_ID = 5_100_200_300
HOLD = 1.0  # seconds a time-out keeps the connection before it is cut; the bot's own ones are tried elsewhere
START = datetime.fromisoformat("2026-03-10T10:00:00+01:00")
"""Telegram's hour when a storm begins, whatever the machine's: a Tuesday, the service is open."""
DISK = 48  # megabytes
LONGEST_WAIT = 330.0  # seconds: above the longest pause before a new try, 300, and a tick


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard it blows."""

    seed: int
    kills: int = 21
    people: int = 10
    faults: float = 0.06  # the share of calls that go wrong
    odd: int = 60  # updates nobody expects, from strangers
    ailing: float = 0.0  # the share of lives in which the machine ails
    real_disk: bool = False  # one that fills for good, where this may be mounted
    standby: bool = False  # two instances in turn, on PostgreSQL

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
    ails: Mapping[str, int]
    odd: Mapping[str, int]  # by kind
    exit_code: int
    violations: Sequence[object]
    cold: int  # starts of a new Python; the others are forks, see nursery.py
    takeovers: Sequence[float]  # seconds, of a standby
    log: str = field(repr=False)

    @property
    def calm(self) -> bool:
        """Whether nothing but the known window shows."""
        found = self.found
        harmless = Findings(found.contacts, found.kills, repeated=found.repeated, passed_by=found.passed_by)
        in_time = all(seconds < TAKEOVER for seconds in self.takeovers)
        return self.found == harmless and self.exit_code == 0 and not self.violations and in_time


@dataclass
class Field:
    """Where a storm takes place: a Telegram, an installation, a machine that may ail."""

    world: World
    server: TelegramServer
    bot: BotProcess
    faults: FaultPlan
    ailing: Ailing

    def executioner(self, chance: random.Random, people: Sequence[Person]) -> Executioner:
        def on_way() -> set[int]:
            return {one.id for one in people if one.started and one.reference is None}

        # Who waits lives on through an outage, for which the world leaps ahead: to them a clock would have jumped.
        outages = 0.0 if isinstance(self.bot, Two) else OUTAGES
        return Executioner(self.bot, self.server, self.world, chance, on_way, ailing=self.ailing, outages=outages)

    def calm(self) -> None:
        self.faults.peace()
        self.ailing.clock_right()

    async def emptied(self) -> bool:
        """Nothing is left to do, nor to be tried again, and it stays so for a second; False when time runs out."""
        loop = asyncio.get_running_loop()
        end, since = loop.time() + LONGEST_WAIT, loop.time()
        while loop.time() < end and loop.time() - since < 1.0:
            if unfinished(self.bot.database, int(self.world.clock.now().timestamp() * 1e6)):
                since = loop.time()
            await asyncio.sleep(0.1)
        return loop.time() < end


@asynccontextmanager
async def field_of(
    folder: Path, tools: Equipment, chance: random.Random, *, faults: float = 0.0,
    ailing: float = 0.0, real_disk: bool = False, standby: bool = False,
) -> AsyncIterator[Field]:  # fmt: skip
    """An empty one."""
    world = World(Clock(START, running=True))
    solene = world.add_person("Solène")
    world.add_group("Coordination", members=[solene.id], chat_id=GROUP)
    plan = FaultPlan(chance.randrange(2**32), faults, hold=HOLD)
    with small_disk(folder / "data", DISK) if real_disk else nullcontext() as disk:
        ails = Ailing(chance.randrange(2**32), ailing, tools.clock, disk, tools.postgresql)
        ails.right_is(world.clock.now())
        async with TelegramServer(Api(world), plan) as server:
            wanted = {"COORDINATION_CHAT": str(GROUP), **tools.settings()}
            kind = Two if standby else BotProcess
            bot = kind(folder, server.url, world.token, nursery=tools.nursery, **wanted)
            bot.usual = ails.variables
            try:
                yield Field(world, server, bot, plan, ails)
            finally:
                ails.clock_right()
                ails.right_is(datetime.now(UTC))
                bot.close()


async def blow(folder: Path, plan: Plan, tools: Equipment) -> Report:
    """One storm, and the peace after it in which everybody must arrive."""
    chance = random.Random(plan.seed)
    async with field_of(
        folder, tools, chance, faults=plan.faults, ailing=plan.ailing, real_disk=plan.real_disk, standby=plan.standby
    ) as place:
        characters = cast(plan.people, chance, FIRST_ID)
        people = [Person(place.world, one, random.Random(chance.random())) for one in characters]
        for person in people:
            place.world.add_person("Quelqu'un", user_id=person.id)
        strangers = Strangers(place.world, chance.randrange(2**32))
        storm = place.executioner(chance, people)
        exit_code = await _blow(place, plan, storm, people, strangers)
        found = examine(
            place.bot.audit(), place.world, people, storm.in_flight, place.server.answers_lost, strangers.ids
        )
        return Report(
            found, storm.how, sum(map(bool, storm.in_flight)), named(place.faults.counts), named(place.ailing.counts),
            strangers.counts, exit_code, place.world.violations, storm.cold,
            place.bot.seconds if isinstance(place.bot, Two) else (), place.bot.err,
        )  # fmt: skip


async def _blow(
    place: Field, plan: Plan, storm: Executioner, people: Sequence[Person], strangers: Strangers
) -> int:
    writing = [
        asyncio.create_task(_arrive(person, storm, after=number * plan.last_arrival // max(plan.people - 1, 1)))
        for number, person in enumerate(people)
    ]
    try:
        for number in range(plan.kills):
            strangers.disturb(plan.odd * (number + 1) // plan.kills)
            await storm.strike()
        place.calm()
        await place.bot.running()
        await place.emptied()  # who waits for what is tried again in minutes has time to answer it then
        await settled(people, place.world)
        await place.emptied()
        return await place.bot.stop()
    finally:
        for one in writing:
            one.cancel()
        await asyncio.wait(writing)


def named(counts: Mapping[object, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in counts.items()}


async def _arrive(person: Person, storm: Executioner, after: int) -> None:
    """The same after so many kills: somebody is always on their way."""
    while len(storm.in_flight) < after:
        await asyncio.sleep(0.02)
    await asyncio.sleep(person.chance.uniform(0, 2))
    await person.live()
