"""The table of product §5: stop, efface tout, cache, aide and /start, in each of the four states of a contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.services.taps import Word
from storage.records import Case, CaseState
from tests.conversations.stage import SOLENE, Stage
from tests.conversations.youth_stage import Young, close_it, open_it, reply_to

STORY = "je dors plus chez moi depuis mardi"
STATES = ("draft", "sent", "opened", "closed")
Way = Callable[[Young], Awaitable[None]]


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


def typed(words: str) -> Way:
    async def say(lina: Young) -> None:
        await lina.say(words)

    return say


def tapped(word: Word) -> Way:
    async def tap(lina: Young) -> None:
        await lina.forge(f"w:{word}")

    return tap


STOP = [pytest.param(typed(words), id=words) for words in ("stop", "/stop", "Stop !")]
HIDE = [
    *(pytest.param(typed(words), id=words) for words in ("cache", "/cache")),
    pytest.param(tapped(Word.HIDE), id="tapped"),
]
HELP = [
    *(pytest.param(typed(words), id=words) for words in ("aide", "/aide", "/urgence", "help")),
    pytest.param(tapped(Word.HELP), id="tapped"),
]


async def bring(lina: Young, state: str) -> Case | None:
    """A draft with a story at « attente », or a case sent, opened by Solène, closed by her."""
    if state == "draft":
        await lina.reach("attente", recit=STORY)
        return None
    case = await lina.send(recit=STORY)
    if state in ("opened", "closed"):
        await open_it(lina.stage, case)
    if state == "closed":
        await close_it(lina.stage, case)
    return await lina.case()


async def nothing_is_left(lina: Young) -> None:
    """Not a word in any table, but numbers: the reference, dates, the message ids that « cache » needs."""
    for table in ("drafts", "entries", "case_themes", "promises", "dead_letters"):
        assert await lina.table(f"select 1 from {table}") == [], table
    person = await lina.person()
    rows = await lina.table(f"select id from outbox where address_id = '{person.id}' and state != 'waiting'")
    said = [await lina.run(lambda uow, row=row: uow.outbox.of_id(row.id)) for row in rows]
    assert {key for row in said if row for key in row.params} <= {"reference", "alert", "started"}
    about = "case_id is not null or draft_id is not null or subject_id is not null"
    assert not await lina.table(f"select 1 from follow_ups where state = 'waiting' and ({about})")


# -- stop ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", STOP)
async def test_stop_in_a_draft_offers_to_go_on_start_over_or_erase(stage: Stage, way: Way) -> None:
    lina = Young(stage)
    await bring(lina, "draft")
    await way(lina)
    assert await lina.asking() == Aside.RESUME
    offered = {button.data.rpartition(":")[2] for m, button in lina.buttons() if m.id == lina.bubbles()[-1].id}
    assert offered == {"reprendre", "recommencer", "effacer"}
    heard = lina.ever()
    for _ in range(47):
        await stage.advance(minutes=30)
    assert lina.since(heard) == [], "no nudge"


@pytest.mark.parametrize(("choice", "then"), [("reprendre", "attente"), ("recommencer", "welcome"), ("effacer", "")])
async def test_what_stop_offered_is_done(stage: Stage, choice: str, then: str) -> None:
    lina = Young(stage)
    await bring(lina, "draft")
    before = await lina.kept()
    await lina.say("stop")
    await lina.tap(Aside.RESUME, choice)
    assert await lina.asking() == then
    kept = await lina.draft()
    if choice == "reprendre":
        assert kept is not None
        assert (kept.draft.answers, kept.draft.story) == (before.draft.answers, before.draft.story)
    elif choice == "recommencer":
        assert kept is not None
        assert kept.id != before.id
        assert not kept.draft.answers
        assert not kept.draft.story
    else:
        await nothing_is_left(lina)


@pytest.mark.parametrize("state", ["sent", "opened", "closed"])
async def test_after_stop_only_answers_arrive_and_the_holder_is_told_once_it_was_opened(
    stage: Stage, state: str
) -> None:
    lina = Young(stage)
    case = await bring(lina, state)
    assert case is not None
    told = len(stage.texts(SOLENE))
    await lina.say("stop")
    assert (await lina.person()).quiet
    assert (len(stage.texts(SOLENE)) > told) is (state != "sent")
    heard = lina.ever()
    if state != "closed":
        await open_it(stage, case)
        assert lina.since(heard) == [], "« C'est lu » stays unsaid"
        await reply_to(stage, case, "On peut se voir jeudi.")
        assert "On peut se voir jeudi." in lina.since(heard)[-1].text
    for _ in range(24):
        await stage.advance(hours=6)
    assert len(lina.since(heard)) == (state != "closed")


async def test_coming_back_ends_the_quiet(stage: Stage) -> None:
    lina = Young(stage)
    await bring(lina, "sent")
    await lina.say("stop")
    await lina.say("/start")
    assert not (await lina.person()).quiet


# -- cache ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
async def test_hide_removes_both_sides_here_and_touches_no_data(stage: Stage, state: str) -> None:
    lina = Young(stage)
    case, draft = await bring(lina, state), await lina.draft()
    await lina.say("cache")
    left = stage.world.visible(lina.user)
    assert [message.by_bot for message in left] == [True], "one bubble says what was done"
    assert lina.label("Older ones stay. To remove everything: delete the chat in Telegram.") in left[0].text
    assert await lina.draft() == draft
    if case:
        assert (await lina.case()).answers == case.answers


@pytest.mark.parametrize("way", HIDE)
async def test_every_way_of_hiding_hides(stage: Stage, way: Way) -> None:
    lina = Young(stage)
    await bring(lina, "sent")
    await way(lina)
    assert len(stage.world.visible(lina.user)) == 1
    await way(lina)
    assert len(stage.world.visible(lina.user)) == 1, "what is gone is not deleted twice"


async def test_hide_leaves_what_telegram_no_longer_lets_a_bot_delete(stage: Stage) -> None:
    lina = Young(stage)
    await bring(lina, "sent")
    old = len(stage.world.visible(lina.user))
    await stage.advance(hours=49)
    await lina.say("je voulais ajouter un truc")
    await lina.say("cache")
    left = stage.world.visible(lina.user)
    assert len(left) == old + 1
    assert not any(message.deleted for message in stage.world.messages(lina.user)[:old])


async def test_the_dialogue_goes_on_after_hiding(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente")
    await lina.say("cache")
    await lina.say(lina.label("Information"))
    assert (await lina.answers())["attente"] == ("information",)


# -- aide ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", HELP)
async def test_help_shows_numbers_then_the_question_again(stage: Stage, way: Way) -> None:
    lina = Young(stage)
    await bring(lina, "draft")
    before, heard = await lina.kept(), lina.ever()
    await way(lina)
    shown = lina.since(heard)
    assert "119" in shown[0].text
    assert "114" in shown[0].text
    assert any(button.data.endswith(":attente:information") for button in stage.world.buttons(shown[-1]))
    assert (await lina.kept()).draft == before.draft


@pytest.mark.parametrize("state", ["sent", "opened", "closed"])
async def test_help_shows_numbers_whatever_became_of_the_contact(stage: Stage, state: str) -> None:
    lina = Young(stage)
    await bring(lina, state)
    case, heard = await lina.case(), lina.ever()
    await lina.say("aide")
    assert ["119" in bubble.text for bubble in lina.since(heard)] == [True]
    assert await lina.case() == case, "asking for numbers opens nothing again"


# -- /start --------------------------------------------------------------------------------------------------------


async def test_start_in_a_draft_offers_to_go_on(stage: Stage) -> None:
    lina = Young(stage)
    await bring(lina, "draft")
    await lina.say("/start")
    assert await lina.asking() == Aside.RESUME
    await lina.tap(Aside.RESUME, "reprendre")
    assert await lina.asking() == "attente"


@pytest.mark.parametrize("state", ["sent", "opened"])
async def test_start_after_sending_says_that_something_was_written(stage: Stage, state: str) -> None:
    lina = Young(stage)
    case = await bring(lina, state)
    assert case is not None
    heard = lina.ever()
    await lina.say("/start")
    said = lina.since(heard)
    assert len(said) == 1
    assert case.reference in said[0].text
    assert await lina.draft() is None


async def test_start_on_a_closed_case_is_a_new_contact(stage: Stage) -> None:
    lina = Young(stage)
    old = await bring(lina, "closed")
    assert old is not None
    await lina.say("/start")
    assert await lina.asking() == Aside.WELCOME
    await stage.advance(minutes=1)
    new = await lina.send()
    assert new.reference != old.reference
    assert await lina.table(f"select state from cases where id = '{old.id}'") == [(CaseState.CLOSED,)]


async def test_words_on_a_closed_case_open_it_again(stage: Stage) -> None:
    lina = Young(stage)
    old = await bring(lina, "closed")
    await lina.say("en fait ça recommence")
    case = await lina.case()
    assert old is not None
    assert case.id == old.id
    assert case.state is CaseState.TAKEN
    assert case.reference in lina.texts()[-1]
