"""Cards that left together: each is an outbox row of state `merged`, whose target is the row of the list they share.

Must never: let a card belong to two lists, or forget one that has not been shown.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, bindparam, select, update

from bot.messages import Op
from bot.triage.urgency import Level
from storage import statements
from storage.models import cases, outbox
from storage.outbox_queries import DROPPED, WAITING
from storage.records import OPEN_STATES
from storage.repositories.base import Repository

MERGED = "merged"
CARD, LIST = "card", "cards"

_LINES_OF: Final = (
    select(outbox.c.target_id, outbox.c.address_id)
    .where(outbox.c.case_id == bindparam("case"), outbox.c.kind == CARD, outbox.c.state == MERGED)
    .order_by(outbox.c.seq)
)


class MergedCards(Repository):
    def waiting(self, address_id: str) -> list[str]:
        """Ids of the routine cards that could leave now for this chat: nobody has opened or taken their case."""
        query = (
            select(outbox.c.id)
            .join(cases, cases.c.id == outbox.c.case_id)
            .where(*_routine_cards(address_id), outbox.c.due_at <= self.now)
        )
        return list(self.connection.execute(query.order_by(outbox.c.seq)).scalars())

    def merge(self, row_ids: Collection[str], list_id: str) -> None:
        """From here on these cards are lines of the list."""
        self.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(row_ids), outbox.c.state == WAITING)
            .values(state=MERGED, target_id=list_id, sent_at=self.now)
        )

    def cases_of(self, address_id: str, list_id: str) -> list[str]:
        """Ids of the cases of a list of this chat, in order of arrival."""
        query = select(outbox.c.case_id).where(*_lines(address_id), outbox.c.target_id == list_id)
        return list(self.connection.execute(query.order_by(outbox.c.seq)).scalars())

    def has_edit(self, address_id: str, list_id: str) -> bool:
        """Whether an edit of this list is on its way."""
        query = select(outbox.c.id).where(
            outbox.c.address_id == address_id, outbox.c.state == WAITING, outbox.c.target_id == list_id,
            outbox.c.op == Op.EDIT,
        )  # fmt: skip
        return self.connection.execute(query.limit(1)).first() is not None

    def lists_of(self, case_id: str) -> list[str]:
        """Ids of the lists in which this case is a line."""
        return [row["target_id"] for row in statements.rows(self.connection, _LINES_OF, {"case": case_id})]

    def chats_of(self, case_id: str) -> list[str]:
        """The chats of these lists."""
        return [row["address_id"] for row in statements.rows(self.connection, _LINES_OF, {"case": case_id})]

    def release(self, address_id: str, list_id: str = "") -> list[str]:
        """A list (all of a chat) is out of reach: its cards count as not posted. Returns their cases."""
        where = (*_lines(address_id), *((outbox.c.target_id == list_id,) if list_id else ()))
        found = list(self.connection.execute(select(outbox.c.case_id).where(*where).order_by(outbox.c.seq)).scalars())
        self.connection.execute(update(outbox).where(*where).values(state=DROPPED, reason="list_gone"))
        return found


def _lines(address_id: str) -> tuple[ColumnElement[bool], ...]:
    return (outbox.c.address_id == address_id, outbox.c.state == MERGED)


def _routine_cards(address_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        outbox.c.state == WAITING, outbox.c.address_id == address_id, outbox.c.kind == CARD, outbox.c.op == Op.SEND,
        outbox.c.urgent.is_(False), cases.c.level != Level.IMMEDIAT.value, cases.c.state.in_(OPEN_STATES),
        cases.c.opened_at.is_(None), cases.c.holder_id.is_(None),
    )  # fmt: skip
