"""Strangers who send what nobody expects while others need help: stickers, polls, forged taps, broken updates.

Seeded, counted by kind. Must never: use the chat of a person whose contact is examined.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping

from bot.simulator.faults import envelope
from bot.simulator.raw import unix
from bot.simulator.shapes import Json
from bot.simulator.world import World

FIRST_ID = 6_200_300_400
Oddity = Callable[["Strangers", int], object]


class Strangers:
    """`ids`: the update_ids of what was pushed raw; such an update may become a dead letter."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.ids: set[int] = set()
        self.counts: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._deck: list[str] = []

    def disturb(self, until: int) -> None:
        """Send on until so many were sent in all; each from a chat of its own, each kind as often as the others."""
        while self.counts.total() < until:
            self._deck = self._deck or self._chance.sample(sorted(ODDITIES), len(ODDITIES))
            kind = self._deck.pop()
            stranger = self.world.add_person("Passant", user_id=FIRST_ID + self.counts.total())
            ODDITIES[kind](self, stranger.id)
            self.counts[kind] += 1

    def push(self, update: Json) -> None:
        self.ids.add(self.world.push_raw(update)["update_id"])

    def message(self, user_id: int, **content: object) -> Json:
        """A message as Telegram would send it, but for `content`."""
        someone = {"id": user_id, "is_bot": False, "first_name": "Passant"}
        chat = {"id": user_id, "type": "private", "first_name": "Passant"}
        head: Json = {"message_id": self._chance.randrange(10**6, 10**7), "date": unix(self.world.clock.now())}
        return {**head, "from": someone, "chat": chat, **content}

    def replay(self) -> None:
        """An update that was delivered long ago, once more under its own id."""
        seen = sorted(self.ids)
        if seen:
            old = self._chance.choice(seen)
            self.push({"update_id": old, "message": self.message(FIRST_ID, text="encore")})

    def forged(self, user_id: int) -> None:
        """A tap on a button that never was there."""
        data = self._chance.choice(("a:x:themes:violence", "c:read:zzzz", "", "w:erase", "é" * 20, "a" * 64))
        query = {
            "id": str(self._chance.randrange(10**17)), "chat_instance": "1", "data": data,
            "from": {"id": user_id, "is_bot": False, "first_name": "Passant"},
        }  # fmt: skip
        self.push({"callback_query": {**query, "message": self.message(user_id, text="?")}})


_CHANNEL: Json = {"id": -1_001_234_567_890, "type": "channel", "title": "Annonces"}

ODDITIES: Mapping[str, Oddity] = {
    "sticker": lambda one, who: one.world.send_sticker(who, who),
    "photo": lambda one, who: one.world.send_photo(who, who),
    "voice": lambda one, who: one.world.send_voice(who, who),
    "document": lambda one, who: one.world.send_document(who, who, file_name="cv.pdf"),
    "location": lambda one, who: one.world.send_location(who, who, latitude=47.02, longitude=4.84),
    "poll": lambda one, who: one.world.send_poll(who, who, question="Alors ?", options=("oui", "non")),
    "album": lambda one, who: one.world.send_album(who, who, count=3, caption="regarde"),
    "emoji": lambda one, who: one.world.send_text(who, who, "😀" * 2048),
    "spaces": lambda one, who: one.push({"message": one.message(who, text=" \u200b\u202e ")}),
    "forged_tap": lambda one, who: one.forged(who),
    "replayed": lambda one, who: one.replay(),
    "unknown_kind": lambda one, who: one.push({"brand_new_kind": {"from": {"id": who}, "what": [1, None]}}),
    "channel_post": lambda one, who: one.push(
        {"channel_post": {"message_id": 5, "date": 1, "chat": _CHANNEL, "text": "promo"}}
    ),
    "not_a_message": lambda one, who: one.push({"message": envelope(500, "not a message")}),
    "wrong_types": lambda one, who: one.push({"message": one.message(who, text={"deep": []}, date="yesterday")}),
    "no_chat": lambda one, who: one.push({"message": {"message_id": 1, "date": 1, "text": "bonjour"}}),
    "huge_ids": lambda one, who: one.push({"message": one.message(2**70, text="bonjour")}),
}
