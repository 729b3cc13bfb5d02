"""Cases, their themes, their timeline, and what was promised to the person.

Must never: store a SPECIAL or PERSONAL answer in clear; hand out a reference twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Select, bindparam, delete, func, or_, select, tuple_, update

from bot.intake.question import Codes
from bot.intake.roads import Road
from bot.triage.urgency import Level, Signal
from storage import statements
from storage.base import new_id
from storage.models import case_themes, cases, counters, entries, promises
from storage.models_partners import case_links, referrals
from storage.records import OPEN_STATES, Case, CaseState, Entry, EntryKind
from storage.repositories.base import Repository


@cache
def _latest(states: tuple[CaseState, ...]) -> Select[Any]:
    return (
        select(cases)
        .where(
            cases.c.address_id == bindparam("address"), cases.c.kind == bindparam("kind"),
            or_(*(cases.c.state == state for state in states)),
        )
        .order_by(cases.c.created_at.desc(), cases.c.reference.desc())
        .limit(1)
    )  # fmt: skip


_COUNTED: Final = select(counters.c.value).where(counters.c.name == bindparam("counter")).with_for_update()
_LAST: Final = select(func.coalesce(func.max(entries.c.position), 0).label("position")).where(
    entries.c.case_id == bindparam("case")
)


class Cases(Repository):
    def create(
        self, *, kind: str, prefix: str, year: int, address_id: str, level: Level, state: CaseState, version: int,
        notice: int, notice_at: datetime, structure: str = "", duty: str = "",
    ) -> str:  # fmt: skip
        """An empty case with the next reference of its year. `address_id` "": the person has no chat with us."""
        row_id = new_id()
        self.insert_row(
            cases, id=row_id, reference=f"{prefix}-{year}-{self._next(f'{prefix}-{year}'):04d}", kind=kind, state=state,
            level=level.value, address_id=address_id or None, questionnaire_version=version, notice=notice,
            notice_at=notice_at, structure=structure, duty=duty, body=self.seal("{}", "cases.body", row_id),
            signals=self.seal("[]", "cases.signals", row_id), alert_only=state is CaseState.ALERT,
            created_at=self.now, touched_at=self.now,
        )  # fmt: skip
        return row_id

    def fill(
        self, row_id: str, *, plain: Mapping[str, Codes], sealed: Mapping[str, Codes], age: str,
        signals: frozenset[Signal], themes: Codes,
    ) -> None:  # fmt: skip
        """What was said: PLAIN answers in clear, the rest sealed, one keyed hash per theme for filters and counts."""
        self.change(
            row_id,
            plain=orjson.dumps(plain).decode(),
            body=self.seal_json(sealed, "cases.body", row_id),
            age=age,
        )
        self.note_signals(row_id, signals)
        self.delete_rows(case_themes.c.case_id, row_id)
        for theme in dict.fromkeys(themes):
            hashed = self.ring.index("theme", theme)
            self.insert_row(case_themes, case_id=row_id, theme=hashed, at=self.now)

    def answer(self, case: Case, key: str, codes: Codes) -> None:
        """One more sealed answer, given after the sending."""
        sealed = self.find_value(cases.c.body, cases.c.id, case.id)
        body = self.open_json(sealed, "cases.body", case.id)
        self.change(case.id, body=self.seal_json({**body, key: list(codes)}, "cases.body", case.id))

    def of_id(self, row_id: str) -> Case | None:
        row = self.find_row(cases.c.id, row_id)
        return self._case(row) if row else None

    def of_reference(self, reference: str) -> Case | None:
        row = self.find_row(cases.c.reference, reference)
        return self._case(row) if row else None

    def latest_of(self, address_id: str, *states: CaseState, kind: str = Road.YOUTH) -> Case | None:
        """The person's newest case in one of these states (default: any that is not erased): their own, by default."""
        query = _latest(states or (*OPEN_STATES, CaseState.CLOSED))
        found = statements.first(self.connection, query, {"address": address_id, "kind": kind})
        return self._case(found) if found else None

    def filed_by(self, address_id: str, limit: int) -> list[Case]:
        """What a relay or civic agent has sent, newest first; bare alerts and erased ones are no transmissions."""
        sent = (*OPEN_STATES[1:], CaseState.CLOSED)
        query = (
            select(cases)
            .where(cases.c.address_id == address_id, cases.c.kind != Road.YOUTH, cases.c.state.in_(sent))
            .order_by(cases.c.sent_at.desc(), cases.c.reference.desc())
            .limit(limit)
        )
        return [self._case(row) for row in self.connection.execute(query).mappings()]

    def at_place(self, place: str, since: datetime, until: datetime, *, but: Collection[str] = ()) -> int:
        """How many civic incidents of one place happened in [since, until]; `but`: results that make it none."""
        here = (cases.c.place == place, cases.c.state != CaseState.WITHDRAWN, cases.c.result.not_in(but))
        query = select(func.count()).where(*here, cases.c.happened_at >= since, cases.c.happened_at <= until)
        return int(self.connection.execute(query).scalar_one())

    def link(self, one: str, other: str) -> None:
        """Two cases that belong together, for the coordinator only."""
        for case_id, other_id in ((one, other), (other, one)):
            pair = (case_links.c.case_id == case_id, case_links.c.other_id == other_id)
            known = select(case_links.c.case_id).where(*pair)
            if not self.connection.execute(known).first():
                self.insert_row(case_links, case_id=case_id, other_id=other_id, at=self.now)

    def unlink(self, one: str, other: str) -> None:
        pairs = tuple_(case_links.c.case_id, case_links.c.other_id)
        self.connection.execute(delete(case_links).where(pairs.in_([(one, other), (other, one)])))

    def linked(self, case_id: str) -> list[Case]:
        query = select(cases).join(case_links, case_links.c.other_id == cases.c.id)
        query = query.where(case_links.c.case_id == case_id).order_by(case_links.c.at)
        return [self._case(row) for row in self.connection.execute(query).mappings()]

    def open_ones(self) -> list[Case]:
        query = select(cases).where(cases.c.state.in_(OPEN_STATES)).order_by(cases.c.created_at)
        return [self._case(row) for row in self.connection.execute(query).mappings()]

    def change(self, row_id: str, **values: Any) -> None:
        self.update_rows(cases.c.id, row_id, touched_at=self.now, **values)

    def take(self, row_id: str, holder_id: str) -> bool:
        """Two at once: the row is changed only while nobody holds it, so one wins."""
        done = self.connection.execute(
            update(cases)
            .where(cases.c.id == row_id, cases.c.holder_id.is_(None), cases.c.state.in_(OPEN_STATES))
            .values(holder_id=holder_id, taken_at=self.now, touched_at=self.now)
        )
        return done.rowcount == 1

    def release(self, row_id: str, holder_id: str) -> None:
        """Who held it is no longer a coordinator: it can be taken again."""
        mine = (cases.c.id == row_id, cases.c.holder_id == holder_id)
        self.connection.execute(update(cases).where(*mine).values(holder_id=None))

    def hand_over(self, row_id: str, before: str, after: str) -> bool:
        """To another holder, while it is held by `before` ("": by nobody); one of two at once wins."""
        held = cases.c.holder_id == before if before else cases.c.holder_id.is_(None)
        done = self.connection.execute(
            update(cases)
            .where(cases.c.id == row_id, held, cases.c.state.in_(OPEN_STATES))
            .values(holder_id=after, taken_at=self.now, touched_at=self.now)
        )
        return done.rowcount == 1

    def result_of(self, row_id: str) -> str:
        """How it ended: a code of the closing; "" while it is open."""
        return str(self.connection.execute(select(cases.c.result).where(cases.c.id == row_id)).scalar_one())

    def note_signals(self, row_id: str, signals: Collection[Signal]) -> None:
        self.change(row_id, signals=self.seal(orjson.dumps(sorted(signals)), "cases.signals", row_id))

    def erase(self, row_id: str) -> None:
        """Everything that was said goes; the reference, its dates and its level stay as a number."""
        for told in (entries.c.case_id, case_themes.c.case_id, promises.c.case_id):
            self.delete_rows(told, row_id)
        agreed = update(referrals).where(referrals.c.case_id == row_id)
        self.connection.execute(agreed.values(shown=None, handed=None))
        self.change(
            row_id, state=CaseState.WITHDRAWN, plain="{}", age="", body=self.seal("{}", "cases.body", row_id),
            signals=self.seal("[]", "cases.signals", row_id), address_id=None, closed_at=self.now,
        )  # fmt: skip

    def _next(self, name: str) -> int:
        """Counted inside the transaction: a rolled-back case gives its number back, a committed one keeps it."""
        found = statements.first(self.connection, _COUNTED, {"counter": name})
        if found is None:
            self.insert_row(counters, name=name, value=1)
            return 1
        value = int(found["value"]) + 1
        self.update_rows(counters.c.name, name, value=value)
        return value

    def _case(self, row: Any) -> Case:
        said = {**orjson.loads(row["plain"]), **self.open_json(row["body"], "cases.body", row["id"])}
        signals = orjson.loads(self.open(row["signals"], "cases.signals", row["id"]))
        return Case(
            id=row["id"], reference=row["reference"], kind=row["kind"], state=CaseState(row["state"]),
            level=Level(row["level"]), address_id=row["address_id"] or "", structure=row["structure"],
            duty=row["duty"], place=row["place"], happened_at=row["happened_at"], version=row["questionnaire_version"],
            age=row["age"], answers={key: tuple(codes) for key, codes in said.items()},
            alert_only=row["alert_only"], signals=frozenset(Signal(name) for name in signals),
            false_alarm_at=row["false_alarm_at"], holder_id=row["holder_id"] or "", notice=row["notice"],
            notice_at=row["notice_at"], created_at=row["created_at"], sent_at=row["sent_at"],
            taken_at=row["taken_at"], opened_at=row["opened_at"], answered_at=row["answered_at"],
            closed_at=row["closed_at"], read_by=row["read_by"], answer_by=row["answer_by"],
            erasure_asked_at=row["erasure_asked_at"],
        )  # fmt: skip


class Entries(Repository):
    """The timeline of a case, in order."""

    def add(
        self, case_id: str, kind: EntryKind, body: str, *, message_id: str = "", author_id: str = "", event: str = ""
    ) -> str:
        row_id = new_id()
        (last,) = statements.rows(self.connection, _LAST, {"case": case_id})
        self.insert_row(
            entries, id=row_id, case_id=case_id, position=last["position"] + 1, kind=kind,
            event=event, author_id=author_id or None, at=self.now,
            body=self.seal(body, "entries.body", row_id) if body else None,
            message=self.ring.index(f"message:{case_id}", message_id) if message_id else None,
        )  # fmt: skip
        return row_id

    def of_case(self, case_id: str, *kinds: EntryKind) -> list[Entry]:
        query = select(entries).where(entries.c.case_id == case_id).order_by(entries.c.position)
        if kinds:
            query = query.where(entries.c.kind.in_(kinds))
        return [self._entry(row) for row in self.connection.execute(query).mappings()]

    def of_id(self, row_id: str) -> Entry | None:
        row = self.find_row(entries.c.id, row_id)
        return self._entry(row) if row else None

    def of_message(self, case_id: str, message_id: str) -> Entry | None:
        """The newest entry that came from this message of the person: its text, or its last edit."""
        hashed = self.ring.index(f"message:{case_id}", message_id)
        query = select(entries).where(entries.c.case_id == case_id, entries.c.message == hashed)
        row = self.connection.execute(query.order_by(entries.c.position.desc())).mappings().first()
        return self._entry(row) if row else None

    def replace_body(self, row_id: str, body: str) -> None:
        sealed = self.seal(body, "entries.body", row_id)
        self.update_rows(entries.c.id, row_id, body=sealed)

    def left(self, row_id: str) -> None:
        """An answer that waited for its hour has left: it is as old as its leaving."""
        self.update_rows(entries.c.id, row_id, event="", at=self.now)

    def remove(self, row_id: str) -> None:
        """What never left, taken back by whoever wrote it."""
        self.delete_rows(entries.c.id, row_id)

    def mark_read(self, case_id: str) -> None:
        where = (entries.c.case_id == case_id, entries.c.read_at.is_(None))
        self.connection.execute(update(entries).where(*where).values(read_at=self.now))

    def _entry(self, row: Any) -> Entry:
        return Entry(
            id=row["id"], case_id=row["case_id"], kind=EntryKind(row["kind"]), event=row["event"],
            author_id=row["author_id"] or "", body=self.open(row["body"], "entries.body", row["id"]), at=row["at"],
            read_at=row["read_at"],
        )  # fmt: skip


class Promises(Repository):
    """What a person was told would happen, and whether it did."""

    def make(self, case_id: str, kind: str, by: datetime) -> None:
        values = {"id": new_id(), "case_id": case_id, "kind": kind, "by": by, "made_at": self.now}
        self.insert_row(promises, **values)

    def keep(self, case_id: str, kind: str) -> None:
        where = (promises.c.case_id == case_id, promises.c.kind == kind, promises.c.kept_at.is_(None))
        self.connection.execute(update(promises).where(*where).values(kept_at=self.now))

    def of_case(self, case_id: str) -> list[tuple[str, datetime, datetime | None]]:
        """(kind, by, kept at) of each, in the order in which they were made."""
        query = select(promises.c.kind, promises.c.by, promises.c.kept_at).where(promises.c.case_id == case_id)
        return [(row.kind, row.by, row.kept_at) for row in self.connection.execute(query.order_by(promises.c.made_at))]
