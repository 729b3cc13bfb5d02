"""`rotate-keys`: everything is sealed with a new key, nothing else changes, and what was stopped is finished.

Read without the product's own reading (`processes/books.py`); `processes/commands.py` kills it midway.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli_keys import rotate_keys
from bot.errors import KeyRingError, OperatorError, StorageError
from bot.messages import Address
from bot.opening import open_house
from bot.settings import Settings
from storage.engine import open_engine
from storage.keys import KeyRing, add_key, create_key_file
from storage.repositories.seals import UNDER_WAY
from storage.unit_of_work import UnitOfWork, open_store
from tests.database import new_database
from tests.processes.books import Books, read

NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation in which forty people wrote."""
    keys = tmp_path / "keys"
    found = Settings.from_environment({
        "MEDIATION_DATABASE_URL": new_database(tmp_path), "MEDIATION_ENCRYPTION_KEYS_FILE": str(keys),
    })  # fmt: skip
    engine = open_engine(found.database_url)
    with open_store(engine, create_key_file(keys), now) as store:
        store.run_sync(_lived_in)
    engine.dispose()
    return found


def now() -> datetime:
    return NOW


def _lived_in(uow: UnitOfWork) -> None:
    for number in range(40):
        person = uow.people.meet(Address("telegram", str(1000 + number)))
        uow.outbox.put(person.id, "welcome", {"n": number})
    uow.staff.enrol(person.id, "Solène")
    uow.staff.set_task(person.id, "reply", text="une phrase commencée")
    uow.ledger.bury(77, b'{"update_id": 77}', "unreadable:KeyError", None)


def _books(settings: Settings) -> Books:
    return read(settings.database_url, Path(settings.encryption_keys_file or ""))


def _key_ids(settings: Settings) -> tuple[int, ...]:
    return KeyRing.from_file(Path(settings.encryption_keys_file or "")).key_ids


def _content(books: Books) -> dict[str, list[str]]:
    return {name: sorted(map(repr, rows)) for name, rows in books.tables.items() if name != "facts"}


def test_everything_is_sealed_with_the_new_key_and_says_what_it_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli_keys.ROWS", 7)  # several transactions a column
    before = _books(settings)
    assert "clé n° 2" in rotate_keys(settings, now, forget_old=False)
    after = _books(settings)
    assert (before.sealed_with, after.sealed_with) == ({1}, {2})
    assert _content(after) == _content(before)
    assert _key_ids(settings) == (2, 1)
    with open_house(settings, now) as opened:
        found = opened.store.run_sync(lambda uow: uow.people.find(Address("telegram", "1007")))
    assert found is not None, "look-ups and the house itself open as before"


def test_old_keys_leave_the_file_once_nothing_needs_them(settings: Settings) -> None:
    rotate_keys(settings, now, forget_old=False)
    before = _books(settings)
    rotate_keys(settings, now, forget_old=True)
    assert _key_ids(settings) == (2,)
    assert _content(_books(settings)) == _content(before)
    with open_house(settings, now):
        pass
    rotate_keys(settings, now, forget_old=False)
    assert _key_ids(settings) == (3, 2)


@pytest.mark.parametrize("stopped", ["before the key", "before the values", "amid the values"])
def test_a_rotation_that_was_stopped_is_finished_with_the_same_key(settings: Settings, stopped: str) -> None:
    keys = Path(settings.encryption_keys_file or "")
    with open_house(settings, now) as opened:
        opened.store.run_sync(lambda uow: uow.ledger.set_fact(UNDER_WAY, "2"))
    if stopped != "before the key":
        add_key(keys, 2)
    if stopped == "amid the values":
        with open_house(settings, now) as opened:
            opened.store.run_sync(lambda uow: uow.seals.renew("outbox", "params", "", 5))
        assert _books(settings).sealed_with == {1, 2}
        with pytest.raises(OperatorError, match="finissez"):
            rotate_keys(settings, now, forget_old=True)
    rotate_keys(settings, now, forget_old=False)
    assert _key_ids(settings) == (2, 1)
    assert _books(settings).sealed_with == {2}


def test_a_key_that_the_operator_put_first_is_the_one_that_seals(settings: Settings) -> None:
    add_key(Path(settings.encryption_keys_file or ""), 9)
    rotate_keys(settings, now, forget_old=False)
    assert _key_ids(settings) == (9, 1)
    assert _books(settings).sealed_with == {9}


def test_it_is_refused_beside_a_bot_without_a_file_and_where_the_file_cannot_be_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_house(settings, now), pytest.raises(StorageError):
        rotate_keys(settings, now, forget_old=False)
    text = Path(settings.encryption_keys_file or "").read_text("utf-8")
    given = replace(settings, encryption_keys=text, encryption_keys_file=None)
    with pytest.raises(OperatorError, match="MEDIATION_ENCRYPTION_KEYS_FILE"):
        rotate_keys(given, now, forget_old=False)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.keys.os.fsync", full)
    with pytest.raises(KeyRingError, match="ne peut pas être réécrit"):
        rotate_keys(settings, now, forget_old=False)
    monkeypatch.undo()
    assert _key_ids(settings) == (1,)
    assert Path(settings.encryption_keys_file or "").read_text("utf-8") == text
    rotate_keys(settings, now, forget_old=False)
    assert _books(settings).sealed_with == {2}


def test_the_command_prints_no_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEDIATION_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MEDIATION_ENCRYPTION_KEYS_FILE", str(settings.encryption_keys_file))
    assert main(["rotate-keys"]) == 0
    assert main(["rotate-keys", "--forget-old"]) == 0
    said = capsys.readouterr()
    for line in Path(settings.encryption_keys_file or "").read_text("utf-8").splitlines():
        if ":" in line and not line.startswith("#"):
            assert line.partition(":")[2] not in said.out + said.err
    assert _books(settings).sealed_with == {2}
