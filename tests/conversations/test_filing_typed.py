"""Typing and pasting is a relay's main path: long texts, two answers at once, references in words, late taps."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.services.taps import AnswerTap, pack
from storage.records import EntryKind
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import situation, until
from tests.conversations.forwards import STORY, burst, quiet, reach, times_asked, times_said, told
from tests.conversations.stage import Stage

LINE = "il vient au local le mardi et il parle de son stage. "


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-17T11:00:00+01:00")


async def parts(filer: Filer) -> list[str]:
    return [part.text for part in (await filer.kept()).draft.parts]


# -- long texts ----------------------------------------------------------------------------------------------------


async def test_a_long_pasted_text_is_kept_whole_and_what_is_beyond_six_thousand_is_said(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes")
    pages = [(LINE * 80)[:3000].strip() + f" {place}" for place in range(3)]
    await nadia.say(pages[0])
    assert await parts(nadia) == pages[:1]
    for page in pages[1:]:
        await nadia.say(page)
    assert times_said(nadia, "That is enough for the team, thank you. I could not keep what came after.") == 2
    sent = await told(nadia)
    assert sent[0] == pages[0]
    assert sum(map(len, sent)) == 6000


async def test_typed_facts_still_fit_beside_a_long_story_that_was_forwarded(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes")
    typed = [f"{place} {LINE * 50}".strip() for place in range(2)]
    for said in typed:
        await nadia.say(said)
    pages = [f"{place} {LINE * 60}" for place in range(3)]
    await burst(nadia, *pages)
    await quiet(nadia)
    await nadia.say("voilà ce que j'en sais")
    assert await told(nadia) == [*typed, *pages, "voilà ce que j'en sais"]


async def test_a_long_first_message_instead_of_a_tap_becomes_the_facts(stage: Stage) -> None:
    nadia = await enrolled(stage)
    pasted = (LINE * 80)[:3000].strip()
    await nadia.say(pasted)
    assert await nadia.asking() == Aside.ABOUT
    await nadia.say("la situation d'un jeune")
    assert await nadia.asking() == "danger_immediat"
    assert await told(nadia) == [pasted]


# -- in words ------------------------------------------------------------------------------------------------------


async def test_a_name_and_an_age_in_one_message_answer_two_questions(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "designation")
    await nadia.say("Zoé, 16 ans")
    answers = await nadia.answers()
    assert (answers["designation"], answers["tranche_age"]) == (("Zoé",), ("de_15_17",))
    assert await nadia.asking() == "themes"


@pytest.mark.parametrize("where", [Aside.ABOUT, "danger_immediat", "faits_observes", Aside.SEND_OR_LATER])
async def test_later_keeps_what_was_said_and_goes_on_where_it_was(stage: Stage, where: str) -> None:
    nadia = await enrolled(stage)
    await nadia.say("un mot pour commencer")
    await reach(nadia, where)
    await nadia.say("je complète plus tard")
    assert await nadia.asking() == Aside.RESUME
    assert await nadia.table("select state from outbox where kind = 'later'") == [("sent",)]
    await nadia.say("on reprend")
    assert await nadia.asking() == where
    assert await told(nadia) == ["un mot pour commencer"]


async def test_a_sentence_about_a_sent_situation_is_no_order_and_is_not_lost(stage: Stage) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia)
    said = ("il est revenu ce matin", f"c'est pour la {case.reference}, la situation de la semaine dernière")
    for words in said:
        await nadia.say(words)
    assert await nadia.asking() == Aside.ABOUT
    await nadia.tap(Aside.ABOUT, case.reference)
    assert [entry.body for entry in await nadia.told(EntryKind.MESSAGE)] == list(said)


@pytest.mark.parametrize("said", ["ajouter à {}", "{}", "3"])
async def test_the_reference_of_a_sent_situation_is_understood_in_words(stage: Stage, said: str) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia)
    await nadia.say("il est revenu ce matin")
    await nadia.say(said.format(case.reference))
    assert await nadia.draft() is None
    assert [entry.body for entry in await nadia.told(EntryKind.MESSAGE)] == ["il est revenu ce matin"]


# -- taps that do not fit ------------------------------------------------------------------------------------------


async def test_a_late_tap_on_a_question_that_has_passed_changes_nothing(stage: Stage) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia)
    await nadia.say("il est revenu ce matin")
    about = [(message, button) for message, button in nadia.buttons() if f":{Aside.ABOUT}:" in button.data]
    await nadia.tap(Aside.ABOUT, "relais")
    for message, button in about:
        stage.world.forge_tap(nadia.user, nadia.user, message.id, button.data)
        await stage.settle()
    assert await nadia.asking() == "danger_immediat"
    assert not await nadia.told(EntryKind.MESSAGE)
    await reach(nadia, Aside.SEND_OR_LATER)
    data = next(b.data for _, b in reversed(nadia.buttons()) if b.data.endswith(f":{Aside.SEND_OR_LATER}:envoyer"))
    await nadia.tap(Aside.SEND_OR_LATER, "continuer")
    await nadia.forge(data)
    assert (await nadia.filed()).id == case.id, "nothing was sent"
    assert await nadia.asking() == "source_info"
    await reach(nadia, "accord_envoi")
    await nadia.forge(pack(AnswerTap((await nadia.kept()).id, "danger_immediat", "oui")))
    assert (await nadia.filed()).id == case.id, "a late yes to something else is no yes to the sending"


async def test_a_forged_reference_of_another_relay_is_answered_as_one_that_does_not_exist(stage: Stage) -> None:
    nadia = await enrolled(stage)
    bruno = await enrolled(stage, 4002, structure="mission_locale", name="Bruno")
    theirs = await situation(bruno)
    await nadia.say("il est revenu ce matin")
    kept, seen = await nadia.kept(), []
    for reference in (theirs.reference, "MS-2026-0999"):
        heard, calls = nadia.ever(), len(stage.world.calls)
        await nadia.forge(pack(AnswerTap(kept.id, Aside.ABOUT, reference)))
        toast = nadia.toast()
        assert toast is not None
        asked = [call.method for call in stage.world.calls[calls:] if call.method != "getUpdates"]
        answered = [m.text for m in nadia.since(heard)]
        heard = nadia.ever()
        await nadia.say(f"ajouter à {reference}")
        seen.append((toast.text, asked, answered, [m.text for m in nadia.since(heard)]))
    assert seen[0] == seen[1]
    assert (await nadia.kept()).draft.asides == (Aside.ABOUT,)
    entries = await nadia.run(lambda uow: uow.entries.of_case(theirs.id, EntryKind.MESSAGE))
    assert entries == []


async def test_words_typed_while_the_question_on_the_screen_is_repeated_answer_it(stage: Stage) -> None:
    """« non » right behind a forwarded message: the danger question stood there before."""
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await burst(nadia, STORY[0])
    await nadia.say("non")
    assert await nadia.asking() == "jeune_informe"
    await quiet(nadia)
    assert times_asked(nadia, "danger_immediat") == 1, "not once more"
    assert await told(nadia) == [STORY[0]]
