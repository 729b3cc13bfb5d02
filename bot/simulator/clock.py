"""The simulator's clock: the only time the embedded Telegram knows, movable by hand.

Must never: be read by anything outside the simulator and the composition root.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """`now()` is an aware UTC instant. A `running` clock also flows with real time (the demo); tests keep it still."""

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        self._running = running
        self._origin = time.monotonic()
        self._at = _utc(start or datetime.now(UTC))

    def now(self) -> datetime:
        if not self._running:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._origin)

    def advance(self, by: timedelta) -> None:
        """Move by `by`, which may be negative."""
        self.set(self.now() + by)

    def set(self, at: datetime) -> None:
        """Jump to `at`; a naive instant is a ValueError."""
        self._at = _utc(at)
        self._origin = time.monotonic()


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    return at.astimezone(UTC)
