"""Telegram is away for a while, loses an answer, or somebody deletes a card.

Must never: lose a first contact, or say something twice without need.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.taps import Action
from bot.simulator import faults
from bot.simulator.shapes import Message
from tests.conversations.desk_stage import IMMEDIATE, PARIS, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

DAY = "2026-03-11T10:00"
TROUBLES = {
    "500": faults.internal_error(), "502": faults.bad_gateway(), "timeout": faults.timed_out(),
    "reset": faults.reset(), "429": faults.too_many(7),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_while_telegram_is_away_nothing_is_lost_nothing_doubled_and_the_order_kept(
    stage: Stage, trouble: faults.Fault
) -> None:
    desk = Desk(stage)
    sent = []
    for number in range(1002, 1005):
        young = desk.young("Nadia", number)
        await young.reach("short_road")
        sent.append(young)
    stage.api.faults.fail_next("sendMessage", trouble, times=None)
    stage.api.faults.fail_next("editMessageText", trouble, times=None)
    for young in sent:
        await young.tap("short_road", "envoyer")
    for _ in range(5):
        await stage.advance(seconds=40)
    assert desk.texts(GROUP)[1:] == []
    stage.api.faults.clear()
    await stage.advance(minutes=10)
    cases = [await young.case() for young in sent]
    order = [message.text.split(" ")[0] for message in stage.world.said(GROUP)[1:]]
    assert order == [case.reference for case in cases]
    for young, case in zip(sent, cases, strict=True):
        assert sum(desk.say("It's sent. Your reference: {reference}.", reference=case.reference) in text
                   for text in young.texts()) == 1  # fmt: skip


async def test_a_card_that_changes_while_telegram_is_away_arrives_with_the_last_truth_only(stage: Stage) -> None:
    desk = Desk(stage)
    await desk.lina.reach("short_road")
    stage.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
    await desk.lina.tap("short_road", "envoyer")
    case = await desk.lina.case()
    await stage.say(LINA, "efface tout")
    stage.api.faults.clear()
    await stage.advance(minutes=10)
    shown: list[Message] = desk.about(case)
    assert [message for message in shown if stage.world.buttons(message)] == []


@starting(DAY)
async def test_an_alarm_that_cannot_leave_for_the_group_is_not_piled_up_and_goes_the_other_road(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    rang = len(desk.rings())
    stage.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
    await desk.until("2026-03-11T11:01")
    stage.api.faults.clear()
    await desk.until("2026-03-11T11:10")
    assert len(desk.rings()) == rang + 1, "one call, however often it was due"
    for who in (SOLENE, KARIMA):
        assert len(desk.about(case, who)) == 1


async def test_an_answer_lost_on_its_way_back_repeats_one_message_at_most(stage: Stage) -> None:
    """It arrived, and Telegram's word for it did not: the card may come twice, the buttons of both work."""
    desk = Desk(stage)
    await desk.lina.reach("short_road")
    stage.api.faults.fail_next("sendMessage", faults.timed_out(), times=2, before_effect=False)
    await desk.lina.tap("short_road", "envoyer")
    await stage.advance(minutes=5)
    case = await desk.lina.case()
    assert 1 <= len(desk.about(case)) <= 2
    await desk.press(SOLENE, case, Action.TAKE)
    assert (await desk.case(case)).holder_id == (await desk.person(SOLENE)).id


async def test_a_card_that_somebody_deleted_is_posted_again_at_the_next_change(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.message(GROUP, desk.card(case).id).deleted = True
    assert desk.about(case) == []
    stage.world.forge_tap(SOLENE, GROUP, 4, f"c:{case.id}:{Action.TAKE}")
    await stage.settle()
    (card,) = desk.about(case)
    assert desk.say("held by {name}", name="Solène") in card.text
    assert card.silent
    await desk.read(case)
    assert len(desk.about(case)) == 1
    assert desk.say("Opened {moment}.", moment=desk.moment()) in desk.card(case).text


@starting(DAY)
async def test_two_reminders_that_waited_for_telegram_leave_as_one_that_says_its_delay(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    case = await desk.read(case, SOLENE)
    assert case.answer_by is not None
    before, after = case.answer_by - timedelta(hours=3), case.answer_by + timedelta(minutes=5)
    await desk.until(f"{before.astimezone(PARIS):%Y-%m-%dT%H:%M}")
    for method in ("sendMessage", "editMessageText"):
        stage.api.faults.fail_next(method, faults.internal_error(), times=None)
    await desk.until(f"{after.astimezone(PARIS):%Y-%m-%dT%H:%M}")
    stage.api.faults.clear()
    await stage.advance(minutes=10)
    marks = [desk.say("To answer: the person was told when."), desk.say("Still to answer.")]
    said = [text for text in desk.texts(SOLENE) if any(mark in text for mark in marks)]
    assert len(said) == 1
    assert marks[1] in said[0]
    assert desk.say("(late: this was due {moment})", moment="").rstrip(")") in said[0]
