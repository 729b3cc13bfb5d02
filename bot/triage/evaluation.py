"""Measures the danger reader on phrases whose category is known: how many it catches, how many it troubles for nothing.

Must never: be used on what people wrote; the phrases are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import OperatorError
from bot.triage.danger import Outcome, Reading, read
from bot.triage.evidence import Weights
from bot.triage.urgency import Signal

NONE = "none"
MENACE = "menace_autrui"
"""In a file: `menace_subie` or `menace_emise`."""
_WANTED = {MENACE: frozenset({Signal.MENACE_SUBIE, Signal.MENACE_EMISE})}
_WANTED |= {signal.value: frozenset({signal}) for signal in Signal}


@dataclass(frozen=True, slots=True)
class Phrase:
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    phrase: Phrase
    reading: Reading

    @property
    def is_right(self) -> bool:
        """The outcome fits; a doubt counts as caught, and on an ordinary phrase as trouble."""
        return (self.reading.outcome is Outcome.NOTHING) == (self.phrase.category == NONE)

    @property
    def names_it(self) -> bool:
        return not _WANTED.get(self.phrase.category, frozenset()).isdisjoint(self.reading.signals)


@dataclass(frozen=True, slots=True)
class Tally:
    n: int
    alert: int
    doubt: int
    named: int

    @property
    def recall(self) -> float:
        return (self.alert + self.doubt) / self.n if self.n else 0.0


def phrases(table: str) -> tuple[Phrase, ...]:
    """Rows « category<TAB>phrase »; empty lines and lines that begin with # are passed over."""
    found = []
    for number, row in enumerate(table.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        category, tab, text = row.partition("\t")
        if not tab or (category != NONE and category not in _WANTED):
            raise OperatorError(f"Ligne {number} : il faut une catégorie connue, une tabulation, une phrase.")
        found.append(Phrase(category, text.strip()))
    return tuple(found)


def judge(known: Iterable[Phrase], weights: Weights | None = None) -> tuple[Judged, ...]:
    """`weights`: instead of the packaged ones, to measure with phrases that they were not learnt from."""
    return tuple(Judged(phrase, read(phrase.text, weights=weights)) for phrase in known)


def tallies(judged: Sequence[Judged]) -> dict[str, Tally]:
    """By category, in the order of the file; `none` last."""
    names = sorted({one.phrase.category for one in judged} - {NONE}, key=_order(judged).index)
    return {name: _tally([one for one in judged if one.phrase.category == name]) for name in (*names, NONE)}


def _order(judged: Sequence[Judged]) -> list[str]:
    return [one.phrase.category for one in judged]


def _tally(judged: Sequence[Judged]) -> Tally:
    outcomes = [one.reading.outcome for one in judged]
    named = sum(one.names_it for one in judged)
    return Tally(len(judged), outcomes.count(Outcome.ALERT), outcomes.count(Outcome.DOUBT), named)


def as_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """Shape: `{"categories": {name: {n, alert, doubt, recall}}, "none": {n, alert, doubt}}`."""
    counted = tallies(judged)
    none = counted.pop(NONE)
    return {
        "categories": {
            name: {"n": one.n, "alert": one.alert, "doubt": one.doubt, "recall": round(one.recall, 4)}
            for name, one in counted.items()
        },
        "none": {"n": none.n, "alert": none.alert, "doubt": none.doubt},
    }


def as_text(judged: Sequence[Judged]) -> str:
    counted = tallies(judged)
    none = counted.pop(NONE)
    rows = [f"{'catégorie':<26}{'n':>5}{'alerte':>8}{'doute':>7}{'rappel':>9}{'nommée':>9}"]
    for name, one in counted.items():
        rows.append(f"{name:<26}{one.n:>5}{one.alert:>8}{one.doubt:>7}{one.recall:>9.1%}{one.named / one.n:>9.1%}")
    if none.n:
        rows.append(
            f"{NONE:<26}{none.n:>5}{none.alert:>8}{none.doubt:>7}"
            f"   fausses alertes {none.alert / none.n:.1%}, doutes {none.doubt / none.n:.1%}"
        )
    return "\n".join(rows)


def errors(judged: Sequence[Judged]) -> str:
    """The phrases judged wrongly, with the families that spoke."""
    wrong = (one for one in judged if not one.is_right)
    return "\n".join(
        f"{one.phrase.category}\t{one.reading.outcome}\t{one.phrase.text}\t{' '.join(one.reading.why)}" for one in wrong
    )
