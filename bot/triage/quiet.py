"""Tells at once that most messages hold nothing to read: the sum of what each word could stir stays below zero.

The weights are data (quiet.tsv, learnt by `bench/danger_quiet.py`), set so that hardly any danger is taken for quiet.
Must never: decide that there is a danger; be asked about a message with anything but letters and figures in it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

BIAS, UNKNOWN = "bias", "?"
LONGEST = 300
"""Characters; a longer message is always read."""
_FILE = Path(__file__).resolve().with_name("quiet.tsv")
_WORD = re.compile(r"[a-z]+")
_FOLDED = str.maketrans("àâäáãéèêëíîïìóôöòúùûüçñÿ’", "aaaaaeeeeiiiioooouuuucny'") | {0x153: "oe", 0xE6: "ae"}
_SIGNS = str.maketrans("", "", " \n.,;:!?'\"()-/«»…€%&+=0123456789")


def words(text: str) -> list[str] | None:
    """Plain words; None when something else is in the message (an emoji, another script, letters hidden by signs)."""
    folded = text.lower().translate(_FOLDED)
    said = _WORD.findall(folded)
    return said if "".join(said) == folded.translate(_SIGNS) else None


@cache
def _weights() -> dict[str, int]:
    """Hundredths."""
    rows = (row.split("\t") for row in _FILE.read_text("utf-8").splitlines() if not row.startswith("#"))
    return {word: int(weight) for word, weight in rows}


def is_quiet(text: str) -> bool:
    said = words(text) if len(text) <= LONGEST else None
    if said is None:
        return False
    known = _weights()
    unknown = known[UNKNOWN]
    return known[BIAS] + sum(known.get(word, unknown) for word in set(said)) < 0
