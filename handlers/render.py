"""A neutral message as Telegram shows it: HTML, escaped here and nowhere else, and inline buttons.

Must never: decide words, or let a message go that Telegram would refuse for its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from bot.messages import Button, Message

TEXT_LIMIT = 4096  # UTF-16 units after markup is parsed: never more than Telegram allows, however it counts
CAPTION_LIMIT = 1024  # the same, for the text under a picture
DATA_LIMIT = 64  # bytes


def html(message: Message) -> str:
    """The whole message, whatever its length; `parts` is what can be sent."""
    blocks = [escape(message.text, quote=False)] if message.text else []
    if message.code:
        blocks.append(_pre(message.code))
    return "\n".join(blocks)


def parts(message: Message) -> tuple[str, ...]:
    """The message as HTML texts that Telegram accepts, in order: one, unless it is longer than 4096 UTF-16 units.

    Cut on line borders; a longer line on a space, or anywhere if it has none. Never inside a character or an entity.
    """
    if _units(message.text) + _units(message.code) < TEXT_LIMIT:
        return (html(message),)
    texts = [escape(chunk, quote=False) for chunk in _chunks(message.text)]
    return (*texts, *(_pre(chunk) for chunk in _chunks(message.code)))


def fits_under_a_picture(message: Message) -> bool:
    """Whether the text and the code together can be a caption."""
    return _units(message.text) + _units(message.code) + bool(message.text and message.code) <= CAPTION_LIMIT


def keyboard(message: Message) -> dict[str, Any] | None:
    """An InlineKeyboardMarkup of the Bot API; None without buttons.

    Raise ValueError for a button Telegram would refuse or that says two things.
    """
    if not message.rows:
        return None
    return {"inline_keyboard": [[_button(button) for button in row] for row in message.rows]}


def _button(button: Button) -> dict[str, str]:
    if bool(button.data) == bool(button.url):
        raise ValueError("a button has exactly one of data and url")
    if button.url:
        return {"text": button.label, "url": button.url}
    if len(button.data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data longer than {DATA_LIMIT} bytes")
    return {"text": button.label, "callback_data": button.data}


def _pre(code: str) -> str:
    return f"<pre>{escape(code, quote=False)}</pre>"


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _chunks(text: str) -> Iterator[str]:
    """Pieces of at most TEXT_LIMIT units that are not blank (Telegram refuses those)."""
    while text:
        if _units(text) <= TEXT_LIMIT:
            piece, text = text, ""
        else:
            piece, text = _cut(text)
        if piece.strip():
            yield piece


def _cut(text: str) -> tuple[str, str]:
    reach = _fitting(text)
    for border in ("\n", " "):
        # The border itself may be the first character that no longer fits: it is dropped anyway.
        at = text.rfind(border, 1, reach + 1)
        if at > 0:
            return text[:at], text[at + 1 :]
    return text[:reach], text[reach:]


def _fitting(text: str) -> int:
    """How many characters of the text fit; a character beyond the basic plane counts for two units."""
    head = text[:TEXT_LIMIT].encode("utf-16-le")[: TEXT_LIMIT * 2]
    return len(head.decode("utf-16-le", "ignore"))  # a half character at the end is ignored
