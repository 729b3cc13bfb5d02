"""What relays write around their answers: « Mlle K., 20 ans », « je complète plus tard ».

Must never: keep an age in a name.
"""

from __future__ import annotations

import re

from bot.intake.ages import BANDS, read_age
from bot.intake.normal import words

_CODES = frozenset(code for _, code in BANDS)
_AGE = re.compile(r"[\s,;(–-]*\(?\b(\d{1,2})\s*ans\b[^)]*\)?\s*$", re.IGNORECASE)
_LATER = frozenset({
    "plus tard", "je complete plus tard", "je completerai plus tard", "je continue plus tard", "je finis plus tard",
    "je finirai plus tard", "je reprends plus tard", "je reprendrai plus tard", "completer plus tard", "later",
    "a completer plus tard", "on reprend plus tard", "je reviens plus tard", "je termine plus tard", "pas maintenant",
})  # fmt: skip


def name_and_age(text: str) -> tuple[str, str] | None:
    """(the name, the code of the age band) of « Mlle K., 20 ans »; None when no age follows a name."""
    found = _AGE.search(text[:200])
    if found is None or not found.start():
        return None
    code = read_age(words(found.group()), _CODES)
    return (text[: found.start()].strip(), code) if code else None


def says_later(text: str) -> bool:
    return " ".join(words(text)) in _LATER
