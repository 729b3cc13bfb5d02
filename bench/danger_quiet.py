"""Learns the weights of bot/triage/quiet.tsv: `python -m bench.danger_quiet FILE.tsv …`, same at every run.

A danger counts many times as much as an ordinary phrase, and the threshold is set on phrases left out of the learning,
so that of a hundred dangers never seen about one is taken for quiet. Must never: be given what a person wrote.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from bench.danger_evidence import BIAS, learn, ordinary_answers
from bot.triage.danger import sense
from bot.triage.evaluation import NONE, Phrase, phrases
from bot.triage.families import ALERT, knowledge
from bot.triage.quiet import UNKNOWN, words

TARGET = Path(__file__).resolve().parent.parent / "bot" / "triage" / "quiet.tsv"
COST = 10.0
FOLDS, MISSED = 5, 0.008
COMMON = 2


def made(known: Sequence[Phrase]) -> list[tuple[list[str], bool]]:
    return [(sorted(set(said)), one.category != NONE) for one in known if (said := words(one.text)) is not None]


def weighed(learnable: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    seen = Counter(word for said, _ in learnable for word in said)
    vocabulary = {word for word, times in seen.items() if times >= COMMON}
    found = learn([(named(said, vocabulary), float(wanted), COST if wanted else 1.0) for said, wanted in learnable], 20)
    return {word: found.get(word, 0.0) for word in (*vocabulary, UNKNOWN, BIAS)}


def named(said: Sequence[str], vocabulary: set[str]) -> list[str]:
    return sorted({word if word in vocabulary else UNKNOWN for word in said})


def score(weights: dict[str, float], said: Collection[str]) -> float:
    return weights[BIAS] + sum(weights.get(word, weights[UNKNOWN]) for word in said)


def threshold(learnable: Sequence[tuple[list[str], bool]]) -> float:
    """Below it lie `MISSED` of the dangers, each weighed without itself."""
    order = list(learnable)
    random.Random(5).shuffle(order)
    left: list[float] = []
    for fold in range(FOLDS):
        weights = weighed([one for at, one in enumerate(order) if at % FOLDS != fold])
        left += [score(weights, said) for said, wanted in order[fold::FOLDS] if wanted]
    return sorted(left)[int(MISSED * len(left))]


def unsilenced(weights: dict[str, float], known: Sequence[Phrase]) -> None:
    """Where the rules alone see a danger, in a phrase or in one word, the word that speaks most speaks enough."""
    for word in weights:
        if word not in (BIAS, UNKNOWN) and sense(knowledge(), word).families:
            weights[word] = max(weights[word], -weights[BIAS] + 0.01)
    for phrase in known:
        said = words(phrase.text)
        if phrase.category == NONE or said is None or score(weights, set(said)) >= 0 or not _ruled(phrase.text):
            continue
        loudest = max((word for word in said if word in weights), key=lambda word: weights[word], default=UNKNOWN)
        weights[loudest] -= score(weights, set(said)) - 0.01


def _ruled(text: str) -> bool:
    return any(weight == ALERT for _, weight in sense(knowledge(), text).families)


def main(files: Sequence[str]) -> None:
    known = [phrase for file in files for phrase in phrases(Path(file).read_text("utf-8"))]
    learnable = made([*known, *ordinary_answers()])
    weights = weighed(learnable)
    weights[BIAS] -= threshold(learnable)
    unsilenced(weights, known)
    rows = [f"{word}\t{round(100 * weight)}" for word, weight in sorted(weights.items())]
    TARGET.write_text("\n".join(["# Learnt by bench/danger_quiet.py: word, hundredths.", *rows]) + "\n", "utf-8")
    print(f"{len(learnable)} phrases, {len(rows)} mots : {TARGET.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
