"""The transport over a real socket: the address asked for, and nothing of an answer in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError

from handlers.receiver import Receiver, Trouble
from handlers.request import build_bot, seconds_to_wait
from tests.telegram.receiver_stage import NOW, QUICK

TOKEN = "7000000001:a-token-that-opens-nothing"


@dataclass
class Server:
    """Answers every request with `body`, on the loopback."""

    status: str = "200 OK"
    body: bytes = b'{"ok": true, "result": []}'
    header: bytes = b"X: 1"
    port: int = 0
    asked: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.split(b"\r\n", 1)[0])
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\nConnection: close\r\n\r\n%s"
            % (self.status.encode(), len(self.body), self.header, self.body)
        )
        await writer.drain()
        writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


async def test_the_receiver_polls_the_server_of_the_settings(server: Server) -> None:
    bot = build_bot(TOKEN, server.url)

    async def never(*_: object) -> None:
        raise AssertionError("there is nothing to handle")

    receiver = Receiver(bot, never, never, clock=lambda: NOW, backoff=QUICK)
    await receiver.poll_once()
    await bot.shutdown()
    assert server.asked == [f"POST /bot{TOKEN}/getUpdates HTTP/1.1".encode()]
    assert (receiver.trouble, receiver.last_success_at) == (Trouble.NONE, NOW)


@pytest.mark.parametrize("body", [b'{"ok": true, "result": [{"message": "je suis Lina', b'["je suis Lina"]'])
async def test_an_answer_that_cannot_be_read_never_reaches_the_log(
    server: Server, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.body = body
    bot = build_bot(TOKEN, server.url)
    with pytest.raises(TelegramError, match=r"^Invalid server response$"):
        await bot.do_api_request("get_Updates")
    await bot.shutdown()
    assert "Lina" not in caplog.text


async def test_a_token_never_reaches_the_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bot = build_bot(TOKEN, server.url)
    await bot.do_api_request("get_Updates")
    server.status = "502 Bad Gateway"
    with pytest.raises(NetworkError):
        await bot.do_api_request("get_Updates")
    await bot.shutdown()
    assert len(server.asked) == 2
    assert TOKEN not in caplog.text


async def test_a_server_that_is_away_is_unreachable() -> None:
    bot = build_bot(TOKEN, "http://127.0.0.1:9")  # the discard port: nobody listens
    with pytest.raises(NetworkError):
        await bot.do_api_request("get_Updates")
    await bot.shutdown()


def test_a_flood_never_warns_and_is_counted_in_seconds() -> None:
    assert seconds_to_wait(RetryAfter(timedelta(seconds=90))) == seconds_to_wait(RetryAfter(90)) == 90.0


async def test_the_hour_of_each_answer_is_told_when_it_bears_one(server: Server) -> None:
    told: list[datetime] = []
    bot = build_bot(TOKEN, server.url, on_date=told.append)
    for header in ("X: 1", "Date: nonsense", "Date: Wed, 11 Mar 2026 21:40:07 GMT"):
        server.header = header.encode()
        await bot.do_api_request("get_Updates")
    await bot.shutdown()
    assert told == [datetime(2026, 3, 11, 21, 40, 7, tzinfo=UTC)]
