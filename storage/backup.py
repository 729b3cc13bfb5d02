"""Backups: every row of one moment, sealed with the keys of the house, read back before the file gets its name.

A backup is made while the service runs (one read snapshot) and opens only with the same key file, which is kept apart.
Must never: write a row in clear to the disk, leave half a file under the final name, or restore over anything.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, insert, inspect, select

from bot.errors import StorageError, reason
from storage.engine import ProcessLock, database_path, open_engine, said_plainly
from storage.keys import KeyRing, SealBroken
from storage.migrate import changing, current, refuse_orphans, upgrade_within
from storage.postgres import continue_counting

MAGIC = b"PREMIER-CONTACT-BACKUP-1\n"
ROWS_PER_CHUNK = 500
_LENGTH_BYTES = 4
_INTERNAL = frozenset({"alembic_version"})


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds: rows per table, and the schema's revision."""

    rows: dict[str, int]
    revision: str


def write(url: str, ring: KeyRing, target: Path, now: datetime) -> Written:
    """Back up the database at `url` into `target` (mode 0600), verified; StorageError when anything is in the way."""
    if target.exists():
        raise StorageError(f"Le fichier {target} existe déjà : une sauvegarde n'en écrase jamais une autre.")
    part = target.with_name(f"{target.name}.part")
    try:
        with said_plainly(), _private_file(part) as out, _snapshot(url) as connection:
            written = _write_chunks(out, connection, ring, now)
        verify(part, ring)
        part.replace(target)
    except OSError as problem:
        raise StorageError(f"La sauvegarde ne peut pas être écrite : {reason(problem)}.") from problem
    finally:
        part.unlink(missing_ok=True)
    return written


def verify(source: Path, ring: KeyRing) -> Written:
    """Open every chunk of a backup and count its rows; StorageError when it is cut, changed or of other keys."""
    manifest, counts = None, dict[str, int]()
    for chunk in _chunks(source, ring):
        if manifest is None:
            manifest = chunk
        elif "rows" in chunk:
            counts[chunk["table"]] = counts.get(chunk["table"], 0) + len(chunk["rows"])
        else:
            if chunk["end"] != counts:
                break
            return Written(counts, manifest["revision"])
    raise StorageError(f"La sauvegarde {source} est incomplète : elle ne peut pas servir.")


def restore(source: Path, url: str, ring: KeyRing) -> Written:
    """Into an empty place only: the schema of the backup, its rows, then today's schema.

    A SQLite file gets its name when it is whole: stopped midway, a restore is begun again, and no bot starts on half.
    """
    written = verify(source, ring)
    path = database_path(url)
    if path is None:
        return _fill(url, source, ring, written)
    with ProcessLock(path):
        if path.exists():
            raise StorageError(f"La base {path} existe déjà : une restauration n'écrase rien. Déplacez-la d'abord.")
        part = path.with_name(f"{path.name}.part")
        for leftover in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        _fill(f"sqlite:///{part}", source, ring, written)
        _name_it(part, path)
    return written


def _name_it(part: Path, path: Path) -> None:
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name must survive a power cut too
    finally:
        os.close(folder)


def _fill(url: str, source: Path, ring: KeyRing, written: Written) -> Written:
    engine = open_engine(url)
    try:
        with said_plainly(), engine.connect() as connection:
            if inspect(connection).get_table_names():
                raise StorageError("La base n'est pas vide : une restauration n'écrase rien.")
        with changing(engine) as connection:  # stopped midway, nothing stands there
            upgrade_within(connection, to=written.revision)
            _insert_rows(connection, source, ring)
            continue_counting(connection)
            upgrade_within(connection)
            refuse_orphans(connection)
    finally:
        engine.dispose()
    return written


# -- writing -------------------------------------------------------------------------------------------------------


def _write_chunks(out: BinaryIO, connection: Connection, ring: KeyRing, now: datetime) -> Written:
    tables, name = _tables(connection), secrets.token_hex(8)
    revision = current(connection.engine)
    if revision is None:
        raise StorageError("La base est vide : il n'y a rien à sauvegarder.")
    out.write(MAGIC + name.encode() + b"\n")
    counts: dict[str, int] = {}
    chunks = _contents(connection, tables, counts)
    manifest = {"revision": revision, "made_at": now.isoformat()}
    for number, chunk in enumerate((manifest, *chunks)):
        sealed = ring.seal(zlib.compress(json.dumps(chunk).encode()), f"backup.{name}:{number}")
        out.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
    return Written(counts, revision)


def _contents(connection: Connection, tables: list[Table], counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    for table in tables:
        rows = connection.execution_options(yield_per=ROWS_PER_CHUNK).execute(select(table))
        for part in rows.partitions():
            counts[table.name] = counts.get(table.name, 0) + len(part)
            yield {"table": table.name, "rows": [[_plain(value) for value in row] for row in part]}
    yield {"end": counts}


def _plain(value: Any) -> Any:
    return {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


# -- reading -------------------------------------------------------------------------------------------------------


def _chunks(source: Path, ring: KeyRing) -> Iterator[dict[str, Any]]:
    try:
        with source.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise StorageError(f"{source} n'est pas une sauvegarde de ce programme.")
            name, number = file.readline().strip().decode("ascii", "replace"), 0
            while head := file.read(_LENGTH_BYTES):
                sealed = file.read(int.from_bytes(head, "big"))
                chunk: dict[str, Any] = json.loads(zlib.decompress(ring.open(sealed, f"backup.{name}:{number}")))
                yield chunk
                number += 1
    except OSError as problem:
        raise StorageError(f"La sauvegarde {source} ne se lit pas : {reason(problem)}.") from problem
    except SealBroken as broken:
        raise StorageError(f"La sauvegarde {source} est abîmée, ou d'autres clés : rien n'a été changé.") from broken


def _insert_rows(connection: Connection, source: Path, ring: KeyRing) -> None:
    tables = {table.name: table for table in _tables(connection)}
    for chunk in _chunks(source, ring):
        if chunk.get("rows"):
            table = tables[chunk["table"]]
            names = [column.name for column in table.columns]
            values = [dict(zip(names, map(_stored, row), strict=True)) for row in chunk["rows"]]
            connection.execute(insert(table), values)


def _stored(value: Any) -> Any:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value


# -- places --------------------------------------------------------------------------------------------------------


def _tables(connection: Connection) -> list[Table]:
    """As they stand in this database, parents before children."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _INTERNAL]


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """One consistent read that holds up nobody: a plain BEGIN on SQLite, REPEATABLE READ on PostgreSQL."""
    path = database_path(url)
    if path is None:
        engine: Engine = open_engine(url).execution_options(isolation_level="REPEATABLE READ")
    elif path.exists():
        engine = create_engine(url)
    else:
        raise StorageError(f"Il n'y a pas de base à {path}.")
    try:
        with engine.connect() as connection:
            if path:
                connection.exec_driver_sql("BEGIN")
                connection.execute(select(func.count()).select_from(_any_table(connection)))
            yield connection
    finally:
        engine.dispose()


def _any_table(connection: Connection) -> Table:
    """Reading anything is what fixes the snapshot of a SQLite transaction."""
    return Table("alembic_version", MetaData(), autoload_with=connection)


@contextmanager
def _private_file(path: Path) -> Iterator[BinaryIO]:
    """On the disk when this ends; readable by its owner only."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
