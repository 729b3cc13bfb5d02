"""A draft: what one person has said so far, as a frozen value that survives a restart as JSON.

Must never: know when or where it is kept; change in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import orjson

from bot.intake.question import ROAD_KEY, SIGNALS_KEY, Codes
from bot.intake.roads import MANNERS, Manner, Road
from bot.triage.urgency import Level, Signal, highest, level

_UNSAFE = (
    ("en_securite", "non"), ("en_securite", "ne_sait_pas"), ("danger_immediat", "oui"), ("danger_en_cours", "oui"),
    ("jeune_informe", "non_informe_danger"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the person, as typed; `message_id` lets an edit find it again.

    `forwarded`: somebody else's words; whose is never kept.
    """

    text: str = field(repr=False)
    message_id: str = ""
    forwarded: bool = field(default=False, compare=False)

    def to_json(self) -> list[str | bool]:
        return [self.text, self.message_id, *((True,) if self.forwarded else ())]


@dataclass(frozen=True, slots=True)
class Draft:
    """`answers` by question key. `road`: who writes, about what; `targets`: what a relay's first words may be about.
    `linked`: the id of the incident that revealed this situation.

    `asides` wait in order; the first is the one asked.

    `reopened` is a question asked again by *Retour* or *Modifier* (`adding`: its new codes join the old ones).
    `offered` remembers where the short road was shown, and which questions of an alert were asked; `short` that it was
    taken. `sent`: only what follows the sending is left. `signals`: dangers read or admitted; `doubts`: asked about and
    not closed by « non »; `doubted`: the families already asked about. `highest` is the highest level reached, doubts
    apart: a machine never lowers it. `warned`: the team has a bare alert. `missed`: the last words were not understood,
    once. `pending`: words with something identifying, masked, while their rewording is asked for (`found`: of
    which kinds it was). `masked`: some of
    `first_words` hold a mask.
    """

    answers: Mapping[str, Codes] = field(default_factory=dict, repr=False)
    road: Road = Road.YOUTH
    targets: tuple[str, ...] = ()
    linked: str = ""
    asides: tuple[str, ...] = ()
    reopened: str = ""
    adding: bool = False
    menu: str = ""
    missed: bool = False
    first_words: tuple[Part, ...] = ()
    story: tuple[Part, ...] = ()
    signals: frozenset[Signal] = frozenset()
    doubts: frozenset[Signal] = frozenset()
    doubted: frozenset[str] = frozenset()
    highest: Level = Level.NORMAL
    pending: Part | None = None
    found: tuple[str, ...] = ()
    masked: bool = False
    offered: frozenset[str] = frozenset()
    short: bool = False
    sent: bool = False
    warned: bool = False

    @property
    def manner(self) -> Manner:
        return MANNERS[self.road]

    @property
    def known(self) -> Mapping[str, Codes]:
        """The answers, and beside them what conditions may ask: the road, and whether a danger was read."""
        signals = {SIGNALS_KEY: tuple(sorted(self.signals))} if self.signals else {}
        return {**self.answers, ROAD_KEY: (self.road.value,), **signals}

    @property
    def unsafe(self) -> bool:
        """Declared: « Non » or « J'hésite » to safety; a relay's or an agent's danger."""
        return any(code in self.answers.get(key, ()) for key, code in _UNSAFE)

    @property
    def alerted(self) -> bool:
        return self.unsafe or bool(self.signals)

    @property
    def discreet(self) -> bool:
        """The phone is read by others, perhaps, or unknown after a signal (product §2)."""
        if self.road is not Road.YOUTH:
            return False
        said = self.answers.get("contact_discret", ())
        if not said or said[0] == "non_dit":
            return self.alerted
        return said[0] != "non"

    @property
    def in_danger(self) -> bool:
        """An alert or a doubt is open: nothing is guarded or masked (product §2).

        A civic incident always is: it is no file about those involved, and who acts was told to call 17 or 18.
        """
        return self.road is not Road.CIVIC and (self.alerted or bool(self.doubts))

    @property
    def firm_level(self) -> Level:
        """What was declared and detected says now; `highest` remembers the peak."""
        return level({key: codes[0] for key, codes in self.answers.items() if codes}, self.signals)

    @property
    def level(self) -> Level:
        """The highest so far, one step up while a doubt is open."""
        reached = highest(self.highest, self.firm_level)
        return reached.one_step_up if self.doubts else reached

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every word that is kept, in whatever place."""
        return (*self.story, *self.first_words, *((self.pending,) if self.pending else ()))

    def edited(self, said: Part) -> Draft:
        """`said` in the place of the message it replaces; what is empty now goes. Pending words edited are settled."""

        def renewed(old: tuple[Part, ...]) -> tuple[Part, ...]:
            changed = (replace(p, text=said.text) if p.message_id == said.message_id else p for p in old)
            return tuple(part for part in changed if part.text)

        draft = replace(self, story=renewed(self.story), first_words=renewed(self.first_words))
        if self.pending is None or self.pending.message_id != said.message_id:
            return draft
        story = (*self.story, replace(self.pending, text=said.text)) if said.text else self.story
        asides = tuple(name for name in self.asides if name != "reword")
        return replace(draft, story=story, pending=None, found=(), asides=asides)

    def with_answer(self, key: str, codes: Codes) -> Draft:
        return replace(self, answers={**self.answers, key: codes})

    def to_json(self) -> str:
        """What is empty or was not said is left out."""
        said = {name: value for name in _NAMES if (value := getattr(self, name))}
        for name in said.keys() & _WRITTEN.keys():
            said[name] = _WRITTEN[name](said[name])
        return orjson.dumps(said).decode()

    @staticmethod
    def from_json(text: str) -> Draft:
        said: dict[str, Any] = orjson.loads(text)
        return Draft(**{name: _READ[name](value) if name in _READ else value for name, value in said.items() if value})


_NAMES = tuple(one.name for one in fields(Draft))


def _parts_written(parts: tuple[Part, ...]) -> list[list[str | bool]]:
    return [part.to_json() for part in parts]


def _parts_read(parts: list[list[Any]]) -> tuple[Part, ...]:
    return tuple(Part(*part) for part in parts)


def _signals_read(names: list[str]) -> frozenset[Signal]:
    return frozenset(Signal(name) for name in names)


_WRITTEN: Mapping[str, Callable[[Any], object]] = {
    "first_words": _parts_written, "story": _parts_written, "pending": Part.to_json,
    "signals": sorted, "doubts": sorted, "doubted": sorted, "offered": sorted,
}  # fmt: skip
"""What JSON has no word for; tuples and closed sets it has."""
_READ: Mapping[str, Callable[[Any], Any]] = {
    "answers": lambda said: {key: tuple(codes) for key, codes in said.items()}, "road": Road, "highest": Level,
    "targets": tuple, "asides": tuple, "found": tuple, "offered": frozenset, "doubted": frozenset,
    "signals": _signals_read, "doubts": _signals_read, "first_words": _parts_read, "story": _parts_read,
    "pending": lambda part: Part(*part),
}  # fmt: skip
