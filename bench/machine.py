"""What the numbers were measured on, and how noisy it was.

Must never: name a path or a host of this machine in what is written.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.contenders import BENCH_PYTHON, ROOT

BUILD = ROOT / "build"
_SYNCS = 100


def described() -> list[str]:
    """Lines of the report."""
    return [
        f"{_processor()}, {os.cpu_count()} cœurs ; charge de la machine au départ : {os.getloadavg()[0]:.1f}.",
        f"Linux {platform.release()}, système de fichiers {filesystem(BUILD)}, `fsync` de 4 Kio : {synced():.1f} ms.",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, python-telegram-bot "
        f"{version('python-telegram-bot')}, aiogram {_aiogram()}, cryptography {version('cryptography')}.",
    ]


def filesystem(folder: Path) -> str:
    """The type of the mount that holds it: a disk, or memory that would make every commit free."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    holding = [(where, kind) for where, kind in mounts if folder.is_relative_to(where)]
    return max(holding, key=lambda one: len(one[0]))[1] if holding else "inconnu"


def synced() -> float:
    """Milliseconds, the median, until a small write is on the disk."""
    found = []
    with tempfile.TemporaryFile(dir=BUILD) as file:
        for _ in range(_SYNCS):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            found.append(time.perf_counter() - begun)
    return median(found) * 1000


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _aiogram() -> str:
    asked = [str(BENCH_PYTHON), "-c", "from importlib.metadata import version; print(version('aiogram'))"]
    return subprocess.run(asked, capture_output=True, check=True, text=True).stdout.strip()
