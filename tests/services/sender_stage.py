"""What the sender stands between in its tests: a small outbox in memory and a messenger that can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.messages import Address, Message, Op, Undeliverable, Undelivered
from bot.services.pacing import Pace
from bot.services.sender import Parcel, Sender, Settled, Wanted

NOW = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


@dataclass
class Row:
    parcel: Parcel
    result: Settled | None = None
    retry_at: datetime = NOW


class MemoryOutbox:
    """Keeps the contract of `Outbox` over a list."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.rows: list[Row] = []
        self.failures = 0
        self.blind = False  # what may leave cannot be found
        self.settlings: list[int] = []

    def put(
        self, chat: str, text: str, *, urgent: bool = False, op: Op = Op.SEND, message_id: str | None = None,
        commands: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        parcel = Parcel(
            str(len(self.rows)), chat, chat.startswith("group"), urgent, op, Address("test", chat),
            Message(text, commands=commands) if text or commands else None, message_id,
        )  # fmt: skip
        self.rows.append(Row(parcel))

    async def exchange(self, results: Sequence[Settled], wanted: Wanted | None) -> Sequence[Parcel]:
        await asyncio.sleep(0)
        if self.failures > 0 or (self.blind and wanted):
            self.failures -= 1
            raise OSError("the database is away")
        self._settle(results)
        return self._ready(wanted) if wanted else []

    def _ready(self, wanted: Wanted) -> list[Parcel]:
        found: list[Parcel] = []
        for urgent in (True, False):
            seen = set(wanted.skip) if urgent else wanted.skip | wanted.only_urgent
            limit = wanted.limit if urgent else min(wanted.limit, len(found) + wanted.routine_limit)
            for row in self.rows:
                chat = row.parcel.chat
                if row.result is not None or row.parcel.urgent is not urgent or chat in seen:
                    continue
                is_due = row.retry_at <= self.clock()
                if row.parcel.op is Op.MENU and not is_due:
                    continue  # no bubble waits for a menu
                seen = {*seen, chat}  # the oldest of a lane, or nothing
                if is_due and len(found) < limit:
                    found.append(row.parcel)
        return found

    def leaving(self, parcel: Parcel) -> None:
        """Nobody asks this outbox what is in flight."""

    def _settle(self, results: Sequence[Settled]) -> None:
        if results:
            self.settlings.append(len(results))
        for result in results:
            row = self.rows[int(result.parcel.id)]
            assert row.result is None
            if result.retry_at is not None:
                row.parcel = replace(row.parcel, attempt=row.parcel.attempt + 1)
                row.retry_at = result.retry_at
            elif result.reason is Undelivered.MOVED:
                for other in self.rows:
                    if other.parcel.chat == result.parcel.chat:
                        other.parcel = replace(other.parcel, to=Address("test", result.moved_to))
            else:
                row.result = result

    def outcome(self, number: int) -> Undelivered | str | None:
        result = self.rows[number].result
        return "pending" if result is None else result.reason


@dataclass
class Desk:
    """A messenger that notes what it carried; `faults` per chat are met in turn, `gates` hold a chat's calls."""

    carried: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    faults: dict[str, list[Exception]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    at_once: dict[str, int] = field(default_factory=dict)
    most_at_once: int = 0

    async def send(self, to: Address, message: Message) -> str:
        await self._carry(to, message.text)
        return str(len(self.carried))

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        await self._carry(to, f"edit {message_id}: {message.text}")

    async def delete(self, to: Address, message_id: str) -> None:
        await self._carry(to, f"delete {message_id}")

    async def pin(self, to: Address, message_id: str) -> None:
        await self._carry(to, f"pin {message_id}")

    async def menu(self, to: Address, commands: tuple[tuple[str, str], ...]) -> None:
        await self._carry(to, f"menu {[command for command, _ in commands]}")

    async def _carry(self, to: Address, what: str) -> None:
        chat = to.value
        self.at_once[chat] = self.at_once.get(chat, 0) + 1
        assert self.at_once[chat] == 1, "two in flight for one chat"
        self.most_at_once = max(self.most_at_once, sum(self.at_once.values()))
        self.tried.append(chat)
        try:
            await asyncio.sleep(0)
            if chat in self.gates:
                await self.gates[chat].wait()
            if self.faults.get(chat):
                raise self.faults[chat].pop(0)
            self.carried.append((chat, what))
        finally:
            self.at_once[chat] -= 1

    def to(self, chat: str) -> list[str]:
        return [what for where, what in self.carried if where == chat]


@dataclass
class Running:
    stop: asyncio.Event
    task: asyncio.Task[None]

    async def end(self) -> None:
        self.stop.set()
        await self.task


@dataclass
class Stage:
    desk: Desk = field(default_factory=Desk)
    now: datetime = NOW
    outbox: MemoryOutbox = field(init=False)
    sender: Sender = field(init=False)
    started: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(lambda: self.now)
        self.use(Pace.off())

    def use(self, pace: Pace, *, width: int = 32, reserve: int = 4, patience: float = 60.0) -> None:
        self.sender = Sender(
            self.outbox, self.desk, pace=pace, clock=lambda: self.now, monotonic=lambda: self.now.timestamp(),
            width=width, reserve=reserve, poll=0.01, patience=patience,
        )  # fmt: skip

    def start(self) -> Running:
        stop = asyncio.Event()
        self.started.append(Running(stop, asyncio.create_task(self.sender.run(stop))))
        return self.started[-1]

    async def end(self) -> None:
        for running in self.started:
            await running.end()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def patiently(self, condition: Callable[[], bool]) -> None:
        """While its clock goes on, half a second at a time."""
        async with asyncio.timeout(3):
            while not condition():
                self.wait(0.5)
                await asyncio.sleep(0.005)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.001)


def unreachable() -> Undeliverable:
    return Undeliverable(Undelivered.UNREACHABLE)
