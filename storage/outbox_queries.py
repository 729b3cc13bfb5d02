"""What is asked of the outbox for every message, built once.

Must never: depend on a value; they are bound when it is asked.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, Select, and_, bindparam, case, func, or_, select, tuple_, update

from bot.messages import Op
from storage.models import addresses, outbox

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
WAITS: Final = outbox.c.state == WAITING
TARGET_MESSAGE: Final = "target_message"


def _first_rows() -> Select[Any]:
    """The first row of each chat and lane due at `now`, none whose chat and lane waits for a retry; at most `most`.

    Beside each the chat, and the message of the row it is about: what every row needs to leave, in one question.
    """
    now = bindparam("now", type_=outbox.c.due_at.type)
    held = select(outbox.c.address_id, outbox.c.urgent).where(
        outbox.c.state == WAITING, outbox.c.attempts > 0, outbox.c.due_at > now, outbox.c.op != Op.MENU
    )
    due = (outbox.c.state == WAITING, outbox.c.due_at <= now)
    firsts = select(func.min(outbox.c.seq)).where(*due).group_by(outbox.c.address_id, outbox.c.urgent)
    target = outbox.alias("target")
    reader = (column for column in addresses.columns if column.key not in outbox.c)
    return (
        select(outbox, *reader, target.c.message.label(TARGET_MESSAGE))
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .outerjoin(target, target.c.id == outbox.c.target_id)
        .where(outbox.c.seq.in_(firsts), tuple_(outbox.c.address_id, outbox.c.urgent).not_in(held))
        .order_by(outbox.c.urgent.desc(), outbox.c.seq)
        .limit(bindparam("most", type_=Integer))
    )


@cache
def first_waiting(*names: str) -> Select[Any]:
    """The oldest row that waits with these columns' values."""
    equal = (outbox.c[name] == bindparam(name, type_=outbox.c[name].type) for name in names)
    return select(outbox).where(outbox.c.state == WAITING, *equal).order_by(outbox.c.seq).limit(1)


FIRSTS: Final = _first_rows()
DELAYED: Final = (
    select(outbox)
    .where(
        outbox.c.draft_id == bindparam("draft"), outbox.c.state == WAITING, outbox.c.attempts == 0,
        outbox.c.due_at > bindparam("now", type_=outbox.c.due_at.type), outbox.c.due_at > outbox.c.created_at,
        outbox.c.op == Op.SEND,
    )
    .order_by(outbox.c.seq)
)  # fmt: skip
_TAKEN_BACK = and_(outbox.c.state == DROPPED, outbox.c.message.is_(None))
MARKED: Final = update(outbox).where(outbox.c.id == bindparam("row"), or_(WAITS, _TAKEN_BACK)).values(
    state=case((WAITS, SENT), else_=DROPPED)
)  # fmt: skip
CARDS: Final = (
    select(outbox)
    .where(
        outbox.c.case_id == bindparam("case"), outbox.c.kind == "card", outbox.c.op == Op.SEND,
        or_(outbox.c.state == WAITING, outbox.c.state == SENT),
    )
    .order_by(outbox.c.seq)
)  # fmt: skip
NEWEST: Final = (
    select(outbox.c.id, outbox.c.message)
    .where(outbox.c.address_id == bindparam("chat"), outbox.c.state == SENT, outbox.c.message.is_not(None))
    .order_by(outbox.c.seq.desc())
    .limit(1)
)
