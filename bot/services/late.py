"""When a follow-up says that it is late: a restart, a night off, or Telegram was down.

Must never: hide from anybody that something comes after its hour.
"""

from __future__ import annotations

from datetime import timedelta

from storage.records import FollowUp
from storage.unit_of_work import UnitOfWork

LATE = timedelta(minutes=10)


def late_since(uow: UnitOfWork, due: FollowUp) -> str:
    """The instant at which it should have been, when it is late; else nothing."""
    return due.due_at.isoformat() if uow.now - due.due_at > LATE else ""
