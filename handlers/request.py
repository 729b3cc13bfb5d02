"""The one place where our connections to a Bot API server are built: transport, time-outs, addresses.

Must never: let a token or the body of an answer reach a log. Proxies come from the environment, as httpx reads them.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from telegram.error import RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

# Without it every RetryAfter warns that its seconds will become a timedelta (telegram/_utils/datetime.py, 22.8);
# read at each use, so it is enough to set it before the first answer. What the operator set wins.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0  # seconds; getUpdates adds its long poll to it
WRITE_TIMEOUT = 10.0
POOL_TIMEOUT = 5.0
BOT_CONNECTIONS = 64  # twice the chats the sender serves at once
UPDATES_CONNECTIONS = 2  # one polls; the other lets a new poll begin while an abandoned one closes


class QuietRequest(HTTPXRequest):
    """PTB's own transport, which logs the whole body of an answer it cannot parse: it may hold somebody's story."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raise TelegramError for anything but a JSON object."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


OnDate = Callable[[datetime], None]


class _Answer(Protocol):
    headers: Any  # an httpx.Headers; httpx is PTB's choice, not ours


def bot_request(on_date: OnDate | None = None) -> BaseRequest:
    """For everything the bot says and asks."""
    return _request(BOT_CONNECTIONS, on_date)


def updates_request(on_date: OnDate | None = None) -> BaseRequest:
    """For getUpdates alone, so that a long poll never holds back an answer."""
    return _request(UPDATES_CONNECTIONS, on_date)


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
    for name in ("httpx", "httpcore"):  # httpx logs every URL, token included, at INFO
        logging.getLogger(name).setLevel(logging.WARNING)
    root = api_url.rstrip("/")
    return ExtBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request or bot_request(on_date),
        get_updates_request=get_updates_request or updates_request(on_date),
    )


def seconds_to_wait(problem: RetryAfter) -> float:
    """`retry_after` is an int or a timedelta, as PTB_TIMEDELTA says."""
    wait = problem.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _request(connections: int, on_date: OnDate | None) -> BaseRequest:
    async def read_date(answer: _Answer) -> None:
        try:
            told = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:  # none, or not a date: then nobody tells us the hour
            return
        if on_date is not None:
            on_date(told.astimezone(UTC))

    return QuietRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        write_timeout=WRITE_TIMEOUT,
        pool_timeout=POOL_TIMEOUT,
        httpx_kwargs={"event_hooks": {"response": [read_date]}} if on_date else None,
    )
