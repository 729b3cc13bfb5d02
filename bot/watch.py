"""The watch: a thread that looks at the service from outside its event loop, so that a stalled loop is noticed too.

It asks the loop for an answer, writes the pulse that `health` reads, and has coordinators told of what breaks and of
what is mended. Must never: stop the service, wait for anything without an end, or log more than places and numbers.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.errors import StorageError
from bot.messages import Address
from bot.services import watching
from bot.services.house import House
from bot.services.vitals import Fault, Measures, Pulse
from bot.services.watching import Look
from bot.timekeeper import machine_time
from storage.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks."""
PATIENCE = 15.0
"""Seconds given to the database in one look."""
CALM = timedelta(minutes=5)
"""What was broken is said to be mended once it has been well for so long: nobody is told of each flicker."""
_NO_ROW_LEAVES = frozenset({Fault.LOOP, Fault.SIGN})
_A_MOMENT = 1.0  # seconds: a loop at work answers in a few milliseconds
_NONE = timedelta(0)
_PLACES = 8  # of the stack of a loop that stands still

T = TypeVar("T")


def _nobody(chats: Sequence[Address], text: str) -> bool:
    return False


@dataclass(frozen=True)
class Signs:
    """Where the watch looks; all are called from its thread. Instants are by the hour of the service (`clock`)."""

    clock: Callable[[], datetime]
    ticked_at: Callable[[], datetime | None]
    polled_at: Callable[[], datetime | None]
    drift: Callable[[], timedelta | None] = lambda: None
    free: Callable[[], int | None] = lambda: None


class Watch:
    """`say_directly(chats, text)` tells people without the outbox; `alive()` is called while loop and job work."""

    def __init__(
        self, store: Store, house: House, signs: Signs, *,
        say_directly: Callable[[Sequence[Address], str], bool] = _nobody, alive: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._store = store
        self._house = house
        self._signs = signs
        self._say_directly = say_directly
        self._alive = alive
        self._begun_at = self._loop_at = self._written_at = signs.clock()
        self._seen: Look | None = None
        self._free: int | None = None
        self._before: frozenset[Fault] = frozenset()
        self._told: frozenset[Fault] | None = None  # None: not read from the database yet
        self._logged: frozenset[Fault] = frozenset()
        self._last_seen: dict[Fault, datetime] = {}
        self._asking: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = threading.get_ident()
        self._answer = threading.Event()
        self._stop = threading.Event()

    @contextmanager
    def going(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Look every EVERY seconds while inside; entered in the thread of `loop`."""
        self._loop, self._loop_thread = loop, threading.get_ident()
        thread = threading.Thread(target=self._work, name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join(PATIENCE)

    def measures(self) -> Measures:
        """As of now, without asking the database: what waits there was read at the last look. From any thread."""
        now, seen = self._signs.clock(), self._seen
        return Measures.of(
            self._pulse(self._written_at), now, unsent=seen.unsent if seen else _NONE,
            undone=seen.undone if seen else _NONE, free=self._free,
        )  # fmt: skip

    def look(self) -> None:
        """One look at everything, and a word to people when something has changed."""
        if self._loop is not None:
            self._answer.clear()
            with suppress(RuntimeError):  # closed: we are about to be stopped
                self._loop.call_soon_threadsafe(self._answered)
                self._answer.wait(_A_MOMENT)
        self._free = self._signs.free()
        seen = self._ask(partial(watching.look, pulse=self._pulse(self._signs.clock())))
        if seen is not None:
            self._seen, self._written_at = seen, self._signs.clock()
            self._told = seen.told if self._told is None else self._told
        faults = self.measures().faults()
        if not faults & {Fault.LOOP, Fault.TICK}:
            self._alive()
        self._tell(self._steadied(faults))

    # -- inside ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                self.look()
            except Exception as problem:  # whatever it meets, the watch goes on
                log.error("the watch could not look (%s)", type(problem).__name__)
            if self._stop.wait(EVERY):
                return

    def _answered(self) -> None:
        """In the loop's own thread."""
        self._loop_at = self._signs.clock()
        self._answer.set()

    def _pulse(self, at: datetime) -> Pulse:
        now = self._signs.clock()
        return Pulse(
            at=at, loop_at=self._loop_at if self._loop else now, ticked_at=self._signs.ticked_at() or self._begun_at,
            polled_at=self._signs.polled_at() or self._begun_at, ahead=machine_time() - now, drift=self._signs.drift(),
        )  # fmt: skip

    def _ask(self, use_case: Callable[[UnitOfWork], T]) -> T | None:
        """Its result once committed; None when the database refuses, or does not answer in time (it may later)."""
        if self._asking is not None and self._asking.is_alive():
            return None
        answer: list[T] = []

        def ask() -> None:
            try:
                answer.append(self._store.run_sync(use_case))
            except StorageError:
                return  # told by whoever needs it more; here it shows as a sign that is not written
            except Exception as problem:  # a defect of the watch is no reason to end its thread
                log.error("the watch failed in the storage (%s)", type(problem).__name__)

        self._asking = threading.Thread(target=ask, name="watch-storage", daemon=True)
        self._asking.start()
        self._asking.join(PATIENCE)
        return answer[0] if answer else None

    def _steadied(self, faults: frozenset[Fault]) -> frozenset[Fault]:
        """Broken from the second look in a row on, and until it has been well for CALM."""
        now = self._signs.clock()
        self._last_seen |= dict.fromkeys(faults, now)
        broken = faults & self._before
        lasting = {one for one, at in self._last_seen.items() if now - at < CALM} & (self._told or frozenset())
        self._before = faults
        return broken | lasting

    def _tell(self, broken: frozenset[Fault]) -> None:
        self._log(broken)
        if broken == (self._told or frozenset()):
            return
        directly = bool(broken & _NO_ROW_LEAVES) and self._directly(broken)
        noted = self._ask(partial(watching.note, broken=broken, spoken=directly))
        if directly or noted is not None:
            self._told = broken

    def _directly(self, broken: frozenset[Fault]) -> bool:
        road = self._seen.road if self._seen else ()
        return self._say_directly(road, watching.said(self._house.words(), broken))

    def _log(self, broken: frozenset[Fault]) -> None:
        new, mended, self._logged = broken - self._logged, self._logged - broken, broken
        for fault in sorted(new):
            log.error("broken: %s", fault)
        for fault in sorted(mended):
            log.info("mended: %s", fault)
        if Fault.LOOP in new and (frame := sys._current_frames().get(self._loop_thread)):
            places = traceback.extract_stack(frame, limit=_PLACES)
            log.error("the loop stands at %s", " < ".join(f"{one.filename}:{one.lineno}" for one in reversed(places)))
