"""Which place of the town somebody means: « devant Monge », « hall de la bibliothèque », or only a kind of place.

Names come from the territory, kinds of place from the lexicon. Must never: choose between two places that fit alike;
a kind of place opens its menu, and what fits nothing is asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.evidence import content
from bot.intake.lexicon import MENU, Family
from bot.intake.normal import LIGHT, stem, words
from bot.intake.question import Choice, Codes, Menu
from bot.intake.vocabulary import word_set

CLEAR = 1.2
"""How many times the second place the first one must weigh."""
NAMED = 1.0
"""What must be heard of a place whose whole name is not said: a word that no other place has weighs 1."""
SAME_KIND = 0.5
"""Added when the kind that is said is the place's own."""
WHOLE = 0.5
"""Added when a whole name is said."""
PART = 0.3
"""A hall, an entrance: a part of any place weighs little."""
_PARTS = frozenset(stem(word) for word in word_set("understanding.parts"))
_AROUND = word_set("understanding.around")
_OTHER = "autre"
_STREETS = frozenset(stem(word) for word in word_set("understanding.streets"))
"""« rue Monge » is not the school of that name."""


@dataclass(frozen=True, slots=True)
class _Place:
    """`names` are said whole; `heard` are single words of them; `kind` is the menu of its type."""

    code: str
    kind: str
    names: tuple[tuple[str, ...], ...]
    heard: frozenset[str]


class Places:
    """The places of one question; `kinds` are families of words for its menus."""

    def __init__(self, choices: Sequence[Choice], menus: Sequence[Menu], kinds: Sequence[Family]) -> None:
        within = {menu.key: menu.within for menu in menus}
        self._places = [_place(choice, within) for choice in choices if choice.local]
        self._common = Counter(word for place in self._places for word in place.heard)
        self._groups = [(_stems(menu.label), menu.key) for menu in menus if menu.local]
        known = {menu.key for menu in menus}
        self._kinds = [(_told(s), f.code) for f in kinds if f.code in known for s in f.sequences]
        self._outdoors = {kind for name, kind in self._kinds if name and not _STREETS.isdisjoint(name)}

    def read(self, said: Sequence[str]) -> Codes | None:
        """One place, or one `menu:<key>`."""
        told = _told(said)
        if not told:
            return None
        whole = [place for place in self._places if told in place.names]
        if len(whole) == 1:
            return (whole[0].code,)
        kinds = self._spoken_kinds(told)
        named = self._named(told)
        if named:
            place = self._clearest(named, kinds)
            return (place.code,) if place else None
        menu = self._menu(told, kinds)
        return (MENU + menu,) if menu else None

    def _named(self, told: tuple[str, ...]) -> list[tuple[float, _Place]]:
        """The places whose name is heard, and how much of it."""
        spoken_of = (place for place in self._places if place.heard)
        weighed = [(self._weight(place, self._before_street(told, place)), place) for place in spoken_of]
        return [(weight, place) for weight, place in weighed if weight >= NAMED]

    def _before_street(self, told: tuple[str, ...], place: _Place) -> tuple[str, ...]:
        """« rue Monge » is not the school of that name: what follows a street's word only names what lies outdoors."""
        street = next((at for at, word in enumerate(told) if word in _STREETS), len(told))
        return told if place.kind in self._outdoors else told[:street]

    def _weight(self, place: _Place, told: tuple[str, ...]) -> float:
        words_heard = place.heard.intersection(told)
        weight = sum(PART if word in _PARTS else 1 / self._common[word] for word in words_heard)
        whole = any(_holds(told, name) and not _PARTS.issuperset(name) for name in place.names)
        return max(weight, NAMED) + WHOLE if whole else weight

    @staticmethod
    def _clearest(named: Sequence[tuple[float, _Place]], kinds: Counter[str]) -> _Place | None:
        """None when another one fits as well, the kind that is said considered."""
        weighed = [(weight + SAME_KIND if place.kind in kinds else weight, place) for weight, place in named]
        best, place = max(weighed, key=lambda pair: pair[0])
        return place if all(best >= CLEAR * weight for weight, other in weighed if other is not place) else None

    def _spoken_kinds(self, told: tuple[str, ...]) -> Counter[str]:
        """How many words speak for each kind; the name of a street speaks for nothing else."""
        spoken: Counter[str] = Counter()
        for name, kind in self._kinds:
            if _holds(told, name):
                spoken[kind] = max(spoken[kind], len(name))
        if _STREETS.isdisjoint(told):
            return spoken
        return Counter({kind: count for kind, count in spoken.items() if kind in self._outdoors})

    def _menu(self, told: tuple[str, ...], kinds: Counter[str]) -> str:
        group = next((key for label, key in self._groups if _holds(told, label)), "")
        if group or not kinds:
            return group
        most = max(kinds.values())
        first = [kind for kind, count in kinds.items() if count == most]
        return first[0] if len(first) == 1 else ""


def _place(choice: Choice, within: dict[str, str]) -> _Place:
    """« Another place » is only meant by what is typed for it, and nothing beside it."""
    other = _OTHER in words(choice.label)
    spelled = choice.typed if other else (*choice.typed, choice.label)
    names = tuple(dict.fromkeys(name for typed in spelled if (name := _stems(typed))))
    single = frozenset[str]() if other else frozenset(word for name in names for word in name)
    return _Place(choice.key, within.get(choice.within) or choice.within, names, single)


def _stems(text: str) -> tuple[str, ...]:
    return _told(words(text))


def _told(said: Sequence[str]) -> tuple[str, ...]:
    """The words that can name a place."""
    kept = [word for word in content(said) if word not in _AROUND and word not in LIGHT]
    return tuple(stem(word.rstrip("*")) for word in kept)


def _holds(told: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return bool(name) and any(told[at : at + len(name)] == name for at in range(len(told) - len(name) + 1))
