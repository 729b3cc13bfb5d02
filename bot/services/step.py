"""What a use case hands back to the edge.

Must never: carry a word that somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What the edge needs to know after a use case: where the dialogue stands, and what to answer a tap with."""

    state: str = ""
    toast: str = ""
    url: str = ""
