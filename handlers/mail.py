"""Mail as a Messenger: one plain sentence to the address of the settings, through the operator's own SMTP server.

Must never: send anything in clear to another machine, raise anything but Undeliverable, or log an address, a password
or what a server said. A call takes a thread, so nobody else's message waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from bot.messages import Address, Message, Messenger, Undeliverable, Undelivered

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds for each word exchanged with the server."""
SUBJECT = "Premier contact"
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the settings say: `url` is smtp://user:password@host:port or smtps://…; `to` and `sender` are addresses."""

    url: str = field(repr=False)
    to: str = field(repr=False)
    sender: str = field(repr=False)


def connect(mailbox: Mailbox, context: ssl.SSLContext | None = None) -> smtplib.SMTP:
    """A session with the certificate checked and the password accepted. Raise what smtplib, ssl and sockets raise.

    smtp:// must offer STARTTLS, unless the server is this very machine.
    """
    parts = urlsplit(mailbox.url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    trusted = context or ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with ExitStack() as unless_we_get_in:
        unless_we_get_in.callback(server.close)
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and (host not in _HERE or server.has_extn("starttls")):
            server.starttls(context=trusted)
            server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        unless_we_get_in.pop_all()
    return server


def try_out(mailbox: Mailbox, context: ssl.SSLContext | None = None) -> None:
    """Everything but a mail: both addresses are shown to the server, then taken back. Raises as `connect`."""
    server = connect(mailbox, context)
    try:
        code, said = server.mail(mailbox.sender)
        if code == 250:
            code, said = server.rcpt(mailbox.to)
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, said)
        server.rset()
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def deliver(mailbox: Mailbox, to: str, text: str, context: ssl.SSLContext | None = None) -> str:
    """Send one sentence; its Message-ID. Raises as `connect`."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = SUBJECT, mailbox.sender, to
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="premier-contact.invalid")
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    server = connect(mailbox, context)
    try:
        server.send_message(letter)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    return str(letter["Message-ID"])


class MailMessenger:
    """Implements `bot.messages.Messenger`; mail can only be sent."""

    def __init__(self, mailbox: Mailbox, context: Callable[[], ssl.SSLContext] | None = None) -> None:
        self._mailbox = mailbox
        self._context = context

    async def send(self, to: Address, message: Message) -> str:
        trusted = self._context() if self._context else None
        try:
            return await asyncio.to_thread(deliver, self._mailbox, to.value, message.text, trusted)
        except (smtplib.SMTPException, OSError, ValueError) as problem:
            if _is_final(problem):
                log.error("a mail was refused (%s)", type(problem).__name__)
                raise Undeliverable(Undelivered.REFUSED) from None
            log.warning("a mail could not be sent yet (%s)", type(problem).__name__)
            raise Undeliverable(Undelivered.UNREACHABLE) from None

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        raise Undeliverable(Undelivered.REFUSED)

    async def delete(self, to: Address, message_id: str) -> None:
        raise Undeliverable(Undelivered.REFUSED)

    async def pin(self, to: Address, message_id: str) -> None:
        raise Undeliverable(Undelivered.REFUSED)

    async def menu(self, to: Address, commands: tuple[tuple[str, str], ...]) -> None:
        raise Undeliverable(Undelivered.REFUSED)


def _is_final(problem: Exception) -> bool:
    """An address, or the letter itself, is refused with a 5xx; a refused password may be put right meanwhile."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in problem.recipients.values())
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return problem.smtp_code >= 500
        case _:
            return False


class ByPlatform:
    """The Messenger of each platform; an address of another one is REFUSED."""

    def __init__(self, messengers: Mapping[str, Messenger]) -> None:
        self._messengers = messengers

    def _of(self, to: Address) -> Messenger:
        if to.platform not in self._messengers:
            raise Undeliverable(Undelivered.REFUSED)
        return self._messengers[to.platform]

    async def send(self, to: Address, message: Message) -> str:
        return await self._of(to).send(to, message)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        await self._of(to).edit(to, message_id, message)

    async def delete(self, to: Address, message_id: str) -> None:
        await self._of(to).delete(to, message_id)

    async def pin(self, to: Address, message_id: str) -> None:
        await self._of(to).pin(to, message_id)

    async def menu(self, to: Address, commands: tuple[tuple[str, str], ...]) -> None:
        await self._of(to).menu(to, commands)
