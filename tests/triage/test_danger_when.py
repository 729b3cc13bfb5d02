"""When and where it is said changes nothing: « ce soir », « après le film », « dans ma chambre » excuse no danger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.triage.danger import Outcome, read
from bot.triage.urgency import Signal

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


@pytest.mark.parametrize("said", SAID)
def test_an_hour_or_a_place_excuses_nothing(said: str) -> None:
    silent = [
        text
        for when in WHEN
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


BESIDE_A_STORY = (
    "hier on a regardé un film et après mon père m'a tapé", "on regardait une série et mon beau-père m'a tapée",
    "mon père m'a tapé pendant le film", "mon père me frappe, après il regarde son film",
    "il m'a frappé parce que je regardais un film", "après le film il m'a tapé", "mon père m'a frappé avec un livre",
    "elle m'a frappé pendant que je lisais un livre", "mon frère me tape quand je mets ma chanson",
    "mon beau père m'a battu parce que j'ai regardé la série", "mon père m'a étranglé pendant l'épisode",
    "ma mère frappe mon petit frère pendant qu'on regarde un film", "mon père m'a tapé hier, j'avais mis un film",
    "mon copain m'a tapée parce que je voulais pas voir son film", "c'est pas un film, mon père me tape",
    "mes parents me battent, ma vie c'est un mauvais film", "mon oncle m'a touchée pendant le film",
)  # fmt: skip
TOLD_IN_IT = (
    "dans le film le père frappe son fils", "dans la série elle dit « mon père me frappe »",
    "la chanson dit mon père me tape", "j'écris un roman où mon père me tape", "cette scène m'a frappé",
    "je joue un rôle dans un film où mon père me frappe", "le livre qui m'a le plus frappé", "le film m'a frappé",
    "mon père m'a tapé un résumé du film", "avec mon père je me tape un film quand il pleut",
    "mon frère m'a battu au quiz sur les séries", "il me tape l'affiche pendant le ciné", "ce film m'a touchée",
    "dans le livre le narrateur raconte que son père le frappe", "il me tape sur les nerfs pendant les films",
)  # fmt: skip


BESIDE_A_GAME = (
    "il m'a tapée avec mon livre de maths", "il m'a tapé avec un livre", "mon frère m'a tapé avec son livre",
    "il m'a frappée comme dans un film", "on m'a tapé comme dans un film", "mon père m'a tapé comme dans les films",
    "mon père m'a tapé après le match", "mon père m'a tapé après le foot", "il m'a frappée avec la manette",
    "il m'a tapé avec la console", "mon père regarde le match et me frappe", "il me frappe quand son équipe perd",
    "mon beau-père m'a tapé avec une raquette de tennis", "il m'a tapé dessus pendant la série",
    "il m'a giflée devant le ciné", "mon ex m'a tapée devant le cinéma", "mon ex m'a tapée fort devant le ciné",
    "mon père m'a tapé c'est la crise à la maison", "mon père m'a tapé parce que j'ai fait un caprice",
    "mon copain m'a tapée, crise de jalousie", "ma mère me tape quand elle fait une scène",
)  # fmt: skip
MADE_A_SCENE = (
    "mon ex m'a tapé un film devant ses potes", "ma meuf m'a tapé un film parce que j'étais en retard",
    "mon père m'a tapé un film pour une note", "ma mère me tape un scandale",
    "ma mère elle m'a tapé un caprice", "elle m'a tapé une scène devant tout le monde", "il me tape des barres",
    "mon frère m'a tapé à fifa", "mon père m'a battu aux échecs", "il m'a battu au tennis",
    "mon frère m'a tapé au match", "j'ai été frappé par ce film", "on s'est tapé un film avec mon père",
    "mon coach m'a fait taper dans le sac",
)  # fmt: skip


@pytest.mark.parametrize("text", BESIDE_A_GAME)
def test_a_blow_beside_a_match_or_with_a_book_is_heard(text: str) -> None:
    found = read(text, (), NOW)
    assert (found.outcome is not Outcome.NOTHING, found.signals) == (True, (Signal.VIOLENCE_INTRAFAMILIALE,))


@pytest.mark.parametrize("text", MADE_A_SCENE)
def test_who_only_made_a_scene_or_won_hit_nobody(text: str) -> None:
    assert read(text, (), NOW).outcome is Outcome.NOTHING


@pytest.mark.parametrize("text", BESIDE_A_STORY)
def test_what_is_done_to_somebody_beside_a_film_is_heard(text: str) -> None:
    assert read(text, (), NOW).outcome is not Outcome.NOTHING


def test_the_plainest_blow_beside_a_film_is_an_alert() -> None:
    assert read(BESIDE_A_STORY[0], (), NOW).outcome is Outcome.ALERT


@pytest.mark.parametrize("text", TOLD_IN_IT)
def test_what_the_film_tells_is_not(text: str) -> None:
    assert read(text, (), NOW).outcome is Outcome.NOTHING
