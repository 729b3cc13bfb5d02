"""The schema's versions: bring a database up to this code, and refuse one that is ahead of it.

Alembic is loaded where it is at work: a start with a database of this version needs none of it, and is sooner there.
Must never: touch a database of a newer version, leave half a migration, or lose rows when SQLite copies a table.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, MetaData, inspect

from bot.errors import StorageError
from storage.engine import open_engine, said_plainly

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "5b1f0c7d9e24"
"""The revision of the declared tables: the newest version file's."""
_TABLE = "alembic_version"
MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"
VERSIONS_DIR = MIGRATIONS_DIR / "versions"

_NEWER = (
    "La base vient d'une version plus récente du programme : rien n'a été changé. "
    "Installez cette version, ou restaurez une sauvegarde plus ancienne."
)


def upgrade(engine: Engine, versions: Path = VERSIONS_DIR, *, to: str = "head") -> None:
    """Apply every missing migration in one transaction; StorageError when the database is newer than the code."""
    with changing(engine) as connection:
        upgrade_within(connection, versions, to=to)


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may change: all of it, or nothing."""
    with said_plainly(), engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        yield connection


def upgrade_within(connection: Connection, versions: Path = VERSIONS_DIR, *, to: str = "head") -> None:
    """The same as `upgrade`, in a transaction of `changing`."""
    if _stands(connection, versions):
        return
    from alembic import command

    refuse_newer(connection, versions)
    command.upgrade(_config(versions, connection=connection), to)
    refuse_orphans(connection)


def current(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with said_plainly(), engine.connect() as connection:
        return _revision(connection)


def head(versions: Path = VERSIONS_DIR) -> str | None:
    """The revision this code expects; None when there is no version file."""
    if versions == VERSIONS_DIR:
        return HEAD
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(versions)).get_current_head()


def is_newer_than_code(engine: Engine, versions: Path = VERSIONS_DIR) -> bool:
    """Whether the database stands at a revision that this code does not know."""
    with said_plainly(), engine.connect() as connection:
        return _is_newer(connection, versions)


def refuse_newer(connection: Connection, versions: Path = VERSIONS_DIR) -> None:
    """Raise StorageError when the database is newer than the code."""
    if _is_newer(connection, versions):
        raise StorageError(_NEWER)


def differences(engine: Engine, tables: MetaData) -> list[Any]:
    """What Alembic would still change for the database to equal the declared tables; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with said_plainly(), engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), tables))


def revise(message: str, tables: MetaData, versions: Path = VERSIONS_DIR) -> None:
    """For developers: write the version file that leads from the existing ones to the declared tables.

    It compares with a throw-away SQLite database; read the file before keeping it, and put its revision in `HEAD`.
    """
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/throw-away.db")
        try:
            upgrade(engine, versions)
            with engine.connect() as connection:
                config = _config(versions, connection=connection, metadata=tables)
                command.revision(config, message, autogenerate=True, version_path=str(versions))
        finally:
            engine.dispose()


def _config(versions: Path, **attributes: object) -> Config:
    from alembic.config import Config

    config = Config()
    for name, value in (("script_location", MIGRATIONS_DIR), ("version_locations", versions)):
        config.set_main_option(name, str(value).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")  # a path may hold spaces and colons
    config.attributes.update(attributes)
    return config


def _revision(connection: Connection) -> str | None:
    """What Alembic wrote in its table, of which we keep one row."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {_TABLE}").scalar_one_or_none()
    return found


def _stands(connection: Connection, versions: Path) -> bool:
    """Whether there is nothing to do: no row is read for it."""
    return versions == VERSIONS_DIR and _revision(connection) == HEAD


def _is_newer(connection: Connection, versions: Path) -> bool:
    revision = _revision(connection)
    if revision is None or _stands(connection, versions):
        return False
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return ScriptDirectory.from_config(_config(versions)).get_revision(revision) is None
    except CommandError:  # how Alembic says that it has no file for this revision
        return True


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it: with foreign keys on, ON DELETE CASCADE would empty others.

    The pragma does nothing inside a transaction, hence the raw connection.
    """
    raw: Any = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection: Connection) -> None:
    """Raise StorageError for a row that points at none, which SQLite lets pass while its foreign keys are off."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageError("Il y aurait des lignes orphelines : rien n'est enregistré, la base est inchangée.")
