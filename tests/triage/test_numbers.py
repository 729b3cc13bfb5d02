"""The number tables, row by row, and what must hold for any signals, age and minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Rota, Slot
from bot.territory import HelpLine, KnownLine, LineKind, Territory, load_territory
from bot.triage.numbers import chosen_lines, help_menu, is_minor, may_call_119
from bot.triage.urgency import Signal

PARIS = ZoneInfo("Europe/Paris")
DAY = datetime(2026, 3, 11, 10, tzinfo=PARIS)  # a Wednesday, the service is open
SUNDAY = datetime(2026, 3, 15, 10, tzinfo=PARIS)  # lines are open, the service is not
NIGHT = datetime(2026, 3, 11, 3, tzinfo=PARIS)
BEAUNE = load_territory()
TEAM = BEAUNE.service.telephone
S = Signal


def labels(lines: tuple[HelpLine, ...]) -> str:
    return " · ".join(line.label for line in lines)


@pytest.mark.parametrize(
    ("signals", "minor", "adult", "adult_at_night"),
    [
        ({S.SUICIDE}, "3114 · SMS au 114 · 15", "3114 · SMS au 114 · 15", ...),
        ({S.AUTOMUTILATION}, "3114 · SMS au 114 · 119", "3114 · SMS au 114 · 0 800 235 236", "3114 · SMS au 114 · 15"),
        ({S.VIOLENCE_INTRAFAMILIALE}, "119 · SMS au 114 · 17", "17 · SMS au 114 · 116 006", "17 · SMS au 114 · 3919"),
        ({S.VIOLENCE_SEXUELLE}, "119 · SMS au 114 · 17", "17 · SMS au 114 · 116 006", "17 · SMS au 114 · 3919"),
        ({S.FUGUE}, "119 · SMS au 114 · 112", "115 · SMS au 114 · 112", ...),
        ({S.ENFANT_EN_DANGER}, "119 · SMS au 114 · 112", "119 · SMS au 114 · 112", ...),
        ({S.MENACE_SUBIE}, "17 · SMS au 114 · 119", "17 · SMS au 114 · 112", ...),
        ({S.MENACE_EMISE}, "17 · SMS au 114 · 119", "17 · SMS au 114 · 112", ...),
        ({S.TRAITE}, "17 · SMS au 114 · 119", "17 · SMS au 114 · 112", ...),
        ({S.URGENCE_VITALE}, "15 · SMS au 114 · 112", "15 · SMS au 114 · 112", ...),
        (
            {S.FUGUE, S.SUICIDE},
            "3114 · SMS au 114 · 119",
            "3114 · SMS au 114 · 115",
            ...,
        ),
        (
            {S.VIOLENCE_SEXUELLE, S.TRAITE},
            "119 · SMS au 114 · 17",
            "17 · SMS au 114 · 116 006",
            "17 · SMS au 114 · 3919",
        ),
        # The same first line twice: the row of the graver as it is.
        ({S.AUTOMUTILATION, S.SUICIDE}, "3114 · SMS au 114 · 15", "3114 · SMS au 114 · 15", ...),
        ({S.FUGUE, S.ENFANT_EN_DANGER}, "119 · SMS au 114 · 112", "119 · SMS au 114 · 115", ...),
        # Three: the gravest, and the next one with another number.
        (
            {S.VIOLENCE_INTRAFAMILIALE, S.ENFANT_EN_DANGER, S.URGENCE_VITALE},
            "119 · SMS au 114 · 15",
            "17 · SMS au 114 · 119",
            ...,
        ),
    ],
)
def test_signals_choose_their_numbers(signals: set[Signal], minor: str, adult: str, adult_at_night: object) -> None:
    assert labels(chosen_lines(BEAUNE, signals, True, DAY)) == minor
    assert labels(chosen_lines(BEAUNE, signals, True, NIGHT)) == minor
    assert labels(chosen_lines(BEAUNE, signals, False, DAY)) == adult
    assert labels(chosen_lines(BEAUNE, signals, False, NIGHT)) == (adult if adult_at_night is ... else adult_at_night)


def test_unsafe_without_a_signal_shows_the_team_only_when_it_is_there() -> None:
    assert labels(chosen_lines(BEAUNE, (), True, DAY)) == f"119 · SMS au 114 · {TEAM}"
    assert labels(chosen_lines(BEAUNE, (), False, DAY)) == f"112 · SMS au 114 · {TEAM}"
    assert labels(chosen_lines(BEAUNE, (), True, NIGHT)) == "119 · SMS au 114"
    assert labels(chosen_lines(BEAUNE, (), False, SUNDAY)) == "112 · SMS au 114"


def test_help_without_danger_shows_the_team_first_of_all_voices_to_talk_to() -> None:
    assert labels(help_menu(BEAUNE, True, DAY)) == f"119 · SMS au 114 · {TEAM}"
    assert labels(help_menu(BEAUNE, False, DAY)) == f"112 · SMS au 114 · {TEAM}"
    assert labels(help_menu(BEAUNE, True, NIGHT)) == "119 · SMS au 114 · 112"
    assert labels(help_menu(BEAUNE, False, SUNDAY)) == "112 · SMS au 114 · 0 800 235 236"
    assert labels(help_menu(BEAUNE, False, NIGHT)) == "112 · SMS au 114 · 3114"


def with_crip(territory: Territory) -> Territory:
    office = Rota(dict.fromkeys(range(5), (Slot(time(9), time(12)),)), public_holidays=False)
    crip = HelpLine(
        KnownLine.CRIP, "CRIP", LineKind.VOICE, "information préoccupante", False, "convention", "00", hours=office
    )
    return replace(territory, help_lines=(*territory.help_lines, crip))


def test_a_relay_is_shown_the_crip_for_a_minor_else_the_119() -> None:
    threat, home = (S.MENACE_SUBIE,), (S.VIOLENCE_INTRAFAMILIALE,)
    configured = with_crip(BEAUNE)
    assert labels(chosen_lines(configured, home, True, DAY, relay=True)) == "119 · CRIP · 17"
    assert labels(chosen_lines(configured, home, True, NIGHT, relay=True)) == "119 · SMS au 114 · 17"
    assert labels(chosen_lines(BEAUNE, (S.SUICIDE,), True, DAY, relay=True)) == "3114 · 119 · 15"
    assert labels(chosen_lines(BEAUNE, threat, True, DAY, relay=True)) == "17 · SMS au 114 · 119"
    assert labels(chosen_lines(configured, home, False, DAY, relay=True)) == "17 · SMS au 114 · 116 006"
    assert labels(chosen_lines(configured, home, True, DAY)) == "119 · SMS au 114 · 17"


@pytest.mark.parametrize(
    ("tranche_age", "minor", "the_119"),
    [
        (None, True, True),
        ("non_dit", True, True),
        ("moins_13", True, True),
        ("de_13_14", True, True),
        ("de_15_17", True, True),
        ("de_18_20", False, True),
        ("de_21_25", False, False),
        ("plus_25", False, False),
    ],
)
def test_an_unknown_age_is_a_minors_and_the_119_answers_up_to_21(
    tranche_age: str | None, minor: bool, the_119: bool
) -> None:
    assert is_minor(tranche_age) is minor
    assert may_call_119(tranche_age) is the_119


def bare(territory: Territory) -> Territory:
    """Only the lines that no territory may lack."""
    kept = ("n15", "n17", "n112", "n114", "n115", "n119", "n3114")
    return replace(territory, help_lines=tuple(line for line in territory.help_lines if line.id in kept))


@given(
    st.sampled_from([BEAUNE, with_crip(BEAUNE), bare(BEAUNE)]),
    st.frozensets(st.sampled_from(Signal)),
    st.booleans(),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_whatever_happens_there_are_numbers_and_each_is_open(
    territory: Territory, signals: frozenset[Signal], minor: bool, now: datetime
) -> None:
    for lines in (chosen_lines(territory, signals, minor, now), help_menu(territory, minor, now)):
        assert 1 <= len(lines) <= 3
        assert len({line.id for line in lines}) == len(lines)
        assert all(line.is_open(now, PARIS) for line in lines)
        assert (lines[0].free, lines[0].hours) == (True, None)
        assert (lines[1].id, lines[1].kind) == (KnownLine.N114, LineKind.WRITTEN)
        assert TEAM not in labels(lines) or territory.calendar.is_open(now)
    if signals:
        assert len(chosen_lines(territory, signals, minor, now)) == 3


@given(
    st.frozensets(st.sampled_from(Signal)),
    st.booleans(),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_a_relay_too_always_has_open_numbers(signals: frozenset[Signal], minor: bool, now: datetime) -> None:
    for territory in (BEAUNE, with_crip(BEAUNE), bare(BEAUNE)):
        lines = chosen_lines(territory, signals, minor, now, relay=True)
        assert 1 <= len(lines) <= 3
        assert len({line.id for line in lines}) == len(lines)
        assert all(line.is_open(now, PARIS) for line in lines)
        assert not minor or {KnownLine.N119, KnownLine.CRIP} & {line.id for line in lines}
