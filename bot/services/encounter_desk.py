"""/rencontre and what may be added afterwards: a note, a first name or a nickname, a number.

Must never: take the words of a reply that is being written for an answer, or keep more than a first name.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import NotAllowed
from bot.intake import parsing
from bot.intake.encounter import NAME, PHONE
from bot.intake.rewording import shortened
from bot.intake.roads import MANNERS, Road
from bot.services import case_life, cases, filing
from bot.services.house import House
from bot.services.intake import Step
from bot.services.taps import CaseTap
from bot.services.voice import Desk
from storage.records import Case, Coordinator, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

NOTE = "note"
TASKS: Mapping[str, str] = {f"encounter_{what}": what for what in (NOTE, NAME, PHONE)}
"""Task under way in private (`Coordinator.doing`) → what the next words are."""


def begin(uow: UnitOfWork, house: House, person: Person, typed: str) -> Step:
    """/rencontre: whatever else was being written is put away; a draft under way is offered first."""
    actor = cases.coordinator(uow, person)
    if actor.doing:
        uow.staff.set_task(actor.id)
        uow.outbox.put(actor.id, Desk.DONE, {"what": "cancelled"}, silent=True)
    return filing.anew(uow, house, person, uow.drafts.of(person.id), Road.ENCOUNTER)


def is_aside(kept: KeptDraft | None, actor: Coordinator | None) -> bool:
    """A task begun after the draft takes the words; the draft, one's own first contact too, waits for its taps."""
    return bool(kept and actor and actor.active and actor.doing)


def end_task(uow: UnitOfWork, person: Person) -> None:
    """A draft is gone on with: the next words are its own, and no answer to somebody else."""
    staff = uow.staff.of(person.id)
    if staff and staff.doing:
        uow.staff.set_task(staff.id)


def on_action(uow: UnitOfWork, house: House, person: Person, tap: CaseTap) -> Step:
    """Under the confirmation: the next words are a note, a name or a number."""
    actor, case = _mine(uow, person, tap.case_id)
    if tap.argument not in TASKS.values():
        raise NotAllowed
    uow.staff.set_task(actor.id, f"encounter_{tap.argument}", case.id)
    uow.outbox.put(actor.id, Desk.ENCOUNTER_ASK, {"what": tap.argument}, case_id=case.id, protected=True, silent=True)
    return Step()


def on_words(uow: UnitOfWork, house: House, person: Person, typed: str) -> None:
    """The words of the task under way; what is no name or no number is asked again."""
    doing = cases.coordinator(uow, person)
    actor, case = _mine(uow, person, doing.doing_case)
    what = TASKS[actor.doing]
    if what == NOTE:
        case_life.note(uow, actor, case, typed)
    else:
        read = _read_name(house, typed) if what == NAME else parsing.read_phone(typed)
        if not read:
            params = {"what": what, "again": True}
            uow.outbox.put(actor.id, Desk.ENCOUNTER_ASK, params, case_id=case.id, protected=True, silent=True)
            return
        uow.cases.answer(case, what, (read,))
        uow.ledger.note_access(actor.id, case, "encounter_add")
    uow.staff.set_task(actor.id)
    uow.outbox.put(actor.id, Desk.ENCOUNTER, {"what": what}, case_id=case.id, protected=True, silent=True)


def _read_name(house: House, typed: str) -> str:
    """A first name or a nickname: what may be a surname behind it goes."""
    longest = house.questionnaires[Road.ENCOUNTER].by_key[NAME].longest
    name = parsing.read_name(typed, longest)
    return shortened(name, guarded=True, writer=MANNERS[Road.ENCOUNTER].writer) if name else ""


def _mine(uow: UnitOfWork, person: Person, case_id: str) -> tuple[Coordinator, Case]:
    """An active coordinator, and an encounter that stands; NotAllowed in the same words otherwise."""
    actor = cases.coordinator(uow, person)
    case = cases.known(uow, case_id)
    if case.kind != Road.ENCOUNTER:
        raise NotAllowed
    return actor, case
