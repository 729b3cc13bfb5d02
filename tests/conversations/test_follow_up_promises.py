"""What was promised to a person is watched: before the reading, after days, before the answer. Silently.

Must never: move time past an instant at which something falls due.
"""

from __future__ import annotations

import pytest

from bot.services.taps import Action
from bot.simulator.shapes import Call
from storage.records import Case
from tests.conversations.desk_stage import DEPUTIES, SOON, Desk, a_desk, paris, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

WEDNESDAY = "2026-03-11T09:30"


def said(desk: Desk, case: Case, chat: int = GROUP) -> list[str]:
    """When something about this case was said in a chat, in hours of Beaune."""
    return [_hour(call) for call in desk.calls(chat) if case.reference in str(call.params["text"])]


def _hour(call: Call) -> str:
    return f"{call.at.astimezone(paris(WEDNESDAY).tzinfo):%d/%m %H:%M}"


@starting(WEDNESDAY)
async def test_two_hours_before_the_promised_reading_the_group_is_reminded_without_a_sound(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    assert case.read_by == paris("2026-03-11T17:00")
    await desk.until("2026-03-11T14:59")
    assert said(desk, case) == ["11/03 09:30"]
    await desk.until("2026-03-11T15:00")
    reminder = stage.last(GROUP)
    assert desk.say("To open: the person was told when.") in reminder.text
    assert desk.actions_shown(reminder) == {Action.TAKE, Action.READ}
    assert desk.rings() == []
    assert "17 h" not in reminder.text, "what was promised to a person does not show in the group"


@starting(WEDNESDAY)
@pytest.mark.parametrize(
    ("level", "again", "deputies"),
    [({}, "16/03 09:30", ["17/03 09:30", "18/03 09:30"]), (SOON, "12/03 09:30", ["13/03 09:30", "16/03 09:30"])],
    ids=["normal", "soon"],
)
async def test_after_days_the_group_again_and_then_the_deputies_each_working_day(
    stage: Stage, level: dict[str, str], again: str, deputies: list[str]
) -> None:
    desk, case = await a_desk(stage, **level)
    await desk.with_deputies()
    await desk.until("2026-03-18T10:00")
    assert said(desk, case) == ["11/03 09:30", "11/03 15:00", again]
    assert said(desk, case, DEPUTIES)[:2] == deputies
    assert desk.rings() == []


@starting(WEDNESDAY)
async def test_without_deputies_the_coordinators_are_called_in_private(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.until("2026-03-17T09:30")
    for who in (SOLENE, KARIMA):
        assert said(desk, case, who) == ["17/03 09:30"]


@starting(WEDNESDAY)
async def test_a_holder_is_reminded_in_private_and_the_group_left_alone(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.press(SOLENE, case, Action.TAKE)
    await desk.until("2026-03-16T10:00")
    assert said(desk, case, SOLENE) == ["11/03 15:00", "16/03 09:30"]
    assert said(desk, case) == ["11/03 09:30"]
    assert said(desk, case, KARIMA) == []


@starting(WEDNESDAY)
@pytest.mark.parametrize("end", ["read", "withdrawn"])
async def test_an_opened_or_withdrawn_case_calls_nobody(stage: Stage, end: str) -> None:
    desk, case = await a_desk(stage)
    await desk.until("2026-03-11T14:00")
    if end == "read":
        await desk.read(case)
        await desk.reply(case, "On se voit jeudi ?")
    else:
        await stage.say(LINA, "efface tout")
    before = said(desk, case), said(desk, case, SOLENE), said(desk, case, KARIMA)
    await desk.until("2026-03-25T10:00")
    assert (said(desk, case), said(desk, case, SOLENE), said(desk, case, KARIMA)) == before


@starting(WEDNESDAY)
async def test_two_hours_before_the_promised_answer_the_holder_then_the_deputies(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.with_deputies()
    opened = await desk.read(case)
    assert opened.answer_by == paris("2026-03-12T12:00")
    before = len(said(desk, case, SOLENE))
    await desk.until("2026-03-12T11:59")
    assert said(desk, case, SOLENE)[before:] == ["12/03 10:00"]
    assert desk.say("To answer: the person was told when.") in stage.last(SOLENE).text
    assert said(desk, case, DEPUTIES) == []
    await desk.until("2026-03-12T12:00")
    assert said(desk, case, DEPUTIES) == ["12/03 12:00"]
    assert desk.say("Still to answer.") in stage.last(DEPUTIES).text
    assert desk.rings(DEPUTIES) == []
    assert said(desk, case) == ["11/03 09:30"]


@starting(WEDNESDAY)
async def test_an_answer_in_time_reminds_nobody(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.until("2026-03-12T09:50")
    await desk.reply(case, "On se voit jeudi ?")
    before = len(desk.calls(SOLENE))
    await desk.until("2026-03-20T12:00")
    assert len(desk.calls(SOLENE)) == before
    assert await desk.table("select count(*) from promises where kept_at is null") == [(0,)]


@starting(WEDNESDAY)
async def test_an_answer_between_the_reminder_and_its_sending_takes_it_back(stage: Stage) -> None:
    """The condition is read again when the row is due, and when the message leaves."""
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "On se voit jeudi ?")
    stage.clock.set(paris("2026-03-12T10:00"))
    await stage.service.door.run_due()
    before = len(desk.calls(SOLENE))
    await desk.send(case)
    texts = [str(call.params["text"]) for call in desk.calls(SOLENE)[before:]]
    assert not any(desk.say("To answer: the person was told when.") in text for text in texts)


@starting(WEDNESDAY)
async def test_a_reminder_whose_holder_has_gone_comes_to_the_group(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    stage.world.leave(SOLENE, GROUP)
    await desk.until("2026-03-12T10:00")
    assert said(desk, case)[-1] == "12/03 10:00"
    assert desk.actions_shown(stage.last(GROUP)) == {Action.READ}


@starting(WEDNESDAY)
async def test_reading_late_in_the_day_promises_the_same_slot_of_the_next_working_day(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.until("2026-03-13T16:30")
    opened = await desk.read(case)
    assert opened.answer_by == paris("2026-03-16T17:00")
    await desk.until("2026-03-16T15:00")
    assert said(desk, case, SOLENE)[-1] == "16/03 15:00"
