"""*Historique*: what happened to a case, in words and in order; never what was said in it.

Must never: quote a word of the person, or show a step that the books do not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import N_, Words
from bot.intake.roads import Road
from bot.services.card_bubbles import LEVELS
from bot.services.case_life import FALSE_ALARM, HANDED, LEVEL, LINKED, UNLINKED
from bot.services.cases import RESULT_LABELS, Result
from bot.services.held_replies import HELD
from bot.services.house import House
from bot.services.privacy import REOPENED
from bot.services.referral_terms import partner_name
from bot.services.task_terms import EVENTS as TASK_EVENTS
from bot.triage.urgency import Level
from storage.records import Case, Entry, EntryKind, Referral, ReferralState
from storage.unit_of_work import UnitOfWork

EXPORT = "export"
"""In the access log: the full record left in a sealed file, by the command line."""
PAGE = 8
"""Steps in one bubble."""


@dataclass(frozen=True, slots=True)
class Books:
    """Where it is written down, and in which words it is told."""

    uow: UnitOfWork
    house: House
    words: Words

    def say(self, msgid: str, /, **values: object) -> str:
        return self.words.say(msgid, **values)


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    words: str


def steps(books: Books, case: Case) -> list[Step]:
    """Everything that is known to have happened, oldest first."""
    found = [*_milestones(books, case), *_accesses(books, case), *_timeline(books, case), *_referred(books, case)]
    return sorted(found, key=lambda step: step.at)


def _name(books: Books, staff_id: str) -> str:
    staff = books.uow.staff.of(staff_id) if staff_id else None
    return staff.name if staff else books.say("the team")


def _milestones(books: Books, case: Case) -> Iterator[Step]:
    if case.sent_at is None or case.created_at < case.sent_at:
        yield Step(case.created_at, books.say("Alert received, without a story."))
    if case.sent_at is not None:
        met = case.kind == Road.ENCOUNTER
        yield Step(case.sent_at, books.say("Met, and noted.") if met else books.say("First contact received."))


def _accesses(books: Books, case: Case) -> Iterator[Step]:
    """Who took it, and who opened it first; later readings are in the access log."""
    opened = False
    for at, actor, action in books.uow.ledger.accesses_of(case.id, "take", "read", EXPORT):
        if action == "take":
            yield Step(at, books.say("Taken by {name}.", name=_name(books, actor)))
        elif action == EXPORT:
            yield Step(at, books.say("Exported into a sealed file."))
        elif not opened:
            opened = True
            yield Step(at, books.say("Opened by {name}.", name=_name(books, actor)))


def _timeline(books: Books, case: Case) -> Iterator[Step]:
    for entry in books.uow.entries.of_case(case.id):
        words = _entry(books, entry)
        if words:
            yield Step(entry.at, words)


def _entry(books: Books, entry: Entry) -> str:
    who = _name(books, entry.author_id)
    match entry.kind:
        case EntryKind.MESSAGE:
            return books.say("The person has written.")
        case EntryKind.EDIT:
            return books.say("The person has changed a message.")
        case EntryKind.REPLY if entry.event == HELD:
            return books.say("Answer by {name}, waiting for its hour.", name=who)
        case EntryKind.REPLY:
            return books.say("Answer by {name}.", name=who)
        case EntryKind.NOTE:
            return books.say("Internal note by {name}.", name=who)
        case EntryKind.EVENT:
            return _event(books, entry, who)
    return ""


def _event(books: Books, entry: Entry, who: str) -> str:
    if entry.event in set(Result):
        return books.say("Closed by {name}: {result}.", name=who, result=books.say(RESULT_LABELS[Result(entry.event)]))
    said = _EVENTS.get(entry.event)
    return said(books, entry, who) if said else ""


def _level(books: Books, entry: Entry, who: str) -> str:
    before, _, after = entry.body.partition(" ")
    if not {before, after} <= {level.value for level in Level}:
        return ""
    return books.say("Urgency changed by {name}: {before}, then {after}.", name=who,
                     before=books.say(LEVELS[Level(before)]), after=books.say(LEVELS[Level(after)]))  # fmt: skip


def _handed(books: Books, entry: Entry, who: str) -> str:
    return books.say("Handed to {receiver} by {name}.", receiver=_name(books, entry.body), name=who)


def _plain(msgid: str) -> Callable[[Books, Entry, str], str]:
    return lambda books, entry, who: books.say(msgid, name=who, reference=entry.body)


_EVENTS: Mapping[str, Callable[[Books, Entry, str], str]] = {
    LEVEL: _level,
    HANDED: _handed,
    LINKED: _plain(N_("Linked to {reference} by {name}.")),
    UNLINKED: _plain(N_("No longer linked to {reference}, says {name}.")),
    FALSE_ALARM: _plain(N_("False alarm, says {name}.")),
    REOPENED: lambda books, entry, who: books.say("Opened again by {name}.", name=who) if entry.author_id
    else books.say("The person has written: opened again."),
    "erasure_asked": _plain(N_("The person has asked for erasure.")),
    **{event: _plain(msgid) for event, msgid in TASK_EVENTS.items()},
    "nobody_reachable": _plain(N_("The alarm reached nobody.")),
}  # fmt: skip
"""Events in words; what is only of use to the program is left out."""

_ENDS: Mapping[ReferralState, str] = {
    ReferralState.REFUSED: N_("Referral to {partner}: the person says no."),
    ReferralState.DONE: N_("Referral to {partner}: done."),
    ReferralState.REVOKED: N_("Referral to {partner}: taken back."),
    ReferralState.DECLINED: N_("Referral to {partner}: declined."),
}


def _referred(books: Books, case: Case) -> Iterator[Step]:
    for one in books.uow.referrals.of_case(case.id):
        for at, msgid in _course(one):
            yield Step(at, books.say(msgid, partner=partner_name(books.house, one)))


def _course(one: Referral) -> Iterator[tuple[datetime, str]]:
    yield one.proposed_at, N_("Referral to {partner} proposed.")
    if one.agreed_at:
        yield one.agreed_at, N_("Referral to {partner}: the person agrees.")
    if one.answered_at and one.state is not ReferralState.DECLINED:
        yield one.answered_at, N_("Referral to {partner}: accepted.")
    ended_at = one.ended_at or (one.answered_at if one.state is ReferralState.DECLINED else None)
    if ended_at and one.state in _ENDS:
        yield ended_at, _ENDS[one.state]
