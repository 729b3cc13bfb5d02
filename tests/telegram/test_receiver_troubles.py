"""Faults of the storage, of Telegram and of the application: waited out, never taken for success."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackContext, MessageHandler, filters

from bot.errors import StorageError
from bot.simulator import api_updates, faults
from handlers.receiver import Receiver, Trouble, current, note_failure
from tests.telegram.receiver_stage import NOW, Stage, a_stage, failing, until, until_settled


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    async with a_stage(monkeypatch) as stage:
        yield stage


async def test_a_storage_that_fails_is_not_the_updates_fault(stage: Stage) -> None:
    stage.on_text = failing(StorageError("full"), on="un", times=3)
    stage.say(stage.lina, "un", "deux")
    for _ in range(3):
        assert await stage.receiver.poll_once() == 0
        assert stage.receiver.trouble is Trouble.STORAGE
    assert (stage.texts, stage.letters, stage.unconfirmed()) == ([], [], 2)
    await until_settled(stage)
    assert (stage.texts, stage.letters) == (["un", "deux"], [])
    assert stage.receiver.trouble is Trouble.NONE


async def test_while_the_storage_refuses_everybody_the_rest_of_a_batch_does_not_wait_in_vain(stage: Stage) -> None:
    stage.receiver._width = 4
    people = [stage.world.add_person(f"Nadia {number}") for number in range(20)]
    stage.on_text = failing(StorageError("locked"), on="un")
    for person in people:
        stage.say(person, "un")
    await stage.receiver.poll_once()
    assert stage.tries["un"] == 4
    stage.on_text = lambda text: None
    await until_settled(stage)
    assert stage.texts == ["un"] * 20


@pytest.mark.parametrize("repeat", [0.0, 0.5])
async def test_what_was_settled_beside_a_failing_storage_is_not_done_twice(
    stage: Stage, repeat: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_updates, "REPEAT", repeat)  # within it the server gives a single update again
    stage.on_text = failing(StorageError("locked"), on="Lina", times=1)
    stage.say(stage.lina, "Lina")
    stage.say(stage.marc, "Marc")
    assert await stage.receiver.poll_once() == 1
    assert stage.unconfirmed() == 2
    await until_settled(stage)
    assert (stage.texts, stage.tries["Marc"]) == (["Marc", "Lina"], 1)


async def test_a_dead_letter_that_cannot_be_kept_is_not_confirmed(stage: Stage) -> None:
    stage.keeps_letters = False
    stage.world.push_raw({"message": {"chat": 3}})
    assert await stage.receiver.poll_once() == 0
    assert await stage.receiver.poll_once() == 0
    assert stage.unconfirmed() == 1
    stage.keeps_letters = True
    await until_settled(stage)
    assert len(stage.letters) == 1


async def test_a_dead_letter_that_never_can_be_kept_does_not_hold_the_others_for_ever(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.keeps_letters = False
    stage.world.push_raw({"message": {"chat": 3}})
    for number in range(10):
        stage.say(stage.marc, f"Marc {number}")
        await stage.receiver.poll_once()
    assert stage.unconfirmed() == 11
    await until_settled(stage)
    assert stage.texts == [f"Marc {number}" for number in range(10)]
    assert [record.levelname for record in caplog.records].count("CRITICAL") == 1


async def test_an_update_that_blames_a_storage_that_works_for_others_ends_as_a_dead_letter(stage: Stage) -> None:
    stage.on_text = failing(StorageError("x"), on="un")
    stage.say(stage.lina, "un")
    for number in range(5):
        stage.say(stage.marc, f"Marc {number}")
        await stage.receiver.poll_once()
        await stage.receiver.poll_once()
    await until_settled(stage)
    assert [letter[2] for letter in stage.letters] == ["storage"]
    assert stage.texts == [f"Marc {number}" for number in range(5)]


@pytest.mark.parametrize("jump", [-1_000_000, -5])
async def test_after_an_empty_answer_lower_identifiers_are_received(stage: Stage, jump: int) -> None:
    stage.say(stage.lina, "avant")
    await until_settled(stage)
    stage.world.updates.skip_ids(jump)
    stage.say(stage.lina, "après une semaine")
    await until_settled(stage)
    assert stage.texts == ["avant", "après une semaine"]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (faults.unauthorized(), Trouble.UNAUTHORIZED),
        (faults.not_found(), Trouble.UNAUTHORIZED),
        (faults.conflict(), Trouble.CONFLICT),
        (faults.internal_error(), Trouble.UNREACHABLE),
        (faults.bad_gateway(), Trouble.UNREACHABLE),
        (faults.timed_out(), Trouble.UNREACHABLE),
        (faults.reset(), Trouble.UNREACHABLE),
        (faults.Fault(200, b"<html>"), Trouble.MALFORMED),
        (faults.Fault(200, b'{"ok": true, "result": 7}'), Trouble.MALFORMED),
        (faults.Fault(200, b'{"ok": true}'), Trouble.MALFORMED),
        (faults.Fault(200, b'{"ok": true, "result": [{"no": "id"}, 3]}'), Trouble.MALFORMED),
    ],
)
async def test_every_fault_is_named_once_and_passes_by_itself(
    stage: Stage, fault: faults.Fault, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stage.api.faults.fail_next("getUpdates", fault, times=3)
    stage.say(stage.lina, "slt")
    stop = asyncio.Event()
    running = asyncio.create_task(stage.receiver.run(stop))
    await until(lambda: stage.texts == ["slt"])
    stop.set()
    await running
    ours = [record.getMessage() for record in caplog.records if record.name == "handlers.receiver"]
    assert ours == [f"receiving is hindered: {trouble}", f"receiving again after: {trouble}"]
    assert stage.world.token not in caplog.text


async def test_a_flood_is_waited_out(stage: Stage) -> None:
    stage.api.faults.fail_next("getUpdates", faults.too_many(7))
    await stage.receiver.poll_once()
    assert (stage.receiver.trouble, stage.receiver._pause) == (Trouble.SLOW_DOWN, 7.0)


async def test_pauses_grow_to_a_cap_and_start_afresh(stage: Stage) -> None:
    pauses = []
    stage.api.faults.fail_next("getUpdates", faults.internal_error(), times=4)
    for _ in range(5):
        await stage.receiver.poll_once()
        pauses.append(stage.receiver._pause)
    assert pauses == [0.001, 0.002, 0.004, 0.004, 0.0]


async def test_the_last_success_is_dated_and_a_failure_leaves_it(stage: Stage) -> None:
    assert stage.receiver.last_success_at is None
    await stage.receiver.poll_once()
    stage.api.faults.fail_next("getUpdates", faults.unauthorized())
    await stage.receiver.poll_once()
    assert stage.receiver.last_success_at == NOW


async def test_a_stop_drops_the_open_poll_at_once(stage: Stage) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stage.receiver.run(stop))
    await until(lambda: bool(stage.world.calls_of("getUpdates")))
    stop.set()
    async with asyncio.timeout(1):
        await running


async def test_a_stop_lets_the_batch_at_hand_end(stage: Stage) -> None:
    stop = asyncio.Event()
    stage.on_text = lambda text: stop.set()
    stage.say(stage.lina, "un", "deux", "trois")
    async with asyncio.timeout(1):
        await stage.receiver.run(stop)
    assert stage.texts == ["un", "deux", "trois"]


async def test_after_a_kill_everything_unconfirmed_comes_again(stage: Stage) -> None:
    stage.say(stage.lina, "un", "deux")
    started = asyncio.Event()

    async def hang(update: Update) -> None:
        started.set()
        await asyncio.Event().wait()

    first = Receiver(stage.receiver._bot, hang, stage.keep, clock=stage.world.clock.now)
    running = asyncio.create_task(first.run(asyncio.Event()))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await stage.receiver.poll_once() == 2
    assert stage.texts == ["un", "deux"]


class Failing:
    """An application whose handler raises `error`, and whose error handler notes it, as ours does."""

    def __init__(self, stage: Stage, error: Exception) -> None:
        self.error = error
        self.application = ApplicationBuilder().bot(stage.receiver._bot).updater(None).job_queue(None).build()
        self.application.add_handler(MessageHandler(filters.ALL, self.handle))
        self.application.add_error_handler(self.note)

    async def handle(self, update: Update, context: CallbackContext) -> None:
        raise self.error

    async def note(self, update: object, context: CallbackContext) -> None:
        assert context.error is not None
        note_failure(context.error)


@pytest.mark.parametrize(("error", "letters"), [(ValueError("x"), ["failed:ValueError"]), (StorageError("x"), [])])
async def test_an_application_that_swallows_errors_does_not_look_successful(
    stage: Stage, error: Exception, letters: list[str]
) -> None:
    application: Application = Failing(stage, error).application
    stage.receiver._process = application.process_update
    await application.initialize()
    stage.say(stage.lina, "un")
    await stage.receiver.poll_once()
    assert [letter[2] for letter in stage.letters] == letters
    assert stage.receiver.trouble is (Trouble.NONE if letters else Trouble.STORAGE)


async def test_a_failure_outside_any_update_is_noted_nowhere() -> None:
    note_failure(ValueError("x"))
    assert current.get(None) is None


async def test_a_flight_never_hides_that_the_storage_failed(stage: Stage) -> None:
    def two_failures(text: str) -> None:
        note_failure(ValueError("a handler"))
        raise StorageError("the commit")

    stage.on_text = two_failures
    stage.say(stage.lina, "un")
    await stage.receiver.poll_once()
    assert (stage.receiver.trouble, stage.letters) == (Trouble.STORAGE, [])
