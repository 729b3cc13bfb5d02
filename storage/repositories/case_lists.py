"""Lists of cases for coordinators: one page at a time, by an index, without opening a sealed value.

Must never: count or sort more rows than a page shows: at 10,000 cases a page costs what it costs at 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from bot.triage.urgency import Level
from storage.models import case_themes, cases
from storage.records import CaseLine, CaseState
from storage.repositories.base import Repository

_SHOWN = (
    cases.c.id, cases.c.reference, cases.c.kind, cases.c.state, cases.c.level, cases.c.age, cases.c.holder_id,
    cases.c.created_at, cases.c.sent_at, cases.c.opened_at, cases.c.answered_at, cases.c.closed_at, cases.c.read_by,
    cases.c.answer_by,
)  # fmt: skip
_OPEN = cases.c.closed_at.is_(None)
MOST_COUNTED = 100
"""A count beyond this is said as « 99+ »: counting them all would grow with the years."""


class CaseLists(Repository):
    """Pages are in order of arrival, the newest first; `after` is the id of the last case of the page before."""

    def open_ones(self, limit: int, after: str = "") -> list[CaseLine]:
        return self._page((_OPEN,), limit, after)

    def held_by(self, holder_id: str, limit: int, after: str = "") -> list[CaseLine]:
        """"" for nobody."""
        mine = cases.c.holder_id == holder_id if holder_id else cases.c.holder_id.is_(None)
        return self._page((_OPEN, mine), limit, after)

    def urgent(self, limit: int, after: str = "") -> list[CaseLine]:
        return self._page((_OPEN, cases.c.level == Level.IMMEDIAT.value), limit, after)

    def of_structure(self, structure: str, limit: int, after: str = "") -> list[CaseLine]:
        return self._page((cases.c.structure == structure, cases.c.state != CaseState.WITHDRAWN), limit, after)

    def at_place(self, place: str, limit: int, after: str = "") -> list[CaseLine]:
        return self._page((cases.c.place == place, cases.c.state != CaseState.WITHDRAWN), limit, after)

    def about(self, theme: str, limit: int, after: str = "") -> list[CaseLine]:
        """Found by the theme's keyed hash; its own instant keeps the page in order without opening anything."""
        hashed = self.ring.index("theme", theme)
        query = select(*_SHOWN).join(case_themes, case_themes.c.case_id == cases.c.id)
        query = query.where(case_themes.c.theme == hashed)
        if after:
            since = select(case_themes.c.at).where(case_themes.c.case_id == after, case_themes.c.theme == hashed)
            at = self.connection.execute(since).scalar_one_or_none()
            if at is None:
                return []
            earlier = and_(case_themes.c.at == at, case_themes.c.case_id < after)
            query = query.where(or_(case_themes.c.at < at, earlier))
        return self._lines(query.order_by(case_themes.c.at.desc(), case_themes.c.case_id.desc()).limit(limit))

    def late(self, limit: int) -> list[CaseLine]:
        """What was promised and has not been kept, the longest first: unread, then unanswered."""
        unread, unanswered = self._late()
        first = self._lines(select(*_SHOWN).where(*unread).order_by(cases.c.read_by).limit(limit))
        rest = self._lines(select(*_SHOWN).where(*unanswered).order_by(cases.c.answer_by).limit(limit))
        return [*first, *rest][:limit]

    def count_late(self) -> int:
        return min(sum(self._count(where) for where in self._late()), MOST_COUNTED)

    def _late(self) -> tuple[Sequence[ColumnElement[bool]], Sequence[ColumnElement[bool]]]:
        unread = (_OPEN, cases.c.opened_at.is_(None), cases.c.read_by < self.now)
        answer = (cases.c.answered_at.is_(None), cases.c.answer_by < self.now)
        return unread, (_OPEN, cases.c.opened_at.is_not(None), *answer)

    def count_open(self, holder_id: str | None = None, *, urgent: bool = False) -> int:
        """At most MOST_COUNTED. `holder_id` "" for nobody, None for all."""
        where: list[ColumnElement[bool]] = [_OPEN]
        if holder_id is not None:
            where.append(cases.c.holder_id == holder_id if holder_id else cases.c.holder_id.is_(None))
        if urgent:
            where.append(cases.c.level == Level.IMMEDIAT.value)
        return self._count(where)

    def _count(self, where: Sequence[ColumnElement[bool]]) -> int:
        some = select(cases.c.id).where(*where).limit(MOST_COUNTED).subquery()
        return int(self.connection.execute(select(func.count()).select_from(some)).scalar_one())

    def _page(self, where: Sequence[ColumnElement[bool]], limit: int, after: str) -> list[CaseLine]:
        query = select(*_SHOWN).where(*where)
        if after:
            last = self.connection.execute(select(cases.c.created_at).where(cases.c.id == after)).scalar_one_or_none()
            if last is None:
                return []
            earlier = and_(cases.c.created_at == last, cases.c.id < after)
            query = query.where(or_(cases.c.created_at < last, earlier))
        return self._lines(query.order_by(cases.c.created_at.desc(), cases.c.id.desc()).limit(limit))

    def _lines(self, query: Select[Any]) -> list[CaseLine]:
        return [_line(row) for row in self.connection.execute(query)]


def _line(row: Any) -> CaseLine:
    made: datetime = row.sent_at or row.created_at
    return CaseLine(
        id=row.id, reference=row.reference, kind=row.kind, state=CaseState(row.state), level=Level(row.level),
        age=row.age, holder_id=row.holder_id or "", received_at=made, opened_at=row.opened_at,
        answered_at=row.answered_at, closed_at=row.closed_at, read_by=row.read_by, answer_by=row.answer_by,
    )  # fmt: skip
