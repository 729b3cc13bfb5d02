"""What a coordinator does with one case in private: each button to its use case, each right checked, each act logged.

Menus turn in the place of the file they came from. Must never: act for somebody whose rights have ended, or leave the
slower of two without knowing what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.errors import NotAllowed
from bot.messages import Op
from bot.services import case_life, case_lists, cases, replying
from bot.services.case_desk_bubbles import SURE
from bot.services.house import House
from bot.services.intake import Step
from bot.services.replying import Sending
from bot.services.taps import Action, CaseTap, mark_of
from bot.services.voice import Desk
from bot.triage.urgency import Level
from storage.records import Case, CaseState, Coordinator, Entry, Person
from storage.unit_of_work import UnitOfWork

NOTING, LINKING = "note", "link"
"""Tasks under way in private: the next words are a note, or the reference of another case."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """Who acts on which case, from which button, under which bubble (`message_id`; "" when it cannot be turned)."""

    uow: UnitOfWork
    house: House
    person: Person
    actor: Coordinator
    case: Case
    tap: CaseTap
    message_id: str

    def say(self, msgid: str, /, **values: object) -> str:
        return self.house.words(self.person.locale).say(msgid, **values)

    def turn(self, kind: Desk, **params: object) -> None:
        """The bubble shows something else; a button without a bubble of ours gets a new one."""
        told = {**params, "message": self.message_id} if self.message_id else params
        op = Op.EDIT if self.message_id else Op.SEND
        self.uow.outbox.put(self.actor.id, kind, told, op=op, case_id=self.case.id, protected=True, silent=True)

    def log(self, action: str) -> None:
        self.uow.ledger.note_access(self.actor.id, self.case, action)

    def told(self, toast: str, kind: Desk | None = None, **params: object) -> Step:
        if kind:
            self.turn(kind, **params)
        return Step(toast=toast)


def on_action(uow: UnitOfWork, house: House, person: Person, tap: CaseTap, message_id: str) -> Step:
    """A button about a case; NotAllowed for whoever is no active coordinator, whether the case exists or not."""
    actor = cases.coordinator(uow, person)
    case = cases.known(uow, tap.case_id)
    return ACTIONS[tap.action](Desktop(uow, house, person, actor, case, tap, message_id))


def open_reference(uow: UnitOfWork, house: House, person: Person, typed: str) -> None:
    """`/fiche MS-2026-0042`: as *Lire en privé*; a reference that is none is refused like a missing right."""
    cases.coordinator(uow, person)
    if not typed.strip():
        case_lists.show(uow, house, person, "")
        return
    case = _of_reference(uow, house, typed)
    if case is None:
        raise NotAllowed
    cases.read(uow, house, person, case.id)


def _of_reference(uow: UnitOfWork, house: House, typed: str) -> Case | None:
    reference = case_lists.reference_in(typed, uow.now.astimezone(house.calendar.zone).year)
    case = uow.cases.of_reference(reference) if reference else None
    return case if case and case.state is not CaseState.WITHDRAWN else None


# -- showing -------------------------------------------------------------------------------------------------------


def _read(at: Desktop) -> Step:
    cases.read(at.uow, at.house, at.person, at.case.id)
    return Step()


def _show(kind: Desk, action: str, *, ends_task: bool = True) -> Callable[[Desktop], Step]:
    """A menu in place of another; a task that was waiting for words ends where its way back is taken."""

    def show(at: Desktop) -> Step:
        if ends_task and at.actor.doing in (NOTING, LINKING):
            at.uow.staff.set_task(at.actor.id)
        at.log(action)
        page = {"page": at.tap.argument} if at.tap.argument.isdecimal() and len(at.tap.argument) < 4 else {}
        at.turn(kind, **page)
        return Step()

    return show


def _summary(at: Desktop) -> Step:
    """Unprotected: it is there to be copied."""
    at.log("summary")
    at.uow.outbox.put(at.actor.id, Desk.SUMMARY, case_id=at.case.id, silent=True)
    return Step()


def _ask(kind: Desk, task: str) -> Callable[[Desktop], Step]:
    def ask(at: Desktop) -> Step:
        at.uow.staff.set_task(at.actor.id, task, at.case.id)
        at.log(f"{task}_begun")
        at.turn(kind)
        return Step()

    return ask


# -- typed words of a task -----------------------------------------------------------------------------------------


def write_note(uow: UnitOfWork, house: House, person: Person, text: str) -> None:
    actor = cases.coordinator(uow, person)
    case = cases.known(uow, actor.doing_case)
    uow.staff.set_task(actor.id)
    case_life.note(uow, actor, case, text)
    uow.outbox.put(actor.id, Desk.DONE, {"what": "noted"}, case_id=case.id, protected=True, silent=True)


def write_link(uow: UnitOfWork, house: House, person: Person, text: str) -> None:
    """Asked again until it is a reference that there is, or cancelled."""
    actor = cases.coordinator(uow, person)
    case, other = cases.known(uow, actor.doing_case), _of_reference(uow, house, text)
    if other is None or other.id == case.id:
        uow.outbox.put(actor.id, Desk.WRITE_LINK, {"unknown": True}, case_id=case.id, protected=True, silent=True)
        return
    uow.staff.set_task(actor.id)
    fresh = case_life.link(uow, actor, case, other)
    params = {"what": "linked" if fresh else "linked_before", "other": other.reference, "other_id": other.id}
    uow.outbox.put(actor.id, Desk.DONE, params, case_id=case.id, protected=True, silent=True)


def _unlink(at: Desktop) -> Step:
    other = at.uow.cases.of_id(at.tap.argument)
    if other is None or not case_life.unlink(at.uow, at.actor, at.case, other):
        return at.told(at.say("These two cases are not linked."))
    return at.told("", Desk.DONE, what="unlinked", other=other.reference)


# -- the life of the case ------------------------------------------------------------------------------------------


def _level(at: Desktop) -> Step:
    before, _, rest = at.tap.argument.partition(".")
    after, _, sure = rest.partition(".")
    if not {before, after} <= {level.value for level in Level}:
        raise NotAllowed
    if at.case.is_open and before == at.case.level == Level.IMMEDIAT and after != before and sure != SURE:
        at.turn(Desk.LEVEL_MENU, ask=after)
        return Step()
    if case_life.change_level(at.uow, at.house, at.actor, at.case, Level(before), Level(after)):
        return at.told(at.say("Noted: the urgency is changed."), Desk.MORE)
    return at.told(at.say("Meanwhile somebody else has changed this case. Here is what stands."), Desk.CASE_FILE)


def _false_alarm(at: Desktop) -> Step:
    if case_life.mark_false_alarm(at.uow, at.house, at.actor, at.case):
        return at.told(at.say("Noted: false alarm. The level stays, a human changes it."), Desk.MORE)
    return at.told(at.say("Said before: false alarm."), Desk.MORE)


def _pass_to(at: Desktop) -> Step:
    to_id, _, held = at.tap.argument.partition(".")
    to = at.uow.staff.of(to_id)
    if to is None or not to.active or to.id not in {one.id for one in at.uow.staff.active()}:
        raise NotAllowed
    fresh = held == mark_of(at.case.holder_id) and to.id in {one.id for one in case_life.colleagues(at.uow, at.case)}
    if fresh and case_life.hand_over(at.uow, at.actor, at.case, to):
        return at.told(at.say("Passed on to {name}, who is told.", name=to.name), Desk.CASE_FILE)
    return at.told(at.say("Meanwhile somebody else has changed this case. Here is what stands."), Desk.CASE_FILE)


def _close_as(at: Desktop) -> Step:
    if at.tap.argument not in set(cases.Result):
        raise NotAllowed
    if case_life.close(at.uow, at.house, at.actor, at.case, cases.Result(at.tap.argument)):
        return at.told(at.say("Closed. A message of the person opens it again."), Desk.CASE_FILE)
    return at.told(at.say("The case is closed."), Desk.CASE_FILE)


def _reopen(at: Desktop) -> Step:
    if case_life.reopen(at.uow, at.house, at.actor, at.case):
        return at.told(at.say("The case is open again."), Desk.CASE_FILE)
    return at.told(at.say("The case is open already."), Desk.CASE_FILE)


# -- the answer ----------------------------------------------------------------------------------------------------


def _reply(at: Desktop) -> Step:
    replying.begin(at.uow, at.actor, at.case, again=at.tap.action is Action.REWRITE)
    at.log("reply_begun")
    return Step()


def _template(at: Desktop) -> Step:
    replying.use_template(at.uow, at.house, at.actor, at.case, at.tap.argument)
    at.log("reply_template")
    return Step()


def _sign(at: Desktop) -> Step:
    replying.toggle_signature(at.uow, at.actor, at.case, at.message_id)
    at.log("reply_signature")
    return Step()


def _send(at: Desktop) -> Step:
    at_once = at.tap.action is Action.SEND_NOW
    done, entry = replying.send(at.uow, at.house, at.actor, at.case, at.tap.argument, at_once=at_once)
    if done is Sending.NOTHING:
        return Step(toast=at.say("Nothing to send: it has left already, or was cancelled."))
    at.log("reply" if done is Sending.SENT else "reply_held")
    at.turn(Desk.REPLY_STATE, entry=entry)
    return Step()


def _cancel(at: Desktop) -> Step:
    at.uow.staff.set_task(at.actor.id)
    at.log("reply_dropped")
    return at.told(at.say("Cancelled. Nothing was sent."), Desk.REPLY_STATE, entry="")


def _held(act: Callable[[Desktop, Entry], str], action: str) -> Callable[[Desktop], Step]:
    """An answer that waits; once it has left, everybody is told the same."""

    def change(at: Desktop) -> Step:
        held = replying.held_entry(at.uow, at.case, at.tap.argument)
        if held is None:
            toast = at.say("Nothing to send: it has left already, or was cancelled.")
        else:
            toast = act(at, held[0])
            at.log(action)
        at.turn(Desk.REPLY_STATE, entry=at.tap.argument)
        return Step(toast=toast)

    return change


def _held_now(at: Desktop, entry: Entry) -> str:
    replying.force(at.uow, at.case, entry)
    return ""


def _held_edit(at: Desktop, entry: Entry) -> str:
    replying.rewrite(at.uow, at.house, at.actor, at.case, entry)
    return ""


def _held_cancel(at: Desktop, entry: Entry) -> str:
    replying.take_back(at.uow, at.house, at.case, entry)
    return at.say("Cancelled. Nothing was sent.")


ACTIONS: Mapping[Action, Callable[[Desktop], Step]] = {
    Action.READ: _read,
    Action.FILE: _show(Desk.CASE_FILE, "file"),
    Action.MORE: _show(Desk.MORE, "more"),
    Action.SUMMARY: _summary,
    Action.HISTORY: _show(Desk.HISTORY, "history"),
    Action.NOTE: _ask(Desk.WRITE_NOTE, NOTING),
    Action.LINK: _ask(Desk.WRITE_LINK, LINKING),
    Action.UNLINK: _unlink,
    Action.LEVEL: _show(Desk.LEVEL_MENU, "level_menu"),
    Action.LEVEL_AS: _level,
    Action.FALSE_ALARM: _false_alarm,
    Action.PASS: _show(Desk.PASS_MENU, "pass_menu"),
    Action.PASS_TO: _pass_to,
    Action.CLOSE: _show(Desk.CLOSE_MENU, "close_menu"),
    Action.CLASS: _show(Desk.CLASS_MENU, "close_menu"),
    Action.CLOSE_AS: _close_as,
    Action.REOPEN: _reopen,
    Action.REPLY: _reply,
    Action.REWRITE: _reply,
    Action.TEMPLATE: _template,
    Action.SIGN: _sign,
    Action.SEND: _send,
    Action.SEND_NOW: _send,
    Action.CANCEL: _cancel,
    Action.HELD_NOW: _held(_held_now, "reply"),
    Action.HELD_EDIT: _held(_held_edit, "reply_changed"),
    Action.HELD_CANCEL: _held(_held_cancel, "reply_cancelled"),
}
