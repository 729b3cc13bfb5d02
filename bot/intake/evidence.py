"""What the words of an answer speak for: a naive Bayes reading of a question's phrases, families of words included.

Built once per question, deterministic. Must never: answer by itself; the reader decides what weight is enough.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from bot.intake.lexicon import Family
from bot.intake.normal import ARTICLES, LIGHT, POLITENESS, stem, words

SMOOTHING = 1.0
"""Pseudo-count: how far a word never seen with a code still counts for it."""
FAMILY_DOCUMENTS = 20
"""A family of words weighs as much as this many phrases that were really typed."""
DOUBT = 5
"""A word met once says less than one met often: weights shrink by n / (n + DOUBT)."""
FEWEST = 10
"""Phrases a code counts as having, so that one with none does not win by silence."""
PAIR_WEIGHT = 0.2
"""Two neighbours repeat what each of them says already."""
LONGER_WEIGHT = 0.4
"""What each further word adds to a sequence that was found."""
LIGHT_WEIGHT = 0.15
TYPO_WEIGHT = 0.7
SHORTEST_TYPO = 5

_GLUED = re.compile(r"(?:qu|[ldjmtsnck])(?=[aeiouyh])")

Example = tuple[str, str]
"""(typed, code)"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best code, by how much it leads the second (in nats), and its log-odds against everything else."""

    code: str
    lead: float
    weight: float


def content(said: Iterable[str]) -> list[str]:
    """The words that can tell answers apart."""
    return [word for word in said if word not in ARTICLES and word not in POLITENESS]


class _Families:
    """Finds the families whose words occur; one dictionary look-up per word."""

    def __init__(self, families: Sequence[Family], codes: Collection[str]) -> None:
        self._whole: defaultdict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        self._prefix: defaultdict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        self._names: list[tuple[str, str]] = []
        for family in families:
            if family.code not in codes:
                continue
            for sequence in family.sequences:
                kept = tuple(word if word.endswith("*") else stem(word) for word in sequence if word not in ARTICLES)
                name = "=" + " ".join(kept)
                by_first = self._prefix[kept[0][:2]] if kept[0].endswith("*") else self._whole[kept[0]]
                by_first[kept] = name
                self._names.append((name, family.code))

    def names(self) -> list[tuple[str, str]]:
        """(feature, code) of every sequence."""
        return self._names

    def spoken(self, said: Sequence[str], stems: Sequence[str]) -> tuple[list[str], set[int]]:
        """The features of the sequences that occur, and the places that the longer ones cover.

        « pas urgent » covers « urgent », which then says nothing of its own.
        """
        found: list[tuple[int, int, str]] = []
        for at, word in enumerate(said):
            for by_first in (self._whole.get(stems[at]), self._prefix.get(word[:2])):
                for sequence, name in (by_first or {}).items():
                    if _occurs(sequence, said, stems, at):
                        found.append((at, len(sequence), name))
        covered = {at + n for at, length, _ in found if length > 1 for n in range(length)}
        return [name for at, length, name in found if length > 1 or at not in covered], covered


def _occurs(sequence: Sequence[str], said: Sequence[str], stems: Sequence[str], at: int) -> bool:
    if at + len(sequence) > len(said):
        return False
    return all(
        said[at + n].startswith(word[:-1]) if word.endswith("*") else stems[at + n] == word
        for n, word in enumerate(sequence)
    )


class Evidence:
    """Weights of words, pairs and families for each code of one question."""

    def __init__(self, examples: Sequence[Example], families: Sequence[Family], codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self._families = _Families(families, frozenset(codes))
        self._known: frozenset[str] = frozenset()
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sizes: Counter[str] = Counter(dict.fromkeys(codes, 0))
        for typed, code in examples:
            sizes[code] += 1
            for feature in self._features(words(typed)):
                counts[feature][code] += 1
        for name, code in self._families.names():
            counts[name][code] += FAMILY_DOCUMENTS
        self._weights = {feature: self._weigh(found, sizes) for feature, found in counts.items()}
        self._near = self._neighbours(counts)
        typed_words = {word for typed, _ in examples for word in words(typed)}
        self._known = frozenset(typed_words | {w for family in families for said in family.sequences for w in said})

    def _weigh(self, found: Mapping[str, int], sizes: Mapping[str, int]) -> tuple[float, ...]:
        total = sum(found.values())
        share = total / max(1, sum(sizes.values()))
        trust = total / (total + DOUBT)
        return tuple(
            trust * log((found.get(code, 0) + SMOOTHING * share) / (max(sizes[code], FEWEST) + SMOOTHING) / share)
            for code in self.codes
        )

    @staticmethod
    def _neighbours(features: Collection[str]) -> dict[str, str]:
        """Every known word with one letter left out, for typing mistakes."""
        near: dict[str, str] = {}
        for feature in sorted(features):
            if " " not in feature and feature[0] != "=" and len(feature) >= SHORTEST_TYPO:
                near.setdefault(feature, feature)
                for at in range(len(feature)):
                    near.setdefault(feature[:at] + feature[at + 1 :], feature)
        return near

    def _features(self, said: Sequence[str]) -> dict[str, float]:
        kept = content(self._unglued(said))
        stems = [stem(word) for word in kept]
        found = {f"{a} {b}": PAIR_WEIGHT for a, b in pairwise(stems)}
        if stems and (kept[0] not in LIGHT or kept[0] == "moi"):
            found[f"^ {stems[0]}"] = PAIR_WEIGHT
        families, covered = self._families.spoken(kept, stems)
        found.update((name, 1.0 + LONGER_WEIGHT * name.count(" ")) for name in families)
        for at, word in enumerate(kept):
            found[stems[at]] = LIGHT_WEIGHT if word in LIGHT or at in covered else 1.0
        return found

    def _unglued(self, said: Sequence[str]) -> list[str]:
        """« lecole », « maider », « daide »: a small word stuck to one that is known."""
        apart: list[str] = []
        for word in said:
            small = _GLUED.match(word) if len(word) > SHORTEST_TYPO and word not in self._known else None
            rest = word[small.end() :] if small else word
            apart.append(rest if rest in self._known else word)
        return apart

    def weigh(self, said: Sequence[str]) -> list[float]:
        """Log-odds of each code, in the order of `codes`."""
        totals = [0.0] * len(self.codes)
        for feature, scale in self._features(said).items():
            weights = self._weights.get(feature)
            if weights is None and feature[0] != "=" and " " not in feature and len(feature) >= SHORTEST_TYPO:
                weights, scale = self._typo(feature), TYPO_WEIGHT
            if weights is not None:
                for at, weight in enumerate(weights):
                    totals[at] += scale * weight
        return totals

    def _typo(self, word: str) -> tuple[float, ...] | None:
        shorter = (word[:at] + word[at + 1 :] for at in range(len(word)))
        known = next((self._near[cut] for cut in (word, *shorter) if cut in self._near), None)
        return self._weights.get(known) if known else None

    def verdict(self, said: Sequence[str]) -> Verdict | None:
        totals = self.weigh(said)
        if not totals or not any(totals):
            return None
        best = max(range(len(totals)), key=totals.__getitem__)
        top = totals[best]
        second = max((total for at, total in enumerate(totals) if at != best), default=0.0)
        return Verdict(self.codes[best], top - second, top)
