"""In which scenes relays and agents are told what: everything of the two roads, with the longest answers.

Must never: give a kind a scene by default; a kind that filing says without a scene fails tests/test_words_filing.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.intake.asides import Aside, about_aside, edit_aside
from bot.intake.bubbles import Kind
from bot.intake.draft import Draft, Part
from bot.intake.question import ROAD_KEY, Codes, Question
from bot.intake.question import Kind as Answered
from bot.intake.rewording import QUOTE
from bot.intake.roads import Duty, Road
from bot.intake.script import between
from bot.services import drafts_kept
from bot.services.cases import fill_case, open_case
from bot.services.taps import Filing
from bot.services.voice import Later
from bot.triage.guard import Kind as Identifying
from bot.triage.urgency import GRAVITY, Level, Signal
from storage.records import Case, CaseState, EntryKind, Invitation
from tests.bubble_stage import Corner, Scenes, Told

AGES = ("", "de_15_17", "de_18_20")
FACTS = Part("elle vient au local le matin", "7")


class FilingCorner(Corner):
    """A relay's or an agent's corner; its name ends with the road."""

    @property
    def road(self) -> Road:
        return Road(self.name.rpartition(" ")[2])

    def __post_init__(self) -> None:
        super().__post_init__()
        agent = self.road is Road.CIVIC
        structure, duty = ("", Duty.AGENT) if agent else ("centre_social_bretonniere", Duty.RELAY)
        self.uow.relays.enrol(self.reader, Invitation("relay", structure, duty, ""), "Nadia")
        self.uow.relays.change(self.reader, rules=1, rules_at=self.uow.now)
        self.uow.people.change(self.reader, formal=True)
        self.uow.drafts.erase(self.draft_id)
        person = self.uow.people.of_id(self.reader)
        draft = Draft(road=self.road, answers=self.fullest(), story=(FACTS,), targets=self.targets())
        self.draft_id = drafts_kept.create(self.uow, self.house, person, draft).id

    def targets(self) -> tuple[str, ...]:
        return (Road.RELAY, Road.CIVIC, "MS-2026-0042", "MS-2026-0041", "MC-2026-0007", Road.YOUTH)

    def fullest(self) -> dict[str, Codes]:
        if not self.name.endswith(tuple(Road)):
            return {}
        return {question.key: self._said(question) for question in self.house.questionnaires[self.road].questions}

    def _said(self, question: Question) -> Codes:
        match question.kind:
            case Answered.WORDS:
                return ("un rendez-vous avec l'infirmière",)
            case Answered.MOMENT:
                return (self.uow.now.isoformat(),)
        return self._longest(question)

    def questions(self) -> list[Question]:
        own = self.house.questionnaires[self.road]
        return [*own.questions, *between(own), edit_aside(own.questions), about_aside(self.targets())]

    def filed(self, *, level: Level = Level.NORMAL, **changes: object) -> Case:
        person = self.uow.people.of_id(self.reader)
        fresh = open_case(
            self.uow, self.house, person, level=level, state=CaseState.SENT, notice_at=self.uow.now, road=self.road,
            announce=False,
        )  # fmt: skip
        draft = Draft(road=self.road, answers=self.fullest(), story=(FACTS,), highest=level)
        case = fill_case(self.uow, self.house, person, fresh, draft, rings=False)
        self.uow.cases.change(case.id, level=level, **changes)
        return replace(case, level=level)


def filing(scenes: Scenes) -> Scenes:
    """The same rows, about what this corner files."""

    def told(corner: Corner) -> Iterator[Told]:
        assert isinstance(corner, FilingCorner)
        for one in scenes(corner):
            yield replace(one, params={**one.params, "of": corner.road.value})

    return told


def outside(scenes: Scenes) -> Scenes:
    """The same rows, about nothing that this reader files or tells."""
    return lambda corner: [replace(one, draft_id="", case_id="") for one in scenes(corner)]


def _alone(corner: Corner) -> Iterator[Told]:
    yield Told(draft_id=corner.draft_id)


def _questions(corner: Corner) -> Iterator[Told]:
    """Every question, variant and menu, asked and asked again with numbers."""
    for question in corner.questions():
        for menu in ("", *(menu.key for menu in question.menus)):
            known = {ROAD_KEY: (Road.RELAY.value,)}
            aside = question.key in set(Aside)  # of somebody else, always
            for variant in [question.variant(known)] if aside else range(len(question.variants) + 1):
                for numbered in (False, True):
                    params = {"key": question.key, "menu": menu, "variant": variant, "numbered": numbered}
                    yield Told(params, draft_id=corner.draft_id)
        if question.kind is Answered.STORY:
            yield Told({"key": question.key, "more": True, "story": True}, draft_id=corner.draft_id)
    for kind in (*Identifying, QUOTE):
        yield Told({"key": Aside.REWORD, "found": [kind]}, draft_id=corner.draft_id)


def _answers(corner: Corner) -> Iterator[Told]:
    for question in corner.questions():
        chosen = question.kind is Answered.CHOICE
        given: list[Codes] = [(c.key,) for c in question.choices] if chosen else [corner.fullest()[question.key]]
        variant = question.variant({ROAD_KEY: (Road.RELAY.value,)})
        for codes in [*given, ()] if not question.must else given:
            yield Told({"key": question.key, "codes": list(codes), "variant": variant}, draft_id=corner.draft_id)


def _dangers(corner: Corner) -> Iterator[Told]:
    both = [Signal.SUICIDE.value, Signal.FUGUE.value]
    for age in AGES:
        for signals in ([], both, *([signal.value] for signal in GRAVITY)):
            yield Told({"age": age, "signals": signals, "other": True}, draft_id=corner.draft_id)


def _with(name: str, *values: object) -> Scenes:
    return lambda corner: [Told({name: value}, draft_id=corner.draft_id) for value in values]


def _later(corner: Corner) -> Iterator[Told]:
    yield Told(draft_id=corner.draft_id)


def _kept(corner: Corner) -> Iterator[Told]:
    for count in (1, 12):
        for masked in (False, True):
            yield Told({"count": count, "masked": masked}, draft_id=corner.draft_id)


def _filed(corner: Corner) -> Case:
    assert isinstance(corner, FilingCorner)
    return corner.filed()


def _sent(corner: Corner) -> Iterator[Told]:
    case = _filed(corner)
    for more in (False, True):
        yield Told({"more": more}, case.id)


def _read(corner: Corner) -> Iterator[Told]:
    now = corner.uow.now
    yield Told({"at": now.isoformat(), "answer_by": now.isoformat()}, _filed(corner).id)


def _added(corner: Corner) -> Iterator[Told]:
    assert isinstance(corner, FilingCorner)
    now = corner.uow.now
    yield Told(case_id=corner.filed().id)
    yield Told(case_id=corner.filed(opened_at=now).id)
    yield Told(case_id=corner.filed(read_by=now - timedelta(hours=1)).id)


def _one_case(corner: Corner) -> Iterator[Told]:
    yield Told(case_id=_filed(corner).id)


def _reply(corner: Corner) -> Iterator[Told]:
    case = _filed(corner)
    yield Told({"entry": corner.uow.entries.add(case.id, EntryKind.REPLY, "Pouvez-vous nous appeler ?")}, case.id)


def _transmissions(corner: Corner) -> Iterator[Told]:
    assert isinstance(corner, FilingCorner)
    now = corner.uow.now
    yield Told()
    corner.filed(state=CaseState.TAKEN, opened_at=now)
    corner.filed(state=CaseState.TAKEN)
    corner.filed(state=CaseState.CLOSED, closed_at=now)
    yield Told()


def _inform(corner: Corner) -> Iterator[Told]:
    case = _filed(corner)
    for late in ("", (corner.uow.now - timedelta(days=2)).isoformat()):
        yield Told({"late": late}, case.id)


def _informed(corner: Corner) -> Iterator[Told]:
    case = _filed(corner)
    for answer in (Filing.AGREES, Filing.TOLD, Filing.NOT_YET, Filing.DANGER):
        for last in (False, True):
            yield Told({"answer": answer, "last": last}, case.id)


def _nudge(corner: Corner) -> Iterator[Told]:
    yield Told({"until": (corner.uow.now + timedelta(hours=60)).isoformat()}, draft_id=corner.draft_id)


def _erased(corner: Corner) -> Iterator[Told]:
    """While nothing was sent."""
    return (Told({"alert": alert}) for alert in (False, True))


COMMON: Mapping[str, Scenes] = {
    Later.ERASED: _erased,
    Later.TRANSMISSIONS: _transmissions,
    **dict.fromkeys(
        (Kind.RECAP, Kind.STORY_FULL, Kind.MOVED_ON, Kind.NO_BACK, Kind.MASKED, Kind.PAUSED, Kind.FACTS_NEEDED,
         Kind.THANKS, Kind.DOUBT_CLOSED, Later.EDITED, Later.RELAY_DATA),
        _alone,
    ),
    Kind.QUESTION: _questions,
    Kind.ANSWERED: _answers,
    Kind.STORY_ACK: lambda corner: [Told({"key": "faits"}, draft_id=corner.draft_id)],
    Kind.NUMBERS: _dangers,
    Kind.SAME_NUMBERS: _dangers,
    Kind.REFUSED: _with("alert", False, True),
    Kind.LATER: _later,
    Kind.WORDS_KEPT: _kept,
    Kind.DRAFT_FULL: _alone,
    Kind.SENT: _sent,
    Later.READ: _read,
    Later.ADDED: _added,
    Later.REOPENED: _one_case,
    Later.UNREAD: _one_case,
    Later.REPLY: _reply,
    Later.NUDGE: _nudge,
}  # fmt: skip
"""Said on both roads."""
FILING_SCENES: Mapping[Road, Mapping[str, Scenes]] = {
    Road.RELAY: {
        **COMMON,
        **dict.fromkeys(
            (Kind.WORDS_NOT_KEPT, Kind.WORDS_WITHDRAWN, Kind.WORDS_LOST, Kind.NO_SIGNALEMENT, Kind.NAME_SHORTENED,
             Kind.WARNED, Kind.WARNED_ALWAYS, Kind.NOT_WARNED),
            _alone,
        ),
        Later.INFORM: _inform,
        Later.INFORMED: _informed,
    },
    Road.CIVIC: {**COMMON, Kind.DANGER_NOW: _alone},
}  # fmt: skip
NO_ROAD = (
    Kind.HELP, Kind.NO_MEDIA, Later.MENU, Later.HIDDEN, Later.STOPPED, Later.FLOOD, Later.APOLOGY, Later.EDIT_UNUSED,
    Later.GIFT, Later.KNOCK, Later.UNKNOWN_LINK, Later.NOTHING_HERE, Later.LANGUAGE, Kind.NOTICE,
)  # fmt: skip
"""Said to a relay outside of both roads: see bubble_scenes.py for their scenes."""
NEVER = frozenset({
    Kind.WELCOME, Kind.ESSENTIAL, Kind.GO_SEE, Kind.WRITE_114, Kind.OTHER_DOOR, Kind.OUTSIDE, Kind.INTERPRETER,
    Kind.FORWARD_UNUSED, Later.CASE_ERASED, Later.ERASURE_ASKED, Later.ALREADY, Later.ADD_WORD,
    Later.MY_DATA, Later.CORRECT,
})  # fmt: skip
"""Of a first contact of one's own alone, « tu »."""

