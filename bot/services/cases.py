"""Cases: opened, filled, taken, read, classed, closed. Each action once, written to the access log without content.

Must never: let somebody act who is not an active coordinator, or lower a level because a machine thinks so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import NotAllowed
from bot.i18n import N_
from bot.intake.draft import Draft
from bot.intake.question import Codes, Sensitivity
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road
from bot.messages import Op
from bot.services import follow_ups
from bot.services.house import NOTICE_VERSION, House
from bot.services.voice import Desk, Later, reach, show_card
from bot.triage.urgency import Level, Signal, highest, level_of
from storage.records import Case, CaseState, Coordinator, Entry, EntryKind, Person
from storage.unit_of_work import UnitOfWork

PREFIXES: Mapping[Road, str] = {Road.YOUTH: "MS", Road.RELAY: "MS", Road.CIVIC: "MC", Road.ENCOUNTER: "MS"}
_CALLS = (Desk.ALARM, Desk.REMINDER, Desk.PRIVATE_ALARM)
"""What called for a reading; afterwards their bubbles lose their buttons."""
STORY_ROOM = 7000
"""UTF-16 units of a story's part counted twice: half of them fit into a message of 4,096."""


class Result(StrEnum):
    """How a case ends: keys for ever (domaine §1.5), and the classes of product §2."""

    LINK = "lien_etabli"
    APPOINTMENT = "rendez_vous_tenu"
    RIGHT = "droit_ouvert"
    CALMED = "conflit_apaise"
    RELAYED = "relais_effectif"
    NOTHING = "sans_suite"
    OUT_OF_SCOPE = "hors_champ"
    DUPLICATE = "doublon"
    TEST = "test"
    JOKE = "blague"
    FALSE_ALERT = "fausse_alerte"


NO_FACT = (Result.DUPLICATE, Result.TEST, Result.JOKE)
"""What ends so has not happened, or was told already: it counts for nothing."""


RESULT_LABELS: Mapping[Result, str] = {
    Result.LINK: N_("Link established"),
    Result.APPOINTMENT: N_("Appointment kept"),
    Result.RIGHT: N_("Right opened"),
    Result.CALMED: N_("Conflict calmed"),
    Result.RELAYED: N_("Handed on"),
    Result.NOTHING: N_("No follow-up"),
    Result.OUT_OF_SCOPE: N_("Out of scope"),
    Result.DUPLICATE: N_("Duplicate"),
    Result.TEST: N_("Test"),
    Result.JOKE: N_("Joke"),
    Result.FALSE_ALERT: N_("False alert"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Who holds the case now, and whether it was taken by this very action."""

    case: Case
    mine: bool
    holder: str
    just_now: bool


def open_case(
    uow: UnitOfWork, house: House, person: Person, *, level: Level, state: CaseState, notice_at: datetime,
    road: Road = Road.YOUTH, age: Codes = (), signals: frozenset[Signal] = frozenset(), announce: bool = True,
) -> Case:  # fmt: skip
    """A new case with its reference; `announce` posts its card and starts its follow-ups (a bare alert)."""
    year = uow.now.astimezone(house.calendar.zone).year
    filed_by = uow.relays.of(person.id) if road is not Road.YOUTH else None
    case_id = uow.cases.create(
        kind=road, prefix=PREFIXES[road], year=year, address_id=person.id, level=level, state=state,
        version=house.questionnaires[road].version, notice=NOTICE_VERSION, notice_at=notice_at,
        structure=filed_by.structure if filed_by else "", duty=filed_by.duty if filed_by else "",
    )  # fmt: skip
    uow.cases.fill(case_id, plain={}, sealed={}, age="".join(age), signals=signals, themes=())
    case = known(uow, case_id)
    if announce:
        announce_case(uow, house, case)
    return case


def announce_case(uow: UnitOfWork, house: House, case: Case) -> None:
    """The card, and what must happen when nobody opens it."""
    rings = case.level is Level.IMMEDIAT and house.calendar.is_reachable(uow.now)
    show_card(uow, case, ring=rings)
    follow_ups.watch_unread(uow, house, case)


def fill_case(uow: UnitOfWork, house: House, person: Person, case: Case, draft: Draft, *, rings: bool) -> Case:
    """The sent draft becomes the case: answers sorted by sensitivity, story, level, promise, card, follow-ups."""
    answers = draft.answers
    plain, sealed = by_sensitivity(house.questionnaires[case.kind], answers)
    reached = highest(case.level, draft.highest, draft.level)
    read_by = house.read_by(uow.now)
    uow.cases.fill(
        case.id, plain=plain, sealed=sealed, age="".join(answers.get("tranche_age", ())),
        signals=draft.signals, themes=answers.get("themes", ()),
    )  # fmt: skip
    state = CaseState.TAKEN if case.holder_id else CaseState.SENT
    if draft.road is Road.CIVIC:
        _note_incident(uow, case, answers)
    uow.cases.change(
        case.id, state=state, level=reached.value, alert_only=False, sent_at=uow.now, read_by=read_by, opened_at=None,
        answered_at=None, answer_by=None, false_alarm_at=None,
    )  # fmt: skip
    for part in draft.story:
        uow.entries.add(case.id, EntryKind.STORY, part.text, message_id=part.message_id)
    uow.promises.make(case.id, "read", read_by)
    discreet = draft.discreet or (person.discreet and "contact_discret" not in draft.answers)
    uow.people.change(person.id, discreet=discreet, quiet=False)
    filled = known(uow, case.id)
    follow_ups.drop_unread(uow, case.id)
    if rings:
        announce_case(uow, house, filled)
    else:
        show_card(uow, filled)
        follow_ups.watch_unread(uow, house, filled)
    return filled


def _note_incident(uow: UnitOfWork, case: Case, answers: Mapping[str, Codes]) -> None:
    """Where and when, beside the answers: incidents of one place are counted."""
    said = answers.get("date_faits", ())
    happened_at = datetime.fromisoformat(said[0]) if said else uow.now
    uow.cases.change(case.id, place="".join(answers.get("lieu", ())[:1]), happened_at=happened_at)


def alarm(uow: UnitOfWork, house: House, case: Case, signals: frozenset[Signal]) -> None:
    """A new danger in a case that stands: its level rises, it counts as unread again, and its alarm starts anew."""
    uow.cases.note_signals(case.id, case.signals | signals)
    reached = highest(case.level, *(level_of(signal) for signal in signals))
    read_by = house.read_by(uow.now)
    uow.cases.change(case.id, level=reached.value, opened_at=None, false_alarm_at=None, read_by=read_by)
    if not case.alert_only:
        uow.promises.make(case.id, "read", read_by)
    follow_ups.drop_unread(uow, case.id)
    raised = known(uow, case.id)
    announce_case(uow, house, raised)
    if raised.level is Level.IMMEDIAT:
        follow_ups.ring_now(uow, raised)


def raise_level(uow: UnitOfWork, case: Case, level: Level) -> None:
    """Never lower; the card shows it, without a sound."""
    reached = highest(case.level, level)
    if reached is not case.level:
        uow.cases.change(case.id, level=reached.value)
        show_card(uow, known(uow, case.id))


def by_sensitivity(
    questionnaire: Questionnaire, answers: Mapping[str, Codes]
) -> tuple[dict[str, Codes], dict[str, Codes]]:
    """(may be stored in clear, must be sealed); a key the questionnaire does not know is sealed."""
    plain = {
        key: codes
        for key, codes in answers.items()
        if key in questionnaire.by_key and questionnaire.by_key[key].sensitivity is Sensitivity.PLAIN
    }
    return plain, {key: codes for key, codes in answers.items() if key not in plain}


def known(uow: UnitOfWork, case_id: str) -> Case:
    """The case, or NotAllowed: the same answer as for one that never existed."""
    case = uow.cases.of_id(case_id)
    if case is None or case.state is CaseState.WITHDRAWN:
        raise NotAllowed
    return case


def coordinator(uow: UnitOfWork, person: Person) -> Coordinator:
    """The active coordinator behind a chat, or NotAllowed."""
    found = uow.staff.of(person.id)
    if found is None or not found.active:
        raise NotAllowed
    return found


def take(uow: UnitOfWork, house: House, person: Person, case_id: str) -> Taken:
    """*Je prends*. Two at once: one wins, the other is told who. Taking stops no alarm: only reading does."""
    actor = coordinator(uow, person)
    case = known(uow, case_id)
    held_by = uow.staff.of(case.holder_id) if case.holder_id else None
    if held_by and not held_by.active:
        uow.cases.release(case.id, held_by.id)
    won = uow.cases.take(case.id, actor.id)
    if won:
        if case.state is CaseState.SENT:
            uow.cases.change(case.id, state=CaseState.TAKEN)
        uow.ledger.note_access(actor.id, case, "take")
        case = known(uow, case_id)
        show_card(uow, case)
    holder = uow.staff.of(case.holder_id) if case.holder_id else None
    return Taken(case, case.holder_id == actor.id, holder.name if holder else "", won)


def read(uow: UnitOfWork, house: House, person: Person, case_id: str) -> Case:
    """*Lire en privé*: takes the case when nobody holds it, shows it, stops the alarm, and tells the person."""
    actor = coordinator(uow, person)
    case = take(uow, house, person, case_id).case
    uow.ledger.note_access(actor.id, case, "read")
    if case.opened_at is None:
        case = _opened(uow, house, case)
    uow.entries.mark_read(case.id)
    uow.outbox.put(actor.id, Desk.CASE_FILE, case_id=case.id, protected=True, silent=True)
    if uow.entries.of_case(case.id, EntryKind.STORY, EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.NOTE):
        tell_story(uow, house, actor, case)
    return case


def tell_story(uow: UnitOfWork, house: House, actor: Coordinator, case: Case) -> None:
    """The words, in a protected message that goes after a delay, whatever happens to the process."""
    gone_at = uow.now + timedelta(minutes=house.territory.delays.story_visible_minutes)
    for part in range(len(story_parts(told(uow, case)))):
        params = {"until": gone_at.isoformat(), "part": part}
        row = uow.outbox.put(actor.id, Desk.CASE_STORY, params, case_id=case.id, protected=True, silent=True)
        uow.outbox.put_deletion(actor.id, row, gone_at, case_id=case.id)


def told(uow: UnitOfWork, case: Case) -> list[Entry]:
    """Everything the person wrote and was answered, and what coordinators noted for each other, in order."""
    kinds = (EntryKind.STORY, EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY, EntryKind.NOTE)
    return uow.entries.of_case(case.id, *kinds)


def story_parts(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Cut between messages so that each part fits into one message of the platform, with room for its frame."""
    parts: list[list[Entry]] = []
    room = 0
    for entry in entries:
        size = len(entry.body) * 2 + 40  # a character may count for two; the frame says who and when
        if not parts or size > room:
            parts.append([])
            room = STORY_ROOM
        parts[-1].append(entry)
        room -= size
    return parts


def _opened(uow: UnitOfWork, house: House, case: Case) -> Case:
    """The first reading: promise kept, next one made, « C'est lu » — at night only if the case is immediate."""
    answer_by = house.answer_by(uow.now)
    uow.cases.change(case.id, opened_at=uow.now, answer_by=None if case.alert_only else answer_by)
    uow.promises.keep(case.id, "read")
    follow_ups.drop_unread(uow, case.id)
    uow.outbox.drop_for(case_id=case.id, kinds=(*_CALLS, Later.UNREAD))
    for row in uow.outbox.sent_of(case.id, _CALLS):
        uow.outbox.put(row.address_id, row.kind, case_id=case.id, op=Op.EDIT, target_id=row.id, silent=True)
    if not case.alert_only:
        uow.promises.make(case.id, "answer", answer_by)
        follow_ups.watch_answer(uow, house, case, answer_by)
    person = uow.people.of_id(case.address_id) if case.address_id else None
    if person and not person.discreet:
        due = None if case.level is Level.IMMEDIAT else house.calendar.not_before_morning(uow.now)
        params = {"at": uow.now.isoformat(), "alert": case.alert_only, "answer_by": answer_by.isoformat()}
        reach(uow, person, Later.READ, params, case_id=case.id, due_at=due)
    opened = known(uow, case.id)
    show_card(uow, opened)
    return opened
