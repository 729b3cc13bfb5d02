"""The machine under the bot, made odd without a privilege: a disk that fills, files without rights, a wrong clock.

Must never: touch the bot's code, or leave a mount behind.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.processes.stage import ROOT, BotProcess

_DROP_POWERS = (  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root ignore the rights of files
    "import ctypes, os, sys\n"
    "for power in (1, 2): ctypes.CDLL(None).prctl(24, power, 0, 0, 0)\n"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
_CLOCK = """
import datetime, pathlib

moved = pathlib.Path({file!r})
right = datetime.datetime

class Moved(right):
    @classmethod
    def now(cls, tz=None):
        return right.now(tz) + datetime.timedelta(seconds=float(moved.read_text()))

datetime.datetime = Moved
"""


def as_anybody() -> tuple[str, ...]:
    """A launcher for which the rights of files count, also when the tests run as root."""
    return (sys.executable, "-I", "-S", "-c", _DROP_POWERS) if os.geteuid() == 0 else ()


_TOO_SMALL = 32768  # bytes: the shared memory of SQLite, and a few pages


class Disk:
    """What the bot's data folder lies on; `fill` leaves no byte to grow, `free` gives the place back."""

    def fill(self, bot: BotProcess) -> None:
        """By the limit that the system sets on the size of a file: SQLite then meets an error of the disk.

        Far below what the journal has reached: one that is begun anew after the first error would find room again.
        """
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (_TOO_SMALL, resource.RLIM_INFINITY))

    def free(self, bot: BotProcess) -> None:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class SmallDisk(Disk):
    """A real one of a few megabytes, mounted: for who may mount."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, bot: BotProcess | None = None) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (65536, 4096, 512):
                with suppress(OSError):
                    while True:
                        ballast.write(b"\0" * size)

    def free(self, bot: BotProcess | None = None) -> None:
        self._ballast.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int = 3) -> Iterator[SmallDisk | None]:
    """None where mounting is not allowed."""
    folder.mkdir(mode=0o700, exist_ok=True)
    order = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(order, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class WrongClock:
    """`datetime.now` of the bot's process, some seconds off; `set` moves it while the bot runs.

    Off from the right hour: the machine's, and `right_by` seconds more, where a test's Telegram lives at another one.
    """

    def __init__(self, folder: Path) -> None:
        self._right_by = 0.0
        self._off = 0.0
        self._file = folder / "clock"
        self._place = folder / "moved"
        self._place.mkdir()
        (self._place / "sitecustomize.py").write_text(_CLOCK.format(file=str(self._file)), "utf-8")
        self.set(0)

    def set(self, seconds: float) -> None:
        self._off = seconds
        part = self._file.with_suffix(".part")
        part.write_text(str(self._right_by + self._off))
        part.replace(self._file)

    def right_by(self, seconds: float) -> None:
        self._right_by = seconds
        self.set(self._off)

    @property
    def variables(self) -> dict[str, str]:
        return {"PYTHONPATH": f"{self._place}:{ROOT}"}
