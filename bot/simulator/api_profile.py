"""Methods about the bot itself: who it is, its commands and texts, its web hook.

Must never: deliver to a web hook; the simulator only remembers that one was set.
"""

from __future__ import annotations

import re
from typing import Any

from bot.simulator import raw
from bot.simulator.api_rules import Files, Handler, bad, known_chat
from bot.simulator.profile import scope_key
from bot.simulator.shapes import Json
from bot.simulator.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
DEFAULT_MENU: Json = {"type": "commands"}


def get_me(world: World, params: Json, files: Files) -> Json:
    abilities: Json = {"can_join_groups": True, "can_read_all_group_messages": False}
    lacking = (
        "supports_inline_queries", "can_connect_to_business", "has_main_web_app", "has_topics_enabled",
        "allows_users_to_create_topics", "can_manage_bots",
    )  # fmt: skip
    return raw.user(world.bot) | abilities | dict.fromkeys(lacking, False)


def set_my_commands(world: World, params: Json, files: Files) -> bool:
    for command in params["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID", is_violation=True)
    world.commands[_menu_key(world, params)] = params["commands"]
    return True


def get_my_commands(world: World, params: Json, files: Files) -> list[Json]:
    return world.commands.get(_menu_key(world, params), [])


def delete_my_commands(world: World, params: Json, files: Files) -> bool:
    world.commands.pop(_menu_key(world, params), None)
    return True


def set_chat_menu_button(world: World, params: Json, files: Files) -> bool:
    world.menu_buttons[_menu_chat(world, params)] = params.get("menu_button", DEFAULT_MENU)
    return True


def get_chat_menu_button(world: World, params: Json, files: Files) -> Json:
    default = world.menu_buttons.get(0, DEFAULT_MENU)
    return world.menu_buttons.get(_menu_chat(world, params), default)


def set_webhook(world: World, params: Json, files: Files) -> bool:
    world.webhook_url = params["url"]
    return _dropped(world, params)


def delete_webhook(world: World, params: Json, files: Files) -> bool:
    world.webhook_url = ""
    return _dropped(world, params)


def get_webhook_info(world: World, params: Json, files: Files) -> Json:
    return {
        "url": world.webhook_url, "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending()),
    }  # fmt: skip


def agree(world: World, params: Json, files: Files) -> bool:
    """logOut and close: nothing to do here."""
    return True


def _menu_key(world: World, params: Json) -> tuple[str, str]:
    scope: Json | None = params.get("scope")
    if scope is not None and "chat_id" in scope:
        known_chat(world, scope["chat_id"])
    return scope_key(scope), params.get("language_code", "")


def _menu_chat(world: World, params: Json) -> int:
    return known_chat(world, params["chat_id"]).id if "chat_id" in params else 0


def _dropped(world: World, params: Json) -> bool:
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    return True


def _setter(name: str) -> Handler:
    def set_text(world: World, params: Json, files: Files) -> bool:
        world.profile[name, params.get("language_code", "")] = params.get(name, "")
        return True

    return set_text


def _getter(name: str) -> Handler:
    def get_text(world: World, params: Json, files: Files) -> dict[str, Any]:
        default = world.profile.get((name, ""), world.bot.first_name if name == "name" else "")
        return {name: world.profile.get((name, params.get("language_code", "")), "") or default}

    return get_text


HANDLERS: dict[str, Handler] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": agree,
    "close": agree,
}
