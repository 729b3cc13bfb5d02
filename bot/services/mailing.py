"""Optional mail: rows for an address of the platform « mail », in the same outbox, with the same care.

The last road, when no chat can be reached. Must never: carry anything about a person, a case or a number.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.i18n import N_
from bot.messages import Address, Message
from bot.services.scene import Scene
from bot.services.sender import Parcel
from storage.records import ChatRole
from storage.unit_of_work import UnitOfWork

MAIL: Final = "mail"
"""The platform, and the kind of its rows."""
TRIES = 30
"""Then one mail is given up: with the pauses of the sender, after about two hours."""
NOT_SOONER = timedelta(minutes=15)
"""Before the same sentence is mailed again."""
SENTENCES = {
    "alert": N_("An alert waits in Telegram."),
    "road": N_("The bot no longer reaches a group of the service. Open Telegram."),
    "mended": N_("The bot reaches the group of the service again."),
    "broken": N_("The bot is not well. Tell whoever runs it."),
    "well": N_("The bot is well again."),
}


def settle_address(uow: UnitOfWork, to: str | None) -> None:
    """At start, from the settings; without an address nothing is mailed."""
    known = uow.people.with_role(ChatRole.MAIL)
    if to is None:
        if known:
            uow.people.change(known.id, role=ChatRole.NONE)
        return
    met = uow.people.meet(Address(MAIL, to))
    if met.role is not ChatRole.MAIL:
        uow.people.set_role(met.id, ChatRole.MAIL)


def mail(uow: UnitOfWork, what: str) -> bool:
    """One of the sentences; False when there is no address."""
    reader = uow.people.with_role(ChatRole.MAIL)
    if reader is None:
        return False
    lately = uow.outbox.lately(reader.id, MAIL, uow.now - NOT_SOONER)
    if what not in {row.params.get("what") for row in lately}:
        uow.outbox.put(reader.id, MAIL, {"what": what})
    return True


def is_given_up(parcel: Parcel) -> bool:
    """A mail is tried for two hours; a message in a chat is never given up in passing."""
    return parcel.to.platform == MAIL and parcel.attempt >= TRIES


def sentence(scene: Scene) -> Message:
    return Message(scene.say(SENTENCES[scene.param("what")]))
