"""A moment as a person types it: « hier soir vers 23h » happened, « mardi 14h » is when to come back.

Hours are wall-clock hours of the zone: of an hour that the autumn change repeats, the first that fits; one that the
spring change skips moves forward.
Must never: guess. Two readings that do not fit, « la semaine dernière », « un soir » are None and asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.intake.days import OnDate, Shade, Shift, Way, Weekday
from bot.intake.timehours import MIDNIGHT
from bot.intake.timesaid import Said, said_in

SOON = timedelta(minutes=5)
"""A clock that runs ahead, an hour rounded up: not yet the future."""
_NIGHT_OWL = 5  # before this hour, « ce soir » and « aujourd'hui » may be yesterday's
_A_WHILE = timedelta(hours=1)
_LONGEST_DELAY = timedelta(days=30)
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware, in UTC. `exact` is False when only a day or a part of a day was said."""

    at: datetime
    exact: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """Minutes from 0:00 of its day: beginning, the minute that stands for it (past, future), end."""

    begins: int
    past: int
    future: int
    ends: int


_DAY = _Part(0, 12 * _HOUR, 9 * _HOUR, 18 * _HOUR)
_PARTS = {
    "": _DAY, "journee": _DAY,
    "petitmatin": _Part(5 * _HOUR, 6 * _HOUR, 6 * _HOUR, 8 * _HOUR),
    "matin": _Part(5 * _HOUR, 9 * _HOUR, 9 * _HOUR, 12 * _HOUR),
    "midi": _Part(11 * _HOUR + 30, 12 * _HOUR, 12 * _HOUR, 14 * _HOUR),
    "apresmidi": _Part(12 * _HOUR, 15 * _HOUR, 15 * _HOUR, 18 * _HOUR),
    "soir": _Part(18 * _HOUR, 21 * _HOUR, 20 * _HOUR, 24 * _HOUR),
    "nuit": _Part(22 * _HOUR, 23 * _HOUR, 23 * _HOUR, 30 * _HOUR),
}  # fmt: skip
_SHADED = {
    ("matin", Shade.EARLY): 7 * _HOUR + 30, ("matin", Shade.MIDDLE): 10 * _HOUR, ("matin", Shade.LATE): 11 * _HOUR + 30,
    ("apresmidi", Shade.EARLY): 13 * _HOUR + 30, ("apresmidi", Shade.LATE): 17 * _HOUR + 30,
    ("soir", Shade.EARLY): 19 * _HOUR, ("soir", Shade.LATE): 23 * _HOUR,
    ("nuit", Shade.EARLY): 22 * _HOUR, ("nuit", Shade.MIDDLE): 26 * _HOUR, ("nuit", Shade.LATE): 29 * _HOUR,
    ("journee", Shade.EARLY): 9 * _HOUR, ("journee", Shade.LATE): 17 * _HOUR + 30,
}  # fmt: skip
_NEAR = 60  # minutes before a shaded part's own minute when it may be said to have begun


def read_past(text: str, now: datetime, zone: ZoneInfo) -> Moment | None:
    """When something happened: the latest reading that is not after `now` (aware), but for a few minutes."""
    said = said_in(text)
    if said is None or said.alone:
        return None
    if said.delay is not None:
        return _delayed(said.delay, now) if -_LONGEST_DELAY <= said.delay <= timedelta(0) else None
    if _is_only_now(said):
        return _delayed(-_A_WHILE if said.earlier else timedelta(0), now, exact=not said.earlier)
    return _Reading(said, now.astimezone(UTC), zone, Way.PAST).moment()


def read_future(text: str, now: datetime, zone: ZoneInfo) -> Moment | None:
    """When to come back to something: the first reading after `now` (aware)."""
    said = said_in(text)
    if said is None:
        return None
    if said.delay is not None:
        return _delayed(said.delay, now) if timedelta(0) <= said.delay <= _LONGEST_DELAY else None
    if _is_only_now(said):
        return None if said.earlier else _delayed(timedelta(0), now)
    return _Reading(said, now.astimezone(UTC), zone, Way.FUTURE).moment()


def _delayed(delay: timedelta, now: datetime, *, exact: bool = True) -> Moment:
    return Moment(now.astimezone(UTC) + delay, exact)


def _is_only_now(said: Said) -> bool:
    return (said.at_once or said.earlier) and said.day is None and said.minute is None and not said.part


@dataclass(frozen=True, slots=True)
class _Reading:
    """`now` is in UTC: wall-clock arithmetic would be wrong across a change of hour."""

    said: Said
    now: datetime
    zone: ZoneInfo
    way: Way

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    def moment(self) -> Moment | None:
        found = self._hours() if self.said.minute is not None else self._parts()
        return next(found, None)

    def _days(self) -> Iterator[date]:
        said, today = self.said, self.local.date()
        if said.day is not None and said.day != Shift(0):
            candidates = said.day.days(today, self.way)
            named = isinstance(said.day, OnDate) and said.day.month is not None
            # « le 31 décembre à 19h » said that day at 18:00 is a slip, not last year.
            yield from islice(candidates, 1) if named else candidates
            return
        yield today
        is_today = said.day is not None or (said.this and said.part != "nuit") or said.part == "journee"
        if not is_today or (self.way is Way.PAST and self.local.hour < _NIGHT_OWL):
            yield today + timedelta(self.way)

    def _hours(self) -> Iterator[Moment]:
        for day in self._days():
            for minute in self._minutes():
                for fold in (0, 1):
                    at = self._instant(day, minute, fold)
                    if at > self.now if self.way is Way.FUTURE else at <= self.now + SOON:
                        yield Moment(at, True)

    def _minutes(self) -> list[int]:
        """The minutes of the day that the hour said can be, the likeliest first; [] when the part contradicts it."""
        said, minute = self.said, self.said.minute or 0
        if minute >= MIDNIGHT:
            early = minute - MIDNIGHT
            return [early] if said.spoken == "matin" else [minute] if said.part == "soir" else [minute, early]
        spoken = said.spoken.removesuffix("?")
        if said.spoken.endswith("?"):
            return [_TWELVE_HOURS[spoken](minute)]
        if spoken:
            found = [at % MIDNIGHT for at in _IN_PART[spoken](minute)]
            is_next_day = said.part in {"soir", "nuit"} and spoken in {"matin", "petitmatin", "nuit"}
            return [at + MIDNIGHT if is_next_day and at < 12 * _HOUR else at for at in found[:1]]
        if said.part in _IN_PART:
            found = _IN_PART[said.part](minute)
            return found if self.way is Way.PAST else sorted(found)
        is_small = self.way is Way.FUTURE and _HOUR <= minute < 7 * _HOUR
        return [minute + 12 * _HOUR] if is_small and (self.said.day or self.said.part) else [] if is_small else [minute]

    def _parts(self) -> Iterator[Moment]:
        said, part = self.said, _PARTS[self.said.part]
        stands = _SHADED.get((said.part, said.shade)) if said.shade else None
        minute = stands or (part.past if self.way is Way.PAST else part.future)
        begins = minute - _NEAR if stands else part.begins
        for day in self._days():
            if isinstance(said.day, Weekday) and self.way is Way.FUTURE and day == self.local.date():
                continue  # « mardi » said on a Tuesday
            at = self._instant(day, minute)
            if at > self.now if self.way is Way.FUTURE else at <= self.now + SOON:
                yield Moment(at, False)
            elif said.day is None or isinstance(said.day, Shift | OnDate):
                yield from self._meanwhile(day, begins, part.ends)

    def _meanwhile(self, day: date, begins: int, ends: int) -> Iterator[Moment]:
        """A part of the day that has begun and is not over: now for the past, half of what is left for the future."""
        if self.said.part == "nuit":
            return
        if self.way is Way.PAST and self._instant(day, begins) <= self.now:
            yield Moment(self.now, False)
        left = self._instant(day, ends) - self.now
        if self.way is Way.FUTURE and day == self.local.date() and left > timedelta(0):
            yield Moment(self.now + left / 2, False)

    def _instant(self, day: date, minute: int, fold: int = 0) -> datetime:
        day += timedelta(minute // MIDNIGHT)
        hour = time(minute % MIDNIGHT // _HOUR, minute % _HOUR, fold=fold)
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


def _in_evening(minute: int) -> list[int]:
    """« hier soir à 8h » is 20:00, « vers 1h » the next day."""
    if minute < 5 * _HOUR or 12 * _HOUR <= minute < 13 * _HOUR:
        return [minute % (12 * _HOUR) + MIDNIGHT]
    if minute < 12 * _HOUR:
        return [minute + 12 * _HOUR]
    return [minute] if minute >= 16 * _HOUR else []


def _in_night(minute: int) -> list[int]:
    if minute < 9 * _HOUR:
        return [minute + MIDNIGHT, minute]
    if minute < 12 * _HOUR:
        return [minute + 12 * _HOUR]
    if minute < 13 * _HOUR:
        return [minute + 12 * _HOUR, minute - 12 * _HOUR]
    return [minute] if minute >= 20 * _HOUR else []


def _in_afternoon(minute: int) -> list[int]:
    if minute < 8 * _HOUR:
        return [minute + 12 * _HOUR] if minute >= _HOUR else []
    return [minute] if 12 * _HOUR <= minute < 20 * _HOUR else []


def _in_morning(minute: int) -> list[int]:
    return [minute] if minute < 13 * _HOUR else []


def _at_noon(minute: int) -> list[int]:
    if _HOUR <= minute < 3 * _HOUR:
        return [minute + 12 * _HOUR]
    return [minute] if 11 * _HOUR <= minute < 15 * _HOUR else []


_IN_PART: dict[str, Callable[[int], list[int]]] = {
    "petitmatin": _in_morning, "matin": _in_morning, "midi": _at_noon, "apresmidi": _in_afternoon,
    "soir": _in_evening, "nuit": _in_night,
}  # fmt: skip
_TWELVE_HOURS: dict[str, Callable[[int], int]] = {
    "matin": lambda minute: minute % (12 * _HOUR), "apresmidi": lambda minute: minute % (12 * _HOUR) + 12 * _HOUR,
}  # fmt: skip
