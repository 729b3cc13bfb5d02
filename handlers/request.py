"""The one place where our connections to a Bot API server are built: transport, time-outs, addresses, proxy.

aiohttp carries them, at a fraction of the cost of PTB's own httpx. Must never: let a token or the body of an answer
reach a log or an error.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # no public name makes a RequestData (22.8)

# Without it every RetryAfter warns that its seconds will become a timedelta (telegram/_utils/datetime.py, 22.8);
# read at each use, so it is enough to set it before the first answer. What the operator set wins.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0  # seconds; getUpdates adds its long poll to it
WRITE_TIMEOUT = 10.0
UPLOAD_TIMEOUT = 20.0
POOL_TIMEOUT = 5.0
BOT_CONNECTIONS = 64  # twice the chats the sender serves at once
UPDATES_CONNECTIONS = 2  # one polls; the other lets a new poll begin while an abandoned one closes
_KEPT_ALIVE = 5.0  # seconds: a server may close an idle connection just as we write to it

OnDate = Callable[[datetime], None]


class AiohttpRequest(BaseRequest):
    """A pool of `connections`, opened at the first request, for one event loop; with the errors of PTB's own transport.

    TimedOut for whatever takes too long; NetworkError with the name of aiohttp's error for a connection that cannot be
    made or breaks. `on_date` is told the server's hour at each answer that bears it.
    """

    __slots__ = ("_connections", "_dated", "_down", "_on_date", "_proxy", "_session")

    def __init__(self, connections: int, *, proxy: str | None = None, on_date: OnDate | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._on_date = on_date
        self._session: aiohttp.ClientSession | None = None
        self._down = False
        self._dated = ""

    @property
    def read_timeout(self) -> float | None:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        self._down = False

    async def shutdown(self) -> None:
        self._down = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        uploads = request_data is not None and request_data.contains_files
        limits = _limits(read_timeout, write_timeout, connect_timeout, pool_timeout, uploads)
        session = self._opened()
        try:
            async with session.request(
                method, url, data=_body(request_data), timeout=limits, proxy=self._proxy, allow_redirects=False
            ) as answer:
                payload = await answer.read()
        except TimeoutError:
            raise TimedOut from None  # aiohttp's errors name the address, and with it the token
        except aiohttp.ClientError as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None
        self._tell_date(answer)
        return answer.status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raise TelegramError for anything but a JSON object. PTB's own logs the whole body, somebody's story maybe."""
        try:
            answer = _read(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        if self._down:
            raise RuntimeError("this transport is shut down")
        if self._session is None:  # made here: it belongs to the loop that runs
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEPT_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session

    def _tell_date(self, answer: aiohttp.ClientResponse) -> None:
        date = answer.headers.get("Date", "")
        if self._on_date is None or date == self._dated:
            return  # the same second tells nothing new
        self._dated = date
        try:
            told = parsedate_to_datetime(date)
        except ValueError:  # none, or not a date: then nobody tells us the hour
            return
        self._on_date(told.astimezone(UTC))


async def call(bot: Bot, method: str, values: Mapping[str, Any]) -> Any:
    """The `result` of one method of the Bot API, as it came; `values` hold no file, those that are None are left out.

    Straight to the transport: PTB's own way searches every value for files, dates and defaults, which ours never hold.
    Raise TelegramError as PTB does (InvalidToken for 401 and 404), or KeyError for an answer without a result.
    """
    data = RequestData([RequestParameter(name, value, None) for name, value in values.items() if value is not None])
    return await bot.request.post(f"{bot.base_url}/{method}", data)


def bot_request(api_url: str, on_date: OnDate | None = None) -> BaseRequest:
    """For everything the bot says and asks."""
    return AiohttpRequest(BOT_CONNECTIONS, proxy=proxy_for(api_url), on_date=on_date)


def updates_request(api_url: str, on_date: OnDate | None = None) -> BaseRequest:
    """For getUpdates alone, so that a long poll never holds back an answer."""
    return AiohttpRequest(UPDATES_CONNECTIONS, proxy=proxy_for(api_url), on_date=on_date)


def proxy_for(api_url: str) -> str | None:
    """What HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say of this address; `host:port` alone is an HTTP proxy."""
    address = urlsplit(api_url)
    if proxy_bypass(address.hostname or ""):
        return None
    proxies = getproxies()
    found = proxies.get(address.scheme) or proxies.get("all")
    return f"http://{found}" if found and "://" not in found else found


def build_bot(
    token: str,
    api_url: str,
    *,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
    on_date: OnDate | None = None,
) -> ExtBot[None]:
    """A bot, not yet initialised. `api_url` as in MEDIATION_TELEGRAM_API_URL; the requests are ours unless given.

    `on_date` is told the server's hour at each answer that bears a Date header (not by requests that are given).
    """
    root = api_url.rstrip("/")
    return ExtBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request or bot_request(api_url, on_date),
        get_updates_request=get_updates_request or updates_request(api_url, on_date),
    )


def seconds_to_wait(problem: RetryAfter) -> float:
    """`retry_after` is an int or a timedelta, as PTB_TIMEDELTA says."""
    wait = problem.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _seconds(asked: object, otherwise: float) -> float | None:
    """`asked`: seconds, None for no limit, or PTB's mark for « as always »."""
    if asked is None:
        return None
    return float(asked) if isinstance(asked, int | float) else otherwise


@lru_cache(maxsize=16)
def _limits(read: object, write: object, connect: object, pool: object, uploads: bool) -> aiohttp.ClientTimeout:
    """`sock_read` begins when all is written: a server that takes nothing is bounded by the sum alone."""
    reading, connecting = _seconds(read, READ_TIMEOUT), _seconds(connect, CONNECT_TIMEOUT)
    others = (_seconds(write, UPLOAD_TIMEOUT if uploads else WRITE_TIMEOUT), _seconds(pool, POOL_TIMEOUT))
    known = [wait for wait in (reading, connecting, *others) if wait is not None]
    total = sum(known) if len(known) == 4 else None
    return aiohttp.ClientTimeout(total=total, sock_connect=connecting, sock_read=reading)


# orjson knows no half character, which Telegram may send all the same, and take back: Python's own does.


def _read(payload: bytes) -> Any:
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return json.loads(payload.decode("utf-8", "replace"))


def _written(values: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(values)
    except orjson.JSONEncodeError:
        return json.dumps(values).encode()


def _body(data: RequestData | None) -> aiohttp.BytesPayload | aiohttp.FormData | None:
    """JSON, quicker to write than a form; in parts when there is something to upload.

    What is no text stays a JSON value, where PTB would make a text of it that is written again with all the others: the
    server takes a value as it stands (tdlib, HttpReader::parse_json_parameters).
    """
    if data is None:
        return None
    if not data.contains_files:
        return aiohttp.BytesPayload(_written(data.parameters), content_type="application/json")
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
