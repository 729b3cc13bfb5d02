"""A group with topics: messages stand in the topic of the address; a topic that is gone is told from a chat that is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.messages import Message, Undeliverable, Undelivered
from bot.simulator import faults
from bot.simulator.shapes import Topic
from tests.telegram.messenger_stage import Stage, in_process

CARD = Message("MS-2026-0042")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with in_process() as stage:
        stage.world.make_forum(stage.group.id)
        stage.group.topics[7] = Topic(7, "Fiches")
        yield stage


async def test_a_message_stands_in_the_topic_of_the_address(stage: Stage) -> None:
    await stage.messenger.send(replace(stage.to_group, topic="7"), CARD)
    await stage.messenger.send(stage.to_group, CARD)
    assert [message.thread_id for message in stage.world.said(stage.group.id)] == [7, None]


async def test_an_edit_finds_its_message_whatever_the_topic(stage: Stage) -> None:
    here = replace(stage.to_group, topic="7")
    sent = await stage.messenger.send(here, CARD)
    await stage.messenger.edit(here, sent, Message("prise"))
    assert stage.world.last(stage.group.id).text == "prise"


async def test_a_deleted_topic_is_not_a_lost_chat(stage: Stage) -> None:
    stage.world.delete_topic(stage.group.id, 7)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(replace(stage.to_group, topic="7"), CARD)
    assert caught.value.reason is Undelivered.TOPIC_GONE
    assert not caught.value.permanent


@pytest.mark.parametrize(("topic", "reason"), [("7", Undelivered.TOPIC_GONE), ("", Undelivered.KICKED)])
async def test_a_closed_topic_is_gone_and_a_closed_general_topic_is_the_chat(
    stage: Stage, topic: str, reason: Undelivered
) -> None:
    stage.api.faults.fail_next("sendMessage", faults.refusal(400, "Bad Request: TOPIC_CLOSED"))
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(replace(stage.to_group, topic=topic), CARD)
    assert caught.value.reason is reason
