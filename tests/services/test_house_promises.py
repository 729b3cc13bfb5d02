"""What people are promised, in the hours of Beaune, and the words in which an instant is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Period
from bot.i18n import Catalogues, Words
from bot.services.house import House
from bot.territory import load_territory
from bot.territory.rules import Promises
from bot.territory.values import Positive

PARIS = ZoneInfo("Europe/Paris")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture(scope="module")
def house(catalogues: Catalogues) -> House:
    """Open Monday to Friday, 9-12 and 14-17, as shipped; read within two hours, answered in one working day."""
    promises = Promises(reading_least_hours=Positive(2), reply_working_days=Positive(1))
    return House(replace(load_territory(), promises=promises), catalogues, "premier_contact_bot")


# When a human will have read


@pytest.mark.parametrize(
    ("sent", "read_by"),
    [
        pytest.param("2026-03-11T22:40", "2026-03-12T12:00", id="at night: tomorrow before noon"),
        pytest.param("2026-03-12T03:00", "2026-03-12T12:00", id="before dawn: the same day"),
        pytest.param("2026-03-11T09:00", "2026-03-11T12:00", id="at opening: this morning"),
        pytest.param("2026-03-11T10:00", "2026-03-11T12:00", id="two hours left: this morning"),
        pytest.param("2026-03-11T10:01", "2026-03-11T17:00", id="less than two hours left: this afternoon"),
        pytest.param("2026-03-11T12:30", "2026-03-11T17:00", id="at lunch: this afternoon"),
        pytest.param("2026-03-11T15:01", "2026-03-12T12:00", id="late afternoon: tomorrow before noon"),
        pytest.param("2026-03-13T18:30", "2026-03-16T12:00", id="Friday evening: Monday before noon"),
        pytest.param("2026-03-14T11:00", "2026-03-16T12:00", id="Saturday: Monday before noon"),
        pytest.param("2026-04-30T18:00", "2026-05-04T12:00", id="before a 1 May on a Friday: Monday before noon"),
        pytest.param("2026-04-03T18:00", "2026-04-07T12:00", id="before Easter Monday: Tuesday before noon"),
        pytest.param("2026-03-28T22:40", "2026-03-30T12:00", id="over the night in which clocks change"),
    ],
)
def test_a_reading_is_promised_for_the_first_slot_that_leaves_two_hours(house: House, sent: str, read_by: str) -> None:
    assert house.read_by(local(sent)) == local(read_by)


def test_a_closed_period_moves_the_promise_behind_it(house: House) -> None:
    territory = house.territory
    away = (Period(date(2026, 3, 12), date(2026, 3, 13), "formation"),)
    closed = replace(house, territory=replace(territory, closed=away))
    assert closed.read_by(local("2026-03-11T22:40")) == local("2026-03-16T12:00")
    assert closed.answer_by(local("2026-03-11T10:00")) == local("2026-03-16T12:00")


@pytest.mark.parametrize(
    ("read_at", "answer_by"),
    [
        pytest.param("2026-03-12T09:20", "2026-03-13T12:00", id="read in the morning: the next morning"),
        pytest.param("2026-03-12T15:00", "2026-03-13T17:00", id="read in the afternoon: the next afternoon"),
        pytest.param("2026-03-13T10:00", "2026-03-16T12:00", id="read on Friday: Monday"),
        pytest.param("2026-03-12T23:00", "2026-03-16T12:00", id="read at night counts from the next opening"),
        pytest.param("2026-04-30T10:00", "2026-05-04T12:00", id="read before 1 May"),
    ],
)
def test_an_answer_is_promised_for_the_same_slot_of_the_next_working_day(
    house: House, read_at: str, answer_by: str
) -> None:
    assert house.answer_by(local(read_at)) == local(answer_by)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_a_promise_is_always_the_end_of_an_opening_at_least_two_hours_away(at: datetime) -> None:
    calendar, now = load_territory().calendar, at.replace(tzinfo=UTC)
    read_by = calendar.slot_end_after(now, timedelta(hours=2))
    assert calendar.open_time_between(now, read_by) >= timedelta(hours=2)
    assert calendar.is_open(read_by - timedelta(seconds=1))
    assert not calendar.is_open(read_by)


# How an instant is said


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        ("2026-03-12T09:00", "9 h", "9:00"),
        ("2026-03-12T09:05", "9 h 05", "9:05"),
        ("2026-03-12T12:00", "midi", "noon"),
        ("2026-03-12T12:01", "12 h 01", "12:01"),
        ("2026-03-12T00:00", "0 h", "0:00"),
        ("2026-03-12T22:41", "22 h 41", "22:41"),
    ],
)
def test_an_hour_is_said_as_people_say_it(catalogues: Catalogues, at: str, french: str, english: str) -> None:
    assert catalogues.words("fr").hour(local(at)) == french
    assert catalogues.words("en").hour(local(at)) == english


def test_a_day_is_named_and_the_first_is_an_ordinal_in_french_only(catalogues: Catalogues) -> None:
    french, english = catalogues.words("fr"), catalogues.words("en")
    assert french.day(local("2026-03-12T09:00")) == "jeudi 12 mars"
    assert french.day(date(2026, 6, 1)) == "lundi 1er juin"
    assert french.day(date(2026, 6, 11)) == "jeudi 11 juin"
    assert english.day(date(2026, 6, 1)) == "Monday 1 June"


def test_an_instant_is_said_in_the_readers_zone_whatever_zone_it_comes_in(words: Words) -> None:
    assert words.hour(datetime(2026, 3, 11, 23, 30, tzinfo=UTC)) == "0 h 30"
    assert words.day(datetime(2026, 3, 11, 23, 30, tzinfo=UTC)) == "jeudi 12 mars"
    assert words.hour(datetime(2026, 7, 11, 10, 0, tzinfo=UTC)) == "midi"


def test_a_moment_is_a_day_and_an_hour(words: Words) -> None:
    assert words.moment(local("2026-03-12T14:00")) == "jeudi 12 mars à 14 h"


NOW = "2026-03-11T22:40"


@pytest.mark.parametrize(
    ("at", "when", "before"),
    [
        ("2026-03-11T23:00", "aujourd'hui à 23 h", "aujourd'hui, avant 23 h"),
        ("2026-03-12T09:00", "demain à 9 h", "demain, jeudi 12 mars, avant 9 h"),
        ("2026-03-12T12:00", "demain à midi", "demain, jeudi 12 mars, avant midi"),
        ("2026-03-13T00:30", "vendredi 13 mars à 0 h 30", "vendredi 13 mars, avant 0 h 30"),
        ("2026-03-16T09:00", "lundi 16 mars à 9 h", "lundi 16 mars, avant 9 h"),
    ],
)
def test_today_and_tomorrow_are_counted_in_calendar_days(words: Words, at: str, when: str, before: str) -> None:
    assert words.when(local(at), local(NOW)) == when
    assert words.before(local(at), local(NOW)) == before
    in_utc = local(NOW).astimezone(UTC)
    assert words.before(local(at).astimezone(UTC), in_utc) == before


def test_an_unknown_language_is_answered_in_french(catalogues: Catalogues) -> None:
    assert catalogues.words("xx").locale == catalogues.words(None).locale == catalogues.words("").locale == "fr"
