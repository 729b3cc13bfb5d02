"""The queue of updates, with the rules of the real server (telegram.md §2.3): forgotten only by a higher offset.

Must never: hand out an update twice to the same call, forget one because it was delivered, or wait by polling.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.clock import Clock
from bot.simulator.shapes import Json

MESSAGE_LIFE = timedelta(hours=24)
CALLBACK_LIFE = timedelta(seconds=150)
FUTURE = 10
ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that are sent only to a bot that asked for them by name in `allowed_updates`."""


@dataclass(slots=True)
class Waiting:
    """An update on the server. `kind` is "" for a raw one pushed by hand, which no filter holds back."""

    id: int
    kind: str
    raw: Json = field(repr=False)
    expires_at: datetime


class UpdateQueue:
    """Unconfirmed updates in order. Belongs to one event loop; not thread-safe."""

    def __init__(self, clock: Clock, first_id: int = 700_000_001) -> None:
        self._clock = clock
        self._next_id = first_id
        self._waiting: list[Waiting] = []
        self._sleepers: set[asyncio.Future[None]] = set()
        self.allowed: tuple[str, ...] = ()  # empty = the default set

    def push(self, kind: str, payload: Json) -> Json | None:
        """Queue `{"update_id": …, kind: payload}`; None when `allowed_updates` holds this kind back."""
        if not self.wants(kind):
            return None
        update_id = self._take_id()
        raw: Json = {"update_id": update_id, kind: payload}
        life = CALLBACK_LIFE if kind == "callback_query" else MESSAGE_LIFE
        self._append(Waiting(update_id, kind, raw, self._clock.now() + life))
        return raw

    def push_raw(self, raw: Json) -> Json:
        """Queue `raw` whatever it holds; without an update_id it is given one."""
        whole = {"update_id": raw["update_id"] if "update_id" in raw else self._take_id(), **raw}
        self._next_id = max(self._next_id, int(whole["update_id"]) + 1)
        self._append(Waiting(whole["update_id"], "", whole, self._clock.now() + MESSAGE_LIFE))
        return whole

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_DEMAND

    def skip_ids(self, by: int) -> None:
        """Leave a hole in the ids, as after an idle week; negative jumps below the ids already given."""
        self._next_id += by

    def pending(self) -> list[Json]:
        """Unconfirmed updates, oldest first; the expired are gone."""
        now = self._clock.now()
        self._waiting = [one for one in self._waiting if one.expires_at > now]
        return [one.raw for one in self._waiting]

    def peek(self, offset: int, limit: int) -> list[Json]:
        """Apply `offset` (positive confirms below it, negative keeps that many from the end), then read."""
        self.pending()
        if offset > 0:
            self._confirm_below(offset)
        elif offset < 0:
            self._waiting = self._waiting[offset:]
        return [one.raw for one in self._waiting[:limit]]

    def drop_all(self) -> None:
        self._waiting.clear()

    async def arrival(self, timeout: float) -> None:
        """Return at the next push, or after `timeout` real seconds."""
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await asyncio.wait({sleeper}, timeout=timeout)
        finally:
            self._sleepers.discard(sleeper)

    def wake(self) -> None:
        """End every wait under way (a second poller terminates the first)."""
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    def _append(self, one: Waiting) -> None:
        self._waiting.append(one)
        self.wake()

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _confirm_below(self, offset: int) -> None:
        # As TQueue.cpp: an offset from before ids restarted at random lies in the future and confirms nothing.
        if offset <= self._next_id + FUTURE:
            self._waiting = [one for one in self._waiting if one.id >= offset]
