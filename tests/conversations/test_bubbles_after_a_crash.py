"""A question that left before a crash and was not marked: it stands on the phone, and can be answered there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.i18n import Catalogues
from bot.services import intake
from tests.conversations.stage import Stage
from tests.conversations.youth_stage import Young


async def lina_before_themes(stage: Stage, state: str) -> Young:
    """She sees the question about themes; its row is left as it may lie there after a crash."""
    lina = Young(stage)
    await lina.reach("themes")
    kept = await lina.kept()
    change = text("UPDATE outbox SET state = :state, message = NULL, sent_at = NULL WHERE id = :row")
    values = {"state": state, "row": kept.question_row}
    await lina.run(lambda uow: uow.people.connection.execute(change, values).rowcount)
    return lina


@pytest.mark.parametrize(("state", "behind"), [("waiting", 0), ("waiting", 1), ("waiting", 90), ("dropped", 0)])
async def test_a_menu_opens_under_a_question_that_was_not_marked_whatever_the_clock_does(
    stage: Stage, catalogues: Catalogues, state: str, behind: int
) -> None:
    lina = await lina_before_themes(stage, state)
    stage.clock.advance(timedelta(seconds=-behind))
    await stage.restart(catalogues)
    await lina.tap("themes", "ecole_travail")
    await lina.tap("themes", "decrochage")
    assert (await lina.answers())["themes"] == ("decrochage",)


async def test_a_clock_set_back_takes_back_no_question_that_was_to_leave_at_once(stage: Stage) -> None:
    lina = await lina_before_themes(stage, "waiting")
    row_id = (await lina.kept()).question_row
    stage.clock.advance(timedelta(seconds=-90))
    await lina.tap("themes", "ecole_travail")
    await stage.advance(seconds=90)
    row = await lina.run(lambda uow: uow.outbox.of_id(row_id))
    assert row is not None
    assert row.state == "sent"


@pytest.mark.parametrize("times", [1, 2])
async def test_a_question_asked_again_and_answered_before_it_left_does_not_bury_the_one_that_followed(
    stage: Stage, times: int
) -> None:
    """What follows is urgent and passes the lane in which it still waits: it would come last, and answer nothing."""
    lina = Young(stage)
    await lina.reach("en_securite")
    person = await lina.person()
    for _ in range(times):
        kept = await lina.kept()
        await lina.run(lambda uow, kept=kept: intake.again(uow, stage.service.house, person, kept))
    await lina.tap("en_securite", "non")
    assert await lina.asking() == "someone_near"
    bubble, button = lina.buttons()[-1]
    assert ":someone_near:" in button.data
    assert bubble.id == lina.bubbles()[-1].id
