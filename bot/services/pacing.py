"""When a message may leave: the pace per private chat, per group and overall, and the backoff of what failed.

Pure: instants are float seconds of one clock that never goes back (`time.monotonic()` in the bot), always passed in.
Must never: sleep, read a clock, or know what is sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

_FORGET_ABOVE = 1024  # chats remembered before those at rest are forgotten


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double from `first` to `cap` seconds."""

    first: float = 1.0
    cap: float = 30.0

    def after(self, failures: int) -> float:
        """Seconds to wait after this many failures in a row (1 is the first)."""
        return min(self.cap, self.first * 2.0 ** min(max(failures - 1, 0), 32))


RETRY = Backoff(first=1.0, cap=300.0)
"""Of a message whose platform could not be reached."""


@dataclass(frozen=True, slots=True)
class Limits:
    """With a margin, what Telegram bears: about 1/s in a chat, 20/min in a group, 30/s overall (its FAQ for bots)."""

    burst: int = 3  # at once in a private chat, when it has been quiet
    interval: float = 1.0  # seconds that give a private chat one more
    group: int = 18  # in any `group_window`, edits counted
    group_reserve: int = 3  # of these, what the routine lane leaves to the urgent one
    group_window: float = 60.0
    overall: int = 24  # in any second


class Pace:
    """Counts what left, says when the next may leave. Every window is half-open: `[t, t + length)`.

    Urgent messages of a group wait only when the last minute held three urgent ones already: the routine lane stops as
    soon as all that left in the group, urgent or not, reaches 15.
    """

    def __init__(self, limits: Limits | None = None, *, unlimited: bool = False) -> None:
        self._limits = limits or Limits()
        self._unlimited = unlimited
        self._drained_until: dict[str, float] = {}  # private chats: when the burst will be whole again
        self._departures: dict[str, deque[float]] = {}  # groups: the last `group` departures, oldest first
        self._overall: deque[float] = deque(maxlen=self._limits.overall)
        self._halted: dict[str, float] = {}

    @classmethod
    def off(cls) -> Pace:
        """No limits, for benches and tests; a halt asked by the platform is still honoured."""
        return cls(unlimited=True)

    def halt(self, chat: str, until: float) -> None:
        """Nothing leaves for this chat before `until`; a shorter halt never shortens a longer one."""
        self._halted[chat] = max(until, self._halted.get(chat, until))

    def next_free(self, chat: str, is_group: bool, urgent: bool, at: float) -> float:
        """The first instant, `at` or later, when a message of this lane may leave for this chat."""
        free = max(at, self._halted.get(chat, at)) if self._halted else at
        if self._unlimited:
            return free
        if is_group:
            return max(free, self._group_free(chat, urgent), self.reopens(at))
        limits = self._limits
        whole_at = self._drained_until.get(chat)
        if whole_at is not None:
            free = max(free, whole_at - (limits.burst - 1) * limits.interval)
        return max(free, self.reopens(at))

    def take(self, chat: str, is_group: bool, at: float) -> None:
        """Count a departure at `at`, which `next_free` allowed. Instants never go back."""
        if self._unlimited:
            return
        self._overall.append(at)
        if is_group:
            self._departures.setdefault(chat, deque(maxlen=self._limits.group)).append(at)
        else:
            self._drained_until[chat] = max(at, self._drained_until.get(chat, at)) + self._limits.interval
        if len(self._drained_until) + len(self._departures) + len(self._halted) > _FORGET_ABOVE:
            self._forget(at)

    def room(self, at: float) -> int:
        """How many messages, to whatever chats, may leave at `at`."""
        if self._unlimited:
            return 1_000_000
        return self._limits.overall - sum(1 for left in self._overall if left + 1.0 > at)

    def reopens(self, at: float) -> float:
        """The first instant, `at` or later, when there is room for one."""
        if self._unlimited or len(self._overall) < self._limits.overall:
            return at
        return max(at, self._overall[0] + 1.0)

    def _group_free(self, chat: str, urgent: bool) -> float:
        limits = self._limits
        departures = self._departures.get(chat, ())
        share = limits.group if urgent else limits.group - limits.group_reserve
        if len(departures) < share:
            return float("-inf")
        return departures[-share] + limits.group_window

    def _forget(self, at: float) -> None:
        window = self._limits.group_window
        self._drained_until = {chat: whole for chat, whole in self._drained_until.items() if whole > at}
        self._departures = {chat: left for chat, left in self._departures.items() if left[-1] + window > at}
        self._halted = {chat: until for chat, until in self._halted.items() if until > at}
