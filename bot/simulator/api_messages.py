"""Methods that put a message into a chat: text, photo, document, forwards and copies.

Must never: post anything before every rule has passed.
"""

from __future__ import annotations

from bot.simulator import media, raw
from bot.simulator.api_rules import (
    Files,
    Handler,
    bad,
    found_message,
    joined_chat,
    keyboard,
    reply_target,
    thread_of,
    words,
    writable_chat,
)  # fmt: skip
from bot.simulator.shapes import CallbackAnswer, Chat, Json, MediaKind, Message, OriginKind, Upload
from bot.simulator.world import World


def send_message(world: World, params: Json, files: Files) -> Json:
    text, entities = words(params)
    chat = writable_chat(world, params["chat_id"])
    message = _draft(world, chat, params, "sendMessage")
    message.text, message.entities = text, entities
    return raw.message(world, world.post(message))


def send_photo(world: World, params: Json, files: Files) -> Json:
    return _send_file(world, params, files, MediaKind.PHOTO, media.photo())


def send_document(world: World, params: Json, files: Files) -> Json:
    upload = _upload(params, files, "document")
    name, mime, size = (upload.filename, upload.mime, len(upload.content)) if upload else ("file", "", 0)
    return _send_file(world, params, files, MediaKind.DOCUMENT, media.document(name, mime, size))


def send_chat_action(world: World, params: Json, files: Files) -> bool:
    thread_of(writable_chat(world, params["chat_id"]), params)
    return True


def forward_message(world: World, params: Json, files: Files) -> Json:
    chat = writable_chat(world, params["chat_id"])
    source = _source(world, params, "forward")
    message = _copied(_draft(world, chat, params, "forwardMessage"), source)
    message.forward_origin = source.forward_origin or raw.forward_origin(
        OriginKind.USER, world.users[source.from_id], "", source.date
    )
    return raw.message(world, world.post(message))


def copy_message(world: World, params: Json, files: Files) -> Json:
    chat = writable_chat(world, params["chat_id"])
    source = _source(world, params, "copy")
    message = _copied(_draft(world, chat, params, "copyMessage"), source)
    if "caption" in params and source.content:
        message.text, message.entities = words(params, "caption")
    return {"message_id": world.post(message).id}


def _draft(world: World, chat: Chat, params: Json, via: str) -> Message:
    """An empty message of the bot with everything but its content; the rules common to all sends are applied."""
    thread_id, target, buttons = thread_of(chat, params), reply_target(chat, params), keyboard(chat, params)
    return Message(
        chat.id, world.new_message_id(chat), world.clock.now(), world.bot.id, reply_to=target, reply_markup=buttons,
        silent=params.get("disable_notification", False), protected=params.get("protect_content", False), via=via,
        thread_id=thread_id,
    )  # fmt: skip


def _send_file(world: World, params: Json, files: Files, kind: MediaKind, content: Json) -> Json:
    text, entities = words(params, "caption")
    chat = writable_chat(world, params["chat_id"])
    upload = _upload(params, files, kind.value)
    message = _draft(world, chat, params, "send" + kind.value.title())
    message.text, message.entities, message.kind, message.content = text, entities, kind, content
    message.upload = upload
    return raw.message(world, world.post(message))


def _upload(params: Json, files: Files, name: str) -> Upload | None:
    """The uploaded file; None for a file_id of ours; nothing else is a file (the simulator fetches no address)."""
    reference = str(params.get(name, ""))
    found = files.get(reference.removeprefix("attach://") if reference else name)
    if found is not None:
        if not found.content:
            raise bad("file must be non-empty")
        return found
    if reference.startswith("F"):
        return None
    raise bad("wrong remote file identifier specified: Wrong string length")


def _source(world: World, params: Json, verb: str) -> Message:
    chat = joined_chat(world, params["from_chat_id"])
    source = found_message(chat, params["message_id"], f"message to {verb} not found")
    if source.protected or source.kind is MediaKind.SERVICE:
        raise bad(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return source


def _copied(message: Message, source: Message) -> Message:
    message.text, message.entities = source.text, source.entities
    message.kind, message.content, message.upload = source.kind, source.content, source.upload
    return message


def answer_callback_query(world: World, params: Json, files: Files) -> bool:
    query = world.queries.get(params["callback_query_id"])
    if query is None or not world.query_is_open(query):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    query.answer = CallbackAnswer(params.get("text", ""), params.get("show_alert", False), params.get("url", ""))
    return True


HANDLERS: dict[str, Handler] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "answerCallbackQuery": answer_callback_query,
}
