"""The unit of work: the repositories of one transaction, and the instant at which it began.

Must never: commit; the runner does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Engine

from storage.keys import KeyRing
from storage.repositories.absences import Absences
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


class UnitOfWork:
    """`now` is the same for every effect of one use case.

    `in_flight`: ids of the outbox rows that this process is sending and has not settled: somebody may be reading them
    already. Memory of this process only, and a hint: after a crash such rows leave again.
    """

    def __init__(self, connection: Connection, ring: KeyRing, now: datetime, in_flight: set[str]) -> None:
        self._context = (connection, ring, now)
        self.now = now
        self.in_flight = in_flight

    def remember_cause(self, update_id: int) -> None:
        self.ledger.remember_update(update_id)

    @cached_property
    def people(self) -> People:
        return People(*self._context)

    @cached_property
    def staff(self) -> Staff:
        return Staff(*self._context)

    @cached_property
    def invitations(self) -> Invitations:
        return Invitations(*self._context)

    @cached_property
    def absences(self) -> Absences:
        return Absences(*self._context)

    @cached_property
    def relays(self) -> Relays:
        return Relays(*self._context)

    @cached_property
    def referrals(self) -> Referrals:
        return Referrals(*self._context)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(*self._context)

    @cached_property
    def cases(self) -> Cases:
        return Cases(*self._context)

    @cached_property
    def case_lists(self) -> CaseLists:
        return CaseLists(*self._context)

    @cached_property
    def entries(self) -> Entries:
        return Entries(*self._context)

    @cached_property
    def promises(self) -> Promises:
        return Promises(*self._context)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(*self._context)

    @cached_property
    def merged(self) -> MergedCards:
        return MergedCards(*self._context)

    @cached_property
    def follow_ups(self) -> FollowUps:
        return FollowUps(*self._context)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(*self._context)

    @cached_property
    def seals(self) -> Seals:
        return Seals(*self._context)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(*self._context)


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
