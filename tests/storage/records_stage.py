"""Records of a house: an open store, and short ways to the people and cases that the tests are about.

Must never: write past the repositories.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, text

from bot.messages import Address
from bot.simulator.clock import Clock
from bot.triage.urgency import Level
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.records import Case, CaseState, Person, Row
from storage.unit_of_work import Store, UnitOfWork, open_store
from tests.database import contents, new_database

T = TypeVar("T")
LINA, SOLENE, MARC, GROUP = (Address("telegram", value) for value in ("1001", "2001", "3001", "-1001234567890"))


class Undone(Exception):
    """Raised inside a use case to take back everything it wrote."""


@dataclass
class Records:
    folder: Path
    database: str  # its address
    engine: Engine
    ring: KeyRing
    clock: Clock
    store: Store

    def run(self, use_case: Callable[[UnitOfWork], T]) -> T:
        return self.store.run_sync(use_case)

    def undone(self, use_case: Callable[[UnitOfWork], T]) -> T:
        """What the use case returned, after everything it wrote was rolled back."""
        returned: list[T] = []

        def tried(uow: UnitOfWork) -> None:
            returned.append(use_case(uow))
            raise Undone

        try:
            self.store.run_sync(tried)
        except Undone:
            return returned[0]
        raise AssertionError("the use case swallowed it")

    def later(self, **delta: float) -> None:
        self.clock.advance(timedelta(**delta))

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What stands in the tables, read or tampered with behind the repositories' back."""
        with self.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    def contents(self) -> bytes:
        """Everything that is kept: on SQLite the base and its journal, as they lie on the disk."""
        return contents(self.database)

    def close(self) -> None:
        self.store.close()
        self.engine.dispose()


def open_records(folder: Path, now: datetime) -> Records:
    database = new_database(folder, "house.db")
    engine = open_engine(database)
    clock, ring = Clock(now), create_key_file(folder / "keys")
    return Records(folder, database, engine, ring, clock, open_store(engine, ring, clock.now))


def met(uow: UnitOfWork, address: Address = LINA) -> Person:
    return uow.people.meet(address, is_group=address == GROUP)


def coordinator(uow: UnitOfWork, address: Address = SOLENE) -> str:
    """The id of an enrolled coordinator's private chat."""
    person = met(uow, address)
    uow.staff.enrol(person.id, "Solène")
    return person.id


def new_case(
    uow: UnitOfWork, *, person: Person | None = None, year: int = 2026, state: CaseState = CaseState.SENT,
    prefix: str = "MS",
) -> Case:  # fmt: skip
    case_id = uow.cases.create(
        kind="jeune", prefix=prefix, year=year, address_id=(person or met(uow)).id, level=Level.NORMAL, state=state,
        version=1, notice=1, notice_at=uow.now,
    )  # fmt: skip
    case = uow.cases.of_id(case_id)
    assert case is not None
    return case


def put(records: Records, chat: Address = LINA, kind: str = "question", **values: Any) -> str:
    return records.run(lambda uow: uow.outbox.put(met(uow, chat).id, kind, **values))


def row(records: Records, row_id: str) -> Row:
    found = records.run(lambda uow: uow.outbox.of_id(row_id))
    assert found
    return found
