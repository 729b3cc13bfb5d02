"""Postal addresses: a way with its number, a flat, a block, a hamlet, a home with its postal code.

Must never: take a street without a number, a bus line, a district or a place to meet for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_births import WRITTEN_DAY
from bot.triage.guard_text import Reading, Span

_DIGIT: Final = re.compile(r"\d")
_STREET: Final = (
    r"(?:rue|r\.|r(?=\s(?:du|de|des|d')\b)|avenue|aven|av\.?|ave\.?|boulevard|boul\.?|bvd|bd\.?|bld\.?|blvd|allees?"
    r"|all\.|impasse|imp\.?"
    r"|chemin|chem\.?"
    r"|che?\.|fbg\.?|fg|faubourg|faub\.?|lotissement|lot\.?|residence|resid\.?|hameau|venelle|ruelle|sentier|sente"
    r"|traverse"
    r"|montee|promenade|esplanade|rond[ \-]point|route|rte\.?|quai|square|sq\.)"
)
# Also ordinary words (« 2 places », « 3 cours de maths »): only before a capital, or after « j'habite ».
_WEAK: Final = (
    r"(?:place|pl\.?|cours|passage|cite|cour|clos|villa|mail|parvis|voie|galerie|cite|parc|domaine|quartier|zone|za"
    r"|zi)"
)
_NUMBER: Final = (
    r"(?<![\w/:.,\-€])(?<!n° )(?:n°\s?|numero\s|num\s)?\d{1,4}(?:\s?-\s?\d{1,4})?\s?(?:bis|ter|quater"
    r"|[a-f](?![a-z']))?"
)
_REST: Final = (
    r"(?:[\w'’.\-]{1,30}(?:\s(?!et\b|a\b|mais\b|ou\b|car\b|avec\b|c'est\b|jai\b|j'ai\b|il\b|elle\b|je\b|on\b|pour\b"
    r"|quand\b|depuis\b|\d{1,4}\b)|(?![\w'’.\-]))){1,5}"
)
_TOWN: Final = r"(?:\s?,?\s?(?:a\s)?\d{5}(?:\s[a-z][\w'\-]{1,30})?)?"
_WAY: Final = re.compile(rf"(?=({_NUMBER}\s?,?\s?({_STREET})(?!\w)\s?({_REST}){_TOWN}))")
_WAY_WEAK: Final = re.compile(rf"(?=({_NUMBER}\s?,?\s({_WEAK})(?!\w)\s?({_REST}){_TOWN}))")
_SPELLED: Final = re.compile(
    rf"\b(?:au|aux|numero|habite)\s(?:le\s)?(?:{WRITTEN_DAY}|quarante|cinquante|soixante"
    rf"|cent)(?:[ \-]\w{{2,6}})?\s(?:bis\s|ter\s)?(?:de la\s)?{_STREET}(?!\w)\s{_REST}"
)
_NUMBER_AFTER: Final = re.compile(
    r"(?<!\w)(?:rue|avenue|av\.?|boulevard|bd|allee|impasse|chemin|place|route|quai"
    r"|square)\s(?:[\w'\-]{1,25}[\s,]{1,2}){1,5}?(?:au\s(?:n°|numero|num)?\s?|n°\s?|no\.?\s|numero\s"
    r"|num\s)\d{1,4}(?![\dh:/]|\s?(?:h|e|er|eme|ans|janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec))"
)
_OF_THE: Final = re.compile(
    rf"\b(?:(?:au|le|du|habite|numero|n°)\s?\d{{1,4}}\s?(?:bis|ter|[a-d])?\sd(?:e la|u|e l'|es|e)"
    rf"|(?:habite|maison|chez (?:moi|nous|lui|elle)|loge|vis)\s(?:c'?est |c )?(?:au |le |n° ?"
    rf"|numero )?\d{{1,4}}\sdans (?:la|le|l'))\s?(?:rue|avenue"
    rf"|boulevard|allee|impasse|chemin|place|quai|square|route|residence)\s{_REST}"
)
_FLAT: Final = re.compile(
    r"(?<!\w)(?:(?:appt?s?|appart|appartement|apt|apart|logement|porte|chambre|bal)\.?\s?(?:n°|no\.?|numero|num"
    r"|:)?\s?[a-f]?\d{1,4}[a-f]?"
    r"(?!\w|[,.]\d|\s?(?:pieces?|chambres?|personnes?|lits?|euros?|€|ans|m2|jours?|mois|h\b|fois|etage|min"
    r"|semaines?)))"
)
_BLOCK: Final = re.compile(
    r"(?<!\w)(?:bat(?:iment)?|bt|esc(?:alier)?|entree|hall|tour|bloc|immeuble)\.?\s?(?:n°\s?)?(?:[a-h]|\d{1,2})(?!\w)"
)
_BLOCK_AND_FLOOR: Final = re.compile(
    rf"{_BLOCK.pattern}[\s,]{{1,3}}(?:au\s)?(?:(?:\d{{1,2}}\s?(?:er|e|eme|ieme)|premier|deuxieme|troisieme|quatrieme"
    rf"|rez de chaussee|rdc)"
    r"(?:\setage)?|etage\s\d{1,2}|esc(?:alier)?\.?\s\w)(?:[\s,]{1,3}(?:porte|a|gauche|droite|de)\b(?:\s(?:gauche"
    r"|droite|\d{1,3}|[a-f])\b)?){0,2}"
)
_HIGH_STREET: Final = re.compile(
    rf"(?=({_NUMBER}\s?,?\s?(?:grande?|haute|basse|petite|vieille)[ \-]rue(?!\w){_TOWN}))"
)
_BLOCK_NAMED: Final = re.compile(
    rf"(?<!\w)(?:residence|resid\.?|hlm|cite|immeuble|tour)\s(?:[\w'\-]{{1,20}}[\s,]{{1,2}}){{1,4}}?{_BLOCK.pattern}"
    r"|(?<!\w)(?:\d{1,2}(?:er|e|eme|ieme)\setage|rdc|rez de chaussee"
    r"|escalier \w)[\s,]{1,3}porte\s(?:n°\s?)?(?:\d{1,3}|[a-f])(?!\w)"
)
_PUBLIC: Final = re.compile(
    r"\b(?:lycee|college|ecole|salle|fac|amphi|cdi|internat|gymnase|hopital|chu|centre|mairie|ccas|classe|cours de)\b"
)
_HOME: Final = re.compile(
    r"(?:\badresse\b|\bj?'?h?abit(?:e|es|ent|ons|ant|ait|er)\b|\bjvi[st]?\b|\bj?creche|\bj?'?dor[st]?\b|\bdemeure\b"
    r"|\bdomicilie(?:e|es|s)?\b|\bdemeurant\b|\bloge(?:e|s)?\b|\bvi[ts]\b"
    r"|\bmon domicile|\bau domicile|\bcrech(?:e|ent)\b|\bresid(?:e|ant)\b|\bchez moi\b)"
)
_HOME_NUMBER: Final = re.compile(
    rf"{_HOME.pattern}\s?(?:c'?est|est|cest|c|:|,)?\s?(?:actuellement\s)?(?:au|a|chez moi c'est"
    rf"|est)?\s?(?:le\s)?(?:n°\s?"
    rf"|numero\s)?"
    r"(\d{1,4}\s?(?:bis|ter)?,?\s(?:des?|du|les|la)\s(?!la\s)[a-z][\w'\-]{2,30}(?:\s[\w'\-]{3,30})?)(?!\w)"
)
_HOME_TOWN: Final = re.compile(rf"{_HOME.pattern}[^\d\n\[\]]{{1,60}}\b\d{{5}}(?!\d)(?:\s[a-z][\w'\-]{{1,30}})?")
_HAMLET: Final = re.compile(
    rf"(?:{_HOME.pattern}[^.!?\n\[\]]{{0,20}}\s)?(?<!\w)(lieu[ \-]?dit\s(?:[\w'\-]{{1,25}}[ ,]{{1,2}}){{1,4}}?"
    rf"\d{{5}}(?!\d)(?:\s[a-z][\w'\-]{{1,30}})?)" )
_HAMLET_HOME: Final = re.compile(
    rf"{_HOME.pattern}[^.!?\n\[\]]{{0,25}}?\b((?:lieu[ \-]?dit|hameau|ferme|moulin|domaine|villa|chalet|camping"
    rf"|pavillon)"
    r"\s(?:(?:de la|de l'|du|des|de|d'|la|le|les|l')\s?)?(?!loin|isole|pres|dans|avec|bio|depuis|chez|qui|tout"
    r"|avec)[a-z][\w'\-]{2,25}(?:\s(?:a|au|,)\s[\w'\-]{3,25})?)"
    r"|\b((?:chambre|studio|chb|ch|logement|appart\w*)\.?\s(?:n°\s?)?\d{1,4}\s(?:au|du|de la|a la|a l'|residence"
    r"|hotel|foyer)\s?(?:foyer|fjt|chrs|hotel|residence|crous|cada)[\w' \-]{0,30})"
    r"|\b((?:pavillon|maison|villa|caravane|emplacement|lot|studio|mobil-?home|chalet|bungalow)\s(?:n°|numero"
    r"|num)\s?\d{1,4})"
)
_NEVER_A_STREET: Final = re.compile(
    r"(?:de chez|a cote|plus (?:loin|haut|bas)|d'ici|derriere|apres|avant|pres|de (?:distance|la maison|mon|ma|libre"
    r"|plus|retard|stage|cinema"
    r"|concert|parking|maths?|francais|sport|soutien|anglais|danse|theatre)|en\b|pour\b|dans\b|libres?\b"
    r"|disponibles?\b|vacantes?\b|d'hebergement|est\b|"
    r"c'est|a l'|au\b|chez\b|ou\b|et\b|barree?|ensemble|voisine|principale\s?$|universitaire|par\b|sur\b|qui\b)"
)
_LINE: Final = re.compile(r"\b(?:ligne|bus|tram|car|navette)\s$")
_COUNTED: Final = re.compile(
    r"\b(?:etaient|etait|etions|sont|sommes|on est|ils|vers|entre|sur|les|ces|mes|des|avec|plus de|environ|a|ya|avait"
    r"|reste|restait|manque|vu|fois|pris|dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi)\s$"
)
_FEW: Final = re.compile(r"(?:\d|1[0-2])(?!\d)")  # « on était 3 rue Maufoux »: people, not a house
_DATED: Final = re.compile(r"\b(?:le|du|au|ce|jusqu'au|les)\s$")


def address(reading: Reading) -> Iterator[Span]:
    """A way with its number, a flat, a block with its floor, or a home with its postal code."""
    text = reading.plain
    for match in _SPELLED.finditer(text):
        yield match.span()
    if _DIGIT.search(text):
        yield from _ways(reading)
        yield from _flats(text)
        for pattern in (_NUMBER_AFTER, _OF_THE, _HOME_TOWN):
            for match in pattern.finditer(text):
                yield match.span()
        for pattern in (_HOME_NUMBER, _HAMLET, _HIGH_STREET):
            for match in pattern.finditer(text):
                yield match.span(1)
    for match in _HAMLET_HOME.finditer(text):
        yield match.span(match.lastindex or 0)


def _flats(text: str) -> Iterator[Span]:
    for match in _FLAT.finditer(text):
        start = match.start()
        if not _PUBLIC.search(text[max(0, start - 30) : match.end() + 20]) and _is_home_like(match[0], text, match):
            block = list(_BLOCK.finditer(text, max(0, start - 30), start))
            yield (block[-1].start() if block else start), match.end()
    for match in (*_BLOCK_AND_FLOOR.finditer(text), *_BLOCK_NAMED.finditer(text)):
        if not _PUBLIC.search(text[max(0, match.start() - 40) : match.end() + 30]):
            yield match.span()


def _is_home_like(found: str, text: str, match: re.Match[str]) -> bool:
    """« porte 3 » and « chambre 12 » are also a bus station's and a hospital's: they need a block or « j'habite »."""
    if found.startswith(("app", "apt", "apa")):
        return True
    before = text[max(0, match.start() - 45) : match.start()]
    return _BLOCK.search(before) is not None or (_HOME.search(before) is not None and not found.startswith("bal"))


_PROPER: Final = re.compile(r"(?:(?:de|du|des|d'|la|le|les|l'|au|aux)[ ']?){0,2}[A-Z]")


def _ways(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for pattern, is_weak in ((_WAY, False), (_WAY_WEAK, True)):
        for match in pattern.finditer(text):
            start = match.start(1)
            before = text[max(0, start - 25) : start]
            if _NEVER_A_STREET.match(match[3]) or _LINE.search(before):
                continue
            if _COUNTED.search(before) and not _HOME.search(before) and _FEW.match(match[1]):
                continue
            if is_weak and not _HOME.search(before):
                dated = _DATED.search(before) and not before.endswith("au ")
                if dated or not _PROPER.match(reading.written, match.start(3)):
                    continue
            yield start, start + len(match[1].rstrip(" ,"))
