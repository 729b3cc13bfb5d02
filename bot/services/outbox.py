"""Between the outbox rows and the sender: rendered when they leave, for this reader's rights; settled on arrival.

Must never: let one row that cannot be rendered stop the others, or lose a card because its group is out of reach.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.messages import Address, Message, Op, Undelivered
from bot.services import coordination, heartbeat, lost_roads, mailing, merged_cards
from bot.services.desk_bubbles import DESK_BUBBLES
from bot.services.filing_bubbles import ONLY_FILED, of_road
from bot.services.house import House
from bot.services.later_bubbles import LATER_BUBBLES
from bot.services.referral_bubbles import COPY_BUBBLES
from bot.services.referral_terms import Refer
from bot.services.scene import Renderer, Scene
from bot.services.sender import Parcel, Settled, Wanted
from bot.services.voice import Desk, Later, can_be_told, card_chats, reachable_staff, show_card
from bot.services.youth_bubbles import YOUTH_BUBBLES
from storage.records import Departure, Person, Row
from storage.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

_TO_PEOPLE: Mapping[str, Renderer] = {**YOUTH_BUBBLES, **LATER_BUBBLES, **ONLY_FILED}
RENDERERS: Mapping[str, Renderer] = {
    **{kind: of_road(kind, renderer) for kind, renderer in _TO_PEOPLE.items()}, **DESK_BUBBLES, **COPY_BUBBLES,
}  # fmt: skip
_SAYING = frozenset({Op.SEND, Op.EDIT, Op.MENU})  # what a renderer makes
_NEW = frozenset({Op.SEND, Op.MENU})  # what touches no earlier message
_ANSWERS = (Later.REPLY, Later.KNOCK, Later.REFERRAL_ASK)
_LIVING = (Desk.CARD, Desk.CARDS, Refer.COPY)
"""Bubbles that change as long as what they show does."""
_ELSEWHERE: Mapping[str, tuple[Desk, Desk]] = {
    Desk.ALARM: (Desk.PRIVATE_ALARM, Desk.ALARM),
    Desk.PRIVATE_ALARM: (Desk.PRIVATE_ALARM, Desk.ALARM),
    Desk.REMINDER: (Desk.REMINDER, Desk.REMINDER),
    Desk.NEWS: (Desk.NEWS, Desk.NEWS_GROUP),
    Desk.NEWS_GROUP: (Desk.NEWS, Desk.NEWS_GROUP),
}
"""What must reach some coordinator: as it is said in private, and in the group."""
_UNREACHABLE = frozenset(
    {Undelivered.BLOCKED, Undelivered.DEACTIVATED, Undelivered.KICKED, Undelivered.CHAT_NOT_FOUND}
)


class StoredOutbox:
    """The sender's source. `started_at`: rows older than this process may have left before a crash.

    Quietly: woken by its own commits, the sender would look again at once, for ever, and use a whole processor.
    """

    def __init__(self, store: Store, house: House, started_at: datetime) -> None:
        self._store = store
        self._house = house
        self._started_at = started_at

    async def exchange(self, results: Sequence[Settled], wanted: Wanted | None) -> Sequence[Parcel]:
        parcels = await self._store.run(lambda uow: self._exchange(uow, results, wanted), quietly=True)
        self._store.in_flight.difference_update(result.parcel.id for result in results)
        return parcels

    def leaving(self, parcel: Parcel) -> None:
        self._store.in_flight.add(parcel.id)

    def _exchange(self, uow: UnitOfWork, results: Sequence[Settled], wanted: Wanted | None) -> list[Parcel]:
        self._settle(uow, results)
        return self._parcels(uow, wanted) if wanted else []

    def _parcels(self, uow: UnitOfWork, wanted: Wanted) -> list[Parcel]:
        """What is dropped, merged or put off makes room: the next row of its chat is looked for at once."""
        parcels: list[Parcel] = []
        merged = False
        while len(parcels) < wanted.limit:
            skip = wanted.skip | {parcel.chat for parcel in parcels}
            ready = uow.outbox.ready(skip, wanted.only_urgent, wanted.limit - len(parcels))
            if not merged and merged_cards.merge(uow, ready):
                merged = True
                continue
            routine = wanted.routine_limit - sum(not parcel.urgent for parcel in parcels)
            made, again = self._made(uow, ready, routine)
            parcels += made
            if not again:
                break
        return parcels

    def _made(self, uow: UnitOfWork, ready: Sequence[Departure], routine: int) -> tuple[list[Parcel], bool]:
        """At most `routine` of them routine; and whether some row has made room for another one."""
        parcels: list[Parcel] = []
        again = False
        for departure in ready:
            row = departure.row
            if not row.urgent and routine <= 0:
                continue
            aside = heartbeat.steps_aside(uow, row)
            parcel = None if aside else self._parcel(uow, departure)
            if parcel is None:
                again = True
                if not aside:
                    uow.outbox.drop(row.id, "pointless")
                continue
            routine -= not row.urgent
            parcels.append(parcel)
        return parcels, again

    def _parcel(self, uow: UnitOfWork, departure: Departure) -> Parcel | None:
        """None: the row means nothing any more (the case was erased, the right lost, the card not posted yet)."""
        row, reader = departure.row, departure.reader
        message_id = str(row.params["message"]) if "message" in row.params else departure.target or None
        if row.op not in _NEW and not message_id:
            return None
        message = self._rendered(uow, row, reader) if row.op in _SAYING else None
        if message is None and row.op in _SAYING:
            return None
        return Parcel(
            id=row.id, chat=row.address_id, is_group=reader.is_group, urgent=row.urgent, op=row.op,
            to=self._place(uow, reader), message=message, message_id=message_id, attempt=row.attempts, kind=row.kind,
        )  # fmt: skip

    @staticmethod
    def _place(uow: UnitOfWork, reader: Person) -> Address:
        topic = coordination.topic_of(uow, reader.id) if reader.is_group else ""
        return replace(reader.address, topic=topic) if topic else reader.address

    def _rendered(self, uow: UnitOfWork, row: Row, reader: Person) -> Message | None:
        scene = Scene(uow, self._house, row, reader, again=row.created_at < self._started_at)
        try:
            message = RENDERERS[row.kind](scene)
        except Exception as problem:  # one bubble with a fault must not hold up everybody else's
            log.error("a bubble could not be rendered (%s, %s)", row.kind, type(problem).__name__)
            return None
        if message is None or (message.silent, message.protected) == (row.silent, row.protected):
            return message
        return replace(message, silent=row.silent, protected=row.protected)

    def _settle(self, uow: UnitOfWork, results: Sequence[Settled]) -> None:
        uow.outbox.sent({result.parcel.id: result.message_id for result in results if result.done})
        for result in results:
            row_id = result.parcel.id
            if result.done:
                self._arrived(uow, result.parcel)
            elif result.retry_at is not None and not mailing.is_given_up(result.parcel):
                uow.outbox.retry(row_id, result.retry_at, str(result.reason))
            elif result.reason is Undelivered.MOVED:
                coordination.readdress(uow, result.parcel.chat, result.moved_to)
            elif result.reason is Undelivered.TOPIC_GONE:
                coordination.topic_gone(uow, result.parcel.chat)
            else:
                uow.outbox.fail(row_id, str(result.reason))
                self._failed(uow, row_id, result.reason or Undelivered.REFUSED)

    def _arrived(self, uow: UnitOfWork, parcel: Parcel) -> None:
        """A card that changed on its way is brought up to date; whoever answered learns that the answer has left."""
        if parcel.is_group and parcel.op is Op.SEND:
            self._heard_in(uow, parcel.chat)
            heartbeat.arrived(uow, parcel)
        if parcel.kind not in (*_LIVING, *_ANSWERS):
            return
        row = uow.outbox.of_id(parcel.id)
        if row is None:
            return
        if row.kind not in _LIVING:
            for chat in self._authors(uow, row):
                uow.outbox.put(chat, Desk.REPLY_SENT, case_id=row.case_id, silent=True)
            return
        shown = self._rendered(uow, row, uow.people.of_id(row.address_id))
        if shown is not None and shown != parcel.message:
            target = row.target_id or row.id
            if row.kind == Desk.CARDS:
                merged_cards.refresh(uow, target)
                return
            uow.outbox.put(
                row.address_id, row.kind, row.params, case_id=row.case_id, op=Op.EDIT, target_id=target,
                urgent=row.urgent and row.kind != Desk.CARD,
            )

    @staticmethod
    def _heard_in(uow: UnitOfWork, chat_id: str) -> None:
        """A message has arrived where none did: the road is mended, whoever mended it."""
        chat = uow.people.of_id(chat_id)
        if chat.unreachable:
            coordination.came_back(uow, chat)
            lost_roads.mended(uow, chat)

    @staticmethod
    def _authors(uow: UnitOfWork, row: Row) -> list[str]:
        """Who wrote the answer that this row carries, or announces to a phone that others read."""
        carried = row.params.get("params", row.params)
        entry = uow.entries.of_id(str(carried.get("entry", ""))) if not carried.get("asked") else None
        return [entry.author_id] if entry and entry.author_id else []

    def _failed(self, uow: UnitOfWork, row_id: str, reason: Undelivered) -> None:
        """Permanent: what the coordinators must know, and what goes another way."""
        row = uow.outbox.of_id(row_id)
        if row is None:
            return
        log.warning("not delivered: %s (%s)", row.kind, reason)
        if reason in _UNREACHABLE:
            uow.people.change(row.address_id, unreachable=str(reason))
        self._other_way(uow, row, reason)
        self._note_break(uow, row, reason)

    def _note_break(self, uow: UnitOfWork, row: Row, reason: Undelivered) -> None:
        """What is wrong with a group concerns more than this message."""
        chat = uow.people.of_id(row.address_id)
        if chat.is_group and reason in _UNREACHABLE:
            coordination.lost(uow, self._house, chat, str(reason))
        elif chat.is_group and reason is Undelivered.REFUSED and row.op is Op.PIN:
            lost_roads.broken(uow, self._house, chat, lost_roads.Break.RIGHTS)
        elif row.kind == Desk.HEARTBEAT and reason is Undelivered.GONE:
            heartbeat.gone(uow)

    def _other_way(self, uow: UnitOfWork, row: Row, reason: Undelivered) -> None:
        if row.kind == Desk.CARDS and (reason in _UNREACHABLE or reason is Undelivered.GONE):
            for line in merged_cards.release(uow, row.address_id, row.target_id or row.id):
                show_card(uow, line)
        case = uow.cases.of_id(row.case_id) if row.case_id else None
        if case is None:
            return
        if row.kind == Desk.CARD:
            if row.target_id:
                uow.outbox.forget_card(row.target_id)
            if reason in _UNREACHABLE or reason is Undelivered.GONE:
                show_card(uow, case, ring=row.op is Op.SEND and not row.silent)
        elif row.kind in _ANSWERS:
            for chat in dict.fromkeys((*self._authors(uow, row), case.holder_id)):
                if chat and can_be_told(uow, chat):
                    uow.outbox.put(chat, Desk.REPLY_FAILED, {"reason": str(reason)}, case_id=case.id)
        elif row.kind in _ELSEWHERE and row.op is Op.SEND and reason in _UNREACHABLE:
            self._by_another_road(uow, row)

    @staticmethod
    def _by_another_road(uow: UnitOfWork, row: Row) -> None:
        """What calls for a coordinator goes where one can be reached now; private news never go to the group."""
        private = row.kind == Desk.NEWS and row.params.get("why")
        case = uow.cases.of_id(row.case_id)
        for chat in reachable_staff(uow) if private or case is None else card_chats(uow, case.kind):
            alone, together = _ELSEWHERE[row.kind]
            kind = together if uow.people.of_id(chat).is_group else alone
            uow.outbox.put(chat, kind, row.params, case_id=row.case_id, urgent=row.urgent, silent=row.silent)
