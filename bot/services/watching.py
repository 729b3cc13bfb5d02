"""What the watch reads and writes in the database, and how coordinators hear that a part is broken, or mended.

The pinned message of the group is edited at once, and one silent message goes by the second road; by mail, too, when
Telegram itself is what fails. Must never: say a word about a person or a case, or say the same thing twice in a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.i18n import Words, joined
from bot.messages import Address, Message
from bot.services import heartbeat, lost_roads, vitals
from bot.services.mailing import mail
from bot.services.scene import Scene
from bot.services.vitals import Fault, Pulse
from bot.services.voice import Desk
from storage.records import ChatRole
from storage.unit_of_work import UnitOfWork

_TELEGRAM_FAILS: Final = frozenset({Fault.POLL, Fault.UNSENT})


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: for how long the oldest has been waiting. `road`: whom to tell should no row leave."""

    unsent: timedelta
    undone: timedelta
    told: frozenset[Fault]
    road: tuple[Address, ...] = field(repr=False)


def look(uow: UnitOfWork, pulse: Pulse) -> Look:
    """Write down that we live, and read what waits."""
    uow.ledger.set_fact(vitals.PULSE, pulse.written())
    road = tuple(uow.people.of_id(chat).address for chat in _listeners(uow))
    unsent, undone = uow.outbox.stuck_since(uow.now), uow.follow_ups.stuck_since(uow.now)
    return Look(uow.now - (unsent or uow.now), uow.now - (undone or uow.now), vitals.told(uow), road)


def note(uow: UnitOfWork, broken: frozenset[Fault], *, spoken: bool = False) -> frozenset[Fault]:
    """Say what is broken now, or that all is well again; returns it. `spoken`: it was said without the outbox."""
    before = vitals.told(uow)
    vitals.set_told(uow, broken)
    heartbeat.show(uow)
    if spoken:
        return broken
    chats = lost_roads.second_road(uow)
    for chat in chats:
        waiting = uow.outbox.waiting(chat, Desk.WATCH)
        if waiting is None or waiting.id in uow.in_flight:
            uow.outbox.put(chat, Desk.WATCH, silent=True)
        elif not broken:
            uow.outbox.drop(waiting.id, "mended")  # nobody had heard of it
    if not chats or (broken or before) & _TELEGRAM_FAILS:
        mail(uow, "broken" if broken else "well")
    return broken


def watch(scene: Scene) -> Message:
    """The truth of the moment it leaves."""
    return Message(said(scene.words, vitals.told(scene.uow)))


def said(words: Words, broken: frozenset[Fault]) -> str:
    if not broken:
        return words.say("The bot is well again.")
    what = (words.say(vitals.SENTENCES[fault]) for fault in vitals.SENTENCES if fault in broken)
    return joined((words.say("The bot is not well."), *what, words.say("Tell whoever runs the bot.")))


def _listeners(uow: UnitOfWork) -> list[str]:
    """The second road; where there is none, the coordination chat itself."""
    group = uow.people.with_role(ChatRole.COORDINATION)
    return lost_roads.second_road(uow) or ([group.id] if group and not group.unreachable else [])
