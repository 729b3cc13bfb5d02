"""The house's own books: updates seen, dead letters, the access log, counters and facts.

Must never: hold content, save the sealed body of a dead letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from bot.errors import AlreadyHandled
from bot.messages import Address
from storage.base import new_id
from storage.models import access_log, counters, dead_letters, facts, updates
from storage.records import Case
from storage.repositories.base import Repository

REASON_LENGTH = 32
"""Characters of its column: the name of an error may be longer."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: str
    incident: str
    update_id: int
    body: bytes = field(repr=False)
    reason: str
    at: datetime


class Ledger(Repository):
    def remember_update(self, update_id: int) -> None:
        try:
            self.insert_row(updates, update_id=update_id, at=self.now)
        except IntegrityError as seen:
            raise AlreadyHandled(str(update_id)) from seen

    def forget_burial(self, letter: DeadLetter) -> None:
        """Before a dead letter is handled again: its burial counted as its effects; a later handling still counts."""
        here = (updates.c.update_id == letter.update_id, updates.c.at == letter.at)
        self.connection.execute(delete(updates).where(*here))

    def note_access(self, actor_id: str, case: Case, action: str) -> None:
        """Who, when, which case, which action; never content."""
        self.insert_row(
            access_log, id=new_id(), at=self.now, actor_id=actor_id, case_id=case.id, reference=case.reference,
            action=action,
        )

    def accesses(self, case_id: str) -> list[tuple[str, str]]:
        query = select(access_log.c.actor_id, access_log.c.action).where(access_log.c.case_id == case_id)
        return [(row.actor_id, row.action) for row in self.connection.execute(query.order_by(access_log.c.at))]

    def accesses_of(self, case_id: str, *actions: str) -> list[tuple[datetime, str, str]]:
        """(when, actor, action) of these actions on a case (none named: of all), oldest first."""
        query = select(access_log.c.at, access_log.c.actor_id, access_log.c.action)
        query = query.where(access_log.c.case_id == case_id)
        query = query.where(access_log.c.action.in_(actions)) if actions else query
        return [(row.at, row.actor_id, row.action) for row in self.connection.execute(query.order_by(access_log.c.at))]

    def bury(self, update_id: int, raw: bytes, reason: str, whose: Address | None) -> str:
        """Keep an update that could not be handled; returns its incident number. A second burial gives the first's."""
        known = select(dead_letters.c.incident).where(dead_letters.c.update_id == update_id)
        incident = self.connection.execute(known).scalar_one_or_none()
        if incident:
            return str(incident)
        incident, row_id = f"I-{self.count('incidents'):05d}", new_id()
        self.insert_row(
            dead_letters, id=row_id, incident=incident, update_id=update_id, reason=reason[:REASON_LENGTH], at=self.now,
            body=self.ring.seal(raw, f"dead_letters.body:{row_id}"),
            lookup=self.ring.lookup(whose.platform, whose.value) if whose else None,
        )  # fmt: skip
        return incident

    def dead_letters(self) -> Iterator[DeadLetter]:
        query = select(dead_letters).where(dead_letters.c.replayed_at.is_(None)).order_by(dead_letters.c.at)
        for row in self.connection.execute(query):
            body = self.ring.open(row.body, f"dead_letters.body:{row.id}")
            yield DeadLetter(row.id, row.incident, row.update_id, body, row.reason, row.at)

    def mark_replayed(self, row_id: str) -> None:
        self.update_rows(dead_letters.c.id, row_id, replayed_at=self.now)

    def forget_dead_letters_of(self, whose: Address) -> None:
        lookup = self.ring.lookup(whose.platform, whose.value)
        self.connection.execute(delete(dead_letters).where(dead_letters.c.lookup == lookup))

    def count(self, name: str) -> int:
        """Add one to a nameless counter and return it."""
        known = self.counted(name)
        if known == 0:
            self.insert_row(counters, name=name, value=1)
        else:
            self.update_rows(counters.c.name, name, value=known + 1)
        return known + 1

    def counted(self, name: str) -> int:
        query = select(func.coalesce(func.max(counters.c.value), 0)).where(counters.c.name == name)
        return int(self.connection.execute(query).scalar_one())

    def fact(self, name: str) -> str:
        return self.connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none() or ""

    def facts(self, prefix: str) -> dict[str, str]:
        rows = self.connection.execute(select(facts.c.name, facts.c.value).where(facts.c.name.startswith(prefix)))
        return {row.name.removeprefix(prefix): row.value for row in rows}

    def set_fact(self, name: str, value: str) -> None:
        if self.connection.execute(select(facts.c.name).where(facts.c.name == name)).first():
            self.update_rows(facts.c.name, name, value=value)
        else:
            self.insert_row(facts, name=name, value=value)

    def forget(self, *, updates_before: datetime, letters_before: datetime, log_before: datetime) -> None:
        self.connection.execute(delete(updates).where(updates.c.at < updates_before))
        self.connection.execute(delete(dead_letters).where(dead_letters.c.at < letters_before))
        self.connection.execute(delete(access_log).where(access_log.c.at < log_before))
