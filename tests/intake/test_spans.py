"""From which day to which, as a coordinator types it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.spans import LONGEST, read_span

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime.fromisoformat("2026-03-25T15:00:00+01:00")  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 3 au 10 avril", (4, 3), (4, 10)),
        ("Du 30 mars au 3 avril", (3, 30), (4, 3)),
        ("du 30 au 3 avril", (3, 30), (4, 3)),
        ("du lundi 30 mars au vendredi 3 avril", (3, 30), (4, 3)),
        ("3/04 - 10/04", (4, 3), (4, 10)),
        ("de demain à vendredi", (3, 26), (3, 27)),
        ("demain", (3, 26), (3, 26)),
        ("le 1er mai", (5, 1), (5, 1)),
        ("aujourd'hui", (3, 25), (3, 25)),
        ("aujourd'hui et demain", (3, 25), (3, 26)),
        ("jeudi et vendredi", (3, 26), (3, 27)),
        ("jusqu'au 31 mars", (3, 25), (3, 31)),
        ("cette semaine", (3, 25), (3, 29)),
        ("la semaine prochaine", (3, 30), (4, 5)),
        ("du 25 mars au 27 mars", (3, 25), (3, 27)),
        ("du 3 avril au 10 avril.", (4, 3), (4, 10)),
    ],
)  # fmt: skip
def test_two_days_are_read_however_they_are_typed(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert read_span(text, NOW, PARIS) == (date(2026, *first), date(2026, *last))


@pytest.mark.parametrize(
    "text", ["", "bientôt", "du 10 au 3", "du 31 au 31 février", "oui", "x" * 3000, "du 3 au", "jeudi et lundi"]
)
def test_what_is_not_two_days_in_order_is_asked_again(text: str) -> None:
    assert read_span(text, NOW, PARIS) is None


@given(st.text(max_size=60))
def test_nothing_typed_raises_or_lies_behind(text: str) -> None:
    span = read_span(text, NOW, PARIS)
    assert span is None or (NOW.date() <= span[0] <= span[1] and span[1] - span[0] <= LONGEST)
