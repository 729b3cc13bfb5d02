"""Killed with SIGKILL at random instants, met by faults, disturbed by strangers, while people write: nothing lost,
nothing doubled, nobody stuck. `make chaos` is the long form.
"""

from __future__ import annotations

from pathlib import Path

from tests.processes.check import Findings
from tests.processes.faults import Kind
from tests.processes.storm import Plan, blow


async def test_a_storm_of_kills_faults_and_strangers_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    plan = Plan(seed=20260311, kills=7, people=4, faults=0.15, odd=24)
    report = await blow(tmp_path, plan)
    print(report, *report.found.notes, sep="\n")
    assert report.found == Findings(contacts=plan.people, kills=plan.kills, repeated=report.found.repeated), report.log
    assert report.exit_code == 0
    assert report.violations == []
    assert report.in_flight >= plan.kills - 1
    assert len(report.faults) >= 6, "faults of many kinds"
    assert any(Kind(kind).is_after for kind in report.faults), "some after the effect"
    assert sum(report.odd.values()) == plan.odd
