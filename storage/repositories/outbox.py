"""Everything the bot says, as rows written in the transaction that causes them.

Must never: hold words in clear, or lose the order of one chat.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, select, update

from bot.messages import Op
from storage import outbox_queries as queries
from storage import statements
from storage.base import new_id
from storage.keys import SealBroken
from storage.models import inbound, outbox
from storage.outbox_queries import DROPPED, FAILED, SENT, WAITING, WAITS
from storage.records import Departure, Row
from storage.repositories.base import Repository
from storage.repositories.people import person_of
from storage.set_back import bring_back
from storage.waiting import unsent_since

log = logging.getLogger(__name__)

_KEYS = ("knock", "referral_ask", "referral_copy")
"""Bubbles that hold the key of what they open, or will have to be changed, and no words."""
_LASTING = ("card", "cards", "heartbeat", *_KEYS)
"""Bubbles whose message is needed later, however old: to edit it, or to open what it holds."""


class Outbox(Repository):
    def put(
        self, address_id: str, kind: str, params: Mapping[str, Any] | None = None, *, op: Op = Op.SEND,
        case_id: str = "", draft_id: str = "", target_id: str = "", urgent: bool = False, silent: bool = False,
        protected: bool = False, due_at: datetime | None = None,
    ) -> str:  # fmt: skip
        """Queue one bubble, edit, deletion, pin or menu; it leaves after the commit, not before `due_at`."""
        row_id = new_id()
        self.insert_row(
            outbox, id=row_id, address_id=address_id, op=op, kind=kind,
            params=self.seal_json(params or {}, "outbox.params", row_id), case_id=case_id or None,
            draft_id=draft_id or None, target_id=target_id or None, urgent=urgent, silent=silent,
            protected=protected, state=WAITING, due_at=due_at or self.now, created_at=self.now,
        )  # fmt: skip
        return row_id

    def put_deletion(self, address_id: str, target_id: str, due_at: datetime, *, case_id: str = "") -> None:
        """The message of `target_id` goes at `due_at`; across restarts, since it is a row."""
        self.put(address_id, "gone", op=Op.DELETE, target_id=target_id, due_at=due_at, case_id=case_id, silent=True)

    def ready(self, skip: Collection[str], only_urgent: Collection[str], limit: int) -> list[Departure]:
        """The first row of each chat and lane whose time has come, the urgent lane first; one a chat.

        A row that failed in passing holds back the later ones of its chat and lane until its own retry; a menu does
        not: it has no place in the order of what is said, and shows the truth of the moment when it leaves.
        """
        most = 2 * (limit + len(skip) + len(only_urgent))  # two lanes a chat, whatever is left out
        left: set[str] = set(skip)

        def leaves(row: Mapping[str, Any]) -> bool:
            chat = row["address_id"]
            slowed = chat in only_urgent and not row["urgent"]
            if slowed or chat in left or len(left) - len(skip) == limit:
                return False
            left.add(chat)
            return True

        found = statements.rows(self.connection, queries.FIRSTS, {"now": self.now, "most": most}, leaves)
        return [departure for row in found if (departure := self._departure(row)) is not None]

    def next_due(self) -> datetime | None:
        query = select(func.min(outbox.c.due_at)).where(outbox.c.state == WAITING)
        found: datetime | None = self.connection.execute(query).scalar_one()
        return found

    def of_id(self, row_id: str) -> Row | None:
        row = self.find_row(outbox.c.id, row_id)
        return self._row(row) if row else None

    def newest(self, address_id: str) -> str:
        """The platform's message of the newest bubble of ours that we know in this chat; "" for none."""
        found = statements.first(self.connection, queries.NEWEST, {"chat": address_id})
        return self.open(found["message"], "outbox.message", found["id"]) if found else ""

    def waiting(
        self, address_id: str, kind: str, *, case_id: str = "", draft_id: str = "", op: Op | None = None
    ) -> Row | None:
        """A row of this kind that has not left yet: whoever renders it later renders the latest truth."""
        wanted = {"address_id": address_id, "kind": kind, "case_id": case_id, "draft_id": draft_id, "op": op}
        named = {name: value for name, value in wanted.items() if value}
        found = statements.first(self.connection, queries.first_waiting(*named), named)
        return self._row(found) if found else None

    def delayed(self, draft_id: str) -> list[Row]:
        """What a draft is told later than now, and was not tried yet, oldest first; never what was to leave at once."""
        found = statements.rows(self.connection, queries.DELAYED, {"draft": draft_id, "now": self.now})
        return [self._row(row) for row in found]

    def lately(self, address_id: str, kind: str, since: datetime) -> list[Row]:
        """What was said to a chat in this kind since then, or is about to be, oldest first."""
        query = select(outbox).where(
            outbox.c.address_id == address_id, outbox.c.kind == kind, outbox.c.state.in_((WAITING, SENT)),
            outbox.c.created_at >= since,
        )  # fmt: skip
        return [self._row(row) for row in self.connection.execute(query.order_by(outbox.c.seq)).mappings()]

    def latest(self, kind: str, case_id: str, *, op: Op = Op.SEND) -> Row | None:
        """The newest row of this kind about a case, sent or not."""
        query = select(outbox).where(outbox.c.case_id == case_id, outbox.c.kind == kind, outbox.c.op == op)
        row = self.connection.execute(query.order_by(outbox.c.seq.desc()).limit(1)).mappings().first()
        return self._row(row) if row else None

    def rows_of_card(self, case_id: str) -> list[Row]:
        """Where the case's card stands or will stand."""
        return [self._row(row) for row in statements.rows(self.connection, queries.CARDS, {"case": case_id})]

    def sent_of(self, case_id: str, kinds: Collection[str]) -> list[Row]:
        """What has been said about a case in these kinds."""
        query = select(outbox).where(
            outbox.c.case_id == case_id, outbox.c.kind.in_(kinds), outbox.c.op == Op.SEND, outbox.c.state == SENT,
        )  # fmt: skip
        return [self._row(row) for row in self.connection.execute(query.order_by(outbox.c.seq)).mappings()]

    def blank(self, address_id: str) -> None:
        """After an erasure: what was said to this chat keeps its message id (so it can be deleted) and nothing else.

        A message that waits behind [Lire] keeps the key of what it opens: it belongs to a case, and holds no words.
        """
        here = and_(outbox.c.address_id == address_id, outbox.c.state != WAITING, outbox.c.kind.not_in(_KEYS))
        for row_id in list(self.connection.execute(select(outbox.c.id).where(here)).scalars()):
            self.update_rows(outbox.c.id, row_id, params=self.seal_json({}, "outbox.params", row_id))

    def sent(self, arrived: Mapping[str, str]) -> None:
        """Row → the platform's message, or "". Once only.

        Taken back while it was leaving, it stays so, but stands in the chat: « cache » must find it.
        """
        marks = [
            {"row": row, "sent_at": self.now, "message": self.seal(said, "outbox.message", row) if said else None}
            for row, said in arrived.items()
        ]
        statements.run_each(self.connection, queries.MARKED, marks)

    def retry(self, row_id: str, at: datetime, reason: str) -> None:
        self._while_it_waits(row_id, attempts=outbox.c.attempts + 1, due_at=at, reason=reason)

    def postpone(self, row_id: str, at: datetime) -> None:
        """Later, without having been tried."""
        self._while_it_waits(row_id, due_at=at)

    def hurry(self, row_id: str) -> None:
        """Into the urgent lane."""
        self._while_it_waits(row_id, urgent=True)

    def _while_it_waits(self, row_id: str, **values: Any) -> None:
        self.connection.execute(update(outbox).where(outbox.c.id == row_id, WAITS).values(**values))

    def catch_up(self, longest: Callable[[int], float]) -> None:
        """After a clock that was ahead; see `bring_back`."""
        bring_back(self.connection, self.now, longest)

    def others_wait(self, row: Row) -> bool:
        """Whether something of another kind is due for the same chat."""
        query = select(outbox.c.id).where(
            outbox.c.address_id == row.address_id, outbox.c.state == WAITING, outbox.c.due_at <= self.now,
            outbox.c.kind != row.kind,
        )  # fmt: skip
        return self.connection.execute(query.limit(1)).first() is not None

    def stuck_since(self, before: datetime) -> datetime | None:
        """Since when the oldest message waits that was due before then, or has been tried in vain since before then."""
        return unsent_since(self.connection, before)

    def fail(self, row_id: str, reason: str) -> None:
        self._end(outbox.c.id == row_id, FAILED, reason)

    def drop(self, row_id: str, reason: str = "") -> None:
        self._end(outbox.c.id == row_id, DROPPED, reason)

    def drop_overtaken(self, address_id: str, draft_id: str, kind: str) -> None:
        """What waits in the routine lane and would come after, and bury, the urgent one that follows it."""
        routine = and_(outbox.c.address_id == address_id, outbox.c.draft_id == draft_id, outbox.c.urgent.is_(False))
        self._end(and_(routine, outbox.c.kind == kind, outbox.c.op == Op.SEND), DROPPED, "pointless")

    def drop_for(
        self, *, case_id: str = "", draft_id: str = "", address_id: str = "", kinds: Collection[str] = ()
    ) -> None:
        """Take back what has not left yet."""
        wanted = {"case_id": case_id, "draft_id": draft_id, "address_id": address_id}
        where = [outbox.c[name] == value for name, value in wanted.items() if value]
        if not where:
            raise ValueError("dropping everything is never meant")
        if kinds:
            where.append(outbox.c.kind.in_(kinds))
        self._end(and_(*where), DROPPED, "taken_back")

    def _end(self, where: Any, state: str, reason: str) -> None:
        values = {"state": state, "reason": reason, "sent_at": self.now}
        self.connection.execute(update(outbox).where(where, outbox.c.state == WAITING).values(**values))

    def bubbles_since(self, address_id: str, at: datetime) -> list[str]:
        """Platform ids of both sides' messages of one chat since `at`, oldest first: what « cache » deletes."""
        ours = self.connection.execute(
            select(outbox.c.id, outbox.c.message)
            .where(
                outbox.c.address_id == address_id, outbox.c.op == Op.SEND, outbox.c.sent_at >= at,
                outbox.c.message.is_not(None),
            )
            .order_by(outbox.c.seq)
        )  # fmt: skip
        found = [self.open(row.message, "outbox.message", row.id) for row in ours]
        theirs = self.connection.execute(
            select(inbound.c.id, inbound.c.message).where(inbound.c.address_id == address_id, inbound.c.at >= at)
        )
        found += [self.open(row.message, "inbound.message", row.id) for row in theirs]
        return sorted(set(found), key=lambda value: (len(value), value))

    def remember_inbound(self, address_id: str, message_id: str) -> None:
        row_id = new_id()
        message = self.seal(message_id, "inbound.message", row_id)
        self.insert_row(inbound, id=row_id, address_id=address_id, message=message, at=self.now)

    def forget(self, older_than: timedelta) -> None:
        """Rows done with and out of reach of every deletion (48 h) go; so do the ids of what people sent."""
        before = self.now - older_than
        # A card's row stays as long as its case lives (later edits need its message), a held message until it is read,
        # a referral's because it loses its content when the agreement is taken back.
        keep = and_(outbox.c.kind.in_(_LASTING), outbox.c.op == Op.SEND)
        old = and_(outbox.c.state != WAITING, outbox.c.sent_at < before, ~keep)
        self.connection.execute(delete(outbox).where(old))
        self.connection.execute(delete(inbound).where(inbound.c.at < before))

    def forget_chat(self, address_id: str) -> None:
        """No trace of the messages exchanged with this chat is left here."""
        self.connection.execute(delete(inbound).where(inbound.c.address_id == address_id))
        self.connection.execute(delete(outbox).where(outbox.c.address_id == address_id, outbox.c.state != WAITING))

    def reset_messages(self, address_id: str) -> None:
        """Message ids are per chat: after a migration the old ones point at nothing, and no card is posted any more."""
        here = outbox.c.address_id == address_id
        self.connection.execute(update(outbox).where(here, outbox.c.state == SENT).values(message=None))
        posted = and_(here, outbox.c.kind == "card", outbox.c.op == Op.SEND, outbox.c.state == SENT)
        self.connection.execute(update(outbox).where(posted).values(state=DROPPED))

    def forget_card(self, row_id: str) -> None:
        """The posted card is gone or out of reach: it counts as not posted."""
        self.update_rows(outbox.c.id, row_id, state=DROPPED)

    def _departure(self, row: Mapping[str, Any]) -> Departure | None:
        """None: damaged, so nobody will ever read it; it is put aside, or everybody else's would wait behind it."""
        chat, target = row["address_id"], row["target_id"]
        try:
            reader = person_of(row, chat, self.open(row["value"], "addresses.value", chat))
            return Departure(self._row(row), reader, self.open(row[queries.TARGET_MESSAGE], "outbox.message", target))
        except SealBroken:
            log.error("a row of the outbox is damaged and will not leave (%s)", row["kind"])
            self.fail(row["id"], "damaged")
            return None

    def _row(self, row: Any) -> Row:
        return Row(
            seq=row["seq"], id=row["id"], address_id=row["address_id"], op=Op(row["op"]), kind=row["kind"],
            params=self.open_json(row["params"], "outbox.params", row["id"]), case_id=row["case_id"] or "",
            draft_id=row["draft_id"] or "", target_id=row["target_id"] or "", urgent=row["urgent"],
            silent=row["silent"], protected=row["protected"], state=row["state"], attempts=row["attempts"],
            due_at=row["due_at"], created_at=row["created_at"], sent_at=row["sent_at"],
            message=self.open(row["message"], "outbox.message", row["id"]),
        )  # fmt: skip
