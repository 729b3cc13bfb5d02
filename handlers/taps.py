"""Answering a tap: after the commit, once, and never as a reason to fail.

Must never: be the only way something is said; a callback answer may never arrive (Bot API: queries live 150 s).
"""

from __future__ import annotations

import logging
from contextlib import suppress

from telegram import Update
from telegram.error import TelegramError

from bot.services.intake import Step

log = logging.getLogger(__name__)
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
