"""A release with a defect: words that contain BROKEN_WORD make their handling fail, with the words in the error.

Loaded by Python itself at the start of the bot's process; the next start, without it, is the corrected release.
"""

from __future__ import annotations

from pathlib import Path

from tests.processes.stage import ROOT

BROKEN_WORD = "perroquetindigo"
_CODE = f"""
from bot.intake import parsing

sound = parsing.read_word

def read_word(text):
    if {BROKEN_WORD!r} in text:
        raise KeyError(text)
    return sound(text)

parsing.read_word = read_word
"""


def broken_code(folder: Path) -> dict[str, str]:
    """The variables that make Python load it."""
    place = folder / "broken"
    place.mkdir()
    (place / "sitecustomize.py").write_text(_CODE, "utf-8")
    return {"PYTHONPATH": f"{place}:{ROOT}"}
