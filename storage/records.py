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
from bot.intake.roads import Duty
from bot.messages import Address, Op
from bot.triage.urgency import Level, Signal


class ChatRole(StrEnum):
    NONE = ""
    COORDINATION = "coordination"
    DEPUTY = "deputy"
    CIVIC = "civic"
    MAIL = "mail"  # no chat: where the last road leads


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
    NOTE = "note"  # between coordinators; the person never sees it
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
    formal: bool
    unreachable: str
    flood_from: datetime | None
    flood_count: int
    guess_from: datetime | None
    guess_count: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a single-use link gives. `structure` and `duty`: of a relay; `by` invited."""

    purpose: str
    structure: str
    duty: str
    by: str


@dataclass(frozen=True, slots=True)
class Relay:
    """`id` is the address id of the private chat. `rules`: the version accepted, 0 = not yet, and then no right."""

    id: str
    name: str = field(repr=False)
    structure: str
    duty: Duty
    rules: int
    enrolled_at: datetime
    reviewed_at: datetime
    revoked_at: datetime | None
    invited_by: str

    @property
    def active(self) -> bool:
        return self.revoked_at is None and self.rules > 0


@dataclass(frozen=True, slots=True)
class Coordinator:
    """`id` is the address id of the private chat. `doing`: the task under way there."""

    id: str
    name: str = field(repr=False)
    doing: str
    doing_case: str
    doing_text: str = field(repr=False)
    signs: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """Of one coordinator; `deputy_id` "" = nobody takes over. `last_at`: the end of the last day."""

    id: str
    staff_id: str
    deputy_id: str
    first_at: datetime
    last_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptDraft:
    id: str
    address_id: str
    questionnaire: str
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
    structure: str
    duty: str
    place: str
    happened_at: datetime | None
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
class CaseLine:
    """What a list shows of a case; nothing sealed was opened for it."""

    id: str
    reference: str
    kind: str
    state: CaseState
    level: Level
    age: str
    holder_id: str
    received_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    read_by: datetime | None
    answer_by: datetime | None


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
    """One outbox row. `message` is the platform's message id once sent; `target_id` is the row it acts on."""

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
class Departure:
    """A row whose time has come, and what it needs: its chat, and the message it acts on ("": none, or not sent)."""

    row: Row
    reader: Person
    target: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FollowUp:
    id: str
    kind: str
    case_id: str
    draft_id: str
    subject_id: str
    step: int
    due_at: datetime
    by_id: str = ""


class ReferralState(StrEnum):
    PROPOSED = "proposee"  # the person is asked
    REFUSED = "refusee"  # the person says no
    AGREED = "accordee"  # the partner is asked
    PASSED = "transmise"  # nobody is enrolled there: a coordinator has passed it on
    ACCEPTED = "acceptee"
    DECLINED = "declinee"
    DONE = "terminee"
    REVOKED = "retiree"  # the person takes the agreement back, or the coordinator the proposal


GIVEN_REFERRALS = (ReferralState.AGREED, ReferralState.PASSED, ReferralState.ACCEPTED)
"""Agreed to, and not over: a partner may know."""
OPEN_REFERRALS = (ReferralState.PROPOSED, *GIVEN_REFERRALS)


@dataclass(frozen=True, slots=True)
class Referral:
    """`shown`: the words the person saw, or was read. `handed`: what they name, as codes; empty once it is over.

    `how` the agreement was given: chat, phone, in_person; `coordinator_id` proposed it, and heard it elsewhere.
    """

    id: str
    case_id: str
    partner: str
    state: ReferralState
    coordinator_id: str
    shown: str = field(repr=False)
    handed: Mapping[str, Codes] = field(repr=False)
    how: str
    relay_id: str
    reason: str
    outcome: str
    proposed_at: datetime
    agreed_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REFERRALS

    @property
    def is_given(self) -> bool:
        return self.state in GIVEN_REFERRALS
