"""A line to a server that can fall silent: what is sent on it arrives nowhere, and neither end is told.

Must never: reach anything but this machine.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Silence:
    """Carries connections from `port` to another port of the loopback, until `falls`; `ends` then closes them all."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._open = asyncio.Event()
        self._open.set()
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Silence:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.ends()

    def falls(self) -> None:
        self._open.clear()

    def ends(self) -> None:
        """Both ends hear of it; new connections are carried again."""
        writers, self._writers = self._writers, []
        for writer in writers:
            writer.close()
        self._open.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers += [writer, back]
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, OSError):
            while data := await source.read(65536):
                await self._open.wait()
                if target.is_closing():
                    return
                target.write(data)
                await target.drain()
            target.close()
