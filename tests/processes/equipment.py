"""What all storms of a run share: where bots are born, the clock they are born with, the server of their databases.

Must never: keep a process once it is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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

    def settings(self, like: Mapping[str, str] | None = None) -> dict[str, str]:
        """Variables (without their prefix) that give an installation a new database: empty, or a copy of that one's."""
        if self.postgresql is None:
            return {}
        name, template = f"storm_{next(_numbers)}", name_of(like) if like else "template0"
        if like:
            self.postgresql.abandoned(template)  # nobody may be connected to what is copied
        self.postgresql.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return {"DATABASE_URL": self.postgresql.url(name)}

    def drop(self, settings: Mapping[str, str]) -> None:
        """The database of these variables; a file goes with its folder."""
        if self.postgresql is not None:
            self.postgresql.sql(f"DROP DATABASE {name_of(settings)} WITH (FORCE)")


def name_of(settings: Mapping[str, str]) -> str:
    """Of a database on a server."""
    return urlsplit(settings["DATABASE_URL"]).path.removeprefix("/")


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
