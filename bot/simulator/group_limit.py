"""How many messages a bot may put into one group: about twenty a minute, then 429 with the seconds to wait.

The Bot FAQ names the number; that edits count as well is what bots have met. Must never: limit a private chat.
"""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from bot.simulator.api_rules import Refused
from bot.simulator.shapes import Json
from bot.simulator.world import World

PER_MINUTE = 20
WINDOW = timedelta(minutes=1)
_COUNTED = ("send", "edit", "copy", "forward")


class GroupLimit:
    """One per Api; `refused` counts the 429s. Off until it is given to `Api.limit_groups`."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self.per_minute = per_minute
        self.refused = 0
        self._taken: dict[int, deque[datetime]] = {}

    def judge(self, world: World, method: str, params: Json) -> None:
        """Count this call, or raise Refused(429)."""
        chat = world.chats.get(params.get("chat_id", 0))
        if chat is None or chat.is_private or not method.startswith(_COUNTED):
            return
        now = world.clock.now()
        taken = self._taken.setdefault(chat.id, deque())
        while taken and taken[0] + WINDOW <= now:
            taken.popleft()
        if len(taken) >= self.per_minute:
            self.refused += 1
            wait = math.ceil((taken[0] + WINDOW - now).total_seconds())
            raise Refused(429, f"Too Many Requests: retry after {wait}", parameters={"retry_after": wait})
        taken.append(now)
