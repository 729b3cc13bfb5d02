"""The coordinators' bubbles about tasks: the agenda, one task and its answers, *Suivi* and the dates typed there.

Must never: hold a name of a person, a theme or a word of a story: only references, what is asked, and when.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.roads import Road
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services import tasks
from bot.services.agenda import FROM_AGENDA, FROM_MORNING, what_became
from bot.services.card_bubbles import lateness
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action, CaseTap, Plan, PlanTap, mark_of
from bot.services.task_terms import DORMANT, ON_OPEN_CASE, PLANNED, TAKEN, TRY, Agenda
from bot.services.tasks import Line, opening_of_day
from storage.records import Case
from storage.records_tasks import Task

PAGE = 5
"""Lines in one bubble."""
AHEAD = 31
"""Days that the agenda looks ahead."""
_DAYS = {"1": N_("Tomorrow"), "3": N_("3 days"), "7": N_("1 week"), "15": N_("15 days")}


def _button(scene: Scene, label: str, action: Plan, subject: str, argument: str = "", back: str = "") -> Button:
    return scene.button(label, PlanTap(action, subject, argument, back))


# -- one line ------------------------------------------------------------------------------------------------------


def what(scene: Scene, task: Task) -> str:
    """What is asked, in a few words."""
    delays = scene.house.territory.delays
    match task.kind:
        case k if k == TRY:
            return scene.say("try again ({step} of {most})", step=task.step, most=len(delays.not_reached_days))
        case k if k == PLANNED:
            return scene.say("follow-up")
        case k if k == DORMANT:
            return scene.say("no contact for {months} months: archive or eliminate?", months=delays.dormant_months)
        case k if k == TAKEN and task.step >= len(delays.taken_days) - 1:
            return scene.say("close the case?")
        case k if k == TAKEN and task.step == 0:
            return scene.say("still in touch?")
    referred = any(one.is_given or one.ended_at for one in scene.uow.referrals.of_case(task.case_id))
    return scene.say("has the referral worked?") if referred else scene.say("where does it stand?")


def when(scene: Scene, task: Task) -> str:
    """« depuis mardi 10 mars », « à 14 h », « vendredi 13 mars »; the hour only where one was chosen."""
    zone, words, at = scene.house.calendar.zone, scene.words, task.due_at
    day, today = at.astimezone(zone).date(), scene.now.astimezone(zone).date()
    has_hour = at != opening_of_day(scene.house.calendar, at)
    if day < today:
        return scene.say("since {day}", day=words.day(at))
    if day == today:
        return scene.say("at {hour}", hour=words.hour(at)) if has_hour else scene.say("today")
    if day.year != today.year:
        return words.date(at)
    return words.moment(at) if has_hour else words.day(at)


def told_as(scene: Scene, line: Line) -> str:
    """« MS-2026-0042 · toujours en contact ? · depuis mardi 10 mars »"""
    asked = " + ".join(dict.fromkeys(what(scene, task) for task in line.tasks))
    return " · ".join((line.first.reference, asked, when(scene, line.first)))


# -- the agenda ----------------------------------------------------------------------------------------------------


def agenda(scene: Scene) -> Message:
    """Late, today, within a week, later; a page that has emptied meanwhile shows the last one."""
    calendar = scene.house.calendar
    lines = tasks.lines_for(scene.uow, scene.reader.id, tasks.end_of_day(calendar, scene.now, AHEAD))
    title = scene.say("Agenda, {day}.", day=scene.words.day(scene.now))
    if not lines:
        return Message(joined((title, scene.say("Nothing is planned."))))
    pages = -(-len(lines) // PAGE)
    wanted = scene.param("page")
    page = min(int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0, pages - 1)
    shown = lines[page * PAGE : (page + 1) * PAGE]
    text, section = [title], ""
    for number, line in enumerate(shown, page * PAGE + 1):
        heading = _section(scene, line)
        text += ["\n" + scene.say(heading)] if heading != section else []
        text.append(f"{number}. {told_as(scene, line)}")
        section = heading
    text += [scene.say("Page {page} of {pages}.", page=page + 1, pages=pages)] if pages > 1 else []
    numbers = tuple(
        scene.button_as(str(number), PlanTap(Plan.SEE, line.first.id, "", f"{FROM_AGENDA}{page}"))
        for number, line in enumerate(shown, page * PAGE + 1)
    )
    back = [_button(scene, N_("Back"), Plan.AGENDA, str(page - 1))] if page else []
    more = [_button(scene, N_("More of them"), Plan.AGENDA, str(page + 1))] if page + 1 < pages else []
    return Message(joined(text), tuple(row for row in (numbers, (*back, *more)) if row))


def _section(scene: Scene, line: Line) -> str:
    calendar, now = scene.house.calendar, scene.now
    if line.at < tasks.end_of_day(calendar, now, -1):
        return N_("Late")
    if line.at < tasks.end_of_day(calendar, now):
        return N_("Today")
    return N_("Within a week") if line.at < tasks.end_of_day(calendar, now, 7) else N_("Later on")


# -- one task ------------------------------------------------------------------------------------------------------


def one(scene: Scene) -> Message | None:
    """What is asked and its answers; once answered, what has become of it."""
    task = scene.uow.tasks.of_id(scene.param("task"))
    case = scene.uow.cases.of_id(task.case_id) if task else None
    if task is None or case is None:
        return None
    if not task.live:
        staff = scene.uow.staff.of(scene.reader.id)
        ended = what_became(scene.uow, scene.house, staff, task) if staff else ""
        return Message(joined((f"{task.reference} · {what(scene, task)}", ended)))
    line = Line(tuple(tasks.line_of(scene.uow, task)))
    text = [told_as(scene, line), lateness(scene), *_about(scene, case)]
    if scene.param("asked") == Plan.ERASE:
        text.append(scene.say("Eliminating needs the visa of the archives. All that was said goes, for ever."))
    return Message(joined(text), (*in_rows(_answers(scene, task)), *_way_back(scene, task)))


def _about(scene: Scene, case: Case) -> list[str]:
    """What whoever calls or writes must know."""
    person = scene.uow.people.of_id(case.address_id) if case.address_id else None
    said = [] if case.holder_id else [scene.say("Nobody holds this case.")]
    if person and person.discreet:
        said.append(scene.say("The phone may be read by others: a message only says that something waits."))
    if person and person.quiet:
        said.append(scene.say("Has said “stop”: answers only."))
    if person and person.unreachable:
        said.append(scene.say("Cannot be reached here any more. Try another way."))
    return said


def _answers(scene: Scene, task: Task) -> list[Button]:
    back, asked = scene.param("back"), scene.param("asked")

    def answer(label: str, action: Plan, argument: str = "") -> Button:
        return _button(scene, label, action, task.id, argument, back)

    if asked == Plan.LATER:
        return [*(answer(label, Plan.MOVE, days) for days, label in _DAYS.items()),
                answer(N_("Write a date"), Plan.WRITE)]  # fmt: skip
    if asked == Plan.ERASE:
        return [answer(N_("Eliminate for good"), Plan.ERASE, "sure")]
    if task.kind == DORMANT:
        return [answer(N_("Archive"), Plan.ARCHIVE), answer(N_("Eliminate"), Plan.ERASE),
                answer(N_("Keep"), Plan.KEEP), answer(N_("Open the case"), Plan.FILE)]  # fmt: skip
    due = tasks.is_due(scene.uow, task)
    return [
        answer(N_("Done"), Plan.DONE), answer(N_("Not reached"), Plan.MISSED),
        answer(N_("Later") if due else N_("Move"), Plan.LATER), answer(N_("Call off"), Plan.DROP),
        answer(N_("Close the case"), Plan.CLOSE), answer(N_("Open the case"), Plan.FILE),
    ]  # fmt: skip


def _way_back(scene: Scene, task: Task) -> list[tuple[Button, ...]]:
    back = scene.param("back")
    if scene.param("asked") in (Plan.LATER, Plan.ERASE):
        if back == FROM_MORNING:
            return [(_button(scene, N_("Back"), Plan.AGENDA, FROM_MORNING),)]
        return [(_button(scene, N_("Back"), Plan.SEE, task.id, "", back),)]
    return [(_button(scene, N_("Back"), Plan.AGENDA, back.removeprefix(FROM_AGENDA)),)] if back else []


# -- planning by hand ----------------------------------------------------------------------------------------------


def plan(scene: Scene) -> Message | None:
    """*Suivi*: when to come back; then what was planned there."""
    case = scene.case
    if case is None:
        return None
    if scene.param("gone") or not case.is_open:
        return Message(scene.say("{reference}: the case is closed, nothing is planned.", reference=case.reference))
    if scene.param("task"):
        return _planned(scene, case)
    if scene.param("over"):
        return _over(scene, case)
    said = [scene.say("{reference}: come back to it when?", reference=case.reference)]
    if scene.param("called"):
        said = [scene.say("{reference}: a call without an answer is noted.", reference=case.reference)]
    known = scene.uow.tasks.of_case(case.id, ON_OPEN_CASE)
    said += [_plan_line(scene, task) for task in known[:3]]
    buttons = [_button(scene, label, Plan.ADD, case.id, days) for days, label in _DAYS.items()]
    called = [] if scene.param("called") else [_button(scene, N_("Call without an answer"), Plan.CALLED, case.id)]
    written = _button(scene, N_("Write a date"), Plan.WRITE, case.id)
    return Message(joined(said), in_rows([] if scene.param("called") else [*buttons, *called, written]))


def _plan_line(scene: Scene, task: Task, reference: str = "") -> str:
    """« Prévu : suivi · vendredi 13 mars »"""
    named = " · ".join(part for part in (reference, what(scene, task)) if part)
    return scene.say("Planned: {what} · {when}", what=named, when=when(scene, task))


def _planned(scene: Scene, case: Case) -> Message | None:
    task = scene.uow.tasks.of_id(scene.param("task"))
    if task is None or not task.live:
        return one(scene)
    text = _plan_line(scene, task, case.reference)
    buttons = [_button(scene, N_("Call off"), Plan.DROP, task.id), _button(scene, N_("Agenda"), Plan.AGENDA, "0")]
    return Message(text, in_rows(buttons))


def _over(scene: Scene, case: Case) -> Message:
    tries = len(scene.house.territory.delays.not_reached_days)
    writes = case.address_id and case.kind == Road.YOUTH
    buttons = [
        *([scene.button(N_("Answer"), CaseTap(case.id, Action.REPLY))] if writes else []),
        _button(scene, N_("1 week"), Plan.ADD, case.id, "7"),
        scene.button(N_("Close the case"), CaseTap(case.id, Action.CLOSE)),
    ]
    text = joined((
        scene.say("{reference}: {tries} tries, nobody was reached.", reference=case.reference, tries=tries),
        scene.say("You decide: write, wait, or close."),
    ))  # fmt: skip
    return Message(text, in_rows(buttons))


def date(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    again = scene.say("There is no date to come in these words.") if scene.param("again") else ""
    asked = scene.say("{reference}: write when.", reference=scene.case.reference)
    examples = scene.say("For instance “tuesday 2 pm”, “in 10 days”, “3 march”. “stop” cancels.")
    return Message(joined((again, asked, examples)))


def check(scene: Scene) -> Message | None:
    """The date as it was understood; None once another one was written."""
    at, case, staff = scene.instant("at"), scene.case, scene.uow.staff.of(scene.reader.id)
    if at is None or case is None or staff is None or mark_of(staff.doing_text) != scene.param("mark"):
        return None
    calendar = scene.house.calendar
    same_year = at.astimezone(calendar.zone).year == scene.now.astimezone(calendar.zone).year
    moment = scene.words.moment(at) if same_year else scene.say(
        "{day} at {hour}", day=scene.words.date(at), hour=scene.words.hour(at)
    )  # fmt: skip
    away = "" if calendar.is_open(at) else scene.say("This is outside opening hours.")
    buttons = [_button(scene, N_("That is right"), Plan.SURE, case.id, scene.param("mark")),
               _button(scene, N_("Another date"), Plan.WRITE, _moved(staff.doing_text) or case.id)]  # fmt: skip
    said = scene.say("{reference}: {moment}?", reference=case.reference, moment=moment)
    return Message(joined((said, away)), in_rows(buttons))


def _moved(doing: str) -> str:
    """The task that is being moved, "" for a new one."""
    return doing.partition(" ")[0]


AGENDA_BUBBLES: Mapping[str, Renderer] = {
    Agenda.AGENDA: agenda,
    Agenda.TASK: one,
    Agenda.PLAN: plan,
    Agenda.DATE: date,
    Agenda.CHECK: check,
}
"""For active coordinators only: see `desk_bubbles`, which reads their rights again."""
