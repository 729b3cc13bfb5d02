"""What the danger reader found in words, brought into a move: numbers, one question, then the intake where it was.

Must never: read a text, or let the dialogue go on before the numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.consequences import Effect, alarmed, doubted
from bot.intake.draft import Draft
from bot.intake.moves import Deed, Move
from bot.triage.danger import Outcome
from bot.triage.urgency import Signal

_LEAVES = frozenset({Deed.SUBMIT, Deed.REFUSE, Deed.ERASE, Deed.RESTART})
_ASKED_AGAIN = frozenset({Say.QUESTION, Say.RECAP, Say.STORY_ACK, Say.MOVED_ON})


@dataclass(frozen=True, slots=True)
class Heard:
    """`shown`: signals whose numbers this person was shown within the last hours."""

    outcome: Outcome = Outcome.NOTHING
    signals: tuple[Signal, ...] = ()
    shown: frozenset[Signal] = frozenset()

    @property
    def danger(self) -> bool:
        return self.outcome is not Outcome.NOTHING


QUIET = Heard()


def heed(move: Move, heard: Heard, asking: Callable[[Draft], Move], *, warns_always: bool) -> Move:
    """`move`: what the words did as an answer; `asking` asks the present question of a draft."""
    if not heard.danger or _said_already(move, heard):
        return move
    effect = _effect(move.draft, heard, warns_always)
    if effect is None:
        return move
    others = tuple(bubble for bubble in move.says if bubble.kind is not Say.NUMBERS)
    deeds = (*move.deeds, *effect.deeds)
    if _LEAVES & set(move.deeds):
        left = replace(effect.draft, asides=move.draft.asides)
        return replace(move, draft=left, says=(*effect.says, *others), deeds=move.deeds)
    asked = asking(effect.draft)
    if _thanks(others) and asked.says[-1].params.get("story"):  # the story goes on, not asked for again
        return replace(move, draft=effect.draft, says=(*effect.says, *others), deeds=deeds)
    before = tuple(bubble for bubble in others if bubble.kind not in _ASKED_AGAIN)
    return replace(move, draft=asked.draft, says=(*effect.says, *before, *asked.says), deeds=deeds)


def _effect(draft: Draft, heard: Heard, warns_always: bool) -> Effect | None:
    if heard.outcome is Outcome.ALERT:
        return alarmed(draft, heard.signals, shown=heard.shown, warns_always=warns_always)
    return doubted(draft, heard.signals)


def _thanks(says: tuple[Bubble, ...]) -> bool:
    return any(bubble.kind is Say.STORY_ACK for bubble in says)


def _said_already(move: Move, heard: Heard) -> bool:
    """The answer itself has just shown the numbers of this danger (« oui » to a doubt, with words that say it)."""
    return any(set(heard.signals) <= set(_shown(bubble)) for bubble in move.says if bubble.kind is Say.NUMBERS)


def _shown(bubble: Bubble) -> list[str]:
    signals = bubble.params.get("signals", [])
    return signals if isinstance(signals, list) else []
