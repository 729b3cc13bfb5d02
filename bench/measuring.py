"""One measurement: a bot in its own process on one core, the server and the people in ours on the other.

Must never: compare. Linux only: what a process uses is read in /proc.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.bot_api import BotApi
from bench.contenders import ROOT, Contender
from bench.people import Crowd

START_PATIENCE, PASS_PATIENCE, STOP_PATIENCE = 60.0, 180.0, 10.0  # seconds
SETTLING = 1.0  # seconds between the warm-up and the measure
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """`people` at once, each with `each` messages (echo) or whole contacts; `rate` a second, 0: as fast as it goes."""

    people: int
    each: int
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds until the first getUpdates, the processor's part of them, and bytes of memory by then."""

    elapsed: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds; `cpu` is the whole process's, user and system; `memory` in bytes, at the end; `calls` by method."""

    messages: int
    elapsed: float
    cpu: float
    memory: int
    latencies: tuple[float, ...]
    calls: Counter[str]

    @property
    def rate(self) -> float:
        return self.messages / self.elapsed

    @property
    def cpu_per_message(self) -> float:
        return self.cpu / self.messages

    @property
    def requests_per_message(self) -> float:
        """What the bot asked of Telegram, getUpdates apart."""
        return sum(self.calls.values()) / self.messages

    def percentile(self, percent: int) -> float:
        """Of the latencies: the smallest that so many percent do not exceed."""
        ranked = sorted(self.latencies)
        return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


def _pair() -> tuple[int, int] | None:
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[-1]) if len(found) > 1 and shutil.which("taskset") else None


CORES = _pair()
"""(the server's and the people's, the bot's); None with a single one. Read before anybody is bound to one."""


async def measure(contender: Contender, folder: Path, warm_up: Load, load: Load) -> Measured:
    """Start it, let a few people pass, then measure until the last of `load` has been answered."""
    crowd: Crowd
    async with BotApi(lambda method, said: crowd.hear(method, said)) as api:
        crowd = contender.crowd(api.push)
        async with _running(contender, folder, api) as (child, log, _):
            await _pass(crowd, warm_up, child, log)
            await asyncio.sleep(SETTLING)
            crowd.tally.latencies.clear()
            before, cpu, calls, at = crowd.tally.answered, _cpu(child.pid), api.calls.copy(), time.perf_counter()
            await _pass(crowd, load, child, log)
            return Measured(
                crowd.tally.answered - before, crowd.tally.at - at, _cpu(child.pid) - cpu, _memory(child.pid),
                tuple(crowd.tally.latencies), api.calls - calls,
            )  # fmt: skip


async def start(contender: Contender, folder: Path) -> Started:
    """Only the start: nobody writes."""
    async with BotApi(lambda method, said: None) as api, _running(contender, folder, api) as (_, _, started):
        return started


@asynccontextmanager
async def _running(
    contender: Contender, folder: Path, api: BotApi
) -> AsyncIterator[tuple[subprocess.Popen[bytes], Path, Started]]:
    """From its launch to its first getUpdates; ended when it is left."""
    begun = time.perf_counter()
    child, log = _start(contender, api.url, folder)
    try:
        await _until(child, log, api.polled.is_set, START_PATIENCE)
        yield child, log, Started(time.perf_counter() - begun, _cpu(child.pid), _memory(child.pid))
    finally:
        child.terminate()
        try:
            await asyncio.to_thread(child.wait, STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _start(contender: Contender, url: str, folder: Path) -> tuple[subprocess.Popen[bytes], Path]:
    folder.mkdir(parents=True, exist_ok=True)
    arguments, settings = contender.command(url, folder)
    if CORES:
        arguments = ["taskset", "-c", str(CORES[1]), *arguments]
    log = folder / "log"
    with log.open("wb") as out:
        env = {**_plain_environment(), **settings}
        child = subprocess.Popen(arguments, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    return child, log


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}


async def _pass(crowd: Crowd, load: Load, child: subprocess.Popen[bytes], log: Path) -> None:
    crowd.rate = load.rate
    crowd.arrive(load.people, load.each)
    ticking = asyncio.create_task(_tick(crowd)) if load.rate else None
    try:
        await _until(child, log, lambda: not crowd.busy, PASS_PATIENCE)
    finally:
        if ticking:
            ticking.cancel()


async def _tick(crowd: Crowd) -> None:
    """One message each 1/rate second, whoever has been ready for longest; a late tick is made up for."""
    at = time.perf_counter()
    while True:
        at += 1 / crowd.rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        if crowd.ready:
            crowd.leave(*crowd.ready.popleft())


async def _until(
    child: subprocess.Popen[bytes], log: Path, condition: Callable[[], bool], patience: float
) -> None:  # fmt: skip
    end = time.perf_counter() + patience
    while not condition():
        if child.poll() is not None or time.perf_counter() > end:
            raise RuntimeError(f"the bot has {'ended' if child.poll() is not None else 'stopped'}: {_tail(log)}")
        await asyncio.sleep(0.02)


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


def _cpu(pid: int) -> float:
    """All threads, seconds."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICK


def _memory(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
