"""Absences of coordinators: from when to when, and who takes over.

Must never: hold a reason.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.base import new_id
from storage.models import absences
from storage.records import Absence
from storage.repositories.base import Repository


class Absences(Repository):
    def plan(self, staff_id: str, first_at: datetime, last_at: datetime, deputy_id: str = "") -> str:
        row_id = new_id()
        self.insert_row(
            absences, id=row_id, staff_id=staff_id, deputy_id=deputy_id or None, first_at=first_at, last_at=last_at,
            created_at=self.now,
        )  # fmt: skip
        return row_id

    def of_id(self, row_id: str) -> Absence | None:
        row = self.find_row(absences.c.id, row_id)
        return self._absence(row) if row else None

    def standing(self) -> list[Absence]:
        """Those that are not over: under way, or still to come."""
        query = select(absences).where(absences.c.ended_at.is_(None), absences.c.last_at > self.now)
        return [self._absence(row) for row in self.connection.execute(query.order_by(absences.c.first_at)).mappings()]

    def under_way(self, staff_id: str) -> Absence | None:
        return next((one for one in self.standing() if one.staff_id == staff_id and one.first_at <= self.now), None)

    def end(self, row_id: str, at: datetime) -> bool:
        """Once: back earlier, or called off."""
        here = (absences.c.id == row_id, absences.c.ended_at.is_(None))
        return self.connection.execute(update(absences).where(*here).values(ended_at=at)).rowcount == 1

    def _absence(self, row: Any) -> Absence:
        return Absence(
            id=row["id"], staff_id=row["staff_id"], deputy_id=row["deputy_id"] or "", first_at=row["first_at"],
            last_at=row["last_at"], ended_at=row["ended_at"],
        )  # fmt: skip
