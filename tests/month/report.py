"""What a month left behind, read from both sides: what people saw, and what the database holds.

Must never: count as late what was said late, or forget what is still waiting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from bot.services.task_terms import TASKS
from bot.simulator.shapes import Message
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import GROUP, KARIMA, SOLENE, Stage
from tests.month.clauses import ABOUT_A_CASE, MARKS, ON_TIME, Told, judged
from tests.month.player import Player
from tests.month.town import ARMISTICE, END, FIRST_USER, OUTAGES, PARIS

ANSWERS = timedelta(minutes=10)
"""A bubble this soon after somebody's own message answers it."""
AT_ANY_HOUR = (
    "Personne n'a encore lu", "Un message t'attend", "Quelqu'un de l'équipe a lu", "Quelqu'un de l'équipe a vu",
)  # fmt: skip
"""The immediate chain, and that an immediate case was read."""


@dataclass
class Report:
    follow_ups: Counter[str] = field(default_factory=Counter)
    late_by_outage: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    promised: Counter[str] = field(default_factory=Counter)
    mornings: Counter[str] = field(default_factory=Counter)

    @property
    def calm(self) -> bool:
        return not self.wrong


async def read(player: Player) -> Report:
    stage, report = player.stage, Report()
    rows = await stage.service.store.run(_follow_ups)
    for kind, state, due_at, done_at in rows:
        _check_follow_up(report, kind, state, due_at, done_at)
    sent = [call for call in stage.world.calls_of("sendMessage") if call.error is None]
    clauses = judged(await stage.service.store.run(_told), sent, stage.service.house.words(), (ARMISTICE,))
    report.promised, report.mornings = clauses.counts, clauses.mornings
    report.wrong += clauses.wrong
    _check_nights(stage, report)
    _check_once(stage, report)
    report.counts |= await stage.service.store.run(_counts)
    report.counts["said to be late"] = sum("en retard" in text for chat in _desk() for text in stage.texts(chat))
    report.counts["messages to young people"] = sum(len(_said(stage, user)) for user in _people(stage))
    shown = "\n".join(message.text for message in stage.world.messages(GROUP))
    cases = await stage.service.store.run(_references)
    report.counts["cases without a card"] = sum(reference not in shown for reference in cases)
    if report.counts["cases without a card"]:
        report.wrong.append(f"{report.counts['cases without a card']} cases without a card")
    if stage.world.violations:
        report.wrong.append(f"{len(stage.world.violations)} requests that Telegram would refuse")
    return report


def _follow_ups(uow: UnitOfWork) -> list[tuple[str, str, datetime, datetime | None]]:
    query = "select kind, state, due_at, done_at from follow_ups order by due_at"
    rows = uow.people.connection.execute(text(query))
    return [(row.kind, row.state, _instant(row.due_at), _instant(row.done_at) if row.done_at else None) for row in rows]


def _told(uow: UnitOfWork) -> list[Told]:
    query = (
        "select follow_ups.kind, due_at, done_at, coalesce(reference, '') as reference from follow_ups "
        "left join cases on cases.id = follow_ups.case_id where follow_ups.outcome in ('said', 'rung')"
    )
    rows = uow.people.connection.execute(text(query))
    return [
        Told(row.kind, _instant(row.due_at), _instant(row.done_at), row.reference if row.kind in ABOUT_A_CASE else "")
        for row in rows
        if row.kind in MARKS
    ]


def _references(uow: UnitOfWork) -> list[str]:
    return list(uow.people.connection.execute(text("select reference from cases where sent_at is not null")).scalars())


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, PARIS)


def _check_follow_up(report: Report, kind: str, state: str, due_at: datetime, done_at: datetime | None) -> None:
    report.follow_ups[f"{kind}: {state}"] += 1
    if kind == "heartbeat":  # the clock of the stage does not stop for each of them
        return
    if kind in TASKS and state == "done":  # a human answered: when is theirs
        return
    if state == "waiting" and due_at < END - ON_TIME:
        report.wrong.append(f"{kind} due {due_at:%d/%m %H:%M} was forgotten")
    if state != "done" or done_at is None or done_at - due_at <= ON_TIME:
        return
    if any(away.begins <= done_at and due_at < away.ends for away in OUTAGES if not away.telegram):
        report.late_by_outage[kind] += 1
    else:
        report.wrong.append(f"{kind} due {due_at:%d/%m %H:%M} ran {done_at:%d/%m %H:%M}")


def _people(stage: Stage) -> list[int]:
    return [user for user in stage.world.users if user >= FIRST_USER and user in stage.world.chats]


def _desk() -> tuple[int, ...]:
    return (GROUP, SOLENE, KARIMA)


def _said(stage: Stage, user: int) -> list[Message]:
    return [message for message in stage.world.messages(user) if message.by_bot]


def _check_nights(stage: Stage, report: Report) -> None:
    """Unasked, nothing but the immediate chain reaches a young person between 21:00 and 8:00."""
    unasked = 0
    for user in _people(stage):
        own = [message.date for message in stage.world.messages(user) if not message.by_bot]
        own += [query.at for query in stage.world.queries.values() if query.user_id == user]
        for message in _said(stage, user):
            hour = message.date.astimezone(PARIS).hour
            asked = any(timedelta(0) <= message.date - at <= ANSWERS for at in own)
            if asked or 8 <= hour < 21:
                continue
            unasked += 1
            if not message.text.startswith(AT_ANY_HOUR):
                report.wrong.append(f"at night, unasked: {message.text[:60]!r}")
    report.counts["unasked at night, the immediate chain"] = unasked


def _check_once(stage: Stage, report: Report) -> None:
    """The warning that nobody has read comes once a chain, not twice in one hour."""
    told = 0
    for user in _people(stage):
        warned = [m.date for m in _said(stage, user) if m.text.startswith("Personne n'a encore lu")]
        told += len(warned)
        if any(later - earlier < timedelta(hours=1) for earlier, later in pairwise(warned)):
            report.wrong.append("somebody was warned twice")
    report.counts["warned that nobody has read"] = told


def _counts(uow: UnitOfWork) -> dict[str, int]:
    def count(query: str) -> int:
        return int(uow.people.connection.execute(text(query)).scalar_one())

    return {
        "cases": count("select count(*) from cases where sent_at is not null"),
        "immediate": count("select count(*) from cases where level = 'immediat'"),
        "opened": count("select count(*) from cases where opened_at is not null"),
        "answered": count("select count(*) from cases where answered_at is not null"),
        "closed": count("select count(*) from cases where state = 'close'"),
        "promises kept in time": count("select count(*) from promises where kept_at <= by"),
        "promises kept late": count("select count(*) from promises where kept_at > by"),
        "promises open": count("select count(*) from promises where kept_at is null"),
        "unsent bubbles": count(
            "select count(*) from outbox where state = 'waiting' and due_at < (select max(created_at) from outbox)"
        ),
        "dead letters": count("select count(*) from dead_letters"),
    }  # fmt: skip
