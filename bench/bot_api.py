"""A Bot API server that costs as little as it can: raw HTTP/1.1 on the loopback, answers that are ready as bytes.

It knows the queue of getUpdates (forgotten once a higher offset comes, at most 100 a time, long polls), who the bot is,
and nothing else: what the bot says is handed to `hear`. Must never: judge a request, or wait.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from email.utils import formatdate
from urllib.parse import parse_qsl

TOKEN = "123456:bench"
BATCH = 100
FIRST_UPDATE = 900_000_001  # beyond those of the simulated Telegram, which a full house remembers
BOT = b'{"id":123456,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
ME = (
    b'{"id":123456,"is_bot":true,"first_name":"Bench","username":"bench_bot","can_join_groups":true,'
    b'"can_read_all_group_messages":false,"supports_inline_queries":false}'
)
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
_PART = re.compile(rb'name="([^"]+)"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)

Fields = dict[str, str]
Hear = Callable[[str, Fields], bytes | None]
"""(method, its fields) -> the JSON of `result`, None for `true`."""


def fields(body: bytes) -> Fields:
    """Whichever way the bot's library encodes: JSON, multipart, or a form. Nested values stay JSON."""
    if not body:
        return {}
    if body[:1] == b"{":
        found = json.loads(body)
        return {name: v if isinstance(v, str) else json.dumps(v) for name, v in found.items()}
    if body[:2] == b"--":
        return {name.decode(): value.decode() for name, value in _PART.findall(body)}
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


class BotApi:
    """`push` queues an update; `polled` is set by the first getUpdates; `calls` counts every other method."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._queue: deque[tuple[int, bytes]] = deque()
        self._next_id = FIRST_UPDATE
        self._waiting: tuple[_Connection, asyncio.TimerHandle, int] | None = None
        self._flushing = False
        self._server: asyncio.Server | None = None
        self._date = b""
        self._dated_at = 0
        self.polled = asyncio.Event()
        self.calls: Counter[str] = Counter()
        self.url = ""

    async def __aenter__(self) -> BotApi:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        if self._waiting:
            self._waiting[1].cancel()

    @property
    def unread(self) -> int:
        """Updates that the bot has not confirmed yet."""
        return len(self._queue)

    def push(self, content: bytes) -> None:
        """`content` is the inside of the update, after its id: `"message":{…}`."""
        update_id = self._next_id
        self._next_id += 1
        self._queue.append((update_id, b'{"update_id":%d,%b}' % (update_id, content)))
        if self._waiting and not self._flushing:  # what arrives in the same turn of the loop leaves together
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def call(self, connection: _Connection, method: str, body: bytes) -> None:
        if method == "getUpdates":
            self._get_updates(connection, fields(body))
            return
        self.calls[method] += 1
        if method == "getMe":
            result: bytes | None = ME
        elif method == "getMyCommands":
            result = b"[]"
        else:
            result = self._hear(method, fields(body))
        self.answer(connection, result or b"true")

    def answer(self, connection: _Connection, result: bytes) -> None:
        now = int(time.time())
        if now != self._dated_at:
            self._dated_at, self._date = now, formatdate(now, usegmt=True).encode()
        connection.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: %b\r\nContent-Length: %d\r\n\r\n"
            b'{"ok":true,"result":%b}' % (self._date, len(result) + 21, result)
        )

    def _get_updates(self, connection: _Connection, asked: Fields) -> None:
        offset, timeout = int(asked.get("offset") or 0), float(asked.get("timeout") or 0)
        limit = int(asked.get("limit") or BATCH)
        while self._queue and self._queue[0][0] < offset:
            self._queue.popleft()
        self._release()
        self.polled.set()
        if self._queue or not timeout:
            self._give(connection, limit)
            return
        timer = asyncio.get_running_loop().call_later(timeout, self._flush)
        self._waiting = (connection, timer, limit)

    def _flush(self) -> None:
        self._flushing = False
        if self._waiting:
            connection, _, limit = self._waiting
            self._release()
            self._give(connection, limit)

    def _release(self) -> None:
        if self._waiting:
            self._waiting[1].cancel()
            self._waiting = None

    def _give(self, connection: _Connection, limit: int) -> None:
        batch = [self._queue[n][1] for n in range(min(limit, BATCH, len(self._queue)))]
        self.answer(connection, b"[%b]" % b",".join(batch))


class _Connection(asyncio.Protocol):
    """Requests one after the other; the path's last part is the method."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        assert isinstance(self._transport, asyncio.WriteTransport)
        if not self._transport.is_closing():
            self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            if _CHUNKED.search(head):
                found = _unchunked(self._buffer, end + 4)
                if found is None:
                    return
                body, after = found
            else:
                length = _LENGTH.search(head)
                after = end + 4 + (int(length[1]) if length else 0)
                if len(self._buffer) < after:
                    return
                body = self._buffer[end + 4 : after]
            self._buffer = self._buffer[after:]
            path = head.split(b" ", 2)[1]
            self._api.call(self, path.rpartition(b"/")[2].decode(), body)


def _unchunked(data: bytes, at: int) -> tuple[bytes, int] | None:
    """(body, where the next request begins); None while it is not all there."""
    parts: list[bytes] = []
    while True:
        end = data.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(data[at:end], 16)
        if len(data) < end + 4 + size:
            return None
        if not size:
            return b"".join(parts), end + 4
        parts.append(data[end + 2 : end + 2 + size])
        at = end + 4 + size
