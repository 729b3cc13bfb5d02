"""Number plates: French of today and of before, of mopeds, and foreign ones.

Must never: take « de 200 en », a room or a level of English for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_text import Reading, Span, listed

_ANY_DIGIT: Final = re.compile(r"\d")

# Plates: since 2009 (AB-123-CD, without I, O, U), and before (1234 AB 21).
_NEW_PLATE: Final = re.compile(
    r"(?<![a-z0-9])([a-hj-np-tv-z]{2})([ \-._/]?)(\d{3})([ \-._/]?)([a-hj-np-tv-z]{2})(?![a-z0-9])"
)
_OLD_PLATE: Final = re.compile(
    r"(?<![\w,.])(?<!\d )(\d{2,4})([ \-]?)([a-z]{2,3})([ \-]?)(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97\d)(?!\w|,\d|[ .]?\d)" )
_MOPED: Final = re.compile(r"(?<![\w\-])([a-z]{1,2})-(\d{2,3})-([a-z])(?![\w\-])")
_FOREIGN_PLATE: Final = re.compile(
    r"\b(?:plaques?|immatricul\w*|immat|voiture (?:suisse|allemande|belge|etrangere|luxembourgeoise|polonaise"
    r"|italienne)"
    r"|vehicule etranger)\b[^\d\n\[\]]{0,25}?\b([a-z]{1,3}[ \-]?\d{3,6}(?:[ \-]?[a-z]{1,3})?"
    r"|\d[ \-]?[a-z]{3}[ \-]?\d{3})(?!\w)"
)
_VEHICLE: Final = re.compile(
    r"\bplaques?\b|\bimmat|\bvoiture|\bscoot|\bvehicule|\bmotos?\b|\bclio\b|\bcamion|\bgolf\b|\btwingo|\bpeugeot"
    r"|\brenault"
    r"|\bcitroen|\bbmw\b|\baudi\b|\bmercedes|\bdacia|\bfiat\b|\bford\b|\bopel\b|\btoyota|\bcaisse\b|\bberline|\bfourgon"
    r"|\bepave|\butilitaire|\bvolkswagen|\bpolo\b|\bmegane|\bscenic|\bkangoo|\bseat\b|\bbreak\b|\bbagnole|\bcarte grise"
    r"|\bquad\b"
)
_NO_PLATE: Final = listed(
    """
    et ou au le la les des de du en un une a ans an mn min km kg cm mm dm eur euro ttc ht sms mms fois pts ko mo go
    gb mg cl ml bts cap bac deb fin sur par pas qui que est moi toi lui nuit jrs lun mar mer jeu ven sam dim
    """
)


def plate(reading: Reading) -> Iterator[Span]:
    """Capitals, hyphens or a word for the vehicle tell a plate from « de 200 en »."""
    text = reading.plain
    if not _ANY_DIGIT.search(text):
        return
    named = _VEHICLE.search(text) is not None
    shouted = reading.is_shouted
    for match in _NEW_PLATE.finditer(text):
        letters = reading.written[match.start(1) : match.end(1)] + reading.written[match.start(5) : match.end(5)]
        hyphens = match[2] == match[4] != " " and (match[2] != "" or letters.isupper())
        small = letters.islower() and (match[1] in _NO_PLATE or match[5] in _NO_PLATE) and not hyphens
        if (named and not small) or hyphens or (letters.isupper() and not shouted):
            yield match.span()
    for pattern in (_MOPED, _FOREIGN_PLATE) if named else ():
        for match in pattern.finditer(text):
            if match[1] not in _NO_PLATE and match[1][:2].strip("- 0123456789") not in _NO_PLATE:
                yield match.span(0 if pattern is _MOPED else 1)
    for match in _OLD_PLATE.finditer(text):
        if match[3] in _NO_PLATE:
            continue
        capital = reading.written[match.start(3) : match.end(3)].isupper() and not shouted
        hyphens = match[2] == match[4] == "-" and len(match[1]) > 2
        if named or hyphens or (capital and len(match[1]) + len(match[3]) > 4):
            yield match.span()
