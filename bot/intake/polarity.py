"""Yes, no, perhaps and « I'd rather not say », whatever the question.

Must never: decide when yes and no stand side by side (« oui mais non »): asking again costs one tap.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Mark(StrEnum):
    YES = "oui"
    NO = "non"
    UNSURE = "ne_sait_pas"
    MIXED = "?"


_YES = frozenset(
    ["oui", "ouais", "ouai", "ouaip", "ouep", "ouip", "oue", "oe", "we", "wai", "wep", "woui", "wi", "uai", "ui", "yes", "yep", "yeah", "yup", "yess", "ye", "yas", "si", "ok", "daccord", "vasy", "go", "carrement", "evidemment", "volontiers", "absolument", "exactement", "affirmatif", "certainement", "bien_sur", "ouii", "ouaii", "oki", "sisi", "o", "y", "نعم", "да"]
)
_NO = frozenset(["non", "nan", "no", "nope", "nop", "nah", "naan", "jamais", "negatif", "nn", "n", "nein", "nooon", "nonn", "لا", "нет"])
_ALONE = frozenset({"o", "y", "n", "si", "ye", "we", "no", "jamais", "grave"})
"""Too short or too common to count inside a sentence; only at its beginning."""
_UNSURE_WORDS = frozenset(["peutetre", "hesite", "hesitant", "bof", "mouais", "maybe", "perhaps", "dunno", "moyen", "possible", "eventuellement"])
_UNSURE_ENDS = (
    ("sais", "pas"), ("sais", "plus"), ("sait", "pas"), ("pas", "sur"), ("pas", "sure"), ("pas", "certain"),
    ("pas", "certaine"), ("aucune", "idee"), ("pas", "idee"), ("en", "sais", "rien"), ("ca", "depend"), ("entre", "deux"),
    ("se", "peut"), ("sais", "meme", "pas"), ("sais", "vraiment", "pas"), ("sais", "trop", "pas"), ("dont", "know"),
    ("don", "te", "know"), ("not", "sure"), ("faut", "voir"), ("oui", "et", "non"), ("plus", "ou", "moins"),
)  # fmt: skip
_SOFT_NO = (
    ("pas", "du", "tout"), ("pas", "vraiment"), ("pas", "encore"), ("pas", "maintenant"), ("surtout", "pas"),
    ("pas", "trop"), ("pas", "daccord"), ("hors", "de", "question"), ("veux", "pas"), ("prefere", "pas"), ("pas", "question"),
    ("crois", "pas"), ("pense", "pas"), ("pas", "la", "peine"), ("pas", "besoin"), ("pas", "tout", "de", "suite"), ("vraiment", "pas"),
    ("aime", "mieux", "pas"), ("no", "way"), ("pas", "envie"),
)  # fmt: skip
_IDIOMS = (
    ("pas", "de", "souci"), ("pas", "de", "soucis"), ("pas", "souci"), ("pas", "de", "probleme"), ("pas", "de", "problemes"),
    ("pas", "probleme"), ("no", "problem"), ("sans", "souci"), ("sans", "probleme"), ("pourquoi", "pas"), ("aucun", "souci"),
    ("aucun", "probleme"), ("y", "a", "pas", "de", "souci"),
)  # fmt: skip
_SAY = frozenset(
    ["dire", "repondre", "parler", "parlee", "parle", "preciser", "donner", "indiquer", "expliquer", "commenter", "ecrire", "reveler", "choisir", "raconter", "reponse", "say", "answer", "tell", "partager", "devoiler", "evoquer", "dis"]
)
_SAID = frozenset(["reponds", "repond", "repons", "repondrai", "dis", "dirai", "rep", "rrep", "donne", "donnerai", "dit"])
_WANT = frozenset(
    ["veux", "veut", "envie", "envi", "prefere", "souhaite", "voudrais", "aimerais", "peux", "ose", "compte", "tiens", "rather", "desire", "prefererais", "oblige", "dois", "plutot"]
)
_SECRET = frozenset({"joker", "secret", "confidentiel", "privee", "prive", "jepeuxpasdire", "intime", "perso"})
_SECRET_ENDS = (
    ("sans", "reponse"), ("no", "comment"), ("sans", "commentaire"), ("regarde", "pas"), ("ca", "me", "regarde"),
    ("non", "dit"), ("prefer", "not"), ("rather", "not"), ("pas", "cette", "question"), ("eviter", "cette", "question"),
    ("pas", "besoin", "de", "savoir"),
)  # fmt: skip


def _at(said: Sequence[str], pattern: Sequence[str], start: int) -> bool:
    return list(said[start : start + len(pattern)]) == list(pattern)


def _has(said: Sequence[str], patterns: Sequence[Sequence[str]]) -> bool:
    return any(_at(said, pattern, start) for start in range(len(said)) for pattern in patterns if said[start] == pattern[0])


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
    return any(word in _UNSURE_WORDS for word in said) or _has(said, _UNSURE_ENDS)


def is_refusal(said: Sequence[str]) -> bool:
    """« je préfère pas répondre », « joker », « ça vous regarde pas », « je garde ça pour moi »."""
    if not said or len(said) > 14:
        return False
    if len(said) <= 5 and any(word in _SECRET for word in said):
        return True
    if "pour" in said and "moi" in said and ("garde" in said or "garder" in said):
        return True
    return _denies_saying(said) or (len(said) <= 8 and _has(said, _SECRET_ENDS))


def _denies_saying(said: Sequence[str]) -> bool:
    """« veux pas dire », « préfère ne pas répondre », « pas envie d'en parler », « je réponds pas »."""
    if said[:1] == ["pas"] and len(said) == 2 and said[1] in _WANT:
        return True
    for at, word in enumerate(said):
        if word not in {"pas", "rien", "not"}:
            continue
        before, after = said[max(0, at - 2) : at], said[at + 1 : at + 6]
        if any(w in _WANT for w in (*before, *after[:1])) and any(w in _SAY for w in after):
            return True
        if before and before[-1] in _SAID and len(said) <= 7:
            return True
    return False


def mark(said: Sequence[str]) -> Mark | None:
    """What the answer says to a yes-or-no question; None when it says neither, MIXED when both."""
    kept, eased = _without(said, _IDIOMS)
    if _has(kept, (("oui", "et", "non"), ("un", "peu", "oui", "un", "peu", "non"))):
        return Mark.UNSURE
    yes = any(word in _YES and (at == 0 or word not in _ALONE) for at, word in enumerate(kept))
    yes = yes or _has(kept[:2], (("bien", "sur"), ("tout", "fait"), ("avec", "plaisir")))
    no = any(word in _NO and (at == 0 or word not in _ALONE) for at, word in enumerate(kept))
    soft = _soft_no(kept)
    if is_unsure(kept):
        return Mark.MIXED if yes and no else Mark.UNSURE
    if yes and (no or soft):
        return Mark.MIXED
    if no or soft:
        return Mark.NO
    return Mark.YES if yes or eased else None


def _soft_no(said: Sequence[str]) -> bool:
    """« pas vraiment », « je crois pas » at the beginning; deeper in the sentence it may deny anything."""
    opening = said[:4]
    return any(_at(opening, pattern, start) for start in range(len(opening)) for pattern in _SOFT_NO) and len(said) <= 7


def strip_marks(said: Sequence[str]) -> list[str]:
    """What is said beside yes and no."""
    kept, _ = _without(said, _IDIOMS)
    return [word for word in kept if word not in _YES and word not in _NO]
