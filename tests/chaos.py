"""`make chaos`: storm after storm, one seed each, then one table of what was tried and what it cost.

Run as `python -m tests.chaos 1 2 3`. Must never: say that all is well when a count is not zero.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.odd.storm import Counts
from tests.odd.storm import storm as odd_storm
from tests.processes.storm import Plan, Report, blow

PLAN = {"kills": 40, "people": 16, "faults": 0.08, "odd": 170}  # about a minute and a half a seed on two quiet cores
ODD = 1500  # updates a seed made from the types of the Bot API, one in four broken
PROMISED = (
    "lost", "doubled", "reordered", "stuck", "no_card", "begun_again", "buried", "strays", "unsettled", "too_often",
)  # fmt: skip


def main(seeds: Iterable[int]) -> int:
    """The exit code: 0 when every promised count is zero."""
    reports, odd = [], []
    for seed in seeds:
        odd.append(asyncio.run(odd_storm(seed, ODD)))  # raises at the first thing that must not be
        report = storm(Plan(seed, **PLAN))
        reports.append(report)
        say(f"seed {seed}", {"calm": report.calm, **findings([report])})
        for note in report.found.notes:
            print(note)
    for title, counts in (
        ("kills", summed(report.kills for report in reports)),
        ("faults of Telegram and the network", summed(report.faults for report in reports)),
        ("odd updates from strangers, meanwhile", summed(report.odd for report in reports)),
        ("odd updates made from the types of the Bot API", odd_counts(odd)),
        ("found", findings(reports)),
    ):
        say(title, counts)
    return 0 if all(report.calm for report in reports) else 1


def odd_counts(counts: Iterable[Counts]) -> dict[str, int]:
    kept = list(counts)
    return {
        "in all": sum(one.tried for one in kept),
        "replayed": sum(one.replayed for one in kept),
        **{f"broken: {how}": count for how, count in sorted(_sum(one.broken for one in kept).items())},
        **dict(sorted(_sum(one.kinds for one in kept).items())),
        "dead letters (none of them a person's words)": _sum(one.dead_letters for one in kept).total(),
        "neighbours who arrived": sum(one.neighbours_served for one in kept),
    }


def storm(plan: Plan) -> Report:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        return asyncio.run(blow(Path(folder), plan))


def findings(reports: Iterable[Report]) -> dict[str, int]:
    """The promised zeros first, then the window that may repeat a message."""
    kept = list(reports)
    total = Counter({name: sum(getattr(report.found, name) for report in kept) for name in PROMISED})
    return {
        "contacts made whole": sum(report.found.contacts for report in kept),
        **{name.replace("_", " "): total[name] for name in PROMISED},
        "repeated (sent, not yet marked)": sum(report.found.repeated for report in kept),
    }


def summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = _sum(counts)
    return {"in all": total.total(), **dict(sorted(total.items()))}


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one_storm in counts:
        total.update(one_storm)
    return total


def say(title: str, counts: Mapping[str, object]) -> None:
    print(f"\n{title}")
    for name, count in counts.items():
        print(f"  {name:46} {count:>8}", flush=True)


if __name__ == "__main__":
    sys.exit(main(int(seed) for seed in sys.argv[1:] or ("1",)))
