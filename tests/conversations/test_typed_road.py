"""Whole first contacts in typed words only, played by the rules of the invented scenarios; no button is touched.

An open question is answered by its turn; without one it is passed. Interruptions get « non », the short road goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from storage.records import Case, EntryKind
from tests.conversations.stage import GROUP, LINA, open_stage
from tests.conversations.youth_stage import Young


@dataclass(frozen=True)
class Scenario:
    """`codes`: what the case must hold; `themes` are (wanted, also accepted).

    `due_at` is J+3o: three working days later at the same time, moved into opening hours (8 May is a holiday).
    """

    now: str
    first: str
    turns: Mapping[str, str]
    codes: Mapping[str, str | None]
    themes: tuple[frozenset[str], frozenset[str]]
    level: str
    due_at: str
    never: tuple[str, ...] = field(default=())


SCENARIOS = {
    "J01": Scenario(
        "2026-03-10T17:40:00+01:00", "slt jpeux vous parler ici ?",
        {
            "pour_qui": "Pour moi", "tranche_age": "16", "themes": "l'école, j'y vais plus trop",
            "recit": "ça fait 3 semaines que je sèche, j'en peux plus de ce lycée, je voulais faire cuisine moi. "
            "mes parents sont au courant mais ça crie pas, ils sont juste perdus",
            "en_securite": "oui", "attente": "savoir si on peut changer en cours d'année",
            "delai_souhaite": "cette semaine si possible", "designation": "Naël (c'est un pseudo)",
            "contact_mode": "ici c'est bien", "contact_discret": "non c'est bon", "accord_envoi": "oui",
            "accord_partage": "oui avec la mission locale ok",
        },
        {
            "pour_qui": "moi", "tranche_age": "de_15_17", "designation": "Naël", "attente": "information",
            "en_securite": "oui", "delai_souhaite": "cette_semaine", "contact_mode": "telegram",
            "contact_discret": "non", "accord_envoi": "oui", "accord_partage": "oui",
        },
        (frozenset({"decrochage"}), frozenset({"scolarite"})), "normal", "2026-03-16T09:00:00+01:00",
    ),
    "J05": Scenario(
        "2026-05-05T12:10:00+02:00", "Bonjour je cherche un logement pas cher à Beaune",
        {
            "pour_qui": "moi", "tranche_age": "22 ans", "themes": "logement et un peu les aides aussi",
            "recit": "J'ai un CDD en restauration jusqu'en octobre, je fais la route depuis Nolay, je suis crevé.",
            "en_securite": "oui", "attente": "un rendez-vous", "delai_souhaite": "pas pressé, d'ici un mois",
            "secteur": "hors Beaune", "deja_aide": "non personne",
            "contact_mode": "par téléphone c'est mieux, 07 00 00 00 00", "creneaux": "le matin avant 10h",
            "accord_envoi": "oui", "accord_partage": "oui",
        },
        {
            "pour_qui": "moi", "tranche_age": "de_21_25", "designation": None, "attente": "rendez_vous",
            "en_securite": "oui", "delai_souhaite": "pas_presse", "secteur": "hors_beaune", "deja_aide": "personne",
            "contact_mode": "telephone", "telephone": "07 00 00 00 00", "creneaux": "matin",
            "accord_envoi": "oui", "accord_partage": "oui",
        },
        (frozenset({"logement", "argent_droits"}), frozenset()), "normal", "2026-05-11T14:00:00+02:00",
        ("07 00 00 00 00",),
    ),
    "J07": Scenario(
        "2026-06-02T19:00:00+02:00",
        "yo le voisin du dessous il nous prend la tête tout le temps pour le bruit, on va finir par s'embrouiller",
        {
            "pour_qui": "moi et mon coloc", "tranche_age": "19", "themes": "conflit",
            "recit": "la dernière fois il m'a dit qu'il allait me tuer si je remettais du son mdr non mais pour rire, "
            "mais c'est relou",
            "en_securite": "oui t'inquiète", "attente": "que quelqu'un vienne parler avec nous deux",
            "delai_souhaite": "pas pressé", "secteur": "Saint-Jacques", "contact_mode": "telegram",
            "accord_envoi": "go",
        },
        {
            "pour_qui": "moi", "tranche_age": "de_18_20", "designation": None, "attente": "mediation_conflit",
            "en_securite": "oui", "delai_souhaite": "pas_presse", "secteur": "saint_jacques",
            "contact_mode": "telegram", "accord_envoi": "oui", "accord_partage": None,
        },
        (frozenset({"conflit"}), frozenset({"logement"})), "normal", "2026-06-08T09:00:00+02:00",
    ),
}  # fmt: skip

INTERRUPTIONS: Mapping[str, str] = {
    Aside.SHORT_ROAD: "Continuer", Aside.KEEP_WORDS: "oui", Aside.DISCREET_NOTICE: "Continuer",
}  # fmt: skip


async def play(lina: Young, scenario: Scenario) -> None:
    """Everything typed; each question once, so a question that is not understood fails the test."""
    await lina.say(scenario.first)
    asked: list[str] = []
    while (question := await lina.asking()) and len(asked) < 30:
        if question == "recit" and question in asked:  # after an interruption
            await lina.say("c'est tout")
            continue
        assert question not in asked, f"{question} was asked again"
        asked.append(question)
        if question == "recit" and question in scenario.turns:
            await lina.say(scenario.turns[question])
        elif question in set(Aside):
            await lina.say(INTERRUPTIONS.get(question, "non"))
        else:
            await lina.say(scenario.turns.get(question, "passer"))
    assert lina.taps() == 0, "no button was touched"


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_contact_typed_in_own_words_becomes_the_expected_case(
    name: str, tmp_path: Path, catalogues: Catalogues
) -> None:
    scenario = SCENARIOS[name]
    stage = await open_stage(tmp_path, datetime.fromisoformat(scenario.now), catalogues)
    lina = Young(stage)
    await play(lina, scenario)
    case = await lina.case()
    for key, code in scenario.codes.items():
        assert case.answers.get(key, ()) == ((code,) if code else ()), key
    _check_themes(case, *scenario.themes)
    assert case.level == scenario.level
    assert not case.signals
    assert [e.body for e in await lina.entries(EntryKind.STORY)] == [scenario.first, scenario.turns["recit"]]
    due = await lina.table(f"select due_at from follow_ups where kind = 'still_unread' and case_id = '{case.id}'")
    assert [row.due_at / 1e6 for row in due] == [datetime.fromisoformat(scenario.due_at).timestamp()]
    for secret in (*scenario.never, scenario.first, scenario.codes["designation"]):
        assert secret is None or secret not in stage.said(GROUP)
    assert stage.world.violations == []
    await stage.close()


def _check_themes(case: Case, wanted: frozenset[str], accepted: frozenset[str]) -> None:
    found = frozenset(case.answers["themes"])
    assert found & wanted
    assert found <= wanted | accepted


async def test_the_phone_number_said_with_the_choice_is_not_asked_again(tmp_path: Path, catalogues: Catalogues) -> None:
    scenario = SCENARIOS["J05"]
    stage = await open_stage(tmp_path, datetime.fromisoformat(scenario.now), catalogues)
    lina = Young(stage)
    await play(lina, scenario)
    prompt = stage.service.house.youth.by_key["telephone"].prompt
    assert lina.label(prompt) not in stage.said(LINA)
    await stage.close()


@pytest.mark.parametrize(("answer", "kept"), [("oui", ["slt jpeux vous parler ici ?"]), ("non", [])])
async def test_what_was_typed_first_is_offered_as_the_start_of_the_story(
    answer: str, kept: list[str], tmp_path: Path, catalogues: Catalogues
) -> None:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-10T17:40:00+01:00"), catalogues)
    lina = Young(stage)
    await lina.say("slt jpeux vous parler ici ?")
    assert await lina.asking() == "pour_qui"
    await lina.reach(Aside.KEEP_WORDS)
    await lina.say(answer)
    assert await lina.asking() == "recit"
    draft = (await lina.kept()).draft
    assert [part.text for part in draft.story] == kept
    assert draft.first_words == ()
    await lina.reach("accord_envoi")
    await lina.tap("accord_envoi", "oui")
    assert [entry.body for entry in await lina.entries(EntryKind.STORY)] == kept
    await stage.close()
