"""The town, as data: everything local, read from one TOML file and refused at start when anything in it is doubtful.

The dataclasses are the grammar of the file (see toml_tables): one table, one class; without default, mandatory.
Must never: hold a name of the town in code, fill in a local value that the file does not give, or read a clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.calendar import Calendar, Period, Rota, Week
from bot.errors import TerritoryError
from bot.territory.entries import (
    NIGHT_AND_DAY_LINES,
    District,
    HelpLine,
    KnownLine,
    LineKind,
    Partner,
    Place,
    PlaceType,
    Structure,
    StructureKind,
    Theme,
    Translation,
)
from bot.territory.rules import AgeRange, AlertMode, AlertPolicy, Delays, Flood, Promises, Retention, Service
from bot.territory.toml_tables import TomlTables, WrongKey
from bot.territory.values import CONVERTERS

__all__ = [
    "DEFAULT_TERRITORY",
    "AgeRange",
    "AlertMode",
    "AlertPolicy",
    "Delays",
    "District",
    "Flood",
    "HelpLine",
    "KnownLine",
    "LineKind",
    "Partner",
    "Place",
    "PlaceType",
    "Promises",
    "Retention",
    "Service",
    "StaleLine",
    "Structure",
    "StructureKind",
    "Territory",
    "Theme",
    "Translation",
    "check",
    "load_territory",
    "territory_path",
]

SHIPPED = Path(__file__).resolve().parent.parent / "territories"
DEFAULT_TERRITORY = SHIPPED / "beaune.toml"
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class StaleLine:
    """A help line to check again. `days` since the last check; None: never checked, or on a day still to come."""

    line: HelpLine
    days: int | None


@dataclass(frozen=True)
class Territory:
    """The whole file. Other lists are in the file's order; inactive entries are kept for the cases that name them."""

    service: Service
    hours: Week
    alert_policy: AlertPolicy
    age_range: AgeRange
    promises: Promises
    delays: Delays
    flood: Flood
    retention: Retention
    districts: tuple[District, ...]
    structures: tuple[Structure, ...]
    places: tuple[Place, ...]
    partners: tuple[Partner, ...]
    help_lines: tuple[HelpLine, ...]
    closed: tuple[Period, ...] = ()
    on_call: Rota | None = None

    def __post_init__(self) -> None:
        try:
            _ = self.calendar
        except ValueError as problem:
            raise WrongKey("hours", str(problem)) from problem
        for key in ("districts", "structures"):
            _refuse_crowd(key, getattr(self, key))
        for type_ in PlaceType:
            _refuse_crowd("places", [place for place in self.places if place.type is type_])
        if missing := [line for line in NIGHT_AND_DAY_LINES if line not in {each.id for each in self.help_lines}]:
            raise WrongKey("help_lines", f"il manque {', '.join(missing)}")
        if lost := {p.structure for p in self.partners if p.structure} - {s.id for s in self.structures}:
            raise WrongKey("partners", f"structure inconnue : {', '.join(sorted(lost))}")

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.service.zone, self.hours, self.closed, self.on_call)

    def help_line(self, id_: str) -> HelpLine | None:
        return next((line for line in self.help_lines if line.id == id_), None)


def territory_path(named: str) -> Path:
    """« beaune » ships with the code; what has a suffix or a folder is a file of the operator."""
    path = Path(named)
    return SHIPPED / f"{named}.toml" if path.name == named and not path.suffix else path


def load_territory(path: Path = DEFAULT_TERRITORY) -> Territory:
    """TerritoryError, a French sentence that names the file, line, table and key, for whatever is wrong."""
    return TomlTables(path, CONVERTERS, TerritoryError).load(Territory)


def check(territory: Territory, today: date) -> tuple[StaleLine, ...]:
    """Help lines that nobody has checked for longer than `delays.line_check_days`: for the coordinator, never fatal."""
    stale = []
    for line in territory.help_lines:
        days = (today - line.checked_on).days if line.checked_on else None
        if days is None or days < 0:
            stale.append(StaleLine(line, None))
        elif days > territory.delays.line_check_days:
            stale.append(StaleLine(line, days))
    return tuple(stale)


def _refuse_crowd(key: str, entries: Sequence[District | Structure | Place]) -> None:
    """At most six choices in a bubble: ungrouped entries and groups together, then inside each group."""
    active = [entry for entry in entries if entry.active]
    inside = Counter(entry.group for entry in active if entry.group)
    first = [entry.label for entry in active if not entry.group] + list(inside)
    if len(first) > MOST_CHOICES or max(inside.values(), default=0) > MOST_CHOICES:
        raise WrongKey(key, f"plus de {MOST_CHOICES} choix à montrer d'un coup : réunissez-en avec « group »")
    said = Counter(word.casefold() for entry in active for word in {entry.label, *entry.typed})
    if twice := [word for word, times in said.items() if times > 1]:
        raise WrongKey(key, f"« {twice[0]} » désigne deux entrées")
