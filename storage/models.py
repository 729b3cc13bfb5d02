"""The tables. One row's sealed values are bound to their place, so rows get their ids from us before the insert.

Must never: hold a story, a name, a phone number or a platform id in clear, or use one as a key of anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.base import Sealed, UtcDateTime, metadata

ID = String(16)
KeyedHash = LargeBinary
"""An HMAC by which a value is found without being stored."""

addresses = Table(
    "addresses", metadata,
    Column("id", ID, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("lookup", KeyedHash, nullable=False, unique=True),
    Column("value", Sealed, nullable=False),
    Column("is_group", Boolean, nullable=False, default=False),
    Column("role", String(16), nullable=False, default=""),  # coordination, deputy, civic: chats with a job
    Column("locale", String(8), nullable=False, default="fr"),
    Column("quiet", Boolean, nullable=False, default=False),  # said « stop »: answers only
    Column("discreet", Boolean, nullable=False, default=False),  # the phone is read by others
    Column("formal", Boolean, nullable=False, default=False),  # « vous »: relays, civic agents
    Column("unreachable", String(24), nullable=False, default=""),
    Column("flood_from", UtcDateTime),
    Column("flood_count", Integer, nullable=False, default=0),
    Column("guess_from", UtcDateTime),  # wrong invitations tried
    Column("guess_count", Integer, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_addresses_role", "role"),
)  # fmt: skip

staff = Table(
    "staff", metadata,
    Column("address_id", ID, ForeignKey("addresses.id"), primary_key=True),
    Column("role", String(16), nullable=False),  # coordinator
    Column("name", Sealed, nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("left_at", UtcDateTime),  # has left the coordination chat
    Column("doing", String(24), nullable=False, default=""),  # the task under way in private: reply
    Column("doing_case", ID),
    Column("doing_text", Sealed),
    Column("signs", Boolean, nullable=False, default=False),  # shows their name under an answer
)  # fmt: skip

absences = Table(
    "absences", metadata,
    Column("id", ID, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.address_id"), nullable=False),
    Column("deputy_id", ID, ForeignKey("staff.address_id")),  # who takes over; None: nobody
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),  # the end of the last day
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),  # back earlier, or called off
    Index("ix_absences_last", "last_at"),
)  # fmt: skip

invitations = Table(
    "invitations", metadata,
    Column("token", KeyedHash, primary_key=True),
    Column("purpose", String(16), nullable=False),  # coordinator, attach, relay
    Column("structure", String(64), nullable=False, default=""),  # of a relay
    Column("duty", String(16), nullable=False, default=""),
    Column("by_id", ID),  # the coordinator who invited
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)  # fmt: skip

drafts = Table(
    "drafts", metadata,
    Column("id", ID, primary_key=True),
    Column("address_id", ID, ForeignKey("addresses.id"), nullable=False, unique=True),
    Column("questionnaire", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("asking", String(24), nullable=False),  # the state to rebuild after a restart; names no answer
    Column("body", Sealed, nullable=False),
    Column("case_id", ID, ForeignKey("cases.id")),  # a bare alert, or the case just sent
    Column("question_row", ID),  # the outbox row of the question shown last
    Column("notice", Integer, nullable=False),  # version of the information shown
    Column("notice_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
)  # fmt: skip

cases = Table(
    "cases", metadata,
    Column("id", ID, primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # jeune, relais, civique
    Column("state", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("address_id", ID, ForeignKey("addresses.id")),
    Column("structure", String(64), nullable=False, default=""),  # of the relay who filed it
    Column("duty", String(16), nullable=False, default=""),
    Column("place", String(64), nullable=False, default=""),  # civic: where and when
    Column("happened_at", UtcDateTime),
    Column("questionnaire_version", Integer, nullable=False),
    Column("age", String(16), nullable=False, default=""),
    Column("plain", String, nullable=False, default="{}"),  # PLAIN answers, JSON
    Column("body", Sealed, nullable=False),  # every other answer, JSON
    Column("alert_only", Boolean, nullable=False, default=False),
    Column("signals", Sealed, nullable=False),
    Column("false_alarm_at", UtcDateTime),
    Column("holder_id", ID, ForeignKey("staff.address_id")),
    Column("notice", Integer, nullable=False),
    Column("notice_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("opened_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("read_by", UtcDateTime),  # promised to the person
    Column("answer_by", UtcDateTime),
    Column("erasure_asked_at", UtcDateTime),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("result", String(24), nullable=False, default=""),
    Index("ix_cases_address", "address_id", "state"),
    Index("ix_cases_filed", "address_id", "sent_at", "reference"),  # a relay's transmissions, newest first
    Index("ix_cases_place", "place", "happened_at"),
    Index("ix_cases_structure", "structure", "created_at"),
)  # fmt: skip

case_themes = Table(
    "case_themes", metadata,
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("theme", KeyedHash, primary_key=True),
    Column("at", UtcDateTime, nullable=False),  # of the case: lists are in order of arrival
    Index("ix_case_themes_theme", "theme", "at"),
)  # fmt: skip


def _of_open_ones(name: str, *columns: Column[Any]) -> Index:
    """Only of cases that are not closed: lists stay as quick as the work at hand is small."""
    still = cases.c.closed_at.is_(None)
    return Index(name, *columns, sqlite_where=still, postgresql_where=still)


_of_open_ones("ix_cases_open", cases.c.created_at)
_of_open_ones("ix_cases_open_holder", cases.c.holder_id, cases.c.created_at)
_of_open_ones("ix_cases_open_level", cases.c.level, cases.c.created_at)
_of_open_ones("ix_cases_open_reading", cases.c.opened_at, cases.c.read_by)
_of_open_ones("ix_cases_open_answer", cases.c.answered_at, cases.c.answer_by)


entries = Table(
    "entries", metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False),  # story, message, edit, reply, note, event
    Column("event", String(24), nullable=False, default=""),
    Column("author_id", ID),
    Column("message", KeyedHash),  # look-up of the platform's message id, for edits
    Column("body", Sealed),
    Column("read_at", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("case_id", "position"),
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("address_id", ID, ForeignKey("addresses.id"), nullable=False),
    Column("op", String(8), nullable=False),  # send, edit, delete, pin, menu
    Column("kind", String(24), nullable=False),
    Column("params", Sealed, nullable=False),
    Column("case_id", ID),
    Column("draft_id", ID),
    Column("target_id", ID),  # the row whose message is edited, deleted or pinned
    Column("urgent", Boolean, nullable=False, default=False),
    Column("silent", Boolean, nullable=False, default=False),
    Column("protected", Boolean, nullable=False, default=False),
    Column("state", String(8), nullable=False),  # waiting, sent, failed, dropped
    Column("reason", String(16), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("message", Sealed),  # the platform's message id
    Index("ix_outbox_due", "state", "due_at"),
    Index("ix_outbox_address", "address_id", "state"),
    # The state comes second: SQLite, without statistics, would rather walk through all that was ever sent.
    Index("ix_outbox_case", "case_id", "state", "kind"),
)  # fmt: skip

inbound = Table(
    "inbound", metadata,
    Column("id", ID, primary_key=True),
    Column("address_id", ID, ForeignKey("addresses.id"), nullable=False),
    Column("message", Sealed, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_inbound_address", "address_id", "at"),
)  # fmt: skip

follow_ups = Table(
    "follow_ups", metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("dedupe", String(64), nullable=False, unique=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("draft_id", ID),
    Column("subject_id", ID),  # a relay, a referral
    Column("by_id", ID),  # the coordinator who planned it by hand
    Column("step", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, open (told, not answered yet), done, dropped
    Column("outcome", String(24), nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Index("ix_follow_ups_due", "state", "due_at", "kind"),
    Index("ix_follow_ups_case", "case_id", "state"),
    Index("ix_follow_ups_draft", "draft_id", "state"),
    Index("ix_follow_ups_subject", "subject_id", "state"),
)  # fmt: skip

promises = Table(
    "promises", metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),  # read, answer
    Column("by", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("kept_at", UtcDateTime),
    Index("ix_promises_case", "case_id"),
)  # fmt: skip

access_log = Table(
    "access_log", metadata,
    Column("id", ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", ID, nullable=False),
    Column("case_id", ID, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("action", String(24), nullable=False),
    Index("ix_access_log_case", "case_id"),
)  # fmt: skip

updates = Table(
    "updates", metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_updates_at", "at"),
)  # fmt: skip

dead_letters = Table(
    "dead_letters", metadata,
    Column("id", ID, primary_key=True),
    Column("incident", String(16), nullable=False, unique=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("lookup", KeyedHash),  # whose words they are, so that an erasure reaches them
    Column("body", Sealed, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("replayed_at", UtcDateTime),
)  # fmt: skip

counters = Table(
    "counters", metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)  # fmt: skip

facts = Table(
    "facts", metadata,
    Column("name", String(32), primary_key=True),  # key_check, attach_code…
    Column("value", String, nullable=False),
)  # fmt: skip
