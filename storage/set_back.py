"""What a clock that was ahead wrote in the outbox, once it was set back: its hours are of now. Read without a key.

Must never: bring forward what is to wait: a reminder, a deletion, a pause that the platform has asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, literal, or_, select, update

from bot.messages import Undelivered
from storage.models import outbox
from storage.outbox_queries import WAITS


def bring_back(connection: Connection, now: datetime, longest: Callable[[int], float]) -> None:
    """`longest`: seconds to the next try of what could not be reached so many times, at most."""
    _written_ahead(connection, now)
    _put_off_ahead(connection, now, longest)


def _written_ahead(connection: Connection, now: datetime) -> None:
    """What was to leave at once, or again, leaves before the rest."""
    ahead = and_(WAITS, outbox.c.due_at > now, outbox.c.created_at > now)
    soon = or_(outbox.c.due_at == outbox.c.created_at, outbox.c.attempts > 0)
    due_at = case((soon, literal(now, outbox.c.due_at.type)), else_=outbox.c.due_at)
    connection.execute(update(outbox).where(ahead).values(due_at=due_at, created_at=now))


def _put_off_ahead(connection: Connection, now: datetime, longest: Callable[[int], float]) -> None:
    """Of rows that are older than the jump: no clock that is right puts a retry off by more."""
    tried = (WAITS, outbox.c.due_at > now, outbox.c.attempts > 0, outbox.c.reason == Undelivered.UNREACHABLE)
    for row in connection.execute(select(outbox.c.id, outbox.c.due_at, outbox.c.attempts).where(*tried)).all():
        if row.due_at > now + timedelta(seconds=longest(row.attempts)):
            connection.execute(update(outbox).where(outbox.c.id == row.id, WAITS).values(due_at=now))
