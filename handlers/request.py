"""The one place where our connections to a Bot API server are built: transport, time-outs, addresses.

Must never: let a token or the body of an answer reach a log. Proxies come from the environment, as httpx reads them.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import timedelta
from typing import Any

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


def bot_request() -> BaseRequest:
    """For everything the bot says and asks."""
    return _request(BOT_CONNECTIONS)


def updates_request() -> BaseRequest:
    """For getUpdates alone, so that a long poll never holds back an answer."""
    return _request(UPDATES_CONNECTIONS)


def build_bot(
    token: str,
    api_url: str,
    *,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> ExtBot[None]:
    """A bot, not yet initialised. `api_url` as in MEDIATION_TELEGRAM_API_URL; the requests are ours unless given."""
    for name in ("httpx", "httpcore"):  # httpx logs every URL, token included, at INFO
        logging.getLogger(name).setLevel(logging.WARNING)
    root = api_url.rstrip("/")
    return ExtBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request or bot_request(),
        get_updates_request=get_updates_request or updates_request(),
    )


def seconds_to_wait(problem: RetryAfter) -> float:
    """`retry_after` is an int or a timedelta, as PTB_TIMEDELTA says."""
    wait = problem.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _request(connections: int) -> BaseRequest:
    return QuietRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        write_timeout=WRITE_TIMEOUT,
        pool_timeout=POOL_TIMEOUT,
    )
