"""When to come back, as coordinators type it; whatever is typed, no reader raises or leaves its side of now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.intake.moments import read_future, read_past
from bot.intake.normal import LONGEST_READ
from bot.intake.timewords import time_words
from bot.intake.vocabulary import pairs

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 6, 17, 17, 30, tzinfo=PARIS)  # a Wednesday


def ahead(text: str, now: datetime = NOW) -> str | None:
    """The wall clock of Beaune; « ~ » before what is not exact."""
    moment = read_future(text, now, PARIS)
    return moment and f"{'' if moment.exact else '~'}{moment.at.astimezone(PARIS):%Y-%m-%d %H:%M}"


# On a Wednesday at 17:30.
PLANNED = [
    ("mardi 14h", "2026-06-23 14:00"), ("demain", "~2026-06-18 09:00"), ("demain matin", "~2026-06-18 09:00"),
    ("dans 10 jours", "~2026-06-27 09:00"), ("dans une semaine", "~2026-06-24 09:00"),
    ("dans 3 mois", "~2026-09-17 09:00"), ("le 3 mars", "~2027-03-03 09:00"), ("3/03 à 9h30", "2027-03-03 09:30"),
    ("lundi prochain", "~2026-06-22 09:00"), ("la semaine prochaine", "~2026-06-22 09:00"),
    ("fin du mois", "~2026-06-30 09:00"), ("après-demain à 16h", "2026-06-19 16:00"),
    ("ce soir", "~2026-06-17 20:00"), ("dans 2 heures", "2026-06-17 19:30"), ("14h", "2026-06-18 14:00"),
    ("18h", "2026-06-17 18:00"), ("17h45", "2026-06-17 17:45"), ("à 9h30", "2026-06-18 09:30"),
    ("demain 14h", "2026-06-18 14:00"), ("demain à 14 heures", "2026-06-18 14:00"),
    ("demain à 9", "2026-06-18 09:00"), ("demain 3h", "2026-06-18 15:00"),
    ("demain à 2h de l'après-midi", "2026-06-18 14:00"), ("demain midi", "~2026-06-18 12:00"),
    ("demain à midi", "2026-06-18 12:00"), ("demain soir", "~2026-06-18 20:00"),
    ("demain soir à 8h", "2026-06-18 20:00"), ("demain aprèm", "~2026-06-18 15:00"),
    ("demain après-midi", "~2026-06-18 15:00"), ("demain en fin de journée", "~2026-06-18 17:30"),
    ("demain en fin d'après-midi", "~2026-06-18 17:30"), ("demain en fin de matinée", "~2026-06-18 11:30"),
    ("demain 1ère heure", "~2026-06-18 09:00"), ("apres demain", "~2026-06-19 09:00"),
    ("aprés-demain matin", "~2026-06-19 09:00"), ("dmain 10h", "2026-06-18 10:00"), ("2main", "~2026-06-18 09:00"),
    ("2m1 15h", "2026-06-18 15:00"), ("mercredi", "~2026-06-24 09:00"), ("mercredi 18h", "2026-06-17 18:00"),
    ("mercredi 14h", "2026-06-24 14:00"), ("mercredi prochain", "~2026-06-24 09:00"), ("jeudi", "~2026-06-18 09:00"),
    ("jeudi 9h", "2026-06-18 09:00"), ("jeudi matin", "~2026-06-18 09:00"), ("jeudi soir", "~2026-06-18 20:00"),
    ("vendredi aprem", "~2026-06-19 15:00"), ("vendredi après-midi 14h30", "2026-06-19 14:30"),
    ("vendredi vers 14h", "2026-06-19 14:00"), ("vendredi 14h-15h", "2026-06-19 14:00"),
    ("vendredi entre 14 et 15h", "2026-06-19 14:00"), ("samedi", "~2026-06-20 09:00"),
    ("dimanche soir", "~2026-06-21 20:00"), ("lundi", "~2026-06-22 09:00"), ("lundi matin", "~2026-06-22 09:00"),
    ("lundi matin 9h", "2026-06-22 09:00"), ("lundi 22", "~2026-06-22 09:00"), ("lundi 22 juin", "~2026-06-22 09:00"),
    ("lundi 22 juin à 10h", "2026-06-22 10:00"), ("le lundi 22 juin 2026 à 10h15", "2026-06-22 10:15"),
    ("mar 14h", "2026-06-23 14:00"), ("ven 10h", "2026-06-19 10:00"), ("mardi en huit", "~2026-06-30 09:00"),
    ("mardi en quinze", "~2026-07-07 09:00"), ("mercredi en huit", "~2026-06-24 09:00"),
    ("lundi de la semaine prochaine", "~2026-06-22 09:00"), ("la semaine prochaine mardi", "~2026-06-23 09:00"),
    ("semaine pro", "~2026-06-22 09:00"), ("sem prochaine", "~2026-06-22 09:00"),
    ("début de semaine prochaine", "~2026-06-22 09:00"), ("milieu de semaine prochaine", "~2026-06-24 09:00"),
    ("fin de semaine prochaine", "~2026-06-26 09:00"), ("fin de semaine", "~2026-06-19 09:00"),
    ("en fin de semaine", "~2026-06-19 09:00"), ("d'ici vendredi", "~2026-06-19 09:00"),
    ("d'ici la fin du mois", "~2026-06-30 09:00"), ("d'ici 2 semaines", "~2026-07-01 09:00"),
    ("d'ici une dizaine de jours", "~2026-06-27 09:00"), ("dans quinze jours", "~2026-07-02 09:00"),
    ("dans une quinzaine", "~2026-07-02 09:00"), ("dans une quinzaine de jours", "~2026-07-02 09:00"),
    ("dans une huitaine", "~2026-06-25 09:00"), ("sous 8 jours", "~2026-06-25 09:00"),
    ("sous quinzaine", "~2026-07-02 09:00"), ("dans 15j", "~2026-07-02 09:00"), ("ds 3 sem", "~2026-07-08 09:00"),
    ("3 jours", "~2026-06-20 09:00"), ("1 semaine", "~2026-06-24 09:00"), ("une semaine", "~2026-06-24 09:00"),
    ("15 jours", "~2026-07-02 09:00"), ("2 mois", "~2026-08-17 09:00"), ("10 j", "~2026-06-27 09:00"),
    ("dans un mois", "~2026-07-17 09:00"), ("dans un mois et demi", "~2026-08-01 09:00"),
    ("dans un an", "~2027-06-17 09:00"), ("dans 6 mois", "~2026-12-17 09:00"),
    ("dans deux semaines à 14h", "2026-07-01 14:00"), ("dans 2 semaines lundi", "~2026-06-29 09:00"),
    ("dans 2 ou 3 jours", "~2026-06-19 09:00"), ("dans 2/3 jours", "~2026-06-19 09:00"),
    ("dans une heure", "2026-06-17 18:30"), ("dans une demi-heure", "2026-06-17 18:00"),
    ("dans 1/2h", "2026-06-17 18:00"), ("dans 30 min", "2026-06-17 18:00"), ("dans 48h", "2026-06-19 17:30"),
    ("48h", "2026-06-19 17:30"), ("sous 48h", "2026-06-19 17:30"), ("J+10", "~2026-06-27 09:00"),
    ("j+3", "~2026-06-20 09:00"), ("le 18", "~2026-06-18 09:00"), ("le 17", "~2026-06-17 17:45"),
    ("le 17 à 18h", "2026-06-17 18:00"), ("le 3", "~2026-07-03 09:00"), ("le 1er", "~2026-07-01 09:00"),
    ("le 31", "~2026-07-31 09:00"), ("le 24 à 14h", "2026-06-24 14:00"), ("le 1er juillet", "~2026-07-01 09:00"),
    ("1er juillet 9h", "2026-07-01 09:00"), ("le 14 juillet", "~2026-07-14 09:00"), ("25/06", "~2026-06-25 09:00"),
    ("25/06/2026", "~2026-06-25 09:00"), ("25/06/26 à 10h", "2026-06-25 10:00"), ("25.06.2026", "~2026-06-25 09:00"),
    ("2026-06-25", "~2026-06-25 09:00"), ("le 25 juin vers 15h30", "2026-06-25 15:30"),
    ("3 mars 2027", "~2027-03-03 09:00"), ("29 février", "~2028-02-29 09:00"), ("31/12", "~2026-12-31 09:00"),
    ("noël", "~2026-12-25 09:00"), ("en septembre", "~2026-09-01 09:00"), ("début juillet", "~2026-07-01 09:00"),
    ("mi-juillet", "~2026-07-15 09:00"), ("fin juin", "~2026-06-30 09:00"), ("fin juillet", "~2026-07-31 09:00"),
    ("fin du mois de juillet", "~2026-07-31 09:00"), ("début du mois prochain", "~2026-07-01 09:00"),
    ("le mois prochain", "~2026-07-01 09:00"), ("mi-septembre", "~2026-09-15 09:00"),
    ("fin de l'année", "~2026-12-31 09:00"), ("aujourd'hui", "~2026-06-17 17:45"),
    ("aujourd'hui 18h", "2026-06-17 18:00"), ("en fin de journée", "~2026-06-17 17:45"),
    ("maintenant", "2026-06-17 17:30"), ("je rappelle lundi 10h", "2026-06-22 10:00"),
    ("à rappeler le 25 à 11h", "2026-06-25 11:00"), ("plutôt vendredi, pas jeudi", "~2026-06-19 09:00"),
    ("next monday", "~2026-06-22 09:00"), ("next week", "~2026-06-22 09:00"), ("in 10 days", "~2026-06-27 09:00"),
    ("tomorrow at 2pm", "2026-06-18 14:00"), ("tomorrow morning", "~2026-06-18 09:00"),
    ("friday 10 am", "2026-06-19 10:00"), ("in 2 weeks", "~2026-07-01 09:00"),
    ("lundi à la première heure", "~2026-06-22 09:00"), ("jeudi 25 à 14h30", "2026-06-25 14:30"),
    ("début de semaine pro", "~2026-06-22 09:00"), ("la rappeler demain vers 10h", "2026-06-18 10:00"),
    ("dans une dizaine de jours", "~2026-06-27 09:00"), ("mardi prochain 9h", "2026-06-23 09:00"),
    ("on se revoit le 24/06 a 16h", "2026-06-24 16:00"), ("je rappelle lundi", "~2026-06-22 09:00"),
    ("lundi 22 dans la matinée", "~2026-06-22 09:00"), ("dans 1 mois", "~2026-07-17 09:00"),
    ("la semaine pro, mardi", "~2026-06-23 09:00"), ("jeudi à 17h30", "2026-06-18 17:30"),
    ("vendredi midi", "~2026-06-19 12:00"), ("pas avant lundi", "~2026-06-22 09:00"),
    ("le lundi 22 juin à 9h", "2026-06-22 09:00"), ("dans 2 jours à 11h", "2026-06-19 11:00"),
    ("après demain", "~2026-06-19 09:00"), ("rdv le 30 à 14 h 30", "2026-06-30 14:30"),
    ("jeudi matin avant 10h", "2026-06-18 10:00"), ("1er septembre", "~2026-09-01 09:00"),
    ("ce vendredi", "~2026-06-19 09:00"), ("mercredi en 8", "~2026-06-24 09:00"),
    ("je le revois jeudi à 14h", "2026-06-18 14:00"), ("relance dans 3 semaines", "~2026-07-08 09:00"),
    ("mi juillet", "~2026-07-15 09:00"), ("vendredi 26 juin 10h", "2026-06-26 10:00"),
    ("demain avant midi", "~2026-06-18 09:00"), ("2 semaines", "~2026-07-01 09:00"),
    ("dans deux trois jours", "~2026-06-19 09:00"), ("lundi 29 à 9 h 30", "2026-06-29 09:30"),
    ("1 mois", "~2026-07-17 09:00"), ("demain dès 8h30", "2026-06-18 08:30"), ("le 2", "~2026-07-02 09:00"),
    ("vendredi soir 18h", "2026-06-19 18:00"), ("apres demain 9h", "2026-06-19 09:00"),
]  # fmt: skip

ASKED_AGAIN = [
    "hier", "hier soir", "il y a 2 jours", "lundi dernier", "la semaine dernière", "plus tard", "jamais",
    "dès que possible", "quand tu veux", "bientôt", "dans quelques jours", "un jour", "cette semaine", "2h", "5h",
    "ce matin", "ce midi", "ce mois", "jeudi ou vendredi", "demain ou après-demain", "mardi 22", "12/06/2026",
    "31/02", "le 32", "12/13", "45h30", "", "?", "ok", "oui", "3", "dans 3000 ans", "dans 99999 jours",
    "dans 99999999999999 jours", "après les vacances", "tous les mardis", "l'année prochaine", "dans la semaine",
    "demain 25h", "demain matin 15h", "mois", "la dernière semaine de juillet", "tout à l'heure",
]  # fmt: skip

# At the edges: after midnight, part of a day gone, the days the clocks change, the turn of the year.
AT: dict[str, dict[str, str | None]] = {
    "2026-06-14 00:30": {
        "demain": "~2026-06-15 09:00", "ce soir": "~2026-06-14 20:00", "ce matin": "~2026-06-14 09:00",
        "dimanche 10h": "2026-06-14 10:00", "dimanche": "~2026-06-21 09:00", "lundi": "~2026-06-15 09:00",
        "dans 2 heures": "2026-06-14 02:30",
    },
    "2026-06-17 10:30": {
        "aujourd'hui": "~2026-06-17 14:15", "ce matin": "~2026-06-17 11:15", "dans la journée": "~2026-06-17 14:15",
        "14h": "2026-06-17 14:00", "9h": "2026-06-18 09:00", "cet après-midi": "~2026-06-17 15:00",
        "mercredi 11h": "2026-06-17 11:00", "mardi": "~2026-06-23 09:00",
    },
    "2026-03-28 18:00": {
        "demain à 9h": "2026-03-29 09:00", "dans 24 heures": "2026-03-29 19:00",
        "dans une semaine à 18h": "2026-04-04 18:00",
    },
    "2026-10-25 02:45": {
        "cette nuit à 2h30": "2026-10-25 02:30", "dans une heure": "2026-10-25 02:45", "lundi 9h": "2026-10-26 09:00",
    },
    "2026-10-24 18:00": {
        "demain 9h": "2026-10-25 09:00", "dans 24 heures": "2026-10-25 17:00", "demain soir": "~2026-10-25 20:00",
    },
    "2026-12-31 18:00": {
        "1er janvier": "~2027-01-01 09:00", "demain": "~2027-01-01 09:00", "fin du mois": "~2027-01-31 09:00",
        "dans 2 mois": "~2027-02-28 09:00", "le 31": "~2027-01-31 09:00", "31/12 à 20h": "2026-12-31 20:00",
        "la semaine prochaine": "~2027-01-04 09:00", "dans un an": "~2027-12-31 09:00",
        "début du mois prochain": "~2027-01-01 09:00",
    },
    "2028-02-29 12:00": {
        "dans un an": "~2029-02-28 09:00", "29 février à 14h": "2028-02-29 14:00", "fin du mois": "~2028-03-31 09:00",
    },
}  # fmt: skip
EDGES = [(now, text, moment) for now, texts in AT.items() for text, moment in texts.items()]


@pytest.mark.parametrize(("text", "moment"), PLANNED)
def test_what_is_planned_is_the_first_reading_ahead(text: str, moment: str) -> None:
    assert ahead(text) == moment


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_is_vague_gone_or_does_not_fit_is_asked_again(text: str) -> None:
    assert ahead(text) is None


@pytest.mark.parametrize(("now", "text", "moment"), EDGES)
def test_the_future_is_read_from_the_minute_it_is_told(now: str, text: str, moment: str | None) -> None:
    assert ahead(text, datetime.fromisoformat(now).replace(tzinfo=PARIS)) == moment


def test_an_hour_that_comes_twice_is_the_one_still_ahead() -> None:
    moment = read_future("cette nuit à 2h30", datetime(2026, 10, 25, 2, 45, tzinfo=PARIS), PARIS)
    assert moment is not None
    assert moment.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


WORDS = sorted(
    {word for table in ("days", "weekdays", "months", "named", "phrases") for word in pairs(f"moments.{table}")}
    | {"le", "du", "au", "à", "entre", "et", "de", "ou", "vers", "ce", "pas", "matin", "soir", "nuit", "aprem", "fin"}
    | {"prochain", "dernier", "semaine", "mois", "jours", "heures", "min", "un", "dix", "22h", "2h30", "48h", "12/06"}
    | {"31/02", "2026-06-31", "99h", "0", "7", "31", "2026", "9999", "999h59", "jeunes", "vingt", "dizaine", "+"}
)
PHRASES = [text for text, _ in PLANNED] + [text for _, text, _ in EDGES]
HOURS_OF_A_DAY = [f"{hour}h{minute:02d}" for hour in range(7, 24) for minute in (0, 15, 59)]
SAID = st.one_of(
    st.sampled_from(PHRASES), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.text(max_size=60)
)
NOWS = st.datetimes(
    datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.sampled_from([PARIS, UTC, ZoneInfo("America/Cayenne")])
)


@given(SAID, NOWS)
@example("le 31 à minuit", datetime(2026, 12, 31, 23, 59, tzinfo=PARIS))
@example("3h", datetime(2026, 10, 25, 2, 57, tzinfo=PARIS))
@example("dans 9999 ans", NOW)
@example("il y a 9999 mois", NOW)
def test_the_past_never_lies_ahead_and_the_future_never_behind(text: str, now: datetime) -> None:
    gone, coming = read_past(text, now, PARIS), read_future(text, now, PARIS)
    now = now.astimezone(UTC)  # wall-clock arithmetic would be wrong across a change of hour
    assert gone is None or gone.at <= now + timedelta(minutes=5)
    assert coming is None or coming.at >= now
    assert all(moment.at.tzinfo is UTC for moment in (gone, coming) if moment)


@given(st.sampled_from(HOURS_OF_A_DAY), NOWS)
def test_a_bare_hour_is_less_than_a_day_away(text: str, now: datetime) -> None:
    gone, coming = read_past(text, now, PARIS), read_future(text, now, PARIS)
    now = now.astimezone(UTC)
    assert gone is not None
    assert now - gone.at <= timedelta(hours=25)
    assert coming is not None
    assert coming.at - now <= timedelta(hours=25)


@pytest.mark.parametrize("piece", ["hier ", "22h ", "12/06 ", "il y a ", "9", "à l'", "é", "1/", "fin de "])
def test_a_story_is_no_moment_and_costs_nothing(piece: str) -> None:
    story = piece * 200_000
    assert read_past(story, NOW, PARIS) is None
    assert read_future(story, NOW, PARIS) is None
    assert time_words(story) == []
    for text in (story[:LONGEST_READ], story[: LONGEST_READ - 1]):
        read_past(text, NOW, PARIS)
        read_future(text, NOW, PARIS)
