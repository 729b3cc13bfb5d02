"""Rebuilds the router's states from the drafts at start, and stores nothing of its own.

Must never: become a second truth; nothing is pickled, no `user_data` is kept.
"""

from __future__ import annotations

from typing import Any

from telegram.ext import BasePersistence, PersistenceInput

from bot.services.door import Door
from handlers.context import TELEGRAM

_Data = dict[Any, Any]


class DraftStates(BasePersistence[_Data, _Data, _Data]):
    def __init__(self, door: Door) -> None:
        nothing = PersistenceInput(bot_data=False, chat_data=False, user_data=False, callback_data=False)
        super().__init__(store_data=nothing)
        self._door = door

    async def get_conversations(self, name: str) -> dict[tuple[int | str, ...], object]:
        """(chat, user) → state; in a private chat both are the same number."""
        found = await self._door.states()
        return {
            (int(address.value), int(address.value)): state for address, state in found if address.platform == TELEGRAM
        }

    async def update_conversation(self, name: str, key: object, new_state: object) -> None:
        """The draft was committed before the callback returned."""

    async def get_user_data(self) -> dict[int, _Data]:
        return {}

    async def get_chat_data(self) -> dict[int, _Data]:
        return {}

    async def get_bot_data(self) -> _Data:
        return {}

    async def get_callback_data(self) -> None:
        return None

    async def update_user_data(self, user_id: int, data: _Data) -> None: ...

    async def update_chat_data(self, chat_id: int, data: _Data) -> None: ...

    async def update_bot_data(self, data: _Data) -> None: ...

    async def update_callback_data(self, data: object) -> None: ...

    async def drop_chat_data(self, chat_id: int) -> None: ...

    async def drop_user_data(self, user_id: int) -> None: ...

    async def refresh_user_data(self, user_id: int, user_data: _Data) -> None: ...

    async def refresh_chat_data(self, chat_id: int, chat_data: _Data) -> None: ...

    async def refresh_bot_data(self, bot_data: _Data) -> None: ...

    async def flush(self) -> None: ...
