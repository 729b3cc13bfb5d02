"""Since when the oldest thing waits that should be done by now: times only, so it is read without a key.

Must never: read a sealed column, or count what is to wait.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from bot.messages import Op
from storage.models import follow_ups, outbox

_WAITING = "waiting"
_ABOUT_OURSELVES = ("heartbeat", "watch", "mail")
"""What tells of a delay would be a delay itself, and never end. A mail has a delay of its own, and is given up."""


def unsent_since(connection: Connection, before: datetime) -> datetime | None:
    """The oldest message that was due before then, or that has been tried in vain since before then."""
    tried = and_(outbox.c.attempts > 0, outbox.c.created_at < before)
    since = case((outbox.c.attempts > 0, outbox.c.created_at), else_=outbox.c.due_at)
    query = select(func.min(since)).where(
        outbox.c.state == _WAITING, outbox.c.op.in_((Op.SEND, Op.EDIT)), outbox.c.kind.not_in(_ABOUT_OURSELVES),
        or_(outbox.c.due_at < before, tried),
    )  # fmt: skip
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def undone_since(connection: Connection, before: datetime) -> datetime | None:
    """The oldest follow-up that was due before then: it fails whenever it is tried, or nobody tries it."""
    query = select(func.min(follow_ups.c.due_at)).where(follow_ups.c.state == _WAITING, follow_ups.c.due_at < before)
    found: datetime | None = connection.execute(query).scalar_one()
    return found
