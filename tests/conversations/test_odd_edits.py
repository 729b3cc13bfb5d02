"""Edits of what was an answer, a story, a picture, or nothing: said plainly what they change, and no words lost."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import pytest

from bot.services.taps import Action
from bot.simulator.shapes import Json, Message
from storage.records import EntryKind
from tests.conversations.odd_stage import YOUNG_STATES, Odd, an_odd_stage, swept
from tests.conversations.stage import LINA, SOLENE, Stage
from tests.conversations.youth_stage import Young, coordinator_does, open_it
from tests.odd.texts import HOSTILE, MARK
from tests.odd.updates import NOW

NOTHING = "Changing an old message changes nothing here."
PHOTO = {"photo": [{"file_id": "F", "file_unique_id": "U", "width": 90, "height": 60}]}


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


async def typed(one: Young, words: str) -> Message:
    message = one.stage.world.send_text(one.user, one.user, words)
    await one.stage.settle()
    return message


def edited(odd: Odd, message_id: int, **content: Any) -> Json:
    return {"edited_message": {**odd.message(**content), "message_id": message_id, "edit_date": NOW}}


@pytest.mark.parametrize("state", swept("a question", "sent", states=YOUNG_STATES[1:]))
async def test_an_edit_of_what_is_not_kept_is_answered_and_changes_nothing(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = await an_odd_stage(stage, state, caplog)
    before = (await odd.who.draft(), odd.case and await odd.who.entries())
    for content in ({"text": "non"}, {"text": HOSTILE["emoji"]}, PHOTO, {**PHOTO, "caption": MARK}, {"text": "/stop"}):
        said = await odd.hit(lambda content=content: stage.world.push_raw(edited(odd, 3, **content)))
        assert [one.text.splitlines()[0] for one in said] == [odd.who.label(NOTHING)], content
        change = odd.who.label("To change an answer, write “edit”.") in said[0].text
        assert change == (state not in ("sent", "closed"))
    after = (await odd.who.draft(), odd.case and await odd.who.entries())
    assert after == before
    await odd.check_after()


async def test_an_edit_by_somebody_we_do_not_know_is_not_answered(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, "nobody yet", caplog)
    assert await odd.hit(lambda: stage.world.push_raw(edited(odd, 3, text="non")), neighbour=True) == []


async def test_many_edits_are_answered_only_so_often(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = await an_odd_stage(stage, "a question", caplog)
    heard = odd.who.ever()
    for number in range(40):
        stage.world.push_raw(edited(odd, 3, text=f"non {number}"))
        await stage.settle()
    assert len(odd.who.since(heard)) <= stage.service.house.territory.flood.messages_per_minute + 1


async def test_a_live_location_that_moves_is_no_edit(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = await an_odd_stage(stage, "a question", caplog)
    here = {"latitude": 47.02, "longitude": 4.84, "live_period": 900}
    assert await odd.hit(lambda: stage.world.push_raw(edited(odd, 3, location=here))) == []


@pytest.mark.parametrize("sent", ["draft", "unread", "read"])
async def test_words_changed_into_a_picture_are_taken_back(
    stage: Stage, sent: str, caplog: pytest.LogCaptureFixture
) -> None:
    """While nobody has read them they are gone; afterwards the first stays as read, and the change is told."""
    odd, lina = await an_odd_stage(stage, "the story", caplog), Young(stage)
    first = await typed(lina, "c'est avec Kevin")
    await typed(lina, "tous les soirs")
    case = await lina.send() if sent != "draft" else None
    if case and sent == "read":
        await open_it(stage, case)
    stage.world.push_raw(edited(odd, first.id, **PHOTO))
    await stage.settle()
    assert lina.texts()[-1] == lina.label("I have noted your change.")
    if case is None:
        assert [part.text for part in (await lina.kept()).draft.story] == ["tous les soirs"]
        return
    bodies = [entry.body for entry in await lina.entries(EntryKind.STORY, EntryKind.EDIT)]
    assert bodies == (["", "tous les soirs"] if sent == "unread" else ["c'est avec Kevin", "tous les soirs", ""])
    await open_it(stage, case)
    assert lina.label("(words taken back)") in stage.texts(SOLENE)[-1]
    assert ("Kevin" in stage.texts(SOLENE)[-1]) == (sent == "read")


async def test_the_edit_of_a_story_to_4096_emoji_reaches_the_coordinator(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    first = await typed(lina, "un mot")
    case = await lina.send()
    stage.world.edit_text(LINA, LINA, first.id, HOSTILE["emoji"])
    await stage.settle()
    await open_it(stage, case)
    assert "".join(message.text for message in stage.world.said(SOLENE)).count("😀") == 4096


async def test_a_coordinator_who_edits_is_told_to_send_it_again(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = await an_odd_stage(stage, "a coordinator's answer", caplog)
    words = await typed(odd.who, "Demain à 9 h.")
    said = await odd.hit(lambda: stage.world.edit_text(SOLENE, SOLENE, words.id, "Demain à 10 h."))
    again = odd.who.label("Changing a message changes nothing here. Send the new text again.")
    assert [message.text for message in said] == [again]
    assert odd.case
    await coordinator_does(stage, odd.case, Action.SEND_NOW)
    assert "Demain à 9 h." in stage.said(LINA), "what was seen in the preview is what leaves"
