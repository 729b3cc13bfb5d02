"""Lina (or Solène) in each state in which odd input may come, Marc who answers beside it, and what must hold.

Must never: send what the facts of the Bot API refuse, unless a test breaks it on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import pytest

from bot.services.taps import Action
from bot.simulator import facts
from bot.simulator.shapes import Json, Message
from storage.records import Case, EntryKind
from tests.conversations.stage import LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, close_it, coordinator_does, open_it
from tests.odd.cast import Cast, chat, user
from tests.odd.texts import MARK
from tests.odd.updates import NOW, Maker

T = TypeVar("T")
YOUNG_STATES = ("nobody yet", "a question", "the story", "the recap", "sent", "closed", "discreet")
STATES = (*YOUNG_STATES, "a coordinator's answer")
THOROUGH = ("a question", "sent")
"""Where everything is tried; a few of each elsewhere."""


def swept(*everyday: str, states: Sequence[str] = STATES) -> list[Any]:
    """Every state, for a parametrized test; those not named are marked slow: the whole run has its minutes."""
    return [one if one in everyday else pytest.param(one, marks=pytest.mark.slow) for one in states]


def some(things: Iterable[T], state: str) -> list[T]:
    """All of them in a thorough state, else every sixth and the first two."""
    every = list(things)
    return every if state in THOROUGH else [one for place, one in enumerate(every) if place < 2 or place % 6 == 0]


@dataclass
class Odd:
    """`who` is hit by the odd input; Marc answers « moi » beside it, in the same batch, each time."""

    stage: Stage
    state: str
    caplog: pytest.LogCaptureFixture
    case: Case | None = None
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> Young:
        return Young(self.stage, SOLENE if self.state == "a coordinator's answer" else LINA)

    async def prepare(self) -> None:
        lina = Young(self.stage)
        match self.state:
            case "a question":
                await lina.reach("attente", short_road="continuer")
            case "the story":
                await lina.reach("recit")
            case "the recap":
                await lina.reach("accord_envoi")
            case "sent" | "closed" | "a coordinator's answer":
                self.case = await lina.send(recit="c'est tous les soirs")
            case "discreet":
                await lina.reach("attente", en_securite="non", contact_discret="oui", short_road="continuer")
        if self.case and self.state == "closed":
            await open_it(self.stage, self.case)
            await close_it(self.stage, self.case)
        if self.case and self.state == "a coordinator's answer":
            await open_it(self.stage, self.case)
            await coordinator_does(self.stage, self.case, Action.REPLY)
        await Young(self.stage, MARC).reach("pour_qui")
        self.before = await self.answers()

    async def answers(self) -> dict[str, Any]:
        kept = await Young(self.stage).draft()
        if kept is not None:
            return dict(kept.draft.answers)
        return dict((await Young(self.stage).case()).answers) if self.case else {}

    async def hit(self, send: Callable[[], object], *, neighbour: bool = False) -> list[Message]:
        """What is said to `who` after `send`; with `neighbour` Marc writes in the same batch, and is served."""
        self.stage.clock.advance(timedelta(minutes=1))  # no flood
        heard, marc = self.who.ever(), Young(self.stage, MARC)
        if neighbour:
            await marc.say("efface tout")
            await marc.reach("pour_qui")
            heard = self.who.ever()
        send()
        if neighbour:
            self.stage.world.send_text(MARC, MARC, "moi")
        await self.stage.settle()
        if neighbour:
            assert await marc.answers() == {"pour_qui": ("moi",)}, "the neighbour was served"
        said = self.who.since(heard)
        self.check_said(said)
        return said

    def check_said(self, said: list[Message]) -> None:
        assert self.stage.world.updates.pending() == []
        for technical in ("Traceback", "Error", "Exception", "None", "null", "telegram"):
            assert not any(technical in message.text and MARK not in message.text for message in said), technical
        if self.state == "discreet":
            assert all(message.silent for message in said)

    async def check_after(self) -> None:
        """Earlier answers are there, nothing failed, no log tells, and the next right answer works."""
        assert not await self.who.table("select reason from dead_letters where reason not like 'unreadable:%'")
        for word in (MARK, "Lina", "Solène", "Marc", "tous les soirs"):
            assert word not in self.caplog.text
        now = await self.answers()
        assert {key: now.get(key) for key in self.before} == self.before, "an earlier answer is lost"
        await self.check_next_answer()

    async def check_next_answer(self) -> None:
        lina = Young(self.stage)
        match self.state:
            case "sent" | "closed":
                await lina.say("encore un mot")
                assert "encore un mot" in [entry.body for entry in await lina.entries(EntryKind.MESSAGE)]
                assert (await lina.case()).is_open
            case "a coordinator's answer":
                assert self.case
                await self.stage.say(SOLENE, "On se voit demain.")
                await coordinator_does(self.stage, self.case, Action.SEND_NOW)
                assert "On se voit demain." in self.stage.said(LINA)
            case _:
                case = await lina.send(en_securite="oui")
                assert {key: case.answers[key] for key in self.before} == self.before

    # -- anything by its name --------------------------------------------------------------------------------------

    def message(self, **content: Any) -> Json:
        """A message of `who` with this content, as valid as Telegram's own; it is in no chat of the simulator."""
        world, one = self.stage.world, self.who.user
        world.chat(one).started = True  # whoever writes to a bot can be written to
        number = world.new_message_id(world.chat(one))
        found = {"message_id": number, "date": NOW, "chat": chat(one), "from": user(one), **content}
        assert facts.check_value(found, ("Message",)) == []
        return found

    def push(self, **content: Any) -> None:
        self.stage.world.push_raw({"message": self.message(**content)})

    def push_content(self, name: str, seed: int = 0) -> None:
        """A message whose content is made from the facts."""
        maker = Maker(Random(seed), Cast(people=(self.who.user,), group=-1, neighbours=(MARC,)))
        self.push(**{name: maker.value("Message", facts.fields("types", "Message")[name], 1)})


async def an_odd_stage(stage: Stage, state: str, caplog: pytest.LogCaptureFixture) -> Odd:
    odd = Odd(stage, state, caplog)
    await odd.prepare()
    return odd
