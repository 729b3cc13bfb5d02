"""PostgreSQL, the server itself: who may write, what a broken connection does, what an operator reads.

The rest of the suite runs on it with `make postgres`. Must never: pretend that it ran where there is no server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.errors import StorageError
from bot.messages import Address
from bot.opening import Opened, open_beside, open_house
from bot.settings import Settings
from storage import backup
from storage.base import metadata
from storage.engine import open_engine
from storage.inspection import examine
from storage.keys import KeyRing, create_key_file
from storage.migrate import differences
from storage.postgres import HeldElsewhere, Watch
from storage.unit_of_work import UnitOfWork, open_store
from tests.database import new_on_postgresql, new_on_sqlite, server

NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)
Open = Callable[[], Opened]


def now() -> datetime:
    return NOW


@pytest.fixture
def url(postgresql: None) -> str:
    return new_on_postgresql()


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    create_key_file(tmp_path / "keys")
    return Settings(database_url=url, encryption_keys_file=tmp_path / "keys", may_create_keys=False)


@pytest.fixture
def house(settings: Settings) -> Iterator[Open]:
    """Opens it once more, as another process would."""
    with ExitStack() as open_houses:
        yield lambda: open_houses.enter_context(open_house(settings, now))


def meet(number: int) -> Callable[[UnitOfWork], str]:
    return lambda uow: uow.people.meet(Address("telegram", str(number))).id


def name_of(url: str) -> str:
    return str(make_url(url).database)


def sessions(url: str) -> list[int]:
    ours = f"datname = '{name_of(url)}' AND application_name <> 'sweeper'"
    rows = server().sql(f"SELECT pid FROM pg_stat_activity WHERE {ours}")
    return [int(str(pid)) for (pid,) in rows]


def cut(url: str) -> None:
    """Every session of this database ends, as by a restart of the server."""
    for pid in sessions(url):
        server().sql(f"SELECT pg_terminate_backend({pid}, 2000)")


def test_the_migrations_build_the_declared_tables(url: str) -> None:
    engine = open_engine(url)
    assert differences(engine, metadata) == []
    engine.dispose()


def test_only_one_instance_has_the_lead_and_the_next_gets_it_when_it_ends(settings: Settings, house: Open) -> None:
    watch = Watch(settings.database_url)
    assert not watch.sees_a_leader()
    with open_house(settings, now) as first:
        assert watch.sees_a_leader()
        with pytest.raises(HeldElsewhere, match="déjà tenue par une autre instance"):
            house()
        first.store.run_sync(meet(1))
    again = house()
    assert again.store.run_sync(lambda uow: uow.people.find(Address("telegram", "1"))) is not None
    with open_beside(settings, now) as beside:  # a short command, while the service runs
        assert beside.store.run_sync(lambda uow: uow.people.find(Address("telegram", "1"))) is not None
    watch.close()


def test_a_leader_whose_connection_breaks_goes_on_when_nobody_led_in_between(url: str, house: Open) -> None:
    lost: list[bool] = []
    first = house()
    assert first.lead is not None
    first.lead.on_lost = lambda: lost.append(True)
    first.store.run_sync(meet(1))
    cut(url)
    with pytest.raises(StorageError, match="PostgreSQL ne répond pas"):  # its fate is unknown: it is not tried again
        first.store.run_sync(meet(2))
    first.store.run_sync(meet(3))
    with pytest.raises(HeldElsewhere):
        house()
    assert not lost


def test_a_leader_that_another_one_has_relieved_writes_nothing_more(url: str, house: Open) -> None:
    """Not even what it had under way: frozen in the middle of a use case, it wakes up when another one leads."""
    lost, reached, go_on = list[bool](), threading.Event(), threading.Event()
    first = house()
    assert first.lead is not None
    first.lead.on_lost = lambda: lost.append(True)

    def held_up(uow: UnitOfWork) -> None:
        meet(2)(uow)
        reached.set()
        go_on.wait(10)

    with ThreadPoolExecutor() as threads:
        under_way = threads.submit(first.store.run_sync, held_up)
        assert reached.wait(5)
        cut(url)
        second = house()
        go_on.set()
        with pytest.raises(StorageError):
            under_way.result(10)
    with pytest.raises(HeldElsewhere, match="a pris la relève"):
        first.store.run_sync(meet(3))
    assert lost
    assert server().sql("SELECT count(*) FROM addresses", name_of(url)) == [(0,)]
    second.store.run_sync(meet(4))


def test_a_server_that_comes_back_within_seconds_is_waited_for(url: str, house: Open) -> None:
    first = house()
    first.store.run_sync(meet(1))
    with server().away():
        with pytest.raises(StorageError, match="PostgreSQL ne répond pas"):
            first.store.run_sync(meet(2))
        threads = ThreadPoolExecutor()
        waiting = threads.submit(first.store.run_sync, meet(3))
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
    waiting.result(5)
    threads.shutdown()
    assert server().sql("SELECT count(*) FROM addresses", name_of(url)) == [(2,)]


def test_silence_ends_a_leaders_session(url: str, settings: Settings) -> None:
    """What frees the lead of a machine that is frozen or cut off: the server's own watch over this session."""
    with open_house(settings, now) as first:
        names = ("idle_session_timeout", "idle_in_transaction_session_timeout", "tcp_keepalives_idle", "lock_timeout")

        def read(uow: UnitOfWork) -> list[str]:
            connection = uow.people.connection
            return [str(connection.execute(text(f"SHOW {name}")).scalar_one()) for name in names]

        assert first.store.run_sync(read) == ["6s", "6s", "0", "5s"]  # over a socket of this machine there is no TCP


def test_a_backup_of_sqlite_moves_a_house_to_postgresql(tmp_path: Path, url: str, postgresql: None) -> None:
    ring = create_key_file(tmp_path / "keys")
    before = new_on_sqlite(tmp_path / "before.db")
    engine = open_engine(before)
    with open_store(engine, ring, now) as store:
        lina = store.run_sync(meet(1))
        for number in range(3):
            store.run_sync(lambda uow, number=number: uow.outbox.put(lina, "welcome", {"number": number}))
    engine.dispose()
    backup.write(before, ring, tmp_path / "backup", NOW)
    with pytest.raises(StorageError, match="n'est pas vide"):
        backup.restore(tmp_path / "backup", url, ring)
    after = new_on_postgresql(empty=True)
    backup.restore(tmp_path / "backup", after, ring)
    engine = open_engine(after)
    with open_store(engine, ring, now) as store:
        kept = store.run_sync(lambda uow: [row.params for row in uow.outbox.lately(lina, "welcome", NOW)])
        again = store.run_sync(lambda uow: uow.outbox.put(lina, "welcome"))  # the numbers go on where they were
        assert store.run_sync(lambda uow: uow.outbox.of_id(again))
    engine.dispose()
    assert kept == [{"number": 0}, {"number": 1}, {"number": 2}]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda url: url.replace("/house_", "/nowhere_"), "n'existe pas : créez-la"),
        (lambda url: url.replace("postgres@", "nobody@"), "refuse ce compte"),
        (lambda url: url.replace("port=", "port=1"), "ne répond pas"),
    ],
)
def test_what_stands_in_the_way_is_said_to_the_operator(
    url: str, settings: Settings, change: Callable[[str], str], sentence: str
) -> None:
    wrong = replace(settings, database_url=change(url))
    with pytest.raises(StorageError, match=sentence), open_house(wrong, now):
        raise AssertionError("it opened")
    with pytest.raises(StorageError, match=sentence):
        examine(wrong.database_url, KeyRing.from_file(Path(str(settings.encryption_keys_file))))
