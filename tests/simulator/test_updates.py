"""getUpdates keeps the promises of the real server: nothing forgotten unless confirmed, expiry, one poller."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Conflict, TimedOut
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.shapes import Chat, Json, User
from bot.simulator.updates import UpdateQueue
from bot.simulator.world import World

Bot = ExtBot[None]


async def fetch(api: Api, **params: object) -> list[Json]:
    answer = await api.call("getUpdates", dict(params))
    assert answer["ok"], answer
    found: list[Json] = answer["result"]
    return found


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_is_forgotten_only_by_a_higher_offset(api: Api, world: World, lina: User) -> None:
    for text in ("un", "deux", "trois"):
        world.send_text(lina.id, lina.id, text)
    first = await fetch(api)
    assert texts(first) == ["un", "deux", "trois"]
    assert texts(world.updates.pending()) == ["un", "deux", "trois"]
    assert texts(await fetch(api, offset=first[0]["update_id"] + 1)) == ["deux", "trois"]
    assert await fetch(api, offset=first[2]["update_id"] + 1) == []
    assert world.updates.pending() == []


async def test_the_same_offset_at_once_yields_a_single_update(api: Api, world: World, lina: User) -> None:
    for text in ("un", "deux"):
        world.send_text(lina.id, lina.id, text)
    assert len(await fetch(api, offset=0)) == 2
    assert texts(await fetch(api, offset=0)) == ["un"]


async def test_a_negative_offset_discards_the_older_ones(api: Api, world: World, lina: User) -> None:
    for text in ("un", "deux", "trois"):
        world.send_text(lina.id, lina.id, text)
    assert texts(await fetch(api, offset=-1)) == ["trois"]
    assert texts(world.updates.pending()) == ["trois"]


async def test_limit_caps_the_batch(api: Api, world: World, lina: User) -> None:
    for number in range(5):
        world.send_text(lina.id, lina.id, str(number))
    assert texts(await fetch(api, limit=2)) == ["0", "1"]


async def test_a_long_poll_wakes_up_on_a_new_update(api: Api, world: World, lina: User) -> None:
    poll = asyncio.create_task(fetch(api, timeout=30))
    await asyncio.sleep(0)
    assert not poll.done()
    world.send_text(lina.id, lina.id, "enfin")
    assert texts(await asyncio.wait_for(poll, 1)) == ["enfin"]


async def test_a_second_poller_ends_the_first_with_a_conflict(api: Api, world: World, lina: User) -> None:
    first = asyncio.create_task(api.call("getUpdates", {"timeout": 30}))
    await asyncio.sleep(0)
    second = asyncio.create_task(api.call("getUpdates", {"timeout": 30}))
    assert (await asyncio.wait_for(first, 1))["error_code"] == 409
    world.send_text(lina.id, lina.id, "à la seconde")
    assert len((await asyncio.wait_for(second, 1))["result"]) == 1


async def test_a_long_poll_longer_than_the_read_timeout_times_out_like_httpx(bot: Bot) -> None:
    with pytest.warns(PTBUserWarning, match="getUpdates|get_updates"), pytest.raises(TimedOut):
        await bot.do_api_request("getUpdates", api_kwargs={"timeout": 30}, read_timeout=0.01)


async def test_messages_live_a_day_and_taps_150_seconds(world: World, clock: Clock, lina: User) -> None:
    world.send_text(lina.id, lina.id, "/start")
    world.forge_tap(lina.id, lina.id, 1, "x")
    clock.advance(timedelta(seconds=151))
    assert [list(update)[1] for update in world.updates.pending()] == ["message"]
    clock.advance(timedelta(hours=24))
    assert world.updates.pending() == []


async def test_an_old_tap_can_no_longer_be_answered(world: World, clock: Clock, bot: Bot, lina: User) -> None:
    world.send_text(lina.id, lina.id, "/start")
    query = world.forge_tap(lina.id, lina.id, 1, "x")
    clock.advance(timedelta(seconds=151))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_a_tap_is_answered_once(world: World, bot: Bot, lina: User) -> None:
    world.send_text(lina.id, lina.id, "/start")
    query = world.forge_tap(lina.id, lina.id, 1, "x")
    await bot.answer_callback_query(query, "Oui", show_alert=True)
    answer = world.queries[query].answer
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("Oui", True)
    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_callback_query(query)


async def test_allowed_updates_stick_until_named_again(api: Api, world: World, lina: User) -> None:
    await fetch(api, allowed_updates=["callback_query"])
    world.send_text(lina.id, lina.id, "personne ne m'entend")
    await fetch(api, offset=1)
    world.send_text(lina.id, lina.id, "toujours pas")
    assert world.updates.pending() == []
    await fetch(api, offset=2, allowed_updates=[])
    world.send_text(lina.id, lina.id, "maintenant oui")
    assert texts(await fetch(api, offset=3)) == ["maintenant oui"]


async def test_standing_of_others_comes_only_when_asked_for_by_name(
    api: Api, world: World, group: Chat, marc: User
) -> None:
    world.join(marc.id, group.id)
    assert [list(update)[1] for update in world.updates.pending()] == ["message"]
    await fetch(api, allowed_updates=["message", "chat_member"])
    world.leave(marc.id, group.id)
    assert [list(update)[1] for update in world.updates.pending()] == ["message", "chat_member", "message"]


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot, world: World, lina: User) -> None:
    world.send_text(lina.id, lina.id, "en attente")
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


@pytest.mark.usefixtures("breaks_the_rules")
async def test_any_raw_update_can_be_pushed(api: Api, world: World) -> None:
    world.push_raw({"message": {"poison": True}})
    world.push_raw({"update_id": 12, "of_the_future": {}})
    assert [list(update) for update in await fetch(api)] == [["update_id", "message"], ["update_id", "of_the_future"]]


async def test_ids_that_restart_lower_after_an_idle_week_are_still_delivered(clock: Clock) -> None:
    queue = UpdateQueue(clock)
    before = queue.push("message", {"text": "avant"})
    assert before is not None
    assert queue.peek(before["update_id"] + 1, 100) == []
    queue.skip_ids(-500_000)
    queue.push("message", {"text": "après"})
    assert texts(queue.peek(before["update_id"] + 1, 100)) == ["après"]
