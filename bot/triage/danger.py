"""Reads a free text for signs of danger: an alert, a doubt or nothing, with the names of what spoke.

Must never: keep, log or hand back a word of the text; decide anything about a person; take more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.triage.evidence import Features, Weights, features, packaged
from bot.triage.families import ALERT, ASK, DOUBT, FULL, Index, Knowledge, knowledge
from bot.triage.oneself import ENDED, MARK, OWN, THREATS, without_own_deeds
from bot.triage.patterns import LIGHT, Atoms, Pattern, Scene, by_comma, find
from bot.triage.urgency import GRAVITY, Signal

TOGETHER = timedelta(minutes=10)
"""How long two messages read as one: « jveux » … « mourir »."""
_EARLIER = 3
_PASSAGE, _STRIDE = 60, 40
"""Words read at once: longer texts are read in overlapping passages, so that their length weighs nothing."""
_WORD = re.compile(r"\S+")
LIKELY, ALARMING, SURE = 0.1, 1.1, 5.0
"""Sums of evidence that ask a question on their own, let an alert of the rules be one, and alert on their own."""
SOONER = {Signal.SUICIDE: -0.8}
"""Who thinks of dying says it least clearly, and it costs most to miss: the question comes sooner."""
_LEAST = min(LIKELY, *SOONER.values())
_NOTHING: Atoms = frozenset()


class Outcome(StrEnum):
    ALERT = "alert"
    DOUBT = "doubt"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message that the same person wrote before; `at` is aware."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """`signals`: gravest first. `why`: the families of meaning that spoke, never the words."""

    outcome: Outcome
    signals: tuple[Signal, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """One family that spoke, and how strongly."""

    signal: Signal
    family: str
    weight: str


def read(
    text: str, previous: Sequence[Earlier] = (), now: datetime | None = None, *, weights: Weights | None = None
) -> Reading:
    """What `text` betrays. `previous`: oldest first; those older than `TOGETHER` before `now` are not read.

    Without `now`, the earlier messages count as just written. What they betrayed alone is not told again.
    `weights`: other evidence than the packaged one, for measuring.
    """
    known, weights = knowledge(), weights or packaged()
    found = _signs(known, weights, text)
    recent = [earlier.text for earlier in previous if now is None or earlier.at >= now - TOGETHER][-_EARLIER:]
    if recent:
        before = " ".join(recent)
        told = _signs(known, weights, before)
        found |= {sign for sign in _signs(known, weights, f"{before} {text}") if not _is_told(sign, told)}
    return _reading(found)


def _is_told(sign: Sign, told: Iterable[Sign]) -> bool:
    return any(one.signal is sign.signal and one.weight in (sign.weight, ALERT) for one in told)


def _reading(found: Iterable[Sign]) -> Reading:
    """Doubts beside an alert are left out: the alert's bubble asks its own question."""
    signs = list(found)
    weight = ALERT if any(sign.weight == ALERT for sign in signs) else DOUBT
    spoke = [sign for sign in signs if sign.weight == weight]
    if not spoke:
        return Reading(Outcome.NOTHING, (), ())
    signals = {sign.signal for sign in spoke}
    why = tuple(sorted({sign.family for sign in spoke}))
    return Reading(Outcome(weight), tuple(signal for signal in GRAVITY if signal in signals), why)


def _signs(known: Knowledge, weights: Weights, text: str) -> set[Sign]:
    return {sign for passage in _passages(text) for sign in _weighed(known, weights, passage)}


def _passages(text: str) -> Iterator[str]:
    if len(text) <= _PASSAGE:  # as many words at most
        yield text
        return
    spans = [found.span() for found in _WORD.finditer(text)]
    if len(spans) <= _PASSAGE:
        yield text
        return
    for first in range(0, len(spans) - _PASSAGE + _STRIDE, _STRIDE):
        last = min(first + _PASSAGE, len(spans)) - 1
        yield text[spans[first][0] : spans[last][1]]


@dataclass(frozen=True, slots=True)
class Sense:
    """What one passage holds: the rules that speak, with the weight each keeps, and all there is to weigh."""

    families: set[tuple[str, str]]
    features: Features


def sense(known: Knowledge, text: str) -> Sense:
    heard, words = known.speller.read(text)
    tokens, parted = by_comma(heard)
    concepts, families = _sensed(known, tokens, parted)
    return Sense(families, features(tokens, words, concepts, families))


def _weighed(known: Knowledge, weights: Weights, text: str) -> Iterator[Sign]:
    """The rules' word, tempered by the evidence, and the evidence's own."""
    sensed = sense(known, text)
    score = weights.score(sensed.features)
    ruled: dict[Signal, str] = {}
    for name, weight in sensed.families:
        rule = known.meaning[name]
        kept = _tempered(weight, rule.signal, score)
        if kept:
            ruled[rule.signal] = ALERT if ALERT in (kept, ruled.get(rule.signal)) else DOUBT
            yield Sign(rule.signal, rule.family, kept)
    if score >= _LEAST:
        weight = ALERT if score >= (ALARMING if ALERT in ruled.values() else SURE) else DOUBT
        for signal in weights.likeliest(sensed.features, ruled):
            mistaken = ruled and signal in THREATS and MARK in sensed.features["c"]
            if score >= SOONER.get(signal, LIKELY) and not mistaken:
                yield Sign(signal, f"{signal}.evidence", weight)


def _tempered(weight: str, signal: Signal, score: float) -> str | None:
    """What a rule's weight comes to beside the evidence."""
    if weight == DOUBT:
        return DOUBT if score >= SOONER.get(signal, LIKELY) else None
    if weight == ALERT:
        return ALERT if score >= ALARMING else DOUBT
    return ALERT if weight == FULL else DOUBT


def _sensed(
    known: Knowledge, tokens: Sequence[str], parted: Collection[int]
) -> tuple[Collection[str], set[tuple[str, str]]]:
    """The concepts that the tokens hold, and the rules that speak with the weight each keeps."""
    meant = known.atoms
    scene = Scene(tokens, [meant.get(token, _NOTHING) for token in tokens], parted=parted)
    present = set().union(*scene.atoms)
    _set_aside_friends(known, scene, present)
    longer: list[str] = []
    for level in known.levels:
        for pattern in _candidates(level, (*tokens, *longer), present):
            for path in find(pattern, scene):
                for name in known.wider[pattern.name]:
                    scene.mark((path[0], path[-1]), name)
                    present.add(name)
                    longer.append(name)
    spared = without_own_deeds(scene, meant, known.oneself, known.wider[ENDED])
    if spared is not scene:
        present |= set().union(*scene.atoms)
        longer += (MARK, ENDED)
    asked = _candidates(known.rules, (*tokens, *longer), present)
    own = [pattern for pattern in asked if known.meaning[pattern.name].signal in OWN and find(pattern, scene)]
    towards = spared if own else scene  # where nothing own is heard, what looks like a threat is better than nothing
    others = (pattern for pattern in asked if known.meaning[pattern.name].signal not in OWN)
    rules = own + [pattern for pattern in others if find(pattern, towards)]
    softened = set().union(*scene.atoms) if rules else present
    return known.wider.keys() & present, {(pattern.name, _kept(known, pattern, softened)) for pattern in rules}


def _set_aside_friends(known: Knowledge, scene: Scene, present: set[str]) -> None:
    plainly = {
        place
        for pattern in _candidates(known.plain, scene.tokens, present)
        for path in find(pattern, scene)
        for place in path
    }
    for pattern in _candidates(known.friends, scene.tokens, present):
        for path in find(pattern, scene):
            for place in path[:-1]:
                if place not in plainly and LIGHT not in scene.atoms[place]:
                    scene.atoms[place] = _NOTHING


def _candidates(index: Index, said: Sequence[str], present: set[str]) -> Collection[Pattern]:
    """Patterns whose every part is somewhere in the text, each once. Where the time of an ordinary message goes.

    `said`: its tokens, and its concepts of several words.
    """
    seen: dict[int, Pattern] = {}
    for name in said:
        if name in index:
            for pattern in index[name]:
                for part in pattern.needed:
                    if present.isdisjoint(part):
                        break
                else:
                    seen[id(pattern)] = pattern
    return seen.values()


def _kept(known: Knowledge, pattern: Pattern, present: set[str]) -> str:
    """A laugh, or a past that is over, makes a doubt of an alert; never nothing."""
    rule = known.meaning[pattern.name]
    softened = (rule.soft and "@laugh" in present) or "@resolved" in present
    return ASK if softened and rule.weight != DOUBT else rule.weight
