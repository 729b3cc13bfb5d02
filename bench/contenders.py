"""The bots that are compared, each started as its operator would: a process of its own, one address, one token.

Must never: change a default of a library, or give ours a setting that an operator would not have (but the pace).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.bot_api import TOKEN
from bench.people import Contacts, Crowd, Echoed
from storage.keys import create_key_file

ROOT = Path(__file__).resolve().parents[1]
BOTS = ROOT / "bench" / "bots"
GROUP = -1_001_234_567_890
BENCH_PYTHON = ROOT / "build" / "bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    """`command(url, folder)` gives the arguments and the environment of its process."""

    key: str
    name: str
    crowd: type[Crowd]
    command: Callable[[str, Path], tuple[list[str], dict[str, str]]]


def _stock(script: str, python: Path) -> Callable[[str, Path], tuple[list[str], dict[str, str]]]:
    def command(url: str, folder: Path) -> tuple[list[str], dict[str, str]]:
        return [str(python), str(BOTS / script), url, TOKEN, str(folder)], {}

    return command


def ours(settings: Mapping[str, str] | None = None) -> Callable[[str, Path], tuple[list[str], dict[str, str]]]:
    """`settings` without their prefix. Encryption, WAL and synchronous=FULL are the product's own."""

    def command(url: str, folder: Path) -> tuple[list[str], dict[str, str]]:
        keys = folder / "keys"
        if not keys.exists():
            create_key_file(keys)
        wanted = {
            "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "COORDINATION_CHAT": str(GROUP), "PACE": "off",
            "DATABASE_URL": f"sqlite:///{folder / 'data.db'}", "ENCRYPTION_KEYS_FILE": str(keys), **(settings or {}),
        }  # fmt: skip
        return [sys.executable, "-m", "bot", "run"], {f"MEDIATION_{name}": value for name, value in wanted.items()}

    return command


OURS = Contender("ours", "premier-contact", Contacts, ours())
OURS_PACED = Contender("ours", "premier-contact, au rythme de Telegram", Contacts, ours({"PACE": "on"}))
PTB_ECHO = Contender("a", "python-telegram-bot, écho", Echoed, _stock("ptb_echo.py", Path(sys.executable)))
AIOGRAM_ECHO = Contender("b", "aiogram, écho", Echoed, _stock("aiogram_echo.py", BENCH_PYTHON))
PTB_DIALOGUE = Contender(
    "c", "python-telegram-bot, ConversationHandler", Contacts, _stock("ptb_conversation.py", Path(sys.executable))
)
ALL = (OURS, PTB_ECHO, AIOGRAM_ECHO, PTB_DIALOGUE)
