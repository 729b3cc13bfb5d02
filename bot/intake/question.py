"""One question as data: what is asked, which answers exist, who may read them, how sensitive they are.

Everything else (buttons, validation, recap, card, case file, encryption, statistics) is derived from it.
Must never: name a platform, a person, or a default for `sensitivity` and `readers`: forgetting one is a TypeError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

NOT_SAID = "non_dit"
"""« Je ne veux pas dire »: exists for every choice, typed or by *Passer*."""

Codes: TypeAlias = tuple[str, ...]
"""An answer as stored: the codes chosen (or the words of a text question, as one element); empty = nothing said."""


class Sensitivity(StrEnum):
    """PLAIN may be stored in clear and counted; PERSONAL and SPECIAL (GDPR art. 9) are sealed."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SPECIAL = "special"


class Reader(StrEnum):
    """Who may read an answer. GROUP = the coordination chat's card, which must stay bare."""

    GROUP = "group"
    CASE_HOLDER = "case_holder"
    RELAY = "relay"


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    STORY = "story"
    NAME = "name"
    PHONE = "phone"
    WORDS = "words"  # one message of free text, kept as the answer
    MOMENT = "moment"  # a past hour, typed or by a button; stored as ISO 8601 with its offset


class Condition(Protocol):
    """Data that says when a question applies; it may only name earlier questions."""

    def holds(self, answers: Mapping[str, Codes]) -> bool: ...
    def names(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Always:
    def holds(self, answers: Mapping[str, Codes]) -> bool:
        return True

    def names(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Is:
    """One of `codes` has been answered to `key`."""

    key: str
    codes: Codes

    def holds(self, answers: Mapping[str, Codes]) -> bool:
        said = answers.get(self.key, ())  # mostly nothing yet, and asked a hundred times for each message
        return bool(said) and any(code in self.codes for code in said)

    def names(self) -> frozenset[str]:
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Codes]) -> bool:
        return any(condition.holds(answers) for condition in self.conditions)

    def names(self) -> frozenset[str]:
        return frozenset().union(*(condition.names() for condition in self.conditions))


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Codes]) -> bool:
        return all(condition.holds(answers) for condition in self.conditions)

    def names(self) -> frozenset[str]:
        return frozenset().union(*(condition.names() for condition in self.conditions))


SIGNALS_KEY, ROAD_KEY = "signaux", "voie"
"""Beside the answers: what the program has read in the words, and who writes (see Draft.known)."""


@dataclass(frozen=True, slots=True)
class Signalled:
    """A danger was read in the words."""

    def holds(self, answers: Mapping[str, Codes]) -> bool:
        return bool(answers.get(SIGNALS_KEY))

    def names(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` is stored for ever; `label` is a msgid, or a local name from the territory when `local`.

    `within` names the menu that opens it. A `said_only` choice has no button: it is typed, or reached by *Passer*.
    """

    key: str
    label: str
    within: str = ""
    local: bool = False
    said_only: bool = False
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """A button that opens choices and is no answer of its own. `local` as for a choice; `within` another menu."""

    key: str
    label: str
    local: bool = False
    within: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another prompt while `when` holds."""

    when: Condition
    prompt: str


@dataclass(frozen=True, slots=True)
class Sooner:
    """Ask right after `after` instead of in place while `when` holds."""

    after: str
    when: Condition


@dataclass(frozen=True, kw_only=True)
class Question:
    """`prompt` speaks to the person, `label` to the coordinator (both msgids).

    `most` answers at most. `longest` in characters for words. `unsaid` is what *Passer* and the short road store;
    None = nothing is stored. `must` questions cannot be passed. `counted` enters the statistics.
    `lexicon` names the typed phrases that are known for it, where others than those of its key are meant.
    """

    key: str
    kind: Kind
    prompt: str
    label: str
    sensitivity: Sensitivity
    readers: frozenset[Reader]
    counted: bool
    choices: tuple[Choice, ...] = ()
    menus: tuple[Menu, ...] = ()
    variants: tuple[Variant, ...] = ()
    when: Condition = field(default_factory=Always)
    sooner: Sooner | None = None
    most: int = 1
    longest: int = 0
    unsaid: str | None = NOT_SAID
    must: bool = False
    after_sending: bool = False
    lexicon: str = ""

    @property
    def passed(self) -> Codes:
        """What *Passer* stores."""
        return (self.unsaid,) if self.unsaid else ()

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    def menu(self, key: str) -> Menu | None:
        return next((menu for menu in self.menus if menu.key == key), None)

    def variant(self, answers: Mapping[str, Codes]) -> int:
        """Which prompt fits: 0 the plain one, n the n-th variant."""
        return next((place for place, one in enumerate(self.variants, start=1) if one.when.holds(answers)), 0)

    def prompt_at(self, variant: int) -> str:
        return self.variants[variant - 1].prompt if 0 < variant <= len(self.variants) else self.prompt
