"""How questions look: at most six buttons and one row of navigation, data that fits, answers in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogues, Words
from bot.intake.asides import ASIDES, Aside, edit_aside
from bot.intake.dialogue import Nav
from bot.intake.question import Codes, Kind, Question
from bot.intake.questionnaire import CALLBACK_BYTES, MOST_BUTTONS, Questionnaire
from bot.intake.views import WIDE, in_rows, question_message, recap_lines, said
from bot.intake.youth import youth
from bot.messages import Button, Message
from bot.services.taps import AnswerTap, Word, WordTap, pack, read
from bot.territory import load_territory
from tests.intake.walks import DRAFT_ID, buttons

BEAUNE = youth(district for district in load_territory().districts if district.active)
EDIT = edit_aside([q for q in BEAUNE.questions if not q.after_sending])
ASKED = (*BEAUNE.questions, *ASIDES.values(), EDIT)
BUBBLES = [(question, menu) for question in ASKED for menu in ("", *(menu.key for menu in question.menus))]


def drawn(question: Question, words: Words, menu: str = "", *, numbered: bool = False) -> Message:
    return question_message(
        question, words, lambda choice: pack(AnswerTap(DRAFT_ID, question.key, choice)), prompt=question.prompt,
        menu=menu, numbered=numbered, help_data=pack(WordTap(Word.HELP)), addable=question.kind is Kind.STORY,
        passable=not question.must, editable=question.key == "accord_envoi",
    )  # fmt: skip


def every_button(message: Message) -> list[Button]:
    return [button for row in message.rows for button in row]


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(("question", "menu"), BUBBLES, ids=lambda value: getattr(value, "key", value) or "first")
def test_every_bubble_has_six_buttons_at_most_and_one_row_of_navigation(
    catalogues: Catalogues, locale: str, question: Question, menu: str
) -> None:
    message = drawn(question, catalogues.words(locale), menu)
    answers = len(every_button(replace(message, rows=message.rows[:-1])))
    assert (1 if question.kind is Kind.CHOICE else 0) <= answers <= MOST_BUTTONS
    navigation = [read(button.data) for button in message.rows[-1]]
    assert navigation[0] == AnswerTap(DRAFT_ID, question.key, Nav.BACK)
    assert navigation[-1] == WordTap(Word.HELP)


@pytest.mark.parametrize(("question", "menu"), BUBBLES, ids=lambda value: getattr(value, "key", value) or "first")
def test_every_real_button_carries_data_that_fits_and_reads_back(words: Words, question: Question, menu: str) -> None:
    message = drawn(question, words, menu)
    taps = {read(button.data) for button in every_button(message)} - {WordTap(Word.HELP)}
    assert max(len(button.data.encode()) for button in every_button(message)) <= CALLBACK_BYTES
    assert taps == {AnswerTap(DRAFT_ID, question.key, choice) for choice in buttons(question, menu)}


@pytest.mark.parametrize(("question", "menu"), BUBBLES, ids=lambda value: getattr(value, "key", value) or "first")
def test_labels_in_one_bubble_differ_and_fit_a_phone(words: Words, question: Question, menu: str) -> None:
    labels = [button.label for button in every_button(drawn(question, words, menu))]
    assert len(set(labels)) == len(labels)
    assert max(len(label) for label in labels) <= 34, labels


def test_asking_again_lists_the_choices_with_their_numbers(words: Words) -> None:
    text = drawn(BEAUNE.by_key["en_securite"], words, numbered=True).text
    assert text.splitlines()[1:4] == [f"{place}. {label}" for place, label in enumerate(["Oui", "Non", "J'hésite"], 1)]
    inside = drawn(BEAUNE.by_key["tranche_age"], words, "autre_age", numbered=True).text
    assert "1. Moins de 13 ans\n2. Plus de 25 ans" in inside


def test_asking_again_for_words_lists_nothing(words: Words) -> None:
    assert "1." not in drawn(BEAUNE.by_key["designation"], words, numbered=True).text


def test_the_agreement_to_send_has_no_skip_and_the_story_has_its_own_buttons(words: Words) -> None:
    sending = {read(button.data) for button in every_button(drawn(BEAUNE.by_key["accord_envoi"], words))}
    assert AnswerTap(DRAFT_ID, "accord_envoi", Nav.PASS) not in sending
    assert AnswerTap(DRAFT_ID, "accord_envoi", Nav.EDIT) in sending
    story = {read(button.data) for button in every_button(drawn(BEAUNE.by_key["recit"], words))}
    assert story >= {AnswerTap(DRAFT_ID, "recit", choice) for choice in (Nav.DONE, Nav.ADD, Nav.PASS, Nav.BACK)}


@given(st.lists(st.integers(1, 40), max_size=12))
def test_rows_keep_the_order_and_long_labels_stand_alone(widths: list[int]) -> None:
    given = [Button("x" * width, str(place)) for place, width in enumerate(widths)]
    rows = in_rows(given)
    assert [button for row in rows for button in row] == given
    assert all(1 <= len(row) <= 2 for row in rows)
    assert all(len(row) == 1 for row in rows if any(len(button.label) > WIDE for button in row))


def test_an_answer_is_said_in_the_readers_words_and_a_name_as_it_is(words: Words) -> None:
    assert said(BEAUNE.by_key["themes"], ("emploi", "non_dit"), words) == ", ".join(
        (words.say("work"), words.say("I'd rather not say"))
    )
    assert said(BEAUNE.by_key["designation"], ("Lina",), words) == "Lina"
    assert said(BEAUNE.by_key["secteur"], ("gigny",), words) == "Gigny"
    assert said(BEAUNE.by_key["secteur"], ("a_district_of_long_ago",), words) == "a_district_of_long_ago"
    assert said(BEAUNE.by_key["accord_envoi"], ("non_dit",), words) == words.say("not said")


def recap(questionnaire: Questionnaire, words: Words, *, story: bool, **answers: str) -> list[str]:
    given: dict[str, Codes] = {key: (code,) for key, code in answers.items()}
    return recap_lines(questionnaire.questions, given, words, story=story)


def test_the_recap_shows_what_was_said_and_only_mentions_the_story(words: Words) -> None:
    lines = recap(BEAUNE, words, story=True, tranche_age="de_15_17", attente="non_dit", designation="Lina")
    labels = [words.say(label) for label in ("Age", "Story", "Chosen name")]
    assert [line.split(" :")[0].rstrip() for line in lines] == labels
    assert lines[1].endswith(words.say("written"))
    assert lines[2].endswith("Lina")


def test_the_recap_is_silent_about_a_story_that_was_not_told(words: Words) -> None:
    assert recap(BEAUNE, words, story=False, recit="") == []


def test_what_can_be_changed_is_what_was_answered(words: Words) -> None:
    answered = [BEAUNE.by_key[key] for key in ("themes", "tranche_age")]
    offered = edit_aside(answered)
    assert offered.key == Aside.EDIT
    assert {(choice.key, choice.within) for choice in offered.choices} == {("themes", ""), ("tranche_age", "person")}
    assert [menu.key for menu in offered.menus] == ["person"]


def test_every_answer_of_the_person_can_be_changed() -> None:
    asked = {q.key for q in BEAUNE.questions if not q.after_sending} - {"accord_envoi"}
    assert {choice.key for choice in EDIT.choices} == asked
