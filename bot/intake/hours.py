"""An hour of the day as a time slot: « vers 19h », « entre 12h et 14h », « avant 10h ».

Must never: read a number as an hour when nothing says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

MORNING, MIDDAY, AFTERNOON, EVENING = "matin", "midi", "apres_midi", "soir"
SLOTS = frozenset({MORNING, MIDDAY, AFTERNOON, EVENING})
_HOUR = frozenset({"h", "heure", "heures", "hr", "hrs", "hour"})
_LINK = frozenset(
    {"entre", "a", "et", "vers", "apres", "avant", "des", "partir", "jusque", "from", "to", "at", "after", "before"}
)
_NUMBERS = {
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
    "seize": 16, "dixsept": 17, "dixhuit": 18, "vingt": 20,
}  # fmt: skip


def slot_of(hour: float) -> str | None:
    """The slot of an hour (0-24, decimals are minutes); None at night."""
    if 5 <= hour < 11.75:
        return MORNING
    if 11.75 <= hour < 13.75:
        return MIDDAY
    if 13.75 <= hour < 17.75:
        return AFTERNOON
    return EVENING if 17.75 <= hour <= 24 else None


def read_slot(said: Sequence[str]) -> str | None:
    """The slot that every hour named falls in; a span is read by its middle."""
    hours = _hours(said)
    if not hours or len(hours) > 2:
        return None
    if len(hours) == 2:
        return slot_of((hours[0] + hours[1]) / 2)
    hour = hours[0]
    if "avant" in said or "before" in said:
        hour -= 1
    if "partir" in said or "apres" in said or "after" in said:
        hour += 0.25
    return slot_of(hour)


def _hours(said: Sequence[str]) -> list[float]:
    found: list[float] = []
    spoken = any(word in _HOUR for word in said)
    for at, word in enumerate(said):
        value = int(word) if word.isdecimal() and len(word) <= 2 else _NUMBERS.get(word)
        if word == "midi" and "entre" in said and spoken:
            value = 12
        if value is None or value > 24:
            continue
        after = said[at + 1] if at + 1 < len(said) else ""
        before = said[at - 1] if at else ""
        if after in _HOUR:
            minutes = said[at + 2] if at + 2 < len(said) else ""
            found.append(value + (int(minutes) / 60 if minutes.isdecimal() and len(minutes) == 2 else 0))
        elif before not in _HOUR and ((spoken and before in _LINK) or "entre" in said):
            found.append(float(value))
    return found
