"""Relays and civic agents: who is enrolled for which structure, and until when.

Must never: give back a right that was taken.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.intake.roads import Duty
from storage.models_partners import relays
from storage.records import Invitation, Relay
from storage.repositories.base import Repository


class Relays(Repository):
    def of(self, address_id: str) -> Relay | None:
        """Also one who is revoked or has not accepted the rules: see `Relay.active`."""
        row = self.find_row(relays.c.address_id, address_id)
        return self._relay(row) if row else None

    def active(self, structure: str = "") -> list[Relay]:
        """Everybody who has the right now, oldest first; of one structure when named."""
        query = select(relays).where(relays.c.revoked_at.is_(None), relays.c.rules > 0).order_by(relays.c.enrolled_at)
        if structure:
            query = query.where(relays.c.structure == structure)
        return [self._relay(row) for row in self.connection.execute(query).mappings()]

    def enrol(self, address_id: str, invitation: Invitation, name: str) -> None:
        """Enrolled, or enrolled again elsewhere; without a right until the rules are accepted."""
        values = {
            "structure": invitation.structure, "duty": invitation.duty, "invited_by": invitation.by or None,
            "name": self.seal(name, "relays.name", address_id), "rules": 0, "rules_at": None, "revoked_at": None,
            "enrolled_at": self.now, "reviewed_at": self.now,
        }  # fmt: skip
        if self.of(address_id):
            self.change(address_id, **values)
        else:
            self.insert_row(relays, address_id=address_id, **values)

    def rename(self, address_id: str, name: str) -> None:
        self.change(address_id, name=self.seal(name, "relays.name", address_id))

    def forget_invited(self, address_id: str) -> None:
        """Somebody who did not accept the rules: no name is left, and accepting them later gives nothing."""
        nobody = self.seal("", "relays.name", address_id)
        here = (relays.c.address_id == address_id, relays.c.rules == 0)
        self.connection.execute(update(relays).where(*here).values(name=nobody, revoked_at=self.now))

    def former(self, revoked_before: datetime) -> list[Relay]:
        """Whose right ended before then."""
        query = select(relays).where(relays.c.revoked_at < revoked_before)
        return [self._relay(row) for row in self.connection.execute(query).mappings()]

    def change(self, address_id: str, **values: Any) -> None:
        self.update_rows(relays.c.address_id, address_id, **values)

    def unreviewed_since(self, at: datetime) -> list[Relay]:
        query = select(relays).where(relays.c.revoked_at.is_(None), relays.c.reviewed_at <= at)
        return [self._relay(row) for row in self.connection.execute(query.order_by(relays.c.reviewed_at)).mappings()]

    def _relay(self, row: Any) -> Relay:
        row_id = row["address_id"]
        return Relay(
            id=row_id, name=self.open(row["name"], "relays.name", row_id), structure=row["structure"],
            duty=Duty(row["duty"]), rules=row["rules"], enrolled_at=row["enrolled_at"],
            reviewed_at=row["reviewed_at"], revoked_at=row["revoked_at"], invited_by=row["invited_by"] or "",
        )  # fmt: skip
