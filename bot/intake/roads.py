"""The roads by which a first contact comes in, and what differs in how each writer is met.

Must never: hold a question, or a word that somebody reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.triage.guard import Writer


class Road(StrEnum):
    """Keys for ever: the kind of a case, and the name of its questionnaire."""

    YOUTH = "jeune"
    RELAY = "relais"
    CIVIC = "civique"
    ENCOUNTER = "rencontre"


class Duty(StrEnum):
    """As whom an enrolled account writes (`declarant`, domaine.md §1.6 c)."""

    RELAY = "relais"
    ANIMATEUR = "animateur"
    AGENT = "agent_municipal"


@dataclass(frozen=True, slots=True)
class Manner:
    """`writer`: what may say who somebody is in their words. `near`: after an alert, is somebody near?

    `warns`: a bare alert may leave before the sending. `short`: the sending is offered once the story is told.
    `offers`: words written before their question are offered; else they join the story by themselves.
    `reads`: a machine reads their words, for dangers and for what says who somebody is.
    """

    writer: Writer
    near: bool
    warns: bool
    short: bool
    offers: bool
    formal: bool
    reads: bool = True


MANNERS: Mapping[Road, Manner] = {
    Road.YOUTH: Manner(Writer.YOUNG, near=True, warns=True, short=True, offers=True, formal=False),
    Road.RELAY: Manner(Writer.PROFESSIONAL, near=False, warns=True, short=True, offers=False, formal=True),
    Road.CIVIC: Manner(Writer.PROFESSIONAL, near=False, warns=False, short=False, offers=False, formal=True),
    Road.ENCOUNTER: Manner(
        Writer.PROFESSIONAL, near=False, warns=False, short=False, offers=False, formal=True, reads=False
    ),
}
