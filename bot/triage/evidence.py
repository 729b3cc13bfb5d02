"""Weighs what a text is made of: every word, neighbourhood of words, subject and rule counts for or against a danger.

A full signal of the rules stands on its own; the weights bring the circumlocutions that no rule foresaw, and hold back
a rule that spoke too soon. They are data (evidence.tsv), learnt by `bench/danger_evidence.py` from invented phrases
only, and each can be read and corrected by hand.
Must never: learn from what a person writes.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.triage.families import knowledge
from bot.triage.forms import tables
from bot.triage.urgency import Signal

BIAS = "bias"
KINDS = "twuckrq"
_FILE = Path(__file__).resolve().with_name("evidence.tsv")
_BEGINNING = 6
"""Letters of a word that count: its ending says little."""
CLOSE, FAR = 0.5, 2.0
"""How much evidence makes one danger as likely as another, or much likelier."""


Features = Mapping[str, Collection[Hashable]]
"""By kind: t words, w words as written, u neighbours, c concepts, k subjects, r and q rules."""
PAIRED = "u"
"""The kind whose features are two words."""


@dataclass(frozen=True, slots=True)
class Weights:
    """By kind, then by feature. In hundredths: whole numbers have one sum, in whatever order a set yields them."""

    bias: int
    danger: Mapping[str, Mapping[Hashable, int]]
    """How much a feature speaks for a danger; a sum above 0 means: rather a danger."""
    signals: Mapping[str, Mapping[Hashable, Mapping[Signal, int]]]
    """Which danger it would be."""
    leaning: Mapping[Signal, int]

    def score(self, made: Features) -> float:
        total = self.bias
        for kind, values in made.items():
            known = self.danger[kind]
            for value in values:
                if value in known:
                    total += known[value]
        return total / 100

    def likeliest(self, made: Features, ruled: Collection[Signal] = ()) -> tuple[Signal, ...]:
        """The danger that it would be; two when they are close. `ruled`: already named by rules, which hold unless
        the evidence is for another by far."""
        counted = dict(self.leaning)
        for kind, values in made.items():
            known = self.signals[kind]
            for value in values:
                for signal, weight in known.get(value, {}).items():
                    counted[signal] += weight
        sums = {signal: hundredths / 100 for signal, hundredths in counted.items()}
        ordered = sorted(sums, key=lambda signal: -sums[signal])
        if ruled:
            best = max(sums.get(signal, 0.0) for signal in ruled)
            return tuple(ordered[:1]) if sums[ordered[0]] > best + FAR else ()
        return tuple(signal for signal in ordered[:2] if sums[signal] >= sums[ordered[0]] - CLOSE)


@cache
def packaged() -> Weights:
    return weights_of(_FILE.read_text("utf-8"))


def weights_of(table: str) -> Weights:
    """Rows « kind:feature<TAB>hundredths[<TAB>signal=hundredths …] »; `bias` is a feature of no kind."""
    danger: dict[str, dict[Hashable, int]] = {kind: {} for kind in KINDS}
    signals: dict[str, dict[Hashable, Mapping[Signal, int]]] = {kind: {} for kind in KINDS}
    bias, leaning = 0, dict.fromkeys(Signal, 0)
    for row in table.splitlines():
        if not row or row.startswith("#"):
            continue
        name, weight, *named = row.split("\t")
        pairs = (cell.split("=") for cells in named for cell in cells.split())
        which = {Signal(signal): int(value) for signal, value in pairs}
        if name == BIAS:
            bias, leaning = int(weight), which
            continue
        kind, _, said = name.partition(":")
        feature: Hashable = tuple(said.split(" ")) if kind in PAIRED else said
        danger[kind][feature] = int(weight)
        if which:
            signals[kind][feature] = which
    return Weights(bias, danger, signals, leaning)


def named(kind: str, feature: Hashable) -> str:
    """How the table writes a feature."""
    return f"{kind}:{' '.join(feature) if isinstance(feature, tuple) else feature}"


@cache
def _subjects() -> Mapping[str, tuple[str, ...]]:
    """Word or stem → the subjects it belongs to."""
    known, found = knowledge(), dict[str, set[str]]()
    for name, words in tables("topics.toml")["topics"].items():
        for token in (token for word in words.split() for token in known.speller.written(word)):
            if len(token) > 1:
                found.setdefault(token[:_BEGINNING], set()).add(name)
    return {word: tuple(sorted(names)) for word, names in found.items()}


def features(
    tokens: Sequence[str], words: Sequence[str], concepts: Iterable[str], families: Collection[tuple[str, str]]
) -> Features:
    """`words`: as written; `concepts`: found in the text; `families`: rules that spoke, with their weight."""
    subjects = _subjects()
    heard = [token[:_BEGINNING] for token in tokens]
    counted: dict[str, int] = {}
    for word in heard:
        for subject in subjects.get(word, ()):
            counted[subject] = counted.get(subject, 0) + 1
    return {
        "t": set(heard),
        "w": set(words),
        "u": set(zip(["^", *heard], [*heard, "$"], strict=True)),
        "c": set(concepts),
        "k": {f"{subject}{times}" for subject, count in counted.items() for times in range(1, min(count, 3) + 1)},
        "r": {name for name, _ in families},
        "q": {weight for _, weight in families} or {"none"},
    }
