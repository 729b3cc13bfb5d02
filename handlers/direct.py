"""A last word without the outbox and without the service's event loop: for when these are what is broken.

Must never: be used while the outbox works, raise, or log an address or a text.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.messages import Address, Message, Undeliverable
from handlers.context import TELEGRAM
from handlers.mail import Mailbox, deliver
from handlers.messenger import TelegramMessenger
from handlers.request import build_bot

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds for all of Telegram together."""


@dataclass(frozen=True)
class DirectRoad:
    """Connections of its own, made and closed at each use, from a plain thread."""

    token: str = field(repr=False)
    api_url: str
    mailbox: Mailbox | None = None

    def say(self, chats: Sequence[Address], text: str) -> bool:
        """To each chat, without a sound; by mail when no chat takes it. Whether anybody was reached."""
        try:
            reached = asyncio.run(self._send([chat for chat in chats if chat.platform == TELEGRAM], text))
        except Exception as problem:  # whoever calls watches everything else, and must outlive it
            log.error("nobody could be told directly (%s)", type(problem).__name__)
            reached = False
        return reached or self._mail(text)

    async def _send(self, chats: Sequence[Address], text: str) -> bool:
        reached = False
        if not chats:
            return reached
        async with asyncio.timeout(PATIENCE), build_bot(self.token, self.api_url) as bot:
            for chat in chats:
                try:
                    await TelegramMessenger(bot).send(chat, Message(text, silent=True))
                    reached = True
                except Undeliverable as problem:
                    log.warning("not told directly (%s)", problem.reason)
        return reached

    def _mail(self, text: str) -> bool:
        if self.mailbox is None:
            return False
        try:
            deliver(self.mailbox, self.mailbox.to, text)
        except (smtplib.SMTPException, OSError, ValueError) as problem:
            log.error("a mail could not be sent directly (%s)", type(problem).__name__)
            return False
        return True
