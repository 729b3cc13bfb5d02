"""Two innocent people in the middle of the pressing, and the same two alone: they must be told the very same.

Pia makes a first contact, Quentin files a situation for a school that no referral goes to; each does one thing a batch.
What they did, and when, is written down; `alone` plays it again in an empty town. Must never: press anything that is
not theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.i18n import Catalogues
from bot.intake.dialogue import Nav
from tests.conversations.filing_stage import enrolled
from tests.conversations.filing_taps import BY_TAP, FOR_FACTS
from tests.conversations.stage import Stage, open_stage
from tests.conversations.youth_stage import USUAL, Young
from tests.press import reader

PIA, QUENTIN = 7101, 7102
STORY = ("on m'embête au lycée, brugnon", "tous les matins, brugnon")
AFTER = {PIA: ("et puis encore une chose, brugnon", "/mesdonnees", "aide", "merci", "/start", "w:infos"),
         QUENTIN: ("/mes_transmissions", "/aide", "w:transmissions", "/infos", "/situation")}  # fmt: skip
"""What they do once it is sent, one after the other."""
_NUMBER = re.compile(r"\b(M[SC])-(\d{4})-\d{4}\b")


@dataclass
class Neighbours:
    """`done`: (the hour, who, what) of everything they did, in order; `hours`: every hour the clock was set to."""

    stage: Stage
    done: list[tuple[int, int, str]] = field(default_factory=list)
    hours: list[datetime] = field(default_factory=list)
    told: dict[int, int] = field(default_factory=lambda: {PIA: 0, QUENTIN: 0})
    since: int = 0

    @property
    def busy(self) -> bool:
        """Somebody is in the middle: a day's leap would take their draft."""
        return not all(self.told.values())

    async def arrive(self) -> None:
        for user, name in ((PIA, "Pia"), (QUENTIN, "Quentin")):
            self.stage.world.add_person(name, user_id=user)
        await enrolled(self.stage, QUENTIN, structure="lycee_marey", name="Quentin")
        self.since = len(self.stage.world.calls)

    async def at(self, hour: datetime) -> None:
        self.hours.append(hour)
        self.stage.clock.set(hour)
        await self.stage.settle()

    async def act(self) -> None:
        """The next thing of each; the bot has not heard of it yet."""
        for user in (PIA, QUENTIN):
            what = await self._next(user)
            self.done.append((len(self.hours), user, what))
            self._do(user, what)

    async def _next(self, user: int) -> str:
        who = Young(self.stage, user)
        asked = await who.asking()
        if not asked or self.told[user]:
            return self._later(user, asked)
        if asked in ("recit", *FOR_FACTS):
            part = sum(1 for _, one, said in self.done if one == user and "brugnon" in said)
            return STORY[part] if part < len(STORY) else f":{asked}:{Nav.DONE}"
        known = {**BY_TAP, "designation": Nav.PASS} if user == QUENTIN else {**USUAL, "short_road": "envoyer"}
        answer = known.get(asked, Nav.PASS)
        for choice in (answer,) if isinstance(answer, str) else answer:
            if any(button.data.endswith(f":{asked}:{choice}") for _, button in who.buttons()[-12:]):
                found = f":{asked}:{choice}"
        return found

    def _later(self, user: int, asked: str) -> str:
        begun = any(one == user for _, one, _ in self.done)
        if not begun:
            return "/start" if user == PIA else "/situation"
        self.told[user] += 1
        return AFTER[user][(self.told[user] - 1) % len(AFTER[user])]

    def _do(self, user: int, what: str) -> None:
        who = Young(self.stage, user)
        if what[0] == ":" or what.startswith("w:"):
            found = [pair for pair in who.buttons() if pair[1].data.endswith(what)]
            if not found:
                who.stage.world.send_text(user, user, "aide")
                return
            message, button = found[-1]
            self.stage.world.tap(user, user, message.id, button.data)
        else:
            self.stage.world.send_text(user, user, what)

    def heard(self) -> dict[int, list[reader.Told]]:
        """Everything they were told, the numbers of cases left out: a town has more of them."""
        found = reader.by_chat(self.stage, self.since)
        return {user: [_unnumbered(one) for one in found[user]] for user in (PIA, QUENTIN)}


def _unnumbered(told: reader.Told) -> reader.Told:
    method, words, labels, link = told
    return (method, _NUMBER.sub(r"\1-\2-n", words), tuple(_NUMBER.sub(r"\1-\2-n", one) for one in labels), link)


def apart(alone: dict[int, list[reader.Told]], among: dict[int, list[reader.Told]]) -> str:
    """The first thing that one was told otherwise; "" when nothing was."""
    for user in (PIA, QUENTIN):
        for place, (one, other) in enumerate(zip_longest(alone[user], among[user])):
            if one != other:
                return f"{user}, number {place}: alone {one}, among others {other}"
    return ""


async def alone(done: Neighbours, start: datetime, catalogues: Catalogues) -> dict[int, list[reader.Told]]:
    """The same doings at the same hours, in a town where nobody else does anything."""
    with TemporaryDirectory() as folder:
        stage = await open_stage(Path(folder), start, catalogues)
        try:
            again = Neighbours(stage)
            await again.arrive()
            for number, hour in enumerate(done.hours, 1):
                await again.at(hour)
                for _, user, what in [one for one in done.done if one[0] == number]:
                    again._do(user, what)
                await stage.settle()
            return again.heard()
        finally:
            await stage.close()
