"""Learns the weights of bot/triage/evidence.tsv from invented phrases: `python -m bench.danger_evidence FILE.tsv …`.

Plain logistic regression, in pure Python and the same at every run. To be run again after a change of the danger
lexicon, its rules or the phrases. Must never: be given what a person wrote.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.triage.danger import sense
from bot.triage.evaluation import MENACE, NONE, Judged, Phrase, as_text, judge, phrases
from bot.triage.evidence import BIAS, named, weights_of
from bot.triage.families import ALERT, FULL, knowledge
from bot.triage.urgency import Signal

TARGET = Path(__file__).resolve().parent.parent / "bot" / "triage" / "evidence.tsv"
EPOCHS, RATE, DECAY = 30, 0.15, 5e-5
RARE, ENOUGH = "uw", 3
"""Kinds of features that count only when so many phrases hold them."""
NAMING = "tckr"
"""Kinds that tell one danger from another."""
ANSWERS = TARGET.parent.parent / "intake" / "typed.tsv"
"""What people type to the questions of the intake: ordinary, but for the subjects and answers below."""
UNSAFE_THEMES = frozenset({"violence", "sante_mentale", "harcelement", "conflit", "logement", "justice", "famille"})
UNREAD = frozenset({"none", "doubt", "en_securite", "someone_near"})
LONG, SHORT_COUNTS = 7, 0.1
"""An answer of fewer words than a message has counts little."""
Example = tuple[Sequence[str], float, float]


def made(phrase: Phrase) -> frozenset[str]:
    found = sense(knowledge(), phrase.text).features
    return frozenset(named(kind, value) for kind, values in found.items() for value in values)


def kept(found: Sequence[frozenset[str]]) -> set[str]:
    seen = Counter(feature for one in found for feature in one)
    return {feature for feature, times in seen.items() if times >= ENOUGH or feature[0] not in RARE}


def learn(examples: Sequence[Example], epochs: int = EPOCHS) -> dict[str, float]:
    """Stochastic gradient, averaged over the second half; each example: its features, 1 or 0, how much it counts."""
    weights, summed = dict[str, float](), dict[str, float]()
    order = list(examples)
    shuffle = random.Random(7)
    for epoch in range(epochs):
        shuffle.shuffle(order)
        rate = RATE / (1 + epoch / 3)
        for names, wanted, counts in order:
            total = weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) for name in names)
            step = counts * rate * (wanted - 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))))
            for name in (*names, BIAS):
                weights[name] = weights.get(name, 0.0) + step / 4
        shrink = 1 - DECAY * len(order) * rate
        for name in weights:
            weights[name] *= shrink
        if epoch >= epochs // 2:
            for name, weight in weights.items():
                summed[name] = summed.get(name, 0.0) + weight
    return {name: weight / (epochs - epochs // 2) for name, weight in summed.items()}


def ordinary_answers() -> list[Phrase]:
    """Left out: those on hard subjects, and those that a rule alerts on."""
    rows = (row.split("\t") for row in ANSWERS.read_text("utf-8").splitlines() if not row.startswith("#"))
    safe = [
        Phrase(NONE, typed)
        for question, typed, codes in (row for row in rows if len(row) == 3)
        if question not in UNREAD and UNSAFE_THEMES.isdisjoint(codes.split("+"))
    ]
    known = knowledge()
    return [one for one in safe if not any(weight in (FULL, ALERT) for _, weight in sense(known, one.text).families)]


def signal_of(category: str) -> Signal:
    return Signal.MENACE_SUBIE if category == MENACE else Signal(category)


def learnt(known: Sequence[Phrase], small: Sequence[Phrase]) -> list[str]:
    """The rows of the table. `small`: ordinary answers, which count little when short."""
    stories = long_stories(known, random.Random(5))
    everything = [*known, *stories, *small]
    found = [made(phrase) for phrase in everything]
    counting = kept(found)
    lists = [sorted(one & counting) for one in found]
    counts = [1.0] * len(known) + [0.5] * len(stories) + [counted(phrase) for phrase in small]
    wanted = [float(phrase.category != NONE) for phrase in everything]
    danger = learn(list(zip(lists, wanted, counts, strict=True)))
    dangers = [
        ([name for name in names if name[0] in NAMING], signal_of(phrase.category))
        for names, phrase in zip(lists, everything, strict=True)
        if phrase.category != NONE
    ]
    naming: dict[str, dict[Signal, float]] = {}
    for signal in sorted({signal for _, signal in dangers}):
        for name, weight in learn([(names, float(its is signal), 1.0) for names, its in dangers], EPOCHS // 2).items():
            naming.setdefault(name, {})[signal] = weight
    return list(rows(danger, naming))


def long_stories(known: Sequence[Phrase], chance: random.Random) -> list[Phrase]:
    """Ordinary phrases put together stay ordinary, a danger among them stays one: length itself says nothing."""
    ordinary = [phrase for phrase in known if phrase.category == NONE]
    dangers = [phrase for phrase in known if phrase.category != NONE]
    made = []
    for _ in range(len(known) // 6):
        parts = chance.sample(ordinary, chance.choice((2, 3, 4)))
        made.append(Phrase(NONE, ". ".join(part.text for part in parts)))
    for danger in chance.sample(dangers, len(dangers) // 5):
        parts = [danger, *chance.sample(ordinary, 1)]
        chance.shuffle(parts)
        made.append(Phrase(danger.category, ". ".join(part.text for part in parts)))
    return made


def counted(phrase: Phrase) -> float:
    return SHORT_COUNTS if len(phrase.text.split()) < LONG else 1.0


def rows(danger: Mapping[str, float], naming: Mapping[str, Mapping[Signal, float]]) -> Iterable[str]:
    yield "# Learnt by bench/danger_evidence.py: feature, hundredths of weight for a danger, then for which one."
    for name in sorted({*danger, *naming}):
        weight = round(100 * danger.get(name, 0.0))
        said = {signal: round(100 * value) for signal, value in naming.get(name, {}).items()}
        cells = " ".join(f"{signal}={value}" for signal, value in said.items() if abs(value) >= 20)
        if abs(weight) > 4 or cells:
            yield f"{name}\t{weight}\t{cells}".rstrip("\t")


def folded(known: Sequence[Phrase], small: Sequence[Phrase], folds: int) -> tuple[Judged, ...]:
    """Each phrase read with weights that were learnt without it: the honest figure for phrases never seen."""
    order = list(known)
    random.Random(3).shuffle(order)
    judged: list[Judged] = []
    for fold in range(folds):
        rest = [phrase for at, phrase in enumerate(order) if at % folds != fold]
        judged += judge(order[fold::folds], weights_of("\n".join(learnt(rest, small))))
    return tuple(judged)


def main(arguments: Sequence[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.danger_evidence", description=__doc__)
    asked.add_argument("files", nargs="+", type=Path)
    asked.add_argument("--folds", type=int, help="measure instead: phrases left out in turn, so many times")
    chosen = asked.parse_args(arguments)
    read = (phrase for file in chosen.files for phrase in phrases(file.read_text("utf-8")))
    known = list({phrase.text.casefold(): phrase for phrase in read}.values())
    small = ordinary_answers()
    if chosen.folds:
        print(as_text(folded(known, small, chosen.folds)))
        return
    written = learnt(known, small)
    TARGET.write_text("\n".join(written) + "\n", "utf-8")
    print(f"{len(known)} phrases, {len(small)} réponses ordinaires, {len(written) - 1} poids : {TARGET.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
