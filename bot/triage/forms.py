"""What every known spelling stands for: verbs in all their forms, other ways of writing, words that say nothing.

Must never: hold a rule about danger, or learn from what a person types.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bot.intake.normal import stem
from bot.intake.vocabulary import pairs

Meant = tuple[str, ...]
_HERE = Path(__file__).resolve().parent
_PARTICIPLE = ("e", "ee", "es", "ees", "i", "ie", "is", "u", "ue", "us", "t", "te")


@dataclass(slots=True)
class Forms:
    """`known`: spelling → lemmas. `sounds`, `slips`, `targets`, `starred`: for words heard, mistyped, half hidden."""

    known: dict[str, Meant] = field(default_factory=dict)
    sounds: dict[str, Meant] = field(default_factory=dict)
    slips: dict[str, Meant] = field(default_factory=dict)
    targets: dict[str, Meant] = field(default_factory=dict)
    starred: dict[str, Meant] = field(default_factory=dict)
    pairs: dict[tuple[str, str], Meant] = field(default_factory=dict)
    emoji: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    participles: frozenset[str] = frozenset()

    def learn(self, words: Iterable[str]) -> None:
        """Words of the lexicon and their plurals stand for themselves, unless they are known already."""
        for word in words:
            if word not in self.known:
                self.known[word] = (word,)
            if len(word) > 3 and word[-1] not in "sxz":
                self.known.setdefault(word + "s", self.known[word])

    def listen(self, lemmas: frozenset[str], ordinary: frozenset[str]) -> None:
        """Make the forms of `lemmas` recognisable when misspelt; `ordinary` words are never taken for them."""
        taken = {stem(word) for word in self.known if len(word) > 4 and not lemmas.intersection(self.known[word])}
        for word in sorted(ordinary):
            self.known.setdefault(word, (word,))
        for word, meant in list(self.known.items()):
            if len(meant) != 1 or meant[0] not in lemmas:
                continue
            if 2 < len(word) < 7:  # « t*er »; a longer one is found as a slip
                for place in range(1, len(word)):
                    self.starred.setdefault(f"{word[:place]}*{word[place + 1 :]}", meant)
            if len(word) < 5:
                continue
            sound = stem(word)
            if len(sound) > 3 and sound not in taken:
                self.sounds.setdefault(sound, meant)
            if len(word) > 5:
                self.targets[word] = meant
                for place in range(1, len(word)):
                    self.slips.setdefault(word[:place] + word[place + 1 :], meant)


@cache
def _endings(group: str) -> tuple[str, ...]:
    return tuple(tables("spelling.toml")["endings"][group].split())


def conjugated(infinitive: str) -> Iterable[str]:
    """All simple forms of a regular verb; « -ger » and « -cer » keep their sound."""
    root, endings = infinitive[:-2], _endings("er" if infinitive.endswith("er") else "ir")
    if infinitive.endswith("er"):
        yield from (root + ending for ending in endings)
        if root.endswith("g"):
            yield from (root + "e" + ending for ending in endings if ending[0] in "ao")
        if root.endswith(("oy", "uy", "ay")):
            yield from (root[:-1] + "i" + ending for ending in endings if ending[0] == "e")
        if root.endswith(("et", "el")):
            yield from (root + root[-1] + ending for ending in endings if ending[0] == "e")
    else:
        yield from (root + ending for ending in endings)


@cache
def tables(name: str) -> Mapping[str, Any]:
    """A packaged TOML file, read once."""
    return tomllib.loads((_HERE / name).read_text("utf-8"))


def load_forms() -> Forms:
    """Everything but the lexicon's own words."""
    spelling = tables("spelling.toml")
    forms = Forms()
    for infinitive in (spelling["regular"]["er"] + " " + spelling["regular"]["ir"]).split():
        for form in conjugated(infinitive):
            forms.known.setdefault(form, (infinitive,))
    for infinitive, said in spelling["verbs"].items():
        for form in (infinitive, *said.split()):
            forms.known[form] = (infinitive,)
    for said, meant in list(forms.known.items()):
        if said.endswith("ait"):
            forms.known.setdefault(said[:-1], meant)  # « il venai »
    forms.participles = frozenset(word for word in forms.known if word.endswith(_PARTICIPLE))
    unshared = spelling["spelled"]["unshared"].split()
    shared = {said: meant for said, meant in pairs("normal.spelled").items() if said not in unshared}
    for said, written in {**shared, **_listed(spelling["spelled"]["words"])}.items():
        forms.known[said] = tuple(written.split())
    for word in spelling["dropped"]["words"].split():
        forms.known[word] = ()
    _resolve(forms)
    for said, written in _listed(spelling["pairs"]["words"]).items():
        first, second = said.split()
        forms.pairs[first, second] = tuple(written.split())
    forms.emoji = {ord(sign): f" {word} " for sign, word in _listed(spelling["emoji"]["signs"]).items()}
    forms.numbers = _listed(spelling["numbers"]["words"])
    for number in forms.numbers:
        forms.known[number] = (number,)
    return forms


def _listed(rows: str) -> dict[str, str]:
    """Lines « said = meant », several a line apart by « ; »."""
    cells = (cell.partition("=") for row in rows.splitlines() for cell in row.split(";") if "=" in cell)
    return {said.strip(): meant.strip() for said, _, meant in cells}


def _resolve(forms: Forms) -> None:
    """A spelling may stand for words that stand for others: « jai » → je ai → je."""
    for said, meant in list(forms.known.items()):
        for _ in range(3):
            meant = tuple(last for word in meant for last in _further(forms, word, said))
        forms.known[said] = meant


def _further(forms: Forms, word: str, said: str) -> Meant:
    return (word,) if word == said else forms.known.get(word, (word,))
