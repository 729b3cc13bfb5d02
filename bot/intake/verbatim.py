"""Somebody else's words in a relay's draft: when they become facts, when they go, and what is said about it.

Without the young person's agreement and without danger: no name, no quotation, no forwarded message (product §3).
Must never: let words go in silence, or say that something was kept which was not.
"""

from __future__ import annotations

from dataclasses import replace

from bot.intake.asides import Aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft, Part
from bot.intake.holding import FULL, FULL_SAID
from bot.intake.moves import Move
from bot.intake.relay import MAY_NAME
from bot.intake.rewording import TOLD, checked, joined_story
from bot.intake.roads import Road

LOST = "lost"
"""In `Draft.offered`: words were not kept; once they may be, they have to be sent again."""


def is_known(draft: Draft) -> bool:
    """Whether it is known if the words of the person they are about may be kept."""
    return draft.road is Road.CIVIC or (draft.road is Road.RELAY and "jeune_informe" in draft.answers)


def may_keep(draft: Draft) -> bool:
    """Words are kept until it is known that the person they are about does not want it, unless there is danger."""
    return draft.road is not Road.RELAY or not is_known(draft) or MAY_NAME.holds(draft.known)


def refused(draft: Draft) -> Move:
    return Move(replace(draft, offered=draft.offered | {LOST}), (Bubble(Say.WORDS_NOT_KEPT),))


def gathered(draft: Draft, story: str) -> Move:
    """What waited becomes the beginning of the facts (the question `story`) once it is known to be allowed, or goes."""
    if draft.sent:
        return Move(draft)
    if Aside.ABOUT in draft.asides or not is_known(draft):
        return _told_full(Move(draft))
    if may_keep(draft):
        return _told_full(_joined(draft))
    if draft.first_words:
        draft = joined_story(draft, may_keep=False)
        return _told_full(refused(_withdrawn(draft, story)))
    less = _withdrawn(draft, story)
    if less == draft:
        return _told_full(Move(draft))
    return Move(replace(less, offered=less.offered | {LOST}), (Bubble(Say.WORDS_WITHDRAWN),))


def _told_full(move: Move) -> Move:
    if FULL not in move.draft.offered or FULL_SAID in move.draft.offered:
        return move
    offered = move.draft.offered | {FULL_SAID}
    return replace(move, draft=replace(move.draft, offered=offered), says=(*move.says, Bubble(Say.DRAFT_FULL)))


def _joined(draft: Draft) -> Move:
    again = (Bubble(Say.WORDS_LOST),) if LOST in draft.offered else ()
    draft = replace(draft, offered=draft.offered - {LOST})
    if not draft.first_words:
        return Move(draft, again)
    count, masked = len(draft.first_words), draft.masked
    if draft.road is Road.CIVIC:  # whatever was read in them: an incident says nothing of those involved
        safe = [checked(part, guarded=True, writer=draft.manner.writer) for part in draft.first_words]
        masked = masked or any(one.found for one in safe)
        draft = replace(draft, first_words=tuple(one.part for one in safe))
    kept = joined_story(draft, may_keep=True)
    said = Bubble(Say.WORDS_KEPT, {"count": count, "masked": masked})
    return Move(replace(kept, offered=kept.offered | {TOLD}), (said, *again))


def _withdrawn(draft: Draft, story: str) -> Draft:
    """No forwarded message, no quotation, nothing that says who it is; facts that are empty now are asked again."""
    told = tuple(_bare(draft, part) for part in draft.story if not part.forwarded)
    pending = draft.pending if draft.pending and not draft.pending.forwarded else None
    asides = draft.asides if pending else tuple(name for name in draft.asides if name != Aside.REWORD)
    answers = {key: codes for key, codes in draft.answers.items() if key != story or told}
    if done := answers.get("demarches_faites"):
        answers["demarches_faites"] = tuple(_bare(draft, Part(text)).text for text in done)
    return replace(
        draft, story=told, pending=pending, found=draft.found if pending else (), asides=asides, answers=answers,
        offered=draft.offered if told else draft.offered - {TOLD, FULL, FULL_SAID, "story"},
    )  # fmt: skip


def _bare(draft: Draft, part: Part) -> Part:
    return checked(part, guarded=not draft.in_danger, writer=draft.manner.writer, quotes=False).part
