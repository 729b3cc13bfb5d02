"""Scenes of what the group and the second road are told: several cards in one, lost roads, the heartbeat, mail.

Must never: leave out a state that a line or a sentence can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.services import vitals
from bot.services.lost_roads import Break
from bot.services.mailing import SENTENCES
from bot.services.voice import Desk
from storage.records import CaseState, ChatRole
from tests.bubble_stage import Corner, Scenes, Told

_SCENE_ROW = "row"  # the id of the row that Corner.render shows


def _lists(corner: Corner) -> Iterator[Told]:
    """All at once, then over days; each state that a line can have."""
    uow, now = corner.uow, corner.uow.now
    cases = [
        corner.case(), corner.case(age="moins_13"), corner.case(holder_id=corner.reader, opened_at=now),
        corner.case(opened_at=now), corner.case(state=CaseState.CLOSED, closed_at=now),
        corner.case(state=CaseState.WITHDRAWN),
    ]  # fmt: skip
    uow.merged.merge([uow.outbox.put(corner.reader, Desk.CARD, case_id=case.id) for case in cases], _SCENE_ROW)
    yield Told()
    uow.cases.change(cases[1].id, sent_at=now - timedelta(minutes=7))
    yield Told()
    uow.cases.change(cases[1].id, sent_at=now - timedelta(days=2))
    yield Told()
    uow.merged.release(corner.reader)


def _roads(corner: Corner) -> Iterator[Told]:
    for role in (ChatRole.COORDINATION, ChatRole.DEPUTY, ChatRole.CIVIC):
        for how in Break:
            for still in (False, True):
                yield Told({"how": how.value, "road": role.value, "still": still})


def _beats(corner: Corner) -> Iterator[Told]:
    uow, before = corner.uow, corner.uow.now - timedelta(hours=2)
    yield Told()
    row = uow.outbox.put(corner.reader, Desk.RULE, due_at=before)
    yield Told()
    uow.follow_ups.queue("stuck", before, subject_id="scene")
    yield Told()
    uow.outbox.drop(row)
    uow.follow_ups.drop(subject_id="scene")
    yield from _broken(corner)


def _broken(corner: Corner) -> Iterator[Told]:
    """Each thing that can break, all at once, and nothing any more."""
    everything = frozenset(vitals.Fault)
    for faults in (*(frozenset({fault}) for fault in vitals.Fault), everything, frozenset[vitals.Fault]()):
        vitals.set_told(corner.uow, faults)
        yield Told()


ROAD_SCENES: Mapping[str, Scenes] = {
    Desk.CARDS: _lists,
    Desk.ROAD: _roads,
    Desk.WATCH: _broken,
    Desk.HEARTBEAT: _beats,
    Desk.MAIL: lambda corner: [Told({"what": what}) for what in SENTENCES],
}
