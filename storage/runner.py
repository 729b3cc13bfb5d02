"""Running use cases: one writer thread, one open connection, one transaction per use case.

The one place that commits. Must never: answer before the commit, answer success after a rollback, or touch the network.

A use case may run more than once (the database was busy; later: a shared transaction failed), so it touches nothing but
its unit of work. Callers only know `run`: several use cases per transaction, each in a savepoint, can replace `_serve`.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from bot.errors import StorageError
from storage.engine import BUSY_SECONDS, has_lost_its_transaction, is_busy, said_plainly

_log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.05  # seconds; doubled at each retry


class Unit(Protocol):
    """What the runner asks of a unit of work."""

    def remember_cause(self, update_id: int) -> None:
        """Write down that this update has its effects; raise AlreadyHandled when it had them before."""


U = TypeVar("U", bound=Unit)
T = TypeVar("T")


@dataclass(slots=True)
class _Job(Generic[U]):
    """A use case on its way; `loop` is None when a plain thread waits for it."""

    use_case: Callable[[U], Any]
    cause: int | None
    future: asyncio.Future[Any] | concurrent.futures.Future[Any]
    loop: asyncio.AbstractEventLoop | None


class Runner(Generic[U]):
    """Runs `use_case(unit)` in its own thread: committed when it returns, rolled back when it raises.

    `on_commit` hooks are called in the event loop's thread after each commit of a `run` (never of a `run_sync`, which
    has no loop); they must be quick and not raise.
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

    async def run(self, use_case: Callable[[U], T], *, cause: int | None = None) -> T:
        """Return what the use case returned, once it is committed.

        With `cause` (a Telegram update id) a replay raises AlreadyHandled and changes nothing. StorageError for what an
        operator must mend (full disk, locked…); other errors as they are. A cancelled call that has not begun never
        does; one under way is committed all the same.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(_Job(use_case, cause, future, loop))
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
            while (job := self._jobs.get()) is not None:
                self._serve(job)
                del job  # it may hold a story: not kept while waiting for the next one
        finally:
            self._drop_connection()

    def _serve(self, job: _Job[U]) -> None:
        if job.future.cancelled():
            return
        result: Any = None
        problem: BaseException | None = None
        try:
            with said_plainly():
                result = self._patiently(job)
        except StopIteration as stop:
            # A future refuses it, and the caller would wait for ever.
            problem = RuntimeError("the use case raised StopIteration")
            problem.__cause__ = stop
        except BaseException as error:  # whatever it is, it belongs to the caller, and this thread must live
            problem = error
        if isinstance(problem, StorageError) and problem.__cause__ is not None and is_busy(problem.__cause__):
            self._refuse_the_queue(problem)  # before its caller, who may ask again at once, hears of it
        self._answer(job, result, problem)

    def _refuse_the_queue(self, problem: StorageError) -> None:
        """The lock is held for long: those behind have waited as long, and would each wait again, minutes in all."""
        for _ in range(self._jobs.qsize()):
            job = self._jobs.get()
            if job is None:  # the end, behind which nothing was let in
                self._jobs.put(None)
                return
            self._answer(job, None, StorageError(*problem.args))

    def _patiently(self, job: _Job[U]) -> Any:
        """SQLite waits for a lock by itself, except when it sees that waiting cannot help: then we start again."""
        deadline = time.monotonic() + BUSY_SECONDS
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._transact(job)
            except OperationalError as error:
                if not is_busy(error) or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause *= 2

    def _transact(self, job: _Job[U]) -> Any:
        connection = self._connection
        if connection is None:
            connection = self._connection = self._engine.connect()
        try:
            with connection.begin():
                unit = self._make_unit(connection)
                if job.cause is not None:
                    unit.remember_cause(job.cause)
                result = job.use_case(unit)
                if has_lost_its_transaction(connection):
                    raise StorageError("La base a annulé la transaction en cours : rien n'a été enregistré.")
            return result
        except (OperationalError, InterfaceError, InternalError):
            self._drop_connection()
            raise

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _answer(self, job: _Job[U], result: Any, problem: BaseException | None) -> None:
        if job.loop is None:
            _settle(job.future, result, problem)
            return
        try:
            job.loop.call_soon_threadsafe(self._arrive, job.future, result, problem)
        except RuntimeError:
            _log.warning("a use case ended after its event loop")

    def _arrive(
        self, future: asyncio.Future[Any] | concurrent.futures.Future[Any], result: Any, problem: BaseException | None
    ) -> None:
        """In the loop's thread: the answer first, so that a broken hook cannot keep it."""
        _settle(future, result, problem)
        if problem is None:
            for hook in self.on_commit:
                hook()


def _settle(
    future: asyncio.Future[Any] | concurrent.futures.Future[Any], result: Any, problem: BaseException | None
) -> None:
    if future.done():
        return
    if problem is None:
        future.set_result(result)
    else:
        future.set_exception(problem)
