"""The bot as its operator runs it: a subprocess with MEDIATION_* variables, against a Bot API server on the loopback.

The simulated Telegram lives in the test; the bot cannot tell. Must never: import anything of ours into the bot's
process, give it a variable that an operator would not have, or leave a process behind.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator.api import Api, Reply
from bot.simulator.faults import Dropped
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.unit_of_work import Store, open_store
from tests.processes import books
from tests.processes.faults import FaultPlan
from tests.processes.nursery import Child, Nursery

ROOT = Path(__file__).resolve().parents[2]
BOT = (sys.executable, "-m", "bot")
RUNNING = "est en marche"
GROUP = -1_009_876_543_210
START_PATIENCE = 60.0  # seconds; a start takes about 2 on two quiet cores, 0.4 from a nursery
STOP_PATIENCE = 20.0


class TelegramServer:
    """The Bot API of `api` over HTTP, and nothing else: no page. With a `plan` some calls go wrong, as it says.

    Its hour is the world's: a bot whose machine says another one lives by this one (`bot/timekeeper.py`).

    `on_call(method)` sees each call but getUpdates and answers whether it takes place: False is a request lost on its
    way. `after_call(method)` sees each one that was answered; of getUpdates only those that brought something.
    """

    def __init__(self, api: Api, plan: FaultPlan | None = None) -> None:
        self.api = api
        self.plan = plan
        self.answers_lost: Counter[str] = Counter()  # by chat: a bubble stands there and the bot was not told
        self.url = ""
        self.on_call: Callable[[str], bool] = lambda method: True
        self.after_call: Callable[[str], None] = lambda method: None
        self._runner: web.AppRunner | None = None
        self._port = 0  # any; the same again when it is entered a second time

    async def __aenter__(self) -> TelegramServer:
        app = web.Application()
        app.router.add_post("/bot{token:[^/]+}/{method}", self._answer)
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(self.api.world.clock.now(), usegmt=True)

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            params = await parameters(request)
        except ConnectionResetError:  # killed while it was asking
            return web.Response(status=499)
        polled = method == "getUpdates"
        if not polled and not self.on_call(method):
            return web.Response(status=502)

        done: list[Reply] = []

        async def perform() -> Reply:
            done.append(await self.api.respond(method, params, token=request.match_info["token"]))
            return done[0]

        try:
            reply = await (self.plan.answer(method, perform) if self.plan else perform())
        except Dropped:  # planned for the world, by its own faults
            reply = None
        if done and (reply is None or reply.body != done[0].body):
            self.answers_lost[str(params.get("chat_id", ""))] += method == "sendMessage"
        if reply is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)  # nobody reads it
        if not polled or b'"update_id"' in reply.body:
            self.after_call(method)
        return web.Response(body=reply.body, status=reply.status, content_type="application/json")


async def parameters(request: web.Request) -> dict[str, Any]:
    """Of a call, as JSON or as a form; files are left out."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


class BotProcess:
    """One installation: a data folder, a key file apart from it, its variables; started, killed, stopped at will."""

    def __init__(
        self, folder: Path, url: str, token: str, *, nursery: Nursery | None = None, **settings: str
    ) -> None:
        """`settings` are further variables, without their MEDIATION_ prefix. With a `nursery` starts are quick."""
        self.data = folder / "data"
        self.keys = folder / "keys" / "encryption.keys"
        self.database = settings.get("DATABASE_URL") or f"sqlite:///{self.data / 'premier-contact.db'}"
        self.nursery = nursery
        if not self.keys.exists():
            create_key_file(self.keys)
        wanted = {
            "TELEGRAM_TOKEN": token, "TELEGRAM_API_URL": url, "DATABASE_URL": self.database,
            "ENCRYPTION_KEYS_FILE": str(self.keys), "PACE": "off", **settings,
        }  # fmt: skip
        self.env = {f"MEDIATION_{name}": value for name, value in wanted.items()}
        self.launcher: tuple[str, ...] = ()  # what stands before the command: see machine.py
        self.usual: Mapping[str, str] = {}  # further variables of each start: a clock that can be moved
        self._logs = (folder / "stdout.log", folder / "stderr.log")
        self._child: subprocess.Popen[bytes] | Child | None = None
        self._from = 0  # where the output of the present process begins

    def start(self, extra: Mapping[str, str] | None = None, *, cold: bool = False, command: str = "run") -> None:
        """`cold`: a new Python, also when there is a nursery. `command`: another one than the bot's own, in words."""
        assert self._child is None or self._child.poll() is not None
        self._from = len(self.out)
        env = {**self.env, **self.usual, **(extra or {})}
        if self.nursery is not None and not cold:
            self._child = self.nursery.start(command.split(" "), env, *self._logs)
            return
        with self._logs[0].open("ab") as out, self._logs[1].open("ab") as err:
            self._child = _spawn([*self.launcher, *BOT, *command.split(" ")], env, out, err)

    async def ready(self) -> None:
        """Until it says that it runs; AssertionError with its own words when it does not."""
        end = time.monotonic() + START_PATIENCE
        while not self.up:
            assert self.alive, f"the bot has ended: {self.err[-2000:]}"
            assert time.monotonic() < end, f"the bot does not start: {self.err[-2000:]}"
            await asyncio.sleep(0.01)

    @property
    def up(self) -> bool:
        """Whether it lives and has said that it runs."""
        return self.alive and RUNNING in self.said

    async def running(self, extra: Mapping[str, str] | None = None) -> None:
        self.start(extra)
        await self.ready()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def out(self) -> str:
        return _read(self._logs[0])

    @property
    def said(self) -> str:
        """`out` of the present process."""
        return self.out[self._from :]

    @property
    def err(self) -> str:
        return _read(self._logs[1])

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is closed."""
        assert self._child is not None
        self._child.kill()

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    async def gone(self, patience: float = STOP_PATIENCE) -> int:
        assert self._child is not None
        return await asyncio.to_thread(self._child.wait, patience)

    async def stop(self, patience: float = STOP_PATIENCE) -> int:
        """SIGTERM, as a supervisor does it; the exit code."""
        assert self._child is not None
        self._child.send_signal(signal.SIGTERM)
        return await self.gone(patience)

    def close(self) -> None:
        """At the end of a test, whatever happened."""
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()

    async def command(self, *arguments: str) -> Outcome:
        """Another command of the same installation, to its end."""
        return await command(*arguments, env=self.env, launcher=self.launcher)

    @contextmanager
    def opened(self, clock: Callable[[], datetime] = lambda: now()) -> Iterator[Store]:
        """The database as the keys open it, once the bot has stopped: to lay in what a scene needs."""
        assert not self.alive
        engine = open_engine(self.database)
        with open_store(engine, KeyRing.from_file(self.keys), clock) as store:
            yield store
        engine.dispose()

    def audit(self) -> books.Books:
        """The same without a line of the product: to judge."""
        return books.read(self.database, self.keys)


async def command(*arguments: str, env: Mapping[str, str], launcher: tuple[str, ...] = ()) -> Outcome:
    """`python -m bot <arguments>` with these variables and no other."""

    def run() -> Outcome:
        done = subprocess.run(
            [*launcher, *BOT, *arguments], cwd=ROOT, env=dict(env), capture_output=True, check=False,
            timeout=START_PATIENCE,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return await asyncio.to_thread(run)


def now() -> datetime:
    return datetime.now(UTC)


def _spawn(arguments: list[str], env: Mapping[str, str], out: object, err: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        arguments, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
    )  # type: ignore[call-overload,no-any-return]  # fmt: skip


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""
