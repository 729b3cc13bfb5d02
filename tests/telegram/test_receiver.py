"""Confirmed only when settled, each person in order, and no update stops the rest."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Update

from bot.errors import AlreadyHandled
from tests.telegram.receiver_stage import Stage, a_stage, failing


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    async with a_stage(monkeypatch) as stage:
        yield stage


async def test_updates_are_confirmed_by_the_call_after_their_effects(stage: Stage) -> None:
    stage.say(stage.lina, "slt", "jpeux vous parler")
    assert await stage.receiver.poll_once() == 2
    assert (stage.texts, stage.unconfirmed()) == (["slt", "jpeux vous parler"], 2)
    assert await stage.receiver.poll_once() == 0
    assert stage.unconfirmed() == 0


async def test_an_update_being_handled_is_not_confirmed(stage: Stage) -> None:
    seen: list[int] = []
    stage.on_text = lambda text: seen.append(stage.unconfirmed())
    stage.say(stage.lina, "un", "deux")
    await stage.receiver.poll_once()
    assert seen == [2, 2]


async def test_the_full_list_of_kinds_is_asked_for_each_time(stage: Stage) -> None:
    await stage.receiver.poll_once()
    await stage.receiver.poll_once()
    asked = [call.params["allowed_updates"] for call in stage.world.calls_of("getUpdates")]
    assert asked == [["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]] * 2


async def test_people_are_served_side_by_side_and_each_in_order(stage: Stage) -> None:
    gate = asyncio.Event()
    order: list[str] = []

    async def process(update: Update) -> None:
        assert update.effective_message is not None
        text = update.effective_message.text or ""
        if text == "Lina 1":
            await gate.wait()
        if text == "Marc 2":
            gate.set()
        order.append(text)

    stage.receiver._process = process
    stage.say(stage.lina, "Lina 1", "Lina 2")
    stage.say(stage.marc, "Marc 1", "Marc 2")
    assert await stage.receiver.poll_once() == 4
    assert order == ["Marc 1", "Marc 2", "Lina 1", "Lina 2"]


async def test_no_more_people_than_the_width_are_served_at_once(stage: Stage) -> None:
    at_once, most = 0, 0

    async def process(update: Update) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.001)
        at_once -= 1

    stage.receiver._process = process
    stage.receiver._width = 4
    for number in range(20):
        stage.say(stage.world.add_person(f"Passant {number}"), "bonjour")
    assert await stage.receiver.poll_once() == 20
    assert most == 4


async def test_a_poison_update_becomes_a_dead_letter_and_the_rest_goes_on(stage: Stage) -> None:
    poison = {"message": {"from": {"id": stage.lina.id}, "chat": {"id": stage.lina.id}, "text": "é\ud83d"}}
    pushed = stage.world.push_raw(poison)
    stage.say(stage.lina, "après")
    assert await stage.receiver.poll_once() == 2
    assert stage.texts == ["après"]
    (update_id, raw, reason, chat_id), *others = stage.letters
    assert others == []
    assert (update_id, json.loads(raw), chat_id) == (pushed["update_id"], pushed, stage.lina.id)
    assert reason.startswith("unreadable:")


@pytest.mark.parametrize(
    "content",
    [{}, {"message": None}, {"message": []}, {"message": {"from": 4, "chat": "x"}}, {"callback_query": {"message": 3}},
     {"future": {"chat": {"id": "x"}}, "poll": {"id": {}}}],
)  # fmt: skip
async def test_no_shape_of_an_update_stops_the_loop(stage: Stage, content: dict[str, object]) -> None:
    stage.world.push_raw(content)
    stage.say(stage.lina, "après")
    stage.receiver._process = lambda update: stage.process(update) if update.message else asyncio.sleep(0)
    assert await stage.receiver.poll_once() == 2
    assert stage.texts == ["après"]


async def test_a_dead_letter_of_a_tap_names_the_chat_of_its_message(stage: Stage) -> None:
    tap = {"id": "1", "from": {"id": 5}, "data": "x"}
    stage.world.push_raw({"callback_query": tap | {"message": {"chat": {"id": -7}}}})
    stage.world.push_raw({"callback_query": tap})
    await stage.receiver.poll_once()
    assert [chat_id for _, _, _, chat_id in stage.letters] == [-7, 5]


async def test_what_fails_once_succeeds_at_the_second_try(stage: Stage) -> None:
    stage.on_text = failing(ValueError("x"), on="un", times=1)
    stage.say(stage.lina, "un", "deux")
    assert await stage.receiver.poll_once() == 2
    assert (stage.texts, stage.letters) == (["un", "deux"], [])


async def test_what_fails_twice_becomes_a_dead_letter_and_the_person_goes_on(stage: Stage) -> None:
    stage.on_text = failing(ValueError("x"), on="un")
    stage.say(stage.lina, "un", "deux")
    assert await stage.receiver.poll_once() == 2
    assert (stage.texts, stage.tries["un"]) == (["deux"], 2)
    assert [letter[2:] for letter in stage.letters] == [("failed:ValueError", stage.lina.id)]


async def test_a_handler_that_never_ends_fails_like_another(stage: Stage) -> None:
    stage.receiver._process = lambda update: asyncio.Event().wait()
    stage.receiver._patience = 0.01
    stage.say(stage.lina, "un")
    assert await stage.receiver.poll_once() == 1
    assert stage.letters[0][2] == "failed:TimeoutError"


async def test_a_replay_is_a_success(stage: Stage) -> None:
    stage.on_text = failing(AlreadyHandled(), on="un")
    stage.say(stage.lina, "un")
    assert await stage.receiver.poll_once() == 1
    assert stage.letters == []


async def test_no_word_of_a_person_reaches_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    stage.on_text = failing(ValueError("je suis Lina"), on="je suis Lina")
    stage.say(stage.lina, "je suis Lina")
    await stage.receiver.poll_once()
    assert len(stage.letters) == 1
    assert "Lina" not in caplog.text
    assert str(stage.lina.id) not in caplog.text
