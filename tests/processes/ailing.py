"""What befalls the machine in the middle of a life: another program holds the database, the disk is full or fails, the
server of the database is restarted, the clock jumps. Seeded, counted, always healed.

Must never: touch the bot's code, or write in its database.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.processes.machine import Disk, SmallDisk, WrongClock
from tests.processes.stage import BotProcess

if TYPE_CHECKING:
    from tests.postgres_server import Server

SHORT, LONG = (0.05, 0.7), (5.4, 6.5)  # seconds of a fault; the long ones outlast the wait for a lock
LONG_SHARE = 0.06
JUMPS = (3 * 86400.0, -7200.0, 3600.0, 90.0, -90.0, 0.0)  # seconds the machine's clock is then wrong by


class Ail(StrEnum):
    LOCKED = "database locked"
    LONG_LOCK = "database locked beyond 5 s"
    FAILING = "disk error (size limit)"
    FULL = "disk full"
    RESTART = "database server restarted"
    CRASH = "database server killed"
    CLOCK = "clock jumps"


Befall = Callable[[BotProcess, float], Awaitable[None]]


class Ailing:
    """`clock`: of the nursery the bot is started from. `disk`: a real one that can be filled, or None."""

    def __init__(
        self, seed: int, share: float, clock: WrongClock, disk: SmallDisk | None = None, server: Server | None = None
    ) -> None:
        self.counts: Counter[Ail] = Counter()
        self._chance = random.Random(seed)
        self._share = share
        self._clock = clock
        self._kinds = _of_sqlite(disk) if server is None else _of_postgresql(server)
        self._under_way: asyncio.Task[None] | None = None

    @property
    def variables(self) -> Mapping[str, str]:
        return self._clock.variables

    def fall(self, bot: BotProcess) -> bool:
        """Perhaps; whether it lasts so long that the bot must be given the time to meet it."""
        if self._chance.random() >= self._share:
            return False
        kind = self._chance.choice((*self._kinds, Ail.CLOCK))
        if kind is Ail.LOCKED and self._chance.random() < LONG_SHARE:
            kind = Ail.LONG_LOCK
        self.counts[kind] += 1
        self._under_way = asyncio.create_task(self._befall(kind, bot))
        return kind in (Ail.LONG_LOCK, Ail.RESTART, Ail.CRASH)

    async def passed(self) -> None:
        if self._under_way is not None:
            await asyncio.wait({self._under_way})

    async def heal(self) -> None:
        """Nothing is left of it but the clock, which may stay wrong."""
        if self._under_way is None:
            return
        self._under_way.cancel()
        with suppress(asyncio.CancelledError):
            await self._under_way
        self._under_way = None

    def clock_right(self) -> None:
        self._clock.set(0)

    def right_is(self, hour: datetime) -> None:
        """What the machine's clock would say now if nothing ailed it."""
        self._clock.right_by((hour - datetime.now(UTC)).total_seconds())

    async def _befall(self, kind: Ail, bot: BotProcess) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, 0.3))
        if kind is Ail.CLOCK:
            self._clock.set(self._chance.choice(JUMPS))
            return
        long = kind is Ail.LONG_LOCK
        await self._kinds[Ail.LOCKED if long else kind](bot, self._chance.uniform(*LONG if long else SHORT))


def _of_sqlite(disk: SmallDisk | None) -> Mapping[Ail, Befall]:
    full: Mapping[Ail, Befall] = {Ail.FULL: partial(_without_room, disk)} if disk else {}
    return {Ail.LOCKED: _hold_sqlite, Ail.FAILING: partial(_without_room, Disk()), **full}


def _of_postgresql(server: Server) -> Mapping[Ail, Befall]:
    return {
        Ail.LOCKED: partial(_hold_postgresql, server),
        Ail.RESTART: partial(_away, server, server.stop),
        Ail.CRASH: partial(_away, server, server.kill),
    }


async def _hold_sqlite(bot: BotProcess, seconds: float) -> None:
    """Another program writes in it; it takes its turn like any other."""
    with closing(sqlite3.connect(bot.data / "premier-contact.db", isolation_level=None, timeout=0.0)) as other:
        for _ in range(200):
            try:
                other.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                await asyncio.sleep(0.002)
        await asyncio.sleep(seconds)


async def _without_room(disk: Disk, bot: BotProcess, seconds: float) -> None:
    with suppress(ProcessLookupError, FileNotFoundError):  # killed meanwhile; or its journal is not there yet
        disk.fill(bot)
        try:
            await asyncio.sleep(seconds)
        finally:
            disk.free(bot)


async def _hold_postgresql(server: Server, bot: BotProcess, seconds: float) -> None:
    """Another program holds the tables that every message needs."""
    name = urlsplit(bot.database).path.removeprefix("/")
    with closing(server.connect(name)) as other:
        other.autocommit = False
        with suppress(Exception):  # a deadlock of its own making is this program's to lose
            other.execute("SET lock_timeout = '1s'")
            await asyncio.to_thread(other.execute, "LOCK TABLE updates, outbox IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(seconds)


async def _away(server: Server, end: Callable[[], None], bot: BotProcess, seconds: float) -> None:
    """It comes back whatever happens to who waits for it."""

    async def restart() -> None:
        await asyncio.to_thread(end)
        await asyncio.sleep(seconds)
        server.launch()
        await asyncio.to_thread(server.answers)

    task = asyncio.create_task(restart())
    try:
        await asyncio.shield(task)
    finally:
        if not task.done():
            await asyncio.wait({task})
