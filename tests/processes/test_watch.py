"""A bot that is frozen, blocked or half dead is noticed from outside of what stands still.

Real processes under real limits, but shortened. Must never: depend on the hour it runs at.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.processes.phone import until
from tests.processes.stage import GROUP, ROOT, BotProcess, Outcome, TelegramServer
from tests.test_health import free_port

LINA, SOLENE = 5_100_888_123, 5_100_888_456
BLOCKING = "perroquetimmobile"
_SHORT = """
from datetime import timedelta
from bot import watch
from bot.services import vitals

watch.EVERY, watch.CALM = 0.3, timedelta(seconds=1)
vitals.LIMITS = vitals.Limits(
    sign=timedelta(seconds=6), loop=timedelta(seconds=2), tick=timedelta(seconds={tick}), drift=timedelta(days=99999),
)
"""
_BLOCKS = f"""
import pathlib, time
from bot.services import door

typed, let_go = door.Door.text, pathlib.Path(__file__).with_name("let go")

async def text(self, sender, text, *more, **named):
    while {BLOCKING!r} in text and not let_go.exists():
        time.sleep(0.05)
    return await typed(self, sender, text, *more, **named)

door.Door.text = text
"""
_NO_TICKS = """
from bot import app

app.TICK_SECONDS = 3600
"""


@dataclass
class Town:
    world: World
    bot: BotProcess
    port: int
    folder: Path

    def made(self, code: str, tick: int = 30) -> dict[str, str]:
        """The variables of a release with these defects, and short limits."""
        place = self.folder / "made"
        place.mkdir()
        (place / "sitecustomize.py").write_text(_SHORT.format(tick=tick) + code, "utf-8")
        variables = {"PYTHONPATH": f"{place}:{ROOT}"}
        self.bot.env |= variables  # `health` goes by the same limits
        return variables

    async def enrolled(self, code: str, tick: int = 30) -> None:
        invited = await self.bot.command("coordinator", "invite")
        await self.bot.running(self.made(code, tick))
        self.world.open_link(SOLENE, invited.out.split()[-1])
        await until(lambda: self.said(SOLENE), "the coordinator is enrolled")

    def said(self, who: int) -> list[str]:
        return [message.text for message in self.world.said(who)]

    async def health(self) -> Outcome:
        return await self.bot.command("health")

    async def unhealthy(self, words: str) -> Outcome:
        """Until `health` says this; the limits are short, and a command takes as long."""
        for _ in range(12):
            if words in (found := await self.health()).out:
                assert found.code == 1
                return found
        raise AssertionError(found.out)

    async def well(self) -> None:
        for _ in range(5):
            if (found := await self.health()).code == 0:
                return
        raise AssertionError(found.out)

    async def scraped(self) -> dict[str, float]:
        url = f"http://127.0.0.1:{self.port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            lines = [line for line in (await answer.text()).splitlines() if line[0] != "#"]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    world = World(Clock(running=True))
    for user_id, name in ((LINA, "Lina"), (SOLENE, "Solène")):
        world.add_person(name, user_id=user_id)
    world.add_group("Coordination", members=[SOLENE], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        port = free_port()
        bot = BotProcess(tmp_path, server.url, world.token, COORDINATION_CHAT=str(GROUP), METRICS_PORT=str(port))
        try:
            yield Town(world, bot, port, tmp_path)
        finally:
            bot.close()
    assert world.violations == []


@pytest.mark.slow
async def test_a_process_that_is_frozen_killed_or_stopped_is_found_out_by_health(town: Town) -> None:
    assert (await town.health()).code == 1
    await town.bot.running(town.made(""))
    await town.well()
    os.kill(town.bot.pid, signal.SIGSTOP)
    found = await town.unhealthy("ne donne plus signe de vie")
    assert f"(processus {town.bot.pid})" in found.out
    os.kill(town.bot.pid, signal.SIGCONT)
    await town.well()
    town.bot.kill()
    await town.bot.gone()
    assert "Le bot ne tourne pas" in (await town.unhealthy("Le bot ne tourne pas")).out


@pytest.mark.slow
async def test_a_blocked_loop_is_seen_by_health_the_metrics_the_journal_and_the_coordinators(town: Town) -> None:
    await town.enrolled(_BLOCKS)
    assert (await town.scraped())['mediation_broken{what="loop"}'] == 0.0
    before = len(town.said(SOLENE))
    town.world.send_text(LINA, LINA, f"bonjour {BLOCKING}")
    await until(lambda: len(town.said(SOLENE)) > before, "she is told while the loop stands still")
    assert "Il ne répond plus à personne." in town.said(SOLENE)[-1]
    assert town.said(LINA) == [], "it still stands"
    now = await town.scraped()
    assert now['mediation_broken{what="loop"}'] == 1.0
    assert now["mediation_loop_age_seconds"] > 2
    await town.unhealthy("La boucle du programme est figée")
    (town.folder / "made" / "let go").touch()
    await until(lambda: "Le bot va de nouveau bien." in town.said(SOLENE)[-1], "she is told that it works again")
    await until(lambda: town.said(LINA), "and Lina has an answer")
    assert re.search(r"the loop stands at \S+sitecustomize.py:\d+", town.bot.err)
    assert BLOCKING not in town.bot.err + "".join(town.said(SOLENE))


@pytest.mark.slow
async def test_a_job_that_no_longer_ticks_is_seen_while_everything_else_works(town: Town) -> None:
    await town.enrolled(_NO_TICKS, tick=2)
    await until(lambda: "Les suivis ne sont plus faits." in town.said(SOLENE)[-1], "she is told")
    found = await town.unhealthy("Les suivis ne sont plus passés en revue depuis")
    assert found.out.count("[à corriger]") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("code", "alive"), [("", True), (_NO_TICKS, False)])
async def test_systemd_is_told_that_it_is_ready_and_then_alive_while_it_is(
    town: Town, tmp_path: Path, code: str, alive: bool
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        await town.bot.running({**town.made(code, tick=2 if code else 30), "NOTIFY_SOCKET": str(tmp_path / "notify")})
        await asyncio.sleep(4)
        listener.setblocking(False)
        heard = _all(lambda: listener.recv(64).decode())
        assert "READY=1" in heard
        assert "WATCHDOG=1" in heard
        await asyncio.sleep(1.5)
        assert bool(_all(lambda: listener.recv(64).decode())) is alive


def _all(receive: Callable[[], str]) -> list[str]:
    found: list[str] = []
    while True:
        try:
            found.append(receive())
        except BlockingIOError:
            return found
