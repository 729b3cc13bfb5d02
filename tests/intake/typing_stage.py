"""Lina types an answer: the questions she may be asked, and what is understood.

Must never: look into the reader; it only calls what the dialogue calls.
"""

from __future__ import annotations

from bot.i18n import Words
from bot.intake.asides import ASIDES
from bot.intake.lexicon import MENU
from bot.intake.parsing import Read, read_choice
from bot.intake.question import Choice, Kind, Question, Reader, Sensitivity
from bot.intake.youth import youth
from bot.territory import load_territory


def closed(key: str, *choices: Choice) -> Question:
    return Question(
        key=key, kind=Kind.CHOICE, prompt="", label="", sensitivity=Sensitivity.PLAIN,
        readers=frozenset({Reader.CASE_HOLDER}), counted=False, choices=choices,
    )  # fmt: skip


QUESTIONS = {question.key: question for question in youth(load_territory().districts).questions} | {
    aside.value: question for aside, question in ASIDES.items()
}
QUESTIONS.setdefault("recap", closed("recap", Choice("envoyer", "Send it"), Choice("modifier", "Change")))
CLOSED = [question for question in QUESTIONS.values() if question.kind is Kind.CHOICE]


class Lina:
    """Types an answer and sees what is understood."""

    def __init__(self, french: Words) -> None:
        self._french = french

    def types(self, question: str, text: str, *, menu: str = "") -> Read | None:
        return read_choice(QUESTIONS[question], text, menu=menu, label=self._french.say)

    def means(self, question: str, text: str, *, menu: str = "") -> str | None:
        """Codes joined by +, or menu:<key>."""
        read = self.types(question, text, menu=menu)
        if read is None:
            return None
        return f"{MENU}{read.menu}" if read.menu else "+".join(read.codes)
