"""The one writing use case of each private update: who writes, in which state, and whose turn it is.

Words at any moment come first, then the dialogue, then the case already sent. Must never: answer with silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.errors import NotAllowed
from bot.i18n import COMPLETE, DEFAULT_LOCALE, is_arabic
from bot.intake import parsing
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Part
from bot.intake.roads import Road
from bot.messages import Address
from bot.services import (
    case_lists,
    conversation,
    coordination,
    desk_commands,
    encounter_desk,
    filing,
    filing_inbox,
    intake,
    later_words,
    privacy,
    referrals,
)
from bot.services.anytime import AT_ANY_MOMENT, erase, help_lines, hide, sent_case, stop
from bot.services.house import House
from bot.services.intake import Step
from bot.services.relay_enrolment import ask_leave, on_pledge, on_words_of_invited, open_invitation, remind_rules
from bot.services.taps import AnswerTap, FileTap, PledgeTap, ReadTap, ReferralTap, Tap, Word, WordTap
from bot.services.voice import Later, tell
from storage.records import KeptDraft, Person
from storage.unit_of_work import UnitOfWork

FLOOD_WINDOW = timedelta(minutes=1)
_PLACE = re.compile(r"[A-Za-z0-9_-]{1,22}")


def meet(uow: UnitOfWork, sender: Address, message_id: str) -> Person:
    """The person behind a private chat; writing to us shows that they can be reached again."""
    person = uow.people.meet(sender)
    if person.unreachable:
        coordination.came_back(uow, person)
    if message_id:
        uow.outbox.remember_inbound(person.id, message_id)
    return person


def on_text(
    uow: UnitOfWork, house: House, sender: Address, text: str, message_id: str, *, forwarded: bool = False
) -> Step:
    """Anything typed, pasted or forwarded in private."""
    person = meet(uow, sender, message_id)
    kept = filing_inbox.draft_of(uow, person)
    said = Part(text, message_id)
    if forwarded:
        return filing_inbox.on_forward(uow, house, person, kept, said)
    word = parsing.read_word(text)
    if word is parsing.Word.HELP:
        return help_lines(uow, house, person, kept)
    flooding = _is_flooding(uow, house, person, kept)
    if flooding is None and (enrolling := on_words_of_invited(uow, house, person, kept, text)) is not None:
        return enrolling
    if word in AT_ANY_MOMENT:
        return AT_ANY_MOMENT[word](uow, house, person, kept)
    if flooding is not None:
        return flooding
    answered = referrals.answer_in_words(uow, house, person, kept, said)
    if answered is not None:
        return answered
    staff = uow.staff.of(person.id)
    kept = None if encounter_desk.is_aside(kept, staff) else kept
    if kept and kept.draft.sent:
        own = kept.draft.road is Road.YOUTH
        return (later_words.on_words if own else filing.on_completing)(uow, house, person, kept, said)
    if kept:
        return intake.on_words(uow, house, person, kept, said)
    if staff and staff.active:
        return desk_commands.on_words(uow, house, person, staff.doing, text)
    relay = filing.of(uow, person)
    if relay:
        return filing.on_words(uow, house, person, relay, said, forwarded=False)
    return _own_words(uow, house, person, said)


def _own_words(uow: UnitOfWork, house: House, person: Person, said: Part) -> Step:
    """Of somebody who writes for themselves: they belong to the case already sent, or begin a first contact."""
    text = said.text
    case = sent_case(uow, person)
    if case:
        return later_words.on_case(uow, house, person, case, said)
    if person.locale == DEFAULT_LOCALE and is_arabic(text):
        uow.people.change(person.id, locale="ar")
        person = uow.people.of_id(person.id)
    return intake.begin(uow, house, person, said)


def _is_flooding(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step | None:
    """Beyond the pace: slowed; a story goes on being kept in silence. Help lines were answered before."""
    if not is_too_fast(uow, house, person):
        return None
    state = intake.place_of(house, kept)
    return None if state == "recit" or (kept is None and sent_case(uow, person)) else Step(state)


def is_too_fast(uow: UnitOfWork, house: House, person: Person) -> bool:
    """Counts this message; that we slow down is said once."""
    limit = house.territory.flood.messages_per_minute
    count = uow.people.count_message(person, FLOOD_WINDOW)
    if count == limit + 1:
        tell(uow, person, Later.FLOOD)
    return count > limit


# -- commands ------------------------------------------------------------------------------------------------------


def on_start(uow: UnitOfWork, house: House, sender: Address, payload: str, name: str, message_id: str) -> Step:
    """`/start`, alone or from a deep link: a poster, an invitation, a case to read."""
    person = meet(uow, sender, message_id)
    if person.quiet:
        uow.people.change(person.id, quiet=False)
    if payload.startswith(coordination.LINK):
        if not coordination.enrol(uow, person, payload.removeprefix(coordination.LINK), name):
            tell(uow, person, Later.UNKNOWN_LINK)
        return Step()
    if payload.startswith("r_"):
        return open_invitation(uow, house, person, payload.removeprefix("r_"), name)
    if payload[:2] in desk_commands.LINKS:
        desk_commands.LINKS[payload[:2]](uow, house, person, payload[2:])
        return Step()
    if payload == case_lists.LINK:
        case_lists.show_unheld(uow, person)
        return Step()
    if payload.startswith("s_"):
        _count_poster(uow, payload.removeprefix("s_"))
    staff = uow.staff.of(person.id)
    kept = filing_inbox.draft_of(uow, person)
    if staff and staff.active and not kept:
        coordination.hello(uow, person)
        return Step()
    if filing.of(uow, person) and (kept is None or kept.draft.road is not Road.YOUTH):
        return filing_inbox.greet(uow, house, person, kept)
    if kept is None and remind_rules(uow, house, person):
        return Step()
    return _arrive(uow, house, person, kept)


def _count_poster(uow: UnitOfWork, place: str) -> None:
    """Only what a link can hold: `/start s_…` may be typed by hand, and words are never kept in clear."""
    if _PLACE.fullmatch(place):
        uow.ledger.count(f"poster:{place}")


def _arrive(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    if kept and not kept.draft.sent and not person.discreet:
        return intake.resume_or_restart(uow, house, person, kept)
    if kept:
        privacy.forget_draft(uow, person, kept)
    case = sent_case(uow, person)
    if case and case.is_open and not person.discreet:
        tell(uow, person, Later.ALREADY, case_id=case.id)
        return Step()
    return intake.begin(uow, house, person)


def on_command(
    uow: UnitOfWork, house: House, sender: Address, command: str, message_id: str, typed: str = ""
) -> Step:
    """The typed commands of product §5 and §8; `typed` stood behind the command."""
    person = meet(uow, sender, message_id)
    kept = filing_inbox.draft_of(uow, person)
    state = intake.place_of(house, kept)
    if command in filing_inbox.COMMANDS and filing.of(uow, person):
        return filing_inbox.on_command(uow, house, person, kept, filing_inbox.COMMANDS[command])
    if command in desk_commands.COMMANDS and desk_commands.may(uow, person):
        return desk_commands.on_command(uow, house, person, command, typed) or Step(state)
    match command:
        case "aide" | "urgence" | "help":
            return help_lines(uow, house, person, kept)
        case "stop":
            return stop(uow, house, person, kept)
        case "effacer":
            return erase(uow, house, person, kept)
        case "cache":
            return hide(uow, house, person, kept)
        case "infos" | "privacy":
            tell(uow, person, Say.NOTICE)
        case "mesdonnees":
            privacy.my_data(uow, person)
        case "corriger" if kept and not kept.draft.sent:
            return intake.on_words(uow, house, person, kept, Part("modifier"))
        case "corriger":
            privacy.correct(uow, house, person)
        case "langue":
            tell(uow, person, Later.LANGUAGE)
        case "pour_moi":
            return _arrive_as_oneself(uow, house, person, kept)
        case "inviter" if desk_commands.may(uow, person):
            coordination.invite_from(uow, house, person)
        case "quitter" if filing.of(uow, person):
            return ask_leave(uow, house, person)
        case _:
            return on_unknown(uow, house, person, kept)
    return Step(state)


def _arrive_as_oneself(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    """« Pour moi », of a relay too: their own first contact; what they had begun to file is offered first."""
    encounter_desk.end_task(uow, person)
    if kept and kept.draft.road is not Road.YOUTH:
        return intake.resume_or_restart(uow, house, person, kept)
    return _arrive(uow, house, person, kept)


def on_unknown(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    """A command we do not have: the dialogue goes on, or the way in is shown."""
    if kept:
        return intake.again(uow, house, person, kept)
    tell(uow, person, Later.MENU)
    return Step()


# -- taps -------------------------------------------------------------------------------------------------------------


def on_tap(uow: UnitOfWork, house: House, sender: Address, tap: Tap) -> Step:
    """A button in private, except the coordinators' ones."""
    person = meet(uow, sender, "")
    kept = filing_inbox.draft_of(uow, person)
    match tap:
        case FileTap(case_id, action):
            return filing_inbox.on_tap(uow, house, person, kept, case_id, action)
        case AnswerTap(draft_id, question, choice):
            if kept is None or kept.id != draft_id:
                return intake.on_stale(uow, house, person, kept)
            encounter_desk.end_task(uow, person)
            return intake.on_answer(uow, house, person, kept, question, choice)
        case ReferralTap():
            return Step(intake.place_of(house, kept), toast=referrals.on_tap(uow, house, person, tap))
        case PledgeTap():
            return on_pledge(uow, house, person, kept, tap)
        case WordTap(word):
            return _word_tap(uow, house, person, kept, word)
        case ReadTap(row_id):
            if not conversation.open_held(uow, person, row_id):
                raise NotAllowed
            return Step(intake.place_of(house, kept))
    raise NotAllowed


def _word_tap(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, word: Word) -> Step:
    state = intake.place_of(house, kept)
    match word:
        case Word.HELP:
            return help_lines(uow, house, person, kept)
        case Word.SITUATION | Word.CIVIC | Word.MINE:
            if filing.of(uow, person) is None:
                raise NotAllowed
            return filing_inbox.on_command(uow, house, person, kept, word)
        case Word.FOR_ME:
            return _arrive_as_oneself(uow, house, person, kept)
        case Word.ERASE:
            return erase(uow, house, person, kept)
        case Word.HIDE:
            return hide(uow, house, person, kept)
        case Word.RESUME if kept:
            return intake.go_on(uow, house, person, kept)
        case Word.INFORM:
            tell(uow, person, Say.NOTICE)
        case Word.ADD:
            tell(uow, person, Later.ADD_WORD)
        case Word.LANGUAGE:
            tell(uow, person, Later.LANGUAGE)
        case Word.FRENCH | Word.ENGLISH | Word.ARABIC:
            return _speak(uow, house, person, kept, str(word))
        case _:
            return _arrive(uow, house, person, kept)
    return Step(state)


def _speak(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None, locale: str) -> Step:
    """From now on in this language, the present question included. In Arabic an interpreter is offered as well."""
    uow.people.change(person.id, locale=locale)
    spoken = uow.people.of_id(person.id)
    if locale not in COMPLETE:
        tell(uow, spoken, Say.INTERPRETER)
    if kept and locale != DEFAULT_LOCALE:
        kept = replace(kept, draft=kept.draft.with_answer("langue", (locale,)))
    if kept:
        return intake.again(uow, house, spoken, kept)
    tell(uow, spoken, Later.MENU)
    return Step()
