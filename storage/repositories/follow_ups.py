"""Follow-ups: rows with a due time, written with their cause, claimed by conditional update.

Must never: be run twice, or be lost because the service slept.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, or_, select, update

from storage import statements
from storage.base import new_id
from storage.models import follow_ups
from storage.records import FollowUp
from storage.repositories.base import Repository
from storage.waiting import undone_since

WAITING, OPEN, DONE, DROPPED = "waiting", "open", "done", "dropped"
"""OPEN: told to a coordinator, waits for an answer; see `tasks`."""


@cache
def _dropping(subjects: tuple[str, ...], kinds: tuple[str, ...]) -> Update:
    here = [follow_ups.c[name] == bindparam(f"of_{name}") for name in subjects]
    live = or_(follow_ups.c.state == WAITING, follow_ups.c.state == OPEN)
    of_kinds = [or_(*(follow_ups.c.kind == kind for kind in kinds))] if kinds else []
    return update(follow_ups).where(*here, live, *of_kinds)


@cache
def _living(subjects: tuple[str, ...]) -> Select[Any]:
    here = [follow_ups.c[name] == bindparam(name) for name in subjects]
    live = or_(follow_ups.c.state == WAITING, follow_ups.c.state == OPEN)
    return select(follow_ups.c.id).where(follow_ups.c.kind == bindparam("kind"), live, *here).limit(1)


class FollowUps(Repository):
    def queue(
        self, kind: str, due_at: datetime, *, case_id: str = "", draft_id: str = "", subject_id: str = "", step: int = 0
    ) -> None:
        """One row per (kind, subject, step, hour): queued again it changes nothing, but one taken back waits again."""
        dedupe = f"{kind}:{subject_id or case_id or draft_id}:{step}:{due_at.timestamp():.0f}"
        known = self.find_value(follow_ups.c.state, follow_ups.c.dedupe, dedupe)
        if known == DROPPED:
            self.update_rows(follow_ups.c.dedupe, dedupe, state=WAITING, done_at=None)
        if known:
            return
        self.insert_row(
            follow_ups, id=new_id(), kind=kind, dedupe=dedupe, case_id=case_id or None, draft_id=draft_id or None,
            subject_id=subject_id or None, step=step, due_at=due_at, state=WAITING, created_at=self.now,
        )  # fmt: skip

    def due(self, limit: int) -> list[str]:
        """Ids of rows whose time has come, oldest first."""
        query = (
            select(follow_ups.c.id)
            .where(follow_ups.c.state == WAITING, follow_ups.c.due_at <= self.now)
            .order_by(follow_ups.c.due_at, follow_ups.c.id)
            .limit(limit)
        )
        return list(self.connection.execute(query).scalars())

    def claim(self, row_id: str) -> FollowUp | None:
        """Mine if nobody had it: done in the very transaction that carries its effects."""
        done = self.connection.execute(
            update(follow_ups)
            .where(follow_ups.c.id == row_id, follow_ups.c.state == WAITING)
            .values(state=DONE, done_at=self.now)
        )
        if done.rowcount != 1:
            return None
        row = self.connection.execute(select(follow_ups).where(follow_ups.c.id == row_id)).one()
        return FollowUp(
            row.id, row.kind, row.case_id or "", row.draft_id or "", row.subject_id or "", row.step, row.due_at,
            row.by_id or "",
        )  # fmt: skip

    def outcome(self, row_id: str, outcome: str) -> None:
        self.update_rows(follow_ups.c.id, row_id, outcome=outcome)

    def drop(
        self, *, case_id: str = "", draft_id: str = "", subject_id: str = "", kinds: Collection[str] = ()
    ) -> None:
        """Those of one case, draft or other subject, told ones included."""
        given = {"case_id": case_id, "draft_id": draft_id, "subject_id": subject_id}
        whose = {f"of_{name}": value for name, value in given.items() if value}
        query = _dropping(tuple(name for name, value in given.items() if value), tuple(kinds))
        statements.run(self.connection, query, {**whose, "state": DROPPED, "done_at": self.now})

    def next_of(self, case_id: str, kinds: Collection[str] = ()) -> datetime | None:
        live = follow_ups.c.state.in_((WAITING, OPEN))
        query = select(follow_ups.c.due_at).where(follow_ups.c.case_id == case_id, live)
        if kinds:
            query = query.where(follow_ups.c.kind.in_(kinds))
        return self.connection.execute(query.order_by(follow_ups.c.due_at).limit(1)).scalar_one_or_none()

    def waiting_at(self, kind: str, subject_id: str) -> datetime | None:
        """When the row of this kind about a subject falls due; None when none waits."""
        mine = (follow_ups.c.kind == kind, follow_ups.c.subject_id == subject_id, follow_ups.c.state == WAITING)
        return self.connection.execute(select(follow_ups.c.due_at).where(*mine).limit(1)).scalar_one_or_none()

    def has(self, kind: str, case_id: str = "", *, draft_id: str = "") -> bool:
        """Whether one is to come, or waits for an answer."""
        given = {"draft_id": draft_id, "case_id": case_id}
        whose = {name: value for name, value in given.items() if value}
        return bool(statements.rows(self.connection, _living(tuple(whose)), {"kind": kind, **whose}))

    def stuck_since(self, before: datetime) -> datetime | None:
        """Since when the oldest follow-up waits that was due before then: it fails whenever it is tried."""
        return undone_since(self.connection, before)

    def forget(self, before: datetime) -> None:
        where = (follow_ups.c.state.in_((DONE, DROPPED)), follow_ups.c.done_at < before)
        self.connection.execute(delete(follow_ups).where(*where))
