"""What every repository has: the connection of the transaction, the keys, the instant at which it began.

The plainest statements are built once for each table or column: building one costs three times what running it does.
Must never: commit, or let a row leave the repositories.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Insert, RowMapping, Select, Table, Update, bindparam, insert, select, update

from storage.keys import KeyRing

_WANTED = "wanted_value"  # no column is called so


@cache
def _inserting(table: Table) -> Insert:
    return insert(table)


@cache
def _selecting(column: Column[Any]) -> Select[Any]:
    return select(column.table).where(column == bindparam(_WANTED, type_=column.type))


@cache
def _updating(column: Column[Any]) -> Update:
    assert isinstance(column.table, Table)
    return update(column.table).where(column == bindparam(_WANTED, type_=column.type))


class Repository:
    def __init__(self, connection: Connection, ring: KeyRing, now: datetime) -> None:
        self.connection = connection
        self.ring = ring
        self.now = now

    def insert_row(self, table: Table, /, **values: Any) -> None:
        self.connection.execute(_inserting(table), values)

    def find_row(self, column: Column[Any], value: object) -> RowMapping | None:
        """The first row with this value in its column."""
        return self.connection.execute(_selecting(column), {_WANTED: value}).mappings().first()

    def update_rows(self, column: Column[Any], value: object, /, **values: Any) -> None:
        """All rows with this value in their column; `values` hold no SQL."""
        self.connection.execute(_updating(column), {_WANTED: value, **values})

    def seal(self, text: str, column: str, row_id: str) -> bytes:
        """`column` is table.column; a sealed value opens nowhere else."""
        return self.ring.seal(text, f"{column}:{row_id}")

    def open(self, sealed: bytes | None, column: str, row_id: str) -> str:
        return self.ring.open(sealed, f"{column}:{row_id}").decode() if sealed else ""

    def seal_json(self, value: Mapping[str, Any], column: str, row_id: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), column, row_id)

    def open_json(self, sealed: bytes, column: str, row_id: str) -> dict[str, Any]:
        opened: dict[str, Any] = json.loads(self.open(sealed, column, row_id))
        return opened
