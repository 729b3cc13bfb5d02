"""The coordinators' side of the stage: buttons pressed where they stand, what Telegram was asked, time that passes.

Must never: find a button by its words (a better wording breaks no test), or make the bot do what nobody asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.messages import Address
from bot.services import coordination
from bot.services.taps import Action, CaseTap, pack
from bot.simulator.shapes import Button, Call, CallbackAnswer, Message
from handlers.context import TELEGRAM
from storage.records import Case, ChatRole, Person
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage
from tests.conversations.youth_stage import Answer, Young

T = TypeVar("T")
LONG, WATCHED = timedelta(days=100), timedelta(days=9)
"""Beyond so long a time it leaps to so shortly before its end: half a year has a thousand signs of life."""
PARIS = ZoneInfo("Europe/Paris")
IMMEDIATE: Mapping[str, Answer] = {"en_securite": "non"}
SOON: Mapping[str, Answer] = {"en_securite": "ne_sait_pas"}
DISCREET: Mapping[str, Answer] = {"en_securite": "non", "contact_discret": "oui"}
DEPUTIES = -1002222222222
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def paris(moment: str) -> datetime:
    """« 2026-03-11T22:40 », as a clock on the wall in Beaune shows it."""
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


def starting(moment: str) -> pytest.MarkDecorator:
    """The stage of this test opens at this wall time."""
    return pytest.mark.parametrize("start", [paris(moment)], ids=[moment])


@dataclass
class Desk:
    """What coordinators do and see. `Young` is the other side."""

    stage: Stage

    @property
    def lina(self) -> Young:
        return Young(self.stage)

    def young(self, name: str, user: int) -> Young:
        self.stage.world.add_person(name, user_id=user)
        return Young(self.stage, user)

    # -- doing -------------------------------------------------------------------------------------------------

    def tap(self, who: int, case: Case, action: Action, chat: int = GROUP, argument: str = "") -> None:
        """Press the newest visible button of this action; the bot has not heard of it yet."""
        start = pack(CaseTap(case.id, action, argument))
        for message, button in reversed(self.buttons(chat)):
            if button.data == start or (not argument and button.data.startswith(start + ":")):
                self.stage.world.tap(who, chat, message.id, button.data)
                return
        raise LookupError(f"no button {action} in {self.texts(chat)[-3:]}")

    async def press(
        self, who: int, case: Case, action: Action, chat: int = GROUP, argument: str = ""
    ) -> CallbackAnswer:
        """Tap, and let the bot do all it has to."""
        self.tap(who, case, action, chat, argument)
        await self.stage.settle()
        return self.answer()

    async def forge(
        self, who: int, case_id: str, action: Action, chat: int = GROUP, argument: str = ""
    ) -> CallbackAnswer:
        """As a modified client: any data, on a message that may carry no such button."""
        self.stage.world.forge_tap(who, chat, 1, pack(CaseTap(case_id, action, argument)))
        await self.stage.settle()
        return self.answer()

    async def link(self, who: int, payload: str) -> None:
        self.stage.world.open_link(who, payload)
        await self.stage.settle()

    async def read(self, case: Case, who: int = SOLENE) -> Case:
        await self.link(who, f"l_{case.id}")
        return await self.case(case)

    async def reply(self, case: Case, words: str, who: int = SOLENE) -> None:
        await self.press(who, case, Action.REPLY, who)
        await self.stage.say(who, words)
        await self.send(case, who)

    async def send(self, case: Case, who: int = SOLENE) -> CallbackAnswer:
        """The previewed words, at once, whatever hour suits the person."""
        shown = self.actions_shown(self.stage.last(who))
        return await self.press(who, case, Action.SEND_NOW if Action.SEND_NOW in shown else Action.SEND, who)

    async def until(self, moment: str) -> None:
        """Time passes; whatever falls due on the way happens at its instant, but of long months only the last days."""
        end = paris(moment)
        await self.stage.settle()
        if end - self.stage.clock.now() > LONG:
            self.stage.clock.set(end - WATCHED)
            await self.stage.settle()
        while (due := await self.run(_next_due)) is not None and due <= end:
            if due > self.stage.clock.now():
                self.stage.clock.set(due)
            await self.stage.settle()
            assert await self.run(_next_due) != due or self.stage.clock.now() < due, "something due does not happen"
        self.stage.clock.set(max(end, self.stage.clock.now()))
        await self.stage.settle()

    # -- knowing -----------------------------------------------------------------------------------------------

    async def run(self, query: Callable[[UnitOfWork], T]) -> T:
        return await self.stage.service.store.run(query)

    async def case(self, case: Case) -> Case:
        found = await self.run(lambda uow: uow.cases.of_id(case.id))
        assert found is not None
        return found

    async def person(self, user: int) -> Person:
        found = await self.run(lambda uow: uow.people.find(Address(TELEGRAM, str(user))))
        assert found is not None
        return found

    async def table(self, query: str) -> list[Any]:
        """Rows of a plain SELECT, as plain tuples."""
        return await self.run(lambda uow: [tuple(row) for row in uow.people.connection.execute(text(query))])

    async def actions(self, case: Case) -> list[tuple[str, str]]:
        """The access log: (first name of who, action)."""
        def named(uow: UnitOfWork) -> list[tuple[str, str]]:
            people = {one.id: one.name for one in uow.staff.active()}
            return [(people.get(actor, "?"), action) for actor, action in uow.ledger.accesses(case.id)]

        return await self.run(named)

    async def revoke(self, user: int) -> None:
        who = await self.person(user)
        await self.run(lambda uow: uow.staff.change(who.id, revoked_at=uow.now))

    async def with_deputies(self, *members: int) -> None:
        self.stage.world.add_group("Suppléance", members=members or [SOLENE], chat_id=DEPUTIES)
        address = Address(TELEGRAM, str(DEPUTIES))
        await self.run(lambda uow: coordination.give_role(uow, address, ChatRole.DEPUTY))

    # -- seeing ------------------------------------------------------------------------------------------------

    def say(self, msgid: str, **values: object) -> str:
        return self.stage.service.house.words().say(msgid, **values)

    def moment(self) -> str:
        """Now, as a card says it."""
        return self.stage.service.house.words().moment(self.stage.clock.now())

    def texts(self, chat: int) -> list[str]:
        """What the bot said in a chat and is still to be seen."""
        return [message.text for message in self.stage.world.said(chat)]

    def buttons(self, chat: int) -> list[tuple[Message, Button]]:
        world = self.stage.world
        return [(m, b) for m in world.visible(chat) for b in world.buttons(m) if b.data]

    def actions_shown(self, message: Message) -> set[str]:
        return {b.data.split(":")[2] for b in self.stage.world.buttons(message) if b.data.startswith("c:")}

    def about(self, case: Case, chat: int = GROUP) -> list[Message]:
        """Visible messages that carry the case's reference, oldest first."""
        return [message for message in self.stage.world.said(chat) if case.reference in message.text]

    def card(self, case: Case, chat: int = GROUP) -> Message:
        return self.about(case, chat)[0]

    def answer(self) -> CallbackAnswer:
        """How the tap made last was answered; a tap without an answer leaves a spinner."""
        found = list(self.stage.world.queries.values())[-1].answer
        assert found is not None, "the tap was never answered"
        return found

    def calls(self, chat: int, *methods: str) -> list[Call]:
        """Requests that reached Telegram about one chat, but for the lists of the morning (see `mornings`)."""
        return [call for call in self._reached(chat, *methods) if not self._is_list(call)]

    def mornings(self, chat: int) -> list[Call]:
        """The morning lists and the summaries of the week that reached one chat."""
        return [call for call in self._reached(chat) if self._is_list(call)]

    def _reached(self, chat: int, *methods: str) -> list[Call]:
        calls = self.stage.world.calls_of(*(methods or ("sendMessage",)))
        return [call for call in calls if call.params.get("chat_id") == chat and call.result is not None]

    def _is_list(self, call: Call) -> bool:
        begun = tuple(
            self.say(msgid, day="").rstrip(".") for msgid in ("This morning, {day}.", "Promises to people since {day}.")
        )
        return str(call.params.get("text", "")).startswith(begun)

    def rings(self, chat: int = GROUP) -> list[str]:
        """The texts of all messages that rang in this chat."""
        return [str(c.params["text"]) for c in self.calls(chat) if not c.params.get("disable_notification")]

    def ever(self, chat: int) -> str:
        """All that was ever handed to Telegram for this chat: texts, edits, buttons."""
        asked = [c for c in self.stage.world.calls if c.params.get("chat_id") == chat]
        said = [{key: value for key, value in c.params.items() if key not in ("chat_id", "user_id")} for c in asked]
        return "\n".join(json.dumps(one, ensure_ascii=False, default=str) for one in said)


def _next_due(uow: UnitOfWork) -> datetime | None:
    """The next instant at which something waits to happen (housekeeping apart: it comes back every day)."""
    found: Iterable[int | None] = uow.people.connection.execute(
        text(
            "select min(due_at) from follow_ups where state = 'waiting' and kind not in ('housekeeping', 'heartbeat')"
            " union select min(due_at) from outbox where state = 'waiting'"
        )
    ).scalars()
    instants = [one for one in found if one is not None]
    return EPOCH + timedelta(microseconds=min(instants)) if instants else None


async def a_desk(stage: Stage, user: int = LINA, **answers: Answer) -> tuple[Desk, Case]:
    """Lina has sent a first contact."""
    return Desk(stage), await Young(stage, user).send(**answers)
