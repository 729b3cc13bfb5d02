"""Migrations, with version files written for the test: up, refused when newer, whole or not at all, rows kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, String, Table, text

from bot.errors import StorageError
from storage import base
from storage.base import Sealed, UtcDateTime
from storage.engine import open_engine
from storage.migrate import HEAD, MIGRATIONS_DIR, current, differences, head, is_newer_than_code, revise, upgrade

FIRST = """
op.create_table("cases", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.String(10)))
    op.create_table("notes", sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id", ondelete="CASCADE", name="fk_notes")))
"""
COPY_CASES = """
with op.batch_alter_table("cases") as batch:
        batch.alter_column("state", existing_type=sa.String(10), nullable=False)
"""
BREAK_HALFWAY = """
op.add_column("cases", sa.Column("closed", sa.Integer()))
    op.execute("SELECT * FROM nowhere")
"""
ORPHAN = 'op.execute("DELETE FROM cases")'


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "some versions 100%"
    folder.mkdir()
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'base.db'}")
    yield engine
    engine.dispose()


def write(versions: Path, revision: str, down: str | None, steps: str) -> None:
    (versions / f"{revision}.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = {revision!r}\ndown_revision = {down!r}\n\n\n"
        f"def upgrade() -> None:\n    {steps.strip()}\n"
    )


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO cases (id, state) VALUES (1, 'new')"))
        connection.execute(text("INSERT INTO notes (id, case_id) VALUES (1, 1), (2, 1)"))


def test_an_empty_database_comes_up_to_the_code_and_stays_there(engine: Engine, versions: Path) -> None:
    write(versions, "r1", None, FIRST)
    assert current(engine) is None
    upgrade(engine, versions)
    upgrade(engine, versions)
    assert current(engine) == head(versions) == "r1"


def test_without_any_version_file_nothing_happens(engine: Engine, versions: Path) -> None:
    upgrade(engine, versions)
    assert current(engine) is None
    assert head(versions) is None


def test_a_newer_database_is_refused_and_left_as_it_is(engine: Engine, versions: Path) -> None:
    write(versions, "r1", None, FIRST)
    write(versions, "r2", "r1", COPY_CASES)
    upgrade(engine, versions)
    assert not is_newer_than_code(engine, versions)
    (versions / "r2.py").unlink()
    assert is_newer_than_code(engine, versions)
    with pytest.raises(StorageError, match="La base vient d'une version plus récente"):
        upgrade(engine, versions)
    assert current(engine) == "r2"


def test_copying_a_table_keeps_the_rows_that_hang_on_it(engine: Engine, versions: Path) -> None:
    write(versions, "r1", None, FIRST)
    upgrade(engine, versions)
    fill(engine)
    write(versions, "r2", "r1", COPY_CASES)
    upgrade(engine, versions)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar_one() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_the_code_expects_the_newest_version_file() -> None:
    assert ScriptDirectory(str(MIGRATIONS_DIR)).get_heads() == [HEAD]


def test_a_migration_that_fails_halfway_leaves_nothing(engine: Engine, versions: Path) -> None:
    write(versions, "r1", None, FIRST)
    upgrade(engine, versions)
    write(versions, "r2", "r1", COPY_CASES)
    write(versions, "r3", "r2", BREAK_HALFWAY)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(engine, versions)
    assert current(engine) == "r1"
    with engine.connect() as connection:
        columns = connection.execute(text("SELECT name FROM pragma_table_info('cases')")).scalars().all()
        assert columns == ["id", "state"]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_migration_that_would_leave_orphans_is_undone(engine: Engine, versions: Path) -> None:
    write(versions, "r1", None, FIRST)
    upgrade(engine, versions)
    fill(engine)
    write(versions, "r2", "r1", ORPHAN)
    with pytest.raises(StorageError, match="orphelines"):
        upgrade(engine, versions)
    assert current(engine) == "r1"
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM cases")).scalar_one() == 1


def declared() -> MetaData:
    tables = MetaData(naming_convention=base.metadata.naming_convention)
    Table("cases", tables, Column("id", String(12), primary_key=True), Column("story", Sealed, nullable=False))
    Table(
        "notes",
        tables,
        Column("id", Integer, primary_key=True),
        Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), index=True),
        Column("written_at", UtcDateTime, nullable=False),
    )
    return tables


def test_a_generated_version_builds_the_declared_tables_with_plain_types(engine: Engine, versions: Path) -> None:
    tables = declared()
    revise("first tables", tables, versions)
    (written,) = versions.glob("*.py")
    assert "storage" not in written.read_text()
    assert differences(engine, tables)
    upgrade(engine, versions)
    assert differences(engine, tables) == []


def test_the_next_generated_version_only_holds_what_changed(engine: Engine, versions: Path) -> None:
    tables = declared()
    revise("first tables", tables, versions)
    tables.tables["cases"].append_column(Column("closed_at", UtcDateTime))
    revise("closing", tables, versions)
    (second,) = versions.glob("*closing.py")
    assert "closed_at" in second.read_text()
    assert "create_table" not in second.read_text()
    upgrade(engine, versions)
    assert differences(engine, tables) == []
