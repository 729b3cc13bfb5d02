"""Whether an answer that asks for less care is said plainly enough to be taken.

« Non » to a danger is taken when nothing but a plain no is said; somebody's agreement when the words of an agreement
stand there and nothing beside them that takes it back. Everything else is asked again, which costs one tap.
Must never: be eased to understand more; whole phrases that were judged one by one stand in the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.intake.normal import ARTICLES, LIGHT, POLITENESS
from bot.intake.polarity import is_doubtful, without_idioms
from bot.intake.vocabulary import sequences, word_set

CARELESS = {"danger_immediat": "non", "danger_en_cours": "non", "jeune_informe": "informe_accord"}
"""The careless answer of the questions that are read here."""
_REACH = 3
"""How many words a denial reaches: « elle n'est plus vraiment en sécurité »."""

_DENIALS = word_set("plainly.denials")
_RISKS = word_set("plainly.risks")
_SAFETY = word_set("plainly.safety")
_AVERTED = word_set("plainly.averted")
_NO_DANGER = _RISKS | _SAFETY | _AVERTED | _DENIALS | word_set("plainly.no_danger") | POLITENESS | ARTICLES | LIGHT
_RESERVES = word_set("plainly.reserves")
_AGREEMENT = word_set("plainly.agreement")
_UNAGREED = word_set("plainly.unagreed")
_AGREED = _AGREEMENT | word_set("plainly.agreed") | POLITENESS | ARTICLES | LIGHT | {"oui", "ok"}
_ASKED = sequences("plainly.asked")
_ACKNOWLEDGED = word_set("plainly.acknowledged")
_PERIL = word_set("plainly.peril")


def is_plain(question: str, code: str, said: Sequence[str]) -> bool:
    """Whether `code` may be taken from `said`, the words of an answer that is no phrase of the lexicon."""
    if question == "jeune_informe":
        return _is_agreement(said) if code == "informe_accord" else _names_peril(code, said)
    return code != CARELESS.get(question) or _denies_danger(said)


def _denies_danger(said: Sequence[str]) -> bool:
    """« aucun danger connu », « il est en sécurité »; not « pas en sécurité », « danger non écarté », « a priori »."""
    kept = [word for word in said if word not in ARTICLES]
    if is_doubtful(said) or not _RESERVES.isdisjoint(kept) or not _NO_DANGER.issuperset(kept):
        return False
    safe = [at for at, word in enumerate(kept) if word in _SAFETY | _AVERTED]
    if any(_is_denied(kept, at) or kept[at - 1 : at] == ["non"] for at in safe):
        return False
    risks = [at for at, word in enumerate(kept) if word in _RISKS]
    return not _AVERTED.isdisjoint(kept) or all(_is_denied(kept, at) for at in risks)


def _is_denied(said: Sequence[str], at: int) -> bool:
    return not _DENIALS.isdisjoint(said[max(0, at - _REACH) : at])


def _is_agreement(said: Sequence[str]) -> bool:
    """« oui » and « d'accord » alone may only say that the question was read; « on est d'accord » is said of others."""
    kept = without_idioms(said)
    heard = frozenset(kept)
    if heard <= _ACKNOWLEDGED or is_doubtful(said) or not heard <= _AGREED or not _UNAGREED.isdisjoint(heard):
        return False
    of_others = any(word == "on" and kept[at - 1 : at] != ["que"] for at, word in enumerate(kept))
    asked = any(tuple(kept[at : at + len(one)]) == one for at in range(len(kept)) for one in _ASKED)
    return not of_others and not asked and not _AGREEMENT.isdisjoint(heard)


def _names_peril(code: str, said: Sequence[str]) -> bool:
    """A danger is no careless answer, but it lifts the rule of silence about the name: it needs its own words."""
    return code != "non_informe_danger" or not _PERIL.isdisjoint(said)
