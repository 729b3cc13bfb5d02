"""In which scenes each kind of bubble is said: to a person, and to coordinators.

A scene is what a row carries: parameters, a case, a draft. Must never: give a kind a scene by default; a kind without
an entry fails tests/test_words.py, and so does a sentence that no scene says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.intake.asides import Aside
from bot.intake.bubbles import Kind
from bot.intake.question import Codes
from bot.messages import Op
from bot.services.voice import Desk, Later
from bot.triage.guard import Kind as Identifying
from bot.triage.urgency import GRAVITY, Level, Signal
from storage.records import Case, CaseState, EntryKind
from tests.bubble_stage import Corner, Scenes, Told
from tests.case_desk_scenes import CASE_DESK_SCENES
from tests.list_scenes import LIST_SCENES
from tests.road_scenes import ROAD_SCENES

AGES = ("", "moins_13", "de_15_17", "de_18_20", "de_21_25")
"""Unknown, and each side of every line that the numbers draw: 13, 18, 21."""

DANGERS = [
    {"age": age, "signals": signals, "other": other}
    for age in AGES for other in (False, True)
    for signals in ([], *([signal.value] for signal in GRAVITY), [Signal.SUICIDE.value, Signal.FUGUE.value])
]  # fmt: skip
"""Each signal alone, none, and two at once; for oneself and for somebody else."""

# -- the young person's ------------------------------------------------------------------------------------------------


def _alone(corner: Corner) -> Iterator[Told]:
    yield Told(draft_id=corner.draft_id)


def _with(*params: Mapping[str, Any]) -> Scenes:
    return lambda corner: [Told(one, draft_id=corner.draft_id) for one in params]


def _questions(corner: Corner) -> Iterator[Told]:
    """Every question, variant and menu, asked and asked again with numbers."""
    for question in corner.questions():
        for menu in ("", *(menu.key for menu in question.menus)):
            for variant in range(len(question.variants) + 1):
                for numbered in (False, True):
                    params = {"key": question.key, "menu": menu, "variant": variant, "numbered": numbered}
                    yield Told(params, draft_id=corner.draft_id)
    yield Told({"key": "recit", "more": True}, draft_id=corner.draft_id)
    for kind in Identifying:
        yield Told({"key": Aside.REWORD, "found": [kind.value]}, draft_id=corner.draft_id)


def _answers(corner: Corner) -> Iterator[Told]:
    for question in corner.questions():
        if question.key == Aside.WELCOME:
            continue
        given: list[Codes] = [(choice.key,) for choice in question.choices] or [corner.fullest()[question.key]]
        for variant in range(len(question.variants) + 1):
            for codes in [*given, ()] if not question.must else given:
                yield Told({"key": question.key, "codes": list(codes), "variant": variant}, draft_id=corner.draft_id)
    yield Told({"key": "recit", "codes": [], "written": True}, draft_id=corner.draft_id)


def _of_each_age(corner: Corner) -> Iterator[Told]:
    return (Told(case_id=corner.case(age=age).id) for age in AGES)


def _unread(corner: Corner) -> Iterator[Told]:
    yield from _of_each_age(corner)
    yield Told({"late": (corner.uow.now - timedelta(hours=3)).isoformat()}, corner.case().id)


def _before_and_after_reading(corner: Corner) -> Iterator[Told]:
    """Waiting, opened, and beyond what was promised."""
    now = corner.uow.now
    yield Told(case_id=corner.case().id)
    yield Told(case_id=corner.case(opened_at=now).id)
    yield Told(case_id=corner.case(read_by=now - timedelta(hours=1)).id)


def _read(corner: Corner) -> Iterator[Told]:
    if corner.discreet:
        return  # « C'est lu » is never said on a phone that others read
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


def _one_case(corner: Corner) -> Iterator[Told]:
    yield Told(case_id=corner.case().id)


def _cards(corner: Corner) -> Iterator[Told]:
    yield from (Told(case_id=case.id) for case in _cases(corner))
    yield Told(case_id=corner.case(state=CaseState.CLOSED, closed_at=corner.uow.now).id)
    for alert in (False, True):
        yield Told(case_id=corner.case(state=CaseState.WITHDRAWN, alert=alert).id)


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


_PLAIN = (
    Kind.WELCOME, Kind.RECAP, Kind.STORY_ACK, Kind.STORY_FULL, Kind.MOVED_ON, Kind.NO_BACK, Kind.GO_SEE,
    Kind.WRITE_114, Kind.WARNED, Kind.WARNED_ALWAYS, Kind.NOT_WARNED, Kind.OUTSIDE, Kind.PAUSED, Kind.THANKS,
    Kind.NOTICE, Kind.INTERPRETER, Kind.DOUBT_CLOSED, Kind.MASKED, Kind.NAME_SHORTENED, Later.EDITED, Later.KNOCK,
    Later.ERASURE_ASKED, Later.NOTHING_HERE, Later.HIDDEN, Later.STOPPED, Later.FLOOD, Later.ADD_WORD,
    Later.CORRECT, Later.LANGUAGE, Later.MENU, Later.UNKNOWN_LINK, Later.GIFT, Kind.FORWARD_UNUSED,
)  # fmt: skip
"""Said in one way, whatever the row carries."""
_PLAIN_DESK = (
    Desk.RULE, Desk.ENROLLED,
    Desk.NEWCOMER, Desk.HELLO, Desk.NO_RIGHT, Desk.ATTACH_REFUSED, Desk.TEXT_ONLY, Desk.EDIT_UNUSED,
    Desk.FORWARD_UNUSED,
)  # fmt: skip

YOUTH_SCENES: Mapping[str, Scenes] = {
    **dict.fromkeys(_PLAIN, _alone),
    Kind.ESSENTIAL: _with({"started": False}, {"started": True}),
    Kind.QUESTION: _questions,
    Kind.ANSWERED: _answers,
    Kind.NUMBERS: _with(*DANGERS),
    Kind.SAME_NUMBERS: _with(*DANGERS),
    Kind.HELP: _with(*({"age": age} for age in AGES)),
    Kind.OTHER_DOOR: _with({"age": "moins_13"}, {"age": "plus_25"}),
    Kind.SENT: _of_each_age,
    Kind.NO_MEDIA: _with({}, {"card": True}),
    Later.EDIT_UNUSED: _with({"answers": False}, {"answers": True}),
    Kind.REFUSED: _with({"alert": False}, {"alert": True}),
    Later.ADDED: _before_and_after_reading,
    Later.ALREADY: _before_and_after_reading,
    Later.REOPENED: _one_case,
    Later.READ: _read,
    Later.REPLY: _reply,
    Later.UNREAD: _unread,
    Later.ERASED: _with({"alert": False}, {"alert": True}),
    Later.CASE_ERASED: _with({"reference": "MS-2026-0042"}),
    Later.NUDGE: _nudge,
    Later.APOLOGY: _with({"incident": "4F7K"}),
    Later.MY_DATA: _my_data,
}
DESK_SCENES: Mapping[str, Scenes] = {
    **ROAD_SCENES,
    **LIST_SCENES,
    **CASE_DESK_SCENES,
    **dict.fromkeys(_PLAIN_DESK, _one_case),
    Desk.CARD: _cards,
    Desk.ALARM: _alarms,
    Desk.PRIVATE_ALARM: _alarms,
    Desk.REMINDER: _reminders,
    Desk.NEWS: _about("why", "", "erasure", "stop"),
    Desk.NEWS_GROUP: _about("why", ""),
    Desk.INVITE: _with({"link": "https://t.me/bot?start=c_x"}),
}
