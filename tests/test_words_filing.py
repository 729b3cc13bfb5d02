"""Every text of the roads of relays and agents, rendered as it leaves: « vous », plain, short, within reach of a thumb.

Must never: let a sentence that a relay can see be said with « tu », or a form with « vous » that nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.i18n import load_catalogues
from bot.intake.bubbles import Kind
from bot.intake.roads import Road
from bot.services.filing_bubbles import ONLY_FILED
from bot.services.formal import FORMS
from bot.services.house import House
from bot.services.voice import Later
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.unit_of_work import UnitOfWork, open_store
from tests.bubble_scenes import YOUTH_SCENES
from tests.bubble_stage import MOMENTS, Shown, noting, rendered
from tests.conftest import PARIS
from tests.database import new_database
from tests.filing_scenes import FILING_SCENES, NEVER, NO_ROAD, FilingCorner, filing, outside
from tests.relay_scenes import RELAY_SCENES
from tests.test_house import ROOT, tree_of
from tests.test_house_words import words_of
from tests.test_words import NOBODY_EVER, badly_arranged, hard_to_read, slips, texts

SPOKEN_IN = ("bot/services/filing_bubbles.py", "bot/intake/relay.py", "bot/intake/civic.py")
LEAST, LONGEST, MOST, LABEL = 50, 25, 700, 30
"""Kandel-Moles, words of a sentence, characters of a bubble, characters of a button's words that are ours."""
NO_BUBBLE = {"A minor in danger: the CRIP, {crip}, or {line}.", "Agreed to send", "I'd rather not say"}
"""Said where the territory knows its CRIP (tests/conversations/test_filing_relay.py); a label nobody is shown; a
choice without a button."""
LISTS = (Kind.RECAP, Kind.NOTICE, Later.TRANSMISSIONS)
_FAMILIAR = re.compile(r"\b(tu|ton|ta|tes|toi|t['’](?=[aeiouhéèê])|te)\b", re.IGNORECASE)
Everything = tuple[tuple[Shown, ...], frozenset[str]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Both roads by day and by night, and what is said outside of them; every msgid said on the way."""
    folder, said, shown = tmp_path_factory.mktemp("filing"), set[str](), list[Shown]()
    engine = open_engine(new_database(folder))
    house, now = House(load_territory(), noting(load_catalogues(PARIS), said), "bot"), MOMENTS["day"]

    def seen(uow: UnitOfWork) -> Iterator[Shown]:
        for road, scenes in FILING_SCENES.items():
            corner = FilingCorner(uow, house, f"{moment} {road}", "fr", False)
            yield from rendered(corner, road, {kind: filing(told) for kind, told in scenes.items()})
            yield from rendered(corner, "outside", {kind: outside(YOUTH_SCENES[kind]) for kind in NO_ROAD})

    with open_store(engine, create_key_file(folder / "keys"), lambda: now) as store:
        for moment in ("day", "night"):
            now = MOMENTS[moment]
            shown += store.run_sync(lambda uow: list(seen(uow)))
    engine.dispose()
    return tuple(shown), frozenset(said)


def test_every_kind_of_bubble_is_read_here_or_never_said_to_a_relay() -> None:
    here = {kind for scenes in FILING_SCENES.values() for kind in scenes} | set(NO_ROAD)
    assert sorted(ONLY_FILED.keys() - here) == []
    others = {kind for kind in {*Kind, *Later} if kind not in here and kind not in NEVER and kind not in RELAY_SCENES}
    assert sorted(kind for kind in others if not kind.startswith("referral")) == []


def test_every_scene_makes_a_bubble(read: Everything) -> None:
    assert sorted({f"{one.where} {one.kind} {dict(one.params)}" for one in read[0] if not one.message}) == []


def test_a_relay_is_never_told_tu(read: Everything) -> None:
    wrong = []
    for one in read[0]:
        if one.message is None:
            continue
        words = [one.message.text, *(button.label for row in one.message.rows for button in row)]
        wrong += [f"{one.kind}: {found} in {text!r}" for text in words for found in _FAMILIAR.findall(text)]
    assert sorted(set(wrong)) == []


def test_what_a_relay_reads_is_plain_and_short(read: Everything) -> None:
    wrong = []
    for text, found in texts(read[0]).items():
        why = [hard_to_read(text, LEAST, LONGEST), *slips(text, NOBODY_EVER)]
        if len(text) > MOST and found.kind not in LISTS and not found.params.get("numbered"):
            why.append(f"{len(text)} characters")
        wrong += [f"{found.kind}: {each}: {text!r}" for each in why if each]
    assert wrong == []


def test_each_bubble_has_six_choices_at_most_and_one_navigation_row(read: Everything) -> None:
    asked = [one for one in read[0] if one.kind == Kind.QUESTION and one.message]
    wrong = {f"{dict(one.params)}: {problem}" for one in asked if (problem := badly_arranged(one))}
    assert sorted(wrong) == []
    labels = {b.label for one in read[0] if one.message for row in one.message.rows for b in row}
    assert sorted(label for label in labels if len(label) > LABEL) == []


def test_every_sentence_of_the_roads_is_said_in_some_scene(read: Everything) -> None:
    declared = {msgid for path in SPOKEN_IN for _, msgid in words_of(tree_of(ROOT / path))[0]}
    assert sorted(declared - read[1] - NO_BUBBLE) == []


def test_every_form_with_vous_is_said(read: Everything) -> None:
    said = {one.removeprefix("vous: ") for one in read[1] if one.startswith("vous: ")}
    templates = {msgid for _, msgid in words_of(tree_of(ROOT / "bot/services/reply_templates.py"))[0]}
    assert sorted(set(FORMS) - said - templates) == []


def test_an_incident_never_speaks_of_a_signalement(read: Everything) -> None:
    told = [one for one in read[0] if one.where == Road.CIVIC and one.message]
    assert [one.kind for one in told if one.message and "signalement" in one.message.text.lower()] == []
