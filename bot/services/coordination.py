"""The coordination chat and the people who hold it: attaching, enrolling, leaving, migration.

Must never: give a right to somebody because they sit in the group; a right needs membership and personal enrolment.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

from bot.errors import NotAllowed
from bot.messages import Address, Op
from bot.services import heartbeat, lost_roads, merged_cards
from bot.services.cases import coordinator
from bot.services.house import House
from bot.services.invitations import redeem
from bot.services.voice import Desk, offer_commands, post_missing_cards, show_card
from storage.records import ChatRole, Person
from storage.unit_of_work import UnitOfWork

INVITATION = "coordinator"
LINK = "c_"
"""The beginning of the deep link of an invitation."""
ATTACH = "attach"
ATTACH_VALID = timedelta(hours=24)


def invite(uow: UnitOfWork, house: House) -> str:
    """A one-time deep link for the next coordinator; from the command line, or asked by a coordinator."""
    token = secrets.token_urlsafe(16)
    uow.invitations.create(token, INVITATION, timedelta(days=house.territory.delays.invitation_days))
    return house.link(f"{LINK}{token}")


def invite_from(uow: UnitOfWork, house: House, person: Person) -> None:
    """/inviter in a coordinator's private chat."""
    coordinator(uow, person)
    uow.outbox.put(person.id, Desk.INVITE, {"link": invite(uow, house)}, protected=False)


def enrol(uow: UnitOfWork, person: Person, token: str, name: str) -> bool:
    """Accept an invitation, once and in time. The group learns that there is a new coordinator."""
    if redeem(uow, person, token, INVITATION) is None:
        return False
    uow.staff.enrol(person.id, name)
    uow.people.change(person.id, unreachable="")
    uow.outbox.put(person.id, Desk.ENROLLED)
    offer_commands(uow, person.id)
    post_missing_cards(uow)
    return True


def attach_code(uow: UnitOfWork) -> str:
    """A code to type in the group (`/rattacher CODE`), valid a day and once."""
    code = secrets.token_hex(4).upper()
    uow.invitations.create(code, ATTACH, ATTACH_VALID)
    return code


def attach(uow: UnitOfWork, house: House, group: Address, code: str) -> bool:
    """The group becomes the coordination chat; every open case gets its card there, in the topic of `group`."""
    if uow.invitations.use(code.strip().upper(), ATTACH) is None:
        return False
    chat = uow.people.meet(group, is_group=True)
    moved = topic_of(uow, chat.id) != group.topic
    uow.ledger.set_fact(_topic(chat.id), group.topic)
    if moved and chat.role is ChatRole.COORDINATION:
        settle_in(uow, chat)
    make_coordination(uow, house, group)
    return True


def topic_of(uow: UnitOfWork, chat_id: str) -> str:
    """Where in the group new messages stand; "" for the general topic, and for a group without topics."""
    return uow.ledger.fact(_topic(chat_id))


def _topic(chat_id: str) -> str:
    return f"topic:{chat_id}"


def topic_gone(uow: UnitOfWork, chat_id: str) -> None:
    """The topic was deleted, with all that stood in it: everything stands in the general one from now on."""
    if topic_of(uow, chat_id):
        uow.ledger.set_fact(_topic(chat_id), "")
        chat = uow.people.of_id(chat_id)
        lost_roads.say_topic_gone(uow, chat)
        settle_in(uow, chat)


def settle_in(uow: UnitOfWork, chat: Person) -> None:
    """What stood in this group can be reached no more: the rule and the cards are posted anew."""
    uow.outbox.reset_messages(chat.id)
    merged_cards.release(uow, chat.id)
    if chat.role is ChatRole.COORDINATION:
        _pin_rule(uow, chat.id)
        heartbeat.gone(uow)
    if chat.role in CARD_ROLES:
        post_missing_cards(uow)


CARD_ROLES = (ChatRole.COORDINATION, ChatRole.CIVIC)


def _pin_rule(uow: UnitOfWork, chat_id: str) -> None:
    rule = uow.outbox.put(chat_id, Desk.RULE, silent=True)
    uow.outbox.put(chat_id, Desk.RULE, op=Op.PIN, target_id=rule, silent=True)


def make_coordination(uow: UnitOfWork, house: House, group: Address) -> None:
    """Idempotent: a chat that has the role already is left alone."""
    chat = uow.people.meet(group, is_group=True)
    if chat.role is ChatRole.COORDINATION and not chat.unreachable:
        return
    uow.people.set_role(chat.id, ChatRole.COORDINATION)
    uow.people.change(chat.id, unreachable="")
    _pin_rule(uow, chat.id)
    post_missing_cards(uow)


def give_role(uow: UnitOfWork, chat: Address, role: ChatRole) -> None:
    """The deputies' or the civic chat, from the settings."""
    met = uow.people.meet(chat, is_group=True)
    if met.role is not role:
        uow.people.set_role(met.id, role)


def member_joined(uow: UnitOfWork, group: Address, newcomer: Address) -> None:
    """A newcomer is announced and has no right; a coordinator who comes back has theirs again."""
    chat = uow.people.find(group)
    if chat is None or chat.role is not ChatRole.COORDINATION:
        return
    person = uow.people.find(newcomer)
    enrolled = uow.staff.of(person.id) if person else None
    if person and enrolled:
        uow.staff.change(person.id, left_at=None)
        offer_commands(uow, person.id)
        return
    if not uow.outbox.waiting(chat.id, Desk.NEWCOMER):
        uow.outbox.put(chat.id, Desk.NEWCOMER, silent=True)


def member_left(uow: UnitOfWork, group: Address, gone: Address) -> None:
    """Rights end at once; the cards of the cases they held offer to be taken again."""
    chat = uow.people.find(group)
    person = uow.people.find(gone)
    if chat and person and chat.role is ChatRole.COORDINATION and uow.staff.of(person.id):
        uow.staff.change(person.id, left_at=uow.now)
        offer_commands(uow, person.id)
        for case in uow.cases.open_ones():
            if case.holder_id == person.id:
                show_card(uow, case)


def found_outside(uow: UnitOfWork, person: Address) -> None:
    """Telegram was asked and says that they are not inside: a departure that no update had told of.

    Updates are lost after a day off (Bot API: 24 hours). A return is told by its own update, as any other.
    """
    known, chat = uow.people.find(person), uow.people.with_role(ChatRole.COORDINATION)
    staff = uow.staff.of(known.id) if known else None
    if chat and staff and staff.active:
        member_left(uow, chat.address, person)


class Standing(StrEnum):
    """What the bot may do in a chat. In a private chat it is OUT (blocked) or a MEMBER."""

    OUT = "out"
    MUTED = "muted"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"


def bot_standing(uow: UnitOfWork, house: House, chat: Address, standing: Standing) -> None:
    """The bot was kicked, muted or blocked, or may speak again: cards then find their way, and a second road says so.
    """
    met = uow.people.find(chat)
    if met is None:
        return
    if standing in (Standing.OUT, Standing.MUTED):
        shut = "muted" if standing is Standing.MUTED else "kicked" if met.is_group else "blocked"
        lost(uow, house, met, shut)
        return
    came_back(uow, met)
    if met.is_group and standing is Standing.MEMBER:
        lost_roads.broken(uow, house, met, lost_roads.Break.RIGHTS)
    else:
        lost_roads.mended(uow, met)


def lost(uow: UnitOfWork, house: House, chat: Person, reason: str) -> None:
    """Nothing arrives in this chat any more; what has not been opened goes to the coordinators in private."""
    uow.people.change(chat.id, unreachable=reason)
    lost_roads.broken(uow, house, chat, lost_roads.Break.SHUT)
    if chat.role in CARD_ROLES:
        post_missing_cards(uow)


def came_back(uow: UnitOfWork, chat: Person) -> None:
    """A chat can be reached again; what waited for a coordinator finds its way."""
    uow.people.change(chat.id, unreachable="")
    if chat.role in CARD_ROLES or uow.staff.of(chat.id):
        post_missing_cards(uow)


def migrate(uow: UnitOfWork, old: Address, new: Address) -> None:
    """A group became a supergroup. Two notices say so, and a refused message may have said it before."""
    chat = uow.people.find(old)
    if chat is not None:
        readdress(uow, chat.id, new.value)


def readdress(uow: UnitOfWork, chat_id: str, new_value: str) -> None:
    """The same chat under a new address. Message ids of before point at nothing: a new rule, new cards."""
    if uow.people.of_id(chat_id).address.value == new_value:
        return
    uow.people.move(chat_id, new_value)
    chat = uow.people.of_id(chat_id)
    settle_in(uow, chat)
    lost_roads.mended(uow, chat)


def refuse(uow: UnitOfWork, person: Person) -> None:
    """The same words whether a thing exists or not."""
    uow.outbox.put(person.id, Desk.NO_RIGHT)


def hello(uow: UnitOfWork, person: Person) -> None:
    """What a coordinator sees who writes without a task."""
    if uow.staff.of(person.id) is None:
        raise NotAllowed
    uow.outbox.put(person.id, Desk.HELLO)

