"""Scenes of one case at a coordinator's: its file, *Plus* and what it opens, and an answer on its way.

Must never: leave out a step of the history, an advice, or a way in which an answer can stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.intake.roads import Road
from bot.messages import Address
from bot.services import held_replies, task_terms
from bot.services.case_desk_bubbles import DONE
from bot.services.case_file_bubbles import SIGNALS
from bot.services.case_history import EXPORT
from bot.services.case_life import FALSE_ALARM, HANDED, LEVEL, LINKED, UNLINKED
from bot.services.cases import Result
from bot.services.privacy import REOPENED
from bot.services.reply_bubbles import REASONS
from bot.services.situations import REMINDED
from bot.services.voice import Desk
from bot.triage.urgency import Level
from storage.records import Case, CaseState, EntryKind, Person, ReferralState
from tests.bubble_stage import Corner, Scenes, Told

GOOD = "On peut se voir demain."
BAD = "Je n'en dirai rien à personne, c'est promis, vous serez aidé par Mme Martin et par toute une équipe."


def _colleague(corner: Corner) -> Person:
    person = corner.uow.people.meet(Address("test", "a colleague"))
    if corner.uow.staff.of(person.id) is None:
        corner.uow.staff.enrol(person.id, "Karima")
    return person


def _of_each_state(corner: Corner) -> Iterator[Told]:
    """Open, immediate, closed, a false alarm: *Plus* offers what can still be done."""
    _colleague(corner)
    now = corner.uow.now
    yield Told(case_id=corner.case(opened_at=now).id)
    yield Told(case_id=corner.case(level=Level.IMMEDIAT, false_alarm_at=now).id)
    yield Told(case_id=corner.case(state=CaseState.CLOSED, closed_at=now, result=Result.CALMED).id)


def _levels(corner: Corner) -> Iterator[Told]:
    for level in Level:
        yield Told(case_id=corner.case(level=level).id)
    yield Told({"ask": "normal"}, corner.case(level=Level.IMMEDIAT).id)


def _history(corner: Corner) -> Iterator[Told]:
    """One of each step, in pages."""
    uow, case = corner.uow, corner.case(state=CaseState.TAKEN, opened_at=corner.uow.now)
    for action in ("take", "read", EXPORT):
        uow.ledger.note_access(corner.reader, case, action)
    for kind in (EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY, EntryKind.NOTE):
        uow.entries.add(case.id, kind, "non", author_id=corner.reader)
    uow.entries.add(case.id, EntryKind.REPLY, "plus tard", author_id=corner.reader, event=held_replies.HELD)
    bodies = {LEVEL: "normal immediat", HANDED: corner.reader, LINKED: "MS-2026-0043", UNLINKED: "MS-2026-0043"}
    events = (*bodies, FALSE_ALARM, REOPENED, "erasure_asked", "nobody_reachable", Result.CALMED, *task_terms.EVENTS)
    for event in events:
        uow.entries.add(case.id, EntryKind.EVENT, bodies.get(event, ""), author_id=corner.reader, event=event)
    uow.entries.add(case.id, EntryKind.EVENT, "", event=REOPENED)
    yield from _referred(corner, case)
    for page in range(6):
        yield Told({"page": page}, case.id)
    yield Told(case_id=corner.case(alert=True).id)


def _referred(corner: Corner, case: Case) -> Iterator[Told]:
    now, partner = corner.uow.now, corner.house.territory.partners[0].id
    ends: tuple[tuple[ReferralState, Mapping[str, Any]], ...] = (
        (ReferralState.REFUSED, {"ended_at": now}), (ReferralState.REVOKED, {"ended_at": now}),
        (ReferralState.DECLINED, {"answered_at": now}),
        (ReferralState.DONE, {"agreed_at": now, "answered_at": now, "ended_at": now}),
    )  # fmt: skip
    for state, values in ends:
        one = corner.uow.referrals.propose(case.id, partner, corner.reader, shown="oui", handed={})
        corner.uow.referrals.move(one, ReferralState.PROPOSED, state, **values)
    yield from ()


def _files(corner: Corner) -> Iterator[Told]:
    uow, now = corner.uow, corner.uow.now
    other = _colleague(corner)
    yield from _of_each_state(corner)
    case = corner.case(holder_id=other.id, state=CaseState.TAKEN, answer_by=now + timedelta(hours=3))
    for text in ("une note", "une deuxième", "une troisième. " * 40):
        uow.entries.add(case.id, EntryKind.NOTE, text, author_id=corner.reader)
    uow.cases.link(case.id, corner.case().id)
    _held(corner, case, now + timedelta(hours=20))
    uow.people.change(corner.reader, discreet=True, quiet=True, unreachable="blocked")
    yield Told(case_id=case.id)
    uow.cases.change(case.id, opened_at=now, answered_at=now, erasure_asked_at=now)
    yield Told(case_id=case.id)
    for signal in SIGNALS:
        yield Told(case_id=corner.case(alert=True, signals=(signal,)).id)
    uow.people.change(corner.reader, discreet=corner.discreet, quiet=False, unreachable="")
    filed = corner.case(kind=Road.RELAY, structure=corner.house.territory.structures[0].id)
    uow.entries.add(filed.id, EntryKind.EVENT, "", event=REMINDED)
    yield Told(case_id=filed.id)


def _held(corner: Corner, case: Case, at: datetime) -> str:
    entry = corner.uow.entries.add(case.id, EntryKind.REPLY, GOOD, author_id=corner.reader, event=held_replies.HELD)
    held_replies.hold(corner.uow, case, entry, at)
    return entry


def _stories(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    for kind in (EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY, EntryKind.NOTE):
        corner.uow.entries.add(case.id, kind, "on peut se parler demain", author_id=corner.reader)
    corner.uow.entries.add(case.id, EntryKind.NOTE, "sans auteur")
    corner.uow.entries.add(case.id, EntryKind.REPLY, GOOD, event=held_replies.HELD)
    corner.uow.entries.add(case.id, EntryKind.EDIT, "")
    yield Told({"until": (corner.uow.now + timedelta(hours=1)).isoformat(), "part": 0}, case.id)


def _previews(corner: Corner) -> Iterator[Told]:
    """Good words and bad ones, signed or not; now, in a slot to come, at night, after the promise."""
    uow, now = corner.uow, corner.uow.now
    cases = [
        corner.case(opened_at=now), corner.case(level=Level.IMMEDIAT, opened_at=now),
        corner.case(opened_at=now, answer_by=now + timedelta(minutes=5)),
    ]  # fmt: skip
    for case in cases:
        for text in (GOOD, BAD):
            for signs in (False, True):
                uow.staff.change(corner.reader, signs=signs)
                uow.staff.set_task(corner.reader, "reply", case.id, text)
                yield Told(case_id=case.id)
    slotless = {key: codes for key, codes in cases[0].answers.items() if key != "creneaux"}
    for kind, slots in (("jeune", ("matin",)), ("jeune", ("soir",)), ("relais", ())):
        answers = {**slotless, "creneaux": slots} if slots else slotless
        uow.cases.fill(cases[0].id, plain={}, sealed=answers, age="", signals=frozenset(), themes=())
        uow.cases.change(cases[0].id, kind=kind)
        uow.staff.set_task(corner.reader, "reply", cases[0].id, "Je t'attends demain.")
        uow.people.change(corner.reader, discreet=True)
        yield Told(case_id=cases[0].id)
    uow.people.change(corner.reader, discreet=corner.discreet)
    uow.cases.change(cases[0].id, kind="jeune")
    uow.staff.set_task(corner.reader)


def _writing(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    yield Told(case_id=case.id)
    corner.uow.staff.set_task(corner.reader, "reply", case.id, GOOD)
    yield Told({"again": True}, case.id)
    corner.uow.staff.set_task(corner.reader)


def _states_of_an_answer(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    yield Told({"entry": ""}, case.id)
    yield Told({"entry": _held(corner, case, corner.uow.now + timedelta(hours=20))}, case.id)
    yield Told({"entry": corner.uow.entries.add(case.id, EntryKind.REPLY, GOOD)}, case.id)


def _handed(corner: Corner) -> Iterator[Told]:
    case, other = corner.case(opened_at=corner.uow.now), _colleague(corner)
    yield Told({"by": other.id, "to": corner.reader}, case.id)
    yield Told({"by": corner.reader, "to": other.id}, case.id)
    yield Told({"by": "", "to": other.id}, case.id)


def _done(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    for what in DONE:
        yield Told({"what": what}, case.id)
        yield Told({"what": what, "other": "MS-2026-0043", "other_id": corner.case().id}, case.id)


def _each(name: str, *values: object) -> Scenes:
    return lambda corner: [Told({name: value}, corner.case(opened_at=corner.uow.now).id) for value in values]


def _one(corner: Corner) -> Iterator[Told]:
    _colleague(corner)
    yield Told(case_id=corner.case(opened_at=corner.uow.now, level=Level.IMMEDIAT).id)


CASE_DESK_SCENES: Mapping[str, Scenes] = {
    **dict.fromkeys((Desk.CLOSE_MENU, Desk.CLASS_MENU, Desk.PASS_MENU, Desk.WRITE_NOTE, Desk.RAISED), _one),
    Desk.REPLY_SENT: _one,
    Desk.CASE_FILE: _files,
    Desk.CASE_STORY: _stories,
    Desk.SUMMARY: _of_each_state,
    Desk.MORE: _of_each_state,
    Desk.LEVEL_MENU: _levels,
    Desk.HISTORY: _history,
    Desk.WRITE_LINK: _each("unknown", False, True),
    Desk.HANDED: _handed,
    Desk.DONE: _done,
    Desk.WRITE_REPLY: _writing,
    Desk.PREVIEW: _previews,
    Desk.REPLY_STATE: _states_of_an_answer,
    Desk.REPLY_FAILED: _each("reason", *REASONS, "refused"),
}
