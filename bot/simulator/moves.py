"""How the page's clock moves: where to, and where it stops on the way so that follow-ups fall due at their hour.

Must never: go back in time, or read any clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.i18n import N_
from bot.simulator.desk import Impossible
from bot.simulator.shapes import Json

QUARTER = timedelta(minutes=15)
MOST_STOPS = 100
FARTHEST = timedelta(days=800)  # past the longest retention, so that purges can be shown
OPENING = time(9)
MONDAY = 0


def target(now: datetime, zone: ZoneInfo, body: Json) -> datetime:
    """Where a request moves the clock: `{"minutes": 15}`, `{"to": "tomorrow"|"monday"}` (9:00 there), or `{"at": ISO}`.

    An `at` without an offset is local to `zone`. Impossible when it is unreadable, in the past or too far.
    """
    if isinstance(body.get("minutes"), int):
        minutes = min(max(body["minutes"], -1), FARTHEST // timedelta(minutes=1) + 1)
        found = now + timedelta(minutes=minutes)
    elif body.get("to") in ("tomorrow", "monday"):
        found = _morning(now.astimezone(zone), only_monday=body["to"] == "monday")
    else:
        found = _read(body.get("at"), zone)
    if not now < found <= now + FARTHEST:
        raise Impossible(N_("The clock only moves forward."))
    return found


def stops(now: datetime, end: datetime) -> Iterator[datetime]:
    """Every quarter of an hour up to `end` (every few of them for long ways), `end` last."""
    stride = QUARTER * max(1, -(-(end - now) // (QUARTER * MOST_STOPS)))
    at = now - timedelta(seconds=now.timestamp() % QUARTER.total_seconds()) + stride
    while at < end:
        yield at
        at += stride
    yield end


def _morning(local: datetime, *, only_monday: bool) -> datetime:
    """The next 9:00 that is on a later day, or on a Monday to come."""
    day = local.date() + timedelta(days=1)
    while only_monday and day.weekday() != MONDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, local.tzinfo)


def _read(value: object, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise Impossible(N_("This moment cannot be read.")) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)
