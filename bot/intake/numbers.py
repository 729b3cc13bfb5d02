"""Numbers of 0 to 199 said in French or English words, or in digits.

Must never: tell what a number counts; « un » and « une » are 1 here, and articles to whoever knows better.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.intake.vocabulary import pairs

_UNITS = {said: int(value) for table in ("ages.numbers", "numbers.units") for said, value in pairs(table).items()}
_TENS = {said: int(value) for table in ("ages.tens", "numbers.tens") for said, value in pairs(table).items()}
_SCORE = frozenset({"vingt", "vingts", "vint", "vin"})
_ROUND = {said: int(value) for said, value in pairs("numbers.round").items()}
LONGEST_DIGITS = 4


def number_at(said: Sequence[object], at: int) -> tuple[int, int] | None:
    """(value, words used) of the number that begins at `at`; None when none does or it has over four digits."""
    word = _word(said, at)
    if word.isdecimal():
        return (int(word), 1) if len(word) <= LONGEST_DIGITS else None
    if word in {"cent", "hundred"}:
        rest = _below_hundred(said, at + 1)
        return (100 + rest[0], 1 + rest[1]) if rest else (100, 1)
    return _below_hundred(said, at)


def about_at(said: Sequence[object], at: int) -> tuple[int, int] | None:
    """« une dizaine », « une bonne quinzaine », « 10aine », « demi-douzaine »: the number and the words used."""
    start = at + (_word(said, at) in {"un", "une", "a"})
    half = _word(said, start) in {"demi", "demie", "half"}
    start += half or _word(said, start) in {"bonne", "grosse", "petite", "bon"}
    if half and _word(said, start) == "a":
        start += 1
    if _word(said, start).isdecimal() and _word(said, start + 1) in {"aine", "ene", "zaine", "taine"}:
        return int(_word(said, start)[:LONGEST_DIGITS]), start + 2 - at
    value = _ROUND.get(_word(said, start))
    return None if value is None else (value // 2 if half else value, start + 1 - at)


def _word(said: Sequence[object], at: int) -> str:
    word = said[at] if at < len(said) else ""
    return word if isinstance(word, str) else ""


def _below_hundred(said: Sequence[object], at: int) -> tuple[int, int] | None:
    word, after = _word(said, at), _word(said, at + 1)
    if word in {"quatre", "4"} and after in _SCORE:
        return _with_unit(said, at, 80, 2)
    if word in _TENS:
        return _with_unit(said, at, _TENS[word], 1)
    if word in {"dix", "diz"} and 7 <= _UNITS.get(after, 0) <= 9:
        return 10 + _UNITS[after], 2
    value = _UNITS.get(word)
    return None if value is None else (value, 1)


def _with_unit(said: Sequence[object], at: int, tens: int, used: int) -> tuple[int, int]:
    """Seventy-one and ninety-one count on from sixty and eighty."""
    joined = _word(said, at + used) == "et" and _word(said, at + used + 1) in {"un", "une", "onze"}
    start = at + used + joined
    word = _word(said, start)
    if tens in {60, 80} and word == "dix" and 7 <= _UNITS.get(_word(said, start + 1), 0) <= 9:
        return tens + 10 + _UNITS[_word(said, start + 1)], start + 2 - at
    unit = _UNITS.get(word, 0)
    most = 19 if tens in {60, 80} else 9
    return (tens + unit, start + 1 - at) if 1 <= unit <= most else (tens, used)
