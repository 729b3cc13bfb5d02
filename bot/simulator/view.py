"""What the page shows, as plain JSON: the clock, and each phone as its owner sees it.

Must never: change the world, show the words of a deleted message, or put a sentence that is not in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.i18n import N_
from bot.simulator.desk import Desk, Phone
from bot.simulator.shapes import Button, CallbackAnswer, CallbackQuery, Chat, Json, MediaKind, Message, Status

NEWEST = 200  # messages shown per chat: enough for any demonstration, and a page that stays quick
RECENT_TAPS = 20
MEDIA = {
    MediaKind.PHOTO: N_("Photo"), MediaKind.VOICE: N_("Voice message"), MediaKind.VIDEO: N_("Video"),
    MediaKind.DOCUMENT: N_("Document"), MediaKind.STICKER: N_("Sticker"), MediaKind.CONTACT: N_("Contact"),
    MediaKind.LOCATION: N_("Location"), MediaKind.POLL: N_("Poll"),
}  # fmt: skip


def state(desk: Desk) -> Json:
    """Everything the page needs to draw itself. `revision` grows with every change of the world."""
    return {
        "revision": desk.world.revision,
        "clock": clock(desk),
        "held": desk.held,
        "has_group": bool(desk.groups()),
        "phones": [_phone(desk, key, phone) for key, phone in desk.phones.items()],
    }


def clock(desk: Desk) -> Json:
    """`now` in UTC (ISO 8601), `text` as a person of the place says it."""
    now = desk.world.clock.now()
    return {"now": now.isoformat(), "text": desk.words.moment(now)}


def _phone(desk: Desk, key: str, phone: Phone) -> Json:
    world, chat, unread = desk.world, desk.world.chat(phone.chat_id), desk.unread(key)
    rings = [one for one in unread if not one.silent and one.kind is not MediaKind.SERVICE]
    keyboard = world.reply_keyboard(chat.id)
    return {
        "key": key,
        "title": phone.title,
        "subtitle": _subtitle(desk, chat),
        "private": chat.is_private,
        "inside": world.status(phone.user_id, chat.id).is_inside,
        "blocked": chat.is_private and world.bot_status(chat.id) is Status.KICKED,
        "started": chat.started,
        "links": [{"label": link.label, "payload": link.payload} for link in phone.links],
        "commands": world.commands_for(chat.id, phone.user_id),
        "rings": len(rings),
        "unread": len(unread),
        "pinned": _pinned(world.visible(chat.id)),
        "keys": _rows(desk, world.buttons(keyboard)) if keyboard else [],
        "messages": [_message(desk, phone, chat, one) for one in _shown(world.messages(chat.id))],
        "taps": _taps(desk, phone),
    }


def _subtitle(desk: Desk, chat: Chat) -> str:
    if chat.is_private:
        return desk.words.say("Private chat with {bot}", bot=desk.world.bot.first_name)
    people = [user_id for user_id, status in chat.members.items() if status.is_inside and user_id != desk.world.bot.id]
    return desk.words.say("Group, {count} people and the bot", count=len(people))


def _shown(messages: list[Message]) -> list[Message]:
    return [one for one in messages if not (one.deleted and one.kind is MediaKind.SERVICE)][-NEWEST:]


def _pinned(messages: list[Message]) -> Json | None:
    found = [one for one in messages if one.pinned]
    return {"id": found[-1].id, "text": found[-1].text.partition("\n")[0]} if found else None


def _message(desk: Desk, phone: Phone, chat: Chat, one: Message) -> Json:
    mine = not one.by_bot and one.from_id == phone.user_id
    placed = {
        "id": one.id, "mine": mine, "bot": one.by_bot, "day": desk.words.day(one.date),
        "time": desk.words.hour(one.date), "deleted": one.deleted,
    }  # fmt: skip
    if one.deleted:
        return placed
    if one.kind is MediaKind.SERVICE:
        return placed | {"notice": _notice(desk, one)}
    said = {
        "author": "" if mine or chat.is_private else _author(desk, chat, one),
        "answers": _quoted(desk, chat, one),
        "from": _origin(desk, one),
        "edited": one.edited_at is not None,
        "silent": one.silent and one.by_bot,
        "protected": one.protected,
        "rows": _rows(desk, [button for button in desk.world.buttons(one) if button.inline]),
    }
    return placed | said | _words(desk, one)


def _words(desk: Desk, one: Message) -> Json:
    """The text with its entities (UTF-16 units, as the browser counts), and what the medium is called."""
    entities = [dict(entity) for entity in one.entities]
    for entity in entities:
        if entity["type"] in ("url", "text_link"):
            entity["opens"] = desk.payload_of(entity.get("url") or _slice(one.text, entity)) is not None
    named = one.content.get("document", {}).get("file_name", "") or one.content.get("sticker", {}).get("emoji", "")
    medium = desk.words.say(MEDIA[one.kind]) if one.kind in MEDIA else ""
    return {
        "text": one.text, "entities": entities, "medium": medium, "medium_name": named,
        "picture": one.upload is not None and one.kind is MediaKind.PHOTO, "file": one.upload is not None,
    }  # fmt: skip


def _slice(text: str, entity: Json) -> str:
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def _author(desk: Desk, chat: Chat, one: Message) -> str:
    return chat.title if one.anonymous else desk.world.user(one.from_id).name


def _quoted(desk: Desk, chat: Chat, one: Message) -> str:
    """The first line of what this message answers."""
    answered = chat.messages.get(one.reply_to or 0)
    if answered is None or answered.deleted:
        return ""
    return answered.text.partition("\n")[0] or desk.words.say(MEDIA.get(answered.kind, N_("Message")))


def _origin(desk: Desk, one: Message) -> str:
    origin = one.forward_origin
    if origin is None:
        return ""
    place = origin.get("sender_chat") or origin.get("chat") or {}
    name = origin.get("sender_user", {}).get("first_name") or origin.get("sender_user_name") or place.get("title", "")
    return desk.words.say("Forwarded from {name}", name=name)


def _notice(desk: Desk, one: Message) -> str:
    names = ", ".join(str(person["first_name"]) for person in one.content.get("new_chat_members", []))
    if names:
        return desk.words.say("{name} joined the group", name=names)
    if "left_chat_member" in one.content:
        return desk.words.say("{name} left the group", name=one.content["left_chat_member"]["first_name"])
    if "pinned_message" in one.content:
        return desk.words.say("A message was pinned")
    return desk.words.say("The group has changed")


def _rows(desk: Desk, buttons: Iterable[Button]) -> list[list[Json]]:
    return [[_button(desk, one) for one in row] for _, row in groupby(buttons, key=lambda one: one.row)]


def _button(desk: Desk, one: Button) -> Json:
    opens = bool(one.url) and desk.payload_of(one.url) is not None
    return {"label": one.label, "data": one.data, "url": one.url, "opens": opens, "style": one.style}


def _taps(desk: Desk, phone: Phone) -> list[Json]:
    """The person's last taps in this chat: still waiting, or with the answer to show."""
    here = (phone.user_id, phone.chat_id)
    return [_tap(desk, one) for one in desk.world.queries.values() if (one.user_id, one.chat_id) == here][-RECENT_TAPS:]


def _tap(desk: Desk, one: CallbackQuery) -> Json:
    answer = one.answer or CallbackAnswer()
    return {
        "query": one.id, "message": one.message_id, "data": one.data, "waiting": desk.world.query_is_open(one),
        "text": answer.text, "alert": answer.show_alert, "url": answer.url,
        "opens": bool(answer.url) and desk.payload_of(answer.url) is not None,
    }  # fmt: skip
