"""A questionnaire is a tuple of questions with an order; which one comes next is computed, never stored.

Must never: ask, render or store anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.intake.question import Choice, Codes, Kind, Menu, Question, Reader, Sensitivity

MOST_BUTTONS = 6
"""Buttons a bubble may carry beside its navigation row (product §2)."""
CALLBACK_BYTES = 64
"""Bot API limit of callback_data."""
CALLBACK_FRAME = 16
"""Of them, what stands around the keys of question and choice: the tag, the draft's id of 12 and three separators."""


class BrokenQuestionnaire(ValueError):
    """A declaration that cannot be asked; found at start and in the tests, never by a person."""


@dataclass(frozen=True)
class Questionnaire:
    """`version` is stored with each case: keys are for ever, but prompts and choices change."""

    name: str
    version: int
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise BrokenQuestionnaire("; ".join(problems))

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def story(self) -> str:
        """The key of the question that is told in several messages; "" without one."""
        return next((question.key for question in self.questions if question.kind is Kind.STORY), "")

    @cached_property
    def adds(self) -> str:
        """The key of the first question with several answers: more can be added while the story is told."""
        return next((question.key for question in self.questions if question.most > 1), "")

    def sequence(self, answers: Mapping[str, Codes], *, after_sending: bool = False) -> tuple[Question, ...]:
        """The questions that apply now, in the order in which they are asked."""
        return tuple(self._walk(answers, after_sending))

    def next_open(self, answers: Mapping[str, Codes], *, after_sending: bool = False) -> Question | None:
        """The first applicable question without an answer."""
        return next(self._walk(answers, after_sending, passing=answers), None)

    def _walk(
        self, answers: Mapping[str, Codes], after_sending: bool, passing: Collection[str] = ()
    ) -> Iterator[Question]:
        """Without those in `passing`. No further than it is asked to: the next question is wanted for every message."""
        moved = {
            question.key: question.sooner.after
            for question in self._movable
            if question.sooner and question.sooner.when.holds(answers)
        }  # fmt: skip
        for question in self.questions:
            passed = question.key in passing
            if question.after_sending != after_sending or question.key in moved or (passed and not moved):
                continue
            if not question.when.holds(answers):
                continue
            if not passed:
                yield question
            for key, after in moved.items():
                later = self.by_key[key]
                here = after == question.key and later.after_sending == after_sending and key not in passing
                if here and later.when.holds(answers):
                    yield later

    @cached_property
    def _movable(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.sooner)

    def filled(self, answers: Mapping[str, Codes]) -> dict[str, Codes]:
        """What was not asked says so: `non_dit`, `ne_sait_pas`, `telegram`; what has no such code stays out."""
        unasked = {q.key: (q.unsaid,) for q in self.sequence(answers) if q.key not in answers and q.unsaid}
        return {**answers, **unasked}

    def applicable(self, answers: Mapping[str, Codes]) -> dict[str, Codes]:
        """The same answers without those that no longer apply."""
        kept = dict(answers)
        while True:
            gone = [key for key in kept if key in self.by_key and not self.by_key[key].when.holds(kept)]
            if not gone:
                return kept
            for key in gone:
                del kept[key]


def _problems(questionnaire: Questionnaire) -> Iterator[str]:
    seen: set[str] = set()
    for question in questionnaire.questions:
        yield from _problems_of(question)
        if question.key in seen:
            yield f"{question.key}: key used twice"
        named = question.when.names() | (question.sooner.when.names() if question.sooner else frozenset())
        if not named <= seen:
            yield f"{question.key}: a condition names a later question: {sorted(named - seen)}"
        seen.add(question.key)


def _problems_of(question: Question) -> Iterator[str]:
    keys = [*(choice.key for choice in question.choices), *(menu.key for menu in question.menus)]
    if len(set(keys)) != len(keys):
        yield f"{question.key}: a choice key is used twice"
    if question.sensitivity is Sensitivity.SPECIAL and Reader.GROUP in question.readers:
        yield f"{question.key}: special data may not reach the group"
    if question.kind is Kind.CHOICE and not question.choices:
        yield f"{question.key}: no choices"
    if question.kind is not Kind.CHOICE and not question.longest:
        yield f"{question.key}: words need a longest"
    yield from _problems_of_menus(question)
    for key in keys:
        if len(f"{question.key}{key}".encode()) > CALLBACK_BYTES - CALLBACK_FRAME:
            yield f"{question.key}: {key} does not fit into callback data"
        if key.startswith("_") or ":" in f"{question.key}{key}":
            yield f"{question.key}: {key} would be taken for something else in callback data"


def _problems_of_menus(question: Question) -> Iterator[str]:
    menus = {menu.key for menu in question.menus}
    for opened in ("", *menus):
        choices = [c for c in question.choices if c.within == opened and not c.said_only]
        shown = [*choices, *(menu for menu in question.menus if menu.within == opened)]
        if len(shown) > MOST_BUTTONS:
            yield f"{question.key}: more than {MOST_BUTTONS} buttons in {opened or 'the first bubble'}"
        if opened and not shown:
            yield f"{question.key}: menu {opened} opens nothing"
    entries: tuple[Choice | Menu, ...] = (*question.choices, *question.menus)
    for entry in entries:
        if entry.within and entry.within not in menus:
            yield f"{question.key}: {entry.key} stands in an unknown menu"
