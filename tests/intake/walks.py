"""Walking the dialogue in tests: the real questionnaire of Beaune, with the words a French reader sees.

Must never: decide what should happen; it only taps, types, and does after a sending what the service does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.dialogue import Deed, Dialogue, Move, Nav
from bot.intake.draft import Draft, Part
from bot.intake.parsing import shown
from bot.intake.question import Kind, Question
from bot.services.house import House
from bot.territory import load_territory

DRAFT_ID = "AbC_dE-fG123"
"""As long as every row id (storage.base.new_id)."""
NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)
ENDINGS = frozenset({Deed.SUBMIT, Deed.REFUSE, Deed.ERASE, Deed.RESTART, Deed.FINISH})


def beaune(catalogues: Catalogues) -> House:
    return House(load_territory(), catalogues, "premier_contact_bot")


def tap(dialogue: Dialogue, draft: Draft, *choices: str) -> Move:
    """Tap these on whatever is asked, one after the other; the last move."""
    move = Move(draft)
    for choice in choices:
        question = dialogue.current(move.draft)
        assert question is not None, f"nothing is asked before {choice!r}"
        move = dialogue.tap(move.draft, question.key, choice)
        assert not move.stale, f"{choice!r} does not answer {question.key}"
    return move


def say(dialogue: Dialogue, draft: Draft, *texts: str) -> Move:
    move = Move(draft)
    for number, text in enumerate(texts, start=1):
        move = dialogue.words(move.draft, Part(text, f"m{number}"))
    return move


def asked(dialogue: Dialogue, draft: Draft) -> str:
    """The key of what is asked; "" when nothing is."""
    question = dialogue.current(draft)
    return question.key if question else ""


def buttons(question: Question, menu: str) -> list[str]:
    """Every choice key a person can tap in this bubble, the navigation included."""
    found: list[str] = [button.key for button in shown(question, menu)]
    found += [Nav.DONE, Nav.ADD] if question.kind is Kind.STORY else []
    found += [Nav.EDIT] if question.key == "accord_envoi" else []
    return [*found, Nav.BACK] if question.must else [*found, Nav.BACK, Nav.PASS]


def after_sending(draft: Draft) -> Draft:
    """What the service keeps of a draft whose case was sent (bot.services.intake.submit)."""
    return replace(draft, sent=True, asides=(), reopened="", story=(), first_words=(), missed=False)


def safe(**answers: str) -> Draft:
    """A draft on its way: for oneself, safe, 15-17, and what is given."""
    said = {"pour_qui": "moi", "en_securite": "oui", "tranche_age": "de_15_17", **answers}
    return Draft(answers={key: (code,) for key, code in said.items()})


ALL_ASIDES = frozenset(Aside)
