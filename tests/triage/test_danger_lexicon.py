"""The danger reader's data holds together: what is named exists, and nothing is dead."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import bot.triage
from bot.triage.evidence import KINDS, packaged, weights_of
from bot.triage.families import RULES, knowledge
from bot.triage.forms import tables
from bot.triage.patterns import Pattern
from bot.triage.urgency import Signal

HERE = Path(bot.triage.__file__).parent
ANOTHER_START = f"import {__name__} as test; print(test.spellings())"


def patterns() -> list[Pattern]:
    known = knowledge()
    indexes = (known.friends, *known.levels, known.rules)
    return list({id(p): p for index in indexes for found in index.values() for p in found}.values())


def test_every_concept_that_is_named_exists() -> None:
    named = {atom for pattern in patterns() for atom in pattern.named if atom.startswith("@")}
    assert sorted(named - set(knowledge().wider)) == []


def test_every_signal_has_rules_and_every_family_is_a_signal_s() -> None:
    families = {rule.family for rule in knowledge().meaning.values()}
    assert {Signal(family.split(".")[0]) for family in families} == set(Signal)


def test_every_line_of_the_rules_can_be_reached() -> None:
    """A word that the speller always turns into another would never be met."""
    known = knowledge()
    dead = set()
    for pattern in patterns():
        for element in pattern.elements:
            words = {atom for atom in element if not atom.startswith("@")}
            if (
                words
                and len(words) == len(element)
                and not any(known.speller.written(word) == [word] for word in words)
            ):
                dead.add((pattern.name, *sorted(element)))
    assert sorted(dead) == []


def test_the_evidence_knows_only_what_there_is() -> None:
    """Else it was learnt before a change: `python -m bench.danger_evidence` again."""
    known, learnt = knowledge(), packaged()
    assert set(learnt.danger) == set(KINDS)
    assert set(learnt.danger["r"]) <= set(known.meaning)
    assert set(learnt.danger["c"]) <= set(known.wider)
    subjects = {str(name).rstrip("123") for name in learnt.danger["k"]}
    assert subjects <= set(tables("topics.toml")["topics"])


def test_the_data_says_its_version_and_what_it_is() -> None:
    for name in ("lexicon.toml", "friends.toml", "spelling.toml", "topics.toml", "ordinary.toml", *RULES):
        assert tables(name)["version"] >= 1
        assert (HERE / name).read_text("utf-8").startswith("# ")


def test_no_data_holds_a_name_or_a_number_of_somebody() -> None:
    for file in HERE.glob("*.toml"):
        assert re.findall(r"0[1-9](?:[ .]?\d\d){4}|@\w+\.\w+", file.read_text("utf-8")) == []


def spellings() -> str:
    """What every spelling stands for, in short."""
    forms = knowledge().speller._forms
    told = [sorted(table.items()) for table in (forms.known, forms.sounds, forms.slips, forms.targets)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def test_a_spelling_stands_for_the_same_after_every_start() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_START], cwd=HERE.parent.parent, env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == spellings()


def test_what_is_found_weighs_the_same_in_whatever_order_it_is_found() -> None:
    weights = weights_of("bias\t0\tsuicide=0 fugue=0\n" + "".join(f"w:{name}\t{n}\tfugue={n}\n" for name, n in TENTHS))
    orders = [[name for name, _ in TENTHS], [name for name, _ in reversed(TENTHS)]]
    assert {weights.score({"w": order}) for order in orders} == {0.6}
    assert {weights.likeliest({"w": order}) for order in orders} == {(Signal.FUGUE,)}


TENTHS = (("a", 10), ("b", 20), ("c", 30))
