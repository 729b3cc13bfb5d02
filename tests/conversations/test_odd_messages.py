"""Messages that are no text, in every state: a clear answer to a person, silence to machines and to other groups."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import pytest

from bot.intake.asides import Aside
from bot.simulator.shapes import ChatType, OriginKind, Status
from storage.records import Case, EntryKind
from tests.conversations.odd_stage import an_odd_stage, some, swept
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, open_it
from tests.odd.cast import ANONYMOUS_ADMIN, CHANNEL, CHANNEL_BOT, chat, user
from tests.odd.texts import MARK
from tests.odd.updates import CONTENTS, MOVES, NOW

UNOPENED = (
    "sticker", "photo", "voice", "video", "video_note", "animation", "audio", "document", "live_photo", "paid_media",
    "poll", "dice", "game", "location", "venue", "story", "checklist", "giveaway", "invoice",
)  # fmt: skip
"""What a person can send: each is answered."""
GIFTS = ("gift", "unique_gift", "successful_payment")
QUIET = ("pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed")
"""Notices of Telegram that nobody wrote to us: no answer."""
CARD = {"phone_number": "+33600000000", "first_name": MARK}


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


@pytest.mark.parametrize("state", swept("nobody yet", "the story", "discreet", "a coordinator's answer"))
async def test_what_is_no_text_is_answered_in_every_state(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = await an_odd_stage(stage, state, caplog)
    say = odd.who.label
    staff = state == "a coordinator's answer"
    unopened = say("Only text works here: photos, voice messages and files are not opened." if staff else
                   "I don't open photos, voice messages or files, to protect you.")  # fmt: skip
    for place, name in enumerate(some(UNOPENED, state)):
        said = await odd.hit(lambda name=name: odd.push_content(name), neighbour=place == 0)
        assert said[0].text.startswith(unopened), name
        assert len(said) == 1 or (state == "nobody yet" and place == 0), name
    for card in (CARD, {**CARD, "user_id": MARC}, {**CARD, "user_id": odd.who.user}):
        said = await odd.hit(lambda card=card: odd.push(contact=card))
        assert staff or said[0].text.startswith(say("I don't keep contact cards, to protect everyone."))
        assert MARK not in said[0].text
    for name in GIFTS:
        said = await odd.hit(lambda name=name: odd.push_content(name))
        assert [one.text.splitlines()[0] for one in said] == [say("Thank you, but I take no gifts and no money.")], name
    for name in QUIET:
        assert await odd.hit(lambda name=name: odd.push_content(name)) == [], name
    assert stage.world.calls_of("getFile") == []
    await odd.check_after()


async def test_every_content_the_bot_api_knows_is_handled(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = await an_odd_stage(stage, "a question", caplog)
    for name in CONTENTS:
        if name not in MOVES:
            await odd.hit(lambda name=name: odd.push_content(name, seed=1))
    await odd.check_after()
    assert not await odd.who.table("select 1 from dead_letters")


@pytest.mark.parametrize(("state", "split"), [("nobody yet", True), ("the story", False), ("sent", True)])
async def test_an_album_is_answered_once_however_it_comes(
    stage: Stage, state: str, split: bool, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, state, caplog)
    items = [odd.message(media_group_id="77", photo=[_photo()]) for _ in range(4)]
    heard = odd.who.ever()
    for item in items:
        stage.world.push_raw({"message": item})
        if split:
            await stage.settle()
    await stage.settle()
    unopened = odd.who.label("I don't open photos, voice messages or files, to protect you.")
    assert [one.text.startswith(unopened) for one in odd.who.since(heard)].count(True) == 1
    heard = odd.who.ever()
    stage.world.push_raw({"message": odd.message(media_group_id="78", photo=[_photo()])})
    await stage.settle()
    assert len(odd.who.since(heard)) == 1, "another album is answered again"
    await odd.check_after()


@pytest.mark.parametrize("split", [False, True])
async def test_the_captions_of_an_album_are_words_and_answer_one_question_at_most(
    stage: Stage, split: bool, caplog: pytest.LogCaptureFixture
) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    odd = await an_odd_stage(stage, "nobody yet", caplog)
    items = [odd.message(media_group_id="7", photo=[_photo()], caption=words) for words in ("moi", "non", "16")]
    for item in items:
        stage.world.push_raw({"message": item})
        if split:
            await stage.settle()
    await stage.settle()
    assert await lina.answers() == {"pour_qui": ("moi",)}
    assert [part.text for part in (await lina.kept()).draft.first_words] == ["non", "16"], "kept, and offered later"


async def test_an_empty_caption_is_a_picture_without_words(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = await an_odd_stage(stage, "the story", caplog)
    for caption in ("", "\x00"):
        said = await odd.hit(lambda caption=caption: odd.push(photo=[_photo()], caption=caption))
        assert len(said) == 1
    assert (await odd.who.kept()).draft.story == ()


async def test_what_a_young_person_forwards_is_not_kept_and_neither_is_whose_it_was(stage: Stage) -> None:
    """Product §3: it belongs to somebody else; of a relay it is kept, as far as that person agrees."""
    lina, told = Young(stage), "on m'écrit des messages"
    await lina.reach("recit")
    await lina.say(told)
    for kind in OriginKind:
        for as_photo in (False, True):
            words = f"viens derrière le gymnase, {kind} {as_photo}"
            stage.world.forward(LINA, LINA, words, kind=kind, author_id=MARC, author_name=MARK, as_photo=as_photo)
            await stage.settle()
    await stage.advance(seconds=5)
    case = await lina.send()
    assert [entry.body for entry in await lina.entries(EntryKind.STORY)] == [told]
    await open_it(stage, case)
    assert MARK not in stage.said(SOLENE)
    assert "Marc" not in stage.said(SOLENE)


# -- groups, channels, bots ----------------------------------------------------------------------------------------


def _photo() -> dict[str, Any]:
    return {"file_id": "F", "file_unique_id": "U", "width": 90, "height": 60}


def written(place: int, **author: Any) -> dict[str, Any]:
    return {"message_id": 4_000, "date": NOW, "chat": chat(place), **author}


AUTHORS = {
    "an anonymous administrator": {"from": user(ANONYMOUS_ADMIN), "sender_chat": chat(GROUP)},
    "a post as channel": {"from": user(CHANNEL_BOT), "sender_chat": chat(CHANNEL)},
    "another bot": {"from": {"id": 8_000_000_001, "is_bot": True, "first_name": MARK}},
    "a member without a right": {"from": user(MARC)},
    "nobody": {},
}


async def test_nobody_without_a_right_gains_one_in_the_group(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    case = await Young(stage).send()
    for author in AUTHORS:
        await act_in_the_group(stage, author, case)
        held = await Young(stage).case()
        assert (held.holder_id, held.opened_at) == ("", None), author
    assert MARK not in caplog.text


async def act_in_the_group(stage: Stage, author: str, case: Case) -> None:
    before, taps = stage.texts(GROUP), [f"c:{case.id}:prendre", f"c:{case.id}:lire"]
    for text in (MARK, "/start", "/inviter", f"/start l_{case.id}", "oui", *taps):
        said = {**written(GROUP, **AUTHORS[author]), "text": text}
        if text.startswith("/"):
            said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        stage.world.push_raw({"message": said})
        stage.world.push_raw({"edited_message": {**said, "edit_date": NOW}})
    await stage.settle()
    for data in taps:
        query = {"id": "5", "chat_instance": "7", "data": data, "message": written(GROUP, **AUTHORS[author])}
        stage.world.push_raw({"callback_query": {"from": user(MARC), **query, **_presser(author)}})
    await stage.settle()
    assert stage.texts(GROUP) == before, author


def _presser(author: str) -> dict[str, Any]:
    return {"from": AUTHORS[author]["from"]} if "from" in AUTHORS[author] else {}


async def test_another_group_and_a_channel_get_nothing(stage: Stage) -> None:
    case = await Young(stage).send()
    stage.world.add_group("Ailleurs", members=[MARC], chat_id=-1_005_555, bot_status=Status.LEFT)
    stage.world.add_group("Petit", members=[MARC], kind=ChatType.GROUP, chat_id=-5_555)
    stage.world.add_bot(-1_005_555)
    for place in (-1_005_555, -5_555):
        for text in ("bonjour", "/start", "/aide", f"/start l_{case.id}", "/rattacher 00000000"):
            stage.world.send_text(MARC, place, text)
    for kind in ("channel_post", "edited_channel_post"):
        stage.world.push_raw({kind: {**written(CHANNEL, sender_chat=chat(CHANNEL)), "text": f"/rattacher {MARK}"}})
    await stage.settle()
    refused = Young(stage).label("This code does not work, or not any more.")
    assert {message.text for place in (-1_005_555, -5_555) for message in stage.world.said(place)} == {refused}
    assert case.reference not in refused
    assert [one for one in stage.world.calls_of("sendMessage") if one.params["chat_id"] == CHANNEL] == []


async def test_a_bot_in_private_is_not_answered(stage: Stage) -> None:
    """Two programs that answer each other never stop."""
    robot = {"id": 8_000_000_001, "is_bot": True, "first_name": MARK}
    calls = len(stage.world.calls_of("sendMessage"))
    for content in ({"text": "bonjour"}, {"text": "/start"}, {"photo": [_photo()]}):
        place = {"id": 8_000_000_001, "type": "private", "first_name": MARK}
        stage.world.push_raw({"message": {"message_id": 1, "date": NOW, "chat": place, "from": robot, **content}})
    await stage.settle()
    assert len(stage.world.calls_of("sendMessage")) == calls


async def test_a_first_sticker_begins_a_contact_and_the_coordinators_are_not_told(stage: Stage) -> None:
    lina, heard = Young(stage), {one: len(stage.texts(one)) for one in (GROUP, SOLENE, KARIMA)}
    stage.world.send_sticker(LINA, LINA)
    await stage.settle()
    assert await lina.asking() == Aside.WELCOME
    assert {one: len(stage.texts(one)) for one in heard} == heard
