"""The simulator over HTTP: the real Bot API protocol for a bot process, and the page with its phones for people.

Must never: listen or answer beyond this machine, serve a file that is not in the package, or fetch anything.
"""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from babel import Locale

from bot.i18n import N_, Words
from bot.simulator.actions import ACTIONS, LONGEST_NAME, text_of
from bot.simulator.api import Api
from bot.simulator.desk import LANGUAGES, DeepLink, Desk, Impossible, Phone, Scene
from bot.simulator.faults import Dropped, envelope
from bot.simulator.moves import stops, target
from bot.simulator.page_words import page_words
from bot.simulator.shapes import Json, Upload
from bot.simulator.view import clock, state
from bot.simulator.world import World

__all__ = ["DeepLink", "Phone", "Scene", "SimulatorServer"]

PAGE = Path(__file__).resolve().parent / "page"
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
FOREIGN_SITES = frozenset({"cross-site", "same-site"})
SHOWN_PICTURES = frozenset({"image/png", "image/jpeg"})
LARGEST_REQUEST = 50 * 1024**2  # what the Bot API takes in one upload
BREATH_S = 0.03  # changes closer than this reach the page together
HEARTBEAT_S = 10.0  # how often an idle page hears what time it is
PATIENCE_S = 0.5  # for requests under way when the server stops
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_local(request: web.Request) -> bool:
    """Refuses what another web page could send here: a foreign Host (DNS rebinding), Origin, or embedded request."""
    try:
        host_is_local = urlsplit(f"//{request.host}").hostname in LOCAL_NAMES
    except ValueError:
        return False
    origin_is_ours = request.headers.get("Origin", f"http://{request.host}") == f"http://{request.host}"
    # A link may lead to the page itself; nothing else may be asked for from elsewhere, not even by an <img>.
    is_ours = request.path == "/" or request.headers.get("Sec-Fetch-Site") not in FOREIGN_SITES
    return host_is_local and origin_is_ours and is_ours


class SimulatorServer:
    """One world, its Bot API and its page, on the loopback. `on_clock` is awaited at every stop of a clock move."""

    def __init__(
        self, world: World, api: Api, *, words: Words, on_clock: Callable[[], Awaitable[None]], scene: Scene
    ) -> None:
        self._world = world
        self._api = api
        self._words = words
        self._on_clock = on_clock
        self._desk = Desk(world, words, scene)
        self._files = frozenset(path.name for path in PAGE.iterdir() if path.name != "index.html")
        self._moving = asyncio.Lock()
        self._closing = False
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen; port 0 takes a free one. Return the URL of the page, which is also the Bot API's base address."""
        if host not in LOCAL_NAMES:
            raise ValueError("the simulator only listens on the loopback")
        self._closing = False
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=PATIENCE_S)
        await runner.setup()
        self._runner = runner
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await self.stop()
            raise
        bound = runner.addresses[0][1]
        return f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"

    async def stop(self) -> None:
        """Close every connection; stopping twice is harmless."""
        self._closing = True
        self._world.touch()  # wakes the event streams, which then end by themselves
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[_guard, self._explain], client_max_size=LARGEST_REQUEST)
        app.on_response_prepare.append(_add_headers)
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/{name}", self._static),
                web.get("/sim/words", self._say_words),
                web.get("/sim/state", self._show_state),
                web.get("/sim/events", self._events),
                web.get(r"/sim/files/{phone}/{message:\d{1,15}}", self._upload),
                web.post("/sim/do", self._do),
                web.post("/sim/people", self._add_person),
                web.post("/sim/clock", self._move_clock),
                web.route("*", "/bot{token:[^/]+}/{method}", self._bot_api),
                web.route("*", "/file/bot{rest:.*}", _no_file),
            ]
        )
        return app

    # -- for the bot -------------------------------------------------------------------------------------------------

    async def _bot_api(self, request: web.Request) -> web.Response:
        try:
            params, files = await _parameters(request)
        except ValueError:
            return web.json_response(envelope(400, "Bad Request: can't parse the request"), status=400)
        method, token = request.match_info["method"], request.match_info["token"]
        try:
            reply = await self._api.respond(method, params, files, token=token)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)  # nobody reads it: the connection is gone, as the planned fault wants
        return web.Response(body=reply.body, status=reply.status, content_type="application/json")

    # -- for the page ------------------------------------------------------------------------------------------------

    async def _index(self, request: web.Request) -> web.Response:
        said = {key: html.escape(text) for key, text in page_words(self._words).items()}
        page = Template((PAGE / "index.html").read_text("utf-8"))
        direction = Locale.parse(self._words.locale).text_direction
        text = page.substitute(said, lang=self._words.locale, dir=direction)
        return web.Response(text=text, content_type="text/html")

    async def _static(self, request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        return web.FileResponse(PAGE / name)

    async def _say_words(self, request: web.Request) -> web.Response:
        return web.json_response({"locale": self._words.locale, "words": page_words(self._words)})

    async def _show_state(self, request: web.Request) -> web.Response:
        return web.json_response(state(self._desk))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the whole state at once, after each change, and now and then for the clock."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        while not self._closing:
            shown = state(self._desk)
            try:
                await stream.write(b"data: " + json.dumps(shown).encode() + b"\n\n")
            except ConnectionResetError:
                break  # the page was closed
            await self._world.changed(shown["revision"], timeout=HEARTBEAT_S)
            await asyncio.sleep(BREATH_S)
        return stream

    async def _upload(self, request: web.Request) -> web.Response:
        """What the bot uploaded: a picture is shown, anything else is only ever downloaded."""
        phone = self._desk.phone(request.match_info["phone"])
        message = self._world.chat(phone.chat_id).messages.get(int(request.match_info["message"]))
        if message is None or message.upload is None or message.deleted:
            raise web.HTTPNotFound
        if message.upload.mime in SHOWN_PICTURES:
            return web.Response(body=message.upload.content, content_type=message.upload.mime)
        return web.Response(
            body=message.upload.content, content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )  # fmt: skip

    async def _do(self, request: web.Request) -> web.Response:
        """`{"phone": key, "action": name, …}`: see `actions`."""
        body = await _json(request)
        key, action = str(body.get("phone")), ACTIONS.get(str(body.get("action")))
        phone = self._desk.phone(key)
        if action is None:
            raise Impossible(N_("This is not possible here any more."))
        self._desk.take(key)
        try:
            done = action(self._desk, phone, body)
        except Impossible:
            raise
        except ValueError:  # the world's own refusals, worded for developers
            raise Impossible(N_("This is not possible here any more.")) from None
        return web.json_response({"ok": True} | done)

    async def _add_person(self, request: web.Request) -> web.Response:
        """`{"name": …, "language": "fr"|"en"|"ar", "link": a t.me address or ""}` → the key of the new phone."""
        body = await _json(request)
        language, link = body.get("language", LANGUAGES[0]), body.get("link", "")
        if language not in LANGUAGES or not isinstance(link, str):
            raise Impossible(N_("This is not possible here any more."))
        key = self._desk.add_person(text_of(body, "name", LONGEST_NAME), language=language, link=link.strip())
        return web.json_response({"ok": True, "phone": key})

    async def _move_clock(self, request: web.Request) -> web.Response:
        """See `moves.target`. Nobody holds a phone while hours go by; answers when the last stop is done."""
        body = await _json(request)
        async with self._moving:
            self._desk.put_down()
            now = self._world.clock.now()
            for at in stops(now, target(now, self._words.zone, body)):
                self._world.clock.set(at)
                await self._on_clock()
                self._world.touch()
        return web.json_response({"ok": True, "clock": clock(self._desk)})

    @web.middleware
    async def _explain(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What cannot be done is a 400 with a sentence for the person."""
        try:
            return await handler(request)
        except Impossible as refusal:
            text = self._words.say(str(refusal.args[0]))
            return web.json_response({"ok": False, "error": text}, status=400)


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not is_local(request):
        return web.json_response(envelope(403, "Forbidden: the simulator only answers on this machine"), status=403)
    return await handler(request)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def _no_file(request: web.Request) -> web.Response:
    return web.json_response(envelope(404, "Not Found"), status=404)


async def _json(request: web.Request) -> Json:
    """Only JSON is taken: no form of a foreign page can produce it without asking first."""
    try:
        body = await request.json() if request.content_type == "application/json" else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Impossible(N_("This is not possible here any more."))
    return body


async def _parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Query, JSON, form or multipart, as the Bot API takes them; ValueError when the body is none of these."""
    params: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        return params | await _json(request), files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            params[name] = value
    return params, files
