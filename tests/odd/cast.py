"""Who and what the odd updates speak of: ids that reach real drafts, cases and rights, mixed with ids of nobody.

Must never: let an odd update come *from* a neighbour, or carry a truth of Telegram about the coordination chat (who
is in it, where it moved): those are no odd input, and the bot has to believe them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")
ANONYMOUS_ADMIN, CHANNEL_BOT, SERVICE_ACCOUNT = 1087968824, 136817688, 777000
FOREIGN_GROUP, BASIC_GROUP, CHANNEL = -1_009_999_999_999, -4_999_999_999, -1_008_888_888_888
STRANGER = 5_999_999_999
FIRST_NAME = "Prénomsecret"


@dataclass(frozen=True)
class Cast:
    """`people` may write and tap; `coordinators` among them have rights. `neighbours` are only ever spoken of.

    `data`: callback data that exist, anybody's. `coordinator_data`: those a coordinator of the storm may press (what
    they do with a neighbour's case would be their right). `messages`: ids of messages by chat.
    """

    people: tuple[int, ...]
    group: int
    neighbours: tuple[int, ...] = ()
    coordinators: tuple[int, ...] = ()
    data: tuple[str, ...] = ()
    coordinator_data: tuple[str, ...] = ()
    messages: dict[int, tuple[int, ...]] = field(default_factory=dict)
    bot: int = 7_000_000_001

    def person(self, rng: Random) -> Json:
        """Somebody who acts: nearly always a person of the cast."""
        return user(rng.choice((*self.people * 4, STRANGER)))

    def anybody(self, rng: Random) -> Json:
        """Somebody spoken of."""
        ids = (*self.people, *self.neighbours, STRANGER, self.bot, ANONYMOUS_ADMIN, SERVICE_ACCOUNT)
        return user(rng.choice(ids))

    def group_chat(self, rng: Random) -> Json:
        return chat(rng.choice((self.group, self.group, FOREIGN_GROUP, BASIC_GROUP)))

    def elsewhere(self, rng: Random) -> Json:
        """Any chat but the coordination chat and the neighbours' own."""
        return chat(rng.choice((*self.people, STRANGER, FOREIGN_GROUP, BASIC_GROUP, CHANNEL)))

    def message_id(self, rng: Random, chat_id: int) -> int:
        known = self.messages.get(chat_id, ())
        fresh = _picked(rng, (0, 1, *range(10**6, 10**6 + 500)))
        return _picked(rng, known or (1,)) if rng.random() < 0.3 else fresh

    def callback_data(self, rng: Random, presser: int) -> str:
        mine = self.coordinator_data if presser in self.coordinators else self.data
        return _picked(rng, mine or ("w:aide",))


def _picked(rng: Random, known: Sequence[T]) -> T:
    """One draw whatever the length, so that a seed gives the same storm while ids and screens differ."""
    return known[int(rng.random() * len(known))]


def user(user_id: int) -> Json:
    bots = {ANONYMOUS_ADMIN: "GroupAnonymousBot", CHANNEL_BOT: "Channel_Bot", 7_000_000_001: "premier_contact_bot"}
    found: Json = {"id": user_id, "is_bot": user_id in bots, "first_name": FIRST_NAME}
    return found | ({"username": bots[user_id]} if user_id in bots else {"language_code": "fr"})


def chat(chat_id: int) -> Json:
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": FIRST_NAME}
    kind = {CHANNEL: "channel", BASIC_GROUP: "group"}.get(chat_id, "supergroup")
    return {"id": chat_id, "type": kind, "title": "Titre"}
