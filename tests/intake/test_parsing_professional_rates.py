"""How much of what relays and agents type is understood, and how much wrongly.

The phrases of tests/data/typed_professional_fresh.tsv were written after the reader and never served to build or tune
it: only their rates are looked at. Those that the lexicon happens to hold word for word are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from bot.i18n import Catalogues
from bot.intake.lexicon import lexicon, parse_phrases
from tests.intake.professional_stage import ASK_AGAIN, CARELESS, DATA, QUESTIONS, Karim

UNSEEN = DATA / "typed_professional_fresh.tsv"


@pytest.fixture(scope="module")
def karim(catalogues: Catalogues) -> Karim:
    return Karim(catalogues.words())


def judged(karim: Karim) -> Iterator[tuple[str, str, str]]:
    """(question, right | silent | wrong, what was understood); fewer than were named is silent."""
    known = {(phrase.question, phrase.said) for phrase in lexicon().professional}
    for phrase in parse_phrases(UNSEEN.read_text("utf-8")):
        if (phrase.question, phrase.said) in known:
            continue
        meant = karim.means(phrase.question, phrase.typed)
        expected = [frozenset(codes.split("+")) for codes in "+".join(phrase.codes).split("|")]
        got = frozenset(meant.split("+"))
        silent = meant == ASK_AGAIN or any(got < codes for codes in expected)
        yield phrase.question, "right" if got in expected else "silent" if silent else "wrong", meant


def test_nine_in_ten_unseen_answers_are_understood_hardly_any_wrongly_and_none_carelessly(karim: Karim) -> None:
    rates: defaultdict[str, Counter[str]] = defaultdict(Counter)
    careless = []
    for question, verdict, meant in judged(karim):
        rates[question][verdict] += 1
        rates["all"][verdict] += 1
        if verdict == "wrong" and (question, meant) in CARELESS:
            careless.append(question)
    for question, counts in sorted(rates.items()):
        understood = counts["right"] / counts.total()
        print(f"{question:18} {counts.total():4} understood {understood:.2f} wrong {counts['wrong']:3}")
    assert rates["all"].total() > 500
    assert rates["all"]["right"] >= 0.88 * rates["all"].total()
    assert rates["all"]["wrong"] <= 0.02 * rates["all"].total()
    assert careless == []


def test_every_answer_has_twelve_ways_of_being_said() -> None:
    ways = Counter((phrase.question, code) for phrase in lexicon().professional for code in phrase.codes)
    asked = {name for name, _ in ways}
    wanting = {
        (name, choice.key): ways[name, choice.key]
        for name in asked & set(QUESTIONS)
        for choice in QUESTIONS[name].choices
        if not choice.said_only and name != "accord_relais" and ways[name, choice.key] < 12
    }
    assert wanting == {}
