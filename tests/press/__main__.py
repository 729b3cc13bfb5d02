"""`make press`: everybody presses everything, then a seeded crowd of updates a seed; tables of what was tried.

Run as `python -m tests.press UPDATES SEED…`. Must never: say that all is well when something is wrong.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Mapping

from tests.press.counts import Counts
from tests.press.run import run, whole_matrix


def main(updates: int, seeds: Iterable[int]) -> int:
    """The exit code. Whatever is wrong is raised, with its seed, where it shows."""
    for seed in seeds:
        started = time.monotonic()
        pressed = asyncio.run(whole_matrix(seed))
        title = f"seed {seed}: everybody has pressed everything ({time.monotonic() - started:.0f} s)"
        say(title, {"refusals held beside what does not exist": pressed.pairs.total(), "keys": len(pressed.pairs),
                    "updates": pressed.updates, "wrong": 0})  # fmt: skip
        started = time.monotonic()
        counts = asyncio.run(run(seed, updates))
        say(f"seed {seed} ({time.monotonic() - started:.0f} s)", summed(counts))
        say("  by whom", counts.roles)
        say("  what", counts.doings)
        say("  buttons, by key", counts.keys)
    return 0


def summed(counts: Counts) -> dict[str, int]:
    return {
        "updates": counts.updates, "towns": counts.towns, "neighbours served as alone": counts.neighbours,
        "refusals held beside what does not exist": counts.pairs.total(), "kinds of them": len(counts.pairs),
        **counts.seen, "wrong": 0,
    }  # fmt: skip


def say(title: str, counts: Mapping[str, int]) -> None:
    print(f"\n{title}")
    for name, count in counts.items() if title[0] != " " else sorted(counts.items()):
        print(f"  {name or 'garbage':56} {count:>8}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(seed) for seed in sys.argv[2:]])
