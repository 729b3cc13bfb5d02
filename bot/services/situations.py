"""Words that join a situation a relay has already sent.

Must never: quote somebody who has not agreed, or let a relay reach what another has sent.
"""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft, Part
from bot.intake.relay import AGREED
from bot.intake.rewording import checked
from bot.intake.roads import Road
from bot.services import conversation, drafts_kept
from bot.services.house import House
from bot.services.voice import tell
from bot.triage.guard import Writer
from storage.records import Case, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

LISTED = 10
"""Transmissions that are shown, and reached, at most."""


def add_to(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft, reference: str) -> None:
    """The words that waited join a situation of this very relay."""
    case = next((one for one in uow.cases.filed_by(person.id, LISTED) if one.reference == reference), None)
    uow.drafts.erase(kept.id)
    drafts_kept.drop(uow, kept.id)
    if case is None:
        raise NotAllowed
    for part in draft.first_words:
        note(uow, house, person, case, part)


def note(uow: UnitOfWork, house: House, person: Person, case: Case, said: Part) -> None:
    """One message more for a case; what was read in it has been answered already."""
    danger = bool(case.signals) or case.answers.get("danger_immediat") == ("oui",)
    agreed = case.kind == Road.CIVIC or danger or case.answers.get("jeune_informe") == AGREED
    safe = checked(said, guarded=not danger, writer=Writer.PROFESSIONAL, quotes=agreed)
    conversation.note_message(uow, house, person, case, safe.part)
    if safe.found and not uow.outbox.waiting(person.id, Say.MASKED):
        tell(uow, person, Say.MASKED, {"of": case.kind}, case_id=case.id)
