"""What every repository has: the connection of the transaction, the keys, the instant at which it began.

Must never: commit, or let a row leave the repositories.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Table

from storage import statements
from storage.keys import KeyRing


class Repository:
    def __init__(self, connection: Connection, ring: KeyRing, now: datetime) -> None:
        self.connection = connection
        self.ring = ring
        self.now = now

    def insert_row(self, table: Table, /, **values: Any) -> None:
        statements.insert_row(self.connection, table, values)

    def find_row(self, column: Column[Any], value: object) -> Mapping[str, Any] | None:
        """The first row with this value in its column."""
        return statements.find_row(self.connection, column, value)

    def find_value(self, wanted: Column[Any], column: Column[Any], value: object) -> Any:
        """One column of the first row with this value in another; None without such a row."""
        return statements.find_value(self.connection, wanted, column, value)

    def update_rows(self, column: Column[Any], value: object, /, **values: Any) -> None:
        """All rows with this value in their column; `values` hold no SQL."""
        statements.update_rows(self.connection, column, value, values)

    def delete_rows(self, column: Column[Any], value: object) -> None:
        """All rows with this value in their column."""
        statements.delete_rows(self.connection, column, value)

    def seal(self, text: bytes | str, column: str, row_id: str) -> bytes:
        """`column` is table.column; a sealed value opens nowhere else."""
        return self.ring.seal(text, f"{column}:{row_id}")

    def open(self, sealed: bytes | None, column: str, row_id: str) -> str:
        return self.ring.open(sealed, f"{column}:{row_id}").decode() if sealed else ""

    def seal_json(self, value: Mapping[str, Any], column: str, row_id: str) -> bytes:
        return self.seal(orjson.dumps(value), column, row_id)

    def open_json(self, sealed: bytes, column: str, row_id: str) -> dict[str, Any]:
        opened: dict[str, Any] = orjson.loads(self.ring.open(sealed, f"{column}:{row_id}"))
        return opened
