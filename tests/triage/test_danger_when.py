"""When and where it is said changes nothing: « ce soir », « après le film », « dans ma chambre » excuse no danger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.triage.danger import Outcome, read

NOW = datetime(2026, 3, 11, 21, 40, tzinfo=UTC)
SAID = (
    "je vais me tuer", "je veux mourir", "je vais me suicider", "je vais me pendre", "j'ai envie de mourir",
    "je vais en finir", "je vais me foutre en l'air", "je vais m'ouvrir les veines", "je vais sauter du pont",
    "mon père me frappe", "il m'a violée", "je me scarifie",
)  # fmt: skip
WHEN = (
    "ce soir", "cette nuit", "demain", "demain matin", "ce week-end", "lundi", "ce midi", "après les cours",
    "à la maison", "après le film", "dans ma chambre", "après le match", "pendant les vacances",
    "après le contrôle de maths", "ce lundi", "dans cette maison", "à la fin de la série", "au lycée", "ce mois-ci",
    "samedi", "à minuit", "cet aprem", "à la rentrée",
)  # fmt: skip


A_STORY = {("mon père me frappe", "après le film")}
"""Blows beside a film are still taken for the film's: a known hole, told in docs/decisions.md."""


@pytest.mark.parametrize("said", SAID)
def test_an_hour_or_a_place_excuses_nothing(said: str) -> None:
    silent = [
        text
        for when in WHEN
        if (said, when) not in A_STORY
        for text in (f"{said} {when}", f"{when} {said}", f"{when}, {said}")
        if read(text, (), NOW).outcome is Outcome.NOTHING
    ]
    assert silent == []


@pytest.mark.parametrize(
    "text",
    ["ce prof me tue", "ça me tue ce contrôle", "cette chanson me tue", "je me tue aux révisions",
     "on se tue au boulot", "le cours de ce matin m'a tué", "ce sport me tue"],
)  # fmt: skip
def test_and_false_friends_stay_friends(text: str) -> None:
    assert read(text, (), NOW).outcome is not Outcome.ALERT


@pytest.mark.parametrize("said", SAID[:7])
@pytest.mark.parametrize("before", ["", "en vrai ", "franchement "])
def test_the_plainest_words_are_an_alert_and_not_a_question(said: str, before: str) -> None:
    assert read(f"{before}{said}", (), NOW).outcome is Outcome.ALERT
