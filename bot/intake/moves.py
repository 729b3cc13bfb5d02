"""What a step of the dialogue gives back: the next draft, the bubbles to say, and the deeds asked of the service.

Must never: do a deed itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.intake.bubbles import Bubble
from bot.intake.draft import Draft
from bot.intake.question import Codes


class Nav(StrEnum):
    """Choice keys of the navigation row and of the story's buttons; no questionnaire key starts with an underscore."""

    BACK = "_back"
    PASS = "_pass"
    ADD = "_add"
    EDIT = "_edit"
    DONE = "_done"
    LATER = "_later"


NAVS = frozenset(Nav)


class Deed(StrEnum):
    """What a move asks the service to do, beside saying."""

    SUBMIT = "submit"
    WARN = "warn"
    REFUSE = "refuse"
    ERASE = "erase"
    HIDE = "hide"
    RESTART = "restart"
    FINISH = "finish"  # nothing is left to ask after the sending
    NOTE = "note"  # words that belong to the case already sent
    INFORM = "inform"  # the long notice
    SWITCH = "switch"  # the same words belong to another road
    ADD_TO = "add_to"  # a situation already sent: the answer is its reference


@dataclass(frozen=True, slots=True)
class Move:
    """The result of one step. `stale`: a tap on a question that has passed; nothing changed."""

    draft: Draft
    says: tuple[Bubble, ...] = ()
    deeds: tuple[Deed, ...] = ()
    stale: bool = False
    answered: str = ""  # the key answered by this very step, if any, and the codes it got
    codes: Codes = ()
