"""Telegram, the disk, the database or the clock fails under a running bot: it says so, loses nothing, goes on alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.messages import Address
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from storage.unit_of_work import UnitOfWork
from tests.processes.machine import Disk, SmallDisk, WrongClock, small_disk
from tests.processes.phone import until
from tests.processes.stage import GROUP, BotProcess, TelegramServer, now

WRITERS = range(5_100_000_801, 5_100_000_841)
LINA = WRITERS[0]
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
LONG = 6.5  # seconds: beyond what a transaction waits for a lock


@dataclass
class Town:
    world: World
    server: TelegramServer
    bot: BotProcess

    def write(self, text: str, people: range = WRITERS) -> None:
        for person in people:
            self.world.send_text(person, person, f"je voulais vous parler, {text}")

    async def answered(self, count: int, people: range = WRITERS) -> None:
        await until(lambda: all(len(self.world.said(one)) >= count for one in people), f"{count} bubbles for each")

    async def told(self, words: str) -> None:
        await until(lambda: words in self.bot.out, f"the operator reads: {words}, not {self.bot.out}")

    async def quiet(self) -> int:
        """Once nothing more is said; how many bubbles there are."""
        before = -1
        while before != (before := self.bubbles()):
            await asyncio.sleep(0.3)
        return before

    def bubbles(self) -> int:
        return sum(len(self.world.said(one)) for one in WRITERS)

    def kept(self, person: int = LINA) -> list[str]:
        def words(uow: UnitOfWork) -> list[str]:
            found = uow.people.find(Address("telegram", str(person)))
            kept = uow.drafts.of(found.id) if found else None
            return [part.text.rpartition(" ")[2] for part in kept.draft.first_words] if kept else []

        with self.bot.opened() as store:
            return store.run_sync(words)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Forty people, and a bot that is installed but not running."""
    world = World(Clock(running=True))
    for user_id in WRITERS:
        world.add_person("Quelqu'un", user_id=user_id)
    world.add_group("Coordination", members=[LINA], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(tmp_path, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        try:
            yield Town(world, server, bot)
        finally:
            bot.close()
    assert world.violations == []
    assert "Traceback" not in bot.err
    assert world.token.partition(":")[2] not in bot.err + bot.out


@pytest.mark.slow
async def test_telegram_refuses_the_token_and_vanishes_and_the_bot_goes_on_alone(town: Town) -> None:
    few = WRITERS[:3]
    await town.bot.running()

    right, town.world.token = town.world.token, "110201543:another-token-since-it-was-revoked-AAAA"
    town.write("un", few)
    await town.told("Telegram refuse le jeton du bot : a-t-il été révoqué ?")
    assert (town.bot.alive, town.bubbles()) == (True, 0)
    town.world.token = right
    await town.answered(1, few)

    await town.server.__aexit__()
    town.write("deux", few)
    await town.told("Telegram est hors d'atteinte : la connexion est refusée.")
    await town.server.__aenter__()
    await until(lambda: not town.world.updates.pending(), "what was written meanwhile is received")
    assert await town.bot.stop() == 0
    assert town.bot.out.count("De nouveau en ordre : Telegram.") == 2
    assert "our token is refused" in town.bot.err or "hindered: unauthorized" in town.bot.err
    assert [town.kept(one) for one in few] == [["un", "deux"]] * 3


@contextmanager
def locked(bot: BotProcess) -> Iterator[Callable[[], None]]:
    """Another process writes in the database until it is told to end."""
    with closing(sqlite3.connect(bot.data / "premier-contact.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield lambda: other.execute("ROLLBACK")


@pytest.mark.slow
async def test_a_locked_database_is_waited_for_and_told_and_everybody_is_served_after(town: Town) -> None:
    await town.bot.running()
    with locked(town.bot) as unlock:
        town.write("un")
        await asyncio.sleep(1.0)
        unlock()
        await town.answered(1)
    assert "occupée" not in town.bot.out, "a second is nobody's business"
    before = await town.quiet()

    with locked(town.bot) as unlock:
        town.write("deux")
        await asyncio.sleep(LONG)
        assert "La base est occupée par un autre programme" in town.bot.out
        assert town.bubbles() == before
        unlock()
        await until(lambda: not town.world.updates.pending(), "what was written meanwhile is confirmed")
    assert await town.bot.stop() == 0
    assert "could not be handled" not in town.bot.err, "the storage is named once, not at each message"
    assert {tuple(town.kept(one)) for one in (WRITERS[0], WRITERS[-1])} == {("un", "deux")}
    assert (await town.bot.command("dead-letters")).out == ""


@pytest.mark.slow
async def test_a_database_locked_for_ever_confirms_nothing_and_lets_the_bot_stop(town: Town) -> None:
    await town.bot.running()
    with locked(town.bot):
        town.write("un")
        await asyncio.sleep(0.3)
        assert await town.bot.stop(patience=15.0) == 0  # one wait for the words, one for the marks of what had left
        refused = await town.bot.command("run")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith("La base est occupée par un autre programme")
    assert len(town.world.updates.pending()) == len(WRITERS)
    await town.bot.running()
    await until(lambda: not town.world.updates.pending(), "the next start serves them")
    assert await town.bot.stop() == 0
    assert {tuple(town.kept(one)) for one in (WRITERS[0], WRITERS[-1])} == {("un",)}


@pytest.mark.parametrize("real", [pytest.param(True, marks=pytest.mark.slow), False], ids=["full", "limited"])
async def test_a_disk_that_fills_stops_the_words_and_one_that_is_freed_lets_them_through(
    tmp_path: Path, town: Town, real: bool
) -> None:
    with small_disk(tmp_path / "data") as mounted:
        disk = mounted if real and mounted is not None else Disk()
        await town.bot.running()
        town.write("un", WRITERS[:2])
        await town.answered(1, WRITERS[:2])
        before = await town.quiet()
        disk.fill(town.bot)
        town.write("deux", WRITERS[:6])
        await town.told("disque de la base")
        assert ("base est plein" in town.bot.out) is isinstance(disk, SmallDisk)
        assert town.bubbles() == before
        assert len(town.world.updates.pending()) == 6
        disk.free(town.bot)
        await until(lambda: not town.world.updates.pending(), "what was written meanwhile is received")
        assert await town.bot.stop() == 0
        assert [town.kept(one) for one in WRITERS[:3]] == [["un", "deux"], ["un", "deux"], ["deux"]]
        if isinstance(disk, SmallDisk):
            disk.fill()
            started = await town.bot.command("run")
            assert (started.code, started.out) == (1, "")
            assert started.err.startswith("Le disque de la base")
            assert str(town.bot.data) in started.err


async def test_a_clock_three_days_ahead_erases_nothing_and_is_told(tmp_path: Path, town: Town) -> None:
    clock = WrongClock(tmp_path)
    await town.bot.running(clock.variables)
    town.write("un", WRITERS[:1])
    await town.answered(1, WRITERS[:1])
    clock.set(3 * 86400)
    town.write("deux", WRITERS[:1])
    await town.told("L'horloge de cette machine avance de 3 j")
    await until(lambda: not town.world.updates.pending(), "what was written meanwhile is received")
    clock.set(-7200)
    town.write("trois", WRITERS[:1])
    await town.told("L'horloge de cette machine retarde de 2 h")
    await until(lambda: not town.world.updates.pending(), "what was written meanwhile is received")
    assert await town.bot.stop() == 0
    assert town.kept() == ["un", "deux", "trois"]
    with town.bot.opened() as store:
        begun = now() - timedelta(hours=1)
        dated = [store.run_sync(partial(_bubbles_since, at=at)) for at in (ALWAYS, begun, now())]
    assert dated[0] == dated[1] > 3, "none is dated two hours ago"
    assert dated[2] == 0, "none is dated in three days"


def _bubbles_since(uow: UnitOfWork, at: datetime) -> int:
    found = uow.people.find(Address("telegram", str(LINA)))
    assert found is not None
    return len(uow.outbox.bubbles_since(found.id, at))
