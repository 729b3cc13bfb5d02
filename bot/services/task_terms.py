"""The words of follow-ups that a human answers: which there are, how they end, what is noted of them.

Must never: name a person or a theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n import N_


class Agenda(StrEnum):
    """Bubbles to one coordinator, in private and without a sound."""

    AGENDA = "agenda"
    TASK = "task"
    PLAN = "plan"
    DATE = "plan_date"
    CHECK = "plan_check"
    MORNING = "morning"
    WEEK = "week"


TAKEN = "taken"
"""After a case was taken and opened; `step` counts through `delays.taken_days`."""
TRY = "try"
"""Nobody was reached: once more; `step` is the number of the try, from 1."""
PLANNED = "planned"
DORMANT = "dormant"
"""No contact for `delays.dormant_months`."""
MORNING = "morning"
"""The morning list falls due."""
WEEK = "week"
"""The summary of the promises of the last week falls due."""
ON_OPEN_CASE = (TAKEN, TRY, PLANNED)
TASKS = (*ON_OPEN_CASE, DORMANT)
PLANNING = "plan_date"
"""Task under way in private: the next words are a date."""


class Ended(StrEnum):
    """What became of a task."""

    DONE = "done"
    NOT_REACHED = "not_reached"
    LATER = "later"
    DROPPED = "dropped"
    CLOSED = "closed"
    KEPT = "kept"
    ARCHIVED = "archived"
    ERASED = "erased"


ENDED: Mapping[str, str] = {
    Ended.DONE: N_("done"),
    Ended.NOT_REACHED: N_("not reached"),
    Ended.LATER: N_("moved"),
    Ended.DROPPED: N_("called off"),
    Ended.CLOSED: N_("the case is closed"),
    Ended.KEPT: N_("kept for now"),
    Ended.ARCHIVED: N_("to be archived"),
    Ended.ERASED: N_("eliminated"),
}

IN_VAIN, GIVEN_UP, BY_HAND = "called_in_vain", "tries_over", "task_planned"
EVENTS: Mapping[str, str] = {
    **{f"task_{ended}": said for ended, said in {
        Ended.DONE: N_("Follow-up: done."), Ended.NOT_REACHED: N_("Follow-up: not reached."),
        Ended.LATER: N_("Follow-up: moved."), Ended.DROPPED: N_("Follow-up: called off."),
        Ended.KEPT: N_("No contact for a long time: kept for now."),
        Ended.ARCHIVED: N_("No contact for a long time: to be archived."),
    }.items()},
    BY_HAND: N_("Follow-up planned."),
    IN_VAIN: N_("Called, no answer."),
    GIVEN_UP: N_("All tries made, nobody was reached."),
}  # fmt: skip
"""Events of the timeline that come from here, as the timeline says them."""
