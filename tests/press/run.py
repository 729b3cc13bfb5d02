"""A run of pressing: town after town, until as many updates were tried as asked; and what each town ends with.

Must never: go on after the first thing that must not be.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.i18n import Catalogues, load_catalogues
from storage.records import EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.filing_stage import Filer
from tests.conversations.stage import open_stage
from tests.conversations.youth_stage import Young
from tests.press.counts import Counts
from tests.press.mob import Mob
from tests.press.neighbours import PIA, QUENTIN, STORY, Neighbours, alone, apart
from tests.press.pool import everything
from tests.press.pressing import Under, in_groups, press
from tests.press.rights import MAY, Role
from tests.press.town import Town, a_town
from tests.press.watch import Watcher

PER_TOWN = 1250
STARTS = (
    "2026-03-10T10:00:00+01:00", "2026-03-13T16:40:00+01:00", "2026-03-28T21:30:00+01:00", "2026-04-30T09:05:00+02:00",
    "2026-10-24T22:00:00+02:00", "2026-12-24T16:50:00+01:00",
)  # fmt: skip
"""A working morning, a Friday before the doors close, the nights when the clock changes, feasts."""


class Errors(logging.Handler):
    """What the bot says has failed; what people did wrong is told as a warning."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{record.getMessage()} {record.exc_info[1]!r}" if record.exc_info else record.getMessage())


async def run(seed: int, updates: int) -> Counts:
    """Raise AssertionError, with the seed, the town and the batch, at the first thing that must not be."""
    counts, catalogues, errors = Counts(), load_catalogues(ZoneInfo("Europe/Paris")), Errors()
    logging.getLogger().addHandler(errors)
    try:
        while counts.updates < updates:
            wanted = min(updates, counts.updates + PER_TOWN)
            await _town(seed, counts, wanted, catalogues, errors)
            counts.towns += 1
    finally:
        logging.getLogger().removeHandler(errors)
    return counts


async def _town(seed: int, counts: Counts, wanted: int, catalogues: Catalogues, errors: Errors) -> None:
    start = datetime.fromisoformat(STARTS[(seed + counts.towns) % len(STARTS)])
    with TemporaryDirectory() as folder:
        stage = await open_stage(Path(folder), start, catalogues)
        try:
            neighbours = await _crowd(await a_town(stage), seed, counts, wanted, errors.told)
            where = f"seed {seed}, town {counts.towns}"
            await _served(neighbours, where)
            differs = apart(await alone(neighbours, start, catalogues), neighbours.heard())
            assert not differs, f"{where}: {differs}"
            counts.neighbours += 2
        finally:
            await stage.close()


async def crowd(town: Town, seed: int, updates: int) -> Counts:
    """A few batches in a town that stands already."""
    counts = Counts()
    await _crowd(town, seed, counts, updates, [])
    return counts


async def _crowd(town: Town, seed: int, counts: Counts, wanted: int, errors: list[str]) -> Neighbours:
    stage, rng = town.stage, Random(f"{seed} {counts.towns}")
    neighbours, watcher = Neighbours(stage), Watcher(stage, town, errors=errors)
    await neighbours.arrive()
    await watcher.begin()
    mob = Mob(stage, town, neighbours, watcher, rng, counts)
    while counts.updates < wanted:
        where = f"seed {seed}, town {counts.towns}, batch {counts.batches}"
        wrong = await mob.batch()
        assert wrong == [], f"{where}: " + "\n".join(wrong[:8])
        counts.batches += 1
    counts.seen.update(watcher.seen)
    return neighbours


def _story(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    return tuple(entry.body for entry in uow.entries.of_case(case_id, EntryKind.STORY))


async def _served(neighbours: Neighbours, where: str) -> None:
    """Whoever has finished has sent every word, in order."""
    stage = neighbours.stage
    for who in (Young(stage, PIA), Filer(stage, QUENTIN)):
        if not neighbours.told[who.user]:
            continue
        case = await who.filed() if isinstance(who, Filer) else await who.case()
        said = await who.run(partial(_story, case_id=case.id))
        assert said == STORY, f"{where}: a neighbour was lost: {said}"


async def whole_matrix(seed: int) -> Counts:
    """Each key by everybody without the right to it, under one kind of message or another; and all in every group."""
    catalogues, counts, kinds = load_catalogues(ZoneInfo("Europe/Paris")), Counts(), tuple(Under)
    with TemporaryDirectory() as folder:
        stage = await open_stage(Path(folder), datetime.fromisoformat(STARTS[seed % len(STARTS)]), catalogues)
        try:
            town = await a_town(stage)
            wrong = await in_groups(town)
            for place, one in enumerate(everything(town)):
                plan = {role: [one] for role in Role if role not in MAY[one.key]}
                under = kinds[(seed + place) % len(kinds)]
                wrong += [f"{one.key}: {what}" for what in (await press(town, plan, under, warm=True) if plan else [])]
                for role in plan:
                    counts.looked(role, one.key)
            assert wrong == [], "\n".join(wrong[:8])
        finally:
            await stage.close()
    return counts
