"""In which scenes the bubbles about an encounter are said: its questions, its confirmation, and what is added to it.

Must never: give a kind a scene by default; a kind without an entry fails tests/test_words.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.intake.asides import ASIDES, Aside
from bot.intake.bubbles import Kind
from bot.intake.draft import Draft
from bot.intake.encounter import NAME, PHONE
from bot.intake.question import Question
from bot.intake.roads import Road
from bot.services import encounters
from bot.services.encounter_desk import NOTE
from bot.services.voice import Desk, Later
from storage.records import Case
from tests.bubble_stage import Corner, Scenes, Told

OF = {"of": Road.ENCOUNTER.value}
ANSWERS = {
    "canal": ("tiers",), "tranche_age": ("de_15_17",), "themes": ("logement",), "urgence": ("rapide",),
    "suite": ("rien",),
}  # fmt: skip


def noted(corner: Corner, suite: str = "rien", **answers: tuple[str, ...]) -> Case:
    """By the coordinator who reads; `answers` were added afterwards."""
    uow = corner.uow
    kept = uow.drafts.of_id(corner.draft_id)
    assert kept is not None
    draft = Draft(road=Road.ENCOUNTER, answers={**ANSWERS, "suite": (suite,)})
    encounters.note(uow, corner.house, uow.people.of_id(corner.reader), replace(kept, id="other"), draft)
    newest = max(uow.cases.open_ones(), key=lambda case: case.reference)
    for key, codes in answers.items():
        uow.cases.answer(newest, key, codes)
    found = uow.cases.of_id(newest.id)
    assert found is not None
    return found


def _asked(corner: Corner) -> list[Question]:
    """Those that are asked on the way, and between them."""
    own = corner.house.questionnaires[Road.ENCOUNTER].questions
    return [*(question for question in own if not question.after_sending), ASIDES[Aside.RESUME]]


def _questions(corner: Corner) -> Iterator[Told]:
    for question in _asked(corner):
        for menu in ("", *(menu.key for menu in question.menus)):
            for numbered in (False, True):
                yield Told({"key": question.key, "menu": menu, "numbered": numbered, **OF}, draft_id=corner.draft_id)
    corner.uow.drafts.save(corner.draft_id, Draft(road=Road.ENCOUNTER, answers=ANSWERS), Aside.EDIT)
    for menu in ("", "person"):  # « Modifier », when everything was answered
        yield Told({"key": Aside.EDIT, "menu": menu, **OF}, draft_id=corner.draft_id)


def _answers(corner: Corner) -> Iterator[Told]:
    for question in _asked(corner):
        for choice in question.choices:
            yield Told({"key": question.key, "codes": [choice.key], **OF}, draft_id=corner.draft_id)


def _on_the_way(corner: Corner) -> Iterator[Told]:
    yield Told(OF, draft_id=corner.draft_id)


def _nudge(corner: Corner) -> Iterator[Told]:
    until = (corner.uow.now + timedelta(hours=20)).isoformat()
    yield Told({"until": until, **OF}, draft_id=corner.draft_id)


def _confirmed(corner: Corner) -> Iterator[Told]:
    for suite in ("rien", "quinzaine"):
        for kept in (False, True):
            yield Told({"what": "noted", "kept": kept}, noted(corner, suite).id)
    named = noted(corner, designation=("Théo",), telephone=("07 00 00 00 00",))
    for what in (NOTE, NAME, PHONE):
        yield Told({"what": what}, named.id)
    yield Told({"what": "erased"})


def _asking(corner: Corner) -> Iterator[Told]:
    case = noted(corner)
    for what in (NOTE, NAME, PHONE):
        for again in (False, True) if what != NOTE else (False,):
            yield Told({"what": what, "again": again}, case.id)


def _around(corner: Corner) -> Iterator[Told]:
    yield Told(case_id=noted(corner).id)
    yield Told(case_id=noted(corner, designation=("Théo",), telephone=("07 00 00 00 00",)).id)


DIALOGUE_SCENES: Mapping[str, Scenes] = {
    Kind.QUESTION: _questions,
    Kind.ANSWERED: _answers,
    Kind.PAUSED: _on_the_way,
    Kind.MOVED_ON: _on_the_way,
    Kind.NO_BACK: _on_the_way,
    Kind.NO_MEDIA: _on_the_way,
    Later.NUDGE: _nudge,
}
ENCOUNTER_SCENES: Mapping[str, Scenes] = {
    Desk.ENCOUNTER: _confirmed,
    Desk.ENCOUNTER_ASK: _asking,
}
AROUND: Mapping[str, Scenes] = dict.fromkeys((Desk.CARD, Desk.CASE_FILE, Desk.HISTORY), _around)
