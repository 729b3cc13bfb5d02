"""Scenes of the lists of cases and of absences.

Must never: leave out a filter, or a way in which an absence can stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.messages import Address
from bot.services import absence
from bot.services.case_lists import Filter
from bot.services.voice import Desk
from bot.triage.urgency import Level
from storage.records import CaseState
from tests.bubble_stage import Corner, Scenes, Told


def _menu(corner: Corner) -> Iterator[Told]:
    corner.case()
    yield Told()
    yield Told({"unknown": True})


def _lists(corner: Corner) -> Iterator[Told]:
    now = corner.uow.now
    corner.case(level=Level.IMMEDIAT, state=CaseState.TAKEN, holder_id=corner.reader)
    corner.case(read_by=now - timedelta(days=1))
    corner.case(state=CaseState.CLOSED, closed_at=now)
    arguments = {Filter.THEME: "logement", Filter.STRUCTURE: "ase", Filter.PLACE: "skate_park"}
    for filter_ in Filter:
        if filter_ is not Filter.MENU:
            yield Told({"filter": filter_.value, "argument": arguments.get(filter_, "")})
    last = corner.uow.case_lists.open_ones(1)[0].id
    yield Told({"filter": Filter.OPEN.value, "after": last})


def _colleague(corner: Corner) -> str:
    person = corner.uow.people.meet(Address("test", "a colleague who takes over"))
    corner.uow.staff.enrol(person.id, "Karima")
    return person.id


def _plan(corner: Corner, staff_id: str, deputy: str, *, later: int = 0) -> str:
    today = corner.uow.now.astimezone(corner.house.territory.service.zone).date()
    first = today + timedelta(days=later)
    return absence.plan(corner.uow, corner.house, staff_id, first, first + timedelta(days=4), deputy).id


def _menu_of_absences(corner: Corner) -> Iterator[Told]:
    yield Told()
    yield Told({"unread": True})
    _plan(corner, corner.reader, "", later=30)
    _plan(corner, corner.reader, _colleague(corner))
    yield Told()


def _deputy(corner: Corner) -> Iterator[Told]:
    _colleague(corner)
    yield Told({"first": "2026-04-03", "last": "2026-04-10"})
    yield Told({"first": "2026-04-03", "last": "2026-04-03"})


def _noted(corner: Corner) -> Iterator[Told]:
    colleague = _colleague(corner)
    yield Told({"absence": _plan(corner, corner.reader, colleague)})
    alone = _plan(corner, corner.reader, "")
    yield Told({"absence": alone})
    _plan(corner, colleague, "")
    yield Told({"absence": alone})
    absence.end(corner.uow, corner.house, alone)
    yield Told({"absence": alone})


def _taking_over(corner: Corner) -> Iterator[Told]:
    planned = _plan(corner, _colleague(corner), corner.reader)
    yield Told({"absence": planned})
    absence.end(corner.uow, corner.house, planned)
    yield Told({"absence": planned})
    for one in corner.uow.absences.standing():  # what was tried here must not close the house for the other scenes
        absence.end(corner.uow, corner.house, one.id)


LIST_SCENES: Mapping[str, Scenes] = {
    Desk.CASES: _menu,
    Desk.CASE_LIST: _lists,
    Desk.ABSENCE: _menu_of_absences,
    Desk.ABSENCE_DEPUTY: _deputy,
    Desk.ABSENCE_NOTED: _noted,
    Desk.ABSENCE_FOR: _taking_over,
}
