"""Invitations: one link, one coordinator, some days; and what an invitation is not.

Must never: enrol anybody by other means than a link.
"""

from __future__ import annotations

import pytest

from bot.services import coordination
from bot.services.taps import Action
from tests.conversations.desk_stage import Desk, a_desk
from tests.conversations.stage import MARC, SOLENE, Stage

STRANGER = 4001


async def _invited(desk: Desk, who: int = SOLENE) -> str:
    await desk.stage.say(who, "/inviter")
    return next(word for word in reversed(desk.stage.last(who).text.split()) if "start=c_" in word)


async def test_an_invitation_makes_one_coordinator_once(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    link = await _invited(desk)
    await desk.link(MARC, link)
    assert desk.say("You are a coordinator now.") in stage.last(MARC).text
    await desk.press(MARC, case, Action.TAKE)
    assert desk.say("held by {name}", name="Marc") in desk.card(case).text
    stage.world.add_person("Nadia", user_id=STRANGER)
    await desk.link(STRANGER, link)
    assert stage.last(STRANGER).text == desk.say("This link does not work, or not any more.")
    assert await desk.table("select count(*) from staff") == [(3,)]


async def test_two_people_with_the_same_invitation_at_once_one_is_enrolled(stage: Stage) -> None:
    desk = Desk(stage)
    link = await _invited(desk)
    stage.world.add_person("Nadia", user_id=STRANGER)
    stage.world.open_link(MARC, link)
    stage.world.open_link(STRANGER, link)
    await stage.settle()
    assert await desk.table("select count(*) from staff") == [(3,)]


async def test_an_invitation_ends_after_its_days(stage: Stage) -> None:
    desk = Desk(stage)
    link = await _invited(desk)
    await stage.advance(days=stage.service.house.territory.delays.invitation_days)
    await desk.link(MARC, link)
    assert await desk.table("select count(*) from staff") == [(2,)]


@pytest.mark.parametrize("payload", ["c_", "c_x", "c_" + "A" * 22])
async def test_a_guessed_invitation_enrols_nobody(stage: Stage, payload: str) -> None:
    desk = Desk(stage)
    await desk.link(MARC, payload)
    assert await desk.table("select count(*) from staff") == [(2,)]


async def test_the_code_that_attaches_a_group_enrols_nobody(stage: Stage) -> None:
    desk = Desk(stage)
    code = await desk.run(coordination.attach_code)
    await desk.link(MARC, f"c_{code}")
    assert await desk.table("select count(*) from staff") == [(2,)]


async def test_an_invited_person_outside_the_group_has_no_right_yet(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.add_person("Nadia", user_id=STRANGER)
    await desk.link(STRANGER, await _invited(desk))
    await desk.read(case, STRANGER)
    assert (await desk.case(case)).opened_at is None
