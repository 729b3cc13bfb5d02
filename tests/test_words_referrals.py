"""Every text about referrals, rendered as it leaves: easy for the young, polite and plain for relays and coordinators.

Must never: let a sentence of these bubbles go unread; a new one without a scene fails here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from bot.i18n import load_catalogues
from bot.services.house import House
from bot.services.referral_terms import Refer
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_stage import MOMENTS, Corner, Scenes, Shown, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.referral_scenes import COORDINATOR_SCENES, DATA_SCENES, PARTNER_SCENES, PERSON_SCENES
from tests.test_house import ROOT, tree_of
from tests.test_house_words import words_of
from tests.test_words import NOBODY_EVER, SHORT, YOUNG_NEVER, badly_arranged, hard_to_read, slips, texts

SPOKEN_IN = tuple(
    f"bot/services/referral_{name}.py"
    for name in ("bubbles", "desk_bubbles", "directory", "terms", "desk", "relays")
)  # fmt: skip
TOASTS = {
    "The case is closed.", "Nothing was asked: look again.", "It has changed meanwhile.", "Accept it first.",
    "You have accepted it already.", "It has been declined already.", "It is over.",
}  # fmt: skip
"""Said in answer to a press that came too late; measured below all the same."""
MOST = 1_000
READERS: Mapping[str, Mapping[str, Scenes]] = {
    "person": PERSON_SCENES, "discreet": PERSON_SCENES, "data": DATA_SCENES, "relay": PARTNER_SCENES,
    "desk": COORDINATOR_SCENES,
}  # fmt: skip
Everything = tuple[Mapping[str, tuple[Shown, ...]], frozenset[str]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Everything rendered for each reader, and every msgid said on the way."""
    folder = tmp_path_factory.mktemp("referrals")
    said: set[str] = set()
    engine = open_engine(new_database(folder))
    house = House(load_territory(), noting(load_catalogues(PARIS), said), "bot")

    def seen(uow: UnitOfWork) -> dict[str, tuple[Shown, ...]]:
        found = {}
        for name, scenes in READERS.items():
            corner = Corner(uow, house, name, "fr", name == "discreet")
            if name == "desk":
                uow.staff.enrol(corner.reader, "Solène")
            found[name] = tuple(rendered(corner, name, scenes))
        return found

    with open_store(engine, create_key_file(folder / "keys"), lambda: MOMENTS["day"]) as store:
        shown = store.run_sync(seen)
    engine.dispose()
    return shown, frozenset(said)


def _of(read: Everything, *readers: str) -> dict[str, Shown]:
    return {text: found for name in readers for text, found in texts(read[0][name]).items()}


def test_every_kind_has_a_scene_and_every_scene_a_bubble(read: Everything) -> None:
    assert set(Refer) == {*PARTNER_SCENES, *COORDINATOR_SCENES} - {"case_file"}
    silent = [f"{one.kind} {dict(one.params)}" for shown in read[0].values() for one in shown if not one.message]
    assert silent == []


def test_every_sentence_is_said_in_some_scene(read: Everything) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    assert sorted(declared - read[1] - TOASTS) == []


def test_the_person_reads_short_and_easy_words(read: Everything) -> None:
    polite = re.compile(r"\b(?<!rendez-)(vous|votre|vos)\b", re.IGNORECASE)
    wrong = []
    for text, found in _of(read, "person", "discreet").items():
        why = [hard_to_read(text, 70, 15), *slips(text, YOUNG_NEVER + NOBODY_EVER), *polite.findall(text)]
        why += [f"{len(text)} characters"] if len(text) > SHORT else []
        why += [badly_arranged(found)]
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_my_data_names_what_was_agreed_to_and_gives_the_way_back(read: Everything) -> None:
    shown = [one.message for one in read[0]["data"] if one.message]
    assert [sum(len(row) for row in message.rows) for message in shown] == [3, 4, 5]
    labels = {button.label for message in shown for row in message.rows for button in row}
    assert sorted(label for label in labels if len(label) > 24) == []


def test_relays_and_coordinators_read_plain_and_polite_words(read: Everything) -> None:
    familiar = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
    wrong = []
    for text, found in _of(read, "relay", "desk").items():
        spoken = re.sub("«.*?»", "", text, flags=re.DOTALL)
        why = [hard_to_read(spoken, 50, 25), *slips(spoken, NOBODY_EVER), *familiar.findall(spoken)]
        why += [f"{len(text)} characters"] if len(text) > MOST else []
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_what_answers_a_late_press_is_plain(read: Everything) -> None:
    say = load_catalogues(PARIS).words().say
    assert [why for msgid in TOASTS if (why := hard_to_read(say(msgid), 50, 25))] == []


def test_buttons_are_short(read: Everything) -> None:
    town = {partner.label for partner in load_territory().partners}
    messages = [one.message for shown in read[0].values() for one in shown if one.message]
    labels = {button.label for message in messages for row in message.rows for button in row}
    assert sorted(label for label in labels - town if len(label) > 30) == []
