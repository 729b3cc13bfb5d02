"""A second Bot API server, written from the documentation alone: it shares no line with the simulator and has no page.

It serves one bot, keeps no rules but those of getUpdates, and answers 404 to what it does not know.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class PlainServer:
    """`sent` are the sendMessage calls, decoded; `push` queues an update. A foreign token is a 401."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.url = ""
        self.sent: list[Json] = []
        self.unknown: set[str] = set()
        self._updates: list[Json] = []
        self._ids = itertools.count(40_001)
        self._messages = itertools.count(1)
        self._arrived = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> PlainServer:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def push_text(self, chat: Json, user: Json, text: str) -> None:
        message: Json = {"message_id": next(self._messages), "date": 1, "chat": chat, "from": user, "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        self._updates.append({"update_id": next(self._ids), "message": message})
        self._arrived.set()

    def texts(self, chat_id: int) -> list[str]:
        return [str(one["text"]) for one in self.sent if int(one["chat_id"]) == chat_id]

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _refused(401, "Unauthorized")
        method = request.match_info["method"].lower()
        told = await request.json() if request.content_type == "application/json" else await request.post()
        params = {**request.query, **{name: str(value) for name, value in told.items()}}
        if method == "getupdates":
            return _said(await self._get_updates(params))
        if method == "getme":
            return _said({"id": 77, "is_bot": True, "first_name": "Plain", "username": "plain_bot"})
        if method == "sendmessage":
            self.sent.append(params)
            return _said({"message_id": next(self._messages), "date": 1, "chat": {"id": int(params["chat_id"])}})
        if method == "getmycommands":
            return _said([])
        if method in ("setmycommands", "deletewebhook", "answercallbackquery", "editmessagetext", "pinchatmessage"):
            return _said(True)
        self.unknown.add(method)
        return _refused(404, "Not Found")

    async def _get_updates(self, params: Json) -> list[Json]:
        offset = int(params.get("offset", 0))
        self._updates = [one for one in self._updates if not offset or one["update_id"] >= offset]
        if not self._updates:
            self._arrived.clear()
            try:
                async with asyncio.timeout(float(params.get("timeout", 0))):
                    await self._arrived.wait()
            except TimeoutError:
                return []
        return list(self._updates)


def _said(result: object) -> web.Response:
    return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")


def _refused(code: int, words: str) -> web.Response:
    body = json.dumps({"ok": False, "error_code": code, "description": words})
    return web.Response(text=body, status=code, content_type="application/json")
