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
from tests.conversations.stage import Stage, open_stage


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
