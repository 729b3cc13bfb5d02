"""The sending: somebody said yes, and the case, its card, follow-ups and promise stand together or not at all.

Must never: send without a yes, or confirm a sending whose card is not queued with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft
from bot.intake.question import ROAD_KEY, SIGNALS_KEY, Codes
from bot.intake.relay import NOT_INFORMED
from bot.intake.rewording import settled
from bot.intake.roads import Road
from bot.services import drafts_kept, follow_ups
from bot.services.cases import fill_case, open_case
from bot.services.house import House
from bot.services.situations import REMINDED
from bot.services.voice import tell
from bot.triage.urgency import Level
from storage.records import Case, CaseState, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork


def raise_alert(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft) -> Case:
    """A bare alert before anything is sent: a number, a time, a level; no word of what was said."""
    known = uow.cases.of_id(kept.case_id) if kept.case_id else None
    if known:
        return known
    case = open_case(
        uow, house, person, level=draft.highest, state=CaseState.ALERT, notice_at=kept.notice_at, road=draft.road,
        age=draft.answers.get("tranche_age", ("",))[:1], signals=draft.signals,
    )  # fmt: skip
    uow.drafts.change(kept.id, case_id=case.id)
    return case


def send(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft) -> KeptDraft | None:
    """The draft that is left when a few questions follow, else None."""
    draft = settled(draft, draft.pending)
    draft = replace(draft, answers={**_filled(house, draft), "accord_envoi": ("oui",)})
    own = draft.road is Road.YOUTH
    alert = uow.cases.latest_of(person.id, CaseState.ALERT) if own else _alert_of(uow, kept)
    fresh = alert or open_case(
        uow, house, person, level=draft.highest, state=CaseState.SENT, notice_at=kept.notice_at, road=draft.road,
        announce=False,
    )  # fmt: skip
    case = fill_case(uow, house, person, fresh, draft, rings=alert is None)
    drafts_kept.drop(uow, kept.id)
    if not own:
        return _filed(uow, house, person, kept, draft, case)
    tell(uow, person, Say.SENT, {"reference": case.reference}, case_id=case.id)
    if draft.discreet or (draft.alerted and draft.short) or case.level is Level.IMMEDIAT:
        uow.drafts.erase(kept.id)
        return None
    after = replace(draft, sent=True, asides=(), reopened="", story=(), first_words=(), missed=False)
    uow.drafts.change(kept.id, case_id=case.id)
    drafts_kept.watch(uow, house, kept.id, after)
    return replace(kept, case_id=case.id, draft=after)


def _alert_of(uow: UnitOfWork, kept: KeptDraft) -> Case | None:
    case = uow.cases.of_id(kept.case_id) if kept.case_id else None
    return case if case and case.state is CaseState.ALERT else None


def _filled(house: House, draft: Draft) -> dict[str, Codes]:
    """What was not asked says so; of a relay's situation it stays open, to be completed later."""
    questionnaire = house.questionnaires[draft.road]
    answers = questionnaire.applicable(draft.known)
    if draft.road is Road.RELAY:
        asked = {question.key for question in questionnaire.sequence(draft.known)}
        answers = {**{key: codes for key, codes in _UNASKED.items() if key not in asked}, **answers}
    else:
        answers = questionnaire.filled(answers)
    return {key: codes for key, codes in answers.items() if key not in (ROAD_KEY, SIGNALS_KEY)}


_UNASKED: dict[str, Codes] = {"contact_mode": ("via_relais",), "ip_signalement": ("sans_objet",)}
"""What a relay is only asked in some situations; where it is asked, it stays open until it is answered."""


def _filed(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft, case: Case
) -> KeptDraft | None:
    """What follows the sending of a relay or an agent: reminders, links, and perhaps a second record."""
    said = {"of": draft.road.value, "more": draft.short}
    tell(uow, person, Say.SENT, said, case_id=case.id)
    uow.drafts.erase(kept.id)
    if draft.linked:
        uow.cases.link(case.id, draft.linked)
    if draft.answers.get("ip_signalement") not in (None, ("sans_objet",)):
        uow.entries.add(case.id, EntryKind.EVENT, "", event=REMINDED)
    if set(draft.answers.get("jeune_informe", ())) & set(NOT_INFORMED):
        first = uow.now + timedelta(days=house.territory.delays.relay_informed_days[0])
        uow.follow_ups.queue(follow_ups.Kind.RELAY_INFORM, first, case_id=case.id)
    if draft.answers.get("jeune_individuel") == ("oui",):
        return _second_record(uow, house, person, case)
    return None


def _second_record(uow: UnitOfWork, house: House, person: Person, case: Case) -> KeptDraft | None:
    """« Un jeune a besoin d'aide »: a record of its own, linked to the incident for the coordinator only."""
    draft = Draft(road=Road.RELAY, linked=case.id)
    return drafts_kept.create(uow, house, person, draft)
