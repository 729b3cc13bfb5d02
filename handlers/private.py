"""What people do in their own chat with the bot, handed to the door; the answer is the dialogue's new state.

Must never: decide anything, or keep anything between two updates.
"""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ConversationHandler

from bot.services.case_lists import LINK as LIST_LINK
from bot.services.coordination import LINK as COORDINATOR_LINK
from bot.services.desk_commands import COMMANDS as DESK_COMMANDS
from bot.services.desk_commands import LINKS as DESK_LINKS
from bot.services.desk_commands import READ_LINK, DeskTap
from bot.services.intake import Step
from bot.services.odd_input import Sent
from bot.services.taps import AbsenceTap, AnswerTap, CaseTap, EnrolTap, ListTap, PlanTap, read
from handlers.context import Ctx, edge_of, sender_of
from handlers.decoding import words
from handlers.guards import by_member
from handlers.taps import answer

NAME_LIMIT = 40
STAFF_COMMANDS = frozenset({"inviter", *DESK_COMMANDS})


def state(step: Step) -> object:
    """What the ConversationHandler is told: the draft's own state, END when there is no draft."""
    return step.state or ConversationHandler.END


def message_of(update: Update) -> Message:
    if update.effective_message is None:
        raise TypeError("an update without a message has passed a filter")
    return update.effective_message


async def on_text(update: Update, context: Ctx) -> object:
    message = message_of(update)
    door, forwarded = edge_of(context).door, message.forward_origin is not None
    text, message_id = words(message.text), str(message.message_id)
    return state(await door.text(sender_of(update), text, message_id, update.update_id, forwarded=forwarded))


async def on_start(update: Update, context: Ctx) -> object:
    """`/start`, alone or with the payload of a deep link."""
    message = message_of(update)
    payload = words(message.text).partition(" ")[2].strip()
    if (payload[:2] in DESK_LINKS or payload == LIST_LINK) and not await by_member(update, context):
        payload = READ_LINK  # of no case: the use case refuses it as it does a case that does not exist
    name = words(update.effective_user.first_name)[:NAME_LIMIT] if update.effective_user else ""
    edge = edge_of(context)
    step = await edge.door.start(sender_of(update), payload, name, str(message.message_id), update.update_id)
    if payload.startswith(COORDINATOR_LINK):
        edge.members.renew()
    return state(step)


async def on_command(update: Update, context: Ctx) -> object:
    message = message_of(update)
    command = words(message.text).partition(" ")[0].strip().lstrip("/").partition("@")[0].lower()
    if command in STAFF_COMMANDS and not await by_member(update, context):
        command = ""  # unknown, as any other that we do not have
    door = edge_of(context).door
    typed = words(message.text).partition(" ")[2].strip()
    step = await door.command(sender_of(update), command, str(message.message_id), update.update_id, typed)
    return state(step)


async def on_media(update: Update, context: Ctx) -> object:
    """A photo, a voice message, a sticker, a contact card…: not opened."""
    message = message_of(update)
    sent = Sent(
        words(message.caption), str(message.message_id), words(message.media_group_id), card=bool(message.contact),
        forwarded=message.forward_origin is not None,
    )  # fmt: skip
    return state(await edge_of(context).door.media(sender_of(update), sent, update.update_id))


async def on_gift(update: Update, context: Ctx) -> object:
    """A gift or a payment."""
    return state(await edge_of(context).door.gift(sender_of(update), update.update_id))


async def on_edit(update: Update, context: Ctx) -> object:
    message = message_of(update)
    if message.location is not None:
        return None  # a live location moves every few seconds: nobody edited anything
    text = words(message.text or message.caption)
    door = edge_of(context).door
    return state(await door.edit(sender_of(update), text, str(message.message_id), update.update_id))


async def on_tap(update: Update, context: Ctx) -> object:
    """Any button in private: an answer, a word, a held message, or a coordinator's action."""
    query = update.callback_query
    tap = (read(query.data or "") if query else None) or AnswerTap("", "", "")  # garbage answers no question
    if isinstance(tap, CaseTap | AbsenceTap | EnrolTap | ListTap | PlanTap):
        await answer(update, await _staff_tap(update, context, tap))
        return None
    step = await edge_of(context).door.tap(sender_of(update), tap, update.update_id)
    await answer(update, step)
    return state(step)


async def _staff_tap(update: Update, context: Ctx, tap: CaseTap | DeskTap) -> Step:
    door, sender = edge_of(context).door, sender_of(update)
    if not await by_member(update, context):
        return Step(toast=door.refusal)
    bubble = update.callback_query.message if update.callback_query else None
    under = str(bubble.message_id) if bubble else ""
    if isinstance(tap, CaseTap):
        return await door.case_tap(sender, tap, update.update_id, in_group=False, message_id=under)
    return await door.desk_tap(sender, tap, under, update.update_id)
