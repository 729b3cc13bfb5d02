"""Every text about tasks, rendered as it leaves: plain, polite, short buttons, references only.

Must never: let a sentence of these bubbles go unread; a new one without a scene fails here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from bot.i18n import load_catalogues
from bot.services.house import House
from bot.services.task_terms import EVENTS, Agenda
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.agenda_scenes import AGENDA_SCENES
from tests.bubble_stage import MOMENTS, Corner, Shown, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.test_house import ROOT, tree_of
from tests.test_house_words import words_of
from tests.test_words import NOBODY_EVER, hard_to_read, slips, texts

SPOKEN_IN = tuple(
    f"bot/services/{name}.py" for name in ("agenda_bubbles", "morning_bubbles", "agenda", "planning", "task_terms")
)
TOASTS = {
    "Noted: done.", "Noted: moved.", "Called off.", "Kept. You will be asked again in a month.", "Eliminated.",
    "Noted: to be archived. The case is closed.", "Noted already.", "Noted: all tries are made.",
    "Noted. The next try is planned.", "This date is no longer waiting.", "It has changed meanwhile.",
    "The case is closed.", "Answered already by {name}: {outcome}.", "has the referral worked?",
    "Everything in this list is done.",
}  # fmt: skip
"""Said in answer to a press (or after a referral); measured below all the same."""
MOST = 1_200
Everything = tuple[tuple[Shown, ...], frozenset[str]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Everything rendered for a coordinator, and every msgid said on the way."""
    folder = tmp_path_factory.mktemp("agenda")
    said: set[str] = set()
    engine = open_engine(new_database(folder))
    house = House(load_territory(), noting(load_catalogues(PARIS), said), "bot")

    def seen(uow: UnitOfWork) -> tuple[Shown, ...]:
        corner = Corner(uow, house, "desk", "fr", discreet=False)
        uow.staff.enrol(corner.reader, "Solène")
        return tuple(rendered(corner, "desk", AGENDA_SCENES))

    with open_store(engine, create_key_file(folder / "keys"), lambda: MOMENTS["day"]) as store:
        shown = store.run_sync(seen)
    engine.dispose()
    return shown, frozenset(said)


def test_every_kind_has_a_scene_and_every_scene_a_bubble(read: Everything) -> None:
    assert set(Agenda) == AGENDA_SCENES.keys()
    assert [f"{one.kind} {dict(one.params)}" for one in read[0] if not one.message] == []


def test_every_sentence_is_said_in_some_scene(read: Everything) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    assert sorted(declared - read[1] - TOASTS - set(EVENTS.values())) == []


def test_coordinators_read_plain_and_polite_words(read: Everything) -> None:
    familiar = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
    wrong = []
    for text, found in texts(read[0]).items():
        listed = re.sub(r"^(\d+\. |Prévu : ).*$", "", text, flags=re.MULTILINE)  # each line asks its own question
        plain = re.sub(r"«.*?»|M[SC]-\d{4}-\d{4}", "", listed, flags=re.DOTALL)
        why = [hard_to_read(plain, 50, 25), *slips(plain, NOBODY_EVER), *familiar.findall(plain)]
        why += [f"{len(text)} characters"] if len(text) > MOST else []
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_what_answers_a_press_and_the_timeline_are_plain() -> None:
    say = load_catalogues(PARIS).words().say
    fill: Mapping[str, str] = {"name": "Solène", "outcome": "fait"}
    said = [say(msgid, **fill) for msgid in (*TOASTS, *EVENTS.values())]
    assert [why for text in said if (why := hard_to_read(text, 50, 25))] == []


def test_buttons_are_short_and_neither_name_nor_theme_is_shown(read: Everything) -> None:
    messages = [one.message for one in read[0] if one.message]
    labels = {button.label for message in messages for row in message.rows for button in row}
    assert sorted(label for label in labels if len(label) > 24) == []
    assert [message.text for message in messages if "Naël" in message.text or "Famille" in message.text] == []
