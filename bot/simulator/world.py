"""The whole simulated Telegram in one object: state and readers (ground), people (people), memberships (groups).

Tests and the page act as people through it; `Api` lets the bot act on it. Belongs to one event loop.
Must never: fetch anything, read the machine's time, or know what the bot is for.
"""

from __future__ import annotations

from bot.simulator import profile
from bot.simulator.clock import Clock
from bot.simulator.groups import Groups
from bot.simulator.shapes import Json

BOT_ID = 7_000_000_001
DEMO_TOKEN = f"{BOT_ID}:simulated_{'0' * 25}"  # the shape of a token; opens nothing


class World(Groups):
    """See `Ground` for the readers and attributes, `People` and `Groups` for what people can do."""

    def __init__(
        self, clock: Clock, bot_username: str = "premier_contact_bot", bot_name: str = "Premier contact",
        token: str = DEMO_TOKEN,
    ) -> None:  # fmt: skip
        super().__init__(clock, bot_username=bot_username, bot_name=bot_name, token=token)

    def push_raw(self, update: Json) -> Json:
        """Queue any update, well formed or not (poison, future kinds); an update_id is added if missing."""
        queued = self.updates.push_raw(update)
        self.touch()
        return queued

    def commands_for(self, chat_id: int, user_id: int) -> list[Json]:
        """The `/` menu this person sees in this chat (BotCommand objects), by the real order of scopes."""
        return profile.commands_for(self, chat_id, user_id)
