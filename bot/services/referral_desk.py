"""*Orienter*: a coordinator looks for a partner, asks for the agreement or says who heard it, and follows its course.

Must never: hand anything on without an agreement, ask again in the chat after a no, or show this to the group.
"""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.i18n import N_
from bot.intake.roads import Road
from bot.services import cases, referral_moves
from bot.services.house import House
from bot.services.intake import Step
from bot.services.referral_relays import note_outcome
from bot.services.referral_terms import Handed, How, Outcome, Reason, Refer, agreement, minimum, partner_marked
from bot.services.taps import Action, CaseTap, mark_of
from bot.services.voice import Later, reach
from bot.territory import Partner
from storage.records import Case, CaseState, Coordinator, Person, Referral, ReferralState
from storage.unit_of_work import UnitOfWork

ACTIONS = frozenset({Action.REFER, Action.REFER_TO, Action.REFER_ASK, Action.REFERRAL})
SEE, STOP, PASSED, DECLINE = "voir", "stop", "passe", "refus"
"""What can be noted about a referral, beside `How`, `Reason` and `Outcome`."""
NOT_HERE = {
    "other": N_("The person concerned does not write here: their agreement is heard, not asked."),
    "unreachable": N_("The person cannot be reached here any more: their agreement is heard elsewhere."),
    "quiet": N_("The person has said “stop”: nothing is asked here."),
    "refused": N_("They have said no to this here: it is not asked here again."),
    "waiting": N_("Another question waits in their chat: one at a time."),
}
"""Why the agreement cannot be asked in the chat."""


def on_action(uow: UnitOfWork, house: House, person: Person, tap: CaseTap) -> Step:
    """A button under a case file; NotAllowed for whoever is no active coordinator, whether the case exists or not."""
    actor = cases.coordinator(uow, person)
    case = cases.known(uow, tap.case_id)
    if case.kind == Road.CIVIC or case.alert_only:
        raise NotAllowed
    if tap.action is Action.REFERRAL:
        return _note(uow, house, actor, case, tap.argument)
    if not case.is_open:
        return Step(toast=house.words(person.locale).say("The case is closed."))
    match tap.action:
        case Action.REFER:
            uow.ledger.note_access(actor.id, case, "referral_directory")
            _show(uow, actor, case, Refer.MENU, page=tap.argument)
        case Action.REFER_TO:
            partner = _partner(house, tap.argument)
            uow.ledger.note_access(actor.id, case, "referral_preview")
            _preview(uow, actor, case, partner)
        case _:
            return _ask(uow, house, actor, case, tap.argument)
    return Step()


def _show(uow: UnitOfWork, actor: Coordinator, case: Case, kind: Refer, **params: str) -> None:
    uow.outbox.put(actor.id, kind, params, case_id=case.id, protected=True, silent=True)


def _partner(house: House, mark: str) -> Partner:
    partner = partner_marked(house, mark)
    if partner is None:
        raise NotAllowed
    return partner


def _preview(uow: UnitOfWork, actor: Coordinator, case: Case, partner: Partner) -> None:
    """What would be handed on; a referral to this partner that lives is shown instead."""
    lives = open_at(uow, case, partner)
    if lives:
        _show(uow, actor, case, Refer.VIEW, referral=lives.id)
    else:
        _show(uow, actor, case, Refer.PREVIEW, partner=partner.id)


def open_at(uow: UnitOfWork, case: Case, partner: Partner) -> Referral | None:
    return next((one for one in uow.referrals.of_case(case.id) if one.partner == partner.id and one.is_open), None)


# -- the agreement -------------------------------------------------------------------------------------------------


def why_not_here(uow: UnitOfWork, case: Case, partner: Partner) -> str:
    """A key of NOT_HERE, "" when the person can be asked in their own chat."""
    person = uow.people.of_id(case.address_id) if case.address_id and case.kind == Road.YOUTH else None
    if person is None or case.answers.get("pour_qui", ("moi",)) != ("moi",):
        return "other"
    if person.unreachable or person.quiet:
        return "unreachable" if person.unreachable else "quiet"
    known = uow.referrals.of_case(case.id)
    if any(one.partner == partner.id and one.state is ReferralState.REFUSED for one in known):
        return "refused"
    waiting = any(one.state is ReferralState.PROPOSED for one in uow.referrals.of_person(person.id))
    return "waiting" if waiting else ""


def sentence(uow: UnitOfWork, house: House, case: Case, partner: Partner) -> tuple[str, Handed]:
    """The words to agree to, in the person's language, and what they name."""
    person = uow.people.of_id(case.address_id) if case.address_id else None
    handed = minimum(case, person, partner)
    locale = person.locale if person and case.kind == Road.YOUTH else ""
    return agreement(house, house.words(locale), partner, handed), handed


def _ask(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, argument: str) -> Step:
    """`how.partner.words`: under other words than these, nothing is asked: they are shown again."""
    how, _, rest = argument.partition(".")
    mark, _, shown_mark = rest.partition(".")
    partner, words = _partner(house, mark), house.words(uow.people.of_id(actor.id).locale)
    if how not in set(How):
        raise NotAllowed
    shown, handed = sentence(uow, house, case, partner)
    lives = open_at(uow, case, partner)
    if lives or mark_of(shown) != shown_mark or (how == How.CHAT and why_not_here(uow, case, partner)):
        _preview(uow, actor, case, partner)
        return Step(toast=words.say("Nothing was asked: look again."))
    made = uow.referrals.propose(case.id, partner.id, actor.id, shown=shown, handed=handed)
    referral = uow.referrals.of_id(made)
    if referral is None:
        raise NotAllowed
    if how == How.CHAT:
        referral_moves.note(uow, referral, actor.id, "asked")
        person = uow.people.of_id(case.address_id)
        reach(uow, person, Later.REFERRAL_ASK, {"referral": made}, case_id=case.id)
    else:
        referral_moves.agree(uow, house, referral, How(how), actor.id)
    _show(uow, actor, case, Refer.VIEW, referral=made)
    return Step()


# -- what is noted -------------------------------------------------------------------------------------------------


def _note(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, argument: str) -> Step:
    """`referral.what`: seen, heard, taken back, passed on, declined, or an outcome; then what stands is shown."""
    referral_id, _, what = argument.rpartition(".")
    referral = uow.referrals.of_id(referral_id)
    if referral is None or referral.case_id != case.id:
        raise NotAllowed
    if what == DECLINE and _is_ours(uow, house, referral) and referral.is_given:
        _show(uow, actor, case, Refer.DECLINE, referral=referral.id)
        return Step()
    if what == SEE:
        uow.ledger.note_access(actor.id, case, "referral_see")
    elif not _noted(uow, house, actor, referral, what):
        _show(uow, actor, case, Refer.VIEW, referral=referral.id)
        return Step(toast=house.words(uow.people.of_id(actor.id).locale).say("It has changed meanwhile."))
    _show(uow, actor, case, Refer.VIEW, referral=referral.id)
    return Step()


def _is_ours(uow: UnitOfWork, house: House, referral: Referral) -> bool:
    """Nobody of the partner's answers here: the coordinator notes what the partner says."""
    holds = referral.relay_id and referral_moves.may_answer(uow, house, referral, referral.relay_id)
    return not holds


def _noted(uow: UnitOfWork, house: House, actor: Coordinator, referral: Referral, what: str) -> bool:
    """False when it is not, or no longer, possible."""
    state = referral.state
    if what in (How.PHONE, How.IN_PERSON) and state is ReferralState.PROPOSED:
        return referral_moves.agree(uow, house, referral, How(what), actor.id)
    if what == STOP and referral.is_open:
        return referral_moves.revoke(uow, referral, actor.id, "stopped")
    if what == PASSED and state is ReferralState.AGREED:
        return _pass_on(uow, actor, referral)
    if what in set(Reason) and referral.is_given and _is_ours(uow, house, referral):
        values = {"reason": what, "answered_at": uow.now}
        done = referral_moves.close(uow, referral, ReferralState.DECLINED, **values)
        if done:
            referral_moves.note(uow, referral, actor.id, "declined")
        return done
    if what in set(Outcome) and state in (ReferralState.PASSED, ReferralState.ACCEPTED):
        return note_outcome(uow, referral, actor.id, Outcome(what), told=False)
    return False


def _pass_on(uow: UnitOfWork, actor: Coordinator, referral: Referral) -> bool:
    if not uow.referrals.move(referral.id, ReferralState.AGREED, ReferralState.PASSED, answered_at=uow.now):
        return False
    uow.follow_ups.drop(subject_id=referral.id, kinds=(referral_moves.SILENCE,))
    referral_moves.note(uow, referral, actor.id, "passed_on")
    referral_moves.renew(uow, referral)
    return True


def is_referable(case: Case) -> bool:
    """Whether *Orienter* is offered under this case."""
    return case.kind != Road.CIVIC and case.is_open and case.state is not CaseState.ALERT
