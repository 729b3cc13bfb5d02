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
    """What cannot be undone is never guessed from a sentence; after sending, one begins with its answer.

    Calling the team is the careful side: « oui prévenez-les vite s'il vous plaît » is a yes.
    """
    if question.key == Aside.WARN_TEAM and tells(text):
        return opening(question, text, label)
    read = parsing.read_choice(question, text, menu=draft.menu, label=label)
    if read is None or read.menu or question.key == Aside.EDIT:
        return read
    if question.must:
        plainly = not tells(text) and (len(text.split()) <= 2 or (question.key, read.codes) != REFUSAL)
        return read if plainly else None
    if draft.sent and tells(text):
        first = opening(question, text, label)
        return read if first and first.codes == read.codes else None
    return read


def opening(question: Question, text: str, label: Callable[[str], str]) -> parsing.Read | None:
    """What the first word answers, alone: the rest of the sentence tells."""
    first = text.split(maxsplit=1)[:1]
    return parsing.read_choice(question, first[0], label=label) if first else None


def answered_in_danger(question: Question, text: str, label: Callable[[str], str]) -> parsing.Read | None:
    """Words of danger are no answer but by their opening: « j'ai envie de mourir » says no yes to what was asked."""
    decides = question.must and question.key != Aside.WARN_TEAM
    read = None if decides else opening(question, text, label)
    return None if read is None or read.menu else read
