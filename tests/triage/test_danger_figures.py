"""The danger reader measured on invented phrases, as `python -m bot danger-eval` does.

The evidence is learnt from these phrases: their figures guard against loss. The honest ones, each phrase read with
weights learnt without it, come from `python -m bench.danger_evidence --folds`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from bot import cli
from bot.triage.evaluation import NONE, Tally, judge, phrases, tallies

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLE, SEEN = DATA / "danger_sample.tsv", DATA / "danger_seen.tsv"


@cache
def measured(file: Path) -> dict[str, Tally]:
    return tallies(judge(phrases(file.read_text("utf-8"))))


def test_the_sample_is_caught() -> None:
    missed = {name: one.n - one.alert - one.doubt for name, one in measured(SAMPLE).items() if name != NONE}
    assert {name: count for name, count in missed.items() if count > 1} == {}


def test_the_sample_is_named_right() -> None:
    unnamed = {name: one.n - one.named for name, one in measured(SAMPLE).items() if name != NONE}
    assert {name: count for name, count in unnamed.items() if count > 1} == {}


def test_the_sample_alerts_rather_than_asks() -> None:
    found = [one for name, one in measured(SAMPLE).items() if name != NONE]
    assert sum(one.alert for one in found) / sum(one.n for one in found) >= 0.9


def test_ordinary_words_of_the_sample_stay_quiet() -> None:
    none = measured(SAMPLE)[NONE]
    assert none.alert / none.n <= 0.02
    assert none.doubt / none.n <= 0.08


def test_the_seen_set_is_large_and_caught() -> None:
    found = measured(SEEN)
    none = found.pop(NONE)
    assert min(one.n for one in found.values()) >= 60
    assert none.n >= 400
    assert {name: round(one.recall, 3) for name, one in found.items() if one.recall < 0.9} == {}
    assert none.alert / none.n <= 0.05
    assert none.doubt / none.n <= 0.10


def test_the_command_prints_the_agreed_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "few.tsv"
    table.write_text("menace_autrui\tje vais le planter demain au lycée\nnone\tmort de rire\n", "utf-8")
    assert cli.main(["danger-eval", str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "categories": {"menace_autrui": {"n": 1, "alert": 1, "doubt": 0, "recall": 1.0}},
        "none": {"n": 1, "alert": 0, "doubt": 0},
    }


def test_the_command_shows_the_errors_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "few.tsv"
    table.write_text("none\tje veux mourir\nsuicide\tje veux mourir\n", "utf-8")
    assert cli.main(["danger-eval", str(table)]) == 0
    assert "je veux mourir" not in capsys.readouterr().out
    assert cli.main(["danger-eval", str(table), "--errors"]) == 0
    assert "none\talert\tje veux mourir\tsuicide." in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"suicide je veux", b"inconnu\tje veux", b"\xff\xfe\x00"])
def test_a_file_that_is_no_table_is_refused_in_french(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "bad.tsv"
    table.write_bytes(content)
    assert cli.main(["danger-eval", str(table)]) == 1
    assert capsys.readouterr().err.strip()
    assert cli.main(["danger-eval", str(tmp_path / "away.tsv")]) == 1
