"""The limits hold in every window, whatever is asked for; the urgent lane of a group has its own way out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.pacing import Backoff, Pace

LINA, KARIM, GROUP = "lina", "karim", "coordination"


def leave(pace: Pace, chat: str, at: float, *, urgent: bool = False) -> float:
    """Wait as long as the pace says, then leave; the instant of the departure."""
    is_group = chat == GROUP
    free_at = pace.next_free(chat, is_group, urgent, at)
    assert pace.next_free(chat, is_group, urgent, free_at) == free_at
    pace.take(chat, is_group, free_at)
    return free_at


def most_within(departures: list[float], length: float) -> int:
    """The most departures in any half-open window of this length."""
    return max((sum(start <= left < start + length for left in departures) for start in departures), default=0)


def test_a_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    pace = Pace()
    assert [leave(pace, LINA, 100.0) for _ in range(6)] == [100, 100, 100, 101, 102, 103]


def test_a_quiet_private_chat_has_its_burst_again() -> None:
    pace = Pace()
    for _ in range(3):
        leave(pace, LINA, 0.0)
    assert [leave(pace, LINA, 10.0) for _ in range(4)] == [10, 10, 10, 11]


def test_a_group_gets_fifteen_routine_messages_and_three_urgent_ones_in_a_minute() -> None:
    pace = Pace()
    routine = [leave(pace, GROUP, 0.0) for _ in range(15)]
    assert routine == [0.0] * 15
    assert pace.next_free(GROUP, True, False, 1.0) == 60.0
    assert [leave(pace, GROUP, 1.0, urgent=True) for _ in range(4)] == [1.0, 1.0, 1.0, 60.0]


def test_no_more_than_twenty_four_leave_in_a_second_overall() -> None:
    pace = Pace()
    left = [leave(pace, f"chat {number}", 5.0) for number in range(30)]
    assert left == [5.0] * 24 + [6.0] * 6
    assert pace.room(6.5) == 24 - 6
    assert pace.reopens(6.5) == 6.5


def test_a_full_second_says_when_it_reopens() -> None:
    pace = Pace()
    for number in range(24):
        leave(pace, f"chat {number}", 5.0)
    assert (pace.room(5.9), pace.reopens(5.9)) == (0, 6.0)


@pytest.mark.parametrize("pace", [Pace(), Pace.off()])
def test_a_halted_chat_waits_for_the_end_of_its_longest_halt_and_the_others_do_not(pace: Pace) -> None:
    pace.halt(LINA, 40.0)
    pace.halt(LINA, 20.0)
    assert pace.next_free(LINA, False, True, 10.0) == 40.0
    assert pace.next_free(KARIM, False, False, 10.0) == 10.0


def test_switched_off_it_holds_nothing_back() -> None:
    pace = Pace.off()
    assert {leave(pace, GROUP, 0.0) for _ in range(500)} == {0.0}
    assert pace.room(0.0) > 1000


def test_chats_at_rest_are_forgotten_and_busy_ones_are_not() -> None:
    pace = Pace()
    for number in range(2000):
        pace.take(f"chat {number}", False, 0.0)
    for _ in range(3):
        pace.take(LINA, False, 50.0)
    assert len(pace._drained_until) < 1100
    assert pace.next_free(LINA, False, False, 50.9) > 50.9


def test_a_backoff_doubles_up_to_its_cap() -> None:
    assert [Backoff(1.0, 30.0).after(failures) for failures in (1, 2, 3, 5, 6, 5000)] == [1, 2, 4, 16, 30, 30]


events = st.lists(
    st.tuples(
        st.floats(0.0, 3.0),
        st.sampled_from([LINA, KARIM, GROUP, GROUP, *(f"chat {number}" for number in range(30))]),
        st.booleans(),
    ),
    max_size=150,
)


@given(events)
def test_no_window_ever_holds_more_than_the_limits(steps: list[tuple[float, str, bool]]) -> None:
    """Each request is made at the time of the departure before it: the most impatient sender there is."""
    pace, now = Pace(), 0.0
    departures: dict[str, list[float]] = {}
    for wait, chat, urgent in steps:
        now = leave(pace, chat, now + wait / 10, urgent=urgent)
        departures.setdefault(chat, []).append(now)
    group = departures.pop(GROUP, [])
    assert most_within(group, 60.0) <= 18
    assert most_within(sorted(group + [at for left in departures.values() for at in left]), 1.0) <= 24
    for left in departures.values():
        for seconds in range(1, 6):
            assert most_within(left, seconds - 1e-6) <= 2 + seconds  # instants are sums of floats


@given(st.lists(st.tuples(st.floats(0.0, 8.0), st.booleans()), max_size=80))
def test_an_urgent_message_waits_only_behind_three_urgent_ones(steps: list[tuple[float, bool]]) -> None:
    pace, now = Pace(), 0.0
    left: list[tuple[float, bool]] = []
    for wait, urgent in steps:
        now += wait
        free_at = pace.next_free(GROUP, True, urgent, now)
        if free_at > now:
            urgent_before = sum(1 for at, was_urgent in left if was_urgent and at > now - 60.0)
            assert not urgent or urgent_before >= 3
            continue  # refused at this instant: a real sender would come back later
        pace.take(GROUP, True, now)
        left.append((now, urgent))
    assert most_within([at for at, urgent in left if not urgent], 60.0) <= 15
    assert most_within([at for at, _ in left], 60.0) <= 18


@given(st.lists(st.floats(0.0, 2.0), max_size=60), st.sampled_from([LINA, GROUP]))
def test_what_asks_later_never_leaves_earlier(waits: list[float], chat: str) -> None:
    pace, now, left = Pace(), 0.0, []
    for wait in waits:
        now += wait
        left.append(leave(pace, chat, max(now, left[-1] if left else 0.0)))
    assert all(earlier <= later for earlier, later in pairwise(left))
