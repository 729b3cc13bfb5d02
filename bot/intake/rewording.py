"""Words that say who somebody is: asked once to be written again, else kept with a mask, and told so.

Must never: mask while a danger is open (a place or a number may save a life), or rewrite in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.intake.draft import Draft, Part
from bot.intake.holding import FULL, room
from bot.triage.guard import Writer, find, mask

TOLD = "told"
"""In `Draft.offered`: the story has begun; interrupted, it is only asked whether there is more."""
QUOTE = "quote"
"""Beside the kinds of the guard: the very words of somebody who has not agreed."""
_QUOTED = re.compile(r"[«“\"]\s*[^«»“”\"]*\w[^«»“”\"]*\s[^«»“”\"]*\w\s*[»”\"]")
"""From two words on: « le foyer » between quotation marks may be a name, « tout seul » is somebody's words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`part` as it may be kept; `found`: the kinds that were masked in it, in order, each once."""

    part: Part
    found: tuple[str, ...] = ()


def checked(said: Part, *, guarded: bool, writer: Writer = Writer.YOUNG, quotes: bool = True) -> Checked:
    """`quotes`: whether somebody's own words may stand in it."""
    findings = find(said.text, writer) if guarded else ()
    kinds = tuple(dict.fromkeys(finding.kind.value for finding in findings))
    text = mask(said.text, findings) if findings else said.text
    if not quotes and _QUOTED.search(text):
        text, kinds = _QUOTED.sub("« … »", text), (*kinds, QUOTE)
    return Checked(replace(said, text=text), kinds) if kinds else Checked(said)


def shortened(name: str, *, guarded: bool, writer: Writer = Writer.YOUNG) -> str:
    """A name without what follows the first name: « Lina MOREAU » is kept as « Lina »; "" when nothing is left."""
    findings = find(name, writer) if guarded else ()
    return name[: findings[0].start].strip(" ,-") if findings else name


def keeping(draft: Draft, said: Part, *, guarded: bool, story: str) -> Draft:
    """`said` joins the words that wait for the story (the key of that question); once it has begun, the story.

    What no longer fits is not kept, which is said (`FULL`).
    """
    fits = said.text[: room(draft)]
    if fits != said.text:
        draft, said = replace(draft, offered=draft.offered | {FULL}), replace(said, text=fits)
    if not fits:
        return draft
    safe = checked(said, guarded=guarded, writer=draft.manner.writer)
    if TOLD in draft.offered and story not in draft.answers and not safe.found:
        return replace(draft, story=(*draft.story, said))
    return replace(draft, first_words=(*draft.first_words, safe.part), masked=draft.masked or bool(safe.found))


def joined_story(draft: Draft, *, may_keep: bool) -> Draft:
    """Words that waited are the beginning of the story, or go on with one that was told; or may not be kept at all."""
    begun = TOLD in draft.offered
    kept = (*draft.story, *draft.first_words) if begun else (*draft.first_words, *draft.story)
    kept = kept if may_keep else draft.story
    return replace(draft, story=kept, first_words=(), masked=False)


def settled(draft: Draft, part: Part | None) -> Draft:
    """The rewording is over: `part` joins the story."""
    story = (*draft.story, part) if part else draft.story
    return replace(draft, story=story, pending=None, found=())
