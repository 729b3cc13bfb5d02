"""The one message of several routine cards: how many, when they came, a bare line each, and the way to open them.

Must never: say more of a case than its card does.
"""

from __future__ import annotations

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.card_bubbles import head
from bot.services.case_lists import LINK
from bot.services.scene import Scene
from bot.services.taps import Action, CaseTap
from storage.records import Case, CaseState

OPENED_BY_BUTTON = 8
"""Buttons under one list; the others are reached through the list in private."""


def merged(scene: Scene) -> Message | None:
    list_id = scene.row.target_id or scene.row.id
    ids = scene.uow.merged.cases_of(scene.row.address_id, list_id)
    cases = [case for case_id in ids if (case := scene.uow.cases.of_id(case_id))]
    if not cases:
        return None
    unread = [case for case in cases if _is_waiting(case)]
    buttons = [scene.button_as(case.reference, CaseTap(case.id, Action.READ)) for case in unread[:OPENED_BY_BUTTON]]
    link = Button(scene.say("See the list"), url=scene.house.link(LINK))
    lines = [_title(scene, cases), *(_line(scene, case) for case in cases)]
    return Message(joined(lines), (*in_rows(buttons), (link,)))


def _title(scene: Scene, cases: list[Case]) -> str:
    came = sorted(case.sent_at or case.created_at for case in cases)
    say, words = scene.say, scene.words
    if words.day(came[0]) == words.day(scene.now):
        first, last = words.hour(came[0]), words.hour(came[-1])
    else:
        first, last = words.moment(came[0]), words.moment(came[-1])
    if first == last:
        return say("{count} new cards, received {at}.", count=len(cases), at=words.moment(came[0]))
    return say("{count} new cards, received between {first} and {last}.", count=len(cases), first=first, last=last)


def _is_waiting(case: Case) -> bool:
    return case.is_open and case.opened_at is None


_ENDED = {CaseState.WITHDRAWN: N_("withdrawn by the person"), CaseState.CLOSED: N_("closed")}


def _line(scene: Scene, case: Case) -> str:
    if case.state in _ENDED:
        return " · ".join((case.reference, scene.say(_ENDED[case.state])))
    holder = scene.uow.staff.of(case.holder_id) if case.holder_id else None
    if holder and holder.active:
        return " · ".join((case.reference, scene.say("held by {name}", name=holder.name)))
    return " · ".join((case.reference, scene.say("opened"))) if case.opened_at else head(case, scene.words)
