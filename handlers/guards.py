"""Who may reach a callback. A handler is registered with its guard or not at all.

Must never: trust what a button or a link carries; the use cases check rights again, in the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.constants import ChatType

from handlers.context import Ctx, edge_of, is_private

Guard = Callable[[Update, Ctx], Awaitable[bool]]
Callback = Callable[[Update, Ctx], Coroutine[Any, Any, object]]

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


async def in_private(update: Update, context: Ctx) -> bool:
    """Anybody, in their own chat with the bot. A coordinator who has left unheard is anybody from here on."""
    if not is_private(update) or update.effective_user is None:
        return False
    await edge_of(context).members.watch(update.effective_user.id)
    return True


async def in_group(update: Update, context: Ctx) -> bool:
    """Any group: attaching by a code, service messages. The use case decides whether the group means anything."""
    return update.effective_chat is not None and update.effective_chat.type in _GROUPS


async def by_member(update: Update, context: Ctx) -> bool:
    """A person (no anonymous administrator, no channel) who sits in the coordination chat at this moment."""
    user, message = update.effective_user, None if update.callback_query else update.effective_message
    if user is None or user.is_bot or (message is not None and message.sender_chat):
        return False
    return await edge_of(context).members.holds(user.id)


async def anywhere(update: Update, context: Ctx) -> bool:
    """News about memberships and the bot itself; they say nothing to anybody."""
    return True


def guarded(guard: Guard, callback: Callback, otherwise: Callback | None = None) -> Callback:
    """`callback` behind its guard; `otherwise` answers who is refused (default: nothing happens, nothing is told)."""

    async def call(update: Update, context: Ctx) -> object:
        if await guard(update, context):
            return await callback(update, context)
        return await otherwise(update, context) if otherwise else None

    return call
