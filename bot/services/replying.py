"""*Répondre*: an answer is begun, perhaps from a template, seen with advice, signed or not, and sent once or held.

Must never: send words that the button's preview did not show, show who wrote them unless they chose to sign, or write
twice to somebody who never agreed to be written to.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.errors import NotAllowed
from bot.i18n import Words
from bot.intake.roads import Road
from bot.messages import Op
from bot.services import follow_ups, held_replies
from bot.services.conversation import REPLYING
from bot.services.held_replies import HELD
from bot.services.house import House
from bot.services.reply_templates import TEMPLATES, Template
from bot.services.taps import mark_of
from bot.services.voice import Desk
from storage.records import Case, Coordinator, Entry, EntryKind
from storage.unit_of_work import UnitOfWork


class Sending(StrEnum):
    NOTHING = "nothing"  # it has left already, was cancelled, or other words are under way now
    SENT = "sent"
    HELD = "held"


def begin(uow: UnitOfWork, actor: Coordinator, case: Case, *, again: bool = False) -> None:
    """The next words written in private are a draft of the answer; `again`: the present ones are there to be copied."""
    if not case.address_id:
        raise NotAllowed
    for entry, _ in held_replies.waiting(uow, case.id):
        if not again:
            about = {"entry": entry.id}
            uow.outbox.put(actor.id, Desk.REPLY_STATE, about, case_id=case.id, protected=True, silent=True)
    same = actor.doing == REPLYING and actor.doing_case == case.id
    text = actor.doing_text if again and same else ""
    uow.staff.set_task(actor.id, REPLYING, case.id, text)
    uow.outbox.put(actor.id, Desk.WRITE_REPLY, {"again": bool(text)}, case_id=case.id, silent=True)


def use_template(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, name: str) -> None:
    """Its words become the draft, in the person's language and manner; nothing leaves."""
    if name not in set(Template) or not case.address_id:
        raise NotAllowed
    text = reader_words(uow, house, case).say(TEMPLATES[Template(name)].text)
    uow.staff.set_task(actor.id, REPLYING, case.id, text)
    uow.outbox.put(actor.id, Desk.PREVIEW, case_id=case.id, protected=True, silent=True)


def toggle_signature(uow: UnitOfWork, actor: Coordinator, case: Case, message_id: str) -> None:
    """From now on, until it is changed again; the preview shows it."""
    uow.staff.change(actor.id, signs=not actor.signs)
    uow.outbox.put(actor.id, Desk.PREVIEW, {"message": message_id}, op=Op.EDIT, case_id=case.id)


def reader_words(uow: UnitOfWork, house: House, case: Case) -> Words:
    """As the person is spoken to: their language, « tu » or « vous »."""
    locale = uow.people.of_id(case.address_id).locale if case.address_id else ""
    return house.words(locale).formally(case.kind != Road.YOUTH)


def composed(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> str:
    """What the person will read: the words under way, and a signature if the coordinator has chosen to sign."""
    if not actor.signs:
        return actor.doing_text
    return f"{actor.doing_text}\n{_signature(uow, house, actor, case)}"


def _signature(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> str:
    return reader_words(uow, house, case).say("{name}, from the team", name=actor.name)


def may_write(uow: UnitOfWork, case: Case) -> bool:
    """A bare alert is written to once only (product §2)."""
    return bool(case.address_id) and not (case.alert_only and uow.entries.of_case(case.id, EntryKind.REPLY))


def send(
    uow: UnitOfWork, house: House, actor: Coordinator, case: Case, mark: str, *, at_once: bool
) -> tuple[Sending, str]:
    """(what became of it, the entry) for the previewed words, once: now, or when the person's slot begins.

    `mark` (see `mark_of`): the words under whose preview the button stood; "" for a button that knows none.
    """
    if actor.doing != REPLYING or actor.doing_case != case.id or not actor.doing_text or not may_write(uow, case):
        return Sending.NOTHING, ""
    words = composed(uow, house, actor, case)
    if mark and mark != mark_of(words):
        return Sending.NOTHING, ""
    due_at = uow.now if at_once else held_replies.leaves_at(house, case, uow.now)
    later = due_at > uow.now
    entry = uow.entries.add(case.id, EntryKind.REPLY, words, author_id=actor.id, event=HELD if later else "")
    uow.staff.set_task(actor.id)
    if later:
        held_replies.hold(uow, case, entry, due_at)
        return Sending.HELD, entry
    held_replies.give(uow, case, entry)
    return Sending.SENT, entry


def held_entry(uow: UnitOfWork, case: Case, entry_id: str) -> tuple[Entry, datetime] | None:
    """None once it has left or was taken back; NotAllowed for an entry of another case."""
    entry = uow.entries.of_id(entry_id)
    if entry is not None and entry.case_id != case.id:
        raise NotAllowed
    return next((held for held in held_replies.waiting(uow, case.id) if held[0].id == entry_id), None)


def force(uow: UnitOfWork, case: Case, entry: Entry) -> None:
    """[Envoyer maintenant] under a held answer."""
    uow.follow_ups.drop(subject_id=entry.id, kinds=(HELD,))
    uow.entries.left(entry.id)
    held_replies.give(uow, case, entry.id)


def take_back(uow: UnitOfWork, house: House, case: Case, entry: Entry) -> None:
    """The person never saw it: it is gone, and the answer is due as before."""
    uow.follow_ups.drop(subject_id=entry.id, kinds=(HELD,))
    uow.entries.remove(entry.id)
    if case.answer_by and not case.answered_at and case.is_open:
        follow_ups.watch_answer(uow, house, case, case.answer_by)


def rewrite(uow: UnitOfWork, house: House, actor: Coordinator, case: Case, entry: Entry) -> None:
    """A held answer becomes a draft again; its signature is put anew when it is sent."""
    text = entry.body.removesuffix("\n" + _signature(uow, house, actor, case))
    take_back(uow, house, case, entry)
    uow.staff.set_task(actor.id, REPLYING, case.id, text)
    uow.outbox.put(actor.id, Desk.WRITE_REPLY, {"again": True}, case_id=case.id, silent=True)
    uow.outbox.put(actor.id, Desk.PREVIEW, case_id=case.id, protected=True, silent=True)
