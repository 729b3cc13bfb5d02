"""The ways in of relays and agents: their commands, their buttons, and forwarded messages of whoever forwards.

Must never: let a draft outlive the right to file it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.intake.draft import Part
from bot.intake.roads import Road
from bot.services import filing, forwarding, intake, privacy
from bot.services.house import House
from bot.services.intake import Step
from bot.services.relay_enrolment import remind_rules
from bot.services.taps import Filing, Word
from bot.services.voice import Later, tell
from storage.records import KeptDraft, Person
from storage.unit_of_work import UnitOfWork

COMMANDS: Mapping[str, Word] = {"situation": Word.SITUATION, "civique": Word.CIVIC, "mes_transmissions": Word.MINE}


def draft_of(uow: UnitOfWork, person: Person) -> KeptDraft | None:
    """The draft under way; a relay's or a coordinator's goes with their right, at the very next update."""
    kept = uow.drafts.of(person.id)
    if kept and not _may_file(uow, person, kept.draft.road):
        privacy.forget_draft(uow, person, kept)
        return None
    return kept


def _may_file(uow: UnitOfWork, person: Person, road: Road) -> bool:
    match road:
        case Road.YOUTH:
            return True
        case Road.ENCOUNTER:
            staff = uow.staff.of(person.id)
            return staff is not None and staff.active
    return filing.of(uow, person) is not None


def on_forward(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, said: Part) -> Step:
    """A burst of them is no flood: a relay hands on a whole exchange."""
    staff, said = uow.staff.of(person.id), replace(said, forwarded=True)
    if staff and staff.active and (kept is None or kept.draft.road is Road.ENCOUNTER):
        return forwarding.by_staff(uow, person, staff, said)
    relay = filing.of(uow, person)
    if relay and kept is None:
        return filing.on_words(uow, house, person, relay, said, forwarded=True)
    if kept and kept.draft.road is not Road.YOUTH:
        return forwarding.into_draft(uow, house, person, kept, said)
    if kept is None and remind_rules(uow, house, person):
        return Step()
    return forwarding.by_other(uow, house, person, kept, said)


def greet(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    if kept and not kept.draft.sent:
        return intake.resume_or_restart(uow, house, person, kept)
    tell(uow, person, Later.RELAY_MENU)
    return Step()


def on_command(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, word: Word) -> Step:
    match word:
        case Word.SITUATION:
            return filing.set_out(uow, house, person, kept, Road.RELAY)
        case Word.CIVIC:
            return filing.set_out(uow, house, person, kept, Road.CIVIC)
        case _:
            filing.transmissions(uow, person)
            return Step(intake.place_of(house, kept))


def on_tap(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, case_id: str, action: Filing
) -> Step:
    """Under a transmission: *Compléter*, or the answer to « la personne est-elle informée ? »."""
    if action is Filing.COMPLETE:
        return filing.complete(uow, house, person, kept, case_id)
    filing.told_the_person(uow, house, person, case_id, action)
    return Step(intake.place_of(house, kept))
