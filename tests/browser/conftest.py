"""The demonstration, opened at 22:40 on a Wednesday: the hour this is for. Must never: outlive its test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.demo import Demo, opened
from bot.simulator.clock import Clock


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    evening = datetime.fromisoformat("2026-03-11T22:40:00+01:00")
    async with opened(tmp_path, Clock(evening, running=True)) as demo:
        yield demo
