"""Two coordinators press every button of a case at once, on stale and fresh bubbles: each action once, the other told.

Must never: pass when the slower of two is left without a word, or when an action is missing in the access log.
"""

from __future__ import annotations

import pytest

from bot.services import coordination
from bot.services.cases import Result
from bot.services.taps import Action, mark_of
from storage.records import Case, CaseState, EntryKind
from tests.conversations.desk_stage import Desk, a_desk, starting
from tests.conversations.stage import KARIMA, MARC, SOLENE, Stage

BOTH = (SOLENE, KARIMA)


async def _both(stage: Stage) -> tuple[Desk, Case]:
    """Solène holds the case, and both have its file before them, turned to *Plus*."""
    desk, case = await a_desk(stage, recit="zibeline")
    for who in BOTH:
        await desk.read(case, who)
        await desk.press(who, case, Action.MORE, who)
    return desk, await desk.case(case)


async def _at_once(desk: Desk, case: Case, action: Action, *arguments: str) -> list[str]:
    """Both press before the bot has heard of either; how each was answered."""
    world = desk.stage.world
    for who, argument in zip(BOTH, arguments or ("", ""), strict=True):
        desk.tap(who, case, action, who, argument)
    await desk.stage.settle()
    queries = list(world.queries.values())[-2:]
    assert all(query.answer is not None for query in queries), "a tap without an answer leaves a spinner"
    return [query.answer.text for query in queries if query.answer]


async def _done(desk: Desk, case: Case, action: str) -> list[str]:
    return [who for who, did in await desk.actions(case) if did == action]


async def test_the_urgency_changes_once_and_the_other_sees_what_stands(stage: Stage) -> None:
    desk, case = await _both(stage)
    await _at_once(desk, case, Action.LEVEL)
    told = await _at_once(desk, case, Action.LEVEL_AS, "normal.rapide", "normal.immediat")
    assert told[1] == desk.say("Meanwhile somebody else has changed this case. Here is what stands.")
    assert await desk.table("select level from cases") == [("rapide",)]
    assert await _done(desk, case, "level") == ["Solène"]
    assert desk.say("urgency: {level}", level=desk.say("soon")) in desk.about(case, KARIMA)[0].text


async def test_a_false_alarm_is_noted_once(stage: Stage) -> None:
    desk, case = await _both(stage)
    told = await _at_once(desk, case, Action.FALSE_ALARM)
    assert told == [
        desk.say("Noted: false alarm. The level stays, a human changes it."), desk.say("Said before: false alarm."),
    ]  # fmt: skip
    assert await _done(desk, case, "false_alarm") == ["Solène"]
    assert len(await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.EVENT))) == 1


async def test_a_case_is_passed_on_once(stage: Stage) -> None:
    """To Karima by Solène, and to Marc by Karima, whose menu still says that Solène holds it."""
    desk, case = await _both(stage)
    stage.world.open_link(MARC, await desk.run(lambda uow: coordination.invite(uow, stage.service.house)))
    await stage.settle()
    karima, marc, solene = [(await desk.person(who)).id for who in (KARIMA, MARC, SOLENE)]
    await _at_once(desk, case, Action.PASS)
    told = await _at_once(desk, case, Action.PASS_TO, f"{karima}.{mark_of(solene)}", f"{marc}.{mark_of(solene)}")
    assert told[0] == desk.say("Passed on to {name}, who is told.", name="Karima")
    assert told[1] == desk.say("Meanwhile somebody else has changed this case. Here is what stands.")
    assert (await desk.case(case)).holder_id == karima
    assert await _done(desk, case, "hand_over") == ["Solène"]
    assert case.reference not in stage.said(MARC)


async def test_a_case_is_closed_once_and_opened_again_once(stage: Stage) -> None:
    desk, case = await _both(stage)
    await _at_once(desk, case, Action.CLOSE)
    told = await _at_once(desk, case, Action.CLOSE_AS, Result.CALMED, Result.NOTHING)
    assert told == [desk.say("Closed. A message of the person opens it again."), desk.say("The case is closed.")]
    assert await desk.table("select result from cases") == [(Result.CALMED,)]
    for who in BOTH:
        assert desk.say("Conflict calmed") in desk.about(case, who)[0].text
        await desk.press(who, case, Action.MORE, who)
    told = await _at_once(desk, case, Action.REOPEN)
    assert told == [desk.say("The case is open again."), desk.say("The case is open already.")]
    assert (await _done(desk, case, "close"), await _done(desk, case, "reopen")) == (["Solène"], ["Solène"])


async def test_the_same_two_cases_are_linked_once(stage: Stage) -> None:
    desk, case = await _both(stage)
    other = await desk.young("Nadia", 1002).send()
    await _at_once(desk, case, Action.LINK)
    for who in BOTH:
        stage.world.send_text(who, who, other.reference)
    await stage.settle()
    values = {"reference": case.reference, "other": other.reference}
    assert stage.last(SOLENE).text == desk.say("{reference} and {other} are linked.", **values)
    assert stage.last(KARIMA).text == desk.say("{reference} and {other} were linked already.", **values)
    assert await _done(desk, case, "link") == ["Solène"]
    told = await _at_once(desk, case, Action.UNLINK, other.id, other.id)
    assert told[1] == desk.say("These two cases are not linked.")
    assert (await _done(desk, case, "unlink"), await _done(desk, other, "unlink")) == (["Solène"], ["Solène"])


async def test_each_note_is_its_authors_own(stage: Stage) -> None:
    desk, case = await _both(stage)
    await _at_once(desk, case, Action.NOTE)
    for who in BOTH:
        stage.world.send_text(who, who, f"note de {who}")
    await stage.settle()
    bodies = [entry.body for entry in await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.NOTE))]
    assert sorted(bodies) == [f"note de {who}" for who in BOTH]
    assert sorted(await _done(desk, case, "note")) == ["Karima", "Solène"]


@pytest.mark.parametrize(
    ("actions", "left"), [
        ((Action.HELD_NOW, Action.HELD_NOW), 1), ((Action.HELD_NOW, Action.HELD_CANCEL), 1),
        ((Action.HELD_CANCEL, Action.HELD_NOW), 0), ((Action.HELD_EDIT, Action.HELD_NOW), 0),
        ((Action.HELD_EDIT, Action.HELD_EDIT), 0),
    ],
)  # fmt: skip
async def test_what_waits_is_sent_changed_or_taken_back_once(
    stage: Stage, actions: tuple[Action, Action], left: int
) -> None:
    desk, case = await _both(stage)
    await desk.press(SOLENE, case, Action.FILE, SOLENE)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "On se voit jeudi, nénuphar ?")
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.press(KARIMA, case, Action.FILE, KARIMA)
    await desk.press(KARIMA, case, Action.REPLY, KARIMA)
    for who, action in zip(BOTH, actions, strict=True):
        desk.tap(who, case, action, who)
    await stage.settle()
    assert sum("nénuphar" in text for text in desk.texts(desk.lina.user)) == left
    assert desk.answer().text == desk.say("Nothing to send: it has left already, or was cancelled.")
    logged = [did for _, did in await desk.actions(case) if did in ("reply", "reply_changed", "reply_cancelled")]
    assert len(logged) == 1


@starting("2026-03-12T09:20")
async def test_every_button_of_an_old_bubble_still_does_its_work_or_says_what_stands(stage: Stage) -> None:
    """Whatever a chat still shows from before: pressed by both, again and again, it is answered and breaks nothing."""
    desk, case = await _both(stage)
    arguments = {
        Action.LEVEL_AS: ("normal.rapide", "rapide.normal", "x", "normal.normal"), Action.CLOSE_AS: ("test", "x", ""),
        Action.PASS_TO: ("x.y", ""), Action.HISTORY: ("", "1", "999", "x"), Action.TEMPLATE: ("lu", "x"),
        Action.HELD_NOW: ("", "AAAAAAAAAAAA"), Action.HELD_EDIT: ("x",), Action.HELD_CANCEL: ("x",),
    }  # fmt: skip
    mine = [
        Action.FILE, Action.MORE, Action.NOTE, Action.LEVEL, Action.LEVEL_AS, Action.LINK, Action.PASS, Action.PASS_TO,
        Action.HISTORY, Action.SUMMARY, Action.FALSE_ALARM, Action.CLOSE, Action.CLASS, Action.REPLY, Action.TEMPLATE,
        Action.SIGN, Action.REWRITE, Action.SEND, Action.SEND_NOW, Action.CANCEL, Action.HELD_NOW, Action.HELD_EDIT,
        Action.HELD_CANCEL, Action.CLOSE_AS, Action.REOPEN,
    ]  # fmt: skip
    file = desk.about(case, SOLENE)[0]
    for action in (*mine, *reversed(mine)):
        for argument in arguments.get(action, ("",)):
            for who in BOTH:
                bubble = desk.about(case, who)[0]
                data = f"c:{case.id}:{action}" + (f":{argument}" if argument else "")
                stage.world.forge_tap(who, who, bubble.id, data)
        await stage.settle()
    assert all(query.answer is not None for query in stage.world.queries.values())
    assert await desk.table("select count(*) from dead_letters") == [(0,)]
    assert file.text
    ends = [did for _, did in await desk.actions(case) if did in ("close", "reopen")]
    assert ends == ["close", "reopen"] * (len(ends) // 2) + ["close"] * (len(ends) % 2), "each in its turn"
    assert len(await _done(desk, case, "false_alarm")) == 1
    assert (await desk.case(case)).state in (CaseState.TAKEN, CaseState.CLOSED)


async def test_every_button_that_does_something_leaves_a_line_in_the_access_log(stage: Stage) -> None:
    desk, case = await _both(stage)
    karima = (await desk.person(KARIMA)).id
    solene = mark_of((await desk.person(SOLENE)).id)
    done = {
        Action.FILE: "", Action.MORE: "", Action.SUMMARY: "", Action.HISTORY: "", Action.LEVEL: "",
        Action.LEVEL_AS: "normal.rapide", Action.FALSE_ALARM: "", Action.PASS: "", Action.CLASS: "", Action.NOTE: "",
        Action.LINK: "", Action.REPLY: "", Action.TEMPLATE: "lu", Action.SIGN: "", Action.REWRITE: "", Action.SEND: "",
        Action.CANCEL: "", Action.PASS_TO: f"{karima}.{solene}", Action.CLOSE: "",
        Action.CLOSE_AS: "test", Action.REOPEN: "", Action.READ: "",
    }  # fmt: skip
    for action, argument in done.items():
        before = len(await desk.actions(case))
        await desk.forge(SOLENE, case.id, Action(action), SOLENE, argument)
        assert len(await desk.actions(case)) == before + 1, action
