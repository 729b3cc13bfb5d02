"""What is measured with whole processes: throughput beside the others, latency at a rate, and full houses.

Everything that is compared is interleaved: a slow minute of the machine is everybody's. Must never: judge.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.contenders import OURS, OURS_PACED, Contender
from bench.machine import BUILD
from bench.measuring import Load, Measured, Started, measure, start
from bench.people import Contacts

MESSAGES = 20
"""Of one whole first contact: /start, 17 taps, two texts."""
WARM_UP = 20  # people
AWAY = timedelta(minutes=10)
"""Long enough for taps to be lost, short enough to be answered at any hour."""
Runs = dict[str, list[Measured]]
Starts = dict[str, list[Started]]


def loads(contender: Contender, people: int) -> tuple[Load, Load]:
    each = 1 if contender.crowd is Contacts else MESSAGES
    return Load(min(people, WARM_UP), each), Load(people, each)


async def throughput(contenders: Sequence[Contender], rounds: int, people: int) -> Runs:
    """Every round asks each of them once; `people` at once."""
    found: Runs = {one.key: [] for one in contenders}
    for _ in range(rounds):
        for contender in contenders:
            found[contender.key].append(await _fresh(contender, *loads(contender, people)))
            tell(contender.key, found[contender.key][-1])
    return found


@dataclass(frozen=True, slots=True)
class Tempo:
    """Ours at `rate` messages a second, with Telegram's pace or without; `people` answer in turn."""

    key: str
    contender: Contender
    rate: float
    people: int


FREE = Tempo("free", OURS, 30.0, 30)
PACED = (Tempo("paced", OURS_PACED, 20.0, 30), Tempo("gently", OURS_PACED, 10.0, 20))
TEMPI = (FREE, *PACED)


async def at_rate(*, short: bool) -> Runs:
    """Whole contacts; the short form leaves out the last one."""
    found: Runs = {}
    for tempo in (FREE, PACED[0]) if short else (FREE, PACED[0], FREE, PACED[1]):
        people = tempo.people // 2 if short else tempo.people
        one = await _fresh(tempo.contender, Load(5, 1), Load(people, 1, tempo.rate))
        found.setdefault(tempo.key, []).append(one)
        tell(tempo.key, one)
    return found


async def full_houses(houses: dict[str, Path], rounds: int, people: int) -> tuple[Runs, Starts]:
    """Ours in a copy of each house: how it goes, what it holds in memory; and how it starts after an outage."""
    found: Runs = {key: [] for key in houses}
    starts: Starts = {key: [] for key in houses}
    for _ in range(rounds):
        for key, house in houses.items():
            with _copied(house, away=AWAY) as folder:
                starts[key].append(await start(OURS, folder))
            with _copied(house, away=timedelta()) as folder:
                found[key].append(await measure(OURS, folder, *loads(OURS, people)))
            tell(key, found[key][-1])
            print(f"{'':<8} started in {starts[key][-1].elapsed:.2f} s ({starts[key][-1].cpu:.2f} CPU)", flush=True)
    return found, starts


@contextmanager
def _copied(house: Path, away: timedelta) -> Iterator[Path]:
    """The house as it was left so long ago: after an outage every open draft is asked its question again."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        for name in ("data.db", "keys"):
            shutil.copy2(house / name, folder)
        with closing(sqlite3.connect(Path(folder) / "data.db")) as connection, connection:
            left = (datetime.now(UTC) - away).isoformat()
            connection.execute("update facts set value = ? where name = 'last_alive'", (left,))
        yield Path(folder)


async def _fresh(contender: Contender, warm_up: Load, load: Load) -> Measured:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        return await measure(contender, Path(folder), warm_up, load)


def tell(key: str, one: Measured) -> None:
    print(
        f"{key:<8} {one.rate:7.1f} msg/s {one.cpu_per_message * 1000:6.2f} ms CPU/msg {one.requests_per_message:5.2f} "
        f"requests/msg  p50 {one.percentile(50) * 1000:6.1f}  p99 {one.percentile(99) * 1000:6.1f} ms  "
        f"RSS {one.memory >> 20} MiB", flush=True,
    )  # fmt: skip
