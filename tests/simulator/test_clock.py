"""The clock moves when told to, and only then."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.simulator.clock import Clock

TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


def test_it_stands_still_until_moved() -> None:
    clock = Clock(TEN)
    assert clock.now() == clock.now() == TEN
    clock.advance(timedelta(hours=1))
    assert clock.now() == TEN + timedelta(hours=1)
    clock.set(datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("Europe/Paris")))
    assert clock.now() == datetime(2026, 3, 16, 8, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_running_clock_flows_from_where_it_was_put() -> None:
    clock = Clock(TEN, running=True)
    clock.set(TEN + timedelta(days=1))
    first = clock.now()
    time.sleep(0.005)
    assert TEN + timedelta(days=1) <= first < clock.now() < TEN + timedelta(days=1, minutes=1)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 3, 10, 10))
