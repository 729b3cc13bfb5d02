"""The unit of work: the repositories of one transaction, and the instant at which it began.

Must never: commit; the runner does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from storage.keys import KeyRing
from storage.repositories.absences import Absences
from storage.repositories.base import Repository
from storage.repositories.case_lists import CaseLists
from storage.repositories.cases import Cases, Entries, Promises
from storage.repositories.drafts import Drafts
from storage.repositories.follow_ups import FollowUps
from storage.repositories.ledger import Ledger
from storage.repositories.merged import MergedCards
from storage.repositories.outbox import Outbox
from storage.repositories.people import Invitations, People, Staff
from storage.repositories.referrals import Referrals
from storage.repositories.relays import Relays
from storage.repositories.seals import Seals
from storage.repositories.tasks import Tasks
from storage.runner import Runner

R = TypeVar("R", bound=Repository)


class _Repository(Generic[R]):
    """Made when it is first asked for, once for a unit of work. Python's cached_property takes a lock each time."""

    def __init__(self, kind: type[R]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: UnitOfWork, owner: type) -> R:
        made = unit.__dict__[self._name] = self._kind(*unit.context)
        return made


class UnitOfWork:
    """`now` is the same for every effect of one use case.

    `in_flight`: ids of the outbox rows that this process is sending and has not settled: somebody may be reading them
    already. Memory of this process only, and a hint: after a crash such rows leave again.
    """

    people = _Repository(People)
    staff = _Repository(Staff)
    invitations = _Repository(Invitations)
    absences = _Repository(Absences)
    relays = _Repository(Relays)
    referrals = _Repository(Referrals)
    drafts = _Repository(Drafts)
    cases = _Repository(Cases)
    case_lists = _Repository(CaseLists)
    entries = _Repository(Entries)
    promises = _Repository(Promises)
    outbox = _Repository(Outbox)
    merged = _Repository(MergedCards)
    follow_ups = _Repository(FollowUps)
    tasks = _Repository(Tasks)
    seals = _Repository(Seals)
    ledger = _Repository(Ledger)

    def __init__(self, connection: Connection, ring: KeyRing, now: datetime, in_flight: set[str]) -> None:
        self.context = (connection, ring, now)
        self.now = now
        self.in_flight = in_flight

    def remember_cause(self, update_id: int) -> None:
        self.ledger.remember_update(update_id)


class Store(Runner[UnitOfWork]):
    """The one way to the data. `in_flight` is shared with every unit of work (adding and dropping an id is atomic)."""

    def __init__(self, engine: Engine, ring: KeyRing, clock: Callable[[], datetime]) -> None:
        self.in_flight: set[str] = set()
        super().__init__(engine, lambda connection: UnitOfWork(connection, ring, clock(), self.in_flight))


def open_store(engine: Engine, ring: KeyRing, clock: Callable[[], datetime]) -> Store:
    """Says at once when the keys are not those of this database."""
    store = Store(engine, ring, clock)
    try:
        store.run_sync(lambda uow: _check_keys(uow, ring))
    except BaseException:
        store.close()  # or its thread and its connection would outlive the refusal
        raise
    return store


def _check_keys(uow: UnitOfWork, ring: KeyRing) -> None:
    ring.recognise(uow.ledger.facts("key:"))
    for name, value in ring.fingerprints().items():
        uow.ledger.set_fact(f"key:{name}", value)
