"""The morning list and the summary of the week: when they fall due, and what stands in them for one coordinator.

Must never: ring, name a person or a theme, or say the same morning twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.calendar import Calendar
from bot.services import tasks
from bot.services.house import House
from bot.services.task_terms import MORNING, WEEK, Agenda
from bot.services.tasks import Keepers, Line
from bot.territory import StaleLine, check
from storage.records import FollowUp
from storage.records_tasks import Promised, Unread
from storage.unit_of_work import UnitOfWork

_SUMMED_UP = "promises_summed_up"
"""Fact: until when the promises have been summed up."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a coordinator finds in the morning: due by the end of the day, the longest overdue first."""

    lines: list[Line]
    unread: list[Unread]
    promised: list[Promised]
    unchecked: tuple[StaleLine, ...]

    def __bool__(self) -> bool:
        return bool(self.lines or self.unread or self.promised or self.unchecked)


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one week: kept in time, kept too late, not kept."""

    in_time: int
    late: int
    broken: int

    @property
    def all(self) -> int:
        return self.in_time + self.late + self.broken


# -- when ----------------------------------------------------------------------------------------------------------


def keep(uow: UnitOfWork, house: House) -> None:
    """There is always one morning and one summary to come."""
    if not uow.follow_ups.has(MORNING):
        uow.follow_ups.queue(MORNING, _next_morning(house.calendar, uow.now))
    if not uow.follow_ups.has(WEEK):
        uow.follow_ups.queue(WEEK, _next_week(house.calendar, uow.now))


def _next_morning(calendar: Calendar, now: datetime) -> datetime:
    """The first opening of a day that is still to come, today's included while it has not begun."""
    return calendar.next_opening(now) if not _has_opened(calendar, now) else tasks.opening_of_day(
        calendar, now + timedelta(days=1)
    )  # fmt: skip


def _has_opened(calendar: Calendar, now: datetime) -> bool:
    opening = tasks.opening_of_day(calendar, now)
    return opening <= now and _day(calendar, opening) == _day(calendar, now)


def _next_week(calendar: Calendar, now: datetime) -> datetime:
    """The first opening of next week."""
    return calendar.into_hours(monday(calendar, now) + A_WEEK + timedelta(hours=2))


def monday(calendar: Calendar, at: datetime) -> datetime:
    """The midnight at which the week of `at` began."""
    day = _day(calendar, at)
    first = day - timedelta(days=day.weekday())
    return datetime.combine(first, time(0), calendar.zone).astimezone(UTC)


def _day(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(calendar.zone).date()


def begins_week(calendar: Calendar, at: datetime) -> bool:
    """No working day of this week came before the day of `at`."""
    day = _day(calendar, at)
    return not any(calendar.is_open_day(day - timedelta(days=back)) for back in range(1, day.weekday() + 1))


# -- falling due ---------------------------------------------------------------------------------------------------


def morning(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """To each coordinator who is there; whoever has nothing to do hears nothing. Never outside hours."""
    if not house.calendar.is_open(uow.now):
        uow.follow_ups.queue(MORNING, house.calendar.next_opening(uow.now), step=due.step)
        return "closed"
    tasks.tell_due(uow, house)
    for chat in Keepers(uow).present:
        params = {"late": late, "lines": begins_week(house.calendar, uow.now)}
        uow.outbox.put(chat, Agenda.MORNING, params, silent=True, protected=True)
    uow.follow_ups.queue(MORNING, _next_morning(house.calendar, uow.now))
    return "said"


def week(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """What was promised since the last summary, up to this week's Monday."""
    if not house.calendar.is_open(uow.now):
        uow.follow_ups.queue(WEEK, house.calendar.next_opening(uow.now), step=due.step)
        return "closed"
    end = monday(house.calendar, uow.now)
    told = uow.ledger.fact(_SUMMED_UP)
    first = monday(house.calendar, monday(house.calendar, due.due_at) - timedelta(days=1))
    start = datetime.fromisoformat(told) if told else first
    for chat in Keepers(uow).present:
        params = {"start": start.isoformat(), "end": end.isoformat(), "late": late}
        uow.outbox.put(chat, Agenda.WEEK, params, silent=True, protected=True)
    uow.ledger.set_fact(_SUMMED_UP, end.isoformat())
    uow.follow_ups.queue(WEEK, _next_week(house.calendar, uow.now))
    return "said"


# -- what ----------------------------------------------------------------------------------------------------------


def brief(uow: UnitOfWork, house: House, reader: str, *, lines: bool) -> Brief:
    """As things stand now. `lines`: help lines too, once a week: only the operator can check them."""
    end, keepers = tasks.end_of_day(house.calendar, uow.now), Keepers(uow)
    today = uow.now.astimezone(house.calendar.zone).date()
    return Brief(
        tasks.lines_for(uow, reader, end),
        [case for case in uow.tasks.unread() if reader in keepers.of(case.holder_id)],
        [one for one in uow.tasks.promised(end) if reader in keepers.of(one.holder_id)],
        check(house.territory, today) if lines else (),
    )


def kept(promised: list[Promised], holder_id: str = "") -> Kept:
    """Of one coordinator's cases, or of all."""
    mine = [one for one in promised if not holder_id or one.holder_id == holder_id]
    in_time = sum(one.kept_at is not None and one.kept_at <= one.by for one in mine)
    late = sum(one.kept_at is not None and one.kept_at > one.by for one in mine)
    return Kept(in_time, late, len(mine) - in_time - late)
