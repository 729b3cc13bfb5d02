"""What the desk's lists are made of: tasks, unread cases, promises. Frozen values, none of them sealed.

Must never: hold a name, a theme or a word of a story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up that a human answers. `told`: due, waits for an answer; `live`: told, or still to come.

    `by_id`: the coordinator who planned it by hand.
    """

    id: str
    kind: str
    step: int
    due_at: datetime
    told: bool
    live: bool
    outcome: str
    by_id: str
    case_id: str
    reference: str
    holder_id: str


@dataclass(frozen=True, slots=True)
class Unread:
    case_id: str
    reference: str
    holder_id: str


@dataclass(frozen=True, slots=True)
class Promised:
    """`kind`: read, answer."""

    kind: str
    by: datetime
    kept_at: datetime | None
    case_id: str
    reference: str
    holder_id: str
