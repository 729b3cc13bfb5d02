"""A referral that nobody answers: after some working days its relays are reminded, after as many again a coordinator.

Must never: count a day on which the partner's structure is closed, or remind of what was answered meanwhile.
"""

from __future__ import annotations

from bot.services import referral_moves
from bot.services.house import House
from bot.services.referral_moves import SILENCE
from bot.services.referral_terms import Refer
from storage.records import EntryKind, FollowUp, Referral, ReferralState
from storage.unit_of_work import UnitOfWork


def silence(uow: UnitOfWork, house: House, due: FollowUp, late: str) -> str:
    """Step 0: the relays, or the coordinator when there is none; step 1: the coordinator. `late`: since when, or ""."""
    referral = uow.referrals.of_id(due.subject_id)
    if referral is None or referral.state is not ReferralState.AGREED:
        return "answered"
    calendar = referral_moves.working_days(house, referral.partner)
    if not calendar.is_open(uow.now):
        uow.follow_ups.queue(
            SILENCE, calendar.into_hours(uow.now), case_id=due.case_id, subject_id=referral.id, step=due.step
        )
        return "closed"
    if due.step == 0 and _remind(uow, house, referral, late):
        referral_moves.watch_silence(uow, house, referral, step=1)
        return "reminded"
    why = "silence" if referral_moves.relays_of(uow, house, referral.partner) else "not_passed"
    referral_moves.tell_coordinators(uow, referral, why, late=late)
    return "said"


def _remind(uow: UnitOfWork, house: House, referral: Referral, late: str) -> bool:
    """Whether there is anybody to remind."""
    relays = referral_moves.relays_of(uow, house, referral.partner)
    for relay in relays:
        params = {"referral": referral.id, "why": "reminder", "late": late}
        uow.outbox.put(relay.id, Refer.RELAY_NEWS, params, case_id=referral.case_id, silent=True)
    if relays:
        uow.entries.add(referral.case_id, EntryKind.EVENT, referral.id, event="referral_reminded")
    return bool(relays)
