"""Copies whole cases in bulk: the rows of a template under new ids, sealed again for their new place.

Below SQLAlchemy, because millions of rows are written. Must never: be used on a database that somebody needs.
"""

from __future__ import annotations

import random
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Table

from storage.base import Sealed, UtcDateTime, metadata
from storage.keys import KeyRing

FIRST_COPY = 7_000_000_001  # Telegram ids of people who exist only here
_CHUNK = 500  # copies written at once
_HOUSE = ("staff", "facts", "counters", "invitations", "absences", "relays", "updates", "dead_letters")
"""What belongs to nobody's case."""

Row = list[Any]
@dataclass(slots=True)
class _Copy:
    """One copy under way: `ids` from the template's to its own; `back` in microseconds."""

    number: int
    ids: dict[str, str]
    back: int


@dataclass(frozen=True, slots=True)
class _Patch:
    """What the column at `index` becomes. `seals`: for the new id of the row, so it comes after the ids."""

    index: int
    made: Callable[[_Copy, Row], Any]
    seals: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the template, and what has to be changed in a copy of it."""

    table: str
    values: tuple[Any, ...]
    patches: tuple[_Patch, ...]


class Copier:
    """Of one person's whole trace: the address and every row that hangs on it, or on one of the cases or drafts."""

    def __init__(self, connection: sqlite3.Connection, ring: KeyRing, *, address_id: str, keeps_address: bool) -> None:
        """`keeps_address`: the copies belong to the same person, as those of a relay do; else to somebody new each."""
        self._connection = connection
        self._ring = ring
        self._address = address_id
        self._keeps_address = keeps_address
        self._lines: list[_Line] = []
        self._old_ids: set[str] = set()

    def take(self, *, case_id: str = "", draft_id: str = "") -> Copier:
        """Read the template."""
        found: list[tuple[Table, dict[str, Any]]] = []
        for table in metadata.sorted_tables:
            if table.name not in _HOUSE:
                found += [(table, row) for row in self._rows(table, case_id, draft_id)]
        for _, row in found:
            self._old_ids.update(row[name] for name in ("id", "draft_id", "question_row") if row.get(name))
        self._old_ids.update(one for one in (case_id, draft_id) if one)
        if self._keeps_address:
            self._old_ids.discard(self._address)
        self._lines = [self._line(table, row) for table, row in found]
        return self

    def copies(self, many: int, first: int, spread: tuple[int, int]) -> Iterator[dict[str, list[Row]]]:
        """Rows by table, some hundred copies at a time. `spread`: how far back they lie, in microseconds, at random."""
        chance = random.Random(first)
        for begin in range(0, many, _CHUNK):
            rows: dict[str, list[Row]] = {}
            for number in range(first + begin, first + min(begin + _CHUNK, many)):
                one = _Copy(number, {old: _id(chance) for old in self._old_ids}, chance.randint(*spread))
                for line in self._lines:
                    row = list(line.values)
                    for patch in line.patches:
                        row[patch.index] = patch.made(one, row)
                    rows.setdefault(line.table, []).append(row)
            yield rows

    def _rows(self, table: Table, case_id: str, draft_id: str) -> list[dict[str, Any]]:
        names = [column.name for column in table.columns]
        wanted = {"case_id": case_id, "draft_id": draft_id}
        if table.name in ("cases", "drafts", "addresses"):
            wanted = {"id": {"cases": case_id, "drafts": draft_id, "addresses": self._address}[table.name]}
            if table.name == "addresses" and self._keeps_address:
                return []
        elif not self._keeps_address and "address_id" in names:
            wanted["address_id"] = self._address
        where = {name: value for name, value in wanted.items() if value and name in names}
        if not where:
            return []
        condition = " or ".join(f"{name} = :{name}" for name in where)
        query = f"select {', '.join(names)} from {table.name} where {condition}"
        return [dict(zip(names, row, strict=True)) for row in self._connection.execute(query, where)]

    def _line(self, table: Table, row: dict[str, Any]) -> _Line:
        patches: list[_Patch] = []
        key = row.get("id", "")
        names = [column.name for column in table.columns]
        place = names.index("id") if "id" in names else -1
        for index, column in enumerate(table.columns):
            value = row[column.name]
            if column.name == "seq":
                patches.append(_Patch(index, lambda copy, row: None))
            elif value is None:
                continue
            elif isinstance(column.type, Sealed):
                patches.append(self._resealed(table, column.name, index, place, value, key))
            elif isinstance(column.type, UtcDateTime):
                patches.append(_Patch(index, partial(_earlier, value)))
            elif (table.name, column.name) == ("cases", "reference"):
                patches.append(_Patch(index, lambda copy, row: f"MX-{copy.number:07d}"))
            elif (table.name, column.name) == ("addresses", "lookup"):
                patches.append(_Patch(index, lambda copy, row: self._ring.lookup("telegram", _someone(copy))))
            elif isinstance(value, str) and (changed := self._renamed(value)):
                patches.append(_Patch(index, changed))
        patches.sort(key=lambda patch: patch.seals)
        return _Line(table.name, tuple(row.values()), tuple(patches))

    def _renamed(self, text: str) -> Callable[[_Copy, Row], str] | None:
        """The text with the copy's ids; None when there is none in it."""
        inside = [old for old in self._old_ids if old in text]
        if not inside:
            return None

        def renamed(copy: _Copy, row: Row) -> str:
            said = text
            for old in inside:
                said = said.replace(old, copy.ids[old])
            return said

        return renamed

    def _resealed(self, table: Table, name: str, index: int, place: int, value: bytes, key: str) -> _Patch:
        column, seal = f"{table.name}.{name}", self._ring.seal
        plain = self._ring.open(value, f"{column}:{key}").decode()
        changed = self._renamed(plain)

        def sealed(copy: _Copy, row: Row) -> bytes:
            said = changed(copy, row) if changed else plain
            return seal(_someone(copy) if column == "addresses.value" else said, f"{column}:{row[place]}")

        return _Patch(index, sealed, seals=True)


def _id(chance: random.Random) -> str:
    """As long and as scattered as the real ones, and quicker: indexes then cost what they cost."""
    return urlsafe_b64encode(chance.randbytes(9)).decode()


def _earlier(at: int, copy: _Copy, row: Row) -> int:
    return at - copy.back


def _someone(copy: _Copy) -> str:
    """The Telegram id of whoever this copy is about."""
    return str(FIRST_COPY + copy.number)


def insert(connection: sqlite3.Connection, rows: dict[str, list[Row]]) -> None:
    """Parents before children."""
    for table in metadata.sorted_tables:
        if found := rows.get(table.name):
            marks = ", ".join("?" * len(table.columns))
            names = ", ".join(column.name for column in table.columns)
            connection.executemany(f"insert into {table.name} ({names}) values ({marks})", found)
