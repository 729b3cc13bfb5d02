"""*Rencontre*: somebody met in the street, at the door or on the phone is a case at once, held by who met them.

It follows the same course as a case that was taken and read. Must never: ring, promise a reading to anybody, or store
an account for a person who has none here.
"""

from __future__ import annotations

from bot.intake.draft import Draft
from bot.intake.encounter import DAYS, NEXT_STEP, URGENCY
from bot.intake.question import ROAD_KEY, SIGNALS_KEY, Codes
from bot.intake.roads import Road
from bot.services import case_life, cases, drafts_kept, planning, tasks
from bot.services.house import House
from bot.services.voice import Desk, show_card
from bot.triage.urgency import Level
from storage.records import Case, CaseState, Coordinator, KeptDraft, Person
from storage.unit_of_work import UnitOfWork

NO_NOTICE = 0
"""Nobody was shown the information here: it is given by word of mouth."""
_TO_THE_DRAFT = (ROAD_KEY, SIGNALS_KEY, URGENCY, NEXT_STEP)


def note(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft) -> None:
    """The last answer was given: case, card, follow-ups and the next step stand together, and the draft is gone."""
    actor = cases.coordinator(uow, person)
    said = house.questionnaires[Road.ENCOUNTER].applicable(draft.known)
    case = _opened(uow, house, actor, said)
    for part in draft.first_words:  # sentences typed on the way, and what was not understood
        case_life.note(uow, actor, case, part.text)
    tasks.watch_taken(uow, house, case)
    tasks.watch_dormant(uow, house, case)
    days = DAYS.get("".join(said.get(NEXT_STEP, ())))
    if days:
        planning.plan(uow, actor.id, case, tasks.days_later(uow, house, days))
    show_card(uow, case)
    uow.drafts.erase(kept.id)
    drafts_kept.drop(uow, kept.id)
    params = {"what": "noted", "kept": bool(draft.first_words)}
    uow.outbox.put(actor.id, Desk.ENCOUNTER, params, case_id=case.id, protected=True, silent=True)


def _opened(uow: UnitOfWork, house: House, actor: Coordinator, said: dict[str, Codes]) -> Case:
    """Held and read by who met the person; its level is what they said, whatever else was said."""
    questionnaire, now = house.questionnaires[Road.ENCOUNTER], uow.now
    case_id = uow.cases.create(
        kind=Road.ENCOUNTER, prefix=cases.PREFIXES[Road.ENCOUNTER], year=now.astimezone(house.calendar.zone).year,
        address_id="", level=Level("".join(said[URGENCY])), state=CaseState.TAKEN, version=questionnaire.version,
        notice=NO_NOTICE, notice_at=now,
    )  # fmt: skip
    answers = {key: codes for key, codes in questionnaire.filled(said).items() if key not in _TO_THE_DRAFT}
    plain, sealed = cases.by_sensitivity(questionnaire, answers)
    uow.cases.fill(
        case_id, plain=plain, sealed=sealed, age="".join(answers.get("tranche_age", ())), signals=frozenset(),
        themes=answers.get("themes", ()),
    )  # fmt: skip
    uow.cases.take(case_id, actor.id)
    uow.cases.change(case_id, sent_at=now, opened_at=now)
    case = cases.known(uow, case_id)
    for action in ("encounter", "take"):
        uow.ledger.note_access(actor.id, case, action)
    return case
