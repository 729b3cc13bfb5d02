"""What every table shares: the metadata, the column types, and the ids of rows.

Must never: accept a time without a zone, or let a value that is not sealed into a sealed column.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Dialect, LargeBinary, MetaData
from sqlalchemy.types import TypeDecorator

from storage.keys import SEAL_BYTES, SEAL_VERSION

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every constraint has a name that is the same on every database, or a migration could not drop it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (value - _EPOCH) // _MICROSECOND


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: any aware datetime in, the same in UTC out; a naive one is a ValueError.

    Stored as whole microseconds since 1970: exact, and ordered alike on SQLite and PostgreSQL.
    """

    impl = BigInteger
    cache_ok = True

    # Straight to the functions, where `process_…` would each be called through a second one: a row has many.

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        return _microseconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return _instant


def _sealed(value: bytes | None) -> bytes | None:
    if value is None or (isinstance(value, bytes) and len(value) >= SEAL_BYTES and value[0] == SEAL_VERSION):
        return value
    raise TypeError("this column only takes sealed bytes")


class Sealed(TypeDecorator[bytes]):
    """Bytes made by `KeyRing.seal`. Anything else is a TypeError: forgetting to seal must not store a story."""

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], bytes | None]:
        return _sealed


def sealed_columns(tables: MetaData = metadata) -> list[Column[bytes]]:
    """Every sealed column, table by table: what a rotation of keys has to go through."""
    return [
        column
        for table in tables.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]  # fmt: skip


def new_id() -> str:
    """A new row id: 12 url-safe characters, 72 random bits. Never starts with "-", which a command line would take."""
    while (candidate := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return candidate
