"""Sealed values as values: what a rotation of keys goes through, column by column, whatever the rows mean.

Must never: show a value, or leave one that the new key cannot open.
"""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Table, func, select, update

from storage.base import metadata, sealed_columns
from storage.models import facts
from storage.repositories.base import Repository

UNDER_WAY = "rotation"
"""The fact that says which key a rotation is moving to: set before the key exists, gone once all is sealed with it."""


class Seals(Repository):
    @staticmethod
    def columns() -> list[tuple[str, str]]:
        """(table, column) of every sealed column."""
        return [(column.table.name, column.name) for column in sealed_columns(metadata)]

    def renew(self, table_name: str, column_name: str, after: str, limit: int) -> str:
        """Seal the next values of a column with the first key; the last row looked at, "" when there is none left."""
        table = metadata.tables[table_name]
        column, row_id = table.c[column_name], _row_id(table)
        query = select(row_id, column).where(row_id > after, *self._stale(column)).order_by(row_id).limit(limit)
        last = ""
        for last, sealed in self.connection.execute(query).all():
            place = f"{table_name}.{column_name}:{last}"
            values = {column_name: self.ring.seal(self.ring.open(sealed, place), place)}
            self.connection.execute(update(table).where(row_id == last).values(**values))
        return last

    def stale(self) -> int:
        """How many values another key than the first has sealed."""
        tables = ((metadata.tables[table], column) for table, column in self.columns())
        counts = (select(func.count()).select_from(t).where(*self._stale(t.c[column])) for t, column in tables)
        return sum(self.connection.execute(count).scalar_one() for count in counts)

    def under_way(self) -> int:
        """The number of the key that a rotation is moving to; 0 when none is."""
        found = self.connection.execute(select(facts.c.value).where(facts.c.name == UNDER_WAY)).scalar_one_or_none()
        return int(found or 0)

    def forget_key(self, name: str) -> None:
        """The database no longer asks for this key."""
        self.connection.execute(facts.delete().where(facts.c.name == f"key:{name}"))

    def finished(self) -> None:
        self.connection.execute(facts.delete().where(facts.c.name == UNDER_WAY))

    def _stale(self, column: Column[bytes]) -> tuple[ColumnElement[bool], ...]:
        head = self.ring.header
        return column.is_not(None), func.substr(column, 1, len(head)) != head


def _row_id(table: Table) -> Column[str]:
    """What the places of this table's seals name."""
    return table.c.id if "id" in table.c else table.c.address_id
