"""*Suivi* and *Planifier*: from buttons or in a coordinator's words, shown back, told at its hour, moved, called off.

Must never: let a test pass because the menu was never shown.
"""

from __future__ import annotations

import pytest

from bot.services import coordination
from bot.services.taps import Action, Plan
from storage.records import Case
from tests.conversations.agenda_stage import Planner, a_case_in_hand
from tests.conversations.desk_stage import a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage

WEDNESDAY = "2026-03-11T10:37"
INES = 4001


async def a_menu(stage: Stage) -> tuple[Planner, Case]:
    """*Suivi* was pressed under the case file."""
    planner, case = await a_case_in_hand(stage)
    await planner.read(case)
    await planner.press(SOLENE, case, Action.PLAN, SOLENE)
    return planner, case


async def type_date(planner: Planner, text: str) -> None:
    await planner.do(SOLENE, Plan.WRITE)
    await planner.stage.say(SOLENE, text)


@starting(WEDNESDAY)
async def test_a_delay_is_planned_in_one_tap_once_for_a_morning_of_work(stage: Stage) -> None:
    """Three days after a Wednesday is a Saturday: Monday."""
    planner, case = await a_menu(stage)
    message, button = planner.find(SOLENE, Plan.ADD, argument="3")
    await planner.again(SOLENE, message, button)
    await planner.again(SOLENE, message, button)
    assert await planner.planned(case, "planned") == ["planned:0 16/03 09:00"]
    assert stage.last(SOLENE).id == message.id, "the menu has turned into what was planned"
    assert ("Solène", "task_plan") in await planner.actions(case)
    assert planner.say("Next follow-up: {day}.", day="lundi 16 mars") in planner.card(case).text
    await planner.do(SOLENE, Plan.DROP)
    assert await planner.planned(case, "planned") == []
    assert await planner.outcomes(case, "planned") == ["dropped"]


@starting(WEDNESDAY)
@pytest.mark.parametrize(
    ("typed", "shown", "planned"),
    [
        ("mardi 14h", "mardi 17 mars à 14 h", "17/03 14:00"),
        ("dans 10 jours", "lundi 23 mars à 9 h", "23/03 09:00"),  # the 21st is a Saturday
        ("le 3 avril", "vendredi 3 avril à 9 h", "03/04 09:00"),
        ("samedi 10h", "samedi 14 mars à 10 h", "14/03 10:00"),  # an hour that was said is not moved
    ],
)
async def test_a_typed_date_is_shown_back_in_words_before_it_counts(
    stage: Stage, typed: str, shown: str, planned: str
) -> None:
    planner, case = await a_menu(stage)
    await type_date(planner, typed)
    assert shown in stage.last(SOLENE).text
    assert await planner.planned(case, "planned") == []
    await planner.do(SOLENE, Plan.SURE)
    assert await planner.planned(case, "planned") == [f"planned:0 {planned}"]


@starting(WEDNESDAY)
async def test_what_is_no_date_is_asked_again_and_only_the_last_date_can_be_confirmed(stage: Stage) -> None:
    planner, case = await a_menu(stage)
    await type_date(planner, "quand il fera beau")
    assert planner.say("There is no date to come in these words.") in stage.last(SOLENE).text
    await stage.say(SOLENE, "demain")
    first = planner.find(SOLENE, Plan.SURE)
    await stage.say(SOLENE, "mardi 14h")
    answer = await planner.again(SOLENE, *first)
    assert answer.text == planner.say("This date is no longer waiting.")
    assert await planner.planned(case, "planned") == []
    await stage.say(SOLENE, "oui")
    assert await planner.planned(case, "planned") == ["planned:0 17/03 14:00"]
    assert (await planner.run(lambda uow: uow.staff.of(case.holder_id))).doing == ""  # type: ignore[union-attr]


@starting(WEDNESDAY)
async def test_stop_cancels_the_date_and_plans_nothing(stage: Stage) -> None:
    planner, case = await a_menu(stage)
    await planner.do(SOLENE, Plan.WRITE)
    await stage.say(SOLENE, "stop")
    await stage.say(SOLENE, "mardi 14h")
    assert await planner.planned(case, "planned") == []
    with pytest.raises(LookupError):
        planner.find(SOLENE, Plan.SURE)


@starting(WEDNESDAY)
async def test_planned_at_an_hour_it_is_told_then_in_private_without_a_sound_and_late_if_it_slept(
    stage: Stage,
) -> None:
    planner, case = await a_menu(stage)
    await type_date(planner, "mardi 14h")
    await planner.do(SOLENE, Plan.SURE)
    await planner.jump("2026-03-17T13:59")
    told = len(planner.calls(SOLENE))
    await planner.jump("2026-03-17T14:00")
    (call,) = planner.calls(SOLENE)[told:]
    assert case.reference in str(call.params["text"])
    assert call.params["disable_notification"]
    assert call.params["protect_content"]
    await planner.do(SOLENE, Plan.LATER)
    await planner.do(SOLENE, Plan.WRITE)
    await stage.say(SOLENE, "demain 15h")
    await planner.do(SOLENE, Plan.SURE)
    assert await planner.planned(case, "planned") == ["planned:0 18/03 15:00"]
    await stage.service.close()
    await stage.restart(stage.service.house.catalogues)
    await planner.jump("2026-03-18T16:30")
    late = planner.say("(late: this was due {moment})", moment="mercredi 18 mars à 15 h")
    assert sum(late in text for text in planner.texts(SOLENE)) == 1


@starting(WEDNESDAY)
async def test_a_call_without_an_answer_is_a_try_and_counts_once_when_pressed_twice(stage: Stage) -> None:
    planner, case = await a_menu(stage)
    pressed = planner.find(SOLENE, Plan.CALLED)
    await planner.again(SOLENE, *pressed)
    assert (await planner.again(SOLENE, *pressed)).text == planner.say("Noted already.")
    assert await planner.planned(case, "try") == ["try:1 13/03 09:00"]
    assert (await planner.events(case)).count("called_in_vain") == 1
    await stage.advance(minutes=5)
    await planner.again(SOLENE, *pressed)
    assert await planner.planned(case, "try") == ["try:2 16/03 09:00"], "the earlier try is made"


@starting(WEDNESDAY)
async def test_planifier_under_the_card_opens_the_menu_in_private_and_for_coordinators_only(stage: Stage) -> None:
    """Marc sits in the group and is no coordinator; Inès was invited and is not in the group."""
    _, case = await a_desk(stage)
    planner = Planner(stage)
    planner.young("Inès", INES)
    answer = await planner.press(KARIMA, case, Action.PLAN, GROUP)
    assert f"p_{case.id}" in str(answer.url)
    group = len(planner.calls(GROUP))
    await planner.link(KARIMA, f"p_{case.id}")
    assert {Plan.ADD, Plan.CALLED, Plan.WRITE} <= planner.actions_of(stage.last(KARIMA))
    assert not (await planner.case(case)).holder_id, "planning takes nothing"
    assert len(planner.calls(GROUP)) == group
    invited = await planner.run(lambda uow: coordination.invite(uow, stage.service.house))
    stage.world.open_link(INES, invited)
    await stage.settle()
    for outsider in (MARC, LINA, INES):
        await planner.link(outsider, f"p_{case.id}")
        assert case.reference not in stage.last(outsider).text
        assert not planner.actions_of(stage.last(outsider))
    assert not (await planner.press(MARC, case, Action.PLAN, GROUP)).url
