"""What a run of pressing has tried, and the table of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.press import keys


@dataclass
class Counts:
    """`updates`: all that the bot was sent; `pairs`: refusals held beside their twin, three updates each."""

    roles: Counter[str] = field(default_factory=Counter)
    doings: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    towns: int = 0
    neighbours: int = 0
    batches: int = 0

    @property
    def updates(self) -> int:
        return self.doings.total()

    def note(self, role: str, doing: str) -> None:
        self.roles[role] += 1
        self.doings[doing] += 1

    def pressed(self, role: str, data: str) -> None:
        self.keys[keys.key_of(data)] += 1

    def looked(self, role: str, key: str) -> None:
        self.pairs[key] += 1
        self.roles[role] += 3
        self.doings["what is not theirs, beside what does not exist"] += 3
