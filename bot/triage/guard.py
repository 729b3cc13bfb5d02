"""The identity guard: what nobody needs to know (domaine §1.6, « jamais demandé ») is found before it is kept.

Must never: rewrite a text by itself, decide whether it is asked again or masked (the writing use case does), or show a
word of it in a repr.

The checksums (NIR, IBAN, RIB, Luhn) are a few lines of our own: python-stdnum checks a number that was already cut out
of the text, and the cutting is all the work here; nor does it know a NIR without its key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from bot.triage import guard_births, guard_names, guard_numbers, guard_places, guard_plates
from bot.triage.guard_text import Finder, Reading, Span, read


class Kind(StrEnum):
    """What may be found. Keys for ever; the last six only in professional writing."""

    NIR = "nir"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    BANK = "bank"
    PLATE = "plate"
    SURNAME = "surname"
    RELIGION = "religion"
    ORIGIN = "origin"
    OPINION = "opinion"
    ORIENTATION = "orientation"
    JUDGEMENT = "judgement"
    DESCRIPTION = "description"


class Writer(StrEnum):
    """Who wrote. A young person may say of themselves what a professional may not say of others."""

    YOUNG = "young"
    PROFESSIONAL = "professional"  # relay, civic agent


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are positions in the text as written, end excluded. Holds no text, so no repr can show any."""

    kind: Kind
    start: int
    end: int


_FREE: Final = re.compile(rb"\0+")
_WORDS_IN: Final = re.compile(r"\w+")

# The order decides who wins where two overlap: checksums first, words last.
_NUMBERS: Final[Mapping[Kind, Finder]] = MappingProxyType(
    {
        Kind.BANK: guard_numbers.bank,
        Kind.NIR: guard_numbers.social_security,
        Kind.EMAIL: guard_numbers.email,
        Kind.PHONE: guard_numbers.phone,
        Kind.PLATE: guard_plates.plate,
        Kind.BIRTH_DATE: guard_births.birth_date,
        Kind.ADDRESS: guard_places.address,
        Kind.SURNAME: guard_names.surname,
    }
)
PROFESSIONAL_KINDS: Final = frozenset(
    {Kind.ORIGIN, Kind.RELIGION, Kind.OPINION, Kind.ORIENTATION, Kind.JUDGEMENT, Kind.DESCRIPTION}
)

# Not in the catalogue: a mark becomes part of a text that its author wrote, in French, and is kept with it.
MARKS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.NIR: "[numéro de sécurité sociale]",
        Kind.BIRTH_DATE: "[date de naissance]",
        Kind.ADDRESS: "[adresse]",
        Kind.PHONE: "[numéro]",
        Kind.EMAIL: "[adresse mail]",
        Kind.BANK: "[numéro bancaire]",
        Kind.PLATE: "[plaque]",
        Kind.SURNAME: "[nom]",
        **dict.fromkeys(PROFESSIONAL_KINDS, "[…]"),
    }
)


@cache
def _words() -> Mapping[Kind, Finder]:
    """In the order that decides. Compiling them takes a third of a second, and most commands read no professional."""
    from bot.triage import guard_descriptions, guard_words

    return MappingProxyType(
        {
            Kind.ORIGIN: guard_words.origin,
            Kind.RELIGION: guard_words.religion,
            Kind.OPINION: guard_words.opinion,
            Kind.ORIENTATION: guard_words.orientation,
            Kind.JUDGEMENT: guard_words.judgement,
            Kind.DESCRIPTION: guard_descriptions.description,
        }
    )


def find(text: str, writer: Writer, *, allowed: Collection[Kind] = ()) -> tuple[Finding, ...]:
    """In the order of the text, never overlapping. `allowed`: kinds that were asked for, such as PHONE."""
    reading = read(text)
    taken: list[tuple[Span, Kind]] = []
    covered = bytearray(len(reading.plain))
    for kind, span in _candidates(reading, writer):
        for start, end in _left_over(reading, span, covered):
            taken.append(((start, end), kind))
            covered[start:end] = b"\1" * (end - start)
    found = ((reading.as_written(span), kind) for span, kind in sorted(taken) if kind not in allowed)
    return tuple(Finding(kind, start, end) for (start, end), kind in found)


def _left_over(reading: Reading, span: Span, covered: bytearray) -> Iterator[Span]:
    """The parts of a span that no earlier finding covers: a plate after a street does not save the street."""
    if 1 not in covered[slice(*span)]:
        yield span
        return
    for match in list(_FREE.finditer(covered, *span)):
        words = [word.span() for word in _WORDS_IN.finditer(reading.plain, *match.span())]
        if words:
            yield words[0][0], words[-1][1]


def _candidates(reading: Reading, writer: Writer) -> Iterator[tuple[Kind, Span]]:
    for kind, finder in _NUMBERS.items():
        for span in finder(reading):
            yield kind, span
    if writer is Writer.PROFESSIONAL:
        for kind, finder in _words().items():
            for span in finder(reading):
                yield kind, span


def mask(text: str, findings: Sequence[Finding]) -> str:
    """The text with each finding replaced by its mark; all the rest as written. `findings`: those of `find(text)`."""
    parts: list[str] = []
    here = 0
    for finding in findings:
        parts += (text[here : finding.start], MARKS[finding.kind])
        here = finding.end
    return "".join((*parts, text[here:]))
