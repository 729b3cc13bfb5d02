"""Forwarded messages: of a relay they become facts, of anybody else nothing is kept; a burst is answered once.

Must never: keep whose message it was, take one for an answer or a command, or let the numbers of a danger wait.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.errors import NotAllowed
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Part
from bot.intake.moves import Move
from bot.services import conversation, intake, later_words, quiet, situations
from bot.services.anytime import sent_case
from bot.services.hearing import before_in_case, before_in_draft, hear
from bot.services.house import House
from bot.services.intake import Step
from bot.services.voice import Desk, spoken, tell
from bot.triage.danger import Outcome
from storage.records import Case, Coordinator, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

A_BURST = timedelta(minutes=1)
"""Where no question waits, forwarded messages of this time are answered once."""
_HELLO = frozenset({Say.WELCOME, Say.ESSENTIAL, Say.INTERPRETER})
_UNUSED = Bubble(Say.FORWARD_UNUSED)


def answer(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, move: Move) -> Step:
    """What a forwarded message causes: numbers at once, the rest once no more comes for a while."""
    if any(bubble.kind is Say.NUMBERS for bubble in move.says):
        return intake.apply(uow, house, person, kept, move)
    hello = tuple(bubble for bubble in move.says if bubble.kind in _HELLO)
    told = tuple(bubble for bubble in move.says if bubble.kind not in _HELLO | quiet.ASKING)
    intake.apply(uow, house, person, kept, replace(move, says=hello))
    asked = intake.speaking(uow, house, person, move.draft).ask(move.draft)
    quiet.after(uow, person, kept, (*told, *asked.says), spoken(asked.draft))
    state = intake.state_of(house, asked.draft)
    uow.drafts.save(kept.id, asked.draft, state)
    return Step(state)


def into_draft(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, said: Part) -> Step:
    """A relay's, while they file something: it joins the facts, if it may be kept; it answers nothing."""
    dialogue = intake.speaking(uow, house, person, kept.draft)
    if not kept.draft.sent:
        heard = hear(uow, person, said.text, before_in_draft(kept))
        return answer(uow, house, person, kept, dialogue.forwarded(kept.draft, said, heard))
    case = uow.cases.of_id(kept.case_id)
    if case is None:
        raise NotAllowed
    heard = hear(uow, person, said.text, before_in_case(uow, case))
    told = situations.note_forwarded(uow, house, person, case, said, danger=heard.outcome is Outcome.ALERT)
    move = dialogue.heed(kept.draft, heard)
    return answer(uow, house, person, kept, replace(move, says=(*move.says[:1], told, *move.says[1:])))


def by_other(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, said: Part) -> Step:
    """Of somebody who is no relay: not kept, said kindly; a danger in it is heard. It may begin a worried contact."""
    case = None if kept else sent_case(uow, person)
    if case:
        return _beside_case(uow, house, person, case, said)
    heard = hear(uow, person, said.text)
    if kept is None:
        kept, move = intake.begun(uow, house, person, said, heard)
        move = replace(move, draft=replace(move.draft, first_words=(), masked=False))
    else:
        dialogue = intake.speaking(uow, house, person, kept.draft)
        move = dialogue.heed(kept.draft, heard) if heard.danger else dialogue.ask(kept.draft)
    return answer(uow, house, person, kept, replace(move, says=(*move.says[:-1], _UNUSED, *move.says[-1:])))


def _beside_case(uow: UnitOfWork, house: House, person: Person, case: Case, said: Part) -> Step:
    """Nothing is asked: their own contact was sent."""
    heard = hear(uow, person, said.text, before_in_case(uow, case))
    if not uow.outbox.lately(person.id, Say.FORWARD_UNUSED, uow.now - A_BURST):
        tell(uow, person, Say.FORWARD_UNUSED, case_id=case.id, due_at=uow.now + quiet.QUIET_FOR)
    return later_words.answer_danger(uow, house, person, case, heard) if heard.danger else Step()


def by_staff(uow: UnitOfWork, person: Person, staff: Coordinator, said: Part) -> Step:
    """A coordinator's: the text of an answer that is being written, else nothing."""
    if staff.doing == conversation.REPLYING:
        conversation.write_reply(uow, person, said.text)
    elif not uow.outbox.lately(person.id, Desk.FORWARD_UNUSED, uow.now - A_BURST):
        uow.outbox.put(person.id, Desk.FORWARD_UNUSED, silent=True)
    return Step()
