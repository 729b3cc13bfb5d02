"""The commands on an odd machine: rights of files, a bot that runs already, a wrong clock, a fault of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from tests.processes.machine import WrongClock, as_anybody
from tests.processes.stage import GROUP, ROOT, BotProcess, Outcome, TelegramServer, command

SECRET = "a-story-that-nobody-may-read"
_BROKEN = f"""
import bot.opening

def explode(*_, **__):
    raise KeyError({SECRET!r})

bot.opening.upgrade = explode
"""


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotProcess]:
    """Installed and stopped, for an account whose rights count."""
    world = World(Clock(running=True))
    world.add_person("Lina", user_id=1)
    world.add_group("Coordination", members=[1], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(tmp_path, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        bot.launcher = as_anybody()
        try:
            yield bot
        finally:
            bot.close()


def sound(done: Outcome, code: int) -> None:
    assert done.code == code, done
    assert "Traceback" not in done.err
    assert 'File "' not in done.err.replace("Fichier", "")


@pytest.mark.slow
async def test_files_and_folders_without_rights_are_named_by_start_and_check(bot: BotProcess) -> None:
    assert (await bot.command("db", "upgrade")).code == 0
    database = bot.data / "premier-contact.db"
    database.chmod(0o400)
    checked, started = await asyncio.gather(bot.command("check"), bot.command("run"))
    sound(checked, 1)
    assert f"{database} est en lecture seule" in checked.out
    sound(started, 1)
    assert started.err == (
        f"La base est en lecture seule : vérifiez les droits du fichier et de son dossier. Fichier : {database}\n"
    )
    database.chmod(0o600)
    bot.data.chmod(0o500)  # the journal cannot be made beside the database
    checked, started = await asyncio.gather(bot.command("check"), bot.command("run"))
    bot.data.chmod(0o700)
    sound(checked, 1)
    assert f"{bot.data} est en lecture seule" in checked.out
    sound(started, 1)
    assert "vérifiez" in started.err
    assert str(database) in started.err
    bot.keys.chmod(0o000)
    sound(refused := await bot.command("run"), 1)
    assert refused.err == f"Le fichier de clés {bot.keys} ne se lit pas : ce compte n'en a pas le droit.\n"


@pytest.mark.slow
async def test_check_sees_the_bot_that_runs_and_a_clock_that_is_wrong(bot: BotProcess, tmp_path: Path) -> None:
    await bot.running()
    sound(second := await bot.command("check"), 1)
    assert f"déjà ouverte par un autre programme (processus {bot.pid})" in second.out
    assert await bot.stop() == 0
    assert [path.name for path in bot.data.iterdir() if path.name.endswith(("-wal", "-shm"))] == []
    clock = WrongClock(tmp_path)
    clock.set(3 * 86400)
    checked = await command("check", env={**bot.env, **clock.variables})
    sound(checked, 1)
    assert "[à corriger] L'horloge de cette machine avance de 3 j : mettez-la à l'heure (NTP)." in checked.out
    await bot.running(clock.variables)
    assert "avance de 3 j" in bot.out
    assert await bot.stop() == 0


async def test_a_fault_of_ours_shows_neither_its_words_nor_a_stack_on_the_terminal(
    bot: BotProcess, tmp_path: Path
) -> None:
    place = tmp_path / "defect"
    place.mkdir()
    (place / "sitecustomize.py").write_text(_BROKEN, "utf-8")
    done = await command("db", "upgrade", env={**bot.env, "PYTHONPATH": f"{place}:{ROOT}"})
    assert done.code == 3
    assert SECRET not in done.out + done.err
    assert done.err.splitlines()[-1].startswith("Le programme a un défaut (KeyError).")
