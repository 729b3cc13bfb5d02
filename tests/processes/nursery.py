"""Starts of the bot that cost less: forked from a process that has loaded the program and does nothing else.

What is forked is whole: its own settings, clock, database, connections and logs, killed like any other. What it spares
is Python's loading of the modules and of the words of danger (one second on a quiet core). Must never: open a file of
an installation, hold a setting, or outlive the tests that made it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """`start` is as quick as a fork. `extra` are variables that Python itself reads when it loads: a moved clock."""

    def __init__(self, extra: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.nursery"], cwd=ROOT, env=dict(extra or {}),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._births: list[Child] = []
        self._children: dict[int, Child] = {}
        self._born = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, arguments: Sequence[str], env: Mapping[str, str], out: Path, err: Path) -> Child:
        """`python -m bot <arguments>` with these variables and no other."""
        assert self._process.stdin is not None
        order = {"arguments": list(arguments), "env": dict(env), "out": str(out), "err": str(err)}
        child = Child()
        with self._born:
            self._births.append(child)
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            alive = self._born.wait_for(lambda: child.pid > 0, timeout=30.0)
        assert alive, "the nursery does not answer"
        return child

    def close(self) -> None:
        for child in list(self._children.values()):
            child.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10.0)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # closed
            for line in self._process.stdout:
                told = json.loads(line)
                with self._born:
                    if "born" in told:
                        child = self._births.pop(0)
                        child.pid = told["born"]
                        self._children[child.pid] = child
                        self._born.notify_all()
                    else:
                        self._children.pop(told["gone"]).ended(told["code"])


@dataclass
class Child:
    """What `subprocess.Popen` offers, as far as it is needed here."""

    pid: int = 0
    _code: int | None = None
    _gone: threading.Event = field(default_factory=threading.Event)

    def ended(self, code: int) -> None:
        self._code = code
        self._gone.set()

    def poll(self) -> int | None:
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        if not self._gone.wait(timeout):
            raise subprocess.TimeoutExpired("bot", timeout or 0.0)
        assert self._code is not None
        return self._code

    def send_signal(self, number: int) -> None:
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


# -- inside --------------------------------------------------------------------------------------------------------

_DEATHS = {signal.SIGCHLD}


def serve() -> None:
    """One line of orders, one fork; says who was born and who has gone. It has one thread, so that forks are clean."""
    import alembic.command  # noqa: F401 - loaded here once, instead of in each child

    import bot.cli  # noqa: F401
    from bot.services import hearing

    hearing.get_ready()
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    for line in iter(sys.stdin.buffer.readline, b""):
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, _DEATHS)  # nobody has gone before it was born
        if (pid := os.fork()) == 0:
            os._exit(_live(order))
        _say({"born": pid})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _DEATHS)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while (gone := os.waitpid(-1, os.WNOHANG))[0]:
            _say({"gone": gone[0], "code": os.waitstatus_to_exitcode(gone[1])})


def _say(what: Mapping[str, Any]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def _live(order: Mapping[str, Any]) -> int:
    """The child: what its parent has and an operator's process would not is put away first."""
    from bot.cli import main

    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG: nobody outlives the nursery
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _DEATHS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.environ.clear()
    os.environ.update(order["env"])
    try:
        code = main(order["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    serve()
