"""How long a draft lives: one neutral nudge before its end, then nothing of it is left.

Must never: nudge a phone that others read, or keep a word beyond the hours that were promised.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.intake.asides import Aside
from bot.intake.draft import Draft
from bot.intake.order import asked
from bot.intake.roads import Road
from bot.services import privacy
from bot.services.house import NOTICE_VERSION, House
from bot.services.voice import Later, spoken, tell
from storage.records import FollowUp, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

NUDGE, PURGE = "draft_nudge", "draft_purge"
"""Kinds of follow-ups."""


def create(uow: UnitOfWork, house: House, person: Person, draft: Draft) -> KeptDraft:
    """A draft of this person, watched until its erasure."""
    questionnaire = house.questionnaires[draft.road]
    question = asked(questionnaire, draft)
    row_id = uow.drafts.begin(
        person.id, draft, asking=question.key if question else Aside.WELCOME, questionnaire=questionnaire.name,
        version=questionnaire.version, notice=NOTICE_VERSION,
    )  # fmt: skip
    watch(uow, house, row_id, draft)
    kept = uow.drafts.of_id(row_id)
    assert kept is not None  # written two lines above, in this transaction
    return kept


def lives(house: House, draft: Draft) -> timedelta:
    """How long a draft is kept after its last message; a relay may complete theirs over a week-end."""
    retention = house.territory.retention
    hours = retention.draft_hours if draft.road is Road.YOUTH else retention.relay_draft_hours
    return timedelta(hours=hours)


def watch(uow: UnitOfWork, house: House, draft_id: str, draft: Draft) -> None:
    """Erased 24 h after its last message; one neutral nudge before, if there is room for it."""
    uow.follow_ups.queue(PURGE, uow.now + lives(house, draft), draft_id=draft_id)
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
    until = kept.touched_at + lives(house, kept.draft)
    if uow.now > until - timedelta(hours=delays.nudge_before_erasure_hours):
        return "too_late"
    tell(uow, person, Later.NUDGE, {"until": until.isoformat(), **spoken(kept.draft)}, draft_id=kept.id)
    return "said"


def may_nudge(kept: KeptDraft) -> bool:
    """Never after « stop », nor when safety or the shared phone was left unanswered after a signal."""
    draft = kept.draft
    unanswered = {"en_securite", "contact_discret"} - set(draft.answers)
    if draft.road is not Road.YOUTH:
        return not draft.sent
    return not draft.sent and "resume" not in draft.asides and not (draft.alerted and unanswered)


def purge(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """24 h after the last message everything of a draft goes; a bare alert keeps its own 30 days."""
    kept = uow.drafts.of_id(due.draft_id)
    if kept is None:
        return "gone"
    end = kept.touched_at + lives(house, kept.draft)
    if end > uow.now:
        uow.follow_ups.queue(PURGE, end, draft_id=kept.id)
        return "still_writing"
    privacy.forget_draft(uow, uow.people.of_id(kept.address_id), kept)
    if not kept.draft.sent:
        uow.ledger.count("abandoned")
    return "erased"
