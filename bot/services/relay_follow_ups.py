"""The review of relays: after some months the coordinators say whether each still holds their post.

Must never: take a right away by itself; a human decides.
"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from bot.services.house import House
from bot.services.voice import Desk, can_be_told, reachable_staff
from storage.records import FollowUp, Relay
from storage.unit_of_work import UnitOfWork

REVIEW = "relay_review"
"""Kind of follow-up; its subject is the relay."""
AGAIN = timedelta(days=7)


def review_at(house: House, relay: Relay) -> datetime:
    """The same day and hour, months after the last review; the last day of a shorter month."""
    last = relay.reviewed_at.astimezone(house.territory.service.zone)
    months = last.month - 1 + house.territory.delays.relay_review_months
    year, month = last.year + months // 12, months % 12 + 1
    return last.replace(year=year, month=month, day=min(last.day, calendar.monthrange(year, month)[1]))


def is_due(uow: UnitOfWork, house: House, relay: Relay) -> bool:
    return relay.active and review_at(house, relay) <= uow.now


def watch_review(uow: UnitOfWork, house: House, relay: Relay) -> None:
    """One review is awaited for each relay."""
    drop_review(uow, relay)
    uow.follow_ups.queue(REVIEW, review_at(house, relay), subject_id=relay.id)


def drop_review(uow: UnitOfWork, relay: Relay) -> None:
    uow.follow_ups.drop(subject_id=relay.id, kinds=(REVIEW,))


def hosts(uow: UnitOfWork, relay: Relay) -> list[str]:
    """Whoever answers for a relay: the coordinator who invited, as long as they can be told; else all of them."""
    return [relay.invited_by] if can_be_told(uow, relay.invited_by) else reachable_staff(uow)


def forget_unanswered(uow: UnitOfWork, house: House) -> None:
    """The names of those who opened an invitation and never answered to the rules; see `relay_enrolment.pending`."""
    before = uow.now - timedelta(days=house.territory.delays.invitation_days)
    for relay in uow.relays.unreviewed_since(before):
        if not relay.rules:
            uow.relays.forget_invited(relay.id)


def forget_former(uow: UnitOfWork, house: House) -> None:
    """The names of those who have been relays no more for long; what they sent stays, under their structure."""
    before = uow.now - timedelta(days=30 * house.territory.retention.former_relay_months)
    for relay in uow.relays.former(before):
        if relay.name:
            uow.relays.rename(relay.id, "")


def review(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """Silent, in private, in opening hours; again every week until somebody answers."""
    relay = uow.relays.of(due.subject_id)
    if relay is None or not relay.active:
        return "gone"
    if not is_due(uow, house, relay):
        watch_review(uow, house, relay)
        return "reviewed"
    if not house.calendar.is_open(uow.now):
        uow.follow_ups.queue(REVIEW, house.calendar.next_opening(uow.now), subject_id=relay.id, step=due.step)
        return "closed"
    for chat in hosts(uow, relay):
        uow.outbox.put(chat, Desk.RELAY_REVIEW, {"relay": relay.id}, silent=True)
    uow.follow_ups.queue(REVIEW, uow.now + AGAIN, subject_id=relay.id, step=due.step + 1)
    return "said"
