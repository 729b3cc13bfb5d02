"""The life of a case in human hands: notes, urgency, false alarm, links, hand-over, closing, opening again.

Each change once: of two at the same time one wins and the other learns what stands. Must never: tell the person any of
it, lower a level without a human, or lose what stood before.
"""

from __future__ import annotations

from datetime import timedelta

from bot.services import follow_ups, held_replies, tasks
from bot.services.cases import Result, known
from bot.services.house import House
from bot.services.privacy import REOPENED
from bot.services.voice import Desk, can_be_told, card_chats, in_charge, show_card
from bot.triage.urgency import Level
from storage.records import Case, CaseState, Coordinator, EntryKind
from storage.unit_of_work import UnitOfWork

LEVEL, LINKED, UNLINKED, HANDED, FALSE_ALARM = "level", "linked", "unlinked", "handed", "false_alarm"
"""Events of the timeline, beside the results; what changed stands sealed in their body, as codes."""


def note(uow: UnitOfWork, actor: Coordinator, case: Case, text: str) -> None:
    """Between coordinators: never shown to the person, never read for danger."""
    uow.entries.add(case.id, EntryKind.NOTE, text, author_id=actor.id)
    uow.ledger.note_access(actor.id, case, "note")


# -- urgency -------------------------------------------------------------------------------------------------------


def change_level(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, before: Level, after: Level) -> bool:
    """By a human, up or down, with what stood before kept; False when the level is no longer `before`."""
    if case.level is not before or before is after or not case.is_open:
        return False
    uow.cases.change(case.id, level=after.value)
    uow.ledger.note_access(actor.id, case, "level")
    body = f"{before.value} {after.value}"
    uow.entries.add(case.id, EntryKind.EVENT, body, author_id=actor.id, event=LEVEL)
    changed = known(uow, case.id)
    show_card(uow, changed)
    if changed.opened_at is None:
        follow_ups.drop_unread(uow, case.id)
        follow_ups.watch_unread(uow, house, changed)
    if after is Level.IMMEDIAT:
        _ring(uow, house, actor, changed)
        held_replies.hasten(uow, house, changed)
    return True


def _ring(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> None:
    """The case is known, its urgency is news: unread, its alarm starts; read, whoever holds it is called once."""
    if case.opened_at is None:
        follow_ups.ring_now(uow, case)
        return
    held = in_charge(uow, case)
    called = [held] if held and held != actor.id else card_chats(uow, case.kind)
    loud = house.calendar.is_reachable(uow.now)
    for chat in called:
        if chat != actor.id:
            uow.outbox.put(chat, Desk.RAISED, case_id=case.id, urgent=True, silent=not loud)


def mark_false_alarm(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> bool:
    """A human says the alert was none: the signals are cleared, the level stays a human matter. False: said before."""
    if case.false_alarm_at is not None:
        return False
    uow.cases.change(case.id, false_alarm_at=uow.now)
    uow.ledger.note_access(actor.id, case, "false_alarm")
    uow.entries.add(case.id, EntryKind.EVENT, "", author_id=actor.id, event=FALSE_ALARM)
    follow_ups.drop_unread(uow, case.id)
    if case.opened_at is None and case.read_by and case.is_open:  # no alarm any more, yet a reading was promised
        before = timedelta(hours=house.territory.delays.before_promise_hours)
        due = max(house.calendar.minus_open_time(case.read_by, before), uow.now)
        uow.follow_ups.queue(follow_ups.Kind.BEFORE_READING, due, case_id=case.id)
    show_card(uow, known(uow, case.id))
    return True


# -- belonging together, and to whom -------------------------------------------------------------------------------


def link(uow: UnitOfWork, actor: Coordinator, case: Case, other: Case) -> bool:
    """For coordinators only. False: linked before, or the same case."""
    if case.id == other.id or _are_linked(uow, case, other):
        return False
    uow.cases.link(case.id, other.id)
    _note_link(uow, actor, case, other, LINKED, "link")
    return True


def unlink(uow: UnitOfWork, actor: Coordinator, case: Case, other: Case) -> bool:
    """A reference is soon mistyped. False: they are not linked."""
    if not _are_linked(uow, case, other):
        return False
    uow.cases.unlink(case.id, other.id)
    _note_link(uow, actor, case, other, UNLINKED, "unlink")
    return True


def _are_linked(uow: UnitOfWork, case: Case, other: Case) -> bool:
    return other.id in {one.id for one in uow.cases.linked(case.id)}


def _note_link(uow: UnitOfWork, actor: Coordinator, case: Case, other: Case, event: str, action: str) -> None:
    for one, two in ((case, other), (other, case)):
        uow.entries.add(one.id, EntryKind.EVENT, two.reference, author_id=actor.id, event=event)
        uow.ledger.note_access(actor.id, one, action)


def colleagues(uow: UnitOfWork, case: Case) -> list[Coordinator]:
    """To whom the case can be handed: active, reachable, and not its holder."""
    return [one for one in uow.staff.active() if one.id != case.holder_id and can_be_told(uow, one.id)]


def hand_over(uow: UnitOfWork, actor: Coordinator, case: Case, to: Coordinator) -> bool:
    """At once, told to the new holder and to the old one; False when it is no longer where `case` says."""
    if not uow.cases.hand_over(case.id, case.holder_id, to.id):
        return False
    if case.state is CaseState.SENT:
        uow.cases.change(case.id, state=CaseState.TAKEN)
    uow.ledger.note_access(actor.id, case, "hand_over")
    uow.entries.add(case.id, EntryKind.EVENT, to.id, author_id=actor.id, event=HANDED)
    for chat in {to.id, case.holder_id} - {actor.id, ""}:
        if can_be_told(uow, chat):
            params = {"by": actor.id, "to": to.id}
            uow.outbox.put(chat, Desk.HANDED, params, case_id=case.id, protected=True, silent=True)
    show_card(uow, known(uow, case.id))
    return True


# -- its end, and its beginning anew -------------------------------------------------------------------------------


def close(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, result: Result) -> bool:
    """Ends the follow-ups; the card says so; the person is told nothing. A later message of theirs opens it again."""
    if not case.is_open:
        return False
    if result is Result.FALSE_ALERT:
        mark_false_alarm(uow, house, actor, case)
    uow.cases.change(case.id, state=CaseState.CLOSED, closed_at=uow.now, result=result)
    uow.ledger.note_access(actor.id, case, "close")
    uow.entries.add(case.id, EntryKind.EVENT, "", author_id=actor.id, event=result)
    uow.follow_ups.drop(case_id=case.id, kinds=follow_ups.OPEN_ONLY)
    show_card(uow, known(uow, case.id))
    return True


def reopen(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> bool:
    """By a coordinator, who holds it from now on when nobody does; a bare alert becomes one again."""
    if case.state is not CaseState.CLOSED:
        return False
    holder = uow.staff.of(case.holder_id) if case.holder_id else None
    state = CaseState.ALERT if case.alert_only else CaseState.TAKEN
    held_by = case.holder_id if holder and holder.active else actor.id
    uow.cases.change(case.id, state=state, closed_at=None, result="", holder_id=held_by)
    uow.ledger.note_access(actor.id, case, "reopen")
    uow.entries.add(case.id, EntryKind.EVENT, "", author_id=actor.id, event=REOPENED)
    tasks.watch_taken(uow, house, case)
    show_card(uow, known(uow, case.id))
    return True
