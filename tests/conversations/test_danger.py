"""Danger in words, whenever they come: the numbers first, one question, then the intake where it was."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import DOUBTS, Aside
from bot.triage.danger import Outcome, read
from bot.triage.urgency import Level, Signal
from storage.records import Case, CaseState, EntryKind
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.test_numbers import lines_of
from tests.conversations.youth_stage import Young, open_it

SUICIDE = "je veux mourir, j'en peux plus"
VIOLENCE = "mon père me frappe tous les soirs"
DOUBTFUL = "à quoi bon continuer"
PLAIN = "ça fait trois semaines que je ne vais plus au lycée"


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-11T15:00:00+01:00")


def test_these_words_are_what_the_tests_take_them_for() -> None:
    read_as = [(read(text).outcome, read(text).signals) for text in (SUICIDE, VIOLENCE, DOUBTFUL, PLAIN)]
    assert read_as == [
        (Outcome.ALERT, (Signal.SUICIDE,)), (Outcome.ALERT, (Signal.VIOLENCE_INTRAFAMILIALE,)),
        (Outcome.DOUBT, (Signal.SUICIDE,)), (Outcome.NOTHING, ()),
    ]  # fmt: skip


async def test_in_the_story_the_numbers_come_before_anything_else(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    heard = lina.ever()
    await lina.say(SUICIDE)
    numbers, asked = lina.since(heard)
    assert lines_of(stage, numbers.text)[:1] == ["n3114"]
    assert set(lines_of(stage, numbers.text)) == {"n3114", "n114", "n15"}
    assert asked.text.startswith(lina.label("Right now, can you talk to someone near you?"))
    assert [part.text for part in (await lina.kept()).draft.story] == [SUICIDE]


@pytest.mark.parametrize("question", ["pour_qui", "en_securite", "tranche_age", "themes", "attente", "designation"])
async def test_at_any_question_danger_is_heard_kept_and_the_question_comes_back(stage: Stage, question: str) -> None:
    lina = Young(stage)
    await lina.reach(question, short_road="continuer")
    heard = lina.ever()
    await lina.say(SUICIDE)
    assert set(lines_of(stage, lina.since(heard)[0].text)) == {"n3114", "n114", "n15"}
    assert await lina.asking() == Aside.SOMEONE_NEAR
    await lina.tap(Aside.SOMEONE_NEAR, "non")
    await lina.tap(Aside.WARN_TEAM, "non")
    draft = (await lina.kept()).draft
    assert SUICIDE in [part.text for part in draft.parts]
    assert draft.signals == {Signal.SUICIDE}
    if question in ("pour_qui", "en_securite"):
        assert await lina.asking() == question


async def test_a_first_message_of_danger_is_answered_with_numbers_at_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say(SUICIDE)
    bubbles = lina.texts()
    assert bubbles[0].startswith(lina.label("Hello. You can write here, in your own words."))
    assert set(lines_of(stage, bubbles[-2])) == {"n3114", "n114", "n15"}
    assert await lina.asking() == Aside.SOMEONE_NEAR
    await lina.tap(Aside.SOMEONE_NEAR, "non")
    await lina.tap(Aside.WARN_TEAM, "non")
    await lina.tap("pour_qui", "moi")
    await lina.tap("en_securite", "oui")
    assert await lina.asking() == "contact_discret", "who else reads comes first after a danger"


async def test_the_case_says_what_was_read_and_the_group_does_not(stage: Stage) -> None:
    lina = Young(stage)
    case = await _told(lina, VIOLENCE)
    assert case.level is Level.IMMEDIAT
    assert case.signals == {Signal.VIOLENCE_INTRAFAMILIALE}
    assert VIOLENCE not in stage.said(GROUP)
    assert "violence" not in stage.said(GROUP).casefold()
    assert VIOLENCE in [entry.body for entry in await lina.entries(EntryKind.STORY)]


async def _told(lina: Young, words: str) -> Case:
    """A whole contact with these words as its story, the team warned."""
    await lina.reach("recit")
    await lina.say(words)
    return await lina.send(warn_team="oui", contact_discret="non")


async def test_the_yes_to_warning_rings_the_group_before_anything_is_sent(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say(VIOLENCE)
    await lina.reach("pour_qui", warn_team="oui")
    case = await lina.case()
    assert (case.state, case.level, case.alert_only) == (CaseState.ALERT, Level.IMMEDIAT, True)
    card = next(message for message in stage.world.said(GROUP) if message.text.startswith("MS-"))
    assert not card.silent
    assert await lina.entries() == []


async def test_the_same_danger_again_gets_one_line_and_no_new_question(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(SUICIDE)
    await lina.reach("contact_discret", warn_team="oui")
    cards = len([1 for text in stage.texts(GROUP) if text.startswith("MS-")])
    heard = lina.ever()
    await lina.say("j'ai envie de mourir")
    first, *rest = lina.since(heard)
    assert first.text.startswith(lina.label("I have it. The numbers stay the same."))
    assert "3114" in first.text
    assert len(rest) == 1
    assert await lina.asking() == "contact_discret"
    assert len([1 for text in stage.texts(GROUP) if text.startswith("MS-")]) == cards == 1


async def test_a_yes_that_goes_on_in_danger_warns_the_team(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say(VIOLENCE)
    await lina.tap(Aside.SOMEONE_NEAR, "non")
    assert await lina.asking() == Aside.WARN_TEAM
    await lina.say("oui prévenez les vite il me frappe encore")
    assert (await lina.case()).state is CaseState.ALERT
    assert any(text.startswith("MS-") for text in stage.texts(GROUP))
    assert await lina.asking() == "pour_qui", "it is not asked again"


async def test_words_of_danger_are_no_yes_but_their_opening_is(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("contact_discret", en_securite="non")
    await lina.say(SUICIDE)
    assert "contact_discret" not in await lina.answers()
    await lina.say("oui il lit tout et il me frappe")
    assert (await lina.answers())["contact_discret"] == ("oui",)


async def test_nothing_is_sent_because_a_cry_begins_with_yes(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", short_road="continuer")
    await lina.say("oui mais attends mon père me frappe là")
    assert await lina.table("select 1 from cases") == []
    assert await lina.asking() == Aside.SOMEONE_NEAR


async def test_after_six_hours_the_numbers_are_shown_whole_again(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(SUICIDE)
    await lina.reach("contact_discret")
    await stage.advance(hours=6, minutes=5)
    heard = lina.ever()
    await lina.say("j'ai envie de mourir")
    assert set(lines_of(stage, lina.since(heard)[0].text)) == {"n3114", "n114", "n15"}


async def test_another_danger_is_shown_at_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(SUICIDE)
    await lina.reach("contact_discret")
    heard = lina.ever()
    await lina.say(VIOLENCE)
    assert "n119" in lines_of(stage, lina.since(heard)[0].text)
    assert (await lina.kept()).draft.signals == {Signal.SUICIDE, Signal.VIOLENCE_INTRAFAMILIALE}


# -- doubt -----------------------------------------------------------------------------------------------------------


async def test_a_doubt_asks_one_question_that_dares_to_name_and_no_closes_it(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    heard = lina.ever()
    await lina.say(DOUBTFUL)
    (asked,) = lina.since(heard)
    assert "mourir" in asked.text
    assert await lina.asking() == DOUBTS[Signal.SUICIDE]
    await lina.say("non")
    assert lina.label("All right. If that changes, write it here, at any time.") in lina.texts()
    assert await lina.asking() == "recit"
    await lina.say(DOUBTFUL)
    assert await lina.asking() == "recit", "one question a family and draft"
    case = await lina.send()
    assert (case.level, case.signals) == (Level.NORMAL, frozenset())


async def test_yes_to_a_doubt_is_an_alert(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(DOUBTFUL)
    heard = lina.ever()
    await lina.say("oui des fois")
    assert set(lines_of(stage, lina.since(heard)[0].text)) == {"n3114", "n114", "n15"}
    assert await lina.asking() == Aside.SOMEONE_NEAR
    case = await lina.send(contact_discret="non")
    assert (case.level, case.signals) == (Level.IMMEDIAT, {Signal.SUICIDE})


@pytest.mark.parametrize("hesitation", ["ne_sait_pas", None])
async def test_hesitation_shows_the_numbers_and_lifts_the_level_one_step(stage: Stage, hesitation: str | None) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(DOUBTFUL)
    heard = lina.ever()
    if hesitation:
        await lina.tap(DOUBTS[Signal.SUICIDE], hesitation)
    else:
        await lina.say("passer")
    assert set(lines_of(stage, lina.since(heard)[0].text)) == {"n3114", "n114", "n15"}
    case = await lina.send()
    assert (case.level, case.signals) == (Level.RAPIDE, frozenset())


# -- after the sending -----------------------------------------------------------------------------------------------


async def test_danger_in_a_later_message_raises_the_case_and_rings(stage: Stage) -> None:
    lina = Young(stage)
    case = await lina.send(recit=PLAIN)
    await open_it(stage, case)
    heard, seen = lina.ever(), len(stage.world.said(SOLENE))
    await lina.say(VIOLENCE)
    told = [message.text for message in lina.since(heard)]
    assert any("n119" in lines_of(stage, text) for text in told)
    assert lina.label("Right now, can you talk to someone near you?") in told[-1]
    raised = await lina.case()
    assert raised.id == case.id
    assert (raised.level, raised.signals) == (Level.IMMEDIAT, {Signal.VIOLENCE_INTRAFAMILIALE})
    assert raised.opened_at is None, "nobody has read this yet"
    assert VIOLENCE in [entry.body for entry in await lina.entries(EntryKind.MESSAGE)]
    assert VIOLENCE not in stage.said(GROUP)
    await stage.advance(minutes=1)
    assert [m for m in stage.world.said(SOLENE)[seen:] if not m.silent], "it rings at who holds the case"
    await lina.tap(Aside.SOMEONE_NEAR, "non")
    assert await lina.draft() is None, "nothing else is asked after the sending"


async def test_the_same_danger_after_the_sending_makes_no_second_alarm(stage: Stage) -> None:
    lina = Young(stage)
    case = await _told(lina, VIOLENCE)
    await open_it(stage, case)
    await lina.say("il m'a encore frappé, mon père")
    again = await lina.case()
    assert again.opened_at is not None
    assert any(text.startswith(lina.label("I have it. The numbers stay the same.")) for text in lina.texts())


async def test_a_danger_that_comes_with_an_edit_counts(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(PLAIN)
    mine = [m for m in stage.world.messages(lina.user) if not m.by_bot][-1]
    stage.world.edit_text(lina.user, lina.user, mine.id, f"{PLAIN} et {SUICIDE}")
    await stage.settle()
    assert await lina.asking() == Aside.SOMEONE_NEAR
    assert (await lina.kept()).draft.signals == {Signal.SUICIDE}
    case = await lina.send(contact_discret="non")
    mine = [m for m in stage.world.messages(lina.user) if not m.by_bot and m.text.startswith(PLAIN)][-1]
    stage.world.edit_text(lina.user, lina.user, mine.id, f"{PLAIN} et {SUICIDE} et {VIOLENCE}")
    await stage.settle()
    assert (await lina.case()).signals == {Signal.SUICIDE, Signal.VIOLENCE_INTRAFAMILIALE}
    assert (await lina.case()).id == case.id


async def test_a_discreet_phone_gets_the_numbers_without_a_sound(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit", en_securite="_pass", contact_discret="oui")
    heard = lina.ever()
    await lina.say(VIOLENCE)
    assert lina.since(heard)
    assert all(message.silent for message in lina.since(heard))


async def test_what_a_machine_read_is_cleared_after_thirty_days(stage: Stage) -> None:
    lina = Young(stage)
    await _told(lina, VIOLENCE)
    await stage.advance(days=29)
    assert (await lina.case()).signals
    await stage.advance(days=2)
    assert (await lina.case()).signals == frozenset()
