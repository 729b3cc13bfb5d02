"""A month in Beaune: who writes when, what two coordinators do, when the bot and Telegram are away. All from one seed.

Must never: look into the database to decide what somebody does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
BEGIN = datetime(2026, 10, 12, 8, 0, tzinfo=PARIS)
"""A Monday; within: the change to winter time (25 October), Armistice Day (Wednesday 11 November)."""
END = datetime(2026, 11, 14, 20, 0, tzinfo=PARIS)
WINTER, ARMISTICE = date(2026, 10, 25), date(2026, 11, 11)
PEOPLE = 220
"""About 200 of them send."""
FIRST_USER = 20_001


@dataclass(frozen=True, order=True)
class Doing:
    """Something that happens at an hour: `what` is one of the methods of the player."""

    at: datetime
    what: str = field(compare=False)
    whom: int = field(compare=False, default=0)


@dataclass(frozen=True)
class Away:
    """The bot is down, or Telegram answers nobody."""

    begins: datetime
    ends: datetime
    telegram: bool = False

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


OUTAGES = (
    Away(datetime(2026, 10, 15, 14, 20, tzinfo=PARIS), datetime(2026, 10, 16, 10, 5, tzinfo=PARIS)),
    Away(datetime(2026, 10, 25, 1, 30, tzinfo=PARIS), datetime(2026, 10, 25, 11, 0, tzinfo=PARIS)),
    Away(datetime(2026, 11, 3, 9, 40, tzinfo=PARIS), datetime(2026, 11, 3, 12, 10, tzinfo=PARIS), telegram=True),
)
"""An afternoon and a night; the night that the clocks change; Telegram on a working morning."""


def script(seed: int, people: int = PEOPLE) -> list[Doing]:
    """What people and coordinators do, in order."""
    random = Random(seed)
    doings = [Doing(_writes_at(random), "first_contact", FIRST_USER + one) for one in range(people)]
    for doing in list(doings):
        if random.random() < 0.25:
            doings.append(Doing(doing.at + timedelta(hours=random.uniform(2, 120)), "later_words", doing.whom))
    day = BEGIN.date()
    while datetime.combine(day, time(20), PARIS) <= END:
        for hour, minute in ((9, 20), (11, 5), (14, 30), (16, 40)):
            doings.append(Doing(datetime.combine(day, time(hour, minute), PARIS), "desk"))
        day += timedelta(days=1)
    return sorted(one for one in doings if BEGIN < one.at < END)


def _writes_at(random: Random) -> datetime:
    """Mostly in the evening; some at night."""
    days = random.randrange((END - BEGIN).days - 3)
    hour = random.choices((8, 12, 16, 18, 20, 22, 23, 2), weights=(1, 3, 4, 5, 6, 5, 2, 1))[0]
    return datetime.combine(
        (BEGIN + timedelta(days=days)).date(), time(hour, random.randrange(60), random.randrange(60)), PARIS
    )
