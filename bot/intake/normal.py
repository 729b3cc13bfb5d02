"""Typed French made comparable: case, accents, elisions, text-message spelling, repeated letters, emojis, glued words.

Must never: keep anything a person wrote (nothing here is cached), or take more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_READ = 240
"""Characters beyond which words are a story, no answer to a closed question."""

_EMOJI = {
    "👍": " oui ", "✅": " oui ", "👌": " oui ", "✔": " oui ", "🆗": " ok ",
    "👎": " non ", "❌": " non ", "🙅": " non ", "🚫": " non ",
    "🤷": " jsp ", "🤔": " jsp ", "🤐": " jepeuxpasdire ", "🤫": " jepeuxpasdire ",
    "📞": " tel ", "☎": " tel ", "📱": " tel ",
}  # fmt: skip
_SPECIAL = str.maketrans({
    "œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ı": "i",
    "–": "-", "—": "-", "‑": "-",
})  # fmt: skip
_ELISION = re.compile(r"\b(quelqu|aujourd|jusqu|lorsqu|puisqu|qu|k|[cdjlmnst])' ?(?=\w)")
_ELIDED = {
    "c": "ce ", "d": "de ", "j": "je ", "l": "le ", "m": "me ", "n": "ne ", "s": "se ", "t": "te ", "qu": "que ",
    "k": "que ", "jusqu": "jusque ", "lorsqu": "lorsque ", "puisqu": "puisque ", "quelqu": "quelqu", "aujourd": "aujourd",
}  # fmt: skip
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_WORD = re.compile(r"[^\W_]+|\+")
_DIGITS_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_SIGNS = re.compile(r"[<>]|(?:^|\s)-\s*(?=de\b)")
_GLUED_J = re.compile(r"^j(?=[bcdfghklmnpqrstvwxyz])")

_SPELLED: dict[str, str] = {
    line.split(" ", 1)[0]: line.split(" ", 1)[1]
    for line in """
g je ai
jai je ai
jais je ai
jaime je aime
javais je avais
jaurai je aurai
jaurais je aurais
jarrive je arrive
jarrete je arrete
jetais je etais
jhesite je hesite
jesite je hesite
jose je ose
jui je suis
jsui je suis
jsuis je suis
chui je suis
chuis je suis
chu je suis
jss je suis
shui je suis
jsp je sais pas
jspa je sais pas
jspas je sais pas
jsaipa je sais pas
jsaispas je sais pas
jensaisrien je en sais rien
nsp je sais pas
chepa je sais pas
chaipa je sais pas
chaispas je sais pas
chpa je sais pas
chsais je sais
chai je sais
che je sais
idk je sais pas
jv je vais
jve je veux
jvais je vais
jveu je veux
jveux je veux
veu veux
veus veux
jpe je peux
jpeu je peux
jpeux je peux
jpx je peux
jrep je reponds
jrepond je reponds
jreponds je reponds
jdis je dis
jdi je dis
jdirai je dirai
c ce est
ct ce etait
cest ce est
cetait ce etait
sa ca
ya y a
yen y en
yena y en a
ki qui
ke que
kan quand
kand quand
koi quoi
kel quel
kelle quelle
kelke quelque
kelkun quelquun
kelqun quelquun
kelkin quelquun
qqn quelquun
qqun quelquun
qlq quelque
qlqun quelquun
quelqun quelquun
qqch quelquechose
qqchose quelquechose
qlqch quelquechose
pr pour
pcq parce que
pck parce que
ds dans
dan dans
ts tous
tt tout
tte toute
tjr toujours
tjrs toujours
bcp beaucoup
pb probleme
pbs problemes
prob probleme
pblm probleme
prblm probleme
probs problemes
jms jamais
jam jamais
vrm vraiment
vrmt vraiment
tro trop
bi1 bien
pa pas
po pas
ptet peutetre
ptetr peutetre
ptetre peutetre
pe peutetre
petetre peutetre
ptt petit
pti petit
ptit petit
ptite petite
frr frere
reuf frere
reus soeur
reum mere
reup pere
daron pere
daronne mere
darons parents
keum mec
ajd aujourdhui
auj aujourdhui
ajrd aujourdhui
ojd aujourdhui
aujourdui aujourdhui
ojourdui aujourdhui
ojourdhui aujourdhui
aujd aujourdhui
tdy today
mtn maintenant
mnt maintenant
mtnt maintenant
maintenan maintenant
wknd weekend
dac daccord
dacc daccord
dak daccord
dakor daccord
dakodak daccord
dacodac daccord
okay ok
okey ok
okk ok
oki ok
okok ok
okeh ok
vazi vasy
vazy vasy
vasi vasy
tkt tinquiete
tqt tinquiete
tinkiete tinquiete
tel telephone
phone telephone
portable telephone
fone telephone
bigo telephone
tph telephone
telef telephone
msg message
msgs message
mess message
texto sms
rdvs rdv
rdz rdv
rv rdv
bahut lycee
taf travail
taff travail
boulot travail
job travail
turbin travail
taffer travailler
thune argent
thunes argent
tunes argent
fric argent
oseille argent
ble argent
flic police
flics police
keuf police
keufs police
condes police
schmitt police
apart appart
appt appart
aprem apresmidi
aprm apresmidi
moua moi
mwa moi
ms mais
avc avec
ac avec
bsoin besoin
bjr bonjour
slt salut
cc coucou
mrc merci
mci merci
merki merci
plz svp
pls svp
dsl desole
desolee desole
ptdr mdr
yrs ans
yo ans
an ans
piges ans
balais ans
""".strip().splitlines()
    if " " in line
}
_PAIRS: dict[tuple[str, str], str] = {
    ("quelqu", "un"): "quelquun", ("quelque", "un"): "quelquun", ("quel", "qun"): "quelquun", ("kelk", "un"): "quelquun",
    ("quelque", "chose"): "quelquechose", ("rendez", "vous"): "rdv", ("rende", "vous"): "rdv", ("rendez", "vs"): "rdv",
    ("rende", "vs"): "rdv", ("peut", "etre"): "peutetre", ("peu", "etre"): "peutetre", ("p", "etre"): "peutetre",
    ("peut", "etr"): "peutetre", ("aujourd", "hui"): "aujourdhui", ("aujour", "dhui"): "aujourdhui",
    ("vas", "y"): "vasy", ("va", "y"): "vasy", ("vaz", "y"): "vasy", ("de", "accord"): "daccord", ("de", "acc"): "daccord",
    ("te", "inquiete"): "tinquiete", ("te", "inquiet"): "tinquiete", ("apres", "midi"): "apresmidi",
    ("week", "end"): "weekend", ("mi", "temps"): "mitemps", ("au", "secours"): "ausecours",
}  # fmt: skip

ARTICLES = frozenset({"le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "ne", "n", "the", "a", "an"})
"""Words that never tell two answers apart; the spoken « ne » comes and goes."""
POLITENESS = frozenset(
    ["svp", "stp", "merci", "bonjour", "bonsoir", "salut", "coucou", "wesh", "hello", "hi", "hey", "please", "thanks", "euh", "heu", "hum", "ben", "bah", "bin", "eh", "hein", "quoi", "voila", "mdr", "lol", "donc", "alors", "en", "fait", "enfin", "genre", "franchement", "madame", "monsieur", "beh", "bas", "ouf", "desole", "cdt", "cordialement"]
)

LIGHT = frozenset(
    ["je", "j", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "me", "te", "se", "moi", "toi", "lui", "eux", "mon", "ma", "mes", "ton", "ta", "tes", "son", "sa", "ses", "notre", "nos", "votre", "vos", "leur", "leurs", "ce", "cet", "cette", "ces", "ca", "cela", "que", "qui", "quoi", "dont", "ou", "et", "mais", "si", "est", "es", "suis", "sont", "ai", "as", "avons", "avez", "ont", "etre", "avoir", "fait", "faire", "vais", "va", "y", "en", "dans", "par", "pour", "sur", "sous", "avec", "au", "aux", "chez", "tout", "tous", "toute", "toutes", "trop", "tres", "bien", "peu", "plus", "la", "peux", "peut", "veux", "veut", "voudrais", "aimerais", "aussi", "comme", "depuis", "i", "my", "is", "to", "of", "in", "for", "and", "that", "it", "am", "be", "do", "s", "m", "t", "c", "qu", "quand", "juste", "un", "une", "temps", "ici", "jour", "jours", "probleme", "problemes", "besoin", "cherche", "chercher", "trouver", "autre"]
)
"""Words that say little about a subject on their own; in pairs they may say much."""


def plain(text: str) -> str:
    """Lower case without accents, curly quotes or emojis; Arabic digits become ASCII ones."""
    text = text[: 4 * LONGEST_READ].casefold()
    if not text.isascii():
        for emoji, word in _EMOJI.items():
            if emoji in text:
                text = text.replace(emoji, word)
        text = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
        text = "".join(_ascii_digit(c) for c in text if not unicodedata.combining(c))
    return text


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if not character.isascii() and character.isdecimal() else character


def words(text: str) -> list[str]:
    """The words of `text` in one spelling: « jsui pas sûr, c'est l'école » → je suis pas sur ce est le ecole."""
    text = _REPEATED.sub(r"\1", plain(text).replace("`", "'"))
    text = _SIGNS.sub(lambda found: " + " if found.group() == ">" else " moins ", text)
    text = _ELISION.sub(lambda found: _ELIDED[found.group(1)], text)
    text = _DIGITS_LETTERS.sub(" ", text)
    found: list[str] = []
    for word in _WORD.findall(text):
        found.extend(_spelled(word))
    return _paired(found)


def _spelled(word: str) -> Iterable[str]:
    known = _SPELLED.get(word)
    if known is not None:
        return known.split()
    if len(word) > 3 and _GLUED_J.match(word):
        rest = word[1:]
        return ("je", *_SPELLED.get(rest, rest).split())
    return (word,)


def _paired(found: list[str]) -> list[str]:
    joined: list[str] = []
    for word in found:
        pair = _PAIRS.get((joined[-1], word)) if joined else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(word)
    return joined


_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("q", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ch", "§"), ("c", "k"), ("§", "ch"),
    ("y", "i"), ("eau", "o"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("em", "an"), ("en", "an"), ("am", "an"),
    ("z", "s"),
)  # fmt: skip
_DOUBLED = re.compile(r"(\D)\1")
_ENDINGS = (
    "issement", "ements", "ement", "ations", "ation", "aient", "euses", "euse", "eurs", "eur", "antes", "ants", "ante", "ant",
    "ions", "ais", "ait", "ent", "ees", "ons", "er", "ez", "ir", "ee", "es", "s", "x", "t", "d", "e",
)  # fmt: skip


def stem(word: str) -> str:
    """What a word sounds like without its ending: « frapé », « frappe » and « frapper » are one."""
    if len(word) <= 3 or word[0].isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    for written, sounded in _SOUNDS:
        word = word.replace(written, sounded)
    word = _DOUBLED.sub(r"\1", word)
    while len(word) > 4 and word[-1] in "stdxe":
        word = word[:-1]
    return word
