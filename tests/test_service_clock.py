"""The clock of the service ticks whatever the machine's hour does, and a storage that fails delays it and no more."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.errors import StorageError
from bot.i18n import Catalogues
from bot.notices import Notices
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import LINA, Stage, open_stage


class Job:
    """A job of APScheduler: it runs at its instant, by the machine's hour."""

    def __init__(self, due_in: timedelta) -> None:
        self.next_run_time = datetime.now(UTC) + due_in
        self.modified: list[datetime] = []

    def modify(self, next_run_time: datetime) -> None:
        self.modified.append(next_run_time)
        self.next_run_time = next_run_time


@pytest.mark.parametrize(("due_in", "hurried"), [(timedelta(hours=2), True), (timedelta(seconds=0), False)])
async def test_a_clock_set_back_by_hours_does_not_stop_the_ticks(
    monkeypatch: pytest.MonkeyPatch, due_in: timedelta, hurried: bool
) -> None:
    monkeypatch.setattr(app, "TICK_SECONDS", 0.01)
    job = Job(due_in)
    steady = asyncio.create_task(app._keep_ticking(job))
    await asyncio.sleep(0.1)
    steady.cancel()
    assert bool(job.modified) is hurried
    assert len(job.modified) <= 1


async def test_a_tick_that_meets_a_failing_storage_is_told_and_made_up_for(
    tmp_path: Path, catalogues: Catalogues, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage: Stage = await open_stage(tmp_path, datetime(2026, 3, 11, 12, tzinfo=UTC), catalogues)
    said: list[str] = []
    done: list[str] = []
    stage.service.notices = Notices(said.append)
    refusals = [StorageError("La base est occupée.")] * 2

    async def come_back(door: object) -> int:
        if refusals:
            raise refusals.pop()
        done.append("asked again")
        return 0

    monkeypatch.setattr(type(stage.service.door), "come_back", come_back)
    for _ in range(4):
        await stage.service.tick()
    await stage.close()
    assert done == ["asked again"]
    assert len(said) == 2
    assert said[0].startswith("La base est occupée.")
    assert said[1] == "De nouveau en ordre : la base."


@pytest.mark.parametrize("tried", [False, True])
async def test_what_was_about_to_leave_leaves_at_the_next_tick_when_the_clock_is_set_back(
    tmp_path: Path, catalogues: Catalogues, tried: bool
) -> None:
    """By less than what is told of: nobody waits for the minute to come round again, nor reads it out of order."""
    stage = await open_stage(tmp_path, datetime(2026, 3, 11, 12, tzinfo=UTC), catalogues)
    stage.world.send_text(LINA, LINA, "/start")
    await stage.service.receiver.poll_once()
    if tried:
        await stage.service.store.run(_fail_once)
    stage.clock.advance(timedelta(seconds=-90))
    await stage.service.tick()
    waiting = await stage.service.store.run(lambda uow: uow.outbox.ready((), (), 10))
    assert waiting
    assert all(one.row.created_at <= stage.clock.now() for one in waiting), "so « (rappel) » is told from a first time"
    while await stage.service.sender.drain():
        pass
    assert stage.world.said(LINA)
    await stage.close()


@pytest.mark.parametrize(
    ("reason", "put_off", "leaves"),
    [("unreachable", 91, True), ("unreachable", 0.9, False), ("slow_down", 91, False)],
)
async def test_a_retry_beyond_every_backoff_is_of_a_clock_that_was_ahead_and_is_brought_back(
    tmp_path: Path, catalogues: Catalogues, reason: str, put_off: float, leaves: bool
) -> None:
    """Of a row that is older than the jump; a pause that the platform has asked for is kept, whatever its length."""
    stage = await open_stage(tmp_path, datetime(2026, 3, 11, 12, tzinfo=UTC), catalogues)
    stage.world.send_text(LINA, LINA, "/start")
    await stage.service.receiver.poll_once()
    await stage.service.store.run(lambda uow: _fail_once(uow, put_off, reason))
    await stage.service.tick()
    waiting = await stage.service.store.run(lambda uow: uow.outbox.ready((), (), 10))
    assert bool(waiting) is leaves
    await stage.close()


def _fail_once(uow: UnitOfWork, put_off: float = 30, reason: str = "unreachable") -> None:
    for departure in uow.outbox.ready((), (), 10):
        uow.outbox.retry(departure.row.id, uow.now + timedelta(seconds=put_off), reason)
