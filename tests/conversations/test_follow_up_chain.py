"""The chain of an unread case to its end: one alarm at a time, the person told, deputies without a sound.

Must never: let a test pass because the alarm had not begun.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.i18n import Catalogues
from bot.services.taps import Action
from bot.territory import load_territory
from tests.conversations.desk_stage import DEPUTIES, IMMEDIATE, Desk, a_desk, paris, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage, open_stage
from tests.conversations.youth_stage import Young


@starting("2026-03-11T10:00")
async def test_a_new_danger_rings_every_15_minutes_and_not_twice(stage: Stage) -> None:
    """The clock ticks some seconds after the words came: two alarms would go on side by side."""
    desk, case = await a_desk(stage)
    await desk.read(case)
    stage.world.send_text(LINA, LINA, "je veux mourir")
    while await stage.service.receiver.poll_once():
        pass
    stage.clock.advance(timedelta(seconds=10))
    await stage.settle()
    told, before = len(desk.texts(LINA)), len(desk.rings(SOLENE))
    await desk.until("2026-03-11T10:31")
    assert len(desk.rings(SOLENE)) - before == 2, "at 10:15 and at 10:30, to its holder"
    assert len(desk.texts(LINA)) - told == 1


@starting("2026-03-11T10:00")
async def test_taken_and_never_opened_the_alarm_goes_on_to_the_holder_then_to_everybody(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.press(SOLENE, case, Action.TAKE)
    told = len(desk.texts(LINA))
    await desk.until("2026-03-11T11:01")
    assert len(desk.rings(KARIMA)) == 1, "her enrolment"
    assert sum(case.reference in text for text in desk.rings(SOLENE)) == 4
    assert len(desk.texts(LINA)) == told + 1
    await desk.until("2026-03-11T11:16")
    assert sum(case.reference in text for text in desk.rings(KARIMA)) == 1


@starting("2026-03-11T09:30")
async def test_deputies_hear_of_a_routine_case_without_a_sound(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.with_deputies()
    await desk.until("2026-03-18T10:00")
    calls = [call for call in desk.calls(DEPUTIES) if case.reference in str(call.params["text"])]
    assert len(calls) >= 2
    assert desk.rings(DEPUTIES) == []
    assert desk.rings(GROUP) == []


async def test_the_person_is_told_after_the_towns_own_delay(tmp_path: Path, catalogues: Catalogues) -> None:
    town = load_territory()
    town = replace(town, delays=replace(town.delays, person_told_minutes=5))
    stage = await open_stage(tmp_path, paris("2026-03-11T10:00"), catalogues, town)
    desk = Desk(stage)
    await Young(stage).send(**IMMEDIATE)
    told, rung = len(desk.texts(LINA)), len(desk.rings())
    await desk.until("2026-03-11T10:06")
    assert (len(desk.texts(LINA)), len(desk.rings())) == (told + 1, rung)
    await desk.until("2026-03-11T10:16")
    assert (len(desk.texts(LINA)), len(desk.rings())) == (told + 1, rung + 1)
    await stage.close()
