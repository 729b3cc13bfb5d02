"""Mail: one sentence through the operator's server, encrypted unless the server is this machine, never in the way.

Must never: reach another machine.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import checkup
from bot.checkup import Verdict
from bot.messages import Address, Message, Undeliverable, Undelivered
from bot.settings import Settings
from handlers import mail
from handlers.mail import ByPlatform, Mailbox, MailMessenger, connect, deliver, try_out
from tests.mail_server import MailServer, certificate

TO = Address("mail", "astreinte@example.org")
WAITS = Message("Une alerte attend dans Telegram.")
LOGIN = ("premier", "mot:de@passe")


def box(server: MailServer, *, scheme: str = "smtp", login: str = "") -> Mailbox:
    return Mailbox(f"{scheme}://{login}127.0.0.1:{server.port}", TO.value, "bot@example.org")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().running() as running:
        yield running


@pytest.fixture
def trust(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificate(tmp_path)


async def test_a_sentence_arrives_and_nothing_else(server: MailServer) -> None:
    messenger = MailMessenger(box(server))
    assert await messenger.send(TO, WAITS)
    (letter,) = server.letters
    assert server.texts == [WAITS.text]
    assert (letter["To"], letter["From"], letter["Subject"]) == (TO.value, "bot@example.org", "Premier contact")
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("tls", ["starttls", "smtps"])
def test_the_password_is_given_over_an_encrypted_line_whose_certificate_was_checked(
    trust: tuple[ssl.SSLContext, ssl.SSLContext], tls: str
) -> None:
    scheme = "smtps" if tls == "smtps" else "smtp"
    with MailServer(tls, trust[0], LOGIN).running() as server:
        given = box(server, scheme=scheme, login="premier:mot%3Ade%40passe@")
        deliver(given, TO.value, WAITS.text, trust[1])
        assert server.texts == [WAITS.text]
        with pytest.raises(ssl.SSLCertVerificationError):
            connect(given)
        assert server.heard.count("AUTH") == 1, "no password for a server that nobody vouches for"


def test_another_machine_without_encryption_gets_nothing(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_HERE", ())
    with pytest.raises(mail.smtplib.SMTPNotSupportedError):
        connect(box(server, login="premier:secret@"))
    assert server.heard == ["EHLO"]


@pytest.mark.parametrize(
    ("refuse", "reason"),
    [
        ({"RCPT": "550 nobody"}, Undelivered.REFUSED),
        ({"RCPT": "450 later"}, Undelivered.UNREACHABLE),
        ({"MAIL": "451 later"}, Undelivered.UNREACHABLE),
        ({"MAIL": "553 no"}, Undelivered.REFUSED),
        ({"DATA": "451 later"}, Undelivered.UNREACHABLE),
        ({"EHLO": "421 full", "HELO": "421 full"}, Undelivered.UNREACHABLE),
    ],
)
async def test_what_is_refused_for_good_is_told_from_what_may_pass(
    server: MailServer, caplog: pytest.LogCaptureFixture, refuse: dict[str, str], reason: Undelivered
) -> None:
    server.refuse = refuse
    with caplog.at_level(logging.INFO), pytest.raises(Undeliverable) as caught:
        await MailMessenger(box(server, login="")).send(TO, WAITS)
    assert caught.value.reason is reason
    assert server.letters == []
    assert "mail" in caplog.text
    for hidden in ("example.org", "nobody", "later", "127.0.0.1"):
        assert hidden not in caplog.text


async def test_a_server_that_says_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        mute = Mailbox(f"smtp://127.0.0.1:{listening.getsockname()[1]}", TO.value, "bot@example.org")
        sending = asyncio.create_task(MailMessenger(mute).send(TO, WAITS))
        beats = 0
        while not sending.done():
            await asyncio.sleep(0.01)
            beats += 1
    assert beats > 5, "the loop went on meanwhile"
    with pytest.raises(Undeliverable):
        sending.result()


async def test_an_address_of_a_platform_that_is_not_there_is_refused(server: MailServer) -> None:
    both = ByPlatform({"mail": MailMessenger(box(server))})
    await both.send(TO, WAITS)
    with pytest.raises(Undeliverable) as caught:
        await both.send(Address("telegram", "1"), WAITS)
    assert caught.value.reason is Undelivered.REFUSED


# -- check -----------------------------------------------------------------------------------------------------------


def test_the_trial_goes_as_far_as_a_mail_and_sends_none(server: MailServer) -> None:
    try_out(box(server))
    assert server.heard == ["EHLO", "MAIL", "RCPT", "RSET", "QUIT"]
    assert server.letters == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({}, "accepte"), ({"RCPT": "550 nobody"}, "550"), ({"AUTH": "535 no"}, "mot de passe"),
        ({"EHLO": "421 full", "HELO": "421 full"}, "421"),
    ],
)  # fmt: skip
async def test_check_says_whether_mail_works(server: MailServer, trouble: dict[str, str], said: str) -> None:
    server.refuse, server.login = trouble, LOGIN
    settings = Settings(
        mail_url=f"smtp://premier:mot%3Ade%40passe@127.0.0.1:{server.port}", mail_to=TO.value,
        mail_from="bot@example.org", territory="/nowhere", telegram_token=None,
    )  # fmt: skip
    found = (await checkup.examine_all(settings, date(2026, 3, 11)))[-1]
    assert said in found.sentence
    assert found.verdict is (Verdict.FINE if not trouble else Verdict.PROBLEM)
    assert "example.org" not in found.sentence
    assert server.letters == []


async def test_check_says_nothing_of_mail_that_nobody_asked_for() -> None:
    found = await checkup.examine_all(Settings(territory="/nowhere"), date(2026, 3, 11))
    assert [one for one in found if "Courriel" in one.sentence] == []
