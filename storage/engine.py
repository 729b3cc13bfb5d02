"""Opening the database: one process, real transactions, and errors said in the operator's language.

Must never: let a transaction start without its write lock on SQLite, or show a statement's parameters.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import StorageError, reason
from storage import postgres
from storage.statements import plain

BUSY_SECONDS = 5.0
"""How long a transaction waits for another one before it gives up."""

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is erased is overwritten
    "PRAGMA synchronous=FULL",  # Telegram was told that the update is ours: a commit must survive a power cut
)

_SENTENCES = {
    sqlite3.SQLITE_FULL: "Le disque de la base est plein : libérez de la place, puis relancez.",
    sqlite3.SQLITE_READONLY: "La base est en lecture seule : vérifiez les droits du fichier et de son dossier.",
    sqlite3.SQLITE_PERM: "La base est interdite à ce programme : vérifiez les droits du fichier et de son dossier.",
    sqlite3.SQLITE_CANTOPEN: "La base ne peut pas être ouverte : vérifiez le chemin, et les droits du dossier.",
    sqlite3.SQLITE_BUSY: "La base est occupée par un autre programme : fermez-le, puis relancez.",
    sqlite3.SQLITE_LOCKED: "La base est occupée par un autre programme : fermez-le, puis relancez.",
    sqlite3.SQLITE_PROTOCOL: "La base est occupée par un autre programme : fermez-le, puis relancez.",
    sqlite3.SQLITE_CORRUPT: "La base est abîmée : arrêtez le service et restaurez la dernière sauvegarde.",
    sqlite3.SQLITE_NOTADB: "Ce fichier n'est pas une base SQLite : vérifiez MEDIATION_DATABASE_URL.",
    sqlite3.SQLITE_IOERR: (
        "Le disque de la base ne répond pas comme il faut (plein, ou en défaut) : libérez de la place, ou vérifiez-le."
    ),
}


def open_engine(url: str, *, lone: bool = False) -> Engine:
    """The engine of `sqlite:///path` (the file is created, mode 0600) or `postgresql+psycopg://…`.

    It does not connect: a file that is not a database is said by the first connection. `lone`: PostgreSQL never gets
    two connections of it. StorageError for another address, a missing driver or a folder that cannot be written.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StorageError("MEDIATION_DATABASE_URL n'est pas une adresse de base de données.") from None
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    return postgres.open_postgres(address, lone=lone)


def database_path(url: str) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL."""
    address = make_url(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def _open_sqlite(address: URL) -> Engine:
    name = address.database or ""
    if address.drivername not in ("sqlite", "sqlite+pysqlite") or name in ("", ":memory:") or name.startswith("file:"):
        raise StorageError("La base SQLite doit être un fichier : sqlite:///chemin/de/la/base.")
    _create_private(Path(name))
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _create_private(path: Path) -> None:
    """SQLite would follow the umask; its -wal and -shm files then take the mode of the database."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as problem:
        raise StorageError(f"La base {path} ne peut pas être créée : {reason(problem)}.") from problem


def _on_connect(connection: sqlite3.Connection, record: object) -> None:
    # The driver would start transactions on its own, too late and without the lock: see _on_begin.
    connection.isolation_level = None
    try:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    if mode != "wal":
        connection.close()
        raise StorageError("Le disque de la base ne convient pas (pas de journal WAL) : utilisez un disque local.")


def _on_begin(connection: Connection) -> None:
    # With the driver's default 200 of 240 concurrent increments were lost without an error; with a plain BEGIN, 188
    # failed. https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    plain(connection, "BEGIN IMMEDIATE")


def explain(error: BaseException) -> str | None:
    """The French sentence an operator needs for this database error; None when it is not one they can mend."""
    code = _sqlite_code(error)
    return postgres.explain(error) if code is None else _SENTENCES.get(code)


def is_busy(error: BaseException) -> bool:
    """Whether another connection held the lock, or no server was reached: the same may succeed in a moment."""
    return _sqlite_code(error) == sqlite3.SQLITE_BUSY or postgres.is_passing(error)


def has_lost_its_transaction(connection: Connection) -> bool:
    """Whether SQLite rolled back behind our back (full disk, I/O error): what follows would commit on its own."""
    raw: Any = connection.connection.dbapi_connection
    return isinstance(raw, sqlite3.Connection) and not raw.in_transaction


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the database errors that `explain` knows into StorageError; the others pass."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        sentence = explain(error)
        if sentence is None:
            raise
        raise StorageError(sentence) from error


def _sqlite_code(error: BaseException) -> int | None:
    """The primary result code: the low byte, without the extended part."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


class ProcessLock:
    """One process per SQLite database: an advisory lock on `<database>.lock`, released by the kernel even by a crash.

    The file stays: removing it would let two processes lock two files of the same name.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def holder(self) -> str | None:
        """The process that holds the lock, "?" if it does not say; None when nobody does. Changes nothing."""
        try:
            handle = os.open(self._path, os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return _holder(handle)
        finally:
            os.close(handle)
        return None

    def taken(self, holder: str) -> StorageError:
        """What to say to whoever comes second."""
        return StorageError(
            f"La base {self._database} est déjà ouverte par un autre programme (processus {holder}) : "
            "un seul à la fois. Arrêtez-le, puis relancez."
        )

    def acquire(self) -> None:
        """Take the lock or raise StorageError at once; taking it twice is harmless."""
        if self._handle is not None:
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise StorageError(f"Le verrou {self._path} ne peut pas être créé : {reason(problem)}.") from problem
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError as problem:
            holder = _holder(handle)
            os.close(handle)
            if not isinstance(problem, BlockingIOError):
                raise StorageError(f"Le verrou {self._path} ne peut pas être pris : {reason(problem)}.") from problem
            raise self.taken(holder) from problem
        self._handle = handle

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _holder(handle: int) -> str:
    return os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "?"
