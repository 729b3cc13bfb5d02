"""*Suivi*: when to come back to a case, from a button or in a coordinator's own words, and calls nobody answered.

Must never: plan a day that was not shown back first when it was typed, or move an hour that was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.errors import NotAllowed
from bot.i18n import N_
from bot.intake.moments import read_future
from bot.intake.normal import words as words_of
from bot.messages import Op
from bot.services import cases, tasks
from bot.services.house import House
from bot.services.step import Step
from bot.services.taps import Plan, PlanTap, mark_of
from bot.services.task_terms import BY_HAND, GIVEN_UP, IN_VAIN, PLANNED, PLANNING, TRY, Agenda, Ended
from bot.services.voice import show_card
from storage.records import Case, Coordinator, EntryKind, Person
from storage.records_tasks import Task
from storage.unit_of_work import UnitOfWork

DELAYS = ("1", "3", "7", "15")
"""Days that stand on buttons."""
TWICE = timedelta(minutes=2)
"""A second press within this time is the same call."""
_YES = (("oui",), ("ok",), ("ce", "est", "bon"), ("daccord",))


def open_menu(uow: UnitOfWork, person: Person, case_id: str) -> None:
    """*Suivi* under a case file, *Planifier* under a card."""
    actor = cases.coordinator(uow, person)
    case = cases.known(uow, case_id)
    uow.ledger.note_access(actor.id, case, "plan")
    uow.outbox.put(actor.id, Agenda.PLAN, case_id=case.id, silent=True, protected=True)


def on_plan(uow: UnitOfWork, house: House, actor: Coordinator, tap: PlanTap, message_id: str) -> Step:
    """A button of the menu; its subject is the case."""
    case = cases.known(uow, tap.subject)
    words = house.words(uow.people.of_id(actor.id).locale)
    if not case.is_open:
        return Step(toast=words.say("The case is closed."))
    match tap.action:
        case Plan.ADD if tap.argument in DELAYS:
            planned = plan(uow, actor.id, case, tasks.days_later(uow, house, int(tap.argument)))
            _turn(uow, actor, case, message_id, task=planned)
            return Step()
        case Plan.CALLED:
            said = called_in_vain(uow, house, actor, case)
            _turn(uow, actor, case, message_id, called=True)
            return Step(toast=words.say(said))
        case Plan.WRITE:
            ask_date(uow, actor, case)
            return Step()
        case Plan.SURE:
            return _sure(uow, house, actor, case, tap.argument, message_id)
    raise NotAllowed


def _turn(uow: UnitOfWork, actor: Coordinator, case: Case, message_id: str, **params: object) -> None:
    told = {**params, "message": message_id}
    uow.outbox.put(actor.id, Agenda.PLAN, told, case_id=case.id, op=Op.EDIT, silent=True)


def plan(uow: UnitOfWork, by: str, case: Case, at: datetime, moved: Task | None = None) -> str:
    """By hand, once; `moved`: the task that this is instead of. Returns its id."""
    kind, step = (moved.kind, moved.step) if moved else (PLANNED, 0)
    made, is_new = uow.tasks.plan(kind, case.id, at, step=step, by_id=by)
    if is_new:
        uow.ledger.note_access(by, case, "task_plan")
        uow.entries.add(case.id, EntryKind.EVENT, made, author_id=by, event=BY_HAND)
        show_card(uow, case)
    return made


# -- nobody was reached --------------------------------------------------------------------------------------------


def called_in_vain(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> str:
    """*Appel sans réponse*: it counts as a try, and takes the place of the one that was planned."""
    noted = [entry for entry in uow.entries.of_case(case.id, EntryKind.EVENT) if entry.event == IN_VAIN]
    if noted and uow.now - noted[-1].at < TWICE:  # whoever of the team has said so: it was one call
        return N_("Noted already.")
    uow.ledger.note_access(actor.id, case, IN_VAIN)
    uow.entries.add(case.id, EntryKind.EVENT, "", author_id=actor.id, event=IN_VAIN)
    return not_reached(uow, house, actor.id, case, ())


def not_reached(uow: UnitOfWork, house: House, by: str, case: Case, line: Sequence[Task]) -> str:
    """The next try, each later than the one before; after the last one it is said that nobody was reached."""
    days = house.territory.delays.not_reached_days
    tries = max((task.step for task in line if task.kind == TRY), default=0)
    for other in uow.tasks.of_case(case.id, (TRY,)):
        uow.tasks.answer(other.id, Ended.NOT_REACHED)  # one try at a time, whatever the line it stood in
        tries = max(tries, other.step)
    show_card(uow, case)
    if tries >= len(days):
        uow.entries.add(case.id, EntryKind.EVENT, "", author_id=by, event=GIVEN_UP)
        uow.outbox.put(by, Agenda.PLAN, {"over": True}, case_id=case.id, silent=True, protected=True)
        return N_("Noted: all tries are made.")
    uow.tasks.plan(TRY, case.id, tasks.days_later(uow, house, days[tries]), step=tries + 1)
    return N_("Noted. The next try is planned.")


# -- a date in one's own words -------------------------------------------------------------------------------------


def ask_date(uow: UnitOfWork, actor: Coordinator, case: Case, task_id: str = "") -> None:
    """The next words written in private are a date. `task_id`: the task to move there."""
    uow.staff.set_task(actor.id, PLANNING, case.id, task_id)
    uow.outbox.put(actor.id, Agenda.DATE, case_id=case.id, silent=True, protected=True)


def on_words(uow: UnitOfWork, house: House, person: Person, text: str) -> None:
    """Read, kept with the task under way, and shown back in words; what is no date is asked again."""
    actor = cases.coordinator(uow, person)
    case = uow.cases.of_id(actor.doing_case)
    if case is None or not case.is_open:
        uow.staff.set_task(actor.id)
        uow.outbox.put(actor.id, Agenda.PLAN, {"gone": True}, case_id=actor.doing_case, silent=True)
        return
    task_id, _, pending = actor.doing_text.partition(" ")
    if pending and tuple(words_of(text)) in _YES:
        _sure(uow, house, actor, case, mark_of(actor.doing_text), "")
        return
    found = read_future(text, uow.now, house.calendar.zone)
    if found is None:
        uow.outbox.put(actor.id, Agenda.DATE, {"again": True}, case_id=case.id, silent=True, protected=True)
        return
    at = found.at if found.exact else house.calendar.into_hours(found.at)
    kept = f"{task_id} {at.replace(second=0, microsecond=0).isoformat()}"
    uow.staff.set_task(actor.id, PLANNING, case.id, kept)
    uow.outbox.put(actor.id, Agenda.CHECK, {"at": kept.partition(" ")[2], "mark": mark_of(kept)}, case_id=case.id,
                   silent=True, protected=True)  # fmt: skip


def _sure(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, mark: str, message_id: str) -> Step:
    """*C'est bon*, under the very date that was read last; once."""
    words = house.words(uow.people.of_id(actor.id).locale)
    task_id, _, at = actor.doing_text.partition(" ")
    if actor.doing != PLANNING or actor.doing_case != case.id or not at or mark_of(actor.doing_text) != mark:
        return Step(toast=words.say("This date is no longer waiting."))
    uow.staff.set_task(actor.id)
    moved = uow.tasks.of_id(task_id) if task_id else None
    if moved and not moved.live:
        return Step(toast=words.say("It has changed meanwhile."))
    made = _put_at(uow, actor.id, case, max(datetime.fromisoformat(at), uow.now), moved)
    if message_id:
        _turn(uow, actor, case, message_id, task=made)
    else:
        uow.outbox.put(actor.id, Agenda.PLAN, {"task": made}, case_id=case.id, silent=True, protected=True)
    return Step()


def _put_at(uow: UnitOfWork, by: str, case: Case, at: datetime, moved: Task | None) -> str:
    """A new task, or the whole line of `moved`; returns the id of the first."""
    if moved is None:
        return plan(uow, by, case, at)
    line = tasks.line_of(uow, moved)
    for task in line:
        uow.tasks.answer(task.id, Ended.LATER)
        uow.entries.add(case.id, EntryKind.EVENT, task.id, author_id=by, event=f"task_{Ended.LATER}")
    made = [plan(uow, by, case, at, task) for task in line]
    return made[0]
