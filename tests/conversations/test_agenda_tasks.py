"""What is asked weeks after a case was taken: told in the morning list, answered once, never doubled, never forgotten.

Must never: let a test pass because nothing was due.
"""

from __future__ import annotations

from datetime import date

from bot.services import absence
from bot.services.cases import Result
from bot.services.taps import Action, Plan
from bot.simulator.shapes import Button, Message
from storage.records import CaseState
from tests.conversations.agenda_stage import Planner, a_case_in_hand
from tests.conversations.desk_stage import IMMEDIATE, a_desk, starting
from tests.conversations.stage import KARIMA, LINA, SOLENE, Stage

WEDNESDAY = "2026-03-11T10:37"


@starting(WEDNESDAY)
async def test_taken_and_opened_a_case_is_asked_about_after_15_30_and_90_days_in_the_morning(stage: Stage) -> None:
    """26 March; 10 April; 9 June: each at the opening of a working day."""
    _, case = await a_desk(stage)
    planner = Planner(stage)
    await planner.press(SOLENE, case, Action.TAKE)
    assert await planner.planned(case) == [], "taken is not opened"
    await planner.read(case)
    rounds = ["taken:0 26/03 09:00", "taken:1 10/04 09:00", "taken:2 09/06 09:00"]
    assert await planner.planned(case) == rounds
    assert planner.say("Next follow-up: {day}.", day="jeudi 26 mars") in planner.card(case).text


@starting(WEDNESDAY)
async def test_a_new_danger_doubles_nothing_and_a_reopening_begins_one_new_round(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.jump("2026-03-12T10:00")
    await planner.lina.say("je veux mourir")
    assert (await planner.case(case)).opened_at is None
    await planner.read(case)
    assert [when.split()[1] for when in await planner.planned(case, "taken")] == ["26/03", "10/04", "09/06"]
    await planner.forge(SOLENE, case.id, Action.CLOSE_AS, SOLENE, Result.LINK)
    assert await planner.planned(case) == []
    await planner.jump("2026-03-13T10:00")
    await planner.lina.say("rebonjour, j'ai encore besoin de vous")
    assert (await planner.case(case)).state is not CaseState.CLOSED
    await planner.read(case)
    assert [when.split()[1] for when in await planner.planned(case, "taken")] == ["30/03", "13/04", "11/06"]


@starting(WEDNESDAY)
async def test_due_it_is_no_message_of_its_own_but_a_line_for_the_holder_alone(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    before = len(planner.calls(SOLENE)), len(planner.calls(KARIMA)), len(planner.about(case)), len(planner.texts(LINA))
    await planner.until("2026-03-26T12:00")
    assert (len(planner.calls(SOLENE)), len(planner.calls(KARIMA))) == before[:2]
    assert (len(planner.about(case)), len(planner.texts(LINA))) == before[2:]
    named = {who: [call for call in planner.mornings(who) if case.reference in str(call.params["text"])]
             for who in (SOLENE, KARIMA)}  # fmt: skip
    assert [f"{call.at:%d/%m %H:%M}" for call in named[SOLENE]] == ["26/03 08:00"], "9:00 in Beaune"
    assert named[KARIMA] == []
    assert planner.say("still in touch?") in planner.morning_list().text
    assert all(call.params["disable_notification"] for call in planner.mornings(SOLENE))
    assert all(call.params["protect_content"] for call in planner.mornings(SOLENE))


@starting(WEDNESDAY)
async def test_done_in_one_tap_is_recorded_once_and_the_list_says_so_in_place(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.jump("2026-03-26T09:00")
    message, button = planner.find(SOLENE, Plan.DONE)
    assert (await planner.again(SOLENE, message, button)).text == planner.say("Noted: done.")
    assert planner.say("Everything in this list is done.") in planner.morning_list().text
    assert planner.morning_list().id == message.id
    assert await planner.outcomes(case, "taken") == ["done", "", ""]
    assert (await planner.events(case)).count("task_done") == 1
    assert ("Solène", "task_fait") in await planner.actions(case)
    again = await planner.again(SOLENE, message, button)
    assert again.text == planner.say("Answered already: {outcome}.", outcome=planner.say("done"))
    assert (await planner.events(case)).count("task_done") == 1
    await planner.jump("2026-03-27T12:00")
    assert planner.lists() == ["26/03 09:00"], "nothing to say, no message"


async def lists_of_two(planner: Planner) -> list[tuple[int, Message, Button]]:
    found = [(who, *planner.find(who, Plan.DONE)) for who in (SOLENE, KARIMA)]
    assert len({button.data for _, _, button in found}) == 1
    return found


@starting(WEDNESDAY)
async def test_two_coordinators_at_once_one_wins_and_the_other_is_told_who(stage: Stage) -> None:
    """Nobody holds it: both are asked."""
    _, case = await a_desk(stage)
    planner = Planner(stage)
    await planner.link(SOLENE, f"p_{case.id}")
    await planner.do(SOLENE, Plan.ADD, argument="1")
    await planner.jump("2026-03-12T09:00")
    pressed = await lists_of_two(planner)
    queries = [stage.world.forge_tap(who, who, message.id, button.data) for who, message, button in pressed]
    await stage.settle()
    answers = {str(query.answer.text) for query in stage.world.queries.values() if query.answer} & {
        planner.say("Noted: done."),
        planner.say("Answered already by {name}: {outcome}.", name="Solène", outcome=planner.say("done")),
        planner.say("Answered already by {name}: {outcome}.", name="Karima", outcome=planner.say("done")),
    }
    assert len(queries) == len(answers) == 2
    assert (await planner.events(case)).count("task_done") == 1


@starting(WEDNESDAY)
async def test_not_reached_is_tried_again_three_times_and_then_said_plainly(stage: Stage) -> None:
    """From Thursday 26 March: after 2, then 5, then 10 days, each on a working day."""
    planner, case = await a_case_in_hand(stage)
    told, tries = len(planner.texts(LINA)), []
    await planner.jump("2026-03-26T09:00")
    for _ in range(3):
        await planner.do(SOLENE, Plan.MISSED)
        (planned,) = await planner.planned(case, "try")
        tries.append(planned)
        await planner.jump(f"2026-{planned[9:11]}-{planned[6:8]}T09:00")
    assert tries == ["try:1 30/03 09:00", "try:2 07/04 09:00", "try:3 17/04 09:00"]
    await planner.do(SOLENE, Plan.MISSED)
    assert await planner.planned(case, "try") == []
    said = planner.say("{reference}: {tries} tries, nobody was reached.", reference=case.reference, tries=3)
    assert any(said in text for text in planner.texts(SOLENE))
    assert (await planner.events(case)).count("task_not_reached") >= 4
    assert "tries_over" in await planner.events(case)
    assert len(planner.texts(LINA)) == told, "nothing is written to the young person"


@starting(WEDNESDAY)
async def test_later_moves_it_and_close_opens_the_results(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.jump("2026-03-26T09:00")
    message, button = planner.find(SOLENE, Plan.LATER)
    await planner.again(SOLENE, message, button)
    turned = next(m for m in stage.world.said(SOLENE) if m.id == message.id)
    assert {b.data.split(":")[3] for b in stage.world.buttons(turned)} >= {"1", "3", "7"}
    await planner.do(SOLENE, Plan.MOVE, argument="7")
    assert (await planner.planned(case))[0] == "taken:0 02/04 09:00"
    assert (await planner.outcomes(case, "taken"))[0] == "later"
    await planner.jump("2026-04-02T09:00")
    await planner.see(case)
    await planner.do(SOLENE, Plan.CLOSE)
    await planner.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.LINK)
    assert (await planner.case(case)).state is CaseState.CLOSED
    assert await planner.planned(case) == []
    await planner.jump("2026-07-01T12:00")
    assert planner.lists() == ["26/03 09:00", "02/04 09:00"], "a closed case asks for nothing"


@starting(WEDNESDAY)
async def test_what_waits_for_an_answer_about_one_case_is_one_line_and_one_answer(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.jump("2026-04-10T09:00")
    text = planner.morning_list().text
    assert text.count(case.reference) == 1
    assert planner.say("still in touch?") in text
    assert planner.say("where does it stand?") in text
    await planner.do(SOLENE, Plan.DONE)
    assert await planner.outcomes(case, "taken") == ["done", "done", ""]


@starting(WEDNESDAY)
async def test_a_holder_without_rights_leaves_the_tasks_to_every_coordinator(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.revoke(SOLENE)
    await planner.jump("2026-03-26T09:00")
    assert planner.lists() == []
    assert planner.lists(KARIMA) == ["26/03 09:00"]
    await planner.do(KARIMA, Plan.DONE)
    assert ("Karima", "task_fait") in await planner.actions(case)


@starting(WEDNESDAY)
async def test_the_deputy_of_who_is_away_answers_and_who_is_away_hears_nothing(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    away, deputy = await planner.person(SOLENE), await planner.person(KARIMA)
    first, last = date(2026, 3, 20), date(2026, 3, 31)
    house = stage.service.house
    await planner.run(lambda uow: absence.plan(uow, house, away.id, first, last, deputy.id))
    await planner.jump("2026-03-26T09:00")
    assert (planner.lists(), planner.lists(KARIMA)) == ([], ["26/03 09:00"])
    await planner.do(KARIMA, Plan.LATER)
    await planner.do(KARIMA, Plan.MOVE, argument="7")
    await planner.jump("2026-04-02T09:00")
    assert planner.lists() == ["02/04 09:00"], "it comes back"
    assert case.reference in planner.morning_list().text


@starting(WEDNESDAY)
async def test_opened_again_by_a_coordinator_a_new_round_begins(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.forge(SOLENE, case.id, Action.CLOSE_AS, SOLENE, Result.LINK)
    await planner.jump("2026-03-13T10:00")
    await planner.forge(SOLENE, case.id, Action.REOPEN, SOLENE)
    await planner.forge(SOLENE, case.id, Action.REOPEN, SOLENE)
    assert [when.split()[1] for when in await planner.planned(case, "taken")] == ["30/03", "13/04", "11/06"]


@starting(WEDNESDAY)
async def test_a_bare_alert_is_no_contact_to_follow_up(stage: Stage) -> None:
    planner = Planner(stage)
    await planner.lina.reach("warn_team", **IMMEDIATE)
    await planner.lina.tap("warn_team", "oui")
    case = await planner.lina.case(CaseState.ALERT)
    await planner.read(case)
    assert await planner.tasks(case) == []


@starting(WEDNESDAY)
async def test_after_23_months_without_contact_a_human_decides_and_eliminating_takes_two_presses(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.forge(SOLENE, case.id, Action.CLOSE_AS, SOLENE, Result.LINK)
    await planner.jump("2028-02-11T09:00")
    text = planner.say("no contact for {months} months: archive or eliminate?", months=23)
    assert text in planner.morning_list().text
    await planner.do(SOLENE, Plan.SEE)
    await planner.do(SOLENE, Plan.KEEP)
    await planner.jump("2028-03-13T09:00")
    await planner.do(SOLENE, Plan.SEE)
    await planner.do(SOLENE, Plan.ERASE)
    assert (await planner.case(case)).state is CaseState.CLOSED, "the first press only asks"
    await planner.do(SOLENE, Plan.ERASE, argument="sure")
    gone = await planner.case(case)
    assert (gone.state, gone.answers) == (CaseState.WITHDRAWN, {})
    assert ("Solène", "task_eliminer") in await planner.actions(case)
