"""What every use case needs to know of the house: the town, its calendar, the words, the questions.

Must never: change while the service runs, but for the days on which nobody is there (see Closures).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial

from bot.calendar import Calendar, Period
from bot.i18n import Catalogues, Words
from bot.intake.civic import civic
from bot.intake.dialogue import Dialogue
from bot.intake.encounter import encounter
from bot.intake.moments import read_past
from bot.intake.questionnaire import Questionnaire
from bot.intake.relay import relay
from bot.intake.roads import Road
from bot.intake.youth import youth
from bot.territory import AlertMode, Territory

NOTICE_VERSION = 1
"""Version of the information shown and recorded (GDPR art. 13); raise it when its text changes."""


class Closures:
    """The one thing of the house that changes while it runs: days closed because everybody is away."""

    def __init__(self, hours: Calendar) -> None:
        self._hours = hours
        self.periods: tuple[Period, ...] = ()
        self.calendar: Calendar | None = None

    def set(self, periods: tuple[Period, ...]) -> None:
        if periods != self.periods:
            self.periods, self.calendar = periods, self._hours.also_closed(*periods)


@dataclass(frozen=True)
class House:
    """`bot_name` is the bot's user name, for deep links."""

    territory: Territory = field(repr=False)
    catalogues: Catalogues = field(repr=False)
    bot_name: str = ""
    closures: Closures = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "closures", Closures(self.territory.calendar))

    @property
    def calendar(self) -> Calendar:
        """The town's hours, and the days on which nobody is there."""
        return self.closures.calendar or self.territory.calendar

    @cached_property
    def youth(self) -> Questionnaire:
        return youth(district for district in self.territory.districts if district.active)

    @cached_property
    def questionnaires(self) -> Mapping[str, Questionnaire]:
        """By road, which is the kind of the case as well."""
        places = tuple(place for place in self.territory.places if place.active)
        return {Road.YOUTH: self.youth, Road.RELAY: relay(), Road.CIVIC: civic(places),
                Road.ENCOUNTER: encounter()}  # fmt: skip

    @cached_property
    def _outside(self) -> frozenset[str]:
        return frozenset(district.id for district in self.territory.districts if district.outside)

    def words(self, locale: str = "") -> Words:
        return self.catalogues.words(locale)

    def dialogue(self, locale: str, now: datetime, road: str = Road.YOUTH) -> Dialogue:
        always = self.territory.alert_policy.mode is AlertMode.ALWAYS
        words = self.words(locale).formally(road != Road.YOUTH)
        return Dialogue(self.questionnaires[road], words.say, always, self._outside, partial(self._moment, now=now))

    def _moment(self, text: str, now: datetime) -> str:
        """A past hour in somebody's words, as ISO 8601 with the town's offset; "" when there is none."""
        read = read_past(text, now, self.territory.service.zone)
        return read.at.astimezone(self.territory.service.zone).isoformat() if read else ""

    def read_by(self, now: datetime) -> datetime:
        """When a human will have read what is sent now: what the person is promised."""
        return self.calendar.slot_end_after(now, self.territory.promises.reading_least)

    def answer_by(self, read_at: datetime) -> datetime:
        """The answer promised with « C'est lu »."""
        return self.calendar.same_slot_working_days_later(read_at, self.territory.promises.reply_working_days)

    def link(self, payload: str) -> str:
        """A deep link to the bot's private chat; works for someone who never started it."""
        return f"https://t.me/{self.bot_name}?start={payload}"
