"""Opens the house for a command: one process that writes, the keys, the database at this code's version, the town.

Must never: start on a doubt, or touch the database of another version or of other keys.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import StorageError
from bot.settings import Settings
from bot.territory import Territory, load_territory, territory_path
from storage.engine import ProcessLock, database_path, open_engine
from storage.keys import KeyRing, create_key_file
from storage.migrate import current, head, upgrade
from storage.postgres import BEAT_SECONDS, TERM, Lead
from storage.unit_of_work import Store, UnitOfWork, open_store


@dataclass(frozen=True)
class Opened:
    """`lead`: on PostgreSQL, the right to write, which can be lost; None where the file is locked for good."""

    store: Store
    territory: Territory
    ring: KeyRing
    revision: str
    lead: Lead | None = None


@contextmanager
def open_house(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Opened]:
    """Everything a command needs but Telegram; OperatorError with a clear sentence when something stands in the way.

    HeldElsewhere when another instance has the lead of a PostgreSQL database.
    """
    territory = load_territory(territory_path(settings.territory))
    path = database_path(settings.database_url)
    with ProcessLock(path) if path else nullcontext():
        ring = open_ring(settings, fresh=not path.exists()) if path else None
        with located(path):
            engine = open_engine(settings.database_url, lone=True)
        lead = None if path else Lead(engine)
        try:
            with located(path):
                ring = ring or open_ring(settings, fresh=current(engine) is None)
                upgrade(engine)
                revision = current(engine) or ""
                store = open_store(engine, ring, clock)
            with store, _leading(lead, store):
                yield Opened(store, territory, ring, revision, lead)
        finally:
            engine.dispose()  # the last connection that closes takes the journal along, and what was erased with it


@contextmanager
def _leading(lead: Lead | None, store: Store) -> Iterator[None]:
    """Begin a term, and show at every beat that we live: the lead of who is silent goes to another."""
    if lead is None:
        yield
        return
    lead.term = store.run_sync(_begin_term)
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(store, over), name="lead", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _begin_term(uow: UnitOfWork) -> int:
    term = int(uow.ledger.fact(TERM) or 0) + 1
    uow.ledger.set_fact(TERM, str(term))
    return term


def _beat(store: Store, over: threading.Event) -> None:
    """In a thread of its own: a loop that is busy for some seconds is not dead."""
    pause = BEAT_SECONDS
    while not over.wait(pause):
        pause = BEAT_SECONDS
        try:
            store.run_sync(lambda uow: uow.ledger.fact(TERM))
        except StorageError:  # whoever needs the database now says so; we are to know soon whether the lead is lost
            pause = BEAT_SECONDS / 10


@contextmanager
def open_beside(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Opened]:
    """For one short transaction while the service may be running: no lock, no upgrade, nothing created."""
    territory = load_territory(territory_path(settings.territory))
    path = database_path(settings.database_url)
    if path and not path.exists():
        raise StorageError(f"Il n'y a pas de base à {path}.")
    ring = open_ring(settings, fresh=False)
    with located(path):
        engine = open_engine(settings.database_url)
    try:
        with located(path):
            revision = current(engine) or ""
            if revision != head():
                raise StorageError("La base n'est pas de cette version du programme : lancez « db upgrade » d'abord.")
            store = open_store(engine, ring, clock)
        with store:
            yield Opened(store, territory, ring, revision)
    finally:
        engine.dispose()


@contextmanager
def located(path: Path | None) -> Iterator[None]:
    """A database error says which file it is about."""
    try:
        yield
    except StorageError as problem:
        if path is None or str(path) in str(problem):
            raise
        raise StorageError(f"{problem} Fichier : {path}") from problem


def open_ring(settings: Settings, *, fresh: bool) -> KeyRing:
    """The keys; made on the first run at their default place, never for a database that exists already."""
    if settings.encryption_keys:
        return KeyRing.from_text(settings.encryption_keys)
    path = Path(settings.encryption_keys_file or "")
    if settings.may_create_keys and fresh and not path.exists():
        return create_key_file(path)
    return KeyRing.from_file(path)
