"""One pinned message in the coordination chat, edited every hour: that all is well, or what is broken, and since when.

It carries the instant in full, for it is read when the bot is dead, too. Must never: ring, or post a second one while
the first stands, or leave before anything else that waits for the group.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.i18n import joined
from bot.messages import Message, Op
from bot.services import vitals
from bot.services.scene import Scene
from bot.services.sender import Parcel
from bot.services.vitals import Fault
from bot.services.voice import Desk
from storage.records import ChatRole, FollowUp, Row
from storage.unit_of_work import UnitOfWork

BEAT: Final = "heartbeat"
EVERY = timedelta(hours=1)
STEP_ASIDE = timedelta(seconds=30)
_FACT = "heartbeat"  # the id of the row that stands in the group


def keep(uow: UnitOfWork) -> None:
    """At start: there is always one row that beats."""
    if not uow.follow_ups.has(BEAT):
        uow.follow_ups.queue(BEAT, uow.now + EVERY)


def beat(uow: UnitOfWork, due: FollowUp) -> str:
    uow.follow_ups.drop(kinds=(BEAT,))  # one row beats: another one was queued when the message had gone
    uow.follow_ups.queue(BEAT, uow.now + EVERY)
    chat = uow.people.with_role(ChatRole.COORDINATION)
    if chat is None or chat.unreachable:
        return "no_road"
    standing = uow.outbox.of_id(uow.ledger.fact(_FACT))
    if standing is None or standing.address_id != chat.id or not (standing.message or standing.state == "waiting"):
        row = uow.outbox.put(chat.id, Desk.HEARTBEAT, silent=True)
        uow.ledger.set_fact(_FACT, row)
        return "begun"
    show(uow)
    return "edited"


def show(uow: UnitOfWork) -> None:
    """The message that stands says what is true now."""
    standing = uow.outbox.of_id(uow.ledger.fact(_FACT))
    if standing and standing.message and not uow.outbox.waiting(standing.address_id, Desk.HEARTBEAT):
        uow.outbox.put(standing.address_id, Desk.HEARTBEAT, op=Op.EDIT, target_id=standing.id, silent=True)


def arrived(uow: UnitOfWork, parcel: Parcel) -> None:
    """It stands in the group now: pinned once."""
    if parcel.kind == Desk.HEARTBEAT and parcel.op is Op.SEND:
        uow.outbox.put(parcel.chat, Desk.HEARTBEAT, op=Op.PIN, target_id=parcel.id, silent=True)


def gone(uow: UnitOfWork) -> None:
    """Somebody deleted it, or it stands where nothing can be reached: another one is begun soon."""
    if uow.ledger.fact(_FACT):
        uow.ledger.set_fact(_FACT, "")
        uow.follow_ups.queue(BEAT, uow.now + STEP_ASIDE)


def steps_aside(uow: UnitOfWork, row: Row) -> bool:
    """The last of all in the pace of the group: it waits while anything else does."""
    if row.kind != Desk.HEARTBEAT or not uow.outbox.others_wait(row):
        return False
    uow.outbox.postpone(row.id, uow.now + STEP_ASIDE)
    return True


def heartbeat(scene: Scene) -> Message:
    before = scene.now - vitals.LIMITS.late
    unsent, undone = scene.uow.outbox.stuck_since(before), scene.uow.follow_ups.stuck_since(before)
    since = min((at for at in (unsent, undone) if at), default=None)
    late = {Fault.UNSENT: unsent, Fault.UNDONE: undone}
    broken = {fault for fault, at in late.items() if at} | (vitals.told(scene.uow) - late.keys())
    sign = scene.say("Last sign: {moment}.", moment=scene.words.moment(scene.now))
    if not broken:
        return Message(" ".join((sign, scene.say("Everything works."))))  # a pinned message shows its beginning
    what = [scene.say(vitals.SENTENCES[fault]) for fault in vitals.SENTENCES if fault in broken]
    return Message(joined((_since(scene, since), *what, scene.say("Tell whoever runs the bot."), sign)))


def _since(scene: Scene, at: datetime | None) -> str:
    if at is None:
        return scene.say("The bot is not well.")
    return scene.say("Something has been waiting since {moment}.", moment=scene.words.moment(at))
