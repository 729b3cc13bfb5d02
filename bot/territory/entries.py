"""What a town lists: districts, structures, places, partners, help lines.

Ids are for ever: an entry that is no longer shown stays, with `active = false`. Must never: hold a name of the town.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.calendar import Period, Rota
from bot.territory.toml_tables import WrongKey
from bot.territory.values import Positive, refuse_unordered


class Theme(StrEnum):
    """What a first contact is about. Keys for ever; at most three on a case."""

    SCOLARITE = "scolarite"
    DECROCHAGE = "decrochage"
    FORMATION_ORIENTATION = "formation_orientation"
    EMPLOI = "emploi"
    LOGEMENT = "logement"
    ARGENT_DROITS = "argent_droits"
    PAPIERS_DEMARCHES = "papiers_demarches"
    FAMILLE = "famille"
    CONFLIT = "conflit"
    HARCELEMENT = "harcelement"
    VIOLENCE = "violence"
    SANTE = "sante"
    SANTE_MENTALE = "sante_mentale"
    ADDICTIONS = "addictions"
    VIE_AFFECTIVE = "vie_affective"
    JUSTICE = "justice"
    MOBILITE = "mobilite"
    ISOLEMENT = "isolement"
    LOISIRS_ENGAGEMENT = "loisirs_engagement"
    AUTRE = "autre"


class StructureKind(StrEnum):
    CENTRE_SOCIAL = "centre_social"
    MISSION_LOCALE = "mission_locale"
    LOGEMENT = "logement"
    ASE = "ase"
    COLLEGE = "college"
    LYCEE = "lycee"
    AUTRE = "autre"


class PlaceType(StrEnum):
    EQUIPEMENT_MUNICIPAL = "equipement_municipal"
    ESPACE_PUBLIC = "espace_public"
    TRANSPORT = "transport"
    ABORDS_ETABLISSEMENT = "abords_etablissement"
    IMMEUBLE = "immeuble"


class LineKind(StrEnum):
    VOICE = "voice"
    WRITTEN = "written"


class KnownLine(StrEnum):
    """The help lines that bot.triage.numbers chooses from; a territory may add others."""

    N15 = "n15"
    N17 = "n17"
    N18 = "n18"
    N112 = "n112"
    N114 = "n114"
    N115 = "n115"
    N119 = "n119"
    N3114 = "n3114"
    N3018 = "n3018"
    N3919 = "n3919"
    N116000 = "n116000"
    N116006 = "n116006"
    FIL_SANTE_JEUNES = "fil_sante_jeunes"
    MASECURITE_MINEURS = "masecurite_mineurs"
    CRIP = "crip"


NIGHT_AND_DAY_LINES = (
    KnownLine.N15, KnownLine.N17, KnownLine.N112, KnownLine.N114, KnownLine.N115, KnownLine.N119, KnownLine.N3114,
)  # fmt: skip
"""Mandatory, free and 24/7: so that somebody can be shown at any minute."""


@dataclass(frozen=True, slots=True)
class District:
    """`group`: entries that share one stand behind one choice. `typed`: what may be written instead of tapping."""

    id: str
    label: str
    outside: bool = False
    group: str = ""
    typed: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Structure:
    """Whom relays belong to, and who may help already. `closed`: its holidays, which stop reminders."""

    id: str
    label: str
    kind: StructureKind
    group: str = ""
    typed: tuple[str, ...] = ()
    active: bool = True
    checked_on: date | None = None
    closed: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a civic incident happened. `vague`: « autre immeuble » is no one place, repetitions are not counted."""

    id: str
    label: str
    type: PlaceType
    vague: bool = False
    group: str = ""
    typed: tuple[str, ...] = ()
    active: bool = True
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """Where a person can be referred to. `ages`: youngest and oldest. `contact`: shown as it is."""

    id: str
    label: str
    themes: tuple[Theme, ...]
    ages: tuple[Positive, ...]
    contact: str = ""
    structure: str = ""
    active: bool = True

    def __post_init__(self) -> None:
        if len(self.ages) != 2:
            raise WrongKey("ages", "attendu deux âges, comme [13, 25]")
        refuse_unordered("ages", self.ages)


@dataclass(frozen=True, slots=True)
class Translation:
    label: str
    what_for: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number, or a written way, to help. `hours` None: 24/7. `label` is short to say: « 119 », « SMS au 114 ».

    `checked_on` None: nobody has checked it yet. At least one of `number` and `url` is set.
    """

    id: str
    label: str
    kind: LineKind
    what_for: str
    free: bool
    source: str
    number: str = ""
    url: str = ""
    hours: Rota | None = None
    checked_on: date | None = None
    en: Translation | None = None
    ar: Translation | None = None

    def __post_init__(self) -> None:
        if not (self.number or self.url):
            raise WrongKey("number", "il faut « number » ou « url »")
        if self.url and not self.url.startswith("https://"):
            raise WrongKey("url", "l'adresse doit commencer par https://")
        if self.id in NIGHT_AND_DAY_LINES and (self.hours or not self.free):
            raise WrongKey("hours" if self.hours else "free", "ce numéro d'urgence est gratuit, jour et nuit")
        if self.id == KnownLine.N114 and self.kind is not LineKind.WRITTEN:
            raise WrongKey("kind", "le 114 est le numéro écrit : written")

    def is_open(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.hours is None or self.hours.covers(now, zone)

    def said_in(self, locale: str) -> Translation:
        """Label and purpose in `en` or `ar` where the file gives them, else in French."""
        return {"en": self.en, "ar": self.ar}.get(locale) or Translation(self.label, self.what_for)
