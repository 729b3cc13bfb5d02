"""Surnames that no capital betrays: after « jmapelle lina », « chui », « mon nom c », « la famille », « K. », « Me ».

Must never: take the word that goes on after a first name (« je m'appelle lina jsuis en seconde ») for a surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.triage.guard_name_lists import ACRONYMS, FIRST_NAMES, FUNCTIONS, OPENERS, SURNAMES, WORDS
from bot.triage.guard_text import Reading, Span, listed
from bot.triage.guard_word_lists import PEOPLE_ADJECTIVES

_L: Final = r"[^\W\d_]"
_PARTICLE: Final = (
    r"(?:(?:de la|de|du|des|le|la|les|el|al|ben|bou|van der|van den|van|von|da|dos|di|ait|ould|mac|abou|d'|l'"
    r"|o')[ \-']?)"
)
_FAMILY_NAME: Final = rf"{_PARTICLE}?{_L}{{2,}}(?:[-']{_L}+){{0,2}}"
_FIRST: Final = rf"{_L}{{2,}}(?:-{_L}+)?"
_GOES_ON: Final = listed(
    """
    ais ait alors anglais ans apprenti apprentie aprem aura aurai avais aurais bah bac batterie beaunois beaunoise
    bcp bjr bosse bsr cap carrement cc celib cet cetait chelou cherche chez chui chuis cest cetaient ckoi college
    collegien collegienne comprend connais connait copine cool cousine cpas crie croit d danse debarque decide
    dehors demande depuis deprime desfois deteste deux dis djeuns dm dmd doit donc dort drague ds du dun dune eleve
    elleest embete en enchante enchantee enerve ennuie ensuite entre envoie envoye est etai etait etant etudiant
    etudiante etudie fait fais fatigue flippe foot frappe fugue fume g ga gagne galere genre gere gt gueule habite
    habitent hein hesite hier hors insta insulte internet ira jador jadore jai jaime jaimerai jaimerais jalouse
    jarrive jattend jaurai jaurais javais javai jdemande jdois jdors jecris jecri jen jentends jetais jetai jete
    jetudie jfai jfais jhabite jabite jaibesoin jme jms jouais joue jpe jpense jpeu jpeux jr js jsai jsais jspr jss
    jsui jsuis jte jtm jvais jvai jveu jveux jvien jviens jvis jvoudrai jvoudrais jvoulais jy ke kel ki kil koi kom
    kon lache ladolescent lautre lgbt lol love lui lyceen lyceenne maime majeur mange manque mdr mec ment mentir
    meme met meuf mineur moche mrc mrci nai nan narrive nest nn nom non ns numero nv oblige ok onze ouais pb pcq
    pense perd pete pk pkoi pleure plz po pote pourrait prefere prend prenom profite psk ptdr ptn pv quatorze quinze
    raconte regarde rend repond reste rigole rit rdv sappelle sapel savais savez seize sen sennuie sent serai serait
    seras sest seulement slt snap souffre soule sport stp stresse sui suivi svp tape tds tel tiktok tkt tlm tombe
    traite traine travaille treize trkl trom trouve ts tt ttes ts tres vais va veu veut vien vient vis vit voit vol
    vole voudrait voulais voulait vs wallah wesh wsh x y ya yavait zappe bizarre blond blonde brune celibataire
    content contente gentil gentille sympa enceinte coince coincee perdue perdu triste deg degoute degoutee interne
    externe scolarise scolarisee demi pensionnaire redoublant redoublante licence terminale seconde premiere
    troisieme quatrieme cinquieme sixieme cm bts lycee animateur animatrice educateur educatrice secretaire
    infirmier infirmiere stagiaire titulaire voisin voisine delegue deleguee president presidente responsable maman
    papa frere soeur cousin oncle tante fils fille pere mere celle celui toute tout tous toutes aucun chaque
    plusieurs quelques peu beaucoup rien personne arrivee parti absent absente present presente joignable orientee
    oriente recue recu suivie accompagnee accompagne convoque convoquee exclu exclue inscrite inscrit hebergee
    heberge placee place sollicite demande souhaite indique explique precise refuse accepte evoque signale rencontre
    rencontree confie exprime relate rapporte decrit quitte reprend prevoit attend contacte interroge maintient
    revient repart dispose possede beneficie lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier
    mars avril mai juin juillet aout septembre octobre novembre decembre mineurs majeurs hier demain concernant
    pourrait pourra devra doivent semble parait voudra aimerait pensait disait faisait allait vivait venait devait
    savait voulu voulut appelez appelle rappelle rappeler repondez pouvez avez etes faites dites allez venez jespere
    espere instagram facebook telephone whatsapp mail adresse adresser collegue chef patron prof professeur maths
    histoire geo sciences musique locale local emploi scolaire social sociale francais espagnol allemand italien
    beaune dijon chalon paris lyon savigny meursault nuits afghan europeen rom ulis segpa autiste sourd sourde
    handicape handicapee trisomique dyslexique bilingue boursier boursiere ukrainienne majeure mineure isole isolee
    concerne concernee conduit conduite blesse blessee victime auteur temoin sans sous avec pour contre couple
    adulte adultes adolescent adolescente nombreuse recomposee monoparentale nucleaire elargie proche aimante
    maternelle paternelle parcoursup affelnet prince princesse poucet nicolas dejeuner accueil monde nous vous leur
    notre votre nos vos
    """
)
"""What people write right after a name."""

_NAMING: Final = re.compile(
    rf"\b(?:(?:je |j |j'|jm|j m|m|me |m'|s|se |s'|t|qui s'|nous )? ?'?ap+(?:el+e?s?|l)|(?:me|se|le|la|la dite"
    rf"|ledit) nomm?e+s?|nomm?ee?|denomm?ee?|alias|prenommee?"
    rf"|(?:mon|son|le|leur) (?:vrai )?(?:blaze|blase|nom|nom prenom|prenom nom|nom et prenom|prenom et nom"
    rf"|nom complet)(?: complet| entier)? ?(?:c ?'?est|cest|c|est|:|=)?"
    rf"|(?:nom et prenom|prenom et nom|nom prenom|prenom nom|identite|beneficiaire|interessee?|nom de l'eleve"
    rf"|nom du jeune) ?[:=])"
    rf"[ :]{{1,3}}({_FIRST})[ ,]{{1,2}}({_FAMILY_NAME})(?![\w'])"
)
_BEING: Final = re.compile(
    rf"\b(?:je ?suis|j'?suis|jsui|chuis?|shui|moi ?c ?'?(?:est)?|moi|c ?'?est|cest|c|c moi|ici|signee?|bjr|bonjour"
    rf"|slt|salut|cc|coucou|avec|par|contre|connais|dit|pour"
    rf"|(?:pote|potes|copain|copine|ami|amie|frere|s[oe]ur|cousine?|pere|mere|oncle|tante|prof|educ|voisine?"
    rf"|beau ?-?pere|belle ?-?mere|ex|mec|meuf|tuteur|tutrice|patron|gars|gar|fille|type|eleve|jeune|petite?|enfant"
    rf"|fils))"
    rf"(?: moi)?[ :,]{{1,2}}({_FIRST}) ({_FAMILY_NAME})(?![\w'])"
)
_ONLY_NAME: Final = re.compile(
    rf"\b(?:mon|son|leur|notre) nom(?: de famille)? ?(?:c ?'?est|cest|c|est|:|=) ?({_FAMILY_NAME})(?![\w'])"
    rf"|\bnom(?: de famille)? ?[:=]? ({_FAMILY_NAME})[ ,;.]{{1,2}}prenom"
    rf"|\bprenom ?[:=]? {_FIRST}[ ,;.]{{1,2}}nom(?: de famille)? ?[:=]? ?({_FAMILY_NAME})(?![\w'])"
)
_WHOLE: Final = re.compile(rf"\s*({_FIRST}) ({_FAMILY_NAME})\s*[.!,;]?\s*$")
_TITLED: Final = re.compile(
    rf"(?<![\w'-])(mme|mlle|mr|dr|madame|mademoiselle|monsieur|docteur|maitre"
    rf"|msieur)\.? ({_PARTICLE}?)({_L}{{4,}}(?:-{_L}+)*)(?![\w'])"
)
_HEADED: Final = re.compile(
    rf"(?<![\w'-])(?:familles?|fratries?|consorts|epoux|enfants|jeune|eleve|usagere?|petite?|nommee?|denommee?"
    rf"|certaine?|alias|mineure?|lyceenne?|collegienne?|apprentie?)"
    rf" ?:? ({_FAMILY_NAME})(?![\w'])"
)
_INITIAL: Final = re.compile(rf"(?<![\w.'-])({_L})\. ?({_FAMILY_NAME})(?![\w'])")
_ADVOCATE: Final = re.compile(r"(?<![\w'-])(?:Me|Mtre|Pr|Mgr)\.? (?=([A-Z][a-z]{3,}(?:-[A-Z][a-z]+)*))")
_PAIR: Final = re.compile(
    r"\b(?:avec|par|contre|concernant|pour|aupres de|chez|pris avec|saisi par|nomme"
    r"|et) ([A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?) ([A-Z][a-z]{3,}(?:-[A-Z][a-z]+)?)(?!\w)"
)
_SHAPE: Final = re.compile(
    r"(?:eaux?|illat|ard|aud|aul[td]|oux|[^pm]ot|otte|illot|[bcdglnrtv]et|etti|elli|ini|oni|[bcdfgln]ois|oz|az|ski"
    r"|sky|[aeiou]ic|vitch|man|mann|enko|chuk|oglu|[nrdltv]ier|iere|aire"
    r"|[aeiou]uche|ouch|oui|aoui|[aeiou]ch|[bdgklmnrtz]i|illet|inet|enet|onnet|ond|[aeo]nd|ac|ec|ey|court|ville|mont"
    r"|eix|ix|nov|escu|ez|aa|ou|aye|oye|[ao]uet|un|[rlntd]in|on|ain|ien|ieux)$"
)
_VERBAL: Final = re.compile(
    r"(?:ait|aient|ais|erai|era|erez|ions|ons|ent|er|ant|ez|ment|tion|sion|ees?|ique|isme|able|ible|euse|eux|rice)$"
)
_PLACES: Final = re.compile(
    r"\b(?:lycee|college|ecole|rue|avenue|boulevard|bd|place|gymnase|stade|espace|centre|bibliotheque|mediatheque"
    r"|salle|hopital|foyer|residence|cite|complexe|square|parc|club)\s(?:[\w'-]{1,15}\s){0,2}$"
)
_PUBLIC: Final = listed(
    """
    action pole mission france secours maison habitat centre espace bureau croix resto restos maison cote bourgogne
    conseil ville service saint sainte accueil point agence caisse alpha planning orange snap tik whats face insta
    google apple grand grande haute basse nord sud
    """
)


def called(reading: Reading) -> Iterator[Span]:
    """The surname alone, whatever its case."""
    yield from _introduced(reading)
    yield from _alone(reading.plain)
    yield from _titled(reading)
    if not reading.is_shouted:
        yield from _headed(reading)
        yield from _by_capitals(reading)


def _core(word: str) -> str:
    return re.split(r"[ ']", word)[-1]


def _stops(word: str) -> bool:
    """Goes on with the sentence."""
    core = _core(word)
    return len(core) < 2 or any(core in words for words in (_GOES_ON, WORDS, ACRONYMS, FUNCTIONS, OPENERS))


def _is_name(word: str) -> bool:
    core = _core(word)
    if core in SURNAMES and core not in _GOES_ON and (core not in WORDS or len(core) > 4):
        return True
    return not _stops(word) and word not in FIRST_NAMES and len(core) > 2


def _looks_like_one(word: str) -> bool:
    """By its ending too: no word before it says that a name comes."""
    core = _core(word)
    return core in SURNAMES - WORDS or (_is_name(word) and len(core) > 4 and _SHAPE.search(core) is not None)


def _is_first(word: str) -> bool:
    return word not in WORDS and (word in FIRST_NAMES or word.split("-")[0] in FIRST_NAMES)


def _introduced(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for match in _NAMING.finditer(text) if "om" in text or "ap" in text else ():
        known = _is_first(match[1])
        if (known or not (_stops(match[1]) or _VERBAL.search(match[2]))) and _is_name(match[2]):
            yield match.span(2)
    for match in _BEING.finditer(text):
        if not (_is_first(match[1]) and _is_name(match[2])):
            continue
        strong = match[0].startswith(("je", "j", "chui", "moi", "c moi", "ici", "signe"))
        likely = (strong and not _VERBAL.search(match[2])) or _looks_like_one(match[2])
        if likely and not _PLACES.search(text[max(0, match.start(1) - 40) : match.start(1)]):
            yield match.span(2)


def _alone(text: str) -> Iterator[Span]:
    for match in _ONLY_NAME.finditer(text) if "nom" in text else ():
        group = match.lastindex or 1
        if _is_name(match[group]) and not match[group].startswith("de famille"):
            yield match.span(group)
    whole = _WHOLE.match(text)
    if whole and _is_first(whole[1]) and _looks_like_one(whole[2]):
        yield whole.span(2)


_DETERMINED: Final = re.compile(
    r"\b(?:la|le|une?|cette|ce|des|les|ma|mon|bonjour|bonsoir|merci|salut|vieux|vieille|oui|non|svp|cher|chere|jeune"
    r"|petite?|autre|coucou|slt|bjr|bsr|premier|second|grand),?\s$"
)
_SHORT_TITLES: Final = ("mme", "mlle", "mr", "dr", "docteur")
_COMMON_PARTICLES: Final = ("de", "du", "des", "de la", "la", "le", "les", "l'", "d'")


def _titled(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for match in _TITLED.finditer(text):
        title, particle, word = match[1], match[2].strip(), match[3]
        shaped = _SHAPE.search(word) is not None
        capital = reading.written[match.start(3)].isupper() and not reading.is_shouted
        if not _is_name(word) or _DETERMINED.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        if (title == "maitre" and not shaped) or (particle in _COMMON_PARTICLES and not (capital or shaped)):
            continue
        plausible = title == "docteur" or not _VERBAL.search(word)
        if capital or (plausible and (title in _SHORT_TITLES or shaped)):
            yield match.start(2), match.end(3)


_PEOPLE: Final = re.compile(rf"(?:{PEOPLE_ADJECTIVES})$")
_LOW_SHAPE: Final = re.compile(r"(?:eau|ard|aud|ault|oux|ot|otte|in|illat|oui|ski)$")


def _headed(reading: Reading) -> Iterator[Span]:
    text = reading.plain
    for match in _HEADED.finditer(text):
        shown = reading.written[match.start(1) : match.end(1)]
        if shown[0].islower() and " " not in shown and not text.startswith("famille", match.start()):
            continue
        if not _is_name(match[1]) or _PEOPLE.match(match[1]):
            continue
        if re.search(r"[A-Z]", shown) or (match[1] not in WORDS and _LOW_SHAPE.search(match[1])):
            yield match.span(1)


def _by_capitals(reading: Reading) -> Iterator[Span]:
    written = reading.written
    for match in _INITIAL.finditer(reading.plain):
        capitals = written[match.start(1)].isupper() and written[match.start(2)].isupper()
        if capitals and _is_after_initial(reading, match):
            yield match.span(2)
    for match in _ADVOCATE.finditer(written):
        if _is_name(match[1].lower()):
            yield match.span(1)
    for match in _PAIR.finditer(written):
        first = match[1].lower()
        public = any(first in words for words in (WORDS, _PUBLIC, FUNCTIONS, SURNAMES, _GOES_ON))
        if not public and _is_name(match[2].lower()):
            yield match.span(2)


def _is_after_initial(reading: Reading, match: re.Match[str]) -> bool:
    """« K. Berthomieu »; but « avec K. Scolarisée depuis… », « Lina M. Elle… »."""
    end = reading.composed[match.end(2) - 1]
    if _is_name(match[2]) and match[1] != "m" and end not in "éÉ" and not match[2].endswith(("ee", "ees", "es")):
        return True
    before = reading.written[max(0, match.start() - 20) : match.start()]
    return match[1] == "m" and re.search(r"[A-Z][a-z]+ $", before) is not None and _looks_like_one(match[2])
