"""The coordination chat and the people who hold it: attaching, enrolling, leaving, migration.

Must never: give a right to somebody because they sit in the group; a right needs membership and personal enrolment.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.errors import NotAllowed
from bot.messages import Address, Op
from bot.services.cases import coordinator
from bot.services.house import House
from bot.services.invitations import redeem
from bot.services.voice import Desk, post_missing_cards, show_card
from storage.records import ChatRole, Person
from storage.unit_of_work import UnitOfWork

INVITATION = "coordinator"
ATTACH = "attach"
ATTACH_VALID = timedelta(hours=24)


def invite(uow: UnitOfWork, house: House) -> str:
    """A one-time deep link for the next coordinator; from the command line, or asked by a coordinator."""
    token = secrets.token_urlsafe(16)
    uow.invitations.create(token, INVITATION, timedelta(days=house.territory.delays.invitation_days))
    return house.link(f"c_{token}")


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
    post_missing_cards(uow)
    return True


def attach_code(uow: UnitOfWork) -> str:
    """A code to type in the group (`/rattacher CODE`), valid a day and once."""
    code = secrets.token_hex(4).upper()
    uow.invitations.create(code, ATTACH, ATTACH_VALID)
    return code


def attach(uow: UnitOfWork, house: House, group: Address, code: str) -> bool:
    """The group becomes the coordination chat; every open case gets its card there."""
    if uow.invitations.use(code.strip().upper(), ATTACH) is None:
        return False
    make_coordination(uow, house, group)
    return True


def make_coordination(uow: UnitOfWork, house: House, group: Address) -> None:
    """Idempotent: a chat that has the role already is left alone."""
    chat = uow.people.meet(group, is_group=True)
    if chat.role is ChatRole.COORDINATION and not chat.unreachable:
        return
    uow.people.set_role(chat.id, ChatRole.COORDINATION)
    uow.people.change(chat.id, unreachable="")
    rule = uow.outbox.put(chat.id, Desk.RULE, silent=True)
    uow.outbox.put(chat.id, Desk.RULE, op=Op.PIN, target_id=rule, silent=True)
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
        return
    if not uow.outbox.waiting(chat.id, Desk.NEWCOMER):
        uow.outbox.put(chat.id, Desk.NEWCOMER, silent=True)


def member_left(uow: UnitOfWork, group: Address, gone: Address) -> None:
    """Rights end at once; the cards of the cases they held offer to be taken again."""
    chat = uow.people.find(group)
    person = uow.people.find(gone)
    if chat and person and chat.role is ChatRole.COORDINATION and uow.staff.of(person.id):
        uow.staff.change(person.id, left_at=uow.now)
        for case in uow.cases.open_ones():
            if case.holder_id == person.id:
                show_card(uow, case)


def bot_removed(uow: UnitOfWork, house: House, chat: Address, *, back: bool) -> None:
    """The bot was kicked from a group or blocked by a person, or may come back: cards then find their way again."""
    met = uow.people.find(chat)
    if met is None:
        return
    if back:
        came_back(uow, met)
        return
    uow.people.change(met.id, unreachable="kicked" if met.is_group else "blocked")
    if met.role is ChatRole.COORDINATION:
        post_missing_cards(uow)


def came_back(uow: UnitOfWork, chat: Person) -> None:
    """A chat can be reached again; what waited for a coordinator finds its way."""
    uow.people.change(chat.id, unreachable="")
    if chat.role is ChatRole.COORDINATION or uow.staff.of(chat.id):
        post_missing_cards(uow)


def migrate(uow: UnitOfWork, old: Address, new: Address) -> None:
    """A group became a supergroup. Two notices say so, and a refused message may have said it before."""
    chat = uow.people.find(old)
    if chat is not None:
        readdress(uow, chat.id, new.value)


def readdress(uow: UnitOfWork, chat_id: str, new_value: str) -> None:
    """The same chat under a new address. Message ids of before point at nothing: new cards."""
    uow.people.move(chat_id, new_value)
    uow.outbox.reset_messages(chat_id)
    if uow.people.of_id(chat_id).role is ChatRole.COORDINATION:
        post_missing_cards(uow)


def refuse(uow: UnitOfWork, person: Person) -> None:
    """The same words whether a thing exists or not."""
    uow.outbox.put(person.id, Desk.NO_RIGHT)


def hello(uow: UnitOfWork, person: Person) -> None:
    """What a coordinator sees who writes without a task."""
    if uow.staff.of(person.id) is None:
        raise NotAllowed
    uow.outbox.put(person.id, Desk.HELLO)

