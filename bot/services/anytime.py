"""Words that count at any moment, whatever is being asked: *aide, stop, efface tout, cache* (product §5, the table).

Must never: lose the place in the dialogue, or leave somebody without an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.intake.asides import Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.parsing import Word
from bot.services import conversation, intake, privacy
from bot.services.house import House
from bot.services.intake import Step
from bot.services.voice import Desk, Later, tell
from storage.records import Case, CaseState, KeptDraft, Person
from storage.unit_of_work import UnitOfWork


def sent_case(uow: UnitOfWork, person: Person) -> Case | None:
    return uow.cases.latest_of(person.id, CaseState.SENT, CaseState.TAKEN, CaseState.CLOSED)


def help_lines(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    """Numbers, then back to the question."""
    ages = kept.draft.answers.get("tranche_age", ()) if kept else ()
    case = uow.cases.latest_of(person.id)
    tell(uow, person, Say.HELP, {"age": "".join(ages) or (case.age if case else "")})
    if kept:
        return intake.again(uow, house, person, kept)
    return Step()


def stop(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    staff = uow.staff.of(person.id)
    if staff and staff.active and staff.doing:
        conversation.cancel_reply(uow, person)
        uow.outbox.put(person.id, Desk.DONE, {"what": "cancelled"})
        return Step()
    if kept and not kept.draft.sent:
        return intake.resume_or_restart(uow, house, person, kept, stop=True)
    if kept:
        uow.drafts.erase(kept.id)
    case = sent_case(uow, person)
    if case:
        privacy.stop(uow, person, case)
    else:
        uow.people.change(person.id, quiet=True)
        tell(uow, person, Later.STOPPED)
    return Step()


def erase(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    privacy.erase(uow, person)
    return Step()


def hide(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    state = intake.state_of(house, kept.draft) if kept else ""
    if kept and state == Aside.DISCREET_NOTICE:  # the notice that proposes this very word: it is its [Cacher]
        return intake.on_answer(uow, house, person, kept, state, "cacher")
    privacy.hide(uow, person)
    return Step(state)


AT_ANY_MOMENT: Mapping[Word | None, Callable[[UnitOfWork, House, Person, KeptDraft | None], Step]] = {
    Word.STOP: stop,
    Word.ERASE: erase,
    Word.HIDE: hide,
}
