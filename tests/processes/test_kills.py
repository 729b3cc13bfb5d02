"""Killed with SIGKILL at random instants, met by faults, on an ailing machine, disturbed by strangers, while people
write and rows fall due: nothing lost, nothing doubled, nobody stuck. `make chaos` is the long form.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import commands, due
from tests.processes.equipment import Equipment
from tests.processes.faults import Kind
from tests.processes.storm import Plan, blow


async def test_a_storm_of_kills_faults_and_strangers_loses_nothing_and_doubles_nothing(
    tmp_path: Path, tools: Equipment
) -> None:
    plan = Plan(seed=20260311, kills=7, people=4, faults=0.15, odd=24, ailing=0.4)
    report = await blow(tmp_path, plan, tools)
    print(report, *report.found.notes, sep="\n")
    assert report.calm, report.log
    assert report.found.contacts == plan.people
    assert report.exit_code == 0
    assert report.violations == []
    assert report.in_flight >= plan.kills - 1
    assert len(report.faults) >= 6, "faults of many kinds"
    assert any(Kind(kind).is_after for kind in report.faults), "some after the effect"
    assert sum(report.odd.values()) == plan.odd


@pytest.mark.slow
@pytest.mark.parametrize("what", due.What)
async def test_what_is_due_leaves_once_and_in_order_whenever_the_bot_is_killed(
    tmp_path: Path, tools: Equipment, what: due.What
) -> None:
    plan = due.Plan(seed=20260412, what=what, kills=2, wave=2, faults=0.0, ways={"after": 1, "lost": 1})
    report = await due.send_off(tmp_path, plan, tools)
    print(report, *report.notes, sep="\n")
    assert report.calm, report.log
    assert report.found["said once"] == plan.kills * plan.wave * (6 if what is due.What.FOLLOW_UPS else 4)
    assert report.met >= 1, "something was still to leave"


async def test_a_command_killed_midway_is_given_again_and_ends_as_if_nothing_had_happened(
    tmp_path: Path, tools: Equipment
) -> None:
    kills = dict.fromkeys(commands.What, 1)
    report = await commands.strike_commands(tmp_path, 20260413, kills, tools, size=20)
    print(report, *report.notes, sep="\n")
    assert report.calm
    assert all(report.kills[what] >= 1 for what in commands.What)
