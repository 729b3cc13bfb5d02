"""The danger reader's knowledge, compiled once: families of meaning (lexicon.toml), false friends and rules.

Must never: hold knowledge of its own; a phrase is added to the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.intake.vocabulary import word_set
from bot.triage.forms import Forms, load_forms, tables
from bot.triage.patterns import Atoms, Pattern, indexed, literals, parse
from bot.triage.spelling import Speller
from bot.triage.urgency import Signal

FULL, ALERT, ASK, DOUBT = "full", "alert", "ask", "doubt"
RULES = ("rules_self.toml", "rules_violence.toml", "rules_others.toml")
Index = Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pattern says when it is found: `family` is « signal.name »."""

    signal: Signal
    family: str
    weight: str
    """`FULL` alerts whatever else is said; `ALERT` too, but asks when the evidence speaks against it. `ASK` asks;
    `DOUBT` too, if the evidence agrees."""
    soft: bool
    """A laugh makes a doubt of it."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    speller: Speller
    atoms: Mapping[str, Atoms]
    """token → itself and its concepts; only tokens that some pattern names."""
    friends: Index
    plain: Index
    """What no false friend puts aside."""
    levels: tuple[Index, ...]
    """Concepts of several words, simplest first."""
    wider: Mapping[str, Atoms]
    """concept → every concept that contains it, itself included."""
    rules: Index
    meaning: Mapping[str, Rule]
    oneself: Mapping[str, Atoms]
    """Lists that tell what somebody would do to themselves."""


@cache
def knowledge() -> Knowledge:
    forms = load_forms()
    speller = Speller(forms)
    lexicon = tables("lexicon.toml")
    common = {atom: rank for rank, atom in enumerate(reversed(lexicon["settings"]["common"].split()), start=1)}
    forms.learn(_words_of(lexicon["concepts"], forms))
    members, sequences, wider = _concepts(lexicon["concepts"], speller, common)
    meaning, rules = _rules(speller, common)
    friends = _lines("@friend", tables("friends.toml")["friends"]["lines"], speller, 1, common)
    plain = _lines("@plain", tables("friends.toml")["plain"]["lines"], speller, 1, common)
    everything = [*rules, *friends, *plain, *sequences]
    named = literals(everything) | set(members)
    forms.learn(sorted(named))  # a set has another order at each start: « passeurs » would be « passeur », or not
    atoms = {word: frozenset({word}).union(*(wider[name] for name in members.get(word, ()))) for word in named}
    heard = frozenset(lexicon["settings"]["heard"].split())
    forms.listen(frozenset(word for word in named if word in heard or not heard.isdisjoint(atoms[word])), _ordinary())
    return Knowledge(
        speller, atoms, _by_token(friends, atoms), _by_token(plain, atoms),
        tuple(_by_token(level, atoms) for level in _levels(sequences, wider)), wider, _by_token(rules, atoms), meaning,
        {name: frozenset(words.split()) for name, words in lexicon["oneself"].items()},
    )  # fmt: skip


def _by_token(patterns: Iterable[Pattern], atoms: Mapping[str, Atoms]) -> Index:
    """The patterns that a token, or a concept of several words, makes worth trying."""
    index = indexed(patterns)
    found = {name: index[name] for name in index if name.startswith("@")}
    for token, meant in atoms.items():
        tried = dict.fromkeys(pattern for atom in sorted(meant) for pattern in index.get(atom, ()))
        if tried:
            found[token] = tuple(tried)
    return found


def _ordinary() -> frozenset[str]:
    lists = (word_set(f"normal.{name}") for name in ("articles", "politeness", "light", "common"))
    return frozenset(tables("ordinary.toml")["ordinary"]["words"].split()).union(*lists)


def _words_of(concepts: Mapping[str, str], forms: Forms) -> Iterable[str]:
    for entries in concepts.values():
        for word in entries.replace("|", " ").replace(",", " ").replace("_", " ").split():
            if word.isalpha() and word not in forms.known:
                yield word


def _concepts(
    concepts: Mapping[str, str], speller: Speller, common: Mapping[str, int]
) -> tuple[dict[str, set[str]], list[Pattern], dict[str, Atoms]]:
    """Words with the concepts they are in, longer entries as patterns, and which concept is within which."""
    members, sequences, within = dict[str, set[str]](), list[Pattern](), dict[str, set[str]]()
    for bare, entries in concepts.items():
        name = f"@{bare}"
        within.setdefault(name, {name})
        for entry in _entries(entries):
            said = entry.split()
            if len(said) == 1 and entry.startswith("@"):
                within.setdefault(entry, {entry}).add(name)
                continue
            words = speller.written(entry) if len(said) == 1 and "|" not in entry else []
            if len(said) == 1 and "|" not in entry and not words:
                continue  # a word that the speller drops
            if len(words) == 1:
                members.setdefault(words[0], set()).add(name)
            else:
                sequences += parse(name, " ".join(words) or entry, speller.written, 0, common)
    return members, sequences, {name: _closed(name, within) for name in within}


def _entries(entries: str) -> Iterable[str]:
    """The first cell lists single words, the others are sequences."""
    first, *others = (cell.strip() for cell in entries.replace("\n", ",").split(","))
    yield from first.split() if ".." not in first and "|" not in first else [first]
    yield from (cell for cell in others if cell)


def _closed(name: str, within: Mapping[str, set[str]]) -> Atoms:
    reached, ahead = set[str](), [name]
    while ahead:
        concept = ahead.pop()
        if concept not in reached:
            reached.add(concept)
            ahead.extend(within.get(concept, ()))
    return frozenset(reached)


def _levels(sequences: Sequence[Pattern], wider: Mapping[str, Atoms]) -> tuple[list[Pattern], ...]:
    """A concept is looked for once those that it names have been."""
    made = frozenset().union(*(wider[pattern.name] for pattern in sequences))
    depth = dict.fromkeys(made, 0)
    for _ in range(8):
        for pattern in sequences:
            needed = (depth[atom] for atom in pattern.named & made if pattern.name not in wider[atom])
            level = max(needed, default=-1) + 1
            for name in wider[pattern.name]:
                depth[name] = max(depth[name], min(level, 6))
    deepest = max(depth.values())
    return tuple([p for p in sequences if depth[p.name] == level] for level in range(deepest + 1))


def _lines(name: str, lines: str, speller: Speller, gap: int, common: Mapping[str, int]) -> list[Pattern]:
    kept = (line.partition("#")[0].strip() for line in lines.splitlines())
    return [pattern for line in kept if line for pattern in parse(name, line, speller.written, gap, common)]


def _rules(speller: Speller, common: Mapping[str, int]) -> tuple[dict[str, Rule], list[Pattern]]:
    meaning, rules = dict[str, Rule](), list[Pattern]()
    for file in RULES:
        for signal, families in tables(file).items():
            if not isinstance(families, dict):
                continue
            for family, told in families.items():
                rules += _family(Signal(signal), f"{signal}.{family}", told, meaning, speller, common)
    return meaning, rules


def _family(
    signal: Signal,
    family: str,
    told: Mapping[str, Any],
    meaning: dict[str, Rule],
    speller: Speller,
    common: Mapping[str, int],
) -> Iterable[Pattern]:
    for weight in (FULL, ALERT, ASK, DOUBT):
        if weight in told:
            name = f"{family}/{weight}"
            meaning[name] = Rule(signal, family, weight, bool(told.get("soft", False)))
            unless = str(told.get("unless", ""))
            lines = "\n".join(
                f"{line} {unless}" for line in told[weight].splitlines() if line.partition("#")[0].strip()
            )
            yield from _lines(name, lines, speller, 1, common)
