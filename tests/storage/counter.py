"""The smallest unit of work for the tests of the runner: a table that holds one number.

Must never: be a mock of the database; whatever is counted is counted by SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

from bot.errors import AlreadyHandled


class Counter:
    """A unit of work that counts."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def remember_cause(self, update_id: int) -> None:
        try:
            self.connection.execute(text("INSERT INTO causes (id) VALUES (:id)"), {"id": update_id})
        except IntegrityError as replay:
            raise AlreadyHandled from replay

    def value(self) -> int:
        return int(self.connection.execute(text("SELECT value FROM counter")).scalar_one())

    def write(self, value: int) -> None:
        self.connection.execute(text("UPDATE counter SET value = :value"), {"value": value})


def increment(unit: Counter) -> int:
    value = unit.value() + 1
    unit.write(value)
    return value


def increment_then_fail(unit: Counter) -> None:
    increment(unit)
    raise ZeroDivisionError


def fill_the_disk(unit: Counter) -> None:
    increment(unit)
    unit.connection.execute(text("PRAGMA max_page_count=1"))
    unit.connection.execute(text("UPDATE counter SET filler = hex(randomblob(200000))"))


def stored(path: Path) -> int:
    """What another connection sees: only what is committed."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT value FROM counter").fetchone()[0])
    finally:
        connection.close()


def hurry(engine: Engine) -> None:
    """SQLite itself waits for no lock from here on: whoever waits is the runner."""

    @event.listens_for(engine, "connect")
    def in_a_hurry(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    engine.dispose()


@contextmanager
def held_lock(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()
