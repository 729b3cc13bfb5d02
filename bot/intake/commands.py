"""The words that count at any moment (stop, efface, cache, aide, retour, modifier…), and the end of a story.

A whole message or nothing. Must never: find such a word inside a sentence that tells something (« il m'a dit stop »).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from bot.intake.evidence import content
from bot.intake.lexicon import NO_WORDS, WORDS, lexicon
from bot.intake.normal import POLITENESS, words
from bot.intake.vocabulary import line, patterns, word_set

LONGEST_WORD = 60
"""Characters; every known way of saying one of these words is far shorter."""
LONGEST_TWICE = 8
"""Words of a message that may say the same word twice."""
STORY_END = "story_end"
TOLD = "cest_tout"


class Word(StrEnum):
    STOP = "stop"
    ERASE = "effacer"
    HIDE = "cacher"
    HELP = "aide"
    BACK = "retour"
    EDIT = "modifier"
    PASS = "passer"
    RESTART = "recommencer"


_DOUBLED = re.compile(r"(.)\1")
_VERBS = {_DOUBLED.sub(r"\1", verb): word for word in Word for verb in word_set(f"commands.{word}.verbs")}
"""One letter or two: « eface », « supprimmer »."""
_NOT = "pas"
"""« pas urgent » is no « pass, urgent »."""
_FREE = word_set("commands.free")
_BESIDE = {word: _FREE | word_set(f"commands.{word}.beside") for word in Word}
_SENTENCES = {
    word: re.compile(line("commands.opening") + f"(?:{patterns(f'commands.{word}.sentences')})") for word in Word
}
_TOLD = re.compile(patterns("commands.told"))
_UNTOLD = re.compile(patterns("commands.untold"))


@cache
def _known() -> dict[tuple[str, ...], Word]:
    """Every phrase of the lexicon that means a word, without the ones that also tell something."""
    said = {_with_articles(phrase.typed): Word(phrase.codes[0]) for phrase in lexicon().of(WORDS)}
    return {form: word for form, word in said.items() if form and form not in _told()}


@cache
def _told() -> frozenset[tuple[str, ...]]:
    """Every phrase of the lexicon that tells something (« cache cache »)."""
    return frozenset(_with_articles(phrase.typed) for phrase in lexicon().of(NO_WORDS))


@cache
def _ends() -> frozenset[tuple[str, ...]]:
    return frozenset(_form(p.typed) for p in lexicon().of(STORY_END) if p.codes[0] == TOLD)


@cache
def _skips() -> frozenset[tuple[str, ...]]:
    return frozenset(_form(p.typed) for p in lexicon().of(STORY_END) if p.codes[0] != TOLD)


def _form(typed: str) -> tuple[str, ...]:
    """The words that count; all of them when none would be left (« voilà »)."""
    said = words(typed.strip().lstrip("/"))
    return tuple(content(said)) or tuple(said)


def _with_articles(typed: str) -> tuple[str, ...]:
    """« à la pause » is no « pause »."""
    return tuple(word for word in words(typed.strip().lstrip("/")) if word not in POLITENESS)


def read_word(text: str) -> Word | None:
    """The word that the whole of `text` is; None when anything else is said with it."""
    if len(text) > LONGEST_WORD:
        return None
    form = _form(text)
    if not form or _with_articles(text) in _told():
        return None
    return _known().get(_with_articles(text)) or _of(form) or _twice(form)


def _of(form: tuple[str, ...]) -> Word | None:
    return _by_grammar(form) or _by_sentence(" ".join(form))


def _twice(form: tuple[str, ...]) -> Word | None:
    """The same word said in two ways: « stop ça suffit », « aide moi au secours »."""
    for cut in range(1, len(form) if len(form) <= LONGEST_TWICE else 1):
        first = _of(form[:cut])
        if first and first is _of(form[cut:]):
            return first
    return None


def _by_grammar(form: tuple[str, ...]) -> Word | None:
    """One verb of one word, and beside it nothing but its object and small words."""
    if len(form) > 7:
        return None
    meant = [None if said == _NOT else _VERBS.get(_DOUBLED.sub(r"\1", said)) for said in form]
    for word in sorted({word for word in meant if word}):
        if all(verb is word or said in _BESIDE[word] for said, verb in zip(form, meant, strict=True)):
            return word
    return None


def _by_sentence(said: str) -> Word | None:
    found = [word for word, pattern in _SENTENCES.items() if pattern.fullmatch(said)]
    return found[0] if len(found) == 1 else None


def read_story_end(text: str) -> bool:
    """« c'est tout », « voilà », « j'ai fini »: the story is told."""
    if len(text) > LONGEST_WORD:
        return False
    form = _form(text)
    return form in _ends() or _TOLD.fullmatch(" ".join(form)) is not None


def read_story_skip(text: str) -> bool:
    """« je veux pas raconter », « rien à dire »: there will be no story."""
    if len(text) > LONGEST_WORD:
        return False
    form = _form(text)
    return form in _skips() or read_word(text) is Word.PASS or _UNTOLD.fullmatch(" ".join(form)) is not None
