"""Young people who write while the bot comes and goes: they answer what they see, and try again when nothing comes.

They know their phone only: bubbles, buttons, what they typed. Must never: look into the database, or write the same
part of a story twice.
"""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import dataclass, field

from bot.services.taps import AnswerTap, read
from bot.simulator.shapes import Button, Message
from bot.simulator.world import World

REFERENCE = re.compile(r"\bMS-\d{4}-\d{4}\b")
MOST_TYPED = 16  # short of the pace at which the bot asks to slow down (20 a minute)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the phone shows it."""

    message_id: int
    draft: str
    key: str
    choices: tuple[Button, ...]
    steps: tuple[Button, ...]  # the navigation row

    def button(self, code: str) -> Button | None:
        return next((b for b in (*self.choices, *self.steps) if b.data.endswith(f":{code}")), None)


@dataclass(frozen=True, slots=True)
class Character:
    """How one person goes through it. `wants` are choices by question; other closed questions are answered by chance."""

    user_id: int
    alert: bool
    short: bool
    types: float  # the share of closed questions answered in writing
    first_words: tuple[str, ...]
    story: tuple[str, ...]
    pause: float  # seconds of thought, at most
    wants: dict[str, str] = field(default_factory=dict)


def cast(count: int, chance: random.Random, first_id: int) -> list[Character]:
    """A mixture: every third in danger, every second on the short road, some write before they are asked."""
    return [_character(place, first_id + 7919 * place, chance) for place in range(count)]


def _character(place: int, user_id: int, chance: random.Random) -> Character:
    alert, short = place % 3 == 2, place % 2 == 0
    early = ("slt", "jpeux vous parler ici ?", f"cest numero {place}")[: chance.randint(1, 3)] if place % 4 == 1 else ()
    parts = chance.randint(1, 5)
    story = tuple(f"partie {n} sur {parts} de {place}, {chance.randbytes(6).hex()}" for n in range(1, parts + 1))
    return Character(
        user_id, alert, short, types=0.0 if early else chance.choice((0.0, 0.3, 0.6)), first_words=early, story=story,
        pause=chance.choice((0.2, 0.5, 0.8)),
        wants={
            "welcome": "commencer", "resume": "reprendre", "keep_words": "oui" if early else "non",
            "en_securite": "non" if alert else "oui", "warn_team": "oui", "accord_envoi": "oui",
            "short_road": "envoyer" if short else "continuer", "discreet_notice": "continuer",
            "contact_mode": chance.choice(("telegram", "telephone", "rencontre")),
        },
    )  # fmt: skip


class Person:
    """One phone. `live` goes on until cancelled; `reference` is what was confirmed to this person."""

    def __init__(self, world: World, character: Character, chance: random.Random) -> None:
        self.world = world
        self.character = character
        self.chance = chance
        self.drafts: set[str] = set()
        self.repeats = 0  # how often something was tapped or typed again
        self._typed = 0
        self._written = False
        self._acted: Asked | None = None
        self._newest = 0  # the bot's newest bubble when that was done

    @property
    def id(self) -> int:
        return self.character.user_id

    @property
    def reference(self) -> str | None:
        found = [REFERENCE.search(message.text) for message in self.heard()]
        return next((match.group() for match in found if match), None)

    @property
    def started(self) -> bool:
        return bool(self.world.messages(self.id))

    @property
    def waiting(self) -> bool:
        """Whether something on the screen still wants an answer."""
        asked = self.asked()
        return asked is not None and asked != self._acted

    def heard(self) -> list[Message]:
        """Everything the bot ever said here, hidden since or not."""
        return [message for message in self.world.messages(self.id) if message.by_bot]

    async def live(self) -> None:
        for words in self.character.first_words or ("/start",):
            self._say(words)
            await asyncio.sleep(self.chance.uniform(0, 0.2))
        while True:
            asked, seen = self.asked(), self._screen()
            if asked is not None and asked != self._acted:
                await asyncio.sleep(self.chance.uniform(0.02, self.character.pause))
                if asked != self.asked():
                    continue
                await self._answer(asked)
                seen = self._screen()
            if not await self._something_new(seen):
                await self._try_again(asked)

    def asked(self) -> Asked | None:
        """The newest question, unless it was answered already: then one waits for what comes."""
        for message in reversed(self.world.said(self.id)):
            asked = _question(message, self.world.buttons(message))
            if asked is None:
                continue
            self.drafts.add(asked.draft)
            old = self._acted is not None and asked.message_id < self._acted.message_id
            return None if old else asked
        return None

    def _screen(self) -> tuple[tuple[int, str, int], ...]:
        return tuple((m.id, m.text, len(self.world.buttons(m))) for m in self.world.said(self.id))

    def _newest_bubble(self) -> int:
        return max((message.id for message in self.heard()), default=0)

    async def _something_new(self, seen: tuple[tuple[int, str, int], ...]) -> bool:
        """Look at the phone for a while."""
        end = asyncio.get_running_loop().time() + self.chance.uniform(1.0, 2.5)
        while (left := end - asyncio.get_running_loop().time()) > 0:
            revision = self.world.revision
            if self._screen() != seen:
                return True
            await self.world.changed(revision, timeout=left)
        return False

    async def _try_again(self, asked: Asked | None) -> None:
        """Nothing came: the same once more. Words that tell something are never written twice."""
        if asked is None and not self.heard():
            self.repeats += 1
            if not self.character.first_words:
                self._say("/start")
        elif asked is not None and asked == self._acted == self.asked() and self._newest == self._newest_bubble():
            self.repeats += 1
            await self._answer(asked)

    # -- answering ---------------------------------------------------------------------------------------------

    async def _answer(self, asked: Asked) -> None:
        self._acted, self._newest = asked, self._newest_bubble()
        if asked.key == "recit":
            await self._tell(asked)
        elif asked.key == "designation":
            self._say(f"Nom{self.id % 1000}")
        elif asked.key == "telephone":
            self._say("06 39 98 01 23")
        else:
            self._choose(asked)

    async def _tell(self, asked: Asked) -> None:
        if not self._written:
            self._written = True
            for part in self.character.story:
                self._say(part)
                await asyncio.sleep(self.chance.choice((0, 0, 0.1, 0.3)))
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            asked = self.asked() or asked
            self._acted, self._newest = asked, self._newest_bubble()
        self._tap(asked, "_done")

    def _choose(self, asked: Asked) -> None:
        wanted = asked.button(self.character.wants.get(asked.key, ""))
        button = wanted or self.chance.choice(asked.choices)
        if self._typed < MOST_TYPED and self.chance.random() < self.character.types:
            place = asked.choices.index(button) + 1
            self._say(self.chance.choice((button.label, button.label, str(place))))
        else:
            self._tap(asked, button.data.rpartition(":")[2])

    def _tap(self, asked: Asked, code: str) -> None:
        button = asked.button(code)
        if button is not None and not self.world.message(self.id, asked.message_id).deleted:
            # The bubble may have lost its buttons between the look and the touch; a phone sends nothing then.
            if any(b.data == button.data for b in self.world.buttons(self.world.message(self.id, asked.message_id))):
                self.world.tap(self.id, self.id, asked.message_id, button.data)

    def _say(self, text: str) -> None:
        self._typed += 1
        self.world.send_text(self.id, self.id, text)


def _question(message: Message, buttons: list[Button]) -> Asked | None:
    taps = [(button, read(button.data)) for button in buttons if button.data]
    answers = [(button, tap) for button, tap in taps if isinstance(tap, AnswerTap)]
    if not answers:
        return None
    first = answers[0][1]
    choices = tuple(button for button, tap in answers if not tap.choice.startswith("_"))
    steps = tuple(button for button, tap in answers if tap.choice.startswith("_"))
    return Asked(message.id, first.draft_id, first.question, choices, steps)
