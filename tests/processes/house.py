"""One installation that is copied whole (files, keys, database), so that a command can be killed in it again and again.

Must never: read or change a row, or leave a database behind on a server that others use.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from pathlib import Path

from tests.processes.books import Books, read
from tests.processes.equipment import Equipment, name_of
from tests.processes.stage import BotProcess

PATIENCE = 60.0  # seconds


class House:
    def __init__(self, folder: Path, tools: Equipment, settings: dict[str, str] | None = None) -> None:
        """`settings`: where its database is; by default a new, empty one."""
        self.folder = folder
        self._tools = tools
        self._settings = tools.settings() if settings is None else settings
        self.bot = BotProcess(folder, "http://127.0.0.1:9", "1:none", nursery=tools.nursery, **self._settings)

    def copy(self, folder: Path) -> House:
        shutil.copytree(self.folder, folder)
        return House(folder, self._tools, self._tools.settings(self._settings))

    def remove(self) -> None:
        shutil.rmtree(self.folder)
        self._tools.drop(self._settings)

    async def killed(self, command: str, after: float) -> bool:
        """Start it and kill it; whether it was still at work. A server ends what the dead one had begun."""
        self.bot.start(command=command)
        await asyncio.sleep(after)
        self.bot.kill()
        at_work = await self.bot.gone(PATIENCE) == -signal.SIGKILL
        if self._tools.postgresql is not None:
            await asyncio.to_thread(self._tools.postgresql.abandoned, name_of(self._settings))
        return at_work

    async def done(self, command: str) -> tuple[int, float]:
        """Its exit code, and the seconds it took."""
        begun = time.monotonic()
        self.bot.start(command=command)
        return await self.bot.gone(PATIENCE), time.monotonic() - begun

    @property
    def has_database(self) -> bool:
        """On a server: with a table in it."""
        if self._tools.postgresql is None:
            return (self.bot.data / "premier-contact.db").exists()
        with self._tools.postgresql.connect(name_of(self._settings)) as base:
            return base.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone() is not None

    def lose_database(self) -> None:
        if self._tools.postgresql is None:
            shutil.rmtree(self.bot.data)
            return
        name = name_of(self._settings)
        self._tools.drop(self._settings)
        self._tools.postgresql.sql(f"CREATE DATABASE {name} TEMPLATE template0")

    def books(self, *, opened: bool = True) -> Books:
        return read(self.bot.database, self.bot.keys, opened=opened)
