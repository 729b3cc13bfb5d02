"""The transport over a real socket: the address asked for, and nothing of an answer in the log."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from handlers.receiver import Receiver, Trouble
from handlers.request import bot_request, build_bot, call, proxy_for, seconds_to_wait, updates_request
from tests.telegram.receiver_stage import NOW, QUICK

TOKEN = "7000000001:a-token-that-opens-nothing"


@dataclass
class Server:
    """Answers every request with `body`, on the loopback."""

    status: str = "200 OK"
    body: bytes = b'{"ok": true, "result": []}'
    header: bytes = b"X: 1"
    port: int = 0
    broken: bool = False  # closes without an answer
    silent: bool = False  # never answers
    asked: list[bytes] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)  # the JSON of each

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.split(b"\r\n", 1)[0])
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        self.told.append(json.loads(body) if body[:1] == b"{" else None)
        if self.silent:
            await reader.read()  # until the other side has had enough
        if self.silent or self.broken:
            writer.close()
            return
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


@asynccontextmanager
async def opened(url: str, on_date: Callable[[datetime], None] | None = None) -> AsyncIterator[ExtBot[None]]:
    """A bot on our transport, without the getMe of its initialisation."""
    requests = bot_request(url, on_date), updates_request(url, on_date)
    try:
        yield build_bot(TOKEN, url, request=requests[0], get_updates_request=requests[1])
    finally:
        for request in requests:
            await request.shutdown()


async def test_the_receiver_polls_the_server_of_the_settings(server: Server) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("there is nothing to handle")

    async with opened(server.url) as bot:
        receiver = Receiver(bot, never, never, clock=lambda: NOW, backoff=QUICK)
        await receiver.poll_once()
    assert server.asked == [f"POST /bot{TOKEN}/getUpdates HTTP/1.1".encode()]
    assert (receiver.trouble, receiver.last_success_at) == (Trouble.NONE, NOW)


async def test_half_a_character_passes_both_ways(server: Server) -> None:
    """Telegram may send one, as the id of a tap too, and takes it back: nobody's answer hangs on it."""
    server.body = b'{"ok": true, "result": "\\ud83d \xe9"}'
    async with opened(server.url) as bot:
        assert await call(bot, "answerCallbackQuery", {"callback_query_id": "\ud83d", "text": "é"}) == "\ud83d \ufffd"
    assert server.told == [{"callback_query_id": "\ud83d", "text": "é"}]


@pytest.mark.parametrize("body", [b'{"ok": true, "result": [{"message": "je suis Lina', b'["je suis Lina"]'])
async def test_an_answer_that_cannot_be_read_never_reaches_the_log(
    server: Server, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.body = body
    async with opened(server.url) as bot:
        with pytest.raises(TelegramError, match=r"^Invalid server response$"):
            await bot.do_api_request("get_Updates")
    assert "Lina" not in caplog.text


async def test_a_token_never_reaches_the_log_nor_an_error(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    errors: list[BaseException | None] = []
    async with opened(server.url) as bot:
        await bot.do_api_request("get_Updates")
        for status in ("502 Bad Gateway", "400 Bad Request", "HTTP"):
            server.status = status
            with pytest.raises(NetworkError) as raised:
                await bot.do_api_request("get_Updates")
            errors.append(raised.value)
        server.silent = True
        with pytest.raises(TimedOut) as late:
            await bot.do_api_request("get_Updates", read_timeout=0.01)
        errors.append(late.value)
    assert len(server.asked) == 5
    assert TOKEN not in caplog.text
    assert all(TOKEN not in repr(error) and (error is None or error.__cause__ is None) for error in errors)


async def test_a_server_that_is_away_is_unreachable() -> None:
    async with opened("http://127.0.0.1:9") as bot:  # the discard port: nobody listens
        with pytest.raises(NetworkError, match=r"^aiohttp\.ClientConnectorError$"):
            await bot.do_api_request("get_Updates")


async def test_a_connection_that_breaks_is_told_from_one_that_is_late(server: Server) -> None:
    async with opened(server.url) as bot:
        server.broken = True
        with pytest.raises(NetworkError, match=r"^aiohttp\.ServerDisconnectedError$"):
            await bot.do_api_request("get_Updates")
        server.broken, server.silent = False, True
        with pytest.raises(TimedOut):
            await bot.do_api_request("get_Updates", read_timeout=0.01)


async def test_a_redirection_is_not_followed(server: Server) -> None:
    server.status, server.header = "302 Found", b"Location: http://127.0.0.1:9/elsewhere"
    async with opened(server.url) as bot:
        with pytest.raises(TelegramError, match="302"):
            await bot.do_api_request("get_Updates")
    assert len(server.asked) == 1


async def test_a_transport_that_is_shut_down_opens_nothing_more(server: Server) -> None:
    async with opened(server.url) as bot:
        await bot.do_api_request("get_Updates")
    with pytest.raises(NetworkError, match="shut down"):
        await bot.do_api_request("get_Updates")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "https://api.telegram.org", None),
        ({"HTTPS_PROXY": "http://p:3128"}, "https://api.telegram.org", "http://p:3128"),
        ({"https_proxy": "http://p:3128"}, "http://127.0.0.1:8081", None),
        ({"ALL_PROXY": "http://p:3128"}, "https://api.telegram.org", "http://p:3128"),
        ({"HTTPS_PROXY": "p:3128"}, "https://api.telegram.org", "http://p:3128"),
        ({"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "telegram.org"}, "https://api.telegram.org", None),
    ],
)
def test_the_proxy_comes_from_the_environment(
    environment: dict[str, str], url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


async def test_through_a_proxy_the_whole_address_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    async with opened("http://bot-api.invalid:8081") as bot:
        await bot.do_api_request("get_Updates")
    assert server.asked == [f"POST http://bot-api.invalid:8081/bot{TOKEN}/getUpdates HTTP/1.1".encode()]


async def test_what_is_asked_is_written_once_and_what_is_empty_left_out(server: Server) -> None:
    server.body = b'{"ok": true, "result": {"message_id": 7}}'
    keyboard = {"inline_keyboard": [[{"text": "Très bien", "callback_data": "q:1"}]]}
    async with opened(server.url) as bot:
        asked = {"chat_id": 5, "text": "Ça va ?", "reply_markup": keyboard, "message_thread_id": None}
        assert await call(bot, "sendMessage", asked) == {"message_id": 7}
    assert server.asked == [f"POST /bot{TOKEN}/sendMessage HTTP/1.1".encode()]
    assert server.told == [{"chat_id": 5, "text": "Ça va ?", "reply_markup": keyboard}]


def test_a_flood_never_warns_and_is_counted_in_seconds() -> None:
    assert seconds_to_wait(RetryAfter(timedelta(seconds=90))) == seconds_to_wait(RetryAfter(90)) == 90.0


async def test_the_hour_of_each_answer_is_told_when_it_bears_one(server: Server) -> None:
    told: list[datetime] = []
    async with opened(server.url, told.append) as bot:
        for header in ("X: 1", "Date: nonsense", "Date: Wed, 11 Mar 2026 21:40:07 GMT"):
            server.header = header.encode()
            await bot.do_api_request("get_Updates")
    assert told == [datetime(2026, 3, 11, 21, 40, 7, tzinfo=UTC)]
