"""The watch over the service: each thing that breaks is noticed, told once by the second road, and told when mended.

Must never: tell a flicker, or tell anything but what is broken.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot import watch
from bot.i18n import Catalogues
from bot.messages import Address
from bot.services import vitals, watching
from bot.services.vitals import Fault, Limits
from bot.simulator import faults
from bot.watch import Signs, Watch
from handlers.mail import Mailbox
from storage.records import ChatRole
from storage.unit_of_work import UnitOfWork
from tests.conversations.desk_stage import DEPUTIES, Desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage
from tests.conversations.test_heartbeat import beats
from tests.mail_server import MailServer

DAY = "2026-03-11T10:00"


@dataclass
class Guard:
    """A watch that looks when told to, every fifteen seconds of the stage's clock."""

    stage: Stage
    drift: timedelta | None = timedelta(0)
    free: int = 10**12
    reachable: bool = True
    direct: list[tuple[int, str]] = field(default_factory=list)
    alive: int = 0
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        service = self.stage.service
        signs = Signs(
            self.stage.clock.now, lambda: service.ticked_at, lambda: service.receiver.last_success_at,
            drift=lambda: self.drift, free=lambda: self.free,
        )  # fmt: skip
        self.watch = Watch(service.store, service.house, signs, say_directly=self._say, alive=self._live)

    def _say(self, chats: Sequence[Address], text: str) -> bool:
        self.direct += [(int(chat.value), text) for chat in chats if self.reachable]
        return self.reachable

    def _live(self) -> None:
        self.alive += 1

    async def after(self, settling: bool = True, ticking: bool = True, **delta: float) -> None:
        """Time passes with the service at work, but for what is said; then two looks."""
        self.stage.clock.advance(timedelta(**delta))
        for _ in range(2):
            if ticking:
                await self.stage.service.tick()
            if settling:
                await self.stage.settle()
            self.watch.look()
            self.stage.clock.advance(timedelta(seconds=15))
        if settling:
            await self.stage.settle()

    def told(self, who: int, fault: Fault | None) -> int:
        """How many messages say this; None: that all is well again."""
        words = self.stage.service.house.words()
        said = words.say(vitals.SENTENCES[fault]) if fault else words.say("The bot is well again.")
        return sum(said in message.text for message in self.stage.world.said(who) if message.silent)


@pytest.fixture
async def guard(stage: Stage) -> Guard:
    guard = Guard(stage)
    await guard.after(hours=1, minutes=1)
    return guard


async def no_tick(guard: Guard) -> None:
    await guard.after(ticking=False, minutes=2)


async def no_poll(guard: Guard) -> None:
    await guard.after(settling=False, minutes=4)


async def unsent(guard: Guard) -> None:
    guard.stage.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
    guard.stage.world.send_text(LINA, LINA, "bonjour")
    await guard.after()
    await guard.after(minutes=11)
    guard.stage.api.faults.clear()
    while not guard.told(SOLENE, Fault.UNSENT):  # until it is tried again
        await guard.stage.advance(minutes=1)
        await guard.stage.service.tick()
        guard.watch.look()


async def undone(guard: Guard) -> None:
    run = guard.stage.service.door.store.run
    await run(lambda uow: uow.follow_ups.queue("no such kind", uow.now, subject_id="x"))
    await guard.after(minutes=11)


async def full_disk(guard: Guard) -> None:
    guard.free = 1024
    await guard.after()


async def wrong_clock(guard: Guard) -> None:
    guard.drift = timedelta(minutes=-3)
    await guard.after()


async def mend(guard: Guard) -> None:
    guard.free, guard.drift = 10**12, timedelta(0)
    run = guard.stage.service.door.store.run
    await run(lambda uow: uow.follow_ups.drop(subject_id="x"))
    await guard.after()
    await guard.after(minutes=6)


BREAKS: dict[Fault, Callable[[Guard], Awaitable[None]]] = {
    Fault.TICK: no_tick, Fault.POLL: no_poll, Fault.UNSENT: unsent, Fault.UNDONE: undone, Fault.DISK: full_disk,
    Fault.CLOCK: wrong_clock,
}  # fmt: skip


@starting(DAY)
@pytest.mark.parametrize("fault", BREAKS)
async def test_what_breaks_is_told_once_by_the_second_road_and_once_more_when_mended(
    guard: Guard, fault: Fault
) -> None:
    stage, group = guard.stage, len(guard.stage.world.said(GROUP))
    await BREAKS[fault](guard)
    await stage.settle()
    shown = stage.service.house.words().say(vitals.SENTENCES[fault])
    assert [guard.told(who, fault) for who in (SOLENE, KARIMA)] == [1, 1]
    (beat,) = beats(stage)
    assert shown in beat.text or fault is Fault.UNSENT  # which is over when the message can be changed again
    await guard.after(settling=fault is not Fault.POLL, ticking=fault is not Fault.TICK)
    assert guard.told(SOLENE, fault) == 1
    assert guard.told(SOLENE, None) == 0
    await mend(guard)
    assert [guard.told(who, None) for who in (SOLENE, KARIMA)] == [1, 1]
    assert guard.told(SOLENE, fault) == 1
    assert shown not in beats(stage)[0].text
    assert len(stage.world.said(GROUP)) == group, "in the group only the pinned message changes"
    assert guard.direct == []


@starting(DAY)
async def test_a_flicker_is_nobodys_business_and_a_return_is_believed_after_a_while(guard: Guard) -> None:
    guard.free = 0
    guard.watch.look()
    guard.free = 10**12
    guard.watch.look()
    await guard.stage.settle()
    assert guard.told(SOLENE, Fault.DISK) == 0
    await full_disk(guard)
    for _ in range(3):
        guard.free = 10**12
        await guard.after()
        await full_disk(guard)
    assert [guard.told(SOLENE, Fault.DISK), guard.told(SOLENE, None)] == [1, 0]


@starting(DAY)
async def test_the_deputies_are_told_where_there_are_some_and_a_restart_repeats_nothing(guard: Guard) -> None:
    await Desk(guard.stage).with_deputies()
    await full_disk(guard)
    again = Guard(guard.stage)
    again.free = 0
    await again.after()
    await again.after()
    assert [again.told(who, Fault.DISK) for who in (DEPUTIES, SOLENE)] == [1, 0]
    await mend(again)
    assert [again.told(who, None) for who in (DEPUTIES, SOLENE)] == [1, 0]


@starting(DAY)
async def test_when_telegram_is_silent_a_mail_says_so_and_what_is_mended_before_it_left_is_not_told(
    stage: Stage, catalogues: Catalogues
) -> None:
    with MailServer().running() as post:
        stage.mailbox = Mailbox(f"smtp://127.0.0.1:{post.port}", "astreinte@example.org", "bot@example.org")
        await stage.restart(catalogues)
        guard = Guard(stage)
        await guard.after()
        stage.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
        await guard.after(settling=False, minutes=4)
        await stage.settle()
        say = Desk(stage).say
        assert post.texts == [say("The bot is not well. Tell whoever runs it.")]
        await guard.after(minutes=5)
        assert post.texts[1:] == [say("The bot is well again.")]
        stage.api.faults.clear()
        await stage.advance(minutes=6)
        assert [guard.told(SOLENE, fault) for fault in (Fault.POLL, Fault.UNSENT, None)] == [0, 0, 0]


@starting(DAY)
async def test_a_database_that_refuses_is_told_directly_and_that_it_works_again_as_usual(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PATIENCE", 0.1)
    held, let_go = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        held.set()
        let_go.wait(20)

    holding = threading.Thread(target=guard.stage.service.store.run_sync, args=(hold,))
    holding.start()
    held.wait(5)
    try:
        alive = guard.alive
        await guard.after(settling=False, ticking=False, seconds=20)
        assert guard.direct == []
        await guard.after(settling=False, ticking=False)
        text = guard.stage.service.house.words().say(vitals.SENTENCES[Fault.SIGN])
        assert {who for who, _ in guard.direct} == {SOLENE, KARIMA}
        assert all(text in said for _, said in guard.direct)
        assert len(guard.direct) == 2
        assert guard.alive > alive, "a supervisor would mend nothing by starting it again"
    finally:
        let_go.set()
        holding.join()
        monkeypatch.undo()
    await mend(guard)
    assert [guard.told(SOLENE, Fault.SIGN), guard.told(SOLENE, None)] == [0, 1]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.05)
    monkeypatch.setattr(vitals, "LIMITS", Limits(loop=timedelta(seconds=0.8), tick=timedelta(days=1)))


@starting(DAY)
async def test_a_loop_that_stands_still_is_told_from_outside_of_it(
    stage: Stage, hasty: None, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard(stage)
    real = Signs(lambda: datetime.now(UTC), lambda: datetime.now(UTC), lambda: datetime.now(UTC))
    guard.watch = Watch(stage.service.store, stage.service.house, real, say_directly=guard._say, alive=guard._live)
    with guard.watch.going(asyncio.get_running_loop()):
        await asyncio.sleep(0.2)
        assert guard.direct == []
        pause, end = threading.Event(), time.monotonic() + 10
        while not guard.direct and time.monotonic() < end:
            pause.wait(0.05)  # nothing else runs in this loop
        alive = guard.alive
        pause.wait(0.3)
        assert guard.alive == alive, "a supervisor starts it again"
        assert guard.watch.measures().loop > timedelta(seconds=0.8)
        while guard.alive == alive and time.monotonic() < end:
            await asyncio.sleep(0.05)
        assert guard.alive > alive
    text = stage.service.house.words().say(vitals.SENTENCES[Fault.LOOP])
    assert [(who, text in said) for who, said in guard.direct] == [(SOLENE, True), (KARIMA, True)]
    assert "broken: loop" in caplog.text
    assert "test_watch.py" in caplog.text, "the journal shows where it stands"
    assert "mended" not in caplog.text


def _lose(uow: UnitOfWork, person_id: str) -> None:
    uow.people.change(person_id, unreachable="blocked")


@starting(DAY)
async def test_without_a_second_road_the_coordination_chat_itself_is_told_directly(stage: Stage) -> None:
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    desk = Desk(stage)
    for who in (SOLENE, KARIMA):
        person = await desk.person(who)
        await desk.run(partial(_lose, person_id=person.id))
    pulse = vitals.Pulse(*[stage.clock.now()] * 4)
    seen = await desk.run(lambda uow: watching.look(uow, pulse))
    group = await desk.run(lambda uow: uow.people.with_role(ChatRole.COORDINATION))
    assert group is not None
    assert seen.road == (group.address,)
