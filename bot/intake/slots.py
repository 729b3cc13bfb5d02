"""When somebody may be written to: in the slots they chose, and in any case between 8:00 and 21:00.

Must never: read a clock, or answer with an instant in the night.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.intake.hours import AFTERNOON, EVENING, MIDDAY, MORNING

DAY = (8, 21)
"""Hours on the wall; nobody is written to outside, but for an immediate case or by a human's wish."""
_HOURS = {MORNING: (8, 12), MIDDAY: (12, 14), AFTERNOON: (14, 18), EVENING: (18, 21)}


def next_in_slots(slots: Collection[str], now: datetime, zone: ZoneInfo) -> datetime:
    """`now` when it falls into one of the slots (codes of `creneaux`), else the beginning of the next; in UTC.

    No slot, « peu importe » or an unknown code stand for the whole day.
    """
    spans = sorted(_HOURS[slot] for slot in slots if slot in _HOURS) or [DAY]
    today = now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        for first, last in spans:
            begins, ends = (datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in (first, last))
            if now < ends:
                return max(now.astimezone(UTC), begins)
    raise AssertionError("tomorrow has every slot")
