"""Yes, no, perhaps and « I'd rather not say », whatever the question.

Must never: decide when yes and no stand side by side (« oui mais non »): asking again costs one tap.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.intake.normal import ARTICLES, LIGHT, POLITENESS
from bot.intake.vocabulary import sequences, word_set


class Mark(StrEnum):
    YES = "oui"
    NO = "non"
    UNSURE = "ne_sait_pas"
    MIXED = "?"


_YES = word_set("polarity.yes")
_NO = word_set("polarity.no")
_ALONE = word_set("polarity.alone")
"""Too short or too common to count inside a sentence; only at its beginning."""
_UNSURE_WORDS = word_set("polarity.unsure_words")
_UNSURE_ENDS = sequences("polarity.unsure_ends")
_BEFORE_SURE = frozenset({"pas", "si", "vite", "tot"})
"""« pas possible » and « si possible » are no hesitations."""
_ASTRAY = (("sais", "pas", "ou"), ("sait", "pas", "ou"))
"""« je sais pas où aller » tells something."""
_UNSURE_FILL = _UNSURE_WORDS | {word for ending in _UNSURE_ENDS for word in ending} | ARTICLES
_SOFT_NO = sequences("polarity.soft_no")
_IDIOMS = sequences("polarity.idioms")
"""« pas de souci », « pourquoi pas »: a yes in the words of a no."""
_SAY = word_set("polarity.say")
_SAID = word_set("polarity.said")
_WANT = word_set("polarity.want")
_OTHERS = frozenset({"qui", "il", "elle", "ils", "elles"})
"""Somebody else does not want to say it."""
_NO_SUBJECT = ARTICLES | LIGHT | POLITENESS | _YES | _NO | _WANT | _SAID | _SAY | word_set("polarity.unnamed")
_FIRST_PERSON = word_set("polarity.first_person")
_SECRET = word_set("polarity.secret")
_AROUND_SECRET = (_NO_SUBJECT | _SECRET) - {"moi"}
"""« c'est trop perso » refuses; « moi perso », « un code secret » do not."""
_SECRET_ENDS = sequences("polarity.secret_ends")
_DOUBTFUL = word_set("polarity.doubtful")


def _at(said: Sequence[str], pattern: Sequence[str], start: int) -> bool:
    return list(said[start : start + len(pattern)]) == list(pattern)


def _has(said: Sequence[str], patterns: Sequence[Sequence[str]]) -> bool:
    return any(
        _at(said, pattern, start) for start, word in enumerate(said) for pattern in patterns if word == pattern[0]
    )


def _without(said: Sequence[str], patterns: Sequence[Sequence[str]]) -> tuple[list[str], bool]:
    kept: list[str] = []
    at = 0
    while at < len(said):
        length = next((len(p) for p in patterns if said[at] == p[0] and _at(said, p, at)), 0)
        if not length:
            kept.append(said[at])
        at += length or 1
    return kept, len(kept) < len(said)


def is_unsure(said: Sequence[str]) -> bool:
    """« jsp », « bof », « je sais pas trop », « ça dépend »."""
    heard = any(word in _UNSURE_WORDS and said[max(0, at - 1)] not in _BEFORE_SURE for at, word in enumerate(said))
    return heard or (_has(said, _UNSURE_ENDS) and not _has(said, _ASTRAY))


def only_unsure(said: Sequence[str]) -> bool:
    """A hesitation and nothing about anything beside it."""
    plain = [word for word in said if word != "possible"]
    return is_unsure(plain) and all(word in _UNSURE_FILL or word in LIGHT or word in POLITENESS for word in said)


def is_refusal(said: Sequence[str]) -> bool:
    """« je préfère pas répondre », « joker », « ça vous regarde pas », « je garde ça pour moi »."""
    if not said or len(said) > 14:
        return False
    if len(said) <= 5 and any(word in _SECRET for word in said) and all(word in _AROUND_SECRET for word in said):
        return True
    if "pour" in said and "moi" in said and ("garde" in said or "garder" in said):
        return True
    return _denies_saying(said) or (len(said) <= 8 and _has(said, _SECRET_ENDS))


def _denies_saying(said: Sequence[str]) -> bool:
    """« veux pas dire », « préfère ne pas répondre », « pas envie d'en parler », « je réponds pas »."""
    if said[:1] == ["pas"] and len(said) == 2 and said[1] in _WANT:
        return True
    for at, word in enumerate(said):
        if word not in {"pas", "rien", "not"} or not _is_mine(said[:at]):
            continue
        before, after = said[max(0, at - 2) : at], said[at + 1 : at + 6]
        if any(w in _WANT for w in (*before, *after[:1])) and any(w in _SAY for w in after):
            return True
        if before and before[-1] in _SAID and len(said) <= 7:
            return True
    return False


def _is_mine(before: Sequence[str]) -> bool:
    """« je (ne) », or nobody: not « la sécu (me répond pas) », not « elle (veut pas en parler) »."""
    if _OTHERS.intersection(before[-4:]):
        return False
    return not _FIRST_PERSON.isdisjoint(before) or all(word in _NO_SUBJECT for word in before)


def mark(said: Sequence[str], *, eases: bool = True) -> Mark | None:
    """What the answer says to a yes-or-no question; None when it says neither, MIXED when both.

    `eases`: « pas de souci » agrees; where nothing is agreed to (« quelqu'un peut lire ? ») it does not.
    """
    kept, eased = _without(said, _IDIOMS) if eases else (list(said), False)
    if _has(kept, (("oui", "et", "non"), ("un", "peu", "oui", "un", "peu", "non"))):
        return Mark.UNSURE
    soft = _soft_no(kept)
    firm, _ = _without(kept, _SOFT_NO) if soft else (kept, False)
    yes = any(word in _YES and (word not in _ALONE or _stands(firm, at)) for at, word in enumerate(firm))
    yes = yes or _has(kept[:2], (("bien", "sur"), ("tout", "fait"), ("avec", "plaisir")))
    yes = yes or _has(kept[:4], (("veux", "bien"),))
    no = any(word in _NO and (word not in _ALONE or _stands(kept, at)) for at, word in enumerate(kept))
    if yes and no and _is_divided(kept):
        return Mark.UNSURE
    if is_unsure(kept):
        return Mark.MIXED if yes and no else Mark.UNSURE
    if yes and (no or soft):
        return Mark.MIXED
    if no or soft:
        return Mark.NO
    return Mark.YES if yes or eased else None


def _stands(said: Sequence[str], at: int) -> bool:
    """At the beginning, and not « y a », « si on », « n'importe »."""
    return at == 0 and said[1:2] not in (["a"], ["en"], ["on"], ["importe"])


def _soft_no(said: Sequence[str]) -> bool:
    """« pas vraiment », « je crois pas » at the beginning; deeper in the sentence it may deny anything."""
    opening = said[:4]
    return any(_at(opening, pattern, start) for start in range(len(opening)) for pattern in _SOFT_NO) and len(said) <= 7


def _is_divided(said: Sequence[str]) -> bool:
    """« chez moi oui mais dehors non »: neither opens the answer, each belongs to a place or a time."""
    return said[0] not in _YES and said[0] not in _NO and said[-1] in _YES | _NO and len(said) >= 4


def is_doubtful(said: Sequence[str]) -> bool:
    """« je crois », « normalement »: an answer, and not a sure one."""
    return any(word in _DOUBTFUL for word in said)


def without_idioms(said: Sequence[str]) -> list[str]:
    """« pas de problème » is no denial."""
    kept, _ = _without(said, _IDIOMS)
    return kept


def strip_marks(said: Sequence[str]) -> list[str]:
    """What is said beside yes and no."""
    kept, _ = _without(said, _IDIOMS)
    if _soft_no(kept):
        kept, _ = _without(kept, _SOFT_NO)
    return [word for word in kept if word not in _YES and word not in _NO]
