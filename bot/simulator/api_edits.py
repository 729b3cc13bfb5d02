"""Methods that change a message already there: edit, delete, pin.

Must never: bring a deleted message back, or keep a keyboard an edit did not repeat.
"""

from __future__ import annotations

from datetime import timedelta

from bot.simulator import raw
from bot.simulator.api_rules import (
    Files,
    Handler,
    bad,
    found_message,
    joined_chat,
    keyboard,
    require_admin,
    words,
    writable_chat,
)  # fmt: skip
from bot.simulator.shapes import Chat, ChatType, Json, MediaKind, Message
from bot.simulator.world import World

DELETABLE = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
NO_PIN_RIGHT = "not enough rights to manage pinned messages in the chat"


def edit_message_text(world: World, params: Json, files: Files) -> Json:
    text, entities = words(params)
    chat, message = _editable(world, params)
    if message.kind is not MediaKind.TEXT:
        raise bad("there is no text in the message to edit")
    return _edited(world, message, text, entities, keyboard(chat, params))


def edit_message_caption(world: World, params: Json, files: Files) -> Json:
    text, entities = words(params, "caption")
    chat, message = _editable(world, params)
    if not message.content:
        raise bad("there is no caption in the message to edit")
    return _edited(world, message, text, entities, keyboard(chat, params))


def edit_message_reply_markup(world: World, params: Json, files: Files) -> Json:
    chat, message = _editable(world, params)
    return _edited(world, message, message.text, message.entities, keyboard(chat, params))


def delete_message(world: World, params: Json, files: Files) -> bool:
    chat = joined_chat(world, params["chat_id"])
    message = found_message(chat, params["message_id"], "message to delete not found")
    _delete(world, chat, [message])
    return True


def delete_messages(world: World, params: Json, files: Files) -> bool:
    """Those that do not exist are skipped; one that may not be deleted refuses them all."""
    chat = joined_chat(world, params["chat_id"])
    there = [chat.messages[one] for one in params["message_ids"] if one in chat.messages]
    _delete(world, chat, [message for message in there if not message.deleted])
    return True


def pin_chat_message(world: World, params: Json, files: Files) -> bool:
    chat = _pinnable_chat(world, params)
    message = found_message(chat, params["message_id"], "message to pin not found")
    if not message.pinned:
        message.pinned = True
        world.service(chat.id, world.bot.id, {"pinned_message": raw.message(world, message, nested=True)},
                      via="pinChatMessage")  # fmt: skip
    return True


def unpin_chat_message(world: World, params: Json, files: Files) -> bool:
    """Without message_id: the newest pinned one."""
    chat = _pinnable_chat(world, params)
    pinned = [one for one in chat.messages.values() if one.pinned and not one.deleted]
    wanted = params.get("message_id", pinned[-1].id if pinned else None)
    found_message(chat, wanted, "message to unpin not found").pinned = False
    return True


def unpin_all_chat_messages(world: World, params: Json, files: Files) -> bool:
    for message in _pinnable_chat(world, params).messages.values():
        message.pinned = False
    return True


def _editable(world: World, params: Json) -> tuple[Chat, Message]:
    if "inline_message_id" in params or "chat_id" not in params or "message_id" not in params:
        raise bad("message identifier is not specified", is_violation=True)
    chat = writable_chat(world, params["chat_id"])
    message = found_message(chat, params["message_id"], "message to edit not found")
    has_reply_keyboard = bool(message.reply_markup) and "inline_keyboard" not in (message.reply_markup or {})
    if not message.by_bot or message.kind is MediaKind.SERVICE or message.forward_origin or has_reply_keyboard:
        raise bad("message can't be edited")
    return chat, message


def _edited(world: World, message: Message, text: str, entities: list[Json], buttons: Json | None) -> Json:
    if (message.text, message.entities, message.reply_markup) == (text, entities, buttons):
        raise bad(NOT_MODIFIED)
    if (message.text, message.entities) != (text, entities):
        message.edited_at = world.clock.now()
    message.text, message.entities, message.reply_markup = text, entities, buttons
    return raw.message(world, message)


def _delete(world: World, chat: Chat, messages: list[Message]) -> None:
    is_admin = world.bot_status(chat.id).is_admin
    for message in messages:
        is_young = world.clock.now() - message.date < DELETABLE
        # An administrator of a supergroup may delete anything at any age; elsewhere 48 hours hold for everybody.
        is_free = is_admin and chat.type is ChatType.SUPERGROUP
        may_touch = message.by_bot or chat.is_private or is_admin
        if not (is_free or (may_touch and is_young)):
            raise bad("message can't be deleted for everyone")
    for message in messages:
        message.deleted, message.deleted_by_bot, message.pinned = True, True, False


def _pinnable_chat(world: World, params: Json) -> Chat:
    chat = joined_chat(world, params["chat_id"])
    require_admin(world, chat, NO_PIN_RIGHT)
    return chat


HANDLERS: dict[str, Handler] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
