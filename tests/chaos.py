"""`make chaos`: storm after storm, one seed each, then one table of what was tried and what it cost.

Run as `python -m tests.chaos [--database postgresql] [--only STORM] 1 2 3`. Must never: say that all is well when a
count is not zero.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.odd.storm import Counts
from tests.odd.storm import storm as odd_storm
from tests.processes import burst, commands, due, storm
from tests.processes.equipment import Equipment, equipment

ODD = 600  # updates a seed made from the types of the Bot API, one in four broken
FAULTS, AILING = 0.06, 0.25  # of the calls, of the lives
CORE = ("lost", "doubled", "reordered", "stuck")
APART = ("repeated", "passed_by")
WHOLE = ("contacts", "situations", "said once")


@dataclass
class Tally:
    """Of one kind of storm, over all seeds. `found` holds what must be zero, and what may not be."""

    kills: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    ails: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    met: int = 0  # kills that met somebody waiting
    amid: int = 0  # of these, in the middle of a relay's twelve texts
    cold: int = 0
    uncalm: int = 0
    seconds: float = 0.0
    takeovers: list[float] = field(default_factory=list)  # seconds
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("kills", "found", "faults", "ails", "odd"):
            getattr(self, name).update(getattr(other, name))
        for name in ("met", "amid", "cold", "uncalm", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.takeovers += other.takeovers
        self.notes += other.notes

    @property
    def whole(self) -> int:
        return sum(self.found[name] for name in WHOLE)

    @property
    def others(self) -> dict[str, int]:
        """What else must be zero and is not, by name."""
        spared = (*CORE, *APART, *WHOLE)
        return {name: count for name, count in self.found.items() if count and name not in spared}


async def dialogues(folder: Path, seed: int, tools: Equipment) -> Tally:
    plan = storm.Plan(
        seed, kills=75, people=26, faults=FAULTS, odd=170, ailing=AILING,
        real_disk=tools.postgresql is None and seed % 2 == 0,
    )  # fmt: skip
    return _dialogues(await storm.blow(folder, plan, tools))


async def takeovers(folder: Path, seed: int, tools: Equipment) -> Tally:
    if tools.postgresql is None:
        return Tally()  # a second instance is refused there
    plan = storm.Plan(seed, kills=25, people=12, faults=FAULTS, odd=50, ailing=AILING, standby=True)
    return _dialogues(await storm.blow(folder, plan, tools))


def _dialogues(report: storm.Report) -> Tally:
    numbers = {name: getattr(report.found, name) for name in report.found.__slots__ if name not in ("kills", "notes")}
    return Tally(
        Counter(report.kills), Counter(numbers), Counter(report.faults), Counter(report.ails), Counter(report.odd),
        met=report.in_flight, cold=report.cold, uncalm=not report.calm, takeovers=[*report.takeovers],
        notes=[*report.found.notes, *_log(report.calm, report.log)],
    )  # fmt: skip


async def bursts(folder: Path, seed: int, tools: Equipment) -> Tally:
    report = await burst.hand_on(folder, burst.Plan(seed, kills=32, relays=16, faults=FAULTS, ailing=AILING), tools)
    tally = _tally(report, sum(map(bool, report.met)))
    tally.amid = report.amid
    return tally


def leaving(what: due.What) -> Callable[[Path, int, Equipment], object]:
    async def blow(folder: Path, seed: int, tools: Equipment) -> Tally:
        report = await due.send_off(folder, due.Plan(seed, what, kills=25, faults=FAULTS, ailing=AILING), tools)
        return _tally(report, report.met)

    return blow


async def by_command(folder: Path, seed: int, tools: Equipment) -> Tally:
    kills = {commands.What.ROTATION: 14, commands.What.MIGRATION: 8, commands.What.BACKUP: 7, commands.What.RESTORE: 7}
    report = await commands.strike_commands(folder, seed, kills, tools)
    named = {str(kind): count for kind, count in report.kills.items()}
    found = {"said once": report.finished, **report.found}
    return Tally(Counter(named), Counter(found), met=sum(named.values()), uncalm=not report.calm, notes=report.notes)


def _tally(report: burst.Report | due.Report, met: int) -> Tally:
    return Tally(
        Counter(report.kills), Counter({name: int(count) for name, count in report.found.items()}),
        Counter(report.faults), Counter(report.ails), met=met, cold=report.cold, uncalm=not report.calm,
        notes=[*report.notes, *_log(report.calm, report.log)],
    )  # fmt: skip


def _log(calm: bool, log: str) -> list[str]:
    return [] if calm else [log[-4000:]]


STORMS: Mapping[str, Callable[[Path, int, Equipment], Coroutine[None, None, Tally]]] = {
    "dialogues": dialogues, "takeovers": takeovers, "relay bursts": bursts,
    str(due.What.FOLLOW_UPS): leaving(due.What.FOLLOW_UPS), str(due.What.OUTBOX): leaving(due.What.OUTBOX),
    "commands": by_command,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 when every promised count is zero."""
    chosen = _parser().parse_args(arguments)
    tallies = {name: Tally() for name in STORMS if not chosen.only or name in chosen.only}
    odd: list[Counts] = []
    with tempfile.TemporaryDirectory(prefix="chaos-") as place, equipment(
        Path(place), postgresql=chosen.database == "postgresql"
    ) as tools:
        for seed in chosen.seeds:
            if not chosen.only:
                database = tools.settings().get("DATABASE_URL")
                odd.append(asyncio.run(odd_storm(seed, ODD, database)))  # raises at the first thing that must not be
            for name, tally in tallies.items():
                one = _blown(name, seed, tools)
                tally.add(one)
                say(f"seed {seed}, {name}: {one.kills.total()} kills in {one.seconds:.0f} s", _findings(one))
                print(*one.notes, sep="\n")
    report(tallies, odd, chosen)
    return 0 if not any(tally.uncalm for tally in tallies.values()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", choices=STORMS, action="append", default=[], metavar="STORM")
    return parser


def _blown(name: str, seed: int, tools: Equipment) -> Tally:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        tally = asyncio.run(STORMS[name](Path(folder), seed, tools))
    tally.seconds = time.monotonic() - begun
    return tally


def report(tallies: Mapping[str, Tally], odd: Sequence[Counts], chosen: argparse.Namespace) -> None:
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    kills = {f"{name}, {how}": count for name, tally in tallies.items() for how, count in sorted(tally.kills.items())}
    for title, counts in (
        ("kills, by what was going on and the instant", kills),
        ("faults of Telegram and the network", dict(sorted(total.faults.items()))),
        ("what befell the machine and its database", dict(sorted(total.ails.items()))),
        ("odd updates from strangers, meanwhile", dict(sorted(total.odd.items()))),
        ("odd updates made from the types of the Bot API", _odd_counts(odd) if odd else {}),
    ):
        say(title, counts)
    print(f"\n{chosen.database}, seeds {' '.join(map(str, chosen.seeds))}, {total.seconds:.0f} s; "
          f"{total.cold} starts of a new Python, the others forked from one that had loaded the program")  # fmt: skip
    heads = ("kills", "met work", "whole", *CORE, "others", "repeated", "passed by")
    print(f"{'found':24}" + "".join(f"{head:>10}" for head in heads))
    for name, tally in (*tallies.items(), ("in all", total)):
        print(f"{name:24}" + "".join(f"{count:>10}" for count in _row(tally)))
    print(f"relay bursts: {total.amid} kills in the middle of somebody's twelve texts")
    if total.takeovers:
        print(f"takeovers: {len(total.takeovers)}, each within {max(total.takeovers):.1f} s of the death")
    print("repeated: sent, the kill or a lost answer came before its mark; at most one for each chat and kill;")
    print("passed by: the same, but answered before it could be repeated")


def _row(tally: Tally) -> list[int]:
    core, apart = ([tally.found[name] for name in names] for names in (CORE, APART))
    return [tally.kills.total(), tally.met, tally.whole, *core, sum(tally.others.values()), *apart]


def _findings(tally: Tally) -> dict[str, int]:
    """The promised zeros first, then the window that may repeat a message."""
    core = {name: tally.found[name] for name in CORE}
    return {"whole": tally.whole, **core, **tally.others, **{name: tally.found[name] for name in APART}}


def _odd_counts(kept: Iterable[Counts]) -> dict[str, int]:
    counts = list(kept)
    return {
        "in all": sum(one.tried for one in counts),
        "replayed": sum(one.replayed for one in counts),
        **{f"broken: {how}": count for how, count in sorted(_sum(one.broken for one in counts).items())},
        "kinds": len(_sum(one.kinds for one in counts)),
        "dead letters (none of them a person's words)": _sum(one.dead_letters for one in counts).total(),
        "neighbours who arrived": sum(one.neighbours_served for one in counts),
    }


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
    sys.exit(main(sys.argv[1:]))
