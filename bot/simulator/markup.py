"""Words and their entities: Telegram's HTML, what clients detect by themselves, and lengths in UTF-16 units.

Must never: forgive markup that the real server refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.simulator.shapes import Json

SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));?")
_DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("url", re.compile(r"https?://[^\s<>\"]+|(?<![\w.@/])t\.me/[^\s<>\"]+")),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{4,32}")),
)


class MarkupError(Exception):
    """Why the server says "can't parse entities"."""


def utf16(text: str) -> int:
    """Length in UTF-16 units, the unit of every Telegram offset and limit."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def detect(text: str) -> list[Json]:
    """Entities a client finds in plain text: commands, links, mentions."""
    found = [
        {"type": kind, "offset": utf16(text[: hit.start()]), "length": utf16(hit.group())}
        for kind, pattern in _DETECTED
        for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: int(str(one["offset"])))


def addresses_bot(text: str, entities: list[Json], username: str) -> bool:
    """A command for this bot or for any bot, or a mention of it: what privacy mode lets through."""
    for one in entities:
        units = text.encode("utf-16-le", "surrogatepass")[2 * one["offset"] : 2 * (one["offset"] + one["length"])]
        word = units.decode("utf-16-le", "replace")
        name = word.partition("@")[2].lower()
        if one["type"] == "bot_command" and name in ("", username.lower()):
            return True
    return False


@dataclass(slots=True)
class _Open:
    tag: str
    kind: str
    start: int
    extra: Json = field(default_factory=dict)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities of Telegram HTML, trimmed as the server does; MarkupError says what is wrong and where."""
    text, place = "", 0
    entities: list[Json] = []
    stack: list[_Open] = []
    while place < len(source):
        char = source[place]
        if char == "<":
            tag = _tag_at(source, place)
            place = tag.end()
            if tag.group(1):
                _close(tag, source, stack, text, entities)
            else:
                stack.append(_opened(tag, source, stack, utf16(text)))
            continue
        piece, place = _reference(source, place) if char == "&" else (char, place + 1)
        text += piece
    if stack:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return _trimmed(text, entities)


def _tag_at(source: str, place: int) -> re.Match[str]:
    found = _TAG.match(source, place)
    if found is None:
        raise MarkupError(f'Unsupported start tag "" at byte offset {_bytes(source, place)}')
    return found


def _bytes(source: str, place: int) -> int:
    return len(source[:place].encode())


def _reference(source: str, place: int) -> tuple[str, int]:
    found = _REFERENCE.match(source, place)
    if found is None:
        return "&", place + 1
    decimal, hexa, name = found.groups()
    if name is not None:
        return (NAMED[name], found.end()) if name in NAMED else ("&", place + 1)
    code = int(decimal or hexa, 10 if decimal else 16)
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return (chr(code), found.end()) if is_character else ("&", place + 1)


def _opened(tag: re.Match[str], source: str, stack: list[_Open], start: int) -> _Open:
    name = tag.group(2).lower()
    if name not in SIMPLE:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {_bytes(source, tag.start())}')
    given = {hit[1].lower(): hit[2] or hit[3] or hit[4] or "" for hit in _ATTRIBUTE.finditer(tag.group(3))}
    kind, extra = SIMPLE[name], _extra(name, given, stack)
    if name == "span" and given.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {_bytes(source, tag.start())}')
    if name == "blockquote" and "expandable" in given:
        kind = "expandable_blockquote"
    return _Open(name, kind, start, extra)


def _extra(name: str, given: dict[str, str], stack: list[_Open]) -> Json:
    if name == "a":
        return {"url": _unescape(given.get("href", ""))}
    if name == "tg-emoji":
        return {"custom_emoji_id": given.get("emoji-id", "")}
    if name == "tg-time":
        if not given.get("unix", "").isdecimal():
            raise MarkupError('Tag "tg-time" must have a valid attribute "unix"')
        return {"unix_time": int(given["unix"]), "date_time_format": given.get("format", "")}
    if name == "code" and stack and stack[-1].tag == "pre" and given.get("class", "").startswith("language-"):
        stack[-1].extra["language"] = given["class"].removeprefix("language-")
    return {}


def _unescape(value: str) -> str:
    return _REFERENCE.sub(lambda hit: _reference(hit.group(), 0)[0], value)


def _close(tag: re.Match[str], source: str, stack: list[_Open], text: str, entities: list[Json]) -> None:
    name, offset = tag.group(2).lower(), _bytes(source, tag.start())
    if not stack:
        raise MarkupError(f"Unexpected end tag at byte offset {offset}")
    last = stack.pop()
    if name not in ("", last.tag):
        raise MarkupError(f'Unmatched end tag at byte offset {offset}, expected "</{last.tag}>", found "</{name}>"')
    length = utf16(text) - last.start
    is_inner_code = last.tag == "code" and bool(stack) and "language" in stack[-1].extra
    is_empty_link = last.kind == "text_link" and not last.extra["url"]
    if length and not is_inner_code and not is_empty_link:
        entities.append({"type": last.kind, "offset": last.start, "length": length} | last.extra)


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    left = utf16(text) - utf16(text.lstrip())
    body = text.strip()
    total, kept = utf16(body), []
    for one in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start, end = max(one["offset"] - left, 0), min(one["offset"] + one["length"] - left, total)
        if end > start:
            kept.append(one | {"offset": start, "length": end - start})
    return body, kept
