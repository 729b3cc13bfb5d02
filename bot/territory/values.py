"""How a town writes hours, zones and delays in its file.

Each converter takes the TOML value and raises ValueError with a French reason. Must never: know of any table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.calendar import Rota, Slot, Week
from bot.territory.toml_tables import Converter, WrongKey

Positive = NewType("Positive", int)
"""A delay, an age, a number of times: from 1 to LARGEST."""

LARGEST = 10_000
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SLOT = re.compile(r"^(\d\d?:\d\d) ?- ?(\d\d?:\d\d)$")
_CLOCK = re.compile(r"^(\d\d?):(\d\d)$")


def positive(raw: object) -> Positive:
    if type(raw) is not int or not 1 <= raw <= LARGEST:
        raise ValueError(f"attendu un nombre entier de 1 à {LARGEST}, reçu « {raw} »")
    return Positive(raw)


def clock(raw: object) -> time:
    """« 17:30 », or a TOML local time."""
    if isinstance(raw, time):
        return raw
    found = _CLOCK.match(raw) if isinstance(raw, str) else None
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"attendu une heure comme « 17:30 », reçu « {raw} »")
    return time(int(found[1]), int(found[2]))


def zone(raw: object) -> ZoneInfo:
    try:
        return ZoneInfo(raw) if isinstance(raw, str) else ZoneInfo("")
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"attendu un fuseau comme « Europe/Paris », reçu « {raw} »") from problem


def slots(raw: object) -> tuple[Slot, ...]:
    """« ["09:00-12:00", "14:00-17:00"] »; « 24:00 » is the midnight that ends the day."""
    found = [_SLOT.match(part) if isinstance(part, str) else None for part in raw] if isinstance(raw, list) else [None]
    if not all(found):
        raise ValueError(f'attendu des plages comme ["09:00-12:00"], reçu « {raw} »')
    return tuple(Slot(clock(m[1]), clock("00:00" if m[2] == "24:00" else m[2])) for m in found if m)


def week(raw: object) -> Week:
    """A table of weekday names; a day that is not there is closed."""
    if not isinstance(raw, dict):
        raise ValueError("attendu une table de jours")
    for day in raw:
        if day not in DAY_NAMES:
            raise ValueError(f"« {day} » n'est pas un jour ({', '.join(DAY_NAMES)})")
    return {DAY_NAMES.index(day): slots(value) for day, value in raw.items()}


def rota(raw: object) -> Rota:
    """Weekday names as in `week`, or `every_day`, and `public_holidays` (open on them?), mandatory."""
    if not isinstance(raw, dict):
        raise ValueError("attendu une table de jours")
    days = dict(raw)
    public_holidays = days.pop("public_holidays", None)
    if not isinstance(public_holidays, bool):
        raise ValueError("« public_holidays » manque, ou n'est ni true ni false")
    every_day = days.pop("every_day", None)
    each = {} if every_day is None else dict.fromkeys(DAY_NAMES, every_day)
    return Rota(week({**each, **days}), public_holidays)


CONVERTERS: Mapping[Any, Converter] = {Positive: positive, time: clock, ZoneInfo: zone, Week: week, Rota: rota}


def refuse_unordered(key: str, numbers: Sequence[int]) -> None:
    if not numbers or list(numbers) != sorted(set(numbers)):
        raise WrongKey(key, "les nombres doivent aller du plus petit au plus grand")
