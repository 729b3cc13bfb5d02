"""Surnames: in capitals beside a first name, after « madame », after « je m'appelle » or « nom de famille ».

Must never: take a first name, an initial, an acronym, a word typed in capitals for emphasis, or a school's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_called import called
from bot.triage.guard_name_lists import ACRONYMS, FIRST_NAMES, FUNCTIONS, OPENERS, SURNAMES, WORDS
from bot.triage.guard_text import Reading, Span

_ALONE_FIRST: Final = FIRST_NAMES - WORDS
_SURE: Final = SURNAMES - WORDS - FIRST_NAMES - ACRONYMS
_PARTICLE: Final = r"(?:(?:de la|de|du|des|le|la|el|ben|van|von|da|dos|di|ait|ould|mac|d'|l')[ \-']?)"
_LETTERS: Final = r"[^\W\d_]"


def surname(reading: Reading) -> Iterator[Span]:
    """The surname alone: the first name and the title stay."""
    shouted = reading.is_shouted
    yield from _after_title(reading, shouted)
    yield from _in_capitals(reading, shouted)
    yield from _after_first_name(reading, shouted)
    yield from _after_cue(reading, shouted)
    yield from called(reading)


def _is_sure(word: str) -> bool:
    return any(part in _SURE for part in re.split(r"[-' ]", word))


def _may_be(word: str) -> bool:
    """By its letters alone nothing speaks against a surname."""
    if word in WORDS or word in ACRONYMS or word in FIRST_NAMES or len(word) < 3 or not re.search(r"[aeiouy]", word):
        return False
    return not all(part in WORDS or part in ACRONYMS or len(part) == 1 for part in re.split(r"[-' ]", word))


def _is_first(word: str) -> bool:
    """Also one half of « Jean-Baptiste »."""
    return word in FIRST_NAMES or ("-" in word and any(part in FIRST_NAMES for part in word.split("-")))


# After a title

_TITLE: Final = re.compile(
    r"(?<![\w'-])(?:(mme|mlle|mr|mrs|mm|dr)\.?|(madame|mademoiselle|monsieur|docteur|prof(?:esseure?)?|msieur"
    r"|messieurs|mesdames|maitre)|(m\.))"
    r"\s{1,2}(?=([^\W\d_]{2,}(?:['-][^\W\d_]+)*)(?:\s([^\W\d_]{2,}(?:['-][^\W\d_]+)*))?)"
)
_ANY_TITLE: Final = re.compile(r"\b(?:m[mlr. ]|mad|mon?s|mes|mai|dr|doc|prof)")
_DETERMINED: Final = re.compile(
    r"\b(?:la|le|une?|cette|ce|des|les|ma|mon|bonjour|bonsoir|merci|salut|vieux|vieille|oui|non|svp|cher|chere|jeune"
    r"|petite?|autre|coucou|slt|bjr|bsr),?\s$"
)
_INTRODUCED: Final = re.compile(
    r"\b(?:prof|profs|avec|chez|par|voir|vu|cpe|psy|educ|contre|et|maitresse|pion|dame|nommee?),?\s$"
)


def _after_title(reading: Reading, shouted: bool) -> Iterator[Span]:
    for match in _TITLE.finditer(reading.plain) if _ANY_TITLE.search(reading.plain) else ():
        group = 5 if match[4] in _PARTICLES and match[5] and reading.written[match.start(4)].isupper() else 4
        word, shown = match[group], reading.written[match.start(group) : match.end(group)]
        capital = shown[0].isupper() and not shouted
        if match[3] is not None and _is_initial(reading, match.start(), shown):
            continue
        if _is_no_surname(word, shown):
            continue
        if capital or word in SURNAMES or (_is_addressed(reading.plain, match, shouted) and _may_be(word)):
            yield match.start(4), match.end(group)


_PARTICLES: Final = frozenset({"le", "la", "de", "du", "el", "ben", "da", "dos", "di", "van", "des"})


def _is_no_surname(word: str, shown: str) -> bool:
    """A function (« madame la directrice »), a first name alone, or an ordinary word."""
    if word in FUNCTIONS or (word in ACRONYMS and len(word) < 5) or (word in FIRST_NAMES and word not in SURNAMES):
        return True
    return word in WORDS and not (word in SURNAMES and shown[0].isupper())


def _is_addressed(text: str, title: re.Match[str], shouted: bool) -> bool:
    """« mme lopez », « ma prof madame lopez »; but « une madame bizarre », « bonjour madame voila »."""
    before = text[max(0, title.start() - 12) : title.start()]
    named = title[1] is not None or (title[2] is not None and (shouted or _INTRODUCED.search(before) is not None))
    return named and not _DETERMINED.search(before)


def _is_initial(reading: Reading, start: int, shown: str) -> bool:
    """« Lina M. Elle dit… »: the M. ends a first name. « Hier M. Dupont… »: it is a title."""
    before = re.search(rf"({_LETTERS}+(?:-{_LETTERS}+)*) $", reading.written[max(0, start - 30) : start])
    if before is None or shown.isupper() or not before[1][0].isupper() or before[1].isupper():
        return False
    word = before[1].lower()
    return word not in OPENERS and (word in FIRST_NAMES or word not in WORDS)


# In capitals

_LOUD: Final = re.compile(
    r"(?<![\w\-@#/])(?:(?:DE LA|DE|DU|DES|LE|LA|EL|BEN|VAN|DA|DOS|DI|AIT"
    r"|OULD) )?(?:[DLON]')?[A-Z]{2,}(?:[-'][A-Z]{2,})*(?![\w])"
)
_BEFORE: Final = re.compile(rf"({_LETTERS}+(?:-{_LETTERS}+)*)[ ,] ?$")
_AFTER: Final = re.compile(rf"[ ,]{{1,2}}({_LETTERS}+(?:-{_LETTERS}+)*)")
_HEAD: Final = re.compile(
    r"\b(?:familles?|fratrie|jeunes?|eleve|fils|fille|freres?|s[oe]urs?|consorts|epoux|mineure?|denommee?|nommee?"
    r"|le petit|la petite|parents|pere|mere|les)\s$"
)
_NAMED_PLACE: Final = re.compile(
    r"\b(?:lycee|college|ecole|rue|avenue|boulevard|bd|place|gymnase|stade|espace|centre|bibliotheque|mediatheque"
    r"|complexe|square|parc|salle|hopital|allee|quai"
    r"|foyer|residence|impasse|arret|maternelle|fondation|cite|theatre|association|cinema|piscine|club|internat"
    r"|resto|magasin|garage|chemin|cours|internet|maison|hotel|ligne)"
    r"\s(?:[\w'-]{1,15}\s){0,2}$"
)


def _in_capitals(reading: Reading, shouted: bool) -> Iterator[Span]:
    words = list(_LOUD.finditer(reading.written))
    for place, match in enumerate(words):
        before = reading.written[max(0, match.start() - 32) : match.start()]
        after = reading.written[match.end() : match.end() + 32]
        alone = not shouted and _run_length(words, place, reading.written) < 3
        core = match[0].lower()
        if core not in WORDS and " " in core:
            core = core.split(" ")[-1]
        if _is_named(core, before, after, alone) and not _NAMED_PLACE.search(before.lower()):
            yield match.span()


def _run_length(words: list[re.Match[str]], place: int, text: str) -> int:
    """How many words in capitals stand together around this one, with nothing but spaces and punctuation between."""
    low = high = place
    while low and text[words[low - 1].end() : words[low].start()].strip(" ,!.?'") == "":
        low -= 1
        if place - low > 4:
            break
    while high + 1 < len(words) and text[words[high].end() : words[high + 1].start()].strip(" ,!.?'") == "":
        high += 1
        if high - place > 4:
            break
    return high - low + 1


def _is_named(core: str, before: str, after: str, alone: bool) -> bool:
    """Whether a word in capitals is a surname. `alone`: in no run of capitals, so that they mean something."""
    left, right = _BEFORE.search(before), _AFTER.match(after)
    first, second = left[1] if left else "", right[1] if right else ""
    follows = _is_first(first.lower()) and first.lower() not in WORDS
    precedes = second.lower() in _ALONE_FIRST and len(core) > 3
    if (follows or precedes) and core in SURNAMES and (core not in WORDS or (alone and follows)):
        return True
    if not alone:
        return False
    if (_is_sure(core) and len(core) > 2) or (core in SURNAMES - WORDS and _HEAD.search(before.lower())):
        return True
    if not _may_be(core):
        return False
    if _is_first(first.lower()) or (precedes and second[0].isupper()):
        return True
    if len(core) > 3 and _HEAD.search(before.lower()):
        return True
    return len(core) > 3 and left is not None and _is_unknown_first(first, before[: left.start()])


def _is_unknown_first(first: str, before: str) -> bool:
    """A capital in the middle of a sentence: « avec Zyad BENSALEM »."""
    shaped = re.fullmatch(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?", first) is not None
    return shaped and first.lower() not in WORDS and re.search(r"[a-z,] ?$", before) is not None


# After a first name, without capitals; after « je m'appelle »

_WORD: Final = re.compile(rf"{_LETTERS}+")
_NAME: Final = re.compile(rf"{_LETTERS}+(?:-{_LETTERS}+)*")
_NEXT_NAME: Final = re.compile(rf"\s({_PARTICLE}?{_LETTERS}{{2,}}(?:-{_LETTERS}+)?)(?![\w'])")
_TITLED_WORD: Final = re.compile(r"(?:[A-Za-z ']{0,6})?[A-Z][a-z]+(?:-[A-Z][a-z]+)?")


def _after_first_name(reading: Reading, shouted: bool) -> Iterator[Span]:
    if _ALONE_FIRST.isdisjoint(_WORD.findall(reading.plain)):
        return
    for first in _NAME.finditer(reading.plain):
        match = _is_first(first[0]) and first[0] not in WORDS and _NEXT_NAME.match(reading.plain, first.end())
        if not match:
            continue
        start, end = match.span(1)
        word = match[1]
        shown = reading.written[start:end]
        titled = not shouted and reading.written[first.start()].isupper() and _TITLED_WORD.fullmatch(shown) is not None
        likely = (titled and _may_be(word) and not word.startswith(("lundi", "mardi"))) or _is_sure(word)
        if likely and not _NAMED_PLACE.search(reading.plain[max(0, first.start() - 40) : first.start()]):
            yield start, end


_CUE: Final = re.compile(
    rf"\bnom de famille\s?(?:c'?est|est|c|:|=|cest|de (?:l'"
    rf"|la )\w+ est)?\s?({_PARTICLE}?[^\W\d_]{{2,}}(?:-[^\W\d_]+)?)"
    rf"|(?<!pre)(?<!sur)\bnom\s?(?::|=)\s?({_PARTICLE}?[^\W\d_]{{2,}}(?:-[^\W\d_]+)?)"
)
_CALLED: Final = re.compile(
    rf"\b(?:m'?appelle?s?|s'?appelle?|mappel|(?<!chez )moi c'?est|nommee?"
    rf"|denommee?)\s([^\W\d_]{{2,}}(?:-[^\W\d_]+)?)\s({_PARTICLE}?[^\W\d_]{{2,}}(?:-[^\W\d_]+)?)(?!\w)"
)
_ANY_CALL: Final = re.compile(r"appel|nomm|moi c")
_FAMILY: Final = re.compile(
    r"(?<![\w'-])(?:famille|fratrie|freres|s[oe]urs|epoux|les parents"
    r"|m et mme)\s(?=([A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?)(?!\w))"
)


def _after_cue(reading: Reading, shouted: bool) -> Iterator[Span]:
    for match in _CUE.finditer(reading.plain) if "nom" in reading.plain else ():
        group = match.lastindex or 1
        if match[group] not in WORDS or match[group] in SURNAMES:
            yield match.span(group)
    for match in _CALLED.finditer(reading.plain) if _ANY_CALL.search(reading.plain) else ():
        word, shown = match[2], reading.written[match.start(2) : match.end(2)]
        if (_may_be(word) and shown[0].isupper() and not shouted) or _is_sure(word):
            yield match.span(2)
    if not shouted:
        for match in _FAMILY.finditer(reading.written):
            if _may_be(match[1].lower()) or match[1].lower() in SURNAMES:
                yield match.span(1)
