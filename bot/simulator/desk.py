"""The phones laid out on the page: who holds which, what rang since, and what a person does with one.

Must never: bypass the rules of the world, or put a name or an id into a `repr`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.i18n import N_, Words
from bot.simulator.shapes import Message
from bot.simulator.world import World

LANGUAGES = ("fr", "en", "ar")
_START_LINK = re.compile(
    r"(?:(?:https?://)?(?:t\.me|telegram\.me)/(?P<web>\w+)/?\?start=|tg://resolve\?domain=(?P<app>\w+)&start=)"
    r"(?P<payload>[A-Za-z0-9_-]{0,64})"
)


class Impossible(ValueError):
    """Something the page asked for makes no sense; `args[0]` is a msgid the person reads."""


@dataclass(frozen=True, slots=True)
class DeepLink:
    """A button in a phone's menu: opens the bot with `/start <payload>`, as a poster or an invitation would."""

    label: str
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Phone:
    """One chat as one person sees it. In a private chat `chat_id` is the person's own id."""

    title: str = field(repr=False)
    user_id: int = field(repr=False)
    chat_id: int = field(repr=False)
    links: tuple[DeepLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """The phones shown at start, from left to right; their people and chats exist in the world already."""

    phones: tuple[Phone, ...]


class Desk:
    """Phones by key ("p1", "p2", …). At most one is in the hand: what arrives there does not ring."""

    def __init__(self, world: World, words: Words, scene: Scene) -> None:
        self.world = world
        self.words = words
        self.phones: dict[str, Phone] = {}
        self.held = ""
        self._seen: dict[str, int] = {}
        for phone in scene.phones:
            self.lay(phone)

    def lay(self, phone: Phone) -> str:
        """Put a phone on the desk, if one of the same person and chat is not there already; return its key."""
        for key, known in self.phones.items():
            if (known.user_id, known.chat_id) == (phone.user_id, phone.chat_id):
                return key
        key = f"p{len(self.phones) + 1}"
        self.phones[key] = phone
        return key

    def phone(self, key: str) -> Phone:
        if key not in self.phones:
            raise Impossible(N_("This phone is not on the table."))
        return self.phones[key]

    def take(self, key: str) -> None:
        """Take a phone in the hand: all of it is read, and the one held before is put down."""
        self.phone(key)
        self.put_down()
        self.held = key
        self._mark_seen(key)

    def put_down(self) -> None:
        """Nobody looks at any phone any more, as when hours go by."""
        if self.held:
            self._mark_seen(self.held)
        self.held = ""

    def unread(self, key: str) -> list[Message]:
        """What others posted since the phone was last in the hand, the deleted left out."""
        if key == self.held:
            return []
        phone = self.phones[key]
        new = self.world.messages(phone.chat_id)[self._seen.get(key, 0) :]
        return [one for one in new if not one.deleted and (one.by_bot or one.from_id != phone.user_id)]

    def groups(self) -> list[int]:
        """Ids of the groups on the desk, in order."""
        ids = dict.fromkeys(phone.chat_id for phone in self.phones.values())
        return [chat_id for chat_id in ids if not self.world.chat(chat_id).is_private]

    def payload_of(self, link: str) -> str | None:
        """The payload of a link that opens this bot, else None."""
        found = _START_LINK.fullmatch(link.strip())
        if found is None or (found["web"] or found["app"]).lower() != self.world.bot.username.lower():
            return None
        return found["payload"]

    def open_link(self, phone: Phone, link: str) -> str:
        """The person follows a link to the bot: their private chat comes onto the desk. Return its key."""
        payload = self.payload_of(link)
        if payload is None:
            raise Impossible(N_("This link does not lead to the bot."))
        return self.open_payload(phone, payload)

    def open_payload(self, phone: Phone, payload: str) -> str:
        self.world.open_link(phone.user_id, payload)
        key = self.lay(Phone(self.world.user(phone.user_id).name, phone.user_id, phone.user_id))
        self.take(key)
        return key

    def add_person(self, name: str, *, language: str = "fr", link: str = "") -> str:
        """A new account with its own phone, which may open a link at once. Return the key of the phone."""
        if link and self.payload_of(link) is None:
            raise Impossible(N_("This link does not lead to the bot."))
        person = self.world.add_person(name, language_code=language)
        phone = Phone(person.name, person.id, person.id)
        key = self.lay(phone)
        return self.open_link(phone, link) if link else key

    def _mark_seen(self, key: str) -> None:
        self._seen[key] = len(self.world.messages(self.phones[key].chat_id))
