"""How easy a French text is to read: the Kandel-Moles score (1958, Flesch for French), with a frozen way of counting.

L = 207 - 1.015 × words / sentences - 73.6 × syllables / words; 100 is very easy, 30 is an administrative letter
(domaine.md §5.3). Pure. Must never: be tuned to let a text pass; every threshold rests on these very counts.

A sentence ends at a line break, and at `.`, `!`, `?` or `…` before a space. A colon ends none: « Écris « cache » :
j'enlève nos messages. » is one sentence. What announces a list ends with its line, since each item stands on its own.
A word is what a word processor counts: what stands between spaces and holds a letter or a digit, so that « j'enlève »
and « rendez-vous » are one. A telephone number is one word. What holds a digit, begins with `/` or is an address
counts one syllable: it is recognised, not spelt out.
A syllable is a group of vowels, without a mute ending (-e, -es, -ent of verbs); see `syllables`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?…])[\"»)\]]*\s+|\n+")
_TELEPHONE = re.compile(r"\b\d[\d ]{2,}\d\b")
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}\.|[-—•])\s+")
_ADDRESS = re.compile(r"^/|://|\w\.\w")
_VOWEL = "aàâäeéèêëiîïoôöuùûüyœæ"
_GROUP = re.compile(f"[{_VOWEL}]+")
_SOUNDED_ENT = re.compile(
    r"(?:m|accid|incid|prud|arg|souv|c|ag|urg|abs|prés|viol|cont|cli|par|pat|tal)ent$|^(?:v|d|l|s|t)ent$"
)
"""Words whose final -ent is heard (« moment », « souvent », « accident »); elsewhere it is the mute end of a verb."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one text; `longest` is the length of its longest sentence, in words."""

    words: int
    sentences: int
    syllables: int
    longest: int

    @property
    def score(self) -> float:
        """Kandel-Moles; 207 for a text without words."""
        if not self.words:
            return 207.0
        return 207.0 - 1.015 * self.words / self.sentences - 73.6 * self.syllables / self.words

    def __str__(self) -> str:
        return f"L={self.score:.0f}, {self.words} words, {self.sentences} sentences, longest {self.longest}"


def measure(text: str) -> Measure:
    counted = [words(sentence) for sentence in sentences(text)]
    flat = [word for sentence in counted for word in sentence]
    longest = max((len(sentence) for sentence in counted), default=0)
    return Measure(len(flat), len(counted), sum(map(syllables, flat)), longest)


def sentences(text: str) -> list[str]:
    """The sentences that hold a word, without the marks of a list."""
    lines = (_LIST_MARK.sub("", line) for line in text.splitlines())
    return [part.strip() for part in _END.split("\n".join(lines)) if part and words(part)]


def words(sentence: str) -> list[str]:
    """Its words without the punctuation around them, an address or a command as it is."""
    joined = _TELEPHONE.sub(lambda found: found.group().replace(" ", ""), sentence)
    stripped = (token.strip("«»“”\"'’()[].,;:!?…·—-+") for token in joined.split())
    return [token for token in stripped if any(character.isalnum() for character in token)]


def syllables(word: str) -> int:
    """At least 1. « équipe » 2, « envoyer » 3, « suffisent » 2, « moment » 2, « créer » 2, « 3114 » 1."""
    if _ADDRESS.search(word) or any(character.isdigit() for character in word):
        return 1
    return sum(_spoken(part) for part in re.split(r"-", word.lower()) if part)


def _spoken(part: str) -> int:
    """One part of a word; an elided article or pronoun belongs to it (« l'équipe »)."""
    letters = re.sub(r"[^\w]", "", part)
    letters = re.sub(r"qu(?=[" + _VOWEL + "])", "q", letters)
    letters = re.sub(r"gu(?=[eéèêiîy])", "g", letters)
    letters = re.sub(f"(?<=[{_VOWEL}])y(?=[{_VOWEL}])", "j", letters)  # « envoyer », « essaye »: a consonant
    letters = re.sub(f"é(?=[aioôu]|e[^s{_VOWEL}])", "é-", letters)  # « réaliser », « créer »: two syllables
    letters = re.sub(f"(?<=[{_VOWEL}])(?=[ïë])", "-", letters)  # « haïr », « Naël »
    heard = re.sub(r"(?:e|es)$", "", letters)
    if letters.endswith("ent") and not _SOUNDED_ENT.search(letters):
        heard = letters.removesuffix("ent")
    groups = _GROUP.findall(heard) or _GROUP.findall(letters)
    return max(len(groups), 1)
