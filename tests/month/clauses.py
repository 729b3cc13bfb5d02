"""What was promised of a month, clause by clause: each follow-up beside the bubbles that Telegram was asked to show.

Must never: take a row that was marked for a bubble that came, or count as late what said that it was late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.i18n import Words
from bot.simulator.shapes import Call
from tests.month.town import OUTAGES, PARIS, WINTER

ON_TIME = timedelta(minutes=10)
ABOUT_A_CASE: Mapping[str, tuple[str, ...]] = {
    "alarm": ("Still not opened.",),
    "before_reading": ("To open: the person was told when.",),
    "still_unread": ("Still to open.",),
    "answer_due": ("To answer: the person was told when.", "Still to answer."),
}
TO_ONE: Mapping[str, tuple[str, ...]] = {
    "person_told": ("Nobody has read your message yet. Don't wait for the team.", "A message is waiting for you."),
    "morning": ("This morning, {day}.",),
    "week": ("Promises to people since {day}.",),
}
MARKS = {**ABOUT_A_CASE, **TO_ONE}
"""By what its bubble is known, for each follow-up that speaks the moment it runs."""
MAY_BE_SILENT = ("morning", "week")
"""Whoever has nothing to do hears nothing."""
LATE = "en retard"
NEVER = (
    "· never came", "· told late without a word of it", "· told twice", "· told at a weekend",
    "· told on Armistice Day",
)  # fmt: skip
"""Shown even, and above all, when there was none."""


@dataclass(frozen=True)
class Told:
    """A follow-up that spoke: its row, and the number of its case if it has one."""

    kind: str
    due_at: datetime
    done_at: datetime
    reference: str


@dataclass
class Clauses:
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    mornings: Counter[str] = field(default_factory=Counter)


def judged(rows: Iterable[Told], sent: list[Call], words: Words, closed: Iterable[date]) -> Clauses:
    """`sent`: the calls that succeeded, in order. `closed`: public holidays on a weekday."""
    found, days_off = Clauses(Counter(dict.fromkeys(NEVER, 0))), frozenset(closed)
    bubbles = {kind: [call for call in sent if _is_of(call, kind, words)] for kind in MARKS}
    for row in rows:
        _judge(found, row, [call for call in bubbles[row.kind] if row.reference in str(call.params["text"])])
    for kind, calls in bubbles.items():
        _never_twice(found, kind, calls)
        for call in calls:
            _on_a_day(found, kind, call.at.astimezone(PARIS), days_off)
    for call in bubbles["morning"]:
        at = call.at.astimezone(PARIS)
        found.mornings[f"{at:%H:%M}, {'winter' if at.date() >= WINTER else 'summer'} time"] += 1
    return found


def _is_of(call: Call, kind: str, words: Words) -> bool:
    """Its own bubble begins so; a preview or a case file may quote it."""
    said = str(call.params["text"])
    marks = [words.say(msgid).partition("{")[0].rstrip() for msgid in MARKS[kind]]
    return any(mark in said if kind in ABOUT_A_CASE else said.startswith(mark) for mark in marks)


def _judge(found: Clauses, row: Told, calls: list[Call]) -> None:
    found.counts["follow-ups that had to speak"] += 1
    cut = next((away for away in OUTAGES if away.telegram and away.holds(row.done_at)), None)
    latest = max(row.done_at, cut.ends if cut else row.done_at) + ON_TIME
    came = [call for call in calls if row.done_at <= call.at <= latest]
    if not came:
        found.counts["· nothing to say that morning" if row.kind in MAY_BE_SILENT else "· never came"] += 1
        if row.kind not in MAY_BE_SILENT:
            found.wrong.append(f"{row.kind} {row.reference} due {row.due_at:%d/%m %H:%M} reached nobody")
        return
    away = next((f"outage {number}" for number, one in enumerate(OUTAGES, 1) if one.holds(row.due_at)), "")
    if away:
        found.counts[f"· due in {away}, told after it"] += 1
    if came[0].at - row.due_at <= ON_TIME:
        found.counts["· told at its hour"] += 1
    elif any(LATE in str(call.params["text"]) or _is_knock(call) for call in came):  # another row's may be in time
        found.counts["· told late, and said to be late"] += 1
    else:
        found.counts["· told late without a word of it"] += 1
        found.wrong.append(f"{row.kind} {row.reference} due {row.due_at:%d/%m %H:%M} hid that it was late")


def _is_knock(call: Call) -> bool:
    """« Un message t'attend. » shows nothing on a phone that others read; what it opens says it."""
    return str(call.params["text"]).startswith("Un message t'attend")


def _never_twice(found: Clauses, kind: str, calls: list[Call]) -> None:
    by_bubble: dict[tuple[object, str], list[datetime]] = {}
    for call in calls:
        if _is_knock(call):  # it may hide anything
            continue
        head = str(call.params["text"]).partition(" · ")[0] if kind in ABOUT_A_CASE else ""
        by_bubble.setdefault((call.params["chat_id"], head), []).append(call.at)
    for moments in by_bubble.values():
        twice = sum(later - earlier < ON_TIME for earlier, later in pairwise(moments))
        found.counts["· told twice"] += twice
        found.wrong += [f"{kind} came twice within ten minutes"] * twice


def _on_a_day(found: Clauses, kind: str, at: datetime, days_off: frozenset[date]) -> None:
    day = "at a weekend" if at.weekday() >= 5 else "on Armistice Day" if at.date() in days_off else ""
    if day and kind != "person_told":
        found.counts[f"· told {day}"] += 1
        found.wrong.append(f"{kind} told {at:%d/%m %H:%M}, {day}")
