"""Every text a person can get, rendered as it leaves, and measured: easy for the young, sober for coordinators.

Must never: let a kind of bubble, a question or a sentence of a bubble go unread; a new one without a scene fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.i18n import Words, load_catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind
from bot.intake.commands import read_story_end, read_word
from bot.intake.dialogue import Nav
from bot.intake.questionnaire import MOST_BUTTONS
from bot.messages import Button, Message
from bot.services.house import House
from bot.services.outbox import RENDERERS
from bot.services.taps import AnswerTap, Word, WordTap, read
from bot.services.voice import Desk, Later
from bot.territory import AlertMode, AlertPolicy, Territory, load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.migrate import upgrade
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_scenes import MOMENTS, SCENES, Corner, Shown, noting, rendered
from tests.conftest import PARIS
from tests.readability import measure, sentences, syllables, words
from tests.test_house import ROOT, tree_of
from tests.test_house_words import of_locale, words_of

YOUTH_KINDS: tuple[str, ...] = (*Kind, *Later)
SHORT, LONGEST = 350, 4096
LISTS = (Kind.NOTICE, Kind.RECAP, Later.MY_DATA)
"""Longer than a bubble: the notice says all that the law asks for, the two others all that the person said."""

YOUNG_NEVER = (
    "traitement", "finalité", "susmentionné", "bénéficiaire", "usager", "dispositif", "prise en charge", "signalement",
    "consentement",
)  # fmt: skip
NOBODY_EVER = ("secret", "je te promets", "je vous promets")
SPOKEN_IN = (
    "bot/services/youth_bubbles.py", "bot/services/later_bubbles.py", "bot/services/desk_bubbles.py",
    "bot/services/scene.py", "bot/intake/youth.py", "bot/intake/asides.py", "bot/intake/views.py",
)  # fmt: skip
NO_BUBBLE = {"Change", "not said"}
"""The label of the aside « Modifier », which is no answer; the words for a refusal where no such choice is declared."""


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
    engine = open_engine(f"sqlite:///{folder / 'base.db'}")
    upgrade(engine)
    now = MOMENTS["day"]
    with open_store(engine, create_key_file(folder / "keys"), lambda: now) as store:
        for policy, territory in policies(load_territory()):
            house = House(territory, noting(load_catalogues(PARIS), said), "bot")
            for moment, at in MOMENTS.items():
                now = at
                for name, found in store.run_sync(lambda uow: list(_of_one_moment(uow, house, f"{policy}, {moment}"))):
                    shown[name].append(found)
    engine.dispose()
    return Read(*(tuple(shown[name]) for name in ("fr", "en", "desk")), frozenset(said))


def policies(territory: Territory) -> Iterator[tuple[str, Territory]]:
    """« ask », and the town that has decided to be warned always."""
    always = AlertPolicy(AlertMode.ALWAYS, "la direction", date(2026, 1, 5))
    yield "ask", replace(territory, alert_policy=replace(territory.alert_policy, mode=AlertMode.ASK))
    yield "always", replace(territory, alert_policy=always)


def _of_one_moment(uow: UnitOfWork, house: House, where: str) -> Iterator[tuple[str, Shown]]:
    for locale in ("fr", "en"):
        for discreet in (False, True):
            corner = Corner(uow, house, f"{where} {house.territory.alert_policy.mode}", locale, discreet)
            scene = f"{where}, {locale}{', discreet' if discreet else ''}"
            yield from ((locale, found) for found in rendered(corner, scene, YOUTH_KINDS))
    corner = Corner(uow, house, f"desk {where}", "fr", False)
    uow.staff.enrol(corner.reader, "Solène")
    yield from (("desk", found) for found in rendered(corner, f"{where}, desk", Desk))


# -- what is wrong with a text -----------------------------------------------------------------------------------------


def texts(shown: tuple[Shown, ...]) -> dict[str, Shown]:
    """Each different text once, with one bubble that says it."""
    return {found.message.text: found for found in shown if found.message}


def hard_to_read(text: str, least: float, longest: int) -> str:
    """Why `text` is too hard, with its measure; empty when it is not. Below 8 words the score means nothing."""
    counted = measure(text)
    if counted.longest > longest:
        return f"{max(map(len, map(words, sentences(text))))} words in a sentence > {longest}: {text!r} ({counted})"
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
    return tap == WordTap(Word.HELP) or (isinstance(tap, AnswerTap) and tap.choice in (Nav.BACK, Nav.PASS))


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
    kinds = {*YOUTH_KINDS, *Desk}
    assert sorted(kinds - RENDERERS.keys()) == []
    assert sorted(kinds - SCENES.keys()) == [], "say in tests/bubble_scenes.py when it is said"
    assert sorted((RENDERERS.keys() | SCENES.keys()) - kinds) == []


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
    for text, found in texts(everything.french).items():
        least, longest = (50, 25) if found.kind == Kind.NOTICE else (70, 15)
        assert not (why := hard_to_read(text, least, longest)), f"{found.kind}, {found.where}: {why}"


def test_all_bubbles_for_the_young_together_are_very_easy_to_read(everything: Read) -> None:
    together = measure("\n".join(texts(everything.french)))
    assert together.score >= 85, str(together)


@pytest.mark.parametrize("language", ["french", "english"])
def test_a_bubble_for_the_young_is_short(everything: Read, language: str) -> None:
    for text, found in texts(getattr(everything, language)).items():
        most = LONGEST if may_be_long(found) else SHORT
        assert len(text) <= most, f"{found.kind}, {found.where}: {len(text)} characters: {text!r}"


@pytest.mark.parametrize("language", ["french", "english"])
def test_a_bubble_for_the_young_has_few_choices_and_one_row_to_navigate(everything: Read, language: str) -> None:
    wrong = {
        f"{found.kind} {dict(found.params)}: {badly_arranged(found)}"
        for found in getattr(everything, language)
        if found.message and badly_arranged(found)
    }
    assert sorted(wrong) == []


def test_no_bubble_for_the_young_says_what_none_may_say(everything: Read) -> None:
    for text, found in texts(everything.french).items():
        assert slips(text, YOUNG_NEVER + NOBODY_EVER) == [], f"{found.kind}, {found.where}: {text!r}"
        assert not re.search(r"\b(?<!rendez-)(vous|votre|vos)\b", text, re.IGNORECASE), f"{found.kind}: {text!r}"
    for text, found in texts(everything.english).items():
        assert slips(text, ("I promise you",)) == [], f"{found.kind}, {found.where}: {text!r}"


def test_a_button_for_the_young_says_it_in_three_words(everything: Read, words: Words) -> None:
    local = {district.label for district in load_territory().districts}
    themes = {words.say(choice.label) for choice in House(load_territory(), load_catalogues(PARIS)).youth.by_key["themes"].choices}
    labels = {button.label for found in everything.french if found.message for row in found.message.rows for button in row}
    assert sorted(label for label in labels - local - themes if len(label.split()) > 3 and len(label) > 24) == []


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
    for text, found in texts(everything.desk).items():
        assert not (why := hard_to_read(text, 50, 25)), f"{found.kind}, {found.where}: {why}"
        assert slips(text.replace(" · ", ", "), NOBODY_EVER) == [], f"{found.kind}: {text!r}"
        assert not re.search(r"\b(tu|ton|ta|tes|toi)\b", re.sub("«.*?»", "", text), re.IGNORECASE), f"{found.kind}: {text!r}"


# -- the measure itself ------------------------------------------------------------------------------------------------


@cache
def french() -> tuple[str, ...]:
    return tuple(str(message.string) for message in of_locale("fr") if message.id)


def test_no_text_of_the_catalogue_promises_a_secret() -> None:
    assert [text for text in french() if any(word in text.casefold() for word in NOBODY_EVER)] == []


@pytest.mark.parametrize(
    ("word", "count"),
    [("équipe", 2), ("envoyer", 3), ("suffisent", 2), ("moment", 2), ("créer", 2), ("les", 1), ("j'enlève", 2),
     ("rendez-vous", 3), ("qu'on", 1), ("3114", 1), ("/mesdonnees", 1), ("MS-2026-0042", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_were(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_at_points_and_lines_but_not_at_colons() -> None:
    text = "Danger : appelle le 112. Sans parler : SMS au 114 !\n2. Pour moi\n« Oui ? »\n03 80 24 56 78, cnil.fr."
    expected = [["Danger", "appelle", "le", "112"], ["Sans", "parler", "SMS", "au", "114"], ["Pour", "moi"], ["Oui"],
                ["0380245678", "cnil.fr"]]  # fmt: skip
    assert [words(sentence) for sentence in sentences(text)] == expected


def test_a_text_of_the_administration_is_refused() -> None:
    letter = (
        "Les données à caractère personnel recueillies font l'objet d'un traitement informatisé destiné à la gestion "
        "des demandes d'accompagnement des usagers."
    )
    assert measure(letter).score < 35
    assert hard_to_read(letter, 70, 15)
    assert hard_to_read(letter, 70, 30)
    assert slips(letter + " {nom} : qui ? quoi ? \U0001f600 inscrit(e)", YOUNG_NEVER) == [
        "traitement", "usager", "a placeholder is left", "more than one question", "emoji",
        "agreement in parentheses or with a point",
    ]  # fmt: skip
    crowd = Message(letter, tuple((Button(str(place), f"q:d:age:{place}"),) for place in range(8)))
    assert badly_arranged(Shown(Kind.QUESTION, {"key": "age"}, "", crowd)) == "7 choices"
