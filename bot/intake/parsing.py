"""Reads what a person typed as an answer: a number, a label, their own words.

The raw words, the code they fall in and the words shown for that code are three things; this goes from the first to
the second.
Must never: guess. What is not clear is None and asked again with numbers: precision counts more than recall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.intake.ages import BANDS, names_age, read_age
from bot.intake.calling import read_name, read_phone
from bot.intake.commands import Word, read_story_end, read_story_skip, read_word
from bot.intake.counts import BANDS as COUNTS
from bot.intake.counts import read_count
from bot.intake.hours import SLOTS, read_slot
from bot.intake.lexicon import MENU
from bot.intake.normal import LONGEST_READ, words
from bot.intake.question import Choice, Codes, Kind, Menu, Question
from bot.intake.understanding import understand

__all__ = [
    "Read", "Word", "read_choice", "read_name", "read_phone", "read_story_end", "read_story_skip", "read_word", "shown",
]  # fmt: skip

PHONE_CHOICE = "telephone"
"""A choice of this key may come with the number itself, which answers the question of the same key.

Not where somebody else answers (`Question.lexicon`): a number a professional types may be their own.
"""
_BEFORE_NUMBERS = frozenset({
    "le", "la", "les", "n", "no", "nr", "num", "numero", "option", "choix", "reponse", "case", "bouton", "number", "et",
    "e", "er", "eme", "ere", "ieme",
})  # fmt: skip
_ORDINALS = {
    "premier": 1, "premiere": 1, "first": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "third": 3,
    "quatrieme": 4, "cinquieme": 5, "sixieme": 6,
}  # fmt: skip
_AGES = frozenset(code for _, code in BANDS)
_COUNTS = frozenset(code for _, code in COUNTS)


@dataclass(frozen=True, slots=True)
class Read:
    """`codes` chosen, at most `question.most`, in the order said; or a `menu` named instead of a choice.

    `also` holds other questions' answers given in the same words, e.g. {"telephone": ("07 00 00 00 00",)}.
    """

    codes: Codes = ()
    menu: str = ""
    also: Mapping[str, Codes] = field(default_factory=dict)


def shown(question: Question, menu: str = "") -> tuple[Choice | Menu, ...]:
    """The buttons of one bubble in their order: the choices, then the menus that open from it."""
    choices = tuple(choice for choice in question.choices if choice.within == menu and not choice.said_only)
    return (*choices, *(opens for opens in question.menus if opens.within == menu))


def read_choice(question: Question, text: str, *, menu: str = "", label: Callable[[str], str]) -> Read | None:
    """The choices of `question` that `text` makes; None when it is not understood.

    `menu` is the one open now (numbers and labels count there first); `label` gives the words shown for a msgid.
    """
    if question.kind is not Kind.CHOICE:
        return None
    phone = read_phone(text) if question.choice(PHONE_CHOICE) and not question.lexicon else None
    if phone:
        return Read((PHONE_CHOICE,), also={PHONE_CHOICE: (phone,)})
    said = words(text) if len(text) <= LONGEST_READ else []
    if not said:
        return None
    if _codes(question) >= _COUNTS:
        return _by_label(question, said, menu, label) or _by_count(question, text, said)
    if numbers := _button_numbers(question, said, menu):
        return _by_number(question, numbers, menu)
    return (
        _by_label(question, said, menu, label)
        or _by_measure(question, said)
        or (None if _is_other_age(question, said) else _read(understand(question, text, said)))
    )


def _read(codes: Codes | None) -> Read | None:
    if not codes:
        return None
    if codes[0].startswith(MENU):
        return Read(menu=codes[0].removeprefix(MENU))
    return Read(codes)


def _picked(question: Question, buttons: Sequence[Choice | Menu]) -> Read | None:
    if len(buttons) == 1 and isinstance(buttons[0], Menu):
        return Read(menu=buttons[0].key)
    if len(buttons) > question.most or any(isinstance(button, Menu) for button in buttons):
        return None
    return Read(tuple(dict.fromkeys(button.key for button in buttons)))


def _button_numbers(question: Question, said: Sequence[str], menu: str) -> list[int]:
    """« 3 », « le 3 », « 3) », « 1 et 3 », « le premier »: the numbers of buttons in `menu`; [] for anything else."""
    numbers: list[int] = []
    for word in said:
        if word.isdecimal() and len(word) <= 2:
            numbers.append(int(word))
        elif word in _ORDINALS:
            numbers.append(_ORDINALS[word])
        elif word not in _BEFORE_NUMBERS:
            return []
    most = len(shown(question, menu))
    return numbers if all(1 <= number <= most for number in numbers) else []


def _by_number(question: Question, numbers: Sequence[int], menu: str) -> Read | None:
    buttons = shown(question, menu)
    return _picked(question, [buttons[number - 1] for number in numbers])


def _by_label(question: Question, said: Sequence[str], menu: str, label: Callable[[str], str]) -> Read | None:
    """The words of a button, those on the screen before those in other menus."""
    on_screen = shown(question, menu)
    every: tuple[Choice | Menu, ...] = (*question.choices, *question.menus)
    others = tuple(button for button in every if button not in on_screen)
    for buttons in (on_screen, others):
        found = [button for button in buttons if _label_words(_text(button, label)) == tuple(said)]
        if len(found) == 1:
            return _picked(question, found)
    return None


@lru_cache(maxsize=1024)
def _label_words(shown_as: str) -> tuple[str, ...]:
    """Kept for labels only, never for what a person typed."""
    return tuple(words(shown_as))


def _text(button: Choice | Menu, label: Callable[[str], str]) -> str:
    return button.label if button.local else label(button.label)


def _codes(question: Question) -> frozenset[str]:
    return frozenset(choice.key for choice in question.choices)


def _is_other_age(question: Question, said: Sequence[str]) -> bool:
    """An age was said that is no single band: its words must not speak for another."""
    return _codes(question) >= _AGES and names_age(said)


def _by_count(question: Question, text: str, said: Sequence[str]) -> Read | None:
    """A number is people here, never a button: « 5 » is five of them."""
    band = read_count(text)
    return Read((band,)) if band else _read(understand(question, text, said))


def _by_measure(question: Question, said: Sequence[str]) -> Read | None:
    """Ages and hours, where the choices are bands of them."""
    codes = _codes(question)
    if codes >= _AGES:
        band = read_age(said, codes)
        return Read((band,)) if band else None
    if codes >= SLOTS:
        slot = read_slot(said)
        return Read((slot,)) if slot else None
    return None
