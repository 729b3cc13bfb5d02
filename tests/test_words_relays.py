"""Every text about being a relay, rendered as it leaves: polite, plain, and nothing said that no scene says.

Must never: judge the questions that relays answer; they are measured with the roads.
"""

from __future__ import annotations

import re

import pytest

from bot.i18n import load_catalogues
from bot.services.house import House
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_stage import MOMENTS, Corner, Shown, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.relay_scenes import RELAY_DESK_SCENES, RELAY_SCENES
from tests.test_house import ROOT, tree_of
from tests.test_house_words import words_of
from tests.test_words import NOBODY_EVER, hard_to_read, slips, texts

SPOKEN_IN = ("bot/services/relay_bubbles.py", "bot/services/relay_desk_bubbles.py", "bot/intake/enrolment.py")
MOST, LONGEST = 700, 24
"""Characters of a bubble, and of a button's words that are ours."""
_LINK = re.compile(r"https://\S+")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Shown, ...], frozenset[str]]:
    """Everything rendered, and every msgid said on the way."""
    folder = tmp_path_factory.mktemp("relays")
    said: set[str] = set()
    engine = open_engine(new_database(folder))
    house = House(load_territory(), noting(load_catalogues(PARIS), said), "bot")

    def seen(uow: UnitOfWork) -> list[Shown]:
        relay, desk = (Corner(uow, house, name, "fr", False) for name in ("relay", "desk"))
        uow.staff.enrol(desk.reader, "Solène")
        uow.people.change(relay.reader, formal=True)
        return [*rendered(relay, "relay", RELAY_SCENES), *rendered(desk, "desk", RELAY_DESK_SCENES)]

    with open_store(engine, create_key_file(folder / "keys"), lambda: MOMENTS["day"]) as store:
        shown = store.run_sync(seen)
    engine.dispose()
    return tuple(shown), frozenset(said)


Everything = tuple[tuple[Shown, ...], frozenset[str]]


def test_every_scene_makes_a_bubble_or_a_menu(read: Everything) -> None:
    silent = [f"{one.kind} {dict(one.params)}" for one in read[0] if not one.message]
    assert silent == []
    assert all(one.message.text or one.message.commands for one in read[0] if one.message)


def test_every_sentence_is_said_in_some_scene(read: Everything) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    assert sorted(declared - read[1]) == []


def test_texts_about_relays_are_plain_polite_and_short(read: Everything) -> None:
    familiar = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
    wrong = []
    for text, found in texts(read[0]).items():
        spoken = _LINK.sub("", text)
        why = [hard_to_read(spoken, 50, 25), *slips(spoken, NOBODY_EVER), *familiar.findall(spoken)]
        why += [f"{len(text)} characters"] if len(text) > MOST else []
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_buttons_and_commands_are_short(read: Everything) -> None:
    labels = {b.label for one in read[0] if one.message for row in one.message.rows for b in row}
    town = {structure.label for structure in load_territory().structures}
    ours = {label for label in labels if not any(name in label for name in town)}
    assert sorted(label for label in ours if len(label) > LONGEST) == []
    described = {words for one in read[0] if one.message for _, words in one.message.commands}
    assert sorted(words for words in described if not 3 <= len(words) <= 40) == []
