"""Looks at a database without changing it: its version, and whether these are its keys.

Must never: write, migrate or lock.
"""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, inspect, select

from storage.engine import database_path, said_plainly
from storage.keys import KeyRing
from storage.migrate import current, head, refuse_newer
from storage.models import facts


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


def _read_only(url: str) -> Engine:
    """Of a SQLite file nothing is written: no journal, no checkpoint at the end, no lock that a writer would meet."""
    path = database_path(url)
    if path is None:
        return create_engine(url, hide_parameters=True)
    # With a journal beside it somebody writes, or was killed; without one SQLite would make one in order to read.
    mode = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    place = f"file:{quote(str(path.absolute()))}?{mode}"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(place, uri=True), hide_parameters=True)
