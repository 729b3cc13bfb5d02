"""What somebody looked like is found in professional writing; things, wounds and young people's own words are not.

The rates stand with those of the other kinds (tests/triage/test_guard_figures.py, tests/data/guard.tsv).
"""

from __future__ import annotations

import pytest

from bot.triage.guard import Kind, Writer, find, mask


def kinds(text: str, writer: Writer = Writer.PROFESSIONAL) -> set[Kind]:
    return {finding.kind for finding in find(text, writer)}


@pytest.mark.parametrize(
    "text",
    ["un grand brun", "veste rouge", "il avait une barbe", "barbe, 1m80", "un jeune d'1 m 75", "aux cheveux longs",
     "un homme chauve", "L'UN PORTAIT UNE CASQUETTE", "deux filles en jogging noir", "de forte corpulence"],
)  # fmt: skip
def test_what_a_person_looks_like_is_a_description(text: str) -> None:
    assert Kind.DESCRIPTION in kinds(text)


@pytest.mark.parametrize(
    "text",
    ["enceinte forte", "chaise rouge", "un mur d'1m80", "une barrière haute de 1m50", "les gilets jaunes ont défilé",
     "une barbe à papa renversée", "un grand bruit", "le petit groupe", "feu rouge cassé", "des vêtements par terre"],
)  # fmt: skip
def test_a_thing_is_no_person(text: str) -> None:
    assert Kind.DESCRIPTION not in kinds(text)


@pytest.mark.parametrize(
    "text",
    ["elle a des bleus sur les bras", "il a beaucoup maigri", "il a l'œil au beurre noir", "on lui a tiré les cheveux",
     "elle vient avec les mêmes vêtements depuis dix jours", "il a la main enflée"],
)  # fmt: skip
def test_what_somebody_suffers_is_a_fact_and_stays(text: str) -> None:
    assert kinds(text) == set()


def test_a_young_person_says_of_themselves_what_they_want() -> None:
    assert kinds("on se moque de mes cheveux roux et de ma veste rouge", Writer.YOUNG) == set()


def test_the_mask_leaves_what_happened() -> None:
    text = "Un homme barbu en veste rouge a jeté une pierre sur le bus rouge"
    masked = mask(text, find(text, Writer.PROFESSIONAL))
    assert masked == "Un […] en […] a jeté une pierre sur le bus rouge"
