"""What relays and civic agents write: a new situation, an incident, words for one already sent.

Must never: keep somebody's words before their agreement is known (but in the sealed draft), or show one relay what
another has sent.
"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import NotAllowed
from bot.intake.draft import Draft, Part
from bot.intake.moves import Deed
from bot.intake.roads import Duty, Road
from bot.services import drafts_kept, filing_follow_ups, forwarding, intake, situations
from bot.services.hearing import hear
from bot.services.house import House
from bot.services.intake import Step
from bot.services.taps import Filing
from bot.services.voice import Later, tell
from storage.records import KeptDraft, Person, Relay
from storage.unit_of_work import UnitOfWork

LATEST = 3
"""Situations that words may be added to by one tap."""


def of(uow: UnitOfWork, person: Person) -> Relay | None:
    """The relay or agent behind a private chat, whose right stands at this moment."""
    relay = uow.relays.of(person.id) if person.formal else None
    return relay if relay and relay.active else None


def demanded(uow: UnitOfWork, person: Person) -> Relay:
    found = of(uow, person)
    if found is None:
        raise NotAllowed
    return found


def roads_of(relay: Relay) -> tuple[Road, ...]:
    return (Road.CIVIC,) if relay.duty is Duty.AGENT else (Road.RELAY, Road.CIVIC)


# -- beginning -----------------------------------------------------------------------------------------------------


def set_out(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, road: Road) -> Step:
    """By a button or a command. A draft under way is offered first: nothing is lost by a tap."""
    relay = demanded(uow, person)
    return anew(uow, house, person, kept, road if road in roads_of(relay) else roads_of(relay)[0])


def anew(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, road: Road) -> Step:
    """The first question of a road; whoever calls this has asked for the right to it."""
    if kept and not kept.draft.sent and (kept.draft.answers or kept.draft.first_words or kept.draft.story):
        return intake.resume_or_restart(uow, house, person, kept)
    if kept:
        uow.drafts.erase(kept.id)
        drafts_kept.drop(uow, kept.id)
    move = house.dialogue(person.locale, uow.now, road).set_out(())
    return intake.apply(uow, house, person, drafts_kept.create(uow, house, person, move.draft), move)


def on_words(uow: UnitOfWork, house: House, person: Person, relay: Relay, said: Part, *, forwarded: bool) -> Step:
    """The first words, typed, pasted or forwarded: what they are about is asked, their danger is heard at once."""
    said, heard = replace(said, forwarded=forwarded), hear(uow, person, said.text)
    road = roads_of(relay)[0]
    targets = (*roads_of(relay), *_open_references(uow, person), Road.YOUTH)
    move = house.dialogue(person.locale, uow.now, road).set_out(tuple(targets), said, heard)
    kept = drafts_kept.create(uow, house, person, move.draft)
    return (forwarding.answer if forwarded else intake.apply)(uow, house, person, kept, move)


def _open_references(uow: UnitOfWork, person: Person) -> list[str]:
    return [case.reference for case in uow.cases.filed_by(person.id, situations.LISTED) if case.is_open][:LATEST]


def on_completing(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, said: Part) -> Step:
    """Words while a situation already sent is completed: they answer, or belong to it, or both."""
    case = uow.cases.of_id(kept.case_id)
    if case is None:
        raise NotAllowed
    heard = hear(uow, person, said.text)
    move = intake.speaking(uow, house, person, kept.draft).words(kept.draft, said, heard)
    if Deed.NOTE in move.deeds or heard.danger:
        situations.note(uow, house, person, case, said)
    others = tuple(deed for deed in move.deeds if deed is not Deed.NOTE)
    if not (move.answered or move.says or others):
        return intake.again(uow, house, person, kept)
    return intake.apply(uow, house, person, kept, replace(move, deeds=others))


# -- what was sent ---------------------------------------------------------------------------------------------------


def complete(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, case_id: str) -> Step:
    """*Compléter*: the questions that were left open; each answer joins the case at once."""
    demanded(uow, person)
    case = uow.cases.of_id(case_id)
    if case is None or case.address_id != person.id or case.kind == Road.YOUTH or not case.is_open:
        raise NotAllowed
    if kept and not kept.draft.sent:
        return intake.resume_or_restart(uow, house, person, kept)
    if kept:
        uow.drafts.erase(kept.id)
        drafts_kept.drop(uow, kept.id)
    draft = Draft(
        answers=case.answers, road=Road(case.kind), signals=case.signals, highest=case.level, sent=True, warned=True
    )
    # What was filled in because it did not apply is asked once it does.
    draft = replace(draft, answers=house.questionnaires[case.kind].applicable(draft.known))
    opened = drafts_kept.create(uow, house, person, draft)
    uow.drafts.change(opened.id, case_id=case.id)
    opened = replace(opened, case_id=case.id)
    return intake.again(uow, house, person, opened)


_TOLD = {Filing.TOLD: "informe_sans_accord", Filing.AGREES: "informe_accord", Filing.DANGER: "non_informe_danger"}


def transmissions(uow: UnitOfWork, person: Person) -> None:
    """/mes_transmissions: references and bare states, rendered when the bubble leaves."""
    demanded(uow, person)
    tell(uow, person, Later.TRANSMISSIONS, {"of": Road.RELAY.value})


def told_the_person(uow: UnitOfWork, house: House, person: Person, case_id: str, answer: Filing) -> None:
    """The answer to a reminder: « C'est fait », « Pas encore », « Ce serait dangereux »."""
    demanded(uow, person)
    case = uow.cases.of_id(case_id)
    if case is None or case.address_id != person.id or case.kind != Road.RELAY:
        raise NotAllowed
    code = _TOLD.get(answer)
    if code and case.is_open:
        uow.cases.answer(case, "jeune_informe", (code,))
        filing_follow_ups.informed(uow, case.id)
    last = not filing_follow_ups.another_comes(house, case, uow.now)
    tell(uow, person, Later.INFORMED, {"of": case.kind, "answer": answer, "last": last}, case_id=case.id)

