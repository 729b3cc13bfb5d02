"""From which day to which, in a coordinator's words: « du 3 au 10 avril », « la semaine prochaine », « demain ».

Must never: guess: what is not two days in order is None, and asked again.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.intake.moments import read_future
from bot.intake.normal import LONGEST_READ, plain

LONGEST = timedelta(days=366)
_TO = r"(?: (?:au|a|jusqu'au|jusqu au|jusqu'a|to|until) | ?[-–—>]+ ?)"
_BOTH = re.compile(rf"^(?:du |de |from )?(?P<first>.+?){_TO}(?P<last>.+)$")
_AND = re.compile(r"^(?P<first>.+) (?:et|and) (?P<last>.+)$")
_UNTIL = re.compile(r"^(?:jusqu'au|jusqu au|jusqu'a|until) (?P<last>.+)$")
_DAY = re.compile(r"^(?:\w+ )?(?P<day>\d{1,2})(?:er)?$")
_WEEKS = {"cette semaine": 0, "la semaine prochaine": 1, "semaine prochaine": 1, "this week": 0, "next week": 1}


def read_span(text: str, now: datetime, zone: ZoneInfo) -> tuple[date, date] | None:
    """(first day, last day), both included, not before today and at most a year long."""
    if len(text) > LONGEST_READ:
        return None
    said = " ".join(plain(text).split()).strip(" .!")
    today = now.astimezone(zone).date()
    if said in _WEEKS:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_WEEKS[said])
        return _in_order(max(monday, today), monday + timedelta(days=6), today)
    if until := _UNTIL.match(said):
        return _in_order(today, _day(until["last"], now, zone), today)
    if both := _BOTH.match(said):
        last = _day(both["last"], now, zone)
        return _in_order(_first_day(both["first"], last, now, zone), last, today)
    if two := _AND.match(said):
        first, last = _day(two["first"], now, zone), _day(two["last"], now, zone)
        # « lundi et jeudi » are two absences: only two days that follow each other are one.
        return _in_order(first, last, today) if first and last and last - first == timedelta(days=1) else None
    one = None if said.endswith((" au", " a")) else _day(said, now, zone)
    return _in_order(one, one, today)


def _first_day(said: str, last: date | None, now: datetime, zone: ZoneInfo) -> date | None:
    """« du 3 au 10 avril »: a day without its month is in the month of the last one, or the one before."""
    alone = _DAY.match(said)
    if alone is None or last is None:
        return _day(said, now, zone)
    try:
        same = last.replace(day=int(alone["day"]))
    except ValueError:
        return None
    if same <= last:
        return same
    before = last.replace(day=1) - timedelta(days=1)
    return before.replace(day=int(alone["day"])) if int(alone["day"]) <= before.day else None


def _day(said: str, now: datetime, zone: ZoneInfo) -> date | None:
    local = now.astimezone(zone)
    if said in ("aujourd'hui", "aujourd hui", "today", "maintenant"):
        return local.date()
    # Asked as if the day had just begun: « le 10 » said on the 10th is today.
    morning = datetime.combine(local.date(), time(0, 1), zone)
    alone = _DAY.match(said)
    read = read_future(f"le {alone['day']}" if alone and said == alone["day"] else said, morning, zone)
    return read.at.astimezone(zone).date() if read else None


def _in_order(first: date | None, last: date | None, today: date) -> tuple[date, date] | None:
    if first is None or last is None or first > last or first < today or last - first > LONGEST:
        return None
    return first, last
