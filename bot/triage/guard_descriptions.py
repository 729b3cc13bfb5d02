"""What somebody looked like: hair, build, height, clothes. An incident is no wanted notice (domaine.md §1.6 c).

Only professional writing is read for it. Must never: take a thing for a person (« chaise rouge », « mur d'1m80 »), nor
what somebody suffers (« des bleus », « très amaigri ») for what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_text import Reading, Span
from bot.triage.guard_word_lists import any_of

_WHO: Final = any_of(
    r"""
    hommes? femmes? garcons? filles? jeunes? ado(?:lescente?)?s? gars mecs? meufs? types? individus? personnes?
    agresseurs? voleu(?:r|se)s? suspecte?s?
    monsieur dames? gamine?s? gosses? auteurs? meneu(?:r|se)s? conduct(?:eur|rice)s? vendeu(?:r|se)s? celui celle
    un_d'eux l'un l'une l'autre dont_une? le_plus_\w+ il elle ils elles enfants? eleves?
    """
)
_COLOUR: Final = any_of(
    r"""
    rouges? bleue?s? noire?s? blancs? blanches? verte?s? jaunes? grise?s? roses? oranges? marrons? beiges?
    violet(?:te)?s? kakis? bordeaux doree?s? argentee?s? fluos? claire?s? foncee?s? marine camouflage rayee?s?
    a_carreaux a_fleurs a_rayures troue?s? en_cuir en_jean adidas nike puma lacoste psg om
    """
)
_GARMENT: Final = any_of(
    r"""
    vestes? blousons? doudounes? manteaux? sweat-?shirts? sweats? pulls? t-?shirts? tee-?shirts? maillots? survets?
    survetements? joggings? jeans? pantalons? shorts? bermudas? jupes? robes? chemises? chemisiers? casquettes? bonnets?
    capuches? chapeaux? baskets chaussures tennis claquettes bottes sac_a_dos sacs_a_dos sacoches? echarpes?
    foulards? gilets? parkas? k-?way polos? debardeurs? bobs? casques? costumes? djellabas? banane
    """
)
_HAIR: Final = any_of(
    r"""
    noirs? bruns? blonds? roux chatains? gris blancs? bleus? roses? verts? violets? rouges? longs? courts? mi_longs?
    boucles frises crepus raides lisses tresses attaches teints decolores ondules
    """
)
_ADJECTIVE: Final = any_of(
    r"""
    brune?s? blonde?s? roux rousses? rouquine?s? chatains? chauves? barbue?s? moustachue?s? frisee?s? metisse?s? metis
    trapue?s? costauds? corpulente?s? musclee?s? tatouee?s? maigrichon(?:ne)?s?
    """
)
"""Of a person alone, wherever they stand behind one."""
_BUILD: Final = r"grande?s?|petite?s?|gros(?:se)?s?|minces?|maigres?"

_PERSON: Final = rf"\b(?:{_WHO})\b"
_LOOKS: Final = re.compile(
    # who it is, and what they look like
    rf"{_PERSON}(?: (?:est|sont|etait|etaient|a|avait))?(?: (?:tres|assez|plutot|bien|homme|fille|garcon|au|aux))*"
    rf" (?:{_ADJECTIVE})\b(?: (?:et|ou) (?:{_ADJECTIVE}|{_BUILD}|{_GARMENT})\b)?"
    rf"|\b(?:il|elle|l'un|l'autre) (?:est|etait) (?:tres |assez |plutot )?(?:{_BUILD}),?(?: et| ou)? (?:{_ADJECTIVE})\b"
    rf"|\b(?:il|elle) (?:est|etait) (?:grande?|gros(?:se)?|mince)(?= et\b|,)"
    rf"|\b(?:il|elle) (?:a|avait|mesure|mesurait)[^.;\n]{{0,20}}? et (?:il|elle) est (?:{_BUILD})\b"
    rf"|\b(?:il|elle) est (?:grande?|petite?|mince|gros(?:se)?)(?=\W*$)"
    rf"|\b(?:jeunes?|garcons?|hommes?|filles?|femmes?|gars|ados?|individus?) (?:tres |assez |plutot )?"
    rf"(?:minces?|maigres?|gros(?:se)?)\b"
    # « un grand brun », « deux blonds »
    rf"|\b(?:{_BUILD}|jeunes?),? (?:et )?(?:{_ADJECTIVE}|maigres?|gros(?:se)?|minces?)\b"
    rf"|\b(?:un|une|deux|trois|le|la|les) (?:blonde?|brune?|rouquine?|chauve|barbue?|moustachue?|metisse?|costaud"
    rf"|maigrichonne?)s?\b(?! (?:de|du|des|a la pression)\b)"
    rf"|\b(?:dont|avec) une? (?:gros(?:se)?|grande?|petite?)(?= (?:en|avec)\b)"
    rf"|\bune? (?:grande?|petite?|gros(?:se)?)(?= (?:avec|aux?|a la voix|en (?:{_GARMENT}))\b)"
)
_BODY: Final = re.compile(
    rf"\bcheveux (?:tres |assez |plutot |bien )?(?:{_HAIR})(?:(?: et|,)? (?:{_HAIR}))*(?: en \w+)?\b"
    r"|\b(?:queue de cheval|chignon|dreadlocks?|dreads|locks|coupe (?:afro|au bol|au carre|iroquoise|degradee?))\b"
    r"|\b(?:avec|des|aux|ses) tresses\b|\bcrane (?:rase|tondu|chauve)\b|\btete rasee\b"
    r"|\b(?:barbe|barbichette|moustache)s?\b(?! a papa)(?: (?:blanche|noire|rousse|longue|naissante|courte|grise))?"
    r"|\byeux (?:tres )?(?:bleus|verts|marrons?|noirs|clairs|fonces|noisette|brides)\b"
    r"|\b(?:peau|teint) (?:tres )?(?:noire?|blanche|mate?|claire?|foncee?|basanee?|metisse|halee?|pale)\b"
    r"|\b(?:de )?type (?:europeen|africain|nord-africain|maghrebin|asiatique|mediterraneen|caucasien|gitan|antillais)\b"
    r"|\b(?:forte|faible|moyenne|petite|grosse) corpulence\b|\bcorpulence (?:forte|moyenne|mince|athletique)\b"
    rf"|{_PERSON}[^.;\n]{{0,25}}?\b(?:de )?(?:(?:grande|petite|haute) taille|taille moyenne)\b"
    r"|\bcicatrices? (?:sur|au|a) (?:la |le |l')?(?:joue|visage|front|menton|levre|arcade|main|cou|nez)\b"
    r"|\b(?:un|des|au|aux|son) tatouages?\b(?= (?:sur|au|a|dans))|\bpiercings?\b|\bdents? en or\b|\bappareil dentaire\b"
    r"|\btaches de rousseur\b|\b(?:gros|grand|long) nez\b|\bmeches? (?:decoloree|blonde|rouge|rose|bleue|teinte)s?\b"
    r"|\baccent (?:etranger|africain|maghrebin|du sud|du nord|de l'est|des pays|prononce)\b"
    r"|\b(?:il|elle|qui) boit(?:e|ait)\b|\ben boitant\b"
)
_HEIGHT: Final = re.compile(r"\b1 ?m(?:etre)? ?[4-9]\d\b|\b1[.,][4-9]\d ?m\b|\b2 ?m(?:etres)?\b(?= de haut)")
_NO_PERSON: Final = re.compile(
    r"\b(?:murs?|muret|barrieres?|grilles?|clotures?|portail|haut(?:eur)?|chute|saut|rebord|trou|table|largeur|long"
    r"|marche|haie|panneau|poteau|banc|distance)\b[^.;\n]{0,25}$"
)
_MEASURED: Final = re.compile(rf"(?:{_PERSON}|\bmesur\w+|\btaille|,)[^.;\n]{{0,25}}$")
_WORN: Final = rf"(?:{_GARMENT})(?: (?:a capuche|de survetement|de sport|de marque|sans manches|d'hiver))?"
_COLOURED: Final = rf"(?:(?: (?:tres|bien))? (?:de l'|du |le )?(?:{_COLOUR})\b(?: et (?:{_COLOUR})\b)?)"
_DRESS: Final = re.compile(
    rf"\b{_WORN}{_COLOURED}"
    rf"|(?:\b(?:portait|portaient|portant|coiffee?s? d'|vetue?s? d'|habillee?s? d')|{_PERSON} porte(?:nt)?) ?"
    rf"(?:une |un |des |de |l'|la |le |sa |son |leurs? )?{_WORN}\b{_COLOURED}?"
    rf"|{_PERSON}(?: (?:homme|fille|garcon|gens))? (?:au|aux|a la|en|avec une?|avec des) {_WORN}\b{_COLOURED}?"
    rf"|\b(?:vetue?s?|habillee?s?) (?:tout |toute |tous )?(?:de|en) (?:{_COLOUR})\b"
    r"|\b(?:avec des|porte des|portait des|a des|aux|a) lunettes\b(?: (?:rondes|noires|de soleil|de vue))?"
)
_YELLOW: Final = re.compile(r"gilets? jaunes?")


def description(reading: Reading) -> Iterator[Span]:
    """In no order; where they overlap the first stands (see guard.find)."""
    text = reading.plain
    for pattern in (_DRESS, _BODY, _LOOKS):
        for match in pattern.finditer(text):
            if not _YELLOW.fullmatch(match.group()):
                yield match.span()
    for match in _HEIGHT.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if _MEASURED.search(before) and not _NO_PERSON.search(before):
            yield match.span()
