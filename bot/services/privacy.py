"""What a person may do with their own data at any moment: see, correct, hide, erase, stop.

Must never: say that something is gone which is not, or show anything to a phone that others read.
"""

from __future__ import annotations

from datetime import timedelta

from bot.intake.roads import Road
from bot.messages import Op
from bot.services.house import House
from bot.services.referral_moves import end_for_person
from bot.services.voice import Desk, Later, in_charge, show_card, tell
from storage.records import Case, CaseState, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

REOPENED = "reopened"
"""Event of a case that was closed and lives again."""
DELETABLE = timedelta(hours=48)
"""Bot API, deleteMessage: a bot can delete messages of a private chat, both sides', younger than 48 hours."""


def forget_draft(uow: UnitOfWork, person: Person, kept: KeptDraft) -> None:
    """The draft, what has not left yet, what was said about it, dead letters. Says nothing; cases and alerts stay."""
    uow.drafts.erase(kept.id)
    uow.outbox.drop_for(draft_id=kept.id)
    uow.outbox.blank(person.id)
    uow.follow_ups.drop(draft_id=kept.id)
    uow.ledger.forget_dead_letters_of(person.address)
    forget_discretion(uow, person)


def forget_discretion(uow: UnitOfWork, person: Person) -> None:
    """That the phone is read by others is known as long as somebody may still write here, a bare alert included."""
    if person.discreet and not uow.drafts.of(person.id) and not uow.cases.latest_of(person.id):
        uow.people.change(person.id, discreet=False)


def erase(uow: UnitOfWork, person: Person) -> None:
    """« efface tout », whatever stands: a draft, an unopened case, or a request to the team. An alert keeps 30 days."""
    kept = uow.drafts.of(person.id)
    if kept:
        forget_draft(uow, person, kept)
    if kept and kept.draft.road is Road.ENCOUNTER:  # about somebody else: the coordinator's own contact is untouched
        uow.outbox.put(person.id, Desk.ENCOUNTER, {"what": "erased"}, silent=True)
        return
    uow.relays.forget_invited(person.id)
    case = uow.cases.latest_of(person.id)
    if case is None or case.state is CaseState.ALERT:
        end_for_person(uow, person)
        uow.ledger.forget_dead_letters_of(person.address)
        alerted = case is not None or bool(kept and kept.case_id and not kept.draft.sent)
        tell(uow, person, Later.ERASED, {"alert": alerted})
    elif case.opened_at is None and case.state is not CaseState.CLOSED and not _was_read(uow, case):
        _erase_unopened(uow, person, case)
    else:
        _ask_erasure(uow, person, case)


def _was_read(uow: UnitOfWork, case: Case) -> bool:
    """Opened again after a closing: unread once more, yet somebody has known what was told."""
    return any(entry.event == REOPENED for entry in uow.entries.of_case(case.id, EntryKind.EVENT))


def _erase_unopened(uow: UnitOfWork, person: Person, case: Case) -> None:
    uow.follow_ups.drop(case_id=case.id)
    uow.outbox.drop_for(case_id=case.id)
    end_for_person(uow, person)
    uow.outbox.blank(person.id)
    uow.ledger.forget_dead_letters_of(person.address)
    uow.cases.erase(case.id)
    forget_discretion(uow, person)
    withdrawn = uow.cases.of_id(case.id)
    if withdrawn:
        show_card(uow, withdrawn)
    tell(uow, person, Later.CASE_ERASED, {"reference": case.reference})


def _ask_erasure(uow: UnitOfWork, person: Person, case: Case) -> None:
    """Once somebody has read, a human decides: the holder is asked, the person is told how long it may take."""
    end_for_person(uow, person)
    if case.erasure_asked_at is None:
        uow.cases.change(case.id, erasure_asked_at=uow.now)
        uow.entries.add(case.id, EntryKind.EVENT, "", event="erasure_asked")
        _tell_holder(uow, case, "erasure")
    tell(uow, person, Later.ERASURE_ASKED, case_id=case.id)


def _tell_holder(uow: UnitOfWork, case: Case, why: str) -> None:
    held = in_charge(uow, case)
    chats = [held] if held else [one.id for one in uow.staff.active()]
    for chat in chats:
        uow.outbox.put(chat, Desk.NEWS, {"why": why}, case_id=case.id, silent=True)


def hide(uow: UnitOfWork, person: Person) -> None:
    """« cache »: both sides' bubbles younger than 48 h are deleted here; the data are not touched."""
    for message_id in uow.outbox.bubbles_since(person.id, uow.now - DELETABLE):
        uow.outbox.put(person.id, "gone", {"message": message_id}, op=Op.DELETE, silent=True)
    tell(uow, person, Later.HIDDEN)


def stop(uow: UnitOfWork, person: Person, case: Case) -> None:
    """No more messages but answers; the holder is told once it has been opened."""
    uow.people.change(person.id, quiet=True)
    end_for_person(uow, person)
    if case.opened_at is not None and not person.quiet:
        _tell_holder(uow, case, "stop")
    tell(uow, person, Later.STOPPED, case_id=case.id)


def my_data(uow: UnitOfWork, person: Person) -> None:
    """Discreet: nothing is shown here, a human hands it over."""
    case = uow.cases.latest_of(person.id, CaseState.SENT, CaseState.TAKEN, CaseState.CLOSED)
    if person.formal and case is None:
        tell(uow, person, Later.RELAY_DATA, {"of": Road.RELAY.value})
    elif person.discreet or (case is None and uow.drafts.of(person.id) is None):
        tell(uow, person, Later.NOTHING_HERE)
    else:
        tell(uow, person, Later.MY_DATA, case_id=case.id if case else "")


def correct(uow: UnitOfWork, house: House, person: Person) -> None:
    """A draft is corrected here; a case by the human who holds it."""
    case = uow.cases.latest_of(person.id, CaseState.SENT, CaseState.TAKEN, CaseState.CLOSED)
    tell(uow, person, Later.CORRECT if case and not person.discreet else Later.NOTHING_HERE)
