"""What every free text is read for before it counts as anything else: danger, and what says who somebody is.

Must never: keep, log or hand on a word of the text; be skipped by a text that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.intake.bubbles import Kind as Say
from bot.intake.heed import QUIET, Heard
from bot.intake.parsing import read_story_end, read_word
from bot.triage.danger import Earlier, Outcome, read
from bot.triage.guard import Writer, find
from bot.triage.urgency import Signal
from storage.records import Case, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

LATELY = timedelta(hours=6)
"""The same danger within this time gets one line and no new alert (product §2)."""
SHORT = 6
"""Words of a message that may hold a part of a signal: « jveux », « mourir »."""
BEFORE = 2
"""Earlier messages that a signal may be split over."""


def get_ready() -> None:
    """Load what every reading needs (lexicons, weights, patterns): half a second that nobody's first words wait for."""
    words = "je voulais vous parler"
    read(words)
    read_word(words)
    read_story_end(words)
    find(words, Writer.PROFESSIONAL)


def hear(uow: UnitOfWork, person: Person, text: str, before: Iterable[Earlier] = ()) -> Heard:
    if read_story_end(text):
        return QUIET
    # What spoke for itself was heard then: it must not speak again through every later message.
    short = [one for one in before if _is_short(one.text)] if _is_short(text) else []
    silent = tuple(one for one in short if read(one.text, (), uow.now).outcome is Outcome.NOTHING)
    reading = read(text, silent, uow.now)
    if reading.outcome is Outcome.NOTHING:
        return QUIET
    return Heard(reading.outcome, reading.signals, _shown(uow, person))


def _is_short(text: str) -> bool:
    return len(text.split()) <= SHORT


def _shown(uow: UnitOfWork, person: Person) -> frozenset[Signal]:
    rows = uow.outbox.lately(person.id, Say.NUMBERS, uow.now - LATELY)
    return frozenset(Signal(name) for row in rows for name in row.params.get("signals", ()))


def before_in_draft(kept: KeptDraft) -> list[Earlier]:
    """The last words of a draft; each is as old as the draft's last touch, or older."""
    return [Earlier(part.text, kept.touched_at) for part in (*kept.draft.first_words, *kept.draft.story)[-BEFORE:]]


def before_in_case(uow: UnitOfWork, case: Case) -> list[Earlier]:
    told = uow.entries.of_case(case.id, EntryKind.STORY, EntryKind.MESSAGE)[-BEFORE:]
    return [Earlier(one.body, one.at) for one in told]


def is_guarded(heard: Heard, case: Case) -> bool:
    """While an alert is open nothing is masked: a place or a number may save a life."""
    return not (heard.danger or (case.signals and case.false_alarm_at is None))
