"""The hour the service lives by: the machine's, unless it jumps or Telegram shows that it is grossly wrong.

A wrong clock would erase drafts too soon, promise a reading last week and hold messages back for hours. Must never: go
by the hour of Telegram for a difference that a network explains, take a machine that slept for one whose clock jumped,
or believe an answer that was read late.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

log = logging.getLogger(__name__)

GROSS = timedelta(minutes=2)
"""Below it the machine is right: a network, or a clock being set, explains the difference."""

LATER = 5.0
"""Seconds after which a second answer confirms the first: what was read late, after a pause, was all read at once."""

_BOOT = getattr(time, "CLOCK_BOOTTIME", None)  # unlike time.monotonic() it goes on while the machine sleeps


def machine_time() -> datetime:
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Seconds from some instant, that no setting of the clock moves."""
    return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)


class Timekeeper:
    """`now` may be called from any thread. `on_change(error)`: by how much the machine is ahead of the hour we go by
    (zero: it is right again); called by `heard` and `now`, it must be quick and not raise."""

    def __init__(
        self, wall: Callable[[], datetime] = machine_time, steady: Callable[[], float] = steady_seconds,
        on_change: Callable[[timedelta], None] = lambda error: None,
    ) -> None:  # fmt: skip
        self._wall = wall
        self._steady = steady
        self._on_change = on_change
        self._guard = threading.Lock()
        self._last = wall(), steady()
        self._error = timedelta(0)  # the machine's hour minus ours
        self._doubt: tuple[timedelta, float] | None = None  # an error told once, and when (steady)
        self.drift: timedelta | None = None
        """The machine's hour minus Telegram's, to about a second, at its last answer; None: not told yet."""

    def now(self) -> datetime:
        """UTC. After a jump time goes on as it did, until Telegram's next answer says which hour is right."""
        with self._guard:
            wall, _, jumped = self._look()
            error = self._error
        if jumped:
            self._tell(error)
        return wall - error

    def heard(self, told: datetime) -> None:
        """The hour of an answer just received (whole seconds, UTC)."""
        with self._guard:
            wall, steady, jumped = self._look()
            drift = wall - told
            error = drift if abs(drift) > GROSS else timedelta(0)
            changed = abs(error - self._error) > GROSS
            if changed and error and self._is_doubtful(error, steady):
                changed = False
            else:
                self._doubt, self.drift = None, drift
                if changed or not error:
                    self._error = error
            error = self._error
        if changed or jumped:
            self._tell(error)

    def _look(self) -> tuple[datetime, float, bool]:
        """The machine's hour, the steady seconds, and whether that hour has jumped since it was last looked at."""
        wall, steady = self._wall(), self._steady()
        before, self._last = self._last, (wall, steady)
        jump = (wall - before[0]) - timedelta(seconds=steady - before[1])
        if abs(jump) <= GROSS:
            return wall, steady, False
        error = self._error + jump
        self._error = error if abs(error) > GROSS else timedelta(0)
        self.drift = jump + (self.drift or timedelta(0))
        return wall, steady, True

    def _is_doubtful(self, error: timedelta, steady: float) -> bool:
        """Until another answer says so some seconds later; the very first one is believed."""
        if self.drift is None:
            return False
        if self._doubt is None or abs(self._doubt[0] - error) > GROSS:
            self._doubt = error, steady
        return steady - self._doubt[1] < LATER

    def _tell(self, error: timedelta) -> None:
        if error:
            log.error("the clock of this machine is wrong by %s: its hour is not used", error)
        else:
            log.info("the clock of this machine is right again")
        self._on_change(error)
