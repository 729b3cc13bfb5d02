"""The scenarios in which a danger shows, or seems to: typed words only, played by the rules of the invented scenarios.

Interruptions get « non », the short road goes on, what has no turn is passed; free words come where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.triage.urgency import Level, Signal
from storage.records import EntryKind
from tests.conversations.stage import GROUP, open_stage
from tests.conversations.test_numbers import lines_of
from tests.conversations.test_typed_road import INTERRUPTIONS
from tests.conversations.youth_stage import Young


@dataclass(frozen=True)
class Road:
    """`free`: words typed right after the answer to a question. `shown`: numbers that must stand in one bubble."""

    now: str
    first: str
    turns: Mapping[str, str]
    codes: Mapping[str, str]
    themes: frozenset[str]
    level: Level
    signals: frozenset[Signal]
    shown: frozenset[str]
    free: Mapping[str, str] = field(default_factory=dict)


ROADS = {
    "J03": Road(
        "2026-02-04T23:05:00+01:00", "jsais pas a qui le dire mais jveux plus me réveiller",
        {"en_securite": "jsais pas", "pour_qui": "moi", "tranche_age": "15", "attente": "juste que qqn me parle",
         "contact_mode": "ici", "contact_discret": "oui elle regarde mon tel des fois", "accord_envoi": "ok"},
        {"pour_qui": "moi", "tranche_age": "de_15_17", "attente": "etre_ecoute", "en_securite": "ne_sait_pas",
         "delai_souhaite": "non_dit", "contact_mode": "telegram", "contact_discret": "oui", "accord_envoi": "oui"},
        frozenset({"sante_mentale", "non_dit", "famille"}), Level.IMMEDIAT, frozenset({Signal.SUICIDE}),
        frozenset({"n3114", "n15", "n114"}),
        free={"en_securite": "jpeux pas appeler ma mère est à côté elle entend tout"},
    ),
    "J09": Road(
        "2026-01-30T14:05:00+01:00", "jai besoin d'aide mais il fouille mon tel",
        {"contact_discret": "oui surtout", "pour_qui": "moi", "tranche_age": "20", "themes": "mon copain",
         "recit": "il ma mis une gifle dimanche et il ma serré le cou. il contrôle mon argent",
         "en_securite": "là oui il est au travail", "attente": "partir mais jsais pas où",
         "delai_souhaite": "aujourd'hui", "contact_mode": "me voir au centre social", "accord_envoi": "oui"},
        {"pour_qui": "moi", "tranche_age": "de_18_20", "attente": "aide_demarche", "en_securite": "oui",
         "delai_souhaite": "aujourd_hui", "contact_mode": "rencontre", "contact_discret": "oui", "accord_envoi": "oui"},
        frozenset({"violence", "famille", "vie_affective", "non_dit"}), Level.IMMEDIAT,
        frozenset({Signal.VIOLENCE_INTRAFAMILIALE}), frozenset({"n17", "n114"}),
    ),
    "J11": Road(
        "2026-04-28T15:20:00+02:00", "bjr jfume trop et jsors plus de chez moi",
        {"pour_qui": "moi", "tranche_age": "24", "themes": "la fumette, et jvois personne", "en_securite": "oui",
         "recit": "pas d'idées noires hein, juste jtourne en rond depuis que j'ai perdu mon taf",
         "attente": "parler à quelqu'un qui juge pas", "delai_souhaite": "quand vous pouvez",
         "contact_mode": "telegram", "contact_discret": "non", "accord_envoi": "oui"},
        {"pour_qui": "moi", "tranche_age": "de_21_25", "attente": "etre_ecoute", "en_securite": "oui",
         "delai_souhaite": "pas_presse", "contact_mode": "telegram", "contact_discret": "non", "accord_envoi": "oui"},
        frozenset({"addictions", "isolement", "emploi", "sante"}), Level.NORMAL, frozenset(), frozenset(),
    ),
}  # fmt: skip


async def walk(lina: Young, road: Road) -> None:
    await lina.say(road.first)
    asked: list[str] = []
    for _ in range(40):
        await lina.stage.advance(seconds=5)  # nobody types twenty messages a minute
        question = await lina.asking()
        if not question:
            return
        if question in set(Aside):
            await lina.say(INTERRUPTIONS.get(question, "non"))
        elif question == "recit" and question in asked:
            await lina.say("c'est tout")
        else:
            await lina.say(road.turns.get(question, "passer"))
            if question in road.free and question not in asked:
                await lina.say(road.free[question])
        asked.append(question)
    raise AssertionError(f"no end in sight: {asked}")


@pytest.mark.parametrize("name", ROADS)
async def test_a_typed_road_through_danger_ends_in_the_expected_case(
    name: str, tmp_path: Path, catalogues: Catalogues
) -> None:
    road = ROADS[name]
    stage = await open_stage(tmp_path, datetime.fromisoformat(road.now), catalogues)
    lina = Young(stage)
    await walk(lina, road)
    case = await lina.case()
    assert {key: case.answers.get(key, ("",))[0] for key in road.codes} == road.codes
    assert set(case.answers["themes"]) <= road.themes
    assert (case.level, case.signals) == (road.level, road.signals)
    if road.shown:
        assert any(road.shown <= set(lines_of(stage, text)) for text in lina.texts()), "before the dialogue went on"
    told = [entry.body for entry in await lina.entries(EntryKind.STORY)]
    assert road.first in told
    assert road.turns.get("recit", road.first) in told
    for words in (road.first, *road.turns.values()):
        assert len(words) < 12 or words not in stage.said(GROUP)
    assert lina.taps() == 0
    assert stage.world.violations == []
    await stage.close()
