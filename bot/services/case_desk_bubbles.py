"""*Plus* and what it opens, each in the place of the file it came from, each with its way back.

Must never: offer what cannot be done any more, or more than six buttons and one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.card_bubbles import LEVELS, tap
from bot.services.case_history import PAGE, Books, steps
from bot.services.case_life import colleagues
from bot.services.cases import RESULT_LABELS, Result
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action, CaseTap, mark_of
from bot.services.voice import Desk
from bot.triage.urgency import Level
from storage.records import CaseState

CLASSES = (Result.JOKE, Result.TEST, Result.DUPLICATE, Result.OUT_OF_SCOPE, Result.FALSE_ALERT)
"""Ends that are no result of a work: product §2."""
RESULTS = tuple(result for result in Result if result not in CLASSES)
SURE = "sur"
"""In the argument of a button: pressed a second time, on purpose."""
_LEVELS = (Level.NORMAL, Level.RAPIDE, Level.IMMEDIAT)


def _back(scene: Scene, action: Action = Action.MORE) -> Button:
    return tap(scene, N_("Back"), action)


def _menu(text: str, buttons: Sequence[Button], *row: Button) -> Message:
    return Message(text, (*in_rows(buttons), tuple(row)))


def more(scene: Scene) -> Message | None:
    case = scene.case
    if case is None or case.state is CaseState.WITHDRAWN:
        return None
    buttons = [tap(scene, N_("Change urgency"), Action.LEVEL)] if case.is_open else []
    buttons.append(tap(scene, N_("Internal note"), Action.NOTE))
    alarmed = case.is_open and case.false_alarm_at is None
    buttons += [tap(scene, N_("False alarm"), Action.FALSE_ALARM)] if alarmed else []
    buttons.append(tap(scene, N_("Link to a case"), Action.LINK))
    buttons += [tap(scene, N_("Pass on"), Action.PASS)] if case.is_open and colleagues(scene.uow, case) else []
    buttons.append(tap(scene, N_("History"), Action.HISTORY))
    end = tap(scene, N_("Close"), Action.CLOSE) if case.is_open else tap(scene, N_("Reopen"), Action.REOPEN)
    text = scene.say("{reference}: what else?", reference=case.reference)
    return _menu(text, buttons, tap(scene, N_("Summary"), Action.SUMMARY), end, _back(scene, Action.FILE))


def close_menu(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    buttons = [tap(scene, RESULT_LABELS[result], Action.CLOSE_AS, result) for result in RESULTS]
    text = joined((
        scene.say("Close {reference} as:", reference=scene.case.reference),
        scene.say("The follow-ups end. The person is told nothing."),
    ))  # fmt: skip
    return _menu(text, buttons, tap(scene, N_("Class"), Action.CLASS), _back(scene))


def class_menu(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    buttons = [tap(scene, RESULT_LABELS[result], Action.CLOSE_AS, result) for result in CLASSES]
    text = scene.say("Class {reference}, and close it, as:", reference=scene.case.reference)
    return _menu(text, buttons, _back(scene, Action.CLOSE))


def level_menu(scene: Scene) -> Message | None:
    """`ask`: lowering from immediate stops the alarm, so it is asked once more."""
    case, asked = scene.case, scene.param("ask")
    if case is None:
        return None
    now = case.level
    if asked in {level.value for level in _LEVELS} and asked != now:
        text = scene.say("From immediate to {level}: the alarm stops. Are you sure?",
                         level=scene.say(LEVELS[Level(asked)]))  # fmt: skip
        sure = tap(scene, N_("Yes, lower it"), Action.LEVEL_AS, f"{now.value}.{asked}.{SURE}")
        return _menu(text, [sure], _back(scene, Action.LEVEL))
    others = [level for level in _LEVELS if level is not now]
    buttons = [_level_button(scene, now, level) for level in others]
    text = joined((
        scene.say("Urgency of {reference} now: {level}.", reference=case.reference, level=scene.say(LEVELS[now])),
        scene.say("It becomes:"),
    ))  # fmt: skip
    return _menu(text, buttons, _back(scene))


def _level_button(scene: Scene, now: Level, level: Level) -> Button:
    said = scene.say(LEVELS[level])
    tapped = CaseTap(scene.row.case_id, Action.LEVEL_AS, f"{now.value}.{level.value}")
    return scene.button_as(said[:1].upper() + said[1:], tapped)


def pass_menu(scene: Scene) -> Message | None:
    """Names of coordinators, and no one else; the button knows who held the case when it was shown."""
    case = scene.case
    if case is None:
        return None
    held = mark_of(case.holder_id)
    buttons = [
        scene.button_as(one.name, CaseTap(case.id, Action.PASS_TO, f"{one.id}.{held}"))
        for one in colleagues(scene.uow, case)
    ]
    return _menu(scene.say("To whom do you pass on {reference}?", reference=case.reference), buttons[:6], _back(scene))


def history(scene: Scene) -> Message | None:
    """The newest page first; within a page, in order."""
    case = scene.case
    if case is None:
        return None
    found = steps(Books(scene.uow, scene.house, scene.words), case)
    pages = max(1, -(-len(found) // PAGE))
    page = min(int(scene.param("page") or 0), pages - 1)
    end = len(found) - page * PAGE
    lines = [
        scene.say("{moment}: {words}", moment=scene.words.moment(step.at), words=step.words)
        for step in found[max(0, end - PAGE) : end]
    ]
    title = scene.say("History of {reference}", reference=case.reference)
    if pages > 1:
        title = scene.say("{title}, page {page} of {pages}", title=title, page=pages - page, pages=pages)
    older = [tap(scene, N_("Earlier"), Action.HISTORY, str(page + 1))] if page + 1 < pages else []
    newer = [tap(scene, N_("Newer"), Action.HISTORY, str(page - 1))] if page else []
    return Message(joined((title, *lines)), ((*older, *newer, _back(scene)),))


def write_note(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    text = joined((
        scene.say("Write your note on {reference}. Only coordinators read it.", reference=scene.case.reference),
        scene.say("“stop” cancels."),
    ))  # fmt: skip
    return _menu(text, [], _back(scene))


def write_link(scene: Scene) -> Message | None:
    """`unknown`: what was typed is the reference of no other case."""
    if scene.case is None:
        return None
    text = joined((
        scene.say("I find no other case with this reference.") if scene.row.params.get("unknown") else "",
        scene.say("Write the reference of the case that belongs to {reference}.", reference=scene.case.reference),
        scene.say("“stop” cancels."),
    ))  # fmt: skip
    return _menu(text, [], _back(scene))


def handed(scene: Scene) -> Message | None:
    """To the new holder, and to the old one when somebody else decided."""
    case, giver = scene.case, scene.uow.staff.of(scene.param("by"))
    receiver = scene.uow.staff.of(scene.param("to"))
    if case is None or receiver is None:
        return None
    name = giver.name if giver else scene.say("the team")
    if receiver.id == scene.reader.id:
        text = scene.say("{name} passes {reference} on to you.", name=name, reference=case.reference)
    else:
        text = scene.say("{name} has passed {reference} on to {receiver}.", name=name, reference=case.reference,
                         receiver=receiver.name)  # fmt: skip
    return Message(text, in_rows([tap(scene, N_("Read in private"), Action.READ)]))


def done(scene: Scene) -> Message:
    """What was done in private by typing; with the way back to the file when there is one."""
    said, case = DONE[scene.param("what")], scene.case
    text = scene.say(said, reference=case.reference if case else "", other=scene.param("other"))
    if case is None:
        return Message(text)
    linked = scene.param("other_id")
    undo = [tap(scene, N_("Undo the link"), Action.UNLINK, linked)] if linked else []
    return Message(text, in_rows([*undo, tap(scene, N_("Back to the case"), Action.FILE)]))


DONE: Mapping[str, str] = {
    "cancelled": N_("Cancelled. Nothing was sent."),
    "noted": N_("{reference}: your note is kept."),
    "linked": N_("{reference} and {other} are linked."),
    "linked_before": N_("{reference} and {other} were linked already."),
    "unlinked": N_("{reference} and {other} are no longer linked."),
}

CASE_DESK_BUBBLES: Mapping[str, Renderer] = {
    Desk.MORE: more,
    Desk.CLOSE_MENU: close_menu,
    Desk.CLASS_MENU: class_menu,
    Desk.LEVEL_MENU: level_menu,
    Desk.PASS_MENU: pass_menu,
    Desk.HISTORY: history,
    Desk.WRITE_NOTE: write_note,
    Desk.WRITE_LINK: write_link,
    Desk.HANDED: handed,
    Desk.DONE: done,
}
