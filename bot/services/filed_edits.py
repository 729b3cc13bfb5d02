"""A relay or civic agent changes a message that has joined what they sent: the change reaches whoever holds it.

Must never: replace what a human has read, keep what says who somebody is, or pass over a danger that was added.
"""

from __future__ import annotations

from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Part
from bot.services import cases, conversation, situations
from bot.services.hearing import hear
from bot.services.house import House
from bot.services.voice import Later, tell
from bot.triage.urgency import GRAVITY
from storage.records import Case, Entry, EntryKind, Person
from storage.unit_of_work import UnitOfWork


def on_edit(uow: UnitOfWork, house: House, person: Person, said: Part) -> bool:
    """False when the message is part of nothing that was filed."""
    for case in uow.cases.filed_by(person.id, situations.LISTED):
        entry = uow.entries.of_message(case.id, said.message_id)
        if entry is not None:
            if entry.body != said.text:
                _change(uow, house, person, case, entry, said)
            return True
    return False


def _change(uow: UnitOfWork, house: House, person: Person, case: Case, entry: Entry, said: Part) -> None:
    heard = hear(uow, person, said.text)
    safe = situations.safe_in(case, said, danger=heard.danger)
    if entry.read_at is None:
        uow.entries.replace_body(entry.id, safe.part.text)
    else:
        uow.entries.add(case.id, EntryKind.EDIT, safe.part.text, message_id=said.message_id)
        conversation.bring_news(uow, case)
    about = {"of": case.kind}
    if heard.danger:
        signals = [signal.value for signal in GRAVITY if signal in heard.signals]
        tell(uow, person, Say.NUMBERS, {"age": case.age, "signals": signals, **about}, case_id=case.id)
    added = frozenset(heard.signals) - case.signals if heard.danger else frozenset()
    if added:
        cases.alarm(uow, house, cases.known(uow, case.id), added)
    tell(uow, person, Say.MASKED if safe.found else Later.EDITED, about, case_id=case.id)
