"""The level table, row by row, and that nothing lowers a level."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.urgency import GRAVITY, Level, Signal, highest, level

CALM = {"pour_qui": "moi", "en_securite": "oui", "tranche_age": "de_15_17", "delai_souhaite": "cette_semaine"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Level.NORMAL),
        (CALM, Level.NORMAL),
        ({"en_securite": "non"}, Level.IMMEDIAT),
        ({"en_securite": "ne_sait_pas"}, Level.RAPIDE),
        ({"en_securite": "non_dit"}, Level.NORMAL),
        ({"tranche_age": "moins_13"}, Level.RAPIDE),
        ({"tranche_age": "non_dit"}, Level.NORMAL),
        ({"themes": ("logement", "emploi"), "delai_souhaite": "aujourd_hui"}, Level.RAPIDE),
        ({"themes": ("logement",), "delai_souhaite": "pas_presse"}, Level.NORMAL),
        ({"delai_souhaite": "aujourd_hui"}, Level.RAPIDE),
        ({"pour_qui": "ami"}, Level.RAPIDE),
        ({"danger_immediat": "oui", "delai": "non_urgent"}, Level.IMMEDIAT),
        ({"danger_immediat": True}, Level.IMMEDIAT),
        ({"danger_immediat": False}, Level.NORMAL),
        ({"delai": "sous_48h"}, Level.RAPIDE),
        ({"delai": "immediat"}, Level.RAPIDE),
        ({"delai": "cette_semaine"}, Level.NORMAL),
        ({"danger_en_cours": "oui"}, Level.IMMEDIAT),
    ],
)
def test_what_is_declared_gives_a_level(answers: dict[str, object], expected: Level) -> None:
    assert level(answers, ()) is expected


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_is_immediate_but_self_harm_alone(signal: Signal) -> None:
    alone = Level.RAPIDE if signal is Signal.AUTOMUTILATION else Level.IMMEDIAT
    assert level(CALM, (signal,)) is alone


def test_a_doubt_is_one_step_up_and_never_more() -> None:
    assert level(CALM, (), True) is Level.RAPIDE
    assert level({"delai_souhaite": "aujourd_hui"}, (), True) is Level.IMMEDIAT
    assert level(CALM, (Signal.AUTOMUTILATION,), True) is Level.IMMEDIAT
    assert level({"en_securite": "non"}, (), True) is Level.IMMEDIAT


def test_levels_are_ordered_by_urgency_and_not_by_spelling() -> None:
    assert Level.NORMAL < Level.RAPIDE < Level.IMMEDIAT
    assert Level.IMMEDIAT > Level.RAPIDE >= Level.RAPIDE > Level.NORMAL
    assert Level.NORMAL <= Level.NORMAL
    assert sorted((Level.IMMEDIAT, Level.NORMAL, Level.RAPIDE)) == list(Level)
    assert highest(Level.RAPIDE, Level.IMMEDIAT, Level.NORMAL) is Level.IMMEDIAT
    assert highest() is Level.NORMAL


def test_every_signal_has_its_place_in_the_order_of_gravity() -> None:
    assert sorted(GRAVITY) == sorted(Signal)
    assert all(level({}, (graver,)) >= level({}, (next_,)) for graver, next_ in pairwise(GRAVITY))


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "en_securite": st.sampled_from(["oui", "non", "ne_sait_pas", "non_dit"]),
        "tranche_age": st.sampled_from(["moins_13", "de_15_17", "plus_25", "non_dit"]),
        "delai_souhaite": st.sampled_from(["aujourd_hui", "pas_presse"]),
        "themes": st.sampled_from([("logement",), ("emploi", "autre")]),
    },
)
SIGNALS = st.frozensets(st.sampled_from(Signal))


@given(ANSWERS, SIGNALS, SIGNALS, st.booleans())
def test_more_signals_or_a_doubt_never_lower_a_level(
    answers: dict[str, object], signals: frozenset[Signal], more: frozenset[Signal], doubts: bool
) -> None:
    before = level(answers, signals)
    assert level(answers, signals | more, doubts) >= before
