"""The dialogue as a pure machine: which road an answer opens, and what is said and done on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed, Dialogue, Move, Nav
from bot.intake.draft import Draft, Part
from bot.triage.urgency import Level
from tests.intake.walks import NOW, after_sending, asked, beaune, safe, say, tap


@pytest.fixture(scope="module")
def dialogue(catalogues: Catalogues) -> Dialogue:
    return beaune(catalogues).dialogue("", NOW)


def kinds(move: Move) -> list[str]:
    return [bubble.kind for bubble in move.says]


# The short road


def test_eight_taps_lead_from_the_welcome_to_the_sending(dialogue: Dialogue) -> None:
    road = ("commencer", "moi", "oui", "de_15_17", "ecole_travail", "decrochage", Nav.DONE, "envoyer")
    move = tap(dialogue, dialogue.begin().draft, *road)
    assert move.deeds == (Deed.SUBMIT,)
    assert move.draft.answers["themes"] == ("decrochage",)
    assert len(road) <= 8


def test_the_short_road_is_offered_once_after_the_story_and_can_be_left_aside(dialogue: Dialogue) -> None:
    move = tap(dialogue, safe(themes="emploi"), Nav.DONE)
    assert asked(dialogue, move.draft) == Aside.SHORT_ROAD
    move = tap(dialogue, move.draft, "continuer", "rendez_vous", "cette_semaine")
    assert asked(dialogue, move.draft) == "designation"


def test_going_back_to_the_story_offers_the_short_road_again(dialogue: Dialogue) -> None:
    move = tap(dialogue, safe(themes="emploi"), Nav.DONE, "continuer", Nav.BACK)
    assert asked(dialogue, move.draft) == "recit"
    assert asked(dialogue, tap(dialogue, move.draft, Nav.DONE).draft) == Aside.SHORT_ROAD


def test_the_long_road_ends_with_the_recap_and_a_question(dialogue: Dialogue) -> None:
    road = ("continuer", "information", "pas_presse", Nav.PASS, "gigny", "ecole", "telegram", "non")
    move = tap(dialogue, safe(themes="emploi"), Nav.DONE, *road)
    assert kinds(move) == [Say.RECAP, Say.QUESTION]
    assert asked(dialogue, move.draft) == "accord_envoi"
    assert tap(dialogue, move.draft, "oui").deeds == (Deed.SUBMIT,)
    assert tap(dialogue, move.draft, "non").deeds == (Deed.REFUSE,)


def test_a_yes_or_no_to_the_sending_is_never_guessed(dialogue: Dialogue) -> None:
    said = {question.key: "non_dit" for question in dialogue.questionnaire.questions if not question.after_sending}
    ready = Draft(answers={key: (code,) for key, code in said.items() if key != "accord_envoi"})
    for answer in (tap(dialogue, ready, Nav.PASS), say(dialogue, ready, "bof", "bof", "bof", "passer")):
        assert asked(dialogue, answer.draft) in ("accord_envoi", Aside.KEEP_WORDS)
        assert answer.deeds == ()
        assert "accord_envoi" not in answer.draft.answers


@pytest.mark.parametrize(
    "words",
    ["attends j'ai pas fini", "vous allez le dire à ma mère ?", "je veux changer mon âge", "oui mais pas à ma mère"],
)
def test_a_sentence_neither_sends_nor_erases(dialogue: Dialogue, words: str) -> None:
    said = {question.key: ("non_dit",) for question in dialogue.questionnaire.questions if not question.after_sending}
    ready = Draft(answers={key: code for key, code in said.items() if key != "accord_envoi"})
    move = say(dialogue, ready, words)
    assert move.deeds == ()
    assert move.says[-1].params["numbered"] is True
    assert move.draft.first_words == (Part(words, "m1"),)
    assert say(dialogue, ready, "oui").deeds == (Deed.SUBMIT,)
    assert say(dialogue, ready, "non merci").deeds == (Deed.REFUSE,)


# An alert


def test_after_no_come_numbers_someone_near_the_team_the_phone_and_the_shorter_road(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "moi", "non")
    assert kinds(move) == [Say.NUMBERS, Say.QUESTION]
    seen = [asked(dialogue, move.draft)]
    for choice in ("non", "oui", "oui", "continuer", "envoyer", "telegram"):
        move = tap(dialogue, move.draft, choice)
        seen.append(asked(dialogue, move.draft))
    assert seen == [
        Aside.SOMEONE_NEAR, Aside.WARN_TEAM, "contact_discret", Aside.DISCREET_NOTICE, Aside.SHORT_ROAD,
        "contact_mode", "",
    ]  # fmt: skip
    assert move.deeds == (Deed.SUBMIT,)


def test_the_shorter_road_asks_for_the_number_that_a_call_needs(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "moi", "non", "oui", "non", "non", "envoyer", "telephone")
    assert asked(dialogue, move.draft) == "telephone"
    move = say(dialogue, move.draft, "0700000000")
    assert move.deeds == (Deed.SUBMIT,)
    assert move.draft.answers["telephone"] == ("07 00 00 00 00",)


@pytest.mark.parametrize(
    ("near", "said"), [("oui", Say.GO_SEE), ("non", Say.WRITE_114), ("ne_sait_pas", Say.WRITE_114)]
)
def test_each_answer_about_someone_near_leads_somewhere(dialogue: Dialogue, near: str, said: Say) -> None:
    assert kinds(tap(dialogue, Draft(), "moi", "non", near))[0] == said


def test_the_team_is_warned_only_after_a_yes(dialogue: Dialogue) -> None:
    before = tap(dialogue, Draft(), "moi", "non", "non").draft
    yes, no = tap(dialogue, before, "oui"), tap(dialogue, before, "non")
    assert (yes.deeds, yes.draft.warned, kinds(yes)[0]) == ((Deed.WARN,), True, Say.WARNED)
    assert (no.deeds, no.draft.warned, kinds(no)[0]) == ((), False, Say.NOT_WARNED)


def test_a_town_that_decided_so_warns_at_once_and_says_it(dialogue: Dialogue) -> None:
    move = tap(replace(dialogue, warns_always=True), Draft(), "moi", "non")
    assert move.deeds == (Deed.WARN,)
    assert kinds(move) == [Say.NUMBERS, Say.WARNED_ALWAYS, Say.QUESTION]
    assert move.draft.asides == (Aside.SOMEONE_NEAR,)


def test_hesitating_shows_the_numbers_and_warns_nobody(dialogue: Dialogue) -> None:
    move = tap(replace(dialogue, warns_always=True), Draft(), "moi", "ne_sait_pas")
    assert kinds(move) == [Say.NUMBERS, Say.QUESTION]
    assert (move.draft.asides, move.deeds) == ((Aside.SOMEONE_NEAR,), ())
    assert move.draft.highest is Level.RAPIDE


def test_a_team_that_was_warned_is_not_warned_again(dialogue: Dialogue) -> None:
    warned = tap(dialogue, Draft(warned=True), "moi", "non")
    assert (warned.draft.asides, warned.deeds) == ((Aside.SOMEONE_NEAR,), ())


def test_an_answer_taken_back_never_lowers_the_level(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "moi", "non", Nav.BACK, "oui")
    assert move.draft.answers["en_securite"] == ("oui",)
    assert move.draft.firm_level is Level.NORMAL
    assert move.draft.level is Level.IMMEDIAT


def test_the_short_road_is_offered_again_after_going_back_behind_it(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "moi", "ne_sait_pas", "oui", "non")
    assert asked(dialogue, move.draft) == Aside.SHORT_ROAD
    move = tap(dialogue, move.draft, Nav.BACK)
    assert asked(dialogue, move.draft) == "contact_discret"
    assert asked(dialogue, tap(dialogue, move.draft, "non").draft) == Aside.SHORT_ROAD


@pytest.mark.parametrize("reads", ["oui", "ne_sait_pas"])
def test_a_phone_that_others_read_is_explained_and_can_be_hidden_at_once(dialogue: Dialogue, reads: str) -> None:
    before = safe(themes="emploi", recit="", attente="non_dit", delai_souhaite="non_dit", designation="")
    before = replace(before, answers={**before.answers, "secteur": ("gigny",), "deja_aide": ("personne",)})
    before = replace(before, offered=frozenset({"story"}))
    move = tap(dialogue, before, "telegram", reads)
    assert asked(dialogue, move.draft) == Aside.DISCREET_NOTICE
    assert tap(dialogue, move.draft, "cacher").deeds == (Deed.HIDE,)
    assert asked(dialogue, tap(dialogue, move.draft, "continuer").draft) == "creneaux"


def test_an_unknown_reader_counts_as_one_after_an_alert_only(dialogue: Dialogue) -> None:
    alerted = tap(dialogue, Draft(), "moi", "non", "oui", "non", Nav.PASS)
    assert (alerted.draft.discreet, asked(dialogue, alerted.draft)) == (True, Aside.DISCREET_NOTICE)
    calm = tap(dialogue, Draft(), "moi", Nav.PASS, Nav.PASS)
    assert (calm.draft.discreet, asked(dialogue, calm.draft)) == (False, "tranche_age")


# Doors beside the questions


@pytest.mark.parametrize("age", ["moins_13", "plus_25"])
def test_an_age_beyond_the_service_is_shown_another_door_and_may_go_on(dialogue: Dialogue, age: str) -> None:
    move = tap(dialogue, Draft(), "moi", "oui", "autre_age", age)
    assert kinds(move) == [Say.OTHER_DOOR, Say.QUESTION]
    assert asked(dialogue, move.draft) == "themes"


def test_living_elsewhere_is_said_for_what_the_territory_calls_outside(dialogue: Dialogue) -> None:
    here = replace(safe(themes="emploi", recit="", attente="non_dit", delai_souhaite="non_dit"), short=False)
    here = replace(here, answers={**here.answers, "designation": ()}, offered=frozenset({"story"}))
    assert kinds(tap(dialogue, here, "hors_beaune")) == [Say.OUTSIDE, Say.QUESTION]
    assert kinds(tap(dialogue, here, "gigny")) == [Say.QUESTION]
    assert kinds(tap(replace(dialogue, outside=frozenset({"gigny"})), here, "gigny"))[0] == Say.OUTSIDE


def test_learning_more_leaves_the_welcome_where_it_is(dialogue: Dialogue) -> None:
    move = tap(dialogue, dialogue.begin().draft, "en_savoir_plus")
    assert move.deeds == (Deed.INFORM,)
    assert asked(dialogue, move.draft) == Aside.WELCOME


def test_questions_about_another_are_asked_about_them(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "ami")
    assert move.says[-1].params["variant"] == 1
    assert "variant" not in tap(dialogue, Draft(), "moi").says[-1].params


# After the sending


def test_after_the_sending_two_more_questions_and_then_nothing(dialogue: Dialogue) -> None:
    sent = after_sending(safe(themes="emploi", recit="", accord_envoi="oui"))
    assert asked(dialogue, sent) == "accord_partage"
    move = tap(dialogue, sent, "oui")
    assert asked(dialogue, move.draft) == "langue"
    assert tap(dialogue, move.draft, "fr").deeds == (Deed.FINISH,)


def test_words_after_the_sending_belong_to_the_case_even_if_they_are_a_word_of_the_draft(dialogue: Dialogue) -> None:
    sent = after_sending(safe(themes="emploi", recit="", accord_envoi="oui"))
    for words in ("au fait il y a encore autre chose", "je suis pas allé en cours", "recommencer"):
        move = say(dialogue, sent, words)
        assert (move.deeds, move.answered) == ((Deed.NOTE,), ""), words


def test_a_sentence_that_begins_with_its_answer_is_both_an_answer_and_a_message(dialogue: Dialogue) -> None:
    sent = after_sending(safe(themes="emploi", recit="", accord_envoi="oui"))
    move = say(dialogue, sent, "oui avec la mission locale ok")
    assert (move.answered, move.codes, move.deeds) == ("accord_partage", ("oui",), (Deed.NOTE,))
    assert say(dialogue, sent, "oui").deeds == ()


# Pausing


def test_a_pause_offers_to_go_on_to_start_over_or_to_erase(dialogue: Dialogue) -> None:
    paused = dialogue.pause(safe(themes="emploi")).draft
    assert asked(dialogue, paused) == Aside.RESUME
    assert asked(dialogue, tap(dialogue, paused, "reprendre").draft) == "recit"
    assert tap(dialogue, paused, "recommencer").deeds == (Deed.RESTART,)
    assert tap(dialogue, paused, "effacer").deeds == (Deed.ERASE,)


def test_pausing_twice_asks_once_and_what_waited_still_waits(dialogue: Dialogue) -> None:
    alerted = tap(dialogue, Draft(), "moi", "non").draft
    paused = dialogue.pause(dialogue.pause(alerted).draft).draft
    assert paused.asides == (Aside.RESUME, Aside.SOMEONE_NEAR, Aside.WARN_TEAM)
    assert asked(dialogue, tap(dialogue, paused, "reprendre").draft) == Aside.SOMEONE_NEAR


def test_the_first_words_open_the_dialogue_at_once(dialogue: Dialogue) -> None:
    move = dialogue.begin(Part("slt jpeux vous parler ici ?", "7"))
    assert kinds(move) == [Say.WELCOME, Say.ESSENTIAL, Say.QUESTION]
    assert asked(dialogue, move.draft) == "pour_qui"
    assert move.draft.first_words == (Part("slt jpeux vous parler ici ?", "7"),)
