"""The engine on real files: pragmas, transactions, the process lock, and errors said in French."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import StorageError
from storage.engine import ProcessLock, database_path, explain, is_busy, open_engine, said_plainly

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "base.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL, filler TEXT)"))
        connection.execute(text("INSERT INTO counter (id, value) VALUES (1, 0)"))
    yield engine
    engine.dispose()


def said(engine: Engine, *statements: str) -> str:
    """The sentence an operator reads when these statements fail."""

    def run() -> None:
        with said_plainly(), engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    with pytest.raises(StorageError) as refused:
        run()
    return str(refused.value)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 5000)],
)
def test_each_connection_is_set_for_safety(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
            connection.rollback()


def test_the_files_of_the_database_are_private(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET value = 1"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(("base.db", "base.db-wal", "base.db-shm"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_240_increments_from_six_connections_give_240(engine: Engine) -> None:
    def increment() -> None:
        for _ in range(40):
            with engine.begin() as connection:
                value = connection.execute(text("SELECT value FROM counter")).scalar_one()
                connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    threads = [threading.Thread(target=increment) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar_one() == 240


def test_a_transaction_and_its_savepoints_roll_back_whole(engine: Engine) -> None:
    def fail_after_a_savepoint() -> None:
        with engine.begin() as connection:
            with connection.begin_nested():
                connection.execute(text("UPDATE counter SET value = 7"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_a_savepoint()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar_one() == 0


def test_an_error_never_shows_the_parameters_of_its_statement(engine: Engine) -> None:
    statement = text("INSERT INTO counter (id, value, filler) VALUES (1, 1, :story)")
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(statement, {"story": "Lina a peur"})
    assert "Lina" not in str(refused.value)
    assert explain(refused.value) is None


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://", "doit être un fichier"),
        ("sqlite:///:memory:", "doit être un fichier"),
        ("sqlite+aiosqlite:///data/base.db", "doit être un fichier"),
        ("postgresql://solene:secret@localhost/base", "doit commencer par"),
        ("mysql://localhost/base", "doit commencer par"),
        ("data/base.db", "n'est pas une adresse"),
    ],
)
def test_an_address_that_is_not_ours_is_refused_without_its_password(url: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence) as refused:
        open_engine(url)
    assert "secret" not in str(refused.value)


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match="psycopg"):
        open_engine("postgresql+psycopg://localhost/base")


def test_only_sqlite_has_a_database_file() -> None:
    assert database_path("sqlite:///data/base.db") == Path("data/base.db")
    assert database_path("postgresql+psycopg://localhost/base") is None


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match="ne peut pas être créée"):
        open_engine(f"sqlite:///{tmp_path / 'data' / 'base.db'}")


def test_a_full_disk_is_said(engine: Engine) -> None:
    # The pragma makes SQLite raise the very error of a full disk.
    sentence = said(engine, "PRAGMA max_page_count=1", "UPDATE counter SET filler = hex(randomblob(100000))")
    assert "plein" in sentence


def test_a_read_only_database_is_said(engine: Engine) -> None:
    assert "lecture seule" in said(engine, "PRAGMA query_only=ON", "UPDATE counter SET value = 1")


def test_a_file_that_is_not_a_database_is_said_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Bonjour, ceci est une lettre. " * 200)
    before = path.read_bytes()
    engine = open_engine(f"sqlite:///{path}")
    assert "n'est pas une base" in said(engine, "SELECT 1")
    assert path.read_bytes() == before
    engine.dispose()


def test_a_damaged_database_is_said(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET filler = hex(randomblob(50000))"))
    engine.dispose()  # the last connection moves the journal into the file
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    assert "abîmée" in said(engine, "SELECT * FROM counter")


def test_a_busy_database_is_said_and_may_be_tried_again(engine: Engine, path: Path) -> None:
    @event.listens_for(engine, "connect")
    def in_a_hurry(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    engine.dispose()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as refused, engine.begin():
        pytest.fail("the transaction began without the lock")
    assert is_busy(refused.value)
    assert "occupée" in (explain(refused.value) or "")
    holder.close()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_programming_error_is_not_the_operators_business(engine: Engine) -> None:
    with pytest.raises(DBAPIError), said_plainly(), engine.connect() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert explain(ValueError()) is None


def locking_child(path: Path) -> subprocess.Popen[str]:
    """Another process that takes the lock, says so, and waits to be told to go."""
    code = (
        "import sys; from pathlib import Path; from storage.engine import ProcessLock\n"
        "ProcessLock(Path(sys.argv[1])).acquire(); print('locked', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "locked\n"
    return child


@pytest.mark.parametrize("ending", ["exit", "crash"])
def test_a_second_process_is_refused_until_the_first_ends_even_by_a_crash(path: Path, ending: str) -> None:
    with locking_child(path) as child:
        lock = ProcessLock(path)
        with pytest.raises(StorageError, match=rf"processus {child.pid}\b"):
            lock.acquire()
        if ending == "crash":
            os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        with lock:
            pass


def test_the_lock_is_given_back_and_can_be_taken_again(path: Path) -> None:
    first, second = ProcessLock(path), ProcessLock(path)
    with first:
        first.acquire()
        with pytest.raises(StorageError, match="un seul à la fois"):
            second.acquire()
    with second:
        assert stat.S_IMODE(path.with_name("base.db.lock").stat().st_mode) == 0o600


def test_a_lock_that_cannot_be_created_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match="verrou"):
        ProcessLock(tmp_path / "data" / "base.db").acquire()
