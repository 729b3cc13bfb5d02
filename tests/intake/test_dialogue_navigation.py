"""Going back, correcting, telling in one's own words: nothing is lost, and there is no dead end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed, Dialogue, Move, Nav
from bot.intake.draft import Draft, Part
from tests.intake.walks import NOW, asked, beaune, safe, say, tap

READY = safe(
    themes="emploi", attente="rendez_vous", delai_souhaite="pas_presse", designation="Lina", secteur="gigny",
    deja_aide="ecole", contact_mode="telegram", contact_discret="non",
)  # fmt: skip


@pytest.fixture(scope="module")
def dialogue(catalogues: Catalogues) -> Dialogue:
    return beaune(catalogues).dialogue("", NOW)


@pytest.fixture
def ready() -> Draft:
    """Everything is answered but the last question."""
    told = {**READY.answers, "recit": ()}
    return replace(READY, answers=told, story=(Part("je cherche un stage", "m1"),), offered=frozenset({"story"}))


def kinds(move: Move) -> list[str]:
    return [bubble.kind for bubble in move.says]


# Back


def test_back_walks_through_the_answers_one_by_one_and_forward_again(dialogue: Dialogue) -> None:
    draft = safe(themes="emploi")
    seen = []
    for _ in range(4):
        draft = tap(dialogue, draft, Nav.BACK).draft
        seen.append(asked(dialogue, draft))
    assert seen == ["themes", "tranche_age", "en_securite", "pour_qui"]
    move = tap(dialogue, draft, "ami")
    assert asked(dialogue, move.draft) == "recit", "what was answered already is not asked again"
    assert move.draft.answers["themes"] == ("emploi",)


def test_back_at_the_first_question_says_so_and_asks_it_again(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), Nav.BACK)
    assert kinds(move) == [Say.NO_BACK, Say.QUESTION]


def test_back_closes_a_menu_before_it_leaves_the_question(dialogue: Dialogue) -> None:
    opened = tap(dialogue, Draft(), "moi", "oui", "autre_age").draft
    assert opened.menu == "autre_age"
    closed = tap(dialogue, opened, Nav.BACK).draft
    assert (closed.menu, asked(dialogue, closed)) == ("", "tranche_age")


def test_a_menu_closes_with_its_answer(dialogue: Dialogue) -> None:
    move = tap(dialogue, Draft(), "moi", "oui", "autre_age", "plus_25")
    assert move.draft.menu == ""
    assert "menu" not in move.says[-1].params


# Modifier


def test_an_answer_can_be_changed_from_the_recap_and_the_recap_comes_back(dialogue: Dialogue, ready: Draft) -> None:
    move = tap(dialogue, ready, Nav.EDIT)
    assert asked(dialogue, move.draft) == Aside.EDIT
    move = tap(dialogue, move.draft, "answer", "attente")
    assert asked(dialogue, move.draft) == "attente"
    move = tap(dialogue, move.draft, "information")
    assert kinds(move) == [Say.RECAP, Say.QUESTION]
    assert move.draft.answers == {**ready.answers, "attente": ("information",)}


def test_changing_how_to_answer_drops_the_number_that_is_of_no_use_any_more(dialogue: Dialogue, ready: Draft) -> None:
    by_phone = {"contact_mode": ("telephone",), "telephone": ("07 00 00 00 00",), "creneaux": ("soir",)}
    called = replace(ready, answers={**ready.answers, **by_phone})
    move = tap(dialogue, called, Nav.EDIT, "contact_mode", "telegram")
    assert {"telephone", "creneaux"} & set(move.draft.answers) == set()
    assert asked(dialogue, move.draft) == "accord_envoi"


def test_modifier_typed_twice_asks_once_what_to_change(dialogue: Dialogue, ready: Draft) -> None:
    move = say(dialogue, ready, "modifier", "modifier")
    assert asked(dialogue, tap(dialogue, move.draft, "themes").draft) == "themes"
    assert asked(dialogue, tap(dialogue, move.draft, Nav.PASS).draft) == "accord_envoi"


def test_modifier_works_in_the_middle_and_comes_back_there(dialogue: Dialogue) -> None:
    move = say(dialogue, safe(themes="emploi"), "modifier")
    move = tap(dialogue, move.draft, "person", "tranche_age", "de_18_20")
    assert asked(dialogue, move.draft) == "recit"
    assert move.draft.answers["tranche_age"] == ("de_18_20",)


def test_what_is_not_understood_twice_never_replaces_an_answer(dialogue: Dialogue, ready: Draft) -> None:
    move = tap(dialogue, ready, Nav.EDIT, "answer", "attente")
    move = say(dialogue, move.draft, "zzz blorgh", "blorgh zzz")
    assert move.draft.answers["attente"] == ready.answers["attente"]


# Stale and forged taps


@pytest.mark.parametrize(
    ("key", "choice"), [("pour_qui", "moi"), ("themes", "oui"), ("recit", "oui"), ("", ""), ("accord_envoi", "oui")]
)
def test_a_tap_on_what_is_not_asked_changes_nothing(dialogue: Dialogue, key: str, choice: str) -> None:
    draft = safe(themes="emploi")
    assert dialogue.tap(draft, key, choice) == Move(draft, stale=True)


# The story


def test_a_story_grows_message_by_message_until_it_is_told(dialogue: Dialogue) -> None:
    move = say(dialogue, safe(themes="emploi"), "ça va plus au lycée", "je veux faire cuisine")
    assert kinds(move) == [Say.STORY_ACK]
    assert [part.text for part in move.draft.story] == ["ça va plus au lycée", "je veux faire cuisine"]
    told = say(dialogue, move.draft, "c'est tout")
    assert told.draft.story == move.draft.story
    assert told.draft.answers["recit"] == ()


def test_a_story_has_a_length_and_says_when_it_is_reached(dialogue: Dialogue) -> None:
    move = say(dialogue, safe(themes="emploi"), "a" * 990, "b" * 20, "c")
    assert kinds(move) == [Say.STORY_FULL]
    assert [len(part.text) for part in move.draft.story] == [990, 10]


def test_passing_the_story_keeps_what_was_told_so_far(dialogue: Dialogue) -> None:
    move = say(dialogue, safe(themes="emploi"), "ça va plus au lycée")
    assert tap(dialogue, move.draft, Nav.PASS).draft.story == move.draft.story


# Themes


def test_subjects_are_added_up_to_three_and_the_story_is_asked_again(dialogue: Dialogue) -> None:
    move = tap(dialogue, safe(), "ecole_travail", "emploi", Nav.ADD, "moral_sante", "sante", Nav.ADD, "argent_papiers")
    move = tap(dialogue, move.draft, "mobilite")
    assert move.draft.answers["themes"] == ("emploi", "sante", "mobilite")
    assert asked(dialogue, move.draft) == "recit"
    fourth = tap(dialogue, move.draft, Nav.ADD)
    assert (asked(dialogue, fourth.draft), fourth.draft.answers) == ("recit", move.draft.answers)


def test_the_same_subject_twice_is_one_and_passing_the_addition_keeps_the_first(dialogue: Dialogue) -> None:
    twice = tap(dialogue, safe(themes="emploi"), Nav.ADD, "ecole_travail", "emploi")
    passed = tap(dialogue, safe(themes="emploi"), Nav.ADD, Nav.PASS)
    assert twice.draft.answers["themes"] == passed.draft.answers["themes"] == ("emploi",)


def test_a_first_subject_replaces_not_wanting_to_say(dialogue: Dialogue) -> None:
    move = tap(dialogue, safe(themes="non_dit"), Nav.ADD, "famille_logement", "famille")
    assert move.draft.answers["themes"] == ("famille",)


# Words typed along the way


def test_first_words_are_offered_before_the_story_and_open_it(dialogue: Dialogue) -> None:
    draft = replace(safe(), first_words=(Part("slt jpeux vous parler", "m1"),))
    move = tap(dialogue, draft, "ecole_travail", "emploi")
    assert asked(dialogue, move.draft) == Aside.KEEP_WORDS
    kept, dropped = tap(dialogue, move.draft, "oui").draft, tap(dialogue, move.draft, "non").draft
    assert [part.text for part in kept.story] == ["slt jpeux vous parler"]
    assert (dropped.story, dropped.first_words) == ((), ())
    assert asked(dialogue, kept) == asked(dialogue, dropped) == "recit"


def test_words_not_understood_are_asked_again_once_numbered_then_the_road_goes_on(dialogue: Dialogue) -> None:
    draft = replace(safe(themes="emploi", recit=""), offered=frozenset({"story"}))
    again = say(dialogue, draft, "zzz blorgh")
    assert (asked(dialogue, again.draft), again.says[-1].params["numbered"]) == ("attente", True)
    on = dialogue.words(again.draft, Part("blorgh", "m2"))
    assert kinds(on) == [Say.MOVED_ON, Say.QUESTION]
    assert on.draft.answers["attente"] == ("ne_sait_pas",)
    assert [part.text for part in on.draft.first_words] == ["zzz blorgh", "blorgh"]


def test_kept_words_are_offered_before_leaving_even_on_the_short_road(dialogue: Dialogue) -> None:
    draft = replace(safe(themes="emploi", recit=""), asides=(Aside.SHORT_ROAD,), first_words=(Part("zzz", "m1"),))
    move = tap(dialogue, draft, "envoyer")
    assert asked(dialogue, move.draft) == Aside.KEEP_WORDS
    sent = tap(dialogue, move.draft, "oui")
    assert sent.deeds == (Deed.SUBMIT,)
    assert [part.text for part in sent.draft.story] == ["zzz"]


def test_words_from_before_the_question_answer_nothing_and_are_kept(dialogue: Dialogue, ready: Draft) -> None:
    for words in ("non", "retour", "c'est tout"):
        move = dialogue.early(ready, Part(words, "m9"))
        assert (move.draft.answers, move.deeds, move.says) == (ready.answers, (), ())
        assert move.draft.first_words == (Part(words, "m9"),)
    told = dialogue.early(safe(themes="emploi"), Part("ça va plus au lycée", "m9"))
    assert told.draft.story == (Part("ça va plus au lycée", "m9"),)


def test_an_understood_answer_after_a_miss_is_not_a_second_miss(dialogue: Dialogue) -> None:
    move = say(dialogue, Draft(), "zzz blorgh", "pour moi", "zzz blorgh")
    assert asked(dialogue, move.draft) == "en_securite"
    assert move.draft.missed


@pytest.mark.parametrize("typed", ["16", "le 2", "15-17 ans"])
def test_a_choice_can_be_typed_as_number_label_or_own_words(dialogue: Dialogue, typed: str) -> None:
    draft = Draft(answers={"pour_qui": ("moi",), "en_securite": ("oui",)})
    assert say(dialogue, draft, typed).draft.answers["tranche_age"] == ("de_15_17",)


def test_a_number_given_instead_of_how_to_answer_answers_both(dialogue: Dialogue, ready: Draft) -> None:
    draft = replace(ready, answers={k: v for k, v in ready.answers.items() if k != "contact_mode"})
    move = say(dialogue, draft, "appelle moi au 0700000000")
    assert move.draft.answers["contact_mode"] == ("telephone",)
    assert move.draft.answers["telephone"] == ("07 00 00 00 00",)


def test_a_name_is_taken_out_of_its_sentence_and_refusing_it_is_fine(dialogue: Dialogue) -> None:
    draft = safe(themes="emploi", recit="", attente="non_dit", delai_souhaite="non_dit")
    draft = replace(draft, offered=frozenset({"story"}))
    assert say(dialogue, draft, "je m'appelle Lina").draft.answers["designation"] == ("Lina",)
    assert tap(dialogue, draft, Nav.PASS).draft.answers["designation"] == ()


def test_starting_over_is_asked_before_it_is_done(dialogue: Dialogue) -> None:
    move = say(dialogue, safe(themes="emploi"), "recommencer")
    assert (asked(dialogue, move.draft), move.deeds) == (Aside.RESUME, ())
    assert move.draft.answers == safe(themes="emploi").answers
