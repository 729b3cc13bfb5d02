"""Drains the outbox through a Messenger: order kept per chat, chats side by side, the urgent lane first, at a pace.

Must never: decide words or rights, keep a rendered message longer than its sending, or log an address or a text.
A chat has one parcel in flight until it is settled: a crash in between repeats at most one message, and loses none.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import Address, Message, Messenger, Op, Undeliverable, Undelivered
from bot.services.pacing import RETRY, Backoff, Pace

log = logging.getLogger(__name__)

STOP_PATIENCE = 5.0  # seconds given at the end to what is in flight


@dataclass(frozen=True, slots=True)
class Parcel:
    """One outbox row, its words rendered just now.

    `chat` is our stable key (never the platform's id); `kind` is the outbox's own; `attempt` counts earlier failures.
    Without the `message` that SEND, EDIT and MENU need it is REFUSED; without the `message_id` of the others, GONE.
    """

    id: str
    chat: str
    is_group: bool
    urgent: bool
    op: Op
    to: Address
    message: Message | None = None
    message_id: str | None = field(default=None, repr=False)
    attempt: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a parcel.

    `reason` None: done, with the platform's `message_id` of a SEND. `retry_at`: not yet, again at this instant.
    MOVED: readdress the chat to `moved_to` (an `Address.value`) and keep the row. Else: it failed for good.
    """

    parcel: Parcel
    message_id: str = field(default="", repr=False)
    reason: Undelivered | None = None
    retry_at: datetime | None = None
    moved_to: str = field(default="", repr=False)

    @property
    def done(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What can leave now: nothing for the chats in `skip`; for those in `only_urgent`, their urgent lane only."""

    skip: frozenset[str]
    only_urgent: frozenset[str]
    limit: int  # rows in all
    routine_limit: int  # of these, how many may be routine


class Outbox(Protocol):
    """Where the parcels come from.

    A row that waits for its `retry_at` blocks the later rows of its chat and lane, and only those; a menu blocks none.
    Words that cannot be rendered give a parcel without message, never an error: one row must not stop the others.
    """

    async def exchange(self, results: Sequence[Settled], wanted: Wanted | None) -> Sequence[Parcel]:
        """Mark what has become of these, and give what may leave now (nothing for None), in one transaction.

        All or none of it: the same results come again after an error. Rows whose time has come, urgent ones first, then
        by age; at most one per chat is used, its first.
        """

    def leaving(self, parcel: Parcel) -> None:
        """This parcel goes out now: from here on somebody may be reading it. Quick, and never raises."""


class Sender:
    """`clock` is the database's time (it may be simulated); `monotonic` counts the pace and the pauses, in seconds.

    `width` chats are served at once, `reserve` of these places are kept for the urgent lane. `patience` is in seconds,
    for one call of the messenger. Use `run` or `drain`, never both at the same time.
    """

    def __init__(
        self, outbox: Outbox, messenger: Messenger, *, pace: Pace, clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic, width: int = 32, reserve: int = 4,
        poll: float = 1.0, patience: float = 60.0, seed: int = 0,
    ) -> None:  # fmt: skip
        self._outbox = outbox
        self._messenger = messenger
        self._pace = pace
        self._clock = clock
        self._monotonic = monotonic
        self._width = width
        self._reserve = min(reserve, width - 1)
        self._poll = poll
        self._patience = patience
        self._chance = random.Random(seed)
        self._trouble = Backoff(first=1.0, cap=30.0)
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}  # chats with a parcel in flight or not yet settled
        self._done: list[Settled] = []
        self._slowed: dict[tuple[str, bool], float] = {}  # (chat, urgent): when the pace lets this lane go on
        self._refusals = 0  # of our token, in a row
        self._outbox_failures = 0
        self._quiet_until = float("-inf")

    def wake(self) -> None:
        """Call after each commit, in the loop's thread; without it the outbox is looked at each second."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is in flight has 5 s to arrive, and what arrived is settled."""
        ringing = asyncio.create_task(stop.wait())
        ringing.add_done_callback(lambda _: self._wake.set())
        try:
            while not stop.is_set():
                if not await self._safe_turn():
                    await self._idle()
            await self._land()
        finally:
            ringing.cancel()
            for task in self._busy.values():
                task.cancel()

    async def drain(self) -> int:
        """Send all that is ready and that the pace allows now; return how many arrived. Raises what the outbox raises.

        It waits for no pause: use `Pace.off()`, or move the clock and drain again.
        """
        arrived = 0
        while True:
            self._wake.clear()
            results, launched = await self._turn()
            arrived += sum(result.done for result in results)
            if not results and not launched:
                if not self._busy:
                    return arrived
                await self._wake.wait()

    async def _safe_turn(self) -> bool:
        """One turn; whether there may be more to do at once."""
        self._wake.clear()
        if self._outbox_failures and self._monotonic() < self._quiet_until:
            return False
        try:
            results, launched = await self._turn()
        except Exception as problem:  # whatever the outbox suffers from, the sender must outlive it
            self._outbox_failures += 1
            self._quiet_until = self._monotonic() + self._trouble.after(self._outbox_failures)
            if self._outbox_failures == 1:
                log.error("the outbox does not answer (%s)", type(problem).__name__)
            return False
        if self._outbox_failures:
            self._outbox_failures = 0
            log.info("the outbox answers again")
        return launched > 0 or bool(results)

    async def _turn(self) -> tuple[Sequence[Settled], int]:
        """Settle what has arrived, launch what may leave; how many left or were found too early (others may follow)."""
        results, self._done = self._done, []
        settled = {result.parcel.chat for result in results}
        # After an error what has arrived is marked alone: whatever keeps us from looking further, it is not sent twice.
        wanted = None if results and self._outbox_failures else self._wanted(self._busy.keys() - settled)
        if wanted is None and not results:
            return (), 0
        try:
            parcels = await self._outbox.exchange(results, wanted)
        except BaseException:
            self._done[:0] = results  # their chats stay busy: nothing leaves twice
            raise
        for chat in settled:
            self._busy.pop(chat, None)
        return results, sum(self._launch(parcel) for parcel in parcels)

    def _wanted(self, busy: Set[str]) -> Wanted | None:
        """None: nothing may leave now."""
        now = self._monotonic()
        places = min(self._width - len(busy), self._pace.room(now))
        if self._refusals:  # one parcel probes whether our token is accepted again
            places = 1 if not busy and now >= self._quiet_until else 0
        if places <= 0:
            return None
        if self._slowed:
            self._slowed = {lane: until for lane, until in self._slowed.items() if until > now}
        held = {chat for chat, urgent in self._slowed if urgent}
        slowed = frozenset(chat for chat, urgent in self._slowed if not urgent)
        routine = places if self._refusals else min(places, self._width - self._reserve - len(busy))
        return Wanted(frozenset(held | busy), slowed, places, max(routine, 0))

    def _launch(self, parcel: Parcel) -> bool:
        chat, lane = parcel.chat, (parcel.chat, parcel.urgent)
        if chat in self._busy or lane in self._slowed:
            return False
        now = self._monotonic()
        free_at = self._pace.next_free(chat, parcel.is_group, parcel.urgent, now)
        if free_at > now:
            self._slowed[lane] = free_at
            return True
        self._pace.take(chat, parcel.is_group, now)
        self._outbox.leaving(parcel)
        self._busy[chat] = asyncio.create_task(self._deliver(parcel))
        return True

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(self._patience):
                result = Settled(parcel, message_id=await self._hand_over(parcel))
        except Undeliverable as problem:
            if problem.reason is Undelivered.UNAUTHORIZED:
                self._refuse(parcel)
                return
            result = self._judge(parcel, problem)
        except TimeoutError:
            result = self._judge(parcel, Undeliverable(Undelivered.UNREACHABLE))
        except Exception as problem:  # a messenger that breaks its contract must not stop the other chats
            log.error("the messenger failed (%s)", type(problem).__name__)
            result = Settled(parcel, reason=Undelivered.REFUSED)
        if self._refusals and result.reason is not Undelivered.UNREACHABLE:
            self._refusals = 0
            log.info("our token is accepted again")
        self._done.append(result)
        self._wake.set()

    async def _hand_over(self, parcel: Parcel) -> str:
        match parcel:
            case Parcel(op=Op.SEND, message=Message() as message):
                return await self._messenger.send(parcel.to, message)
            case Parcel(op=Op.EDIT, message=Message() as message, message_id=str(message_id)):
                await self._messenger.edit(parcel.to, message_id, message)
            case Parcel(op=Op.DELETE, message_id=str(message_id)):
                await self._messenger.delete(parcel.to, message_id)
            case Parcel(op=Op.PIN, message_id=str(message_id)):
                await self._messenger.pin(parcel.to, message_id)
            case Parcel(op=Op.MENU, message=Message() as message):
                await self._messenger.menu(parcel.to, message.commands)
            case Parcel(op=Op.EDIT, message=Message()) | Parcel(op=Op.DELETE | Op.PIN):
                raise Undeliverable(Undelivered.GONE)
            case _:
                raise Undeliverable(Undelivered.REFUSED)
        return ""

    def _judge(self, parcel: Parcel, problem: Undeliverable) -> Settled:
        match problem.reason:
            case Undelivered.SLOW_DOWN:
                if parcel.op is not Op.MENU:  # the limit on menus is their own: no bubble waits for it
                    self._pace.halt(parcel.chat, self._monotonic() + problem.retry_after)
                wait = problem.retry_after
            case Undelivered.UNREACHABLE:
                wait = RETRY.after(parcel.attempt + 1) * self._chance.uniform(0.8, 1.0)
            case _:
                return Settled(parcel, reason=problem.reason, moved_to=problem.moved_to)
        return Settled(parcel, reason=problem.reason, retry_at=self._clock() + timedelta(seconds=wait))

    def _refuse(self, parcel: Parcel) -> None:
        """Our token is refused: the row stays as it is, and all is quiet for a time."""
        now = self._monotonic()
        if not self._refusals:
            log.critical("our token is refused: nothing is sent until it is accepted again")
        if not self._refusals or now >= self._quiet_until:  # those in flight together count as one
            self._refusals += 1
            self._quiet_until = now + self._trouble.after(self._refusals)
        self._busy.pop(parcel.chat, None)
        self._wake.set()

    async def _idle(self) -> None:
        now = self._monotonic()
        instants = [now + self._poll, *(until for until in self._slowed.values() if until > now)]
        if not self._pace.room(now):
            instants.append(self._pace.reopens(now))
        with suppress(TimeoutError):
            async with asyncio.timeout(min(instants) - now):
                await self._wake.wait()

    async def _land(self) -> None:
        if in_flight := {task for task in self._busy.values() if not task.done()}:
            await asyncio.wait(in_flight, timeout=STOP_PATIENCE)
        try:
            if self._done:
                await self._outbox.exchange(self._done, None)
        except Exception as problem:  # the rows stay as they were: a message may be repeated, none is lost
            log.error("the last results could not be settled (%s)", type(problem).__name__)
