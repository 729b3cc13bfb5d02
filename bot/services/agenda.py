"""/agenda and the answers to tasks: each is taken once, noted in the timeline and the access log, and shown in place.

Must never: answer for a coordinator, or let a button that has been overtaken change anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.errors import NotAllowed
from bot.i18n import N_
from bot.messages import Op
from bot.services import case_life, cases, privacy, tasks
from bot.services.house import House
from bot.services.intake import Step
from bot.services.planning import DELAYS, ask_date, not_reached, on_plan
from bot.services.referral_moves import end_for_person
from bot.services.taps import Plan, PlanTap
from bot.services.task_terms import DORMANT, ENDED, Agenda, Ended
from bot.services.voice import Desk, show_card
from storage.records import Case, Coordinator, EntryKind, Person
from storage.records_tasks import Task
from storage.unit_of_work import UnitOfWork

FROM_MORNING, FROM_AGENDA = "m", "a"
"""Where a button stood: the morning list, the agenda (followed by its page); else in a bubble of its own."""
KEPT_MONTHS = 1
_NOT_A_TASK = (Plan.ADD, Plan.CALLED, Plan.SURE)


def show(uow: UnitOfWork, house: House, person: Person, typed: str) -> None:
    """`/agenda`."""
    cases.coordinator(uow, person)
    uow.outbox.put(person.id, Agenda.AGENDA, {"page": 0}, silent=True, protected=True)


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: PlanTap, message_id: str) -> Step:
    """A button of these bubbles; `message_id` is the bubble it stood under, which then shows what is true."""
    actor = cases.coordinator(uow, person)
    if tap.action is Plan.AGENDA:
        to_morning = tap.subject == FROM_MORNING
        turn(uow, actor, message_id, Agenda.MORNING if to_morning else Agenda.AGENDA, page=tap.subject)
        return Step()
    if tap.action in _NOT_A_TASK or (tap.action is Plan.WRITE and uow.tasks.of_id(tap.subject) is None):
        return on_plan(uow, house, actor, tap, message_id)
    task = uow.tasks.of_id(tap.subject)
    if task is None:
        raise NotAllowed
    return _on_task(uow, house, person, actor, task, tap, message_id)


def _on_task(
    uow: UnitOfWork, house: House, person: Person, actor: Coordinator, task: Task, tap: PlanTap, message_id: str
) -> Step:
    case = cases.known(uow, task.case_id)
    if tap.action is Plan.FILE:
        cases.read(uow, house, person, case.id)
        return Step()
    if not task.live:
        _back(uow, actor, task, tap.back, message_id)
        return Step(toast=what_became(uow, house, actor, task))
    match tap.action:
        case Plan.SEE | Plan.LATER | Plan.ERASE if tap.argument != "sure":
            turn(uow, actor, message_id, Agenda.TASK, task=task.id, back=tap.back, asked=tap.action.value)
            return Step()
        case Plan.CLOSE:
            uow.outbox.put(actor.id, Desk.CLOSE_MENU, case_id=case.id, silent=True, protected=True)
            return Step()
        case Plan.WRITE:
            ask_date(uow, actor, case, task.id)
            return Step()
    answer = _ANSWERS.get(tap.action)
    if answer is None or (tap.action in _OF_DORMANT) != (task.kind == DORMANT):
        raise NotAllowed
    said = answer(uow, house, person, case, tasks.line_of(uow, task), tap)
    uow.ledger.note_access(actor.id, case, f"task_{tap.action}")
    _back(uow, actor, task, tap.back, message_id)
    return Step(toast=house.words(person.locale).say(said))


def turn(uow: UnitOfWork, actor: Coordinator, message_id: str, kind: Agenda, **params: object) -> None:
    """The bubble shows something else, or what has become of what it showed."""
    uow.outbox.put(actor.id, kind, {**params, "message": message_id}, op=Op.EDIT, silent=True)


def _back(uow: UnitOfWork, actor: Coordinator, task: Task, back: str, message_id: str) -> None:
    if back == FROM_MORNING:
        turn(uow, actor, message_id, Agenda.MORNING)
    elif back.startswith(FROM_AGENDA):
        turn(uow, actor, message_id, Agenda.AGENDA, page=back.removeprefix(FROM_AGENDA))
    else:
        turn(uow, actor, message_id, Agenda.TASK, task=task.id)


def who_answered(uow: UnitOfWork, task: Task) -> str:
    """The id of the coordinator, "" when it was nobody."""
    noted = uow.entries.of_case(task.case_id, EntryKind.EVENT)
    return next((entry.author_id for entry in reversed(noted) if entry.body == task.id), "")


def what_became(uow: UnitOfWork, house: House, reader: Coordinator, task: Task) -> str:
    """« Déjà répondu par Karima : fait. »"""
    words = house.words(uow.people.of_id(reader.id).locale)
    outcome = words.say(ENDED.get(task.outcome, ENDED[Ended.CLOSED]))
    who = uow.staff.of(who_answered(uow, task))
    if who is None or who.id == reader.id:
        return words.say("Answered already: {outcome}.", outcome=outcome)
    return words.say("Answered already by {name}: {outcome}.", name=who.name, outcome=outcome)


# -- the answers ---------------------------------------------------------------------------------------------------


def end(uow: UnitOfWork, author: str, line: Sequence[Task], outcome: Ended) -> None:
    """All tasks of the line end in the same way, each in the timeline."""
    for task in line:
        if uow.tasks.answer(task.id, outcome):
            uow.entries.add(task.case_id, EntryKind.EVENT, task.id, author_id=author, event=f"task_{outcome}")


def _done(
    uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap
) -> str:  # fmt: skip
    end(uow, person.id, line, Ended.DONE)
    show_card(uow, case)
    return N_("Noted: done.")


def _missed(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    end(uow, person.id, line, Ended.NOT_REACHED)
    return not_reached(uow, house, person.id, case, line)


def _moved(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    """Each task of the line, to the same morning."""
    if tap.argument not in DELAYS:
        raise NotAllowed
    end(uow, person.id, line, Ended.LATER)
    at = tasks.days_later(uow, house, int(tap.argument))
    for task in line:
        uow.tasks.plan(task.kind, case.id, at, step=task.step, by_id=person.id)
    show_card(uow, case)
    return N_("Noted: moved.")


def _dropped(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    end(uow, person.id, line, Ended.DROPPED)
    show_card(uow, case)
    return N_("Called off.")


def _kept(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    end(uow, person.id, line, Ended.KEPT)
    uow.tasks.plan(DORMANT, case.id, tasks.days_later(uow, house, 30 * KEPT_MONTHS), step=line[0].step + 1)
    return N_("Kept. You will be asked again in a month.")


def _archived(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    end(uow, person.id, line, Ended.ARCHIVED)
    case_life.close(uow, house, cases.coordinator(uow, person), case, cases.Result.NOTHING)
    return N_("Noted: to be archived. The case is closed.")


def _erased(uow: UnitOfWork, house: House, person: Person, case: Case, line: Sequence[Task], tap: PlanTap) -> str:
    """Pressed twice, under two sentences; the number and the dates stay."""
    end(uow, person.id, line, Ended.ERASED)
    uow.follow_ups.drop(case_id=case.id)
    uow.outbox.drop_for(case_id=case.id)
    uow.cases.erase(case.id)
    person_of_it = uow.people.of_id(case.address_id) if case.address_id else None
    if person_of_it and uow.cases.latest_of(person_of_it.id) is None:
        end_for_person(uow, person_of_it)
        privacy.forget_discretion(uow, person_of_it)
    return N_("Eliminated.")


_Answer = Callable[[UnitOfWork, House, Person, Case, Sequence[Task], PlanTap], str]
_ANSWERS: Mapping[Plan, _Answer] = {
    Plan.DONE: _done,
    Plan.MISSED: _missed,
    Plan.MOVE: _moved,
    Plan.DROP: _dropped,
    Plan.KEEP: _kept,
    Plan.ARCHIVE: _archived,
    Plan.ERASE: _erased,
}
_OF_DORMANT = (Plan.KEEP, Plan.ARCHIVE, Plan.ERASE)
