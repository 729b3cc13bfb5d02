"""The two-way conversation on a case: what the person writes on, what a coordinator answers.

Must never: show who a coordinator is unless they chose to sign, or lose a message because its case is closed.
"""

from __future__ import annotations

from bot.intake.draft import Part
from bot.services import follow_ups, privacy
from bot.services.cases import coordinator, known
from bot.services.house import House
from bot.services.voice import Desk, Later, card_chats, in_charge, show_card, tell
from storage.records import Case, CaseState, EntryKind, Person
from storage.unit_of_work import UnitOfWork

REPLYING = "reply"


# -- the person ----------------------------------------------------------------------------------------------------


def note_message(
    uow: UnitOfWork, house: House, person: Person, case: Case, said: Part, *, answered: bool = False
) -> None:
    """Later words join the case and reach whoever holds it; a closed case is opened again. `answered`: else."""
    if said.message_id and uow.entries.of_message(case.id, said.message_id):
        return
    reopened = case.state is CaseState.CLOSED
    if reopened:
        case = _reopen(uow, house, case)
    uow.entries.add(case.id, EntryKind.MESSAGE, said.text, message_id=said.message_id)
    if not answered and not uow.outbox.waiting(person.id, Later.ADDED, case_id=case.id):
        tell(uow, person, Later.REOPENED if reopened else Later.ADDED, case_id=case.id)
    bring_news(uow, case)


def _reopen(uow: UnitOfWork, house: House, case: Case) -> Case:
    read_by = house.read_by(uow.now)
    uow.cases.change(
        case.id, state=CaseState.TAKEN if case.holder_id else CaseState.SENT, closed_at=None, opened_at=None,
        answered_at=None, read_by=read_by, result="",
    )  # fmt: skip
    uow.entries.add(case.id, EntryKind.EVENT, "", event=privacy.REOPENED)
    uow.promises.make(case.id, "read", read_by)
    opened = known(uow, case.id)
    follow_ups.watch_unread(uow, house, opened)
    show_card(uow, opened)
    return opened


def bring_news(uow: UnitOfWork, case: Case) -> None:
    """The holder gets the words' existence in private; without holder the group gets one bare notice."""
    held = in_charge(uow, case)
    if held:
        if not uow.outbox.waiting(held, Desk.NEWS, case_id=case.id):
            uow.outbox.put(held, Desk.NEWS, case_id=case.id, silent=True)
        return
    if case.opened_at is None and case.sent_at == uow.now:
        return
    for chat in card_chats(uow, case.kind):
        if not uow.outbox.waiting(chat, Desk.NEWS_GROUP, case_id=case.id):
            uow.outbox.put(chat, Desk.NEWS_GROUP, case_id=case.id, silent=True)


# -- the coordinator -----------------------------------------------------------------------------------------------


def write_reply(uow: UnitOfWork, person: Person, text: str) -> None:
    """The words are kept with the task and shown as the person will see them."""
    actor = coordinator(uow, person)
    uow.staff.set_task(actor.id, REPLYING, actor.doing_case, text)
    uow.outbox.put(actor.id, Desk.PREVIEW, case_id=actor.doing_case, protected=True, silent=True)


def cancel_reply(uow: UnitOfWork, person: Person) -> None:
    """Whatever task is under way in private ends; nothing was sent."""
    actor = coordinator(uow, person)
    uow.staff.set_task(actor.id)


def open_held(uow: UnitOfWork, person: Person, row_id: str) -> bool:
    """[Lire] on « Un message t'attend. »: only in the chat it was meant for."""
    row = uow.outbox.of_id(row_id)
    if row is None or row.address_id != person.id or row.kind != Later.KNOCK or "held" not in row.params:
        return False
    case, held = uow.cases.of_id(row.case_id), Later(row.params["held"])
    if case is None or case.state is CaseState.WITHDRAWN:
        return False
    if held is Later.UNREAD and case.opened_at is not None:
        held = Later.ALREADY  # true when it was said; meanwhile somebody has read
    tell(uow, person, held, {**row.params["params"], "asked": True}, case_id=row.case_id)
    return True
