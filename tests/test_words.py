"""Every text a person can get, rendered as it leaves, and measured: easy for the young, sober for coordinators.

Must never: let a kind of bubble, a question or a sentence of a bubble go unread; a new one without a scene fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pytest

from bot.calendar import Period
from bot.i18n import Words, load_catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind
from bot.intake.commands import read_story_end, read_word
from bot.intake.dialogue import Nav
from bot.intake.questionnaire import MOST_BUTTONS
from bot.intake.youth import youth
from bot.messages import Button, Message
from bot.services.filing_bubbles import ONLY_FILED
from bot.services.house import House
from bot.services.outbox import RENDERERS
from bot.services.referral_terms import Refer
from bot.services.taps import AnswerTap, Word, WordTap, read
from bot.services.task_terms import Agenda
from bot.services.voice import Desk, Later
from bot.territory import AlertMode, AlertPolicy, Territory, load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_scenes import DESK_SCENES, YOUTH_SCENES
from tests.bubble_stage import MOMENTS, Corner, Shown, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.encounter_scenes import ENCOUNTER_SCENES
from tests.readability import measure
from tests.referral_scenes import PERSON_SCENES
from tests.relay_scenes import RELAY_DESK_SCENES, RELAY_SCENES
from tests.spoken import NO_BUBBLE, NOBODY_EVER, SPOKEN_IN, YOUNG_NEVER
from tests.test_house import ROOT, tree_of
from tests.test_house_words import translations, words_of

SHORT, LONGEST = 350, 4096
LISTS = (Kind.NOTICE, Kind.RECAP, Later.MY_DATA)
"""Longer than a bubble: the notice says all that the law asks for, the two others all that the person said."""

@dataclass(frozen=True)
class Read:
    """Everything rendered, and every msgid said on the way."""

    french: tuple[Shown, ...]
    english: tuple[Shown, ...]
    desk: tuple[Shown, ...]
    said: frozenset[str]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("words")
    said: set[str] = set()
    shown: dict[str, list[Shown]] = {"fr": [], "en": [], "desk": []}
    engine = open_engine(new_database(folder))
    catalogues, town = noting(load_catalogues(PARIS), said), load_territory()
    ask, decided = House(town, catalogues, "bot"), House(always(town), catalogues, "bot")
    shut = House(replace(town, closed=(Period(date(2026, 3, 9), date(2026, 3, 20), "congés"),)), catalogues, "bot")
    now = MOMENTS["day"]
    with open_store(engine, create_key_file(folder / "keys"), lambda: now) as store:
        for moment, at in MOMENTS.items():
            now = at
            for name, house, corner in corners(moment, ask, decided, shut):
                shown[name] += store.run_sync(partial(_seen, house=house, name=name, corner=corner))
    engine.dispose()
    return Read(tuple(shown["fr"]), tuple(shown["en"]), tuple(shown["desk"]), frozenset(said))


def always(territory: Territory) -> Territory:
    """A town that has decided to be warned without agreement."""
    assert territory.alert_policy.mode is AlertMode.ASK
    return replace(territory, alert_policy=AlertPolicy(AlertMode.ALWAYS, "la direction", date(2026, 1, 5)))


def corners(moment: str, ask: House, decided: House, shut: House) -> Iterator[tuple[str, House, str]]:
    """French at each moment, discreet or not; the rest by day and by night."""
    yield from (("fr", ask, moment), ("fr", ask, f"{moment}, discreet"))
    if moment == "evening":
        yield "fr", shut, "closed for holidays"
    if moment in ("day", "night"):
        yield from (("fr", decided, f"{moment}, always"), ("en", ask, f"{moment}, en"))
        yield "desk", ask, f"{moment}, desk"


def _seen(uow: UnitOfWork, house: House, name: str, corner: str) -> list[Shown]:
    here = Corner(uow, house, corner, "en" if name == "en" else "fr", corner.endswith("discreet"))
    if name == "desk":
        uow.staff.enrol(here.reader, "Solène")
    return list(rendered(here, corner, DESK_SCENES if name == "desk" else YOUTH_SCENES))


# -- what is wrong with a text -----------------------------------------------------------------------------------------


def texts(shown: tuple[Shown, ...]) -> dict[str, Shown]:
    """Each different text once, with one bubble that says it."""
    return {found.message.text: found for found in shown if found.message}


def hard_to_read(text: str, least: float, longest: int) -> str:
    """Why `text` is too hard, with its measure; empty when it is not. Below 8 words the score means nothing."""
    counted = measure(text)
    if counted.longest > longest:
        return f"a sentence of {counted.longest} words > {longest}: {text!r} ({counted})"
    if counted.words >= 8 and counted.score < least:
        return f"{counted.score:.0f} < {least}: {text!r} ({counted})"
    return ""


def slips(text: str, never: tuple[str, ...]) -> list[str]:
    """What no bubble may hold, whatever its reader."""
    wrong = [word for word in never if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)]
    wrong += ["a placeholder is left"] if re.search(r"[{}]", text) else []
    wrong += ["more than one question"] if text.count("?") > 1 else []
    wrong += ["emoji"] if re.search("[\U0001f000-\U0001faff\u2600-\u27bf]", text) else []
    wrong += ["agreement in parentheses or with a point"] if re.search(r"\w\(\w{1,3}\)|\w·\w", text) else []
    return wrong


def is_navigation(button: Button) -> bool:
    tap = read(button.data)
    return tap == WordTap(Word.HELP) or (isinstance(tap, AnswerTap) and tap.choice in (Nav.BACK, Nav.PASS, Nav.LATER))


def badly_arranged(found: Shown) -> str:
    """At most six choices; under a question one navigation row, the last."""
    assert found.message is not None
    rows = found.message.rows
    asked = str(found.params.get("key", "")) if found.kind == Kind.QUESTION else ""
    navigated = bool(asked) and (asked not in set(Aside) or asked == Aside.EDIT)
    choices, last = (rows[:-1], rows[-1:]) if navigated else (rows, ())
    if sum(map(len, choices)) > MOST_BUTTONS:
        return f"{sum(map(len, choices))} choices"
    if navigated and not (last and all(map(is_navigation, last[0]))):
        return "the last row is no navigation"
    return "navigation among the choices" if navigated and any(is_navigation(b) for row in choices for b in row) else ""


def may_be_long(found: Shown) -> bool:
    """Lists of what was said; a question asked again with its choices numbered, one a line; a human's own words."""
    return found.kind in LISTS or bool(found.params.get("numbered"))


# -- nothing goes unread -----------------------------------------------------------------------------------------------


def test_every_kind_of_bubble_has_a_renderer_and_a_scene() -> None:
    assert sorted({*Kind, *Later, *Desk, *Refer, *Agenda} ^ RENDERERS.keys()) == []
    # Measured in tests/test_words_….py:
    elsewhere = {*ONLY_FILED, *RELAY_SCENES, *RELAY_DESK_SCENES, *PERSON_SCENES, *ENCOUNTER_SCENES}
    young, desk = {*Kind, *Later} - elsewhere, set(Desk) - elsewhere
    assert sorted(young ^ YOUTH_SCENES.keys()) == [], "say in tests/bubble_scenes.py when it is said"
    assert sorted(desk ^ DESK_SCENES.keys()) == [], "say in tests/bubble_scenes.py when it is said"


def test_every_scene_makes_a_bubble(everything: Read) -> None:
    silent = {
        f"{found.kind} {dict(found.params)}"
        for found in (*everything.french, *everything.english, *everything.desk)
        if found.message is None or not found.message.text.strip()
    }
    assert sorted(silent) == []


def test_every_sentence_of_the_bubbles_is_said_in_some_scene(everything: Read) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    assert sorted(declared - everything.said - NO_BUBBLE) == []


# -- the young ---------------------------------------------------------------------------------------------------------


def test_each_bubble_for_the_young_is_easy_to_read(everything: Read) -> None:
    """The answer echoed under a question is a button's label: it is read as a button, not as a sentence."""
    wrong = []
    for text, found in texts(everything.french).items():
        least, longest = (50, 25) if found.kind == Kind.NOTICE else (70, 15)
        said = text.rpartition("\n— ")[0] if found.kind == Kind.ANSWERED else text
        wrong += [f"{found.kind}, {found.where}: {why}"] if (why := hard_to_read(said, least, longest)) else []
    assert wrong == []


def test_all_bubbles_for_the_young_together_are_very_easy_to_read(everything: Read) -> None:
    together = measure("\n".join(texts(everything.french)))
    assert together.score >= 85, str(together)


@pytest.mark.parametrize("language", ["french", "english"])
def test_a_bubble_for_the_young_is_short(everything: Read, language: str) -> None:
    long = [
        f"{found.kind}, {found.where}: {len(text)} characters: {text!r}"
        for text, found in texts(getattr(everything, language)).items()
        if len(text) > (LONGEST if may_be_long(found) else SHORT)
    ]
    assert long == []


@pytest.mark.parametrize("language", ["french", "english"])
def test_a_bubble_for_the_young_has_few_choices_and_one_row_to_navigate(everything: Read, language: str) -> None:
    wrong = {
        f"{found.kind} {dict(found.params)}: {badly_arranged(found)}"
        for found in getattr(everything, language)
        if found.message and badly_arranged(found)
    }
    assert sorted(wrong) == []


def test_no_bubble_for_the_young_says_what_none_may_say(everything: Read) -> None:
    polite = re.compile(r"\b(?<!rendez-)(vous|votre|vos)\b", re.IGNORECASE)
    wrong = [
        f"{found.kind}, {found.where}: {why}: {text!r}"
        for text, found in texts(everything.french).items()
        for why in [*slips(text, YOUNG_NEVER + NOBODY_EVER), *polite.findall(text)]
    ]
    wrong += [f"{text!r}: {why}" for text in texts(everything.english) for why in slips(text, ("I promise you",))]
    assert wrong == []


def test_a_button_for_the_young_says_it_in_three_words(everything: Read, words: Words) -> None:
    town = load_territory()
    spared = {district.label for district in town.districts}
    spared |= {words.say(theme.label) for theme in youth(town.districts).by_key["themes"].choices}
    rows = [row for found in everything.french if found.message for row in found.message.rows]
    labels = {button.label for row in rows for button in row} - spared
    assert sorted(label for label in labels if len(label.split()) > 3 and len(label) > 24) == []


@pytest.mark.parametrize("language", ["french", "english"])
def test_what_somebody_is_told_to_type_is_understood(everything: Read, language: str) -> None:
    told = re.compile(r"(?:[ÉEé]cris|[Ww]rite|with|[Cc]hoisis|[Pp]ick) [«“]\s?([^»”]+?)\s?[»”]")
    typed = {word for text in texts(getattr(everything, language)) for word in told.findall(text)}
    assert len(typed) >= 5, "the sentences that say what to type have another shape now"
    assert sorted(word for word in typed if not (read_word(word) or read_story_end(word))) == []


@pytest.mark.parametrize("path", ["bot/app.py", "bot/services/inbox.py", "bot/services/intake.py"])
def test_what_a_tap_or_the_menu_answers_is_easy_too(path: str, words: Words) -> None:
    for _, msgid in words_of(tree_of(ROOT / path))[0]:
        said = words.say(msgid)
        assert not hard_to_read(said, 70, 15), hard_to_read(said, 70, 15)
        assert slips(said, YOUNG_NEVER + NOBODY_EVER) == [], said


# -- the coordinators --------------------------------------------------------------------------------------------------


def test_texts_for_coordinators_are_plain(everything: Read) -> None:
    familiar = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
    wrong = []
    for text, found in texts(everything.desk).items():
        why = [hard_to_read(text, 50, 25), *slips(text, NOBODY_EVER), *familiar.findall(re.sub("«.*?»", "", text))]
        wrong += [f"{found.kind}, {found.where}: {each}: {text!r}" for each in why if each]
    assert wrong == []


# -- and the checks themselves -----------------------------------------------------------------------------------------


def test_no_sign_begins_a_line(everything: Read) -> None:
    said = (*texts(everything.french), *texts(everything.desk))
    assert [text for text in said if re.search(r" [?!;:»]|« ", text)] == []


def test_no_text_of_the_catalogue_promises_a_secret() -> None:
    texts_said = translations("fr").values()
    assert [text for text in texts_said if any(word in text.casefold() for word in NOBODY_EVER)] == []


def test_a_letter_of_the_administration_is_refused() -> None:
    letter = (
        "Les données à caractère personnel recueillies font l'objet d'un traitement informatisé destiné à la gestion "
        "des demandes d'accompagnement des usagers."
    )
    assert hard_to_read(letter, 70, 15)
    assert hard_to_read(letter, 70, 30)
    assert slips(letter + " {nom} : qui ? quoi ? \U0001f600 inscrit(e)", YOUNG_NEVER) == [
        "traitement", "usager", "a placeholder is left", "more than one question", "emoji",
        "agreement in parentheses or with a point",
    ]  # fmt: skip
    crowd = Message(letter, tuple((Button(str(place), f"q:d:age:{place}"),) for place in range(8)))
    assert badly_arranged(Shown(Kind.QUESTION, {"key": "age"}, "", crowd)) == "7 choices"
