"""Typed French made comparable: case, accents, elisions, text-message spelling, repeated letters, emojis, glued words.

Must never: keep anything a person wrote (nothing here is cached), or take more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.intake.vocabulary import pairs, word_set

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
    "k": "que ", "jusqu": "jusque ", "lorsqu": "lorsque ", "puisqu": "puisque ", "quelqu": "quelqu",
    "aujourd": "aujourd",
}  # fmt: skip
_PLEASE = re.compile(r"\bs'? ?il (?:te|vous|t|vs) ?plai[tsx]?\b")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_WORD = re.compile(r"[^\W_]+|\+")
_DIGITS_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_SIGNS = re.compile(r"[<>]|(?:^|\s)-\s*(?=de\b)")
_GLUED_J = re.compile(r"^j(?=[bcdfghklmnpqrstvwxyz])")

_SPELLED = {said: tuple(meant.split()) for said, meant in pairs("normal.spelled").items()}
_PAIRS = {tuple(said.split()): meant for said, meant in pairs("normal.pairs").items()}
ARTICLES = word_set("normal.articles")
"""Words that never tell two answers apart; the spoken « ne » comes and goes."""
POLITENESS = word_set("normal.politeness")
LIGHT = word_set("normal.light")
"""Words that say little about a subject on their own; in pairs they may say much."""
_COMMON = LIGHT | ARTICLES | POLITENESS | word_set("normal.common")


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
    text = _PLEASE.sub(" svp ", text)
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
        return known
    if len(word) > 2 and _GLUED_J.match(word):
        rest = word[1:]
        return ("je", *_SPELLED.get(rest, (rest,)))
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
    ("ph", "f"), ("qu", "k"), ("q", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ch", "§"), ("c", "k"),
    ("§", "ch"), ("y", "i"), ("eau", "o"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("z", "s"),
)  # fmt: skip
_NASAL = re.compile(r"(?:e[mn]|am)(?![aeiouymn])")
_SOUNDED = re.compile(r"[cqyz]|ph|au|[ae]i")
"""What a word holds if a sound is to be written otherwise."""
_DOUBLED = re.compile(r"(\D)\1")
_ENDINGS = (
    "issement", "ements", "ement", "ations", "ation", "aient", "euses", "euse", "eurs", "eur", "antes", "ants", "ante",
    "ant", "ions", "ais", "ait", "ent", "ees", "ons", "er", "ez", "ir", "ee", "es", "s", "x", "t", "d", "e",
)  # fmt: skip
_ENDINGS_BY_LETTER = {
    letter: tuple(ending for ending in _ENDINGS if ending[-1] == letter) for letter in {one[-1] for one in _ENDINGS}
}


def stem(word: str) -> str:
    """What a word sounds like without its ending: « frapé », « frappe » and « frapper » are one.

    A word that would sound like a common one stays apart from it: « danse » is no « dans », « foot » no « faut ».
    """
    if word in _COMMON:
        return _bare(word)
    stemmed = _bare(word)
    return stemmed + "'" if stemmed in _COMMON_STEMS else stemmed


def _bare(word: str) -> str:
    if len(word) <= 3 or word[0].isdigit():
        return word
    for ending in _ENDINGS_BY_LETTER.get(word[-1], ()):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if "m" in word or "n" in word:
        word = _NASAL.sub("an", word)
    if _SOUNDED.search(word):
        for written, sounded in _SOUNDS:
            word = word.replace(written, sounded)
    word = _DOUBLED.sub(r"\1", word)
    while len(word) > 4 and word[-1] in "stdxe":
        word = word[:-1]
    return word


_COMMON_STEMS = frozenset(_bare(word) for word in _COMMON)
