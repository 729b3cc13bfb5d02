"""Between the outbox rows and the sender: rendered when they leave, for this reader's rights; settled when they arrived.

Must never: let one row that cannot be rendered stop the others, or lose a card because its group is out of reach.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.messages import Message, Op, Undelivered
from bot.services.desk_bubbles import DESK_BUBBLES
from bot.services.house import House
from bot.services.later_bubbles import LATER_BUBBLES
from bot.services.scene import Renderer, Scene
from bot.services.sender import Parcel, Settled, Wanted
from bot.services.voice import Desk, Later, show_card
from bot.services.youth_bubbles import YOUTH_BUBBLES
from storage.records import Person, Row
from storage.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

RENDERERS: Mapping[str, Renderer] = {**YOUTH_BUBBLES, **LATER_BUBBLES, **DESK_BUBBLES}
_UNREACHABLE = frozenset(
    {Undelivered.BLOCKED, Undelivered.DEACTIVATED, Undelivered.KICKED, Undelivered.CHAT_NOT_FOUND}
)


class StoredOutbox:
    """The sender's source. `started_at`: rows older than this process may have left before a crash."""

    def __init__(self, store: Store, house: House, started_at: datetime) -> None:
        self._store = store
        self._house = house
        self._started_at = started_at

    async def ready(self, wanted: Wanted) -> Sequence[Parcel]:
        return await self._store.run(lambda uow: self._parcels(uow, wanted))

    async def settle(self, results: Sequence[Settled]) -> None:
        await self._store.run(lambda uow: self._settle(uow, results))

    def _parcels(self, uow: UnitOfWork, wanted: Wanted) -> list[Parcel]:
        parcels: list[Parcel] = []
        routine = 0
        for row in uow.outbox.ready(wanted.skip, wanted.only_urgent, wanted.limit):
            if not row.urgent and routine >= wanted.routine_limit:
                continue
            parcel = self._parcel(uow, row)
            if parcel is None:
                uow.outbox.drop(row.id, "pointless")
                continue
            routine += not row.urgent
            parcels.append(parcel)
        return parcels

    def _parcel(self, uow: UnitOfWork, row: Row) -> Parcel | None:
        """None: the row means nothing any more (the case was erased, the right lost, the card not posted yet)."""
        reader = uow.people.of_id(row.address_id)
        message_id = self._message_id(uow, row)
        if row.op is not Op.SEND and not message_id:
            return None
        message = self._rendered(uow, row, reader) if row.op in (Op.SEND, Op.EDIT) else None
        if message is None and row.op in (Op.SEND, Op.EDIT):
            return None
        return Parcel(
            id=row.id, chat=row.address_id, is_group=reader.is_group, urgent=row.urgent, op=row.op,
            to=reader.address, message=message, message_id=message_id, attempt=row.attempts,
        )  # fmt: skip

    @staticmethod
    def _message_id(uow: UnitOfWork, row: Row) -> str | None:
        if "message" in row.params:
            return str(row.params["message"])
        target = uow.outbox.of_id(row.target_id) if row.target_id else None
        return target.message if target and target.message else None

    def _rendered(self, uow: UnitOfWork, row: Row, reader: Person) -> Message | None:
        scene = Scene(uow, self._house, row, reader, again=row.created_at < self._started_at)
        try:
            message = RENDERERS[row.kind](scene)
        except Exception as problem:  # one bubble with a fault must not hold up everybody else's
            log.error("a bubble could not be rendered (%s, %s)", row.kind, type(problem).__name__)
            return None
        return message and replace(message, silent=row.silent, protected=row.protected)

    def _settle(self, uow: UnitOfWork, results: Sequence[Settled]) -> None:
        for result in results:
            row_id = result.parcel.id
            if result.done:
                uow.outbox.sent(row_id, result.message_id)
            elif result.retry_at is not None:
                uow.outbox.retry(row_id, result.retry_at, str(result.reason))
            elif result.reason is Undelivered.MOVED:
                uow.people.move(result.parcel.chat, result.moved_to)
                uow.outbox.reset_messages(result.parcel.chat)
            else:
                uow.outbox.fail(row_id, str(result.reason))
                self._failed(uow, row_id, result.reason or Undelivered.REFUSED)

    def _failed(self, uow: UnitOfWork, row_id: str, reason: Undelivered) -> None:
        """Permanent: what the coordinators must know, and what goes another way."""
        row = uow.outbox.of_id(row_id)
        if row is None:
            return
        log.warning("not delivered: %s (%s)", row.kind, reason)
        if reason in _UNREACHABLE:
            uow.people.change(row.address_id, unreachable=str(reason))
        case = uow.cases.of_id(row.case_id) if row.case_id else None
        if case is None:
            return
        if row.kind == Desk.CARD:
            if row.target_id:
                uow.outbox.forget_card(row.target_id)
            if reason in _UNREACHABLE or reason is Undelivered.GONE:
                show_card(uow, case)
        elif row.kind in (Later.REPLY, Later.KNOCK):
            holder = uow.staff.of(case.holder_id) if case.holder_id else None
            if holder and holder.active:
                uow.outbox.put(holder.id, Desk.REPLY_FAILED, {"reason": str(reason)}, case_id=case.id)
