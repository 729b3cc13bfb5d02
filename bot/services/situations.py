"""Words that join a situation a relay has already sent.

Must never: quote somebody who has not agreed, or let a relay reach what another has sent.
"""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft, Part
from bot.intake.question import Codes
from bot.intake.relay import MAY_NAME
from bot.intake.rewording import Checked, checked
from bot.intake.roads import Road
from bot.services import cases, conversation, drafts_kept
from bot.services.house import House
from bot.services.voice import show_card, tell
from bot.triage.guard import Writer
from bot.triage.urgency import level
from storage.records import Case, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

REMINDED = "ip_reminded"
"""Event: who wrote was told that this is neither an *information préoccupante* nor a *signalement* (domaine §4.4)."""
LISTED = 10
"""Transmissions that are shown, and reached, at most."""


def add_to(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft, reference: str) -> None:
    """The words that waited join a situation of this very relay."""
    case = next((one for one in uow.cases.filed_by(person.id, LISTED) if one.reference == reference), None)
    uow.drafts.erase(kept.id)
    drafts_kept.drop(uow, kept.id)
    if case is None:
        raise NotAllowed
    danger = bool(draft.signals)
    words = [part for part in draft.first_words if not part.forwarded or _may_quote(case, danger)]
    if len(words) < len(draft.first_words):
        tell(uow, person, Say.WORDS_NOT_KEPT, {"of": case.kind}, case_id=case.id)
    for part in words:
        note(uow, house, person, case, part, danger=danger)
    _alarm(uow, house, case, draft)
    if kept.case_id:
        uow.cases.link(case.id, kept.case_id)  # the alert that was given before it was known what it is about


def add_to_own(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft, case: Case) -> None:
    """A relay who is young as well: the words join the first contact that they have sent for themselves."""
    uow.drafts.erase(kept.id)
    drafts_kept.drop(uow, kept.id)
    for part in draft.first_words:
        safe = checked(part, guarded=not (draft.signals or case.signals))
        conversation.note_message(uow, house, person, case, safe.part)
    _alarm(uow, house, case, draft)


def _alarm(uow: UnitOfWork, house: House, case: Case, draft: Draft) -> None:
    """A danger in words that were written before it was known where they belong."""
    if draft.signals - case.signals:
        cases.alarm(uow, house, cases.known(uow, case.id), draft.signals)


def answer_later(uow: UnitOfWork, house: House, case: Case, key: str, codes: Codes) -> None:
    """*Compléter*: an answer joins the case, its card and its level at once; a level is never lowered."""
    answers = {**case.answers, key: codes}
    plain, sealed = cases.by_sensitivity(house.questionnaires[case.kind], answers)
    age, themes = "".join(answers.get("tranche_age", ())), answers.get("themes", ())
    uow.cases.fill(case.id, plain=plain, sealed=sealed, age=age, signals=case.signals, themes=themes)
    if key == "ip_signalement":
        uow.entries.add(case.id, EntryKind.EVENT, "", event=REMINDED)
    changed = cases.known(uow, case.id)
    cases.raise_level(uow, changed, level({name: said[0] for name, said in answers.items() if said}, case.signals))
    if changed.age != case.age:
        show_card(uow, changed)


def completed(uow: UnitOfWork, case_id: str) -> None:
    """Whoever has read the situation already learns that there is more to read."""
    case = uow.cases.of_id(case_id)
    if case and case.kind == Road.RELAY and case.opened_at:
        conversation.bring_news(uow, case)


def note(
    uow: UnitOfWork, house: House, person: Person, case: Case, said: Part, *, danger: bool = False
) -> None:
    """One message more for a case; what was read in it has been answered already (`danger`: that was one)."""
    if _join(uow, house, person, case, said, danger) and not uow.outbox.waiting(person.id, Say.MASKED):
        tell(uow, person, Say.MASKED, {"of": case.kind}, case_id=case.id)


def note_forwarded(uow: UnitOfWork, house: House, person: Person, case: Case, said: Part, *, danger: bool) -> Bubble:
    """A forwarded message for a case, kept or not; what is to be said of it."""
    if not _may_quote(case, danger):
        return Bubble(Say.WORDS_NOT_KEPT)
    masked = _join(uow, house, person, case, said, danger, answered=True)
    return Bubble(Say.WORDS_KEPT, {"count": 1, "masked": masked})


def _join(
    uow: UnitOfWork, house: House, person: Person, case: Case, said: Part, danger: bool, *, answered: bool = False
) -> bool:
    """Whether it is kept with a mask."""
    safe = safe_in(case, said, danger=danger)
    conversation.note_message(uow, house, person, case, safe.part, answered=answered)
    return bool(safe.found)


def safe_in(case: Case, said: Part, *, danger: bool) -> Checked:
    """The words as they may be kept in this case; `danger`: they speak of one."""
    known = _known(case)
    guarded = not (known.in_danger or (danger and known.road is Road.RELAY))
    quotes = not guarded or _may_quote(case, danger)
    return checked(said, guarded=guarded, writer=Writer.PROFESSIONAL, quotes=quotes)


def _may_quote(case: Case, danger: bool) -> bool:
    """The person it is about agrees, or is in danger; an incident is about nobody in particular."""
    return danger or case.kind != Road.RELAY or MAY_NAME.holds(_known(case).known)


def _known(case: Case) -> Draft:
    return Draft(answers=case.answers, road=Road(case.kind), signals=case.signals)
