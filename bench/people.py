"""The simulated people: they answer as soon as the bot has spoken, or when `Rhythm` lets them.

One of them sends the next message only when the last one was answered: a message is one update *and* its answer, for
every bot. Must never: import a bot, or look behind the glass.
"""

from __future__ import annotations

import json
import re
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.bot_api import BOT, Fields

FIRST_PERSON = 5_000_000_001  # beyond 32 bits, as new accounts are
SAID = frozenset({"sendMessage", "editMessageText"})
WORDS = "Bonjour, depuis quelques semaines je ne vais plus trop en cours et je ne sais pas à qui en parler."
_TAP = re.compile(r'"callback_data": ?"(q:[^":]*:([^":]*):([^":]*))"')

ROAD: Mapping[str, tuple[str, ...]] = {
    "welcome": ("commencer",), "pour_qui": ("moi",), "en_securite": ("oui",), "tranche_age": ("de_15_17",),
    "themes": ("decrochage", "ecole_travail"), "recit": ("_done",), "short_road": ("continuer",),
    "attente": ("information",), "delai_souhaite": ("cette_semaine",), "designation": (), "secteur": ("saint_jacques",),
    "deja_aide": ("personne",), "contact_mode": ("telegram",), "contact_discret": ("non",), "creneaux": ("soir",),
    "accord_envoi": ("oui",), "accord_partage": ("oui",), "langue": ("fr",),
}  # fmt: skip
"""What is tapped at each question, the first that is offered; nothing: it is typed."""
TYPED = {"recit": WORDS, "designation": "Nino"}


@dataclass(slots=True)
class Person:
    id: int
    left: int  # messages, or whole contacts, still to come
    sent_at: float = 0.0  # 0: nothing is waiting for an answer
    typed: set[str] = field(default_factory=set)
    acted: tuple[int, str] = (0, "")
    message_id: int = 0


@dataclass
class Tally:
    """What one measurement counts. Latencies in seconds, from the arrival at the server to the answer's."""

    answered: int = 0
    finished: int = 0  # whole contacts
    latencies: list[float] = field(default_factory=list)
    at: float = 0.0  # of the last answer


class Crowd(ABC):
    """People before one bot. `push` queues the content of an update; `rate` messages a second, 0: as they come."""

    def __init__(self, push: Callable[[bytes], None], rate: float = 0.0) -> None:
        self.push = push
        self.rate = rate
        self.tally = Tally()
        self.people: dict[int, Person] = {}
        self.ready: deque[tuple[Person, bytes]] = deque()  # only with a rate
        self.busy = 0  # people who have not finished
        self._newest = 100
        self._next = FIRST_PERSON

    def arrive(self, many: int, each: int) -> None:
        for _ in range(many):
            person = Person(self._next, each)
            self._next += 1
            self.people[person.id] = person
            self.busy += 1
            self.begin(person)

    @abstractmethod
    def begin(self, person: Person) -> None:
        """The first message."""

    @abstractmethod
    def answered(self, person: Person, method: str, said: Fields, message_id: int) -> None:
        """The bot has said something to this person."""

    def hear(self, method: str, said: Fields) -> bytes | None:
        if method not in SAID and method != "editMessageReplyMarkup":
            return b'{"status":"creator","user":%b,"is_anonymous":false}' % BOT if method == "getChatMember" else None
        chat = int(said["chat_id"])
        message_id = int(said.get("message_id") or 0)
        if not message_id:
            self._newest += 1
            message_id = self._newest
        person = self.people.get(chat)
        if person is not None and method in SAID:
            self.answered(person, method, said, message_id)
        return b'{"message_id":%d,"from":%b,"chat":%b,"date":%d,"text":"ok"}' % (
            message_id, BOT, _chat(chat), int(time.time()),
        )  # fmt: skip

    def count(self, person: Person) -> bool:
        """Whether a message was waiting for this answer."""
        if not person.sent_at:
            return False
        self.tally.at = time.perf_counter()
        self.tally.answered += 1
        self.tally.latencies.append(self.tally.at - person.sent_at)
        person.sent_at = 0.0
        return True

    def send(self, person: Person, content: bytes) -> None:
        if self.rate:
            self.ready.append((person, content))
        else:
            self.leave(person, content)

    def leave(self, person: Person, content: bytes) -> None:
        person.sent_at = time.perf_counter()
        self.push(content)

    def text(self, person: Person, words: str) -> bytes:
        self._newest += 1
        marks = b',"entities":[{"offset":0,"length":%d,"type":"bot_command"}]' % len(words) if words[0] == "/" else b""
        return b'"message":{"message_id":%d,"from":%b,"chat":%b,"date":%d,"text":%b%b}' % (
            self._newest, _user(person.id), _chat(person.id), int(time.time()), json.dumps(words).encode(), marks,
        )  # fmt: skip


class Echoed(Crowd):
    """Everybody says the same sentence again and again."""

    def begin(self, person: Person) -> None:
        self.send(person, self.text(person, WORDS))

    def answered(self, person: Person, method: str, said: Fields, message_id: int) -> None:
        if not self.count(person):
            return
        person.left -= 1
        if person.left:
            self.begin(person)
        else:
            self.busy -= 1


class Contacts(Crowd):
    """Everybody makes whole first contacts, from /start to the last question after the sending."""

    def begin(self, person: Person) -> None:
        person.typed.clear()
        self.send(person, self.text(person, "/start"))

    def answered(self, person: Person, method: str, said: Fields, message_id: int) -> None:
        taps = {key: (data, code) for data, key, code in _TAP.findall(said.get("reply_markup", ""))}
        if not taps:
            if person.acted[1] == "langue" and self.count(person):
                self._finish(person)
            return
        key = next(iter(taps))
        offered = {code: data for data, _, code in _TAP.findall(said["reply_markup"])}
        content = self._answer(person, key, offered, said, message_id)
        if content is not None and self.count(person):
            self.send(person, content)

    def _answer(self, person: Person, key: str, offered: dict[str, str], said: Fields, at: int) -> bytes | None:
        if key in TYPED and key not in person.typed:
            person.typed.add(key)
            person.acted = (at, key)
            return self.text(person, TYPED[key])
        code = next((code for code in ROAD[key] if code in offered), "")
        if not code:
            return None
        person.acted = (at, key)
        shown = said.get("text", "")
        return (
            b'"callback_query":{"id":"%d","from":%b,"message":{"message_id":%d,"from":%b,"chat":%b,"date":%d,"text":%b,'
            b'"reply_markup":%b},"chat_instance":"1","data":%b}'
        ) % (
            time.perf_counter_ns(), _user(person.id), at, BOT, _chat(person.id), int(time.time()),
            json.dumps(shown).encode(), said["reply_markup"].encode(), json.dumps(offered[code]).encode(),
        )  # fmt: skip

    def _finish(self, person: Person) -> None:
        self.tally.finished += 1
        person.left -= 1
        self.busy -= 1


def _user(number: int) -> bytes:
    return b'{"id":%d,"is_bot":false,"first_name":"Nino","language_code":"fr"}' % number


def _chat(number: int) -> bytes:
    if number < 0:
        return b'{"id":%d,"type":"supergroup","title":"Coordination"}' % number
    return b'{"id":%d,"first_name":"Nino","type":"private"}' % number
