"""After an outage: taps made meanwhile are gone (Telegram keeps them 150 s), so the present question is asked again.

Must never: wake anybody at night for a long outage, or write unasked to a phone that others read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.intake.asides import Aside
from bot.intake.bubbles import Kind
from bot.services import intake
from bot.services.house import House
from storage.unit_of_work import UnitOfWork

TAPS_LIVE = timedelta(seconds=150)
"""How long the Bot API keeps a callback query (tdlib/telegram-bot-api, Client.cpp)."""
SHORT = timedelta(minutes=30)
"""An outage of a moment: whoever was writing is still there."""
STILL_THERE = timedelta(hours=2)
_LAST_ALIVE = "last_alive"


def note_alive(uow: UnitOfWork) -> None:
    """Written at each tick: the next start reads when this process was last at work."""
    uow.ledger.set_fact(_LAST_ALIVE, uow.now.isoformat())


def ask_again(uow: UnitOfWork, house: House) -> int:
    """At start: ask again where a tap may have been lost; how many dialogues."""
    told = uow.ledger.fact(_LAST_ALIVE)
    if not told:
        return 0
    gone_at = datetime.fromisoformat(told)
    away = uow.now - gone_at
    if away <= TAPS_LIVE or (away > SHORT and house.calendar.is_night(uow.now)):
        return 0
    asked = 0
    for kept in uow.drafts.touched_since(gone_at - STILL_THERE):
        person = uow.people.of_id(kept.address_id)
        paused = Aside.RESUME in kept.draft.asides or kept.draft.sent
        if uow.outbox.waiting(person.id, Kind.QUESTION, draft_id=kept.id):
            continue  # it leaves by itself
        if not (person.discreet or person.quiet or person.unreachable or paused):
            intake.again(uow, house, person, kept)
            asked += 1
    return asked
