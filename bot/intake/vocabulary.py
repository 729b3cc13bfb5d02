"""Lists of words and patterns as data (words.toml), so that the modules that use them stay readable.

Must never: hold a rule; a table only lists.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).resolve().with_name("words.toml").read_text("utf-8"))


def _entry(path: str) -> Any:
    found: Any = _tables()
    for name in path.split("."):
        found = found[name]
    return found


def word_set(path: str) -> frozenset[str]:
    """`path` is `table.name`; KeyError when there is none."""
    return frozenset(str(_entry(path)).split())


def sequences(path: str) -> tuple[tuple[str, ...], ...]:
    """One sequence of words a line."""
    return tuple(tuple(row.split()) for row in str(_entry(path)).splitlines() if row.strip())


def pairs(path: str) -> dict[str, str]:
    """Lines `said = meant`."""
    rows = (row.partition(" = ") for row in str(_entry(path)).splitlines() if row.strip())
    return {said: meant for said, _, meant in rows}


def patterns(path: str) -> str:
    """One regular expression of all the alternatives listed."""
    return "|".join(f"(?:{pattern})" for pattern in _entry(path))


def line(path: str) -> str:
    return str(_entry(path))
