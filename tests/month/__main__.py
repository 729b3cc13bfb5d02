"""`make month`: a month of the service, played and then read; ends with 1 when something was forgotten.

`python -m tests.month [seed] [people]`. Must never: say that all is well when it is not.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.i18n import load_catalogues
from tests.month.player import played
from tests.month.report import Report, read
from tests.month.town import PEOPLE


class Errors(logging.Handler):
    """Whatever the service itself calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("telegram"):  # the library tells of the outages that were made for it
            self.lines.append(record.getMessage())


def main(seed: int, people: int) -> int:
    begun, errors = time.monotonic(), Errors()
    logging.getLogger().addHandler(errors)
    with tempfile.TemporaryDirectory(prefix="month-") as folder:
        report = asyncio.run(month(Path(folder), seed, people))
    report.wrong += [f"logged: {line}" for line in errors.lines]
    show(report, seed, people, time.monotonic() - begun)
    return 0 if report.calm else 1


async def month(folder: Path, seed: int, people: int) -> Report:
    player = await played(folder, seed, load_catalogues(ZoneInfo("Europe/Paris")), people)
    report = await read(player)
    await player.stage.close()
    return report


def show(report: Report, seed: int, people: int, seconds: float) -> None:
    print(f"12 October - 14 November 2026, seed {seed}, {people} people, played in {seconds:.0f} s")
    for title, rows in (
        ("counts", report.counts), ("follow-ups by kind", report.follow_ups),
        ("late because the bot was away", report.late_by_outage), ("morning lists", report.mornings),
        ("what was promised", report.promised),
    ):  # fmt: skip
        print(f"\n{title}")
        for name, number in sorted(rows.items()) if title != "counts" else rows.items():
            print(f"  {name:<44}{number:>7}")
    print("\nwrong: " + ("nothing" if report.calm else str(len(report.wrong))))
    for line in report.wrong[:20]:
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (*sys.argv[1:], *("1", str(PEOPLE))[len(sys.argv) - 1 :]))))
