"""The coordinators' side of the relays: invite for a structure, list, review, revoke.

Must never: act for somebody whose rights as a coordinator have ended, whatever a button says.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from bot.errors import NotAllowed
from bot.intake.roads import Duty
from bot.messages import Op
from bot.services import relays
from bot.services.cases import coordinator
from bot.services.house import House
from bot.services.intake import Step
from bot.services.relay_enrolment import INVITATION
from bot.services.relay_follow_ups import review_at, watch_review
from bot.services.taps import Enrol, EnrolTap
from bot.services.voice import Desk
from bot.territory import Structure, StructureKind
from storage.records import Person, Relay
from storage.unit_of_work import UnitOfWork

TOWN = "-"
"""In a button: the town itself, which is no structure of its own; no id of a structure looks so."""


def duties(structure: Structure | None) -> tuple[Duty, ...]:
    """As whom one may be invited: a structure's people, or the town's (None)."""
    if structure is None:
        return (Duty.AGENT,)
    if structure.kind is StructureKind.CENTRE_SOCIAL:
        return (Duty.RELAY, Duty.ANIMATEUR)
    return (Duty.RELAY,)


def found(house: House, named: str) -> Structure | None:
    """The active structure of a button, None for the town; NotAllowed for anything else."""
    if named == TOWN:
        return None
    for structure in house.territory.structures:
        if structure.id == named and structure.active:
            return structure
    raise NotAllowed


def show_relays(uow: UnitOfWork, person: Person) -> None:
    """/relais, in a coordinator's private chat."""
    coordinator(uow, person)
    uow.outbox.put(person.id, Desk.RELAYS)


def on_tap(uow: UnitOfWork, house: House, person: Person, tap: EnrolTap, message_id: str) -> Step:
    """A button of one of the bubbles below; its bubble (`message_id`) turns into what it opens."""
    coordinator(uow, person)
    match tap.action:
        case Enrol.MENU | Enrol.INVITE:
            _turn(uow, person, Desk.RELAYS if tap.action is Enrol.MENU else Desk.RELAY_CHOICE, message_id)
        case Enrol.LIST | Enrol.DUE:
            due = {"due": True} if tap.action is Enrol.DUE else {}
            _turn(uow, person, Desk.RELAY_LIST, message_id, page=_page(tap.subject), **due)
        case Enrol.GROUP | Enrol.STRUCTURE:
            return _choose(uow, house, person, tap, message_id)
        case Enrol.CREATE:
            structure = found(house, tap.subject)
            if tap.argument not in duties(structure):
                raise NotAllowed
            _invite(uow, house, person, structure, Duty(tap.argument), message_id)
        case Enrol.SEE:
            _turn(uow, person, Desk.RELAY_CARD, message_id, relay=_known(uow, tap).id, page=_page(tap.argument))
        case Enrol.KEEP | Enrol.REVOKE:
            return _decide(uow, house, person, tap, message_id)
    return Step()


def _choose(uow: UnitOfWork, house: House, person: Person, tap: EnrolTap, message_id: str) -> Step:
    structure = found(house, tap.subject)
    open_to = duties(structure)
    if tap.action is Enrol.GROUP:
        _turn(uow, person, Desk.RELAY_CHOICE, message_id, group=structure.group if structure else "")
    elif len(open_to) > 1:
        _turn(uow, person, Desk.RELAY_CHOICE, message_id, structure=tap.subject)
    else:
        _invite(uow, house, person, structure, open_to[0], message_id)
    return Step()


def _invite(
    uow: UnitOfWork, house: House, person: Person, structure: Structure | None, duty: Duty, message_id: str
) -> None:
    """One link for one person. It may be forwarded: whoever opens it first, in time, is invited."""
    if uow.outbox.waiting(person.id, Desk.RELAY_INVITE):
        return  # pressed twice: the first has not even left
    token, named = secrets.token_urlsafe(16), structure.id if structure else ""
    valid = timedelta(days=house.territory.delays.invitation_days)
    uow.invitations.create(token, INVITATION, valid, structure=named, duty=duty, by=person.id)
    about = {"structure": named, "duty": duty.value}
    _turn(uow, person, Desk.RELAY_CHOICE, message_id, made=True, **about)
    until = (uow.now + valid).isoformat()
    uow.outbox.put(person.id, Desk.RELAY_INVITE, {"token": token, "until": until, **about})


def _decide(uow: UnitOfWork, house: House, person: Person, tap: EnrolTap, message_id: str) -> Step:
    """*Toujours en poste*, *Retirer l'accès*: once; a second coordinator sees what the first decided."""
    relay = _known(uow, tap)
    words = house.words(person.locale)
    said = words.say("This access has ended already.")
    if relay.active and tap.action is Enrol.KEEP:
        uow.relays.change(relay.id, reviewed_at=uow.now)
        relay = _known(uow, tap)
        watch_review(uow, house, relay)
        said = words.say("Noted. Next review: {date}.", date=words.date(review_at(house, relay)))
    elif relays.revoke(uow, relay.id, by=person.id):
        said = words.say("The access has ended.")
    _turn(uow, person, Desk.RELAY_CARD, message_id, relay=relay.id, page=_page(tap.argument))
    return Step(toast=said)


def _known(uow: UnitOfWork, tap: EnrolTap) -> Relay:
    """Somebody who is or was a relay; who never accepted the rules is nobody here."""
    relay = uow.relays.of(tap.subject)
    if relay is None or not relay.rules:
        raise NotAllowed
    return relay


def _page(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 5 else 0


def _turn(uow: UnitOfWork, person: Person, kind: Desk, message_id: str, **params: object) -> None:
    told: Mapping[str, object] = {**params, "message": message_id}
    uow.outbox.put(person.id, kind, told, op=Op.EDIT)
