"""What the words of an answer speak for: a naive Bayes reading of a question's phrases, families of words included.

Built once per question, deterministic. Must never: answer by itself; the reader decides what weight is enough.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from bot.intake.lexicon import Family
from bot.intake.normal import ARTICLES, LIGHT, POLITENESS, stem

SMOOTHING = 1.0
"""Pseudo-count: how far a word never seen with a code still counts for it."""
FAMILY_DOCUMENTS = 20
"""A family of words weighs as much as this many phrases that were really typed."""
DOUBT = 5
"""A word met once says less than one met often: weights shrink by n / (n + DOUBT)."""
FEWEST = 10
"""Phrases a code counts as having, so that one with none does not win by silence."""
LONGEST_GAP = 2
"""Light words that may stand inside a sequence."""
SETTING_WEIGHT = 0.25
"""Where and among whom it happens (« ma mère », « au lycée »), once something else says what it is about."""
LOWEST = -1.5
"""A word never heard with a code speaks only so much against it."""
PAIR_WEIGHT = 0.2
"""Two neighbours repeat what each of them says already."""
LONGER_WEIGHT = 0.4
"""What each further word adds to a sequence that was found."""
LIGHT_WEIGHT = 0.15
TYPO_WEIGHT = 0.7
SHORTEST_TYPO = 5

LAMENT, SETTING, MATTER = range(3)
"""« ça va mal avec ma mère » is about her, « ma mère me frappe » is about the blows."""
_DENIALS = frozenset({"pas", "rien", "jamais"})
"""They say much in a sequence, and little alone."""
_SKIPPED = LIGHT - {"plus", "sans", "moins", "sauf", "trop", "peu"}
_GLUED = re.compile(r"(?:qu|[ldjmtsnck])(?=[aeiouyh])")

Example = tuple[Sequence[str], str]
"""(words, code)"""
_Sequences = dict[tuple[str, ...], tuple[str, frozenset[str]]]
"""Words of a sequence → its name, and the whole words that must be there for it to occur."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best code, by how much it leads the second (in nats), and how much was heard that speaks for it.

    `has_matter` is false when only a setting was heard in a sentence that says more (« ma mère le sait pas »).
    """

    code: str
    lead: float
    weight: float
    has_matter: bool


def content(said: Iterable[str]) -> list[str]:
    """The words that can tell answers apart."""
    return [word for word in said if word not in ARTICLES and word not in POLITENESS]


class _Families:
    """Finds the families whose words occur; one dictionary look-up per word."""

    def __init__(self, families: Sequence[Family], codes: Collection[str], ranks: Mapping[str, int]) -> None:
        self._whole: defaultdict[str, _Sequences] = defaultdict(dict)
        self._prefix: defaultdict[str, _Sequences] = defaultdict(dict)
        self._names: dict[str, set[str]] = {}
        self._ranks: dict[str, int] = {}
        for family in families:
            if family.code not in codes:
                continue
            for sequence in family.sequences:
                said = content(sequence)
                if said:
                    self._add(said, family.code, _rank(said, ranks))

    def _add(self, said: Sequence[str], code: str, rank: int) -> None:
        kept = tuple(word if word.endswith("*") else stem(word) for word in said)
        name = "=" + " ".join(kept)
        by_first = self._prefix[kept[0][:2]] if kept[0].endswith("*") else self._whole[kept[0]]
        by_first[kept] = name, frozenset(word for word in kept if not word.endswith("*"))
        self._names.setdefault(name, set()).add(code)
        self._ranks[name] = rank

    def names(self) -> Iterator[tuple[str, str]]:
        """(feature, code) of every sequence."""
        return ((name, code) for name, codes in self._names.items() for code in sorted(codes))

    def spoken(self, said: Sequence[str], stems: Sequence[str]) -> tuple[list[str], set[int], set[int]]:
        """The features of the sequences that occur, the places that the longer ones cover, and all places heard.

        Where sequences overlap the one with more to say is heard: « pas urgent » silences « urgent ».
        """
        found: list[tuple[frozenset[int], str]] = []
        present = frozenset(stems)
        for at, word in enumerate(said):
            for by_first in (self._whole.get(stems[at]), self._prefix.get(word[:2])):
                for sequence, (name, needed) in (by_first or {}).items():
                    places = _places(sequence, said, stems, at) if needed <= present else None
                    if places:
                        found.append((places, name))
        ranks = [(sum(said[at] not in LIGHT for at in places), len(places)) for places, _ in found]
        best = [max((rank for rank, (places, _) in zip(ranks, found, strict=True) if at in places), default=(0, 0))
                for at in range(len(said))]  # fmt: skip
        kept = [pair for rank, pair in zip(ranks, found, strict=True) if all(rank >= best[at] for at in pair[0])]
        covered = {at for places, _ in kept if len(places) > 1 for at in places}
        heard = {at for places, _ in found for at in places}
        return [name for _, name in kept], covered, heard

    def rank(self, name: str) -> int:
        """LAMENT, SETTING or MATTER."""
        return self._ranks[name]


def _rank(said: Sequence[str], ranks: Mapping[str, int]) -> int:
    known = ranks.get(" ".join(said))
    if known is not None:
        return known
    setting = any(ranks.get(word) == SETTING for word in said)
    return SETTING if setting and all(ranks.get(word) == SETTING or word in LIGHT for word in said) else MATTER


def _places(sequence: Sequence[str], said: Sequence[str], stems: Sequence[str], at: int) -> frozenset[int]:
    """Where the words of `sequence` stand from `at` on, light words between them: « quitté mon lycée »."""
    places: list[int] = []
    gap = 0
    for word in sequence:
        while at < len(said) and not _is(word, said[at], stems[at]):
            if not places or said[at] not in _SKIPPED or gap == LONGEST_GAP:
                return frozenset()
            at, gap = at + 1, gap + 1
        if at == len(said):
            return frozenset()
        places.append(at)
        at, gap = at + 1, 0
    return frozenset(places)


def _is(word: str, said: str, stemmed: str) -> bool:
    return said.startswith(word[:-1]) if word.endswith("*") else stemmed == word


class Evidence:
    """Weights of words, pairs and families for each code of one question.

    `ranks` names laments (« ça va pas ») and settings (where, among whom): each steps back behind a higher rank.
    """

    def __init__(
        self, examples: Sequence[Example], families: Sequence[Family], codes: Sequence[str],
        ranks: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.codes = tuple(codes)
        ranks = ranks or {}
        self._families = _Families(families, frozenset(codes), ranks)
        self._settings = frozenset(stem(word) for word, rank in ranks.items() if rank == SETTING)
        said = {word for spoken, _ in examples for word in spoken}
        self._known = frozenset(said | {w for family in families for sequence in family.sequences for w in sequence})
        self._near = _neighbours({stem(word.rstrip("*")) for word in self._known})
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sizes: Counter[str] = Counter(dict.fromkeys(codes, 0))
        for spoken, code in examples:
            sizes[code] += 1
            heard = self._hear(spoken)
            for feature in heard.features.keys() - heard.behind:
                counts[feature][code] += 1
        for name, code in self._families.names():
            counts[name][code] += FAMILY_DOCUMENTS
        self._weights = _weighed(counts, [sizes[code] for code in codes], self.codes)

    def _hear(self, said: Sequence[str]) -> _Heard:
        kept = content(self._unglued(said))
        stems, mended = self._mended([stem(word) for word in kept])
        features = {f"{a} {b}": PAIR_WEIGHT for a, b in pairwise(stems)}
        if stems and (kept[0] not in LIGHT or kept[0] == "moi"):
            features[f"^ {stems[0]}"] = PAIR_WEIGHT
        spoken, covered, places = self._families.spoken(kept, stems)
        top = max((self._families.rank(name) for name in spoken), default=LAMENT)
        behind: set[str] = set()
        for name in spoken:
            features[name] = 1.0 + LONGER_WEIGHT * name.count(" ")
            if self._families.rank(name) < top:
                behind.add(name)
        for at, word in enumerate(kept):
            scale = TYPO_WEIGHT if at in mended else 1.0
            if word in LIGHT or word in _DENIALS or at in covered or stems[at] in self._settings:
                scale = LIGHT_WEIGHT
            features[stems[at]] = scale
            if top == MATTER and stems[at] in self._settings:
                behind.add(stems[at])
        for name in behind:
            features[name] *= SETTING_WEIGHT
        bare = all(at in places or word in LIGHT for at, word in enumerate(kept))
        return _Heard(features, frozenset(behind), top == MATTER or bare or not spoken)

    def _unglued(self, said: Sequence[str]) -> list[str]:
        """« lecole », « maider », « daide »: a small word stuck to one that is known."""
        apart: list[str] = []
        for word in said:
            small = _GLUED.match(word) if len(word) > SHORTEST_TYPO and word not in self._known else None
            rest = word[small.end() :] if small else word
            apart.append(rest if rest in self._known else word)
        return apart

    def _mended(self, stems: Sequence[str]) -> tuple[list[str], set[int]]:
        """Unknown stems replaced by a known one that is a letter away, and where."""
        better = list(stems)
        for at, word in enumerate(stems):
            if len(word) >= SHORTEST_TYPO and self._near.get(word) != word:
                shorter = (word[:cut] + word[cut + 1 :] for cut in range(len(word)))
                near = (self._near.get(cut, "") for cut in (word, *shorter))
                better[at] = next((known for known in near if known[:2] == word[:2]), word)
        return better, {at for at, word in enumerate(better) if word != stems[at]}

    def verdict(self, said: Sequence[str]) -> Verdict | None:
        heard = self._hear(said)
        totals = [0.0] * len(self.codes)
        support = [0.0] * len(self.codes)
        for feature, scale in heard.features.items():
            for at, weight in enumerate(self._weights.get(feature, ())):
                totals[at] += scale * weight
                support[at] += scale * max(0.0, weight)
        if not any(totals):
            return None
        best = max(range(len(totals)), key=totals.__getitem__)
        top = totals[best]
        second = max((total for at, total in enumerate(totals) if at != best), default=0.0)
        return Verdict(self.codes[best], top - second, support[best], heard.has_matter)


@dataclass(frozen=True, slots=True)
class _Heard:
    """Features with their scale; `behind` are settings that step back; `has_matter` as in the verdict."""

    features: dict[str, float]
    behind: frozenset[str]
    has_matter: bool


def _weighed(
    counts: Mapping[str, Mapping[str, int]], sizes: Sequence[int], codes: Sequence[str]
) -> dict[str, tuple[float, ...]]:
    """By feature, its weight for each code. Most features are heard with one or two codes, so the silence of the
    others is worked out once for all features heard as often."""
    place = {code: at for at, code in enumerate(codes)}
    smoothed = [max(size, FEWEST) + SMOOTHING for size in sizes]
    everything = max(1, sum(sizes))
    silences: dict[int, list[float]] = {}
    weights: dict[str, tuple[float, ...]] = {}
    for feature, found in counts.items():
        total = sum(found.values())
        share, trust = total / everything, total / (total + DOUBT)
        if total not in silences:
            silences[total] = [max(LOWEST, trust * log(SMOOTHING / size)) for size in smoothed]
        values = silences[total].copy()
        for code, times in found.items():
            often = (times + SMOOTHING * share) / smoothed[place[code]]
            values[place[code]] = max(LOWEST, trust * log(often / share))
        weights[feature] = tuple(values)
    return weights


def _neighbours(stems: Collection[str]) -> dict[str, str]:
    """Every known stem, and with one letter left out, for typing mistakes."""
    near = {word: word for word in stems if len(word) >= SHORTEST_TYPO}
    for word in sorted(near):
        for at in range(len(word)):
            near.setdefault(word[:at] + word[at + 1 :], word)
    return near
