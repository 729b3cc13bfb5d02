"""A comma parts what is denied from what is not: « j'ai pas de potes, envie de mourir » is heard. And it is no word."""

from __future__ import annotations

import pytest

from bot.triage.danger import Outcome, read, sense
from bot.triage.families import knowledge
from bot.triage.spelling import COMMA
from bot.triage.urgency import Signal

BESIDE_A_DENIAL = {
    "j'ai pas de potes, envie de mourir": Signal.SUICIDE,
    "j'ai personne, de toute façon autant me pendre": Signal.SUICIDE,
    "je me coupe, pas profond": Signal.AUTOMUTILATION,
    "je vais pas me tuer, juste me couper": Signal.AUTOMUTILATION,
    "il me frappe, pas tous les jours": Signal.VIOLENCE_INTRAFAMILIALE,
}
LISTED = (
    "pas d'alcool, de drogue, de violences à la maison", "pas d'idées noires, de scarification ni de violence",
    "pas de coups, de gifles", "pas de suicide, de violence, de fugue",
)  # fmt: skip


def test_the_speller_keeps_a_comma_between_clauses_and_drops_one_that_lists() -> None:
    spell = knowledge().speller.tokens
    assert spell("mon père, il me tape") == ["mon", "pere", COMMA, "il", "me", "taper"]
    assert COMMA in spell("je dors plus, de plus en plus mal")
    assert COMMA not in spell("pas de coups, de gifles")


@pytest.mark.parametrize("text", BESIDE_A_DENIAL)
def test_what_stands_in_another_clause_than_a_denial_is_heard(text: str) -> None:
    found = read(text)
    assert (found.outcome is not Outcome.NOTHING, found.signals) == (True, (BESIDE_A_DENIAL[text],))


@pytest.mark.parametrize("text", LISTED)
def test_a_denial_holds_for_all_that_it_lists(text: str) -> None:
    assert read(text).outcome is Outcome.NOTHING


@pytest.mark.parametrize("text", ["mon père, il me, tape", "je veux, mourir", "je vais sauter, du pont"])
def test_a_comma_is_no_word_for_the_rules_nor_for_the_evidence(text: str) -> None:
    with_commas, without = (sense(knowledge(), said) for said in (text, text.replace(COMMA, "")))
    assert with_commas.families == without.families
    assert {**with_commas.features, "w": ()} == {**without.features, "w": ()}


def test_one_s_own_death_said_twice_is_still_no_threat() -> None:
    assert read("je veux mourir, me tuer").signals == (Signal.SUICIDE,)
