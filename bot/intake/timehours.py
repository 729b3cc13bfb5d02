"""An hour of the day, or a length of time, among the words of a moment: « onze heures et demie », « 2h du mat ».

Must never: take « pendant deux heures » for an hour, or « 3 jeunes » for either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.numbers import about_at, number_at
from bot.intake.timewords import Clock, Dated, Token, before, past, word_at
from bot.intake.vocabulary import pairs, word_set

PARTS = frozenset({"petitmatin", "matin", "midi", "apresmidi", "soir", "nuit"})
UNITS = frozenset({"min", "heure", "jour", "semaine", "mois", "ans"})
MIDNIGHT = 24 * 60
_LINKS, _LENGTHS, _PEOPLE = word_set("moments.links"), word_set("moments.lengths"), word_set("counts.people")
_DAYS = frozenset({*pairs("moments.days"), *pairs("moments.weekdays"), *pairs("moments.months")})
_QUARTERS = {"etdemie": 30, "etquart": 15, "troisquarts": 45, "moinsquart": -15, "demi": 30, "pile": 0}
_HALVES = {"semaine": (10, "jour"), "mois": (45, "jour"), "ans": (18, "mois")}
_OF = frozenset({"de", "du", "of", "le", "la"})
_HEARD_AS_HOUR = 5  # « deux heures » is a length of time unless something says that it is an hour
_HALF_DAYS = {"am": "matin", "pm": "apresmidi"}


@dataclass(frozen=True, slots=True)
class Hour:
    """`minute` of the day as said, 1440 for midnight; None when it is no hour. `part` was said with it."""

    minute: int | None
    part: str
    used: int


def hour_at(tokens: Sequence[Token], at: int) -> Hour | None:
    """None when no hour begins at `at`."""
    token, word = tokens[at], word_at(tokens, at)
    if isinstance(token, Clock):
        return _clock(tokens, at, token)
    if word == "minuit":
        end, extra = _minutes(tokens, at + 1)
        return _ended(tokens, end, MIDNIGHT + extra, at)
    if word == "midi":
        end, extra = _minutes(tokens, at + 1)
        linked = before(tokens, at) in _LINKS - {"de", "des"} and word_at(tokens, at - 1) not in {"le", "ce"}
        return Hour(12 * 60 + extra, "", end - at) if end > at + 1 or linked else None
    return _spoken(tokens, at)


def _clock(tokens: Sequence[Token], at: int, clock: Clock) -> Hour:
    goes_on = word_at(tokens, at + 1) in {"apres", "avant", "durant"} and clock.hour < _HEARD_AS_HOUR
    lasts = before(tokens, at) in _LENGTHS or goes_on
    lasts = lasts or (clock.spelled and _is_length(tokens, at, clock.hour, at + 1))
    if lasts:
        return Hour(None, "", 1)
    if clock.has_minutes:
        return _ended(tokens, at + 1, clock.hour * 60 + clock.minute, at)
    end, extra = _minutes(tokens, at + 1)
    return _ended(tokens, end, clock.hour * 60 + extra, at)


def _is_length(tokens: Sequence[Token], at: int, hour: int, end: int) -> bool:
    """« deux heures de bruit », « il est resté 3 heures »."""
    if word_at(tokens, end) in {"de", "du"}:
        return word_at(tokens, past(tokens, end, _OF)) not in PARTS
    return hour < _HEARD_AS_HOUR and before(tokens, at) not in _LINKS


def _spoken(tokens: Sequence[Token], at: int) -> Hour | None:
    """« onze heures », « vers 23 », « lundi à 14 »."""
    read = number_at(tokens, at)
    if read is None:
        return None
    value, used = read
    linked = before(tokens, at)
    after = word_at(tokens, at + used)
    if after == "heure":
        if linked in _LENGTHS or _is_length(tokens, at, value, at + used + 1):
            return Hour(None, "", used + 1)
        end, extra = _minutes(tokens, at + used + 1)
        return _ended(tokens, end, value * 60 + extra, at)
    if after in _HALF_DAYS:
        return _ended(tokens, at + used, value * 60, at)
    is_span = linked in {"entre", "de"} and after in {"et", "a"} and isinstance(_token(tokens, at + used + 1), Clock)
    is_last = at + used == len(tokens) and (linked == "vers" or (linked == "a" and _tells_a_day(tokens, at - 1)))
    is_hour = (is_span or is_last) and value <= 24 and word_at(tokens, at - 1) not in {"le", "la"}
    return _ended(tokens, at + used, value * 60, at) if is_hour else None


def _tells_a_day(tokens: Sequence[Token], end: int) -> bool:
    """« demain à 9 », but not « ils sont venus à 5 »."""
    named = any(isinstance(token, Dated) or token in _DAYS or token in PARTS for token in tokens[:end])
    return named and number_at(tokens, end - 1) is None


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if at < len(tokens) else ""


def _minutes(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """(place after them, minutes): « et demie », « moins dix », « trente »."""
    word = word_at(tokens, at)
    if word in _QUARTERS:
        return at + 1, _QUARTERS[word]
    sign = -1 if word == "moins" else 1
    start = at + (word in {"moins", "et"})
    read = number_at(tokens, start) if word_at(tokens, start) not in {"un", "une"} else None
    after = word_at(tokens, start + read[1]) if read else ""
    if read is None or not 5 <= read[0] < 60 or (word == "et" and after != "min"):
        return at, 0
    counts = after in _PEOPLE or after in UNITS - {"min"}
    digits = word_at(tokens, start).isdecimal() and sign > 0 and after != "min"
    return (at, 0) if counts or digits else (start + read[1], sign * read[0])


def _ended(tokens: Sequence[Token], end: int, minute: int, at: int) -> Hour:
    """With the part of the day that follows: « du matin », « de l'aprem », « pm »."""
    if word_at(tokens, end) in _HALF_DAYS:
        return Hour(minute, _HALF_DAYS[word_at(tokens, end)] + "?", end + 1 - at)
    named = past(tokens, end, _OF)
    if named > end and word_at(tokens, named) in PARTS and word_at(tokens, end) != "le":
        return Hour(minute, word_at(tokens, named), named + 1 - at)
    return Hour(minute, "", end - at)


def amount_at(tokens: Sequence[Token], at: int) -> tuple[int, str, int] | None:
    """(count, unit, tokens used) of « 2h30 », « dix jours », « une quinzaine »; hours come in minutes (« min »)."""
    token = _token(tokens, at)
    if isinstance(token, Clock):
        half = token.has_minutes or word_at(tokens, at + 1) not in {"etdemie", "demi"}
        return token.hour * 60 + token.minute + (0 if half else 30), "min", 1 if half else 2
    if isinstance(token, Dated):
        count, end = token.day, at + 1  # « 2/3 jours »
    elif read := about_at(tokens, at) or number_at(tokens, at):
        count, end = read[0], _past_second(tokens, at + read[1])
    else:
        return None
    unit_at = past(tokens, end, frozenset({"de", "of", "bon", "bonne", "petite", "petit"}))
    unit = word_at(tokens, unit_at)
    if unit not in UNITS:
        return (count, "jour", end - at) if word_at(tokens, end - 1) in {"quinzaine", "huitaine"} else None
    end = unit_at + 1
    if unit == "heure":
        last, extra = _minutes(tokens, end)
        return count * 60 + extra, "min", last - at
    if word_at(tokens, end) == "etdemie" and unit in _HALVES and count == 1:
        return *_HALVES[unit], end + 1 - at
    return count, unit, end - at


def _past_second(tokens: Sequence[Token], at: int) -> int:
    """« deux ou trois jours », « 2 3 jours »: the nearer counts."""
    start = past(tokens, at, frozenset({"ou", "a"}))
    second = number_at(tokens, start)
    unit = word_at(tokens, start + second[1]) if second else ""
    is_hour = unit == "heure" and word_at(tokens, at) == "a"  # « vendredi 15 à seize heures »
    return start + second[1] if second and unit in UNITS and not is_hour else at
