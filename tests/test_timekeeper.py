"""A clock that jumps, or that is wrong from the start: the service lives by an hour that stays true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.timekeeper import GROSS, Timekeeper, steady_seconds

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
JUMPS = [timedelta(days=3), timedelta(hours=-2), NOON.replace(year=2040) - NOON, NOON.replace(year=1970) - NOON]


class Machine:
    """`true` is the hour that Telegram knows; the machine shows it plus `off`."""

    def __init__(self, off: timedelta = timedelta(0)) -> None:
        self.true = NOON
        self.off = off
        self.told: list[timedelta] = []
        self.keeper = Timekeeper(lambda: self.true + self.off, lambda: self.true.timestamp(), self.told.append)

    def later(self, **delta: float) -> datetime:
        self.true += timedelta(**delta)
        return self.keeper.now()


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_while_running_moves_nothing_and_is_told_once(jump: timedelta) -> None:
    machine = Machine()
    machine.later(minutes=5)
    machine.off = jump
    for _ in range(5):
        assert machine.later(hours=1) == machine.true
        machine.keeper.heard(machine.true)
    assert machine.told == [jump]
    machine.off = timedelta(0)
    assert machine.later(seconds=15) == machine.true
    assert machine.told == [jump, timedelta(0)]


def test_a_jump_is_seen_by_an_answer_as_well_as_by_a_look() -> None:
    machine = Machine()
    machine.keeper.heard(machine.true)
    for jump in (timedelta(days=3), timedelta(hours=-2)):
        machine.true += timedelta(minutes=5)
        machine.off = jump
        machine.keeper.heard(machine.true)
        assert machine.keeper.now() == machine.true
        assert machine.told[-1] == jump


@pytest.mark.parametrize("wrong", JUMPS)
def test_a_clock_wrong_from_the_start_is_corrected_by_the_first_answer(wrong: timedelta) -> None:
    machine = Machine(off=wrong)
    machine.keeper.heard(machine.true)
    assert machine.later(days=1) == machine.true
    machine.off = timedelta(seconds=20)
    machine.keeper.heard(machine.true)
    assert machine.later(seconds=1) == machine.true + machine.off, "nearly right is right: the machine is followed"
    assert machine.told == [wrong, timedelta(0)]


def test_what_a_network_or_a_clock_being_set_explains_changes_nothing() -> None:
    machine = Machine()
    for off in (GROSS, -GROSS, timedelta(seconds=59)):
        machine.off = off / 2
        assert machine.later(seconds=1) == machine.true + machine.off
        machine.keeper.heard(machine.true)
    assert machine.told == []


def test_an_answer_that_was_read_late_is_not_believed_until_a_later_one_says_the_same() -> None:
    machine = Machine()
    machine.keeper.heard(machine.true)
    machine.later(minutes=30)  # the process was stopped; what had arrived meanwhile is read at once
    machine.keeper.heard(machine.true - timedelta(minutes=29))
    machine.later(seconds=2)
    machine.keeper.heard(machine.true - timedelta(minutes=28))
    assert machine.keeper.now() == machine.true
    machine.later(seconds=30)
    machine.keeper.heard(machine.true)
    assert machine.keeper.drift == timedelta(0)
    assert machine.told == []


def test_a_clock_that_answers_say_is_wrong_twice_is_wrong() -> None:
    machine = Machine()
    machine.keeper.heard(machine.true)
    wrong = timedelta(minutes=10)
    for _ in range(2):  # a clock that was set by hand while the service looked away
        machine.keeper.heard(machine.true - wrong)
        machine.true += timedelta(seconds=6)
    assert machine.keeper.now() == machine.true - wrong
    assert machine.told == [wrong]
    assert machine.keeper.drift == wrong


def test_the_change_of_hour_in_march_is_no_jump() -> None:
    machine = Machine()
    machine.true = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    machine.keeper.now()
    machine.told.clear()
    assert machine.later(minutes=2) == machine.true
    assert machine.told == []


def test_a_machine_that_slept_for_three_days_believes_its_clock() -> None:
    assert steady_seconds() > 0
    machine = Machine()
    assert machine.later(days=3) == machine.true  # the steady seconds went on too
    assert machine.told == []
