"""What young people type to a closed question is understood; what is not clear is asked again."""

from __future__ import annotations

import pytest

from bot.i18n import Catalogues, Words
from bot.intake.normal import words
from bot.intake.parsing import Read, read_choice, shown
from bot.intake.question import Choice, Question
from tests.intake.typing_stage import CLOSED, QUESTIONS, Lina, closed


@pytest.fixture(scope="module")
def lina(catalogues: Catalogues) -> Lina:
    return Lina(catalogues.words())


@pytest.fixture(scope="module")
def french(catalogues: Catalogues) -> Words:
    return catalogues.words()


# What the scenarios of the field and the model bubbles let people type.
TYPED = [
    ("pour_qui", "Pour moi", "moi"),
    ("pour_qui", "moi et mon coloc", "moi"),
    ("themes", "l'école, j'y vais plus trop", "scolarite+decrochage"),
    ("themes", "logement et un peu les aides aussi", "logement+argent_droits"),
    ("themes", "la fumette, et jvois personne", "addictions+isolement"),
    ("themes", "mon copain", "vie_affective"),
    ("themes", "conflit", "conflit"),
    ("themes", "logement autonome, démarches, budget", "logement+papiers_demarches+argent_droits"),
    ("en_securite", "oui t'inquiète", "oui"),
    ("en_securite", "là oui il est au travail", "oui"),
    ("en_securite", "jsais pas", "ne_sait_pas"),
    ("attente", "savoir si on peut changer en cours d'année", "information"),
    ("attente", "juste que qqn me parle", "etre_ecoute"),
    ("attente", "que quelqu'un vienne parler avec nous deux", "mediation_conflit"),
    ("attente", "partir mais jsais pas où", "aide_demarche"),
    ("attente", "parler à quelqu'un qui juge pas", "etre_ecoute"),
    ("delai_souhaite", "cette semaine si possible", "cette_semaine"),
    ("delai_souhaite", "quand vous pouvez", "pas_presse"),
    ("delai_souhaite", "pas pressé, d'ici un mois", "pas_presse"),
    ("secteur", "Saint-Jacques", "saint_jacques"),
    ("deja_aide", "non personne", "personne"),
    ("contact_mode", "ici c'est bien", "telegram"),
    ("contact_mode", "me voir au centre social", "rencontre"),
    ("creneaux", "le matin avant 10h", "matin"),
    ("contact_discret", "non c'est bon", "non"),
    ("contact_discret", "oui elle regarde mon tel des fois", "oui"),
    ("contact_discret", "oui surtout", "oui"),
    ("accord_envoi", "go", "oui"),
    ("accord_envoi", "ok", "oui"),
    ("accord_envoi", "OUIIIII !!!", "oui"),
    ("accord_partage", "oui avec la mission locale ok", "oui"),
    ("accord_partage", "non pas encore", "non"),
]


@pytest.mark.parametrize(("question", "text", "meant"), TYPED)
def test_the_words_of_the_scenarios_are_understood(lina: Lina, question: str, text: str, meant: str) -> None:
    assert lina.means(question, text) == meant


@pytest.mark.parametrize("question", CLOSED, ids=lambda question: question.key)
def test_every_label_typed_back_is_its_own_answer(lina: Lina, french: Words, question: Question) -> None:
    for opened in ("", *(menu.key for menu in question.menus)):
        for button in shown(question, opened):
            label = button.label if getattr(button, "local", False) else french.say(button.label)
            for written in (label, label.upper(), f" {label} !", label.replace("'", "’")):
                read = lina.types(question.key, written, menu=opened)
                assert read is not None, f"{written!r}"
                assert button.key in (*read.codes, read.menu), f"{written!r}"


@pytest.mark.parametrize("question", CLOSED, ids=lambda question: question.key)
@pytest.mark.parametrize("written", ["{}", "le {}", "{})", "n°{}", "{}."])
def test_a_number_is_the_button_as_it_stands_in_the_open_menu(lina: Lina, question: Question, written: str) -> None:
    for opened in ("", *(menu.key for menu in question.menus)):
        for place, button in enumerate(shown(question, opened), start=1):
            read = lina.types(question.key, written.format(place), menu=opened)
            assert read is not None
            assert button.key in (*read.codes, read.menu)


def test_the_first_bubble_shows_choices_and_then_menus_and_nothing_that_is_only_said() -> None:
    assert [button.key for button in shown(QUESTIONS["tranche_age"])] == [
        "de_13_14", "de_15_17", "de_18_20", "de_21_25", "autre_age",
    ]  # fmt: skip
    assert [button.key for button in shown(QUESTIONS["tranche_age"], "autre_age")] == ["moins_13", "plus_25"]


def test_a_number_beyond_the_buttons_is_asked_again(lina: Lina) -> None:
    assert lina.types("attente", "9") is None


def test_two_numbers_are_two_subjects_but_never_two_ages(lina: Lina) -> None:
    assert lina.means("themes", "1 et 3", menu="ecole_travail") == "scolarite+formation_orientation"
    assert lina.types("creneaux", "1, 2") is None


def test_the_same_words_are_the_menu_outside_and_the_choice_inside(lina: Lina) -> None:
    assert lina.means("themes", "autre chose") == "menu:autre_chose"
    assert lina.means("themes", "Autre chose", menu="autre_chose") == "autre"


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("16", "de_15_17"), ("16 ans", "de_15_17"), ("16 ans et demi", "de_15_17"), ("bientôt 18", "de_15_17"),
        ("17 et 9 mois", "de_15_17"), ("17 ans et 9 mois", "de_15_17"), ("j'aurai 15 en mars", "de_13_14"),
        ("g 12an", "moins_13"), ("dix-sept ans", "de_15_17"), ("vingt et un", "de_21_25"), ("13-14", "de_13_14"),
        ("22 ans", "de_21_25"), ("soixante-dix ans", "plus_25"), ("je suis en 4e, 13 ans", "de_13_14"),
        ("- de 13", "moins_13"), ("+ de 25", "plus_25"), ("pas encore 13", "moins_13"),
        ("18 dans deux mois", "de_15_17"),
        ("١٦", "de_15_17"), ("3 ans", "moins_13"), ("14 dans 2 semaines, 13 pour l'instant", "de_13_14"),
    ],
)  # fmt: skip
def test_an_age_is_read_in_digits_and_in_words(lina: Lina, text: str, band: str) -> None:
    assert lina.means("tranche_age", text) == band


@pytest.mark.parametrize("text", ["0", "120", "16 ou 18", "en terminale", "plus de 18 ans", "9999", "jsp", "j'ai 0 an"])
def test_what_is_no_single_age_is_asked_again(lina: Lina, text: str) -> None:
    assert lina.types("tranche_age", text) is None


@pytest.mark.parametrize("text", ["oui mais non", "non mais oui", "oui puis non", "oui j'ai peur", "non tout va bien"])
def test_a_yes_beside_a_no_is_asked_again(lina: Lina, text: str) -> None:
    assert lina.types("en_securite", text) is None


@pytest.mark.parametrize(
    ("question", "text", "meant"),
    [
        ("en_securite", "je suis pas en danger", "oui"), ("en_securite", "je me sens pas en sécurité", "non"),
        ("en_securite", "pas trop", "non"), ("en_securite", "carrément pas", "non"),
        ("en_securite", "je sais pas où aller", "non"), ("en_securite", "chez moi oui mais dehors non", "ne_sait_pas"),
        ("en_securite", "non je suis pas en danger", None), ("en_securite", "oui je crois", None),
        ("en_securite", "grave", None), ("contact_discret", "grave", "oui"),
        ("contact_discret", "je crois que oui", "oui"),
        ("contact_discret", "je pense pas", None), ("contact_discret", "pas de souci", "non"),
        ("someone_near", "oui je crois", None), ("someone_near", "je veux pas leur dire", "non"),
    ],
)  # fmt: skip
def test_what_is_not_sure_about_safety_is_asked_again(lina: Lina, question: str, text: str, meant: str | None) -> None:
    assert lina.means(question, text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("ma mère", "famille"), ("ma mère m'a mis à la porte", "logement"), ("mon père boit tous les soirs", "addictions"),
     ("ça va mal avec ma mère", "famille"), ("le lycée", "scolarite"), ("jme fais frapper au lycée", "violence"),
     ("mon père boit et il me tape", "addictions+violence")],
)  # fmt: skip
def test_who_and_where_step_back_behind_what_happens(lina: Lina, text: str, meant: str) -> None:
    assert lina.means("themes", text) == meant


def test_two_answers_where_one_is_asked_for_are_asked_again(lina: Lina) -> None:
    assert lina.types("creneaux", "le matin ou le soir") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("pas vraiment", "non"), ("non non", "non"), ("oui oui", "oui"), ("d'acc", "oui"), ("vas-y", "oui"), ("👍", "oui"),
     ("pas de souci", "oui"), ("surtout pas", "non")],
)  # fmt: skip
def test_negations_and_agreements_are_told_apart(lina: Lina, text: str, meant: str) -> None:
    assert lina.means("accord_envoi", text) == meant


def test_a_hesitation_counts_only_where_it_is_an_answer(lina: Lina) -> None:
    assert lina.means("en_securite", "jsp") == "ne_sait_pas"
    assert lina.means("attente", "je sais pas trop") == "ne_sait_pas"
    assert lina.types("accord_envoi", "jsp") is None
    assert lina.types("themes", "jsp") is None


@pytest.mark.parametrize("question", [q for q in CLOSED if q.choice("non_dit")], ids=lambda question: question.key)
@pytest.mark.parametrize("text", ["joker", "je veux pas dire", "jpréfère pas répondre", "je garde ça pour moi"])
def test_not_wanting_to_say_is_an_answer_everywhere(lina: Lina, question: Question, text: str) -> None:
    assert lina.means(question.key, text) == "non_dit"


def test_a_refusal_to_answer_is_no_refusal_to_send(lina: Lina) -> None:
    assert lina.types("accord_envoi", "je veux pas répondre") is None


def test_more_subjects_than_allowed_are_asked_again(lina: Lina) -> None:
    assert lina.types("themes", "ma famille, l'argent, un logement, le travail") is None


def test_a_number_typed_with_the_wish_to_be_called_answers_both(lina: Lina) -> None:
    read = lina.types("contact_mode", "par téléphone c'est mieux, 07 00 00 00 00")
    assert read == Read(("telephone",), also={"telephone": ("07 00 00 00 00",)})


def test_a_story_is_no_answer_to_a_closed_question(lina: Lina) -> None:
    assert lina.types("themes", "ça fait trois semaines que je sèche le lycée. " * 8) is None


def test_a_question_without_a_lexicon_still_reads_its_labels_numbers_and_typed_words() -> None:
    station = Choice("gare", "La gare", local=True, typed=("le train",))
    question = closed("lieu", station, Choice("parc", "Le parc", local=True))
    for text, code in (("la gare", "gare"), ("2", "parc"), ("au niveau de la gare hier", "gare"), ("le train", "gare")):
        read = read_choice(question, text, label=str)
        assert read is not None
        assert read.codes == (code,)
    assert read_choice(question, "la gare ou le parc", label=str) is None


@pytest.mark.parametrize(
    ("typed", "alike"),
    [("jsui", "je suis"), ("j'ai", "g"), ("jpeux", "je peux"), ("qqn", "quelqu'un"), ("rdv", "rendez-vous"),
     ("OUIIII", "oui"), ("aujourd’hui", "ajd"), ("s'il te plaît", "svp"), ("16ans", "16 ans"), ("C koi", "c'est quoi")],
)  # fmt: skip
def test_spellings_of_the_same_words_become_one(typed: str, alike: str) -> None:
    assert words(typed) == words(alike)
