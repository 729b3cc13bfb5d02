"""Looks at a database without changing it: its version, whether these are its keys, and what is late in it.

Must never: write, migrate or lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect, select

from bot.errors import StorageError
from storage.engine import database_path, open_engine, said_plainly
from storage.keys import KeyRing
from storage.migrate import current, head, refuse_newer
from storage.models import facts
from storage.waiting import undone_since, unsent_since


def examine(url: str, ring: KeyRing) -> str:
    """One French sentence about the schema; StorageError or KeyRingError when the service could not use it."""
    engine = _read_only(url)
    try:
        with said_plainly(), engine.connect() as connection:
            refuse_newer(connection)
            if inspect(connection).has_table("facts"):
                rows = connection.execute(select(facts.c.name, facts.c.value).where(facts.c.name.startswith("key:")))
                ring.recognise({row.name.removeprefix("key:"): row.value for row in rows})
        version = current(engine)
    finally:
        engine.dispose()
    return "Base : à jour." if version == head() else "Base : elle sera mise à jour au démarrage."


class Glance:
    """What can be read without a key, also while the service writes. Instants are by the hour of the service."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fact(self, name: str) -> str:
        return self._connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none() or ""

    def unsent_since(self, before: datetime) -> datetime | None:
        return unsent_since(self._connection, before)

    def undone_since(self, before: datetime) -> datetime | None:
        return undone_since(self._connection, before)


@contextmanager
def glance(url: str) -> Iterator[Glance]:
    """StorageError when the database cannot be read, or has never been used."""
    path = database_path(url)
    if path is not None and not path.exists():
        raise StorageError(f"Il n'y a pas de base à {path}.")
    engine = _read_only(url)
    try:
        with said_plainly(), engine.connect() as connection:
            if not inspect(connection).has_table("facts"):
                raise StorageError("La base n'a encore jamais servi.")
            yield Glance(connection)
    finally:
        engine.dispose()


def _read_only(url: str) -> Engine:
    """Of a SQLite file nothing is written: no journal, no checkpoint at the end, no lock that a writer would meet."""
    path = database_path(url)
    if path is None:
        return open_engine(url)
    # With a journal beside it somebody writes, or was killed; without one SQLite would make one in order to read.
    mode = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    place = f"file:{quote(str(path.absolute()))}?{mode}"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(place, uri=True), hide_parameters=True)
