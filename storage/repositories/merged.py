"""Cards that left together: each is an outbox row of state `merged`, whose target is the row of the list they share.

Must never: let a card belong to two lists, or forget one that has not been shown.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from bot.messages import Op
from bot.triage.urgency import Level
from storage.models import cases, outbox
from storage.records import OPEN_STATES
from storage.repositories.base import Repository
from storage.repositories.outbox import DROPPED, FAILED, WAITING

MERGED = "merged"
CARD, LIST = "card", "cards"


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

    def cases_of(self, list_id: str) -> list[str]:
        """Ids of the cases of a list, in order of arrival."""
        query = select(outbox.c.case_id).where(outbox.c.target_id == list_id, outbox.c.state == MERGED)
        return list(self.connection.execute(query.order_by(outbox.c.seq)).scalars())

    def last_joined(self, list_id: str) -> tuple[int, datetime | None]:
        """How many cards a list holds, and when the last one joined."""
        query = select(func.count(), func.max(outbox.c.sent_at)).where(
            outbox.c.target_id == list_id, outbox.c.state == MERGED
        )
        count, at = self.connection.execute(query).one()
        return count, at

    def newest_list(self, address_id: str) -> str:
        """The last list begun in this chat that stands there, or is on its way; "" when there is none."""
        standing = or_(outbox.c.state == WAITING, outbox.c.message.is_not(None))
        query = select(outbox.c.id).where(
            outbox.c.address_id == address_id, outbox.c.kind == LIST, outbox.c.op == Op.SEND,
            outbox.c.state.not_in((FAILED, DROPPED)), standing,
        )  # fmt: skip
        return self.connection.execute(query.order_by(outbox.c.seq.desc()).limit(1)).scalar_one_or_none() or ""

    def has_edit(self, list_id: str) -> bool:
        """Whether an edit of this list is on its way."""
        query = select(outbox.c.id).where(
            outbox.c.target_id == list_id, outbox.c.op == Op.EDIT, outbox.c.state == WAITING
        )
        return self.connection.execute(query.limit(1)).first() is not None

    def lists_of(self, case_id: str) -> list[tuple[str, str]]:
        """(list, its chat) wherever this case is one of the lines."""
        query = select(outbox.c.target_id, outbox.c.address_id).where(
            outbox.c.case_id == case_id, outbox.c.kind == CARD, outbox.c.state == MERGED
        )
        return [(row.target_id, row.address_id) for row in self.connection.execute(query)]

    def release(self, list_id: str) -> list[str]:
        """The list is out of reach: its cards count as not posted. Returns their cases."""
        found = self.cases_of(list_id)
        lines = and_(outbox.c.target_id == list_id, outbox.c.state == MERGED)
        self.connection.execute(update(outbox).where(lines).values(state=DROPPED, reason="list_gone"))
        return found

    def release_all(self, address_id: str) -> None:
        """The chat has another address, or its messages are gone."""
        here = and_(outbox.c.address_id == address_id, outbox.c.state == MERGED)
        self.connection.execute(update(outbox).where(here).values(state=DROPPED, reason="list_gone"))


def _routine_cards(address_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        outbox.c.state == WAITING, outbox.c.address_id == address_id, outbox.c.kind == CARD, outbox.c.op == Op.SEND,
        outbox.c.urgent.is_(False), cases.c.level != Level.IMMEDIAT.value, cases.c.state.in_(OPEN_STATES),
        cases.c.opened_at.is_(None), cases.c.holder_id.is_(None),
    )  # fmt: skip
