"""How many people, as civic agents type it; « un groupe » is asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.counts import band_of, read_count
from bot.intake.normal import words
from bot.intake.numbers import number_at

COUNTED = [
    ("5", "n3_5"), ("une dizaine", "n6_10"), ("une quinzaine", "plus_10"), ("deux ou trois", "n3_5"),
    ("entre 4 et 6", "n6_10"), ("un seul", "n1_2"), ("un couple", "n1_2"), ("quelques-uns", "n3_5"),
    ("aucune idée", "ne_sait_pas"), ("8 environ", "n6_10"), ("plus de dix", "plus_10"), ("moins de cinq", "n3_5"),
    ("quatre-vingt-dix-sept", "plus_10"), ("au moins 5", "n3_5"), ("+ de 10", "plus_10"), ("10+", "plus_10"),
    ("jsp", "ne_sait_pas"), ("je sais pas trop", "ne_sait_pas"), ("4-5", "n3_5"), ("4/5", "n3_5"), ("1", "n1_2"),
    ("un", "n1_2"), ("une", "n1_2"), ("2 ou 3 jeunes et un adulte", "n3_5"), ("3 jeunes de 15 ans", "n3_5"),
    ("une demi-douzaine", "n6_10"), ("6, dont 2 filles", "n6_10"), ("pas plus de 5", "n3_5"),
    ("soixante et onze", "plus_10"), ("une bonne dizaine", "plus_10"), ("half a dozen", "n6_10"), ("10aine", "n6_10"),
    ("3 jeunes entre 15 et 17 ans", "n3_5"), ("3 garçons et 2 filles", "n3_5"), ("6 ou 7 ados et 2 adultes", "n6_10"),
    ("4 jeunes + 1 adulte", "n3_5"), ("plus ou moins 5", "n3_5"), ("10 jeunes dont 3 filles", "n6_10"),
    ("des dizaines", "plus_10"), ("il y en avait 7", "n6_10"), ("7 personnes et 2 chiens", "n6_10"),
    ("+10", "plus_10"), ("moins de 3", "n1_2"), ("une vingtaine de jeunes", "plus_10"),
    ("plus d'une vingtaine", "plus_10"), ("entre une dizaine et une quinzaine", "plus_10"), ("cent", "plus_10"),
    ("12 à 15", "plus_10"), ("groupe de 6", "n6_10"), ("un petit groupe", "n3_5"), ("tout seul", "n1_2"),
    ("deux", "n1_2"), ("trois ou quatre jeunes du quartier", "n3_5"), ("un jeune", "n1_2"), ("une fille", "n1_2"),
    ("quelques jeunes", "n3_5"), ("5 ou 6", "n6_10"), ("une petite dizaine", "n6_10"),
    ("une quinzaine de jeunes environ", "plus_10"), ("je dirais 7-8", "n6_10"), ("ils étaient quatre", "n3_5"),
    ("au moins 12", "plus_10"), ("difficile à dire, beaucoup", "ne_sait_pas"), ("deux jeunes", "n1_2"),
    ("une douzaine", "plus_10"), ("5 environ", "n3_5"), ("3-4", "n3_5"), ("entre dix et quinze", "plus_10"),
    ("pas compté", "ne_sait_pas"), ("une bonne vingtaine", "plus_10"), ("je sais pas, 4 ou 5", "n3_5"),
    ("moins de 10", "n6_10"), ("trois jeunes de 15-16 ans", "n3_5"), ("une 10aine", "n6_10"),
    ("environ une dizaine de jeunes", "n6_10"), ("2 mecs", "n1_2"), ("groupe d'une quinzaine", "plus_10"),
    ("5 à 6 personnes max", "n6_10"), ("je dirais une bonne dizaine", "plus_10"),
    ("trois filles et deux garçons", "n3_5"), ("au début 3 puis une dizaine", "n6_10"), ("plus de 20", "plus_10"),
    ("qqs uns", "n3_5"), ("seulement deux", "n1_2"), ("une douzaine environ", "plus_10"), ("4 ou 5 je pense", "n3_5"),
    ("entre cinq et dix", "n6_10"), ("5 à 10", "n6_10"), ("de 3 à 5", "n3_5"), ("8", "n6_10"), ("dix", "n6_10"),
    ("onze", "plus_10"), ("vingt-deux", "plus_10"), ("quatre-vingts", "plus_10"), ("quatre vingt douze", "plus_10"),
    ("soixante-dix", "plus_10"), ("trente et un", "plus_10"), ("moins de dix", "n6_10"),
    ("moins d'une dizaine", "n6_10"), ("plus de 2", "n3_5"), ("au moins une dizaine", "n6_10"),
    ("2 personnes", "n1_2"), ("une seule personne", "n1_2"), ("seul", "n1_2"), ("deux filles", "n1_2"),
    ("trois garçons", "n3_5"), ("3 ados, 2 adultes", "n3_5"), ("à peine 2", "n1_2"), ("une trentaine", "plus_10"),
    ("une cinquantaine de personnes", "plus_10"), ("je ne sais pas", "ne_sait_pas"),
    ("aucune idée désolé", "ne_sait_pas"), ("impossible à dire", "ne_sait_pas"), ("difficile à dire", "ne_sait_pas"),
    ("inconnu", "ne_sait_pas"), ("two", "n1_2"), ("a dozen", "plus_10"), ("five or six", "n6_10"),
    ("more than ten", "plus_10"), ("no idea", "ne_sait_pas"), ("7 ou 8 dont un adulte", "n6_10"),
    ("cinq jeunes", "n3_5"), ("sis", "n6_10"), ("sept ou huit", "n6_10"),
]  # fmt: skip

ASKED_AGAIN = [
    "plein", "beaucoup", "un groupe", "3, 8, 12", "1999999", "personne", "0", "zéro", "2 scooters", "la moitié",
    "pas mal", "nombreux", "trop nombreux pour compter", "une petite bande", "3 ou 4 fois", "22h", "15 ans",
    "la bande habituelle", "des jeunes", "plusieurs", "tout un groupe", "un peu", "rien", "oui", "", "???",
    "06 00 00 00 00", "2026 1 2 3",
]  # fmt: skip
CODES = {"n1_2", "n3_5", "n6_10", "plus_10", "ne_sait_pas"}
WORDS = [
    "un", "une", "deux", "dix", "vingt", "quatre", "quinze", "cent", "dizaine", "centaine", "3", "12", "2026",
    "+", "-", "et", "ou", "à", "entre", "plus", "moins", "de", "jeunes", "ados", "ans", "dont", "seul", "couple",
    "groupe", "je sais pas",
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), COUNTED)
def test_a_count_is_the_band_of_its_larger_number(text: str, code: str) -> None:
    assert read_count(text) == code


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_gives_no_number_is_asked_again(text: str) -> None:
    assert read_count(text) is None


def in_french(number: int) -> str:
    units = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"]
    units += ["treize", "quatorze", "quinze", "seize"]
    tens = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
    if number < 17:
        return units[number]
    if number < 20:
        return f"dix-{units[number - 10]}"
    ten = max(ten for ten in tens if ten <= number)
    if number == ten:
        return tens[ten] + "s" * (ten == 80)
    linked = " et " if number - ten in {1, 11} and ten != 80 else "-"
    return f"{tens[ten]}{linked}{in_french(number - ten)}"


@pytest.mark.parametrize("number", range(100))
def test_numbers_are_read_in_words_to_a_hundred(number: int) -> None:
    said = words(f"{in_french(number)} jeunes")
    assert number_at(said, 0) == (number, len(said) - 1)


def test_a_hundred_and_more_is_a_number_too() -> None:
    assert number_at(["cent"], 0) == (100, 1)
    assert number_at(["cent", "trente"], 0) == (130, 2)


@given(st.integers(1, 2000))
def test_every_number_is_in_one_band(count: int) -> None:
    assert read_count(str(count)) == band_of(count)
    bounds = {"n1_2": (1, 2), "n3_5": (3, 5), "n6_10": (6, 10), "plus_10": (11, 2000)}[band_of(count)]
    assert bounds[0] <= count <= bounds[1]


@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.text(max_size=60)))
def test_whatever_is_typed_is_a_code_or_nothing(text: str) -> None:
    assert read_count(text) in {*CODES, None}


def test_a_story_is_no_count() -> None:
    assert read_count("deux jeunes et " * 100_000) is None
