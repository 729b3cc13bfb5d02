"""Drafts: one per person, sealed whole. The database is the only truth about where a dialogue stands.

Must never: keep a draft's words anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.intake.draft import Draft
from bot.messages import Address
from storage.base import new_id
from storage.models import addresses, drafts
from storage.records import KeptDraft
from storage.repositories.base import Repository


class Drafts(Repository):
    def of(self, address_id: str) -> KeptDraft | None:
        row = self.find_row(drafts.c.address_id, address_id)
        return self._kept(row) if row else None

    def of_id(self, row_id: str) -> KeptDraft | None:
        row = self.find_row(drafts.c.id, row_id)
        return self._kept(row) if row else None

    def begin(
        self, address_id: str, draft: Draft, *, asking: str, questionnaire: str, version: int, notice: int
    ) -> str:
        row_id = new_id()
        self.insert_row(
            drafts, id=row_id, address_id=address_id, questionnaire=questionnaire, version=version, asking=asking,
            body=self.seal(draft.to_json(), "drafts.body", row_id), notice=notice, notice_at=self.now,
            created_at=self.now, touched_at=self.now,
        )  # fmt: skip
        return row_id

    def save(self, row_id: str, draft: Draft, asking: str, *, question_row: str = "") -> None:
        """`question_row`: the outbox row that asks it, if it is asked anew."""
        body = self.seal(draft.to_json(), "drafts.body", row_id)
        shown = {"question_row": question_row} if question_row else {}
        self.change(row_id, body=body, asking=asking, touched_at=self.now, **shown)

    def change(self, row_id: str, **values: Any) -> None:
        self.update_rows(drafts.c.id, row_id, **values)

    def erase(self, row_id: str) -> None:
        self.delete_rows(drafts.c.id, row_id)

    def touched_since(self, at: datetime) -> list[KeptDraft]:
        query = select(drafts).where(drafts.c.touched_at >= at).order_by(drafts.c.touched_at)
        return [self._kept(row) for row in self.connection.execute(query).mappings()]

    def states(self) -> Iterator[tuple[Address, str]]:
        """(private chat, state) of every dialogue under way, for the routing table after a restart."""
        query = select(addresses.c.id, addresses.c.platform, addresses.c.value, drafts.c.asking)
        for row in self.connection.execute(query.join_from(drafts, addresses)):
            yield Address(row.platform, self.open(row.value, "addresses.value", row.id)), row.asking

    def _kept(self, row: Any) -> KeptDraft:
        return KeptDraft(
            id=row["id"], address_id=row["address_id"], questionnaire=row["questionnaire"],
            draft=Draft.from_json(self.open(row["body"], "drafts.body", row["id"])),
            case_id=row["case_id"] or "", question_row=row["question_row"] or "", notice=row["notice"],
            notice_at=row["notice_at"], created_at=row["created_at"], touched_at=row["touched_at"],
        )  # fmt: skip
