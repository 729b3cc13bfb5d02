"""The runner on a real database: one transaction per use case, answered after its commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.errors import AlreadyHandled, StorageError
from storage.engine import open_engine
from storage.runner import Runner
from tests.storage.counter import Counter, fill_the_disk, held_lock, hurry, increment, increment_then_fail, stored


async def forty(runner: Runner[Counter]) -> None:
    for _ in range(40):
        await runner.run(increment)


async def test_240_increments_from_six_tasks_give_240(runner: Runner[Counter], path: Path) -> None:
    await asyncio.gather(*(forty(runner) for _ in range(6)))
    assert stored(path) == 240


async def test_240_increments_through_two_runners_give_240(runner: Runner[Counter], path: Path) -> None:
    other_engine = open_engine(f"sqlite:///{path}")
    with Runner(other_engine, Counter) as other:
        await asyncio.gather(*(forty(each) for each in (runner, other) * 3))
    other_engine.dispose()
    assert stored(path) == 240


async def test_the_answer_comes_after_the_commit(runner: Runner[Counter], path: Path) -> None:
    assert await runner.run(increment) == 1
    assert stored(path) == 1


async def test_a_use_case_that_raises_leaves_nothing_and_the_next_one_works(
    runner: Runner[Counter], path: Path
) -> None:
    with pytest.raises(ZeroDivisionError):
        await runner.run(increment_then_fail)
    assert stored(path) == 0
    assert await runner.run(increment) == 1


async def test_every_use_case_runs_in_one_thread_that_is_not_the_loops(runner: Runner[Counter]) -> None:
    threads = {await runner.run(lambda unit: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


async def test_a_slow_use_case_does_not_stop_the_loop(runner: Runner[Counter]) -> None:
    go_on = threading.Event()
    slow = asyncio.create_task(runner.run(lambda unit: go_on.wait(5)))
    await asyncio.sleep(0.01)
    go_on.set()
    assert await slow is True


async def test_a_replayed_update_changes_nothing(runner: Runner[Counter], path: Path) -> None:
    await runner.run(increment, cause=100)
    with pytest.raises(AlreadyHandled):
        await runner.run(increment, cause=100)
    await runner.run(increment, cause=101)
    assert stored(path) == 2


async def test_an_update_whose_use_case_failed_may_come_again(runner: Runner[Counter], path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        await runner.run(increment_then_fail, cause=100)
    await runner.run(increment, cause=100)
    assert stored(path) == 1


async def test_hooks_wake_in_the_loop_after_the_commit_and_only_then(runner: Runner[Counter], path: Path) -> None:
    woken: list[tuple[int, bool]] = []
    loop_thread = threading.get_ident()
    runner.on_commit.append(lambda: woken.append((stored(path), threading.get_ident() == loop_thread)))
    with pytest.raises(ZeroDivisionError):
        await runner.run(increment_then_fail)
    assert woken == []
    await runner.run(increment)
    assert woken == [(1, True)]


async def test_a_caller_that_left_neither_stops_the_commit_nor_the_others(runner: Runner[Counter], path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()
    troubles: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: troubles.append(context))

    def slow(unit: Counter) -> None:
        begun.set()
        go_on.wait(5)
        increment(unit)

    under_way = asyncio.create_task(runner.run(slow))
    await asyncio.to_thread(begun.wait, 5)
    waiting = asyncio.create_task(runner.run(increment))
    await asyncio.sleep(0)
    under_way.cancel()
    waiting.cancel()
    await asyncio.gather(under_way, waiting, return_exceptions=True)
    go_on.set()
    assert await runner.run(lambda unit: unit.value()) == 1  # the first was committed, the second never began
    assert troubles == []


async def test_stop_iteration_reaches_the_caller_instead_of_hanging_it(runner: Runner[Counter]) -> None:
    nothing: Iterator[int] = iter(())
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(runner.run(lambda unit: next(nothing)), 5)


async def test_a_database_busy_for_a_moment_is_tried_again(runner: Runner[Counter], engine: Engine, path: Path) -> None:
    hurry(engine)
    with held_lock(path) as holder:
        attempt = asyncio.create_task(runner.run(increment))
        await asyncio.sleep(0.15)
        assert not attempt.done()
        holder.execute("ROLLBACK")
        assert await attempt == 1
    assert stored(path) == 1


async def test_a_database_busy_for_too_long_is_said(
    runner: Runner[Counter], engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(engine)
    monkeypatch.setattr("storage.runner.BUSY_SECONDS", 0.1)
    with held_lock(path), pytest.raises(StorageError, match="occupée"):
        await runner.run(increment)
    monkeypatch.setattr("storage.runner.BUSY_SECONDS", 5.0)  # the lock may take a moment to be gone
    assert await runner.run(increment) == 1


async def test_a_full_disk_is_said_and_the_next_use_case_gets_a_fresh_connection(
    runner: Runner[Counter], path: Path
) -> None:
    with pytest.raises(StorageError, match="plein"):
        await runner.run(fill_the_disk)
    assert stored(path) == 0
    # The bound was the old connection's: only a new one finds room again.
    await runner.run(lambda unit: unit.connection.execute(text("UPDATE counter SET filler = hex(randomblob(200000))")))


async def test_success_is_never_answered_when_the_database_rolled_back_by_itself(
    runner: Runner[Counter], path: Path
) -> None:
    def unaware(unit: Counter) -> str:
        increment(unit)
        unit.connection.connection.rollback()  # what SQLite does by itself on a full disk
        return "done"

    with pytest.raises(StorageError, match="rien n'a été enregistré"):
        await runner.run(unaware)
    assert stored(path) == 0


async def test_closing_finishes_what_was_submitted_and_then_refuses(engine: Engine, path: Path) -> None:
    runner = Runner(engine, Counter)
    pending = [asyncio.create_task(runner.run(increment)) for _ in range(10)]
    await asyncio.sleep(0)
    runner.close()
    runner.close()
    assert sorted(await asyncio.gather(*pending)) == list(range(1, 11))
    with pytest.raises(RuntimeError, match="closed"):
        await runner.run(increment)
    assert stored(path) == 10


def test_the_command_line_runs_without_a_loop(engine: Engine, path: Path) -> None:
    with Runner(engine, Counter) as runner:
        assert runner.run_sync(increment, cause=100) == 1
        with pytest.raises(AlreadyHandled):
            runner.run_sync(increment, cause=100)
        with pytest.raises(RuntimeError, match="must not wait"):
            runner.run_sync(lambda unit: runner.run_sync(increment))
    assert stored(path) == 1


def test_a_loop_that_ended_too_soon_does_not_stop_the_thread(engine: Engine, path: Path) -> None:
    go_on = threading.Event()

    def slow(unit: Counter) -> int:
        go_on.wait(5)
        return increment(unit)

    async def leave_at_once(runner: Runner[Counter]) -> None:
        asyncio.ensure_future(runner.run(slow)).add_done_callback(lambda task: None)
        await asyncio.sleep(0.02)

    with Runner(engine, Counter) as runner:
        asyncio.run(leave_at_once(runner))
        go_on.set()
        assert runner.run_sync(increment) == 2
    assert stored(path) == 2
