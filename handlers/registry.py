"""Every handler, in order, each behind its guard: the table of contents of the bot.

One update meets at most one of them: one group, so at most one writing use case. Taps come first: none is looked at for
words, which PTB's own handlers would seek in the bubble under it. Must never: hold a callback's body.
"""

from __future__ import annotations

from collections.abc import Iterable

from telegram.constants import ChatType
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters

from handlers import coordination, private
from handlers.context import App, Edge, Handler, install
from handlers.conversation import conversation
from handlers.errors import on_error
from handlers.guards import anywhere, by_member, guarded, in_group, in_private
from handlers.taps import TapIn

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_GROUP = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
_EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE


def handlers(states: Iterable[str]) -> tuple[Handler, ...]:
    return (
        TapIn(_GROUPS, guarded(by_member, coordination.on_card_tap, coordination.on_refused_tap)),
        TapIn((ChatType.PRIVATE, *_GROUPS), guarded(anywhere, coordination.on_refused_tap), elsewhere=True),
        conversation(states),
        MessageHandler(_EDITED, guarded(in_private, private.on_edit)),
        CommandHandler("rattacher", guarded(in_group, coordination.on_attach), filters=_GROUP),
        MessageHandler(_GROUP & filters.StatusUpdate.MIGRATE, guarded(in_group, coordination.on_migration)),
        ChatMemberHandler(guarded(in_group, coordination.on_member), ChatMemberHandler.CHAT_MEMBER),
        ChatMemberHandler(guarded(anywhere, coordination.on_bot_status), ChatMemberHandler.MY_CHAT_MEMBER),
    )


def register(application: App, edge: Edge, states: Iterable[str]) -> None:
    install(application, edge)
    application.add_handlers(list(handlers(states)))
    application.add_error_handler(on_error)
