"""What a storm of one sort says of itself at its end: what was tried, and what the judge found.

Must never: judge; check.py and the storms do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.processes.executioner import Executioner
from tests.processes.storm import Field, named


@dataclass(frozen=True, kw_only=True)
class StormReport:
    """`found`: names as in `check.Findings`; `WHOLE` is the name of what arrived. The rest by kind."""

    WHOLE: ClassVar[str]
    found: Mapping[str, int]
    kills: Mapping[str, int]
    faults: Mapping[str, int]
    ails: Mapping[str, int]
    cold: int
    exit_code: int
    violations: int
    notes: Sequence[str] = field(repr=False)
    log: str = field(repr=False)

    @property
    def calm(self) -> bool:
        """Whether nothing but the known window shows."""
        spared = (self.WHOLE, "repeated", "passed_by")
        wrong = {name: count for name, count in self.found.items() if count and name not in spared}
        return not wrong and (self.exit_code, self.violations) == (0, 0)


def storm_report(
    place: Field, storm: Executioner, *, found: Mapping[str, int], exit_code: int, notes: Sequence[str]
) -> dict[str, Any]:
    """The fields that all of them share."""
    return {
        "found": found, "kills": storm.how, "faults": named(place.faults.counts), "ails": named(place.ailing.counts),
        "cold": storm.cold, "exit_code": exit_code, "violations": len(place.world.violations), "notes": notes,
        "log": place.bot.err,
    }  # fmt: skip
