"""The coordinators' lists of cases: bare lines, a button for each, filters and pages, edited in place.

Must never: show a name, a subject or a word of a case in a line.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.roads import Road
from bot.intake.views import in_rows, label_of
from bot.messages import Button, Message
from bot.services.card_bubbles import head
from bot.services.case_lists import PAGE, Filter, page
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action, CaseTap, ListTap, pack
from bot.services.voice import Desk
from bot.territory import Place, Structure
from storage.records import CaseLine, CaseState
from storage.repositories.case_lists import MOST_COUNTED

_TITLES: Mapping[Filter, str] = {
    Filter.OPEN: N_("Open cases, the newest first"),
    Filter.MINE: N_("Cases you hold"),
    Filter.UNHELD: N_("Cases that nobody holds"),
    Filter.LATE: N_("What was promised and is late"),
    Filter.URGENT: N_("Immediate cases"),
    Filter.THEME: N_("About: {what}"),
    Filter.STRUCTURE: N_("Handed on by: {what}"),
    Filter.PLACE: N_("Incidents at: {what}"),
}


def menu(scene: Scene) -> Message:
    """Filters with how many each would show, a hundred at most."""
    lists, reader = scene.uow.case_lists, scene.reader.id
    counted = (
        (N_("Mine"), Filter.MINE, lists.count_open(reader)),
        (N_("Without holder"), Filter.UNHELD, lists.count_open("")),
        (N_("Late"), Filter.LATE, lists.count_late()),
        (N_("Immediate"), Filter.URGENT, lists.count_open(urgent=True)),
        (N_("All open"), Filter.OPEN, lists.count_open()),
    )
    buttons = [
        Button(f"{scene.say(label)} ({_count(number)})", pack(ListTap(filter_))) for label, filter_, number in counted
    ]
    unknown = scene.say("I know no such reference, subject, structure or place.")
    return Message(joined((
        unknown if scene.row.params.get("unknown") else "",
        scene.say("Which cases?"),
        scene.say("Or write for example: /fiches housing, /fiches skate park, /fiche MS-2026-0042."),
    )), in_rows(buttons))  # fmt: skip


def _count(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def listed(scene: Scene) -> Message:
    filter_, argument = Filter(scene.param("filter")), scene.param("argument")
    found = page(scene.uow, scene.reader.id, filter_, argument, scene.param("after"))
    shown = found[:PAGE]
    title = scene.say(_TITLES[filter_], what=_what(scene, filter_, argument))
    lines = [_line(scene, line) for line in shown] or [scene.say("No case here.")]
    opening = [Button(line.reference, pack(CaseTap(line.id, Action.READ))) for line in shown]
    moving = [scene.button(N_("Filters"), ListTap(Filter.MENU))]
    if scene.param("after"):
        moving.append(scene.button(N_("First page"), ListTap(filter_, argument)))
    if len(found) > PAGE:
        moving.append(scene.button(N_("Next page"), ListTap(filter_, argument, shown[-1].id)))
    return Message(joined((title, *lines)), (*in_rows(opening), tuple(moving)))


def _what(scene: Scene, filter_: Filter, argument: str) -> str:
    if filter_ is Filter.THEME:
        choice = scene.house.questionnaires[Road.RELAY].by_key["themes"].choice(argument)
        return label_of(choice, scene.words) if choice else ""
    territory = scene.house.territory
    entries: tuple[Structure | Place, ...] = territory.places if filter_ is Filter.PLACE else territory.structures
    return next((entry.label for entry in entries if entry.id == argument), "")


def _line(scene: Scene, line: CaseLine) -> str:
    """« MS-2026-0042 · jeune · 15-17 ans · urgence : normale · prise par Solène · en retard »"""
    holder = scene.uow.staff.of(line.holder_id) if line.holder_id else None
    state = scene.say("held by {name}", name=holder.name) if holder and holder.active else _state(scene, line)
    return " · ".join(part for part in (head(line, scene.words), state, _late(scene, line)) if part)


def _state(scene: Scene, line: CaseLine) -> str:
    if line.state is CaseState.CLOSED:
        return scene.say("closed")
    return "" if line.opened_at else scene.say("not opened yet")


def _late(scene: Scene, line: CaseLine) -> str:
    if line.closed_at:
        return ""
    unread = line.opened_at is None and line.read_by is not None and line.read_by < scene.now
    unanswered = line.answered_at is None and line.answer_by is not None and line.answer_by < scene.now
    return scene.say("late") if unread or unanswered else ""


CASE_LIST_BUBBLES: Mapping[str, Renderer] = {Desk.CASES: menu, Desk.CASE_LIST: listed}
