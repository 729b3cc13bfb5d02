"""When the service is open, and wall-clock arithmetic over its hours, French public holidays and closed periods.

Every `now` and `at` that comes in is an aware datetime; every instant that goes out is in UTC. Hours are wall-clock
hours of the zone: a time that the spring change skips moves forward; of one that the autumn change repeats, the first.
Must never: read a clock, or search for ever (a week without opening is refused at construction).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(8)
LONGEST_CLOSED_DAYS = 2 * 366
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Wall-clock hours of one day. Only in a Rota may it pass midnight: `closes` is then at or before `opens`."""

    opens: time
    closes: time

    @property
    def passes_midnight(self) -> bool:
        return self.closes <= self.opens


Week = Mapping[int, tuple[Slot, ...]]


@dataclass(frozen=True, slots=True)
class Period:
    """Days of closure, both ends included. ValueError (French) when it ends before it begins, or never."""

    first: date
    last: date
    reason: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"la fermeture finit le {self.last}, avant de commencer le {self.first}")
        if (self.last - self.first).days > LONGEST_CLOSED_DAYS:
            raise ValueError(f"la fermeture du {self.first} dure plus de deux ans")

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Rota:
    """Hours without closed periods, which may pass midnight: of people on call, or of a help line."""

    week: Week
    public_holidays: bool

    def __post_init__(self) -> None:
        _check_week(self.week, past_midnight=True)

    def covers(self, at: datetime, zone: ZoneInfo) -> bool:
        local = _local(at, zone)
        day, clock = local.date(), local.time()
        begun_today = any(s.opens <= clock and (s.passes_midnight or clock < s.closes) for s in self._slots(day))
        return begun_today or any(s.passes_midnight and clock < s.closes for s in self._slots(day - ONE_DAY))

    def _slots(self, day: date) -> tuple[Slot, ...]:
        return self.week.get(day.weekday(), ()) if self.public_holidays or not is_public_holiday(day) else ()


class Opening(NamedTuple):
    """One slot of one day, as two instants."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of the service. ValueError (French, for the operator) when a slot is wrong or the week has no opening.

    `week`: weekday (Monday is 0) to slots in order; none passes midnight. `on_call`: None when nobody is.
    """

    zone: ZoneInfo
    week: Week
    closed: tuple[Period, ...] = ()
    on_call: Rota | None = None

    def __post_init__(self) -> None:
        _check_week(self.week, past_midnight=False)

    def also_closed(self, *periods: Period) -> Calendar:
        """The same calendar with absences that the file does not know."""
        return replace(self, closed=(*self.closed, *periods))

    # ── is it? ──

    def is_open(self, now: datetime) -> bool:
        return any(o.opens_at <= now < o.closes_at for o in self._openings_on(self._local(now).date()))

    def is_reachable(self, now: datetime) -> bool:
        """Open, or somebody is on call; in a closed period nobody is."""
        on_call = self.on_call is not None and self.on_call.covers(now, self.zone)
        return self.is_open(now) or (on_call and self.closed_period(now) is None)

    def is_night(self, now: datetime) -> bool:
        """From 21:00 to 8:00: nothing rings at a person's."""
        clock = self._local(now).time()
        return clock >= NIGHT_BEGINS or clock < NIGHT_ENDS

    def is_open_day(self, day: date) -> bool:
        """A working day of the service: it opens at some hour."""
        return bool(self._openings_on(day))

    def closed_period(self, now: datetime) -> Period | None:
        """The closed period we are in; of several that overlap, the one that ends last."""
        day = self._local(now).date()
        return max((p for p in self.closed if p.holds(day)), key=lambda p: p.last, default=None)

    # ── the next one ──

    def next_opening(self, now: datetime) -> datetime:
        """The first opening that begins after `now`, even when the service is open now."""
        return next(o.opens_at for o in self._openings_from(now) if o.opens_at > now)

    def into_hours(self, at: datetime) -> datetime:
        """`at` when the service is open then, else the next opening."""
        return max(_utc(at), self._holding(at).opens_at)

    def slot_end_after(self, now: datetime, least: timedelta) -> datetime:
        """The close of the first slot that still has `least` of opening time: what a reading promise is made of.

        When no slot of the week is that long, a whole one of the longest will do.
        """
        longest = max(_length(slot) for slots in self.week.values() for slot in slots)
        needed = min(least, longest)
        openings = self._openings_from(now)
        return next(o.closes_at for o in openings if o.closes_at - max(now, o.opens_at) >= needed)

    def next_time_of_day(self, now: datetime, at: time) -> datetime:
        """The first instant, `now` included, at which a clock on the wall shows `at`."""
        day = self._local(now).date()
        today = self._instant(day, at)
        return today if today >= now else self._instant(day + ONE_DAY, at)

    def not_before_morning(self, now: datetime, hour: int = NIGHT_ENDS.hour) -> datetime:
        """`now` when it is between `hour` and 21:00, else the next `hour` o'clock, whatever the day."""
        awake = time(hour) <= self._local(now).time() < NIGHT_BEGINS
        return _utc(now) if awake else self.next_time_of_day(now, time(hour))

    # ── arithmetic ──

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The same wall time that many open days after the day of `at`, then moved into opening hours."""
        if days < 0:
            raise ValueError("days must not be negative")
        if not days:  # wall time alone could turn the second 2:30 of an autumn night into the first
            return self.into_hours(at)
        local = self._local(at)
        day = local.date()
        for _ in range(days):
            day = self._open_day_after(day)
        return self.into_hours(self._instant(day, local.time()))

    def same_slot_working_days_later(self, at: datetime, days: int) -> datetime:
        """The close of the slot that holds `at` (or of the next one, when closed), that many open days later.

        When that day has no such slot, the next one that closes later: a promise is never shortened.
        """
        return self._holding(self.add_working_days(self.into_hours(at), days)).closes_at

    def minus_open_time(self, at: datetime, amount: timedelta) -> datetime:
        """The latest instant from which `amount` of opening time is left until `at`; `at` itself for no amount."""
        if amount <= timedelta():
            return _utc(at)
        left = amount
        for opening in self._openings_until(at):
            until = min(opening.closes_at, _utc(at))
            if until - opening.opens_at >= left:
                return until - left
            left -= until - opening.opens_at
        raise AssertionError("openings never end")

    def open_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Opening time in [start, end[; none when `end` comes first."""
        openings = takewhile(lambda o: o.opens_at < end, self._openings_from(start))
        return sum((min(o.closes_at, end) - max(o.opens_at, start) for o in openings), timedelta())

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Open days after the day of `start`, that of `end` included; 0 when `end` comes first."""
        first, last = self._local(start).date(), self._local(end).date()
        return sum(self.is_open_day(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))

    # ── the openings, one after the other ──

    def _openings_on(self, day: date) -> tuple[Opening, ...]:
        if is_public_holiday(day) or any(period.holds(day) for period in self.closed):
            return ()
        slots = self.week.get(day.weekday(), ())
        openings = (Opening(self._instant(day, s.opens), self._instant(day, s.closes)) for s in slots)
        return tuple(o for o in openings if o.opens_at < o.closes_at)  # a clock change can swallow a night slot

    def _openings_from(self, at: datetime) -> Iterator[Opening]:
        """Those that close after `at`, in order, without end: ask for one that comes back every week."""
        day = self._local(at).date()
        while True:
            yield from (o for o in self._openings_on(day) if o.closes_at > at)
            day = self._day_after(day)

    def _openings_until(self, at: datetime) -> Iterator[Opening]:
        """Those that open before `at`, the last one first, without end."""
        day = self._local(at).date()
        while True:
            yield from (o for o in reversed(self._openings_on(day)) if o.opens_at < at)
            day = self._day_before(day)

    def _holding(self, at: datetime) -> Opening:
        return next(self._openings_from(at))

    def _open_day_after(self, day: date) -> date:
        day = self._day_after(day)
        while not self.is_open_day(day):
            day = self._day_after(day)
        return day

    def _day_after(self, day: date) -> date:
        """The next day; closed periods are leapt over, so that a year of them costs one step."""
        day += ONE_DAY
        while holding := [p.last for p in self.closed if p.holds(day)]:
            day = max(holding) + ONE_DAY
        return day

    def _day_before(self, day: date) -> date:
        day -= ONE_DAY
        while holding := [p.first for p in self.closed if p.holds(day)]:
            day = min(holding) - ONE_DAY
        return day

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at.replace(fold=0), self.zone).astimezone(UTC)

    def _local(self, at: datetime) -> datetime:
        return _local(at, self.zone)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_public_holiday(day: date) -> bool:
    """Of metropolitan France, without the two extra days of Alsace-Moselle."""
    return day in _public_holidays(day.year)


def _check_week(week: Week, *, past_midnight: bool) -> None:
    if not any(week.get(day) for day in range(7)):
        raise ValueError("aucune plage horaire dans toute la semaine")
    for slots in week.values():
        for slot in slots if not past_midnight else slots[:-1]:
            if slot.passes_midnight:
                raise ValueError(f"la plage {slot.opens:%H:%M}-{slot.closes:%H:%M} finit avant de commencer")
        for earlier, later in pairwise(slots):
            if later.opens < earlier.closes:
                raise ValueError(f"la plage de {later.opens:%H:%M} commence avant la fin de la précédente")


def _length(slot: Slot) -> timedelta:
    return datetime.combine(date.min, slot.closes) - datetime.combine(date.min, slot.opens)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return at.astimezone(zone)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
