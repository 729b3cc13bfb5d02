"""How a question looks as a neutral message: prompt, numbered list when needed, buttons, one navigation row.

Must never: know which platform draws it, or show an answer to somebody it was not asked of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.i18n import Words, joined
from bot.intake.dialogue import Nav
from bot.intake.parsing import shown
from bot.intake.question import NOT_SAID, Choice, Codes, Kind, Menu, Question
from bot.messages import Button, Message

Pack = Callable[[str], str]
"""choice key → callback data of this question of this draft."""

WIDE = 16
"""Labels up to this many characters stand two in a row on a 360-px phone."""


def label_of(choice: Choice | Menu, words: Words) -> str:
    return choice.label if choice.local else words.say(choice.label)


def question_message(
    question: Question, words: Words, pack: Pack, *, prompt: str, menu: str = "", numbered: bool = False,
    help_data: str = "", passable: bool = True, editable: bool = False, addable: bool = False, later: bool = False,
) -> Message:  # fmt: skip
    """`numbered` asks again after words that were not understood: the choices are listed with their numbers."""
    choices = shown(question, menu)
    text = words.say(prompt)
    if numbered and choices:
        listed = "\n".join(f"{place}. {label_of(choice, words)}" for place, choice in enumerate(choices, start=1))
        text = joined((words.say("I did not understand. You can write a number:"), listed, text))
    elif numbered:
        text = joined((words.say("I did not understand."), text))
    buttons = [Button(label_of(choice, words), pack(choice.key)) for choice in choices]
    if question.kind is Kind.STORY:
        buttons += [Button(words.say("That's all"), pack(Nav.DONE))]
        buttons += [Button(words.say("Add a subject"), pack(Nav.ADD))] if addable else []
    if editable:
        buttons.append(Button(words.say("Change something"), pack(Nav.EDIT)))
    navigation = [Button(words.say("Back"), pack(Nav.BACK))]
    navigation += [Button(words.say("Skip"), pack(Nav.PASS))] if passable else []
    navigation += [Button(words.say("Later"), pack(Nav.LATER))] if later else []
    navigation += [Button(words.say("Help"), help_data)] if help_data else []
    return Message(text, (*in_rows(buttons), tuple(navigation)))


def in_rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Short labels two by two, a long one alone."""
    rows: list[tuple[Button, ...]] = []
    waiting: list[Button] = []
    for button in buttons:
        if len(button.label) > WIDE:
            rows += [tuple(waiting)] if waiting else []
            rows.append((button,))
            waiting = []
        elif waiting:
            rows.append((waiting[0], button))
            waiting = []
        else:
            waiting = [button]
    return tuple(rows + ([tuple(waiting)] if waiting else []))


def said(question: Question, codes: Codes, words: Words) -> str:
    """An answer in words; the words of a text question as they are."""
    if question.kind is Kind.MOMENT:
        return ", ".join(words.moment(datetime.fromisoformat(code)) for code in codes)
    if question.kind is not Kind.CHOICE:
        return ", ".join(codes)
    labels = []
    for code in codes:
        choice = question.choice(code)
        labels.append(label_of(choice, words) if choice else words.say("not said") if code == NOT_SAID else code)
    return ", ".join(labels)


def recap_lines(
    questions: Sequence[Question], answers: dict[str, Codes], words: Words, *, story: bool
) -> list[str]:
    """« Label : answer » for everything said; the story is only mentioned."""
    lines = []
    for question in questions:
        codes = answers.get(question.key, ())
        if question.kind is Kind.STORY and story:
            lines.append(words.say("{label}: {answer}", label=words.say(question.label), answer=words.say("written")))
        elif codes and codes != (NOT_SAID,) and question.kind is not Kind.STORY:
            answer = said(question, codes, words)
            lines.append(words.say("{label}: {answer}", label=words.say(question.label), answer=answer))
    return lines

