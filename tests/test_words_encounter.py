"""Every text about an encounter, rendered as it leaves: polite, plain, for the coordinator alone; the group's is bare.

Must never: measure what the young are told; tests/test_words.py does.
"""

from __future__ import annotations

import re

import pytest

from bot.i18n import Catalogues, load_catalogues
from bot.intake.questionnaire import MOST_BUTTONS
from bot.intake.roads import Road
from bot.intake.script import paper_script
from bot.messages import Op
from bot.services.house import House
from bot.services.voice import Desk
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_stage import MOMENTS, Corner, Shown, Told, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.encounter_scenes import AROUND, DIALOGUE_SCENES, ENCOUNTER_SCENES, noted
from tests.intake.walks import beaune
from tests.test_house import ROOT, tree_of
from tests.test_house_words import words_of
from tests.test_words import NOBODY_EVER, hard_to_read, is_navigation, slips, texts

SPOKEN_IN = ("bot/intake/encounter.py", "bot/services/encounter_bubbles.py")
PAPER = ROOT / "docs" / "script-encounter.md"
SHORT, LONGEST = 350, 28
FAMILIAR = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
Everything = tuple[tuple[Shown, ...], frozenset[str]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Everything rendered to a coordinator, and every msgid said on the way."""
    folder, said = tmp_path_factory.mktemp("encounter"), set[str]()
    engine = open_engine(new_database(folder))
    house = House(load_territory(), noting(load_catalogues(PARIS), said), "bot")

    def seen(uow: UnitOfWork) -> list[Shown]:
        desk, stranger = (Corner(uow, house, name, "fr", False) for name in ("desk", "stranger"))
        uow.staff.enrol(desk.reader, "Solène")
        shown = [one for scenes in (DIALOGUE_SCENES, ENCOUNTER_SCENES, AROUND) for one in rendered(desk, "", scenes)]
        case = noted(desk)
        for kind in (*DIALOGUE_SCENES, *ENCOUNTER_SCENES):
            about = next(one.params for one in shown if one.kind == kind)
            for op in (Op.SEND, Op.EDIT):
                told = Told(about, case.id if kind in ENCOUNTER_SCENES else "", stranger.draft_id, op)
                shown.append(Shown(kind, about, "stranger", stranger.render(kind, told)))
        return shown

    with open_store(engine, create_key_file(folder / "keys"), lambda: MOMENTS["day"]) as store:
        shown = store.run_sync(seen)
    engine.dispose()
    return tuple(shown), frozenset(said)


def hers(read: Everything) -> tuple[Shown, ...]:
    return tuple(one for one in read[0] if one.where != "stranger")


def test_every_scene_makes_a_bubble_for_the_coordinator_and_none_for_anybody_else(read: Everything) -> None:
    assert [f"{one.kind} {dict(one.params)}" for one in hers(read) if not one.message] == []
    assert [f"{one.kind} {dict(one.params)}" for one in read[0] if one.where == "stranger" and one.message] == []


def test_every_sentence_is_said_in_some_scene(read: Everything) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    never_a_button = {"I'd rather not say"}  # only typed, or reached by *Passer*: the bubble then shows it as answered
    assert sorted(declared - read[1] - never_a_button) == []


def test_texts_are_plain_polite_and_short(read: Everything) -> None:
    wrong = []
    for text, found in texts(hers(read)).items():
        why = [hard_to_read(text, 50, 25), *slips(text, NOBODY_EVER), *FAMILIAR.findall(text)]
        why += [f"{len(text)} characters"] if len(text) > SHORT and not found.params.get("numbered") else []
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_few_buttons_and_short_ones(read: Everything) -> None:
    for one in hers(read):
        buttons = [b for row in one.message.rows for b in row if not is_navigation(b)] if one.message else []
        assert len(buttons) <= MOST_BUTTONS + 1, (one.kind, one.params)
        assert [b.label for b in buttons if len(b.label) > LONGEST] == []


def test_a_confirmation_and_a_card_say_no_subject_name_or_number(read: Everything) -> None:
    for one in hers(read):
        if one.kind in (Desk.ENCOUNTER, Desk.ENCOUNTER_ASK, Desk.CARD) and one.message:
            assert not re.search(r"logement|Théo|07 00", one.message.text), one.message.text


def test_the_paper_is_what_the_bot_asks(catalogues: Catalogues) -> None:
    house = beaune(catalogues)
    script = paper_script(house.questionnaires[Road.ENCOUNTER], house.words().formally())
    command = "python -m bot script rencontre > docs/script-encounter.md"
    assert PAPER.read_text(encoding="utf-8") == script, f"run: {command}"
