"""Pressing: a person does one thing to what exists and to its twin, and nothing may tell the two apart.

Must never: let the bot hear of a press otherwise than a client could send it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import zip_longest

from bot.simulator.shapes import Message
from tests.conversations.desk_stage import DEPUTIES
from tests.conversations.stage import GROUP, Stage
from tests.press import reader
from tests.press.pool import Pressed, everything
from tests.press.rights import MAY, STAFF, Role
from tests.press.town import CIVIC, WHO, Town

IN_GROUPS = frozenset({"c:prendre", "c:lire", "c:suivi"})
"""The buttons of a card."""


class Under(StrEnum):
    """Under which message a button is pressed."""

    NEWEST = "the newest message"
    OLDEST = "the oldest message"
    GONE = "a message that is gone"
    GROUP = "a message of the group"


def push(stage: Stage, who: int, data: str, under: Under = Under.NEWEST) -> None:
    """A tap, a command or a link; the bot has not heard of it yet. In the group only whoever sits there presses."""
    if data.startswith("/"):
        stage.world.send_text(who, who, data)
        return
    chat = GROUP if under is Under.GROUP and stage.world.status(who, GROUP).is_inside else who
    stage.world.forge_tap(who, chat, _message(stage, chat, under), data)


def _message(stage: Stage, chat: int, under: Under) -> int:
    """Of the bot; 1, as of a message that nobody has any more, when there is none."""
    ever = [one for one in stage.world.messages(chat) if one.by_bot]
    match under:
        case Under.GONE:
            wanted: list[Message] = [one for one in ever if one.deleted]
        case Under.OLDEST:
            wanted = ever[:1]
        case _:
            wanted = [one for one in ever if not one.deleted][-1:]
    return wanted[-1].id if wanted else 1


def refused_to(role: Role, pressed: Iterable[Pressed]) -> list[Pressed]:
    """What this role has no right to."""
    return [one for one in pressed if role not in MAY[one.key]]


async def press(town: Town, plan: Mapping[Role, Sequence[Pressed]], under: Under, *, warm: bool = False) -> list[str]:
    """Everybody presses all of theirs in one go, first the twins, then what exists; what is wrong, if anything.

    Nobody may hear anything else the second time, and nothing but traces of their own may stand in the database.
    `warm`: the twins are pressed once before, for what is said once only.
    """
    stage, heard = town.stage, []
    before = reader.snapshot(stage)
    for twins in (True, True, False) if warm else (True, False):
        since = len(stage.world.calls)
        for role, every in plan.items():
            for one in every:
                push(stage, WHO[role], one.twin if twins else one.data, under)
        await stage.settle()
        heard.append(reader.by_chat(stage, since))
    chats = {WHO[role]: role for role in plan}
    wrong = [f"somebody else is written to: {len(heard[-1][one])} times" for one in heard[-1].keys() - chats.keys()]
    wrong += [f"{chats[one]} hears nothing" for one in chats.keys() - heard[-1].keys()]
    apart = [one for one in chats if heard[-2][one] != heard[-1][one]]
    wrong += [_difference(chats[one], heard[-2][one], heard[-1][one]) for one in apart]
    return wrong + await _written(town, before, plan)


def _difference(role: Role, twin: Sequence[reader.Told], true: Sequence[reader.Told]) -> str:
    pairs = zip_longest(twin, true)
    return f"{role} can tell them apart: {next((a, b) for a, b in pairs if a != b)}"


async def _written(town: Town, before: reader.Snapshot, plan: Iterable[Role]) -> list[str]:
    theirs = {await town.address(role): role for role in plan}
    changed = before.changed(reader.snapshot(town.stage))
    odd = {(table, theirs.get(owner, "")) for table, owner in changed if table not in reader.OWN or owner not in theirs}
    return [f"{table} was written by somebody among {[*plan]} ({role})" for table, role in sorted(odd)]


async def in_groups(town: Town, *, share: int = 1) -> list[str]:
    """In the groups there are three buttons, for coordinators; all else is refused there, to whoever presses it.

    Commands and links mean nothing in a group: nothing is answered, but for a code that does not attach. `share`: how
    many of everything each of them presses, one in so many.
    """
    stage, wrong = town.stage, []
    before = reader.snapshot(stage)
    members = [(WHO[role], role, chat) for chat in (GROUP, CIVIC, DEPUTIES) for role in Role]
    inside = [one for one in members if stage.world.status(one[0], one[2]).is_inside]
    for place, (who, role, chat) in enumerate(inside):
        pressed = [one for one in everything(town) if role not in STAFF or one.key not in IN_GROUPS]
        wrong += await _in_group(stage, who, chat, pressed[place % share :: share])
    changed = {table for table, _ in before.changed(reader.snapshot(stage))} - {"outbox"}
    return wrong + [f"{table} was written from a group" for table in sorted(changed)]


async def _in_group(stage: Stage, who: int, chat: int, pressed: Sequence[Pressed]) -> list[str]:
    since, words = len(stage.world.calls), stage.service.house.words()
    for one in pressed:
        if one.data.startswith("/"):
            stage.world.send_text(who, chat, one.data)
        else:
            stage.world.forge_tap(who, chat, 1, one.data)
    await stage.settle()
    heard = reader.by_chat(stage, since)
    refused = ("answerCallbackQuery", words.say("You cannot do that here."), (), "")
    taps = sum(not one.data.startswith("/") for one in pressed)
    wrong = [] if heard.pop(who, []) == [refused] * taps else [f"{who} in {chat}: not refused"]
    code = words.say("This code does not work, or not any more.")
    wrong += [f"{who} in {chat}: {told}" for told in heard.pop(chat, []) if told[1] != code]
    return wrong + [f"{who} in {chat}: {other} is written to" for other in heard]
