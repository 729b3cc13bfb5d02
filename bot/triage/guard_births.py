"""Birth dates: introduced by a word for birth, of somebody who could be here, or in the years of the young.

Must never: take an appointment, a judgement, a move or the end of a contract for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_text import Reading, Span, listed

_MONTH: Final = (
    r"(?:janvier|janv|fevrier|fevr|fev|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre"
    r"|nov|decembre|dec)\b\.?"
)
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"\d{1,2}(?:\s?(?:er|ier)\b)?"
_FULL_DATE: Final = (
    rf"(?:\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|\d{{1,2}}\s\d{{1,2}}\s(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_YEAR}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}(?!\d)|(?:{_DAY}|premier)[ \-/]{_MONTH}[ \-/]?(?:{_YEAR}|'?\d\d(?![\dh]"
    rf"|\s?h))"
    rf"|[0-3]\d[01]\d{_YEAR}(?!\d))"
)
WRITTEN_DAY: Final = (
    r"(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente)"
    r"(?:[ \-](?:et )?(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf))?"
)
_DATE: Final = (
    rf"(?:{_FULL_DATE}|(?:{_DAY}|{WRITTEN_DAY})[ \-/]{_MONTH}(?:\s?(?:deux mille|mille neuf)[\w \-]{{0,25}})?"
    rf"|{_MONTH}\s(?:de l'annee\s)?{_YEAR}|\d{{1,2}}[/.\-]\d{{1,2}}(?![\d/]))"
)
_GAP: Final = r"(?:[^.!?\n\[\]\d]|\.(?=\d)){0,40}?"  # not out of the sentence, not over a mark or another number
_BORN: Final = re.compile(
    rf"\b(?:n(?:ee|e)|nai)s?\s?(?:\(e\))?\s?:?\s?(?:le\s?:?\s|un\s)?(?:(?:lun|mar|mercre|jeu|vendre|same)di\s"
    rf"|dimanche\s)?({_DATE})"
    rf"|\b(?:nees?|nes(?=\s(?:a|au|en)\s)|(?:suis|est|es|etes|etait|sont|sui|c)\s(?:ne|nes)\s(?:a|au|en|aux|dans"
    rf"|chez))\b{_GAP}({_DATE})"
)
_BORN_ACCENTED: Final = re.compile(rf"\bnes?\b{_GAP}({_DATE})")
_BIRTH: Final = re.compile(
    rf"(?:\bnaiss?(?:ance)?\b\.?|\bd\.?\s?d\.?\s?n\b\.?|\bbirth(?:day|date)?\b|\bvenue? au monde\b|\bneissance\b"
    rf"|\bnaisance\b){_GAP}({_DATE})"
)
_BIRTHDAY: Final = re.compile(
    rf"\banniv(?:ersaire)?s?\b{_GAP}({_FULL_DATE})|({_FULL_DATE})\s?(?:c'?est|=)\s(?:mon|son) anniv"
)
_OF_AGE: Final = re.compile(
    rf"(?:\b1\d ans|\b2[0-5] ans|\bma?jorite|\bmajeure?)(?: (?:depuis|des))? (?:le|au|du)\s({_DATE})(?! (?:il|elle"
    rf"|on|a \d))"
)
# « chui du 14 mars 2008 », « Jeune fille du 12/03/2009 », « chui de 2009, le 21 février », « 17 ans (12/05/09) ».
_OF_THE_DAY: Final = re.compile(
    rf"\b(?:suis|chuis?|j?'?suis?|jsui|est|fille|fils|jeune|garcon|enfant|eleve|ado|aine|cadet|mineure?)\s(?:de"
    rf"|du)\s(?:le\s)?"
    rf"(?!(?:[^\d\n]{{0,4}}\d\d?[^\n]{{1,12}}?)20[2-9]\d)({_FULL_DATE})"
    rf"|(?:suis|chuis?|sui|ne|nee|nee?\(e\))\s(?:de"
    rf"|en)\s(?:l'annee\s)?{_YEAR}[^.\n\d\[\]]{{1,15}}(\d{{1,2}}(?:er)?\s{_MONTH}(?:\s{_YEAR})?"
    rf"|\d{{1,2}}/\d\d(?:/{_YEAR})?)"
    rf"|\b[1-3]?\d ans\s?[(,:\-]\s?(?:le\s)?({_FULL_DATE})"
    rf"|\b1\d ans (?:hier|demain|aujourd'hui|depuis hier|samedi|dimanche|lundi|mardi|mercredi|jeudi"
    rf"|vendredi)[, ]{{1,2}}(?:le )?({_DATE})"
    rf"|\b(?:ma|sa) date (?:a moi )?(?:c'?est|cest|c|est|:|=)?\s?(?:le\s)?({_DATE})" )
_PAST_YEAR: Final = r"(?:199[4-9]|200\d|201[0-3])"
_PAST_DATE: Final = re.compile(
    rf"(?<![\w/.\-])(?!11 septembre 2001|11/0?9/2001)([0-3]?\d\s?([/.\- ])\s?[01]?\d\s?\2\s?{_PAST_YEAR}(?!\d)"
    rf"|[0-3]?\d(?:er)?[ \-]{_MONTH}[ \-]?{_PAST_YEAR}(?!\d)|{_PAST_YEAR}-[01]\d-[0-3]\d(?!\d))"
)
_EVENT: Final = re.compile(
    r"\b(?:depuis|jusqu|avant|apres|entre|ordonnance|jugement|loi|decret|arrete|circulaire|place|placee|placement"
    r"|divorce|separ\w+|mari\w+|accident|deces|decede\w*"
    r"|mort|morte|arrive\w*|entree?|installe\w*|emmenag\w+|sign\w+|convention|dossier|cree\w*|fonde\w*|ouvert\w*"
    r"|constru\w+|attentats?|guerre|rdv|rendez|seance"
    r"|audience|contrat|bail|achat\w*|achete\w*|acquis|film|sorti\w*|match|finale|concert|photo\w*|courrier|facture"
    r"|version|incendie|opere\w*|hospitalis\w+|permis|diplome"
    r"|decision|texte|rapport|note|charte|deliberation|du texte)\b[^.!?\n;]{0,40}$" )
_BIRTH_WORD: Final = re.compile(
    r"\bn(?:ee?s?|es)\b|nais|neiss|\bd\.? ?d\.? ?n\b|birth|anniv|au monde|major|majeur| ans (?:le|au|du)\b"
)
_NOT_A_BIRTH: Final = re.compile(
    r"(?:actes?|extraits?|copies?|livrets?|conges?|primes?|declarations?|lieux?)\s(?:integrales? )?(?:d'actes? )?de $"
    r"|\b(?:idee|projet|asso|association|groupe|collectif|conflit|club|rumeur|dispute|embrouille"
    r"|equipe)\b[^.!?\n]{0,25}$"
)
# A full date alone, or right after a first name, of somebody who could be here: nothing else is written like that.
_YOUNG_YEAR: Final = r"(?:199\d|200\d|201[0-5])"
_BARE: Final = re.compile(
    rf"(?:^\s*|(?<=[a-z.])\s?[,(:\-]\s?|(?<=[a-z])\s)((?:[0-3]?\d)([/.\-])(?:[01]?\d)\2{_YOUNG_YEAR}(?!\d))(\s*$)?"
)


def birth_date(reading: Reading) -> Iterator[Span]:
    """A date that a word for birth introduces, or that stands alone or after a first name."""
    text = reading.plain
    if _BIRTH_WORD.search(text):
        for pattern in (_BORN, _BIRTH, _BIRTHDAY, _OF_AGE):
            for match in pattern.finditer(text):
                if _is_a_birth(text, match):
                    yield match.span(match.lastindex or 0)
        for match in _BORN_ACCENTED.finditer(text):
            if reading.composed[match.start() + 1] in "éÉ" and _is_a_birth(text, match):  # « ne » is the negation
                yield match.span(1)
    for match in _OF_THE_DAY.finditer(text):
        if _is_a_birth(text, match):
            yield match.span(match.lastindex or 0)
    for match in _PAST_DATE.finditer(text):
        if not _EVENT.search(text[max(0, match.start() - 60) : match.start()]) and _is_a_birth(text, match):
            yield match.span(1)
    for match in _BARE.finditer(text):
        if (match.start() == 0 and match[3] is not None) or _follows_a_name(reading, match.start()):
            yield match.span(1)


def _is_a_birth(text: str, match: re.Match[str]) -> bool:
    return "prevu" not in match[0] and not _NOT_A_BIRTH.search(text[max(0, match.start() - 45) : match.start()])


def _follows_a_name(reading: Reading, end: int) -> bool:
    before = re.search(r"([A-Z][a-z]{2,}) ?([A-Z]\.?|[A-Z]{2,})?$", reading.written[max(0, end - 40) : end])
    return before is not None and before[1].lower() not in _NOT_FIRST


_NOT_FIRST: Final = listed(
    """
    depuis vers avant jusqu entre dossier entree sortie arrivee naissance debut fin loi arrete mise jugement
    audience contrat rdv rendez contact depart date janvier fevrier mars avril mai juin juillet aout septembre
    octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    """
)
