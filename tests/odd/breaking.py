"""Updates that a sound server never sends: something missing, of another type, unknown, null, or too big to be true.

Must never: turn an odd update into one of a person of whom nothing odd comes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.odd.cast import Cast, Json
from tests.odd.texts import MARK
from tests.odd.updates import Maker

Place = tuple[Any, Any]
"""A container and a key in it."""
HUGE = (10**30, -(10**30), 2**63, 2**64 + 1, 1e308)


def places(found: Any, depth: int = 0) -> Iterator[Place]:
    """Every key of every object, the outer ones first."""
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, _ in inside:
        yield found, key
    for _, value in list(inside):
        if depth < 3:
            yield from places(value, depth + 1)


def _somewhere(rng: Random, update: Json, wanted: Callable[[Any], bool] = lambda value: True) -> Place:
    """Near the surface more often: that is where the bot looks."""
    known = [(box, key) for box, key in places(update) if wanted(box[key])] or [(update, next(iter(update)))]
    return known[int(rng.random() ** 3 * len(known))]


def _missing(rng: Random, update: Json) -> None:
    box, key = _somewhere(rng, next(iter(update.values())))
    del box[key]


def _typed(rng: Random, update: Json) -> None:
    box, key = _somewhere(rng, update)
    others = (7, "x", MARK, True, 1.5, [], {}, [{}], {"id": MARK}, "")
    box[key] = rng.choice([one for one in others if type(one) is not type(box[key])])


def _null(rng: Random, update: Json) -> None:
    box, key = _somewhere(rng, update)
    box[key] = None


def _huge(rng: Random, update: Json) -> None:
    box, key = _somewhere(rng, update, lambda value: isinstance(value, int) and not isinstance(value, bool))
    box[key] = rng.choice(HUGE)


def _unknown_key(rng: Random, update: Json) -> None:
    box, _ = _somewhere(rng, update)
    if isinstance(box, dict) and box is not update:
        box[f"field_of_{rng.randint(2027, 2040)}"] = {"text": MARK}
    else:
        update["holograms"] = [MARK]


def _unknown_kind(rng: Random, update: Json) -> None:
    update["hologram"] = update.popitem()[1]


def _no_content(rng: Random, update: Json) -> None:
    update.clear()


def _no_object(rng: Random, update: Json) -> None:
    update[next(iter(update))] = rng.choice(([], "", MARK, 0, 7, True, [[]], [{"from": {"id": 1}}]))


BREAKS: Mapping[str, Callable[[Random, Json], None]] = {
    "a field missing": _missing, "another type": _typed, "null": _null, "a huge number": _huge,
    "an unknown field": _unknown_key, "an unknown kind": _unknown_kind, "no content": _no_content,
    "no object": _no_object,
}  # fmt: skip


def broken(rng: Random, update: Json, how: str) -> Json:
    changed = copy.deepcopy(update)
    if changed and all(isinstance(value, dict) and value for value in changed.values()):
        BREAKS[how](rng, changed)
    return changed


@st.composite
def any_broken_update(draw: st.DrawFn, cast: Cast) -> Json:
    """An update with one break, or several."""
    rng = draw(st.randoms(use_true_random=False))
    update = Maker(rng, cast).update()
    for how in draw(st.lists(st.sampled_from(sorted(BREAKS)), min_size=1, max_size=3)):
        update = broken(rng, update, how)
    return update
