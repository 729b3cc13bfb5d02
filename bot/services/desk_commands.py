"""The typed commands of coordinators, and their buttons that turn a bubble in place.

Must never: answer somebody who is no active coordinator otherwise than an unknown command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.errors import NotAllowed
from bot.services import case_lists, relay_desk
from bot.services.house import House
from bot.services.intake import Step
from bot.services.taps import EnrolTap, ListTap
from storage.records import Person
from storage.unit_of_work import UnitOfWork

Command = Callable[[UnitOfWork, House, Person, str], None]
"""The last argument: what was typed after the command."""
DeskTap = EnrolTap | ListTap

COMMANDS: Mapping[str, Command] = {
    "relais": lambda uow, house, person, typed: relay_desk.show_relays(uow, person),
    "fiches": case_lists.show,
}


def may(uow: UnitOfWork, person: Person) -> bool:
    staff = uow.staff.of(person.id)
    return staff is not None and staff.active


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: DeskTap, message_id: str) -> Step:
    """`message_id`: the bubble the button stood under, which turns into what it opens."""
    if not may(uow, person):
        raise NotAllowed
    match tap:
        case ListTap(filter_, argument, after) if filter_ in set(case_lists.Filter):
            return case_lists.turn(uow, person, (case_lists.Filter(filter_), argument, after), message_id)
        case EnrolTap():
            return relay_desk.on_tap(uow, house, person, tap, message_id)
    raise NotAllowed
