"""The declarations: what the questionnaire of Beaune promises, and what no questionnaire may declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogues
from bot.intake.question import (
    NOT_SAID,
    Choice,
    Codes,
    Is,
    Kind,
    Menu,
    Question,
    Reader,
    Sensitivity,
    Sooner,
)
from bot.intake.questionnaire import BrokenQuestionnaire, Questionnaire
from bot.intake.youth import youth
from bot.territory import District, load_territory

BEAUNE = youth(district for district in load_territory().districts if district.active)

# The fields of a first contact in the order in which they are asked (product.md §2, domaine.md §1.6 a).
BEFORE = [
    "pour_qui", "en_securite", "tranche_age", "themes", "recit", "attente", "delai_souhaite", "designation",
    "secteur", "deja_aide", "contact_mode", "telephone", "contact_discret", "creneaux", "accord_envoi",
]  # fmt: skip
AFTER = ["accord_partage", "langue"]

# The codes of domaine.md §1.6 a and scenarios.yaml (`valeurs_autorisees`); `non_dit` exists beside them everywhere.
VALUES = {
    "pour_qui": "moi ami famille autre",
    "en_securite": "oui non ne_sait_pas",
    "tranche_age": "moins_13 de_13_14 de_15_17 de_18_20 de_21_25 plus_25",
    "themes": "scolarite decrochage formation_orientation emploi logement argent_droits papiers_demarches famille "
    "conflit harcelement violence sante sante_mentale addictions vie_affective justice mobilite isolement "
    "loisirs_engagement autre",
    "attente": "etre_ecoute information rendez_vous aide_demarche mediation_conflit ne_sait_pas",
    "delai_souhaite": "aujourd_hui cette_semaine pas_presse",
    "deja_aide": "personne centre_social mission_locale ecole ase autre",
    "contact_mode": "telegram telephone rencontre via_adulte",
    "contact_discret": "oui non ne_sait_pas",  # « perhaps » is product.md §2
    "creneaux": "matin midi apres_midi soir peu_importe",
    "accord_envoi": "oui non",
    "accord_partage": "oui non",
    "secteur": "blanches_fleurs bretonniere saint_jacques champagne_saint_nicolas gigny prevolles_verotte hors_beaune",
    "langue": "fr en ar uk pt es tr sq fa ps ru bm ff autre",
}
WITHOUT_UNSAID = {"accord_envoi"}
"""A yes or a no, which cannot be passed."""


def chosen() -> st.SearchStrategy[dict[str, Codes]]:
    """Answers to any of the questions, as if they had come in any order."""
    nothing: Codes = ()
    possible = {q.key: [nothing, *((choice.key,) for choice in q.choices)] for q in BEAUNE.questions}
    return st.fixed_dictionaries({}, optional={key: st.sampled_from(codes) for key, codes in possible.items()})


def test_the_questions_come_in_the_order_of_the_product_with_the_keys_of_the_field() -> None:
    assert [question.key for question in BEAUNE.questions if not question.after_sending] == BEFORE
    assert [question.key for question in BEAUNE.questions if question.after_sending] == AFTER


def test_every_choice_is_a_code_of_the_field_and_none_is_missing() -> None:
    for question in BEAUNE.questions:
        codes = {choice.key for choice in question.choices} - {NOT_SAID}
        assert codes == set(VALUES.get(question.key, "").split()), question.key


def test_not_saying_is_possible_everywhere_but_for_the_agreement_to_send() -> None:
    without = {q.key for q in BEAUNE.questions if q.kind is Kind.CHOICE and q.choice(NOT_SAID) is None}
    assert without == WITHOUT_UNSAID


def test_only_the_agreement_to_send_cannot_be_passed() -> None:
    assert {question.key for question in BEAUNE.questions if question.must} == {"accord_envoi"}


def test_what_passing_stores_is_an_answer_of_the_question() -> None:
    for question in BEAUNE.questions:
        assert not question.unsaid or question.choice(question.unsaid), question.key


def test_the_group_may_read_the_age_band_and_nothing_else() -> None:
    assert [q.key for q in BEAUNE.questions if Reader.GROUP in q.readers] == ["tranche_age"]
    assert all(Reader.CASE_HOLDER in question.readers for question in BEAUNE.questions)


def test_what_says_something_about_health_or_safety_is_special_and_words_are_never_plain() -> None:
    special = {q.key for q in BEAUNE.questions if q.sensitivity is Sensitivity.SPECIAL}
    assert special == {"en_securite", "themes", "recit"}
    for question in BEAUNE.questions:
        assert question.kind is Kind.CHOICE or question.sensitivity is not Sensitivity.PLAIN, question.key


def test_words_and_telephone_numbers_are_never_counted() -> None:
    assert not any(question.counted for question in BEAUNE.questions if question.kind is not Kind.CHOICE)


def test_every_text_is_in_the_french_catalogue(catalogues: Catalogues) -> None:
    french = catalogues.words("fr")
    texts = {text for q in BEAUNE.questions for text in (q.prompt, q.label, *(v.prompt for v in q.variants))}
    texts |= {c.label for q in BEAUNE.questions for c in q.choices if not c.local}
    texts |= {menu.label for q in BEAUNE.questions for menu in q.menus}
    assert [text for text in sorted(texts) if french.say(text) == text] == []


# Which question comes next


@pytest.mark.parametrize("said", ["non", "ne_sait_pas", NOT_SAID])
def test_who_reads_the_phone_is_asked_right_after_safety_unless_it_is_a_plain_yes(said: str) -> None:
    keys = [question.key for question in BEAUNE.sequence({"en_securite": (said,)})]
    assert keys[:4] == ["pour_qui", "en_securite", "contact_discret", "tranche_age"]


def test_who_reads_the_phone_is_asked_with_the_contact_after_a_plain_yes() -> None:
    keys = [question.key for question in BEAUNE.sequence({"en_securite": ("oui",)})]
    assert keys.index("contact_discret") == keys.index("contact_mode") + 1


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({}, set()),
        ({"contact_mode": ("telephone",)}, {"telephone", "creneaux"}),
        ({"contact_mode": ("rencontre",)}, {"creneaux"}),
        ({"contact_discret": ("oui",)}, {"creneaux"}),
        ({"contact_discret": ("ne_sait_pas",)}, {"creneaux"}),
        ({"contact_discret": ("non",), "contact_mode": ("telegram",)}, set()),
    ],
)
def test_number_and_time_are_asked_only_when_they_are_of_use(answers: Mapping[str, Codes], more: set[str]) -> None:
    keys = {question.key for question in BEAUNE.sequence(answers)}
    assert keys & {"telephone", "creneaux"} == more


@given(chosen(), st.booleans())
def test_whatever_was_answered_each_question_that_applies_is_asked_once(answers: dict[str, Codes], sent: bool) -> None:
    keys = [question.key for question in BEAUNE.sequence(answers, after_sending=sent)]
    expected = {q.key for q in BEAUNE.questions if q.after_sending == sent and q.when.holds(answers)}
    assert len(keys) == len(set(keys))
    assert set(keys) == expected
    following = BEAUNE.next_open(answers, after_sending=sent)
    assert (following.key if following else None) == next((key for key in keys if key not in answers), None)


@given(chosen())
def test_answers_that_no_longer_apply_are_dropped_and_nothing_else(answers: dict[str, Codes]) -> None:
    kept = BEAUNE.applicable(answers)
    assert kept.items() <= answers.items()
    assert all(BEAUNE.by_key[key].when.holds(kept) for key in kept)
    assert set(answers) - set(kept) <= {"telephone", "creneaux"}
    assert BEAUNE.applicable(kept) == kept


def test_what_depends_on_a_dropped_answer_is_dropped_too() -> None:
    chain = Questionnaire("chain", 1, (
        declared("a"), declared("b", when=Is("a", ("oui",))), declared("c", when=Is("b", ("oui",))),
    ))  # fmt: skip
    assert chain.applicable({"a": ("non",), "b": ("oui",), "c": ("oui",)}) == {"a": ("non",)}


# What no questionnaire may declare

YES, MENU = Choice("oui", "Yes"), Menu("m", "Menu")


def declared(key: str = "q", **values: Any) -> Question:
    given = {
        "kind": Kind.CHOICE, "prompt": "Prompt?", "label": "Label", "sensitivity": Sensitivity.PERSONAL,
        "readers": frozenset({Reader.CASE_HOLDER}), "counted": False, "choices": (YES, Choice("non", "No")), **values,
    }  # fmt: skip
    return Question(key=key, **given)


@pytest.mark.parametrize("forgotten", ["sensitivity", "readers", "counted"])
def test_forgetting_who_reads_or_how_sensitive_an_answer_is_is_refused_at_once(forgotten: str) -> None:
    complete: dict[str, Any] = {
        "key": "q", "kind": Kind.CHOICE, "prompt": "Prompt?", "label": "Label",
        "sensitivity": Sensitivity.PLAIN, "readers": frozenset(), "counted": True,
    }  # fmt: skip
    Question(**complete)
    del complete[forgotten]
    with pytest.raises(TypeError, match=forgotten):
        Question(**complete)


def many(number: int, within: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"{within}c{place}", "Choice", within=within) for place in range(number))


def many_in_m(number: int) -> tuple[Choice, ...]:
    return many(number, MENU.key)


BROKEN: list[tuple[str, tuple[Question, ...]]] = [
    ("a: key used twice", (declared("a"), declared("a"))),
    ("a: a condition names a later question", (declared("a", when=Is("b", ("oui",))), declared("b"))),
    ("a: a condition names a later question", (declared("a", when=Is("a", ("oui",))),)),
    ("a: a condition names a later", (declared("a", sooner=Sooner("b", Is("b", ("oui",)))), declared("b"))),
    ("may not reach the group", (declared(sensitivity=Sensitivity.SPECIAL, readers=frozenset({Reader.GROUP})),)),
    ("no choices", (declared(choices=()),)),
    ("words need a longest", (declared(kind=Kind.STORY, choices=()),)),
    ("a choice key is used twice", (declared(choices=(YES, YES)),)),
    ("a choice key is used twice", (declared(choices=(YES, *many(1, "oui")), menus=(Menu("oui", "Menu"),)),)),
    ("more than 6 buttons in the first", (declared(choices=many(7)),)),
    ("more than 6 buttons in the first", (declared(choices=(*many(6), *many_in_m(1)), menus=(MENU,)),)),
    ("more than 6 buttons in m", (declared(choices=many_in_m(7), menus=(MENU,)),)),
    ("stands in an unknown menu", (declared(choices=(YES, *many_in_m(1))),)),
    ("menu m opens nothing", (declared(menus=(MENU,)),)),
    ("does not fit into callback data", (declared(choices=(Choice("c" * 48, "Long"),)),)),
    ("does not fit into callback data", (declared(choices=many(1, "m" * 48), menus=(Menu("m" * 48, "Menu"),)),)),
    ("would be taken for something else", (declared(choices=(Choice("_back", "Back"),)),)),
    ("would be taken for something else", (declared(choices=(Choice("a:b", "A"),)),)),
]


@pytest.mark.parametrize(("problem", "questions"), BROKEN)
def test_a_declaration_that_cannot_be_asked_is_refused_by_name(problem: str, questions: tuple[Question, ...]) -> None:
    with pytest.raises(BrokenQuestionnaire, match=problem):
        Questionnaire("broken", 1, questions)


def test_a_said_only_choice_takes_no_button() -> None:
    Questionnaire("full", 1, (declared(choices=(*many(6), Choice(NOT_SAID, "Unsaid", said_only=True))),))


# Another town


def district(number: int, group: str = "") -> District:
    return District(f"district_{number}", f"District {number}", group=group)


def test_a_town_of_six_districts_shows_them_side_by_side() -> None:
    question = youth(district(number) for number in range(6)).by_key["secteur"]
    assert question.menus == ()
    assert [choice.within for choice in question.choices if not choice.said_only] == [""] * 6


def test_a_larger_town_shows_its_groups_behind_a_button_each() -> None:
    grouped = [district(number, "North" if number % 2 else "South") for number in range(10)]
    question = youth([district(10), *grouped]).by_key["secteur"]
    assert [menu.label for menu in question.menus] == ["South", "North"]
    inside = {menu.key: [c.key for c in question.choices if c.within == menu.key] for menu in question.menus}
    assert [len(keys) for keys in inside.values()] == [5, 5]


def test_a_district_with_the_longest_id_a_territory_allows_can_be_tapped() -> None:
    youth([District("d" * 40, "Longest")])
