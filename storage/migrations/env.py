"""Alembic's entry: runs migrations, or compares a database with the declared tables, on the connection it is given.

Must never: open a database by itself, or let a version file depend on the code of the day.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from bot.errors import StorageError
from storage.base import Sealed, UtcDateTime


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Version files name plain SQLAlchemy types: they must still run when ours have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    return False


def _run() -> None:
    attributes = context.config.attributes
    if "connection" not in attributes:
        raise StorageError("Les migrations passent par storage.migrate (upgrade, revise), qui ouvre la base.")
    context.configure(
        connection=attributes["connection"],
        target_metadata=attributes.get("metadata"),
        render_as_batch=True,  # SQLite changes a table by copying it
        render_item=_render,
    )
    with context.begin_transaction():  # inside the caller's own transaction: all steps or none
        context.run_migrations()


_run()
