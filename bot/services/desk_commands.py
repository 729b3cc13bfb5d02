"""The typed commands of coordinators, and their buttons that turn a bubble in place.

Must never: answer somebody who is no active coordinator otherwise than an unknown command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.errors import NotAllowed
from bot.services import (
    absence_desk,
    agenda,
    case_desk,
    case_lists,
    cases,
    conversation,
    coordination,
    encounter_desk,
    planning,
    relay_desk,
)
from bot.services.house import House
from bot.services.intake import Step
from bot.services.taps import AbsenceTap, EnrolTap, ListTap, PlanTap
from bot.services.task_terms import PLANNING
from storage.records import Person
from storage.unit_of_work import UnitOfWork

Command = Callable[[UnitOfWork, House, Person, str], object]
"""The last argument: what was typed after the command."""
DeskTap = EnrolTap | ListTap | AbsenceTap | PlanTap

COMMANDS: Mapping[str, Command] = {
    "relais": lambda uow, house, person, typed: relay_desk.show_relays(uow, person),
    "fiches": case_lists.show,
    "fiche": case_desk.open_reference,
    "absence": absence_desk.show,
    "agenda": agenda.show,
    "rencontre": encounter_desk.begin,
}


def on_command(uow: UnitOfWork, house: House, person: Person, command: str, typed: str) -> Step | None:
    """A Step when the command has begun, or moved, a dialogue of the coordinator's own."""
    step = COMMANDS[command](uow, house, person, typed)
    return step if isinstance(step, Step) else None


TASKS: Mapping[str, Command] = {
    conversation.REPLYING: lambda uow, house, person, typed: conversation.write_reply(uow, person, typed),
    case_desk.NOTING: case_desk.write_note,
    case_desk.LINKING: case_desk.write_link,
    absence_desk.TASK: absence_desk.on_words,
    PLANNING: planning.on_words,
    **dict.fromkeys(encounter_desk.TASKS, encounter_desk.on_words),
}
"""What is typed while a task is under way in private (`Coordinator.doing`)."""


def on_words(uow: UnitOfWork, house: House, person: Person, doing: str, typed: str) -> Step:
    """Of a coordinator without a draft: they belong to the task under way, or say hello."""
    task = TASKS.get(doing)
    if task:
        task(uow, house, person, typed)
    else:
        coordination.hello(uow, person)
    return Step()


READ_LINK = "l_"
LINKS: Mapping[str, Command] = {
    READ_LINK: cases.read,
    "p_": lambda uow, house, person, case_id: planning.open_menu(uow, person, case_id),
}
"""What a card's button opens here, by the beginning of its deep link; the last argument: of which case."""


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
        case AbsenceTap():
            return absence_desk.on_tap(uow, house, person, tap, message_id)
        case PlanTap():
            return agenda.on_tap(uow, house, person, tap, message_id)
        case EnrolTap():
            return relay_desk.on_tap(uow, house, person, tap, message_id)
    raise NotAllowed
