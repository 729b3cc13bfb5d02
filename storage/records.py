"""What repositories return: frozen values, opened and typed; rows never leave the unit of work.

Must never: show a story, a name or an address in a `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.intake.draft import Draft
from bot.intake.question import Codes
from bot.messages import Address, Op
from bot.triage.urgency import Level, Signal


class ChatRole(StrEnum):
    NONE = ""
    COORDINATION = "coordination"
    DEPUTY = "deputy"
    CIVIC = "civic"


class CaseState(StrEnum):
    """§1.6 of the domain; a draft is not a case yet. ALERT: a bare alert, nothing was sent."""

    ALERT = "alerte"
    SENT = "transmise"
    TAKEN = "prise_en_charge"
    CLOSED = "close"
    WITHDRAWN = "effacee"


OPEN_STATES = (CaseState.ALERT, CaseState.SENT, CaseState.TAKEN)


class EntryKind(StrEnum):
    STORY = "story"
    MESSAGE = "message"
    EDIT = "edit"
    REPLY = "reply"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Person:
    """A chat we can write to: one person's private chat, or a group with a `role`."""

    id: str
    address: Address
    is_group: bool
    role: ChatRole
    locale: str
    quiet: bool
    discreet: bool
    unreachable: str
    flood_from: datetime | None
    flood_count: int


@dataclass(frozen=True, slots=True)
class Coordinator:
    """`id` is the address id of the private chat. `doing`: the task under way there."""

    id: str
    name: str = field(repr=False)
    doing: str
    doing_case: str
    doing_text: str = field(repr=False)
    active: bool


@dataclass(frozen=True, slots=True)
class KeptDraft:
    id: str
    address_id: str
    draft: Draft
    case_id: str
    question_row: str
    notice: int
    notice_at: datetime
    created_at: datetime
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    reference: str
    kind: str
    state: CaseState
    level: Level
    address_id: str
    version: int
    age: str
    answers: Mapping[str, Codes] = field(repr=False)
    alert_only: bool
    signals: frozenset[Signal]
    false_alarm_at: datetime | None
    holder_id: str
    notice: int
    notice_at: datetime
    created_at: datetime
    sent_at: datetime | None
    taken_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    read_by: datetime | None
    answer_by: datetime | None
    erasure_asked_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    case_id: str
    kind: EntryKind
    event: str
    author_id: str
    body: str = field(repr=False)
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One outbox row. `message` is the platform's message id once sent; `target` that of the row it acts on."""

    seq: int
    id: str
    address_id: str
    op: Op
    kind: str
    params: Mapping[str, Any] = field(repr=False)
    case_id: str
    draft_id: str
    target_id: str
    urgent: bool
    silent: bool
    protected: bool
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FollowUp:
    id: str
    kind: str
    case_id: str
    draft_id: str
    step: int
    due_at: datetime
