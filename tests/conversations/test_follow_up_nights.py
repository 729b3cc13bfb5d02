"""The service asleep, ticking twice, and whole weeks: what is late comes once and says so, and nobody young is woken.

Must never: let a test pass because nothing was due.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.services.taps import Action
from bot.triage.urgency import Level
from storage.records import Case, CaseState
from tests.conversations.desk_stage import DEPUTIES, IMMEDIATE, PARIS, SOON, Desk, a_desk, paris, starting
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage
from tests.conversations.youth_stage import Young

WEDNESDAY = "2026-03-11T09:30"


async def asleep_until(stage: Stage, moment: str) -> None:
    """The service is stopped, and started again at this hour of Beaune."""
    await stage.settle()
    await stage.service.close()
    stage.clock.set(paris(moment))
    await stage.restart(stage.service.house.catalogues)
    await stage.settle()


def late(desk: Desk, due: str, chat: int = GROUP) -> list[str]:
    """Messages that say they were due at this hour."""
    said = desk.say("(late: this was due {moment})", moment=stage_moment(desk, due))
    return [str(call.params["text"]) for call in desk.calls(chat) if said in str(call.params["text"])]


def stage_moment(desk: Desk, moment: str) -> str:
    return desk.stage.service.house.words().moment(paris(moment))


def reminders(desk: Desk, case: Case, chat: int = GROUP) -> int:
    return sum(case.reference in str(call.params["text"]) for call in desk.calls(chat)) - 1


@starting(WEDNESDAY)
@pytest.mark.parametrize("wakes", ["2026-03-11T16:30", "2026-03-12T09:00", "2026-03-12T03:00"])
async def test_what_a_night_off_missed_is_delivered_once_and_says_that_it_is_late(stage: Stage, wakes: str) -> None:
    desk, case = await a_desk(stage)
    await asleep_until(stage, wakes)
    assert len(late(desk, "2026-03-11T15:00")) == 1
    assert reminders(desk, case) == 1
    await stage.settle()
    await asleep_until(stage, "2026-03-12T09:30")
    assert reminders(desk, case) == 1


@starting(WEDNESDAY)
async def test_what_comes_in_time_does_not_say_that_it_is_late(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.until("2026-03-11T15:05")
    assert reminders(desk, case) == 1
    assert late(desk, "2026-03-11T15:00") == []


@starting("2026-03-11T10:00")
async def test_an_alarm_that_slept_rings_once_late_and_then_goes_on_from_there(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    told = len(desk.texts(LINA))
    await asleep_until(stage, "2026-03-11T11:30")
    assert len(desk.rings()) == 2
    assert len(late(desk, "2026-03-11T10:15")) == 1
    assert len(desk.texts(LINA)) == told + 1, "the person is told, late as it is"
    await desk.until("2026-03-11T11:45")
    assert len(desk.rings()) == 3


@starting("2026-03-11T16:00")
async def test_an_alarm_that_slept_into_the_night_waits_for_the_opening_and_tells_the_person(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    told = len(desk.texts(LINA))
    await asleep_until(stage, "2026-03-12T02:00")
    assert len(desk.rings()) == 1
    assert len(desk.texts(LINA)) == told + 1, "only the immediate chain writes at night: never silent to the person"
    await desk.until("2026-03-12T09:00")
    assert len(desk.rings()) == 2


@starting(WEDNESDAY)
async def test_a_long_absence_doubles_nothing(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.with_deputies()
    await asleep_until(stage, "2026-04-15T11:00")
    assert reminders(desk, case) == 1, "the reading and the days, said together"
    assert len(desk.calls(DEPUTIES)) == 0
    await desk.until("2026-04-16T11:00")
    assert len(desk.calls(DEPUTIES)) == 1


@starting(WEDNESDAY)
async def test_opened_before_the_service_slept_nothing_is_delivered_late(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.reply(case, "On se voit jeudi ?")
    before = len(desk.about(case)), len(desk.calls(SOLENE))
    await asleep_until(stage, "2026-03-18T10:00")
    assert (len(desk.about(case)), len(desk.calls(SOLENE))) == before


@starting("2026-03-11T10:00")
async def test_running_what_is_due_twice_changes_nothing(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    stage.clock.set(paris("2026-03-11T10:15"))
    assert await stage.service.door.run_due() > 0
    rows = await desk.table("select * from follow_ups"), await desk.table("select id from outbox")
    assert await stage.service.door.run_due() == 0
    assert (await desk.table("select * from follow_ups"), await desk.table("select id from outbox")) == rows


@starting("2026-03-11T10:00")
async def test_two_ticks_at_once_run_each_row_once(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    for number in range(1002, 1006):
        await desk.young("Nadia", number).send(**IMMEDIATE)
    stage.clock.set(paris("2026-03-11T10:15"))
    ran = await asyncio.gather(*(stage.service.door.run_due() for _ in range(4)))
    await stage.settle()
    assert sum(ran) == 10, "five alarms, and five people told"
    assert len(desk.rings()) == 10, "five cards, five calls"


@starting("2026-03-09T09:30")
async def test_a_whole_week_rings_for_immediate_cases_only_and_wakes_nobody_young(stage: Stage) -> None:
    desk = Desk(stage)
    levels = {1001: {}, 1002: SOON, 1003: IMMEDIATE}
    cases = {}
    for user, answers in levels.items():
        young = Young(stage) if user == LINA else desk.young("Nadia", user)
        cases[user] = await young.send(**answers)
    await desk.young("Inès", 1004).reach("recit")
    await desk.until("2026-03-09T22:40")
    await desk.read(cases[1001])
    await stage.say(1002, "encore un mot")
    await desk.until("2026-03-16T09:30")
    immediate = cases[1003].reference
    assert len(desk.rings()) > 10
    assert [text for text in desk.rings() if immediate not in text] == []
    assert cases[1003].level is Level.IMMEDIAT
    asked_at_night = {paris("2026-03-09T22:40")}
    for user in (*levels, 1004):
        for call in desk.calls(user):
            local = call.at.astimezone(PARIS)
            assert 8 <= local.hour < 21 or call.at in asked_at_night, (user, local)


# -- drafts and what is kept for a time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "nudged"),
    [
        (paris("2026-03-11T10:00"), "2026-03-11T17:30"),
        (paris("2026-03-11T15:30"), "2026-03-11T17:30"),
        (paris("2026-03-11T15:31"), ""),
        (paris("2026-03-11T18:29"), ""),
        (paris("2026-03-11T18:30"), "2026-03-12T17:30"),
        (paris("2026-03-28T22:40"), "2026-03-29T17:30"),
    ],
    ids=["morning", "two-hours", "too-soon", "too-late", "one-hour-left", "summer-time"],
)
async def test_a_draft_is_nudged_once_with_room_on_both_sides_and_erased_after_a_day(stage: Stage, nudged: str) -> None:
    desk, young = Desk(stage), Young(stage)
    began = stage.clock.now()
    await young.reach("themes")
    before = len(desk.calls(LINA))
    stage_end = began + timedelta(hours=24)
    await desk.until(f"{(stage_end - timedelta(seconds=1)).astimezone(PARIS):%Y-%m-%dT%H:%M:%S}")
    came = [f"{call.at.astimezone(PARIS):%Y-%m-%dT%H:%M}" for call in desk.calls(LINA)[before:]]
    assert came == ([nudged] if nudged else [])
    assert await young.draft() is not None
    await stage.advance(seconds=1)
    assert await young.draft() is None


async def test_a_refused_alert_is_kept_thirty_days_without_a_word_and_then_not_at_all(stage: Stage) -> None:
    desk, young = Desk(stage), Young(stage)
    await young.reach("contact_discret", en_securite="non", warn_team="oui")
    case = await young.case(CaseState.ALERT)
    await stage.say(LINA, "efface tout")
    await desk.read(case)
    await desk.reply(case, "Je suis là.")
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "Et encore.")
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    assert "Et encore." not in "\n".join(desk.texts(LINA)), "one message, once"
    await desk.until("2026-04-10T22:39")
    assert (await desk.case(case)).state is CaseState.ALERT
    await desk.until("2026-04-10T23:45")
    gone = await desk.case(case)
    assert (gone.state, gone.address_id, gone.answers) == (CaseState.WITHDRAWN, "", {})
    assert stage.world.buttons(desk.card(case)) == [], "the card offers nothing that is not there any more"


async def test_a_refused_alert_that_was_closed_does_not_outlive_its_thirty_days(stage: Stage) -> None:
    desk, young = Desk(stage), Young(stage)
    await young.reach("contact_discret", en_securite="non", warn_team="oui")
    case = await young.case(CaseState.ALERT)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE)
    await desk.until("2026-04-10T23:45")
    assert (await desk.case(case)).address_id == ""
