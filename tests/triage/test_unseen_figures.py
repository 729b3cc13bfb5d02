"""The honest figures: phrases by writers who saw nothing of the lexicon, that nothing here was ever learnt from.

Must never: have its lines read to mend a miss; a line that was read belongs to the seen files from then on.
"""

from __future__ import annotations

from pathlib import Path

from bot.triage.evaluation import NONE, judge, phrases, tallies
from bot.triage.guard_evaluation import ORDINARY, cases, evaluate

DATA = Path(__file__).resolve().parent.parent / "data"


def test_nine_dangers_in_ten_that_nobody_had_seen_are_read_and_ordinary_words_stay_quiet() -> None:
    found = tallies(judge(phrases((DATA / "danger_unseen.tsv").read_text("utf-8"))))
    none = found.pop(NONE)
    print({name: round(one.recall, 2) for name, one in found.items()}, none)
    assert sum(one.recall for one in found.values()) / len(found) >= 0.90
    assert min(one.recall for one in found.values()) >= 0.80
    assert none.alert / none.n <= 0.05
    assert none.doubt / none.n <= 0.10


def test_what_was_learnt_from_is_not_measured_here() -> None:
    unseen = {one.text.casefold() for one in phrases((DATA / "danger_unseen.tsv").read_text("utf-8"))}
    for file in ("danger_sample.tsv", "danger_seen.tsv", "danger_learnt.tsv"):
        assert unseen.isdisjoint(one.text.casefold() for one in phrases((DATA / file).read_text("utf-8"))), file


def test_nineteen_identities_in_twenty_that_nobody_had_seen_are_caught() -> None:
    results = evaluate(cases((DATA / "guard_unseen.tsv").read_text("utf-8").split("\n")))
    found = {name: score for name, score in results.items() if name != ORDINARY}
    assert sum(score.caught for score in found.values()) / sum(score.n for score in found.values()) >= 0.95
    assert results[ORDINARY].rate <= 0.03
