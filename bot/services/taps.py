"""What a button carries: short callback data, packed and read in one place. A forged one opens nothing by itself.

`q:<draft>:<question>:<choice>` answers a question; `w:<word>` says a word at any moment; `r:<outbox row>` opens a held
message; `e:<pledge>:<mark>` answers the rules of relays; `o:<referral>:<deed>` is for the person and the relays of a
referral; `c:<case>:<action>`, `p:<action>` and `t:<action>` are for the coordinators.
Must never: carry a meaning the database does not confirm.
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
    SITUATION = "situation"
    CIVIC = "civique"
    MINE = "transmissions"


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
    FILE = "fiche"  # back to the case file, in the same bubble
    NOTE = "note"
    LEVEL = "urgence"
    LEVEL_AS = "niveau"  # argument: what it was, what it becomes, and whether that is confirmed
    LINK = "lier"
    UNLINK = "delier"  # argument: the other case
    PASS = "passer"
    PASS_TO = "confier"  # argument: to whom, and who held it then
    HISTORY = "histoire"  # argument: a page
    CLASS = "classer"
    REOPEN = "rouvrir"
    SEND_NOW = "maintenant"  # without waiting for the person's slot
    TEMPLATE = "modele"
    SIGN = "signer"
    HELD_NOW = "partir"  # of an answer that waits; argument: its entry
    HELD_EDIT = "reprendre"
    HELD_CANCEL = "retirer"
    REFER = "orienter"  # the directory; argument: where one stands in it
    REFER_TO = "vers"  # one partner of it
    REFER_ASK = "accord"  # how the agreement is given, for which partner, under which words
    PLAN = "suivi"
    ENCOUNTER = "rencontre"  # argument: what is added to an encounter
    REFERRAL = "suite"  # one referral, and what is noted about it


class Deed(StrEnum):
    """What a person, then a relay, can do with a referral."""

    YES = "oui"
    NO = "non"
    QUESTION = "question"
    BACK = "retrait"
    ACCEPT = "accepte"
    DECLINE = "refuse"
    REPORT = "rapport"


class Pledge(StrEnum):
    """What somebody who was invited, or is a relay, answers to the rules, and to leaving."""

    ACCEPT = "accepter"
    REFUSE = "refuser"
    LEAVE = "quitter"
    STAY = "rester"


class Enrol(StrEnum):
    """What a coordinator can do with the relays from a button."""

    MENU = "menu"
    INVITE = "inviter"
    GROUP = "groupe"
    STRUCTURE = "structure"
    CREATE = "creer"
    LIST = "liste"
    DUE = "revoir"
    SEE = "voir"
    KEEP = "garder"
    REVOKE = "retirer"


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


class Filing(StrEnum):
    """What a relay can do with what they have sent."""

    COMPLETE = "completer"
    TOLD = "fait"
    AGREES = "accord"
    NOT_YET = "pas_encore"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class ListTap:
    """A list of cases: which, of what, and after which case its page begins."""

    filter: str
    argument: str = ""
    after: str = ""


class Plan(StrEnum):
    """What a coordinator can do with a follow-up from a button."""

    AGENDA = "agenda"
    SEE = "voir"
    DONE = "fait"
    MISSED = "absent"
    LATER = "plus_tard"
    MOVE = "report"
    DROP = "annuler"
    CLOSE = "clore"
    FILE = "fiche"
    ARCHIVE = "archiver"
    ERASE = "eliminer"
    KEEP = "garder"
    ADD = "prevoir"
    CALLED = "appel"
    WRITE = "ecrire"
    SURE = "bon"


@dataclass(frozen=True, slots=True)
class PlanTap:
    """`subject`: a task, a case or a page; `argument`: days, or a mark; `back`: the list it stood in."""

    action: Plan
    subject: str
    argument: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceTap:
    """`argument`: who takes over, or which absence ends."""

    deed: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class FileTap:
    case_id: str
    action: Filing


@dataclass(frozen=True, slots=True)
class PledgeTap:
    """`mark` (see `mark_of`): the enrolment and the name under which the button stood."""

    pledge: Pledge
    mark: str


@dataclass(frozen=True, slots=True)
class EnrolTap:
    """`subject`: a structure, a relay or a page; `argument`: a duty, or the page to go back to."""

    action: Enrol
    subject: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ReferralTap:
    referral_id: str
    deed: Deed
    argument: str = ""


NOTHING = "."
"""Stands for an empty part: every part of callback data says something."""


def mark_of(words: str) -> str:
    """Eight characters by which a button knows the words it stood under, and tells them from later ones."""
    return blake2s(words.encode(), digest_size=4).hexdigest()


Tap = (
    AnswerTap | WordTap | ReadTap | CaseTap | ListTap | AbsenceTap | FileTap | ReferralTap | PledgeTap | EnrolTap
    | PlanTap
)


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
        case ReferralTap(referral_id, deed, argument):
            return f"o:{referral_id}:{deed}" + (f":{argument}" if argument else "")
        case ListTap(filter_, argument, after):
            return f"g:{filter_}:{argument or NOTHING}:{after or NOTHING}"
        case PlanTap(action, subject, argument, back):
            return f"t:{action}:{subject}:{argument or NOTHING}:{back or NOTHING}"
        case AbsenceTap(deed, argument):
            return f"a:{deed}:{argument or NOTHING}"
        case FileTap(case_id, action):
            return f"s:{case_id}:{action}"
        case PledgeTap(pledge, mark):
            return f"e:{pledge}:{mark}"
        case EnrolTap(action, subject, argument):
            return ":".join(part for part in ("p", action, subject, argument) if part)


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
        case "o", [referral_id, deed, *more] if deed in set(Deed) and len(more) <= 1:
            return ReferralTap(referral_id, Deed(deed), more[0] if more else "")
        case "g", [filter_, argument, after]:
            return ListTap(filter_, argument.replace(NOTHING, ""), after.replace(NOTHING, ""))
        case "t", [action, subject, argument, back] if action in set(Plan):
            return PlanTap(Plan(action), subject, argument.replace(NOTHING, ""), back.replace(NOTHING, ""))
        case "a", [deed, argument]:
            return AbsenceTap(deed, argument.replace(NOTHING, ""))
        case "s", [case_id, action] if action in set(Filing):
            return FileTap(case_id, Filing(action))
        case "e", [pledge, mark] if pledge in set(Pledge):
            return PledgeTap(Pledge(pledge), mark)
        case "p", [action, *more] if action in set(Enrol) and len(more) <= 2:
            return EnrolTap(Enrol(action), *more)
    return None
