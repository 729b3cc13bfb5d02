"""An independent reader of both sides: the rows of the database, and what the simulated Telegram was asked.

It reads beside the bot, by a connection of its own and plain SQL. Must never: write, or take the bot's
word for who may read what.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, NullPool, RowMapping, bindparam, create_engine, inspect, text

from bot.simulator.shapes import Call
from tests.conversations.stage import Stage

OF_NOBODY = frozenset({"updates", "facts", "counters", "alembic_version"})
"""Tables of the house itself: replays, the sign of life, posters."""
ASKING = frozenset({"getUpdates", "getChatMember"})
OWN = frozenset({"addresses", "drafts", "inbound", "outbox", "follow_ups"})
"""Where whoever has no right may leave a trace of their own: that they wrote, their draft, what they were answered."""

Told = tuple[str, str, tuple[str, ...], str]
"""A request as its reader could tell it from another: the method, words, labels of buttons, a link."""


@dataclass(frozen=True)
class Snapshot:
    """`rows`: (table, whose row, as the id of an address or "", a digest of all its bytes), and how many there are."""

    rows: Counter[tuple[str, str, bytes]]

    def changed(self, later: Snapshot) -> set[tuple[str, str]]:
        """(table, owner) of every row that was written, changed or deleted."""
        return {(table, owner) for table, owner, _ in (self.rows - later.rows) + (later.rows - self.rows)}


def snapshot(stage: Stage) -> Snapshot:
    with _beside(stage) as connection:
        every = {
            name: connection.execute(text(f"select * from {name}")).mappings().all()
            for name in inspect(connection).get_table_names() if name not in OF_NOBODY
        }  # fmt: skip
    owners = {row["id"]: row["address_id"] for name in ("cases", "drafts") for row in every[name]}
    return Snapshot(Counter((name, _owner(name, row, owners), _digest(row)) for name in every for row in every[name]))


@contextmanager
def _beside(stage: Stage) -> Iterator[Connection]:
    """A connection of our own."""
    engine = create_engine(stage.database, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _owner(table: str, row: RowMapping, owners: Mapping[str, str]) -> str:
    if table == "addresses":
        return str(row["id"])
    if "address_id" in row:
        return str(row["address_id"])
    return owners.get(row.get("case_id") or row.get("draft_id") or "", "")


def _digest(row: RowMapping) -> bytes:
    return hashlib.blake2b(repr(tuple(row.values())).encode(), digest_size=16).digest()


def by_chat(stage: Stage, since: int) -> dict[object, list[Told]]:
    """What Telegram was asked since the call of that number, by the chat it reached, or whose tap it answered."""
    found: dict[object, list[Told]] = defaultdict(list)
    for call in stage.world.calls[since:]:
        if call.method not in ASKING:
            found[reached(stage, call)].append(as_told(call))
    return found


def reached(stage: Stage, call: Call) -> object:
    """The chat; of an answer to a tap, whoever tapped."""
    query = stage.world.queries.get(str(call.params.get("callback_query_id", "")))
    return query.user_id if query else call.params.get("chat_id")


def as_told(call: Call) -> Told:
    markup = call.params.get("reply_markup") or {}
    labels = [button["text"] for row in markup.get("inline_keyboard", ()) for button in row]
    words = str(call.params.get("text", call.params.get("caption", "")))
    return (call.method, words, tuple(labels), str(call.params.get("url", "")))


def said(call: Call) -> str:
    """Every word of a request, labels and links included."""
    _, words, labels, link = as_told(call)
    return "\n".join((words, *labels, link))


def ids_of(stage: Stage, owners: list[str]) -> frozenset[str]:
    """Every id that a button about these people could carry: their own, and those of what is theirs."""
    cases = "select id from cases where address_id in :owners"
    asked = (
        cases, "select id from drafts where address_id in :owners",
        f"select id from referrals where case_id in ({cases})", f"select id from follow_ups where case_id in ({cases})",
        "select id from follow_ups where subject_id in :owners",
    )  # fmt: skip
    whose = bindparam("owners", owners, expanding=True)
    with _beside(stage) as connection:
        found = {row for query in asked for row in connection.execute(text(query).bindparams(whose)).scalars()}
    return frozenset(found | set(owners))
