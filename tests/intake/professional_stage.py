"""Karim, a relay, and an agent type an answer: the questions they may be asked, and what is understood.

Must never: look into the reader; it only calls what the dialogue calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.i18n import Words
from bot.intake.asides import ASIDES, Aside
from bot.intake.civic import civic
from bot.intake.encounter import encounter
from bot.intake.lexicon import MENU
from bot.intake.parsing import Read, read_choice
from bot.intake.question import Kind, Question
from bot.intake.relay import relay
from bot.territory import load_territory

_ASKED = (
    *relay().questions,
    *civic(place for place in load_territory().places if place.active).questions,
    ASIDES[Aside.SEND_OR_LATER],
    *encounter().questions,
)
QUESTIONS: Mapping[str, Question] = {
    question.lexicon or question.key: question for question in reversed(_ASKED) if question.kind is Kind.CHOICE
}
"""By the name under which the typed phrases stand."""
CAREFUL = ("danger_immediat", "danger_en_cours", "jeune_informe")
CARELESS = {("danger_immediat", "non"), ("danger_en_cours", "non"), ("jeune_informe", "informe_accord")}
"""(question, code) that must never be taken wrongly."""
ASK_AGAIN = "?"

DATA = Path(__file__).parent.parent / "data"


class Karim:
    """Types an answer and sees what is understood."""

    def __init__(self, french: Words) -> None:
        self._french = french

    def types(self, question: str, text: str, *, menu: str = "") -> Read | None:
        return read_choice(QUESTIONS[question], text, menu=menu, label=self._french.say)

    def means(self, question: str, text: str, *, menu: str = "") -> str:
        """Codes joined by +, or menu:<key>; ASK_AGAIN when it is not understood."""
        read = self.types(question, text, menu=menu)
        if read is None:
            return ASK_AGAIN
        return f"{MENU}{read.menu}" if read.menu else "+".join(read.codes)
