"""What somebody who was invited types: whether they accept the rules, leave, or want to be called otherwise.

Must never: take a sentence for a name, or a name for an agreement.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.i18n import N_
from bot.intake.calling import read_name
from bot.intake.commands import Word, read_word
from bot.intake.normal import words
from bot.intake.parsing import read_choice
from bot.intake.question import Choice, Kind, Question, Reader, Sensitivity

NAME_LIMIT = 40
"""Characters of the name under which a relay is known."""
_LONGEST = 60
_YES, _NO = "oui", "non"
_SAID = {
    "regles": {_YES: {"accepte", "accepter", "accept"}, _NO: {"refuse", "refuser"}},
    "depart": {_YES: {"quitte", "quitter", "leave"}, _NO: {"reste", "rester", "stay"}},
}
_NEGATIONS = {"pas", "plus", "not", "dont"}


def _question(key: str, yes: str, no: str) -> Question:
    return Question(
        key=key, kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=frozenset({Reader.CASE_HOLDER}),
        counted=False, must=True, unsaid=None, prompt="", label="", choices=(Choice(_YES, yes), Choice(_NO, no)),
    )  # fmt: skip


ACCEPT, REFUSE = N_("I accept"), N_("I refuse")
LEAVE, STAY = N_("Yes, I leave"), N_("No, I stay")
RULES = _question("regles", ACCEPT, REFUSE)
LEAVING = _question("depart", LEAVE, STAY)


def read_yes(question: Question, text: str, label: Callable[[str], str]) -> bool | None:
    """Yes or no to `question`, one of the two above; None when it is neither."""
    if len(text) > _LONGEST:
        return None
    said = set(words(text))
    for code, verbs in _SAID[question.key].items():
        if said & verbs:
            return (code == _YES) is not bool(said & _NEGATIONS)
    read = read_choice(question, text, label=label)
    return read.codes == (_YES,) if read and read.codes else None


def read_leave(text: str) -> bool:
    """« quitter », « je veux quitter »: the wish to be no relay any more."""
    return len(text) <= _LONGEST and bool(set(words(text)) & _SAID["depart"][_YES]) and read_word(text) is Word.STOP


def is_for_everybody(text: str) -> bool:
    """One of the words that mean the same for everybody at any moment."""
    return read_word(text) in (Word.HELP, Word.STOP, Word.ERASE, Word.HIDE)


def read_display_name(text: str) -> str:
    """How somebody wants to be called, "" when the words hold no name."""
    return read_name(text, NAME_LIMIT) or ""


def shortened(name: str) -> str:
    """A name as the platform knows it, on one line."""
    return " ".join(name.split())[:NAME_LIMIT].strip()
