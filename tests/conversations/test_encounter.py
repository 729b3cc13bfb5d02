"""/rencontre: five taps make a case that its coordinator holds, read and followed up, about somebody without a chat.

Must never: pass while an encounter rings, promises a reading, or is made twice.
"""

from __future__ import annotations

import pytest

from bot.i18n import Catalogues
from bot.intake.dialogue import Nav
from bot.intake.encounter import DAYS
from bot.services.taps import Action, Word
from bot.services.task_terms import PLANNED
from bot.triage.urgency import Level
from storage.records import CaseState
from tests.conversations.desk_stage import a_desk, starting
from tests.conversations.encounter_stage import FIVE, Met
from tests.conversations.stage import GROUP, KARIMA, SOLENE, Stage

DAY = starting("2026-03-11T10:00")


@pytest.fixture
def solene(stage: Stage) -> Met:
    return Met(stage)


# -- five taps ---------------------------------------------------------------------------------------------------------


@DAY
async def test_five_taps_make_a_case_that_is_taken_and_read_by_who_met_the_person(solene: Met, stage: Stage) -> None:
    before = solene.taps()
    case, now = await solene.note(), stage.clock.now()
    me = await solene.person()
    assert solene.taps() - before == 5
    assert (case.kind, case.state, case.level, case.age) == ("rencontre", CaseState.TAKEN, Level.NORMAL, "de_15_17")
    assert (case.address_id, case.holder_id, case.alert_only) == ("", me.id, False)
    assert (case.opened_at, case.sent_at, case.taken_at) == (now, now, now)
    assert (case.read_by, case.answer_by, case.notice) == (None, None, 0)
    assert case.reference.startswith("MS-2026-")
    assert dict(case.answers) == {"canal": ("rue",), "tranche_age": ("de_15_17",), "themes": ("logement",)}
    assert await solene.draft() is None
    assert ("Solène", "take") in await solene.desk.actions(case)
    assert ("Solène", "encounter") in await solene.desk.actions(case)


@DAY
async def test_its_follow_ups_are_those_of_any_case_that_was_taken_and_read(solene: Met, stage: Stage) -> None:
    desk, other = await a_desk(stage)
    await desk.read(other)
    case = await solene.note(suite="rien")
    theirs = [(task.kind, task.step, task.due_at) for task in await solene.tasks(other)]
    assert theirs
    assert [(task.kind, task.step, task.due_at) for task in await solene.tasks(case)] == theirs
    assert await solene.tasks(case, PLANNED) == []


@DAY
async def test_the_next_step_is_planned_by_hand_on_its_morning(solene: Met) -> None:
    mornings = {}
    for step in DAYS:
        case = await solene.note(suite=step)
        [planned] = await solene.tasks(case, PLANNED)
        mornings[step] = solene.words.moment(planned.due_at)
        assert planned.by_id == (await solene.person()).id
        assert solene.words.day(planned.due_at) in solene.texts()[-1], "the confirmation says when"
    assert mornings == {
        "demain": "jeudi 12 mars à 9 h", "trois_jours": "lundi 16 mars à 9 h", "semaine": "mercredi 18 mars à 9 h",
        "quinzaine": "jeudi 26 mars à 9 h",
    }  # fmt: skip


@DAY
async def test_the_human_alone_decides_how_urgent_it_is(solene: Met) -> None:
    for level in Level:
        assert (await solene.note(urgence=level.value)).level is level
    await solene.begin()
    for question, choice in (("canal", "rue"), ("tranche_age", "autre_age"), ("tranche_age", "moins_13")):
        await solene.tap(question, choice)
    await solene.say("violences, il parle de mourir")
    await solene.tap("urgence", "normal")
    await solene.tap("suite", "rien")
    assert (await solene.newest()).level is Level.NORMAL, "no word and no age raises it"


@DAY
async def test_an_immediate_one_rings_nowhere_and_promises_nothing(solene: Met, stage: Stage) -> None:
    rung = {chat: len(solene.desk.rings(chat)) for chat in (GROUP, KARIMA)}
    case = await solene.note(urgence="immediat", suite="rien")
    hers = len(solene.desk.rings(SOLENE))
    kinds = {row.kind for row in await solene.table("select kind from follow_ups where state in ('waiting', 'open')")}
    assert not kinds & {"alarm", "before_reading", "still_unread", "answer_due", "person_told"}
    assert await solene.table(f"select id from promises where case_id = '{case.id}'") == []
    await solene.desk.until("2026-03-11T13:00")
    assert {chat: len(solene.desk.rings(chat)) for chat in (GROUP, KARIMA)} == rung
    assert len(solene.desk.rings(SOLENE)) == hers


# -- typed -------------------------------------------------------------------------------------------------------------


@DAY
async def test_it_is_typed_as_well_as_tapped(solene: Met) -> None:
    await solene.begin()
    for said in ("au centre social", "17 ans", "décrochage et famille", "assez urgent", "dans 3 jours"):
        await solene.say(said)
    case = await solene.newest()
    assert (case.level, case.age) == (Level.RAPIDE, "de_15_17")
    assert dict(case.answers) == {
        "canal": ("accueil",), "tranche_age": ("de_15_17",), "themes": ("decrochage", "famille")
    }  # fmt: skip
    assert len(await solene.tasks(case, PLANNED)) == 1


@DAY
async def test_words_that_answer_nothing_are_kept_as_a_note_and_never_read_for_danger(solene: Met) -> None:
    await solene.begin()
    await solene.say("Il dit qu'il veut mourir, il s'appelle Théo Durand, 06 12 34 56 78")
    assert await solene.asking() == "canal", "asked again"
    assert "3114" not in "\n".join(solene.texts())
    for question, choice in FIVE.items():
        await solene.tap(question, choice)
    case = await solene.newest()
    assert case.signals == frozenset()
    assert case.level is Level.NORMAL
    assert await solene.notes(case) == ["Il dit qu'il veut mourir, il s'appelle Théo Durand, 06 12 34 56 78"]
    assert solene.label("Your sentences are kept as a note.") in solene.texts()[-1]


@DAY
async def test_the_urgency_is_never_guessed_nor_passed(solene: Met) -> None:
    await solene.begin()
    for question in ("canal", "tranche_age", "themes"):
        await solene.tap(question, FIVE[question])
    assert not [b for _, b in solene.buttons() if b.data.endswith(f":urgence:{Nav.PASS}")]
    for said in ("je ne sais pas trop", "passer", "hmm"):
        await solene.say(said)
        assert await solene.asking() == "urgence"
    assert await solene.cases() == []


@DAY
async def test_back_leads_to_the_question_before_and_the_newest_answer_counts(solene: Met) -> None:
    await solene.begin()
    await solene.tap("canal", "rue")
    await solene.tap("tranche_age", Nav.BACK)
    assert await solene.asking() == "canal"
    await solene.tap("canal", "telephone")
    for question in ("tranche_age", "themes", "urgence", "suite"):
        await solene.tap(question, FIVE[question])
    assert (await solene.newest()).answers["canal"] == ("telephone",)


# -- interrupted -------------------------------------------------------------------------------------------------------


@DAY
async def test_a_restart_in_the_middle_loses_nothing(solene: Met, stage: Stage, catalogues: Catalogues) -> None:
    await solene.begin()
    await solene.tap("canal", "accueil")
    await solene.say("16 ans")
    await stage.restart(catalogues)
    await solene.say("famille")
    await solene.tap("urgence", "rapide")
    await solene.tap("suite", "demain")
    case = await solene.newest()
    assert (case.answers["canal"], case.age, case.level) == (("accueil",), "de_15_17", Level.RAPIDE)


@DAY
async def test_stop_offers_to_go_on_or_to_erase_and_erasing_touches_nothing_else(solene: Met, stage: Stage) -> None:
    other = await solene.note()
    await solene.begin()
    await solene.tap("canal", "rue")
    await solene.say("stop")
    await solene.tap("resume", "reprendre")
    assert await solene.asking() == "tranche_age"
    await solene.say("stop")
    await solene.tap("resume", "effacer")
    assert await solene.draft() is None
    assert [case.id for case in await solene.cases()] == [other.id]
    assert (await solene.desk.case(other)).is_open


@DAY
async def test_what_a_coordinator_has_sent_for_herself_outlives_the_erasing_of_an_encounter(solene: Met) -> None:
    await solene.say("/pour_moi")
    own = await solene.send()
    await solene.begin()
    await solene.tap("canal", "rue")
    await solene.say("efface tout")
    kept = await solene.desk.case(own)
    assert (await solene.draft(), kept.state, kept.erasure_asked_at) == (None, CaseState.SENT, None)


@DAY
async def test_stale_and_doubled_taps_make_one_case(solene: Met, stage: Stage) -> None:
    await solene.begin()
    first = next(b.data for _, b in solene.buttons() if b.data.endswith(":canal:rue"))
    await solene.tap("canal", "accueil")
    await solene.forge(first)
    assert (await solene.kept()).draft.answers["canal"] == ("accueil",)
    for question in ("tranche_age", "themes", "urgence"):
        await solene.tap(question, FIVE[question])
    last = next(b.data for _, b in reversed(solene.buttons()) if b.data.endswith(":suite:demain"))
    for _ in range(3):
        stage.world.forge_tap(SOLENE, SOLENE, stage.last(SOLENE).id, last)
    await stage.settle()
    said = len(solene.texts())
    await solene.forge(last)
    await solene.forge(first)
    assert len(await solene.cases()) == 1
    assert len(solene.texts()) == said, "a stale tap is answered by its toast alone"
    answer = solene.toast()
    assert answer
    assert answer.text == solene.label("This question has passed.")


@DAY
async def test_two_coordinators_at_once_make_two_cases_each_holds_her_own(solene: Met, stage: Stage) -> None:
    karima = Met(stage, KARIMA)
    await solene.begin()
    await karima.begin()
    for question, choice in FIVE.items():
        for one in (solene, karima):
            data = next(b.data for _, b in reversed(one.buttons()) if b.data.endswith(f":{question}:{choice}"))
            stage.world.forge_tap(one.user, one.user, stage.last(one.user).id, data)
        await stage.settle()
    first, second = await solene.cases()
    assert first.reference != second.reference
    assert {first.holder_id, second.holder_id} == {(await solene.person()).id, (await karima.person()).id}


@DAY
async def test_the_words_of_a_reply_are_never_taken_for_an_answer(solene: Met, stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await solene.begin()
    await solene.tap("canal", "rue")
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await solene.say("17 ans, c'est noté. À demain !")
    assert "tranche_age" not in (await solene.kept()).draft.answers
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await solene.say("17 ans")
    assert (await solene.kept()).draft.answers["tranche_age"] == ("de_15_17",), "then the draft goes on"


@DAY
async def test_a_reply_under_way_is_put_away_when_an_encounter_begins(solene: Met, stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await solene.begin()
    assert solene.label("Cancelled. Nothing was sent.") in solene.texts()
    await solene.say("dans la rue")
    assert (await solene.kept()).draft.answers["canal"] == ("rue",)


@DAY
async def test_forwarded_messages_are_nothing_of_an_encounter(solene: Met, stage: Stage) -> None:
    await solene.begin()
    stage.world.forward(SOLENE, SOLENE, "je dors dehors, aide-moi", author_name="Kylian Durand")
    await stage.settle()
    for question, choice in FIVE.items():
        await solene.tap(question, choice)
    assert await solene.notes(await solene.newest()) == []


@DAY
async def test_help_in_the_middle_comes_back_to_the_question(solene: Met) -> None:
    await solene.begin()
    await solene.word(Word.HELP)
    assert await solene.asking() == "canal"
    await solene.tap("canal", "rue")
    assert await solene.asking() == "tranche_age"
