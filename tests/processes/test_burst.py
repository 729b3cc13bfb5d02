"""Stories of twelve messages, forwarded in bursts with the bot killed in the middle: one situation each, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes.burst import AMID, Plan, hand_on
from tests.processes.equipment import Equipment


async def judged(folder: Path, plan: Plan, tools: Equipment) -> int:
    report = await hand_on(folder, plan, tools)
    print(report, *report.notes, report.log, sep="\n")
    assert report.calm, "no text lost, doubled or moved, nothing beside it"
    assert report.found["situations"] == plan.relays
    return report.amid


@pytest.mark.slow
async def test_a_story_forwarded_while_the_bot_is_killed_is_one_situation_in_order(
    tmp_path: Path, tools: Equipment
) -> None:
    plan = Plan(seed=20260317, kills=1, ways={AMID: 1})
    assert await judged(tmp_path, plan, tools) == 1, "in the middle of it"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_whenever_the_bot_is_killed(tmp_path: Path, tools: Equipment, seed: int) -> None:
    await judged(tmp_path, Plan(seed, kills=6, relays=5, faults=0.05, ailing=0.3), tools)
