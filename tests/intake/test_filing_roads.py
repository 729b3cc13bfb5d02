"""The questions of relays and agents as a pure machine: each choice within reach, conditions, masks, obligations.

Must never: need a bot, a database or a clock; what is sent is played in tests/conversations/test_filing_*.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed, Dialogue, Move, Nav
from bot.intake.draft import Draft, Part
from bot.intake.heed import Heard
from bot.intake.parsing import shown
from bot.intake.question import NOT_SAID, Kind, Question
from bot.intake.roads import Road
from bot.services.house import House
from bot.triage.danger import Outcome
from bot.triage.urgency import Level, Signal
from tests.intake.walks import NOW, asked, beaune, say, tap

FILED = (Road.RELAY, Road.CIVIC)
USUAL = {
    "danger_immediat": "non", "jeune_informe": "informe_accord", "tranche_age": "de_15_17", "designation": Nav.PASS,
    "delai": "cette_semaine", "danger_en_cours": "non", "date_faits": "hier_soir", "accord_envoi": "oui",
    "send_or_later": "continuer", "warn_team": "non", "jeune_individuel": "non",
}  # fmt: skip
TEXTS = (Kind.STORY, Kind.NAME, Kind.WORDS)


@pytest.fixture(scope="module")
def house(catalogues: Catalogues) -> House:
    return beaune(catalogues)


def dialogue_of(house: House, road: Road) -> Dialogue:
    return house.dialogue("fr", NOW, road)


def reach(dialogue: Dialogue, key: str, **answers: str) -> Draft:
    """From the first question, by taps and one sentence of facts, until `key` is asked ("" = it is ready to leave)."""
    draft = dialogue.set_out(()).draft
    for _ in range(40):
        question = dialogue.current(draft)
        if (question.key if question else "") == key:
            return draft
        assert question is not None, f"{key} was never asked"
        draft = _answered(dialogue, draft, question, {**USUAL, **answers}.get(question.key)).draft
    raise LookupError(key)


def _answered(dialogue: Dialogue, draft: Draft, question: Question, wanted: str | None) -> Move:
    if wanted is None and question.kind is Kind.STORY:
        draft = say(dialogue, draft, "il reste seul toute la journée").draft
        return tap(dialogue, draft, Nav.DONE)
    if wanted is None and question.kind in TEXTS:
        return tap(dialogue, draft, Nav.PASS)
    code = wanted or next(choice.key for choice in question.choices if not choice.said_only)
    return tap(dialogue, draft, *([code] if code in set(Nav) else (*_way(question, code), code)))


def _way(question: Question, code: str) -> list[str]:
    """The menus that lead to a choice, outermost first."""
    choice = question.choice(code)
    assert choice is not None, code
    way: list[str] = []
    inside = choice.within
    while inside:
        way.insert(0, inside)
        menu = question.menu(inside)
        assert menu is not None
        inside = menu.within
    return way


# Declared danger brings the questions about protection; those of an incident need nothing.
PROTECTED = {"danger_immediat": "oui", "ip_signalement": "a_faire"}


@pytest.mark.parametrize("road", FILED)
def test_every_choice_is_within_reach_of_taps_and_back_leads_out_of_each_menu(house: House, road: Road) -> None:
    dialogue = dialogue_of(house, road)
    for question in house.questionnaires[road].questions:
        if question.kind not in (Kind.CHOICE, Kind.MOMENT) or question.key == "accord_envoi":
            continue
        here = reach(dialogue, question.key, **PROTECTED)
        for choice in question.choices:
            if choice.said_only:
                continue
            draft, opened = here, ""
            for menu in _way(question, choice.key):
                assert menu in [button.key for button in shown(question, opened)], (question.key, menu)
                draft, before, opened = tap(dialogue, draft, menu).draft, opened, menu
                assert tap(dialogue, draft, Nav.BACK).draft.menu == before, "one step out, not further"
            assert choice.key in [button.key for button in shown(question, opened)], (question.key, choice.key)
            move = tap(dialogue, draft, choice.key)
            said = move.draft.answers[question.key]
            assert said == (choice.key,) if question.kind is Kind.CHOICE else said, choice.key


@pytest.mark.parametrize("road", FILED)
def test_a_refusal_to_say_is_understood_wherever_it_exists_and_nothing_is_a_dead_end(house: House, road: Road) -> None:
    dialogue = dialogue_of(house, road)
    for question in house.questionnaires[road].questions:
        here = reach(dialogue, question.key, **PROTECTED)
        if question.choice(NOT_SAID):
            assert say(dialogue, here, "je ne veux pas dire").draft.answers[question.key] == (NOT_SAID,)
        twice = say(dialogue, here, "zgloub", "zgloub").draft
        if question.kind is Kind.CHOICE and not question.must:
            assert asked(dialogue, twice) != question.key, "the second time the dialogue goes on"
        passed = dialogue.words(here, Part("passer"))
        stays = question.must and question.unsaid is None
        assert (asked(dialogue, passed.draft) == question.key) is stays, question.key


def test_the_facts_are_needed_before_anything_leaves(house: House) -> None:
    for road in FILED:
        dialogue = dialogue_of(house, road)
        here = reach(dialogue, house.questionnaires[road].story)
        for move in (tap(dialogue, here, Nav.DONE), say(dialogue, here, "c'est tout"), say(dialogue, here, "passer")):
            assert asked(dialogue, move.draft) == house.questionnaires[road].story, road
            assert move.says[0].kind is Say.FACTS_NEEDED
            assert Deed.SUBMIT not in move.deeds


def test_once_the_facts_are_told_passer_goes_on_as_cest_tout_does(house: House) -> None:
    for road in FILED:
        dialogue, story = dialogue_of(house, road), house.questionnaires[road].story
        told = say(dialogue, reach(dialogue, story), "le banc devant le local est cassé").draft
        passed, done = (say(dialogue, told, word).draft for word in ("passer", "c'est tout"))
        assert asked(dialogue, passed) == asked(dialogue, done) != story, road


def test_protection_is_asked_of_a_minor_in_danger_and_of_nobody_else(house: House) -> None:
    dialogue = dialogue_of(house, Road.RELAY)

    def seen(**answers: str) -> list[str]:
        draft = reach(dialogue, "accord_envoi", **answers)
        return [key for key in ("ip_signalement", "parents_informes") if key in draft.answers]

    assert seen() == []
    assert seen(danger_immediat="oui", tranche_age="de_18_20") == []
    assert seen(danger_immediat="oui", ip_signalement="non") == ["ip_signalement"]
    assert seen(danger_immediat="oui", ip_signalement="faite_crip") == ["ip_signalement", "parents_informes"]
    assert seen(jeune_informe="non_informe_danger", ip_signalement="a_faire") == ["ip_signalement", "parents_informes"]
    heard = Heard(Outcome.ALERT, (Signal.VIOLENCE_INTRAFAMILIALE,), frozenset())
    told = dialogue.words(reach(dialogue, "faits_observes"), Part("son père le frappe avec une ceinture"), heard).draft
    later = tap(dialogue, replace(told, asides=()), Nav.DONE, "continuer", "observation", Nav.PASS, "avis")
    assert asked(dialogue, later.draft) == "ip_signalement", "a danger that was read counts as one declared"
    answered = tap(dialogue, later.draft, "non")
    assert Say.NO_SIGNALEMENT in [bubble.kind for bubble in answered.says], "whom to call is said at once"


def test_the_level_is_the_highest_of_what_was_declared(house: House) -> None:
    dialogue = dialogue_of(house, Road.RELAY)
    for answers, level in (
        ({}, Level.NORMAL), ({"danger_immediat": "oui"}, Level.IMMEDIAT),
        ({"danger_immediat": "ne_sait_pas"}, Level.RAPIDE), ({"jeune_informe": "non_informe_danger"}, Level.RAPIDE),
        ({"delai": "immediat"}, Level.RAPIDE), ({"delai": "sous_48h"}, Level.RAPIDE),
        ({"delai": "non_urgent"}, Level.NORMAL),
    ):  # fmt: skip
        assert reach(dialogue, "accord_envoi", **answers).level is level, answers
    civic = reach(dialogue_of(house, Road.CIVIC), "accord_envoi", danger_en_cours="oui")
    assert civic.level is Level.IMMEDIAT


GUARDED = (
    ("elle s'appelle Lina MOREAU", "MOREAU"), ("né le 12/03/2009 à Dijon", "12/03/2009"),
    ("habite 12 rue des Tonneliers", "Tonneliers"), ("scooter AB-123-CD", "AB-123-CD"),
    ("son numéro 2 09 03 21 054 123 45", "054 123"), ("sa famille est musulmane pratiquante", "musulmane"),
    ("c'est un manipulateur et un paresseux", "manipulateur"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "identifying"), GUARDED)
def test_what_says_who_somebody_is_is_asked_again_once_then_keeps_its_mask(
    house: House, text: str, identifying: str
) -> None:
    dialogue = dialogue_of(house, Road.RELAY)
    here = reach(dialogue, "faits_observes")
    first = say(dialogue, here, text)
    assert asked(dialogue, first.draft) == Aside.REWORD
    again = say(dialogue, first.draft, text)
    assert asked(dialogue, again.draft) == "faits_observes"
    assert Say.MASKED in [bubble.kind for bubble in again.says], "it is not asked twice"
    [kept] = again.draft.story
    assert identifying not in kept.text
    reworded = say(dialogue, first.draft, "elle dort chez une amie")
    assert [part.text for part in reworded.draft.story] == ["elle dort chez une amie"]
    assert tap(dialogue, first.draft, "retirer").draft.story == ()


@pytest.mark.parametrize("text", [text for text, _ in GUARDED])
def test_nothing_is_masked_while_a_danger_is_open_but_in_an_incident(house: House, text: str) -> None:
    relay = dialogue_of(house, Road.RELAY)
    [kept] = say(relay, reach(relay, "faits_observes", danger_immediat="oui"), text).draft.story
    assert kept.text == text, "a place or a number may save a life"
    civic = dialogue_of(house, Road.CIVIC)
    here = reach(civic, "faits", danger_en_cours="oui")
    heard = Heard(Outcome.ALERT, (Signal.MENACE_EMISE,), frozenset())
    for moved in (say(civic, here, text), civic.words(here, Part(text), heard), civic.early(here, Part(text), heard)):
        kept_words = [part.text for part in moved.draft.parts]
        assert text not in kept_words, "no file about those involved (GDPR art. 10)"


@pytest.mark.parametrize("informed", ["informe_sans_accord", "non_informe"])
def test_somebody_who_has_not_agreed_is_neither_named_nor_quoted(house: House, informed: str) -> None:
    dialogue = dialogue_of(house, Road.RELAY)
    here = reach(dialogue, "faits_observes", jeune_informe=informed)
    assert "designation" not in here.answers, "not asked"
    assert dialogue.current(here).variant(here.known) == 0  # type: ignore[union-attr]  # the prompt without quotes
    quoted = say(dialogue, here, "il a dit « je veux partir de chez moi »")
    assert asked(dialogue, quoted.draft) == Aside.REWORD
    kept = tap(dialogue, quoted.draft, "garder").draft.story
    assert [part.text for part in kept] == ["il a dit « … »"]
    agreed = reach(dialogue, "faits_observes")
    told = say(dialogue, agreed, "il a dit « je veux partir de chez moi »")
    assert len(told.draft.story) == 1, "with an agreement, the words stand"


def test_a_change_from_the_recap_comes_back_to_it_and_takes_along_what_no_longer_applies(house: House) -> None:
    dialogue = dialogue_of(house, Road.RELAY)
    ready = reach(dialogue, "accord_envoi", danger_immediat="oui", ip_signalement="faite_crip")
    edited = tap(dialogue, ready, Nav.EDIT, "person", "tranche_age", "de_18_20")
    assert asked(dialogue, edited.draft) == "accord_envoi"
    assert Say.RECAP in [bubble.kind for bubble in edited.says]
    assert {"ip_signalement", "parents_informes"}.isdisjoint(edited.draft.answers)
    unnamed = tap(dialogue, ready, Nav.EDIT, "person", "danger_immediat", "non")
    silent = tap(dialogue, unnamed.draft, Nav.EDIT, "person", "jeune_informe", "non_informe")
    assert "designation" not in silent.draft.answers
    for step in ("modifier", "Modifier"):
        assert asked(dialogue, say(dialogue, ready, step).draft) == Aside.EDIT


@pytest.mark.parametrize("words", ["hier soir", "samedi vers 23h", "ce matin", "vendredi dernier à 18h30"])
def test_a_moment_in_own_words_is_understood_and_a_bad_one_is_asked_again_with_an_example(
    house: House, words: str
) -> None:
    dialogue = dialogue_of(house, Road.CIVIC)
    here = reach(dialogue, "date_faits")
    assert say(dialogue, here, words).draft.answers["date_faits"][0].startswith("2026-03-")
    for bad in ("un de ces jours", "le 31 février", "dans deux semaines"):
        move = say(dialogue, here, bad)
        assert asked(dialogue, move.draft) == "date_faits", bad
        assert move.says[-1].params["numbered"]
    assert "hier soir vers 23" in house.words().say(house.questionnaires[Road.CIVIC].by_key["date_faits"].prompt)
