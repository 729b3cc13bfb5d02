"""The hours of Beaune, its promises, and the two nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Calendar, Period, Rota, Slot

PARIS = ZoneInfo("Europe/Paris")
HOURS = (Slot(time(9), time(12)), Slot(time(14), time(17)))
BEAUNE = Calendar(PARIS, dict.fromkeys(range(5), HOURS))
TWO_HOURS = timedelta(hours=2)


def at(text: str, fold: int = 0) -> datetime:
    """Wall time in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def shown(instant: datetime) -> str:
    assert instant.tzinfo is UTC
    return instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-03-11 08:59", False),
        ("2026-03-11 09:00", True),
        ("2026-03-11 11:59", True),
        ("2026-03-11 12:00", False),
        ("2026-03-11 13:59", False),
        ("2026-03-11 16:59", True),
        ("2026-03-14 10:00", False),  # Saturday
        ("2026-05-14 10:00", False),  # Ascension Day
        ("2026-04-06 10:00", False),  # Easter Monday
        ("2026-07-14 10:00", False),
    ],
)
def test_the_service_is_open_in_its_slots_but_not_on_public_holidays(now: str, is_open: bool) -> None:
    assert BEAUNE.is_open(at(now)) is is_open


def test_somebody_on_call_is_reachable_outside_hours_past_midnight_too() -> None:
    nights = Rota(dict.fromkeys(range(7), (Slot(time(20), time(2)),)), public_holidays=False)
    calendar = Calendar(PARIS, BEAUNE.week, on_call=nights)
    assert calendar.is_reachable(at("2026-03-11 23:00"))
    assert calendar.is_reachable(at("2026-03-12 01:59"))
    assert not calendar.is_reachable(at("2026-03-12 02:00"))
    assert calendar.is_reachable(at("2026-03-12 10:00"))
    assert not calendar.is_reachable(at("2026-07-14 23:00"))  # a public holiday
    assert calendar.is_reachable(at("2026-07-14 01:00"))  # begun the evening before it
    assert not BEAUNE.is_reachable(at("2026-03-11 23:00"))


def test_nobody_is_reachable_in_a_closed_period() -> None:
    always = Rota(dict.fromkeys(range(7), (Slot(time(0), time(0)),)), public_holidays=True)
    august = Period(date(2026, 8, 3), date(2026, 8, 14), "congés")
    calendar = Calendar(PARIS, BEAUNE.week, on_call=always).also_closed(august)
    assert calendar.is_reachable(at("2026-08-02 23:59"))
    assert not calendar.is_reachable(at("2026-08-03 10:00"))
    assert calendar.closed_period(at("2026-08-14 23:59")) == august
    assert calendar.closed_period(at("2026-08-15 00:00")) is None


@pytest.mark.parametrize(
    ("clock", "night"), [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_night_is_from_21_to_8(clock: str, night: bool) -> None:
    assert BEAUNE.is_night(at(f"2026-03-11 {clock}")) is night


@pytest.mark.parametrize(
    ("now", "promise"),
    [
        ("2026-03-11 22:40", "2026-03-12 12:00"),
        ("2026-03-11 10:00", "2026-03-11 12:00"),
        ("2026-03-11 10:01", "2026-03-11 17:00"),
        ("2026-03-11 11:30", "2026-03-11 17:00"),
        ("2026-03-11 16:00", "2026-03-12 12:00"),
        ("2026-03-13 16:00", "2026-03-16 12:00"),  # Friday
        ("2026-05-13 16:00", "2026-05-15 12:00"),  # the eve of Ascension Day
        ("2026-12-31 16:00", "2027-01-04 12:00"),  # across the year
    ],
)
def test_reading_is_promised_for_the_end_of_the_first_slot_with_two_hours_left(now: str, promise: str) -> None:
    assert shown(BEAUNE.slot_end_after(at(now), TWO_HOURS)) == promise


def test_when_no_slot_is_long_enough_a_whole_one_will_do() -> None:
    short = Calendar(PARIS, {0: (Slot(time(9), time(10)),), 2: (Slot(time(9), time(10, 30)),)})
    assert shown(short.slot_end_after(at("2026-03-09 08:00"), TWO_HOURS)) == "2026-03-11 10:30"


@pytest.mark.parametrize(
    ("read_at", "days", "promise"),
    [
        ("2026-03-12 09:20", 1, "2026-03-13 12:00"),
        ("2026-03-12 15:00", 1, "2026-03-13 17:00"),
        ("2026-03-12 12:30", 1, "2026-03-13 17:00"),  # lunch belongs to the afternoon
        ("2026-03-12 20:00", 1, "2026-03-16 12:00"),  # the evening, to the next morning
        ("2026-03-13 09:20", 1, "2026-03-16 12:00"),
        ("2026-03-14 10:00", 1, "2026-03-17 12:00"),  # Saturday counts as Monday morning
        ("2026-03-12 09:20", 0, "2026-03-12 12:00"),
    ],
)
def test_a_reply_is_promised_for_the_end_of_the_same_slot(read_at: str, days: int, promise: str) -> None:
    assert shown(BEAUNE.same_slot_working_days_later(at(read_at), days)) == promise


def test_a_promise_is_not_shortened_by_a_day_without_that_slot() -> None:
    calendar = Calendar(PARIS, {**BEAUNE.week, 4: HOURS[:1]})
    assert shown(calendar.same_slot_working_days_later(at("2026-03-12 15:00"), 1)) == "2026-03-16 12:00"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-11 10:15", 1, "2026-03-12 10:15"),
        ("2026-03-11 10:15", 3, "2026-03-16 10:15"),
        ("2026-03-11 22:41", 1, "2026-03-13 09:00"),
        ("2026-03-11 13:00", 1, "2026-03-12 14:00"),
        ("2026-03-14 10:15", 1, "2026-03-16 10:15"),
        ("2026-03-14 10:15", 0, "2026-03-16 09:00"),
        ("2026-05-13 10:00", 1, "2026-05-15 10:00"),
    ],
)
def test_working_days_keep_the_wall_time_and_end_in_opening_hours(start: str, days: int, due: str) -> None:
    assert shown(BEAUNE.add_working_days(at(start), days)) == due


def test_working_days_never_go_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        BEAUNE.add_working_days(at("2026-03-11 10:00"), -1)


@pytest.mark.parametrize(
    ("promise", "hours", "due"),
    [
        ("2026-03-13 12:00", 2, "2026-03-13 10:00"),
        ("2026-03-13 15:00", 2, "2026-03-13 11:00"),
        ("2026-03-16 10:00", 2, "2026-03-13 16:00"),
        ("2026-03-16 12:00", 3, "2026-03-16 09:00"),
        ("2026-03-16 08:00", 1, "2026-03-13 16:00"),
        ("2026-03-14 18:00", 0, "2026-03-14 18:00"),
    ],
)
def test_two_hours_before_a_promise_are_hours_of_opening(promise: str, hours: int, due: str) -> None:
    assert shown(BEAUNE.minus_open_time(at(promise), timedelta(hours=hours))) == due


def test_open_days_and_open_time_between_two_instants() -> None:
    friday, tuesday = at("2026-03-13 16:00"), at("2026-03-17 10:00")
    assert BEAUNE.working_days_between(friday, tuesday) == 2
    assert BEAUNE.open_time_between(friday, tuesday) == timedelta(hours=1 + 6 + 1)
    assert BEAUNE.working_days_between(tuesday, friday) == 0
    assert BEAUNE.open_time_between(tuesday, friday) == timedelta()


def test_the_next_opening_is_always_still_to_come() -> None:
    assert shown(BEAUNE.next_opening(at("2026-03-11 22:40"))) == "2026-03-12 09:00"
    assert shown(BEAUNE.next_opening(at("2026-03-11 09:00"))) == "2026-03-11 14:00"
    assert shown(BEAUNE.into_hours(at("2026-03-11 09:00"))) == "2026-03-11 09:00"
    assert shown(BEAUNE.into_hours(at("2026-03-11 12:00"))) == "2026-03-11 14:00"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-11 07:59", "2026-03-11 08:00"),
        ("2026-03-11 08:00", "2026-03-11 08:00"),
        ("2026-03-11 20:59", "2026-03-11 20:59"),
        ("2026-03-11 21:00", "2026-03-12 08:00"),
        ("2026-03-14 23:00", "2026-03-15 08:00"),  # a Sunday too: it is about sleep
        ("2026-03-28 23:00", "2026-03-29 08:00"),
        ("2026-10-24 23:00", "2026-10-25 08:00"),
    ],
)
def test_nothing_rings_before_the_morning(now: str, due: str) -> None:
    assert shown(BEAUNE.not_before_morning(at(now))) == due


def test_the_next_time_of_day_may_be_now() -> None:
    nudge = time(17, 30)
    assert shown(BEAUNE.next_time_of_day(at("2026-03-11 17:30"), nudge)) == "2026-03-11 17:30"
    assert shown(BEAUNE.next_time_of_day(at("2026-03-11 17:31"), nudge)) == "2026-03-12 17:30"


def test_a_wall_time_keeps_its_hour_over_both_clock_changes() -> None:
    assert BEAUNE.next_opening(at("2026-03-27 17:00")) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert BEAUNE.next_opening(at("2026-10-23 17:00")) == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert shown(BEAUNE.add_working_days(at("2026-03-27 10:15"), 1)) == "2026-03-30 10:15"
    assert shown(BEAUNE.add_working_days(at("2026-10-23 10:15"), 1)) == "2026-10-26 10:15"


def test_a_time_that_spring_skips_moves_forward() -> None:
    assert shown(BEAUNE.next_time_of_day(at("2026-03-29 00:00"), time(2, 30))) == "2026-03-29 03:30"


def test_of_a_time_that_autumn_repeats_the_first_is_meant() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert BEAUNE.next_time_of_day(at("2026-10-25 00:00"), time(2, 30)) == first
    assert BEAUNE.next_time_of_day(at("2026-10-25 00:00"), time(2, 30, fold=1)) == first
    assert BEAUNE.next_time_of_day(at("2026-10-25 02:40", fold=1), time(2, 30)) > first + timedelta(hours=20)
    second = at("2026-10-25 02:30", fold=1)
    assert Calendar(PARIS, {6: (Slot(time(0), time(6)),)}).add_working_days(second, 0) == first + timedelta(hours=1)


def test_opening_time_is_real_time_when_the_clocks_change() -> None:
    night = Calendar(PARIS, {6: (Slot(time(0), time(6)),)})
    assert night.open_time_between(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == timedelta(hours=5)
    assert night.open_time_between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == timedelta(hours=7)
    swallowed = Calendar(PARIS, {6: (Slot(time(2, 30), time(3, 15)),)})
    assert not swallowed.is_open_day(date(2026, 3, 29))
    assert shown(swallowed.next_opening(at("2026-03-29 00:00"))) == "2026-04-05 02:30"


@pytest.mark.parametrize("week", [{}, {0: ()}, {7: HOURS}])
def test_a_week_without_any_opening_is_refused(week: dict[int, tuple[Slot, ...]]) -> None:
    with pytest.raises(ValueError, match="aucune plage"):
        Calendar(PARIS, week)


@pytest.mark.parametrize(
    "slots",
    [
        (Slot(time(12), time(9)),),
        (Slot(time(9), time(9)),),
        (Slot(time(14), time(17)), Slot(time(9), time(12))),
        (Slot(time(9), time(12)), Slot(time(11), time(17))),
    ],
)
def test_slots_that_overlap_or_run_backwards_are_refused(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(ValueError, match="plage"):
        Calendar(PARIS, {0: slots})


def test_a_period_that_ends_before_it_begins_or_never_is_refused() -> None:
    with pytest.raises(ValueError, match="avant de commencer"):
        Period(date(2026, 8, 2), date(2026, 8, 1), "congés")
    with pytest.raises(ValueError, match="deux ans"):
        Period(date(2026, 8, 2), date.max, "fin")


def test_a_year_of_closure_only_moves_what_falls_in_it() -> None:
    calendar = BEAUNE.also_closed(
        Period(date(2026, 6, 1), date(2027, 5, 31), "travaux"), Period(date(2027, 5, 20), date(2027, 6, 13), "reprise")
    )
    assert shown(calendar.next_opening(at("2026-05-29 17:00"))) == "2027-06-14 09:00"
    assert shown(calendar.slot_end_after(at("2026-11-01 10:00"), TWO_HOURS)) == "2027-06-14 12:00"
    assert shown(calendar.add_working_days(at("2026-05-29 10:00"), 1)) == "2027-06-14 10:00"
    assert shown(calendar.minus_open_time(at("2027-06-14 10:00"), TWO_HOURS)) == "2026-05-29 16:00"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        BEAUNE.is_open(datetime(2026, 3, 11, 10))


# ── for any instant ──

INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.integers(0, 600))
def test_promises_and_delays_are_kept_in_opening_hours(now: datetime, minutes: int) -> None:
    least = timedelta(minutes=min(minutes, 180))
    promise = BEAUNE.slot_end_after(now, least)
    assert promise > now
    assert BEAUNE.open_time_between(now, promise) >= least
    assert BEAUNE.is_open(BEAUNE.next_opening(now))
    assert BEAUNE.is_open(BEAUNE.into_hours(now))
    assert BEAUNE.next_opening(now) > now
    assert now <= BEAUNE.not_before_morning(now) < now + timedelta(hours=13)


@given(INSTANTS, st.integers(0, 12))
def test_working_days_count_what_they_add(now: datetime, days: int) -> None:
    opened = BEAUNE.into_hours(now)
    later = BEAUNE.add_working_days(opened, days)
    assert BEAUNE.is_open(later)
    assert BEAUNE.working_days_between(opened, later) == days
    assert opened <= later < BEAUNE.same_slot_working_days_later(now, days)


@given(INSTANTS, st.integers(1, 2000))
def test_going_back_by_opening_time_leaves_exactly_that_much(promise: datetime, minutes: int) -> None:
    amount = timedelta(minutes=minutes)
    due = BEAUNE.minus_open_time(promise, amount)
    assert due < promise
    assert BEAUNE.open_time_between(due, promise) == amount
