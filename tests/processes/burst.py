"""A relay forwards a story in a burst while the real bot is killed at random instants; then answers what is asked.

Seeded and bounded. Must never: judge, or help the bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

from bot.messages import Address
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.shapes import OriginKind
from bot.simulator.world import World
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.records import EntryKind, Invitation
from storage.unit_of_work import UnitOfWork
from tests.processes.phone import Phone, until
from tests.processes.stage import GROUP, BotProcess, TelegramServer

RELAY = 5_300_400_500
STORY = tuple(f"on a parlé du stage, note {word}" for word in (
    "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
))  # fmt: skip
ROAD = (
    ("about", "relais"), ("danger_immediat", "non"), ("jeune_informe", "informe_accord"), ("designation", "_pass"),
    ("tranche_age", "de_15_17"), ("themes", "ecole_travail"), ("themes", "scolarite"), ("faits_observes", "_done"),
    ("send_or_later", "envoyer"),
)  # fmt: skip
PAUSES = (0.0, 0.0, 0.02, 0.1, 0.3)  # seconds between two forwarded messages
SENT = "Référence : MS-"


@dataclass(frozen=True, slots=True)
class Report:
    """`stories`: of each situation that was sent, its texts in order. `left`: drafts, dead letters, other entries.

    `met`: how many texts had been forwarded at each kill.
    """

    stories: tuple[tuple[str, ...], ...]
    met: tuple[int, ...]
    left: int
    exit_code: int
    violations: int
    log: str = field(repr=False)


async def hand_on(folder: Path, seed: int, kills: int) -> Report:
    chance = random.Random(seed)
    world = World(Clock(running=True))
    world.add_person("Nadia", user_id=RELAY)
    solene = world.add_person("Solène")
    world.add_group("Coordination", members=[solene.id], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(folder, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        _enrol(bot)
        try:
            await bot.running()
            strikes = _strike(bot, world, random.Random(chance.random()), kills)
            _, met = await asyncio.gather(_forward(world, chance), strikes)
            phone = Phone(world, RELAY)
            for question, choice in ROAD:
                await phone.tap(question, choice)
            await phone.hears(SENT)
            await until(lambda: not world.updates.pending(), "the last update to be confirmed")
            exit_code = await bot.stop()
        finally:
            bot.close()
    with bot.opened() as store:
        stories, left = store.run_sync(_kept)
    return Report(stories, met, left, exit_code, len(world.violations), bot.err)


def _enrol(bot: BotProcess) -> None:
    """As after the invitation was opened and the rules accepted."""

    def enrol(uow: UnitOfWork) -> None:
        person = uow.people.meet(Address("telegram", str(RELAY)))
        uow.relays.enrol(person.id, Invitation("relay", "centre_social_bretonniere", "relais", ""), "Nadia")
        uow.relays.change(person.id, rules=1, rules_at=uow.now)
        uow.people.change(person.id, formal=True)

    bot.data.mkdir(parents=True, exist_ok=True)
    engine = open_engine(bot.database)
    upgrade(engine)
    engine.dispose()
    with bot.opened() as store:
        store.run_sync(enrol)


async def _forward(world: World, chance: random.Random) -> None:
    for place, text in enumerate(STORY):
        await asyncio.sleep(chance.choice(PAUSES))
        kind = tuple(OriginKind)[place % len(OriginKind)]
        photo, album = place in (4, 5, 8), "4711" if place in (4, 5) else ""
        world.forward(RELAY, RELAY, text, kind=kind, author_name="Kylian", as_photo=photo, media_group_id=album)


async def _strike(bot: BotProcess, world: World, chance: random.Random, kills: int) -> tuple[int, ...]:
    """In the middle of the burst; the next ones while the rest of it is fetched, or a while after the start."""
    met = []
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.05, 0.6))
        bot.kill()
        met.append(sum(not message.by_bot for message in world.messages(RELAY)))
        await bot.gone()
        bot.start()
        if chance.random() < 0.7:
            await bot.ready()
    await bot.ready()
    return tuple(met)


def _kept(uow: UnitOfWork) -> tuple[tuple[tuple[str, ...], ...], int]:
    cases = [case for case in uow.cases.open_ones() if not case.alert_only]
    stories = tuple(tuple(entry.body for entry in uow.entries.of_case(case.id, EntryKind.STORY)) for case in cases)
    drafts = len(list(uow.drafts.states()))
    others = sum(len(uow.entries.of_case(case.id, EntryKind.MESSAGE)) for case in cases)
    return stories, drafts + others + len(list(uow.ledger.dead_letters()))
