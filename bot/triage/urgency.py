"""How urgent a first contact is: the maximum of what was declared and what was detected, stepped up by an open doubt.

Must never: lower a level that is already set, or decide anything about a person. A human confirms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class Signal(StrEnum):
    """What a text can betray. Keys for ever; « à vérifier » until a human has looked."""

    SUICIDE = "suicide"
    AUTOMUTILATION = "automutilation"
    VIOLENCE_INTRAFAMILIALE = "violence_intrafamiliale"
    VIOLENCE_SEXUELLE = "violence_sexuelle"
    FUGUE = "fugue"
    ENFANT_EN_DANGER = "enfant_en_danger"
    MENACE_SUBIE = "menace_subie"
    MENACE_EMISE = "menace_emise"
    TRAITE = "traite"
    URGENCE_VITALE = "urgence_vitale"


GRAVITY = (
    Signal.SUICIDE, Signal.VIOLENCE_INTRAFAMILIALE, Signal.VIOLENCE_SEXUELLE, Signal.ENFANT_EN_DANGER,
    Signal.MENACE_SUBIE, Signal.MENACE_EMISE, Signal.TRAITE, Signal.URGENCE_VITALE, Signal.FUGUE, Signal.AUTOMUTILATION,
)  # fmt: skip
"""Gravest first: the order of the level table (product.md §2). Decides whose number comes first when several show."""


class Level(StrEnum):
    """Ordered by urgency, never by spelling."""

    NORMAL = "normal"
    RAPIDE = "rapide"
    IMMEDIAT = "immediat"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def one_step_up(self) -> Level:
        return tuple(Level)[min(self.rank + 1, len(Level) - 1)]

    # As text, « immediat » would sort before « normal ». Comparing with plain text is refused by `Level(…)`.
    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


_RANKS = {level: rank for rank, level in enumerate(Level)}


# Losing the roof today is `delai_souhaite` today with the theme `logement`: today alone is already `rapide`.
_DECLARED: Mapping[tuple[str, str], Level] = {
    ("en_securite", "non"): Level.IMMEDIAT,
    ("en_securite", "ne_sait_pas"): Level.RAPIDE,
    ("tranche_age", "moins_13"): Level.RAPIDE,
    ("delai_souhaite", "aujourd_hui"): Level.RAPIDE,
    ("pour_qui", "ami"): Level.RAPIDE,  # a worry about a third person
    ("pour_qui", "famille"): Level.RAPIDE,
    ("pour_qui", "autre"): Level.RAPIDE,
    ("danger_immediat", "oui"): Level.IMMEDIAT,  # a relay
    ("danger_immediat", "ne_sait_pas"): Level.RAPIDE,
    ("jeune_informe", "non_informe_danger"): Level.RAPIDE,
    ("delai", "immediat"): Level.RAPIDE,
    ("delai", "sous_48h"): Level.RAPIDE,
    ("danger_en_cours", "oui"): Level.IMMEDIAT,  # civic
}


def highest(*levels: Level) -> Level:
    """The most urgent; NORMAL for none."""
    return max(levels, key=_RANKS.__getitem__, default=Level.NORMAL)


def level(answers: Mapping[str, object], signals: Collection[Signal], doubts: bool = False) -> Level:
    """The level of a draft. `answers`: codes by key, of any questionnaire; `doubts`: one is not closed by « non ».

    Several doubts step up once. Combine with the level already stored through `highest`.
    """
    codes = {key: "oui" if code is True else str(code) for key, code in answers.items()}
    declared = (_DECLARED.get(answer, Level.NORMAL) for answer in codes.items())
    found = highest(*declared, *(level_of(signal) for signal in signals))
    return found.one_step_up if doubts else found


def level_of(signal: Signal) -> Level:
    return Level.RAPIDE if signal is Signal.AUTOMUTILATION else Level.IMMEDIAT
