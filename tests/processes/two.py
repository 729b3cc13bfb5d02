"""Two instances on one PostgreSQL, seen as one bot: whoever leads is killed, the other takes over, the dead one waits.

Must never: tell either which of them leads.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

from tests.processes.nursery import Nursery
from tests.processes.stage import RUNNING, START_PATIENCE, STOP_PATIENCE, BotProcess

TAKEOVER = 10.0  # seconds, as promised
WAITING = "celle-ci attend"


class Two(BotProcess):
    """`start` starts whoever is dead; `kill` is the death of one, until the next `start`. `seconds`: each takeover's,
    from the death to the heir's word that it runs. `lost`: leads that were lost without a death."""

    def __init__(
        self, folder: Path, url: str, token: str, *, nursery: Nursery | None = None, **settings: str
    ) -> None:
        super().__init__(folder / "one", url, token, nursery=nursery, **settings)
        settings["ENCRYPTION_KEYS_FILE"] = str(self.keys)
        self.both = tuple(
            BotProcess(folder / name, url, token, nursery=nursery, **settings) for name in ("one", "two")
        )
        self.seconds: list[float] = []
        self._deaths = 0  # of who led
        self._victim: BotProcess | None = None
        self._since: float | None = None

    def start(self, extra: Mapping[str, str] | None = None, *, cold: bool = False, command: str = "run") -> None:
        for one in self.both:
            if not one.alive:
                one.usual = self.usual
                one.start(extra, cold=cold, command=command)
        self._victim = None

    async def ready(self) -> None:
        end = time.monotonic() + START_PATIENCE
        while not self.up:
            assert self.alive, f"both have ended: {self.err[-2000:]}"
            assert time.monotonic() < end, f"nobody takes over: {self.err[-2000:]}"
            await asyncio.sleep(0.01)
        if self._since is not None:
            self.seconds.append(time.monotonic() - self._since)
            self._since = None

    @property
    def up(self) -> bool:
        return self._leader is not None

    @property
    def _leader(self) -> BotProcess | None:
        return next((one for one in self.both if one is not self._victim and leads(one)), None)

    @property
    def alive(self) -> bool:
        return any(one.alive for one in self.both)

    @property
    def lost(self) -> int:
        return self.out.count(RUNNING) - self._deaths - self.up

    @property
    def out(self) -> str:
        return "".join(one.out for one in self.both)

    @property
    def err(self) -> str:
        return "".join(one.err for one in self.both)

    def kill(self) -> None:
        """Once; whoever is about to lead, when nobody does."""
        if self._victim is None:
            self._victim = self._leader or next(one for one in self.both if one.alive)
            self._victim.kill()
            self._since = time.monotonic()

    async def gone(self, patience: float = STOP_PATIENCE) -> int:
        assert self._victim is not None
        code = await self._victim.gone(patience)
        self._deaths += led(self._victim)
        return code

    async def stop(self, patience: float = STOP_PATIENCE) -> int:
        return max([await one.stop(patience) for one in self.both if one.alive], key=abs)

    def close(self) -> None:
        for one in self.both:
            one.close()


def leads(one: BotProcess) -> bool:
    return one.alive and led(one)


def led(one: BotProcess) -> bool:
    """What it last said of itself."""
    return one.said.rfind(RUNNING) > one.said.rfind(WAITING)
