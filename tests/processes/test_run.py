"""`python -m bot …` as an operator uses it: it starts anywhere, says what is wrong in one sentence, stops cleanly."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.messages import Address
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from storage.unit_of_work import UnitOfWork
from tests.processes.check import Findings, examine
from tests.processes.people import Person, cast, settled
from tests.processes.phone import Phone, until
from tests.processes.plain_server import PlainServer
from tests.processes.sabotage import BROKEN_WORD, broken_code
from tests.processes.stage import GROUP, ROOT, BotProcess, TelegramServer, command

LINA, SOLENE, MARC = 5_100_000_701, 5_100_000_702, 5_100_000_703
TOKEN = "110201543:" + "plain-server-token-of-a-test" + "A" * 7
FEW_SECONDS = 5.0


@dataclass
class Town:
    world: World
    bot: BotProcess


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Lina, Solène and Marc, the group, a Bot API server, and a bot that is installed but not running."""
    world = World(Clock(running=True))
    for user_id, name in ((LINA, "Lina"), (SOLENE, "Solène"), (MARC, "Marc")):
        world.add_person(name, user_id=user_id)
    world.add_group("Coordination", members=[SOLENE, MARC], chat_id=GROUP)
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(tmp_path, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        try:
            yield Town(world, bot)
        finally:
            bot.close()
    assert world.violations == []


async def test_the_bot_runs_against_a_server_it_has_never_heard_of_and_is_attached_by_a_code(tmp_path: Path) -> None:
    lina, group = {"id": LINA, "type": "private"}, {"id": GROUP, "type": "supergroup", "title": "Coordination"}
    user = {"id": LINA, "is_bot": False, "first_name": "Lina"}
    async with PlainServer(TOKEN) as server:
        bot = BotProcess(tmp_path, server.url, TOKEN)
        try:
            await bot.running()
            code = re.search(r"/rattacher (\w+)", bot.out)
            assert code, bot.out
            server.push_text(lina, user, "/start")
            await until(lambda: len(server.texts(LINA)) >= 2, "the two bubbles of the welcome")
            server.push_text(group, user, f"/rattacher {code.group(1)}")
            await until(lambda: server.texts(GROUP), "the rule of the group")
            assert await bot.stop() == 0
            await bot.running()
            assert not re.search(r"/rattacher", bot.out.partition("Arrêt propre.")[2])
            assert await bot.stop() == 0
        finally:
            bot.close()
    assert server.unknown == set()
    assert "Traceback" not in bot.err


@pytest.mark.slow
async def test_sigterm_while_people_write_is_quick_and_loses_or_repeats_nothing(town: Town) -> None:
    chance = random.Random(7)
    people = [Person(town.world, one, random.Random(chance.random())) for one in cast(3, chance, 5_100_300_000)]
    for person in people:
        town.world.add_person("Quelqu'un", user_id=person.id)
    town.bot.start()
    writing = [asyncio.create_task(person.live()) for person in people]
    seconds = []
    try:
        for life in (1.2, 0.0):
            await town.bot.ready()
            arrived = await settled(people, town.world) if not life else await asyncio.sleep(life)
            begun = time.monotonic()
            assert await town.bot.stop() == 0
            seconds.append(time.monotonic() - begun)
            if life:
                town.bot.start()
    finally:
        for one in writing:
            one.cancel()
        await asyncio.wait(writing)
    found = examine(town.bot.audit(), town.world, people, [], {}, ())
    assert arrived
    assert found == Findings(contacts=3)
    assert max(seconds) < FEW_SECONDS
    assert town.bot.out.count("Arrêt propre.") == 2
    assert town.bot.err == ""


async def test_sigterm_is_heard_while_telegram_is_away_at_the_start(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path, "http://127.0.0.1:9", TOKEN)
    try:
        bot.start()
        await until(lambda: "does not answer" in bot.err, "the first try to reach Telegram")
        begun = time.monotonic()
        assert await bot.stop() == 0
        assert time.monotonic() - begun < FEW_SECONDS
    finally:
        bot.close()


async def test_a_database_serves_one_process_and_the_second_says_so(town: Town) -> None:
    await town.bot.running()
    for second in await asyncio.gather(town.bot.command("run"), town.bot.command("coordinator", "invite")):
        assert second.code == 1
        assert "déjà ouverte par un autre programme" in second.err
        assert len(second.err.splitlines()) == 1
    Phone(town.world, LINA).say("/start")
    await until(lambda: len(town.world.said(LINA)) >= 2, "the first process goes on")
    assert await town.bot.stop() == 0


async def test_a_wrong_token_ends_the_start_in_one_sentence_that_does_not_show_it(town: Town) -> None:
    done = await command("run", env={**town.bot.env, "MEDIATION_TELEGRAM_TOKEN": TOKEN})
    assert done.code == 1
    assert done.err.splitlines() == ["Telegram refuse le jeton du bot : vérifiez MEDIATION_TELEGRAM_TOKEN."]
    assert TOKEN.partition(":")[2] not in done.out + done.err


async def test_help_names_every_command_without_any_variable() -> None:
    done = await command("--help", env={})
    assert done.code == 0
    for name in ("run", "demo", "check", "coordinator", "db", "dead-letters"):
        assert re.search(rf"^ +{name} ", done.out, re.MULTILINE) or f"    {name}\n" in done.out


async def test_an_invitation_from_the_command_line_enrols_once(town: Town) -> None:
    done = await town.bot.command("coordinator", "invite")
    link = re.search(r"https://t\.me/\w+\?start=c_\S+", done.out)
    assert link, done
    assert done.code == 0
    await town.bot.running()
    town.world.open_link(SOLENE, link.group())
    await until(lambda: town.world.said(SOLENE), "the welcome of a coordinator")
    town.world.open_link(MARC, link.group())
    await until(lambda: town.world.said(MARC), "the refusal of a used link")
    assert await town.bot.stop() == 0
    with town.bot.opened() as store:
        assert store.run_sync(_enrolled) == [True, False]


def _enrolled(uow: UnitOfWork) -> list[bool]:
    people = [uow.people.find(Address("telegram", str(one))) for one in (SOLENE, MARC)]
    return [one is not None and uow.staff.of(one.id) is not None for one in people]


async def test_check_and_status_speak_without_changing_anything(town: Town) -> None:
    assert (await town.bot.command("db", "upgrade")).code == 0
    before = {path: path.read_bytes() for path in town.bot.data.iterdir()}
    checked, status = await town.bot.command("check"), await town.bot.command("db", "status")
    assert checked.code == 0, checked
    assert "Rien ne s'oppose au démarrage" in checked.out
    assert status.code == 0
    assert re.search(r"Version : \w+", status.out)
    database = town.bot.data / "premier-contact.db"
    assert database.read_bytes() == before[database]


async def test_a_poisoned_update_is_put_aside_and_its_neighbours_are_served(town: Town) -> None:
    lina, marc = Phone(town.world, LINA), Phone(town.world, MARC)
    await town.bot.running(broken_code(town.bot.data.parent))
    lina.say("/start")
    town.world.push_raw({"poll": {"id": "1"}})  # the required fields are missing: PTB cannot build it
    marc.say(f"bonjour {BROKEN_WORD}")
    await lina.tap("welcome", "commencer")
    await lina.tap("pour_qui", "moi")
    await marc.hears("I-0000")
    assert await town.bot.stop() == 0

    listed = await town.bot.command("dead-letters")
    assert listed.code == 0
    assert sorted(line.split()[-1] for line in listed.out.splitlines()) == ["failed:KeyError", "unreadable:TypeError"]
    assert BROKEN_WORD not in listed.out + listed.err + town.bot.err

    replayed = await town.bot.command("dead-letters", "--replay")
    assert (replayed.code, replayed.out) == (1, "1 message(s) traité(s), 1 toujours en échec.\n")
    left = await town.bot.command("dead-letters")
    assert [line.split()[-1] for line in left.out.splitlines()] == ["unreadable:TypeError"]
    with town.bot.opened() as store:
        assert store.run_sync(lambda uow: [_first_words(uow, LINA), _first_words(uow, MARC)]) == [
            [], [f"bonjour {BROKEN_WORD}"],
        ]  # fmt: skip


def _first_words(uow: UnitOfWork, user_id: int) -> list[str] | None:
    person = uow.people.find(Address("telegram", str(user_id)))
    kept = uow.drafts.of(person.id) if person else None
    return [part.text for part in kept.draft.first_words] if kept else None


async def test_the_demo_needs_nothing_serves_its_page_and_leaves_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"], cwd=ROOT, env={"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    try:
        ready = (await asyncio.to_thread(child.stdout.readline)).decode()
        url = re.search(r"http://127\.0\.0\.1:\d+", ready)
        assert url, ready
        async with aiohttp.ClientSession() as session, session.get(url.group()) as answer:
            assert answer.status == 200
        begun = time.monotonic()
        child.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(child.wait, 10) == 0
        assert time.monotonic() - begun < FEW_SECONDS
        assert "Simulateur arrêté" in child.stdout.read().decode()
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
    assert list(tmp_path.iterdir()) == []
