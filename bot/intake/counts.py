"""How many people: « une dizaine », « deux ou trois », « entre 4 et 6 », as the code of a band.

Must never: keep the number itself, or guess one from « un groupe » or « des jeunes ».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.normal import LONGEST_READ, words
from bot.intake.numbers import about_at, number_at
from bot.intake.vocabulary import pairs, sequences, word_set

UNKNOWN = "ne_sait_pas"
BANDS = ((3, "n1_2"), (6, "n3_5"), (11, "n6_10"))
"""First count that is no longer in the band, and the band's code."""
MANY = "plus_10"

_PHRASES = tuple((tuple(said.split()), meant) for said, meant in pairs("counts.phrases").items())
_UNKNOWN = sequences("counts.unknown")
_OTHER_UNITS = word_set("counts.other_units")
_LINKS = word_set("counts.links")
_OVER = word_set("counts.over")
_UNDER = word_set("counts.under")
_PEOPLE = word_set("counts.people")
_SPAN = frozenset({"a", "au", "ou", "voire", "or", "to"})
_PARTLY = frozenset({"dont", "age", "ages", "agee", "agees"})
"""What follows is a share of those counted, or their age."""
_MOST = 2000  # people; beyond, a year or a telephone number was typed


def band_of(count: int) -> str:
    """The band of a count of at least one person."""
    return next((code for end, code in BANDS if count < end), MANY)


def read_count(text: str) -> str | None:
    """n1_2, n3_5, n6_10, plus_10 or ne_sait_pas; None when nothing clear is said. Of two numbers, the larger."""
    said = words(text) if len(text) <= LONGEST_READ else []
    found = _numbers(said)
    if found is None:
        return None
    if found:
        return band_of(found[0])
    if any(_holds(said, unknown) for unknown in _UNKNOWN):
        return UNKNOWN
    return next((meant for phrase, meant in _PHRASES if _holds(said, phrase)), None)


def _holds(said: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(said[at : at + len(phrase)]) == phrase for at in range(len(said)))


@dataclass(frozen=True, slots=True)
class _Number:
    """`start` and `end` are its place among the words; `of_people` when a noun of people follows."""

    value: int
    start: int
    end: int
    of_people: bool


def _numbers(said: Sequence[str]) -> list[int] | None:
    """[the larger of a span, summed over « 3 garçons et 2 filles »]; [] without a number; None when unclear."""
    found = _found(said)
    if any(not 0 < number.value <= _MOST for number in found):
        return None
    groups: list[list[int]] = []
    for at, number in enumerate(found):
        last = found[at - 1] if at else None
        between = said[last.end : number.start] if last else ()
        value = _bounded(said, number, last.end if last else 0)
        if last is None or (last.of_people and number.of_people and not _SPAN.intersection(between)):
            groups.append([value])
        elif len(groups[-1]) < 2 and all(word in _LINKS for word in between):
            groups[-1].append(value)
        else:
            return None
    return [sum(max(group) for group in groups)] if groups else []


def _found(said: Sequence[str]) -> list[_Number]:
    found: list[_Number] = []
    at = 0
    while at < len(said) and said[at] not in _PARTLY:
        read = about_at(said, at) or number_at(said, at)
        if read is None:
            at += 1
            continue
        end = at + read[1]
        after = said[end] if end < len(said) else ""
        noun = said[end + 1] if after in {"de", "autres", "jeunes"} and end + 1 < len(said) else after
        if after in _OTHER_UNITS:
            while found and set(said[found[-1].end : at]) <= _SPAN | {"et"}:  # « 15-16 ans »
                found.pop()
        elif said[at] not in {"un", "une"} or read[1] > 1 or _is_one(said, at):
            found.append(_Number(read[0], at, end, noun in _PEOPLE or after in _PEOPLE))
        at = end
    return found


def _is_one(said: Sequence[str], at: int) -> bool:
    """« un seul », « un jeune », « un ou deux »: a count; « un groupe », « un peu »: an article."""
    after = said[at + 1] if at + 1 < len(said) else ""
    before = said[at - 1] if at else ""
    return len(said) == 1 or after in _PEOPLE or after in {"seul", "seule", "ou"} or before == "ou"


def _bounded(said: Sequence[str], number: _Number, start: int) -> int:
    """« plus de dix » is eleven at least, « moins de cinq » four at most; « 10 + » is more than ten."""
    before = set(said[max(start, number.start - 3) : number.end - 1]) - ({"+", "plus"} if start else set())
    after = tuple(said[number.end : number.end + 2])
    is_under, is_over = bool(before & _UNDER), bool(before & _OVER) or after == ("+",) or after == ("et", "plus")
    if is_under == is_over or "pas" in before:
        return number.value
    return number.value + 1 if is_over else max(1, number.value - 1)
