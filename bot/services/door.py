"""The door between the edge and the use cases: one update, at most one writing transaction, refusals in the same words.

Must never: run a second use case for the same update, or let a refusal tell whether a thing exists.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.errors import AlreadyHandled, NotAllowed, StorageError
from bot.messages import Address
from bot.services import (
    absence,
    case_desk,
    cases,
    coordination,
    desk_commands,
    encounter_desk,
    follow_ups,
    inbox,
    intake,
    odd_input,
    outage,
    planning,
    referral_desk,
    voice,
)
from bot.services.desk_commands import DeskTap
from bot.services.house import House
from bot.services.intake import Step
from bot.services.pacing import RETRY
from bot.services.taps import Action, CaseTap, Tap
from bot.services.voice import Desk
from storage.records import ChatRole, Person
from storage.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

UseCase = Callable[[UnitOfWork], Step]


@dataclass(frozen=True)
class Door:
    store: Store
    house: House

    # -- what people do in private -----------------------------------------------------------------------------

    async def text(
        self, sender: Address, text: str, message_id: str, cause: int, *, forwarded: bool = False
    ) -> Step:
        return await self._private(
            sender, cause, lambda uow: inbox.on_text(uow, self.house, sender, text, message_id, forwarded=forwarded)
        )

    async def start(self, sender: Address, payload: str, name: str, message_id: str, cause: int) -> Step:
        return await self._private(
            sender, cause, lambda uow: inbox.on_start(uow, self.house, sender, payload, name, message_id)
        )

    async def command(self, sender: Address, command: str, message_id: str, cause: int, typed: str = "") -> Step:
        return await self._private(
            sender, cause, lambda uow: inbox.on_command(uow, self.house, sender, command, message_id, typed)
        )

    async def edit(self, sender: Address, text: str, message_id: str, cause: int) -> Step:
        return await self._private(
            sender, cause, lambda uow: odd_input.on_edit(uow, self.house, sender, text, message_id)
        )

    async def media(self, sender: Address, sent: odd_input.Sent, cause: int) -> Step:
        return await self._private(sender, cause, lambda uow: odd_input.on_media(uow, self.house, sender, sent))

    async def gift(self, sender: Address, cause: int) -> Step:
        return await self._private(sender, cause, lambda uow: odd_input.on_gift(uow, self.house, sender))

    async def tap(self, sender: Address, tap: Tap, cause: int) -> Step:
        return await self._private(sender, cause, lambda uow: inbox.on_tap(uow, self.house, sender, tap))

    async def case_tap(
        self, sender: Address, tap: CaseTap, cause: int, *, in_group: bool, message_id: str = ""
    ) -> Step:
        """A coordinator's button, in the group or in private (under `message_id`); a refusal is only a toast."""
        try:
            return await self.store.run(
                lambda uow: self._case_action(uow, sender, tap, in_group, message_id), cause=cause
            )
        except NotAllowed:
            return Step(toast=self.refusal)
        except AlreadyHandled:
            return Step()

    async def desk_tap(self, sender: Address, tap: DeskTap, message_id: str, cause: int) -> Step:
        """A coordinator's button in private that turns its bubble (`message_id`) in place."""
        try:
            return await self.store.run(
                lambda uow: desk_commands.on_tap(uow, self.house, _met(uow, sender), tap, message_id), cause=cause
            )
        except NotAllowed:
            return Step(toast=self.refusal)
        except AlreadyHandled:
            return Step()

    @property
    def refusal(self) -> str:
        """The same words for every refusal, whether a thing exists or not."""
        return self.house.words().say("You cannot do that here.")

    # -- the group ---------------------------------------------------------------------------------------------

    async def attach(self, group: Address, code: str, cause: int) -> None:
        await self._quietly(cause, lambda uow: self._attach(uow, group, code))

    async def member_joined(self, group: Address, person: Address, cause: int) -> None:
        await self._quietly(cause, lambda uow: coordination.member_joined(uow, group, person))

    async def member_left(self, group: Address, person: Address, cause: int) -> None:
        await self._quietly(cause, lambda uow: coordination.member_left(uow, group, person))

    async def found_outside(self, person: Address) -> None:
        """Telegram was asked; no update is the cause, and twice is once."""
        await self.store.run(lambda uow: coordination.found_outside(uow, person))

    async def staff(self) -> list[Address]:
        """Whose rights need that they sit in the coordination chat."""
        return await self.store.run(lambda uow: [uow.people.of_id(one.id).address for one in uow.staff.active()])

    async def bot_standing(self, chat: Address, cause: int, standing: coordination.Standing) -> None:
        await self._quietly(cause, lambda uow: coordination.bot_standing(uow, self.house, chat, standing))

    async def migrated(self, old: Address, new: Address, cause: int) -> None:
        await self._quietly(cause, lambda uow: coordination.migrate(uow, old, new))

    async def coordination_chat(self) -> Address | None:
        def find(uow: UnitOfWork) -> Address | None:
            chat = uow.people.with_role(ChatRole.COORDINATION)
            return chat.address if chat else None

        return await self.store.run(find)

    # -- the house itself --------------------------------------------------------------------------------------

    async def bury(
        self, update_id: int, raw: bytes, reason: str, whose: Address | None, *, private: bool = False
    ) -> None:
        """A dead letter, and in a private chat an apology with its number; once, however often it is tried."""

        def keep(uow: UnitOfWork) -> None:
            incident = uow.ledger.bury(update_id, raw, reason, whose)
            if whose and private:
                voice.apologise(uow, whose, incident)

        await self._quietly(update_id, keep)

    async def states(self) -> list[tuple[Address, str]]:
        """Where each dialogue stands, for the router after a restart."""
        return await self.store.run(lambda uow: list(uow.drafts.states()))

    async def come_back(self) -> int:
        """Once at start, before anything else is done."""
        return await self.store.run(lambda uow: outage.ask_again(uow, self.house))

    async def run_due(self) -> int:
        """Run every follow-up that is due, each in its own transaction; how many. One that fails stays due."""
        done, failing = 0, set[str]()
        await self.store.run(self._look_around)
        while due := [one for one in await self.store.run(follow_ups.due_now) if one not in failing]:
            for row_id in due:
                try:
                    done += await self.store.run(partial(follow_ups.run_one, house=self.house, row_id=row_id))
                except StorageError:
                    raise
                except Exception as problem:  # one follow-up with a fault must not hold up everybody else's
                    failing.add(row_id)
                    log.error("a follow-up could not be run (%s)", type(problem).__name__)
        return done

    # -- inside ------------------------------------------------------------------------------------------------

    async def _private(self, sender: Address, cause: int, use_case: UseCase) -> Step:
        try:
            return await self.store.run(use_case, cause=cause)
        except AlreadyHandled:
            return await self.store.run(lambda uow: self._where(uow, sender))
        except NotAllowed:
            return await self.store.run(lambda uow: self._refuse(uow, sender), cause=cause)

    async def _quietly(self, cause: int, use_case: Callable[[UnitOfWork], object]) -> None:
        try:
            await self.store.run(use_case, cause=cause)
        except AlreadyHandled:
            return

    def _look_around(self, uow: UnitOfWork) -> None:
        uow.outbox.catch_up(RETRY.after)
        outage.note_alive(uow)
        absence.refresh(uow, self.house)

    def _where(self, uow: UnitOfWork, sender: Address) -> Step:
        person = uow.people.find(sender)
        kept = uow.drafts.of(person.id) if person else None
        if person is None or kept is None:
            return Step()
        return Step(intake.state_of(self.house, kept.draft))

    def _refuse(self, uow: UnitOfWork, sender: Address) -> Step:
        coordination.refuse(uow, uow.people.meet(sender))
        return self._where(uow, sender)

    def _attach(self, uow: UnitOfWork, group: Address, code: str) -> None:
        if not coordination.attach(uow, self.house, group, code):
            chat = uow.people.meet(group, is_group=True)
            uow.outbox.put(chat.id, Desk.ATTACH_REFUSED, silent=True)

    def _case_action(
        self, uow: UnitOfWork, sender: Address, tap: CaseTap, in_group: bool, message_id: str
    ) -> Step:
        person = _met(uow, sender)
        words = self.house.words(person.locale)
        match tap.action:
            case Action.TAKE:
                taken = cases.take(uow, self.house, person, tap.case_id)
                if taken.mine:
                    return Step(toast=words.say("You hold {reference}.", reference=taken.case.reference))
                return Step(toast=words.say("Already held by {name}.", name=taken.holder))
            case Action.READ if in_group:
                cases.take(uow, self.house, person, tap.case_id)
                return Step(url=self.house.link(f"l_{tap.case_id}"))
            case Action.PLAN if in_group:
                cases.coordinator(uow, person)
                return Step(url=self.house.link(f"p_{tap.case_id}"))
            case _ if in_group:
                raise NotAllowed
        return self._private_action(uow, person, tap, message_id)

    def _private_action(self, uow: UnitOfWork, person: Person, tap: CaseTap, message_id: str) -> Step:
        if tap.action in case_desk.ACTIONS:
            return case_desk.on_action(uow, self.house, person, tap, message_id)
        if tap.action is Action.PLAN:
            planning.open_menu(uow, person, tap.case_id)
            return Step()
        if tap.action in referral_desk.ACTIONS:
            return referral_desk.on_action(uow, self.house, person, tap)
        if tap.action is Action.ENCOUNTER:
            return encounter_desk.on_action(uow, self.house, person, tap)
        raise NotAllowed


def _met(uow: UnitOfWork, sender: Address) -> Person:
    """Whom we do not know has no right."""
    person = uow.people.find(sender)
    if person is None:
        raise NotAllowed
    return person
