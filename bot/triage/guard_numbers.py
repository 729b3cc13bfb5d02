"""Numbers that lead to a person: NIR, bank, telephone; and e-mail addresses, also spelled out.

Must never: take a help line, a date, an hour or a price for one of them, or try a start over an unbounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_text import Reading, Span

_S: Final = r"[ \t.\-/_·]{0,3}"  # what people put between digits
_ANY_DIGIT: Final = re.compile(r"\d")

# Every pattern below stands in a look-ahead: a refused candidate must not swallow the start of the next one. Each has
# a bounded length, so the time is linear.


_GOES_ON_BEFORE: Final = re.compile(r"\d(?: {0,3}|[.\-])$")
_GOES_ON: Final = re.compile(r"(?: {0,3}|[.\-])\d")


def _compact(raw: str) -> str:
    return "".join(char for char in raw if char.isascii() and char.isalnum())


def _end_of(raw: str, count: int) -> int:
    """Where the `count`-th letter or digit of `raw` ends."""
    places = [place for place, char in enumerate(raw) if char.isascii() and char.isalnum()]
    return places[count - 1] + 1


def _continues(text: str, start: int, end: int) -> bool:
    """The digits go on before or after: the run is a longer number."""
    return _GOES_ON_BEFORE.search(text[max(0, start - 4) : start]) is not None or _GOES_ON.match(text, end) is not None


# NIR: sex, year, month, department, town, order, key (https://www.legifrance.gouv.fr, décret 82-103).
_NIR: Final = re.compile(
    rf"(?<!\d)(?=([1-478](?:{_S}\d){{4}}{_S}(?:\d{_S}\d|2{_S}[ab])(?:{_S}\d){{6}}(?:{_S}\d{_S}\d)?)(?!\d))"
)
_NIR_NAMED: Final = re.compile(
    rf"(?:\bsecu|securite sociale?|\bni[ra]\b|\bvitale|immatriculation|\bs\.?s\b|\bassure|\bmatricule|\bcpam\b"
    rf"|\bameli\b"
    rf"|\baffilie|\bmutuelle|\bcss\b)[^\d\n\[\]]{{0,30}}([1-478](?:{_S}[\dab]){{9,15}})"
)
# As the card groups it: nothing else is written so, and a wrong key is a slip of the finger.
_NIR_GROUPED: Final = re.compile(
    r"(?<![\d.\-])([12]([ .\-])\d\d\2(?:0[1-9]|1[0-2])\2(?:\d\d|2[ab])\2\d{3}\2\d{3}(?:\2\d\d)?)(?![ .\-]?\d)"
)


_NIR_NAMED_AFTER: Final = re.compile(
    rf"(?<!\d)([1-478](?:{_S}[\dab]){{12,15}})[^\d\n\[\]]{{1,20}}(?:\bsecu\b|\bnir\b|carte vitale)"
)


def social_security(reading: Reading) -> Iterator[Span]:
    """NIR with its key checked, without its key when the rest is plausible, or any long number called one."""
    text = reading.plain
    if not _ANY_DIGIT.search(text):
        return
    for match in _NIR.finditer(text):
        number, span = _compact(match[1]), match.span(1)
        holds = _nir_holds(number) if len(number) == 15 else _nir_may_end(text, match)
        if holds and _nir_plausible(number):
            yield span
    for pattern in (_NIR_NAMED, _NIR_NAMED_AFTER, _NIR_GROUPED):
        for match in pattern.finditer(text):
            yield match.span(1)


def _nir_may_end(text: str, match: re.Match[str]) -> bool:
    """Without a key nothing is proved: no longer number, no date."""
    return match[1][0] in "12" and "/" not in match[1] and not _continues(text, *match.span(1))


def _nir_holds(number: str) -> bool:
    corsica = {"2a": "19", "2b": "18"}  # letters count as the department that Corsica had before
    digits = number[:5] + corsica.get(number[5:7], number[5:7]) + number[7:13]
    return 97 - int(digits) % 97 == int(number[13:])


def _nir_plausible(number: str) -> bool:
    month, department = int(number[3:5]), number[5:7]
    return (
        (1 <= month <= 12 or 20 <= month <= 42 or month >= 50)
        and (department in ("2a", "2b") or int(department) not in (0, 20)) and number[7:10] != "000"
    )  # fmt: skip


# Bank: lengths of the IBAN registry (ISO 13616) for the countries met here.
_IBAN_LENGTHS: Final = {
    "ad": 24, "al": 28, "at": 20, "ba": 20, "be": 16, "bg": 22, "ch": 21, "cy": 28, "cz": 24, "de": 22, "dk": 18,
    "ee": 20, "es": 24, "fi": 18, "fr": 27, "gb": 22, "ge": 22, "gr": 27, "hr": 21, "hu": 28, "ie": 22, "is": 26,
    "it": 27, "li": 21, "lt": 20, "lu": 20, "lv": 21, "mc": 27, "md": 24, "me": 22, "mk": 19, "mr": 27, "mt": 31,
    "nl": 18, "no": 15, "pl": 28, "pt": 25, "ro": 24, "rs": 22, "se": 24, "si": 19, "sk": 24, "sm": 27, "tn": 24,
    "tr": 26, "ua": 29, "xk": 20,
}  # fmt: skip
_IBAN: Final = re.compile(
    rf"(?<![a-z0-9])(?=((?:{'|'.join(_IBAN_LENGTHS)})(?:{_S}\d){{2}}(?:{_S}[a-z0-9]){{11,29}}))"
)
_RIB: Final = re.compile(rf"(?<![a-z0-9])(?=(\d{{5}}{_S}\d{{5}}{_S}[a-z0-9]{{11}}{_S}\d\d)(?![a-z0-9]))")
_CARD: Final = re.compile(r"(?<![a-z0-9])(?<!\d[ .\-])(?<!\d  )(?=([3-6](?:[ .\-]{0,2}\d){12,23}+)(?![ .\-]{0,2}\d))")
_CARD_GROUPED: Final = re.compile(r"(?<![a-z0-9])(?<!\d[ .\-])([3-6]\d{3}([ .\-])\d{4}\2\d{4}\2\d{4})(?!\w)")
_RIB_GROUPED: Final = re.compile(r"(?<![a-z0-9])(\d{5}([ .\-])\d{5}\2[a-z0-9]{11}\2\d\d)(?!\w)")
_IBAN_GROUPED: Final = re.compile(
    rf"(?<![a-z0-9])((?:{'|'.join(_IBAN_LENGTHS)})\d\d([ .\-])(?:[a-z0-9]{{4}}\2){{2,6}}[a-z0-9]{{1,4}})(?![a-z0-9])" )
_BANK_WORD: Final = re.compile(
    r"\b(?:iban|rib|cb|carte(?! (?:vitale|d'identite|de sejour|jeune|grise|avantage|scolaire|mobi))|visa|mastercard"
    r"|compte|virements?|virer|banque|bancaires?|prelevements?|guichet|revolut|n26|nickel"
    r"|livret|domiciliation bancaire|bic)\b" )
_ACCOUNT: Final = re.compile(
    rf"\b(?:(?:iban|rib|carte(?! (?:vitale|d'identite|de sejour|jeune|grise|avantage|scolaire|mobi))|cb|visa"
    rf"|mastercard|compte|virer|virement)\b[^\d\n\[\]]{{0,40}}?"
    rf"((?:[a-z]{{2}}{_S}\d\d)?(?:{_S}\d){{9,24}}[a-z]?(?:{_S}\d{{2,3}})?)(?!\w)"
    r"|(?:code (?:banque|guichet)|guichet)\s?(?:n°|numero|:|c'?est)?\s?(\d{5})(?!\d))" )
_RIB_DIGITS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "12345678912345678923456789")


def bank(reading: Reading) -> Iterator[Span]:
    """IBAN, French RIB and card numbers, each by its checksum."""
    text = reading.plain
    if not _ANY_DIGIT.search(text):
        return
    for match in _IBAN.finditer(text):
        number = _compact(match[1])
        length = _IBAN_LENGTHS[number[:2]]
        if len(number) >= length and _iban_holds(number[:length]):
            yield match.start(1), match.start(1) + _end_of(match[1], length)
    for match in _RIB.finditer(text):
        if int(_compact(match[1]).translate(_RIB_DIGITS)) % 97 == 0:
            yield match.span(1)
    for match in _CARD.finditer(text):
        number = _compact(match[1])
        # An expiry date or a code may follow a card of 16 digits; nothing follows the rarer lengths.
        length = len(number) if len(number) in (13, 14, 15, 16) else 16
        if _luhn_holds(number[:length]):
            yield match.start(1), match.start(1) + _end_of(match[1], length)
    yield from _bank_by_dress(text)


def _bank_by_dress(text: str) -> Iterator[Span]:
    """Grouped as on the paper, or named: a wrong key is then a slip of the finger. A named telephone stays one."""
    for pattern in (_CARD_GROUPED, _RIB_GROUPED):
        for match in pattern.finditer(text):
            yield match.span(1)
    for match in _IBAN_GROUPED.finditer(text):
        if sum(char.isdigit() for char in match[1]) >= 10:
            yield match.span(1)
    if not _BANK_WORD.search(text):
        return
    for match in _IBAN.finditer(text):
        number = _compact(match[1])
        length = _IBAN_LENGTHS[number[:2]]
        if len(number) >= length and sum(char.isdigit() for char in number[:length]) >= 10:
            yield match.start(1), match.start(1) + _end_of(match[1], length)
    for match in _ACCOUNT.finditer(text):
        group = match.lastindex or 1
        digits = _compact(match[group])
        if not (len(digits) == 10 and re.match(r"0[1-79]", digits) and " " in match[group].strip()):
            start, end = match.span(group)
            yield start + len(match[group]) - len(match[group].lstrip(" \t.-/_·")), end


def _iban_holds(number: str) -> bool:
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def _luhn_holds(number: str) -> bool:
    doubled = (2 * int(char) for char in number[-2::-2])
    return (sum(int(char) for char in number[-1::-2]) + sum(twice - 9 * (twice > 9) for twice in doubled)) % 10 == 0


# Telephone: nothing that begins with 08 (special and help lines), nor the helplines of « 0 980 980 9.. ».
_PHONE: Final = re.compile(
    rf"(?<![\d+])(?=((?:(?:\+|00){_S}33{_S}(?:\(?0\)?{_S})?|33{_S}(?=[67])|0{_S}|(?<![a-z])o{_S}(?=[67]))"
    rf"[1-79](?:{_S}\d){{8}})(?!\d))"
)
_ABROAD: Final = re.compile(
    rf"(?<![\d+:h])(?=((?:\+{_S}|00[ .]?(?=[1-9]))(?!{_S}33)[1-9](?:{_S}\d){{0,3}}(?:{_S}\(0\))?"
    rf"(?:{_S}\d){{6,13}})(?!\d))"
)
# Pairs parted by something odd, « (06) 39… », « mon 06 c 39… ».
_PHONE_ODD: Final = re.compile(
    r"(?<!\d)(?:0[1-79](\s?[*|;:~=,+_]\s?)\d\d(?:\1\d\d){3}|\(0[1-79]\)(?:[ .\-]?\d\d){4}"
    r"|0[67]\s?(?:c'?est|c|:|puis|et)\s?(?:\d\d[ .\-]?){3}\d\d)(?!\d)" )
_DAYS: Final = re.compile(r"(?:[\D]*(?:[0-2]\d|3[01])(?!\d)){5}$")
_PHONE_NAMED: Final = re.compile(
    rf"\b(?:numero|num|tel|telephone|portable|appell?e[rz]?|joindre|joignable|whatsapp"
    rf"|texto)\b[^\d\n\[\]]{{0,20}}([67](?:{_S}\d){{8}})(?!\d)"
)
_HELP: Final = ("980980",)
_DATED: Final = re.compile(r"\d{1,2}[ ./\-]\d{1,2}[ ./\-](?:19|20)\d\d(?!\d)")
_UNIT: Final = (
    "zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    "|quarante"
    "|cinquante|soixante|cents?|et|vingts"
)
_PHONE_SPELLED: Final = re.compile(
    rf"(?:\bzero[\s,.\-]{{1,3}}(?:un|deux|trois|quatre|cinq|six|sept|neuf)(?:[\s,.\-]{{1,3}}(?:{_UNIT}"
    rf"|\d\d?)\b){{4,16}}"
    rf"|(?<!\d)0[67](?=[\s,.\-\d]{{1,16}}(?:{_UNIT})\b)(?:[\s,.\-]{{1,3}}(?:{_UNIT}|\d\d)\b){{4,16}}"
    rf"|\b(?:six|sept)(?:[\s,.\-]{{1,3}}(?:{_UNIT}|\d\d)\b){{7,16}})"
)
_SPELLED_START: Final = re.compile(r"\bzero\b|\b(?:six|sept)[ ,\-]|0[67][ ,.\-]")


def phone(reading: Reading) -> Iterator[Span]:
    """French and foreign numbers, grouped in any way or spelled in words."""
    text = reading.plain
    if _ANY_DIGIT.search(text):
        for match in _PHONE.finditer(text):
            if not _DATED.match(match[1]) and not _compact(match[1])[-9:].startswith(_HELP):
                yield match.span(1)
        for pattern in (_ABROAD, _PHONE_NAMED):
            for match in pattern.finditer(text):
                if not _DATED.match(match[1]):
                    yield match.span(1)
        for match in _PHONE_ODD.finditer(text):
            if not _DAYS.match(match[0]):
                yield match.span()
    if _SPELLED_START.search(text):
        for match in _PHONE_SPELLED.finditer(text):
            yield match.span()


_EMAIL: Final = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}\s?@\s?(?:[\w\-]{1,40}\s?\.\s?){0,4}?"
    r"(?:[\w\-]{1,40}\s?(?:\.|point|dot)\s?[a-z]{2,12}|gmail|hotmail|outlook|yahoo|icloud|laposte|protonmail"
    r"|wanadoo)\b"
)
_PART: Final = r"(?:\s(?:point|dot|tiret(?: du (?:bas|haut|six|huit|6|8))?|underscore|\.|_|-)\s[\w.\-]{1,30})"
_AT: Final = r"(?:\s?[(\[]\s?(?:at|a|arobase)\s?[)\]]\s?|\sat\s|\s?ar{1,2}oba(?:se?|z|ze|ce|sse)\s?)"
_EMAIL_SPELLED: Final = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}{_PART}{{0,4}}{_AT}[\w\-]{{1,40}}(?:\s?(?:\.|\bpoint\b|\bdot\b|[(\[](?:dot"
    rf"|point)[)\]])\s?[a-z]{{2,12}}\b){{0,3}}"
)
_HOUSES: Final = r"(?:gmail|hotmail|outlook|yahoo|icloud|laposte|proton(?:mail)?|wanadoo|live|free|orange|sfr)"
_EMAIL_NO_AT: Final = re.compile(
    rf"(?<![\w.+\-@])(?:[\w.\-]{{2,40}}(?:gmail|hotmail|outlook|yahoo|icloud|laposte|protonmail|wanadoo)\.(?:com|fr"
    rf"|net)"
    rf"|(?:mail|adresse|courriel)\s?(?:c'?est|cest|c|est|:|=)?\s([\w.\-]{{2,40}}\s{_HOUSES}(?:\s?(?:\.|point|dot"
    rf"|,)\s?(?:com|fr|net|me|org))?)"
    rf"|[\w.\-]{{2,40}}(?<=[\d._\-\w])\s(?:chez\s)?{_HOUSES}\s?(?:\.|point|dot)\s?(?:com|fr|net|me|org))\b" )
_MAIL_NAME: Final = re.compile(r"gmail|hotmail|outlook|yahoo|icloud|laposte|proton|wanadoo|live|free|orange|sfr")
_AT_WORD: Final = re.compile(r"\bar{1,2}oba|[(\[]\s?at?\s?[)\]]|\sat\s")
_MAIL_HOUSE: Final = re.compile(
    r"gmail|hotmail|outlook|yahoo|icloud|laposte|orange|free|sfr|live|proton|wanadoo|\bpoint\b|\bdot\b|\.[a-z]{2,4}\b"
)


def email(reading: Reading) -> Iterator[Span]:
    """Addresses with @, or with « arobase » and « point » in words."""
    text = reading.plain
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield match.span()
    if _MAIL_NAME.search(text):
        for match in _EMAIL_NO_AT.finditer(text):
            name = match[0].split(" ")[0].removesuffix(".com").removesuffix(".fr")
            if match[1] or re.search(r"[\d._]", name):
                yield match.span(match.lastindex or 0)
    if _AT_WORD.search(text):
        for match in _EMAIL_SPELLED.finditer(text):
            if _MAIL_HOUSE.search(match[0]):
                yield match.span()
