"""From a person's own words to codes: known phrases first, then yes and no, then the weight of the words.

One reader per question, built from the lexicon when first needed. Must never: answer on thin or divided evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

from bot.intake.asides import DOUBTS
from bot.intake.evidence import LAMENT, SETTING, Evidence, Verdict, content
from bot.intake.lexicon import MENU, UNSURE, Phrase, lexicon
from bot.intake.normal import plain, stem, words
from bot.intake.places import Places
from bot.intake.plainly import CARELESS, is_plain
from bot.intake.polarity import Mark, is_doubtful, is_refusal, mark, only_unsure, strip_marks
from bot.intake.question import NOT_SAID, Choice, Codes, Menu, Question
from bot.intake.vocabulary import sequences, word_set

SURE = 1.6
"""Lead over the second code, in nats, below which evidence is divided; tuned by cross-validation on typed.tsv."""
SURE_CLAUSE = 2.5
"""The same where several subjects stand in one message."""
WEIGHTY = 0.3
"""What must speak for a code, in nats per log of the number of codes, so that evidence is not thin."""
CONTRARY = 2.0
"""Lead at which the other words take back a yes or a no."""
SURE_CARELESS = 2.5
"""The same as SURE where a mistake could leave somebody in danger, for the answer that asks for less care."""
_CARELESS: dict[str, str] = {"en_securite": "oui", "contact_discret": "non", "someone_near": "oui"}
_CARELESS |= {"send_or_later": "envoyer"} | CARELESS
_CARELESS |= {aside.value: "non" for aside in DOUBTS.values()}
"""These answers are only taken when said plainly: « je crois » is asked again."""
_BASIC = frozenset({"oui", "non", UNSURE, NOT_SAID})
_CUT = re.compile(r"[,;+&/.\n!?:()]|\b(?:et|puis|pis|mais|aussi|and)\b")

_SUBJECTS = dict.fromkeys(word_set("understanding.settings"), SETTING) | {
    " ".join(said): LAMENT for said in sequences("understanding.laments")
}
_RANKS = {"themes": _SUBJECTS, "themes_relais": _SUBJECTS}
_PLACE = "lieu"
"""The question that names a place of the town."""
_EITHER = frozenset({"ou", "or"})
_POINTING = word_set("understanding.pointing")

Key = tuple[str, tuple[Choice, ...], tuple[Menu, ...], int]


def understand(question: Question, text: str, said: Sequence[str]) -> Codes | None:
    """Codes, or one `menu:<key>`; `said` are the words of `text`."""
    name = question.lexicon or question.key
    return _reader((name, question.choices, question.menus, question.most)).read(text, said)


@lru_cache(maxsize=128)
def _reader(key: Key) -> _Reader:
    return _Reader(*key)


class _Reader:
    def __init__(self, question: str, choices: Sequence[Choice], menus: Sequence[Menu], most: int) -> None:
        self._question = question
        self._most = most
        self._careless = _CARELESS.get(question, "")
        self._choices = choices
        self._codes = [choice.key for choice in choices] + [MENU + menu.key for menu in menus]
        known = frozenset(self._codes)
        own = [p for p in lexicon().of(question) if known.issuperset(p.codes)]
        typed = [Phrase(question, said, (c.key,)) for c in choices for said in _local_names(c)]
        shared = [p for p in lexicon().beside(question) if known.issuperset(p.codes)]
        self._menus = {_bare(p.said): p.codes for p in own if p.codes[0].startswith(MENU)}
        self._exact = _exact((*shared, *typed, *own))
        self._named = sorted(((p.said, p.codes[0]) for p in typed), key=lambda pair: -len(pair[0]))
        self._weighty = WEIGHTY * log(len(known))
        self._yes_no = {"oui", "non"} <= known
        single = [p for p in (*own, *typed, *shared) if len(p.codes) == 1 and not p.codes[0].startswith(MENU)]
        examples = [(p.said, p.codes[0]) for p in single]
        codes = [code for code in self._codes if not code.startswith(MENU)]
        families = lexicon().families_of(question)
        self._places = Places(choices, menus, families) if question == _PLACE else None
        self._evidence = Evidence(examples, families, codes, _RANKS.get(question)) if own else None

    def read(self, text: str, said: Sequence[str]) -> Codes | None:
        exact = self._exact.get(tuple(said)) or self._exact.get(tuple(content(said)))
        if exact:
            return exact
        menu = self._menus.get(_bare(said))
        if menu:
            return menu
        if is_refusal(said) and (NOT_SAID in self._codes or not self._careless):
            return (NOT_SAID,) if NOT_SAID in self._codes else None
        if self._yes_no:
            return self._read_yes_no(said)
        if only_unsure(said):
            return (UNSURE,) if UNSURE in self._codes else None
        if self._places:
            return self._places.read(said)
        if named := self._by_name(said):
            return named
        if self._most > 1:
            return self._several(text, said)
        return None if self._is_either(said) else self._single(said)

    def _single(self, said: Sequence[str]) -> Codes | None:
        verdict = self._verdict(said)
        if not verdict or verdict.weight < self._weighty:
            return None
        if verdict.code == self._careless and (verdict.lead < SURE_CARELESS or is_doubtful(said)):
            return None
        if not is_plain(self._question, verdict.code, said):
            return None
        return (verdict.code,) if verdict.lead >= SURE else None

    def _verdict(self, said: Sequence[str]) -> Verdict | None:
        return self._evidence.verdict(said) if self._evidence else None

    def _read_yes_no(self, said: Sequence[str]) -> Codes | None:
        heard = mark(said, eases=not self._careless)
        if heard is Mark.MIXED:
            return None
        if heard is None:
            return self._single(said)
        if heard is Mark.UNSURE:
            return (UNSURE,) if UNSURE in self._codes else None
        rest = self._verdict(strip_marks(said))
        if heard.value == self._careless and is_doubtful(said):
            return None
        if not is_plain(self._question, heard.value, said):
            return None
        if rest is None or rest.code == heard.value or rest.lead < CONTRARY or rest.weight < self._weighty:
            return (heard.value,)
        # « non, ce serait contraire à son intérêt » says more than no
        return None if rest.code in _BASIC else (rest.code,)

    def _by_name(self, said: Sequence[str]) -> Codes | None:
        """A local name inside a sentence; two different ones cancel each other."""
        found: list[str] = []
        left = f" {' '.join(said)} "
        for name, code in self._named:
            heard = f" {' '.join(name)} "
            if name and heard in left:
                left = left.replace(heard, "  ")
                found.append(code)
        return (found[0],) if len(set(found)) == 1 else None

    def _is_either(self, said: Sequence[str]) -> bool:
        """« le matin ou le soir »: two answers where one is asked for."""
        cuts = [at for at, word in enumerate(said) if word in _EITHER]
        parts = [said[start + 1 : end] for start, end in pairwise([-1, *cuts, len(said)])] if cuts else []
        return len({code for part in parts if (code := self._clause(part))}) > 1

    def _several(self, text: str, said: Sequence[str]) -> Codes | None:
        """Clause by clause: each may name a subject."""
        found: list[str] = []
        clauses = [words(clause) for clause in _CUT.split(plain(text))]
        clauses = [clause for clause in clauses if content(clause)]
        if len(clauses) > 1:
            for clause in clauses:
                code = self._clause(clause)
                if code and code not in found:
                    found.append(code)
        if len(found) > 1:
            return tuple(found) if len(found) <= self._most else None
        whole = self._single(said)
        if found and whole and whole[0] != found[0]:
            return None
        return whole

    def _clause(self, said: Sequence[str]) -> str | None:
        exact = self._exact.get(tuple(said)) or self._exact.get(tuple(content(said)))
        if exact and len(exact) == 1 and not exact[0].startswith(MENU) and exact[0] != NOT_SAID:
            return exact[0]
        verdict = self._verdict(said)
        if not verdict or verdict.code == NOT_SAID or verdict.code.startswith(MENU) or not verdict.has_matter:
            return None
        return verdict.code if verdict.lead >= SURE_CLAUSE and verdict.weight >= self._weighty else None


def _local_names(choice: Choice) -> tuple[str, ...]:
    return (*choice.typed, choice.label) if choice.local else choice.typed


def _bare(said: Sequence[str]) -> frozenset[str]:
    """The words of a menu's label without those that only say « this button »."""
    return frozenset(stem(word) for word in content(said) if word not in _POINTING)


def _exact(phrases: Sequence[Phrase]) -> dict[tuple[str, ...], Codes]:
    """Whole phrases; one that means two things is left out, later phrases (the question's own) win over shared ones."""
    exact: dict[tuple[str, ...], Codes] = {}
    for phrase in phrases:
        for form in (tuple(content(phrase.said)), phrase.said):
            if form:
                exact[form] = phrase.codes
    return exact
