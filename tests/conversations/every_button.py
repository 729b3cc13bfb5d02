"""Two coordinators and every button they have: what to press, what it may do once, and what the log then says.

A line for each member of `Action`, `Plan`, `Enrol`, the deeds of an absence and the filters of a list; the lines of one
scene are pressed in order, in one town. Must never: change anything behind the bot's back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.intake.roads import Duty
from bot.services.absence_desk import Deed
from bot.services.case_lists import Filter
from bot.services.cases import Result
from bot.services.referral_desk import STOP
from bot.services.referral_terms import How
from bot.services.taps import AbsenceTap, Action, Enrol, EnrolTap, ListTap, Plan, PlanTap, mark_of
from bot.services.task_terms import DORMANT, PLANNED
from tests.conversations.button_lines import (
    AWAY,
    BOTH,
    CENTRE,
    INVITED,
    Line,
    Town,
    a_date_typed,
    after,
    an_answer_held,
    as_shown,
    dormant_of_other,
    linked,
    logged,
    of_case,
    on_case,
    on_held,
    on_relay,
    on_task,
    plain,
    planned,
    take_other,
    typed,
)
from tests.conversations.encounter_stage import Met
from tests.conversations.referral_stage import HERE, referring
from tests.conversations.relay_stage import Relays
from tests.conversations.stage import GROUP, Stage

CASE: Mapping[StrEnum, Line] = {
    Action.TAKE: Line(take_other, logged("take"), chat=GROUP),
    Action.READ: Line(on_case(Action.READ), seen="read"),
    Action.FILE: Line(on_case(Action.FILE), seen="file"),
    Action.MORE: Line(on_case(Action.MORE), seen="more"),
    Action.SUMMARY: Line(on_case(Action.SUMMARY), seen="summary"),
    Action.HISTORY: Line(on_case(Action.HISTORY), seen="history"),
    Action.LEVEL: Line(on_case(Action.LEVEL), seen="level_menu"),
    Action.LEVEL_AS: Line(on_case(Action.LEVEL_AS, "normal.rapide"), logged("level")),
    Action.FALSE_ALARM: Line(on_case(Action.FALSE_ALARM), logged("false_alarm")),
    Action.CLASS: Line(on_case(Action.CLASS), seen="close_menu"),
    Action.PASS: Line(on_case(Action.PASS), seen="pass_menu"),
    Action.PASS_TO: Line(as_shown(f":{Action.PASS_TO}:"), logged("hand_over"), first=after(Action.PASS)),
    Action.NOTE: Line(on_case(Action.NOTE), seen="note_begun"),
    Action.LINK: Line(on_case(Action.LINK), seen="link_begun"),
    Action.UNLINK: Line(as_shown(f":{Action.UNLINK}:"), logged("unlink"), 2, first=linked),
    Action.REPLY: Line(on_case(Action.REPLY), seen="reply_begun"),
    Action.TEMPLATE: Line(on_case(Action.TEMPLATE, "lu"), seen="reply_template"),
    Action.SIGN: Line(on_case(Action.SIGN), seen="reply_signature"),
    Action.REWRITE: Line(on_case(Action.REWRITE), seen="reply_begun"),
    Action.CANCEL: Line(on_case(Action.CANCEL), seen="reply_dropped"),
    Action.SEND: Line(as_shown(f":{Action.SEND}"), logged("reply_held"), 2, first=typed("lundi ?", menu=Action.REPLY)),
    Action.HELD_NOW: Line(on_held(Action.HELD_NOW), logged("reply")),
    Action.HELD_EDIT: Line(on_held(Action.HELD_EDIT), logged("reply_changed"), first=an_answer_held),
    Action.SEND_NOW: Line(
        as_shown(f":{Action.SEND_NOW}"), logged("reply"), 2, first=typed("ou mardi ?", menu=Action.REPLY)
    ),
    Action.HELD_CANCEL: Line(on_held(Action.HELD_CANCEL), logged("reply_cancelled"), first=an_answer_held),
    Action.PLAN: Line(on_case(Action.PLAN), seen="plan"),
    Action.REFER: Line(on_case(Action.REFER), seen="referral_directory"),
    Action.REFER_TO: Line(on_case(Action.REFER_TO, mark_of(HERE)), seen="referral_preview"),
    Action.REFER_ASK: Line(
        as_shown(f":{Action.REFER_ASK}:{How.CHAT}."),
        logged("referral_asked"),
        first=after(Action.REFER_TO, mark_of(HERE)),
    ),
    Action.REFERRAL: Line(as_shown(f".{STOP}"), logged("referral_stopped")),
    Action.CLOSE: Line(on_case(Action.CLOSE), seen="close_menu"),
    Action.CLOSE_AS: Line(on_case(Action.CLOSE_AS, Result.CALMED), logged("close")),
    Action.REOPEN: Line(on_case(Action.REOPEN), logged("reopen")),
}

TASKS: Mapping[StrEnum, Line] = {
    Plan.ADD: Line(of_case(Plan.ADD, "3"), logged("task_plan")),
    Plan.SEE: Line(on_task(Plan.SEE, PLANNED)),
    Plan.LATER: Line(on_task(Plan.LATER, PLANNED)),
    Plan.FILE: Line(on_task(Plan.FILE, PLANNED), seen="read"),
    Plan.CLOSE: Line(on_task(Plan.CLOSE, PLANNED)),
    Plan.AGENDA: Line(plain(PlanTap(Plan.AGENDA, "0"))),
    Plan.MOVE: Line(on_task(Plan.MOVE, PLANNED, "7"), logged("task_report")),
    Plan.DONE: Line(on_task(Plan.DONE, PLANNED), logged("task_fait"), first=planned),
    Plan.MISSED: Line(on_task(Plan.MISSED, PLANNED), logged("task_absent"), first=planned),
    Plan.DROP: Line(on_task(Plan.DROP, PLANNED), logged("task_annuler"), first=planned),
    Plan.CALLED: Line(of_case(Plan.CALLED), logged("called_in_vain")),
    Plan.WRITE: Line(of_case(Plan.WRITE)),
    Plan.SURE: Line(as_shown(f"t:{Plan.SURE}:"), logged("task_plan"), first=a_date_typed),
    Plan.KEEP: Line(on_task(Plan.KEEP, DORMANT), logged("task_garder")),
    Plan.ARCHIVE: Line(on_task(Plan.ARCHIVE, DORMANT), logged("task_archiver")),
    Plan.ERASE: Line(dormant_of_other, logged("task_eliminer")),
}

RELAYS: Mapping[StrEnum, Line] = {
    Enrol.MENU: Line(plain(EnrolTap(Enrol.MENU))),
    Enrol.INVITE: Line(plain(EnrolTap(Enrol.INVITE))),
    Enrol.GROUP: Line(plain(EnrolTap(Enrol.GROUP, CENTRE))),
    Enrol.STRUCTURE: Line(plain(EnrolTap(Enrol.STRUCTURE, CENTRE))),
    Enrol.CREATE: Line(plain(EnrolTap(Enrol.CREATE, CENTRE, Duty.RELAY)), INVITED, 2, each_time=True),
    Enrol.LIST: Line(plain(EnrolTap(Enrol.LIST))),
    Enrol.DUE: Line(plain(EnrolTap(Enrol.DUE))),
    Enrol.SEE: Line(on_relay(Enrol.SEE)),
    Enrol.KEEP: Line(on_relay(Enrol.KEEP)),
    Enrol.REVOKE: Line(on_relay(Enrol.REVOKE), "select count(*) from relays where revoked_at is not null"),
}

ABSENCES: Mapping[StrEnum, Line] = {
    Deed.AGAIN: Line(plain(AbsenceTap(Deed.AGAIN)), first=typed("/absence", "du 16 au 20 mars")),
    Deed.DEPUTY: Line(as_shown(f"a:{Deed.DEPUTY}:"), AWAY, 2, first=typed("/absence", "du 16 au 20 mars")),
    Deed.END: Line(as_shown(f"a:{Deed.END}:"), "select count(*) from absences where ended_at is not null", 2),
    Deed.NOBODY: Line(plain(AbsenceTap(Deed.NOBODY)), AWAY, 2, first=typed("/absence", "du 6 au 10 avril")),
}

LISTS: Mapping[StrEnum, Line] = {
    **{one: Line(plain(ListTap(one))) for one in Filter},
    Filter.THEME: Line(plain(ListTap(Filter.THEME, "decrochage"))),
    Filter.STRUCTURE: Line(plain(ListTap(Filter.STRUCTURE, HERE))),
    Filter.PLACE: Line(plain(ListTap(Filter.PLACE, "gare"))),
}

ENCOUNTER: Mapping[StrEnum, Line] = {Action.ENCOUNTER: Line(on_case(Action.ENCOUNTER, "note"))}


async def _a_town(stage: Stage) -> Town:
    """Lina's case, read and held by Solène; Nadia's, which nobody holds."""
    made = await referring(stage)
    other = await made.young("Nadia", 1002).send()
    for who in BOTH:
        await made.read(made.case_, who)
    return Town(made, made.case_, other)


async def _with_a_relay(stage: Stage) -> Town:
    town = await _a_town(stage)
    relay = await Relays(stage).enrol()
    return replace(town, relay=relay.id)


async def _an_encounter(stage: Stage) -> Town:
    town = await _a_town(stage)
    return replace(town, case=await Met(stage).note())


@dataclass(frozen=True)
class Place:
    opened: Callable[[Stage], Awaitable[Town]]
    lines: Mapping[StrEnum, Line]


SCENES: Mapping[str, Place] = {
    "case": Place(_a_town, CASE), "tasks": Place(_a_town, TASKS), "relays": Place(_with_a_relay, RELAYS),
    "absences": Place(_a_town, ABSENCES), "lists": Place(_a_town, LISTS), "encounter": Place(_an_encounter, ENCOUNTER),
}  # fmt: skip
