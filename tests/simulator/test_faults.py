"""Planned faults reach python-telegram-bot as the exceptions of a real network, before or after the effect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.simulator import faults
from bot.simulator.api import Api
from bot.simulator.faults import Fault
from bot.simulator.shapes import User
from bot.simulator.world import World

Bot = ExtBot[None]


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it PTB 22.8 warns, and pytest fails, at every RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def lina(world: World, lina: User) -> User:
    """Lina has pressed START."""
    world.open_link(lina.id)
    return lina


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (faults.unauthorized(), InvalidToken),
        (faults.not_found(), InvalidToken),
        (faults.conflict(), Conflict),
        (faults.too_many(3), RetryAfter),
        (faults.internal_error(), NetworkError),
        (faults.bad_gateway(), NetworkError),
        (faults.timed_out(), TimedOut),
        (faults.reset(), NetworkError),
    ],
)
@pytest.mark.parametrize("before_effect", [True, False])
async def test_a_fault_strikes_once(
    bot: Bot, api: Api, world: World, lina: User, fault: Fault, raised: type[TelegramError], before_effect: bool
) -> None:
    api.faults.fail_next("sendMessage", fault, before_effect=before_effect)
    with pytest.raises(raised) as caught:
        await bot.send_message(lina.id, "un")
    assert type(caught.value) is raised
    assert [one.text for one in world.said(lina.id)] == ([] if before_effect else ["un"])
    call = world.calls[-1]
    assert (call.error is not None, call.lost, call.result is not None) == (True, not before_effect, not before_effect)
    await bot.send_message(lina.id, "deux")
    assert world.last(lina.id).text == "deux"


async def test_retry_after_says_how_long(bot: Bot, api: Api, lina: User) -> None:
    api.faults.fail_next("sendMessage", faults.too_many(7))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(lina.id, "un")
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_a_fault_may_last_or_strike_every_method(bot: Bot, api: Api, lina: User) -> None:
    api.faults.fail_next(faults.ANY, faults.internal_error(), times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.get_me()
    assert (await bot.get_me()).id == bot.id
    api.faults.fail_next("sendMessage", faults.reset(), times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(lina.id, "un")
    api.faults.clear()
    await bot.send_message(lina.id, "un")


async def test_updates_lost_on_their_way_come_again(api: Api, world: World, lina: User) -> None:
    api.faults.fail_next("getUpdates", faults.reset(), before_effect=False)
    with pytest.raises(faults.Dropped):
        await api.call("getUpdates", {"offset": 0})
    assert len((await api.call("getUpdates", {"offset": 0}))["result"]) == 1


async def test_call_says_when_an_answer_is_no_json(api: Api) -> None:
    api.faults.fail_next("getMe", faults.bad_gateway())
    with pytest.raises(faults.NotJson):
        await api.call("getMe", {})
