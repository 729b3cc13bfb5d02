"""Every button of coordinators, pressed by two of them at once, and once more on what is stale by then.

Must never: let a second press do a thing again, leave the slower of two without a word, or let an action on a case pass
without its line in the access log.
"""

from __future__ import annotations

from enum import StrEnum
from typing import get_args

import pytest

from bot.services.absence_desk import Deed
from bot.services.case_lists import Filter
from bot.services.desk_commands import DeskTap
from bot.services.taps import AbsenceTap, Action, Enrol, EnrolTap, ListTap, Plan, PlanTap
from tests.conversations.button_lines import BOTH, Line, Town
from tests.conversations.every_button import SCENES
from tests.conversations.stage import KARIMA, Stage


def _name(button: StrEnum) -> str:
    return f"{type(button).__name__}.{button.name}"


def test_every_button_of_coordinators_is_pressed_here() -> None:
    assert {*get_args(DeskTap)} == {EnrolTap, ListTap, AbsenceTap, PlanTap}, "another kind of button needs lines, too"
    every = map(_name, (*Action, *Plan, *Enrol, *Deed, *Filter))
    assert sorted(every) == sorted(_name(button) for scene in SCENES.values() for button in scene.lines)


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
async def test_two_press_every_button_at_once_and_again(stage: Stage, scene: str) -> None:
    town = await SCENES[scene].opened(stage)
    for button, line in SCENES[scene].lines.items():
        await _pressed(town, _name(button), line)
    assert await town.desk.table("select count(*) from dead_letters") == [(0,)]


async def _pressed(town: Town, name: str, line: Line) -> None:
    if line.first:
        await line.first(town)
    data = [await line.data(town, who) for who in BOTH]
    before, seen = await _count(town, line), await _seen(town, line)
    told = _said(town, KARIMA)
    toasts = await _at_once(town, line, data, name)
    assert await _count(town, line) - before == (line.times if line.once else 0), name
    assert not line.seen or all(now > then for now, then in zip(await _seen(town, line), seen, strict=True)), name
    assert toasts[1] or _said(town, KARIMA) > told, f"{name}: the slower one is told nothing"
    again = await _at_once(town, line, data, name)
    wanted = 2 * line.times if line.each_time else line.times
    assert await _count(town, line) - before == (wanted if line.once else 0), f"{name} is done again"
    assert len(again) == len(BOTH)


async def _at_once(town: Town, line: Line, data: list[str], name: str) -> list[str]:
    """Both press before the bot has heard of either; how each was answered."""
    world = town.desk.stage.world
    for who, what in zip(BOTH, data, strict=True):
        chat = line.chat or who
        own = [message for message, button in town.desk.buttons(chat) if button.data == what]
        others = [message for message in world.said(chat) if message.upload is None]
        world.forge_tap(who, chat, (own or others)[-1].id, what)
    await town.desk.stage.settle()
    queries = list(world.queries.values())[-2:]
    assert all(query.answer is not None for query in queries), f"{name}: a tap without an answer leaves a spinner"
    return [query.answer.text or query.answer.url for query in queries if query.answer]


async def _count(town: Town, line: Line) -> int:
    return int(await town.one(line.once)) if line.once else 0


async def _seen(town: Town, line: Line) -> list[int]:
    log = await town.desk.actions(town.case)
    return [sum(did == (name, line.seen) for did in log) for name in ("Solène", "Karima")]


def _said(town: Town, who: int) -> int:
    """How often the bot has written to a chat, or shown something in place: what stood there already, too."""
    calls = town.desk.stage.world.calls_of("sendMessage", "editMessageText")
    return sum(call.params.get("chat_id") == who for call in calls)
