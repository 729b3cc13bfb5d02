"""The follow-ups of the desk by kind: tasks for humans, the morning list, the summary; and the word to who waits.

Must never: run by itself; `follow_ups` claims the row and passes since when it is late, or "".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.services import morning, tasks
from bot.services.house import House
from bot.services.task_terms import MORNING, TASKS, WEEK
from bot.services.voice import Later, reach
from storage.records import FollowUp
from storage.unit_of_work import UnitOfWork

PERSON_TOLD = "person_told"
"""Nobody has read an immediate case: the person hears it, whatever becomes of the alarm."""


def watch_person(uow: UnitOfWork, house: House, case_id: str) -> None:
    minutes = house.territory.delays.person_told_minutes
    uow.follow_ups.queue(PERSON_TOLD, uow.now + timedelta(minutes=minutes), case_id=case_id)


def _tell_person(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """At any hour, also when the service has closed meanwhile: never silent to the person."""
    case = uow.cases.of_id(due.case_id)
    if case is None or not case.is_open or case.opened_at is not None:
        return "read"
    if not case.address_id:
        return "no_chat"
    reach(uow, uow.people.of_id(case.address_id), Later.UNREAD, {"late": late}, case_id=case.id)
    return "said"


RUNNERS: Mapping[str, Callable[[UnitOfWork, House, FollowUp, str], str]] = {
    **dict.fromkeys(TASKS, tasks.fall_due),
    PERSON_TOLD: _tell_person,
    MORNING: morning.morning,
    WEEK: morning.week,
}
