"""The last word without the outbox: to each chat without a sound, else by mail, and never a failure of its own."""

from __future__ import annotations

import asyncio

import pytest

from bot.messages import Address
from handlers.context import TELEGRAM
from handlers.direct import DirectRoad
from handlers.mail import Mailbox
from tests.mail_server import MailServer
from tests.processes.plain_server import PlainServer

TOKEN = "110201543:" + "direct-road-token-of-a-test" + "A" * 8
SOLENE, WORDS = 5_100_999_123, "Le bot ne va pas bien."
ROAD = (Address(TELEGRAM, str(SOLENE)), Address("mail", "astreinte@example.org"))


async def say(road: DirectRoad) -> bool:
    """From a thread, while this loop serves."""
    return await asyncio.to_thread(road.say, ROAD, WORDS)


async def test_each_chat_is_told_and_nobody_is_mailed() -> None:
    async with PlainServer(TOKEN) as server:
        with MailServer().running() as post:
            box = Mailbox(f"smtp://127.0.0.1:{post.port}", "astreinte@example.org", "bot@example.org")
            assert await say(DirectRoad(TOKEN, server.url, box))
        assert server.texts(SOLENE) == [WORDS]
        assert post.texts == []


async def test_when_telegram_is_away_it_is_mailed_and_without_a_mailbox_nobody_is_reached(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nowhere = "http://127.0.0.1:9"
    with MailServer().running() as post:
        box = Mailbox(f"smtp://127.0.0.1:{post.port}", "astreinte@example.org", "bot@example.org")
        assert await say(DirectRoad(TOKEN, nowhere, box))
        assert post.texts == [WORDS]
    assert not await say(DirectRoad(TOKEN, nowhere))
    assert not await say(DirectRoad(TOKEN, nowhere, box)), "the mail server is gone"
    assert "could not be sent directly" in caplog.text
    for secret in (TOKEN, str(SOLENE), WORDS, "astreinte"):
        assert secret not in caplog.text + repr(DirectRoad(TOKEN, nowhere, box))
