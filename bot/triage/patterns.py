"""Small patterns over families of meaning: written in TOML as one line each, matched over the tokens of a text.

A line is elements in order: a word in any form, `@concept`, `a|b`, `[optional]`. One word may stand between two of them
(none in a concept), four over `..`, eight over `...`; light words never count, but over `=` nothing at all may stand.
An end of sentence always parts; a comma parts only what is denied from what is not, and is no word.
Conditions: `+x` and `-x` somewhere within fifteen words, `<x` and `!x` among the five before. Unless a line names a
negation itself or begins with `~`, a negation on it silences it.
Must never: take more than linear time in the length of a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from bot.triage.spelling import COMMA, STOP

Atoms = frozenset[str]
Span = tuple[int, int]
NEGATION, MORE, LIGHT, BINDING = "@no", "@nomore", "@light", "@binding"
_NONE: Atoms = frozenset()
_GAPS = {"=": -1, "..": 4, "...": 8}
_AROUND, _BEFORE, _SHY = 15, 5, 3
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_NEGATIONS = frozenset(f"pas plus jamais aucun aucune personne rien ni sans {NEGATION} {MORE} @deny".split())


@dataclass(frozen=True, slots=True)
class Pattern:
    """`gaps[i]`: words allowed between element i and the next. `pivot`: the rarest element."""

    name: str
    elements: tuple[Atoms, ...]
    gaps: tuple[int, ...]
    near: tuple[Atoms, ...] = ()
    far: Atoms = _NONE
    after: tuple[Atoms, ...] = ()
    not_after: Atoms = _NONE
    negatable: bool = True
    pivot: Atoms = _NONE
    needed: tuple[Atoms, ...] = ()
    """What else must be somewhere in the text."""

    @property
    def named(self) -> Atoms:
        return _NONE.union(*self.elements, *self.near, self.far, *self.after, self.not_after)


@dataclass(slots=True)
class Scene:
    """One text being read: what each token can mean, where longer concepts end, where a negation stands."""

    tokens: Sequence[str]
    atoms: list[Atoms]
    spans: dict[int, dict[str, int]] = field(default_factory=dict)
    parted: Collection[int] = ()
    """Places of the words that a comma stands before."""

    def ends(self, place: int, element: Atoms) -> int:
        """Where `element` ends when it begins at `place`; -1 when it does not."""
        meant = self.atoms[place]
        if meant.isdisjoint(element):
            return -1
        longer = self.spans.get(place)
        return max([place, *(end for name, end in longer.items() if name in element)]) if longer else place

    def blocked(self, place: int) -> bool:
        """A negation that bears on what follows; « je sais pas », « j'ose pas » keep theirs to themselves."""
        if NEGATION not in self.atoms[place]:
            return False
        before = place > 0 and BINDING in self.atoms[place - 1]
        after = place + 1 < len(self.atoms) and BINDING in self.atoms[place + 1]
        return not (before or after)

    def mark(self, span: Span, name: str) -> None:
        start, end = span
        self.atoms[start] = self.atoms[start] | {name}
        if end > start:
            longer = self.spans.setdefault(start, {})
            longer[name] = max(end, longer.get(name, end))

    def around(self, span: Span, wanted: Atoms, reach: int = _AROUND) -> bool:
        start, end = max(0, span[0] - reach), min(len(self.atoms), span[1] + reach + 1)
        return any(not meant.isdisjoint(wanted) for meant in self.atoms[start:end])

    def before(self, start: int, wanted: Atoms, reach: int) -> bool:
        for place in range(start - 1, max(-1, start - 1 - reach), -1):
            if self.tokens[place] == STOP:
                return False
            if not self.atoms[place].isdisjoint(wanted):
                return True
        return False


def by_comma(tokens: Sequence[str]) -> tuple[Sequence[str], Collection[int]]:
    """The words alone, and the places of those that a comma stands before."""
    if COMMA not in tokens:
        return tokens, ()
    words, parted = list[str](), set[int]()
    for token in tokens:
        if token == COMMA:
            parted.add(len(words))
        else:
            words.append(token)
    return words, parted


def find(pattern: Pattern, scene: Scene) -> list[tuple[int, ...]]:
    """The paths of `pattern` in the scene: the start of each element, then the last end."""
    first, found = pattern.elements[0], []
    for place in [place for place, meant in enumerate(scene.atoms) if not meant.isdisjoint(first)]:
        path = _follow(pattern, scene, place)
        if path is not None and _holds(pattern, scene, (path[0], path[-1])):
            found.append(path)
    return found


def _follow(pattern: Pattern, scene: Scene, start: int) -> tuple[int, ...] | None:
    """The first path that begins at `start`. Every step looks at a bounded number of tokens."""
    end = scene.ends(start, pattern.elements[0])
    if end < 0:
        return None
    paths: dict[int, tuple[int, ...]] = {end: (start,)}
    for element, gap in zip(pattern.elements[1:], pattern.gaps, strict=True):
        further: dict[int, tuple[int, ...]] = {}
        for end, path in paths.items():
            for place in _reachable(scene, end + 1, gap, shy=pattern.negatable):
                reached = scene.ends(place, element)
                if reached >= 0:
                    further.setdefault(reached, (*path, place))
        paths = further
        if not paths:
            return None
    end, path = min(paths.items())
    return (*path, end)


def _reachable(scene: Scene, place: int, gap: int, *, shy: bool) -> Iterable[int]:
    last = min(len(scene.tokens), place + (gap + 7 if gap >= 0 else 1))
    while place < last:
        if scene.tokens[place] == STOP:
            return
        yield place
        if shy and scene.blocked(place):
            return
        if LIGHT not in scene.atoms[place]:
            gap -= 1
            if gap < 0:
                return
        place += 1


def _holds(pattern: Pattern, scene: Scene, span: Span) -> bool:
    if pattern.negatable and _denied(scene, span):
        return False
    if pattern.far and scene.around(span, pattern.far):
        return False
    if pattern.not_after and scene.before(span[0], pattern.not_after, _BEFORE):
        return False
    return all(scene.around(span, near) for near in pattern.near) and all(
        scene.before(span[0], after, _BEFORE) for after in pattern.after
    )


_AFTER = frozenset({"pas", "jamais"})
_STRONGER = frozenset({"fort", "moi", "vite", "grave", "tard", "tot", "grand", "vieux", "loin", "rien", "seul", "mal"})


_SUBJECTS = frozenset({"je", "tu", "il", "elle", "on", "ils", "elles", "nous", "vous", "mon", "ma", "mes"})


def _denied_after(scene: Scene, place: int) -> bool:
    """« il me frappe pas »; not « il me frappe pas fort », « … jamais arrêter », nor « je me coupe, pas profond »."""
    if place >= len(scene.tokens) or place in scene.parted or scene.tokens[place] not in _AFTER:
        return False
    beyond = place + 1
    return beyond == len(scene.tokens) or (scene.tokens[beyond] not in _STRONGER and BINDING not in scene.atoms[beyond])


def _denied(scene: Scene, span: Span) -> bool:
    """« pas envie de mourir », « aucune idée suicidaire », « il me frappe pas »."""
    start, end = span
    if _denied_after(scene, end + 1):
        return True
    steps = _SHY
    for place in range(start - 1, max(-1, start - 8), -1):
        if scene.tokens[place] == STOP or place + 1 in scene.parted or scene.tokens[place + 1] in _SUBJECTS:
            return False  # « je dors pas je veux mourir »: what is denied stands in another clause
        if scene.blocked(place) or "@deny" in scene.atoms[place]:
            return True
        if LIGHT not in scene.atoms[place]:
            steps -= 1
            if steps == 0:
                return False
    return False


def parse(
    name: str, line: str, tokens: Callable[[str], Sequence[str]], gap: int, common: Mapping[str, int]
) -> list[Pattern]:
    """The patterns that a line stands for: several when it holds optional ones. `common`: how frequent atoms are."""
    plain, options = _OPTIONAL.split(line), _OPTIONAL.findall(line)
    found = []
    for chosen in product(*((option[1:-1], "") for option in options)):
        written = "".join(part for pair in zip(plain, (*chosen, ""), strict=True) for part in pair)
        found.append(_parsed(name, written, tokens, gap, common))
    return found


def _parsed(
    name: str, line: str, tokens: Callable[[str], Sequence[str]], gap: int, common: Mapping[str, int]
) -> Pattern:
    elements, gaps = list[Atoms](), list[int]()
    conditions: dict[str, list[Atoms]] = {"+": [], "-": [], "<": [], "!": []}
    negatable = not line.startswith("~")
    wide = gap
    for part in line.lstrip("~ ").split():
        if part in _GAPS:
            wide = _GAPS[part]
        elif part[0] in conditions:
            conditions[part[0]].append(_element(part[1:], tokens)[0])
        else:
            for element in _element(part, tokens):
                if elements:
                    gaps.append(wide)
                elements.append(element)
                wide = gap
    if not elements:
        raise ValueError(f"{name}: no element in « {line} »")
    negatable = negatable and not any(element & _NEGATIONS for element in elements)
    pivot = min(elements, key=lambda element: sum(common.get(atom, 0) for atom in element))
    return Pattern(
        name, tuple(elements), tuple(gaps), tuple(conditions["+"]), _NONE.union(*conditions["-"]),
        tuple(conditions["<"]), _NONE.union(*conditions["!"]), negatable, pivot,
        tuple(part for part in (*elements, *conditions["+"], *conditions["<"]) if part is not pivot),
    )  # fmt: skip


def _element(part: str, tokens: Callable[[str], Sequence[str]]) -> list[Atoms]:
    """Words that are dropped leave no element; a word that stands for two leaves two."""
    alternatives = [(word,) if word.startswith("@") else tuple(tokens(word)) for word in part.split("|")]
    if len(alternatives) == 1:
        return [frozenset({word}) for word in alternatives[0]]
    if any(len(words) > 1 for words in alternatives):
        raise ValueError(f"an alternative of « {part} » is more than one word")
    return [frozenset(words[0] for words in alternatives if words)]


def literals(patterns: Iterable[Pattern]) -> set[str]:
    return {atom for pattern in patterns for atom in pattern.named if not atom.startswith("@")}


def indexed(patterns: Iterable[Pattern]) -> Mapping[str, tuple[Pattern, ...]]:
    """Patterns by what can make them begin to matter."""
    found: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        for atom in pattern.pivot:
            found.setdefault(atom, []).append(pattern)
    return {atom: tuple(listed) for atom, listed in found.items()}
