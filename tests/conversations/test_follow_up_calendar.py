"""Follow-ups and the calendar of Beaune: weekends, public holidays, closed periods, the two changes of the clock.

Must never: compute an expected hour with the code it checks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.calendar import Period
from bot.i18n import Catalogues
from bot.territory import load_territory
from storage.records import Case
from tests.conversations.desk_stage import IMMEDIATE, PARIS, SOON, Desk, a_desk, paris
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage, open_stage
from tests.conversations.youth_stage import Answer


def at(moment: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("start", [moment], indirect=True)


def hours(desk: Desk, chat: int, case: Case | None = None) -> list[str]:
    found = [call for call in desk.calls(chat) if case is None or case.reference in str(call.params["text"])]
    return [f"{call.at.astimezone(PARIS):%Y-%m-%dT%H:%M}" for call in found]


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-03-13T18:00", "2026-03-16T09:00"),  # a weekend
        ("2026-04-30T18:00", "2026-05-04T09:00"),  # 1 May is a Friday
        ("2026-07-13T20:00", "2026-07-15T09:00"),  # 14 July is a Tuesday
        ("2026-04-03T18:00", "2026-04-07T09:00"),  # Easter Monday
        ("2026-12-24T18:00", "2026-12-28T09:00"),  # Christmas is a Friday
        ("2026-03-27T18:00", "2026-03-30T09:00"),  # summer time begins on the 29th
        ("2026-10-23T18:00", "2026-10-26T09:00"),  # winter time begins on the 25th
        ("2026-03-29T01:59", "2026-03-30T09:00"),  # the minute before the hour that does not exist
        ("2026-10-25T02:30", "2026-10-26T09:00"),  # the half hour that comes twice
    ],
    indirect=["start"],
)
async def test_an_alert_rings_at_the_next_opening_on_the_wall(stage: Stage, opening: str) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.until(f"{opening[:10]}T08:59")
    assert desk.rings() == []
    await desk.until(opening)
    assert [case.reference in text for text in desk.rings()] == [True]


@pytest.mark.parametrize(
    ("start", "level", "expected"),
    [
        # Thursday before 1 May, too late for a reading the same day; Monday morning; 8 May is a holiday too.
        ("2026-04-30T16:00", {}, ["2026-05-04T10:00", "2026-05-06T16:00"]),
        ("2026-04-30T16:00", SOON, ["2026-05-04T10:00", "2026-05-04T16:00"]),
        ("2026-07-13T16:00", {}, ["2026-07-15T10:00", "2026-07-17T16:00"]),
        ("2026-03-13T18:30", SOON, ["2026-03-16T10:00", "2026-03-17T09:00"]),
        ("2026-03-27T16:00", {}, ["2026-03-30T10:00", "2026-04-01T16:00"]),
        ("2026-10-23T16:00", {}, ["2026-10-26T10:00", "2026-10-28T16:00"]),
        ("2026-03-14T23:30", {}, ["2026-03-16T10:00", "2026-03-19T09:00"]),
    ],
    ids=["1-may", "1-may-soon", "14-july", "weekend-soon", "summer-time", "winter-time", "saturday-night"],
    indirect=["start"],
)
async def test_reminders_keep_to_working_days_and_to_the_wall_clock(
    stage: Stage, level: dict[str, Answer], expected: list[str]
) -> None:
    desk, case = await a_desk(stage, **level)
    await desk.until(expected[-1])
    assert hours(desk, GROUP, case)[1:] == expected


@at("2026-05-07T16:30")
async def test_an_answer_promised_across_a_holiday_is_watched_on_the_working_day(stage: Stage) -> None:
    """8 May is a Friday: read on Thursday afternoon, answered before Monday 17:00."""
    desk, case = await a_desk(stage)
    opened = await desk.read(case)
    assert opened.answer_by == paris("2026-05-11T17:00")
    assert stage.service.house.words().before(opened.answer_by, stage.clock.now()) in stage.last(LINA).text
    before = len(hours(desk, SOLENE, case))
    await desk.until("2026-05-11T15:00")
    assert hours(desk, SOLENE, case)[before:] == ["2026-05-11T15:00"]


@pytest.mark.parametrize(
    ("start", "morning"),
    [("2026-03-28T23:00", "2026-03-29T08:00"), ("2026-10-24T23:00", "2026-10-25T08:00")],
    ids=["summer-time", "winter-time"],
    indirect=["start"],
)
async def test_what_waits_for_the_morning_comes_at_eight_on_the_wall(stage: Stage, morning: str) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    before = len(hours(desk, LINA))
    await desk.until(morning)
    assert hours(desk, LINA)[before:] == [morning]


@at("2026-03-29T01:30")
async def test_an_hour_of_story_is_an_hour_also_in_the_night_that_lacks_one(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit="zibeline")
    await desk.read(case)
    await desk.until("2026-03-29T03:29")
    assert "zibeline" in "\n".join(desk.texts(SOLENE))
    await desk.until("2026-03-29T03:30")
    assert "zibeline" not in "\n".join(desk.texts(SOLENE))


@pytest.fixture
def start(request: pytest.FixtureRequest) -> datetime:
    """The wall time each test names."""
    return paris(request.param)


@pytest.fixture
async def closed(tmp_path: Path, start: datetime, catalogues: Catalogues) -> AsyncIterator[Stage]:
    """Beaune closed from 16 to 20 March 2026."""
    period = Period(date(2026, 3, 16), date(2026, 3, 20), "congés")
    stage = await open_stage(tmp_path, start, catalogues, replace(load_territory(), closed=(period,)))
    yield stage
    await stage.close()
    assert stage.world.violations == []


@at("2026-03-13T16:00")
async def test_in_a_closed_period_follow_ups_wait_and_come_back(closed: Stage) -> None:
    desk, case = await a_desk(closed)
    assert case.read_by == paris("2026-03-23T12:00")
    await desk.until("2026-03-25T16:00")
    assert hours(desk, GROUP, case)[1:] == ["2026-03-23T10:00", "2026-03-25T16:00"]


@at("2026-03-17T10:00")
async def test_an_alert_in_a_closed_period_says_so_and_rings_at_the_reopening(closed: Stage) -> None:
    desk, case = await a_desk(closed, **IMMEDIATE)
    day = closed.service.house.words().day(date(2026, 3, 23))
    assert day in "\n".join(desk.texts(LINA))
    await desk.until("2026-03-23T09:00")
    assert [case.reference in text for text in desk.rings()] == [True]
    assert hours(desk, GROUP, case) == ["2026-03-17T10:00", "2026-03-23T09:00"]
