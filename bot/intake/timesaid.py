"""What the words of a moment say: which day, which hour, which part of the day; not yet when that is.

Must never: choose between two readings that do not fit together; they are None, and asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.intake.days import Ahead, Day, OnDate, Period, Shade, Shift, Way, Weekday, merged
from bot.intake.numbers import number_at
from bot.intake.timehours import MIDNIGHT, PARTS, UNITS, amount_at, hour_at
from bot.intake.timewords import Clock, Dated, Token, before, past, time_words, word_at
from bot.intake.vocabulary import pairs, word_set

_SHADES = {"debut": Shade.EARLY, "tot": Shade.EARLY, "milieu": Shade.MIDDLE, "fin": Shade.LATE, "tard": Shade.LATE}
_SHIFTS = {said: int(days) for said, days in pairs("moments.days").items()}
_WEEKDAYS = {said: int(day) for said, day in pairs("moments.weekdays").items()}
_SHORT = pairs("moments.short_weekdays")
_MONTHS = {said: int(month) for said, month in pairs("moments.months").items()}
_NAMED = {said: OnDate(*map(int, date.split())) for said, date in pairs("moments.named").items()}
_PERIODS = {
    "semaineprochaine": Period("semaine", 1), "semainederniere": Period("semaine", -1), "semaine": Period("semaine"),
    "moisprochain": Period("mois", 1), "mois": Period("mois"), "ans": Period("ans"), "weekend": Period("weekend"),
}  # fmt: skip
_HABITS, _LIGHT, _PEOPLE = word_set("moments.habits"), word_set("moments.light"), word_set("counts.people")
_STREETS = word_set("moments.streets")
_SIGNS = {"ilya": -1, "depuis": -1, "dans": 1}
_ONLY = {"dernier": Way.PAST, "passe": Way.PAST, "prochain": Way.FUTURE}
_LATER = {"enhuit": 1, "enquinze": 2}
_WHOLE_DAY = {"journee": None, "debutjournee": Shade.EARLY, "finjournee": Shade.LATE}
_VAGUE = frozenset({"vague", "semaineavant"})
_NO_DATE = _PEOPLE | UNITS | {"e", "eme", "ieme", "fois", "am", "pm"}


@dataclass(frozen=True, slots=True)
class Said:
    """`minute` counts from 0:00 of the day, 1440 is midnight; `spoken` is the part of the day said with the hour (« 2h
    du matin »), `part` the one said with the day (« samedi soir »), `this` « ce soir ». `delay` is from now, to the
    minute. `alone` came without « dans » or « il y a »; `earlier` is « tout à l'heure »."""

    day: Day | None = None
    minute: int | None = None
    spoken: str = ""
    part: str = ""
    shade: Shade | None = None
    this: bool = False
    at_once: bool = False
    earlier: bool = False
    delay: timedelta | None = None
    alone: bool = False


def said_in(text: str) -> Said | None:
    """None when nothing of a moment is said, when it is too vague, or when two things do not fit."""
    return _Hearing(time_words(text)).heard()


@dataclass(slots=True)
class _Hearing:
    """What was heard so far; each rule says how many tokens it used, 0 when the place is not its own."""

    tokens: Sequence[Token]
    said: Said = field(default_factory=Said)
    days: list[Day] = field(default_factory=list)
    shade: Shade | None = None
    alone: Said | None = None
    closed: int = -1
    unclear: bool = False
    habit: bool = False

    def heard(self) -> Said | None:
        at = 0
        while at < len(self.tokens):
            at += next((used for rule in _RULES if (used := rule(self, at))), 1)
        day = merged(self.days)
        said = replace(self.said, day=day)
        if self.unclear or (day is None and self.days) or (self.habit and isinstance(day, Weekday | Ahead | None)):
            return None
        if said == Said():
            return self.alone
        is_split = said.delay is not None and (day is not None or said.minute is not None)
        return None if is_split else said

    def vague(self, at: int) -> int:
        word = word_at(self.tokens, at)
        self.unclear = self.unclear or word in _VAGUE
        self.habit = self.habit or word in _HABITS
        return int(word in _VAGUE or word in _HABITS or word == "rien")

    def now(self, at: int) -> int:
        word = word_at(self.tokens, at)
        if word in _WHOLE_DAY and not self.said.part:
            self.said = replace(self.said, part="journee", shade=_WHOLE_DAY[word])
        elif word == "maintenant":
            self.said = replace(self.said, at_once=True)
        elif word == "toutalheure":
            self.said = replace(self.said, earlier=True)
        else:
            return 0
        return 1

    def span(self, at: int) -> int:
        """« il y a 2 heures », « dans dix jours », « 3 jours », « 2 hours ago », « J+3 »."""
        word = word_at(self.tokens, at)
        if word == "jour" and word_at(self.tokens, at + 1) == "+" and word_at(self.tokens, at + 2).isdecimal():
            self.days.append(Ahead(int(word_at(self.tokens, at + 2)), "jour"))
            return 3
        sign = _SIGNS.get(word, 0)
        start = past(self.tokens, at + 1, _LIGHT) if sign else at
        read = amount_at(self.tokens, start)
        if read is None:
            return 0
        count, unit, used = read
        if word_at(self.tokens, start + used) == "ago":
            sign, used = -1, used + 1
        token = self.tokens[start]
        if isinstance(token, Clock) and (not sign or (word == "depuis" and not token.spelled)):
            return 0  # « depuis 14h »
        if not sign:
            return self._bare_span(start, count, unit, used)
        self._count(sign * count, unit)
        return start + used - at

    def _bare_span(self, at: int, count: int, unit: str, used: int) -> int:
        if unit == "min" and hour_at(self.tokens, at) is not None:
            return 0  # « vers deux heures »
        some_day = word_at(self.tokens, at) == "un" and unit == "jour"
        if at == past(self.tokens, 0, _LIGHT) and not some_day:
            self.alone = _delayed(count, unit)
        return used

    def _count(self, count: int, unit: str) -> None:
        if unit == "min":
            self.said = replace(self.said, delay=timedelta(minutes=count))
        else:
            self.days.append(Ahead(count, unit))

    def date(self, at: int) -> int:
        """« 12/06 », « 12 juin 2026 », « 1er mars », « le 12 », « vendredi 12 », « Noël »."""
        token, word = self.tokens[at], word_at(self.tokens, at)
        if isinstance(token, Dated):
            self.unclear = self.unclear or (token.dotted and not self._is_date(at))
            return self._add(OnDate(token.day, token.month, token.year), at, 1)
        if word in _NAMED:
            return self._add(_NAMED[word], at, 1)
        read = (1, 1) if word in {"premier", "first"} else number_at(self.tokens, at)
        if read is None or word in {"un", "une"}:
            return 0
        day, end = read[0], at + read[1]
        end += word_at(self.tokens, end) in {"er", "ere", "st", "nd", "rd", "th"}
        named = self._is_named(at)
        found = self._in_month(day, end, named=named)
        if found is not None:
            return self._add(found[0], at, found[1] - at)
        ranged = word_at(self.tokens, end) == "au" and number_at(self.tokens, end + 1) is not None
        if not (named or ranged) or word_at(self.tokens, end) in _NO_DATE or not 1 <= day <= 31:
            return 0
        return self._add(OnDate(day), at, end - at)

    def _is_named(self, at: int) -> bool:
        word = word_at(self.tokens, at - 1)
        return word in {"le", "du", *_WEEKDAYS} or (word == "au" and bool(self.days))

    def _is_date(self, at: int) -> bool:
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        return self._is_named(at) or isinstance(after, Clock) or after in PARTS | {"a", "vers", "entre", "au", "en"}

    def _in_month(self, day: int, end: int, *, named: bool) -> tuple[OnDate, int] | None:
        """With the month and year that follow, « juin 2026 », « 10 2026 »; and the place after them."""
        at = past(self.tokens, end, frozenset({"of"}))
        word, second = word_at(self.tokens, at), number_at(self.tokens, at)
        month = _MONTHS.get(word)
        if second and word_at(self.tokens, at + second[1]) in _MONTHS:
            month, at = _MONTHS[word_at(self.tokens, at + second[1])], at + second[1]  # « 13-15 juillet »
        elif month is None and named and word.isdecimal() and 1 <= int(word) <= 12:
            month = int(word)
        if month is None or (word.isdecimal() and word_at(self.tokens, at + 1) in _NO_DATE):
            return None
        year = word_at(self.tokens, at + 1)
        counts = len(year) not in {2, 4} or word_at(self.tokens, at + 2) in _NO_DATE
        if not year.isdecimal() or counts:
            return OnDate(day, month), at + 1
        return OnDate(day, month, int(year) + (2000 if len(year) == 2 else 0)), at + 2

    def weekday(self, at: int) -> int:
        word, after = word_at(self.tokens, at), word_at(self.tokens, at + 1)
        if word in _SHORT and (at == 0 or self._starts_a_time(at + 1)) and number_at(self.tokens, at - 1) is None:
            word = _SHORT[word]
        if word not in _WEEKDAYS:
            return 0
        later = _LATER.get(after, 0)
        only = Way.FUTURE if later else _ONLY.get(after)
        used = 1 + (after in _ONLY or bool(later))
        if only is None and after in PARTS:
            only = _ONLY.get(word_at(self.tokens, at + 2))
        if only is None and word_at(self.tokens, at - 1) != "passe":
            only = _ONLY.get(word_at(self.tokens, at - 1))
        return self._add(Weekday(_WEEKDAYS[word], only, later), at, used)

    def _starts_a_time(self, at: int) -> bool:
        token = self.tokens[at] if at < len(self.tokens) else ""
        return not isinstance(token, str) or token.isdecimal() or token in PARTS | {"vers", "a", "dernier", "prochain"}

    def shift(self, at: int) -> int:
        word = word_at(self.tokens, at)
        return self._add(Shift(_SHIFTS[word]), at, 1) if word in _SHIFTS else 0

    def clock(self, at: int) -> int:
        read = hour_at(self.tokens, at)
        if read is None:
            return 0
        if read.minute is None:
            return read.used
        if read.minute > MIDNIGHT + 59:
            self.alone = _delayed(read.minute, "min")  # « 48h »
            self.unclear = self.unclear or len(self.tokens) > read.used or read.minute % 60 != 0
        elif self.said.minute is None and before(self.tokens, at) != "jusque":
            self.said = replace(self.said, minute=read.minute, spoken=read.part)
        return read.used

    def period(self, at: int) -> int:
        """« fin du mois », « la semaine prochaine », « mi-juin », « en décembre »; a shade waits for what it shades."""
        word = word_at(self.tokens, at)
        if word in _SHADES:
            self.shade = _SHADES[word]
            if self.said.part and not self.said.shade:
                self.said, self.shade = replace(self.said, shade=self.shade), None
            return 1
        found = Period("mois", month=_MONTHS[word]) if word in _MONTHS else _PERIODS.get(word)
        if found is None:
            return 0
        if found.unit == "ans" and self.shade is None:
            return 1
        if word == "mois" and word_at(self.tokens, past(self.tokens, at + 1, frozenset({"de"}))) in _MONTHS:
            return 1  # « fin du mois de mars »
        owner = word_at(self.tokens, at - 2)
        if found.month and word_at(self.tokens, at - 1) == "de" and owner in UNITS - {"mois"} | {"quinzaine"}:
            self.unclear = True  # « la dernière semaine d'octobre »
        if found.unit != "weekend":
            found, self.shade = replace(found, shade=self.shade), None
        return self._add(found, at, 1)

    def part(self, at: int) -> int:
        word = word_at(self.tokens, at)
        if word == "nuitderniere":
            self.days.append(Shift(-1))
            word = "nuit"
        if word not in PARTS:
            return 0
        known = self.said.part
        if known and known != "journee":
            fits = known == word or {known, word} == {"soir", "nuit"} or self._is_range_end(at)
            self.unclear = self.unclear or not fits
            return 1
        this = self.said.this or word_at(self.tokens, at - 1) == "ce"
        self.said = replace(self.said, part=word, shade=self.shade or self.said.shade, this=this)
        self.shade = None
        return 1

    def _is_range_end(self, at: int) -> bool:
        """« de samedi soir à dimanche matin »."""
        return before(self.tokens, at) in {"au", "a", "jusque"} or before(self.tokens, at - 1) in {"au", "a", "jusque"}

    def _add(self, day: Day, at: int, used: int) -> int:
        """Of « du 12 au 14 juin », « entre lundi et mardi », the first counts; « pas hier » does not."""
        linked = before(self.tokens, at)
        closes = linked in {"a", "au", "jusque"} or (linked == "et" and "entre" in self.tokens) or at == self.closed
        closes = closes and bool(self.days)
        self.closed = at + used if closes else self.closed
        first = next((one for one in self.days if isinstance(one, OnDate)), None)
        if closes and isinstance(day, OnDate) and first is not None and first.month is None:
            self.days[self.days.index(first)] = replace(first, month=day.month, year=day.year)
        elif not closes and linked != "pas" and not (linked == "du" and word_at(self.tokens, at - 2) in _STREETS):
            self.days.append(day)
        return used


def _delayed(count: int, unit: str) -> Said:
    if unit == "min":
        return Said(delay=timedelta(minutes=count), alone=True)
    return Said(day=Ahead(count, unit), alone=True)


_RULES: tuple[Callable[[_Hearing, int], int], ...] = (
    _Hearing.vague, _Hearing.now, _Hearing.span, _Hearing.date, _Hearing.weekday, _Hearing.shift, _Hearing.clock,
    _Hearing.period, _Hearing.part,
)  # fmt: skip
