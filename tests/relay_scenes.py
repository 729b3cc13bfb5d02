"""In which scenes the bubbles about relays are said: to somebody invited, to a relay, and to coordinators.

Must never: give a kind a scene by default; a kind without an entry fails tests/test_words.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.intake.roads import Duty
from bot.messages import Address, Op
from bot.services.relay_desk import TOWN
from bot.services.voice import Desk, Later
from storage.records import Invitation
from tests.bubble_stage import Corner, Scenes, Told

PLACES = (("mission_locale", Duty.RELAY), ("centre_social_bretonniere", Duty.ANIMATEUR), ("", Duty.AGENT))


def invited(corner: Corner, structure: str = "mission_locale", duty: Duty = Duty.RELAY, name: str = "Karim") -> None:
    """The reader opened an invitation a moment ago."""
    corner.uow.relays.enrol(corner.reader, Invitation("relay", structure, duty, ""), name)


def enrolled(corner: Corner, structure: str = "mission_locale", duty: Duty = Duty.RELAY, *, days: int = 0) -> None:
    """The reader is a relay, for so many days."""
    invited(corner, structure, duty)
    since = corner.uow.now - timedelta(days=days)
    corner.uow.relays.change(corner.reader, rules=1, enrolled_at=since, reviewed_at=since)


def _rules(corner: Corner) -> Iterator[Told]:
    for structure, duty in PLACES:
        invited(corner, structure, duty)
        yield Told()
    yield Told({"again": True})
    for said in ("accepted", "refused", "renamed"):
        yield Told({"said": said}, op=Op.EDIT)
    invited(corner, name="")
    yield Told()


def _of_each_duty(corner: Corner) -> Iterator[Told]:
    for structure, duty in PLACES:
        enrolled(corner, structure, duty)
        yield Told()


def _leaving(corner: Corner) -> Iterator[Told]:
    enrolled(corner)
    yield Told()
    for said in ("left", "stayed"):
        yield Told({"said": said}, op=Op.EDIT)


def _ended(corner: Corner) -> Iterator[Told]:
    invited(corner)
    for left in (False, True):
        yield Told({"left": left})


def _alone(corner: Corner) -> Iterator[Told]:
    yield Told()


def _desk(corner: Corner) -> Iterator[Told]:
    """Nobody, somebody, somebody to be reviewed."""
    yield Told()
    enrolled(corner)
    yield Told()
    enrolled(corner, days=200)
    yield Told()


def _choices(corner: Corner) -> Iterator[Told]:
    yield Told()
    yield Told({"group": "Centre social"})
    yield Told({"structure": "centre_social_bretonniere"})
    yield Told({"structure": TOWN})
    for structure, duty in PLACES:
        yield Told({"made": True, "structure": structure, "duty": duty.value})


def _invitations(corner: Corner) -> Iterator[Told]:
    until = (corner.uow.now + timedelta(days=7)).isoformat()
    for structure, duty in PLACES:
        yield Told({"token": "A" * 22, "until": until, "structure": structure, "duty": duty.value})


def _lists(corner: Corner) -> Iterator[Told]:
    corner.uow.relays.change(corner.reader, revoked_at=corner.uow.now)
    yield Told({"page": 0})
    yield Told({"page": 0, "due": True})
    enrolled(corner, days=200)
    for number in range(7):
        other = corner.uow.people.meet(Address("test", f"relay {number}"))
        corner.uow.relays.enrol(other.id, Invitation("relay", "aljpb", Duty.RELAY, ""), f"Relais {number}")
        corner.uow.relays.change(other.id, rules=1)
    for page in (0, 3):
        yield Told({"page": page})
    yield Told({"page": 0, "due": True})


def _cards(corner: Corner) -> Iterator[Told]:
    for days in (0, 200):
        enrolled(corner, days=days)
        yield Told({"relay": corner.reader, "page": 0})
    corner.uow.relays.change(corner.reader, reviewed_at=corner.uow.now, revoked_at=corner.uow.now)
    yield Told({"relay": corner.reader, "page": 0})


def _about(days: int) -> Scenes:
    def scenes(corner: Corner) -> Iterator[Told]:
        for structure, duty in PLACES:
            enrolled(corner, structure, duty, days=days)
            yield Told({"relay": corner.reader})

    return scenes


def _gone(corner: Corner) -> Iterator[Told]:
    enrolled(corner)
    corner.uow.relays.change(corner.reader, revoked_at=corner.uow.now)
    yield Told({"relay": corner.reader})


def _commands(corner: Corner) -> Iterator[Told]:
    """A relay's, an agent's, and a coordinator's own."""
    yield from _of_each_duty(corner)
    corner.uow.staff.enrol(corner.reader, "Solène")
    yield Told()
    corner.uow.staff.change(corner.reader, left_at=corner.uow.now)


RELAY_SCENES: Mapping[str, Scenes] = {
    Later.RELAY_RULES: _rules,
    Later.RELAY_MENU: _of_each_duty,
    Later.RELAY_COMMANDS: _commands,
    Later.RELAY_REFUSED: _alone,
    Later.RELAY_LEAVE: _leaving,
    Later.RELAY_STAYS: _of_each_duty,
    Later.RELAY_ENDED: _ended,
}
RELAY_DESK_SCENES: Mapping[str, Scenes] = {
    Desk.RELAYS: _desk,
    Desk.RELAY_CHOICE: _choices,
    Desk.RELAY_INVITE: _invitations,
    Desk.RELAY_LIST: _lists,
    Desk.RELAY_CARD: _cards,
    Desk.RELAY_ENROLLED: _about(0),
    Desk.RELAY_REVIEW: _about(200),
    Desk.RELAY_GONE: _gone,
    Desk.RELAY_NOT_YOU: _alone,
}
