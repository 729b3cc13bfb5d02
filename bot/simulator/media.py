"""Minimal valid contents of messages that are not text, as the Bot API sends them.

Must never: hold real content; file ids are random and lead nowhere.
"""

from __future__ import annotations

import secrets

from bot.simulator.shapes import Json


def _file(size: int) -> Json:
    return {"file_id": "F" + secrets.token_urlsafe(30), "file_unique_id": secrets.token_urlsafe(8), "file_size": size}


def photo() -> Json:
    return {"photo": [_file(1200) | {"width": 90, "height": 67}, _file(48_000) | {"width": 1280, "height": 960}]}


def voice(seconds: int) -> Json:
    return {"voice": _file(seconds * 2000) | {"duration": seconds, "mime_type": "audio/ogg"}}


def video() -> Json:
    return {"video": _file(900_000) | {"width": 640, "height": 360, "duration": 7, "mime_type": "video/mp4"}}


def document(file_name: str, mime: str, size: int) -> Json:
    return {"document": _file(size) | {"file_name": file_name, "mime_type": mime}}


def sticker(emoji: str) -> Json:
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file(20_000) | shape | {"emoji": emoji}}


def contact(phone: str, first_name: str, owner_id: int | None) -> Json:
    card: Json = {"phone_number": phone, "first_name": first_name}
    return {"contact": card | ({"user_id": owner_id} if owner_id is not None else {})}


def location(latitude: float, longitude: float) -> Json:
    return {"location": {"latitude": latitude, "longitude": longitude}}


def poll(question: str, options: tuple[str, ...]) -> Json:
    choices = [
        {"persistent_id": secrets.token_hex(4), "text": text, "voter_count": 0} for text in options
    ]
    rules = {
        "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
        "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    }  # fmt: skip
    return {"poll": {"id": str(secrets.randbits(60)), "question": question, "options": choices} | rules}
