"""The data behind the reader: phrases people type with the code they mean, and families of words per code.

Young people and professionals write differently: each has their own phrases, and a professional's question may build
on the young people's words, never the other way round.
Read once from the package's own files. Must never: learn from what a person types.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path

from bot.intake.normal import plain, words
from bot.intake.question import NOT_SAID, Codes

MENU = "menu:"
"""Prefix of a phrase that names a menu instead of a choice."""
UNSURE = "ne_sait_pas"
WORDS = "mot"
DOUBT = "doubt_"
NO_WORDS = "none"

_HERE = Path(__file__).resolve().parent
_GROUNDS = {"accord_relais": "accord_envoi"}
"""Professional name → the young people's phrases it builds on."""
_FAMILY_GROUNDS = {"themes_relais": "themes"}
"""Here only their families of words: whole phrases are told too differently."""
_CONSENTS = frozenset({"accord_envoi", "accord_partage", "warn_team", "keep_words"})
"""Questions whose yes and no are said with the same words."""
_UNSHARED = ("accord_partage", "doubt")
"""Here « je sais pas » counts as not said, or « je crois » as a hesitation; elsewhere they are answers of their own."""


@dataclass(frozen=True)
class Phrase:
    """What somebody typed to `question`, and the codes (or one `menu:<key>`) it means."""

    question: str
    typed: str
    codes: Codes

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Its words in one spelling; several questions share a phrase."""
        return tuple(words(self.typed))


@dataclass(frozen=True, slots=True)
class Family:
    """Words or word sequences that speak for `code`; a word ending in `*` stands for every longer one.

    In the file `a|b` stands for both: « mis|jete dehors » is two sequences.
    """

    code: str
    sequences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`phrases` are the young people's; `professional` those of relays and civic agents."""

    phrases: tuple[Phrase, ...]
    families: Mapping[str, tuple[Family, ...]]
    professional: tuple[Phrase, ...] = ()

    def of(self, question: str) -> tuple[Phrase, ...]:
        """The questions of doubt share their answers, under `doubt`."""
        asked = (*_named(question), DOUBT.rstrip("_")) if question.startswith(DOUBT) else _named(question)
        return tuple(phrase for phrase in (*self.phrases, *self.professional) if phrase.question in asked)

    def families_of(self, question: str) -> tuple[Family, ...]:
        """Its own, and those it builds on."""
        names = (*_named(question), *([_FAMILY_GROUNDS[question]] if question in _FAMILY_GROUNDS else []))
        return tuple(family for name in names for family in self.families.get(name, ()))

    def beside(self, question: str) -> tuple[Phrase, ...]:
        """Phrases of other questions that mean the same here: refusals, hesitations, consents, « effacer »."""
        if not _CONSENTS.isdisjoint(_named(question)):
            alike = (phrase for phrase in self.phrases if phrase.question in _CONSENTS or _is_shared(phrase))
        else:
            alike = (phrase for phrase in self.phrases if phrase.question not in _UNSHARED and _is_shared(phrase))
        return tuple(phrase for phrase in alike if phrase.question not in _named(question))


def _named(question: str) -> tuple[str, ...]:
    """The names under which its phrases stand."""
    return (question, _GROUNDS[question]) if question in _GROUNDS else (question,)


def _is_shared(phrase: Phrase) -> bool:
    """Refusals, hesitations, and the words of any moment: they only serve where the question has such a choice."""
    return phrase.question == WORDS or phrase.codes[0] in (NOT_SAID, UNSURE)


def parse_phrases(text: str) -> tuple[Phrase, ...]:
    """Lines `question<TAB>typed<TAB>code[+code…]`; blank ones and `#` comments are dropped."""
    lines = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(Phrase(question, typed, tuple(codes.strip().split("+"))) for question, typed, codes in lines)


def parse_families(text: str) -> dict[str, tuple[Family, ...]]:
    """One table per question, one list of words per code."""
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return {
        question: tuple(
            Family(code, tuple(sequence for said in listed for sequence in _spread(said)))
            for code, listed in table.items()
        )
        for question, table in tables.items()
    }


def _spread(said: str) -> Iterator[tuple[str, ...]]:
    return product(*(word.split("|") for word in plain(said).split()))


@cache
def lexicon() -> Lexicon:
    return Lexicon(
        parse_phrases((_HERE / "typed.tsv").read_text("utf-8")),
        parse_families((_HERE / "keywords.toml").read_text("utf-8"))
        | parse_families((_HERE / "keywords_professional.toml").read_text("utf-8")),
        parse_phrases((_HERE / "typed_professional.tsv").read_text("utf-8")),
    )
