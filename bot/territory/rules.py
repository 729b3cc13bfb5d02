"""What a town decides: who the service is, its promises, delays and retention.

Must never: give a default to what a town has to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.territory.toml_tables import WrongKey
from bot.territory.values import Positive, refuse_unordered

_TELEPHONE = re.compile(r"^\+?\d[\d ]{1,18}\d$")


class AlertMode(StrEnum):
    ASK = "ask"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Service:
    """`at`, `explained`: « L'équipe est {at}, {explained}. » `controller`, `dpo`: those of the GDPR notice."""

    name: str
    town: str
    at: str
    explained: str
    telephone: str
    telephone_when: str
    controller: str
    dpo: str
    zone: ZoneInfo
    deputies: bool
    locale: str = "fr"
    address: str = ""

    def __post_init__(self) -> None:
        if not _TELEPHONE.match(self.telephone):
            raise WrongKey("telephone", f"« {self.telephone} » n'est pas un numéro de téléphone")
        if not re.match(r"^[a-z]{2}$", self.locale):
            raise WrongKey("locale", f"« {self.locale} » n'est pas un code de langue comme « fr »")


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """What happens when an immediate danger shows before sending; `always` needs who decided it and when."""

    mode: AlertMode
    decided_by: str = ""
    decided_on: date | None = None

    def __post_init__(self) -> None:
        if self.mode is AlertMode.ALWAYS and not self.decided_by:
            raise WrongKey("decided_by", "elle manque : « always » exige le nom de qui l'a décidé")
        if self.mode is AlertMode.ALWAYS and not self.decided_on:
            raise WrongKey("decided_on", "elle manque : « always » exige la date de la décision")


@dataclass(frozen=True, slots=True)
class AgeRange:
    youngest: Positive
    oldest: Positive

    def __post_init__(self) -> None:
        refuse_unordered("oldest", (self.youngest, self.oldest))


@dataclass(frozen=True, slots=True)
class Promises:
    """What is said to a person after sending, and once read."""

    reading_least_hours: Positive
    reply_working_days: Positive

    @property
    def reading_least(self) -> timedelta:
        """Opening time that must be left in the slot a reading is promised for."""
        return timedelta(hours=self.reading_least_hours)


@dataclass(frozen=True, slots=True)
class Delays:
    """When follow-ups fall due; the unit is in each name: `_days` are calendar days, `_working_days` open ones."""

    immediate_repeat_minutes: Positive
    immediate_repeats: Positive
    person_told_minutes: Positive
    before_promise_hours: Positive
    soon_working_days: Positive
    normal_working_days: Positive
    taken_days: tuple[Positive, ...]
    not_reached_days: tuple[Positive, ...]
    relay_informed_days: tuple[Positive, ...]
    referral_working_days: Positive
    action_reminder_days: Positive
    dormant_months: Positive
    line_check_days: Positive
    relay_review_months: Positive
    invitation_days: Positive
    erasure_answer_days: Positive
    nudge_at: time
    nudge_least_hours: Positive
    nudge_before_erasure_hours: Positive
    same_signal_hours: Positive
    story_visible_minutes: Positive

    def __post_init__(self) -> None:
        for key in ("taken_days", "not_reached_days", "relay_informed_days"):
            refuse_unordered(key, getattr(self, key))


@dataclass(frozen=True, slots=True)
class Flood:
    """Past this pace a person is slowed for a while, told so; help lines always answer."""

    messages_per_minute: Positive
    slowed_minutes: Positive


@dataclass(frozen=True, slots=True)
class Retention:
    draft_hours: Positive
    relay_draft_hours: Positive
    case_years: Positive
    civic_years: Positive
    identifiers_months: Positive
    exchanges_months: Positive
    access_log_months: Positive
    backup_days: Positive
    refused_alert_days: Positive
    signals_days: Positive
    former_relay_months: Positive
    """How long the name of somebody who is a relay no more is kept."""
