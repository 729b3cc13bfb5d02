"""What moves when a referral moves: relays receive it or lose it, coordinators are told, the clock of silence runs.

Must never: give a partner's relay more than what was agreed to, or leave it with somebody once the agreement is gone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.calendar import Calendar
from bot.messages import Op
from bot.services.absence import acting
from bot.services.house import House
from bot.services.referral_terms import How, Refer, structure_of
from bot.services.voice import Later, can_be_told, in_charge, reachable_staff
from storage.records import Case, EntryKind, Person, Referral, ReferralState, Relay, Row
from storage.unit_of_work import UnitOfWork

SILENCE = "referral_silence"
"""The follow-up of a referral that nobody answers."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


# -- the case's own book -------------------------------------------------------------------------------------------


def note(uow: UnitOfWork, referral: Referral, actor_id: str, what: str) -> None:
    """In the timeline and in the access log: who, when, what; never content."""
    case = uow.cases.of_id(referral.case_id)
    if case is None:
        return
    uow.entries.add(case.id, EntryKind.EVENT, referral.id, author_id=actor_id, event=f"referral_{what}")
    uow.ledger.note_access(actor_id, case, f"referral_{what}")


def tell_coordinators(uow: UnitOfWork, referral: Referral, why: str, *, late: str = "") -> None:
    """In private and without a sound: whoever holds the case or acts for them, else who proposed it, else everybody."""
    case = uow.cases.of_id(referral.case_id)
    proposed_by = acting(uow, referral.coordinator_id)
    wanted = (in_charge(uow, case) if case else "", proposed_by if can_be_told(uow, proposed_by) else "")
    known = [chat for chat in wanted if chat]
    params = {"referral": referral.id, "why": why, "late": late}
    for chat in known[:1] or reachable_staff(uow):
        uow.outbox.put(chat, Refer.NEWS, params, case_id=referral.case_id, silent=True, protected=True)


# -- the partner ---------------------------------------------------------------------------------------------------


def relays_of(uow: UnitOfWork, house: House, partner_id: str) -> list[Relay]:
    """The active relays of the partner's own structure that a message can reach."""
    structure = structure_of(house, partner_id)
    active = uow.relays.active(structure.id) if structure else []
    return [relay for relay in active if not uow.people.of_id(relay.id).unreachable]


def may_answer(uow: UnitOfWork, house: House, referral: Referral, address_id: str) -> bool:
    """Only an active relay of that very structure, and only what was once agreed to."""
    relay, structure = uow.relays.of(address_id), structure_of(house, referral.partner)
    if relay is None or structure is None or not relay.active or relay.structure != structure.id:
        return False
    return referral.agreed_at is not None


def working_days(house: House, partner_id: str) -> Calendar:
    """The service's calendar, and the holidays of the partner's structure."""
    structure = structure_of(house, partner_id)
    return house.calendar.also_closed(*structure.closed) if structure else house.calendar


def watch_silence(uow: UnitOfWork, house: House, referral: Referral, step: int = 0) -> datetime:
    days = house.territory.delays.referral_working_days
    due = working_days(house, referral.partner).add_working_days(uow.now, days)
    uow.follow_ups.queue(SILENCE, due, case_id=referral.case_id, subject_id=referral.id, step=step)
    return due


def agree(uow: UnitOfWork, house: House, referral: Referral, how: How, actor_id: str) -> bool:
    """The agreement is given; the partner's relays receive the minimum. False when it was answered before.

    `actor_id`: the person in their own chat, else the coordinator who heard them.
    """
    heard_by = {} if how is How.CHAT else {"coordinator_id": actor_id}
    values = {"how": how.value, "agreed_at": uow.now, **heard_by}
    if not uow.referrals.move(referral.id, ReferralState.PROPOSED, ReferralState.AGREED, **values):
        return False
    note(uow, referral, actor_id, "yes" if how is How.CHAT else "heard")
    silent = not house.calendar.is_open(uow.now)
    for relay in relays_of(uow, house, referral.partner):
        params = {"referral": referral.id}
        uow.outbox.put(relay.id, Refer.COPY, params, case_id=referral.case_id, protected=True, silent=silent)
        note(uow, referral, relay.id, "given")
    watch_silence(uow, house, referral)
    show_question_again(uow, referral)
    return True


def copies(uow: UnitOfWork, referral: Referral) -> list[Row]:
    """Where it stands in a relay's chat."""
    sent = uow.outbox.sent_of(referral.case_id, (Refer.COPY,))
    return [row for row in sent if row.params.get("referral") == referral.id]


def renew(uow: UnitOfWork, referral: Referral) -> None:
    """Every relay's copy shows what is true now: nothing of the person for those whom it no longer concerns."""
    for row in copies(uow, referral):
        params = {"referral": referral.id}
        uow.outbox.put(
            row.address_id, Refer.COPY, params, op=Op.EDIT, target_id=row.id, case_id=referral.case_id, silent=True
        )


def show_question_again(uow: UnitOfWork, referral: Referral) -> None:
    """The person's bubble loses its buttons once the question is answered or taken back."""
    for row in uow.outbox.sent_of(referral.case_id, (Later.REFERRAL_ASK,)):
        if row.params.get("referral") == referral.id:
            uow.outbox.put(
                row.address_id, row.kind, row.params, op=Op.EDIT, target_id=row.id, case_id=row.case_id, silent=True
            )


# -- the end -------------------------------------------------------------------------------------------------------


def close(uow: UnitOfWork, referral: Referral, after: ReferralState, **values: object) -> bool:
    """Over: no follow-up, no content left with a relay. False when it had moved meanwhile."""
    if not uow.referrals.move(referral.id, referral.state, after, **values):
        return False
    uow.follow_ups.drop(subject_id=referral.id, kinds=(SILENCE,))
    renew(uow, referral)
    show_question_again(uow, referral)
    return True


def revoke(uow: UnitOfWork, referral: Referral, actor_id: str, what: str) -> bool:
    """The agreement, or the question, is taken back. Who had accepted is told so, apart from the emptied copy."""
    accepted_by = referral.relay_id if referral.state is ReferralState.ACCEPTED else ""
    if not close(uow, referral, ReferralState.REVOKED):
        return False
    note(uow, referral, actor_id, what)
    relay = uow.relays.of(accepted_by) if accepted_by else None
    if relay and relay.active:
        params = {"referral": referral.id, "why": "back"}
        uow.outbox.put(relay.id, Refer.RELAY_NEWS, params, case_id=referral.case_id, silent=True)
    return True


def end_for_person(uow: UnitOfWork, person: Person) -> None:
    """« stop », « efface tout »: whatever this person was asked or agreed to ends; a coordinator learns it."""
    for referral in uow.referrals.of_person(person.id):
        if revoke(uow, referral, person.id, "back"):
            tell_coordinators(uow, referral, "back" if referral.is_given else "unasked")


def end_for_relay(uow: UnitOfWork, relay_id: str) -> None:
    """A relay's right has ended: nothing stays in that chat, and what they had accepted has nobody any more."""
    for row in uow.outbox.lately(relay_id, Refer.COPY, _EVER):
        if row.op is Op.SEND and row.state == "sent":
            uow.outbox.put(
                relay_id, Refer.COPY, row.params, op=Op.EDIT, target_id=row.id, case_id=row.case_id, silent=True
            )
    for referral in uow.referrals.accepted_by(relay_id):
        tell_coordinators(uow, referral, "relay_gone")


def case_of(uow: UnitOfWork, referral: Referral | None) -> Case | None:
    return uow.cases.of_id(referral.case_id) if referral else None
