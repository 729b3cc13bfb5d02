"""The full record leaves in a file that only a passphrase opens, and its leaving is logged.

Must never: pass when a word of the case stands readable on the disk, or when a file was written over.
"""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli_export import export_case, open_export
from bot.errors import OperatorError, StorageError
from bot.i18n import Catalogues
from bot.services.taps import Action
from bot.settings import Settings
from storage import sealed_file
from tests.conversations.desk_stage import Desk, a_desk
from tests.conversations.stage import SOLENE, Stage, open_stage

PHRASE = "quatre mots à retenir"
CHEAP = (14, 8, 1)


def typing(*phrases: str) -> Callable[[str], str]:
    """What somebody types at the prompts, one after the other."""
    typed: Iterator[str] = iter(phrases)
    return lambda prompt: next(typed)


@pytest.fixture
async def stage(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Stage]:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-12T09:20:00+01:00"), catalogues)
    yield stage
    await stage.close()


def settings(stage: Stage) -> Settings:
    return Settings.from_environment({
        "MEDIATION_DATABASE_URL": stage.database,
        "MEDIATION_ENCRYPTION_KEYS_FILE": str(stage.path / "keys"),
    })  # fmt: skip


async def test_the_whole_record_is_in_the_file_while_the_service_runs(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, case = await a_desk(
        stage, recit="je ne vais plus en cours, zibeline", designation="Pirouette", short_road="continuer",
        themes=("famille_logement", "logement"),
    )  # fmt: skip
    await desk.read(case)
    await desk.reply(case, "On se voit jeudi, nénuphar ?")
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.NOTE, SOLENE)
    await stage.say(SOLENE, "sa tante l'héberge, tamarin")
    target = tmp_path / "dossier"
    export_case(settings(stage), case.reference.lower(), target, stage.clock.now, typing(PHRASE, PHRASE))
    sealed = target.read_bytes()
    for word in ("zibeline", "Pirouette", "nénuphar", case.reference, PHRASE):
        assert word.encode() not in sealed
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    printed = capsys.readouterr()
    assert "zibeline" not in printed.out + printed.err
    open_export(target, typing(PHRASE))
    record = json.loads(capsys.readouterr().out)
    assert record["référence"] == case.reference
    assert record["réponses"][desk.say("Chosen name")] == "Pirouette"
    assert record["codes des réponses"]["themes"] == ["logement"]
    exchanged = [(entry["genre"], entry["texte"]) for entry in record["échanges"]]
    assert exchanged == [
        ("récit", "je ne vais plus en cours, zibeline"), ("réponse de l'équipe", "On se voit jeudi, nénuphar ?"),
        ("note interne", "sa tante l'héberge, tamarin"),
    ]  # fmt: skip
    assert {promise["promis"] for promise in record["promesses"]} == {"lecture", "réponse"}
    assert record["historique"]
    await _is_logged(desk, str(record["consultations"][-1]["action"]))


async def _is_logged(desk: Desk, action: str) -> None:
    assert action == "export"
    rows = await desk.table("select actor_id, action from access_log where action = 'export'")
    assert rows == [("ligne-commande", "export")]


async def test_nothing_is_written_over_and_nothing_is_logged_then(stage: Stage, tmp_path: Path) -> None:
    desk, case = await a_desk(stage)
    target = tmp_path / "dossier"
    target.write_text("à moi")
    with pytest.raises(OperatorError, match="existe déjà"):
        export_case(settings(stage), case.reference, target, stage.clock.now, typing())
    assert target.read_text() == "à moi"
    assert await desk.actions(case) == []


@pytest.mark.parametrize(("typed", "why"), [(("court",), "trop courte"), ((PHRASE, PHRASE + "."), "pas les mêmes")])
async def test_a_weak_or_mistyped_passphrase_writes_nothing(
    stage: Stage, tmp_path: Path, typed: tuple[str, ...], why: str
) -> None:
    desk, case = await a_desk(stage)
    with pytest.raises(OperatorError, match=why):
        export_case(settings(stage), case.reference, tmp_path / "dossier", stage.clock.now, typing(*typed))
    assert not (tmp_path / "dossier").exists()
    assert await desk.actions(case) == []


async def test_a_reference_that_is_none_and_an_erased_case_are_refused_alike(stage: Stage, tmp_path: Path) -> None:
    _, case = await a_desk(stage)
    await stage.say(1001, "efface tout")
    for reference in (case.reference, "MS-2026-0999"):
        with pytest.raises(OperatorError, match="Il n'y a pas de fiche"):
            export_case(settings(stage), reference, tmp_path / "dossier", stage.clock.now, typing(PHRASE, PHRASE))
    assert not (tmp_path / "dossier").exists()


def test_no_base_is_made_where_there_is_none(tmp_path: Path, stage_free_settings: Settings) -> None:
    with pytest.raises(StorageError, match="Il n'y a pas de base"):
        export_case(stage_free_settings, "MS-2026-0001", tmp_path / "x", lambda: datetime.now(), typing(PHRASE, PHRASE))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def stage_free_settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"MEDIATION_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"})


# -- the file ------------------------------------------------------------------------------------------------------


def test_only_the_same_passphrase_opens_however_its_accents_are_typed(tmp_path: Path) -> None:
    target = tmp_path / "dossier"
    sealed_file.write(target, {"é": "ça"}, "clé très secrète", cost=CHEAP)
    assert json.loads(sealed_file.read(target, "cle\u0301 tre\u0300s secre\u0300te")) == {"é": "ça"}
    with pytest.raises(StorageError, match="autre phrase secrète"):
        sealed_file.read(target, "clé très secrete")


def test_every_byte_counts(tmp_path: Path) -> None:
    target, forged = tmp_path / "dossier", tmp_path / "forged"
    sealed_file.write(target, {"a": 1}, PHRASE, cost=CHEAP)
    data = target.read_bytes()
    for at in (0, 25, 27, 30, 50, len(data) - 20, len(data) - 1):
        forged.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(StorageError):
            sealed_file.read(forged, PHRASE)
    for cut in (0, 10, 30, len(data) - 1):
        forged.write_bytes(data[:cut])
        with pytest.raises(StorageError):
            sealed_file.read(forged, PHRASE)


def test_a_forged_file_cannot_ask_for_the_machines_memory(tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    forged.write_bytes(sealed_file.MAGIC + bytes((40, 255, 255)) + bytes(60))
    with pytest.raises(StorageError, match="n'est pas un dossier"):
        sealed_file.read(forged, PHRASE)


def test_the_same_record_is_never_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        sealed_file.write(tmp_path / name, {"a": 1}, PHRASE, cost=CHEAP)
    assert (tmp_path / "one").read_bytes()[26:] != (tmp_path / "two").read_bytes()[26:]


def test_a_full_or_forbidden_place_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="il n'existe pas"):
        sealed_file.write(tmp_path / "missing" / "dossier", {"a": 1}, PHRASE, cost=CHEAP)


def test_the_passphrase_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export-case", "MS-2026-0001", "--out", "x", "--passphrase", PHRASE])
    assert PHRASE in capsys.readouterr().err  # argparse names what it does not know: there is no such option
