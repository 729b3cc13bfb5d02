"""How much one draft holds: a relay may hand on a whole exchange, but no draft grows without end.

Must never: let what does not fit go in silence.
"""

from __future__ import annotations

from bot.intake.draft import Draft
from bot.intake.roads import Road

MOST_MESSAGES = 60
MOST_CHARACTERS = 30_000
FULL, FULL_SAID = "full", "full_said"
"""In `Draft.offered`: something did not fit; and that it was said."""


def room(draft: Draft) -> int:
    """Characters that still fit. A young person's drafts are bounded by their pace and by their questions."""
    if draft.road is Road.YOUTH:
        return MOST_CHARACTERS
    parts = (*draft.story, *draft.first_words)
    if len(parts) >= MOST_MESSAGES:
        return 0
    return max(0, MOST_CHARACTERS - sum(len(part.text) for part in parts))


def room_in_story(draft: Draft, longest: int, *, forwarded: bool) -> int:
    """What is forwarded is bounded by the draft, what is typed by its question (`longest`) as well."""
    if forwarded:
        return room(draft)
    typed = sum(len(part.text) for part in draft.story if not part.forwarded)
    return min(room(draft), longest - typed)
