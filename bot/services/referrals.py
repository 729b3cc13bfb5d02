"""The person a referral is about: asked in their own chat, answering by a button or in words, free to take it back.

Must never: take silence, or words that say more than yes or no, for an agreement; ask again by itself after a no.
"""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotAllowed
from bot.intake.draft import Part
from bot.intake.evidence import content
from bot.intake.normal import words as normal
from bot.intake.polarity import Mark, mark, strip_marks
from bot.intake.roads import Road
from bot.services import later_words, referral_moves, referral_relays
from bot.services.hearing import before_in_case, hear
from bot.services.house import House
from bot.services.intake import Step, place_of
from bot.services.referral_terms import How
from bot.services.taps import Deed, ReferralTap
from bot.services.voice import Later, tell
from bot.triage.danger import Outcome
from storage.records import Case, EntryKind, KeptDraft, Person, Referral, ReferralState, Row
from storage.unit_of_work import UnitOfWork

_ASKS = (Later.REFERRAL_ASK, Later.REFERRAL, Later.REFERRAL_QUESTION)
"""Bubbles under which a typed yes or no means the referral."""
_SHORT = 5
"""Words of a plain yes or no: « non je préfère pas », « oui c'est bon »."""
_BESIDE = {
    Mark.YES: frozenset(("je", "suis", "veux", "bien", "ce", "est", "bon", "pour", "moi", "accepte", "trop", "sur",
                         "ca", "va", "cool", "super")),
    Mark.NO: frozenset(("je", "suis", "ai", "prefere", "laisse", "tomber", "vie", "ca", "va")),
}  # fmt: skip
"""Words beside a yes or a no that change nothing about it."""
_TAKES_BACK = frozenset({"retire", "retirer", "annule", "annuler", "enleve", "enlever", "reprends", "withdraw", "take"})
_AGREEMENT = frozenset({"accord", "agreement"})


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: ReferralTap) -> str:
    """A button of a referral, in private: a toast, mostly none. NotAllowed in the same way whether it exists or not."""
    if tap.deed in (Deed.YES, Deed.NO, Deed.QUESTION, Deed.BACK):
        answer(uow, house, person, tap.referral_id, tap.deed)
        return ""
    return referral_relays.on_tap(uow, house, person, tap)


def answer(uow: UnitOfWork, house: House, person: Person, referral_id: str, deed: Deed) -> None:
    """What this person decides; whatever stands already is said as it is now."""
    referral, case = _mine(uow, person, referral_id)
    asked = referral.state is ReferralState.PROPOSED and case.is_open
    match deed:
        case Deed.YES if asked:
            if referral_moves.agree(uow, house, referral, How.CHAT, person.id):
                referral_moves.tell_coordinators(uow, referral, "yes")
        case Deed.NO if asked:
            if referral_moves.close(uow, referral, ReferralState.REFUSED):
                referral_moves.note(uow, referral, person.id, "no")
                referral_moves.tell_coordinators(uow, referral, "no")
        case Deed.QUESTION if asked:
            _tell(uow, person, Later.REFERRAL_QUESTION, referral)
            return
        case Deed.BACK if referral.is_given:
            if referral_moves.revoke(uow, referral, person.id, "back"):
                referral_moves.tell_coordinators(uow, referral, "back")
    _tell(uow, person, Later.REFERRAL, referral)


def _mine(uow: UnitOfWork, person: Person, referral_id: str) -> tuple[Referral, Case]:
    referral = uow.referrals.of_id(referral_id)
    case = referral_moves.case_of(uow, referral)
    if referral is None or case is None or case.kind != Road.YOUTH or case.address_id != person.id:
        raise NotAllowed
    return referral, case


def _tell(uow: UnitOfWork, person: Person, kind: Later, referral: Referral) -> None:
    tell(uow, person, kind, {"referral": referral.id}, case_id=referral.case_id)


# -- in words ------------------------------------------------------------------------------------------------------


def answer_in_words(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, said: Part) -> Step | None:
    """Typed while a referral is asked, or agreed to; None when the words have nothing to do with one."""
    staff = uow.staff.of(person.id)
    if (kept and not kept.draft.sent) or (staff and staff.active and staff.doing):
        return None
    open_ones = uow.referrals.of_person(person.id)
    given = [one for one in open_ones if one.is_given]
    if given and _takes_back(said.text):
        return _taken_back(uow, house, person, kept, given)
    for referral in open_ones:
        asked_at = _asked_at(uow, person, referral)
        case = uow.cases.of_id(referral.case_id)
        if asked_at is None or case is None or not case.is_open or (kept and kept.touched_at > asked_at):
            continue
        return _to_a_question(uow, house, person, kept, referral, case, said, asked_at)
    return None


def _to_a_question(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, referral: Referral, case: Case, said: Part,
    asked_at: datetime,
) -> Step | None:  # fmt: skip
    """A plain yes or no answers; anything else, or a yes after other words of the team, is for the team to read."""
    quiet = hear(uow, person, said.text, before_in_case(uow, case)).outcome is Outcome.NOTHING
    plain = plain_answer(said.text) if quiet else None
    answered = uow.entries.of_case(case.id, EntryKind.REPLY)
    unsure = any(reply.at > asked_at for reply in answered)
    if plain and not unsure:
        answer(uow, house, person, referral.id, plain)
        return Step(place_of(house, kept))
    if kept:
        return None
    step = later_words.on_case(uow, house, person, case, said)
    if quiet and (plain or not _said_lately(uow, person, referral, asked_at)):
        _tell(uow, person, Later.REFERRAL, referral)
    return step


def plain_answer(text: str) -> Deed | None:
    """Yes or no and nothing beside it; a hesitation is neither."""
    said = normal(text)
    if not said or len(said) > _SHORT or "?" in text:
        return None
    meant = mark(said)
    if meant not in (Mark.YES, Mark.NO) or mark(said, eases=False) is not meant:  # « pourquoi pas » is no agreement
        return None
    if not set(content(strip_marks(said))) <= _BESIDE[meant]:
        return None
    return Deed.YES if meant is Mark.YES else Deed.NO


def _takes_back(text: str) -> bool:
    said = set(normal(text))
    return len(said) <= 8 and bool(said & _TAKES_BACK) and bool(said & _AGREEMENT)


def _taken_back(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, given: list[Referral]
) -> Step:  # fmt: skip
    """« je retire mon accord » takes back every one: whoever says it does not tell them apart."""
    for referral in given:
        answer(uow, house, person, referral.id, Deed.BACK)
    return Step(place_of(house, kept))


def _asked_at(uow: UnitOfWork, person: Person, referral: Referral) -> datetime | None:
    """When this person last saw the question; never while it waits behind [Lire], or once it is answered."""
    if referral.state is not ReferralState.PROPOSED:
        return None
    seen = [row.sent_at for row in _bubbles(uow, person, referral) if row.sent_at]
    return max(seen, default=None)


def _said_lately(uow: UnitOfWork, person: Person, referral: Referral, asked_at: datetime) -> bool:
    """That the question stays open is said once a time."""
    asked = [row for row in _bubbles(uow, person, referral) if row.kind != Later.REFERRAL_ASK]
    return any(row.sent_at and row.sent_at >= asked_at for row in asked)


def _bubbles(uow: UnitOfWork, person: Person, referral: Referral) -> list[Row]:
    sent = uow.outbox.sent_of(referral.case_id, _ASKS)
    return [row for row in sent if row.address_id == person.id and row.params.get("referral") == referral.id]
