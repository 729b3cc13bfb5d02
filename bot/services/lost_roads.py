"""Roads to a group that break: noticed, said once by a second road and again at each opening, said when mended.

Must never: say a word about a case, or try the lost road more than once at each opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.i18n import N_, joined
from bot.messages import Message
from bot.services.house import House
from bot.services.mailing import mail
from bot.services.scene import Scene
from bot.services.voice import Desk, reachable_staff
from storage.records import ChatRole, FollowUp, Person
from storage.unit_of_work import UnitOfWork

REMINDER: Final = "road_reminder"
ANSWER_WAIT = timedelta(minutes=1)
"""What a trial of the lost road is given to arrive before the reminder is said."""


class Break(StrEnum):
    SHUT = "shut"  # nothing arrives: removed, muted, or the group was deleted
    RIGHTS = "rights"  # messages arrive, but the bot is no administrator any more
    TOPIC = "topic"  # the topic was deleted; healed at once
    MENDED = "mended"


_NAMES: Mapping[ChatRole, str] = {
    ChatRole.COORDINATION: N_("the coordination chat"),
    ChatRole.DEPUTY: N_("the deputies' chat"),
    ChatRole.CIVIC: N_("the chat for incidents"),
}


def broken(uow: UnitOfWork, house: House, chat: Person, how: Break) -> None:
    """Said once, however often it is noticed."""
    if chat.role not in _NAMES or uow.ledger.fact(_fact(chat.id)) == how:
        return
    uow.ledger.set_fact(_fact(chat.id), how)
    _say(uow, chat, how, "road")
    uow.follow_ups.drop(subject_id=chat.id, kinds=(REMINDER,))
    uow.follow_ups.queue(REMINDER, house.calendar.next_opening(uow.now), subject_id=chat.id)


def mended(uow: UnitOfWork, chat: Person) -> None:
    """Everything arrives again, and the bot has its rights."""
    if not uow.ledger.fact(_fact(chat.id)):
        return
    uow.ledger.set_fact(_fact(chat.id), "")
    uow.follow_ups.drop(subject_id=chat.id, kinds=(REMINDER,))
    if chat.role in _NAMES:
        _say(uow, chat, Break.MENDED, "mended")


def is_broken(uow: UnitOfWork, chat: Person) -> bool:
    return bool(uow.ledger.fact(_fact(chat.id)))


def remind(uow: UnitOfWork, house: House, due: FollowUp) -> str:
    """At an opening the lost road is tried once (step 0); what has not arrived a minute later is said (step 1)."""
    chat = uow.people.of_id(due.subject_id)
    how = uow.ledger.fact(_fact(chat.id))
    if not how or chat.role not in _NAMES:
        return "mended"
    if how == Break.SHUT and due.step == 0:
        uow.outbox.put(chat.id, Desk.ROAD, {"how": Break.MENDED, "road": chat.role}, silent=True)
        uow.follow_ups.queue(REMINDER, uow.now + ANSWER_WAIT, subject_id=chat.id, step=1)
        return "tried"
    _say(uow, chat, Break(how), "road", still=True)
    uow.follow_ups.queue(REMINDER, house.calendar.next_opening(uow.now), subject_id=chat.id)
    return "said"


def _fact(chat_id: str) -> str:
    return f"road:{chat_id}"


def _say(uow: UnitOfWork, lost: Person, how: Break, mailed: str, *, still: bool = False) -> None:
    """By the second road, else mail."""
    chats = second_road(uow, but=lost.id)
    for chat in chats:
        uow.outbox.put(chat, Desk.ROAD, {"how": how, "road": lost.role, "still": still}, silent=True)
    if not chats:
        mail(uow, mailed)


def second_road(uow: UnitOfWork, *, but: str = "") -> list[str]:
    """The deputies' chat, else the coordinators' private chats; without the chat that is lost."""
    deputies = uow.people.with_role(ChatRole.DEPUTY)
    if deputies and deputies.id != but and not deputies.unreachable:
        return [deputies.id]
    return [chat for chat in reachable_staff(uow) if chat != but]


def say_topic_gone(uow: UnitOfWork, chat: Person) -> None:
    """Healed already: the group itself reads where its cards stand now."""
    uow.outbox.put(chat.id, Desk.ROAD, {"how": Break.TOPIC, "road": chat.role}, silent=True)


_SAID: Mapping[Break, tuple[str, ...]] = {
    Break.SHUT: (
        N_("The bot no longer reaches {chat}."),
        N_("It was removed or muted there, or the group was deleted. Nothing is lost: there is another road."),
        N_("To mend it: make the bot an administrator there again."),
    ),
    Break.RIGHTS: (
        N_("The bot has lost its rights in {chat}."),
        N_("Messages still arrive there. But it no longer sees who leaves, and pins nothing."),
        N_("To mend it: make the bot an administrator there again."),
    ),
    Break.TOPIC: (N_("The topic of the cards was deleted. They now arrive here, in the general topic."),),
    Break.MENDED: (N_("The bot reaches {chat} again. Everything is as before."),),
}


def road(scene: Scene) -> Message | None:
    how, role = Break(scene.param("how")), ChatRole(scene.param("road"))
    lines = [scene.say(msgid, chat=scene.say(_NAMES[role])) for msgid in _SAID[how]]
    return Message(joined((scene.say("(reminder)") if scene.row.params.get("still") else "", *lines)))
