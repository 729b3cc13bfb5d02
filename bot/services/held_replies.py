"""Answers that wait for the person's slot: written and approved by a human, leaving at an hour that suits the reader.

Must never: let a held answer be seen before it leaves, leave at night unless somebody forces it, or count as given
before it has left.
"""

from __future__ import annotations

from datetime import datetime

from bot.intake.slots import next_in_slots
from bot.services.house import House
from bot.services.voice import Later, reach
from bot.triage.urgency import Level
from storage.records import Case, CaseState, Entry, EntryKind, FollowUp
from storage.unit_of_work import UnitOfWork

HELD = "held_reply"
"""The follow-up that lets it leave (its subject: the entry), and the event of an entry that has not left."""
ANSWER_DUE = "answer_due"
"""The follow-up that an answer ends."""


def leaves_at(house: House, case: Case, now: datetime) -> datetime:
    """`now` for an immediate case and inside the person's slots, else when the next one begins."""
    if case.level is Level.IMMEDIAT and case.is_open:
        return now
    return next_in_slots(case.answers.get("creneaux", ()), now, house.calendar.zone)


def hold(uow: UnitOfWork, case: Case, entry_id: str, due_at: datetime) -> None:
    uow.follow_ups.queue(HELD, due_at, case_id=case.id, subject_id=entry_id)


def waiting(uow: UnitOfWork, case_id: str) -> list[tuple[Entry, datetime]]:
    """Held answers of a case and when each leaves, in the order in which they were written."""
    replies = [entry for entry in uow.entries.of_case(case_id, EntryKind.REPLY) if entry.event == HELD]
    found = ((entry, uow.follow_ups.waiting_at(HELD, entry.id)) for entry in replies)
    return [(entry, due_at) for entry, due_at in found if due_at is not None]


def in_time(uow: UnitOfWork, case: Case) -> bool:
    """An answer is written and leaves before the promise of one breaks: nobody needs to be called."""
    return any(case.answer_by is None or due_at <= case.answer_by for _, due_at in waiting(uow, case.id))


def hasten(uow: UnitOfWork, house: House, case: Case) -> None:
    """The case has become immediate: what waited leaves at the next tick."""
    for entry, due_at in waiting(uow, case.id):
        if due_at > leaves_at(house, case, uow.now):
            uow.follow_ups.drop(subject_id=entry.id, kinds=(HELD,))
            hold(uow, case, entry.id, uow.now)


def give(uow: UnitOfWork, case: Case, entry_id: str) -> None:
    """The words leave now: they are the answer that was promised."""
    uow.cases.change(case.id, answered_at=uow.now)
    uow.promises.keep(case.id, "answer")
    uow.follow_ups.drop(case_id=case.id, kinds=(ANSWER_DUE,))
    reach(uow, uow.people.of_id(case.address_id), Later.REPLY, {"entry": entry_id}, case_id=case.id)


def leave(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """Its hour has come; after a night off it waits for the next slot rather than for nobody's sleep."""
    entry, case = uow.entries.of_id(due.subject_id), uow.cases.of_id(due.case_id)
    if entry is None or entry.event != HELD or case is None or not case.address_id:
        return "taken_back"
    if case.state is CaseState.WITHDRAWN:
        return "withdrawn"
    now_or_later = leaves_at(house, case, uow.now)
    if now_or_later > uow.now:
        hold(uow, case, entry.id, now_or_later)
        return "held"
    uow.entries.left(entry.id)
    give(uow, case, entry.id)
    return "sent"
