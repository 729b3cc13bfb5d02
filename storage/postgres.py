"""PostgreSQL: how it is reached, when it counts as away, and the one connection that may write.

Must never: write on a connection that does not hold the lead, or quote a message of the server (it may name a value).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.errors import StorageError

_log = logging.getLogger(__name__)

OLDEST = 14
"""The first version that ends the session of a client which has gone silent (idle_session_timeout)."""
BEAT_SECONDS = 1.5
SILENCE_SECONDS = 6
"""A leader that says nothing for so long loses its session, and with it the lock: frozen, cut off, or dead."""

_LOCK_SECONDS = 5
_LOCK_KEY = 0x7072_656D_6965_7273  # "premiers": advisory locks are of one database, so another bot has its own
TERM = "leader_term"
"""The fact that counts who had the lead: one more at each beginning."""
_CONNECT: dict[str, object] = {
    "connect_timeout": 5, "application_name": "premier-contact",
    # A server that vanished is noticed here in about as long as it notices that we did.
    "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 5000,
}  # fmt: skip
_SESSION = f"SET lock_timeout = '{_LOCK_SECONDS}s'"
_LEADER = (
    f"SET idle_session_timeout = '{SILENCE_SECONDS}s'; SET idle_in_transaction_session_timeout = '{SILENCE_SECONDS}s'; "
    "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; "
    "SET tcp_user_timeout = 5000"
)

_AWAY = "La base PostgreSQL ne répond pas : vérifiez que le serveur marche, et son adresse dans MEDIATION_DATABASE_URL."
_HELD = "La base est déjà tenue par une autre instance du bot : une seule à la fois. Arrêtez-la, puis relancez."
_REFUSED = "PostgreSQL refuse ce compte ou son mot de passe : vérifiez MEDIATION_DATABASE_URL."
_SENTENCES = {
    "28": _REFUSED,
    "3D": "Cette base PostgreSQL n'existe pas : créez-la (createdb), ou vérifiez MEDIATION_DATABASE_URL.",
    "25006": "La base PostgreSQL est en lecture seule : vérifiez que c'est bien le serveur principal.",
    "42501": "Ce compte PostgreSQL n'a pas les droits qu'il faut : il doit être propriétaire de la base.",
    "53100": "Le disque de la base est plein : libérez de la place, puis relancez.",
    "53300": "PostgreSQL a trop de connexions ouvertes : fermez-en, ou augmentez max_connections.",
    "53": "Le serveur PostgreSQL manque de mémoire ou de place : libérez-en.",
    "55P03": "La base est occupée par un autre programme : fermez-le, puis relancez.",
    "40": "La base est occupée par un autre programme : fermez-le, puis relancez.",
    "57": _AWAY,
    "58": "Le serveur PostgreSQL a une erreur d'entrée-sortie : vérifiez son disque.",
    "08": _AWAY,
    "42704": f"Ce serveur PostgreSQL est trop ancien : il faut la version {OLDEST} ou une plus récente.",
    "XX001": "La base est abîmée : arrêtez le service et restaurez la dernière sauvegarde.",
    "XX002": "La base est abîmée : arrêtez le service et restaurez la dernière sauvegarde.",
}
"""By SQLSTATE, or by its class (two characters): https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_AT_THE_DOOR = (
    (re.compile("database .* does not exist|base de données .* n.existe pas"), "3D"),
    (re.compile("password|mot de passe|role .* does not exist|rôle .* n.existe pas|pg_hba|no encryption"), "28"),
    (re.compile("too many clients|trop de clients|connection slots|emplacements de connexions"), "53300"),
)
"""Why we were not let in comes without a code, in the server's language:"""
_PASSING = frozenset({"55P03", "40001", "40P01", "57P03", "53300"})
"""Nothing was committed, and the same may succeed in a moment."""


class HeldElsewhere(StorageError):
    """Another instance has the lead of this PostgreSQL database."""


def open_postgres(address: URL, *, lone: bool = False) -> Engine:
    """It does not connect. `lone`: it never has two connections. StorageError for another driver, or without ours."""
    if address.drivername != "postgresql+psycopg":
        raise StorageError("MEDIATION_DATABASE_URL doit commencer par sqlite:/// ou postgresql+psycopg://.")
    ours = {name: value for name, value in _CONNECT.items() if name not in address.query}
    pool = {"pool_size": 1, "max_overflow": 0} if lone else {}
    try:
        engine = create_engine(address, hide_parameters=True, connect_args=ours, **pool)
    except ModuleNotFoundError as problem:
        raise StorageError(
            "Le pilote de PostgreSQL (psycopg) manque : installez-le avec "
            "« .venv/bin/python -m pip install --require-hashes -r requirements-postgresql.lock »."
        ) from problem
    except ImportError as problem:  # psycopg is there, and finds no libpq
        raise StorageError("Le pilote de PostgreSQL (psycopg) ne trouve pas libpq : installez libpq.") from problem
    event.listen(engine, "connect", lambda raw, record: _say(raw, _SESSION))
    return engine


def explain(error: BaseException) -> str | None:
    """The operator's sentence; None for what is not PostgreSQL's, and for faults of the program."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    if not hasattr(cause, "sqlstate"):  # psycopg's alone, whether it is installed or not
        return None
    state: str = cause.sqlstate or ""
    if not state and _is_before_connected(error):
        state = next((code for words, code in _AT_THE_DOOR if words.search(str(cause))), "")
    known = _SENTENCES.get(state) or _SENTENCES.get(state[:2])
    return known or (_AWAY if isinstance(error, OperationalError | InterfaceError) else None)


def is_passing(error: BaseException) -> bool:
    """Whether nothing was committed and a moment may help: locked, or not reached at all.

    A connection that broke under way is not: its last commit may have gone through.
    """
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    if not hasattr(cause, "sqlstate"):
        return False
    return cause.sqlstate in _PASSING if cause.sqlstate else _is_before_connected(error)


def _is_before_connected(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and error.statement is None and not error.connection_invalidated


class Lead:
    """The right to write, of one instance at a time: an advisory lock of the session that writes.

    The engine's only connection holds it, so that whoever loses the lock has lost the connection too and cannot write a
    word more. A new connection is only given when the lock was taken again and nobody had the lead in between, which
    the term in the database tells; otherwise `on_lost` is called and every further attempt is HeldElsewhere.
    """

    def __init__(self, engine: Engine) -> None:
        """Of a lone engine that nothing has used yet."""
        self.on_lost: Callable[[], object] = lambda: None  # called in the thread that writes
        self.term: int | None = None  # what TERM says while it is ours; None until it is written
        self._lost = False
        event.listen(engine, "connect", lambda raw, record: self._enter(raw))

    def _enter(self, raw: Any) -> None:
        """A connection without the lead is closed before anybody gets it."""
        try:
            if self._lost:
                raise _superseded()
            _say(raw, _LEADER)
            self._take(raw)
        except BaseException:
            with suppress(Exception):  # it is being thrown away
                raw.close()
            raise

    def _take(self, raw: Any) -> None:
        self._refuse_another_term(raw)
        try:
            _say(raw, f"SET LOCAL lock_timeout = '{self._patience()}'; SELECT pg_advisory_lock({_LOCK_KEY})")
        except Exception as problem:  # the driver's own, which is not imported here
            if getattr(problem, "sqlstate", None) != "55P03":
                raise
            raw.rollback()
            if self.term is None:
                raise HeldElsewhere(_HELD) from None
            self._refuse_another_term(raw)
            raise
        self._refuse_another_term(raw)

    def _patience(self) -> str:
        """The session of a command that has just ended, or the one we lost, may still be on its way out."""
        return "300ms" if self.term is None else f"{_LOCK_SECONDS}s"

    def _refuse_another_term(self, raw: Any) -> None:
        if self.term is not None and _term(raw) != self.term:
            self._lost = True
            self.on_lost()
            raise _superseded()


def _superseded() -> HeldElsewhere:
    return HeldElsewhere("Une autre instance du bot a pris la relève : celle-ci n'écrit plus rien.")


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What an operator should know of a server before the service relies on it."""

    version: int  # 16
    encoding: str  # UTF8
    durable: bool  # a commit is on the disk before it is told
    may_create: bool  # tables, in the schema where ours would stand
    led: bool  # some instance has the lead
    empty: bool  # nothing of ours stands there yet


def examine_server(url: str) -> ServerFacts:
    """Looks and changes nothing; DBAPIError as it comes."""
    engine = open_postgres(make_url(url), lone=True)
    try:
        with engine.connect() as connection:

            def show(name: str) -> str:
                return str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())

            create = "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
            return ServerFacts(
                version=int(show("server_version_num")) // 10_000, encoding=show("server_encoding"),
                durable="off" not in (show("fsync"), show("synchronous_commit")),
                may_create=bool(connection.exec_driver_sql(create).scalar_one()), led=is_held(connection),
                empty=not inspect(connection).has_table("alembic_version"),
            )  # fmt: skip
    finally:
        engine.dispose()


class Watch:
    """Looks at the lead of a database from outside, without ever taking it."""

    def __init__(self, url: str) -> None:
        self._engine = open_postgres(make_url(url), lone=True)
        self._away = False

    def sees_a_leader(self) -> bool:
        """Whether somebody has the lead; a server that does not answer counts as yes: there is nothing to be taken."""
        try:
            with self._engine.connect() as connection:
                held = is_held(connection)
        except (OperationalError, InterfaceError):
            if not self._away:
                _log.warning("the database does not answer while waiting for the lead")
            self._away = True
            return True
        self._away = False
        return held

    def close(self) -> None:
        self._engine.dispose()


def continue_counting(connection: Connection) -> None:
    """After rows were written with their numbers: PostgreSQL would give the same ones again. Nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    tables = inspect(connection)
    for table in tables.get_table_names():
        for column in tables.get_columns(table):
            if column.get("autoincrement"):
                name = column["name"]
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), max({name})) FROM {table} "
                    f"HAVING max({name}) IS NOT NULL"
                )


def is_held(connection: Connection) -> bool:
    """Whether some session has the lead of this database."""
    query = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND granted AND datname = current_database() "
        "AND classid = :high AND objid = :low AND objsubid = 1"
    )
    halves = {"high": _LOCK_KEY >> 32, "low": _LOCK_KEY & 0xFFFF_FFFF}
    return bool(connection.execute(query, halves).scalar_one())


def _term(raw: Any) -> int:
    return int(_say(raw, "SELECT value FROM facts WHERE name = %s", TERM) or 0)


def _say(raw: Any, statement: str, *values: object) -> Any:
    """On the driver's own connection, committed: the first column of the first row, if there is one."""
    cursor = raw.cursor()
    try:
        cursor.execute(statement, values or None)
        row = cursor.fetchone() if cursor.description else None
    finally:
        cursor.close()
    raw.commit()  # session settings and session locks survive it; an open transaction would not be ours to leave
    return row[0] if row else None
