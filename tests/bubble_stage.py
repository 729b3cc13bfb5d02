"""Where bubbles are rendered for the tests of words: one reader at one moment, a real store, the real renderers.

Must never: write words of its own into a bubble, except what people say about themselves.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.i18n import Catalogues, Words
from bot.intake.asides import Aside, edit_aside
from bot.intake.draft import Draft, Part
from bot.intake.question import Codes, Question
from bot.intake.question import Kind as Answered
from bot.intake.script import between
from bot.messages import Address, Message, Op
from bot.services.cases import fill_case, open_case
from bot.services.house import House
from bot.services.outbox import RENDERERS
from bot.services.scene import Scene
from bot.triage.urgency import Level, Signal
from storage.records import Case, CaseState, Row
from storage.unit_of_work import UnitOfWork

MOMENTS = {
    "day": datetime(2026, 3, 11, 10, 0, tzinfo=UTC),  # a Wednesday, 11:00 in Beaune: the team is there
    "evening": datetime(2026, 3, 11, 17, 30, tzinfo=UTC),
    "night": datetime(2026, 3, 11, 21, 40, tzinfo=UTC),
    "weekend": datetime(2026, 3, 14, 10, 0, tzinfo=UTC),
}
STORY = Part("je dors chez un pote depuis lundi", "7")


class Noting(gettext.NullTranslations):
    """A catalogue that notes which sentences were said."""

    def __init__(self, inner: gettext.NullTranslations, said: set[str]) -> None:
        super().__init__()
        self._inner, self._said = inner, said

    def gettext(self, message: str) -> str:
        self._said.add(message)
        return self._inner.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        """A form of its own in this context is noted with it."""
        found = self._inner.pgettext(context, message)
        if found != message:
            self._said |= {message, f"{context}: {message}"}
        return found


def noting(catalogues: Catalogues, said: set[str]) -> Catalogues:
    def noted(words: Words) -> Words:
        return replace(words, translations=Noting(words.translations, said))

    return Catalogues({locale: noted(words) for locale, words in catalogues.by_locale.items()})


@dataclass(frozen=True)
class Told:
    """One row as it would be queued."""

    params: Mapping[str, Any] = field(default_factory=dict)
    case_id: str = ""
    draft_id: str = ""
    op: Op = Op.SEND
    again: bool = False


@dataclass(frozen=True)
class Shown:
    """One rendered bubble; `message` None: the renderer had nothing to say."""

    kind: str
    params: Mapping[str, Any]
    where: str
    message: Message | None


@dataclass
class Corner:
    """One reader at one moment, inside one transaction."""

    uow: UnitOfWork
    house: House
    name: str
    locale: str
    discreet: bool
    reader: str = ""
    draft_id: str = ""
    cases: dict[tuple[object, ...], Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        person = self.uow.people.meet(Address("test", f"{self.name} {self.locale} {self.discreet}"))
        self.reader = person.id
        self.uow.people.change(self.reader, locale=self.locale, discreet=self.discreet)
        full = Draft(answers=self.fullest(), story=(STORY,))
        self.draft_id = self.uow.drafts.begin(
            self.reader, full, asking=Aside.WELCOME, questionnaire="jeune", version=1, notice=1
        )

    def fullest(self) -> dict[str, Codes]:
        """The longest label of every choice, so that a recap is as long as it gets."""
        return {question.key: self._longest(question) for question in self.house.youth.questions}

    def _longest(self, question: Question) -> Codes:
        match question.kind:
            case Answered.CHOICE:
                label = self.house.words(self.locale).say
                ordered = sorted(question.choices, key=lambda choice: -len(label(choice.label)))
                return tuple(choice.key for choice in ordered if choice.key != "non_dit")[: question.most]
            case Answered.NAME:
                return ("Naël",)
            case Answered.PHONE:
                return ("07 00 00 00 00",)
            case _:
                return ()

    def questions(self) -> list[Question]:
        answered = self.house.youth.questions
        return [*answered, *between(self.house.youth), edit_aside(answered)]

    def case(
        self, *, age: str = "de_15_17", level: Level = Level.NORMAL, alert: bool = False,
        signals: tuple[Signal, ...] = (), **changes: Any,
    ) -> Case:  # fmt: skip
        """A case of this reader, sent now (or a bare alert), then changed; the same one for the same wishes."""
        wishes = (age, level, alert, *signals, *changes.items())
        if wishes not in self.cases:
            self.cases[wishes] = self._case(age, level, alert, frozenset(signals), changes)
        return self.cases[wishes]

    def _case(
        self, age: str, level: Level, alert: bool, signals: frozenset[Signal], changes: Mapping[str, Any]
    ) -> Case:  # fmt: skip
        uow, person = self.uow, self.uow.people.of_id(self.reader)
        case = open_case(
            uow, self.house, person, level=level, state=CaseState.ALERT if alert else CaseState.SENT,
            notice_at=uow.now, age=(age,), signals=signals, announce=False,
        )  # fmt: skip
        if not alert:
            answers = {**self.fullest(), "tranche_age": (age,) if age else ()}
            draft = Draft(answers=answers, story=(STORY,), signals=signals)
            case = fill_case(uow, self.house, person, case, draft, rings=False)
            uow.cases.change(case.id, level=level)
        self.uow.people.change(self.reader, discreet=self.discreet)
        if changes:
            uow.cases.change(case.id, **changes)
        made = uow.cases.of_id(case.id)
        assert made is not None
        return made

    def render(self, kind: str, told: Told) -> Message | None:
        """What the outbox does with this row when it leaves."""
        now = self.uow.now
        row = Row(
            seq=1, id="row", address_id=self.reader, op=told.op, kind=kind, params=told.params, case_id=told.case_id,
            draft_id=told.draft_id, target_id="", urgent=False, silent=False, protected=False, state="waiting",
            attempts=0, due_at=now, created_at=now, sent_at=None, message="",
        )  # fmt: skip
        reader = self.uow.people.of_id(self.reader)
        return RENDERERS[kind](Scene(self.uow, self.house, row, reader, again=told.again))


Scenes = Callable[[Corner], Iterable[Told]]


def rendered(corner: Corner, where: str, scenes: Mapping[str, Scenes]) -> Iterator[Shown]:
    """Every bubble of every kind in `scenes`, one after the other: a scene may change the corner in between."""
    for kind, told_in in scenes.items():
        for told in told_in(corner):
            yield Shown(kind, told.params, where, corner.render(kind, told))
