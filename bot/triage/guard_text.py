"""A text prepared for the identity guard: composed, without accents, case kept or not, positions kept.

Must never: lose the way back to the positions of the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

Span = tuple[int, int]

_RANGES: Final = (
    (0x80, 0x250), (0x660, 0x66A), (0x6F0, 0x6FA), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x2070, 0x2100),
    (0x2212, 0x2213), (0x24B6, 0x24EA), (0xFF00, 0xFF60), (0x1D400, 0x1D800),
)  # fmt: skip
"""Latin letters with accents, punctuation, other digits, and the « styled » letters that phones offer."""


def _same(code: int) -> str:
    """One character for one, so that positions stay: the letter without its accent, the digit, space, dash, quote."""
    char = chr(code)
    if char in "\u2018\u2019\u201b\u02bc":
        return "'"
    if char in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212":
        return "-"
    if char in "\u0153\u0152":  # « sœur » keeps one letter; patterns say s[oe]ur where they need it
        return "o" if char == "\u0153" else "O"
    if char.isspace() or unicodedata.category(char) == "Cf":
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    first = unicodedata.normalize("NFKD", char)[0]
    return first if first.isascii() and first.isalnum() else char


_UNACCENTED: Final[Mapping[int, str]] = {code: _same(code) for low, high in _RANGES for code in range(low, high)}
_MARK: Final = re.compile("[\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f]")
_CLUSTER: Final = re.compile("(?s).[\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f]*")

_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def listed(words: str) -> frozenset[str]:
    """The words of a block of text, for lists too long to be read one a line."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """Three views of one length. `origin`: where each of their characters begins in the text as written."""

    composed: str = field(repr=False)
    written: str = field(repr=False)
    plain: str = field(repr=False)
    origin: tuple[int, ...] | None = field(default=None, repr=False)

    @property
    def is_shouted(self) -> bool:
        """Mostly typed in capitals: they say nothing about a word then."""
        words = _WORD.findall(self.written)
        loud = sum(1 for word in words if word.isupper())
        return loud >= 4 and loud >= 0.6 * len(words)

    def as_written(self, span: Span) -> Span:
        return span if self.origin is None else (self.origin[span[0]], self.origin[span[1]])


def read(text: str) -> Reading:
    origin: tuple[int, ...] | None = None
    if not text.isascii() and _MARK.search(text):
        clusters = list(_CLUSTER.finditer(text))
        origin = (*(cluster.start() for cluster in clusters), len(text))
        text = "".join(unicodedata.normalize("NFC", cluster[0])[0] for cluster in clusters)
    written = text if text.isascii() else text.translate(_UNACCENTED)
    plain = written.lower()
    if len(plain) != len(written):  # a few letters grow when lowered
        plain = "".join(low if len(low := char.lower()) == 1 else char for char in written)
    return Reading(text, written, plain, origin)


Finder = Callable[[Reading], Iterator[Span]]
