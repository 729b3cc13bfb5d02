"""Words: gettext catalogues read from `.po` files at start, and dates as a person says them.

Msgids are plain English sentences; `fr` is the default and must be complete. Nothing to compile or to forget.
French phrases get their no-break spaces here, when they are read, and hours when they are made: what people wrote never
passes through it.
Must never: fall back silently to English text for a reader of French.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.errors import CatalogueError

DEFAULT_LOCALE = "fr"
COMPLETE = frozenset({"fr", "en"})
"""Languages in which everything is said. In the others only what matters first is: the rest comes in French."""
LOCALES_DIR = Path(__file__).resolve().parent.parent / "locales"


FORMAL = "vous"
"""The context of what is said otherwise to relays and agents; these forms are listed in bot/services/formal.py."""


def N_(msgid: str) -> str:  # noqa: N802 - the gettext convention, read by the extractor
    """Mark a msgid for the catalogue where it is declared; it is said later with `Words.say`."""
    return msgid


def V_(context: str, msgid: str) -> str:  # noqa: N802 - as N_
    """Mark a msgid that has another form in this context; `Words.say` chooses it when the words are formal."""
    return msgid


@dataclass(frozen=True)
class Words:
    """The words of one language, and the zone in which its reader lives."""

    locale: str
    zone: ZoneInfo
    translations: gettext.NullTranslations
    formal: bool = False
    typeset: bool = False

    def formally(self, formal: bool = True) -> Words:
        """The same words said with « vous », where the catalogue has such a form."""
        return self if formal == self.formal else replace(self, formal=formal)

    def say(self, msgid: str, /, **values: object) -> str:
        """`values` fill the `{placeholders}` of the translated sentence."""
        text = self.translations.pgettext(FORMAL, msgid) if self.formal else msgid
        if text == msgid:  # pgettext gives back what it does not know
            text = self.translations.gettext(msgid)
        return text.format(**values) if values else text

    def say_in(self, context: str, msgid: str, /, **values: object) -> str:
        """The same, where one English sentence needs several translations (« tu » and « vous »)."""
        text = self.translations.pgettext(context, msgid)
        return text.format(**values) if values else text

    def shown(self, text: str) -> str:
        """A text of ours that no catalogue holds (an hour, the town's file) as the catalogue would show it."""
        return french_spaces(text) if self.typeset else text

    def hour(self, at: datetime) -> str:
        """« 9 h », « 9 h 20 », « midi »; `9:20` in English."""
        local = at.astimezone(self.zone)
        if (local.hour, local.minute) == (12, 0):
            return self.say("noon")
        if self.locale != "fr":
            return f"{local.hour}:{local.minute:02d}"
        return self.shown(f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h")

    def day(self, at: datetime | date) -> str:
        """« jeudi 12 mars », « lundi 1er juin »."""
        on = at.astimezone(self.zone).date() if isinstance(at, datetime) else at
        text = format_date(on, "EEEE d MMMM", locale=Locale.parse(self.locale))
        return text.replace(" 1 ", " 1er ") if self.locale == "fr" else text

    def date(self, at: datetime) -> str:
        """« 12 mars 2026 », for what may lie more than a year away."""
        local = at.astimezone(self.zone).date()
        text = format_date(local, "d MMMM y", locale=Locale.parse(self.locale))
        return text.replace("1 ", "1er ", 1) if self.locale == "fr" and local.day == 1 else text

    def moment(self, at: datetime) -> str:
        """« jeudi 12 mars à 14 h »."""
        return self.say("{day} at {hour}", day=self.day(at), hour=self.hour(at))

    def when(self, at: datetime, now: datetime) -> str:
        """« aujourd'hui à 14 h », « demain à 9 h », « lundi 16 mars à 9 h »."""
        days = (at.astimezone(self.zone).date() - now.astimezone(self.zone).date()).days
        if days == 0:
            return self.say("today at {hour}", hour=self.hour(at))
        return self.say("tomorrow at {hour}", hour=self.hour(at)) if days == 1 else self.moment(at)

    def before(self, at: datetime, now: datetime) -> str:
        """A deadline: « aujourd'hui, avant 17 h », « demain, jeudi 12 mars, avant midi »."""
        days = (at.astimezone(self.zone).date() - now.astimezone(self.zone).date()).days
        values = {"day": self.day(at), "hour": self.hour(at)}
        if days == 0:
            return self.say("today, before {hour}", **values)
        if days == 1:
            return self.say("tomorrow, {day}, before {hour}", **values)
        return self.say("{day}, before {hour}", **values)


@dataclass(frozen=True)
class Catalogues:
    """Every loaded language; asking for an unknown one gives the default."""

    by_locale: Mapping[str, Words]

    def words(self, locale: str | None = None) -> Words:
        return self.by_locale.get(locale or DEFAULT_LOCALE) or self.by_locale[DEFAULT_LOCALE]


def load_catalogues(zone: ZoneInfo, directory: Path = LOCALES_DIR, *, typeset: bool = True) -> Catalogues:
    """Read every `<locale>/LC_MESSAGES/messages.po`; raise CatalogueError when the default one is not there.

    `typeset`: French with its no-break spaces; without, as the file has it (for tests that compare words).
    """
    found = {path.parent.parent.name: path for path in directory.glob("*/LC_MESSAGES/messages.po")}
    if DEFAULT_LOCALE not in found:
        raise CatalogueError(f"Le catalogue français manque dans {directory}.")
    read = {name: _translations(path, typeset=typeset and name == "fr") for name, path in sorted(found.items())}
    for name, translations in read.items():
        if name not in COMPLETE:
            translations.add_fallback(read[DEFAULT_LOCALE])
    return Catalogues(
        {name: Words(name, zone, known, typeset=typeset and name == "fr") for name, known in read.items()}
    )


def is_arabic(text: str) -> bool:
    """Whether the words are written in Arabic letters (Arabic, Dari, Pashto…): mostly, and at least three of them."""
    letters = [letter for letter in text if letter.isalpha()]
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters)
    return arabic >= 3 and 2 * arabic > len(letters)


_NARROW, _WIDE = "\u202f", "\u00a0"
_BEFORE_NARROW, _BEFORE_WIDE, _AFTER_WIDE = re.compile(r" (?=[?!;])"), re.compile(r" (?=[:»])"), re.compile(r"(?<=«) ")
_HOUR = re.compile(r"(?<=\d) h(?!\w)(?: (?=\d\d(?!\d)))?")


def french_spaces(phrase: str) -> str:
    """No line begins with « ? » or « h 30 »: spaces that are there become no-break ones, none is added (18:30)."""
    phrase = _HOUR.sub(lambda hour: hour[0].replace(" ", _WIDE), _BEFORE_NARROW.sub(_NARROW, phrase))
    return _AFTER_WIDE.sub(_WIDE, _BEFORE_WIDE.sub(_WIDE, phrase))


def _translations(path: Path, *, typeset: bool) -> gettext.GNUTranslations:
    with path.open("rb") as source:
        try:
            catalogue = read_po(source, abort_invalid=True)
        except Exception as problem:  # Babel raises many kinds for one fact: this file is no catalogue
            raise CatalogueError(f"Le catalogue {path} ne se lit pas : {problem}") from problem
    if typeset:
        for message in catalogue:
            message.string = french_spaces(str(message.string))  # we have no plural forms
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def joined(parts: Iterable[str]) -> str:
    """Lines of one bubble; empty ones are dropped."""
    return "\n".join(part for part in parts if part)
