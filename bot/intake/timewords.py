"""The words of a moment in one spelling: « 22h15 » and « 12/06 » as values, « avant-hier » and « l'aprem » as one word.

Must never: decide which day or hour is meant, or take more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.intake.normal import LONGEST_READ, plain, words
from bot.intake.vocabulary import pairs, word_set


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as typed, 0-999 (« 48h » is no hour of a day); `spelled` is « 2 heures », perhaps a length of time."""

    hour: int
    minute: int = 0
    spelled: bool = False
    has_minutes: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, a month and perhaps a year as typed, not checked yet."""

    day: int
    month: int
    year: int | None = None
    dotted: bool = False
    """« 17.10 » alone may as well be an hour."""


Token = str | Clock | Dated

_PIECE = re.compile(
    r"""(?P<iso>(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))
    |(?<!\d)(?P<begin>\d{1,2})\s?[-/]\s?(?=\d{1,2}\s?h)
    |(?<!\d)(?P<date>\d{1,2}(?:\s?/\s?\d{1,2}(?:\s?/\s?(?:\d{4}|\d{2}))?|[.-]\d{1,2}[.-](?:\d{4}|\d{2})|\.\d\d)(?!\d|\s?h\b))
    |(?<!\d)(?P<hour>\d{1,3})\s?(?P<unit>heures?|hrs?|h)(?![^\W\d_])[.\s]?(?P<minute>[0-5]\d(?!\d))?
    |(?<!\d)(?P<hour2>\d{1,2})\s?:\s?(?P<minute2>[0-5]\d)(?!\d)
    |(?P<number>\d+)""",
    re.VERBOSE,
)
_ROUND_THE_CLOCK = r"(?<!\d)24\s?h?\s?(?:/|sur)\s?24|(?<!le )(?<!\d)24/7(?!\d)|7\s?j(?:ours)?\s?(?:/|sur)\s?7"
_REWRITTEN = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"(?<!\d)1/2\s?(?=h)", "demi "),
        (r"(?<!\d)1/4\s?(?=d.?\s?h)", "quart "),
        (r"(?<!\d)3/4\s?(?=d.?\s?h)", "trois quarts "),
        (_ROUND_THE_CLOCK, " chaque "),
        (r"\b2m(?:ain|1|n)?\b", "demain"),
    )
)
_SPELLED = {said: tuple(meant.split()) for said, meant in pairs("moments.spelled").items()}
_FORGIVEN = tuple(sorted(word_set("moments.forgiven")))
_PHRASES = {tuple(said.split()): tuple(meant.split()) for said, meant in pairs("moments.phrases").items()}
_LONGEST_PHRASE = max(map(len, _PHRASES))
_PEOPLE = word_set("counts.people")
_SHORTEST_FORGIVEN = 5


def time_words(text: str) -> list[Token]:
    """The words of `text`, numbers as strings of digits; [] when it is too long to be an answer."""
    if len(text) > LONGEST_READ:
        return []
    said = plain(text)
    for pattern, meant in _REWRITTEN:
        said = pattern.sub(meant, said)
    found: list[Token] = []
    end = 0
    for piece in _PIECE.finditer(said):
        found.extend(_known(said[end : piece.start()]))
        found.append(_value(piece))
        end = piece.end()
    found.extend(_known(said[end:]))
    return _joined(_without_counts(found))


def _value(piece: re.Match[str]) -> Token:
    said = piece.groupdict()
    if said["number"]:
        return str(said["number"])
    if said["begin"]:
        return Clock(int(said["begin"]))
    hour = said["hour"] or said["hour2"]
    if hour:
        minute = said["minute"] or said["minute2"]
        spelled = (said["unit"] or "").startswith("heure") and not minute
        return Clock(int(hour), int(minute or 0), spelled, bool(minute))
    parts = [int(part) for part in re.split(r"\D+", piece.group().strip())]
    if said["iso"]:
        return Dated(parts[2], parts[1], parts[0])
    if len(parts) == 2 and parts[1] > 12 and "." in piece.group():
        return Clock(parts[0], parts[1], has_minutes=True)  # « 22.15 »
    year = None if len(parts) == 2 else parts[2] + (2000 if parts[2] < 100 else 0)
    return Dated(parts[0], parts[1], year, year is None and "." in piece.group())


def _known(segment: str) -> Iterator[str]:
    for word in words(segment):
        if word in _SPELLED:
            yield from _SPELLED[word]
        else:
            yield _forgiven(word)


def _forgiven(word: str) -> str:
    if len(word) < _SHORTEST_FORGIVEN or word in _FORGIVEN:
        return word
    return next((meant for meant in _FORGIVEN if _is_one_slip(word, meant)), word)


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter added, missing or replaced, or two neighbours swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    same = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    if same is None:
        return True
    one, other = typed[same:], meant[same:]
    swapped = len(one) > 1 and len(other) > 1 and (one[1] + one[0] + one[2:]) == other
    return one[1:] == other or one == other[1:] or one[1:] == other[1:] or swapped


def _without_counts(found: list[Token]) -> list[Token]:
    """« 22h 15 jeunes » is 22:00, « 3/4 jeunes » is no date."""
    kept: list[Token] = []
    for at, token in enumerate(found):
        counted = at + 1 < len(found) and found[at + 1] in _PEOPLE
        if counted and isinstance(token, Clock) and token.has_minutes:
            kept.append(Clock(token.hour))
        elif not (counted and isinstance(token, Dated)):
            kept.append(token)
    return kept


def _joined(found: list[Token]) -> list[Token]:
    """The longest phrase first, from the left."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        for length in range(min(_LONGEST_PHRASE, len(found) - at), 0, -1):
            meant = _PHRASES.get(tuple(word if isinstance(word, str) else "" for word in found[at : at + length]))
            if meant is not None:
                joined.extend(meant)
                at += length
                break
        else:
            joined.append(found[at])
            at += 1
    return joined


def word_at(tokens: Sequence[Token], at: int) -> str:
    """Empty beyond either end, and for an hour or a date in digits."""
    token = tokens[at] if 0 <= at < len(tokens) else ""
    return token if isinstance(token, str) else ""


def past(tokens: Sequence[Token], at: int, light: frozenset[str]) -> int:
    """The first place from `at` on whose word is not `light`."""
    while word_at(tokens, at) in light:
        at += 1
    return at


def before(tokens: Sequence[Token], at: int) -> str:
    """The word before `at` that is no article."""
    at -= 1
    while word_at(tokens, at) in {"le", "la", "les", "ce"}:
        at -= 1
    return word_at(tokens, at)
