"""The cards of the group: what a case looks like where anybody of the chat may read.

Must never: hold a theme, a story, a chosen name, or the delays and promises of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.i18n import N_, Words, joined
from bot.intake.roads import Road
from bot.intake.views import in_rows
from bot.messages import Button, Message, Op
from bot.services.absence import acting
from bot.services.cases import NO_FACT
from bot.services.scene import Scene
from bot.services.taps import Action, CaseTap
from bot.services.task_terms import ON_OPEN_CASE
from bot.triage.urgency import Level
from storage.records import Case, CaseLine, CaseState

LEVELS: Mapping[Level, str] = {
    Level.NORMAL: N_("normal"),
    Level.RAPIDE: N_("soon"),
    Level.IMMEDIAT: N_("immediate"),
}
LATELY = timedelta(days=30)
"""Incidents of one place are counted together over this time."""
_AGES = {"moins_13": N_("Under 13"), "de_13_14": N_("13-14"), "de_15_17": N_("15-17"), "de_18_20": N_("18-20"),
         "de_21_25": N_("21-25"), "plus_25": N_("Over 25")}  # fmt: skip


def tap(scene: Scene, label: str, action: Action, argument: str = "") -> Button:
    return scene.button(label, CaseTap(scene.row.case_id, action, argument))


_KINDS: Mapping[str, str] = {Road.YOUTH: N_("young person"), Road.RELAY: N_("relay"), Road.CIVIC: N_("civic"),
                             Road.ENCOUNTER: N_("encounter")}  # fmt: skip


def head(case: Case | CaseLine, words: Words) -> str:
    """« MS-2026-0042 · jeune · 15-17 ans · urgence : immédiate »: all that a group may know."""
    urgency = words.say("urgency: {level}", level=words.say(LEVELS[case.level]))
    age = words.say(_AGES[case.age]) if case.age in _AGES else ""
    return " · ".join(part for part in (case.reference, words.say(_KINDS[case.kind]), age, urgency) if part)


def _incident(scene: Scene, case: Case) -> list[str]:
    """A place is nobody: it may stand in the group, and how often it has come up in a month."""
    place = next((one for one in scene.house.territory.places if one.id == case.place), None)
    if place is None or case.happened_at is None:
        return []
    lines = [scene.say("Place: {place}.", place=place.label)]
    count = scene.uow.cases.at_place(case.place, case.happened_at - LATELY, case.happened_at, but=NO_FACT)
    if count > 1 and not place.vague:
        days = LATELY.days
        lines.append(scene.say("Incident number {number} at the same place in {days} days.", number=count, days=days))
    return lines


def _holder(scene: Scene, case: Case) -> str:
    holder = scene.uow.staff.of(case.holder_id) if case.holder_id else None
    if holder is None or not holder.active:
        return ""
    acts = acting(scene.uow, holder.id)
    deputy = scene.uow.staff.of(acts) if acts not in ("", holder.id) else None
    return scene.say("{name} (for them: {deputy})", name=holder.name, deputy=deputy.name) if deputy else holder.name


def card(scene: Scene) -> Message | None:
    case, say, words = scene.case, scene.say, scene.words
    if case is None:
        return None
    ended = _ended_card(scene, case)
    if ended:
        return ended
    received = words.moment(case.sent_at or case.created_at)
    holder = _holder(scene, case)
    name = say("held by {name}", name=holder)
    kind = say(_KINDS[case.kind])
    lines = [" · ".join((case.reference, kind, name)) if holder else head(case, words), *_incident(scene, case)]
    if case.alert_only:
        lines.append(say("Alert. Nothing has been sent yet."))
    if case.opened_at:
        lines.append(say("Opened {moment}.", moment=words.moment(case.opened_at)))
    else:
        lines.append(say("Received {moment}. Not opened yet.", moment=received))
    if case.false_alarm_at:
        lines.append(say("False alarm."))
    following = scene.uow.follow_ups.next_of(case.id, ON_OPEN_CASE)
    if following and following > scene.now:  # how late somebody is does not show in a group
        lines.append(say("Next follow-up: {day}.", day=words.day(following)))
    buttons = [] if holder else [tap(scene, N_("I take it"), Action.TAKE)]
    buttons += [tap(scene, N_("Read in private"), Action.READ), tap(scene, N_("Plan"), Action.PLAN)]
    return Message(joined(lines), in_rows(buttons))


def _ended_card(scene: Scene, case: Case) -> Message | None:
    if case.state is CaseState.WITHDRAWN and case.alert_only:
        days = scene.house.territory.retention.refused_alert_days
        return Message(scene.say("{reference} · erased after {days} days.", reference=case.reference, days=days))
    if case.state is CaseState.WITHDRAWN:
        return Message(scene.say("{reference} · withdrawn by the person.", reference=case.reference))
    if case.state is CaseState.CLOSED and case.closed_at:
        day = scene.words.day(case.closed_at)
        return Message(scene.say("{reference} · closed {day}.", reference=case.reference, day=day))
    return None


def rule(scene: Scene) -> Message:
    return Message(joined((
        scene.say("This chat receives the cards of first contacts."),
        scene.say("No story here: no name, no detail. Read and answer in private."),
    )))  # fmt: skip


def lateness(scene: Scene) -> str:
    due = scene.late_since
    if due is None:
        return ""
    return scene.say("(late: this was due {moment})", moment=scene.words.moment(due))


def _called(scene: Scene) -> Message | None:
    """What a call looks like once the case is open: no buttons left to press."""
    return Message(scene.say("{reference} · opened.", reference=scene.case.reference)) if scene.case else None


def alarm(scene: Scene) -> Message | None:
    """An immediate case that nobody has opened."""
    case = scene.case
    if scene.row.op is Op.EDIT:
        return _called(scene)
    if case is None or not case.is_open or case.opened_at is not None:
        return None
    again = scene.say("(reminder)") if scene.again else ""
    text = joined((head(case, scene.words), scene.say("Still not opened."), again, lateness(scene)))
    return Message(text, in_rows(_reading_buttons(scene, case)))


def _reading_buttons(scene: Scene, case: Case) -> list[Button]:
    buttons = [] if case.holder_id else [tap(scene, N_("I take it"), Action.TAKE)]
    return [*buttons, tap(scene, N_("Read in private"), Action.READ)]


def reminder(scene: Scene) -> Message | None:
    """Silent: before a promise breaks, or after days. Delays of a person never show in the group."""
    case = scene.case
    if scene.row.op is Op.EDIT:
        return _called(scene)
    if case is None or not case.is_open:
        return None
    why = scene.param("why")
    if why in ("reading", "days") and case.opened_at is not None:
        return None
    if why in ("answer", "broken") and case.answered_at is not None:
        return None
    said = {
        "reading": N_("To open: the person was told when."),
        "days": N_("Still to open."),
        "answer": N_("To answer: the person was told when."),
        "broken": N_("Still to answer."),
        "uninformed": N_("The person has not been told within the month. A human decides."),
    }[why]
    return Message(
        joined((head(case, scene.words), scene.say(said), lateness(scene))), in_rows(_reading_buttons(scene, case))
    )
