"""Everything that can be pressed, typed as a command or opened as a link, read from the code itself, one key each.

`c:lire` is a button, `/fiches` a command, `?l_` a deep link. Must never: name one by hand, or
what is new would not show up.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import get_args

from telegram.ext import CommandHandler, ConversationHandler

from bot.services import absence_desk, case_lists, coordination, desk_commands, inbox, taps
from handlers.registry import handlers

CHOSEN_BY: dict[type, Iterable[StrEnum]] = {
    taps.WordTap: taps.Word, taps.CaseTap: taps.Action, taps.FileTap: taps.Filing, taps.ReferralTap: taps.Deed,
    taps.PledgeTap: taps.Pledge, taps.EnrolTap: taps.Enrol, taps.PlanTap: taps.Plan,
    taps.ListTap: case_lists.Filter, taps.AbsenceTap: absence_desk.Deed, taps.AnswerTap: (), taps.ReadTap: (),
}  # fmt: skip
"""What a button of this class may ask for; nothing: one thing only. A class that is missing here is a KeyError."""
_PART = re.compile(r"[a-z]_")


def buttons() -> set[str]:
    """`c:lire`, `t:fait`, `q`…"""
    return {key for kind in get_args(taps.Tap) for key in _keys_of(kind)}


def _keys_of(kind: type) -> set[str]:
    members = [str(member) for member in CHOSEN_BY[kind]]
    letter = taps.pack(kind(*("." for _ in inspect.signature(kind).parameters))).partition(":")[0]
    return {f"{letter}:{member}" for member in members} or {letter}


def key_of(data: str) -> str:
    """The key of callback data; "" for what no button carries."""
    tap = taps.read(data)
    if tap is None:
        return ""
    letter, _, rest = data.partition(":")
    asked = next((part for part in rest.split(":") if f"{letter}:{part}" in _keys_of(type(tap))), "")
    return f"{letter}:{asked}" if asked else letter


def commands() -> set[str]:
    """`/start`, `/fiches`, `/rattacher`…: what a registered handler listens to."""
    return {f"/{word}" for one in _every_handler() for word in one.commands}


def _every_handler() -> Iterator[CommandHandler[object, object]]:
    for one in handlers(()):
        inside = one.entry_points if isinstance(one, ConversationHandler) else [one]
        yield from (handler for handler in inside if isinstance(handler, CommandHandler))


def links() -> set[str]:
    """`?l_`, `?c_`…: the beginnings that `/start` tells apart, and whole payloads."""
    tree = ast.parse(inspect.getsource(inbox.on_start))
    written = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    parts = {one for one in written if _PART.fullmatch(one)} | set(desk_commands.LINKS)
    return {f"?{one}" for one in parts | {case_lists.LINK, coordination.LINK}}
