"""How far a sentence may decide: what cannot be undone is never guessed from one.

Must never: take words told after the sending for an answer because they contain one.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.intake import parsing
from bot.intake.asides import Aside
from bot.intake.draft import Draft
from bot.intake.question import Question

REFUSAL = ("accord_envoi", ("non",))
"""Erases everything: « attends, j'ai pas fini » must not be taken for it."""
FEW_WORDS = 4


def tells(text: str) -> bool:
    """More than an answer: a sentence, or a question back."""
    return "?" in text or len(text.split()) > FEW_WORDS


def read_answer(draft: Draft, question: Question, text: str, label: Callable[[str], str]) -> parsing.Read | None:
    """What cannot be undone is never guessed from a sentence; after sending, one begins with its answer."""
    read = parsing.read_choice(question, text, menu=draft.menu, label=label)
    if read is None or read.menu or question.key == Aside.EDIT:
        return read
    if question.must:
        plainly = not tells(text) and (len(text.split()) <= 2 or (question.key, read.codes) != REFUSAL)
        return read if plainly else None
    if draft.sent and tells(text):
        opening = parsing.read_choice(question, text.split()[0], menu=draft.menu, label=label)
        return read if opening and opening.codes == read.codes else None
    return read
