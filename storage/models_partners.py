"""The tables of relays and of referrals: who is enrolled for a structure, and what a young person agreed to hand on.

Must never: hold a name, or the words of an agreement, in clear.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.base import Sealed, UtcDateTime, metadata
from storage.models import ID

relays = Table(
    "relays", metadata,
    Column("address_id", ID, ForeignKey("addresses.id"), primary_key=True),
    Column("structure", String(64), nullable=False),  # an id of the territory; "" for the town itself
    Column("duty", String(16), nullable=False),  # relais, animateur, agent_municipal
    Column("name", Sealed, nullable=False),
    Column("rules", Integer, nullable=False, default=0),  # version of the rules accepted; 0 = not yet
    Column("rules_at", UtcDateTime),
    Column("invited_by", ID),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("reviewed_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Index("ix_relays_structure", "structure"),
)  # fmt: skip

case_links = Table(
    "case_links", metadata,
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)  # fmt: skip

referrals = Table(
    "referrals", metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("partner", String(64), nullable=False),  # an id of the territory
    Column("state", String(16), nullable=False),
    Column("coordinator_id", ID, nullable=False),  # who proposes
    Column("shown", Sealed),  # the very words that were shown, or read out, to the person
    Column("handed", Sealed),  # what these words name, as codes: all that a partner may ever see
    Column("how", String(16), nullable=False, default=""),  # chat, phone, in_person
    Column("relay_id", ID),  # who accepted
    Column("reason", String(24), nullable=False, default=""),
    Column("outcome", String(24), nullable=False, default=""),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("agreed_at", UtcDateTime),
    Column("answered_at", UtcDateTime),  # accepted or declined
    Column("ended_at", UtcDateTime),
    Index("ix_referrals_case", "case_id", "state"),
    Index("ix_referrals_partner", "partner", "state"),
)  # fmt: skip
