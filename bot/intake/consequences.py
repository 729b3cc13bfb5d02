"""What one answer causes, beside being kept: bubbles, interruptions, deeds, and a level that only rises.

Must never: ask the next question, or lower a level.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.intake.asides import Aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft
from bot.intake.moves import Deed
from bot.intake.question import Codes
from bot.triage.urgency import Level, highest

MORE_AT_SAFETY, MORE_ELSEWHERE = 4, 7
"""An answer of more words than this says more than the answer; at the safety question sooner."""


@dataclass(frozen=True, slots=True)
class Effect:
    """`draft` afterwards, what is said before the next question, what is done. `halts`: nothing is asked for now."""

    draft: Draft
    says: tuple[Bubble, ...] = ()
    deeds: tuple[Deed, ...] = ()
    halts: bool = False


def tells_more(key: str, text: str) -> bool:
    """« non mon père m'a tapé » answers, and tells: such words are kept, and offered before the story."""
    return len(text.split()) > (MORE_AT_SAFETY if key == "en_securite" else MORE_ELSEWHERE)


def of_answer(draft: Draft, key: str, *, warns_always: bool, outside: Collection[str]) -> Effect:
    """`draft` holds the answer to `key` already; `outside`: codes of `secteur` beyond the territory."""
    draft = replace(draft, highest=highest(draft.highest, draft.level))
    code = draft.answers.get(key, ("",))[:1]
    match key, code[0] if code else "":
        case "en_securite", "non" | "ne_sait_pas":
            return _unsafe(draft, warns_always)
        case "contact_discret", _ if draft.discreet:
            return Effect(_interrupted(draft, Aside.DISCREET_NOTICE))
        case "tranche_age", "moins_13" | "plus_25" as age:
            return Effect(draft, (Bubble(Say.OTHER_DOOR, {"age": age}),))
        case "accord_envoi", said if said != "oui":
            return Effect(draft, deeds=(Deed.REFUSE,), halts=True)
        case "secteur", district if district in outside:
            return Effect(draft, (Bubble(Say.OUTSIDE),))
    return Effect(draft)


def _interrupted(draft: Draft, *asides: Aside) -> Draft:
    return replace(draft, asides=(*asides, *draft.asides))


def _unsafe(draft: Draft, warns_always: bool) -> Effect:
    """Numbers first, in one bubble; then one question; then the team, as the town has decided."""
    age = draft.answers.get("tranche_age", ("",))[0:1]
    numbers = Bubble(Say.NUMBERS, {"age": age[0] if age else ""})
    if draft.level is not Level.IMMEDIAT or draft.warned:
        return Effect(_interrupted(draft, Aside.SOMEONE_NEAR), (numbers,))
    if warns_always:
        warned = replace(_interrupted(draft, Aside.SOMEONE_NEAR), warned=True)
        return Effect(warned, (numbers, Bubble(Say.WARNED_ALWAYS)), (Deed.WARN,))
    return Effect(_interrupted(draft, Aside.SOMEONE_NEAR, Aside.WARN_TEAM), (numbers,))


def of_aside(draft: Draft, aside: Aside, codes: Codes) -> Effect:
    """`draft` without the aside that was answered."""
    match aside, codes[0] if codes else "":
        case Aside.WELCOME, "en_savoir_plus":
            return Effect(_interrupted(draft, Aside.WELCOME), deeds=(Deed.INFORM,), halts=True)
        case Aside.KEEP_WORDS, answer:
            kept = (*draft.first_words, *draft.story) if answer == "oui" else draft.story
            return Effect(replace(draft, story=kept, first_words=()))
        case Aside.DISCREET_NOTICE, "cacher":
            return Effect(draft, deeds=(Deed.HIDE,))
        case Aside.SHORT_ROAD, "envoyer":
            return Effect(replace(draft, short=True))
        case Aside.SOMEONE_NEAR, answer:
            return Effect(draft, (Bubble(Say.GO_SEE if answer == "oui" else Say.WRITE_114),))
        case Aside.WARN_TEAM, "oui":
            return Effect(replace(draft, warned=True), (Bubble(Say.WARNED),), (Deed.WARN,))
        case Aside.WARN_TEAM, _:
            return Effect(draft, (Bubble(Say.NOT_WARNED),))
        case Aside.RESUME, "recommencer":
            return Effect(draft, deeds=(Deed.RESTART,), halts=True)
        case Aside.RESUME, "effacer":
            return Effect(draft, deeds=(Deed.ERASE,), halts=True)
        case Aside.EDIT, key if key:
            return Effect(replace(draft, reopened=key))
    return Effect(draft)
