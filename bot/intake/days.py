"""Which days can be meant by « samedi », « le 12 », « dans 3 mois », « fin du mois »: candidates, the nearest first.

Must never: read words or hours, or look further than a few years.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum


class Way(IntEnum):
    """Where to look from today."""

    PAST = -1
    FUTURE = 1


class Shade(StrEnum):
    """Which end of a day's part or of a period."""

    EARLY = "debut"
    MIDDLE = "milieu"
    LATE = "fin"


FARTHEST_YEARS = 10
_LEAP = 8  # years between two 29th of February, at most


@dataclass(frozen=True, slots=True)
class Shift:
    """Days from today: -1 is yesterday."""

    count: int

    def days(self, today: date, way: Way) -> Iterator[date]:
        yield today + timedelta(self.count)


@dataclass(frozen=True, slots=True)
class Ahead:
    """`count` of a unit (jour, semaine, mois, ans) from today, negative for the past."""

    count: int
    unit: str

    def days(self, today: date, way: Way) -> Iterator[date]:
        if abs(self.count) * {"jour": 1, "semaine": 7, "mois": 30, "ans": 365}[self.unit] > 365 * FARTHEST_YEARS:
            return
        if self.unit in {"jour", "semaine"}:
            yield today + timedelta(self.count * (7 if self.unit == "semaine" else 1))
            return
        months = today.year * 12 + today.month - 1 + self.count * (12 if self.unit == "ans" else 1)
        yield _in_month(months // 12, months % 12 + 1, today.day)


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday. `only` is where « dernier » and « prochain » look, never today; `later` weeks after the coming one
    (« en huit »); `week` counts weeks from this one; `near` is the nearest to another day."""

    day: int
    only: Way | None = None
    later: int = 0
    week: int | None = None
    near: Ahead | None = None

    def days(self, today: date, way: Way) -> Iterator[date]:
        if self.near is not None:
            for middle in self.near.days(today, way):
                yield middle + timedelta((self.day - middle.weekday() + 3) % 7 - 3)
        elif self.week is not None:
            yield today + timedelta(self.day - today.weekday() + 7 * self.week)
        elif self.only in {None, way}:
            off = ((self.day - today.weekday()) * way) % 7
            off = 7 if self.only and not self.later and not off else off
            yield today + timedelta((off + 7 * self.later) * way)
            yield today + timedelta((off + 7 * self.later + 7) * way)


@dataclass(frozen=True, slots=True)
class OnDate:
    """A day of a month; the nearest month or year when they are unsaid."""

    day: int
    month: int | None = None
    year: int | None = None

    def days(self, today: date, way: Way) -> Iterator[date]:
        if self.year is not None and abs(self.year - today.year) > FARTHEST_YEARS:
            return
        for year, month in self._months(today, way):
            if 1 <= month <= 12 and 1 <= self.day <= monthrange(year, month)[1]:
                found = date(year, month, self.day)
                if (found - today).days * way >= 0:
                    yield found

    def _months(self, today: date, way: Way) -> Iterator[tuple[int, int]]:
        if self.month is not None:
            years = range(_LEAP + 1) if self.year is None else range(1)
            yield from (((self.year or today.year) + way * off, self.month) for off in years)
        else:
            first = today.year * 12 + today.month - 1
            yield from ((months // 12, months % 12 + 1) for months in range(first, first + 3 * way, way))


@dataclass(frozen=True, slots=True)
class Period:
    """A week, a month or a year, to come back to: « la semaine prochaine », « fin du mois », « début juin ».

    `off` counts from this one; `month` is a named month. Without a shade, this one is too vague; so is any of the past.
    """

    unit: str
    off: int = 0
    month: int | None = None
    shade: Shade | None = None

    def days(self, today: date, way: Way) -> Iterator[date]:
        if way is Way.PAST or self.off < 0:
            return
        if self.unit == "semaine":
            yield from self._in_weeks(today)
        elif self.unit == "weekend":
            yield today + timedelta((5 - today.weekday()) % 7 + (7 * self.off if today.weekday() == 5 else 0))
        elif self.unit == "mois":
            yield from self._in_months(today)
        elif self.shade is Shade.LATE:
            yield date(today.year + self.off, 12, 31)

    def _in_weeks(self, today: date) -> Iterator[date]:
        target = {None: 0, Shade.EARLY: 0, Shade.MIDDLE: 2, Shade.LATE: 4}[self.shade]
        monday = today - timedelta(today.weekday())
        if self.off:
            yield monday + timedelta(7 * self.off + target)
        elif self.shade:
            yield monday + timedelta(target)
            yield monday + timedelta(target + 7)

    def _in_months(self, today: date) -> Iterator[date]:
        if not self.shade and (self.month == today.month or (self.month is None and not self.off)):
            return
        day = {None: 1, Shade.EARLY: 1, Shade.MIDDLE: 15, Shade.LATE: 31}[self.shade]
        if self.month is not None:
            yield from (_in_month(today.year + later, self.month, day) for later in (0, 1))
            return
        first = today.year * 12 + today.month - 1 + self.off
        last = first if self.off else first + 1
        yield from (_in_month(months // 12, months % 12 + 1, day) for months in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Checked:
    """« hier samedi », « vendredi 12 juin »: nothing when the day said is another weekday."""

    said: Shift | OnDate
    weekday: int

    def days(self, today: date, way: Way) -> Iterator[date]:
        found = list(self.said.days(today, way))
        if found and found[0].weekday() == self.weekday:
            yield found[0]


Day = Shift | Ahead | Weekday | OnDate | Period | Checked


def merged(said: list[Day]) -> Day | None:
    """The one day that several expressions name together; None when they do not fit."""
    weekdays = {day for day in said if isinstance(day, Weekday)}
    others = {day for day in said if not isinstance(day, Weekday)}
    if len(weekdays) > 1 or len(others) > 1:
        return None
    weekday, other = next(iter(weekdays), None), next(iter(others), None)
    if weekday is None or other is None:
        return weekday or other
    if isinstance(other, Ahead):
        return Weekday(weekday.day, near=other)
    if isinstance(other, Period):
        in_week = other.unit == "semaine" and other.shade is None
        return Weekday(weekday.day, week=other.off) if in_week else weekday if other.unit == "weekend" else None
    return Checked(other, weekday.day) if isinstance(other, Shift | OnDate) else None


def _in_month(year: int, month: int, day: int) -> date:
    """The last day of a month that is too short."""
    return date(year, month, min(day, monthrange(year, month)[1]))
