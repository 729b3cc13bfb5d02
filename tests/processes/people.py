"""Young people who write while the bot comes and goes: they answer what they see, and try again when nothing comes.

They know their phone only: bubbles, buttons, what they typed. Must never: look into the database, or write the same
part of a story twice.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.simulator.shapes import CallbackQuery, Message
from bot.simulator.world import World
from tests.processes.phone import Asked, question

REFERENCE = re.compile(r"\bMS-\d{4}-\d{4}\b")
MOST_TYPED = 8  # answers in writing; with story and repetitions still below the bot's pace (20 a minute)
TIRED = 17  # from then on this person only taps
STARTS = 3  # how often /start is tried when nothing comes at all

LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a figure might be somebody's number, and be masked
FINISH = 150.0  # seconds of peace in which everybody must arrive, on a machine that others keep busy too
CALM = 0.7

Screen = tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class Character:
    """How one person goes through it: `wants` are choices by question, the others are made by chance."""

    user_id: int
    types: float  # the share of closed questions answered in writing
    first_words: tuple[str, ...]
    story: tuple[str, ...]
    thinks: float  # seconds, at most
    wants: dict[str, str] = field(default_factory=dict)


def cast(count: int, chance: random.Random, first_id: int) -> list[Character]:
    """A mixture: every third is in danger, half take the short road, every fourth writes before being asked."""
    return [_character(place, first_id + 7919 * place, chance) for place in range(count)]


def _character(place: int, user_id: int, chance: random.Random) -> Character:
    early = ("bonjour", "jpeux vous parler ici ?", f"cest numero {place}")[: 1 + place // 4 % 3]
    first_words = early if place % 4 == 1 else ()
    parts = chance.randint(2, 7)
    marks = [chance.randbytes(6).hex().translate(LETTERS) for _ in range(parts)]
    story = tuple(f"partie {n} sur {parts} de {place}, {mark}" for n, mark in enumerate(marks, start=1))
    wants = {
        "welcome": "commencer", "resume": "reprendre", "keep_words": "oui" if first_words else "non",
        "en_securite": "non" if place % 3 == 2 else "oui", "warn_team": "oui", "accord_envoi": "oui",
        "short_road": "envoyer" if place % 2 == 0 else "continuer", "discreet_notice": "continuer",
        "contact_mode": "telegram" if first_words else chance.choice(("telegram", "telephone", "rencontre")),
    }  # fmt: skip
    # Who has the words before kept must type nothing else: what is typed twice would join them, as it should.
    types = 0.0 if first_words else chance.choice((0.0, 0.3, 0.6))
    return Character(user_id, types, first_words, story, chance.choice((0.1, 0.3, 0.6)), wants)


class Person:
    """One phone. `live` goes on until cancelled; `told` is what this person wrote for the team, in order."""

    def __init__(self, world: World, character: Character, chance: random.Random) -> None:
        self.world = world
        self.character = character
        self.chance = chance
        self.drafts: set[str] = set()
        self.told: list[str] = list(character.first_words)
        self.tries = 0  # how often something was tapped or typed again
        self._typed = 0
        self._acted: Asked | None = None
        self._newest = 0  # the bot's newest bubble when that was done
        self._words = ""  # what was typed for it, if it was typed
        self._touched: CallbackQuery | None = None  # what was tapped for it, if it was tapped
        self._waits = 0
        self._before_story = {"keep_words"}  # questions that this person only taps

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
        quiet = self._newest == self._newest_bubble()
        return asked is not None and (asked != self._acted or quiet or self._spins)

    @property
    def _spins(self) -> bool:
        """The button touched last was never answered: Telegram forgets a tap that nobody fetches in 150 s."""
        return self._touched is not None and self._touched.answer is None

    @property
    def last(self) -> str:
        """What this person did last, for whoever has to understand a failure."""
        acted = self._acted and f"{self._acted.key} of {self._acted.message_id}"
        return f"answered {acted} below {self._newest}, looked {self._waits} times, tried again {self.tries} times"

    def heard(self) -> list[Message]:
        """Everything the bot ever said here, hidden since or not."""
        return [message for message in self.world.messages(self.id) if message.by_bot]

    async def live(self) -> None:
        for words in self.character.first_words or ("/start",):
            self._say(words)  # in one breath: the first question cannot be on the screen yet
        while True:
            seen, asked = self._screen(), self.asked()
            if asked is not None and asked != self._acted:
                await asyncio.sleep(self.chance.uniform(0.02, self.character.thinks))
                if asked == self.asked():
                    await self._answer(asked)
            elif await self._something_new(seen):
                self._waits = 0
            else:
                await self._try_again(asked)

    def asked(self) -> Asked | None:
        """The newest question, unless one newer than it was answered: then one waits for what comes."""
        for message in reversed(self.world.said(self.id)):
            asked = question(message, self.world.buttons(message))
            if asked is not None:
                self.drafts.add(asked.draft)
                old = self._acted is not None and asked.message_id < self._acted.message_id
                return None if old else asked
        return None

    def _screen(self) -> Screen:
        return tuple((m.id, m.text, len(self.world.buttons(m))) for m in self.world.said(self.id))

    def _newest_bubble(self) -> int:
        return max((message.id for message in self.heard()), default=0)

    async def _something_new(self, seen: Screen) -> bool:
        """Look at the phone for a while, longer each time."""
        loop = asyncio.get_running_loop()
        self._waits += 1
        end = loop.time() + self.chance.uniform(1.5, 3.0) * min(self._waits, 3)
        while (left := end - loop.time()) > 0:
            revision = self.world.revision
            if self._screen() != seen:
                return True
            await self.world.changed(revision, timeout=left)
        return False

    async def _try_again(self, asked: Asked | None) -> None:
        """Nothing came: the same once more. Words that tell something are never written twice."""
        if not self.heard():
            if not self.character.first_words and self.tries < STARTS - 1:
                self.tries += 1
                self._say("/start")
        elif asked is not None and asked == self._acted and self._unheard():
            self.tries += 1
            if self._words and self._typed < TIRED and asked.key not in self._before_story:
                self._say(self._words)
            else:
                await self._answer(asked)

    def _unheard(self) -> bool:
        """Nothing was said since; or something was, but it leads nowhere."""
        leads_nowhere = self._waits > 3 and (self.reference is None or self._spins)
        return self._newest == self._newest_bubble() or leads_nowhere

    # -- answering ---------------------------------------------------------------------------------------------

    async def _answer(self, asked: Asked) -> None:
        self._acted, self._newest, self._words, self._touched = asked, self._newest_bubble(), "", None
        if asked.key == "recit":
            await self._tell(asked)
        elif asked.key in ("designation", "telephone") and (self.character.first_words or self._typed >= TIRED):
            self._tap(asked, "_pass")
        elif asked.key == "designation":
            self._type(f"Nom{self.id % 1000}")
        elif asked.key == "telephone":
            self._type("06 39 98 01 23")
        else:
            self._choose(asked)

    async def _tell(self, asked: Asked) -> None:
        for part in self.character.story:
            if part not in self.told:
                self._say(part)
                self.told.append(part)
                await asyncio.sleep(self.chance.choice((0, 0, 0.2, 0.5)))
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        self._acted = self.asked() or asked
        self._newest = self._newest_bubble()
        self._tap(self._acted, "_done")

    def _choose(self, asked: Asked) -> None:
        button = asked.button(self.character.wants.get(asked.key, "")) or self.chance.choice(asked.choices)
        # Right before the story an answer that comes twice joins it, as it should: there only the first is typed.
        only_tapped = asked.key in self._before_story or asked.key.startswith("doubt_")  # asked amid the story
        typing = not only_tapped and self._typed < MOST_TYPED
        if asked.key == "themes":
            self._before_story.add("themes")
        if typing and self.chance.random() < self.character.types:
            place = asked.choices.index(button) + 1
            self._type(self.chance.choice((button.label, button.label, str(place))))
        else:
            self._tap(asked, button.data.rpartition(":")[2])

    def _tap(self, asked: Asked, code: str) -> None:
        """The bubble may have lost its button between the look and the touch: then nothing is sent."""
        button, message = asked.button(code), self.world.message(self.id, asked.message_id)
        if button and not message.deleted and any(b.data == button.data for b in self.world.buttons(message)):
            self._touched = self.world.queries[self.world.tap(self.id, self.id, asked.message_id, button.data)]

    def _type(self, text: str) -> None:
        self._words = text
        self._say(text)

    def _say(self, text: str) -> None:
        self._typed += 1
        self.world.send_text(self.id, self.id, text)


async def settled(people: Sequence[Person], world: World) -> bool:
    """Everybody has a reference and nothing open on the screen, and it stays so; False when time runs out."""
    loop = asyncio.get_running_loop()
    end, calm_since = loop.time() + FINISH, loop.time()
    while loop.time() < end:
        busy = any(one.reference is None or one.waiting for one in people) or world.updates.pending()
        calm_since = loop.time() if busy else calm_since
        if loop.time() - calm_since > CALM:
            return True
        await asyncio.sleep(0.05)
    return False
