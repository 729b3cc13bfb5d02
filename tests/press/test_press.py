"""Everybody presses everything: a sample of the matrix and a short crowd in every run, the whole of both when asked.

Must never: let a button, a command or a link exist that has no place in the matrix.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services import taps
from tests.conversations.stage import Stage, open_stage
from tests.press import keys
from tests.press.pool import Pressed, everything
from tests.press.pressing import Under, in_groups, press
from tests.press.rights import MAY, Role
from tests.press.run import STARTS, crowd, run, whole_matrix
from tests.press.town import Town, a_town

SEED, SHORT = 4, 24


@pytest.fixture
async def stage(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Stage]:
    stage = await open_stage(tmp_path, datetime.fromisoformat(STARTS[0]), catalogues)
    yield stage
    await stage.close()
    assert stage.world.violations == []


def test_every_button_command_and_link_has_its_place_and_every_place_its_key() -> None:
    assert keys.buttons() | keys.commands() | keys.links() == set(MAY)


def test_every_member_of_a_closed_set_of_buttons_is_packed_under_its_own_key() -> None:
    assert {keys.key_of(taps.pack(taps.CaseTap("x" * 12, action))) for action in taps.Action} <= set(MAY)
    assert {keys.key_of(taps.pack(taps.PlanTap(plan, "x" * 12))) for plan in taps.Plan} <= set(MAY)


def a_sample(town: Town, *, shift: int = 0) -> dict[Role, list[Pressed]]:
    """Everything once, by one role after the other among those without the right."""
    plan: dict[Role, list[Pressed]] = {}
    for place, one in enumerate(everything(town)):
        refused = [role for role in Role if role not in MAY[one.key]]
        if refused:
            plan.setdefault(refused[(place + shift) % len(refused)], []).append(one)
    return plan


async def test_who_has_no_right_hears_the_same_of_what_exists_and_of_what_does_not(stage: Stage) -> None:
    """And a crowd in the same town, with two neighbours whom it does not reach."""
    town = await a_town(stage)
    assert {one.key for one in everything(town)} == set(MAY), "everything is pressed"
    assert await press(town, a_sample(town), Under.NEWEST) == []
    assert await in_groups(town, share=10) == []
    counts = await crowd(town, SEED, SHORT)
    assert counts.updates >= SHORT
    assert counts.seen["presses answered"] > 0


@pytest.mark.slow
async def test_the_whole_matrix() -> None:
    counts = await whole_matrix(SEED)
    assert set(counts.pairs) == {key for key, who in MAY.items() if who != frozenset(Role)}


@pytest.mark.slow
async def test_a_long_crowd_reads_words_and_references_where_they_may_stand() -> None:
    counts = await run(SEED, 1200)
    assert counts.neighbours == 2
    assert min(counts.seen["words of people seen"], counts.seen["references seen"]) > 10
