"""« efface tout » in each state of a contact, and a refusal to send: what is gone, and what a human decides."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.services.taps import Action, Word
from storage.records import CaseState, EntryKind
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.test_words_at_any_moment import STORY, Way, bring, nothing_is_left, tapped, typed
from tests.conversations.youth_stage import Young, coordinator_does, open_it

ERASE = [
    *(pytest.param(typed(words), id=words) for words in ("efface tout", "/effacer", "EFFACE TOUT", "effacer")),
    pytest.param(tapped(Word.ERASE), id="tapped"),
]


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


@pytest.mark.parametrize("way", ERASE)
async def test_erase_everything_leaves_nothing_of_a_draft(stage: Stage, way: Way) -> None:
    lina = Young(stage)
    await bring(lina, "draft")
    await way(lina)
    assert lina.texts()[-1].startswith(lina.label("Everything is erased on my side. Nothing was sent."))
    await nothing_is_left(lina)
    assert not await lina.table("select 1 from cases")


@pytest.mark.parametrize("way", ERASE)
async def test_erase_everything_withdraws_a_case_nobody_opened(stage: Stage, way: Way) -> None:
    lina = Young(stage)
    case = await bring(lina, "sent")
    assert case is not None
    await way(lina)
    gone = await lina.run(lambda uow: uow.cases.of_id(case.id))
    assert gone is not None
    assert (gone.state, gone.answers, gone.age, gone.address_id) == (CaseState.WITHDRAWN, {}, "", "")
    card = next(message for message in stage.world.said(GROUP) if case.reference in message.text)
    assert card.text == lina.words.say("{reference} · withdrawn by the person.", reference=case.reference)
    assert not stage.world.buttons(card)
    await nothing_is_left(lina)


async def test_a_withdrawn_case_cannot_be_opened_any_more(stage: Stage) -> None:
    lina = Young(stage)
    case = await bring(lina, "sent")
    assert case is not None
    await lina.say("efface tout")
    await open_it(stage, case)
    await coordinator_does(stage, case, Action.READ)
    assert STORY not in stage.said(SOLENE)


@pytest.mark.parametrize("state", ["opened", "closed"])
@pytest.mark.parametrize("way", ERASE[1::3])
async def test_erase_everything_is_a_request_once_somebody_has_read(stage: Stage, state: str, way: Way) -> None:
    lina = Young(stage)
    case = await bring(lina, state)
    assert case is not None
    told = len(stage.texts(SOLENE))
    await way(lina)
    after = await lina.case()
    assert after.erasure_asked_at is not None
    assert after.state is case.state
    assert STORY in [entry.body for entry in await lina.entries(EntryKind.STORY)]
    assert case.reference in "\n".join(stage.texts(SOLENE)[told:])
    days = stage.service.house.territory.delays.erasure_answer_days
    assert str(days) in lina.texts()[-1]
    await way(lina)
    assert len(stage.texts(SOLENE)) == told + 1, "asked once"


async def test_a_case_opened_again_is_not_called_unread(stage: Stage) -> None:
    lina = Young(stage)
    case = await bring(lina, "closed")
    assert case is not None
    await lina.say("en fait ça recommence")
    assert (await lina.case()).opened_at is None
    await lina.say("efface tout")
    assert (await lina.case()).erasure_asked_at is not None
    assert STORY in [entry.body for entry in await lina.entries()]


async def test_erasing_a_new_draft_asks_for_the_old_case_as_well(stage: Stage) -> None:
    """« Everything is erased » would not be true while an older case stands."""
    lina = Young(stage)
    await bring(lina, "closed")
    await lina.say("/start")
    await lina.say("efface tout")
    assert await lina.draft() is None
    assert (await lina.case()).erasure_asked_at is not None
    assert not lina.texts()[-1].startswith(lina.label("Everything is erased on my side. Nothing was sent."))


async def test_refusing_to_send_leaves_nothing_but_a_number(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", recit=STORY)
    await lina.tap("accord_envoi", "non")
    await nothing_is_left(lina)
    assert not await lina.table("select 1 from cases")
    assert await lina.run(lambda uow: uow.ledger.counted("refused")) == 1
    assert stage.service.house.words().say("I keep for {days} days that there was an alert, not your words.", days=30) \
        not in stage.said(lina.user)  # fmt: skip


async def test_no_byte_of_an_erased_story_is_left_in_the_database(stage: Stage) -> None:
    lina = Young(stage)
    await bring(lina, "sent")
    await lina.say("efface tout")
    assert STORY.encode() not in stage.contents()
