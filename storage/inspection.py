"""Looks at a database without changing it: its version, and whether these are its keys.

Must never: write, migrate or lock.
"""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, select

from storage.engine import said_plainly
from storage.keys import KeyRing
from storage.migrate import current, head, refuse_newer
from storage.models import facts


def examine(url: str, ring: KeyRing) -> str:
    """One French sentence about the schema; StorageError or KeyRingError when the service could not use it."""
    engine = create_engine(url)
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
