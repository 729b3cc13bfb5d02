"""An age said in words or digits, as the code of its band.

Must never: guess an age from a school year, or keep the age itself: only the band leaves this module.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.intake.vocabulary import pairs, word_set

BANDS = (
    (13, "moins_13"), (15, "de_13_14"), (18, "de_15_17"), (21, "de_18_20"), (26, "de_21_25"), (111, "plus_25"),
)  # fmt: skip
"""First age that is no longer in the band, and the band's code."""

_UNITS = {said: int(value) for said, value in pairs("ages.numbers").items()}
_TENS = {said: int(value) for said, value in pairs("ages.tens").items()}
_COUNTS = word_set("ages.counts")
_SOON = word_set("ages.soon")
_WILL = frozenset({"vais", "va", "vas", "allons", "going"})
_HAVE = frozenset({"avoir", "feter", "turn", "be"})
_NOT_YET = (["pas", "encore"], ["meme", "pas"], ["a", "fait"], ["sur", "mes"], ["sur", "ses"])
"""« même pas 13 », « pas tout à fait 18 », « je vais sur mes 16 »."""
_MONTHS = word_set("ages.months")
_UNDER = frozenset({"moins", "under", "below", "-"})
_OVER = frozenset({"plus", "over", "above", "+", "depasse", "dessus", "superieur"})


def band_of(age: int) -> str | None:
    """None outside 1 to 110."""
    return next((code for end, code in BANDS if age < end), None) if age >= 1 else None


def read_age(words: Sequence[str], codes: frozenset[str]) -> str | None:
    """The band of the age said in `words`; None when none, or several that disagree. `codes` are those in use."""
    said = _ages(words)
    if not said or len(said) > 3:
        return None
    bound = _bound(words, said)
    if bound is not None:
        return bound if bound in codes else None
    bands = {band_of(age) for age, soon in said if not soon}
    if not bands:
        bands = {band_of(age - 1) for age, _ in said}
    band = bands.pop() if len(bands) == 1 else None
    return band if band in codes else None


def names_age(words: Sequence[str]) -> bool:
    """Whether a number that can only be an age is said, readable as one band or not (« 16 ou 18 »)."""
    return bool(_ages(words))


def _bound(words: Sequence[str], said: Sequence[tuple[int, bool]]) -> str | None:
    """« moins de 13 », « + de 25 »; "" when a bound is another (« plus de 18 »); None without any."""
    if len(said) != 1:
        return None
    age, heard = said[0][0], set(words)
    if heard & _UNDER:
        return "moins_13" if age <= 13 else ""
    if heard & _OVER and not heard & {"non"}:
        return "plus_25" if age >= 25 else ""
    return None


def _ages(words: Sequence[str]) -> list[tuple[int, bool]]:
    """(age, « not reached yet ») for every number that is not a count of months or days."""
    found: list[tuple[int, bool]] = []
    at = 0
    while at < len(words):
        value, used = _number(words, at)
        if value is None:
            at += 1
            continue
        after = words[at + used] if at + used < len(words) else ""
        if after not in _COUNTS and not (after in _MONTHS and found) and (value > 4 or after == "ans"):
            found.append((value, _is_coming(words, at, at + used)))
        at += used
    return found


def _number(words: Sequence[str], at: int) -> tuple[int | None, int]:
    word = words[at]
    if word.isdecimal():
        return (int(word), 1) if len(word) <= 3 else (None, 1)
    if word in _TENS:
        return _tens(words, at)
    if word == "dix" and at + 1 < len(words) and words[at + 1] in {"sept", "set", "huit", "uit", "neuf"}:
        return 10 + _UNITS[words[at + 1]], 2
    value = _UNITS.get(word)
    return (None, 1) if value is None or value < 5 else (value, 1)


def _tens(words: Sequence[str], at: int) -> tuple[int, int]:
    value, used = _TENS[words[at]], 1
    if at + 2 < len(words) and words[at + 1] in {"et", "é"} and words[at + 2] in {"un", "une"}:
        return value + 1, 3
    if at + 1 < len(words):
        unit = _UNITS.get(words[at + 1], 0)
        if 1 <= unit <= 9 or (value in {60} and 10 <= unit <= 16):
            return value + unit, 2
    return value, used


def _is_coming(words: Sequence[str], start: int, end: int) -> bool:
    """« bientôt 18 », « j'aurai 15 en mars », « 18 dans deux mois », « pas encore 13 », « je vais avoir 16 ans »."""
    before = words[max(0, start - 4) : start]
    if any(word in _SOON for word in before[-2:]) or list(before[-2:]) in _NOT_YET:
        return True
    if any(word in _WILL for word in before) and any(word in _HAVE for word in before[-2:]):
        return True
    after = [word for word in words[end : end + 4] if word not in {"ans", "le", "la"}]
    if "dans" in after[:1] or after[:1] == ["in"]:
        return True
    return bool(after) and (after[:2] == ["mois", "prochain"] or after[:2] == ["semaine", "prochaine"])
