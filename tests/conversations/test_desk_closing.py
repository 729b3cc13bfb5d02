"""*Plus*: the codes to copy, the false alarm, the end of a case.

Must never: let a word of the person into *Résumé*.
"""

from __future__ import annotations

import re

from bot.services import follow_ups
from bot.services.cases import Result
from bot.services.taps import Action
from bot.triage.urgency import Level, Signal
from storage.records import CaseState, EntryKind
from tests.conversations.desk_stage import IMMEDIATE, a_desk
from tests.conversations.stage import LINA, SOLENE, Stage

ANSWERS = {
    "themes": ("famille_logement", "logement"), "recit": "je dors dehors, zibeline", "designation": "Pirouette",
    "short_road": "continuer", "contact_mode": "telephone", "telephone": "07 81 92 03 14", "attente": "rendez_vous",
}  # fmt: skip


async def test_the_summary_is_codes_one_a_line_in_a_block_to_copy(stage: Stage) -> None:
    desk, case = await a_desk(stage, **ANSWERS)
    await desk.run(lambda uow: uow.cases.change(case.id, signals=uow.cases.seal('["fugue"]', "cases.signals", case.id)))
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.SUMMARY, SOLENE)
    message = stage.last(SOLENE)
    (block,) = [entity for entity in message.entities if entity["type"] == "pre"]
    lines = message.text.encode("utf-16-le")[2 * block["offset"] :].decode("utf-16-le").splitlines()
    assert all(re.fullmatch(r"[a-z_]+: [\w, -]+", line) for line in lines), lines
    said = dict(line.split(": ") for line in lines)
    assert said["fiche_id"] == case.reference
    assert said["themes"] == "logement"
    assert said["attente"] == "rendez_vous"
    assert said["signaux_danger"] == "fugue"
    assert not message.protected, "it is there to be copied"
    for words in ("zibeline", "Pirouette", "81 92", "8192"):
        assert words not in message.text
    assert ("Solène", "summary") in await desk.actions(case)


async def test_a_false_alarm_hides_the_signals_keeps_the_level_and_is_logged(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.run(lambda uow: uow.cases.change(case.id, signals=uow.cases.seal('["fugue"]', "cases.signals", case.id)))
    await desk.read(case)
    noticed = desk.say("running away")
    assert noticed in desk.about(case, SOLENE)[0].text
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    classed = await desk.case(case)
    assert classed.false_alarm_at == stage.clock.now()
    assert classed.level is Level.IMMEDIAT, "a human lowers it, not a button that says something else"
    assert classed.signals == {Signal.FUGUE}
    assert ("Solène", "false_alarm") in await desk.actions(case)
    before = len(desk.about(case, SOLENE))
    await desk.read(case)
    assert noticed not in "".join(message.text for message in desk.about(case, SOLENE)[before:])
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.SUMMARY, SOLENE)
    assert "fugue" not in stage.last(SOLENE).text


async def test_a_case_ends_with_one_of_the_results(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    offered = {b.data.rsplit(":", 1)[1] for _, b in desk.buttons(SOLENE) if f":{Action.CLOSE_AS}:" in b.data}
    await desk.press(SOLENE, case, Action.CLASS, SOLENE)
    classed = {b.data.rsplit(":", 1)[1] for _, b in desk.buttons(SOLENE) if f":{Action.CLOSE_AS}:" in b.data}
    assert offered | classed == set(Result)
    assert max(len(offered), len(classed)) <= 6
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.CALMED)
    closed = await desk.case(case)
    assert (closed.state, closed.closed_at) == (CaseState.CLOSED, stage.clock.now())
    assert await desk.table("select result from cases") == [(Result.CALMED,)]
    assert ("Solène", "close") in await desk.actions(case)


async def test_closing_twice_closes_once_and_the_first_result_stays(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    desk.tap(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.CALMED)
    desk.tap(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.NOTHING)
    await stage.settle()
    assert await desk.table("select result from cases") == [(Result.CALMED,)]
    events = await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.EVENT))
    assert [event.event for event in events] == [Result.CALMED]


async def test_a_result_that_does_not_exist_is_refused_like_everything_else(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    answer = await desk.forge(SOLENE, case.id, Action.CLOSE_AS, SOLENE, "nimporte_quoi")
    assert answer.text == desk.say("You cannot do that here.")
    assert (await desk.case(case)).is_open
    assert await desk.table("select count(*) from dead_letters") == [(0,)]


async def test_after_the_end_nothing_calls_any_more(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.NOTHING)
    group, private = len(desk.about(case)), len(desk.calls(SOLENE))
    await desk.until("2026-03-25T10:00")
    assert len(desk.about(case)) == group
    assert len(desk.calls(SOLENE)) == private


async def test_signals_are_cleared_after_thirty_days_even_when_the_case_was_closed_before(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.run(lambda uow: uow.cases.change(case.id, signals=uow.cases.seal('["fugue"]', "cases.signals", case.id)))
    signalled = await desk.case(case)
    await desk.run(lambda uow: follow_ups.watch_unread(uow, stage.service.house, signalled))
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.NOTHING)
    await desk.until("2026-04-10T22:39")
    assert (await desk.case(case)).signals == {Signal.FUGUE}
    await desk.until("2026-04-10T23:45")
    assert (await desk.case(case)).signals == frozenset()


async def test_the_person_learns_nothing_of_the_groups_housekeeping(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.read(case)
    before = desk.texts(LINA)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLASS, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.JOKE)
    assert desk.texts(LINA) == before
