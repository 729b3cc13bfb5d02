"""Words typed before a question was on the screen answer nothing: they are kept, and offered with the story."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.intake.draft import Draft
from bot.messages import Address
from bot.services.outbox import StoredOutbox
from bot.services.sender import Parcel, Settled, Wanted
from storage.records import CaseState
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import LINA, Stage


async def draft_of(stage: Stage) -> Draft:
    def find(uow: UnitOfWork) -> Draft:
        person = uow.people.find(Address("telegram", str(LINA)))
        kept = uow.drafts.of(person.id) if person else None
        assert kept is not None
        return kept.draft

    return await stage.service.store.run(find)


async def in_one_breath(stage: Stage, *texts: str) -> None:
    for text in texts:
        stage.world.send_text(LINA, LINA, text)
    await stage.settle()


async def test_a_burst_of_first_words_answers_nothing_and_is_kept_whole(stage: Stage) -> None:
    burst = ("slt", "jpeux vous parler ici ?", "non", "16")
    await in_one_breath(stage, *burst)
    draft = await draft_of(stage)
    assert [part.text for part in draft.first_words] == list(burst)
    assert draft.answers == {}


@pytest.mark.parametrize("again", ["Non", "2", "non"])
async def test_an_answer_typed_again_because_nothing_came_does_not_answer_the_next_question(
    stage: Stage, again: str
) -> None:
    say = stage.service.house.words().say
    await stage.road(LINA, "/start", say("Let's start"), say("For me"))
    await in_one_breath(stage, "Non", again)
    draft = await draft_of(stage)
    assert draft.answers["en_securite"] == ("non",)
    assert draft.asides[0] == "someone_near"


async def test_a_yes_typed_twice_sends_and_agrees_to_nothing_else(stage: Stage) -> None:
    say = stage.service.house.words().say
    await stage.road(LINA, "/start", say("Let's start"))
    while say("Yes, send it") not in (labels := {button.label for button in stage.world.buttons(stage.last(LINA))}):
        await stage.tap(LINA, say("Continue") if say("Continue") in labels else say("Skip"))
    await in_one_breath(stage, "Oui", "Oui")

    def sent(uow: UnitOfWork) -> list[tuple[CaseState, bool]]:
        return [(case.state, "accord_partage" in case.answers) for case in uow.cases.open_ones()]

    assert await stage.service.store.run(sent) == [(CaseState.SENT, False)]


async def test_an_answer_that_overtakes_the_settling_of_its_question_counts(stage: Stage) -> None:
    """The phone shows the question before its row is marked as sent: a quick hand must not be left waiting."""
    say = stage.service.house.words().say
    await stage.road(LINA, "/start", say("Let's start"))
    stage.world.send_text(LINA, LINA, say("For me"))
    await stage.service.receiver.poll_once()
    await leaving(StoredOutbox(stage.service.store, stage.service.house, stage.clock.now()))
    stage.world.send_text(LINA, LINA, say("Yes"))
    await stage.service.receiver.poll_once()
    assert (await draft_of(stage)).answers["en_securite"] == ("oui",)


async def test_words_older_than_what_stands_above_a_question_do_not_answer_it_while_it_leaves(stage: Stage) -> None:
    """After a crash: what was written in one breath is handled while the first question leaves."""
    stage.world.send_text(LINA, LINA, "slt")
    older = stage.world.messages(LINA)[-1].id + 1
    await stage.service.receiver.poll_once()
    stage.world.send_text(LINA, LINA, "jpeux vous parler ici ?")
    assert stage.world.messages(LINA)[-1].id == older
    outbox = StoredOutbox(stage.service.store, stage.service.house, stage.clock.now())
    for number in range(2):  # the two bubbles above it arrive
        (parcel,) = await leaving(outbox)
        await outbox.exchange([Settled(parcel, message_id=str(older + 1 + number))], None)
    (question,) = await leaving(outbox)
    assert question.kind == "question"
    await stage.service.receiver.poll_once()
    draft = await draft_of(stage)
    assert [part.text for part in draft.first_words] == ["slt", "jpeux vous parler ici ?"]
    assert draft.answers == {}


async def leaving(outbox: StoredOutbox) -> Sequence[Parcel]:
    """What goes out now, one for each chat, and has not arrived."""
    handed = await outbox.exchange((), Wanted(frozenset(), frozenset(), limit=10, routine_limit=10))
    for parcel in handed:
        outbox.leaving(parcel)
    return handed
