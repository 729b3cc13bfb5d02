"""Who is away, who acts for them, and whether anybody is left: without a deputy the service is closed.

Nothing is moved: whoever acts for a holder is looked up when something has to reach them, so that all comes back by
itself. Must never: leave an alert with somebody who is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.calendar import Period
from bot.services.house import House
from storage.records import Absence, Coordinator
from storage.unit_of_work import UnitOfWork

ONE_DAY = timedelta(days=1)
_DEEPEST = 3
"""Deputies of deputies."""


def acting(uow: UnitOfWork, staff_id: str) -> str:
    """Who acts for this coordinator now: themselves, their deputy, or "" for nobody."""
    standing = [one for one in uow.absences.standing() if one.first_at <= uow.now]
    found = staff_id
    for _ in range(_DEEPEST):
        away = next((one for one in standing if one.staff_id == found), None)
        if away is None:
            return found
        found = away.deputy_id
        if not found:
            return ""
    return ""


def refresh(uow: UnitOfWork, house: House) -> None:
    """The calendar of the house knows the days on which nobody is there."""
    house.closures.set(closed_days(uow, house))


def closed_days(uow: UnitOfWork, house: House) -> tuple[Period, ...]:
    """Days, from today on, on which every coordinator is away and nobody stands in."""
    staff, standing = uow.staff.active(), uow.absences.standing()
    if not staff or not standing:
        return ()
    zone = house.territory.service.zone
    first = min(one.first_at for one in standing).astimezone(zone).date()
    last = max(one.last_at for one in standing).astimezone(zone).date()
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    return _periods([day for day in days if _nobody(staff, standing, _noon(day, house))])


def _nobody(staff: Sequence[Coordinator], standing: Sequence[Absence], at: datetime) -> bool:
    away = {one.staff_id for one in standing if one.first_at <= at < one.last_at}
    return all(one.id in away for one in staff)


def _noon(day: date, house: House) -> datetime:
    return datetime.combine(day, time(12), house.territory.service.zone)


def _periods(days: Sequence[date]) -> tuple[Period, ...]:
    found: list[Period] = []
    for day in days:
        if found and found[-1].last + ONE_DAY == day:
            found[-1] = Period(found[-1].first, day, REASON)
        else:
            found.append(Period(day, day, REASON))
    return tuple(found)


REASON = "absence"


def plan(uow: UnitOfWork, house: House, staff_id: str, first: date, last: date, deputy_id: str) -> Absence:
    """From the first day's beginning (now, when it has begun) to the last day's end. Replaces one that overlaps."""
    zone = house.territory.service.zone
    first_at = max(datetime.combine(first, time(0), zone), uow.now)
    last_at = datetime.combine(last + ONE_DAY, time(0), zone)
    for one in uow.absences.standing():
        if one.staff_id == staff_id and one.first_at < last_at and first_at < one.last_at:
            uow.absences.end(one.id, uow.now)
    planned = uow.absences.of_id(uow.absences.plan(staff_id, first_at, last_at, deputy_id))
    assert planned is not None  # written on the line above, in this transaction
    refresh(uow, house)
    return planned


def end(uow: UnitOfWork, house: House, row_id: str) -> bool:
    """Back earlier, or called off; once."""
    ended = uow.absences.end(row_id, uow.now)
    refresh(uow, house)
    return ended
