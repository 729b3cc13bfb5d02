"""What all storms of a run share: where bots are born, the clock they are born with, the server of their databases.

Must never: keep a process once it is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.processes.machine import WrongClock
from tests.processes.nursery import Nursery

if TYPE_CHECKING:
    from tests.postgres_server import Server

_numbers = count(1)


@dataclass(frozen=True)
class Equipment:
    """`clock`: of every child of the nursery. `postgresql`: None for SQLite, a file in each folder."""

    nursery: Nursery
    clock: WrongClock
    postgresql: Server | None = None

    def settings(self) -> dict[str, str]:
        """Variables (without their prefix) that give an installation a new, empty database."""
        if self.postgresql is None:
            return {}
        name = f"storm_{next(_numbers)}"
        self.postgresql.sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return {"DATABASE_URL": self.postgresql.url(name)}


@contextmanager
def equipment(folder: Path, *, postgresql: bool = False) -> Iterator[Equipment]:
    clock = WrongClock(folder)
    server = _server() if postgresql else None
    nursery = Nursery(clock.variables)
    try:
        yield Equipment(nursery, clock, server)
    finally:
        nursery.close()
        if server is not None:
            server.close()


def _server() -> Server:
    from tests.postgres_server import Server  # here: SQLite needs neither server nor driver

    return Server()
