"""Follow-ups that a human answers: planned, told when due, answered once; and the promises beside them.

Must never: open a sealed value for a list, or take two answers for one task.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, or_, select, type_coerce, update

from bot.triage.urgency import Level
from storage import statements
from storage.base import new_id
from storage.models import cases, entries, follow_ups, promises
from storage.records import OPEN_STATES, CaseState, EntryKind
from storage.records_tasks import Promised, Task, Unread
from storage.repositories.base import Repository
from storage.repositories.follow_ups import DONE, OPEN, WAITING

_LIVE = (WAITING, OPEN)
_CONTACT = (EntryKind.STORY, EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY)
_SHOWN = (
    follow_ups.c.id, follow_ups.c.kind, follow_ups.c.step, follow_ups.c.due_at, follow_ups.c.state,
    follow_ups.c.outcome, follow_ups.c.by_id, follow_ups.c.case_id, cases.c.reference, cases.c.holder_id,
)  # fmt: skip


_OPEN_CASES: Final = select(cases.c.id).where(cases.c.closed_at.is_(None), cases.c.state.in_(OPEN_STATES))
_state: Final = follow_ups.c.state + literal_column("''")
_due_at: Final = type_coerce(follow_ups.c.due_at + literal_column("0"), follow_ups.c.due_at.type)
"""The same values, in no index: follow-ups are then looked for by their case."""
_SAME: Final = select(follow_ups.c.id).where(
    follow_ups.c.case_id == bindparam("case"), follow_ups.c.kind == bindparam("kind"),
    follow_ups.c.step == bindparam("step", type_=follow_ups.c.step.type),
    follow_ups.c.due_at == bindparam("due_at", type_=follow_ups.c.due_at.type),
    or_(follow_ups.c.state == WAITING, follow_ups.c.state == OPEN),
)  # fmt: skip


class Tasks(Repository):
    def plan(self, kind: str, case_id: str, due_at: datetime, *, step: int = 0, by_id: str = "") -> tuple[str, bool]:
        """(its id, whether it is new): the same task planned twice for the same hour is one."""
        same = {"case": case_id, "kind": kind, "step": step, "due_at": due_at}
        if known := statements.first(self.connection, _SAME, same):
            return str(known["id"]), False
        row_id = new_id()
        self.insert_row(
            follow_ups, id=row_id, kind=kind, dedupe=f"{kind}:{case_id}:{row_id}", case_id=case_id, step=step,
            due_at=due_at, state=WAITING, created_at=self.now, by_id=by_id or None,
        )  # fmt: skip
        return row_id, True

    def tell(self, row_id: str) -> None:
        """Its hour has come: it stays open until a human answers."""
        where = follow_ups.c.id == row_id
        self.connection.execute(update(follow_ups).where(where).values(state=OPEN, done_at=None))

    def answer(self, row_id: str, outcome: str) -> bool:
        """Two at once: one wins."""
        live = (follow_ups.c.id == row_id, follow_ups.c.state.in_(_LIVE))
        values = {"state": DONE, "outcome": outcome, "done_at": self.now}
        return self.connection.execute(update(follow_ups).where(*live).values(**values)).rowcount == 1

    def of_id(self, row_id: str) -> Task | None:
        row = self.connection.execute(_tasks().where(follow_ups.c.id == row_id)).first()
        return _task(row) if row else None

    def of_case(self, case_id: str, kinds: Collection[str]) -> list[Task]:
        """What is planned, or waits for an answer, the earliest first."""
        mine = (follow_ups.c.case_id == case_id, follow_ups.c.kind.in_(kinds), follow_ups.c.state.in_(_LIVE))
        return [_task(row) for row in self.connection.execute(_tasks().where(*mine).order_by(follow_ups.c.due_at))]

    def until(self, end: datetime, kinds: Collection[str], always: str) -> list[Task]:
        """Live tasks of open cases due before `end`; those of kind `always` whatever the case, once they are told."""
        # Years of closed cases sleep among the follow-ups that wait: those of open cases are looked for by their case,
        # those that were told by their state.
        of_open = (
            follow_ups.c.case_id.in_(_OPEN_CASES), _state.in_(_LIVE), follow_ups.c.kind.in_(kinds), _due_at < end,
        )  # fmt: skip
        told = (
            follow_ups.c.state == OPEN, follow_ups.c.kind == always, follow_ups.c.due_at < end,
            cases.c.state != CaseState.WITHDRAWN,
        )  # fmt: skip
        rows = (row for where in (of_open, told) for row in self.connection.execute(_tasks().where(*where)))
        found = {row.id: _task(row) for row in rows}
        return sorted(found.values(), key=lambda task: (task.due_at, task.id))

    def due(self, kinds: Collection[str]) -> list[str]:
        where = (follow_ups.c.state == WAITING, follow_ups.c.due_at <= self.now, follow_ups.c.kind.in_(kinds))
        query = select(follow_ups.c.id).where(*where).order_by(follow_ups.c.due_at, follow_ups.c.id)
        return list(self.connection.execute(query).scalars())

    def last_contact(self, case_id: str) -> datetime | None:
        """When the person, or whoever answered, wrote last."""
        query = select(func.max(entries.c.at)).where(entries.c.case_id == case_id, entries.c.kind.in_(_CONTACT))
        found: datetime | None = self.connection.execute(query).scalar_one()
        return found

    # -- what else stands in the morning list ------------------------------------------------------------------

    def unread(self) -> list[Unread]:
        """Routine cases that nobody has opened, the oldest first."""
        where: tuple[ColumnElement[bool], ...] = (
            cases.c.state.in_((CaseState.SENT, CaseState.TAKEN)), cases.c.opened_at.is_(None),
            cases.c.closed_at.is_(None), cases.c.level != Level.IMMEDIAT.value,
        )  # fmt: skip
        query = select(cases.c.id, cases.c.reference, cases.c.holder_id).where(*where).order_by(cases.c.created_at)
        return [Unread(row.id, row.reference, row.holder_id or "") for row in self.connection.execute(query)]

    def promised(self, before: datetime) -> list[Promised]:
        """To open cases, due before then and not kept yet, the earliest first."""
        standing = (promises.c.kept_at.is_(None), promises.c.by <= before, cases.c.state.in_(OPEN_STATES))
        return self._promised(*standing)

    def promised_between(self, start: datetime, end: datetime) -> list[Promised]:
        """Due in [start, end[, kept or not; a case that was closed before leaves nothing to be kept."""
        over = (cases.c.closed_at < promises.c.by) & promises.c.kept_at.is_(None)
        return self._promised(promises.c.by >= start, promises.c.by < end, or_(cases.c.closed_at.is_(None), ~over))

    def _promised(self, *where: ColumnElement[bool]) -> list[Promised]:
        query = (
            select(promises.c.kind, promises.c.by, promises.c.kept_at, cases.c.id, cases.c.reference, cases.c.holder_id)
            .join(cases, cases.c.id == promises.c.case_id)
            .where(*where)
            .order_by(promises.c.by)
        )
        return [
            Promised(row.kind, row.by, row.kept_at, row.id, row.reference, row.holder_id or "")
            for row in self.connection.execute(query)
        ]


def _tasks() -> Select[tuple[object, ...]]:
    return select(*_SHOWN).join(cases, cases.c.id == follow_ups.c.case_id)


def _task(row: Row[tuple[object, ...]]) -> Task:
    return Task(
        id=row.id, kind=row.kind, step=row.step, due_at=row.due_at, told=row.state == OPEN,
        live=row.state in _LIVE, outcome=row.outcome, by_id=row.by_id or "", case_id=row.case_id,
        reference=row.reference, holder_id=row.holder_id or "",
    )  # fmt: skip
