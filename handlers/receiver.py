"""Our getUpdates loop: Telegram is told that an update is ours only once its effects are committed.

Must never: confirm what is neither committed nor a dead letter, end by itself, or log a token, an id or a text.
The offset lives in memory only: after a restart Telegram sends again what was not confirmed, and the unique
`update_id` of the storage refuses what was done already.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter

from bot.errors import AlreadyHandled, StorageError
from bot.services.pacing import Backoff
from handlers.decoding import decode, is_update
from handlers.request import READ_TIMEOUT, seconds_to_wait

log = logging.getLogger(__name__)

Raw = dict[str, Any]
Process = Callable[[Update], Awaitable[object]]
DeadLetter = Callable[[int, bytes, str, int | None], Awaitable[None]]
OnTrouble = Callable[["Trouble", int, Exception | None], None]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
BATCH = 100  # the most Telegram gives at once
ATTEMPTS = 2  # of an update whose handling fails
STRIKES = 5  # rounds an update may blame the storage while others get through; as many again for its dead letter
_GET_UPDATES = "get_Updates"  # sent as getUpdates; spelt so, do_api_request does not warn about Bot.get_updates
_COMMON = 0  # the lane of updates without a user and without a chat


class Trouble(StrEnum):
    """What keeps updates from being received or settled, for the log and the health check."""

    NONE = "none"
    UNAUTHORIZED = "unauthorized"  # 401 or 404; a passing fault of a proxy looks the same
    CONFLICT = "conflict"  # another poller, or a webhook, holds this token
    SLOW_DOWN = "slow_down"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"  # not the JSON the API promises
    STORAGE = "storage"


@dataclass(slots=True)
class Flight:
    """One attempt at one update; the application's error handler adds what went wrong with `note_failure`."""

    failures: list[Exception] = field(default_factory=list, repr=False)

    def failure(self, passing: tuple[type[Exception], ...]) -> Exception | None:
        """What decides: effects there already are a success, then a passing failure wins, then the first one."""
        if any(isinstance(problem, AlreadyHandled) for problem in self.failures):
            return None
        storage = next((problem for problem in self.failures if isinstance(problem, passing)), None)
        return storage or next(iter(self.failures), None)


current: ContextVar[Flight] = ContextVar("current")


def note_failure(exception: BaseException) -> None:
    """Called by the application's error handler: `Application.process_update` swallows what handlers raise."""
    flight = current.get(None)
    if flight is not None and isinstance(exception, Exception):
        flight.failures.append(exception)


class Receiver:
    """Fetches batches and hands each update to `process`: in order within a person, side by side across people.

    `dead_letter(update_id, raw_json, reason, chat_id)` keeps an update that cannot be handled and apologises; `reason`
    is "unreadable:<class>", "failed:<class>" or "storage". `passing` are the exceptions that are the storage's fault.
    `clock` dates `last_success_at`; `width` lanes are handled at once; `patience` is in seconds, for one attempt.
    `on_trouble(trouble, failures in a row, what was raised)` hears each trouble, and NONE when it has passed.
    """

    def __init__(
        self,
        bot: Bot,
        process: Process,
        dead_letter: DeadLetter,
        *,
        clock: Callable[[], datetime],
        passing: tuple[type[Exception], ...] = (StorageError,),
        width: int = 32,
        long_poll: int = 30,
        patience: float = 60.0,
        backoff: Backoff | None = None,
        on_trouble: OnTrouble = lambda trouble, failures, problem: None,
    ) -> None:
        self._bot = bot
        self._process = process
        self._dead_letter = dead_letter
        self._clock = clock
        self._passing = passing
        self._width = width
        self._long_poll = long_poll
        self._patience = patience
        self._backoff = backoff or Backoff()
        self._on_trouble = on_trouble
        self._offset = 0
        self._settled: set[int] = set()  # but not confirmed yet; emptied by every empty answer
        self._strikes: Counter[int] = Counter()
        self._blamed: set[int] = set()  # this round: what the storage refused
        self._failures = 0
        self._pause = 0.0
        self.trouble = Trouble.NONE
        self.last_success_at: datetime | None = None  # the last getUpdates that was answered

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: an open long poll is dropped, a batch at hand is finished (its confirmation is not needed)."""
        stopping = asyncio.create_task(stop.wait())
        fetching: asyncio.Task[list[Raw]] | None = None
        try:
            while not stop.is_set():
                fetching = asyncio.create_task(self._fetch(self._long_poll))
                await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not fetching.done():
                    return
                await self._settle(fetching.result())
                if self._pause:
                    await asyncio.wait({stopping}, timeout=self._pause)
        finally:
            stopping.cancel()
            if fetching is not None and fetching.cancel():
                await asyncio.wait({fetching})

    async def poll_once(self, timeout: int = 0) -> int:
        """One call and its batch; how many updates were settled. Troubles are not raised: see `trouble`."""
        return await self._settle(await self._fetch(timeout))

    async def _fetch(self, timeout: int) -> list[Raw]:
        self._pause = 0.0
        call = {"offset": self._offset, "limit": BATCH, "timeout": timeout, "allowed_updates": ALLOWED_UPDATES}
        try:
            answer = await self._bot.do_api_request(_GET_UPDATES, call, read_timeout=timeout + READ_TIMEOUT)
            updates = [raw for raw in answer if is_update(raw)]
        except Exception as problem:  # whatever a network can do, this loop must outlive it
            wait = seconds_to_wait(problem) if isinstance(problem, RetryAfter) else 0.0
            self._hinder(_trouble(problem), wait, problem)
            return []
        self.last_success_at = self._clock()
        if not answer:
            # All before the offset is forgotten now. Identifiers turn random after an idle week: never ask "above".
            self._offset = 0
            self._settled.clear()
            self._strikes.clear()
            self._clear_up()
        elif not updates:
            self._hinder(Trouble.MALFORMED)
        return updates

    async def _settle(self, batch: list[Raw]) -> int:
        if not batch:
            return 0
        lanes: dict[int, deque[Raw]] = {}
        for raw in batch:
            if raw["update_id"] not in self._settled:
                user, chat = _whose(raw)
                lanes.setdefault(user or chat or _COMMON, deque()).append(raw)
        before = len(self._settled)
        await self._spread(deque(lanes.values()))
        settled = len(self._settled) - before
        ids = {raw["update_id"] for raw in batch}
        if ids <= self._settled:
            # Only these are forgotten: asked again too soon, the server answers with the first of a batch alone.
            self._settled -= ids
            self._offset = max(ids) + 1
            self._clear_up()
        else:
            self._hinder(Trouble.STORAGE)
            if settled:  # the storage works for others
                self._strikes.update(self._blamed)
        self._blamed.clear()
        return settled

    async def _spread(self, lanes: deque[deque[Raw]]) -> None:
        before = len(self._settled)

        async def work() -> None:
            while lanes:
                await self._follow(lanes.popleft())
                if self._blamed and len(self._settled) == before:
                    return  # the storage refuses, and nobody got through: the next lane would wait in vain

        if len(lanes) == 1:
            await work()
            return
        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(lanes), self._width)):
                group.create_task(work())

    async def _follow(self, lane: Iterable[Raw]) -> None:
        for raw in lane:
            if not await self._handle(raw):
                self._blamed.add(raw["update_id"])
                return  # what came after must not overtake it
            self._settled.add(raw["update_id"])

    async def _handle(self, raw: Raw) -> bool:
        """Whether the update is settled: its effects committed, or kept as a dead letter."""
        try:
            update = decode(raw, self._bot)
        except Exception as problem:  # a new field of the API may break PTB in any way; one update, not the batch
            return await self._bury(raw, f"unreadable:{type(problem).__name__}")
        if self._strikes[raw["update_id"]] >= STRIKES:
            return await self._bury(raw, "storage")
        failure: Exception | None = None
        for _ in range(ATTEMPTS):
            failure = await self._attempt(update)
            if failure is None:
                return True
            if isinstance(failure, self._passing):
                self._on_trouble(Trouble.STORAGE, 1, failure)
                return False
        return await self._bury(raw, f"failed:{type(failure).__name__}")

    async def _attempt(self, update: Update) -> Exception | None:
        flight = Flight()
        token = current.set(flight)
        try:
            async with asyncio.timeout(self._patience):
                await self._process(update)
        except Exception as problem:  # any failure of any handler is this update's, never the loop's
            flight.failures.append(problem)
        finally:
            current.reset(token)
        return flight.failure(self._passing)

    async def _bury(self, raw: Raw, reason: str) -> bool:
        update_id = raw["update_id"]
        log.error("an update becomes a dead letter (%s)", reason)
        try:
            await self._dead_letter(update_id, json.dumps(raw).encode(), reason, _whose(raw)[1])
        except Exception as problem:  # what could not be put aside is not confirmed, whatever the cause
            log.error("the dead letter could not be kept (%s)", type(problem).__name__)
            if self._strikes[update_id] < 2 * STRIKES:
                return False
            log.critical("an update is given up: its dead letter fails while others are stored")
        return True

    def _hinder(self, trouble: Trouble, at_least: float = 0.0, problem: Exception | None = None) -> None:
        if trouble is not self.trouble:
            log.warning("receiving is hindered: %s", trouble)
            self.trouble, self._failures = trouble, 0
        self._failures += 1
        self._pause = max(self._backoff.after(self._failures), at_least)
        if trouble is not Trouble.STORAGE:  # told where it was met, with its reason
            self._on_trouble(trouble, self._failures, problem)

    def _clear_up(self) -> None:
        if self.trouble is not Trouble.NONE:
            log.info("receiving again after: %s", self.trouble)
            self.trouble, self._failures = Trouble.NONE, 0
            self._on_trouble(Trouble.NONE, 0, None)


def _trouble(problem: Exception) -> Trouble:
    match problem:
        case InvalidToken() | EndPointNotFound():  # a 404 becomes the latter once the bot is initialised
            return Trouble.UNAUTHORIZED
        case Conflict():
            return Trouble.CONFLICT
        case RetryAfter():
            return Trouble.SLOW_DOWN
        case NetworkError():
            return Trouble.UNREACHABLE
        case _:
            return Trouble.MALFORMED


def _whose(raw: Raw) -> tuple[int | None, int | None]:
    """The user and the chat of an update, read from the raw JSON: PTB may be unable to parse it."""
    content = next((value for value in raw.values() if isinstance(value, dict)), {})
    user = _id(content.get("from"))
    message = content.get("message")
    chat = _id(content.get("chat")) or (_id(message.get("chat")) if isinstance(message, dict) else None)
    return user, chat or (user if "data" in content else None)


def _id(value: object) -> int | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, int) else None
