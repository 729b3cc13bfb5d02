"""From the raw JSON of an update to PTB's Update, and to words that can be stored and shown.

PTB takes any value for any field: what we would rely on is checked here, once, so that a broken update becomes a dead
letter instead of a person called "None". Must never: let a value of the update into an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, Chat, ChatMember, InaccessibleMessage, TelegramObject, Update, User
from telegram.constants import ChatType

_T = TypeVar("_T", bound=TelegramObject)

HIGHEST_UPDATE_ID = 2**62
"""Beyond it no database column and no `offset` could hold the next one; Telegram's own ids have 32 bits."""


class Misshapen(ValueError):
    """A field that the Bot API promises is missing, or of another type. Its text names the field, never its value."""


def _unguarded(kind: type[_T]) -> type[_T]:
    """PTB asks, in Python and for each attribute it sets, whether an object may still change: half its cost."""
    return type(kind.__name__, (kind,), {"__slots__": (), "__setattr__": object.__setattr__})


_Update, _Tap, _Bubble = _unguarded(Update), _unguarded(CallbackQuery), _unguarded(InaccessibleMessage)
_Chat, _User = _unguarded(Chat), _unguarded(User)


def is_update(raw: object) -> bool:
    """Whether Telegram could be told that this one is ours: without a usable id nothing can be confirmed."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number < HIGHEST_UPDATE_ID


def decode(raw: dict[str, Any], bot: Bot) -> Update:
    """Raise Misshapen, or whatever PTB raises at a shape it does not know."""
    query = raw.get("callback_query")
    update = _tapped(raw["update_id"], query, bot) if isinstance(query, dict) else Update.de_json(raw, bot)
    for name, value, kind in _relied_on(update):
        if not isinstance(value, kind) or isinstance(value, bool):
            raise Misshapen(name)
    said = update.message or update.edited_message
    if said is not None and said.chat.type == ChatType.PRIVATE and said.from_user is None:
        raise Misshapen("from")
    return update


def _tapped(update_id: int, query: dict[str, Any], bot: Bot) -> Update:
    """A tap brings our own bubble back, which costs more to read than all the rest: where it stands is enough.

    So every bubble is one that is gone or too old (`InaccessibleMessage` of the Bot API): both are one case.
    """
    bubble = query.get("message")
    place = _Bubble(_Chat.de_json(bubble["chat"], bot), bubble["message_id"]) if bubble else None
    tap = _Tap(
        query["id"], _User.de_json(query["from"], bot), query.get("chat_instance", ""), message=place,
        data=query.get("data"), inline_message_id=query.get("inline_message_id"),
    )  # fmt: skip
    tap.set_bot(bot)
    return _Update(update_id, callback_query=tap)


def _relied_on(update: Update) -> Iterator[tuple[str, object, type]]:
    """(name, value, type) of what handlers and guards read; absent optional fields are left out."""
    user, chat, query = update.effective_user, update.effective_chat, update.callback_query
    message = None if query else update.effective_message
    if user is not None:
        yield from (("user id", user.id, int), ("first_name", user.first_name, str))
    if chat is not None:
        yield from (("chat id", chat.id, int), ("chat type", chat.type, str))
    if message is not None:
        yield "message_id", message.message_id, int
        optional = {"text": message.text, "caption": message.caption, "media_group_id": message.media_group_id}
        yield from ((name, value, str) for name, value in optional.items() if value is not None)
        moved = {"migrate_to": message.migrate_to_chat_id, "migrate_from": message.migrate_from_chat_id}
        yield from ((name, value, int) for name, value in moved.items() if value is not None)
    if query is not None:
        yield from (("query id", query.id, str), ("presser", query.from_user, User))
        if query.message is not None:
            yield "message_id", query.message.message_id, int
        if query.data is not None:
            yield "data", query.data, str
    for change in (update.chat_member, update.my_chat_member):
        if change is not None:
            yield from (("member's chat", change.chat, Chat), ("member before", change.old_chat_member, ChatMember))
            yield "member", change.new_chat_member.user.id, int


def words(text: str | None) -> str:
    """What was typed, as text that can be encoded: half characters become U+FFFD, NUL (never typed) goes."""
    return (text or "").replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
