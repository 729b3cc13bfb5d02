"""Rules shared by the methods: how a refusal reads, which chats the bot may reach, what texts and keyboards pass.

Refusals carry the words of the real server (tdlib/telegram-bot-api, Client.cpp).
Must never: change the world.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import markup
from bot.simulator.shapes import Chat, Json, Message, Status, Upload
from bot.simulator.world import World

Files = Mapping[str, Upload]
Handler = Callable[[World, Json, Files], Any]
TEXT_LIMIT, CAPTION_LIMIT, BUTTON_LIMIT = 4096, 1024, 100
_LINK = re.compile(r"(https?://|tg://)?[^\s/]+\.[^\s]+|tg://[^\s]+")
_ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
     "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}
)  # fmt: skip


class Refused(Exception):
    """An error envelope. A violation is a request that no state of the world could make valid."""

    def __init__(
        self, code: int, description: str, *, parameters: Json | None = None, is_violation: bool = False
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.is_violation = is_violation


def bad(description: str, *, is_violation: bool = False) -> Refused:
    return Refused(400, "Bad Request: " + description, is_violation=is_violation)


# -- chats ---------------------------------------------------------------------------------------------------------


def known_chat(world: World, chat_id: int | str) -> Chat:
    """The chat, if the bot has ever met it; 400 with migrate_to_chat_id for a group that moved."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or (chat.is_private and not chat.started and not _met_in_group(world, chat.id)):
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise Refused(
            400, "Bad Request: group chat was upgraded to a supergroup chat",
            parameters={"migrate_to_chat_id": chat.migrated_to},
        )  # fmt: skip
    return chat


def _met_in_group(world: World, user_id: int) -> bool:
    return any(
        world.status(user_id, chat.id).is_inside and world.bot_status(chat.id).is_inside
        for chat in world.chats.values()
        if not chat.is_private
    )


def joined_chat(world: World, chat_id: int | str) -> Chat:
    """A chat the bot is in; 403 otherwise, in the words for each case."""
    chat = known_chat(world, chat_id)
    if chat.is_private:
        _require_open_door(world, chat)
        return chat
    status = world.bot_status(chat.id)
    if status is Status.KICKED:
        raise Refused(403, f"Forbidden: bot was kicked from the {chat.type.value} chat")
    if not status.is_inside:
        raise Refused(403, f"Forbidden: bot is not a member of the {chat.type.value} chat")
    return chat


def _require_open_door(world: World, chat: Chat) -> None:
    if world.users[chat.id].is_deactivated:
        raise Refused(403, "Forbidden: user is deactivated")
    if world.bot_status(chat.id) is Status.KICKED:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")


def writable_chat(world: World, chat_id: int | str) -> Chat:
    chat = joined_chat(world, chat_id)
    if world.bot_status(chat.id) is Status.RESTRICTED:
        raise bad("not enough rights to send text messages to the chat")
    return chat


def require_admin(world: World, chat: Chat, description: str) -> None:
    if not chat.is_private and not world.bot_status(chat.id).is_admin:
        raise bad(description)


def thread_of(chat: Chat, params: Json) -> int | None:
    """The topic to write to. General is addressed by leaving the id out: giving 1 fails as on the real server."""
    thread_id = params.get("message_thread_id")
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad("message thread not found")
    return topic.id


# -- messages ------------------------------------------------------------------------------------------------------


def found_message(chat: Chat, message_id: int | None, description: str) -> Message:
    message = chat.messages.get(message_id or 0)
    if message is None or message.deleted:
        raise bad(description)
    return message


def reply_target(chat: Chat, params: Json) -> int | None:
    about = params.get("reply_parameters")
    if about is None:
        return None
    target = chat.messages.get(about["message_id"])
    if target is not None and not target.deleted:
        return target.id
    if about.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


# -- words and keyboards ---------------------------------------------------------------------------------------------


def words(params: Json, name: str = "text") -> tuple[str, list[Json]]:
    """Text (or caption, "" if absent) and entities; violations for bad markup, empty or too long."""
    source = params.get(name, "")
    given = params.get("entities" if name == "text" else "caption_entities", [])
    text, entities = _parsed(source, given, params.get("parse_mode", ""))
    if name == "text" and not text:
        raise bad("message text is empty", is_violation=True)
    if markup.utf16(text) > (TEXT_LIMIT if name == "text" else CAPTION_LIMIT):
        raise bad("message is too long" if name == "text" else "message caption is too long", is_violation=True)
    return text, entities + _detected(text, entities)


def _parsed(source: str, given: list[Json], mode: str) -> tuple[str, list[Json]]:
    if not mode:
        return source.strip(), list(given)
    if mode.lower() != "html":
        raise bad("the simulator reads no markup but HTML", is_violation=True)
    try:
        return markup.parse_html(source)
    except markup.MarkupError as error:
        raise bad(f"can't parse entities: {error}", is_violation=True) from error


def _detected(text: str, entities: list[Json]) -> list[Json]:
    closed = [one for one in entities if one["type"] in ("code", "pre", "text_link")]
    return [
        one
        for one in markup.detect(text)
        if not any(_overlap(one, other) for other in closed)
    ]


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def keyboard(chat: Chat, params: Json) -> Json | None:
    """The reply_markup, judged beyond its types."""
    given: Json | None = params.get("reply_markup")
    if given is None:
        return None
    for button in (one for row in given.get("inline_keyboard", []) for one in row):
        _judge_inline(button)
    if sum(map(len, given.get("inline_keyboard", []))) > BUTTON_LIMIT:
        raise bad("reply markup is too long", is_violation=True)
    for key in (one for row in given.get("keyboard", []) for one in row):
        if isinstance(key, dict) and key.get("request_contact") and not chat.is_private:
            raise bad("phone number can be requested in private chats only", is_violation=True)
    return given if given.get("inline_keyboard") != [] else None


def _judge_inline(button: Json) -> None:
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty", is_violation=True)
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad("text buttons are unallowed in the inline keyboard", is_violation=True)
    if len(actions) > 1:
        raise bad("inline keyboard button has several actions", is_violation=True)
    if "url" in button and not _LINK.fullmatch(button["url"]):
        raise bad("inline keyboard button URL is invalid: Wrong HTTP URL", is_violation=True)
