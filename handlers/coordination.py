"""The coordination chat: cards' buttons, attaching by a code, who joins and leaves, and what happens to the chat.

Must never: show a story, a theme or a name here, or give a right to somebody because they are here.
"""

from __future__ import annotations

from dataclasses import replace

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted, Update

from bot.messages import Address
from bot.services.coordination import Standing
from bot.services.intake import Step
from bot.services.taps import CaseTap, read
from handlers.context import TELEGRAM, Ctx, chat_of, edge_of, is_inside, sender_of
from handlers.taps import answer


async def on_card_tap(update: Update, context: Ctx) -> None:
    query = update.callback_query
    tap = read(query.data or "") if query else None
    door = edge_of(context).door
    if isinstance(tap, CaseTap):
        await answer(update, await door.case_tap(sender_of(update), tap, update.update_id, in_group=True))
    else:
        await answer(update, Step(toast=door.refusal))


async def on_refused_tap(update: Update, context: Ctx) -> None:
    """Not a member, or not a person: the same words as for everything else that is refused."""
    await answer(update, Step(toast=edge_of(context).door.refusal))


async def on_attach(update: Update, context: Ctx) -> None:
    """`/rattacher CODE`; the code is the right. Typed in a topic, the cards stand in that topic."""
    message = update.effective_message
    words = (message.text or "").split() if message else []
    topic = str(message.message_thread_id) if message and message.is_topic_message else ""
    group = replace(chat_of(update), topic=topic)
    await edge_of(context).door.attach(group, words[1] if len(words) > 1 else "", update.update_id)


async def on_migration(update: Update, context: Ctx) -> None:
    """Both service messages say the same; the second finds nothing left to do."""
    message = update.effective_message
    if message is None:
        return
    door = edge_of(context).door
    if message.migrate_to_chat_id:
        new = Address(TELEGRAM, str(message.migrate_to_chat_id))
        await door.migrated(chat_of(update), new, update.update_id)
    elif message.migrate_from_chat_id:
        old = Address(TELEGRAM, str(message.migrate_from_chat_id))
        await door.migrated(old, chat_of(update), update.update_id)


async def on_member(update: Update, context: Ctx) -> None:
    """Somebody joined or left a group."""
    change = update.chat_member
    if change is None:
        return
    edge, member = edge_of(context), change.new_chat_member
    edge.members.forget(member.user.id)
    person = Address(TELEGRAM, str(member.user.id))
    was, now = is_inside(change.old_chat_member), is_inside(member)
    if now and not was:
        await edge.door.member_joined(chat_of(update), person, update.update_id)
    elif was and not now:
        await edge.door.member_left(chat_of(update), person, update.update_id)


async def on_bot_status(update: Update, context: Ctx) -> None:
    """The bot was blocked, kicked, muted, promoted or let in again."""
    change = update.my_chat_member
    if change is not None:
        standing = _standing(change.new_chat_member)
        await edge_of(context).door.bot_standing(chat_of(update), update.update_id, standing)


def _standing(member: ChatMember) -> Standing:
    if not is_inside(member):
        return Standing.OUT
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return Standing.MUTED
    administrator = isinstance(member, ChatMemberAdministrator | ChatMemberOwner)
    return Standing.ADMINISTRATOR if administrator else Standing.MEMBER
