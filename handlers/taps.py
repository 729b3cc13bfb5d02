"""Taps: where they count, and answering them: after the commit, once, and never as a reason to fail.

Must never: be the only way something is said; a callback answer may never arrive (Bot API: queries live 150 s).
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from bot.services.intake import Step
from handlers.context import Ctx
from handlers.guards import Callback
from handlers.request import call

log = logging.getLogger(__name__)


class TapIn(CallbackQueryHandler[Ctx, object]):
    """Taps on messages of the given kinds of chat only: PTB's own handler takes a tap wherever it happens.

    `elsewhere`: of every other kind, and on a message without a chat (one sent inline).
    """

    __slots__ = ("_elsewhere", "_kinds")

    def __init__(self, kinds: Collection[str], callback: Callback, *, elsewhere: bool = False) -> None:
        super().__init__(callback)
        self._kinds = frozenset(kinds)
        self._elsewhere = elsewhere

    def check_update(self, update: object) -> bool | object | None:
        if not isinstance(update, Update) or update.callback_query is None:
            return None
        chat = update.effective_chat
        if (chat is not None and chat.type in self._kinds) is self._elsewhere:
            return None
        return super().check_update(update)


TOAST_LIMIT = 200
"""Characters; Bot API, answerCallbackQuery."""


async def answer(update: Update, step: Step) -> None:
    query = update.callback_query
    if query is None:
        return
    said = {"url": step.url} if step.url else {"text": step.toast[:TOAST_LIMIT] or None}
    with suppress(TelegramError, KeyError):  # too old, or Telegram is away: what matters is in the database already
        await call(query.get_bot(), "answerCallbackQuery", {"callback_query_id": query.id, **said})
