"""What a person said, and who they are, stands in clear nowhere: not on the disk, not in a log, not in the group."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.errors import KeyRingError
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.records import EntryKind
from storage.unit_of_work import open_store
from tests.processes.phone import Phone, until
from tests.processes.sabotage import BROKEN_WORD, broken_code
from tests.processes.stage import GROUP, BotProcess, TelegramServer, now

LINA, SOLENE, MARC = 5_100_777_123, 5_100_777_456, 5_100_777_789
STORY = "Le cerf-volant turquoise d'Éloïse est resté au collège 🪁"
ADDED = "Depuis, la girafe mauve ne répond plus à l'appel"
EDITED = "Depuis, la girafe violine ne répond plus à l'appel"
REPLY = "Bonjour, la pervenche sera là jeudi matin"
FAILING = f"le {BROKEN_WORD} a tout entendu"
UNREADABLE = "le homard safran aussi"
SECRETS: Mapping[str, str] = {
    "story": STORY, "a word of the story": "cerf-volant", "added": ADDED, "edited": EDITED, "reply": REPLY,
    "dead letter of a failure": FAILING, "dead letter of an unreadable update": UNREADABLE,
    "chosen name": "Zibelinette", "first name": "Zéphyrine", "user name": "zephyrine_cachee_77",
    "phone as typed": "06 39 98 45 67", "phone in one": "0639984567", "phone without its zero": "639984567",
    "theme code": "harcelement", "theme": "harcelé", "district": "saint_jacques", "wish": "mediation_conflit",
    "Telegram id": str(LINA), "the coordinator's id": str(SOLENE), "a stranger's id": str(MARC),
    "the group's id": str(GROUP)[1:], "the coordinator's user name": "solene_cachee_78",
}  # fmt: skip
COORDINATOR = "Solène-Ombeline"  # the card may say who holds the case


@dataclass(frozen=True)
class Traces:
    """What is left after a whole first contact: every file of the data folder, at three moments; logs; the group."""

    files: Mapping[str, bytes] = field(repr=False)
    logs: bytes = field(repr=False)
    group: str = field(repr=False)
    bot: BotProcess
    reference: str


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Traces:
    folder = tmp_path_factory.mktemp("secrets")
    return asyncio.run(_lived(folder))


async def _lived(folder: Path) -> Traces:
    world = World(Clock(running=True))
    for user_id, name, user_name in (
        (LINA, SECRETS["first name"], SECRETS["user name"]),
        (SOLENE, COORDINATOR, SECRETS["the coordinator's user name"]), (MARC, "Marc", "marc_cache_79"),
    ):  # fmt: skip
        world.add_person(name, user_id=user_id, username=user_name)
    world.add_group("Coordination", members=[SOLENE, MARC], chat_id=GROUP)
    files: dict[str, bytes] = {}
    async with TelegramServer(Api(world)) as server:
        bot = BotProcess(folder, server.url, world.token, COORDINATION_CHAT=str(GROUP))
        try:
            invited = await bot.command("coordinator", "invite")
            await bot.running(broken_code(folder))
            world.open_link(SOLENE, invited.out.split()[-1])
            await _first_contact(Phone(world, LINA))
            await _answered(Phone(world, SOLENE), Phone(world, LINA))
            await _failures(world, Phone(world, MARC))
            files |= _files(bot, "running")
            bot.kill()
            await bot.gone()
            files |= _files(bot, "killed")
            await bot.running()
            assert await bot.stop() == 0
            files |= _files(bot, "stopped")
        finally:
            bot.close()
    # Every version of every bubble, buttons included.
    calls = world.calls_of("sendMessage", "editMessageText")
    said = [str(call.params) for call in calls if call.params["chat_id"] == GROUP]
    said += [message.text for message in world.messages(GROUP)]
    reference = next(text for text in _words(world, LINA) if text.startswith("MS-"))
    return Traces(files, (bot.out + bot.err).encode(), "\n".join(said), bot, reference)


async def _first_contact(lina: Phone) -> None:
    lina.say("/start")
    await lina.tap("welcome", "commencer")
    await lina.tap("pour_qui", "moi")
    await lina.tap("en_securite", "oui")
    await lina.tap("tranche_age", "de_15_17")
    await lina.tap("themes", "conflit_violence", "harcelement")
    await lina.write("recit", STORY)
    await lina.tap("recit", "_done")
    await lina.tap("short_road", "continuer")
    await lina.tap("attente", "mediation_conflit")
    await lina.tap("delai_souhaite", "cette_semaine")
    await lina.write("designation", SECRETS["chosen name"])
    await lina.tap("secteur", "saint_jacques")
    await lina.tap("deja_aide", "personne")
    await lina.tap("contact_mode", "telephone")
    await lina.write("telephone", SECRETS["phone as typed"])
    await lina.tap("contact_discret", "non")
    await lina.tap("creneaux", "soir")
    await lina.tap("accord_envoi", "oui")
    await lina.tap("accord_partage", "non")
    await lina.tap("langue", "fr")
    await until(lambda: any("MS-" in text for text in _words(lina.world, lina.id)), "the reference")


async def _answered(solene: Phone, lina: Phone) -> None:
    await solene.press("lire", chat_id=GROUP)
    await solene.press("repondre")
    await _newest(solene)
    solene.say(REPLY)
    await solene.press("maintenant", "envoyer")  # an answer is held, with its way round, unless this runs in their slot
    await lina.hears("pervenche")
    added = lina.say(ADDED)
    before = len(lina.world.said(lina.id))
    await until(lambda: len(lina.world.said(lina.id)) > before, "the words are added")
    lina.world.edit_text(lina.id, lina.id, added.id, EDITED)
    await until(lambda: len(lina.world.said(lina.id)) > before + 1, "the edit is noted")


async def _newest(phone: Phone) -> None:
    """Until the bot has nothing more to say here."""
    seen = -1
    while seen != (seen := len(phone.world.said(phone.id))):
        await asyncio.sleep(0.5)


async def _failures(world: World, marc: Phone) -> None:
    """One update whose handling fails with its words in the error, and one that cannot be built."""
    marc.say(FAILING)
    await marc.hears("I-00001")
    person = {"id": MARC, "is_bot": False, "first_name": "Marc"}
    chat = {"id": MARC, "type": "private"}
    world.push_raw({"message": {"chat": chat, "from": person, "text": UNREADABLE}})
    await marc.hears("I-00002")


def _words(world: World, chat_id: int) -> list[str]:
    return [word.strip(".,") for message in world.messages(chat_id) for word in message.text.split()]


def _files(bot: BotProcess, moment: str) -> dict[str, bytes]:
    return {f"{moment}: {path.name}": path.read_bytes() for path in sorted(bot.data.rglob("*")) if path.is_file()}


def _shapes(secret: str) -> dict[str, bytes]:
    """How the same words could lie on a disk or in a line."""
    shapes = {
        "UTF-8": secret.encode(), "UTF-16 LE": secret.encode("utf-16-le"), "UTF-16 BE": secret.encode("utf-16-be"),
        "JSON": json.dumps(secret)[1:-1].encode(), "repr": ascii(secret)[1:-1].encode(),
    }  # fmt: skip
    if secret.isdecimal() and not secret.startswith("0"):
        number = int(secret)
        shapes |= {f"{size} bytes": number.to_bytes(size, "big") for size in (6, 8)}
        shapes |= {f"minus, {size} bytes": (-number).to_bytes(size, "big", signed=True) for size in (6, 8)}
    return shapes


def _found(content: bytes, secrets: Mapping[str, str] = SECRETS) -> list[str]:
    return [f"{name}, {shape}" for name, secret in secrets.items() for shape, raw in _shapes(secret).items()
            if raw in content]  # fmt: skip


def test_the_story_is_kept_whole_and_opens_with_the_key_file(traces: Traces) -> None:
    with traces.bot.opened() as store:
        case = store.run_sync(lambda uow: uow.cases.of_reference(traces.reference))
        assert case is not None
        entries = store.run_sync(lambda uow: uow.entries.of_case(case.id))
        letters = store.run_sync(lambda uow: [letter.body.decode() for letter in uow.ledger.dead_letters()])
    told = {entry.kind: entry.body for entry in entries if entry.body}
    assert told == {EntryKind.STORY: STORY, EntryKind.REPLY: REPLY, EntryKind.MESSAGE: EDITED}
    assert case.answers["telephone"]
    assert case.answers["designation"] == (SECRETS["chosen name"],)
    assert [FAILING in letter or UNREADABLE in letter for letter in letters] == [True, True]


def test_nothing_secret_stands_in_a_file_of_the_data_folder(traces: Traces) -> None:
    names = {name.partition(": ")[2] for name in traces.files}
    assert names == {f"premier-contact.db{end}" for end in ("", "-wal", "-shm", ".lock")}
    assert any(_found(content, {"reference": traces.reference}) for content in traces.files.values())
    assert {name: found for name, content in traces.files.items() if (found := _found(content))} == {}
    assert [name for name, content in traces.files.items() if COORDINATOR.encode() in content] == []


def test_nothing_secret_stands_in_the_logs(traces: Traces) -> None:
    assert b"dead letter" in traces.logs
    assert _found(traces.logs, {**SECRETS, "token": traces.bot.env["MEDIATION_TELEGRAM_TOKEN"].partition(":")[2]}) == []


def test_nothing_secret_reaches_the_group(traces: Traces) -> None:
    assert traces.reference in traces.group
    own = {name: secret for name, secret in SECRETS.items() if name != "the group's id"}
    assert _found(traces.group.encode(), own) == []


def test_the_keys_lie_apart_from_the_data(traces: Traces) -> None:
    keys = [line.partition(":")[2] for line in traces.bot.keys.read_text().splitlines() if line[0] != "#"]
    assert len(keys) == 2
    assert not traces.bot.keys.is_relative_to(traces.bot.data)
    assert [name for name, content in traces.files.items() if any(key.encode() in content for key in keys)] == []


def test_another_key_file_opens_nothing(traces: Traces, tmp_path: Path) -> None:
    ring = create_key_file(tmp_path / "others.keys")
    with pytest.raises(KeyRingError, match="ne sont pas celles de cette base"):
        open_store(open_engine(traces.bot.database), ring, now)


def test_an_address_is_found_by_a_keyed_hash_that_no_plain_hash_of_the_id_equals(traces: Traces) -> None:
    with sqlite3.connect(traces.bot.data / "premier-contact.db") as raw:
        kept = {row[0] for row in raw.execute("SELECT lookup FROM addresses")}
    raw.close()
    assert KeyRing.from_file(traces.bot.keys).lookup("telegram", str(LINA)) in kept
    for said in (str(LINA), f"telegram:{LINA}", f"telegram{LINA}"):
        plain = {hashlib.new(name, said.encode()).digest() for name in ("md5", "sha1", "sha256", "sha512", "sha3_256")}
        plain |= {hmac.digest(b"", said.encode(), "sha256")}
        assert not plain & kept
        assert not {digest.hex().encode() for digest in plain} & kept
