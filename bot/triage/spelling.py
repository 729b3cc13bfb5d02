"""A free text as its words, in one spelling and one form each: « jme sui fé frapé » → je me etre faire frapper.

Must never: keep anything a person wrote (nothing here is cached), or take more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.intake.normal import stem
from bot.triage.forms import Forms

STOP = "."
"""Stands for the end of a sentence."""
COMMA = ","
"""Stands between two clauses; one that only lists is dropped."""
MINOR, ADULT, WHILE = "agemineur", "ageadulte", "duree"
"""« 15 ans », « 22 ans », « depuis 3 ans »."""

_SPECIAL = {
    **str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ı": "i", "\u200b": "",
                     "\u200c": "", "\u200d": "", "\ufe0f": "", "\xad": "", "\u2060": ""}),
    **dict.fromkeys(map(ord, "-–—‑_/"), " "),
}  # fmt: skip
_ASCII_SPECIAL = str.maketrans({"-": " ", "_": " ", "/": " ", "`": "'"})
_ELISION = re.compile(r"\b(qu|[cdjklmnst])' ?")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SPACED = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[\w*@$]+|[.!?;:…\n()\"«»]+|,")
_ENDS = frozenset('.!?;:…\n()"«»')
_LEET = str.maketrans("013457@$", "oieastas")
_HIDDEN = re.compile(r"[*@$\d]")
_LONGEST_GLUED = 60
_GLUED_FROM = 8
_GLUED_TO = ("je", "jv", "jm", "jp", "js", "jd", "mon", "ma", "il", "elle", "on", "tu", "me", "pas", "plus", "envie")
_LONGEST_PIECE = 16
_YEARS = frozenset({"ans", "an", "piges", "balais", "yo"})
_SPANS = frozenset({"depuis", "pendant", "y", "en", "fait", "apres", "dans", "durant", "ya"})
_LISTING = frozenset({"de", "d", "ou", "ni"})
_STARTING = frozenset({"toute", "toutes", "plus", "peur", "force", "ailleurs"})
_SOMEBODY = frozenset({"une", "la", "cette", "chaque", "autre", "meme", "les", "des", "aux", "ces", "deux"})


def plain(text: str, signs: Mapping[int, str]) -> str:
    """Lower case, ASCII as far as it goes, emojis as words, hyphens as spaces.

    `signs`: by code point, what common accented letters and emojis stand for.
    """
    text = text.lower()
    if text.isascii():
        text = text.translate(_ASCII_SPECIAL)
    else:
        text = text.translate(signs)
        if not text.isascii():
            text = unicodedata.normalize("NFKD", text).lower()
            text = "".join([c for c in text if not unicodedata.combining(c)])
    if "'" in text:
        text = _ELISION.sub(r"\1e ", text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    return _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text) if "." in text else text


def signs(emoji: Mapping[int, str]) -> Mapping[int, str]:
    """The table that `plain` reads by."""
    letters = {ord(c): unicodedata.normalize("NFKD", c)[0] for c in "àâäáãåéèêëíìîïóòôöõúùûüýÿñç"}
    return {**letters, **_SPECIAL, **emoji}


class Speller:
    """Tokens of a text; `forms` says what every known spelling stands for."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._signs = signs(forms.emoji)
        self._known = forms.known
        self._special = _YEARS | {"ma", "personne", "personnes", COMMA}

    def read(self, text: str) -> tuple[list[str], list[str]]:
        """The lemmas of a text, `STOP` between sentences and `COMMA` between clauses; and its words as written."""
        words = _WORD.findall(self._plain(text))
        return self._tokens(words, self._unknown), words

    def tokens(self, text: str) -> list[str]:
        return self.read(text)[0]

    def written(self, text: str) -> list[str]:
        """The tokens of our own data: nothing in it is misspelt."""
        return self._tokens(_WORD.findall(self._plain(text)), lambda word: (word,))

    def _plain(self, text: str) -> str:
        return plain(text, self._signs)

    def _tokens(self, words: list[str], guess: Callable[[str], tuple[str, ...]]) -> list[str]:
        found: list[str] = []
        known, special = self._known, self._special
        for at, word in enumerate(words):
            meant = known.get(word)
            if word in special:
                meant = self._in_place(words, at, found)
            elif meant is None:
                meant = (STOP,) if word[0] in _ENDS else guess(word)
            found += meant
        return self._paired(found)

    def _in_place(self, words: list[str], at: int, found: list[str]) -> tuple[str, ...]:
        """Words that mean something else beside others: « ma frappé » is « m'a … », « une personne » is somebody."""
        word = words[at]
        if word == COMMA:
            return () if _lists(words[at + 1 : at + 3]) else (COMMA,)
        if word in _YEARS:
            return self._age(found, word, words[max(0, at - 4) : at])
        if word == "ma":
            return ("me",) if at + 1 < len(words) and words[at + 1] in self._forms.participles else ("ma",)
        return ("gens",) if at and words[at - 1] in _SOMEBODY else ("personne",)

    def _age(self, found: list[str], word: str, before: Iterable[str]) -> tuple[str, ...]:
        """Takes the number before « ans » back from `found`."""
        count = self._forms.numbers.get(found[-1], found[-1]) if found else ""
        if not count.isdecimal() or len(count) > 3:
            return (word,)
        found.pop()
        return (WHILE if not _SPANS.isdisjoint(before) else MINOR if int(count) < 18 else ADULT,)

    def _paired(self, found: list[str]) -> list[str]:
        pairs, joined = self._forms.pairs, list[str]()
        for word in found:
            if joined and (joined[-1], word) in pairs:
                joined[-1:] = pairs[joined[-1], word]
            else:
                joined.append(word)
        return joined

    def _unknown(self, word: str) -> tuple[str, ...]:
        once = _REPEATED.sub(r"\1", word)
        if once != word:  # « mouriiir »
            word = once
            meant = self._known.get(word)
            if meant is not None:
                return meant
        for way in self._ways(word):
            meant = way(word)
            if meant is not None:
                return meant
        return (word,)

    def _ways(self, word: str) -> Iterator[Callable[[str], tuple[str, ...] | None]]:
        if word.isalpha():
            yield self._without_apostrophe
            if 4 < len(word) < 24:
                yield self._by_sound
            if 5 < len(word) < 24:
                yield self._by_slip
            if len(word) >= _GLUED_FROM and word.startswith(_GLUED_TO):
                yield self._glued
        else:
            if len(word) < 40 and not word.isdigit():
                yield self._unhidden
            if not word.isdigit():
                yield self._number_glued

    def _without_apostrophe(self, word: str) -> tuple[str, ...] | None:
        """« jfrappe », « mtape », « jmcoupe »: the letter is a pronoun when the rest is a word we know."""
        letter = _LETTERS.get(word[0])
        if letter is None or not 3 <= len(word) <= _LONGEST_PIECE:
            return None
        rest = self._known.get(word[1:])
        if rest is None and word[1] in _LETTERS and len(word) > 4:
            rest = self._without_apostrophe(word[1:])
        if rest is None and word[0] == "j" and word[1] not in "aeiouy":
            rest = self._by_sound(word[1:]) if len(word) > 5 else None
            rest = rest or (word[1:],)
        return None if rest is None else (*letter, *rest)

    def _by_sound(self, word: str) -> tuple[str, ...] | None:
        return self._forms.sounds.get(stem(word))

    def _by_slip(self, word: str) -> tuple[str, ...] | None:
        """One letter too few, too many, changed or swapped."""
        slips, targets = self._forms.slips, self._forms.targets
        if word in slips:
            return slips[word]
        for place in range(len(word)):
            shorter = word[:place] + word[place + 1 :]
            meant = targets.get(shorter) or slips.get(shorter)
            if meant is not None:
                return meant
        return None

    def _unhidden(self, word: str) -> tuple[str, ...] | None:
        """« su1cide », « s*icide », « t*er », « m0urir »."""
        if "*" in word:
            hidden = word.lstrip("*").translate(_LEET)
            bare, forms = hidden.rstrip("*"), self._forms
            return self._known.get(bare) or forms.starred.get(hidden) or forms.slips.get(bare.replace("*", ""))
        said = word.translate(_LEET)
        meant = self._known.get(said) if said.isalpha() and sum(c.isalpha() for c in word) > 1 else None
        return meant or (self._by_sound(said) if said.isalpha() and len(said) > 5 else None)

    def _number_glued(self, word: str) -> tuple[str, ...]:
        """« 15ans », « 2jours »; signs around a word go."""
        parts = re.findall(r"\d+|[^\W\d_]+", word)
        found: list[str] = []
        for part in parts:
            if part in _YEARS:
                found.extend(self._age(found, part, ()))
            else:
                found.extend(self._known.get(part, (part,)) if not part.isdigit() else (part,))
        return tuple(found)

    def _glued(self, word: str) -> tuple[str, ...] | None:
        """« jeveuxmourir »: fewest known pieces that cover the whole word."""
        if len(word) > _LONGEST_GLUED:
            return None
        known = self._known
        best: list[tuple[int, int] | None] = [(0, 0)]
        for end in range(1, len(word) + 1):
            ways = [
                (reached[0] + 1, start)
                for start in range(max(0, end - _LONGEST_PIECE), end)
                if (reached := best[start]) and (end - start > 1 or word[start] in "jagy") and word[start:end] in known
            ]
            best.append(min(ways, default=None))
        if best[-1] is None or best[-1][0] > len(word) / 2.5:
            return None
        return tuple(meant for piece in reversed(list(_pieces(word, best))) for meant in known[piece])


def _lists(after: Sequence[str]) -> bool:
    """« pas de coups, de gifles » is one clause; « je dors plus, de plus en plus envie de mourir » is two."""
    return bool(after) and after[0] in _LISTING and _STARTING.isdisjoint(after[1:])


def _pieces(word: str, best: list[tuple[int, int] | None]) -> Iterable[str]:
    end = len(word)
    while end:
        reached = best[end]
        assert reached is not None
        yield word[reached[1] : end]
        end = reached[1]


_LETTERS = {
    "j": ("je",), "m": ("me",), "t": ("te",), "l": ("le",), "s": ("se",), "d": (), "n": (), "c": ("ce",), "k": (),
}  # fmt: skip
