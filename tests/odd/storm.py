"""A storm of odd updates over a town in the middle of its work, and what must be true afterwards.

`await storm(seed, updates)` feeds generated and broken updates in batches to the real Application against the simulated
Telegram, while neighbours go on writing in the same batches. Must never: reach into the bot to make something happen.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.i18n import load_catalogues
from bot.logs import Redaction
from tests.conversations.stage import Stage, open_stage
from tests.odd.breaking import BREAKS, broken
from tests.odd.cast import Json
from tests.odd.town import Town, settle_town
from tests.odd.updates import Maker

LEAST_BATCH = 25
MOST_BATCHES = 200
"""The longest story of a neighbour, a word a batch, fits into the room a story has."""
RESET = -400_000_000
START = "2026-03-10T10:00:00+01:00"


@dataclass
class Counts:
    """What was tried, by kind; `broken` by how it was broken; `dead_letters` by reason. All the rest was handled."""

    kinds: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    contents: Counter[str] = field(default_factory=Counter)
    dead_letters: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    replayed: int = 0
    neighbours_served: int = 0

    @property
    def tried(self) -> int:
        return self.kinds.total() + self.replayed


async def storm(seed: int, updates: int, database: str | None = None) -> Counts:
    """Raise AssertionError, with the seed and the batch, at the first thing that must not be.

    `database`: an empty one; by default what the tests run on."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.addFilter(Redaction())
    logging.getLogger().addHandler(handler)
    try:
        with TemporaryDirectory() as folder:
            start, catalogues = datetime.fromisoformat(START), load_catalogues(ZoneInfo("Europe/Paris"))
            stage = await open_stage(Path(folder), start, catalogues, database=database)
            try:
                return await _Storm(stage, seed, heard).run(updates)
            finally:
                await stage.close()
    finally:
        logging.getLogger().removeHandler(handler)


class _Storm:
    def __init__(self, stage: Stage, seed: int, heard: io.StringIO) -> None:
        self.stage = stage
        self.seed = seed
        self.rng = Random(seed)
        self.heard = heard
        self.counts = Counts()
        self.past: list[Json] = []

    async def run(self, updates: int) -> Counts:
        town = await settle_town(self.stage)
        size = max(LEAST_BATCH, -(-updates // MOST_BATCHES))
        for start in range(0, updates, size):
            batch = [self.make(town) for _ in range(min(size, updates - start))]
            await self.feed(town, batch)
            where = f"seed {self.seed}, batch {self.counts.batches}"
            await town.check_batch(where, self.heard.getvalue())
            self.counts.batches += 1
        self.counts.dead_letters.update(await town.letters())
        self.counts.neighbours_served = await town.check_end(f"seed {self.seed}")
        return self.counts

    def make(self, town: Town) -> Json:
        """One update in four is broken."""
        update = Maker(self.rng, town.cast()).update()
        kind = next(iter(update))
        self.counts.kinds[kind] += 1
        if kind == "message":
            self.counts.contents.update(update[kind].keys())
        if self.rng.random() < 0.25:
            how = self.rng.choice(sorted(BREAKS))
            self.counts.broken[how] += 1
            update = broken(self.rng, update, how)
        return update

    async def feed(self, town: Town, batch: list[Json]) -> None:
        """With gaps and a reset of the ids, replays of what was settled, and a word of each neighbour in between."""
        queue = self.stage.world.updates
        if self.counts.batches == 3:
            queue.skip_ids(RESET)
        middle = self.rng.randrange(len(batch))
        for place, update in enumerate(batch):
            if place == middle:
                town.neighbours_write(self.counts.batches)
            if self.rng.random() < 0.02:
                queue.skip_ids(self.rng.randint(1, 1000))
            if self.past and self.rng.random() < 0.03:
                self.counts.replayed += 1
                self.stage.world.push_raw(self.rng.choice(self.past))
            self.past.append(self.stage.world.push_raw(update))
        self.past = self.past[-200:]
        await self.stage.advance(minutes=1)
