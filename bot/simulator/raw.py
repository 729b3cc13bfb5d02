"""From our shapes to the JSON of the real Bot API, field for field.

Must never: change the world, or leave out a field the Bot API always sends.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.simulator.shapes import Button, CallbackQuery, Chat, Json, MediaKind, Message, OriginKind, Status, User

if TYPE_CHECKING:
    from bot.simulator.ground import Ground

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip
FREE_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
WITHHELD_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip
MUTED_RIGHTS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def unix(at: datetime) -> int:
    return int(at.timestamp())


def user(one: User, *, language: bool = False) -> Json:
    """A User; `language` adds language_code, which only updates carry."""
    found: Json = {"id": one.id, "is_bot": one.is_bot, "first_name": one.first_name}
    optional = {"last_name": one.last_name, "username": one.username}
    if language and not one.is_bot:
        optional["language_code"] = one.language_code
    return found | {key: value for key, value in optional.items() if value}


def chat(world: Ground, one: Chat) -> Json:
    if one.is_private:
        person = world.users[one.id]
        found = {"id": one.id, "type": "private", "first_name": person.first_name}
        optional = {"last_name": person.last_name, "username": person.username}
        return found | {key: value for key, value in optional.items() if value}
    return {"id": one.id, "type": one.type.value, "title": one.title} | ({"is_forum": True} if one.is_forum else {})


def message(world: Ground, one: Message, *, nested: bool = False) -> Json:
    """A Message; `nested` leaves out what it answers, as Telegram does inside reply_to_message."""
    place = world.chat(one.chat_id)
    found: Json = {"message_id": one.id, "date": unix(one.date), "chat": chat(world, place)}
    found |= _author(world, one, place) | one.content | _words(one)
    if one.edited_at is not None:
        found["edit_date"] = unix(one.edited_at)
    if one.forward_origin is not None:
        found["forward_origin"] = one.forward_origin
    if one.media_group_id:
        found["media_group_id"] = one.media_group_id
    if one.protected:
        found["has_protected_content"] = True
    if one.thread_id is not None:
        found |= {"message_thread_id": one.thread_id, "is_topic_message": True}
    if one.reply_markup and "inline_keyboard" in one.reply_markup:
        found["reply_markup"] = one.reply_markup
    answered = place.messages.get(one.reply_to or 0)
    if answered is not None and not answered.deleted and not nested:
        found["reply_to_message"] = message(world, answered, nested=True)
    return found


def _author(world: Ground, one: Message, place: Chat) -> Json:
    if one.anonymous:
        return {"from": ANONYMOUS_ADMIN, "sender_chat": chat(world, place)}
    return {"from": user(world.users[one.from_id], language=True)}


def _words(one: Message) -> Json:
    if not one.text or one.kind is MediaKind.SERVICE:
        return {}
    name = "caption" if one.content else "text"
    key = "caption_entities" if one.content else "entities"
    return {name: one.text} | ({key: one.entities} if one.entities else {})


def callback_query(world: Ground, query: CallbackQuery) -> Json:
    """A CallbackQuery; a deleted or unknown message is an InaccessibleMessage (date 0)."""
    place = world.chat(query.chat_id)
    found = place.messages.get(query.message_id)
    about: Json = {"chat": chat(world, place), "message_id": query.message_id, "date": 0}
    if found is not None and not found.deleted:
        about = message(world, found)
    return {
        "id": query.id, "from": user(world.users[query.user_id], language=True), "message": about,
        "chat_instance": str(7_000_000_000_000_000_000 + abs(query.chat_id)), "data": query.data,
    }  # fmt: skip


def member(world: Ground, user_id: int, status: Status) -> Json:
    """A ChatMember of the variant that `status` names."""
    found: Json = {"user": user(world.users[user_id]), "status": status.value}
    if status is Status.CREATOR:
        found["is_anonymous"] = False
    elif status is Status.ADMINISTRATOR:
        found |= dict.fromkeys(FREE_RIGHTS, True) | dict.fromkeys(WITHHELD_RIGHTS, False)
    elif status is Status.RESTRICTED:
        found |= {"is_member": True, "until_date": 0} | dict.fromkeys(MUTED_RIGHTS, False)
    elif status is Status.KICKED:
        found["until_date"] = 0
    return found


def member_update(world: Ground, place: Chat, user_id: int, change: tuple[Status, Status], by: int) -> Json:
    """A ChatMemberUpdated; `change` is (old, new)."""
    return {
        "chat": chat(world, place), "from": user(world.users[by], language=True), "date": unix(world.clock.now()),
        "old_chat_member": member(world, user_id, change[0]), "new_chat_member": member(world, user_id, change[1]),
    }  # fmt: skip


def forward_origin(kind: OriginKind, author: User | None, name: str, at: datetime) -> Json:
    """A MessageOrigin of the given kind."""
    found: Json = {"type": kind.value, "date": unix(at)}
    if kind is OriginKind.USER:
        if author is None:
            raise ValueError("no such author")
        return found | {"sender_user": user(author)}
    if kind is OriginKind.HIDDEN_USER:
        return found | {"sender_user_name": name}
    if kind is OriginKind.CHAT:
        return found | {"sender_chat": {"id": -1_003_000_000_001, "type": "supergroup", "title": name}}
    return found | {"chat": {"id": -1_003_000_000_002, "type": "channel", "title": name}, "message_id": 1}


def buttons(markup: Json | None) -> list[Button]:
    """The buttons of an inline or reply keyboard, row after row."""
    rows: Any = (markup or {}).get("inline_keyboard")
    inline = rows is not None
    rows = rows if inline else (markup or {}).get("keyboard", [])
    return [_button(one, place, inline) for place, row in enumerate(rows) for one in row]


def _button(one: Json | str, row: int, inline: bool) -> Button:
    if isinstance(one, str):
        return Button(one, row=row, inline=False)
    return Button(
        one["text"], one.get("callback_data", ""), one.get("url", ""), row, inline, one.get("style", ""),
        bool(one.get("request_contact")),
    )  # fmt: skip
