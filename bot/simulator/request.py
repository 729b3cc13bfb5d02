"""python-telegram-bot's transport into the simulator: in process, no socket, the errors of our transport.

Must never: let a call through that would have needed the network.
"""

from __future__ import annotations

import asyncio
import json

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.simulator.api import Api, Reply
from bot.simulator.faults import Cut, Dropped, envelope
from bot.simulator.shapes import Upload

DEFAULT_READ_TIMEOUT = 5.0  # seconds, HTTPXRequest's own default: a long poll must ask for more, here as there


class SimulatedRequest(BaseRequest):
    """Use one per connection role: `request=SimulatedRequest(api), get_updates_request=SimulatedRequest(api)`."""

    __slots__ = ("_api", "_open", "_read_timeout")

    def __init__(self, api: Api, read_timeout: float | None = DEFAULT_READ_TIMEOUT) -> None:
        self._api = api
        self._read_timeout = read_timeout
        self._open = False

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        self._open = True

    async def shutdown(self) -> None:
        self._open = False

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
        """Raises TimedOut and NetworkError as our transport does; only the read time-out can run out here."""
        if not self._open:
            raise RuntimeError("This SimulatedRequest is not initialized!")
        try:
            async with asyncio.timeout(self._seconds(read_timeout)):
                await asyncio.sleep(0)  # a socket would yield to the loop too
                reply = await self._send(url, request_data)
        except TimeoutError as error:
            raise TimedOut from error
        except Dropped as dropped:
            if dropped.cut is Cut.TIMED_OUT:
                raise TimedOut from dropped
            raise NetworkError("aiohttp.ServerDisconnectedError") from dropped
        return reply.status, reply.body

    async def _send(self, url: str, request_data: RequestData | None) -> Reply:
        token, _, name = url.rpartition("/bot")[2].partition("/")
        if "/file/bot" in url:
            return Reply(404, json.dumps(envelope(404, "Not Found")).encode())
        params = dict(request_data.json_parameters) if request_data else {}
        return await self._api.respond(name, params, _uploads(request_data), token=token)

    def _seconds(self, asked: object) -> float | None:
        if asked is None:
            return None
        return float(asked) if isinstance(asked, int | float) else self._read_timeout


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    return {name: _upload(*part) for name, part in request_data.multipart_data.items()}


def _upload(filename: str, content: object, mime: str) -> Upload:
    if isinstance(content, bytes):
        return Upload(filename, content, mime)
    data = content.read() if hasattr(content, "read") else b""
    return Upload(filename, bytes(data), mime)
