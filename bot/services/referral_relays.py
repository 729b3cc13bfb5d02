"""The relays of a partner: they accept, decline with a reason, and report what became of it.

Must never: answer anybody but an active relay of that very structure, or let two hold the same referral.
"""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.messages import Op
from bot.services import referral_moves
from bot.services.house import House
from bot.services.referral_terms import Outcome, Reason, Refer, structure_of
from bot.services.taps import Deed, ReferralTap
from storage.records import Person, Referral, ReferralState
from storage.unit_of_work import UnitOfWork


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: ReferralTap) -> str:
    """What a relay presses; the toast says what is true now when it came too late."""
    referral = uow.referrals.of_id(tap.referral_id)
    if referral is None or not referral_moves.may_answer(uow, house, referral, person.id):
        raise NotAllowed
    match tap.deed:
        case Deed.ACCEPT:
            done = _accept(uow, referral, person)
        case Deed.DECLINE if not tap.argument:
            done = _ask_why(uow, referral, person)
        case Deed.DECLINE if tap.argument in set(Reason):
            done = _decline(uow, referral, person, Reason(tap.argument))
        case Deed.REPORT if tap.argument in set(Outcome):
            done = _report(uow, referral, person, Outcome(tap.argument))
        case _:
            raise NotAllowed
    return "" if done else what_stands(uow, house, referral.id, person)


def what_stands(uow: UnitOfWork, house: House, referral_id: str, person: Person) -> str:
    """In one line, for a press that came too late; nothing of the person."""
    referral, words = uow.referrals.of_id(referral_id), house.words(person.locale)
    if referral is None:
        return ""
    match referral.state:
        case ReferralState.ACCEPTED if referral.relay_id == person.id:
            return words.say("You have accepted it already.")
        case ReferralState.ACCEPTED:
            structure = structure_of(house, referral.partner)
            return words.say("Taken by {structure}.", structure=structure.label if structure else "")
        case ReferralState.DECLINED:
            return words.say("It has been declined already.")
        case ReferralState.REVOKED:
            return words.say("The agreement has been taken back.")
        case ReferralState.AGREED:
            return words.say("Accept it first.")
        case _:
            return words.say("It is over.")


def _accept(uow: UnitOfWork, referral: Referral, relay: Person) -> bool:
    values = {"relay_id": relay.id, "answered_at": uow.now}
    if not uow.referrals.move(referral.id, ReferralState.AGREED, ReferralState.ACCEPTED, **values):
        return False
    uow.follow_ups.drop(subject_id=referral.id, kinds=(referral_moves.SILENCE,))
    referral_moves.note(uow, referral, relay.id, "accepted")
    referral_moves.renew(uow, referral)
    referral_moves.tell_coordinators(uow, referral, "accepted")
    return True


def _ask_why(uow: UnitOfWork, referral: Referral, relay: Person) -> bool:
    if not _may_decline(referral, relay):
        return False
    uow.outbox.put(relay.id, Refer.REASONS, {"referral": referral.id}, case_id=referral.case_id, silent=True)
    return True


def _may_decline(referral: Referral, relay: Person) -> bool:
    """While it waits for the structure; afterwards whoever accepted may still give it back."""
    mine = referral.state is ReferralState.ACCEPTED and referral.relay_id == relay.id
    return mine or referral.state is ReferralState.AGREED


def _decline(uow: UnitOfWork, referral: Referral, relay: Person, reason: Reason) -> bool:
    if not _may_decline(referral, relay):
        return False
    values = {"reason": reason.value, "answered_at": uow.now, "relay_id": relay.id}
    if not referral_moves.close(uow, referral, ReferralState.DECLINED, **values):
        return False
    referral_moves.note(uow, referral, relay.id, "declined")
    referral_moves.tell_coordinators(uow, referral, "declined")
    _thank(uow, referral, relay)
    return True


def _thank(uow: UnitOfWork, referral: Referral, relay: Person) -> None:
    """The list of reasons turns into what was answered."""
    asked = [row for row in uow.outbox.sent_of(referral.case_id, (Refer.REASONS,)) if row.address_id == relay.id]
    for row in asked:
        if row.params.get("referral") == referral.id:
            uow.outbox.put(
                relay.id, row.kind, row.params, op=Op.EDIT, target_id=row.id, case_id=row.case_id, silent=True
            )


def _report(uow: UnitOfWork, referral: Referral, relay: Person, outcome: Outcome) -> bool:
    if referral.state is not ReferralState.ACCEPTED or referral.relay_id != relay.id:
        return False
    return note_outcome(uow, referral, relay.id, outcome)


def note_outcome(uow: UnitOfWork, referral: Referral, actor_id: str, outcome: Outcome, *, told: bool = True) -> bool:
    """What became of it; ENDED closes it and keeps what was reported before."""
    if outcome is Outcome.ENDED:
        last = referral.outcome or outcome.value
        if not referral_moves.close(uow, referral, ReferralState.DONE, outcome=last):
            return False
    elif outcome.value == referral.outcome:
        return True
    else:
        uow.referrals.note_outcome(referral.id, outcome)
        referral_moves.renew(uow, referral)
    referral_moves.note(uow, referral, actor_id, outcome.value)
    if told:
        referral_moves.tell_coordinators(uow, referral, outcome.value)
    return True
