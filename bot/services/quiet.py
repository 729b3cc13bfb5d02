"""What is said only once no message has come for a while: a burst of forwarded messages, an album, is answered once.

Must never: hold back the numbers of a danger, or let an answer meet a question that has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Part
from bot.services.voice import tell
from storage.records import KeptDraft, Person
from storage.unit_of_work import UnitOfWork

QUIET_FOR = timedelta(seconds=4)
"""After the last forwarded message."""
ASKING = frozenset({Say.QUESTION, Say.RECAP, Say.STORY_ACK})
"""Said anew with each message of a burst; the rest was to be told, and is told once."""
SEEN = "seen"
"""Parameter of a question that waits: the row of the same question on the screen."""


def after(
    uow: UnitOfWork, person: Person, kept: KeptDraft, says: Sequence[Bubble], of: dict[str, str]
) -> None:
    """`says`, and what already waits to be told, once nothing has come for a while; the last is the question."""
    kept = _seen(uow, kept)
    told: dict[Say, Bubble] = {}
    for row in uow.outbox.delayed(kept.id):
        uow.outbox.drop(row.id, "asked_later")
        if row.kind not in ASKING and row.kind in set(Say):
            told[Say(row.kind)] = Bubble(Say(row.kind), row.params)
    for bubble in says:
        told[bubble.kind] = _together(told.pop(bubble.kind, None), bubble)
    first = [bubble for bubble in told.values() if bubble.kind not in ASKING]
    for bubble in (*first, *(bubble for bubble in says if bubble.kind in ASKING)):
        params, due_at = {**bubble.params, **of, **_beside(uow, kept, bubble)}, uow.now + QUIET_FOR
        row_id = tell(uow, person, bubble.kind, params, draft_id=kept.id, case_id=kept.case_id, due_at=due_at)
        if bubble.kind is Say.QUESTION:
            uow.drafts.change(kept.id, question_row=row_id)


def _together(old: Bubble | None, new: Bubble) -> Bubble:
    """Two of one kind are said once; messages that were kept are counted."""
    if old is None or new.kind is not Say.WORDS_KEPT:
        return new
    count = int(str(old.params.get("count", 1))) + int(str(new.params.get("count", 1)))
    return replace(new, params={**new.params, "count": count, "masked": _masked(old) or _masked(new)})


def _masked(bubble: Bubble) -> bool:
    return bool(bubble.params.get("masked"))


def _beside(uow: UnitOfWork, kept: KeptDraft, bubble: Bubble) -> dict[str, str]:
    """The same question, where it stands on the screen already: until this one leaves it can be answered there."""
    row = uow.outbox.of_id(kept.question_row) if kept.question_row else None
    same = row is not None and row.message and row.params.get("key") == bubble.params.get("key")
    return {SEEN: kept.question_row} if same and bubble.kind is Say.QUESTION else {}


def _seen(uow: UnitOfWork, kept: KeptDraft) -> KeptDraft:
    """With the question that stands on the screen, where the one that waits only repeats it."""
    row = uow.outbox.of_id(kept.question_row) if kept.question_row else None
    seen = row.params.get(SEEN) if row and row.state == "waiting" else None
    return replace(kept, question_row=str(seen)) if seen else kept


def is_early(uow: UnitOfWork, kept: KeptDraft, said: Part) -> bool:
    """Written before the present question arrived: not gone yet, or its message is newer (ids of a chat grow).

    A question that is on its way may have been read already: nobody is made to wait for what they see. But not by words
    that are older than what stands above it: after a crash they may be handled while it leaves (again).
    """
    row = uow.outbox.of_id(kept.question_row) if kept.question_row and said.message_id else None
    waits = row is not None and row.state == "waiting"
    if row is None or (waits and SEEN in row.params):
        return False
    if waits and row.id not in uow.in_flight:
        return True
    known = uow.outbox.newest(row.address_id) if waits else row.message
    return known.isdecimal() and said.message_id.isdecimal() and int(said.message_id) < int(known)


def over(uow: UnitOfWork, kept: KeptDraft) -> KeptDraft:
    """The dialogue goes on before the quiet has passed: the question that waits is gone, the rest is told now."""
    delayed = uow.outbox.delayed(kept.id)
    if not delayed:
        return kept  # nothing waits: by far the most
    seen = _seen(uow, kept)
    if seen.question_row != kept.question_row:
        uow.drafts.change(kept.id, question_row=seen.question_row)
    for row in delayed:
        if row.kind in ASKING:
            uow.outbox.drop(row.id, "asked_anew")
        else:
            uow.outbox.postpone(row.id, uow.now)
    return seen
