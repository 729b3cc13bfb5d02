"""Backups: made while the service writes, opened by its keys only, restored row by row into an empty place."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.messages import Address
from bot.triage.urgency import Level, Signal
from storage import backup
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.migrate import upgrade
from storage.records import CaseState, EntryKind
from storage.unit_of_work import UnitOfWork, open_store

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
    url = f"sqlite:///{tmp_path / 'house.db'}"
    upgrade(open_engine(url))
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
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        found = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    connection.close()
    return found


def test_every_row_comes_back_as_it_was(tmp_path: Path, url: str, ring: KeyRing) -> None:
    target = tmp_path / "one.backup"
    written = backup.write(url, ring, target, NOW)
    restored = f"sqlite:///{tmp_path / 'elsewhere' / 'house.db'}"
    backup.restore(target, restored, ring)
    assert _rows(restored) == _rows(url)
    assert written.rows["addresses"] == 140
    with open_store(open_engine(restored), ring, lambda: NOW) as store:
        told = store.run_sync(lambda uow: [e.body for c in uow.cases.open_ones() for e in uow.entries.of_case(c.id)])
    assert told == [STORY] * 20


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
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    (tmp_path / "cut").write_bytes(content[:-400])
    (tmp_path / "changed").write_bytes(content[:300] + bytes([content[300] ^ 1]) + content[301:])
    (tmp_path / "other").write_bytes(b"SQLite format 3\0")
    for name in ("cut", "changed", "other"):
        with pytest.raises(StorageError):
            backup.restore(tmp_path / name, empty, ring)
    with pytest.raises(StorageError, match="clés"):
        backup.restore(target, empty, create_key_file(tmp_path / "other-keys"))
    assert not (tmp_path / "empty.db").exists()


def test_nothing_is_written_over(tmp_path: Path, url: str, ring: KeyRing) -> None:
    target = tmp_path / "one.backup"
    backup.write(url, ring, target, NOW)
    before = target.read_bytes()
    with pytest.raises(StorageError, match="existe déjà"):
        backup.write(url, ring, target, NOW)
    with pytest.raises(StorageError, match="existe déjà"):
        backup.restore(target, url, ring)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


