"""Updates that do not parse, of unknown kinds, or with ids that jump: a dead letter and an apology, or nothing."""

from __future__ import annotations

import copy
import logging
from datetime import datetime
from typing import Any

import pytest

from bot.app import replay
from bot.simulator.shapes import Json
from handlers.receiver import Trouble
from tests.conversations.odd_stage import Odd, an_odd_stage, some, swept
from tests.conversations.stage import GROUP, LINA, MARC, Stage
from tests.conversations.youth_stage import Young
from tests.odd.cast import chat, user
from tests.odd.texts import MARK
from tests.odd.updates import NOW

GONE = object()
BREAKS: dict[str, tuple[tuple[str, ...], Any]] = {
    "no sender": (("from",), GONE), "a null sender": (("from",), None), "a sender that is text": (("from",), MARK),
    "a sender without an id": (("from", "id"), GONE), "a sender whose id is text": (("from", "id"), MARK),
    "a sender whose id is null": (("from", "id"), None), "a sender whose id is true": (("from", "id"), True),
    "a sender without a name": (("from", "first_name"), GONE), "a null name": (("from", "first_name"), None),
    "no message id": (("message_id",), GONE), "a null message id": (("message_id",), None),
    "a message id that is text": (("message_id",), "7"), "no date": (("date",), GONE),
    "a huge date": (("date",), 10**30),
    "a date that is text": (("date",), "hier"), "text that is a number": (("text",), 7),
    "text that is a list": (("text",), [MARK]), "entities that are text": (("entities",), MARK),
    "a photo that is no list": (("photo",), 7), "a caption that is an object": (("caption",), {"x": 1}),
    "an album that is a number": (("media_group_id",), 7), "a contact without a number": (("contact",), {}),
}  # fmt: skip
"""Each makes of a message with the text MARK one that Telegram would never send."""


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


def broken(odd: Odd, path: tuple[str, ...], value: Any) -> Json:
    message = copy.deepcopy(odd.message(text=MARK))
    box = message
    for key in path[:-1]:
        box = box[key]
    if value is GONE:
        del box[path[-1]]
    else:
        box[path[-1]] = value
    return message


@pytest.mark.parametrize("state", swept("a question", "closed", "discreet"))
async def test_what_does_not_parse_becomes_a_dead_letter_with_an_apology(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = await an_odd_stage(stage, state, caplog)
    sorry = odd.who.label("Something went wrong on my side. I am sorry.")
    for place, (name, (path, value)) in enumerate(some(BREAKS.items(), state)):
        update = {"message": broken(odd, path, value)}
        said = await odd.hit(lambda update=update: stage.world.push_raw(update), neighbour=place == 0)
        assert [one.text.splitlines()[0] for one in said] == [sorry], name
        assert odd.who.label("You can go on writing here.") in said[0].text
    letters = await odd.who.table("select reason from dead_letters")
    assert len(letters) == len(some(BREAKS, state))
    people = await odd.who.table("select id from addresses where not is_group")
    assert len(people) == 4, "Solène, Karima, Lina and Marc: nobody called « None » was met"
    await odd.check_after()


async def test_a_dead_letter_that_still_does_not_parse_stays_and_harms_nobody(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """`replay` reads a letter exactly as it was read when it came."""
    odd = await an_odd_stage(stage, "a question", caplog)
    for name in ("a sender whose id is text", "text that is a list"):
        stage.world.push_raw({"message": broken(odd, *BREAKS[name])})
    await stage.settle()
    assert await replay(stage.service) == (0, 2)
    await odd.check_after()


CHILD = "q:AAAAAAAAAAAA:pour_qui:moi"
ELSEWHERE: dict[str, Json] = {
    "a tap without a presser": {"callback_query": {"id": "1", "chat_instance": "7", "data": CHILD}},
    "a tap whose data are a number": {"callback_query": {"id": "1", "from": user(LINA), "chat_instance": "7", "data": 7,
                                      "message": {"message_id": 1, "date": NOW, "chat": chat(LINA)}}},
    "a tap whose id is a number": {"callback_query": {"id": 1, "from": user(LINA), "chat_instance": "7", "data": CHILD,
                                   "message": {"message_id": 1, "date": NOW, "chat": chat(LINA)}}},
    "a membership without a chat": {"my_chat_member": {"from": user(LINA), "date": NOW, "chat": None,
                                    "old_chat_member": {"status": "left", "user": user(1)},
                                    "new_chat_member": {"status": "left", "user": user(1)}}},
    "a membership of nobody": {"chat_member": {"from": user(LINA), "date": NOW, "chat": chat(GROUP)}},
    "a move to a place that is text": {"message": {"message_id": 1, "date": NOW, "chat": chat(GROUP),
                                       "from": user(MARC), "migrate_to_chat_id": MARK}},
    "a message that is a list": {"message": [MARK]},
    "a message that is text": {"message": MARK},
}  # fmt: skip


async def test_a_broken_update_of_another_kind_is_buried_beside_served_neighbours(stage: Stage) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    await lina.reach("pour_qui")
    await marc.reach("recit")
    kept = (await lina.kept()).draft
    for name, update in ELSEWHERE.items():
        stage.world.push_raw(update)
        stage.world.send_text(MARC, MARC, name)
    await stage.settle()
    letters = await lina.table("select reason from dead_letters")
    assert [row[0].split(":")[0] for row in letters] == ["unreadable"] * len(ELSEWHERE)
    assert [part.text for part in (await marc.kept()).draft.story] == list(ELSEWHERE)
    assert (await lina.kept()).draft == kept
    assert stage.service.receiver.trouble is Trouble.NONE
    roles = await lina.table("select role from addresses where role != ''")
    assert [row[0] for row in roles] == ["coordination"]
    await lina.say("moi")
    assert await lina.answers() == {"pour_qui": ("moi",)}


UNKNOWN: tuple[Json, ...] = (
    {}, {"message": None}, {"callback_query": None}, {"hologram": MARK}, {"hologram": None},
    {"hologram": {"from": user(LINA), "chat": chat(LINA), "text": MARK}},
    {"inline_query": {"id": "1", "from": user(LINA), "query": MARK, "offset": ""}},
    {"chosen_inline_result": {"result_id": "1", "from": user(LINA), "query": MARK}},
    {"message_reaction_count": {"chat": chat(GROUP), "message_id": 1, "date": NOW, "reactions": []}},
    {"deleted_business_messages": {"business_connection_id": "x", "chat": chat(LINA), "message_ids": [1]}},
    {"business_message": {"message_id": 1, "date": NOW, "chat": chat(LINA), "from": user(LINA), "text": MARK}},
    {"guest_message": {"message_id": 1, "date": NOW, "chat": chat(LINA), "from": user(LINA), "text": MARK}},
    {"poll_answer": {"poll_id": "1", "user": user(LINA), "option_ids": [0], "option_persistent_ids": ["a"]}},
)  # fmt: skip


@pytest.mark.parametrize("state", ["nobody yet", "a question", "sent"])
async def test_kinds_we_did_not_ask_for_are_confirmed_and_change_nothing(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, state, caplog)
    for update in UNKNOWN:
        assert await odd.hit(lambda update=update: stage.world.push_raw(update), neighbour=update == {}) == [], update
    assert not await odd.who.table("select 1 from dead_letters")
    await odd.check_after()


async def test_new_fields_of_a_message_do_not_keep_its_words_away(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, "the story", caplog)
    new = {**odd.message(text="tous les soirs"), "mood": {"kind": "sad"}, "written_with": [1, 2]}
    stage.world.push_raw({"message": new, "urgency": 3})
    await stage.settle()
    assert [part.text for part in (await odd.who.kept()).draft.story] == ["tous les soirs"]


async def test_a_content_of_tomorrow_is_answered_as_what_cannot_be_opened(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, "the story", caplog)
    heard = odd.who.ever()
    stage.world.push_raw({"message": {**odd.message(), "hologram": {"text": MARK}}})
    await stage.settle()
    unopened = odd.who.label("I don't open photos, voice messages or files, to protect you.")
    assert [one.text.startswith(unopened) for one in odd.who.since(heard)] == [True]


async def test_gaps_and_resets_of_the_update_ids_lose_nothing(stage: Stage) -> None:
    lina, told = Young(stage), []
    await lina.reach("recit")
    for jump in (1, 5_000, 2**31, -5_000, -690_000_000):
        stage.world.updates.skip_ids(jump)
        told += [f"{jump} a", f"{jump} b"]
        stage.world.send_text(LINA, LINA, told[-2])
        stage.world.send_text(LINA, LINA, told[-1])
        await stage.settle()
    assert [part.text for part in (await lina.kept()).draft.story] == told


async def test_an_id_longer_than_any_column_is_served_like_another(stage: Stage) -> None:
    """Ids are sealed and looked up by their hash: none is too long for the database."""
    for user_id in (2**63, 10**30):
        stage.world.add_person("Longue", user_id=user_id)
        longue = Young(stage, user_id)
        await longue.reach("recit")
        await longue.say("tous les soirs")
        assert (await longue.send()).reference in stage.said(user_id)
