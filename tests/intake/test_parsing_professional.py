"""What relays and civic agents type is understood; on the careful side, what is not plain is asked again."""

from __future__ import annotations

import time

import pytest

from bot.i18n import Catalogues, Words
from bot.intake.asides import about_aside
from bot.intake.lexicon import MENU, lexicon, parse_phrases
from bot.intake.parsing import Read, Word, read_choice, read_word, shown
from bot.intake.question import Question
from tests.intake.professional_stage import ASK_AGAIN, CAREFUL, DATA, QUESTIONS, Karim

PLACES = DATA / "typed_places.tsv"
_COUNTED = "nb_personnes"


@pytest.fixture(scope="module")
def karim(catalogues: Catalogues) -> Karim:
    return Karim(catalogues.words())


@pytest.fixture(scope="module")
def french(catalogues: Catalogues) -> Words:
    return catalogues.words()


SCENARIOS = [
    ("jeune_informe", "Oui, il est d'accord", {"informe_accord"}),
    ("jeune_informe", "Oui et elle accepte", {"informe_accord"}),
    ("jeune_informe", "Oui, à sa demande", {"informe_accord"}),
    ("jeune_informe", "Oui à sa demande", {"informe_accord"}),
    ("jeune_informe", "elle est au courant mais refuse", {"informe_sans_accord"}),
    ("jeune_informe", "pas encore", {"non_informe"}),
    ("jeune_informe", "Non, ce serait dangereux pour lui qu'on le voie parler", {"non_informe_danger"}),
    ("tranche_age", "17 ans", {"de_15_17"}),
    ("tranche_age", "17 ans et 9 mois", {"de_15_17"}),
    ("tranche_age", "16 ans environ", {"de_15_17"}),
    ("tranche_age", "majeur", {ASK_AGAIN}),
    ("themes_relais", "isolement, recherche d'apprentissage", {"isolement+formation_orientation", "isolement+emploi"}),
    (
        "themes_relais",
        "Hébergée chez des amis jusqu'à la fin du mois. Pas de permis. Formation à Dijon en juin.",
        {"logement+mobilite", "logement+mobilite+formation_orientation"},
    ),
    ("themes_relais", "logement autonome, démarches, budget", {"logement+papiers_demarches+argent_droits"}),
    ("themes_relais", "emprise, menaces", {"violence", "violence+justice"}),
    ("source_info", "Observation et ce qu'il m'a dit", {"observation"}),
    ("source_info", "Entretien du jour", {"parole_du_jeune"}),
    ("source_info", "entretien avec la jeune", {"parole_du_jeune"}),
    ("source_info", "Ses mots, vendredi", {"parole_du_jeune"}),
    ("source_info", "sa mère nous a appelés", {"parole_tiers"}),
    ("source_info", "capture d'écran, mail", {"ecrit"}),
    ("attente_relais", "un premier contact", {"premier_contact"}),
    ("attente_relais", "coordination logement", {"coordination"}),
    ("attente_relais", "coordination", {"coordination"}),
    ("attente_relais", "un avis rapide", {"avis"}),
    ("danger_immediat", "non", {"non"}),
    ("danger_immediat", "Pas ce soir, mais oui", {"oui", "ne_sait_pas"}),
    ("ip_signalement", "non", {"non"}),
    ("delai", "dans la semaine", {"cette_semaine"}),
    ("delai", "sous 48 heures si possible", {"sous_48h"}),
    ("delai", "48h", {"sous_48h"}),
    ("delai", "dans le mois", {"non_urgent"}),
    ("delai", "au plus vite", {"immediat"}),
    ("contact_relais", "Passer par moi, il est là l'après-midi", {"via_relais"}),
    ("contact_relais", "téléphone, elle le donnera elle-même", {"telephone"}),
    ("contact_relais", "rendez-vous à trois", {"rencontre"}),
    ("danger_en_cours", "non", {"non"}),
    ("lieu", "skate park", {"skate_park"}),
    ("lieu", "bibliothèque", {"bibliotheque"}),
    ("nature", "musique et cris, plaintes des riverains", {"bruit+conflit_usage"}),
    (
        "nature",
        "refus de quitter les lieux, ton qui monte, chaise renversée",
        {"occupation_espace+altercation_verbale+degradation"},
    ),
    ("nb_personnes", "une dizaine", {"n6_10"}),
    ("nb_personnes", "5", {"n3_5"}),
    ("tranche_groupe", "ados", {"ados"}),
    ("intervention", "J'ai discuté, ils ont baissé le son", {"dialogue"}),
    ("intervention", "rappel du règlement puis sortie", {"rappel_regle"}),
    ("repetition", "troisième fois ce mois", {"frequent"}),
    ("repetition", "déjà arrivé en janvier", {"deja_vu"}),
    ("suites", "rencontrer les voisins et les jeunes ensemble", {"rencontre_groupes"}),
    ("suites", "reprendre le règlement avec eux", {"rappel_reglement"}),
]


@pytest.mark.parametrize(("question", "text", "meant"), SCENARIOS)
def test_the_words_of_the_scenarios_are_understood(karim: Karim, question: str, text: str, meant: set[str]) -> None:
    assert karim.means(question, text) in meant


@pytest.mark.parametrize("text", [
    "a priori non", "non, à moins qu'il y retourne", "non tant qu'elle reste au foyer",
    "rien ne dit qu'il n'y a pas de danger",
    "danger non écarté", "il n'y a pas que du danger", "elle n'est plus vraiment en sécurité", "aucune sécurité",
    "pas de danger ce soir", "non, mais je reste inquiète", "je ne pense pas", "normalement non", "pas encore",
    "non, avant vendredi", "elle dit que non", "pas de danger pour elle, mais pour son frère", "non je suppose",
    "danger non immédiat", "rien pour la protéger", "on ne sait jamais", "non assistance à personne en danger",
])  # fmt: skip
def test_a_danger_is_only_denied_plainly(karim: Karim, text: str) -> None:
    assert karim.means("danger_immediat", text) != "non"


@pytest.mark.parametrize("text", [
    "Non, pas de danger immédiat", "aucun danger à signaler", "non, il est protégé", "aucune urgence", "nan",
    "situation stable", "Bonjour, non", "le danger est écarté", "il n'y a aucun danger", "Non. Elle est en sécurité",
])  # fmt: skip
def test_a_plain_no_to_danger_is_taken(karim: Karim, text: str) -> None:
    assert karim.means("danger_immediat", text) == "non"


@pytest.mark.parametrize("text", [
    "pas encore", "ce n'est pas terminé", "ils ne sont pas partis", "presque fini", "plus ou moins calme",
    "rien n'est réglé", "non sauf un blessé", "calme pour l'instant", "c'était calme, plus maintenant",
    "je crois que c'est fini",
    "ils sont partis mais vont revenir", "on n'est plus en sécurité", "danger", "non, c'est pire",
])  # fmt: skip
def test_an_incident_is_only_over_when_it_is_said_plainly(karim: Karim, text: str) -> None:
    assert karim.means("danger_en_cours", text) != "non"


@pytest.mark.parametrize("text", [
    "oui", "ok", "d'accord", "oui il sait", "elle est au courant", "j'attends son accord", "il serait d'accord",
    "ses parents sont d'accord", "le directeur est d'accord", "à notre demande", "à la demande du collège",
    "ma hiérarchie a validé", "elle revient sur son accord", "accord à confirmer", "plutôt d'accord", "peu favorable",
    "elle me demande de ne rien dire", "je lui ai demandé", "on est d'accord", "je vais lui demander son accord",
    "si elle est d'accord", "il a accepté puis changé d'avis", "elle n'a pas donné son accord", "sans son accord",
])  # fmt: skip
def test_nobody_agrees_who_has_not_plainly_agreed(karim: Karim, text: str) -> None:
    assert karim.means("jeune_informe", text) != "informe_accord"


@pytest.mark.parametrize("question", [QUESTIONS[name] for name in CAREFUL], ids=CAREFUL)
@pytest.mark.parametrize("text", ["je ne sais pas", "peut-être", "?", "...", "je préfère ne pas répondre", "bonjour"])
def test_a_hesitation_never_takes_the_careless_side(karim: Karim, question: Question, text: str) -> None:
    assert karim.means(question.key, text) in {"ne_sait_pas", "non_dit", ASK_AGAIN}


def _bubbles(question: Question) -> tuple[str, ...]:
    return ("", *(menu.key for menu in question.menus))


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != _COUNTED])
@pytest.mark.parametrize("written", ["{}", "le {}", "{})", "n°{}"])
def test_a_number_is_the_button_as_it_stands_even_in_an_inner_menu(karim: Karim, name: str, written: str) -> None:
    for opened in _bubbles(QUESTIONS[name]):
        for place, button in enumerate(shown(QUESTIONS[name], opened), start=1):
            read = karim.types(name, written.format(place), menu=opened)
            assert read is not None
            assert button.key in (*read.codes, read.menu)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_label_typed_back_is_its_own_answer(karim: Karim, french: Words, name: str) -> None:
    for opened in _bubbles(QUESTIONS[name]):
        for button in shown(QUESTIONS[name], opened):
            label = button.label if button.local else french.say(button.label)
            for written in (label, label.upper(), f" {label}.", label.replace("'", "’")):
                read = karim.types(name, written, menu=opened)
                assert read is not None, written
                assert button.key in (*read.codes, read.menu), written


def test_a_number_of_people_is_no_button(karim: Karim) -> None:
    assert [karim.means(_COUNTED, text) for text in ("2", "4", "12", "je ne sais pas")] == [
        "n1_2", "n3_5", "plus_10", "ne_sait_pas",
    ]  # fmt: skip


def test_several_numbers_are_several_answers_where_several_may_be_given(karim: Karim) -> None:
    assert karim.means("intervention", "1 et 3") == "aucune+rappel_regle"
    assert karim.means("suites", "1, 2") == "presence_mediateur+rencontre_groupes"
    assert karim.means("delai", "1 et 3") == ASK_AGAIN


@pytest.mark.parametrize(
    "text", ["a" * 4096, "pas de danger " * 17, "rue de la gare " * 16, "0 " * 2048, "ou , et " * 512]
)
def test_the_longest_message_is_read_in_no_time(karim: Karim, text: str) -> None:
    asked = ("themes_relais", "nature", "lieu", "danger_immediat", "jeune_informe")
    for question in asked:
        karim.types(question, "rien")  # the reader of a question is built once
    started = time.perf_counter()
    for question in asked:
        karim.types(question, text)
    assert time.perf_counter() - started < 0.25


def test_a_relay_says_what_they_write_about(french: Words) -> None:
    question = about_aside(("MS-2026-0042", "relais", "civique", "jeune"))
    meant = {
        "la situation d'un jeune": "relais", "un incident": "civique", "c'est pour moi": "jeune",
        "MS-2026-0042": "MS-2026-0042", "la fiche MS-2026-0042": "MS-2026-0042",
    }  # fmt: skip
    for text, target in meant.items():
        assert read_choice(question, text, label=french.say) == Read((target,)), text


def test_a_number_typed_by_a_relay_is_never_kept_as_the_person_s(karim: Karim) -> None:
    read = karim.types("contact_relais", "par téléphone au 06 00 00 00 00")
    assert read is not None
    assert (read.codes, dict(read.also)) == (("telephone",), {})


@pytest.mark.parametrize(("text", "codes"), [
    (phrase.typed, "+".join(phrase.codes).split("|")) for phrase in parse_phrases(PLACES.read_text("utf-8"))
])  # fmt: skip
def test_a_place_is_known_by_its_names_and_a_kind_of_place_opens_its_menu(
    karim: Karim, text: str, codes: list[str]
) -> None:
    assert karim.means("lieu", text) in codes


def test_a_group_of_places_opens_the_menu_within_the_menu(karim: Karim) -> None:
    group = next(menu for menu in QUESTIONS["lieu"].menus if menu.label == "Centre social")
    assert group.within == "equipement_municipal"
    assert karim.means("lieu", "au centre social") == f"{MENU}{group.key}"


def test_no_professional_phrase_is_taken_for_a_command_except_a_cry_for_help() -> None:
    assert {read_word(phrase.typed) for phrase in lexicon().professional} <= {None, Word.HELP}


@pytest.mark.parametrize("text", ["pas urgent", "pas de suite", "pas maintenant"])
def test_not_is_no_skip(text: str) -> None:
    assert read_word(text) is None


def test_every_phrase_names_a_question_and_codes_that_exist() -> None:
    for phrase in lexicon().professional:
        if phrase.question != "about":
            question = QUESTIONS[phrase.question]
            keys = {choice.key for choice in question.choices} | {MENU + menu.key for menu in question.menus}
            assert keys.issuperset(phrase.codes), phrase
