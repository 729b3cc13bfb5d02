"""`python -m bench`: our bot beside others, in one run, on this machine, and the report it writes. See `make bench`.

Must never: be a timed test, or leave a process or a folder behind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from bench import machine, report, runs, steps
from bench.contenders import ALL, OURS, ROOT
from bench.filling import FEW, MANY, filled
from bench.measuring import CORES

REPORT = ROOT / "docs" / "benchmarks.md"
PARTS = ("beside", "rate", "houses", "steps")


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--short", action="store_true", help="fewer rounds: a look, not a measure")
    asked.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="all of them: the report is written")
    asked.add_argument("--only", nargs="+", choices=[one.key for one in ALL], default=[one.key for one in ALL])
    asked.add_argument("--rounds", type=int, default=0, help="of `beside`; default 5, short 2")
    asked.add_argument("--people", type=int, default=0, help="at once; default 60, short 40")
    return asked.parse_args()


async def _measured(chosen: argparse.Namespace) -> report.Findings:
    short = chosen.short
    found = report.Findings(machine.described(), short=short, people=chosen.people or (40 if short else 60))
    if "beside" in chosen.parts:
        beside = [one for one in ALL if one.key in chosen.only]
        found.beside = await runs.throughput(beside, chosen.rounds or (2 if short else 5), found.people)
        print("\n".join(report.ratios(found)), flush=True)
    if "rate" in chosen.parts:
        found.at_rate = await runs.at_rate(short=short)
    if {"houses", "steps"} & set(chosen.parts):
        with tempfile.TemporaryDirectory(dir=machine.BUILD) as folder:
            await _in_full_houses(found, Path(folder), chosen)
    return found


async def _in_full_houses(found: report.Findings, folder: Path, chosen: argparse.Namespace) -> None:
    short = chosen.short
    few, many = await filled(folder / "few", FEW), await filled(folder / "many", MANY)
    try:
        if "houses" in chosen.parts:
            houses = {"few": folder / "few", "many": folder / "many"}
            found.houses, found.starts = await runs.full_houses(houses, 1 if short else 4, 40)
        if "steps" in chosen.parts:
            found.steps = await steps.grown(few, many, 4 if short else 32)
    finally:
        await few.stage.close()
        await many.stage.close()


def main() -> None:
    chosen = _arguments()
    machine.BUILD.mkdir(exist_ok=True)
    everywhere = os.sched_getaffinity(0)
    if CORES:
        os.sched_setaffinity(0, {CORES[0]})
    found = asyncio.run(_measured(chosen))
    os.sched_setaffinity(0, everywhere)
    text = report.written(found)
    print(text)
    if set(chosen.parts) == set(PARTS) and OURS.key in chosen.only:
        REPORT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
