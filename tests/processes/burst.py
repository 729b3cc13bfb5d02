"""Relays forward stories in bursts of twelve while the bot is killed at random instants, then answer what is asked.

Seeded and bounded. Must never: judge by the product's own reading, or help the bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.messages import Address
from bot.simulator.shapes import OriginKind
from bot.simulator.world import World
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.records import Invitation
from storage.unit_of_work import UnitOfWork
from tests.processes.books import Books
from tests.processes.check import bubbles, compared, story
from tests.processes.equipment import Equipment
from tests.processes.executioner import Executioner
from tests.processes.people import REFERENCE
from tests.processes.phone import Asked, question
from tests.processes.report import StormReport, storm_report
from tests.processes.stage import GROUP, BotProcess
from tests.processes.storm import Field, field_of

FIRST_RELAY = 5_300_400_500
NOTES = ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
ROAD = (
    ("about", "relais"), ("danger_immediat", "non"), ("jeune_informe", "informe_accord"), ("designation", "_pass"),
    ("tranche_age", "de_15_17"), ("themes", "ecole_travail"), ("themes", "scolarite"), ("faits_observes", "_done"),
    ("send_or_later", "envoyer"),
)  # fmt: skip
PAUSES = (0.0, 0.0, 0.02, 0.1, 0.3)  # seconds between two forwarded messages
AMID = "amid a burst"
WAYS = {AMID: 6, "start": 1, "time": 2, "before": 2, "lost": 2, "after": 3, "batch": 2}
AGAIN = 4.0  # seconds after which a relay presses once more
FINISH = 150.0  # seconds of peace in which every situation must arrive


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    kills: int = 1
    relays: int = 1
    faults: float = 0.0
    ailing: float = 0.0
    ways: Mapping[str, int] = field(default_factory=lambda: WAYS)

    def turn(self, place: int) -> int:
        """Kills before this relay begins: somebody is always on their way."""
        return place * max(self.kills - 2, 0) // max(self.relays - 1, 1)


@dataclass(frozen=True, kw_only=True)
class Report(StormReport):
    """`met`: at each kill, the texts then forwarded of unfinished bursts."""

    WHOLE = "situations"
    met: Sequence[Sequence[int]]

    @property
    def amid(self) -> int:
        """Kills that met somebody in the middle of the twelve."""
        return sum(any(0 < count < len(NOTES) for count in counts) for counts in self.met)


class Relay:
    """One phone: a burst, then the road, pressing again when nothing comes."""

    def __init__(self, world: World, place: int, chance: random.Random) -> None:
        self.world = world
        self.id = FIRST_RELAY + 7919 * place
        self.story = [f"on a parlé du stage, dossier {place}, note {note}" for note in NOTES]
        self.forwarded = 0
        self._chance = chance

    @property
    def sent(self) -> bool:
        return any(REFERENCE.search(message.text) for message in self.world.said(self.id) if message.by_bot)

    async def live(self, told: Callable[[int], None]) -> None:
        for place, text in enumerate(self.story):
            await asyncio.sleep(self._chance.choice(PAUSES))
            kind = tuple(OriginKind)[place % len(OriginKind)]
            album = f"47{self.id}" if place in (4, 5) else ""
            photo = place in (4, 5, 8)
            self.world.forward(
                self.id, self.id, text, kind=kind, author_name="Kylian", as_photo=photo, media_group_id=album
            )
            self.forwarded += 1
            told(self.forwarded)
        for key, code in ROAD:
            await self._answer(key, code)

    async def _answer(self, key: str, code: str) -> None:
        loop = asyncio.get_running_loop()
        pressed = float("-inf")
        while not self.sent:
            asked = self._asked()
            button = asked.button(code) if asked and asked.key == key else None
            if button is None and pressed > 0:
                return
            if asked and button and loop.time() - pressed > AGAIN:
                self.world.tap(self.id, self.id, asked.message_id, button.data)
                pressed = loop.time()
            await asyncio.sleep(0.03)

    def _asked(self) -> Asked | None:
        bubbles = reversed(self.world.said(self.id))
        return next(filter(None, (question(one, self.world.buttons(one)) for one in bubbles)), None)


async def hand_on(folder: Path, plan: Plan, tools: Equipment) -> Report:
    chance = random.Random(plan.seed)
    async with field_of(folder, tools, chance, faults=plan.faults, ailing=plan.ailing) as place:
        relays = [Relay(place.world, number, random.Random(chance.random())) for number in range(plan.relays)]
        for relay in relays:
            place.world.add_person("Nadia", user_id=relay.id)
        _enrol(place, relays)
        met: list[list[int]] = []
        storm, told = _storm(place, plan, chance, relays, met)
        exit_code = await _blow(place, plan, storm, relays, told)
        books = place.bot.audit()
        notes: list[str] = []
        found = _house(books, place, storm)
        for relay in relays:
            found.update(_judged(books, place.world, relay, storm, place, notes))
        return Report(met=met, **storm_report(place, storm, found=found, exit_code=exit_code, notes=notes))


def _storm(
    place: Field, plan: Plan, chance: random.Random, relays: Sequence[Relay], met: list[list[int]]
) -> tuple[Executioner, Callable[[int], None]]:
    """And what a relay calls after each text: a kill may wait for the n-th."""
    waiting: list[tuple[int, Callable[[], None]]] = []

    def told(count: int) -> None:
        if waiting and waiting[-1][0] == count:
            waiting.pop()[1]()

    def amid(kill: Callable[[], None]) -> None:
        waiting.append((chance.randint(1, len(NOTES) - 1), kill))

    def on_way() -> set[int]:
        waiting.clear()
        met.append([relay.forwarded for relay in relays if relay.forwarded and not relay.sent])
        return {relay.id for relay in relays if relay.forwarded and not relay.sent}

    storm = Executioner(
        place.bot, place.server, place.world, chance, on_way, ways=plan.ways, ailing=place.ailing, others={AMID: amid}
    )
    return storm, told


async def _blow(
    place: Field, plan: Plan, storm: Executioner, relays: Sequence[Relay], told: Callable[[int], None]
) -> int:
    async def arrive(relay: Relay, after: int) -> None:
        while len(storm.in_flight) < after or not place.bot.up:
            await asyncio.sleep(0.01)
        await relay.live(told)

    busy = [asyncio.create_task(arrive(relay, plan.turn(number))) for number, relay in enumerate(relays)]
    try:
        for _ in range(plan.kills):
            await storm.strike()
        place.calm()
        await place.bot.running()
        await place.emptied()
        await asyncio.wait(busy, timeout=FINISH)
        await _quiet(place.world, relays)
        await place.emptied()
        return await place.bot.stop()
    finally:
        for one in busy:
            one.cancel()
        await asyncio.wait(busy)


async def _quiet(world: World, relays: Sequence[Relay]) -> None:
    """Until everything sent is confirmed, and a moment longer."""
    for _ in range(200):
        if not world.updates.pending() and all(relay.sent for relay in relays):
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)


def _enrol(place: Field, relays: Sequence[Relay]) -> None:
    """As after the invitations were opened and the rules accepted."""

    def enrol(uow: UnitOfWork) -> None:
        for relay in relays:
            person = uow.people.meet(Address("telegram", str(relay.id)))
            uow.relays.enrol(person.id, Invitation("relay", "centre_social_bretonniere", "relais", ""), "Nadia")
            uow.relays.change(person.id, rules=1, rules_at=uow.now)
            uow.people.change(person.id, formal=True)

    lay_in(place, enrol)


def lay_in(place: Field, use_case: Callable[[UnitOfWork], object]) -> None:
    """Before the bot has ever run, or between two lives; at Telegram's hour."""
    if not place.bot.keys.with_name("laid").exists():
        create(place.bot)
        place.bot.keys.with_name("laid").touch()
    with place.bot.opened(place.world.clock.now) as store:
        store.run_sync(use_case)


def create(bot: BotProcess) -> None:
    bot.data.mkdir(parents=True, exist_ok=True)
    engine = open_engine(bot.database)
    upgrade(engine)
    engine.dispose()


def _judged(
    books: Books, world: World, relay: Relay, storm: Executioner, place: Field, notes: list[str]
) -> Counter[str]:
    (address,) = (row["id"] for row in books["addresses"] if row["value"] == str(relay.id))
    mine = [row for row in books["cases"] if row["address_id"] == address]
    kills = sum(relay.id in alive for alive in storm.in_flight)
    found: Counter[str] = Counter(
        doubled=max(len(mine) - 1, 0), lost=not mine, stuck=not relay.sent,
        no_situation=sum(row["kind"] != "relais" for row in mine),
    )  # fmt: skip
    for case in mine[:1]:
        found.update(compared(relay.story, kept := story(books, case)))
        found["situations"] += kept == relay.story
    found.update(bubbles(books, world, relay.id, kills + 1 + place.server.answers_lost.get(str(relay.id), 0)))
    if found["situations"] != 1 or found["stuck"]:
        shown = [f"{one.id} {'<' if one.by_bot else '>'} {one.text[:50]!r}" for one in world.messages(relay.id)]
        notes.append(f"{relay.id}: kept {[story(books, case) for case in mine]}\n" + "\n".join(shown))
    return +found  # without the zeros


def _house(books: Books, place: Field, storm: Executioner) -> Counter[str]:
    """What concerns nobody alone: leftovers, and the group's own bubbles."""
    window = len(storm.in_flight) + place.server.answers_lost.get(str(GROUP), 0)
    beside = sum(row["kind"] == "message" for row in books["entries"])
    found: Counter[str] = Counter(
        drafts_left=len(books["drafts"]), buried=len(books["dead_letters"]), beside=beside,
        unsettled=len(place.world.updates.pending()),
    )  # fmt: skip
    return found + bubbles(books, place.world, GROUP, window)
