"""/agenda: late, today, this week, later; five lines a page, edited in place; references only.

Must never: show a name or a theme, or another coordinator's cases.
"""

from __future__ import annotations

import pytest

from bot.services import coordination
from bot.services.taps import Action, Plan
from tests.conversations.agenda_stage import Planner, a_case_in_hand
from tests.conversations.desk_stage import a_desk, starting
from tests.conversations.stage import KARIMA, LINA, MARC, SOLENE, Stage

WEDNESDAY = "2026-03-11T10:37"
INES = 4001


@starting(WEDNESDAY)
async def test_five_lines_a_page_by_when_they_are_due_turned_in_place(stage: Stage) -> None:
    _, first = await a_desk(stage)
    planner, cases = Planner(stage), [first]
    for number in range(1002, 1007):
        cases.append(await planner.young("Nadia", number).send())
    delays = ["1", "7", "3", "15", "1", "3"]
    for case, days in zip(cases, delays, strict=True):
        await planner.link(SOLENE, f"p_{case.id}")
        await planner.do(SOLENE, Plan.ADD, argument=days)
    await planner.jump("2026-03-16T10:00")
    text = await planner.agenda()
    in_order = [cases[place].reference for place in (0, 4, 2, 5, 1)]
    found = [line.split(" · ")[0].split(". ")[1] for line in text.splitlines() if " · " in line]
    assert found[:2] in (in_order[:2], in_order[1::-1])
    assert sorted(found) == sorted(in_order)
    assert text.index(planner.say("Late")) < text.index(planner.say("Today")) < text.index(planner.say("Within a week"))
    shown = stage.last(SOLENE)
    await planner.do(SOLENE, Plan.AGENDA, about="1")
    assert stage.last(SOLENE).id == shown.id
    assert cases[3].reference in stage.last(SOLENE).text


@starting(WEDNESDAY)
async def test_a_line_offers_what_can_be_done_and_moving_it_comes_back_to_the_agenda(stage: Stage) -> None:
    planner, case = await a_case_in_hand(stage)
    await planner.link(SOLENE, f"p_{case.id}")
    await planner.do(SOLENE, Plan.ADD, argument="1")
    await planner.see(case)
    offered = planner.actions_of(stage.last(SOLENE))
    assert {Plan.DONE, Plan.MISSED, Plan.LATER, Plan.DROP, Plan.FILE} <= offered
    bubble = stage.last(SOLENE).id
    await planner.do(SOLENE, Plan.LATER)
    await planner.do(SOLENE, Plan.MOVE, argument="7")
    assert await planner.planned(case, "planned") == ["planned:0 18/03 09:00"]
    assert stage.last(SOLENE).id == bubble
    assert "mercredi 18 mars" in stage.last(SOLENE).text
    await planner.see(case)
    await planner.do(SOLENE, Plan.FILE)
    assert ("Solène", "read") in await planner.actions(case)


@starting(WEDNESDAY)
async def test_neither_names_nor_themes_nor_the_cases_of_others(stage: Stage) -> None:
    _, case = await a_desk(stage, short_road="continuer", designation="Pirouette", recit="zibeline")
    planner = Planner(stage)
    await planner.press(SOLENE, case, Action.TAKE)
    await planner.link(SOLENE, f"p_{case.id}")
    await planner.do(SOLENE, Plan.ADD, argument="1")
    await planner.jump("2026-03-12T09:00")
    seen = "\n".join((await planner.agenda(), *(str(call.params["text"]) for call in planner.mornings(SOLENE))))
    assert case.reference in seen
    for secret in ("Pirouette", "zibeline", "écoch", "cole"):
        assert secret not in seen
    assert case.reference not in await planner.agenda(KARIMA)


@starting(WEDNESDAY)
@pytest.mark.parametrize("outsider", [MARC, LINA, INES])
async def test_the_agenda_is_for_coordinators(stage: Stage, outsider: int) -> None:
    """Marc sits in the group and is no coordinator; Inès was invited and is not in the group."""
    planner, _ = await a_case_in_hand(stage)
    if outsider == INES:
        planner.young("Inès", INES)
        stage.world.open_link(INES, await planner.run(lambda uow: coordination.invite(uow, stage.service.house)))
        await stage.settle()
    await planner.agenda()
    message, button = planner.find(SOLENE, Plan.SEE)
    await stage.say(outsider, "/agenda")
    assert planner.say("Agenda, {day}.", day="mercredi 11 mars") not in stage.last(outsider).text
    answer = await planner.again(outsider, stage.last(outsider), button)
    assert answer.text == stage.service.door.refusal
    assert message.chat_id == SOLENE
    await planner.revoke(SOLENE)
    assert (await planner.again(SOLENE, message, button)).text == stage.service.door.refusal
