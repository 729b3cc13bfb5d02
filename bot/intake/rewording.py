"""Words that say who somebody is: asked once to be written again, else kept with a mask, and told so.

Must never: mask while a danger is open (a place or a number may save a life), or rewrite in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.intake.draft import Draft, Part
from bot.triage.guard import Writer, find, mask

TOLD = "told"
"""In `Draft.offered`: the story has begun; interrupted, it is only asked whether there is more."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`part` as it may be kept; `found`: the kinds that were masked in it, in order, each once."""

    part: Part
    found: tuple[str, ...] = ()


def checked(said: Part, *, guarded: bool) -> Checked:
    findings = find(said.text, Writer.YOUNG) if guarded else ()
    if not findings:
        return Checked(said)
    kinds = tuple(dict.fromkeys(finding.kind.value for finding in findings))
    return Checked(Part(mask(said.text, findings), said.message_id), kinds)


def shortened(name: str, *, guarded: bool) -> str:
    """A name without what follows the first name: « Lina MOREAU » is kept as « Lina »; "" when nothing is left."""
    findings = find(name, Writer.YOUNG) if guarded else ()
    return name[: findings[0].start].strip(" ,-") if findings else name


def keeping(draft: Draft, said: Part, *, guarded: bool) -> Draft:
    """`said` joins the words that are offered before the story; once the story has begun, the story, in its order."""
    safe = checked(said, guarded=guarded)
    if TOLD in draft.offered and "recit" not in draft.answers and not safe.found:
        return replace(draft, story=(*draft.story, said))
    return replace(draft, first_words=(*draft.first_words, safe.part), masked=draft.masked or bool(safe.found))


def settled(draft: Draft, part: Part | None) -> Draft:
    """The rewording is over: `part` joins the story."""
    story = (*draft.story, part) if part else draft.story
    return replace(draft, story=story, pending=None, found=())
