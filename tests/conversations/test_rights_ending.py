"""Rights that end between pressing and sending: they are read again when a message leaves.

Must never: let the bot send anything before the rights have ended.
"""

from __future__ import annotations

import pytest

from bot.i18n import Catalogues
from bot.services.taps import Action
from bot.simulator.shapes import Status
from tests.conversations.desk_stage import a_desk
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

STORY = "je dors dehors, zibeline"


async def _pressed_only(stage: Stage) -> None:
    """What was pressed is decided; nothing has been sent yet."""
    while await stage.service.receiver.poll_once():
        pass


@pytest.mark.parametrize("end", ["left", "revoked"])
async def test_rights_are_read_again_when_the_message_leaves(stage: Stage, end: str) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    stage.world.open_link(KARIMA, f"l_{case.id}")
    await _pressed_only(stage)
    before = len(stage.world.messages(KARIMA))
    if end == "left":
        stage.world.leave(KARIMA, GROUP)
        await _pressed_only(stage)
    else:
        await desk.revoke(KARIMA)
    await stage.settle()
    assert len(stage.world.messages(KARIMA)) == before
    assert case.reference not in desk.ever(KARIMA)


async def test_later_words_are_not_announced_to_a_holder_whose_rights_ended(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case, KARIMA)
    await desk.revoke(KARIMA)
    before = len(stage.world.messages(KARIMA))
    await stage.say(LINA, "encore un mot")
    assert len(stage.world.messages(KARIMA)) == before
    assert stage.last(GROUP).text == desk.say("{reference}: the person has written again.", reference=case.reference)


async def test_an_answer_half_written_does_not_leave_after_the_rights_have_ended(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case, KARIMA)
    await desk.press(KARIMA, case, Action.REPLY, KARIMA)
    await stage.say(KARIMA, "une réponse pas encore partie")
    await desk.revoke(KARIMA)
    assert (await desk.press(KARIMA, case, Action.SEND, KARIMA)).text == desk.say("You cannot do that here.")
    assert "pas encore partie" not in desk.ever(LINA)


async def test_a_departure_nobody_told_of_ends_at_the_next_word_what_was_being_written(
    stage: Stage, catalogues: Catalogues
) -> None:
    """Updates are lost after a day off: only getChatMember knows. What it said is believed for a minute."""
    desk, case = await a_desk(stage)
    await desk.read(case, KARIMA)
    await desk.forge(KARIMA, case.id, Action.NOTE, KARIMA)
    stage.world.chat(GROUP).members[KARIMA] = Status.LEFT
    await stage.restart(catalogues)
    for said in ("à rappeler, mirabelle", "/start fiches", "/agenda"):
        await stage.say(KARIMA, said)
    assert await desk.table("select count(*) from entries where kind = 'note'") == [(0,)]
    assert await desk.table("select count(*) from staff where left_at is not null") == [(1,)]
    before = desk.ever(KARIMA).count(case.reference)
    await desk.until("2026-03-13T12:00")
    assert desk.ever(KARIMA).count(case.reference) == before, "no list of the morning either"
    stage.world.chat(GROUP).members.pop(KARIMA)
    stage.world.join(KARIMA, GROUP)
    await stage.settle()
    await desk.read(case, KARIMA)
    assert desk.ever(KARIMA).count(case.reference) > before


async def test_who_was_revoked_while_writing_is_anybody_who_writes(stage: Stage) -> None:
    """« stop » and words are understood as everybody's: no refusal, no dead letter."""
    desk, case = await a_desk(stage)
    await desk.read(case, KARIMA)
    await desk.press(KARIMA, case, Action.REPLY, KARIMA)
    await desk.revoke(KARIMA)
    await stage.say(KARIMA, "stop")
    assert stage.last(KARIMA).text != desk.say("You cannot do that here.")
    await stage.say(KARIMA, "bonjour, je peux vous parler ?")
    assert await desk.table("select count(*) from drafts") == [(1,)]
    assert await desk.table("select count(*) from dead_letters") == [(0,)]


async def test_a_case_whose_holder_has_left_can_be_taken_by_another(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case, KARIMA)
    stage.world.leave(KARIMA, GROUP)
    await stage.settle()
    answer = await desk.press(SOLENE, case, Action.TAKE)
    assert answer.text == desk.say("You hold {reference}.", reference=case.reference)
    assert (await desk.case(case)).holder_id == (await desk.person(SOLENE)).id
