"""The figures of the identity guard on tests/data/guard.tsv (invented texts), and the command that prints them.

A third of the file was kept aside while the guard was tuned. Here the whole of it keeps the guard from sliding back.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import cli
from bot.triage.guard import PROFESSIONAL_KINDS, Kind, Writer
from bot.triage.guard_evaluation import ORDINARY, NotATable, as_json, as_table, cases, evaluate

TABLE = Path(__file__).parent.parent / "data" / "guard.tsv"
CASES = cases(TABLE.read_text(encoding="utf-8").split("\n"))
RESULTS = evaluate(CASES)


@pytest.mark.parametrize("kind", Kind)
def test_at_least_95_in_100_are_caught(kind: Kind) -> None:
    assert RESULTS[kind].n >= 25
    assert RESULTS[kind].rate >= 0.95, [case.text for case, _ in RESULTS[kind].errors]


def test_at_most_3_ordinary_texts_in_100_are_taken_for_an_identity() -> None:
    assert RESULTS[ORDINARY].n >= 300
    assert RESULTS[ORDINARY].rate <= 0.03, [case.text for case, _ in RESULTS[ORDINARY].errors]


def test_ordinary_texts_come_from_both_writers_and_in_capitals() -> None:
    ordinary = [case for case in CASES if case.kind is None]
    assert {case.writer for case in ordinary} == set(Writer)
    assert sum(case.text.isupper() and len(case.text) > 20 for case in ordinary) >= 8
    assert {case.writer for case in CASES if case.kind in PROFESSIONAL_KINDS} == {Writer.PROFESSIONAL}


LINES = (
    "# comment", "", "phone\tyoung\t06 39 98 12 34", "phone\tyoung\trien", "none\tyoung\tsalut",
    "none\tyoung\tAB-123-CD",
)  # fmt: skip


def test_a_score_counts_what_was_caught_missed_and_false() -> None:
    results = evaluate(cases(LINES))
    assert (results[Kind.PHONE].n, results[Kind.PHONE].caught, results[Kind.PHONE].rate) == (2, 1, 0.5)
    assert (results[ORDINARY].n, results[ORDINARY].caught) == (2, 1)
    assert [case.text for case, _ in results[Kind.PHONE].errors] == ["rien"]
    assert results[ORDINARY].errors[0][1] == (Kind.PLATE,)


def test_the_json_has_the_same_figures() -> None:
    assert json.loads(as_json(evaluate(cases(LINES)))) == {
        "kinds": {"phone": {"n": 2, "caught": 1, "rate": 0.5}}, "none": {"n": 2, "false": 1, "rate": 0.5}
    }  # fmt: skip


def test_errors_are_listed_only_when_asked() -> None:
    results = evaluate(cases(LINES))
    assert "rien" not in as_table(results)
    assert "phone\tyoung\t-\trien" in as_table(results, errors=True)
    assert "none\tyoung\tplate\tAB-123-CD" in as_table(results, errors=True)


@pytest.mark.parametrize("line", ["phone\tyoung", "phone\tnobody\ttext", "colour\tyoung\ttext", "a\tb\tc\td"])
def test_a_wrong_line_is_named(line: str) -> None:
    with pytest.raises(NotATable, match="Ligne 2 "):
        cases(["none\tyoung\tok", line])


def test_the_command_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.tsv"
    table.write_text("\n".join(LINES), encoding="utf-8")
    assert cli.main(["guard-eval", str(table)]) == 0
    assert "phone" in capsys.readouterr().out
    assert cli.main(["guard-eval", str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["none"] == {"n": 2, "false": 1, "rate": 0.5}


def test_the_command_says_which_file_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["guard-eval", str(tmp_path / "away.tsv")]) == 1
    assert "away.tsv ne se lit pas" in capsys.readouterr().err
    (tmp_path / "image.tsv").write_bytes(b"\xff\xfe\x00")
    assert cli.main(["guard-eval", str(tmp_path / "image.tsv")]) == 1
    assert "UTF-8" in capsys.readouterr().err
