"""The stage of the conversations: the real Application over the real protocol, a simulated Telegram, a clock we set.

Must never: reach into the bot to make something happen; people type and tap.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from tests.conversations.stage import Stage, open_stage


@pytest.fixture
def start() -> datetime:
    """Wednesday 11 March 2026, 22:40 in Beaune: nobody reads."""
    return datetime.fromisoformat("2026-03-11T22:40:00+01:00")


@pytest.fixture
async def stage(tmp_path: Path, start: datetime, catalogues: Catalogues) -> AsyncIterator[Stage]:
    stage = await open_stage(tmp_path, start, catalogues)
    yield stage
    await stage.close()
    assert stage.world.violations == []
