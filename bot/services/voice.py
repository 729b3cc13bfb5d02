"""How the bot speaks: one outbox row per bubble, with the care each reader needs.

Must never: send anything itself, or put words into a row: kinds and keys only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.intake.bubbles import Kind
from bot.intake.draft import Draft
from bot.intake.roads import Road
from bot.messages import Address, Op
from bot.services import merged_cards
from bot.services.absence import acting
from bot.triage.urgency import Level
from storage.records import Case, ChatRole, Person, Row
from storage.unit_of_work import UnitOfWork


class Later(StrEnum):
    """Bubbles to a person once something is sent, or outside the dialogue."""

    ADDED = "added"
    EDITED = "edited"
    READ = "read"
    REPLY = "reply"
    KNOCK = "knock"
    UNREAD = "unread"
    ERASED = "erased"
    CASE_ERASED = "case_erased"
    ERASURE_ASKED = "erasure_asked"
    NOTHING_HERE = "nothing_here"
    HIDDEN = "hidden"
    STOPPED = "stopped"
    ALREADY = "already"
    REOPENED = "reopened"
    NUDGE = "nudge"
    FLOOD = "flood"
    APOLOGY = "apology"
    ADD_WORD = "add_word"
    MY_DATA = "my_data"
    CORRECT = "correct"
    LANGUAGE = "language"
    MENU = "menu"
    UNKNOWN_LINK = "unknown_link"
    EDIT_UNUSED = "edit_unused"
    GIFT = "gift"
    RELAY_RULES = "relay_rules"
    RELAY_MENU = "relay_menu"
    RELAY_COMMANDS = "relay_commands"
    RELAY_REFUSED = "relay_refused"
    RELAY_LEAVE = "relay_leave"
    RELAY_STAYS = "relay_stays"
    RELAY_ENDED = "relay_ended"
    TRANSMISSIONS = "transmissions"
    INFORM = "inform"
    INFORMED = "informed"
    RELAY_DATA = "relay_data"
    REFERRAL_ASK = "referral_ask"
    REFERRAL_QUESTION = "referral_question"
    REFERRAL = "referral"


class Desk(StrEnum):
    """Messages to coordinators and their group."""

    CARD = "card"
    CARDS = "cards"
    HEARTBEAT = "heartbeat"
    ROAD = "road"
    WATCH = "watch"
    MAIL = "mail"
    RULE = "rule"
    ALARM = "alarm"
    REMINDER = "reminder"
    PRIVATE_ALARM = "private_alarm"
    CASE_FILE = "case_file"
    CASE_STORY = "case_story"
    SUMMARY = "summary"
    WRITE_REPLY = "write_reply"
    PREVIEW = "preview"
    REPLY_SENT = "reply_sent"
    REPLY_FAILED = "reply_failed"
    NEWS = "news"
    NEWS_GROUP = "news_group"
    MORE = "more"
    CLOSE_MENU = "close_menu"
    DONE = "done"
    CLASS_MENU = "class_menu"
    LEVEL_MENU = "level_menu"
    PASS_MENU = "pass_menu"
    HISTORY = "history"
    WRITE_NOTE = "write_note"
    WRITE_LINK = "write_link"
    REPLY_STATE = "reply_state"
    ENCOUNTER = "encounter"
    ENCOUNTER_ASK = "encounter_ask"
    HANDED = "handed"
    RAISED = "raised"
    ABSENCE = "absence"
    ABSENCE_DEPUTY = "absence_deputy"
    ABSENCE_NOTED = "absence_noted"
    ABSENCE_FOR = "absence_for"
    CASES = "cases"
    CASE_LIST = "case_list"
    ENROLLED = "enrolled"
    INVITE = "invite"
    NEWCOMER = "newcomer"
    HELLO = "hello"
    NO_RIGHT = "no_right"
    ATTACH_REFUSED = "attach_refused"
    TEXT_ONLY = "text_only"
    EDIT_UNUSED = "desk_edit_unused"
    FORWARD_UNUSED = "desk_forward_unused"
    RELAYS = "relays"
    RELAY_CHOICE = "relay_choice"
    RELAY_INVITE = "relay_invite"
    RELAY_LIST = "relay_list"
    RELAY_CARD = "relay_card"
    RELAY_ENROLLED = "relay_enrolled"
    RELAY_GONE = "relay_gone"
    RELAY_REVIEW = "relay_review"
    RELAY_NOT_YOU = "relay_not_you"


_URGENT = frozenset({Kind.NUMBERS, Kind.SAME_NUMBERS, Kind.HELP, Kind.WRITE_114, Later.UNREAD})
_PROTECTED = frozenset({Kind.RECAP, Later.REPLY, Later.MY_DATA})
_QUIET_HEARS = frozenset({Later.REPLY, Later.KNOCK, Later.UNREAD})
"""What still reaches somebody who said « stop »: an answer, and the warning that nobody has read."""


def spoken(draft: Draft) -> dict[str, str]:
    """Beside the keys of a bubble: of which road it speaks, so that nobody has to look for it when it leaves."""
    return {"of": draft.road.value}


def is_urgent(kind: StrEnum) -> bool:
    """Numbers, and what must not wait behind other bubbles."""
    return kind in _URGENT


def offer_commands(uow: UnitOfWork, person_id: str) -> None:
    """The commands this chat is offered, whatever is true when they are set: by its role, or everybody's."""
    uow.outbox.put(person_id, Later.RELAY_COMMANDS, op=Op.MENU, silent=True)


def tell(
    uow: UnitOfWork, person: Person, kind: StrEnum, params: Mapping[str, Any] | None = None, *,
    draft_id: str = "", case_id: str = "", due_at: datetime | None = None, urgent: bool = False,
) -> str:  # fmt: skip
    """A bubble that answers what the person just did; without a sound when the phone is read by others."""
    return uow.outbox.put(
        person.id, kind, params, draft_id=draft_id, case_id=case_id, due_at=due_at, urgent=urgent or is_urgent(kind),
        silent=person.discreet, protected=kind in _PROTECTED,
    )  # fmt: skip


def reach(
    uow: UnitOfWork, person: Person, kind: StrEnum, params: Mapping[str, Any] | None = None, *,
    case_id: str = "", due_at: datetime | None = None,
) -> bool:  # fmt: skip
    """A bubble that comes unasked. Discreet: « Un message t'attend. », no more before the tap. False = not said."""
    if person.quiet and kind not in _QUIET_HEARS:
        return False
    if not person.discreet:
        tell(uow, person, kind, params, case_id=case_id, due_at=due_at)
        return True
    held = {"held": str(kind), "params": dict(params or {})}
    tell(uow, person, Later.KNOCK, held, case_id=case_id, due_at=due_at)
    return True


def show_card(uow: UnitOfWork, case: Case, *, ring: bool = False) -> None:
    """Post the case's card where coordinators are, or bring the posted ones up to date."""
    posted, lists, immediate = _posted(uow, case, ring=ring)
    for row in posted:
        if row.state == "sent" and not uow.outbox.waiting(row.address_id, Desk.CARD, case_id=case.id, op=Op.EDIT):
            # Routine even for an alert: what becomes of one takes no place from the next.
            uow.outbox.put(row.address_id, Desk.CARD, case_id=case.id, op=Op.EDIT, target_id=row.id)
    if not posted and not (lists and merged_cards.is_line(case)):
        for chat in card_chats(uow, case.kind):
            uow.outbox.put(chat, Desk.CARD, case_id=case.id, urgent=ring or immediate, silent=not ring)


def _posted(uow: UnitOfWork, case: Case, *, ring: bool) -> tuple[list[Row], list[str], bool]:
    """Rows of the cards that stand or are to leave, the lists that hold the case, and whether it passes first."""
    immediate = case.level is Level.IMMEDIAT
    posted, lists = uow.outbox.rows_of_card(case.id), uow.merged.lists_of(case.id)
    for list_id in lists:
        merged_cards.refresh(uow, list_id)
    for row in posted:
        if row.state == "waiting" and immediate and not row.urgent:
            uow.outbox.hurry(row.id)
    return posted, lists, immediate


def card_chats(uow: UnitOfWork, kind: str = Road.YOUTH) -> list[str]:
    """The coordination chat; while there is none, the coordinators' private chats: no first contact is lost.

    Incidents go to the civic chat, where there is one.
    """
    civic = uow.people.with_role(ChatRole.CIVIC) if kind == Road.CIVIC else None
    if civic and not civic.unreachable:
        return [civic.id]
    group = uow.people.with_role(ChatRole.COORDINATION)
    return [group.id] if group and not group.unreachable else reachable_staff(uow)


def remind(uow: UnitOfWork, case: Case, params: Mapping[str, str]) -> None:
    """To whoever holds the case, else where coordinators are. Silent: only immediate alerts ring."""
    held = in_charge(uow, case)
    for chat in [held] if held else card_chats(uow, case.kind):
        remind_chat(uow, chat, case, params)


def remind_chat(uow: UnitOfWork, chat: str, case: Case, params: Mapping[str, str]) -> None:
    """While Telegram was away a reminder may still wait for this chat: the later one takes its place, and its delay."""
    before = uow.outbox.waiting(chat, Desk.REMINDER, case_id=case.id)
    if before and before.params.get("why") == _GIVES_WAY.get(params["why"]):
        uow.outbox.drop(before.id)
        params = {**params, "late": str(before.params.get("late") or before.created_at.isoformat())}
    uow.outbox.put(chat, Desk.REMINDER, params, case_id=case.id, silent=True)


_GIVES_WAY: Mapping[str, str] = {"days": "reading", "broken": "answer"}
"""What says the same more urgently; see `card_bubbles.reminder`."""


def in_charge(uow: UnitOfWork, case: Case) -> str:
    """Who is written to about this case: its holder, or whoever acts for them; "" when that reaches nobody now."""
    acts = acting(uow, case.holder_id) if case.holder_id else ""
    return acts if acts and can_be_told(uow, acts) else ""


def reachable_staff(uow: UnitOfWork) -> list[str]:
    """Private chats of the active coordinators that a message can reach."""
    return [one.id for one in uow.staff.active() if not uow.people.of_id(one.id).unreachable]


def can_be_told(uow: UnitOfWork, coordinator_id: str) -> bool:
    """Whether this coordinator still has rights, and a chat that a message can reach."""
    return coordinator_id in reachable_staff(uow)


def post_missing_cards(uow: UnitOfWork) -> None:
    """After a road was lost or found: every open case has its card where coordinators are now.

    In private chats only what nobody has opened: the rest is known to whoever holds it.
    """
    for case in uow.cases.open_ones():
        chats = card_chats(uow, case.kind)
        in_group = any(uow.people.of_id(chat).is_group for chat in chats)
        posted = {row.address_id for row in uow.outbox.rows_of_card(case.id)} | set(uow.merged.chats_of(case.id))
        for chat in chats:
            if chat not in posted and (in_group or case.opened_at is None):
                urgent = case.level is Level.IMMEDIAT
                uow.outbox.put(chat, Desk.CARD, case_id=case.id, urgent=urgent, silent=True)


def apologise(uow: UnitOfWork, private: Address, incident: str) -> None:
    """After a failure of ours: an incident number, the help lines, and a way on; a very first message may fail too."""
    person = uow.people.meet(private)
    if not person.is_group:
        tell(uow, person, Later.APOLOGY, {"incident": incident})
