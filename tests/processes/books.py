"""The database read as an auditor would: plain SQL and AES, from the tables and the key file alone.

Shares no line with the product: a fault of its reading would hide here too. Must never: import `bot`, `storage` or
SQLAlchemy, or write.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Row = Mapping[str, Any]
_VERSION, _HEADER, _NONCE = 1, 2, 12
_HASHES = {
    ("addresses", "lookup"), ("invitations", "token"), ("case_themes", "theme"), ("entries", "message"),
    ("dead_letters", "lookup"),
}  # fmt: skip
_SHORTEST = _HEADER + _NONCE + 16
ASIDE = 60  # seconds; what has stepped aside for others is untried, and back within half of it


class Unreadable(AssertionError):
    """A sealed value that no key of the file opens at its place."""


@dataclass(frozen=True)
class Books:
    """Every table at one moment, sealed values opened to text: `books["cases"]` are its rows, in no order."""

    tables: Mapping[str, Sequence[Row]]
    sealed_with: frozenset[int]  # the numbers of the keys that were needed
    revision: str

    def __getitem__(self, table: str) -> Sequence[Row]:
        return self.tables[table]

    def by_id(self, table: str) -> dict[str, Row]:
        return {row["id"]: row for row in self.tables[table]}


def read(url: str, key_file: Path, *, opened: bool = True) -> Books:
    """`sqlite:///path` or `postgresql+psycopg://…`; the journal beside a SQLite file is read with it. Not `opened`:
    sealed values as they lie there."""
    raw = _postgresql(url) if url.startswith("postgresql") else _sqlite(Path(url.removeprefix("sqlite:///")))
    keys, used = keys_of(key_file), set[int]()
    tables = {
        name: [_opened(name, row, keys, used) for row in rows] if opened else rows
        for name, rows in raw.items()
        if name != "alembic_version"
    }
    (revision,) = raw["alembic_version"] or [{"version_num": ""}]
    return Books(tables, frozenset(used), str(revision["version_num"]))


def still_to_leave(url: str) -> set[str]:
    """Ids of the addresses for which something is to leave or may have left unmarked."""
    return _first_column(url, "SELECT DISTINCT address_id FROM outbox WHERE state = 'waiting'")


def unfinished(url: str, now: int) -> bool:
    """Whether something is to be done or to leave, or is tried again later, however much; `now`: microseconds."""
    leaves = f"state = 'waiting' AND (attempts > 0 OR due_at <= {now + ASIDE * 1_000_000})"
    done = f"state = 'waiting' AND due_at <= {now}"
    query = f"SELECT id FROM outbox WHERE {leaves} UNION ALL SELECT id FROM follow_ups WHERE {done}"
    return bool(_first_column(url, query))


def _first_column(url: str, query: str) -> set[str]:
    if url.startswith("postgresql"):
        import psycopg

        with psycopg.connect(url.replace("postgresql+psycopg", "postgresql", 1)) as base:
            return {str(row[0]) for row in base.execute(query).fetchall()}
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=5.0)) as base:
        return {str(row[0]) for row in base.execute(query)}


def _sqlite(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5.0)) as base:
        base.row_factory = sqlite3.Row
        base.execute("BEGIN")
        assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        wanted = [name for name in names if not name.startswith("sqlite_")]
        return {name: [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')] for name in wanted}


def _postgresql(url: str) -> dict[str, list[dict[str, Any]]]:
    import psycopg  # only where that database is tried
    from psycopg.rows import dict_row
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql", 1), row_factory=dict_row) as base:
        base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ  # one moment, as a file is
        found = base.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = [row["tablename"] for row in found]
        every = SQL("SELECT * FROM {}")
        return {name: base.execute(every.format(Identifier(name))).fetchall() for name in names}


def keys_of(path: Path) -> dict[int, AESGCM]:
    lines = [line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
    pairs = [line.split(":", 1) for line in lines if line]
    return {int(name): AESGCM(base64.b64decode(key)) for name, key in pairs if name.isdecimal()}


def _opened(table: str, row: Mapping[str, Any], keys: Mapping[int, AESGCM], used: set[int]) -> dict[str, Any]:
    owner = row.get("id", row.get("address_id"))
    return {
        name: _open(value, f"{table}.{name}:{owner}", keys, used)
        if isinstance(value, bytes) and (table, name) not in _HASHES
        else value
        for name, value in row.items()
    }


def _open(sealed: bytes, place: str, keys: Mapping[int, AESGCM], used: set[int]) -> str:
    plain = unsealed(sealed, place, keys)
    used.add(sealed[1])
    return plain.decode()


def unsealed(sealed: bytes, place: str, keys: Mapping[int, AESGCM]) -> bytes:
    """Version, number of the key, nonce, then the text and its seal; header and place are bound to it."""
    cipher = keys.get(sealed[1]) if len(sealed) >= _SHORTEST and sealed[0] == _VERSION else None
    if cipher is None:
        raise Unreadable(f"{place}: no key opens it")
    start = _HEADER + _NONCE
    try:
        return cipher.decrypt(sealed[_HEADER:start], sealed[start:], sealed[:_HEADER] + place.encode())
    except InvalidTag:
        raise Unreadable(f"{place}: changed, moved or of another key") from None
