"""Words after the sending, and words changed: they join the case or the draft, and are read for danger all the same.

Must never: lose a message, take one for an answer that it is not, or keep what says who somebody is in silence.
"""

from __future__ import annotations

from dataclasses import replace

from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed
from bot.intake.draft import Draft, Part
from bot.intake.heed import QUIET, Heard
from bot.intake.relay import MAY_NAME
from bot.intake.rewording import checked
from bot.intake.roads import Road
from bot.services import conversation, drafts_kept, intake, quiet
from bot.services.hearing import before_in_case, before_in_draft, hear, is_guarded
from bot.services.house import House
from bot.services.intake import Step
from bot.services.voice import Later, spoken, tell
from storage.records import Case, Entry, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork


def on_words(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, said: Part) -> Step:
    """A few questions follow the sending: the words answer one of them, or belong to the case, or both."""
    case, dialogue = uow.cases.of_id(kept.case_id), intake.speaking(uow, house, person, kept.draft)
    if case is None:
        uow.drafts.erase(kept.id)
        return intake.begin(uow, house, person, said)
    heard = hear(uow, person, said.text, before_in_case(uow, case))
    if quiet.is_early(uow, kept, said) and not heard.danger:
        _note(uow, house, person, case, said, heard)
        return Step(intake.state_of(house, kept.draft))
    move = dialogue.words(kept.draft, said, heard)
    noted = Deed.NOTE in move.deeds or heard.danger
    if noted:
        _note(uow, house, person, case, said, heard)
    if noted and not move.answered and not heard.danger:
        uow.drafts.erase(kept.id)
        return Step()
    others = tuple(deed for deed in move.deeds if deed is not Deed.NOTE)
    return intake.apply(uow, house, person, kept, replace(move, deeds=others))


def on_case(uow: UnitOfWork, house: House, person: Person, case: Case, said: Part) -> Step:
    """No question is open: the words belong to the case."""
    heard = hear(uow, person, said.text, before_in_case(uow, case))
    _note(uow, house, person, case, said, heard)
    return answer_danger(uow, house, person, case, heard) if heard.danger else Step()


def _note(uow: UnitOfWork, house: House, person: Person, case: Case, said: Part, heard: Heard) -> None:
    safe = checked(said, guarded=is_guarded(heard, case))
    conversation.note_message(uow, house, person, case, safe.part, answered=heard.danger)
    if safe.found:
        tell(uow, person, Say.MASKED, case_id=case.id)


def answer_danger(
    uow: UnitOfWork, house: House, person: Person, case: Case, heard: Heard, kept: KeptDraft | None = None
) -> Step:
    """Numbers and the one question, as before the sending; what was asked lives in a draft that holds no word."""
    kept = kept or _after_sending(uow, house, person, uow.cases.of_id(case.id) or case)
    move = intake.speaking(uow, house, person, kept.draft).heed(kept.draft, heard)
    return intake.apply(uow, house, person, kept, move)


def _after_sending(uow: UnitOfWork, house: House, person: Person, case: Case) -> KeptDraft:
    questions = house.youth.sequence(case.answers, after_sending=True)
    answers = {**case.answers, **{question.key: question.passed for question in questions}}
    draft = Draft(answers=answers, signals=case.signals, highest=case.level, sent=True, warned=True)
    kept = drafts_kept.create(uow, house, person, draft)
    uow.drafts.change(kept.id, case_id=case.id)
    return replace(kept, case_id=case.id)


def on_edit(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, said: Part) -> bool:
    """An edited message; False when it is none of those we keep."""
    if kept and any(part.message_id == said.message_id for part in kept.draft.parts):
        _edit_draft(uow, house, person, kept, said)
        return True
    case = uow.cases.latest_of(person.id)
    entry = uow.entries.of_message(case.id, said.message_id) if case else None
    if case is None or entry is None:
        return False
    if entry.body != said.text:
        heard = hear(uow, person, said.text)
        _edit_case(uow, person, case, entry, said, heard)
        if heard.danger:
            answer_danger(uow, house, person, case, heard, kept)
    return True


def _edit_draft(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, said: Part) -> None:
    """The text is replaced; emptied (changed into a picture), the words were taken back."""
    if said in kept.draft.parts:
        return
    read = kept.draft.manner.reads
    heard = hear(uow, person, said.text, before_in_draft(kept)) if read else QUIET
    safe = checked(
        said, guarded=read and (kept.draft.road is Road.CIVIC or not (heard.danger or kept.draft.in_danger)),
        writer=kept.draft.manner.writer,
        quotes=kept.draft.road is not Road.RELAY or MAY_NAME.holds(kept.draft.known),
    )  # fmt: skip
    dialogue = intake.speaking(uow, house, person, kept.draft)
    tell(uow, person, Say.MASKED if safe.found else Later.EDITED, spoken(kept.draft), draft_id=kept.id)
    draft = kept.draft.edited(safe.part)
    if heard.danger:
        intake.apply(uow, house, person, kept, dialogue.heed(draft, heard))
    elif kept.draft.pending and not draft.pending:
        intake.apply(uow, house, person, kept, dialogue.ask(draft))
    else:
        uow.drafts.save(kept.id, draft, intake.state_of(house, draft))


def _edit_case(uow: UnitOfWork, person: Person, case: Case, entry: Entry, said: Part, heard: Heard) -> None:
    """It replaces its text while nobody has read it; afterwards the first stays, the edit is added."""
    safe = checked(said, guarded=is_guarded(heard, case))
    if entry.read_at is None:
        uow.entries.replace_body(entry.id, safe.part.text)
    else:
        uow.entries.add(case.id, EntryKind.EDIT, safe.part.text, message_id=said.message_id)
        conversation.bring_news(uow, case)
    tell(uow, person, Say.MASKED if safe.found else Later.EDITED, case_id=case.id)
