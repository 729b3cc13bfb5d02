"""Follow-ups: queued with their cause, run when due, each re-reading its conditions. Nobody is forgotten.

Must never: write to a young person at night (but for the immediate chain), or run a row twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.services import (
    desk_follow_ups,
    drafts_kept,
    filing_follow_ups,
    heartbeat,
    held_replies,
    lost_roads,
    mailing,
    morning,
    privacy,
    referral_follow_ups,
    referral_moves,
    relay_follow_ups,
    tasks,
)
from bot.services.house import House
from bot.services.late import late_since as _late
from bot.services.task_terms import ON_OPEN_CASE
from bot.services.voice import Desk, card_chats, in_charge, reachable_staff, remind, remind_chat, show_card
from bot.triage.urgency import Level
from storage.records import Case, CaseState, ChatRole, EntryKind, FollowUp
from storage.unit_of_work import UnitOfWork


class Kind(StrEnum):
    ALARM = "alarm"  # an immediate case unread
    BEFORE_READING = "before_reading"  # 2 h before the reading that was promised
    STILL_UNREAD = "still_unread"  # 1 / 3 working days, then deputies
    ANSWER_DUE = held_replies.ANSWER_DUE  # read, not answered
    HELD_REPLY = held_replies.HELD  # an answer that waits for the person's slot
    DRAFT_NUDGE = drafts_kept.NUDGE
    DRAFT_PURGE = drafts_kept.PURGE
    ALERT_PURGE = "alert_purge"  # a refused alert is kept 30 days
    SIGNALS_CLEAR = "signals_clear"
    HOUSEKEEPING = "housekeeping"
    HEARTBEAT = heartbeat.BEAT
    ROAD_REMINDER = lost_roads.REMINDER
    RELAY_REVIEW = relay_follow_ups.REVIEW
    REFERRAL_SILENCE = referral_moves.SILENCE
    RELAY_INFORM = filing_follow_ups.INFORM  # a young person who was not told that a relay wrote


UNREAD = (Kind.ALARM, Kind.BEFORE_READING, Kind.STILL_UNREAD, desk_follow_ups.PERSON_TOLD)
OPEN_ONLY = (*ON_OPEN_CASE, *UNREAD, Kind.ANSWER_DUE, Kind.RELAY_INFORM)
"""What ends when a case is closed; what is erased after a time is erased all the same."""


# -- queueing ------------------------------------------------------------------------------------------------------


def watch_unread(uow: UnitOfWork, house: House, case: Case) -> None:
    """What happens while no coordinator opens this case."""
    delays, calendar, now = house.territory.delays, house.calendar, uow.now
    if case.level is Level.IMMEDIAT:
        reachable = calendar.is_reachable(now)
        first = now + timedelta(minutes=delays.immediate_repeat_minutes) if reachable else calendar.next_opening(now)
        uow.follow_ups.queue(Kind.ALARM, first, case_id=case.id, step=1 if reachable else 0)
        if reachable:
            desk_follow_ups.watch_person(uow, house, case.id)
    elif case.read_by:
        before = calendar.minus_open_time(case.read_by, timedelta(hours=delays.before_promise_hours))
        uow.follow_ups.queue(Kind.BEFORE_READING, max(before, now), case_id=case.id)
        days = delays.soon_working_days if case.level is Level.RAPIDE else delays.normal_working_days
        uow.follow_ups.queue(Kind.STILL_UNREAD, calendar.add_working_days(now, days), case_id=case.id)
    if case.state is CaseState.ALERT:
        kept = timedelta(days=house.territory.retention.refused_alert_days)
        uow.follow_ups.queue(Kind.ALERT_PURGE, now + kept, case_id=case.id)
    cleared = timedelta(days=house.territory.retention.signals_days)
    if case.signals:
        uow.follow_ups.queue(Kind.SIGNALS_CLEAR, now + cleared, case_id=case.id)
    tasks.watch_dormant(uow, house, case)


def ring_now(uow: UnitOfWork, case: Case) -> None:
    """At the next tick when the team is there, else at opening: its card stands already, and an edit makes no sound."""
    alarms = (Kind.ALARM, desk_follow_ups.PERSON_TOLD)
    uow.follow_ups.drop(case_id=case.id, kinds=alarms)  # or two would go on side by side
    uow.follow_ups.queue(Kind.ALARM, uow.now, case_id=case.id, step=0)


def drop_unread(uow: UnitOfWork, case_id: str) -> None:
    uow.follow_ups.drop(case_id=case_id, kinds=UNREAD)


def watch_answer(uow: UnitOfWork, house: House, case: Case, answer_by: datetime) -> None:
    """From the first reading on: the answer that was promised, and what is asked weeks later."""
    tasks.watch_taken(uow, house, case)
    before = timedelta(hours=house.territory.delays.before_promise_hours)
    due = max(house.calendar.minus_open_time(answer_by, before), uow.now)
    uow.follow_ups.queue(Kind.ANSWER_DUE, due, case_id=case.id)


# -- running -------------------------------------------------------------------------------------------------------


def due_now(uow: UnitOfWork) -> list[str]:
    return uow.follow_ups.due(limit=100)


def run_one(uow: UnitOfWork, house: House, row_id: str) -> bool:
    """Run one due row in this transaction; False when somebody else had it."""
    due = uow.follow_ups.claim(row_id)
    if due is None:
        return False
    desk = desk_follow_ups.RUNNERS.get(due.kind)
    done = desk(uow, house, due, _late(uow, due)) if desk else _RUNNERS[Kind(due.kind)](uow, house, due)
    uow.follow_ups.outcome(due.id, done)
    return True


def _unread_case(uow: UnitOfWork, due: FollowUp) -> Case | None:
    case = uow.cases.of_id(due.case_id)
    return case if case and case.is_open and case.opened_at is None else None


def _alarm(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """Step 0 waits at opening, steps 1-4 every 15 min, then the deputies, then again at each opening."""
    case = _unread_case(uow, due)
    if case is None:
        return "read"
    calendar, delays = house.calendar, house.territory.delays
    if not calendar.is_reachable(uow.now):
        uow.follow_ups.queue(Kind.ALARM, calendar.next_opening(uow.now), case_id=case.id, step=0)
        return "closed"
    soon = uow.now + timedelta(minutes=delays.immediate_repeat_minutes)
    if due.step <= delays.immediate_repeats:
        _ring(uow, case, _late(uow, due), due.step)
        if due.step == 0:
            desk_follow_ups.watch_person(uow, house, case.id)
        uow.follow_ups.queue(Kind.ALARM, soon, case_id=case.id, step=due.step + 1)
    else:
        _call_deputies(uow, case, _late(uow, due))
        uow.follow_ups.queue(Kind.ALARM, calendar.next_opening(soon), case_id=case.id, step=0)
    return "rung"


def _ring(uow: UnitOfWork, case: Case, late: str, step: int) -> None:
    """To the holder when there is one, else to the whole chat; when the last alarm has not left yet, elsewhere."""
    params = {"late": late, "step": step}
    held = in_charge(uow, case)
    if held and not uow.outbox.waiting(held, Desk.PRIVATE_ALARM, case_id=case.id):
        uow.outbox.put(held, Desk.PRIVATE_ALARM, params, case_id=case.id, urgent=True)
        return
    chats = [chat for chat in card_chats(uow, case.kind) if uow.people.of_id(chat).is_group]
    if chats and not uow.outbox.waiting(chats[0], Desk.ALARM, case_id=case.id):
        uow.outbox.put(chats[0], Desk.ALARM, params, case_id=case.id, urgent=True)
    else:
        _call_deputies(uow, case, late)


def _call_deputies(uow: UnitOfWork, case: Case, late: str) -> None:
    """The deputies' chat, else every coordinator's private chat; nobody at all is written down."""
    deputies = uow.people.with_role(ChatRole.DEPUTY)
    alone = not deputies or bool(deputies.unreachable)
    chats = reachable_staff(uow) if alone or deputies is None else [deputies.id]
    kind = Desk.PRIVATE_ALARM if alone else Desk.ALARM
    for chat in chats:
        if not uow.outbox.waiting(chat, kind, case_id=case.id):
            uow.outbox.put(chat, kind, {"late": late, "step": 0}, case_id=case.id, urgent=True)
    if not chats:
        uow.entries.add(case.id, EntryKind.EVENT, "", event="nobody_reachable")
        mailing.mail(uow, "alert")


def _waits(uow: UnitOfWork, house: House, due: FollowUp) -> bool:
    """While the service is closed for days it comes when it opens again."""
    if not house.calendar.closed_period(uow.now):
        return False
    uow.follow_ups.queue(due.kind, house.calendar.next_opening(uow.now), case_id=due.case_id, step=due.step)
    return True


def _before_reading(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    case = _unread_case(uow, due)
    if case is None:
        return "read"
    if _waits(uow, house, due):
        return "closed"
    remind(uow, case, {"late": _late(uow, due), "why": "reading"})
    return "said"


def _still_unread(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    case = _unread_case(uow, due)
    if case is None:
        return "read"
    if not house.calendar.is_open(uow.now):
        uow.follow_ups.queue(Kind.STILL_UNREAD, house.calendar.next_opening(uow.now), case_id=case.id, step=due.step)
        return "closed"
    say = _call_deputies_silently if due.step else remind
    say(uow, case, {"late": _late(uow, due), "why": "days"})
    tomorrow = house.calendar.add_working_days(uow.now, 1)
    uow.follow_ups.queue(Kind.STILL_UNREAD, tomorrow, case_id=case.id, step=due.step + 1)
    return "said"


def _answer_due(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """Two hours before the promised answer to the holder; when it has passed, to the deputies."""
    case = uow.cases.of_id(due.case_id)
    if case is None or not case.is_open or case.answered_at is not None:
        return "answered"
    if held_replies.in_time(uow, case):
        return "held"
    if _waits(uow, house, due):
        return "closed"
    if due.step == 0:
        remind(uow, case, {"late": _late(uow, due), "why": "answer"})
        if case.answer_by and case.answer_by > uow.now:
            uow.follow_ups.queue(Kind.ANSWER_DUE, case.answer_by, case_id=case.id, step=1)
            return "said"
    _call_deputies_silently(uow, case, {"late": _late(uow, due), "why": "broken"})
    return "said"


def _call_deputies_silently(uow: UnitOfWork, case: Case, params: Mapping[str, str]) -> None:
    """Only immediate alerts ring."""
    deputies = uow.people.with_role(ChatRole.DEPUTY)
    chats = [deputies.id] if deputies and not deputies.unreachable else reachable_staff(uow)
    for chat in chats:
        remind_chat(uow, chat, case, params)


def _alert_purge(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    case = uow.cases.of_id(due.case_id)
    if case is None or not case.alert_only or case.state is CaseState.WITHDRAWN:
        return "sent"
    uow.follow_ups.drop(case_id=case.id)
    person = uow.people.of_id(case.address_id) if case.address_id else None
    uow.cases.erase(case.id)
    if person:
        privacy.forget_discretion(uow, person)
    show_card(uow, replace(case, state=CaseState.WITHDRAWN))
    return "erased"


def _signals_clear(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    uow.cases.note_signals(due.case_id, ())
    return "cleared"


def _housekeeping(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """What nobody needs any more goes; once a day, and then again."""
    now, retention = uow.now, house.territory.retention
    uow.ledger.forget(
        updates_before=now - timedelta(days=8), letters_before=now - timedelta(days=30),
        log_before=now - timedelta(days=30 * retention.access_log_months),
    )  # fmt: skip
    uow.outbox.forget(older_than=timedelta(hours=72))
    uow.follow_ups.forget(before=now - timedelta(days=90))
    relay_follow_ups.forget_unanswered(uow, house)
    relay_follow_ups.forget_former(uow, house)
    morning.keep(uow, house)
    uow.follow_ups.queue(Kind.HOUSEKEEPING, now + timedelta(days=1))
    return "done"


_RUNNERS: Mapping[Kind, Callable[[UnitOfWork, House, FollowUp], str]] = {
    Kind.ALARM: _alarm,
    Kind.BEFORE_READING: _before_reading,
    Kind.STILL_UNREAD: _still_unread,
    Kind.ANSWER_DUE: _answer_due,
    Kind.HELD_REPLY: held_replies.leave,
    Kind.DRAFT_NUDGE: drafts_kept.nudge,
    Kind.DRAFT_PURGE: drafts_kept.purge,
    Kind.ALERT_PURGE: _alert_purge,
    Kind.SIGNALS_CLEAR: _signals_clear,
    Kind.HOUSEKEEPING: _housekeeping,
    Kind.HEARTBEAT: lambda uow, house, due: heartbeat.beat(uow, due),
    Kind.ROAD_REMINDER: lost_roads.remind,
    Kind.RELAY_INFORM: lambda uow, house, due: filing_follow_ups.inform(uow, house, due, _late(uow, due)),
    Kind.RELAY_REVIEW: relay_follow_ups.review,
    Kind.REFERRAL_SILENCE: lambda uow, house, due: referral_follow_ups.silence(uow, house, due, _late(uow, due)),
}


def keep_house(uow: UnitOfWork) -> None:
    """At start: there is always one housekeeping row, and one that beats."""
    heartbeat.keep(uow)
    if not uow.follow_ups.has(Kind.HOUSEKEEPING):
        uow.follow_ups.queue(Kind.HOUSEKEEPING, uow.now)
