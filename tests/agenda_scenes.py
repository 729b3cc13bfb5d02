"""In which scenes the bubbles about tasks are said: to a coordinator who holds cases, in the morning, on a Monday.

Must never: give a kind a scene by default; a kind without an entry fails tests/test_words_agenda.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.messages import Op
from bot.services import tasks
from bot.services.planning import not_reached
from bot.services.taps import Plan, mark_of
from bot.services.task_terms import DORMANT, ENDED, PLANNED, PLANNING, TAKEN, TRY, Agenda
from storage.records import Case
from tests.bubble_stage import Corner, Scenes, Told

DAY = timedelta(days=1)


def _held(corner: Corner, days: int = 0) -> Case:
    """Its holder reads; each number of days makes another case."""
    return corner.case(holder_id=corner.reader, created_at=corner.uow.now - days * DAY, opened_at=corner.uow.now)


def _task(
    corner: Corner, kind: str = TAKEN, *, days: int = 0, hours: int = 0, step: int = 0, case: Case | None = None
) -> str:  # fmt: skip
    about = case or _held(corner)
    at = tasks.opening_of_day(corner.house.calendar, corner.uow.now + days * DAY) + timedelta(hours=hours)
    made, _ = corner.uow.tasks.plan(kind, about.id, at, step=step)
    if at <= corner.uow.now:
        corner.uow.tasks.tell(made)
    return made


def _agendas(corner: Corner) -> Iterator[Told]:
    yield Told()
    for place, days in enumerate((-3, 0, 2, 20, 400, 1, 4)):
        _task(corner, PLANNED, days=days, hours=4 * (place % 3 == 2), case=_held(corner, place + 1))
    yield Told({"page": "0"})
    yield Told({"page": "1"})
    _task(corner, PLANNED, hours=6, case=_held(corner, 9))
    yield Told({"page": "0"})


def _each_task(corner: Corner) -> Iterator[Told]:
    asked = [(TAKEN, 0), (TAKEN, 1), (TAKEN, 2), (TRY, 2), (PLANNED, 0), (DORMANT, 0)]
    for place, (kind, step) in enumerate(asked):
        task = _task(corner, kind, days=-2, step=step, case=_held(corner, 20 + place))
        for action in ("", Plan.LATER, *((Plan.ERASE,) if kind == DORMANT else ())):
            for back in ("", "m", "a1"):
                yield Told({"task": task, "asked": str(action), "back": back, "late": corner.uow.now.isoformat()})
    yield Told({"task": _task(corner, PLANNED, days=9, case=_held(corner, 30))})
    unheld = corner.case(created_at=corner.uow.now - 40 * DAY)
    corner.uow.people.change(corner.reader, quiet=True, unreachable="blocked", discreet=True)
    yield Told({"task": _task(corner, days=-1, case=unheld)})
    corner.uow.people.change(corner.reader, quiet=False, unreachable="", discreet=False)
    for place, outcome in enumerate(ENDED):
        task = _task(corner, days=-2, case=_held(corner, 50 + place))
        corner.uow.tasks.answer(task, outcome)
        yield Told({"task": task}, op=Op.EDIT)


def _plans(corner: Corner) -> Iterator[Told]:
    case = _held(corner, 60)
    yield Told(case_id=case.id)
    task = _task(corner, PLANNED, days=3, case=case)
    yield Told({"task": task}, case_id=case.id)
    yield Told(case_id=case.id)
    not_reached(corner.uow, corner.house, corner.reader, case, ())
    for params in ({"called": True}, {"over": True}, {"gone": True}):
        yield Told(params, case_id=case.id)


def _dates(corner: Corner) -> Iterator[Told]:
    for again in (False, True):
        yield Told({"again": again} if again else {}, case_id=_held(corner).id)


def _checks(corner: Corner) -> Iterator[Told]:
    case = _held(corner)
    for ahead in (3 * DAY, 400 * DAY):
        at = (tasks.opening_of_day(corner.house.calendar, corner.uow.now + ahead)).isoformat()
        corner.uow.staff.set_task(corner.reader, PLANNING, case.id, f" {at}")
        yield Told({"at": at, "mark": mark_of(f" {at}")}, case_id=case.id)
    at = (corner.uow.now.replace(hour=2) + 3 * DAY).isoformat()
    corner.uow.staff.set_task(corner.reader, PLANNING, case.id, f" {at}")
    yield Told({"at": at, "mark": mark_of(f" {at}")}, case_id=case.id)


def _mornings(corner: Corner) -> Iterator[Told]:
    yield Told({"lines": True, "late": corner.uow.now.isoformat()})
    now = corner.uow.now
    for place in range(8):
        case = corner.case(created_at=now - (70 + place) * DAY, holder_id=corner.reader)
        _task(corner, DORMANT if place == 7 else TAKEN, days=-place, case=case)
        corner.uow.promises.make(case.id, "read" if place % 2 else "answer", now + timedelta(minutes=30 * (place - 3)))
    yield Told()


def _weeks(corner: Corner) -> Iterator[Told]:
    now = corner.uow.now
    for place, held in enumerate(("", corner.reader)):
        case = corner.case(created_at=now - (90 + place) * DAY, holder_id=held or None)
        corner.uow.promises.make(case.id, "read", now - 2 * DAY)
        if held:
            corner.uow.promises.keep(case.id, "read")
        yield Told({"start": (now - 7 * DAY).isoformat(), "end": (now - DAY).isoformat()})


AGENDA_SCENES: Mapping[str, Scenes] = {
    Agenda.AGENDA: _agendas,  # first: there is nothing yet
    Agenda.MORNING: _mornings,
    Agenda.WEEK: _weeks,
    Agenda.TASK: _each_task,
    Agenda.PLAN: _plans,
    Agenda.DATE: _dates,
    Agenda.CHECK: _checks,
}
