"""Reminders to a relay whose young person does not know: they must be told within a month (GDPR art. 14).

Must never: tell the young person itself, or go on once the relay has said that it is done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.intake.relay import NOT_INFORMED
from bot.services.house import House
from bot.services.voice import Later, remind, tell
from storage.records import Case, EntryKind, FollowUp
from storage.unit_of_work import UnitOfWork

INFORM = "relay_inform"
INFORMED = "person_informed"
"""Event: the relay says that the person knows now."""
WITHIN = timedelta(days=30)


def inform(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """D+7 and D+25 to the relay; when the month is over, a human decides. Never at night. `late`: since when, or ""."""
    case = uow.cases.of_id(due.case_id)
    if case is None or not case.is_open or not set(case.answers.get("jeune_informe", ())) & set(NOT_INFORMED):
        return "informed"
    if house.calendar.is_night(uow.now):
        uow.follow_ups.queue(INFORM, house.calendar.not_before_morning(uow.now), case_id=case.id, step=due.step)
        return "night"
    days = house.territory.delays.relay_informed_days
    relay = uow.relays.of(case.address_id) if case.address_id else None
    if due.step >= len(days) or relay is None or not relay.active or uow.people.of_id(relay.id).quiet:
        remind(uow, case, {"late": late, "why": "uninformed"})
        return "handed_over"
    tell(uow, uow.people.of_id(relay.id), Later.INFORM, {"of": case.kind, "late": late}, case_id=case.id)
    sent = case.sent_at or case.created_at
    later = [sent + timedelta(days=day) for day in days[due.step + 1 :]] or [sent + WITHIN]
    uow.follow_ups.queue(INFORM, max(later[0], uow.now + timedelta(days=1)), case_id=case.id, step=due.step + 1)
    return "said"


def another_comes(house: House, case: Case, now: datetime) -> bool:
    """Whether « pas encore » will be asked about again before the month is over."""
    last = (case.sent_at or case.created_at) + timedelta(days=house.territory.delays.relay_informed_days[-1])
    return now < last


def informed(uow: UnitOfWork, case_id: str) -> None:
    """The relay has told the person, or says why it would be dangerous: nothing more is asked of them."""
    uow.entries.add(case_id, EntryKind.EVENT, "", event=INFORMED)
    uow.follow_ups.drop(case_id=case_id, kinds=(INFORM,))
