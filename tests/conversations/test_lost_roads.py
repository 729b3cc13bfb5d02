"""A road to a group breaks: it is noticed, said by a second road, tried again at each opening, and said when mended.

Must never: say it twice without need, or say a word about a case on the second road.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.messages import Address
from bot.services import coordination
from bot.services.taps import Action
from bot.simulator import faults
from bot.simulator.shapes import Message, Status, Topic
from handlers.context import TELEGRAM
from storage.records import ChatRole
from tests.conversations.desk_stage import DEPUTIES, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, SOLENE, Stage

DAY = "2026-03-11T10:00"
OPENING = "2026-03-11T14:01"
SHUT, RIGHTS, MENDED = (
    "The bot no longer reaches {chat}.", "The bot has lost its rights in {chat}.", "The bot reaches {chat} again.",
)  # fmt: skip
MENDED_FULLY = MENDED + " Everything is as before."
TOPIC = 77


def told(desk: Desk, msgid: str, who: int, chat: str = "the coordination chat") -> list[Message]:
    said = desk.say(msgid, chat=desk.say(chat))
    return [message for message in desk.stage.world.said(who) if said in message.text]


def shut_out(stage: Stage) -> None:
    """Without any notice to the bot."""
    stage.world.chat(GROUP).members[stage.world.bot.id] = Status.KICKED


def let_in(stage: Stage) -> None:
    stage.world.chat(GROUP).members[stage.world.bot.id] = Status.ADMINISTRATOR


def group_deleted(stage: Stage) -> None:
    stage.api.faults.fail_next("sendMessage", faults.refusal(403, "Forbidden: the group chat was deleted"))


# -- noticed, and said once ------------------------------------------------------------------------------------------

BREAKS: dict[str, Callable[[Stage], None]] = {
    "removed": lambda stage: stage.world.remove_bot(GROUP),
    "muted": lambda stage: stage.world.mute_bot(GROUP),
    "removed unheard": shut_out,
    "deleted": group_deleted,
}


@starting(DAY)
@pytest.mark.parametrize("how", BREAKS)
async def test_a_group_out_of_reach_is_said_once_in_private_without_a_sound(stage: Stage, how: str) -> None:
    desk = Desk(stage)
    await desk.lina.reach("short_road")
    BREAKS[how](stage)
    await desk.lina.tap("short_road", "envoyer")
    shut_out(stage)
    await desk.young("Nadia", 1002).send()
    group = await desk.run(lambda uow: uow.people.with_role(ChatRole.COORDINATION))
    assert group is not None
    await desk.run(lambda uow: [uow.outbox.put(group.id, "rule", silent=True) for _ in range(3)])
    await stage.settle()
    for who in (SOLENE, KARIMA):
        (said,) = told(desk, SHUT, who)
        assert said.silent
        assert "MS-" not in said.text


@starting(DAY)
async def test_being_muted_is_noticed_before_anything_is_sent(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.mute_bot(GROUP)
    await stage.settle()
    assert len(told(desk, SHUT, SOLENE)) == 1
    assert len(desk.about(case, SOLENE)) == 1, "what nobody has opened comes after them"


@starting(DAY)
async def test_the_deputies_are_told_first_and_then_nobody_else(stage: Stage) -> None:
    desk = Desk(stage)
    await desk.with_deputies()
    stage.world.remove_bot(GROUP)
    await stage.settle()
    assert [len(told(desk, SHUT, chat)) for chat in (DEPUTIES, SOLENE, KARIMA)] == [1, 0, 0]


@starting(DAY)
@pytest.mark.parametrize("said", [SHUT, RIGHTS])
async def test_the_deputies_chat_that_is_lost_is_said_to_the_coordinators(stage: Stage, said: str) -> None:
    desk = Desk(stage)
    await desk.with_deputies()
    if said == SHUT:
        stage.world.remove_bot(DEPUTIES, by=SOLENE)
    else:
        stage.world.promote(stage.world.bot.id, DEPUTIES, status=Status.MEMBER, by=SOLENE)
    await stage.settle()
    assert [len(told(desk, said, who, "the deputies' chat")) for who in (SOLENE, KARIMA)] == [1, 1]


@starting(DAY)
async def test_a_group_that_is_nothing_to_the_service_is_nobodys_business(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(stage)
    stage.world.add_group("Autre", members=[SOLENE], chat_id=DEPUTIES)
    await desk.run(lambda uow: uow.people.meet(Address(TELEGRAM, str(DEPUTIES)), is_group=True))
    before = stage.texts(SOLENE)
    stage.world.remove_bot(DEPUTIES, by=SOLENE)
    await stage.settle()
    assert stage.texts(SOLENE) == before
    assert caplog.records == []


@starting(DAY)
async def test_no_longer_an_administrator_is_said_and_the_cards_still_come_there(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.promote(stage.world.bot.id, GROUP, status=Status.MEMBER)
    await stage.settle()
    assert [len(told(desk, RIGHTS, who)) for who in (SOLENE, KARIMA)] == [1, 1]
    case = await desk.lina.send()
    assert [len(desk.about(case)), len(desk.about(case, SOLENE))] == [1, 0]
    stage.world.promote(stage.world.bot.id, GROUP)
    await stage.settle()
    assert len(told(desk, MENDED_FULLY, SOLENE)) == 1


@starting(DAY)
async def test_a_pin_that_is_refused_shows_that_the_rights_are_lost(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.chat(GROUP).members[stage.world.bot.id] = Status.MEMBER
    await desk.until("2026-03-11T11:05")
    await stage.settle()
    assert len(told(desk, RIGHTS, SOLENE)) == 1, "the heartbeat could not be pinned"


# -- tried and said again at each opening, until it is mended --------------------------------------------------------


@starting(DAY)
async def test_at_each_opening_the_road_is_tried_once_and_the_break_said_again(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.remove_bot(GROUP)
    await stage.settle()
    tries = len([call for call in stage.world.calls_of("sendMessage") if call.params["chat_id"] == GROUP])
    await desk.until("2026-03-11T13:59")
    assert len(told(desk, SHUT, SOLENE)) == 1
    await desk.until("2026-03-11T17:00")
    again = told(desk, SHUT, SOLENE)
    assert [message.text.startswith(desk.say("(reminder)")) for message in again] == [False, True]
    tried = [call for call in stage.world.calls_of("sendMessage") if call.params["chat_id"] == GROUP]
    assert len(tried) == tries + 1
    await desk.until("2026-03-12T12:00")
    assert len(told(desk, SHUT, SOLENE)) == 3


@starting(DAY)
async def test_mended_without_a_word_it_is_found_out_at_the_next_opening(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.remove_bot(GROUP)
    later = await desk.young("Nadia", 1002).send()
    let_in(stage)
    await desk.until(OPENING)
    assert len(told(desk, SHUT, SOLENE)) == 1
    assert [len(told(desk, MENDED_FULLY, who)) for who in (SOLENE, KARIMA)] == [1, 1]
    assert [len(desk.about(one)) for one in (case, later)] == [1, 1]
    await desk.until("2026-03-13T12:00")
    assert len(told(desk, SHUT, SOLENE)) == 1, "nothing is said of it any more"


@starting(DAY)
async def test_let_in_again_everything_is_as_before_and_said_so_once(stage: Stage) -> None:
    desk = Desk(stage)
    stage.world.remove_bot(GROUP)
    await stage.settle()
    stage.world.add_bot(GROUP, by=SOLENE)
    await stage.settle()
    assert len(told(desk, MENDED_FULLY, SOLENE)) == 1
    stage.world.remove_bot(GROUP)
    await stage.settle()
    assert len(told(desk, SHUT, SOLENE)) == 2, "another break is another word"


# -- topics and migration --------------------------------------------------------------------------------------------


async def in_a_topic(stage: Stage) -> Desk:
    desk = Desk(stage)
    stage.world.make_forum(GROUP)
    stage.world.chat(GROUP).topics[TOPIC] = Topic(TOPIC, "Fiches")
    code = await desk.run(coordination.attach_code)
    stage.world.send_text(SOLENE, GROUP, f"/rattacher {code}", thread_id=TOPIC)
    await stage.settle()
    return desk


@starting(DAY)
async def test_a_code_typed_in_a_topic_brings_the_cards_there(stage: Stage) -> None:
    desk, before = await a_desk(stage)
    await in_a_topic(stage)
    case = await desk.young("Nadia", 1002).send()
    assert [message.thread_id for one in (before, case) for message in desk.about(one)] == [None, TOPIC, TOPIC]
    await desk.press(SOLENE, case, Action.TAKE)
    assert desk.say("held by {name}", name="Solène") in desk.card(case).text


@starting(DAY)
async def test_a_topic_that_was_deleted_is_healed_once_and_nothing_is_lost(stage: Stage) -> None:
    desk = await in_a_topic(stage)
    before = await desk.lina.send()
    stage.world.delete_topic(GROUP, TOPIC)
    case = await desk.young("Nadia", 1002).send()
    await desk.young("Inès", 1003).send()
    assert [[message.thread_id for message in desk.about(one)] for one in (before, case)] == [[None], [None]]
    said = desk.say("The topic of the cards was deleted. They now arrive here, in the general topic.")
    assert [text for text in desk.texts(GROUP) if text == said] == [said]
    refused = [c for c in stage.world.calls_of("sendMessage") if c.error and c.params.get("message_thread_id")]
    assert len(refused) == 1, "a topic known to be gone is not tried again"
    assert [message.pinned for message in stage.world.said(GROUP)].count(True) >= 1


@starting(DAY)
async def test_after_a_migration_the_rule_is_pinned_again(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    new = stage.world.add_group("Neu", members=[SOLENE, KARIMA], chat_id=-1009999999999)
    chat = await desk.run(lambda uow: uow.people.with_role(ChatRole.COORDINATION))
    assert chat is not None
    for _ in range(2):  # two notices, or a notice and a refusal
        await desk.run(lambda uow: coordination.readdress(uow, chat.id, str(new.id)))
        await stage.settle()
    rule = desk.say("This chat receives the cards of first contacts.")
    assert [message.pinned for message in stage.world.said(new.id) if rule in message.text] == [True]
    assert len(desk.about(case, new.id)) == 1
