"""A draft: what one person has said so far, as a frozen value that survives a restart as JSON.

Must never: know when or where it is kept; change in place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.intake.question import Codes
from bot.triage.urgency import Level, Signal, level


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the person, as typed; `message_id` lets an edit find it again."""

    text: str = field(repr=False)
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`answers` by question key. `asides` wait in order; the first is the one asked.

    `reopened` is a question asked again by *Retour* or *Modifier* (`adding`: its new codes join the old ones).
    `offered` remembers where the short road was shown; `short` that it was taken. `sent`: only what follows the
    sending is left. `highest` is the highest level reached: a machine never lowers it. `warned`: the team has a bare
    alert. `missed`: the last words were not understood, once.
    """

    answers: Mapping[str, Codes] = field(default_factory=dict, repr=False)
    asides: tuple[str, ...] = ()
    reopened: str = ""
    adding: bool = False
    menu: str = ""
    missed: bool = False
    first_words: tuple[Part, ...] = ()
    story: tuple[Part, ...] = ()
    signals: frozenset[Signal] = frozenset()
    highest: Level = Level.NORMAL
    offered: frozenset[str] = frozenset()
    short: bool = False
    sent: bool = False
    warned: bool = False

    @property
    def unsafe(self) -> bool:
        """Declared: « Non » or « J'hésite » to safety."""
        return bool(set(self.answers.get("en_securite", ())) & {"non", "ne_sait_pas"})

    @property
    def alerted(self) -> bool:
        return self.unsafe or bool(self.signals)

    @property
    def discreet(self) -> bool:
        """The phone is read by others, perhaps, or unknown after a signal (product §2)."""
        said = self.answers.get("contact_discret", ())
        if not said or said[0] == "non_dit":
            return self.alerted
        return said[0] != "non"

    @property
    def level(self) -> Level:
        """What was declared and detected says now; `highest` remembers the peak."""
        return level({key: codes[0] for key, codes in self.answers.items() if codes}, self.signals)

    def with_answer(self, key: str, codes: Codes) -> Draft:
        return replace(self, answers={**self.answers, key: codes})

    def to_json(self) -> str:
        return json.dumps(
            {
                "answers": {key: list(codes) for key, codes in self.answers.items()},
                "asides": list(self.asides),
                "reopened": self.reopened,
                "adding": self.adding,
                "menu": self.menu,
                "missed": self.missed,
                "first_words": [[part.text, part.message_id] for part in self.first_words],
                "story": [[part.text, part.message_id] for part in self.story],
                "signals": sorted(self.signals),
                "highest": self.highest.value,
                "offered": sorted(self.offered),
                "short": self.short,
                "sent": self.sent,
                "warned": self.warned,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @staticmethod
    def from_json(text: str) -> Draft:
        raw: dict[str, Any] = json.loads(text)
        return Draft(
            answers={key: tuple(codes) for key, codes in raw["answers"].items()},
            asides=tuple(raw["asides"]),
            reopened=raw["reopened"],
            adding=raw["adding"],
            menu=raw["menu"],
            missed=raw["missed"],
            first_words=tuple(Part(*pair) for pair in raw["first_words"]),
            story=tuple(Part(*pair) for pair in raw["story"]),
            signals=frozenset(Signal(name) for name in raw["signals"]),
            highest=Level(raw["highest"]),
            offered=frozenset(raw["offered"]),
            short=raw["short"],
            sent=raw["sent"],
            warned=raw["warned"],
        )
