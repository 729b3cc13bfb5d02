"""Order, lanes, width and pace of the sender."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.messages import Address, Op
from bot.services.pacing import Pace
from bot.services.sender import Settled
from tests.services.sender_stage import Stage, until


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.end()


async def test_everything_ready_is_sent_in_order_and_marked(stage: Stage) -> None:
    for text in ("un", "deux", "trois"):
        stage.outbox.put("lina", text)
        stage.outbox.put("karim", text)
    assert await stage.sender.drain() == 6
    assert stage.desk.to("lina") == stage.desk.to("karim") == ["un", "deux", "trois"]
    assert [row.result.message_id for row in stage.outbox.rows if row.result] == ["1", "2", "3", "4", "5", "6"]


async def test_an_empty_outbox_is_drained_at_once(stage: Stage) -> None:
    assert await stage.sender.drain() == 0


async def test_each_kind_of_parcel_reaches_its_method(stage: Stage) -> None:
    stage.outbox.put("group", "carte", op=Op.EDIT, message_id="7")
    stage.outbox.put("group", "", op=Op.PIN, message_id="7")
    stage.outbox.put("group", "", op=Op.DELETE, message_id="8")
    stage.outbox.put("group", "", op=Op.MENU, commands=(("fiches", "Les fiches"),))
    assert await stage.sender.drain() == 4
    assert stage.desk.to("group") == ["edit 7: carte", "pin 7", "delete 8", "menu ['fiches']"]


async def test_chats_are_served_side_by_side_within_the_width(stage: Stage) -> None:
    stage.use(Pace.off(), width=8, reserve=2)
    for number in range(40):
        stage.outbox.put(f"chat {number}", "bonjour")
    assert await stage.sender.drain() == 40
    assert stage.desk.most_at_once == 6


async def test_a_chat_in_flight_does_not_hide_the_ones_behind_it(stage: Stage) -> None:
    stage.use(Pace.off(), width=2, reserve=0)
    gate = stage.desk.gates["lina"] = asyncio.Event()
    stage.outbox.put("lina", "un")
    stage.outbox.put("karim", "deux")
    stage.outbox.put("marc", "trois")
    stage.start()
    await until(lambda: stage.desk.to("marc") == ["trois"])
    gate.set()


async def test_results_are_marked_several_at_a_time(stage: Stage) -> None:
    for number in range(28):
        stage.outbox.put(f"chat {number}", "bonjour")
    await stage.sender.drain()
    assert sum(stage.outbox.settlings) == 28
    assert len(stage.outbox.settlings) < 10


async def test_the_urgent_lane_leaves_first(stage: Stage) -> None:
    stage.use(Pace.off(), width=2, reserve=1)
    for number in range(5):
        stage.outbox.put(f"chat {number}", "routine")
    stage.outbox.put("group", "carte")
    stage.outbox.put("group", "alerte", urgent=True)
    await stage.sender.drain()
    assert stage.desk.carried[0] == ("group", "alerte")
    assert stage.desk.to("group") == ["alerte", "carte"]


async def test_the_pace_of_a_private_chat_is_kept(stage: Stage) -> None:
    stage.use(Pace())
    for number in range(6):
        stage.outbox.put("lina", str(number))
    counts = []
    for _ in range(5):
        counts.append(await stage.sender.drain())
        stage.wait(1.0)
    assert counts == [3, 1, 1, 1, 0]
    assert stage.desk.to("lina") == ["0", "1", "2", "3", "4", "5"]


async def test_a_menu_counts_in_the_pace_like_a_bubble(stage: Stage) -> None:
    stage.use(Pace())
    for number in range(5):
        stage.outbox.put("lina", "", op=Op.MENU, commands=((f"c{number}", "x"),))
    assert await stage.sender.drain() == 3


async def test_a_group_full_of_routine_still_rings_for_an_alert(stage: Stage) -> None:
    stage.use(Pace())
    for number in range(20):
        stage.outbox.put("group", f"carte {number}")
    assert await stage.sender.drain() == 15
    stage.outbox.put("group", "alerte", urgent=True)
    assert await stage.sender.drain() == 1
    assert stage.desk.to("group")[-1] == "alerte"
    stage.wait(60.0)
    assert await stage.sender.drain() == 5


async def test_the_overall_pace_is_kept_across_chats(stage: Stage) -> None:
    stage.use(Pace())
    for number in range(60):
        stage.outbox.put(f"chat {number}", "bonjour")
    counts = []
    for _ in range(3):
        counts.append(await stage.sender.drain())
        stage.wait(1.0)
    assert counts == [24, 24, 12]


async def test_chats_held_by_the_pace_do_not_hide_the_ones_behind_them(stage: Stage) -> None:
    stage.use(Pace(), width=4, reserve=0)
    for number in range(4):
        for _ in range(4):
            stage.outbox.put(f"chat {number}", "x")
    stage.outbox.put("marc", "derrière")
    await stage.sender.drain()
    assert stage.desk.to("marc") == ["derrière"]


async def test_a_commit_wakes_the_sender(stage: Stage) -> None:
    stage.sender._poll = 60.0
    stage.start()
    await asyncio.sleep(0.01)
    stage.outbox.put("lina", "un")
    stage.sender.wake()
    await until(lambda: stage.desk.to("lina") == ["un"])


async def test_without_a_wake_the_outbox_is_looked_at_again(stage: Stage) -> None:
    stage.start()
    await asyncio.sleep(0.01)
    stage.outbox.put("lina", "un")
    await until(lambda: stage.desk.to("lina") == ["un"])


async def test_neither_addresses_nor_words_are_in_a_repr(stage: Stage) -> None:
    stage.outbox.put("cle-stable", "je suis Lina", message_id="4711")
    parcel = replace(stage.outbox.rows[0].parcel, to=Address("telegram", "123456789"))
    shown = repr(Settled(parcel, message_id="4712", moved_to="987654321"))
    assert "cle-stable" in shown
    for secret in ("Lina", "4711", "4712", "123456789", "987654321"):
        assert secret not in shown
