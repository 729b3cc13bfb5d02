"""What a button carries: short callback data, packed and read in one place. A forged one opens nothing by itself.

`q:<draft>:<question>:<choice>` answers a question; `w:<word>` says a word at any moment; `r:<outbox row>` opens a held
message; `c:<case>:<action>` is for the coordinators. Must never: carry a meaning the database does not confirm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s


class Word(StrEnum):
    """Buttons that mean the same at any moment."""

    HELP = "aide"
    INFORM = "infos"
    ERASE = "effacer"
    HIDE = "cacher"
    ADD = "ajouter"
    RESUME = "reprendre"
    FOR_ME = "pour_moi"
    LANGUAGE = "langue"
    FRENCH = "fr"
    ENGLISH = "en"
    ARABIC = "ar"


class Action(StrEnum):
    """What a coordinator can do with a case from a button."""

    TAKE = "prendre"
    READ = "lire"
    REPLY = "repondre"
    SEND = "envoyer"
    REWRITE = "reecrire"
    CANCEL = "annuler"
    MORE = "plus"
    SUMMARY = "resume"
    FALSE_ALARM = "fausse"
    CLOSE = "clore"
    CLOSE_AS = "close"
    STORY = "recit"


@dataclass(frozen=True, slots=True)
class AnswerTap:
    draft_id: str
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class WordTap:
    word: Word


@dataclass(frozen=True, slots=True)
class ReadTap:
    row_id: str


@dataclass(frozen=True, slots=True)
class CaseTap:
    case_id: str
    action: Action
    argument: str = ""


def mark_of(words: str) -> str:
    """Eight characters by which a button knows the words it stood under, and tells them from later ones."""
    return blake2s(words.encode(), digest_size=4).hexdigest()


Tap = AnswerTap | WordTap | ReadTap | CaseTap


def pack(tap: Tap) -> str:
    match tap:
        case AnswerTap(draft_id, question, choice):
            return f"q:{draft_id}:{question}:{choice}"
        case WordTap(word):
            return f"w:{word}"
        case ReadTap(row_id):
            return f"r:{row_id}"
        case CaseTap(case_id, action, argument):
            return f"c:{case_id}:{action}" + (f":{argument}" if argument else "")


def read(data: str) -> Tap | None:
    """None for what we never packed; ours are plain ASCII, which every database takes."""
    if not (data.isascii() and data.isprintable()):
        return None
    kind, _, rest = data.partition(":")
    parts = rest.split(":")
    if not all(parts):
        return None
    match kind, parts:
        case "q", [draft_id, question, choice]:
            return AnswerTap(draft_id, question, choice)
        case "w", [word] if word in set(Word):
            return WordTap(Word(word))
        case "r", [row_id]:
            return ReadTap(row_id)
        case "c", [case_id, action, *more] if action in set(Action) and len(more) <= 1:
            return CaseTap(case_id, Action(action), more[0] if more else "")
    return None
