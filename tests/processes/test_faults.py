"""The faults of a storm are what they say: with or without the effect, and the answer that was promised."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.world import World
from handlers.request import build_bot
from tests.processes.faults import FaultPlan, Kind
from tests.processes.stage import TelegramServer

LINA = 5_100_000_901
EXPECTED: dict[Kind, type[TelegramError]] = {
    Kind.UNAUTHORIZED: InvalidToken, Kind.NOT_FOUND: InvalidToken, Kind.CONFLICT: Conflict,
    Kind.TOO_MANY: RetryAfter, Kind.TIME_OUT: TimedOut, Kind.TIME_OUT_AFTER: TimedOut,
}  # fmt: skip


@asynccontextmanager
async def a_bot(plan: FaultPlan) -> AsyncIterator[tuple[ExtBot[None], TelegramServer]]:
    world = World(Clock(running=True))
    world.add_person("Lina", user_id=LINA)
    world.send_text(LINA, LINA, "/start")
    async with TelegramServer(Api(world), plan) as server:
        bot = build_bot(world.token, server.url)
        plan.peace()
        await bot.initialize()
        plan.war()
        yield bot, server
        plan.peace()
        await bot.shutdown()


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_is_met_as_its_name_says(kind: Kind) -> None:
    plan = FaultPlan(1, share=1.0, kinds=[kind], hold=3.0)
    async with a_bot(plan) as (bot, server):
        with pytest.raises(TelegramError) as met:
            await bot.send_message(LINA, "un", read_timeout=0.2)
        assert isinstance(met.value, EXPECTED.get(kind, TelegramError))
        if kind not in EXPECTED:
            assert not isinstance(met.value, InvalidToken | Conflict | RetryAfter | TimedOut)
            assert isinstance(met.value, NetworkError) or kind is Kind.HALF_ANSWER
        assert len(server.api.world.said(LINA)) == kind.is_after
        if kind is not Kind.TIME_OUT_AFTER:  # counted when its line is cut, by then nobody waits here
            assert server.answers_lost == {str(LINA): 1} if kind.is_after else not server.answers_lost
    assert plan.counts == {kind: 1}
    assert plan.by_method == {(kind, "sendMessage"): 1}


def test_a_plan_is_its_seed_draws_every_kind_and_spares_the_start() -> None:
    plan, again = FaultPlan(5, share=0.3), FaultPlan(5, share=0.3)
    assert [plan.draw("sendMessage") for _ in range(400)] == [again.draw("sendMessage") for _ in range(400)]
    assert set(plan.counts) == set(Kind)
    assert max(plan.counts.values()) - min(plan.counts.values()) <= 1
    for _ in range(200):
        plan.draw("getMe")
    assert not {kind for kind, method in plan.by_method if method == "getMe"} & {Kind.UNAUTHORIZED, Kind.NOT_FOUND}
    plan.peace()
    assert [plan.draw("sendMessage") for _ in range(100)] == [None] * 100
