"""A lock that lasts, a disk that fills while keys are made, a clock that was set back."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.errors import KeyRingError, StorageError
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from tests.storage.records_stage import Records, met


def hurry(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for 0.2 s instead of 5."""

    sqlite = records.engine.dialect.name == "sqlite"

    @event.listens_for(records.engine, "connect")
    def set_timeout(connection: Any, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=200" if sqlite else "SET lock_timeout = 200")
        connection.commit()

    records.store._drop_connection()
    records.engine.dispose()
    monkeypatch.setattr("storage.runner.BUSY_SECONDS", 0.2)


@contextmanager
def lock(records: Records) -> Iterator[None]:
    """Another process writes."""
    other = open_engine(records.database)
    with other.begin() as connection:
        if other.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE addresses"))
        yield
    other.dispose()


async def test_those_who_wait_behind_a_long_lock_are_refused_together(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(records, monkeypatch)
    with lock(records):
        begun = time.monotonic()
        refused = await asyncio.gather(*(records.store.run(met) for _ in range(30)), return_exceptions=True)
    assert time.monotonic() - begun < 2.0, "one wait for all of them, not thirty"
    assert {type(one) for one in refused} == {StorageError}
    assert len({id(one) for one in refused}) == 30, "each has its own"
    assert (await records.store.run(met)).address.value == "1001"


async def test_a_runner_that_is_closed_behind_a_long_lock_ends(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(records, monkeypatch)
    with lock(records):
        waiting = [asyncio.create_task(records.store.run(met)) for _ in range(3)]
        await asyncio.sleep(0)
        async with asyncio.timeout(3):
            await asyncio.to_thread(records.store.close)
            assert {type(one) for one in await asyncio.gather(*waiting, return_exceptions=True)} == {StorageError}


def test_half_a_key_file_is_not_left_in_the_way_of_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "encryption.keys"
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KeyRingError, match="le disque est plein"):
        create_key_file(path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert isinstance(create_key_file(path), KeyRing)


def test_a_clock_set_back_does_not_slow_a_person_for_hours(records: Records) -> None:
    minute = timedelta(minutes=1)
    assert [records.run(lambda uow: uow.people.count_message(met(uow), minute)) for _ in range(3)] == [1, 2, 3]
    records.clock.set(records.clock.now() - timedelta(hours=2))
    assert [records.run(lambda uow: uow.people.count_message(met(uow), minute)) for _ in range(2)] == [1, 2]
