"""Refusals, floods, hangs, stops and kills: the sender loses nothing and repeats at most one message per chat."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator

import pytest

from bot.messages import Undeliverable, Undelivered
from bot.services.pacing import Pace
from bot.services.sender import Op
from tests.services.sender_stage import Stage, unreachable, until


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.end()


@pytest.mark.parametrize(
    ("op", "text", "reason"),
    [(Op.SEND, "", Undelivered.REFUSED), (Op.EDIT, "x", Undelivered.GONE), (Op.EDIT, "", Undelivered.REFUSED),
     (Op.DELETE, "", Undelivered.GONE), (Op.PIN, "", Undelivered.GONE), (Op.MENU, "", Undelivered.REFUSED)],
)  # fmt: skip
async def test_a_row_without_words_or_target_does_not_stop_the_others(
    stage: Stage, op: Op, text: str, reason: Undelivered
) -> None:
    stage.outbox.put("lina", text, op=op)
    stage.outbox.put("lina", "suite")
    assert await stage.sender.drain() == 1
    assert (stage.outbox.outcome(0), stage.desk.to("lina")) == (reason, ["suite"])


async def test_an_alert_finds_a_place_when_every_routine_one_hangs(stage: Stage) -> None:
    stage.use(Pace.off(), width=4, reserve=1)
    for number in range(6):
        stage.desk.gates[f"chat {number}"] = asyncio.Event()
        stage.outbox.put(f"chat {number}", "routine")
    stage.start()
    await until(lambda: len(stage.desk.tried) == 3)
    stage.outbox.put("group", "alerte", urgent=True)
    stage.sender.wake()
    await until(lambda: stage.desk.to("group") == ["alerte"])
    assert len(stage.desk.tried) == 4
    for gate in stage.desk.gates.values():
        gate.set()


async def test_a_permanent_failure_lets_the_next_message_go_on(stage: Stage) -> None:
    stage.desk.faults["lina"] = [Undeliverable(Undelivered.REFUSED)]
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    assert await stage.sender.drain() == 1
    assert (stage.outbox.outcome(0), stage.desk.to("lina")) == (Undelivered.REFUSED, ["deux"])


@pytest.mark.parametrize(
    "trouble",
    [unreachable(), Undeliverable(Undelivered.SLOW_DOWN, retry_after=600.0), Undeliverable(Undelivered.REFUSED)],
)
async def test_no_bubble_waits_for_a_menu_in_trouble(stage: Stage, trouble: Undeliverable) -> None:
    stage.desk.faults["karim"] = [trouble]
    stage.outbox.put("karim", "", op=Op.MENU, commands=(("fiche", "Une situation"),))
    stage.outbox.put("karim", "Bienvenue")
    assert await stage.sender.drain() == 1
    assert stage.desk.to("karim") == ["Bienvenue"]
    stage.wait(600.0)
    assert await stage.sender.drain() == (0 if trouble.permanent else 1)


async def test_an_edit_of_what_is_gone_says_so(stage: Stage) -> None:
    stage.desk.faults["group"] = [Undeliverable(Undelivered.GONE)]
    stage.outbox.put("group", "carte", op=Op.EDIT, message_id="7")
    await stage.sender.drain()
    assert stage.outbox.outcome(0) is Undelivered.GONE


async def test_a_failure_that_passes_holds_the_later_messages_of_its_chat_alone(stage: Stage) -> None:
    stage.desk.faults["lina"] = [unreachable()]
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    stage.outbox.put("karim", "trois")
    assert await stage.sender.drain() == 1
    assert stage.desk.carried == [("karim", "trois")]
    stage.wait(1.0)
    assert await stage.sender.drain() == 2
    assert stage.desk.to("lina") == ["un", "deux"]


async def test_a_failing_routine_message_does_not_hold_an_alert_of_its_chat(stage: Stage) -> None:
    stage.desk.faults["group"] = [unreachable()]
    stage.outbox.put("group", "carte")
    await stage.sender.drain()
    stage.outbox.put("group", "alerte", urgent=True)
    await stage.sender.drain()
    assert stage.desk.to("group") == ["alerte"]


async def test_retries_wait_longer_and_longer_up_to_five_minutes(stage: Stage) -> None:
    stage.desk.faults["lina"] = [unreachable() for _ in range(12)]
    stage.outbox.put("lina", "un")
    waits = []
    for _ in range(12):
        await stage.sender.drain()
        waits.append((stage.outbox.rows[0].retry_at - stage.now).total_seconds())
        stage.now = stage.outbox.rows[0].retry_at
    full = [min(300.0, 2.0**number) for number in range(12)]
    assert all(0.8 * most <= wait <= most for wait, most in zip(waits, full, strict=True))
    assert len({wait / most for wait, most in zip(waits, full, strict=True)}) > 6
    assert await stage.sender.drain() == 1


async def test_a_flood_halts_its_chat_for_the_time_asked(stage: Stage) -> None:
    stage.desk.faults["group"] = [Undeliverable(Undelivered.SLOW_DOWN, retry_after=30.0)]
    stage.outbox.put("group", "un")
    stage.outbox.put("group", "alerte", urgent=True)
    stage.outbox.put("lina", "deux")
    await stage.sender.drain()
    assert (stage.desk.tried.count("group"), stage.desk.to("lina")) == (1, ["deux"])
    stage.wait(29.9)
    assert await stage.sender.drain() == 0
    stage.wait(0.2)
    assert await stage.sender.drain() == 2


async def test_a_chat_that_moved_is_written_to_at_its_new_address(stage: Stage) -> None:
    stage.desk.faults["group"] = [Undeliverable(Undelivered.MOVED, moved_to="supergroup")]
    stage.outbox.put("group", "un")
    stage.outbox.put("group", "deux")
    assert await stage.sender.drain() == 2
    assert stage.desk.to("supergroup") == ["un", "deux"]


async def test_a_refused_token_stops_everything_and_is_logged_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.services.sender")
    chats = [f"chat {number}" for number in range(20)]
    for chat in chats:
        stage.desk.faults[chat] = [Undeliverable(Undelivered.UNAUTHORIZED)]
        stage.outbox.put(chat, "un")
    stage.use(Pace.off(), width=5, reserve=0)
    stage.start()
    await until(lambda: len(stage.desk.tried) == 5)
    await asyncio.sleep(0.05)
    assert len(stage.desk.tried) == 5
    assert all(row.result is None for row in stage.outbox.rows)
    stage.desk.faults.clear()
    stage.wait(1.0)
    await until(lambda: len(stage.desk.carried) == 20)
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "INFO"]


async def test_while_a_token_is_refused_one_message_alone_tries_again(stage: Stage) -> None:
    for number in range(6):
        stage.desk.faults[f"chat {number}"] = [Undeliverable(Undelivered.UNAUTHORIZED) for _ in range(2)]
        stage.outbox.put(f"chat {number}", "un")
    await stage.sender.drain()
    assert len(stage.desk.tried) == 6
    stage.wait(1.0)
    await stage.sender.drain()
    assert len(stage.desk.tried) == 7
    stage.wait(1.0)
    await stage.sender.drain()
    assert len(stage.desk.tried) == 7  # the second refusal waits two seconds


async def test_a_messenger_that_hangs_is_given_up_and_tried_again(stage: Stage) -> None:
    stage.use(Pace.off(), patience=0.01)
    stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    assert await stage.sender.drain() == 0
    assert stage.outbox.rows[0].parcel.attempt == 1


async def test_a_messenger_that_breaks_its_contract_does_not_stop_the_others(stage: Stage) -> None:
    stage.desk.faults["lina"] = [KeyError("result")]
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    assert await stage.sender.drain() == 1
    assert stage.outbox.outcome(0) is Undelivered.REFUSED


async def test_an_outbox_that_fails_is_outlived_and_nothing_is_sent_twice(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.services.sender")
    stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    stage.start()
    await until(lambda: bool(stage.desk.tried))
    stage.outbox.failures = 2
    stage.desk.gates.pop("lina").set()
    await stage.patiently(lambda: len(stage.desk.carried) == 2)
    assert stage.desk.to("lina") == ["un", "deux"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


async def test_what_has_arrived_is_marked_even_when_nothing_more_can_be_found(stage: Stage) -> None:
    """Or it would be sent again by the next start."""
    gate = stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    stage.start()
    await until(lambda: bool(stage.desk.tried))
    stage.outbox.blind = True
    gate.set()
    await stage.patiently(lambda: stage.outbox.outcome(0) is None)
    assert (stage.outbox.outcome(1), stage.desk.to("lina")) == ("pending", ["un"])
    stage.outbox.blind = False
    await stage.patiently(lambda: stage.outbox.outcome(1) is None)
    assert stage.desk.to("lina") == ["un", "deux"]


async def test_a_drain_tells_what_the_outbox_suffers_from(stage: Stage) -> None:
    stage.outbox.put("lina", "un")
    stage.outbox.failures = 1
    with pytest.raises(OSError, match="away"):
        await stage.sender.drain()
    assert await stage.sender.drain() == 1


async def test_a_stop_waits_for_what_is_in_flight_and_marks_it(stage: Stage) -> None:
    gate = stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    stage.outbox.put("lina", "deux")
    sending = stage.start()
    await until(lambda: bool(stage.desk.tried))
    sending.stop.set()
    await asyncio.sleep(0.01)
    assert not sending.task.done()
    gate.set()
    async with asyncio.timeout(1):
        await sending.task
    assert (stage.outbox.outcome(0), stage.outbox.outcome(1)) == (None, "pending")


async def test_a_stop_does_not_wait_for_ever(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.sender.STOP_PATIENCE", 0.02)
    stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    sending = stage.start()
    await until(lambda: bool(stage.desk.tried))
    sending.stop.set()
    async with asyncio.timeout(1):
        await sending.task
    assert stage.outbox.outcome(0) == "pending"
    await asyncio.sleep(0)
    assert stage.desk.at_once["lina"] == 0  # the call was cancelled


@pytest.mark.parametrize("seed", range(8))
async def test_a_kill_repeats_at_most_one_message_per_chat_and_loses_none(stage: Stage, seed: int) -> None:
    chance = random.Random(seed)
    chats = [f"chat {number}" for number in range(6)]
    for number in range(30):
        for chat in chats:
            stage.outbox.put(chat, str(number))
    kills = 0
    for _ in range(6):
        stage.use(Pace.off())
        life = asyncio.create_task(stage.sender.drain())
        for _ in range(chance.randrange(3, 25)):
            await asyncio.sleep(0)
        kills += life.cancel()
        for task in stage.sender._busy.values():  # a killed process takes them along
            task.cancel()
        await asyncio.gather(life, *stage.sender._busy.values(), return_exceptions=True)
    stage.use(Pace.off())
    await stage.sender.drain()
    assert kills == 6
    for chat in chats:
        got = [int(what) for what in stage.desk.to(chat)]
        assert got == sorted(got)
        assert sorted(set(got)) == list(range(30))
        assert len(got) <= 30 + kills
