"""What a person can do with a phone of the page, one small function per action.

Must never: do more than the world lets a person do, or trust a field of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.i18n import N_
from bot.simulator.desk import Desk, Impossible, Phone
from bot.simulator.markup import utf16
from bot.simulator.shapes import Json, OriginKind

LONGEST_TEXT = 4096
LONGEST_NAME = 64


def text_of(body: Json, name: str, longest: int = LONGEST_TEXT) -> str:
    """A text field of a request, stripped; Impossible when it is missing, empty or too long."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Impossible(N_("There is nothing to send."))
    if utf16(value.strip()) > longest:
        raise Impossible(N_("This text is too long for Telegram."))
    return value.strip()


def message_of(body: Json) -> int:
    value = body.get("message")
    if not isinstance(value, int):
        raise Impossible(N_("This message is not there any more."))
    return value


def _send(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.send_text(phone.user_id, phone.chat_id, text_of(body, "text"))
    return {}


def _edit(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.edit_text(phone.user_id, phone.chat_id, message_of(body), text_of(body, "text"))
    return {}


def _delete(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.delete_own(phone.user_id, phone.chat_id, message_of(body))
    return {}


def _tap(desk: Desk, phone: Phone, body: Json) -> Json:
    """The answer comes later, under the same query id, in the `answers` of the phone."""
    return {"query": desk.world.tap(phone.user_id, phone.chat_id, message_of(body), str(body.get("data", "")))}


def _key(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.press_key(phone.user_id, phone.chat_id, text_of(body, "label"))
    return {}


def _open(desk: Desk, phone: Phone, body: Json) -> Json:
    """`link` (a whole t.me address) or `payload` (possibly empty: the bot's Start button)."""
    if "link" in body:
        return {"phone": desk.open_link(phone, text_of(body, "link"))}
    return {"phone": desk.open_payload(phone, str(body.get("payload", "")))}


def _photo(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.send_photo(phone.user_id, phone.chat_id)
    return {}


def _voice(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.send_voice(phone.user_id, phone.chat_id)
    return {}


def _forward(desk: Desk, phone: Phone, body: Json) -> Json:
    """Forward words that somebody outside (`author`, a hidden account) wrote elsewhere."""
    author = text_of(body, "author", LONGEST_NAME)
    desk.world.forward(phone.user_id, phone.chat_id, text_of(body, "text"), kind=OriginKind.HIDDEN_USER,
                       author_name=author)  # fmt: skip
    return {}


def _block(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.block_bot(phone.user_id)
    return {}


def _unblock(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.unblock_bot(phone.user_id)
    return {}


def _join(desk: Desk, phone: Phone, body: Json) -> Json:
    """Enter the first group on the desk; the person gets a second phone, showing it."""
    groups = desk.groups()
    if not groups:
        raise Impossible(N_("There is no group on the table."))
    desk.world.join(phone.user_id, groups[0])
    name, title = desk.world.user(phone.user_id).name, desk.world.chat(groups[0]).title
    return {"phone": desk.lay(Phone(f"{title} · {name}", phone.user_id, groups[0]))}


def _leave(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.leave(phone.user_id, phone.chat_id)
    return {}


def _take(desk: Desk, phone: Phone, body: Json) -> Json:
    desk.world.touch()  # no change of the world, but every open page must hear that this phone is read
    return {}


ACTIONS: Mapping[str, Callable[[Desk, Phone, Json], Json]] = {
    "take": _take, "send": _send, "edit": _edit, "delete": _delete, "tap": _tap, "key": _key, "open": _open,
    "photo": _photo, "voice": _voice, "forward": _forward, "block": _block, "unblock": _unblock, "join": _join,
    "leave": _leave,
}  # fmt: skip
