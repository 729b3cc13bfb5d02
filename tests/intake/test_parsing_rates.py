"""How much of what was typed is understood, how much wrongly, and how fast.

The phrases of tests/data/typed_fresh.tsv were written by somebody else and never served to build or tune the reader:
only its rates are looked at.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.lexicon import MENU, WORDS, Phrase, lexicon, parse_phrases
from bot.intake.parsing import read_name, read_phone, read_story_end, read_story_skip, read_word
from bot.intake.question import Codes
from tests.intake.typing_stage import CLOSED, QUESTIONS, Lina

UNSEEN = Path(__file__).parent.parent / "data" / "typed_fresh.tsv"


@pytest.fixture(scope="module")
def lina(catalogues: Catalogues) -> Lina:
    return Lina(catalogues.words())


def all_phrases() -> tuple[Phrase, ...]:
    return (*lexicon().phrases, *unseen())


def unseen() -> tuple[Phrase, ...]:
    return parse_phrases(UNSEEN.read_text("utf-8"))


def test_every_choice_has_fifteen_ways_of_being_said() -> None:
    ways = Counter((phrase.question, code) for phrase in unseen() for code in phrase.codes)
    known = [(question.key, one) for question in CLOSED for one in lexicon().of(question.key)]
    ways += Counter((question, code) for question, phrase in known for code in phrase.codes)
    ways += Counter((WORDS, code) for phrase in lexicon().of(WORDS) for code in phrase.codes)
    wanting = {
        (question.key, choice.key): ways[question.key, choice.key] + ways[WORDS, choice.key]
        for question in CLOSED
        for choice in question.choices
        if not choice.local and question.key != "secteur"
        and ways[question.key, choice.key] + ways[WORDS, choice.key] < 15
    }
    assert wanting == {}


def understood(lina: Lina, phrase: Phrase) -> Codes | None:
    if phrase.question in ("mot", "none"):
        word = read_word(phrase.typed)
        return (word.value,) if word else None
    if phrase.question == "story_end":
        if read_story_end(phrase.typed):
            return ("cest_tout",)
        return ("passer",) if read_story_skip(phrase.typed) else None
    meant = lina.means(phrase.question, phrase.typed)
    return tuple(meant.split("+")) if meant else None


def judged(lina: Lina) -> Iterator[tuple[str, str]]:
    """(question, right | silent | wrong); subjects are compared as sets, and fewer than were named is silent."""
    for phrase in unseen():
        question = QUESTIONS.get(phrase.question)
        codes = {code for code in phrase.codes if not code.startswith(MENU)}
        if question and not codes <= {choice.key for choice in question.choices}:
            continue
        got = set(understood(lina, phrase) or ())
        expected = set() if phrase.question == "none" else set(phrase.codes)
        yield phrase.question, "right" if got == expected else "silent" if got < expected else "wrong"


def test_nine_in_ten_unseen_answers_are_understood_and_hardly_any_wrongly(lina: Lina) -> None:
    rates: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question, verdict in judged(lina):
        rates[question][verdict] += 1
        rates["all"][verdict] += 1
    share = {question: counts["right"] / counts.total() for question, counts in rates.items()}
    for question, counts in sorted(rates.items()):
        print(f"{question:18} {counts.total():4} understood {share[question]:.2f} wrong {counts['wrong']:3}")
    assert rates["all"].total() > 400
    assert share["all"] >= 0.90
    assert rates["all"]["wrong"] <= 0.03 * rates["all"].total()
    assert {q: rate for q, rate in share.items() if rates[q].total() >= 15 and rate < 0.80} == {}


@pytest.mark.parametrize(
    "text",
    ["a" * 4096, "je " * 1365, "0 " * 2048, "1" * 4096, "'" * 4096, "((((" * 1024, "pas dire " * 455, "👍" * 4096,
     "0.0-" * 1024, "appelle moi " * 341, "c'est " * 682, "+33" * 1365, "ou , et " * 512],
)  # fmt: skip
def test_the_longest_message_is_read_in_no_time(lina: Lina, text: str) -> None:
    lina.types("themes", "rien")  # the reader of a question is built once
    started = time.perf_counter()
    for question in ("themes", "contact_mode", "tranche_age"):
        lina.types(question, text)
    read_name(text, 30), read_phone(text), read_word(text), read_story_end(text), read_story_skip(text)
    assert time.perf_counter() - started < 0.25


def test_nothing_told_is_ever_taken_for_a_word() -> None:
    told = [phrase for phrase in all_phrases() if phrase.question == "none"]
    assert len(told) > 100
    assert [read_word(phrase.typed) for phrase in told].count(None) == len(told)
