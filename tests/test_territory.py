"""The file of Beaune is complete, and a wrong file is refused with the line and the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.calendar import Slot
from bot.errors import TerritoryError
from bot.territory import (
    DEFAULT_TERRITORY,
    AlertMode,
    KnownLine,
    LineKind,
    PlaceType,
    StaleLine,
    Territory,
    Theme,
    check,
    load_territory,
    territory_path,
)

PARIS = ZoneInfo("Europe/Paris")
TEXT = DEFAULT_TERRITORY.read_text(encoding="utf-8")
Load = Callable[[str], Territory]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(text: str) -> Territory:
        path = tmp_path / "ville.toml"
        path.write_text(text, encoding="utf-8")
        return load_territory(path)

    return load


@pytest.fixture
def changed(load: Load) -> Callable[..., Territory]:
    """Beaune with some of its text replaced; the text must be there."""

    def changed(*changes: tuple[str, str]) -> Territory:
        text = TEXT
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        return load(text)

    return changed


@pytest.fixture(scope="module")
def beaune() -> Territory:
    return load_territory()


def test_the_file_that_ships_holds_the_delays_of_the_product(beaune: Territory) -> None:
    delays = beaune.delays
    assert (delays.immediate_repeat_minutes, delays.immediate_repeats, delays.person_told_minutes) == (15, 4, 15)
    assert (delays.soon_working_days, delays.normal_working_days, delays.referral_working_days) == (1, 3, 5)
    assert (delays.taken_days, delays.relay_informed_days) == ((15, 30, 90), (7, 25))
    assert (delays.dormant_months, delays.line_check_days, delays.relay_review_months) == (23, 180, 6)
    assert delays.nudge_at == time(17, 30)
    assert beaune.promises.reading_least == timedelta(hours=3)
    assert beaune.retention.draft_hours == 24
    assert (beaune.age_range.youngest, beaune.age_range.oldest) == (13, 25)
    assert beaune.alert_policy.mode is AlertMode.ASK


def test_the_districts_structures_and_lines_have_the_ids_that_cases_will_keep(beaune: Territory) -> None:
    assert [district.id for district in beaune.districts] == [
        "blanches_fleurs", "bretonniere", "saint_jacques", "champagne_saint_nicolas", "gigny", "prevolles_verotte",
        "hors_beaune",
    ]  # fmt: skip
    assert [district.id for district in beaune.districts if district.outside] == ["hors_beaune"]
    assert {
        "centre_social_blanches_fleurs", "centre_social_bretonniere", "centre_social_saint_jacques", "mission_locale",
        "aljpb", "ase", "college_monge", "college_jules_ferry", "lycee_clos_maire", "lycee_marey", "lycee_viticole",
    } <= {structure.id for structure in beaune.structures}  # fmt: skip
    assert {"skate_park", "bibliotheque", "reseau_bus", "stade_nautique"} <= {place.id for place in beaune.places}
    assert {line.id for line in beaune.help_lines} == set(KnownLine) - {KnownLine.CRIP}


def test_every_kind_of_place_and_every_theme_of_daily_life_is_served(beaune: Territory) -> None:
    served = {theme for partner in beaune.partners for theme in partner.themes}
    assert {Theme.EMPLOI, Theme.LOGEMENT, Theme.FAMILLE, Theme.SANTE_MENTALE, Theme.ARGENT_DROITS} <= served
    assert {place.type for place in beaune.places if place.active} == set(PlaceType)


def test_the_calendar_is_that_of_the_file(beaune: Territory) -> None:
    assert beaune.calendar.zone == PARIS
    assert beaune.calendar.week[0] == (Slot(time(9), time(12)), Slot(time(14), time(17)))
    assert not beaune.calendar.is_reachable(datetime(2026, 3, 11, 22, 40, tzinfo=PARIS))


def test_a_line_with_hours_is_open_only_then(beaune: Territory) -> None:
    line = beaune.help_line(KnownLine.FIL_SANTE_JEUNES)
    assert line is not None
    assert line.is_open(datetime(2026, 7, 14, 22, 59, tzinfo=PARIS), PARIS)  # public holidays too
    assert not line.is_open(datetime(2026, 7, 14, 23, 0, tzinfo=PARIS), PARIS)
    assert beaune.help_line("n3020") is None


def test_lines_are_said_in_english_and_arabic_and_else_in_french(beaune: Territory) -> None:
    for line in beaune.help_lines:
        assert line.said_in("en") == line.en
        assert line.said_in("ar") == line.ar
        assert (line.said_in("fr").label, line.said_in("pt").what_for) == (line.label, line.what_for)
    written = [line.id for line in beaune.help_lines if line.kind is LineKind.WRITTEN]
    assert written == [KnownLine.N114, KnownLine.MASECURITE_MINEURS]


def test_a_line_unchecked_for_more_than_180_days_is_a_warning(beaune: Territory) -> None:
    today = date(2026, 3, 11)
    first, *_ = beaune.help_lines

    def warned(checked_on: date | None) -> tuple[StaleLine, ...]:
        return check(
            replace(beaune, help_lines=tuple(replace(x, checked_on=checked_on) for x in beaune.help_lines)), today
        )

    assert warned(today) == warned(today - timedelta(days=180)) == ()
    late, never, future = (warned(day) for day in (today - timedelta(days=181), None, today + timedelta(days=1)))
    assert late[0] == StaleLine(replace(first, checked_on=today - timedelta(days=181)), 181)
    assert [len(late), len(never), len(future)] == [len(beaune.help_lines)] * 3
    assert {warning.days for warning in (*never, *future)} == {None}


def test_a_territory_is_named_or_is_a_file() -> None:
    assert territory_path("beaune") == DEFAULT_TERRITORY
    assert territory_path("autre.toml") == Path("autre.toml")
    assert territory_path("villes/autre") == Path("villes/autre")


def test_a_town_may_decide_to_alert_always_when_it_says_who_and_when(changed: Callable[..., Territory]) -> None:
    mode = 'mode = "ask"'
    decided = changed((mode, 'mode = "always"\ndecided_by = "La présidente"\ndecided_on = 2026-01-05'))
    assert decided.alert_policy.decided_on == date(2026, 1, 5)
    with pytest.raises(TerritoryError, match=r"table \[alert_policy\], clé « decided_by » : elle manque"):
        changed((mode, 'mode = "always"'))
    with pytest.raises(TerritoryError, match=r"clé « decided_on » : elle manque"):
        changed((mode, 'mode = "always"\ndecided_by = "La présidente"'))


def test_closed_periods_and_people_on_call_reach_the_calendar(load: Load) -> None:
    territory = load(
        TEXT + '[on_call]\nevery_day = ["18:00-24:00"]\nsunday = []\npublic_holidays = false\n'
        '[[closed]]\nfirst = 2026-08-03\nlast = 2026-08-14\nreason = "congés"\n'
    )
    calendar = territory.calendar
    assert calendar.is_reachable(datetime(2026, 3, 11, 23, 59, tzinfo=PARIS))
    assert not calendar.is_reachable(datetime(2026, 3, 15, 20, 0, tzinfo=PARIS))  # a Sunday
    assert calendar.next_opening(datetime(2026, 8, 1, tzinfo=PARIS)) == datetime(2026, 8, 17, 9, tzinfo=PARIS)


def test_a_structure_may_have_holidays_of_its_own(changed: Callable[..., Territory]) -> None:
    kind = 'kind = "ase"\n'
    closed = changed((kind, kind + 'closed = [{ first = 2026-08-01, last = 2026-08-31, reason = "été" }]\n'))
    ase = next(structure for structure in closed.structures if structure.id == "ase")
    assert ase.closed[0].holds(date(2026, 8, 15))


def line_of(fragment: str) -> int:
    return next(at for at, line in enumerate(TEXT.splitlines(), 1) if fragment in line)


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("[flood]", "[floods]", "table [floods]", "ce nom est inconnu, peut-être « flood » ?"),
        ("nudge_at =", "nudge_hour =", "table [delays], clé « nudge_hour »", "ce nom est inconnu"),
        ("nudge_least_hours = 2\n", "", "table [delays], clé « nudge_least_hours »", "elle manque"),
        ("immediate_repeats = 4", 'immediate_repeats = "4"', "clé « immediate_repeats »", "nombre entier de 1 à 10000"),
        ("immediate_repeats = 4", "immediate_repeats = 0", "clé « immediate_repeats »", "reçu « 0 »"),
        ("immediate_repeats = 4", "immediate_repeats = true", "clé « immediate_repeats »", "reçu « True »"),
        ("taken_days = [15, 30, 90]", "taken_days = [15, -3]", "clé « taken_days n° 2 »", "reçu « -3 »"),
        ("taken_days = [15, 30, 90]", "taken_days = [30, 15]", "clé « taken_days »", "du plus petit au plus grand"),
        ("taken_days = [15, 30, 90]", "taken_days = 15", "clé « taken_days »", "attendu une liste"),
        ('nudge_at = "17:30"', 'nudge_at = "25:30"', "clé « nudge_at »", "attendu une heure"),
        ('zone = "Europe/Paris"', 'zone = "Europe/Beaune"', "table [service], clé « zone »", "attendu un fuseau"),
        ('locale = "fr"', 'locale = "français"', "clé « locale »", "code de langue"),
        ("deputies = false", 'deputies = "non"', "clé « deputies »", "true ou false"),
        ('at = "au CCAS"', 'at = " "', "clé « at »", "le texte est vide"),
        ('telephone = "03 80 24 56 78"', 'telephone = "à venir"', "clé « telephone »", "pas un numéro"),
        ('mode = "ask"', 'mode = "asks"', "clé « mode »", "peut-être « ask » ? (codes possibles : ask, always)"),
        ("oldest = 25", "oldest = 12", "table [age_range], clé « oldest »", "du plus petit au plus grand"),
        ('id = "gigny"', 'id = "bretonniere"', "table [[districts]] n° 5, clé « id »", "« bretonniere » existe déjà"),
        ('id = "gigny"', 'id = "Gigny-Sud"', "table [[districts]] n° 5, clé « id »", "minuscules"),
        ('typed = ["monge"]', 'typed = ["la milo"]', "table [structures]", "« la milo » désigne deux entrées"),
        ('themes = ["emploi", "form', 'themes = ["emplois", "form', "clé « themes n° 1 »", "peut-être « emploi » ?"),
        ("ages = [11, 25]", "ages = [11]", "table [[partners]] n° 10, clé « ages »", "deux âges"),
        ('structure = "aljpb"', 'structure = "fjt"', "table [partners]", "structure inconnue : fjt"),
        ("checked_on = 2024-01-01", 'checked_on = "hier"', "table [[help_lines]] n° 5, clé « checked_on »", "une date"),
        ("checked_on = 2024-01-01", "checked_on = 2024-01-01T10:00:00", "clé « checked_on »", "une date"),
        ('id = "n119"', 'id = "n119b"', "table [help_lines]", "il manque n119"),
        ('url = "https://', 'url = "http://', "clé « url »", "https://"),
        ('number = "3018"\n', "", "table [[help_lines]] n° 9, clé « number »", "« number » ou « url »"),
        ('kind = "written"', 'kind = "voice"', "clé « kind »", "written"),
        ("public_holidays = true", 'public_holidays = "oui"', "clé « hours »", "ni true ni false"),
        ('every_day = ["09:00-23:00"]', 'everyday = ["09:00-23:00"]', "clé « hours »", "« everyday » n'est pas"),
        ('label = "text 114", ', "", "table [[help_lines]] n° 5, clé « en.label »", "elle manque"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_table_key_and_reason(
    changed: Callable[..., Territory], old: str, new: str, place: str, reason: str
) -> None:
    with pytest.raises(TerritoryError) as refused:
        changed((old, new))
    sentence = str(refused.value)
    assert sentence.startswith("ville.toml, ")
    assert f", {place}" in sentence
    assert reason in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("immediate_repeats = 4", "immediate_repeats = 0", line_of("immediate_repeats = 4")),
        ('id = "gigny"', 'id = "bretonniere"', line_of('id = "gigny"')),
        ("nudge_least_hours = 2\n", "", line_of("[delays]")),  # a missing key: its table
        ("[flood]", "[floods]", line_of("[flood]")),
        ('label = "text 114", ', "", line_of("text 114")),
    ],
)
def test_the_line_is_that_of_the_file(changed: Callable[..., Territory], old: str, new: str, at: int) -> None:
    with pytest.raises(TerritoryError, match=rf"^ville\.toml, ligne {at}, "):
        changed((old, new))


@pytest.mark.parametrize(
    ("slots", "reason"),
    [
        ('["9h-12h"]', 'attendu des plages comme ["09:00-12:00"]'),
        ('"09:00-12:00"', "attendu des plages"),
        ('["09:00-12:60"]', "attendu une heure"),
        ('["12:00-09:00"]', "la plage 12:00-09:00 finit avant de commencer"),
        ('["09:00-12:00", "11:00-17:00"]', "la plage de 11:00 commence avant la fin de la précédente"),
    ],
)
def test_wrong_opening_hours_are_refused(changed: Callable[..., Territory], slots: str, reason: str) -> None:
    with pytest.raises(TerritoryError) as refused:
        changed(('monday = ["09:00-12:00", "14:00-17:00"]', f"monday = {slots}"))
    assert "[hours]" in str(refused.value)
    assert reason in str(refused.value)


def test_a_service_that_never_opens_is_refused(load: Load) -> None:
    text = TEXT.replace('day = ["09:00-12:00", "14:00-17:00"]', "day = []")
    with pytest.raises(TerritoryError, match="aucune plage horaire"):
        load(text)


def test_more_than_six_choices_at_once_are_refused(load: Load) -> None:
    with pytest.raises(TerritoryError, match="plus de 6 choix"):
        load(TEXT.replace('group = "Ailleurs à Beaune"\n', ""))


def test_an_emergency_number_must_be_open_night_and_day(changed: Callable[..., Territory]) -> None:
    hours = 'hours = { every_day = ["09:00-23:00"], public_holidays = true }'
    with pytest.raises(TerritoryError, match=r"gratuit, jour et nuit"):
        changed(('number = "119"', f'number = "119"\n{hours}'))


def test_a_closed_period_that_runs_backwards_is_refused(load: Load) -> None:
    with pytest.raises(TerritoryError, match=r"table \[\[closed\]\] n° 1 : la fermeture finit le 2026-08-01"):
        load(TEXT + '[[closed]]\nfirst = 2026-08-03\nlast = 2026-08-01\nreason = "congés"\n')


def test_a_syntax_error_is_refused_with_line_and_column(load: Load) -> None:
    with pytest.raises(TerritoryError, match=r"^ville\.toml, ligne 2, colonne 6 : ce n'est pas du TOML"):
        load("[service]\nname Beaune\n")
    with pytest.raises(TerritoryError, match=r"^ville\.toml, à la fin du fichier : ce n'est pas du TOML"):
        load("[service]\nname = [1,\n")


def test_an_absent_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError, match="ne s'ouvre pas"):
        load_territory(tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("ville = 'Bretonnière'".encode("latin-1"))
    with pytest.raises(TerritoryError, match="UTF-8"):
        load_territory(latin)


def test_an_empty_file_says_what_is_missing_first(load: Load) -> None:
    with pytest.raises(TerritoryError, match=r"^ville\.toml, table \[service\] : elle manque\.$"):
        load("")
