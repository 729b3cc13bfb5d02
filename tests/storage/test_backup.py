"""Backups: made while the service writes, opened by its keys only, restored row by row into an empty place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from bot.errors import StorageError
from bot.messages import Address
from bot.triage.urgency import Level, Signal
from storage import backup
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.migrate import upgrade
from storage.records import CaseState, EntryKind
from storage.unit_of_work import UnitOfWork, open_store
from tests.database import new_database

NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)
STORY = "je dors chez un pote depuis lundi"


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ROWS_PER_CHUNK", 50)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return create_key_file(tmp_path / "keys")


@pytest.fixture
def url(tmp_path: Path, ring: KeyRing) -> str:
    url = new_database(tmp_path, "house.db")
    with open_store(open_engine(url), ring, lambda: NOW) as store:
        store.run_sync(_lived_in)
    return url


def _lived_in(uow: UnitOfWork) -> None:
    for number in range(140):  # more than one chunk of the fixture below
        person = uow.people.meet(Address("telegram", str(1000 + number)))
        if number % 7 == 0:
            _case(uow, person.id)
        uow.outbox.put(person.id, "welcome", {"n": number})
    uow.ledger.bury(77, b'{"update_id": 77}', "unreadable:KeyError", None)


def _case(uow: UnitOfWork, address_id: str) -> None:
    case_id = uow.cases.create(
        kind="jeune", prefix="MS", year=2026, address_id=address_id, level=Level.NORMAL, state=CaseState.SENT,
        version=1, notice=1, notice_at=NOW,
    )  # fmt: skip
    uow.cases.fill(
        case_id, plain={"tranche_age": ("de_15_17",)}, sealed={"themes": ("famille",)}, age="de_15_17",
        signals=frozenset({Signal.FUGUE}), themes=("famille",),
    )  # fmt: skip
    uow.entries.add(case_id, EntryKind.STORY, STORY, message_id="12")
    uow.follow_ups.queue("still_unread", NOW + timedelta(days=3), case_id=case_id)


def _rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = open_engine(url)
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }  # fmt: skip
    engine.dispose()
    return found


def test_every_row_comes_back_as_it_was(tmp_path: Path, url: str, ring: KeyRing) -> None:
    target = tmp_path / "one.backup"
    written = backup.write(url, ring, target, NOW)
    restored = new_database(tmp_path / "elsewhere", empty=True)
    backup.restore(target, restored, ring)
    assert _rows(restored) == _rows(url)
    assert written.rows["addresses"] == 140
    with open_store(open_engine(restored), ring, lambda: NOW) as store:
        told = store.run_sync(lambda uow: [e.body for c in uow.cases.open_ones() for e in uow.entries.of_case(c.id)])
        again = store.run_sync(lambda uow: uow.outbox.put(uow.people.meet(Address("telegram", "1000")).id, "welcome"))
        last = store.run_sync(lambda uow: uow.outbox.of_id(again))
    assert told == [STORY] * 20
    assert last, "the numbers of the outbox go on where they were"


def test_a_backup_is_made_while_the_service_writes(tmp_path: Path, url: str, ring: KeyRing) -> None:
    with open_store(open_engine(url), ring, lambda: NOW) as store:
        store.run_sync(lambda uow: _write_within(uow, tmp_path, url, ring))
        store.run_sync(_lived_in_again)
        backup.write(url, ring, tmp_path / "after.backup", NOW)
    assert backup.verify(tmp_path / "during.backup", ring).rows["addresses"] == 140
    assert backup.verify(tmp_path / "after.backup", ring).rows["addresses"] == 141


def _write_within(uow: UnitOfWork, tmp_path: Path, url: str, ring: KeyRing) -> None:
    """The writer holds its transaction; the reader sees what was committed before."""
    uow.people.meet(Address("telegram", "5000000"))
    backup.write(url, ring, tmp_path / "during.backup", NOW)


def _lived_in_again(uow: UnitOfWork) -> None:
    uow.people.meet(Address("telegram", "5000000"))


def test_nothing_of_a_row_can_be_read_in_the_file(tmp_path: Path, url: str, ring: KeyRing) -> None:
    target = tmp_path / "one.backup"
    backup.write(url, ring, target, NOW)
    content = target.read_bytes()
    assert b"MS-2026" not in content
    assert b"addresses" not in content
    assert target.stat().st_mode & 0o077 == 0


def test_other_keys_a_cut_or_a_changed_file_are_refused_and_nothing_is_left(
    tmp_path: Path, url: str, ring: KeyRing
) -> None:
    target = tmp_path / "one.backup"
    backup.write(url, ring, target, NOW)
    content = target.read_bytes()
    empty = new_database(tmp_path, "empty.db", empty=True)
    (tmp_path / "cut").write_bytes(content[:-400])
    (tmp_path / "changed").write_bytes(content[:300] + bytes([content[300] ^ 1]) + content[301:])
    (tmp_path / "other").write_bytes(b"SQLite format 3\0")
    for name in ("cut", "changed", "other"):
        with pytest.raises(StorageError):
            backup.restore(tmp_path / name, empty, ring)
    with pytest.raises(StorageError, match="clés"):
        backup.restore(target, empty, create_key_file(tmp_path / "other-keys"))
    assert not (tmp_path / "empty.db").exists()


def test_a_restore_that_was_stopped_leaves_no_base_and_is_given_again(
    tmp_path: Path, url: str, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, place = tmp_path / "one.backup", tmp_path / "elsewhere" / "house.db"
    backup.write(url, ring, target, NOW)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_name_it", killed)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(target, f"sqlite:///{place}", ring)
    assert not place.exists(), "no bot may start on it"
    backup.restore(target, f"sqlite:///{place}", ring)
    found, wanted = _rows(f"sqlite:///{place}"), _rows(url)
    assert {name: len(rows) for name, rows in found.items()} == {name: len(rows) for name, rows in wanted.items()}
    assert [path.name for path in place.parent.iterdir() if "part" in path.name] == []


def test_a_row_that_points_at_none_is_not_restored(tmp_path: Path, ring: KeyRing) -> None:
    """SQLite alone can hold one: its foreign keys are off while rows are put back."""
    source, target = tmp_path / "source.db", tmp_path / "target.db"
    engine = open_engine(f"sqlite:///{source}")
    upgrade(engine)
    with open_store(engine, ring, lambda: NOW) as store:
        store.run_sync(_lived_in)
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute("DELETE FROM addresses WHERE id IN (SELECT address_id FROM cases)")
    backup.write(f"sqlite:///{source}", ring, tmp_path / "copy", NOW)
    with pytest.raises(StorageError, match="orphelines"):
        backup.restore(tmp_path / "copy", f"sqlite:///{target}", ring)
    assert not target.exists()


def test_nothing_is_written_over(tmp_path: Path, url: str, ring: KeyRing) -> None:
    target = tmp_path / "one.backup"
    backup.write(url, ring, target, NOW)
    before = target.read_bytes()
    with pytest.raises(StorageError, match="existe déjà"):
        backup.write(url, ring, target, NOW)
    with pytest.raises(StorageError, match="une restauration n'écrase rien"):
        backup.restore(target, url, ring)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


