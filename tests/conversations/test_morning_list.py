"""The morning list: at each opening of a working day, silent, only when there is something to say, once.

Must never: let a night, a week-end, a holiday, a change of hour or a restart lose or double one.
"""

from __future__ import annotations

import pytest

from bot.services.taps import Action, Plan
from tests.conversations.agenda_stage import Planner, a_case_in_hand
from tests.conversations.desk_stage import a_desk, paris, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage


async def an_unread_case(stage: Stage) -> Planner:
    desk, _ = await a_desk(stage)
    return Planner(desk.stage)


@pytest.mark.parametrize(
    ("start", "end", "mornings"),
    [
        # Thursday evening: Friday, then Monday over the week-end in which summer time begins.
        (paris("2026-03-26T18:00"), "2026-03-31T18:00", ["27/03 09:00", "30/03 09:00", "31/03 09:00"]),
        # Easter Monday, 6 April, is a holiday.
        (paris("2026-04-02T18:00"), "2026-04-08T08:00", ["03/04 09:00", "07/04 09:00"]),
        # Winter time begins on Sunday 25 October.
        (paris("2026-10-23T08:00"), "2026-10-27T08:59", ["23/10 09:00", "26/10 09:00"]),
    ],
    ids=["summer-time", "easter", "winter-time"],
)
async def test_at_each_opening_of_a_working_day_and_never_else(stage: Stage, end: str, mornings: list[str]) -> None:
    planner = await an_unread_case(stage)
    group, young = len(planner.rings()), len(planner.texts(LINA))
    await planner.until(end)
    assert planner.lists() == planner.lists(KARIMA) == mornings
    assert len(planner.rings()) == group
    assert len(planner.texts(LINA)) == young


@starting("2026-03-11T10:37")
async def test_it_names_what_is_unread_and_promised_and_opens_it_in_one_tap(stage: Stage) -> None:
    _, case = await a_desk(stage)
    planner = Planner(stage)
    await planner.jump("2026-03-12T09:00")
    text = str(planner.mornings(SOLENE)[-1].params["text"])
    by = "mercredi 11 mars à 17 h"
    assert planner.say("{reference}: a reading was promised for {moment}.", reference=case.reference, moment=by) in text
    await planner.press(SOLENE, case, Action.READ, SOLENE)
    assert (await planner.case(case)).holder_id
    await planner.jump("2026-03-13T09:00")
    promised = planner.say("{reference}: an answer is promised before {hour}.", reference=case.reference, hour="midi")
    assert promised in str(planner.mornings(SOLENE)[-1].params["text"])
    assert case.reference not in "".join(str(call.params["text"]) for call in planner.mornings(KARIMA)[1:])


@starting("2026-03-11T10:37")
async def test_nothing_to_say_is_no_message(stage: Stage) -> None:
    planner, _ = await a_case_in_hand(stage)
    before = len(planner.calls(SOLENE)), len(planner.calls(KARIMA))
    await planner.until("2026-03-13T18:00")
    assert (len(planner.calls(SOLENE)), len(planner.calls(KARIMA))) == before
    assert planner.lists() == planner.lists(KARIMA) == []


@starting("2026-03-11T10:37")
@pytest.mark.parametrize(
    ("wakes", "came"),
    [("2026-03-12T11:30", "12/03 11:30"), ("2026-03-12T12:30", "12/03 14:00"), ("2026-03-14T22:00", "16/03 09:00")],
    ids=["in-hours", "at-lunch", "on-a-saturday-night"],
)
async def test_after_an_outage_it_comes_once_in_hours(stage: Stage, wakes: str, came: str) -> None:
    planner = await an_unread_case(stage)
    await stage.service.close()
    await stage.restart(stage.service.house.catalogues)
    await planner.jump(wakes)
    await planner.until(f"2026-{came[3:5]}-{came[:2]}T17:00")
    assert planner.lists() == [came]
    late = planner.say("(late: this was due {moment})", moment="jeudi 12 mars à 9 h")
    assert (late in str(planner.mornings(SOLENE)[0].params["text"])) is (came == "12/03 11:30")


@starting("2026-03-11T10:37")
async def test_help_lines_to_check_are_said_on_the_first_morning_of_a_week(stage: Stage) -> None:
    planner = Planner(stage)
    await planner.jump("2027-03-10T18:00")
    await planner.until("2027-03-15T12:00")
    assert planner.lists() == ["15/03 09:00"], "a Monday"
    days = stage.service.house.territory.delays.line_check_days
    begins = planner.say("Numbers that nobody has checked for {days} days: {numbers}.", days=days, numbers="")
    assert begins.rstrip(".") in planner.morning_list().text
    assert "119" in planner.morning_list().text


@starting("2026-03-11T10:37")
async def test_see_everything_turns_the_list_into_the_agenda(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.jump("2026-03-26T09:00")
    bubble = planner.morning_list().id
    await planner.do(SOLENE, Plan.AGENDA)
    turned = next(message for message in stage.world.said(SOLENE) if message.id == bubble)
    assert planner.say("Agenda, {day}.", day="jeudi 26 mars") in turned.text
    assert case.reference in turned.text


@starting("2026-03-11T10:37")
async def test_on_monday_each_coordinator_hears_of_promises_kept_and_not_kept(stage: Stage) -> None:
    """Lina's reading and answer are kept; Nadia's reading is not; who holds nothing hears of all."""
    planner, _ = await a_case_in_hand(stage)
    await planner.young("Nadia", 1002).send()
    await planner.until("2026-03-16T09:00")
    (call,) = planner.weeks()
    text = str(call.params["text"])
    assert call.params["disable_notification"]
    kept, broken = planner.say("kept: {count}", count=2), planner.say("not kept: {count}", count=0)
    assert planner.say("The cases that you hold: {counts}.", counts=f"{kept}, {broken}") in text
    assert planner.say("not kept: {count}", count=1) in text
    (other,) = planner.weeks(KARIMA)
    none = planner.say("none")
    assert planner.say("The cases that you hold: {counts}.", counts=none) in str(other.params["text"])
    assert "Solène" not in str(other.params["text"])
    await planner.until("2026-03-23T12:00")
    assert len(planner.weeks()) == 1, "a week without promises"
    assert len(planner.calls(GROUP)) > 0
