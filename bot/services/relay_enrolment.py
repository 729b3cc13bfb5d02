"""Becoming a relay and ceasing to be one: the invitation, the name, the rules, « quitter ».

Must never: give a right before the rules are accepted, take a word that tells of a danger for a name, or lose one.
"""

from __future__ import annotations

from datetime import timedelta

from bot.intake import enrolment
from bot.intake.heed import QUIET
from bot.intake.roads import Road
from bot.messages import Op
from bot.services import intake, relays
from bot.services.hearing import hear
from bot.services.house import House
from bot.services.intake import Step
from bot.services.invitations import redeem
from bot.services.relay_follow_ups import hosts, watch_review
from bot.services.taps import Pledge, PledgeTap, mark_of
from bot.services.voice import Desk, Later, offer_commands, tell
from storage.records import KeptDraft, Person, Relay, Row
from storage.unit_of_work import UnitOfWork

INVITATION = "relay"
RULES_VERSION = 1
"""Version of the rules shown and recorded; raise it when their text changes."""
ASKED_FOR = timedelta(minutes=10)
"""How long a typed « oui » may answer the question about leaving."""


def mark(relay: Relay) -> str:
    """By which a button knows the enrolment and the name that its bubble showed."""
    return mark_of(f"{relay.structure}|{relay.duty}|{relay.enrolled_at.isoformat()}|{relay.name}")


def pending(uow: UnitOfWork, house: House, person: Person) -> Relay | None:
    """Somebody who opened an invitation and has not answered to the rules; for as many days as it was valid."""
    found = uow.relays.of(person.id)
    if found is None or found.rules or found.revoked_at:
        return None
    ends_at = found.enrolled_at + timedelta(days=house.territory.delays.invitation_days)
    return found if uow.now < ends_at else None


# -- the invitation ----------------------------------------------------------------------------------------------------


def open_invitation(uow: UnitOfWork, house: House, person: Person, token: str, name: str) -> Step:
    """`/start r_<token>`. `name`: as the platform knows this person; shown to nobody before they agreed to it."""
    _open(uow, house, person, token, name)
    return _place(uow, house, person)


def _open(uow: UnitOfWork, house: House, person: Person, token: str, name: str) -> None:
    staff = uow.staff.of(person.id)
    if staff and staff.active:
        uow.outbox.put(person.id, Desk.RELAY_NOT_YOU)  # not used up: whoever made it has only looked at it
        return
    invitation = redeem(uow, person, token, INVITATION)
    if invitation is None:
        tell(uow, person, Later.UNKNOWN_LINK)
        return
    already = relays.active(uow, person)
    if already and (already.structure, already.duty) == (invitation.structure, invitation.duty):
        relays.show_menu(uow, person)
        return
    if already:
        relays.end(uow, already)
    uow.relays.enrol(person.id, invitation, enrolment.shortened(name))
    tell(uow, person, Later.RELAY_RULES)


def remind_rules(uow: UnitOfWork, house: House, person: Person) -> bool:
    """Whoever comes back before answering sees the rules again."""
    waiting = pending(uow, house, person)
    if waiting:
        tell(uow, person, Later.RELAY_RULES)
    return waiting is not None


# -- words -------------------------------------------------------------------------------------------------------------


def on_words_of_invited(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, text: str
) -> Step | None:
    """Of somebody invited, or a relay who leaves; None: the words are none of ours."""
    relay = uow.relays.of(person.id)
    if relay is None:
        return None
    if relay.active:
        oneself = kept is not None and kept.draft.road is Road.YOUTH  # « quitter » then ends what is told there
        return None if oneself else _words_of_relay(uow, house, person, kept, text)
    waiting = pending(uow, house, person)
    mine = waiting and (kept is None or kept.touched_at <= waiting.enrolled_at)  # whoever went on with a draft means it
    return _words_of_invited(uow, house, person, kept, text) if mine else None


def _words_of_relay(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, text: str) -> Step | None:
    if enrolment.read_leave(text) and not _leaving(uow, person, None):
        return ask_leave(uow, house, person)
    if not _leaving(uow, person, kept):
        return None
    leaves = enrolment.read_yes(enrolment.LEAVING, text, house.words(person.locale).say)
    if leaves is None:
        return None
    return _leave(uow, house, person) if leaves else _stay(uow, house, person, kept)


def _words_of_invited(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, text: str) -> Step | None:
    if enrolment.is_for_everybody(text) or hear(uow, person, text) is not QUIET:
        return None
    accepts = enrolment.read_yes(enrolment.RULES, text, house.words(person.locale).say)
    if accepts is not None:
        _accept(uow, house, person) if accepts else _refuse(uow, person)
        return _place(uow, house, person)
    name = enrolment.read_display_name(text)
    if not name and (kept or uow.cases.latest_of(person.id)):
        return None  # a young person's next words, not an answer to the rules
    if name:
        _mark_answered(uow, person, "renamed")
        uow.relays.rename(person.id, name)
    tell(uow, person, Later.RELAY_RULES, {} if name else {"again": True})
    return _place(uow, house, person)


def ask_leave(uow: UnitOfWork, house: House, person: Person) -> Step:
    """Asked once; nothing ends before the answer."""
    tell(uow, person, Later.RELAY_LEAVE)
    return _place(uow, house, person)


def _leaving(uow: UnitOfWork, person: Person, kept: KeptDraft | None) -> Row | None:
    """The question about leaving, while it is the last thing that was asked."""
    asked = _newest(uow, person, Later.RELAY_LEAVE, ASKED_FOR)
    return asked if asked and (kept is None or kept.touched_at <= asked.created_at) else None


# -- buttons -----------------------------------------------------------------------------------------------------------


def on_pledge(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, tap: PledgeTap) -> Step:
    """A stale or forged one changes nothing, and tells what any other would tell."""
    relay = uow.relays.of(person.id)
    if relay is None or tap.mark != mark(relay):
        return intake.on_stale(uow, house, person, kept)
    match tap.pledge:
        case Pledge.ACCEPT if relay.active:
            return Step(_place(uow, house, person).state, house.words(person.locale).say("Already noted."))
        case Pledge.ACCEPT if pending(uow, house, person):
            _accept(uow, house, person)
        case Pledge.REFUSE if pending(uow, house, person):
            _refuse(uow, person)
        case Pledge.LEAVE if relay.active:
            return _leave(uow, house, person)
        case Pledge.STAY if relay.active:
            return _stay(uow, house, person, kept)
        case _:
            return intake.on_stale(uow, house, person, kept)
    return _place(uow, house, person)


# -- what it does ------------------------------------------------------------------------------------------------------


def _accept(uow: UnitOfWork, house: House, person: Person) -> None:
    _mark_answered(uow, person, "accepted")
    uow.relays.change(person.id, rules=RULES_VERSION, rules_at=uow.now)
    uow.people.change(person.id, formal=True)
    relay = uow.relays.of(person.id)
    assert relay is not None  # changed two lines above, in this transaction
    watch_review(uow, house, relay)
    offer_commands(uow, person.id)
    relays.show_menu(uow, person)
    for chat in hosts(uow, relay):
        uow.outbox.put(chat, Desk.RELAY_ENROLLED, {"relay": relay.id}, silent=True)


def _refuse(uow: UnitOfWork, person: Person) -> None:
    """Nothing of somebody who says no is kept but that an invitation was used."""
    _mark_answered(uow, person, "refused")
    uow.relays.forget_invited(person.id)
    tell(uow, person, Later.RELAY_REFUSED)


def _leave(uow: UnitOfWork, house: House, person: Person) -> Step:
    _close_leaving(uow, person, "left")
    relays.revoke(uow, person.id, by=person.id)
    return _place(uow, house, person)


def _stay(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    """Back to where they were."""
    _close_leaving(uow, person, "stayed")
    tell(uow, person, Later.RELAY_STAYS)
    return intake.again(uow, house, person, kept) if kept else Step()


def _mark_answered(uow: UnitOfWork, person: Person, said: str) -> None:
    """The bubble of the rules keeps its words and the answer, without buttons."""
    shown = _newest(uow, person, Later.RELAY_RULES, timedelta(days=1))
    relay = uow.relays.of(person.id)
    if shown and relay:
        params = {"said": said, "name": relay.name}
        uow.outbox.put(person.id, Later.RELAY_RULES, params, op=Op.EDIT, target_id=shown.id)


def _close_leaving(uow: UnitOfWork, person: Person, said: str) -> None:
    asked = _newest(uow, person, Later.RELAY_LEAVE, timedelta(days=1))
    if asked:
        uow.outbox.put(person.id, Later.RELAY_LEAVE, {"said": said}, op=Op.EDIT, target_id=asked.id)


def _newest(uow: UnitOfWork, person: Person, kind: Later, within: timedelta) -> Row | None:
    """The last bubble of this kind, unless it was answered: then an edit of it is the last."""
    rows = uow.outbox.lately(person.id, kind, uow.now - within)
    last = max(rows, key=lambda row: row.seq, default=None)
    return last if last and last.op is Op.SEND else None


def _place(uow: UnitOfWork, house: House, person: Person) -> Step:
    return Step(intake.place_of(house, uow.drafts.of(person.id)))
