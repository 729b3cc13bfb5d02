"""Lost roads: no group yet, a group that throws the bot out or becomes another one.

Must never: lose a first contact, say something twice, or write to a message that is not there any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services import coordination
from bot.services.taps import Action
from bot.simulator import faults
from bot.simulator.shapes import ChatType
from tests.conversations.desk_stage import IMMEDIATE, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage, open_stage

FIRST, SECOND, SUPER = -4001111111, -4002222222, -1009999999999
DAY = "2026-03-11T10:00"


@pytest.fixture
async def bare(tmp_path: Path, start: datetime, catalogues: Catalogues) -> AsyncIterator[Stage]:
    """Installed, and nothing more: no coordination chat, no coordinator."""
    stage = await open_stage(tmp_path, start, catalogues, attach=False)
    yield stage
    await stage.close()
    assert stage.world.violations == []


async def enrol(desk: Desk, *people: int) -> None:
    for who in people:
        await desk.link(who, await desk.run(lambda uow: coordination.invite(uow, desk.stage.service.house)))


async def attach(desk: Desk, chat: int = GROUP, by: int = SOLENE) -> None:
    code = await desk.run(coordination.attach_code)
    await desk.stage.say(by, f"/rattacher {code}", chat)


# -- no group yet ----------------------------------------------------------------------------------------------------


async def test_without_a_group_the_card_waits_in_the_coordinators_private_chats(bare: Stage) -> None:
    desk = Desk(bare)
    await enrol(desk, SOLENE, KARIMA)
    case = await desk.lina.send()
    assert [len(desk.about(case, who)) for who in (SOLENE, KARIMA, GROUP)] == [1, 1, 0]
    assert bare.last(SOLENE).silent


async def test_before_anybody_is_there_the_card_waits_for_the_first_coordinator(bare: Stage) -> None:
    desk = Desk(bare)
    case = await desk.lina.send()
    await enrol(desk, SOLENE)
    assert len(desk.about(case, SOLENE)) == 1


async def test_the_code_attaches_the_group_and_every_open_case_comes_there(bare: Stage) -> None:
    desk = Desk(bare)
    await enrol(desk, SOLENE, KARIMA)
    case = await desk.lina.send()
    other = await desk.young("Nadia", 1002).send()
    await attach(desk)
    assert [len(desk.about(one)) for one in (case, other)] == [1, 1]
    assert [message.pinned for message in bare.world.said(GROUP)] == [True, False, False]
    answer = await desk.press(SOLENE, case, Action.READ)
    await desk.link(SOLENE, answer.url)
    assert (await desk.case(case)).opened_at is not None
    assert desk.say("Opened {moment}.", moment=desk.moment()) in desk.card(case, KARIMA).text, "no copy stays behind"


async def test_a_code_works_once_and_only_a_right_one(bare: Stage) -> None:
    desk = Desk(bare)
    code = await desk.run(coordination.attach_code)
    for wrong in ("", "AAAAAAAA", f"{code}A"):
        await bare.say(MARC, f"/rattacher {wrong}", GROUP)
        assert bare.last(GROUP).text == desk.say("This code does not work, or not any more.")
    assert await desk.table("select count(*) from addresses where role = 'coordination'") == [(0,)]
    await bare.say(SOLENE, f"/rattacher {code.lower()}", GROUP)
    assert await desk.table("select count(*) from addresses where role = 'coordination'") == [(1,)]
    bare.world.add_group("Intrus", members=[MARC], chat_id=SECOND)
    await bare.say(MARC, f"/rattacher {code}", SECOND)
    case = await desk.lina.send()
    assert [len(desk.about(case)), len(desk.about(case, SECOND))] == [1, 0]


async def test_a_code_of_the_day_before_yesterday_is_none(bare: Stage) -> None:
    desk = Desk(bare)
    code = await desk.run(coordination.attach_code)
    await bare.advance(hours=24)
    await bare.say(SOLENE, f"/rattacher {code}", GROUP)
    assert await desk.table("select count(*) from addresses where role = 'coordination'") == [(0,)]


async def test_an_invitation_attaches_no_group(bare: Stage) -> None:
    desk = Desk(bare)
    link = await desk.run(lambda uow: coordination.invite(uow, bare.service.house))
    await bare.say(MARC, f"/rattacher {link.partition('c_')[2]}", GROUP)
    assert await desk.table("select count(*) from addresses where role = 'coordination'") == [(0,)]


# -- thrown out --------------------------------------------------------------------------------------------------------


async def test_thrown_out_of_the_group_the_cards_reach_the_coordinators_in_private(stage: Stage) -> None:
    desk, before = await a_desk(stage)
    stage.world.remove_bot(GROUP)
    await stage.settle()
    assert len(desk.about(before, SOLENE)) == 1, "what nobody has opened comes after them"
    case = await desk.young("Nadia", 1002).send()
    assert [len(desk.about(case, who)) for who in (SOLENE, KARIMA)] == [1, 1]
    await desk.press(KARIMA, case, Action.READ, KARIMA)
    assert (await desk.case(case)).opened_at is not None
    assert desk.say("held by {name}", name="Karima") in desk.card(case, SOLENE).text


async def test_thrown_out_unheard_the_first_card_that_fails_takes_the_other_road(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.chat(GROUP).members[stage.world.bot.id] = stage.world.bot_status(GROUP).KICKED
    case = await desk.lina.send(**IMMEDIATE)
    assert [len(desk.about(case, who)) for who in (SOLENE, KARIMA)] == [1, 1]
    later = await desk.young("Nadia", 1002).send()
    failed = [call for call in stage.world.calls_of("sendMessage") if call.params["chat_id"] == GROUP and call.error]
    assert len(failed) == 1, "a road known to be lost is not tried again"
    assert len(desk.about(later, SOLENE)) == 1


@starting(DAY)
async def test_an_immediate_card_rings_on_the_other_road_too(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.chat(GROUP).members[stage.world.bot.id] = stage.world.bot_status(GROUP).KICKED
    before = len(desk.rings(SOLENE))
    case = await desk.lina.send(**IMMEDIATE)
    assert [case.reference in text for text in desk.rings(SOLENE)[before:]] == [True]


@starting(DAY)
@pytest.mark.parametrize("what", ["alarm", "reminder", "news"])
async def test_what_calls_for_a_coordinator_is_not_lost_with_the_group(stage: Stage, what: str) -> None:
    desk, case = await a_desk(stage, **(IMMEDIATE if what == "alarm" else {}))
    stage.world.chat(GROUP).members[stage.world.bot.id] = stage.world.bot_status(GROUP).KICKED
    seen = len(desk.about(case, SOLENE))
    match what:
        case "alarm":
            await desk.until("2026-03-11T10:15")
        case "reminder":
            await desk.until("2026-03-12T10:00")
        case _:
            await stage.advance(minutes=2)
            await stage.say(LINA, "encore un mot")
    assert len(desk.about(case, SOLENE)) > seen
    assert len(desk.about(case, KARIMA)) == len(desk.about(case, SOLENE))


async def test_back_in_the_group_the_cards_come_back_too(stage: Stage) -> None:
    desk, before = await a_desk(stage)
    stage.world.remove_bot(GROUP)
    case = await desk.young("Nadia", 1002).send()
    stage.world.add_bot(GROUP, by=SOLENE)
    await stage.settle()
    assert [len(desk.about(one)) for one in (before, case)] == [1, 1]
    await desk.press(SOLENE, case, Action.TAKE)
    assert desk.say("held by {name}", name="Solène") in desk.card(case).text
    later = await desk.young("Inès", 1003).send()
    assert [len(desk.about(later)), len(desk.about(later, SOLENE))] == [1, 0]


async def test_muted_in_the_group_the_card_takes_the_other_road(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.mute_bot(GROUP)
    case = await desk.lina.send()
    assert [len(desk.about(case, who)) for who in (GROUP, SOLENE, KARIMA)] == [0, 1, 1]


async def test_with_no_road_left_at_all_the_card_waits_and_the_bot_does_not_run_in_circles(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.remove_bot(GROUP)
    for who in (SOLENE, KARIMA):
        stage.world.deactivate(who)
    case = await desk.lina.send()
    assert len(stage.world.calls_of("sendMessage")) < 100
    stage.world.add_bot(GROUP, by=SOLENE)
    await stage.settle()
    assert len(desk.about(case)) == 1


async def test_a_coordinator_who_lets_the_bot_in_again_finds_the_card(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.remove_bot(GROUP)
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    case = await desk.lina.send()
    stage.world.unblock_bot(KARIMA)
    await stage.settle()
    assert len(desk.about(case, KARIMA)) == 1


# -- the group becomes another one -------------------------------------------------------------------------------------


async def a_basic_group(stage: Stage) -> Desk:
    stage.world.add_group("Petit groupe", members=[SOLENE, KARIMA], kind=ChatType.GROUP, chat_id=FIRST)
    desk = Desk(stage)
    await attach(desk, FIRST)
    return desk


def edits_of(desk: Desk, chat: int) -> list[object]:
    return [c for c in desk.stage.world.calls_of("editMessageText") if c.params.get("chat_id") == chat]


@pytest.mark.parametrize("first_word", ["notices", "refusal"])
async def test_when_the_group_becomes_a_supergroup_cards_and_all_that_waits_follow(
    bare: Stage, first_word: str
) -> None:
    """Telegram says it in two notices, and to whoever writes to the old address: whichever comes first."""
    desk = await a_basic_group(bare)
    await enrol(desk, SOLENE, KARIMA)
    case = await desk.lina.send()
    bare.world.migrate_group_to_supergroup(FIRST, SUPER)
    notices = list(bare.world.updates.pending())
    if first_word == "refusal":
        bare.world.updates.drop_all()
        await bare.say(LINA, "encore un mot")
        for notice in notices:
            bare.world.push_raw(notice)
    await bare.settle()
    assert len([m for m in desk.about(case, SUPER) if bare.world.buttons(m)]) >= 1
    cards = [message for message in desk.about(case, SUPER) if Action.TAKE in desk.actions_shown(message)]
    assert len(cards) == 1
    dead = len(edits_of(desk, FIRST))
    await desk.press(SOLENE, case, Action.TAKE, SUPER)
    assert desk.say("held by {name}", name="Solène") in "".join(m.text for m in desk.about(case, SUPER))
    assert len(edits_of(desk, FIRST)) == dead
    later = await desk.young("Nadia", 1002).send()
    assert len(desk.about(later, SUPER)) == 1


async def test_rows_that_waited_for_the_old_group_leave_for_the_new_one(bare: Stage) -> None:
    desk = await a_basic_group(bare)
    await enrol(desk, SOLENE, KARIMA)
    young = desk.lina
    await young.reach("short_road")
    bare.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
    await young.tap("short_road", "envoyer")
    case = await young.case()
    bare.world.migrate_group_to_supergroup(FIRST, SUPER)
    await bare.settle()
    bare.api.faults.clear()
    await bare.advance(minutes=10)
    assert [len(desk.about(case, FIRST)), len(desk.about(case, SUPER))] == [0, 1]
