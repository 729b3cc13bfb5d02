"""No step that somebody waits for reads a whole table, or all that was ever sent: years of cases change nothing.

The plans are SQLite's own, of the very statements of a contact and of the desk's work on it; `make bench` measures.
"""

from __future__ import annotations

import re
from sqlite3 import Connection
from typing import Any

from bot.services.taps import Action
from storage.unit_of_work import UnitOfWork
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.youth_stage import Young, close_it
from tests.database import ON_POSTGRESQL

GROWING = (
    "access_log", "addresses", "case_themes", "cases", "entries", "follow_ups", "inbound", "outbox", "promises",
    "updates",
)  # fmt: skip
READS = ("SELECT", "UPDATE", "DELETE", "WITH")


def connection_of(uow: UnitOfWork) -> Connection:
    raw: Any = uow.people.connection.connection.dbapi_connection
    assert isinstance(raw, Connection)
    return raw


def is_a_walk(step: str) -> bool:
    """A whole table, or all rows of one state: most of them are of the same."""
    table = re.search(rf"\b({'|'.join(GROWING)})\b", step)
    return bool(table) and ((step.startswith("SCAN") and "ix_cases_open" not in step) or step.endswith("(state=?)"))


async def test_no_step_walks_through_a_table_that_grows(stage: Stage) -> None:
    if ON_POSTGRESQL:
        return  # it keeps statistics, and plans for the rows there are: here too few for any index
    said: set[str] = set()
    desk, young = Desk(stage), Young(stage)
    await desk.run(lambda uow: connection_of(uow).set_trace_callback(said.add))
    case = await young.send(short_road="continuer")
    await young.say("encore une chose")
    await desk.press(SOLENE, case, Action.TAKE, GROUP)
    await desk.read(case)
    await desk.reply(case, "On se parle jeudi.")
    for words in ("/agenda", "/fiches", f"/fiche {case.reference}"):
        await stage.say(SOLENE, words)
    await close_it(stage, case)
    await desk.run(lambda uow: connection_of(uow).set_trace_callback(None))

    def walks(uow: UnitOfWork) -> dict[str, list[str]]:
        raw, found = connection_of(uow), {}
        for statement in said:
            if statement.startswith(READS):
                plan = [step for *_, step in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
                found[statement] = [step for step in plan if is_a_walk(step)]
        return found

    plans = await desk.run(walks)
    assert len(plans) > 150  # or nothing was traced
    assert {re.sub(r"\s+", " ", statement): plan for statement, plan in plans.items() if plan} == {}


async def test_what_a_relay_has_sent_is_not_sorted_anew_each_time(stage: Stage) -> None:
    if ON_POSTGRESQL:
        return
    said: list[str] = []

    def plan(uow: UnitOfWork) -> list[str]:
        raw = connection_of(uow)
        raw.set_trace_callback(said.append)
        uow.cases.filed_by("somebody", 10)
        raw.set_trace_callback(None)
        return [step for *_, step in raw.execute(f"EXPLAIN QUERY PLAN {said[-1]}")]

    assert await Desk(stage).run(plan) == ["SEARCH cases USING INDEX ix_cases_filed (address_id=?)"]
