"""Routine cards beyond the pace of a group: those that wait leave as one message, edited while more come.

A merged case has a card of its own again as soon as somebody takes or opens it, or it becomes immediate. Must never:
merge an immediate case, or take a card off the road whose case stands in no list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages import Op
from bot.triage.urgency import Level
from storage.records import Case, Departure
from storage.repositories.merged import CARD, LIST
from storage.unit_of_work import UnitOfWork

ALONE = 6
"""Routine cards that may wait for one group, each for itself: at its pace they are gone within half a minute."""
FULL = 40
"""Lines of one list: with the longest lines it stays below Telegram's 4,096 characters."""
CALM = timedelta(minutes=1)
"""A list that no card has joined for so long is finished: the next card stands alone again."""
EVERY = timedelta(seconds=20)
"""Between two edits of a list: they count in the pace of the group."""


def merge(uow: UnitOfWork, ready: Iterable[Departure]) -> bool:
    """Before these leave: where too many cards wait, they become a list. True: look again at what is ready."""
    changed = False
    for departure in ready:
        row, chat = departure.row, departure.reader
        if row.kind == CARD and row.op is Op.SEND and not row.urgent and chat.is_group:
            changed = _merge_in(uow, chat.id) or changed
    return changed


def _merge_in(uow: UnitOfWork, chat: str) -> bool:
    waiting, begun = uow.merged.waiting(chat), _begun(uow, chat)
    busy = begun is not None and uow.now - begun.joined_at < CALM
    room = FULL - begun.count if begun and busy else 0
    joining, alone = waiting[:room], waiting[room:]
    if begun and joining:
        _join(uow, chat, begun.id, joining, begun.count)
        refresh(uow, begun.id)
    merged = bool(joining)
    while len(alone) > ALONE:
        joining, alone = alone[:FULL], alone[FULL:]
        _join(uow, chat, uow.outbox.put(chat, LIST, silent=True), joining, 0)
        merged = True
    return merged


@dataclass(frozen=True, slots=True)
class _Begun:
    """The list that a chat's next cards may join."""

    id: str
    count: int
    joined_at: datetime


def _begun(uow: UnitOfWork, chat: str) -> _Begun | None:
    noted = uow.ledger.fact(f"list:{chat}").split()
    return _Begun(noted[0], int(noted[1]), datetime.fromisoformat(noted[2])) if noted else None


def _join(uow: UnitOfWork, chat: str, list_id: str, rows: Collection[str], before: int) -> None:
    uow.merged.merge(rows, list_id)
    uow.ledger.set_fact(f"list:{chat}", f"{list_id} {before + len(rows)} {uow.now.isoformat()}")


def refresh(uow: UnitOfWork, list_id: str) -> None:
    """Bring a list up to date, not more often than `EVERY`; one that has not left renders the latest truth itself."""
    row = uow.outbox.of_id(list_id)
    if row and row.state == "sent" and row.message and not uow.merged.has_edit(row.address_id, list_id):
        uow.outbox.put(row.address_id, LIST, op=Op.EDIT, target_id=list_id, silent=True, due_at=uow.now + EVERY)


def release(uow: UnitOfWork, chat: str, list_id: str = "") -> list[Case]:
    """A list (all lists of a chat) can be seen no more: the open cases in it, which need a card again."""
    uow.ledger.set_fact(f"list:{chat}", "")
    found = [uow.cases.of_id(case_id) for case_id in uow.merged.release(chat, list_id)]
    return [case for case in found if case and case.is_open]


def is_line(case: Case) -> bool:
    """Whether a line of a list says enough about this case."""
    return not case.is_open or (case.level is not Level.IMMEDIAT and not case.opened_at and not case.holder_id)
