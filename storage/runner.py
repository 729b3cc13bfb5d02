"""Running use cases: one writer thread, one open connection, and group commit.

The one place that commits. Must never: answer before the commit, answer success after a rollback, or touch the network.

Use cases that arrive while a commit is under way share the next transaction. When one of them fails nobody was
answered, and they run again, that one alone. So a use case may run more than once (also when the database was busy),
and touches nothing but its unit of work.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from bot.errors import StorageError
from storage.engine import BUSY_SECONDS, has_lost_its_transaction, is_busy, said_plainly

_log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.05  # seconds; doubled at each retry
_MOST = 32  # use cases in one transaction: the first waits for the last


class Unit(Protocol):
    """What the runner asks of a unit of work."""

    def remember_cause(self, update_id: int) -> None:
        """Write down that this update has its effects; raise AlreadyHandled when it had them before."""


U = TypeVar("U", bound=Unit)
T = TypeVar("T")
_Future: TypeAlias = asyncio.Future[Any] | concurrent.futures.Future[Any]


@dataclass(slots=True)
class _Job(Generic[U]):
    """A use case on its way; `loop` is None when a plain thread waits for it."""

    use_case: Callable[[U], Any]
    cause: int | None
    future: _Future
    loop: asyncio.AbstractEventLoop | None
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a caller hears: the `problem`, or else the `result`."""

    result: Any = None
    problem: BaseException | None = None


class Runner(Generic[U]):
    """Runs `use_case(unit)` in its own thread: committed when it returns, rolled back when it raises.

    `on_commit` hooks are called in the event loop's thread after each commit of a `run` (once for those that shared it,
    never for a `run_sync`, which has no loop); they must be quick and not raise.
    """

    def __init__(self, engine: Engine, make_unit: Callable[[Connection], U]) -> None:
        self.on_commit: list[Callable[[], None]] = []
        self._engine = engine
        self._make_unit = make_unit
        self._connection: Connection | None = None
        self._jobs: queue.SimpleQueue[_Job[U] | None] = queue.SimpleQueue()
        self._door = threading.Lock()  # nothing may enter the queue behind the None that ends it
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="storage", daemon=True)
        self._thread.start()

    async def run(self, use_case: Callable[[U], T], *, cause: int | None = None, quietly: bool = False) -> T:
        """Return what the use case returned, once it is committed. `quietly`: `on_commit` does not hear of this one.

        With `cause` (a Telegram update id) a replay raises AlreadyHandled and changes nothing. StorageError for what an
        operator must mend (full disk, locked…); other errors as they are. A cancelled call that has not begun never
        does; one under way is committed all the same.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(_Job(use_case, cause, future, loop, quietly))
        return await future

    def run_sync(self, use_case: Callable[[U], T], *, cause: int | None = None) -> T:
        """The same for the command line: block until it is committed. Never from within a use case."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a use case must not wait for another one")
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._submit(_Job(use_case, cause, future, None))
        return future.result()

    def close(self) -> None:
        """Finish what was submitted, give the connection back, end the thread. The engine stays the caller's."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(self, job: _Job[U]) -> None:
        with self._door:
            if self._closed:
                raise RuntimeError("the runner is closed")
            self._jobs.put(job)

    def _work(self) -> None:
        try:
            while jobs := self._next_jobs():
                self._serve(jobs)
                del jobs  # they may hold stories: not kept while waiting for the next ones
        finally:
            self._drop_connection()

    def _next_jobs(self) -> list[_Job[U]]:
        """Wait for one, and take those that came meanwhile; empty at the end."""
        jobs: list[_Job[U]] = []
        while (job := self._jobs.get()) is not None:
            if not job.future.cancelled():
                jobs.append(job)
            if jobs and (len(jobs) == _MOST or self._jobs.empty()):
                return jobs
        if jobs:
            self._jobs.put(None)  # nothing was let in behind it
        return jobs

    def _serve(self, jobs: list[_Job[U]]) -> None:
        """Answer them all, in company while nothing fails."""
        company, alone = len(jobs), False
        while jobs:
            group = jobs[:company]
            results, problem = self._attempt(group)
            if isinstance(problem, StorageError) and problem.__cause__ is not None and is_busy(problem.__cause__):
                self._refuse(jobs, problem)
                return
            alone = alone or (problem is not None and len(results) == len(group))  # the commit itself fails
            if problem is not None and len(group) > 1:  # nobody was answered: those before it go first, then it
                company = 1 if alone else max(len(results), 1)
                continue
            heard = [_Outcome(problem=problem)] if problem is not None else [_Outcome(result) for result in results]
            self._answer(group, heard)
            del jobs[: len(group)]
            company = 1 if alone else len(jobs)

    def _attempt(self, jobs: Sequence[_Job[U]]) -> tuple[list[Any], BaseException | None]:
        """The results, committed; or those before the failure, and why nothing is."""
        results: list[Any] = []
        try:
            with said_plainly():
                self._patiently(jobs, results)
        except BaseException as error:  # whatever it is, it belongs to the caller, and this thread must live
            return results, error
        return results, None

    def _refuse(self, jobs: list[_Job[U]], problem: StorageError) -> None:
        """The lock is held for long: those behind have waited as long, and would each wait again, minutes in all.

        All hear of it at once: a caller that asks again comes behind the last of them.
        """
        for _ in range(self._jobs.qsize()):
            job = self._jobs.get()
            if job is None:  # the end, behind which nothing was let in
                self._jobs.put(None)
                break
            jobs.append(job)
        self._answer(jobs, [_Outcome(problem=StorageError(*problem.args)) for _ in jobs])

    def _patiently(self, jobs: Sequence[_Job[U]], results: list[Any]) -> None:
        """SQLite waits for a lock by itself, except when it sees that waiting cannot help: then we start again."""
        deadline = time.monotonic() + BUSY_SECONDS
        pause = _FIRST_PAUSE
        while True:
            try:
                self._transact(jobs, results)
                return
            except OperationalError as error:
                if not is_busy(error) or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause *= 2

    def _transact(self, jobs: Sequence[_Job[U]], results: list[Any]) -> None:
        results.clear()
        connection = self._connection
        if connection is None:
            connection = self._connection = self._engine.connect()
        try:
            with connection.begin():
                for job in jobs:
                    results.append(self._run(connection, job))
        except (OperationalError, InterfaceError, InternalError):
            self._drop_connection()
            raise

    def _run(self, connection: Connection, job: _Job[U]) -> Any:
        unit = self._make_unit(connection)
        if job.cause is not None:
            unit.remember_cause(job.cause)
        result = job.use_case(unit)
        if has_lost_its_transaction(connection):
            raise StorageError("La base a annulé la transaction en cours : rien n'a été enregistré.")
        return result

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _answer(self, jobs: Sequence[_Job[U]], outcomes: Sequence[_Outcome]) -> None:
        """One call into each loop for all of its callers."""
        arrivals: dict[asyncio.AbstractEventLoop, list[tuple[_Job[U], _Outcome]]] = {}
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.loop is None:
                _settle(job.future, outcome)
            else:
                arrivals.setdefault(job.loop, []).append((job, outcome))
        for loop, arrived in arrivals.items():
            try:
                loop.call_soon_threadsafe(self._arrive, arrived)
            except RuntimeError:
                _log.warning("a use case ended after its event loop")

    def _arrive(self, arrived: Sequence[tuple[_Job[U], _Outcome]]) -> None:
        """In the loop's thread: the answers first, so that a broken hook cannot keep them."""
        for job, outcome in arrived:
            _settle(job.future, outcome)
        if any(outcome.problem is None and not job.quietly for job, outcome in arrived):
            for hook in self.on_commit:
                hook()


def _settle(future: _Future, outcome: _Outcome) -> None:
    if future.done():
        return
    problem = outcome.problem
    if isinstance(problem, StopIteration):
        # A future refuses it, and the caller would wait for ever.
        problem = RuntimeError("the use case raised StopIteration")
        problem.__cause__ = outcome.problem
    if problem is None:
        future.set_result(outcome.result)
    else:
        future.set_exception(problem)
