"""getUpdates: long polling with the rules of the real server (telegram.md §2.3).

Must never: poll in a loop without waiting, or let two pollers live side by side.
"""

from __future__ import annotations

import asyncio
import time

from bot.simulator.api_rules import Refused
from bot.simulator.shapes import Json
from bot.simulator.world import World

LONGEST_POLL = 50.0  # seconds, Client.h
REPEAT = 0.5  # seconds in which the same offset again yields a single update, Client.cpp


class Poller:
    """Real time governs the waiting, the world's clock the expiry of updates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0
        self._last_offset: int | None = None
        self._last_start = 0.0

    async def get_updates(self, params: Json) -> list[Json]:
        """The other server rule on repeats (a short timeout is forced to 3 s) is left out: it only slows tests."""
        if self._world.webhook_url:
            raise Refused(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        queue = self._world.updates
        if "allowed_updates" in params:
            queue.allowed = tuple(params["allowed_updates"])
        offset = int(params.get("offset", 0))
        limit = self._limit(offset, int(params.get("limit", 100)))
        self._turn += 1
        queue.wake()  # whoever waits sees that it is no longer their turn
        return queue.peek(offset, limit) or await self._wait(limit, float(params.get("timeout", 0)))

    async def _wait(self, limit: int, timeout: float) -> list[Json]:
        queue, turn = self._world.updates, self._turn
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(timeout, LONGEST_POLL)
        while (left := deadline - loop.time()) > 0:
            await queue.arrival(left)
            if turn != self._turn:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            if found := queue.peek(0, limit):
                return found
        return []

    def _limit(self, offset: int, limit: int) -> int:
        now, before = time.monotonic(), (self._last_offset, self._last_start)
        self._last_offset, self._last_start = offset, now
        is_repeat = before[0] == offset and now - before[1] < REPEAT
        return 1 if is_repeat else min(max(limit, 1), 100)
