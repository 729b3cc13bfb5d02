"""/absence: the coordinator's dates, who takes over, and coming back.

Must never: ask why, or let somebody plan the absence of another.
"""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum

from bot.errors import NotAllowed
from bot.intake.spans import read_span
from bot.messages import Op
from bot.services import absence
from bot.services.cases import coordinator
from bot.services.house import House
from bot.services.intake import Step
from bot.services.taps import AbsenceTap
from bot.services.voice import Desk
from storage.records import Coordinator, Person
from storage.unit_of_work import UnitOfWork

TASK = "absence"


class Deed(StrEnum):
    DEPUTY = "suppleance"  # the argument: a coordinator, or nobody
    NOBODY = "personne"
    AGAIN = "dates"
    END = "retour"  # the argument: an absence


def show(uow: UnitOfWork, house: House, person: Person, typed: str) -> None:
    """`/absence`, alone or with dates; from now on what is typed is dates, until « stop »."""
    actor = coordinator(uow, person)
    uow.staff.set_task(actor.id, TASK)
    if typed.strip():
        on_words(uow, house, person, typed)
    else:
        uow.outbox.put(actor.id, Desk.ABSENCE, silent=True)


def on_words(uow: UnitOfWork, house: House, person: Person, text: str) -> None:
    actor = coordinator(uow, person)
    span = read_span(text, uow.now, house.territory.service.zone)
    if span is None:
        uow.outbox.put(actor.id, Desk.ABSENCE, {"unread": True}, silent=True)
        return
    uow.staff.set_task(actor.id, TASK, text=json.dumps([day.isoformat() for day in span]))
    uow.outbox.put(actor.id, Desk.ABSENCE_DEPUTY, _said(*span), silent=True)


def _said(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: AbsenceTap, message_id: str) -> Step:
    actor = coordinator(uow, person)
    if tap.deed not in set(Deed):
        raise NotAllowed
    match Deed(tap.deed):
        case Deed.DEPUTY | Deed.NOBODY:
            deputy = _deputy(uow, actor, tap)
            return _planned(uow, house, person, actor, deputy, message_id)
        case Deed.AGAIN:
            uow.staff.set_task(actor.id, TASK)
            uow.outbox.put(actor.id, Desk.ABSENCE, {"message": message_id}, op=Op.EDIT, silent=True)
        case Deed.END:
            return _ended(uow, house, person, actor, tap.argument, message_id)
    return Step()


def _deputy(uow: UnitOfWork, actor: Coordinator, tap: AbsenceTap) -> str:
    if tap.deed == Deed.NOBODY:
        return ""
    chosen = uow.staff.of(tap.argument)
    if chosen is None or not chosen.active or chosen.id == actor.id:
        raise NotAllowed
    return chosen.id


def _planned(
    uow: UnitOfWork, house: House, person: Person, actor: Coordinator, deputy: str, message_id: str
) -> Step:
    if actor.doing != TASK or not actor.doing_text:
        return Step(toast=house.words(person.locale).say("These dates are noted already, or were cancelled."))
    first, last = (date.fromisoformat(day) for day in json.loads(actor.doing_text))
    uow.staff.set_task(actor.id)
    planned = absence.plan(uow, house, actor.id, first, last, deputy)
    params = {"absence": planned.id, "message": message_id}
    uow.outbox.put(actor.id, Desk.ABSENCE_NOTED, params, op=Op.EDIT, silent=True)
    if deputy:
        uow.outbox.put(deputy, Desk.ABSENCE_FOR, {"absence": planned.id}, silent=True)
    return Step()


def _ended(
    uow: UnitOfWork, house: House, person: Person, actor: Coordinator, row_id: str, message_id: str
) -> Step:
    mine = uow.absences.of_id(row_id)
    if mine is None or mine.staff_id != actor.id:
        raise NotAllowed
    ended = absence.end(uow, house, row_id)
    uow.outbox.put(actor.id, Desk.ABSENCE_NOTED, {"absence": row_id, "message": message_id}, op=Op.EDIT, silent=True)
    if ended and mine.deputy_id:
        uow.outbox.put(mine.deputy_id, Desk.ABSENCE_FOR, {"absence": row_id}, silent=True)
    words = house.words(person.locale)
    return Step(toast=words.say("Welcome back.") if ended else words.say("It has ended already."))
