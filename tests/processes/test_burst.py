"""A story of twelve messages, forwarded in a burst with the bot killed in the middle, is one situation in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes.burst import STORY, Report, hand_on


def judge(report: Report) -> None:
    print(report, report.log)
    assert report.stories == (STORY,), "one situation, no text lost, doubled or moved"
    assert report.left == 0, "no draft, no dead letter, nothing beside it"
    assert (report.exit_code, report.violations) == (0, 0)


async def test_a_story_forwarded_while_the_bot_is_killed_is_one_situation_in_order(tmp_path: Path) -> None:
    report = await hand_on(tmp_path, seed=20260317, kills=1)
    judge(report)
    assert 0 < report.met[0] < len(STORY), "in the middle of it"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
async def test_whenever_the_bot_is_killed(tmp_path: Path, seed: int) -> None:
    judge(await hand_on(tmp_path, seed=seed, kills=1 + seed % 4))
