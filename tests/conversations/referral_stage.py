"""Referrals on the stage: Solène refers Lina to a partner, whose relays are enrolled there.

Buttons are found by what they carry. Must never: agree, accept or report in somebody's place behind the bot's back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.calendar import Period
from bot.intake.question import Codes
from bot.intake.roads import Duty
from bot.messages import Address
from bot.services.referral_terms import How, Outcome, Reason
from bot.services.taps import Action, CaseTap, Deed, ReferralTap, mark_of, pack
from bot.simulator.shapes import CallbackAnswer, Message
from bot.territory import Territory, load_territory
from handlers.context import TELEGRAM
from storage.records import Case, EntryKind, Invitation, Referral, ReferralState, Relay
from storage.unit_of_work import UnitOfWork
from tests.conversations.desk_stage import Desk, a_desk
from tests.conversations.stage import LINA, SOLENE, Stage
from tests.conversations.youth_stage import Answer

KARIM, NADIA, OMAR = 5001, 5002, 5003
NAMES = {KARIM: "Karim", NADIA: "Nadia", OMAR: "Omar"}
HERE = "mission_locale"
NOBODY_THERE = "france_travail"
"""A partner for the same subject where no structure is named."""
STORY = "je cherche un stage, zibeline"
FULL: Mapping[str, Answer] = {"recit": STORY, "themes": ("ecole_travail", "emploi")}
SAID_LATER: Mapping[str, Codes] = {
    "designation": ("Naël",), "contact_mode": ("telegram",), "secteur": ("saint_jacques",),
}  # fmt: skip
PHONE: Mapping[str, Codes] = {"contact_mode": ("telephone",), "telephone": ("07 00 00 00 00",)}


@dataclass
class Referring(Desk):
    case_: Case

    # -- Solène ----------------------------------------------------------------------------------------------------

    async def pick(self, partner: str = HERE, who: int = SOLENE, *, all_of_them: bool = False) -> Message:
        """From the case file to what would be handed on to this partner."""
        await self.press(who, self.case_, Action.REFER, who)
        if all_of_them:
            await self.press(who, self.case_, Action.REFER, who, "t0")
        for _ in range(4):
            shown = {button.data for _, button in self.buttons(who)}
            if pack(CaseTap(self.case_.id, Action.REFER_TO, mark_of(partner))) in shown:
                break
            await self.more(who)
        await self.press(who, self.case_, Action.REFER_TO, who, mark_of(partner))
        return self.stage.last(who)

    async def more(self, who: int = SOLENE) -> None:
        """[Suite]: the last page shown has such a button."""
        last = self.stage.last(who)
        data = [b.data for row in last.rows for b in row if ":orienter:" in b.data and not b.data.endswith("t0")]
        self.stage.world.tap(who, who, last.id, data[0])
        await self.stage.settle()

    async def ask(self, partner: str = HERE, how: How = How.CHAT, who: int = SOLENE) -> Referral:
        """Ask for the agreement, or say that it was heard."""
        await self.pick(partner, who)
        await self.way(how, who)
        return await self.referral()

    async def way(self, how: How, who: int = SOLENE) -> CallbackAnswer:
        start = pack(CaseTap(self.case_.id, Action.REFER_ASK, f"{how}."))
        return await self.newest(who, start)

    async def note(self, what: str, who: int = SOLENE) -> CallbackAnswer:
        """A button of the referral's own view."""
        return await self.newest(who, f".{what}")

    async def newest(self, who: int, part: str) -> CallbackAnswer:
        """Press the newest visible button whose data begins or ends so."""
        for message, button in reversed(self.buttons(who)):
            if button.data.startswith(part) or button.data.endswith(part):
                self.stage.world.tap(who, who, message.id, button.data)
                await self.stage.settle()
                return self.answer()
        raise LookupError(f"no button {part} under {self.texts(who)[-3:]}")

    # -- Lina, and the relays --------------------------------------------------------------------------------------

    async def deed(self, who: int, deed: Deed, argument: str = "") -> CallbackAnswer:
        """Press the newest visible button of this deed."""
        for message, button in reversed(self.buttons(who)):
            parts = button.data.split(":")
            if parts[0] == "o" and parts[2] == deed and (not argument or parts[-1] == argument):
                self.stage.world.tap(who, who, message.id, button.data)
                await self.stage.settle()
                return self.answer()
        raise LookupError(f"no button {deed} under {self.texts(who)[-3:]}")

    async def forge_deed(self, who: int, referral_id: str, deed: Deed, argument: str = "") -> CallbackAnswer:
        """As a modified client: any data, on the newest bubble."""
        data = pack(ReferralTap(referral_id, deed, argument))
        self.stage.world.forge_tap(who, who, self.stage.last(who).id, data)
        await self.stage.settle()
        return self.answer()

    async def enrol(self, user: int, structure: str = HERE, duty: Duty = Duty.RELAY) -> Relay:
        """An enrolled relay who has accepted the rules."""
        if user not in self.stage.world.users:
            self.stage.world.add_person(NAMES.get(user, "Relais"), user_id=user)
            self.stage.world.open_link(user, "https://t.me/premier_contact_bot?start=")
            await self.stage.settle()
            await self.stage.say(user, "efface tout")

        def write(uow: UnitOfWork) -> Relay:
            person = uow.people.meet(Address(TELEGRAM, str(user)))
            uow.relays.enrol(person.id, Invitation("relay", structure, duty, ""), NAMES.get(user, "Relais"))
            uow.relays.change(person.id, rules=1, rules_at=uow.now)
            found = uow.relays.of(person.id)
            assert found is not None
            return found

        return await self.run(write)

    async def unenrol(self, user: int) -> None:
        """Revoked in the table alone: nothing else has heard of it yet."""
        relay = await self.person(user)
        await self.run(lambda uow: uow.relays.change(relay.id, revoked_at=uow.now))

    # -- knowing ---------------------------------------------------------------------------------------------------

    async def referral(self) -> Referral:
        """The newest one."""
        return (await self.referrals())[-1]

    async def referrals(self) -> list[Referral]:
        return await self.run(lambda uow: uow.referrals.of_case(self.case_.id))

    async def state(self) -> ReferralState:
        return (await self.referral()).state

    async def events(self) -> list[str]:
        """What the timeline of the case says about referrals."""
        entries = await self.run(lambda uow: uow.entries.of_case(self.case_.id, EntryKind.EVENT))
        return [one.event.removeprefix("referral_") for one in entries if one.event.startswith("referral_")]

    async def logged(self) -> list[str]:
        """What the access log says about them, in order."""
        found = await self.run(lambda uow: uow.ledger.accesses(self.case_.id))
        return [action.removeprefix("referral_") for _, action in found if action.startswith("referral_")]

    def copy(self, relay: int) -> Message:
        """The bubble that a relay holds."""
        found = [m for m in self.stage.world.said(relay) if self.say("Referral {code}", code="O-") in m.text]
        return found[0] if found else self.stage.last(relay)

    def deeds_shown(self, message: Message) -> set[str]:
        return {b.data.split(":")[2] for b in self.stage.world.buttons(message) if b.data.startswith("o:")}


async def referring(
    stage: Stage, *relays: int, said: Mapping[str, Codes] | None = None, **answers: Answer
) -> Referring:  # fmt: skip
    """Lina has sent a first contact about work, Solène has opened it; these relays are at the Mission Locale.

    By the short road; `said` are answers of the long one.
    """
    desk, case = await a_desk(stage, **{**FULL, **answers})
    for key, codes in {**SAID_LATER, **(said or {})}.items():
        await desk.run(lambda uow, k=key, c=codes: uow.cases.answer(case, k, c))  # type: ignore[misc]
    opened = await desk.read(case)
    made = Referring(stage, opened)
    for user in relays:
        await made.enrol(user)
    return made


def with_holidays(first: date, last: date, structure: str = HERE) -> Territory:
    """The same town, where this structure is closed for some days."""
    town = load_territory()
    closed = Period(first, last, "vacances")
    return replace(town, structures=tuple(
        replace(one, closed=(closed,)) if one.id == structure else one for one in town.structures
    ))  # fmt: skip


__all__ = [
    "FULL", "HERE", "KARIM", "LINA", "NADIA", "NOBODY_THERE", "OMAR", "PHONE", "SOLENE", "STORY", "How", "Outcome",
    "Reason", "Referring", "referring", "with_holidays",
]  # fmt: skip
