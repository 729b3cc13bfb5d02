"""Who may write as a relay: the right, read again at every step, and its end.

Must never: let a right outlive its revocation, or take back what was sent to the team.
"""

from __future__ import annotations

from bot.intake.roads import Road
from bot.services import privacy
from bot.services.referral_moves import end_for_relay
from bot.services.relay_follow_ups import drop_review, hosts
from bot.services.voice import Desk, Later, offer_commands, tell
from storage.records import Person, Relay
from storage.unit_of_work import UnitOfWork


def active(uow: UnitOfWork, person: Person) -> Relay | None:
    """The enrolment of somebody who may write as a relay now: rules accepted, not revoked."""
    found = uow.relays.of(person.id)
    return found if found and found.active else None


def show_menu(uow: UnitOfWork, person: Person) -> None:
    """The relay's way in; see also `Desk.HELLO`."""
    if not uow.outbox.waiting(person.id, Later.RELAY_MENU):
        tell(uow, person, Later.RELAY_MENU)


def revoke(uow: UnitOfWork, address_id: str, by: str) -> bool:
    """The right ends now; `by` is a coordinator's id, or the relay's own. False when there was none.

    Nothing of theirs that is under way is kept, what they sent stays with the team.
    """
    relay = uow.relays.of(address_id)
    if relay is None or not relay.active:
        return False
    end(uow, relay)
    tell(uow, uow.people.of_id(address_id), Later.RELAY_ENDED, {"left": by == address_id})
    if by == address_id:
        for chat in hosts(uow, relay):
            uow.outbox.put(chat, Desk.RELAY_GONE, {"relay": address_id}, silent=True)
    return True


def end(uow: UnitOfWork, relay: Relay) -> None:
    """Without a word: the right and what hangs on it. What was about to be said reads the right when it leaves."""
    uow.relays.change(relay.id, revoked_at=uow.now)
    uow.people.change(relay.id, formal=False)
    drop_review(uow, relay)
    kept = uow.drafts.of(relay.id)
    if kept and kept.draft.road in (Road.RELAY, Road.CIVIC):
        privacy.forget_draft(uow, uow.people.of_id(relay.id), kept)
    end_for_relay(uow, relay.id)
    offer_commands(uow, relay.id)
