"""What one answer, or words of danger, cause beside being kept: bubbles, interruptions, deeds, a level that only rises.

Must never: ask the next question, or lower a level.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.intake.asides import ABOUT_ANOTHER, DOUBTS, Aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft
from bot.intake.moves import Deed
from bot.intake.question import Codes
from bot.intake.rewording import settled
from bot.intake.roads import Road
from bot.triage.urgency import GRAVITY, Level, Signal, highest

MORE_AT_SAFETY, MORE_ELSEWHERE = 4, 7
"""An answer of more words than this says more than the answer; at the safety question sooner."""
_NEAR, _WARN = "near", "warn"
"""In `offered`: the questions that follow an alert are asked once a draft."""


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
    draft = _risen(draft)
    code = draft.answers.get(key, ("",))[:1]
    match key, code[0] if code else "":
        case "en_securite", "non" | "ne_sait_pas":
            return _unsafe(draft, warns_always)
        case "contact_discret", _ if draft.discreet:
            return Effect(_interrupted(draft, Aside.DISCREET_NOTICE))
        case "danger_immediat", "oui":
            return _unsafe(draft, warns_always)
        case "danger_immediat", "ne_sait_pas":
            return Effect(draft, (_numbers(draft, ()),))
        case "danger_en_cours", "oui":
            return Effect(draft, (Bubble(Say.DANGER_NOW),))
        case "ip_signalement", _:
            return Effect(draft, (Bubble(Say.NO_SIGNALEMENT),))
        case "tranche_age", "moins_13" | "plus_25" as age if draft.road is Road.YOUTH:
            return Effect(draft, (Bubble(Say.OTHER_DOOR, {"age": age}),))
        case "accord_envoi", said if said != "oui":
            return Effect(draft, deeds=(Deed.REFUSE,), halts=True)
        case "secteur", district if district in outside:
            return Effect(draft, (Bubble(Say.OUTSIDE),))
    return Effect(draft)


def _risen(draft: Draft) -> Draft:
    reached = highest(draft.highest, draft.firm_level)
    return draft if reached is draft.highest else replace(draft, highest=reached)


def _interrupted(draft: Draft, *asides: Aside) -> Draft:
    return replace(draft, menu="", asides=(*asides, *(name for name in draft.asides if name not in asides)))


def _unsafe(draft: Draft, warns_always: bool) -> Effect:
    """Numbers first, in one bubble; then one question; then the team, as the town has decided."""
    if draft.signals:  # the numbers of the danger itself stand above
        return _called(draft, (), warns_always)
    fresh = replace(draft, offered=draft.offered - {_NEAR, _WARN})  # the answer may have been changed: asked again
    return _called(fresh, (_numbers(draft, ()),), warns_always)


def _numbers(draft: Draft, signals: Collection[Signal], *, again: bool = False) -> Bubble:
    age = "".join(draft.answers.get("tranche_age", ())[:1])
    shown = [signal.value for signal in GRAVITY if signal in signals]
    params: dict[str, str | bool | int | list[str]] = {"age": age, "signals": shown}
    if ABOUT_ANOTHER.holds(draft.known):
        params["other"] = True
    return Bubble(Say.SAME_NUMBERS if again else Say.NUMBERS, params)


def _called(draft: Draft, says: tuple[Bubble, ...], warns_always: bool) -> Effect:
    """After the numbers: somebody near? Then the team, once and only before the sending, when it is immediate."""
    near = () if _NEAR in draft.offered or not draft.manner.near else (Aside.SOMEONE_NEAR,)
    draft = replace(draft, offered=draft.offered | {_NEAR})
    told = draft.sent or draft.warned or _WARN in draft.offered or not draft.manner.warns
    if told or draft.firm_level is not Level.IMMEDIAT:
        return Effect(_interrupted(draft, *near), says)
    draft = replace(draft, offered=draft.offered | {_WARN})
    if warns_always:
        warned = replace(_interrupted(draft, *near), warned=True)
        return Effect(warned, (*says, Bubble(Say.WARNED_ALWAYS)), (Deed.WARN,))
    return Effect(_interrupted(draft, *near, Aside.WARN_TEAM), says)


def alarmed(draft: Draft, signals: Collection[Signal], *, shown: Collection[Signal], warns_always: bool) -> Effect:
    """A danger was read, or admitted. `shown`: signals whose numbers were shown lately: for them one line is enough."""
    known = frozenset(signals)
    doubts = frozenset(one for one in draft.doubts if DOUBTS[one] not in {DOUBTS[signal] for signal in known})
    draft = _risen(replace(draft, signals=draft.signals | known, doubts=doubts, missed=False, menu=""))
    if known <= set(shown):
        return Effect(draft, (_numbers(draft, known, again=True),))
    return _called(draft, (_numbers(draft, known),), warns_always)


def doubted(draft: Draft, signals: Collection[Signal]) -> Effect | None:
    """One question that dares to name, one per family and draft; None when it was asked, or an alert stands for it."""
    told = {DOUBTS[signal] for signal in draft.signals} | draft.doubted
    signal = next((one for one in GRAVITY if one in signals and DOUBTS[one] not in told), None)
    if signal is None:
        return None
    aside = DOUBTS[signal]
    opened = replace(draft, doubts=draft.doubts | {signal}, doubted=draft.doubted | {aside}, missed=False)
    return Effect(_interrupted(opened, aside))


def _of_doubt(draft: Draft, aside: Aside, code: str, warns_always: bool) -> Effect:
    """« Oui » is an alert; « j'hésite » shows the numbers and leaves the doubt open; « non » closes it."""
    about = {signal for signal in draft.doubts if DOUBTS[signal] is aside}
    match code:
        case "oui":
            return alarmed(draft, about, shown=(), warns_always=warns_always)
        case "non":
            return Effect(replace(draft, doubts=draft.doubts - about), (Bubble(Say.DOUBT_CLOSED),))
    return Effect(draft, (_numbers(draft, about),))


def _about(draft: Draft, road: Road) -> Effect:
    """What others wrote is not for a contact of one's own."""
    switched = replace(draft, road=road, targets=())
    if road is draft.road:
        return Effect(switched)
    if road is not Road.YOUTH:
        return Effect(switched, deeds=(Deed.SWITCH,), halts=True)
    own = tuple(part for part in draft.first_words if not part.forwarded)
    unused = () if own == draft.first_words else (Bubble(Say.FORWARD_UNUSED),)
    return Effect(replace(switched, first_words=own), unused, (Deed.SWITCH,), halts=True)


def _reopened(draft: Draft, key: str) -> Draft:
    """Before a sending that is offered: what was chosen to be changed comes first, and the offer again after it."""
    asides = tuple(name for name in draft.asides if name not in (Aside.SHORT_ROAD, Aside.SEND_OR_LATER))
    offered = draft.offered if asides == draft.asides else draft.offered - {"story", "alert"}
    return replace(draft, reopened=key, asides=asides, offered=offered)


def of_aside(draft: Draft, aside: Aside, codes: Codes, *, warns_always: bool) -> Effect:
    """`draft` without the aside that was answered."""
    code = codes[0] if codes else ""
    if aside in set(DOUBTS.values()):
        return _of_doubt(draft, aside, code, warns_always)
    match aside, code:
        case Aside.WELCOME, "en_savoir_plus":
            return Effect(_interrupted(draft, Aside.WELCOME), deeds=(Deed.INFORM,), halts=True)
        case Aside.KEEP_WORDS, answer:
            kept = (*draft.first_words, *draft.story) if answer == "oui" else draft.story
            return Effect(replace(draft, story=kept, first_words=(), masked=False))
        case Aside.REWORD, answer:
            return Effect(settled(draft, draft.pending if answer != "retirer" else None))
        case Aside.DISCREET_NOTICE, "cacher":
            return Effect(draft, deeds=(Deed.HIDE,))
        case Aside.SHORT_ROAD | Aside.SEND_OR_LATER, "envoyer":
            return Effect(replace(draft, short=True))
        case Aside.SEND_OR_LATER, "plus_tard":
            return Effect(_interrupted(draft, Aside.RESUME), (Bubble(Say.LATER),))
        case Aside.ABOUT, target if target in set(Road):
            return _about(draft, Road(target))
        case Aside.ABOUT, _:
            return Effect(draft, deeds=(Deed.ADD_TO,), halts=True)
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
            return Effect(_reopened(draft, key))
    return Effect(draft)
