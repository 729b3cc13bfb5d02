"""Every bubble a person can get, rendered by the real renderers from real rows: at four moments, for each kind of reader.

A scene is what a row carries (parameters, case, draft); a corner is one reader at one moment. Must never: write words of
its own into a bubble, except what people say about themselves.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.i18n import Catalogues, Words
from bot.intake.asides import ASIDES, Aside, edit_aside
from bot.intake.bubbles import Kind
from bot.intake.draft import Draft, Part
from bot.intake.question import Codes, Question
from bot.intake.question import Kind as Answered
from bot.messages import Address, Message, Op
from bot.services.cases import fill_case, open_case
from bot.services.desk_bubbles import REASONS
from bot.services.house import House
from bot.services.outbox import RENDERERS
from bot.services.scene import Scene
from bot.services.voice import Desk, Later
from bot.triage.urgency import Level, Signal
from storage.records import Case, CaseState, EntryKind, Row
from storage.unit_of_work import UnitOfWork

MOMENTS = {
    "day": datetime(2026, 3, 11, 10, 0, tzinfo=UTC),  # a Wednesday, 11:00 in Beaune: the team is there
    "evening": datetime(2026, 3, 11, 17, 30, tzinfo=UTC),
    "night": datetime(2026, 3, 11, 21, 40, tzinfo=UTC),
    "weekend": datetime(2026, 3, 14, 10, 0, tzinfo=UTC),
}
AGES = ("", "moins_13", "de_13_14", "de_15_17", "de_18_20", "de_21_25", "plus_25")
STORY = Part("je dors chez un pote depuis lundi", "7")


class Noting(gettext.NullTranslations):
    """A catalogue that notes which sentences were said."""

    def __init__(self, inner: gettext.NullTranslations, said: set[str]) -> None:
        super().__init__()
        self._inner, self._said = inner, said

    def gettext(self, message: str) -> str:
        self._said.add(message)
        return self._inner.gettext(message)


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
            case Answered.STORY:
                return ()

    def questions(self) -> list[Question]:
        answered = self.house.youth.questions
        return [*answered, *ASIDES.values(), edit_aside(answered)]

    def case(
        self, *, age: str = "de_15_17", level: Level = Level.NORMAL, alert: bool = False,
        signals: Iterable[Signal] = (), **changes: Any,
    ) -> Case:  # fmt: skip
        """A case of this reader, sent now (or a bare alert), then changed."""
        uow, person = self.uow, self.uow.people.of_id(self.reader)
        case = open_case(
            uow, self.house, person, level=level, state=CaseState.ALERT if alert else CaseState.SENT,
            notice_at=uow.now, age=(age,), signals=frozenset(signals), announce=False,
        )  # fmt: skip
        if not alert:
            answers = {**self.fullest(), "tranche_age": (age,) if age else ()}
            draft = Draft(answers=answers, story=(STORY,), signals=frozenset(signals))
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


def rendered(corner: Corner, where: str, kinds: Iterable[str]) -> Iterator[Shown]:
    for kind in kinds:
        for told in SCENES[kind](corner):
            yield Shown(kind, told.params, where, corner.render(kind, told))


# -- the young person's ------------------------------------------------------------------------------------------------


def _alone(corner: Corner) -> Iterator[Told]:
    yield Told(draft_id=corner.draft_id)


def _with(*params: Mapping[str, Any]) -> Scenes:
    return lambda corner: [Told(one, draft_id=corner.draft_id) for one in params]


def _questions(corner: Corner) -> Iterator[Told]:
    """Every question, variant and menu, asked and asked again with numbers."""
    for question in corner.questions():
        for menu in ("", *(menu.key for menu in question.menus)):
            for other in (False, True) if question.variants else (False,):
                for numbered in (False, True):
                    params = {"key": question.key, "menu": menu, "other": other, "numbered": numbered}
                    yield Told(params, draft_id=corner.draft_id)


def _answers(corner: Corner) -> Iterator[Told]:
    for question in corner.questions():
        if question.key == Aside.WELCOME:
            continue
        given = [(choice.key,) for choice in question.choices] or [corner.fullest()[question.key], ()]
        for other in (False, True) if question.variants else (False,):
            for codes in [*given, ()] if not question.must else given:
                yield Told({"key": question.key, "codes": list(codes), "other": other}, draft_id=corner.draft_id)
    yield Told({"key": "recit", "codes": [], "written": True}, draft_id=corner.draft_id)


def _of_each_age(corner: Corner) -> Iterator[Told]:
    return (Told(case_id=corner.case(age=age).id) for age in AGES)


def _before_and_after_reading(corner: Corner) -> Iterator[Told]:
    """Waiting, opened, and beyond what was promised."""
    now = corner.uow.now
    yield Told(case_id=corner.case().id)
    yield Told(case_id=corner.case(opened_at=now).id)
    yield Told(case_id=corner.case(read_by=now - timedelta(hours=1)).id)


def _read(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    for at in (corner.uow.now, corner.uow.now - timedelta(hours=15)):
        for alert in (False, True):
            answer_by = corner.house.answer_by(at).isoformat()
            yield Told({"at": at.isoformat(), "answer_by": answer_by, "alert": alert}, case.id)


def _reply(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    yield Told({"entry": corner.uow.entries.add(case.id, EntryKind.REPLY, "On peut se voir demain.")}, case.id)


def _my_data(corner: Corner) -> Iterator[Told]:
    yield Told(draft_id=corner.draft_id)
    yield Told(case_id=corner.case().id)


def _nudge(corner: Corner) -> Iterator[Told]:
    for hours in (5, 20):
        until = corner.uow.now + timedelta(hours=hours)
        yield Told({"until": until.isoformat()}, draft_id=corner.draft_id)


# -- the coordinators' -------------------------------------------------------------------------------------------------


def _cases(corner: Corner) -> Iterator[Case]:
    """The states a case goes through."""
    now = corner.uow.now
    for level in Level:
        yield corner.case(level=level, age="" if level is Level.NORMAL else "moins_13")
    for first, second in pairwise(Signal):
        yield corner.case(alert=second is Signal.TRAITE, level=Level.IMMEDIAT, signals=(first, second))
    yield corner.case(holder_id=corner.reader, opened_at=now, answer_by=now + timedelta(days=2))
    yield corner.case(opened_at=now, answered_at=now, erasure_asked_at=now, false_alarm_at=now)


def _every_case(corner: Corner) -> Iterator[Told]:
    return (Told(case_id=case.id) for case in _cases(corner))


def _cards(corner: Corner) -> Iterator[Told]:
    yield from _every_case(corner)
    yield Told(case_id=corner.case(state=CaseState.CLOSED, closed_at=corner.uow.now).id)
    yield Told(case_id=corner.case(state=CaseState.WITHDRAWN).id)


def _files(corner: Corner) -> Iterator[Told]:
    yield from _every_case(corner)
    case = corner.case()
    corner.uow.people.change(corner.reader, discreet=True, quiet=True, unreachable="blocked")
    yield Told(case_id=case.id)
    corner.uow.people.change(corner.reader, discreet=corner.discreet, quiet=False, unreachable="")


def _stories(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    for kind in (EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY):
        corner.uow.entries.add(case.id, kind, "on peut se parler demain")
    yield Told({"until": (corner.uow.now + timedelta(hours=1)).isoformat(), "part": 0}, case.id)


def _alarms(corner: Corner) -> Iterator[Told]:
    case = corner.case(level=Level.IMMEDIAT)
    for late in ("", (corner.uow.now - timedelta(hours=2)).isoformat()):
        yield Told({"late": late, "step": 1}, case.id)
    yield Told({"late": "", "step": 1}, case.id, again=True)
    yield Told({"late": "", "step": 1}, case.id, op=Op.EDIT)


def _reminders(corner: Corner) -> Iterator[Told]:
    case = corner.case()
    for why in ("reading", "days", "answer", "broken"):
        yield Told({"late": "", "why": why}, case.id)


def _about(name: str, *values: str) -> Scenes:
    """One case, and one parameter in each of its values."""

    def scenes(corner: Corner) -> Iterator[Told]:
        case = corner.case(opened_at=corner.uow.now)
        return (Told({name: value}, case.id) for value in values)

    return scenes


def _preview(corner: Corner) -> Iterator[Told]:
    case = corner.case(opened_at=corner.uow.now)
    corner.uow.staff.set_task(corner.reader, "reply", case.id, "On peut se voir demain.")
    yield Told(case_id=case.id)


# No default: a kind without an entry here fails tests/test_words.py.
SCENES: Mapping[str, Scenes] = {
    **dict.fromkeys(
        (Kind.WELCOME, Kind.RECAP, Kind.STORY_ACK, Kind.STORY_FULL, Kind.MOVED_ON, Kind.NO_BACK, Kind.NO_MEDIA, Kind.GO_SEE,
         Kind.WRITE_114, Kind.WARNED, Kind.WARNED_ALWAYS, Kind.NOT_WARNED, Kind.OUTSIDE, Kind.PAUSED, Kind.THANKS, Kind.NOTICE,
         Later.EDITED, Later.KNOCK, Later.ERASURE_ASKED, Later.NOTHING_HERE, Later.HIDDEN, Later.STOPPED, Later.FLOOD,
         Later.ADD_WORD, Later.CORRECT, Later.LANGUAGE, Later.MENU, Later.UNKNOWN_LINK),
        _alone,
    ),
    Kind.ESSENTIAL: _with({"started": False}, {"started": True}),
    Kind.QUESTION: _questions,
    Kind.ANSWERED: _answers,
    Kind.NUMBERS: _with(*({"age": age} for age in AGES)),
    Kind.HELP: _with(*({"age": age} for age in AGES)),
    Kind.OTHER_DOOR: _with({"age": "moins_13"}, {"age": "plus_25"}),
    Kind.SENT: _of_each_age,
    Kind.REFUSED: _with({"alert": False}, {"alert": True}),
    Later.ADDED: _before_and_after_reading,
    Later.ALREADY: _before_and_after_reading,
    Later.REOPENED: lambda corner: [Told(case_id=corner.case().id)],
    Later.READ: _read,
    Later.REPLY: _reply,
    Later.UNREAD: _of_each_age,
    Later.ERASED: _with({"alert": False}, {"alert": True}),
    Later.CASE_ERASED: _with({"reference": "MS-2026-0042"}),
    Later.NUDGE: _nudge,
    Later.APOLOGY: _with({"incident": "4F7K"}),
    Later.MY_DATA: _my_data,
    **dict.fromkeys(
        (Desk.RULE, Desk.SUMMARY, Desk.WRITE_REPLY, Desk.REPLY_SENT, Desk.MORE, Desk.CLOSE_MENU, Desk.ENROLLED,
         Desk.NEWCOMER, Desk.HELLO, Desk.NO_RIGHT, Desk.ATTACH_REFUSED),
        _every_case,
    ),
    Desk.CARD: _cards,
    Desk.CASE_FILE: _files,
    Desk.CASE_STORY: _stories,
    Desk.ALARM: _alarms,
    Desk.PRIVATE_ALARM: _alarms,
    Desk.REMINDER: _reminders,
    Desk.PREVIEW: _preview,
    Desk.REPLY_FAILED: _about("reason", *REASONS, "refused"),
    Desk.NEWS: _about("why", "", "erasure", "stop"),
    Desk.NEWS_GROUP: _about("why", ""),
    Desk.DONE: _about("what", "cancelled", "false_alarm", "closed"),
    Desk.INVITE: _with({"link": "https://t.me/bot?start=c_x"}),
}
