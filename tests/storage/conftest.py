"""A database of the house for each test, with its keys and a clock that stands still until it is moved.

Must never: mock a repository; whatever is written here is written by SQLite.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.engine import open_engine
from storage.runner import Runner
from tests.storage.counter import Counter
from tests.storage.records_stage import Records, open_records

NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)
"""Wednesday 11 March 2026, 22:40 in Beaune."""


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = open_records(tmp_path, NOW)
    yield records
    records.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "base.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER NOT NULL, filler TEXT)"))
        connection.execute(text("CREATE TABLE causes (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO counter (value) VALUES (0)"))
    yield engine
    engine.dispose()


@pytest.fixture
async def runner(engine: Engine) -> AsyncIterator[Runner[Counter]]:
    with Runner(engine, Counter) as runner:
        yield runner
