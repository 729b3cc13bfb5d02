"""How long a draft lives: one neutral nudge before its end, then nothing of it is left.

Must never: nudge a phone that others read, or keep a word beyond the hours that were promised.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.services import privacy
from bot.services.house import House
from bot.services.voice import Later, tell
from storage.records import FollowUp, KeptDraft
from storage.unit_of_work import UnitOfWork

NUDGE, PURGE = "draft_nudge", "draft_purge"
"""Kinds of follow-ups."""


def watch(uow: UnitOfWork, house: House, draft_id: str) -> None:
    """Erased 24 h after its last message; one neutral nudge before, if there is room for it."""
    end = uow.now + timedelta(hours=house.territory.retention.draft_hours)
    uow.follow_ups.queue(PURGE, end, draft_id=draft_id)
    _queue_nudge(uow, house, draft_id, uow.now)


def _queue_nudge(uow: UnitOfWork, house: House, draft_id: str, touched_at: datetime) -> None:
    """The first 17:30 at least 2 h after the last message; what is left until the erasure is seen when it is due."""
    delays = house.territory.delays
    at = house.calendar.next_time_of_day(touched_at + timedelta(hours=delays.nudge_least_hours), delays.nudge_at)
    uow.follow_ups.queue(NUDGE, at, draft_id=draft_id)


def drop(uow: UnitOfWork, draft_id: str) -> None:
    uow.follow_ups.drop(draft_id=draft_id)


def nudge(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    kept = uow.drafts.of_id(due.draft_id)
    if kept is None:
        return "gone"
    person = uow.people.of_id(kept.address_id)
    if person.discreet or person.quiet or not may_nudge(kept) or house.calendar.is_night(uow.now):
        return "not_wanted"
    delays = house.territory.delays
    if kept.touched_at > due.due_at - timedelta(hours=delays.nudge_least_hours):
        _queue_nudge(uow, house, kept.id, kept.touched_at)
        return "still_writing"
    until = kept.touched_at + timedelta(hours=house.territory.retention.draft_hours)
    if uow.now > until - timedelta(hours=delays.nudge_before_erasure_hours):
        return "too_late"
    tell(uow, person, Later.NUDGE, {"until": until.isoformat()}, draft_id=kept.id)
    return "said"


def may_nudge(kept: KeptDraft) -> bool:
    """Never after « stop », nor when safety or the shared phone was left unanswered after a signal."""
    draft = kept.draft
    unanswered = {"en_securite", "contact_discret"} - set(draft.answers)
    return not draft.sent and "resume" not in draft.asides and not (draft.alerted and unanswered)


def purge(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """24 h after the last message everything of a draft goes; a bare alert keeps its own 30 days."""
    kept = uow.drafts.of_id(due.draft_id)
    if kept is None:
        return "gone"
    end = kept.touched_at + timedelta(hours=house.territory.retention.draft_hours)
    if end > uow.now:
        uow.follow_ups.queue(PURGE, end, draft_id=kept.id)
        return "still_writing"
    privacy.forget_draft(uow, uow.people.of_id(kept.address_id), kept)
    if not kept.draft.sent:
        uow.ledger.count("abandoned")
    return "erased"
