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

log = logging.getLogger(__name__)


class TapIn(CallbackQueryHandler[Ctx, object]):
    """Taps on messages of the given kinds of chat only: PTB's own handler takes a tap wherever it happens.

    None: any tap, even on a message without a chat (one sent inline).
    """

    __slots__ = ("_kinds",)

    def __init__(self, kinds: Collection[str] | None, callback: Callback) -> None:
        super().__init__(callback)
        self._kinds = None if kinds is None else frozenset(kinds)

    def check_update(self, update: object) -> bool | object | None:
        if not isinstance(update, Update):
            return None
        if self._kinds is None:
            return super().check_update(update)
        if update.effective_chat is None:
            return None
        return super().check_update(update) if update.effective_chat.type in self._kinds else None


TOAST_LIMIT = 200
"""Characters; Bot API, answerCallbackQuery."""


async def answer(update: Update, step: Step) -> None:
    query = update.callback_query
    if query is None:
        return
    with suppress(TelegramError):  # too old, or Telegram is away: what matters is in the database already
        if step.url:
            await query.answer(url=step.url)
        elif step.toast:
            await query.answer(step.toast[:TOAST_LIMIT])
        else:
            await query.answer()
