"""The python-telegram-bot ConversationHandler, generated from the questionnaire: a router whose states the drafts own.

It names no question. Every callback returns the state that the draft says, so a stale router mends itself at the next
update. Must never: keep an answer, or use `conversation_timeout` (it survives neither an exception nor a restart).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from telegram.constants import ChatType
from telegram.ext import CommandHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from bot.services.desk_commands import COMMANDS as DESK_COMMANDS
from handlers import private
from handlers.context import Ctx, Handler
from handlers.guards import guarded, in_private
from handlers.taps import TapIn

NAME = "intake"
COMMANDS = (
    "stop", "effacer", "cache", "aide", "urgence", "help", "infos", "privacy", "mesdonnees", "corriger", "langue",
    "pour_moi", "inviter", *DESK_COMMANDS, "situation", "civique", "mes_transmissions", "quitter",
)  # fmt: skip
_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
"""Without it an edited message would answer a question (MessageHandler and CommandHandler match edits by default)."""
_TYPED = _NEW & ~filters.FORWARDED
"""A command in somebody else's message is nobody's order: it is words, as the rest of it."""
_WORDS = _NEW & filters.TEXT & (~filters.COMMAND | filters.FORWARDED)
_GIFT = filters.StatusUpdate.GIFT | filters.StatusUpdate.UNIQUE_GIFT | filters.SUCCESSFUL_PAYMENT
"""Other service notices (pinned, a timer set, a wallpaper) say nothing to us: nothing is answered."""


def doors() -> list[Handler]:
    """The same in every state: taps first, by far the most; then words at any moment, words, whatever else is sent."""
    return [
        TapIn((ChatType.PRIVATE,), guarded(in_private, private.on_tap)),
        CommandHandler("start", guarded(in_private, private.on_start), filters=_TYPED),
        CommandHandler(COMMANDS, guarded(in_private, private.on_command), filters=_TYPED),
        MessageHandler(_WORDS, guarded(in_private, private.on_text)),
        MessageHandler(_NEW & filters.COMMAND, guarded(in_private, private.on_command)),
        MessageHandler(_NEW & _GIFT, guarded(in_private, private.on_gift)),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, guarded(in_private, private.on_media)),
    ]


def conversation(states: Iterable[str]) -> ConversationHandler[Ctx]:
    """One state a question and aside. Re-entry stays off: a text entry point would swallow every answer."""
    with warnings.catch_warnings():
        # Said about taps of any message counting in any state: that is what we want, a stale tap is the draft's matter.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            entry_points=doors(), states={state: doors() for state in states}, fallbacks=[], name=NAME, persistent=True
        )
