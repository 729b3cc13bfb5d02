"""Group commit: those that wait share a transaction, and none pays for another's failure."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from bot.errors import AlreadyHandled, StorageError
from storage.runner import Runner
from tests.storage.counter import Counter, fill_the_disk, held_lock, hurry, increment, increment_then_fail, stored


async def outcomes(runner: Runner[Counter], *use_cases: Callable[[Counter], object]) -> list[object]:
    """What each is answered when they share a transaction, its error included: they come while another one runs."""
    began, go_on = threading.Event(), threading.Event()
    first = asyncio.ensure_future(runner.run(lambda unit: (began.set(), go_on.wait(5))))
    await asyncio.to_thread(began.wait, 5)
    others = [asyncio.ensure_future(runner.run(use_case)) for use_case in use_cases]
    await asyncio.sleep(0.01)
    go_on.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


async def test_use_cases_that_wait_share_one_commit_and_hear_of_it_together(
    runner: Runner[Counter], engine: Engine, path: Path
) -> None:
    commits: list[int] = []
    heard: list[int] = []
    event.listen(engine, "commit", lambda connection: commits.append(stored(path)))
    runner.on_commit.append(lambda: heard.append(stored(path)))
    assert await outcomes(runner, *[increment] * 5) == [1, 2, 3, 4, 5]
    assert len(commits) == 2, "the first one's, and theirs"
    assert heard == [0, 5] or heard == [5, 5]


async def test_who_fails_in_a_shared_transaction_takes_back_only_his_own(runner: Runner[Counter], path: Path) -> None:
    def leave_a_cause(unit: Counter) -> None:
        unit.remember_cause(7)
        raise ZeroDivisionError

    heard = await outcomes(runner, increment, increment_then_fail, leave_a_cause, increment)
    assert [type(one) if isinstance(one, Exception) else one for one in heard] == [
        1, ZeroDivisionError, ZeroDivisionError, 2,
    ]  # fmt: skip
    assert stored(path) == 2
    assert await runner.run(increment, cause=7) == 3


async def test_one_who_fails_makes_the_others_run_again_once_and_no_more(runner: Runner[Counter], path: Path) -> None:
    ran: list[int] = []

    def numbered(number: int) -> Callable[[Counter], int]:
        def counted(unit: Counter) -> int:
            ran.append(number)
            return increment_then_fail(unit) if number in (2, 3) else increment(unit)

        return counted

    heard = await outcomes(runner, *(numbered(number) for number in range(6)))
    assert [type(one) for one in heard] == [int, int, ZeroDivisionError, ZeroDivisionError, int, int]
    assert ran == [0, 1, 2, 0, 1, 2, 2, 3, 3, 4, 5], "those before first, who fails again with nobody before him, alone"
    assert stored(path) == 4


async def test_a_replay_beside_others_changes_nothing(runner: Runner[Counter], path: Path) -> None:
    def replay(unit: Counter) -> int:
        unit.remember_cause(100)
        return increment(unit)

    heard = await outcomes(runner, replay, increment, replay)
    assert heard[:2] == [1, 2]
    assert isinstance(heard[2], AlreadyHandled)
    assert stored(path) == 2


async def test_a_full_disk_in_a_shared_transaction_costs_the_others_nothing(
    runner: Runner[Counter], path: Path
) -> None:
    heard = await outcomes(runner, increment, fill_the_disk, increment, increment)
    assert [type(one) if isinstance(one, Exception) else one for one in heard] == [1, StorageError, 2, 3]
    assert stored(path) == 3


async def test_a_transaction_rolled_back_in_silence_is_never_answered_as_done(
    runner: Runner[Counter], path: Path
) -> None:
    """What SQLite does by itself on a full disk, under a use case that does not see it or hides it."""

    def unaware(unit: Counter) -> str:
        unit.connection.connection.rollback()
        return "done"

    def hiding(unit: Counter) -> None:
        unit.connection.connection.rollback()
        raise ZeroDivisionError

    heard = await outcomes(runner, increment, unaware, increment, hiding, increment)
    kinds = [type(one) if isinstance(one, Exception) else one for one in heard]
    assert kinds == [1, StorageError, 2, ZeroDivisionError, 3]
    assert stored(path) == 3


async def test_a_commit_that_fails_is_answered_to_nobody_and_tried_again_alone(
    runner: Runner[Counter], engine: Engine, path: Path
) -> None:
    ran: list[int] = []

    def counted(unit: Counter) -> int:
        ran.append(increment(unit))
        return ran[-1]

    @event.listens_for(engine, "commit")
    def refuse_the_second(connection: Connection) -> None:
        if len(ran) == 3:  # the shared transaction has run all three, and none again
            ran.append(0)
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    assert await outcomes(runner, counted, counted, counted) == [1, 2, 3]
    assert ran == [1, 2, 3, 0, 1, 2, 3]
    assert stored(path) == 3


async def test_a_busy_database_is_said_once_to_all_who_wait(
    runner: Runner[Counter], engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(engine)
    monkeypatch.setattr("storage.runner.BUSY_SECONDS", 0.1)
    with held_lock(path):
        began = time.monotonic()
        heard = await asyncio.gather(*(runner.run(increment) for _ in range(40)), return_exceptions=True)
        waited = time.monotonic() - began
    assert {type(one) for one in heard} == {StorageError}
    assert waited < 1.0, "one wait for all, not one for each"
