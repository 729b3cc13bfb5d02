"""Tasks: follow-ups that wait for a human's answer, from the hour they are planned to the morning they are told.

Must never: ask about a case that is over, tell somebody who has no right any more, or double what is planned already.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.calendar import Calendar
from bot.intake.roads import Road
from bot.services.absence import acting
from bot.services.house import House
from bot.services.late import late_since
from bot.services.task_terms import DORMANT, ON_OPEN_CASE, TAKEN, TASKS, Agenda
from bot.services.voice import reachable_staff
from storage.records import Case, CaseState, FollowUp
from storage.records_tasks import Task
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Line:
    """What one line shows: one task, or all that wait for an answer about one case. `at`: the earliest hour."""

    tasks: tuple[Task, ...]

    @property
    def at(self) -> datetime:
        return self.tasks[0].due_at

    @property
    def first(self) -> Task:
        return self.tasks[0]


# -- planning ------------------------------------------------------------------------------------------------------


def opening_of_day(calendar: Calendar, at: datetime) -> datetime:
    """The first opening of that day, or of the next one that has any: an hour for what has none."""
    local = at.astimezone(calendar.zone)
    return calendar.into_hours(datetime.combine(local.date(), time(0), calendar.zone))


def days_later(uow: UnitOfWork, house: House, days: int) -> datetime:
    """The morning so many calendar days from today, never today's."""
    zone = house.calendar.zone
    day = uow.now.astimezone(zone).date() + timedelta(days=days)
    return opening_of_day(house.calendar, datetime.combine(day, time(12), zone))


def watch_taken(uow: UnitOfWork, house: House, case: Case) -> None:
    """After the first reading; one round at a time: a new danger or a reopening doubles nothing that still stands."""
    if case.alert_only or uow.follow_ups.has(TAKEN, case.id):
        return
    days = house.territory.delays.taken_days
    for step, after in enumerate(days):
        if case.kind != Road.CIVIC or step == len(days) - 1:  # an incident is nobody one stays in touch with
            uow.tasks.plan(TAKEN, case.id, days_later(uow, house, after), step=step)


def watch_dormant(uow: UnitOfWork, house: House, case: Case) -> None:
    if not case.alert_only and not uow.follow_ups.has(DORMANT, case.id):
        uow.tasks.plan(DORMANT, case.id, dormant_at(house, uow.now))


def dormant_at(house: House, last: datetime) -> datetime:
    """The same day, `delays.dormant_months` later; the last day of a shorter month."""
    local = last.astimezone(house.calendar.zone)
    months = local.month - 1 + house.territory.delays.dormant_months
    year, month = local.year + months // 12, months % 12 + 1
    day = min(local.day, months_of.monthrange(year, month)[1])
    return opening_of_day(house.calendar, local.replace(year=year, month=month, day=day))


# -- falling due ---------------------------------------------------------------------------------------------------


def fall_due(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """It becomes an open task, for the morning list; one planned by hand at an hour of its own is told at once."""
    case = uow.cases.of_id(due.case_id)
    if case is None or case.state is CaseState.WITHDRAWN:
        return "gone"
    if due.kind in ON_OPEN_CASE and not case.is_open:
        return "closed"
    if due.kind == DORMANT and (again := _touched_since(uow, house, case)):
        uow.tasks.plan(DORMANT, case.id, again)
        return "in_touch"
    uow.tasks.tell(due.id)
    if due.by_id and due.due_at != opening_of_day(house.calendar, due.due_at):
        for chat in Keepers(uow).of(case.holder_id):
            params = {"task": due.id, "late": late}
            uow.outbox.put(chat, Agenda.TASK, params, case_id=case.id, silent=True, protected=True)
    return "asked"


def _touched_since(uow: UnitOfWork, house: House, case: Case) -> datetime | None:
    """When to ask again, if anybody has written since; None: it is time."""
    last = uow.tasks.last_contact(case.id) or case.sent_at or case.created_at
    again = dormant_at(house, last)
    return again if again > uow.now else None


def tell_due(uow: UnitOfWork, house: House) -> None:
    """Before a morning list is made: whatever is due stands in it, whichever row the clock has reached first."""
    for row_id in uow.tasks.due(TASKS):
        due = uow.follow_ups.claim(row_id)
        if due is not None:
            uow.follow_ups.outcome(due.id, fall_due(uow, house, due, late_since(uow, due)))


# -- whose they are ------------------------------------------------------------------------------------------------


class Keepers:
    """Who answers for a case at this moment: its holder, the holder's deputy, or every coordinator."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._reachable = reachable_staff(uow)
        self._acting: dict[str, str] = {}
        self.present = [chat for chat in self._reachable if self._acts(chat) == chat]

    def of(self, holder_id: str) -> list[str]:
        """Never empty while a single coordinator can be reached."""
        acts = self._acts(holder_id) if holder_id else ""
        return [acts] if acts in self._reachable else self.present or self._reachable

    def _acts(self, staff_id: str) -> str:
        if staff_id not in self._acting:
            self._acting[staff_id] = acting(self._uow, staff_id)
        return self._acting[staff_id]


def lines_for(uow: UnitOfWork, reader: str, end: datetime) -> list[Line]:
    """What this coordinator answers for, due before `end`: what waits for an answer is one line for each case."""
    keepers = Keepers(uow)
    tasks = uow.tasks.until(end, ON_OPEN_CASE, DORMANT)
    return merged(uow, [task for task in tasks if reader in keepers.of(task.holder_id)])


def merged(uow: UnitOfWork, tasks: Iterable[Task]) -> list[Line]:
    told: dict[tuple[str, bool], list[Task]] = {}
    lines: list[list[Task]] = []
    for task in tasks:
        about = (task.case_id, task.kind == DORMANT)
        if is_due(uow, task) and about in told:
            told[about].append(task)
            continue
        lines.append([task])
        if is_due(uow, task):
            told[about] = lines[-1]
    return [Line(tuple(line)) for line in lines]


def is_due(uow: UnitOfWork, task: Task) -> bool:
    return task.told or task.due_at <= uow.now


def line_of(uow: UnitOfWork, task: Task) -> Sequence[Task]:
    """The tasks that are answered together with this one."""
    if not task.live:
        return ()
    about = uow.tasks.of_case(task.case_id, (DORMANT,) if task.kind == DORMANT else ON_OPEN_CASE)
    return next((line.tasks for line in merged(uow, about) if task in line.tasks), (task,))


def end_of_day(calendar: Calendar, at: datetime, days: int = 0) -> datetime:
    """The midnight at which the day of `at` ends, or a later one."""
    day = at.astimezone(calendar.zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(0), calendar.zone).astimezone(UTC)
