"""What setMyCommands leaves behind, and which menu a person therefore sees.

Must never: fall back to another language or scope than the real order of resolution does (telegram.md §3.4).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.simulator.shapes import Json

if TYPE_CHECKING:
    from bot.simulator.ground import Ground

DEFAULT_SCOPE: Json = {"type": "default"}


def scope_key(scope: Json | None) -> str:
    """One key per scope, whatever the order of its fields."""
    return json.dumps(scope or DEFAULT_SCOPE, sort_keys=True)


def commands_for(world: Ground, chat_id: int, user_id: int) -> list[Json]:
    """BotCommand objects: the narrowest scope first, each with the person's language, then without."""
    language = world.user(user_id).language_code
    for scope in _scopes(world, chat_id, user_id):
        for code in (language, ""):
            found = world.commands.get((scope_key(scope), code))
            if found:
                return found
    return []


def _scopes(world: Ground, chat_id: int, user_id: int) -> list[Json]:
    chat: Json = {"type": "chat", "chat_id": chat_id}
    if world.chat(chat_id).is_private:
        return [chat, {"type": "all_private_chats"}, DEFAULT_SCOPE]
    one: Json = {"type": "chat_member", "chat_id": chat_id, "user_id": user_id}
    admins: list[Json] = [{"type": "chat_administrators", "chat_id": chat_id}]
    all_admins: list[Json] = [{"type": "all_chat_administrators"}]
    is_admin = world.status(user_id, chat_id).is_admin
    here = [one, *(admins if is_admin else []), chat]
    return [*here, *(all_admins if is_admin else []), {"type": "all_group_chats"}, DEFAULT_SCOPE]
