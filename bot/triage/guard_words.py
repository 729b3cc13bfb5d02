"""What a professional must not write about a person: religion, origin, opinion, orientation, judgements.

Must never: take the fact of an insult, of a threat or of a discrimination for it (« victime de propos racistes »), nor
a place, a language, a school or a dish. Young people are not read here: they say of themselves what they want.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage import guard_judging as judging
from bot.triage import guard_turns as turns
from bot.triage import guard_word_lists as lists
from bot.triage.guard_text import Reading, Span

_PEOPLE: Final = lists.PEOPLE_ADJECTIVES
# What somebody else said or did, earlier in the sentence, makes facts of the words; « parce que » turns it round.
_REPORTED: Final = re.compile(
    rf"\b(?:{lists.REPORTED})\b(?:(?!parce qu|\bcar\b|\bcomme il|\bcomme elle|en raison de"
    rf"|du fait de)[^.!?\n;]){{0,80}}$"
    r"|phob(?:e|es|ie)\b[^.!?\n;]{0,80}$"
)
_OWN_WORDS: Final = re.compile(rf"\b(?:{lists.OWN_WORDS})[^.!?\n;]{{0,25}}$")
_QUOTED: Final = re.compile(r"[«\"“][^«»\"“”\n]{0,200}$")


def _assertions(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if not _REPORTED.search(text[max(0, match.start() - 110) : match.start()]):
            yield match.span()


_CATHOLIC_HOUSE: Final = re.compile(
    r"\b(?:secours|lycee|ecole|college|enseignement|etablissement|cimetiere|aumonerie) $"
)
_RELIGION: Final = re.compile(
    rf"\b(?:(?:{lists.FAITHS})\b(?! (?:contre|que|qu'|de\b))|(?:{lists.RELIGIOUS}|{turns.RELIGION})\b)"
)
_SPORT: Final = re.compile(r"\b(?:judo|foot|sport|basket|danse|velo|rugby|cheval|equitation|natation|boxe|musique)\b")


def religion(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for start, end in _assertions(_RELIGION, text):
        is_house = _CATHOLIC_HOUSE.search(text[max(0, start - 16) : start])
        if not is_house and not (text.startswith("pratiqu", start) and _SPORT.search(text[end : end + 25])):
            yield start, end


_LINK: Final = (
    r"(?: (?:tres|plutot|surement|probablement|visiblement|assez|majeure?|mineure?|isolee?|seule?|agee? de \d\d ans"
    r"|de \d\d ans"
    r"|\d\d ans|apparemment|sans doute|est|sont|etait|etaient|serait|seraient|,|semble|parait)){0,3}"
)
_SEEN: Final = rf"(?:{_PEOPLE}|noire?s?|blacks?|metisse?s?|immigree?s?|etrang(?:er|ere|eres|ers)|de couleur)"
_ORIGIN: Final = re.compile(
    rf"(?:d')?\borigines? (?:[\w-]{{1,14}} (?:et|ou) )?(?:{_PEOPLE}|etrangere?s?|immigree?|{lists.COUNTRIES})\b"
    rf"|\b(?:de |double )?nationalite (?:{_PEOPLE})\b|\bressortissante?s? (?:{_PEOPLE}|\w+)"
    rf"|\bcommunaute (?:{_PEOPLE})\b"
    rf"|\btype (?:\w{{1,4}}-)?(?:{_PEOPLE}|caucasien|mediterraneen)"
    rf"|\b(?:{lists.PERSON}){_LINK} {_SEEN}\b"
    rf"|\b(?:{lists.PERSON})(?: [\w']{{1,12}}){{1,4}} (?:est|sont|etait|etaient|seraient) {_SEEN}\b"
    rf"|\b(?:il|elle)s? (?:est|sont|etait|etaient|serait) {_SEEN}\b(?! (?:au|aux|a la|de rage|de colere|de monde"
    rf"|de boue))"
    rf"|(?:^|(?<=[.;,] ))(?:{_PEOPLE})(?=,| par | et arrive| arrive| nee? | de \d\d| agee? | d'une| isole| sans )"
    rf"|\b(?:{lists.PEOPLES}|{lists.STATUSES})\b"
    rf"|\b(?:originaires? d|vien(?:t|nent) |venue?s? |arrivee?s? |debarque |fui |quitte |fuit |partie? |nee?s? )"
    rf"(?:tout juste |seule? |recemment |d'arriver )?(?:d?e la |du |des |de |e |u |es |d'|de l'|'|l'|e l'|le |la "
    rf"|les |son |au |aux |a |en )?"
    rf"(?:{lists.COUNTRIES}|l'etranger|l'afrique|pays en guerre)\b"
    rf"|\b(?:{turns.ORIGIN})\b"
)
_TRIP: Final = re.compile(r"\b(?:vacances|voyage|sejour|week-end|conges|correspondant|erasmus|stage|echange)\b")
_MOVED: Final = re.compile(r"(?:vien|arriv|parti|venu|quitt)")
_THING: Final = re.compile(
    r"\b(?:parle|parler|cours|langue|lv\d|prof|classe|kebab|restaurant|cuisine|plat|musique|film|en|interprete"
    r"|traduction|the|chant"
    r"|danse)(?: \w{1,8}){0,2} (?:d'|de |en |l'|le |du )?$"
)


def origin(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for start, end in _assertions(_ORIGIN, text):
        if " " not in text[start:end] and _THING.search(text[max(0, start - 30) : start]):
            continue
        if not (_MOVED.match(text, start) and _TRIP.search(text[max(0, start - 40) : end + 40])):
            yield start, end


_OPINION: Final = re.compile(
    rf"\b(?:(?:{lists.ENGAGED})(?: [\w']{{1,14}}){{0,4}}? ?(?:d'|l')?(?:{lists.PARTIES})\b|(?:{lists.OPINIONS}"
    rf"|{turns.OPINION})\b)"
)


def opinion(reading: Reading) -> Iterator[Span]:
    yield from _assertions(_OPINION, reading.plain)


_ORIENTATION: Final = re.compile(
    rf"\b(?:(?:{lists.ORIENTED})\b(?! ?(?:phob|pride|sibir))|(?:{lists.INTIMATE}|{turns.ORIENTATION})\b)"
)
_PUBLIC_CAUSE: Final = re.compile(
    r"(?:associations?|groupe|mois des|marche des|drapeau|centre|ligne|permanence|gay pride)\s?(?:\w{1,10}\s){0,2}$"
)


def orientation(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for start, end in _assertions(_ORIENTATION, text):
        if not _PUBLIC_CAUSE.search(text[max(0, start - 35) : start]):
            yield start, end


_WHO: Final = rf"(?:{lists.PERSON}|il|elle|ils|elles|on|c'|qui|ce)"
_JUDGEMENT: Final = re.compile(
    rf"\b(?:(?:{lists.JUDGED_NOUNS}|{judging.JUDGEMENT})\b|{_WHO}[, ]{{1,2}}(?:ne "
    rf"|n')?(?:(?:{lists.VERY}) ){{1,5}}(?:{lists.JUDGED}|{judging.ADJECTIVES})\b"
    rf"|(?:{lists.PERSON}|comportement|attitude) (?:{lists.JUDGED}|{judging.ADJECTIVES})\b"
    rf"|(?:aussi|toujours|tres|trop|vraiment|particulierement|completement|totalement|plutot|assez"
    rf"|franchement) (?:{lists.JUDGED}|{judging.ADJECTIVES})\b)"
)
_NO_PERSON: Final = re.compile(rf"\b(?:{lists.NOT_A_PERSON})(?: [\w']{{1,12}}){{0,4}} ?$")


def judgement(reading: Reading) -> Iterator[Span]:
    """Words that judge a person. Not when the person says it of themselves, nor between quotation marks."""
    text = reading.plain
    for start, end in _assertions(_JUDGEMENT, text):
        before = text[max(0, start - 200) : start]
        if _QUOTED.search(before):
            continue
        denied = text.startswith(("pas ", "peu ", "guere ", "ni "), start)  # « n'est pas fiable » is one all the same
        if not denied and (_OWN_WORDS.search(before[-60:]) or _OWN_WORDS.search(text[max(0, start - 40) : end])):
            continue
        if not _NO_PERSON.search(before[-60:]):
            yield start, end
