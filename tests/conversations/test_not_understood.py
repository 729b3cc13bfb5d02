"""What is not understood is asked again once and kept; every question but one can be passed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from bot.intake.parsing import shown
from bot.intake.question import NOT_SAID, Codes, Question
from bot.intake.views import label_of
from storage.records import EntryKind
from tests.conversations.stage import Stage
from tests.conversations.test_every_answer import BEFORE, QUESTIONNAIRE
from tests.conversations.youth_stage import Young

NEVER_UNDERSTOOD = "zzz blorgh"


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


def unsaid(question: Question) -> Codes:
    return (question.unsaid,) if question.unsaid else ()


async def test_what_is_not_understood_is_asked_again_once_numbered_then_the_dialogue_goes_on(stage: Stage) -> None:
    lina = Young(stage)
    async for question in every_closed_question(lina):
        await twice_not_understood(lina, question)


async def every_closed_question(lina: Young) -> AsyncIterator[Question]:
    """Each closed question once, in the order in which it is asked; whoever iterates answers it."""
    await lina.say("/start")
    seen: set[str] = set()
    while (asked := await lina.asking()) != "accord_envoi":
        lina.stage.clock.advance(timedelta(seconds=30))
        question = QUESTIONNAIRE.by_key.get(asked)
        if question in BEFORE and asked not in seen:
            seen.add(asked)
            yield question
            if asked == "contact_mode":  # back, so that the times of the day are asked
                await lina.say("retour")
        else:
            await lina.reach_next(asked, contact_mode="rencontre", keep_words="non")
    assert seen == {question.key for question in BEFORE}


async def twice_not_understood(lina: Young, question: Question) -> None:
    stood = len((await lina.kept()).draft.first_words)
    for again in (True, False):
        lina.stage.clock.advance(timedelta(seconds=30))
        await lina.say(NEVER_UNDERSTOOD)
        assert (await lina.asking() == question.key) is again, question.key
        if again:
            text = lina.bubbles()[-1].text
            for place, one in enumerate(shown(question), start=1):
                assert f"{place}. {label_of(one, lina.words)}" in text
    assert (await lina.answers())[question.key] == unsaid(question)
    kept = (await lina.kept()).draft.first_words[stood:]
    assert [part.text for part in kept] == [NEVER_UNDERSTOOD] * 2


async def test_a_number_counts_right_after_the_question_was_asked_again(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("tranche_age")
    await lina.say(NEVER_UNDERSTOOD)
    await lina.say("2")
    assert (await lina.answers())["tranche_age"] == ("de_15_17",)


async def test_a_number_without_a_choice_is_not_understood(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    for number in ("0", "5", "-1", "99999999999999999999"):
        await lina.say(number)
        assert "pour_qui" not in (await lina.answers()) or await lina.asking() != "pour_qui"
        if await lina.asking() != "pour_qui":
            break
    assert (await lina.answers())["pour_qui"] == (NOT_SAID,)


async def test_words_not_understood_are_offered_before_the_story_and_kept_on_yes(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("tranche_age")
    await lina.say(NEVER_UNDERSTOOD)
    await lina.tap("tranche_age", "de_15_17")
    await lina.reach(Aside.KEEP_WORDS)
    await lina.tap(Aside.KEEP_WORDS, "oui")
    await lina.say("et puis voilà la suite")
    await lina.reach("accord_envoi")
    await lina.tap("accord_envoi", "oui")
    stories = [entry.body for entry in await lina.entries(EntryKind.STORY)]
    assert stories == [NEVER_UNDERSTOOD, "et puis voilà la suite"]


async def test_words_not_understood_after_the_story_are_offered_before_leaving(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente")
    await lina.say(NEVER_UNDERSTOOD)
    await lina.tap("attente", "information")
    await lina.reach(Aside.KEEP_WORDS)
    assert set(await lina.answers()) >= {"secteur", "contact_discret"}, "only once everything else is said"
    await lina.tap(Aside.KEEP_WORDS, "non")
    assert await lina.asking() == "accord_envoi"
    assert (await lina.kept()).draft.story == ()


async def test_an_obligatory_yes_or_no_is_never_guessed(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    for words in (NEVER_UNDERSTOOD, "peut-être", "oui mais non", "passer", "3"):
        await lina.say(words)
        if await lina.asking() == Aside.KEEP_WORDS:
            await lina.tap(Aside.KEEP_WORDS, "non")
        assert await lina.asking() == "accord_envoi", words
    assert not await lina.table("select id from cases")


# -- passing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["tap", "typed", "refused"])
async def test_every_question_before_the_sending_can_be_passed(stage: Stage, way: str) -> None:
    lina = Young(stage)
    async for question in every_closed_question(lina):
        if way == "tap":
            await lina.tap(question.key, Nav.PASS)
        else:
            await lina.say("passer" if way == "typed" else "je ne veux pas dire")
        expected = (NOT_SAID,) if way == "refused" else unsaid(question)
        assert (await lina.answers())[question.key] == expected, question.key
        assert await lina.asking() != question.key


@pytest.mark.parametrize("key", ["recit", "designation", "telephone"])
async def test_words_that_are_optional_can_be_passed(stage: Stage, key: str) -> None:
    lina = Young(stage)
    await lina.reach(key, contact_mode="telephone")
    await lina.say("passer")
    assert (await lina.answers())[key] == ()
    assert await lina.asking() != key


async def test_a_contact_in_which_everything_was_passed_is_sent_all_the_same(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say("/start")
    await lina.tap("welcome", "commencer")
    while (asked := await lina.asking()) not in ("", "accord_envoi"):
        await lina.say("continuer" if asked == Aside.SHORT_ROAD else "passer")
    await lina.tap("accord_envoi", "oui")
    case = await lina.case()
    assert set(case.answers["pour_qui"]) == {NOT_SAID}
    assert case.answers["contact_mode"] == ("telegram",)
