"""The two-way conversation on a case: what the person writes on, what a coordinator answers.

Must never: show who a coordinator is unless they chose to sign, or lose a message because its case is closed.
"""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.intake.draft import Part
from bot.services import follow_ups, privacy
from bot.services.cases import coordinator, known
from bot.services.house import House
from bot.services.taps import mark_of
from bot.services.voice import Desk, Later, can_be_told, card_chats, reach, show_card, tell
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
    holder = uow.staff.of(case.holder_id) if case.holder_id else None
    if holder and can_be_told(uow, holder.id):
        if not uow.outbox.waiting(holder.id, Desk.NEWS, case_id=case.id):
            uow.outbox.put(holder.id, Desk.NEWS, case_id=case.id, silent=True)
        return
    if case.opened_at is None and case.sent_at == uow.now:
        return
    for chat in card_chats(uow, case.kind):
        if not uow.outbox.waiting(chat, Desk.NEWS_GROUP, case_id=case.id):
            uow.outbox.put(chat, Desk.NEWS_GROUP, case_id=case.id, silent=True)


# -- the coordinator -----------------------------------------------------------------------------------------------


def start_reply(uow: UnitOfWork, person: Person, case_id: str) -> Case:
    """*Répondre*: the next words written in private are a draft of the answer."""
    actor = coordinator(uow, person)
    case = known(uow, case_id)
    if not case.address_id:
        raise NotAllowed
    uow.staff.set_task(actor.id, REPLYING, case.id)
    uow.outbox.put(actor.id, Desk.WRITE_REPLY, case_id=case.id)
    return case


def write_reply(uow: UnitOfWork, person: Person, text: str) -> None:
    """The words are kept with the task and shown as the person will see them."""
    actor = coordinator(uow, person)
    uow.staff.set_task(actor.id, REPLYING, actor.doing_case, text)
    uow.outbox.put(actor.id, Desk.PREVIEW, case_id=actor.doing_case, protected=True)


def cancel_reply(uow: UnitOfWork, person: Person) -> None:
    actor = coordinator(uow, person)
    uow.staff.set_task(actor.id)


def send_reply(uow: UnitOfWork, house: House, person: Person, case_id: str, mark: str = "") -> bool:
    """Send the previewed words, once. A bare alert may be written to once only (product §2).

    `mark` (see `mark_of`): the words under whose preview the button stood; later ones were not seen there.
    """
    actor = coordinator(uow, person)
    case = known(uow, case_id)
    if actor.doing != REPLYING or actor.doing_case != case.id or not actor.doing_text or not case.address_id:
        return False
    if mark and mark != mark_of(actor.doing_text):
        return False
    if case.alert_only and uow.entries.of_case(case.id, EntryKind.REPLY):
        return False
    entry = uow.entries.add(case.id, EntryKind.REPLY, actor.doing_text, author_id=actor.id)
    uow.staff.set_task(actor.id)
    uow.ledger.note_access(actor.id, case, "reply")
    uow.cases.change(case.id, answered_at=uow.now)
    uow.promises.keep(case.id, "answer")
    uow.follow_ups.drop(case_id=case.id, kinds=(follow_ups.Kind.ANSWER_DUE,))
    reach(uow, uow.people.of_id(case.address_id), Later.REPLY, {"entry": entry}, case_id=case.id)
    return True


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
