"""*Plus*: what it opens stands in the place of the file, has its way back, and is never deeper than one more tap.

Must never: show a word of the person in a menu, or tell the person anything of what coordinators do among themselves.
"""

from __future__ import annotations

import pytest

from bot.services.case_desk_bubbles import CLASSES
from bot.services.cases import Result
from bot.services.taps import Action
from bot.triage.urgency import Level
from storage.records import CaseState, EntryKind
from tests.conversations.desk_stage import IMMEDIATE, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

NOTE = "Sa tante accepte de l'héberger, tamarin. Je veux mourir de rire."



async def test_plus_turns_the_file_and_back_without_a_new_message(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit="zibeline")
    await desk.read(case)
    file, sent = desk.about(case, SOLENE)[0], len(desk.calls(SOLENE))
    words = file.text
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    shown = desk.actions_shown(file)
    assert {Action.NOTE, Action.LEVEL, Action.FALSE_ALARM, Action.LINK, Action.PASS, Action.HISTORY} <= shown
    assert {Action.SUMMARY, Action.CLOSE, Action.FILE} <= shown
    assert len(stage.world.buttons(file)) <= 6 + 3
    for action in (Action.LEVEL, Action.PASS, Action.HISTORY, Action.CLOSE, Action.NOTE, Action.LINK):
        await desk.press(SOLENE, case, action, SOLENE)
        assert "zibeline" not in file.text
        await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FILE, SOLENE)
    assert file.text == words
    assert file.protected
    assert len(desk.calls(SOLENE)) == sent


async def test_a_note_is_in_the_file_with_who_and_when_and_never_reaches_the_person(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    before = desk.texts(LINA)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.NOTE, SOLENE)
    await stage.say(SOLENE, NOTE)
    assert stage.last(SOLENE).text == desk.say("{reference}: your note is kept.", reference=case.reference)
    line = desk.say("Note by {name}, {moment}: {words}", name="Solène", moment=desk.moment(), words=NOTE)
    await desk.read(case, KARIMA)
    assert all(line in message.text for message in desk.about(case, KARIMA)[-2:]), "in the file, and with the story"
    assert desk.texts(LINA) == before
    await stage.say(LINA, "/mesdonnees")
    assert "tamarin" not in desk.ever(LINA)
    assert "tamarin" not in desk.ever(GROUP)
    noted = await desk.case(case)
    assert (noted.level, noted.signals) == (case.level, frozenset()), "a coordinator's words are not read for danger"
    assert ("Solène", "note") in await desk.actions(case)
    assert await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.NOTE))
    await stage.say(SOLENE, "et ceci n'est plus une note")
    assert len(await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.NOTE))) == 1


async def test_a_note_that_is_given_up_by_the_way_back_or_by_stop_is_none(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    for way in ("back", "stop"):
        await desk.press(SOLENE, case, Action.MORE, SOLENE)
        await desk.press(SOLENE, case, Action.NOTE, SOLENE)
        if way == "back":
            await desk.press(SOLENE, case, Action.MORE, SOLENE)
            await desk.press(SOLENE, case, Action.FILE, SOLENE)
        else:
            await stage.say(SOLENE, "stop")
        await stage.say(SOLENE, NOTE)
    assert await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.NOTE)) == []


async def test_two_cases_are_linked_by_a_reference_and_both_say_so(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    other = await desk.young("Nadia", 1002).send()
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.LINK, SOLENE)
    for nothing in ("MS-2026-0999", "n'importe quoi", case.reference):
        await stage.say(SOLENE, nothing)
        assert desk.say("I find no other case with this reference.") in stage.last(SOLENE).text
    await stage.say(SOLENE, other.reference.lower().replace("-", " "))
    linked = {"reference": case.reference, "other": other.reference}
    assert stage.last(SOLENE).text == desk.say("{reference} and {other} are linked.", **linked)
    for one, two in ((case, other), (other, case)):
        assert await desk.table(f"select other_id from case_links where case_id = '{one.id}'") == [(two.id,)]
        assert ("Solène", "link") in await desk.actions(one)
    await desk.press(SOLENE, case, Action.FILE, SOLENE)
    assert desk.say("Linked to {references}.", references=other.reference) in stage.last(SOLENE).text


async def test_a_link_made_by_mistake_is_undone_and_both_histories_say_so(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    other = await desk.young("Nadia", 1002).send()
    await desk.read(case)
    for again in ("are linked", "were linked already"):
        await desk.forge(SOLENE, case.id, Action.LINK, SOLENE)
        await stage.say(SOLENE, other.reference)
        assert desk.say(f"{{reference}} and {{other}} {again}.", reference=case.reference, other=other.reference) in (
            stage.last(SOLENE).text
        )
    undone = desk.say("{reference} and {other} are no longer linked.", reference=case.reference, other=other.reference)
    await desk.press(SOLENE, case, Action.UNLINK, SOLENE)
    assert stage.last(SOLENE).text == undone
    assert await desk.table("select * from case_links") == []
    for one, two in ((case, other), (other, case)):
        assert ("Solène", "unlink") in await desk.actions(one)
        await stage.say(SOLENE, f"/fiche {one.reference}")
        for action in (Action.MORE, Action.HISTORY):
            await desk.press(SOLENE, one, action, SOLENE)
        told = desk.say("No longer linked to {reference}, says {name}.", reference=two.reference, name="Solène")
        assert told in stage.last(SOLENE).text


async def test_a_file_opens_from_its_reference_and_what_is_none_is_refused_like_a_missing_right(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit="zibeline")
    await stage.say(KARIMA, f"/fiche {case.reference}")
    assert "zibeline" in stage.said(KARIMA)
    assert ("Karima", "read") in await desk.actions(case)
    for nothing in ("/fiche MS-2026-0777", "/fiche bonjour", "/fiche MC-2026-0001"):
        await stage.say(KARIMA, nothing)
        assert stage.last(KARIMA).text == desk.say("You cannot do that here.")
    await desk.revoke(KARIMA)
    read = await desk.actions(case)
    await stage.say(KARIMA, f"/fiche {case.reference}")
    assert await desk.actions(case) == read


# -- urgency -------------------------------------------------------------------------------------------------------


@starting("2026-03-12T09:20")
async def test_raised_to_immediate_by_another_it_rings_at_its_holder_and_is_remembered(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.read(case, KARIMA)
    rings, before = len(desk.rings(SOLENE)), desk.texts(LINA)
    await desk.press(KARIMA, case, Action.MORE, KARIMA)
    await desk.press(KARIMA, case, Action.LEVEL, KARIMA)
    await desk.press(KARIMA, case, Action.LEVEL_AS, KARIMA, "normal.immediat")
    assert (await desk.case(case)).level is Level.IMMEDIAT
    assert len(desk.rings(SOLENE)) == rings + 1
    assert ("Karima", "level") in await desk.actions(case)
    assert desk.say("immediate") in desk.rings(SOLENE)[-1]
    (event,) = await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.EVENT))
    assert (event.event, event.body) == ("level", "normal immediat")
    assert desk.texts(LINA) == before


async def _reopened_unread(desk: Desk) -> None:
    case = await desk.lina.case()
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.NOTHING)
    await desk.stage.say(LINA, "j'ai encore une question")


@starting("2026-03-12T09:20")
async def test_an_unread_case_made_immediate_starts_its_alarm_and_lowered_stops_it_once_it_is_confirmed(
    stage: Stage,
) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _reopened_unread(desk)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.LEVEL, SOLENE)
    await desk.press(SOLENE, case, Action.LEVEL_AS, SOLENE, "normal.immediat")
    rings = len(desk.rings(SOLENE))
    await desk.until("2026-03-12T09:40")
    assert len(desk.rings(SOLENE)) > rings, "the chain of an unread immediate case"
    await desk.press(SOLENE, case, Action.LEVEL, SOLENE)
    await desk.press(SOLENE, case, Action.LEVEL_AS, SOLENE, "immediat.normal")
    assert (await desk.case(case)).level is Level.IMMEDIAT, "asked once more"
    await desk.press(SOLENE, case, Action.LEVEL_AS, SOLENE, "immediat.normal.sur")
    assert (await desk.case(case)).level is Level.NORMAL
    rings = len(desk.rings(SOLENE)) + len(desk.rings(GROUP))
    await desk.until("2026-03-12T12:00")
    assert len(desk.rings(SOLENE)) + len(desk.rings(GROUP)) == rings
    await desk.until("2026-03-18T16:00")
    assert desk.say("To open: the person was told when.") in desk.ever(SOLENE), "the promise is watched all the same"


async def test_a_false_alarm_on_a_case_nobody_has_read_keeps_its_promise_watched(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.read(case)
    await _reopened_unread(desk)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    kinds = {row[0] for row in await desk.table("select kind from follow_ups where state = 'waiting'")}
    assert kinds & {"alarm", "before_reading"} == {"before_reading"}


# -- passed on, closed, opened again -------------------------------------------------------------------------------


async def test_a_case_passed_on_is_held_at_once_by_the_other_who_is_told_in_private(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    karima = await desk.person(KARIMA)
    rings = len(desk.rings(KARIMA))
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.PASS, SOLENE)
    await desk.press(SOLENE, case, Action.PASS_TO, SOLENE)
    assert (await desk.case(case)).holder_id == karima.id
    news = stage.last(KARIMA)
    told = {"name": "Solène", "reference": case.reference}
    assert news.text == desk.say("{name} passes {reference} on to you.", **told)
    assert news.protected
    assert len(desk.rings(KARIMA)) == rings
    assert "Karima" in desk.card(case).text
    assert ("Solène", "hand_over") in await desk.actions(case)
    await stage.say(LINA, "encore un mot")
    assert stage.last(KARIMA).text == desk.say("{reference}: the person has written again.", reference=case.reference)
    await desk.read(case)
    assert (await desk.case(case)).holder_id == karima.id, "whoever gave it reads on and takes nothing back"


async def test_a_closed_case_says_so_is_opened_again_from_plus_and_the_person_hears_nothing(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    before = desk.texts(LINA)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, Result.CALMED)
    file = desk.about(case, SOLENE)[0]
    ended = desk.say("Closed {day}: {result}.", day=stage.service.house.words().day(stage.clock.now()),
                     result=desk.say("Conflict calmed"))  # fmt: skip
    assert ended in file.text
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    assert Action.CLOSE not in desk.actions_shown(file)
    await desk.press(SOLENE, case, Action.REOPEN, SOLENE)
    again = await desk.case(case)
    assert (again.state, again.closed_at) == (CaseState.TAKEN, None)
    assert again.opened_at is not None, "a human has read it"
    assert await desk.table("select result from cases") == [("",)]
    assert Action.READ in desk.actions_shown(desk.card(case))
    assert [action for _, action in await desk.actions(case) if action in ("close", "reopen")] == ["close", "reopen"]
    assert desk.texts(LINA) == before


@pytest.mark.parametrize("result", CLASSES)
async def test_what_is_no_contact_is_classed_and_closed(stage: Stage, result: Result) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLASS, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE, result)
    closed = await desk.case(case)
    assert closed.state is CaseState.CLOSED
    assert (closed.false_alarm_at is not None) == (result is Result.FALSE_ALERT)
    assert await desk.table("select result from cases") == [(result,)]


async def test_the_history_tells_each_step_in_order_in_words_and_in_pages(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit="zibeline")
    await desk.read(case)
    await desk.reply(case, "On se voit jeudi, nénuphar ?")
    await stage.say(LINA, "oui, papillon")
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    for level in ("normal.rapide", "rapide.immediat"):
        await desk.press(SOLENE, case, Action.LEVEL, SOLENE)
        await desk.press(SOLENE, case, Action.LEVEL_AS, SOLENE, level)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    await desk.press(SOLENE, case, Action.NOTE, SOLENE)
    await stage.say(SOLENE, NOTE)
    await desk.press(SOLENE, case, Action.FILE, SOLENE)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.HISTORY, SOLENE)
    pages = [stage.last(SOLENE).text]
    earlier = next(b for b in stage.world.buttons(stage.last(SOLENE)) if b.data.endswith(f"{Action.HISTORY}:1"))
    stage.world.tap(SOLENE, SOLENE, stage.last(SOLENE).id, earlier.data)
    await stage.settle()
    pages.insert(0, stage.last(SOLENE).text)
    words = {"name": "Solène"}
    expected = [
        desk.say("First contact received."), desk.say("Taken by {name}.", **words),
        desk.say("Opened by {name}.", **words), desk.say("Answer by {name}.", **words),
        desk.say("The person has written."),
        desk.say("Urgency changed by {name}: {before}, then {after}.", before=desk.say("normal"),
                 after=desk.say("soon"), **words),
        desk.say("False alarm, says {name}.", **words), desk.say("Internal note by {name}.", **words),
    ]  # fmt: skip
    told = "\n".join(pages)
    places = [told.find(step) for step in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)
    for said in ("zibeline", "nénuphar", "papillon", "tamarin"):
        assert said not in told
