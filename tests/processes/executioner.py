"""Kills the real bot at instants it has no say in, one life after the other, with the machine ailing in between.

Everything is drawn from one seed; what the kill met depends on the machine all the same. Must never: judge, or help the
bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulator.world import World
from tests.processes.ailing import Ailing
from tests.processes.stage import BotProcess, TelegramServer

LONGEST_LIFE = 1.2  # seconds after the start is said to be done
A_BATCH = 0.06  # seconds within which a small batch is handled
WAYS = {"start": 1, "time": 2, "before": 3, "lost": 2, "after": 5, "batch": 6}  # how often, out of all
SENDING = {"start": 1, "time": 3, "before": 3, "lost": 3, "after": 6}  # where nobody writes
CALLED = ("before", "lost", "after")
OUTAGE = timedelta(seconds=200)  # every tap waiting at Telegram dies (they live 150 s)
OUTAGES = 0.25  # the share of kills that one follows
WARM, COLD = (0.02, 0.33), (0.6, 1.9)  # seconds within which a start is under way
COLD_SHARE = 0.08

Kill = Callable[[], None]


@dataclass
class Executioner:
    """`on_way()`: who is waiting for something, noted at each kill, once the bot is dead. `how`: kills by instant."""

    bot: BotProcess
    server: TelegramServer
    world: World
    chance: random.Random
    on_way: Callable[[], set[Any]]
    ways: Mapping[str, int] = field(default_factory=lambda: WAYS)
    ailing: Ailing | None = None
    others: Mapping[str, Callable[[Kill], None]] = field(default_factory=dict)  # ways of the storm's own
    most_calls: int = 40  # of the bot's, after which it is killed
    outages: float = OUTAGES  # the share of kills after which Telegram waits for long
    in_flight: list[set[Any]] = field(default_factory=list)
    how: Counter[str] = field(default_factory=Counter)
    cold: int = 0  # starts of a new Python
    _struck: asyncio.Event = field(default_factory=asyncio.Event)
    _due: asyncio.TimerHandle | None = None

    async def strike(self) -> None:
        """One life and its end."""
        self._struck = asyncio.Event()
        way = self.chance.choices(tuple(self.ways), tuple(self.ways.values()))[0]
        self.how[way] += 1
        cold = self.bot.nursery is None or self.chance.random() < COLD_SHARE
        self.cold += cold
        self._hit(way, cold)
        patient = False
        if way != "start" and await self._up():
            patient = self.ailing is not None and self.ailing.fall(self.bot)
        await self._wait(way, cold, patient)
        await self._finish()

    def _hit(self, way: str, cold: bool) -> None:
        if way == "batch":
            self._in_a_batch(self.chance.randint(1, 3))
        elif way in self.others:
            self.others[way](self._kill)
        elif way in CALLED:
            self._at_a_call(way, self.chance.randint(1, self.most_calls))
        self.bot.start(cold=cold)

    async def _up(self) -> bool:
        """Whether the start was done before the kill."""
        up, struck = asyncio.create_task(self.bot.ready()), asyncio.create_task(self._struck.wait())
        await asyncio.wait({up, struck}, return_when=asyncio.FIRST_COMPLETED)
        struck.cancel()
        if self._struck.is_set():
            up.cancel()
            with suppress(asyncio.CancelledError, AssertionError):  # the second: it was waiting for one just killed
                await up
            return False
        await up
        return True

    async def _wait(self, way: str, cold: bool, patient: bool) -> None:
        """`patient`: until the machine is well again, or what it does to the bot would not be seen."""
        if way == "start":
            await asyncio.sleep(self.chance.uniform(*COLD if cold else WARM))
            return
        if patient and self.ailing is not None:
            await self.ailing.passed()
        if way == "time":
            await asyncio.sleep(self.chance.uniform(0.0, LONGEST_LIFE))
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE):
                await self._struck.wait()

    def _at_a_call(self, way: str, calls: int) -> None:
        left = calls

        def before(method: str) -> bool:
            nonlocal left
            left -= 1
            if left == 0 and way != "after":
                self._kill()
                return way != "lost"
            return True

        def after(method: str) -> None:
            if left == 0 and method != "getUpdates":
                self._kill()

        self.server.on_call, self.server.after_call = before, after

    def _in_a_batch(self, batches: int) -> None:
        """While updates just fetched are being handled: nothing of them may be confirmed yet."""
        left, loop = batches, asyncio.get_running_loop()

        def after(method: str) -> None:
            nonlocal left
            left -= method == "getUpdates"
            if left == 0 and method == "getUpdates":
                self._due = loop.call_later(self.chance.uniform(0.0, A_BATCH), self._kill)

        self.server.after_call = after

    def _kill(self) -> None:
        self.bot.kill()
        self._struck.set()  # and whatever else waits for its moment comes too late

    async def _finish(self) -> None:
        self.bot.kill()
        if self._due is not None:
            self._due.cancel()
        self.server.on_call, self.server.after_call = (lambda method: True), (lambda method: None)
        await self.bot.gone()
        if self.ailing is not None:
            await self.ailing.heal()
        self.in_flight.append(self.on_way())
        if self.chance.random() < self.outages:
            self.world.clock.advance(OUTAGE)
            if self.ailing is not None:
                self.ailing.right_is(self.world.clock.now())
