"""Column types on a real database: instants, sealed bytes, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, literal_column, select
from sqlalchemy.exc import StatementError

from storage import base
from storage.base import Sealed, UtcDateTime, new_id, sealed_columns
from storage.engine import open_engine
from storage.keys import KeyRing

PARIS = ZoneInfo("Europe/Paris")
tables = MetaData(naming_convention=base.metadata.naming_convention)
notes = Table(
    "notes", tables, Column("id", Integer, primary_key=True), Column("at", UtcDateTime), Column("text", Sealed)
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_engine(f"sqlite:///{tmp_path / 'base.db'}")
    with engine.begin() as connection:
        tables.create_all(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS),
        datetime(2026, 3, 12, 14, 0, 0, 123457, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_exact_and_in_utc(connection: Connection, instant: datetime) -> None:
    connection.execute(insert(notes).values(at=instant))
    found = connection.execute(select(notes.c.at)).scalar_one()
    assert found == instant.astimezone(UTC)
    assert found.tzinfo is UTC


def test_instants_compare_and_sort_as_instants_whatever_their_zone(connection: Connection) -> None:
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    zones = (UTC, PARIS, timezone(timedelta(hours=-10)))
    instants = [start + timedelta(minutes=20 * step) for step in range(9)]
    local = [instant.astimezone(zones[step % 3]) for step, instant in enumerate(instants)]
    connection.execute(insert(notes), [{"at": instant} for instant in reversed(local)])
    assert list(connection.execute(select(notes.c.at).order_by(notes.c.at)).scalars()) == instants
    due = connection.execute(select(notes.c.at).where(notes.c.at <= instants[3].astimezone(PARIS))).scalars()
    assert sorted(due) == instants[:4]


def test_an_instant_is_stored_as_an_integer(connection: Connection) -> None:
    connection.execute(insert(notes).values(at=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)))
    stored = connection.execute(select(notes.c.at, literal_column("typeof(at)"), literal_column("at + 0"))).one()
    assert tuple(stored)[1:] == ("integer", 1_000_000)


def test_a_naive_time_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(notes).values(at=datetime(2026, 3, 12, 14, 0)))
    with pytest.raises(StatementError, match="time zone"):
        connection.execute(select(notes).where(notes.c.at < datetime(2026, 3, 12, 14, 0)))


def test_sealed_bytes_and_none_pass(connection: Connection) -> None:
    ring = KeyRing([(1, b"k" * 32)], b"l" * 32)
    sealed = ring.seal("Lina", "notes.text:1")
    connection.execute(insert(notes), [{"id": 1, "text": sealed}, {"id": 2, "text": None}])
    first, second = connection.execute(select(notes.c.text).order_by(notes.c.id)).scalars()
    assert isinstance(first, bytes)
    assert ring.open(first, "notes.text:1") == b"Lina"
    assert second is None


@pytest.mark.parametrize(
    "unsealed", ["Je m'appelle Lina et je voudrais parler", b"Je m'appelle Lina et je veux parler", b""]
)
def test_words_that_nobody_sealed_never_enter_a_sealed_column(connection: Connection, unsealed: str | bytes) -> None:
    with pytest.raises(StatementError, match="only takes sealed bytes") as refused:
        connection.execute(insert(notes).values(text=unsealed))
    assert "Lina" not in str(refused.value)


def test_sealed_columns_can_be_listed() -> None:
    assert sealed_columns(tables) == [notes.c.text]


def test_every_constraint_has_a_name() -> None:
    assert notes.primary_key.name == "pk_notes"


def test_ids_are_short_url_safe_distinct_and_never_look_like_an_option() -> None:
    ids = {new_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{11}", each) for each in ids)
