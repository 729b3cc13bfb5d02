"""What is wrong before the start: it refuses in one sentence, `check` finds it too, and neither changes a byte."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from bot.checkup import Finding, Verdict, examine_all
from bot.errors import OperatorError
from bot.opening import open_house
from bot.settings import Settings
from bot.simulator import faults
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from bot.territory import DEFAULT_TERRITORY
from storage.keys import create_key_file
from tests.processes.stage import GROUP, TelegramServer

TODAY = date(2026, 3, 11)
NOBODY = "http://127.0.0.1:9"


@dataclass
class House:
    """An installation that has run once."""

    folder: Path
    settings: Settings

    @property
    def database(self) -> Path:
        return self.folder / "data" / "premier-contact.db"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def sql(self, statement: str) -> None:
        with sqlite3.connect(self.database) as connection:
            connection.execute(statement)
        connection.close()

    def territory(self, change: Callable[[bytes], bytes]) -> None:
        file = self.folder / "ville.toml"
        file.write_bytes(change(DEFAULT_TERRITORY.read_bytes()))
        self.settings = replace(self.settings, territory=str(file))

    def use(self, **settings: object) -> None:
        self.settings = replace(self.settings, **settings)  # type: ignore[arg-type]

    def files(self) -> dict[str, str]:
        return {str(path): sha256(path.read_bytes()).hexdigest() for path in self.folder.rglob("*") if path.is_file()}

    def journals(self) -> list[Path]:
        return [path for path in self.database.parent.iterdir() if path.name.endswith(("-wal", "-shm"))]

    def begin(self) -> None:
        with open_house(self.settings, lambda: datetime(2026, 3, 11, tzinfo=UTC)):
            pass

    def check(self) -> list[Finding]:
        return asyncio.run(examine_all(self.settings, TODAY))


@pytest.fixture
def house(tmp_path: Path) -> House:
    create_key_file(tmp_path / "keys")
    settings = Settings(
        telegram_token="1:a", telegram_api_url=NOBODY, database_url=f"sqlite:///{tmp_path / 'data/premier-contact.db'}",
        encryption_keys_file=tmp_path / "keys", may_create_keys=False,
    )  # fmt: skip
    made = House(tmp_path, settings)
    made.begin()
    return made


def _other_keys(house: House) -> None:
    house.keys.unlink()
    create_key_file(house.keys)


def _newer(house: House) -> None:
    house.sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")


def _corrupt(house: House) -> None:
    content = bytearray(house.database.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    house.database.write_bytes(content)


FAULTS: dict[str, tuple[Callable[[House], object], tuple[str, ...]]] = {
    "another key": (_other_keys, ("Ces clés ne sont pas celles de cette base", "Remettez les bonnes")),
    "no key file": (lambda house: house.keys.unlink(), ("Le fichier de clés", "n'existe pas")),
    "keys for all": (lambda house: house.keys.chmod(0o644), ("chmod 600",)),
    "keys cut": (lambda house: house.keys.write_text("1:abc"), ("Clés, ligne 1", "base64")),
    "keys empty": (lambda house: house.keys.write_text(""), ("lookup",)),
    "keys not text": (lambda house: house.keys.write_bytes(b"\xff\xfe\x00"), ("n'est pas un fichier de texte",)),
    "keys a folder": (lambda house: house.use(encryption_keys_file=house.folder / "data"), ("c'est un dossier",)),
    "newer schema": (_newer, ("version plus récente", "rien n'a été changé")),
    "not a database": (lambda house: house.database.write_bytes(b"hello" * 999), ("n'est pas une base", "Fichier : ")),
    "corrupt": (_corrupt, ("abîmée", "restaurez", "Fichier : ")),
    "data is a file": (
        lambda house: house.use(database_url=f"sqlite:///{house.keys / 'x.db'}"),
        ("Le verrou", "ne peut pas être créé", "existe déjà"),
    ),
    "no territory": (lambda house: house.use(territory=str(house.folder / "x.toml")), ("x.toml", "n'existe pas")),
    "a folder": (lambda house: house.use(territory=str(house.folder)), ("dossier",)),
    "not UTF-8": (lambda house: house.territory(lambda text: text + b"\n# \xe9"), ("ville.toml", "UTF-8")),
    "syntax": (lambda house: house.territory(lambda text: b"a = \n" + text), ("ville.toml", "ligne 1")),
    "unknown key": (
        lambda house: house.territory(lambda text: text.replace(b"[service]", b"[service]\nnme = 1", 1)),
        ("ville.toml", "[service]", "nme", "inconnu"),
    ),
    "unknown table": (lambda house: house.territory(lambda text: text + b"\n[servce]\n"), ("servce", "inconnu")),
    "missing key": (
        lambda house: house.territory(lambda text: text.replace(b"\nname = ", b"\n# name = ", 1)),
        ("ville.toml", "[service]", "name", "manque"),
    ),
    "wrong type": (
        lambda house: house.territory(lambda text: text.replace(b"\ndraft_hours = 24", b'\ndraft_hours = "24"', 1)),
        ("ville.toml", "draft_hours"),
    ),
    "bad hours": (
        lambda house: house.territory(lambda text: text.replace(b'"09:00-', b'"25:00-', 1)), ("ville.toml", "25:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_stands_in_the_way_is_said_by_the_start_and_by_the_check_alike(house: House, fault: str) -> None:
    spoil, words = FAULTS[fault]
    spoil(house)
    before = house.files()
    found = house.check()
    assert house.files() == before
    with pytest.raises(OperatorError) as refused:
        house.begin()
    sentence = str(refused.value)
    assert [word for word in words if word not in sentence] == []
    assert len(sentence.splitlines()) == 1
    problems = [finding.sentence for finding in found if finding.verdict is Verdict.PROBLEM]
    assert any(any(word in one for word in words) for one in problems), problems


def test_an_older_schema_is_named_and_brought_up_by_the_start(house: House) -> None:
    house.database.unlink()
    house.database.touch(0o600)
    assert "mise à jour au démarrage" in str(house.check())
    house.begin()
    assert "Base : à jour" in str(house.check())


def test_a_clean_stop_leaves_no_journal_with_what_was_erased_in_it(house: House) -> None:
    with open_house(house.settings, lambda: datetime(2026, 3, 11, tzinfo=UTC)) as opened:
        opened.store.run_sync(lambda uow: uow.ledger.set_fact("x", "y"))
        assert house.journals()
    assert house.journals() == []
    assert opened.store is not None  # still alive: it was closed, not forgotten by luck


def test_a_sound_house_without_telegram_has_one_problem_with_its_cause(house: House) -> None:
    before = house.files()
    problems = [finding for finding in house.check() if finding.verdict is Verdict.PROBLEM]
    assert [str(one) for one in problems] == [
        f"[à corriger] Telegram est hors d'atteinte ({NOBODY}) : la connexion est refusée."
    ]
    assert house.files() == before


def test_the_check_reads_after_a_kill_without_touching_the_journal(house: House, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with closing(sqlite3.connect(house.database)) as connection:
        connection.execute("UPDATE facts SET value = value")
        connection.commit()
        for suffix in ("", "-wal"):
            shutil.copy(f"{house.database}{suffix}", killed)
    after = House(killed, replace(house.settings, database_url=f"sqlite:///{killed / house.database.name}"))
    before = after.files()
    assert "Base : à jour" in str(after.check())
    assert {path: content for path, content in after.files().items() if not path.endswith("-shm")} == before


@pytest.fixture
async def api() -> AsyncIterator[tuple[World, Api, str]]:
    world = World(Clock(running=True))
    world.add_person("Lina", user_id=1)
    world.add_group("Coordination", members=[1], chat_id=GROUP)
    async with TelegramServer(server_api := Api(world)) as server:
        yield world, server_api, server.url


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (None, "Horloge : à l'heure de Telegram."),
        (faults.unauthorized(), "Telegram refuse le jeton du bot : vérifiez MEDIATION_TELEGRAM_TOKEN."),
        (faults.not_found(), "ne connaît pas ce bot (404)"),
        (faults.internal_error(), "il répond par une erreur"),
        (faults.bad_gateway(), "il répond par une erreur"),
        (faults.too_many(3), "il répond par une erreur"),
        (faults.reset(), "la connexion a été coupée"),
    ],
)
async def test_the_check_names_what_telegram_answers(
    house: House, api: tuple[World, Api, str], fault: faults.Fault | None, sentence: str
) -> None:
    world, server_api, url = api
    if fault:
        server_api.faults.fail_next("getMe", fault, times=None)
    settings = replace(house.settings, telegram_token=world.token, telegram_api_url=url, coordination_chat=str(GROUP))
    found = await examine_all(settings, TODAY)
    (named,) = [finding for finding in found if sentence in finding.sentence]
    assert named.verdict is (Verdict.PROBLEM if fault else Verdict.FINE)
    assert world.token not in str(found)
