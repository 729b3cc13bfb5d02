"""The morning list and the Monday summary, as things stand when they leave or are answered in place.

Must never: hold a name of a person or a theme, or leave when there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message, Op
from bot.services.agenda import FROM_MORNING
from bot.services.agenda_bubbles import AGENDA_BUBBLES, told_as
from bot.services.card_bubbles import lateness
from bot.services.morning import Brief, Kept, brief, kept
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action, CaseTap, Plan, PlanTap
from bot.services.task_terms import DORMANT, Agenda
from bot.services.tasks import Line
from storage.records_tasks import Promised

LINES = 5
"""Tasks named in the list; the agenda shows the rest."""
AT_ONCE = 2
"""Tasks answered from the list itself."""
NAMED = 6
"""Cases named one after the other."""


def morning(scene: Scene) -> Message | None:
    found = brief(scene.uow, scene.house, scene.reader.id, lines=scene.row.params.get("lines") is True)
    if not found:
        return Message(scene.say("Everything in this list is done.")) if scene.row.op is Op.EDIT else None
    text = joined((
        scene.say("This morning, {day}.", day=scene.words.day(scene.now)), lateness(scene),
        *_tasks(scene, found.lines), *_unread(scene, found), *_promised(scene, found.promised),
        _unchecked(scene, found),
    ))  # fmt: skip
    return Message(text, (*_answers(scene, found.lines), *_reading(scene, found), _everything(scene)))


def _tasks(scene: Scene, lines: list[Line]) -> list[str]:
    if not lines:
        return []
    shown = [f"{number}. {told_as(scene, line)}" for number, line in enumerate(lines[:LINES], 1)]
    more = [scene.say("And {count} more.", count=len(lines) - LINES)] if len(lines) > LINES else []
    return ["\n" + scene.say("To follow up:"), *shown, *more]


def _unread(scene: Scene, found: Brief) -> list[str]:
    promised = {one.case_id for one in found.promised[:NAMED] if one.kind == "read"}  # named with their hour
    unread = [case for case in found.unread if case.case_id not in promised]
    if not unread:
        return []
    named = ", ".join(case.reference for case in unread[:NAMED])
    more = len(unread) - NAMED
    rest = [scene.say("And {count} more.", count=more)] if more > 0 else []
    return ["\n" + scene.say("To read: {references}.", references=named), *rest]


def _promised(scene: Scene, promised: list[Promised]) -> list[str]:
    said = []
    for one in promised[:NAMED]:
        broken = one.by <= scene.now
        values = {"reference": one.reference, "moment": scene.words.moment(one.by), "hour": scene.words.hour(one.by)}
        if one.kind == "read":
            said.append(scene.say("{reference}: a reading was promised for {moment}.", **values) if broken
                        else scene.say("{reference}: a reading is promised before {hour}.", **values))  # fmt: skip
        else:
            said.append(scene.say("{reference}: an answer was promised for {moment}.", **values) if broken
                        else scene.say("{reference}: an answer is promised before {hour}.", **values))  # fmt: skip
    more = len(promised) - NAMED
    rest = [scene.say("And {count} more.", count=more)] if more > 0 else []
    return [f"\n{said[0]}", *said[1:], *rest] if said else []


def _unchecked(scene: Scene, found: Brief) -> str:
    if not found.unchecked:
        return ""
    days = scene.house.territory.delays.line_check_days
    named = ", ".join(scene.label(stale.line) for stale in found.unchecked)
    return "\n" + scene.say("Numbers that nobody has checked for {days} days: {numbers}.", days=days, numbers=named)


def _answers(scene: Scene, lines: list[Line]) -> list[tuple[Button, ...]]:
    def answer(number: int, line: Line, label: str, action: Plan) -> Button:
        said = scene.say("{number} · {label}", number=number, label=scene.say(label))
        return scene.button_as(said, PlanTap(action, line.first.id, "", FROM_MORNING))

    rows: list[tuple[Button, ...]] = []
    for number, line in enumerate(lines[:AT_ONCE], 1):
        if line.first.kind == DORMANT:
            rows.append((answer(number, line, N_("See"), Plan.SEE),))
        else:
            offered = ((N_("Done"), Plan.DONE), (N_("Not reached"), Plan.MISSED), (N_("Later"), Plan.LATER))
            rows.append(tuple(answer(number, line, label, action) for label, action in offered))
    return rows


def _reading(scene: Scene, found: Brief) -> tuple[tuple[Button, ...], ...]:
    return in_rows([
        scene.button_as(scene.say("Read {reference}", reference=case.reference), CaseTap(case.case_id, Action.READ))
        for case in found.unread[:1]
    ])  # fmt: skip


def _everything(scene: Scene) -> tuple[Button, ...]:
    return (scene.button(N_("See everything"), PlanTap(Plan.AGENDA, "0")),)


# -- the week ------------------------------------------------------------------------------------------------------


def week(scene: Scene) -> Message | None:
    """Own cases and all of them; a week without any promise says nothing."""
    start, end = scene.instant("start"), scene.instant("end")
    if start is None or end is None:
        return None
    promised = scene.uow.tasks.promised_between(start, end)
    if not promised:
        return None
    mine, everybody = kept(promised, scene.reader.id), kept(promised)
    return Message(joined((
        scene.say("Promises to people since {day}.", day=scene.words.day(start)), lateness(scene),
        scene.say("The cases that you hold: {counts}.", counts=_counts(scene, mine)),
        scene.say("All cases: {counts}.", counts=_counts(scene, everybody)),
    )))  # fmt: skip


def _counts(scene: Scene, count: Kept) -> str:
    if not count.all:
        return scene.say("none")
    late = scene.say("kept too late: {count}", count=count.late) if count.late else ""
    parts = (scene.say("kept: {count}", count=count.in_time), scene.say("not kept: {count}", count=count.broken), late)
    return ", ".join(part for part in parts if part)


TASK_BUBBLES: Mapping[str, Renderer] = {**AGENDA_BUBBLES, Agenda.MORNING: morning, Agenda.WEEK: week}
"""For active coordinators only: see `desk_bubbles`, which reads their rights again."""
