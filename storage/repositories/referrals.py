"""Referrals: what a person was asked, what they agreed to in which words, and what became of it.

Must never: change the words of an agreement once they were shown, or keep what was handed on after the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from bot.intake.question import Codes
from bot.intake.roads import Road
from storage.base import new_id
from storage.models import cases
from storage.models_partners import referrals
from storage.records import OPEN_REFERRALS, Referral, ReferralState
from storage.repositories.base import Repository


class Referrals(Repository):
    def propose(
        self, case_id: str, partner: str, coordinator_id: str, *, shown: str, handed: Mapping[str, Codes]
    ) -> str:  # fmt: skip
        """`shown`: the words that ask; `handed`: what they name."""
        row_id = new_id()
        self.insert_row(
            referrals, id=row_id, case_id=case_id, partner=partner, coordinator_id=coordinator_id, how="", reason="",
            outcome="", state=ReferralState.PROPOSED, proposed_at=self.now,
            shown=self.seal(shown, "referrals.shown", row_id),
            handed=self.seal_json({key: list(codes) for key, codes in handed.items()}, "referrals.handed", row_id),
        )  # fmt: skip
        return row_id

    def of_id(self, row_id: str) -> Referral | None:
        row = self.find_row(referrals.c.id, row_id)
        return self._referral(row) if row else None

    def of_case(self, case_id: str) -> list[Referral]:
        """Every one, oldest first."""
        query = select(referrals).where(referrals.c.case_id == case_id)
        ordered = query.order_by(referrals.c.proposed_at, referrals.c.id)
        return [self._referral(row) for row in self.connection.execute(ordered).mappings()]

    def of_person(self, address_id: str) -> list[Referral]:
        """Those still open of somebody who writes for themselves, oldest first; never of what a relay has sent."""
        theirs = (cases.c.address_id == address_id, cases.c.kind == Road.YOUTH, referrals.c.state.in_(OPEN_REFERRALS))
        query = select(referrals).join(cases, cases.c.id == referrals.c.case_id).where(*theirs)
        ordered = query.order_by(referrals.c.proposed_at, referrals.c.id)
        return [self._referral(row) for row in self.connection.execute(ordered).mappings()]

    def accepted_by(self, relay_id: str) -> list[Referral]:
        here = (referrals.c.relay_id == relay_id, referrals.c.state == ReferralState.ACCEPTED)
        query = select(referrals).where(*here).order_by(referrals.c.proposed_at, referrals.c.id)
        return [self._referral(row) for row in self.connection.execute(query).mappings()]

    def move(self, row_id: str, before: ReferralState, after: ReferralState, **values: Any) -> bool:
        """From one state to the next, once: two at once, one wins. What was handed on goes with the end."""
        here = (referrals.c.id == row_id, referrals.c.state == before)
        if after not in OPEN_REFERRALS:
            values |= {"handed": None, "ended_at": self.now}
        done = self.connection.execute(update(referrals).where(*here).values(state=after, **values))
        return done.rowcount == 1

    def note_outcome(self, row_id: str, outcome: str) -> None:
        self.update_rows(referrals.c.id, row_id, outcome=outcome)

    def _referral(self, row: Any) -> Referral:
        row_id = row["id"]
        handed = self.open_json(row["handed"], "referrals.handed", row_id) if row["handed"] else {}
        return Referral(
            id=row_id, case_id=row["case_id"], partner=row["partner"], state=ReferralState(row["state"]),
            coordinator_id=row["coordinator_id"], shown=self.open(row["shown"], "referrals.shown", row_id),
            handed={key: tuple(codes) for key, codes in handed.items()}, how=row["how"],
            relay_id=row["relay_id"] or "", reason=row["reason"], outcome=row["outcome"],
            proposed_at=row["proposed_at"], agreed_at=row["agreed_at"], answered_at=row["answered_at"],
            ended_at=row["ended_at"],
        )  # fmt: skip
