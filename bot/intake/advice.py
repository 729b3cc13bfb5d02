"""What a coordinator may want to read again before an answer leaves: promises, secrets, the wrong « vous », length.

Must never: block, change or keep a word; it only points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from bot.triage.guard import Writer, find

LONG_FOR_YOUNG = 15
"""Words of a sentence that a young person reads at one go (domaine, readability)."""
LONG_FOR_RELAY = 25


class Advice(StrEnum):
    """In the order in which they are said: the graver first."""

    SECRET = "secret"
    PROMISE = "promise"
    FORMAL = "formal"  # « vous » to a young person
    FAMILIAR = "familiar"  # « tu » to a relay
    IDENTITY = "identity"  # a surname, a number, an address
    LONG = "long"


_SENTENCE = re.compile(r"(?:[.!?…]+(?=\s|$|[»\"”])|\n)+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"")
_NOT_PROMISED = re.compile(r"\b(?:pas|jamais|peux rien|pouvons rien|sans)\b")
_SECRET = re.compile(
    r"\bsecrets?\b|\bentre nous\b|\bentre (?:toi|vous) et moi\b"
    r"|\bgarde(?:rai|rons)? (?:ca|cela|tout) pour (?:moi|nous)\b|\bconfidentie(?:l|lle|ls|lles)\b"
)
_SILENCE = re.compile(
    r"\b(?:dirai|dirons|dira|repeterai|repeterons|repetera|parlerai|parlerons|parlera) "
    r"(?:jamais )?(?:rien )?(?:de ca )?"
    r"(?:rien|a personne|a tes parents|a ta mere|a ton pere|a vos parents)\b|\b(?:ne )?dis (?:ca |le )?a personne\b"
    r"|\bpersonne (?:ne |n')?(?:le )?(?:saura|lira)\b"
)
_PROFESSIONAL_SECRET = re.compile(r"\bsecret professionnel\b")
_PROMISE = re.compile(
    r"\bpromis\b|\bpromets\b|\bpromettons\b|\bpromesse\b|\bte le jure\b|\bte jure\b|\bvous jure\b|\bje (?:le )?jure\b"
    r"|\bgaranti[se]?\b|\bgarantis(?:sons)?\b|\bc'est (?:sur et )?certain que\b|\btout (?:va|ira) (?:s'arranger|bien)\b"
    r"|\b(?:ca|cela) va s'arranger\b|\bserai toujours la\b|\bserons toujours la\b|\btoujours la pour (?:toi|vous)\b"
    r"|\brien ne (?:va )?t'arrivera?\b|\bil ne t'arrivera rien\b|\btu ne risques rien\b|\bvous ne risquez rien\b"
)
_FORMAL = re.compile(r"(?<!rendez-)(?<!rendez )\bvous\b(?! deux| trois| tous| toutes)|\bvotre\b|\bvos\b|\bveuillez\b")
_FAMILIAR = re.compile(
    r"\btu\b|(?<!le )(?<!du )(?<!un )(?<!ce )(?<!bon )\bton\b|\bta\b|\btes\b|\bte\b|\btoi\b|\bt'(?=\w)"
)


def advise(text: str, *, young: bool, known_numbers: Collection[str] = ()) -> tuple[Advice, ...]:
    """What could be said better in an answer written by a coordinator; each once, the graver first.

    `young`: whether a young person reads it, to whom one says « tu ». `known_numbers`: digits that anybody may be
    given (the service's telephone, the help lines).
    """
    clauses = [_plain(clause) for clause in re.split(r"[.!?…;\n]|, mais | mais ", _QUOTED.sub(" ", text))]
    found = {
        Advice.SECRET: any(_is_secret(clause) for clause in clauses),
        Advice.PROMISE: any(_PROMISE.search(clause) and not _is_denied(clause, _PROMISE) for clause in clauses),
        Advice.FORMAL: young and any(_FORMAL.search(clause) for clause in clauses),
        Advice.FAMILIAR: not young and any(_FAMILIAR.search(clause) for clause in clauses),
        Advice.IDENTITY: _names_somebody(text, known_numbers),
        Advice.LONG: longest_sentence(text) > (LONG_FOR_YOUNG if young else LONG_FOR_RELAY),
    }
    return tuple(advice for advice in Advice if found[advice])


def longest_sentence(text: str) -> int:
    """Words of the longest sentence; « s'il » counts for one."""
    return max((len(_WORD.findall(sentence)) for sentence in _SENTENCE.split(text)), default=0)


def _is_secret(clause: str) -> bool:
    if _SILENCE.search(clause):
        return True
    bare = _PROFESSIONAL_SECRET.sub("", clause)
    return bool(_SECRET.search(bare)) and not _is_denied(bare, _SECRET)


def _is_denied(clause: str, said: re.Pattern[str]) -> bool:
    """« je ne peux pas garder le secret »: said to be impossible, which is what one should say."""
    at = said.search(clause)
    return at is not None and bool(_NOT_PROMISED.search(clause[: at.end() + 4]))


def _names_somebody(text: str, known_numbers: Collection[str]) -> bool:
    allowed = {re.sub(r"\D", "", number) for number in known_numbers} - {""}
    for finding in find(text, Writer.YOUNG):
        digits = re.sub(r"\D", "", text[finding.start : finding.end])
        if not digits or digits not in allowed:
            return True
    return False


def _plain(text: str) -> str:
    """Lower case, without accents, straight apostrophes, single blanks."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).split())
