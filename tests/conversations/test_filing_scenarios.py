"""Situations and incidents in typed words only, played by the rules of the invented scenarios; no button is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.roads import Duty
from storage.records import EntryKind
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.stage import GROUP, open_stage

INTERRUPTIONS = {Aside.SEND_OR_LATER: "Continuer"}


@dataclass(frozen=True)
class Scenario:
    """`several`: per key (wanted: at least one, also accepted). `words`: what the story must hold."""

    now: str
    begin: str
    structure: str
    duty: Duty
    turns: Mapping[str, str]
    codes: Mapping[str, str | None]
    several: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    level: str
    signals: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()


SCENARIOS = {
    "R01": Scenario(
        "2026-03-17T11:00:00+01:00", "/situation", "centre_social_bretonniere", Duty.RELAY,
        {
            "jeune_informe": "Oui, il est d'accord", "designation": "T.", "tranche_age": "17 ans",
            "themes": "isolement, recherche d'apprentissage",
            "faits_observes": "Vient tous les jours à l'ouverture, reste seul. A dit mardi qu'il avait envoyé douze "
            "lettres de motivation sans réponse.",
            "source_info": "Observation et ce qu'il m'a dit", "attente_relais": "un premier contact",
            "danger_immediat": "non", "delai": "dans la semaine",
            "contact_mode": "Passer par moi, il est là l'après-midi", "accord_envoi": "oui",
        },
        {
            "jeune_informe": "informe_accord", "designation": "T.", "tranche_age": "de_15_17",
            "source_info": "observation", "attente_relais": "premier_contact", "danger_immediat": "non",
            "ip_signalement": "sans_objet", "delai": "cette_semaine", "contact_mode": "via_relais",
        },
        {"themes": (frozenset({"isolement", "emploi"}), frozenset({"formation_orientation"}))}, "normal",
    ),
    "R03": Scenario(
        "2026-05-19T16:00:00+02:00", "/situation", "mission_locale", Duty.RELAY,
        {
            "jeune_informe": "Oui et elle accepte", "designation": "Mlle K., 20 ans",
            "themes": "Hébergée chez des amis jusqu'à la fin du mois. Pas de permis. Formation à Dijon en juin.",
            "faits_observes": "Elle dit dormir sur un canapé depuis six semaines. Budget : 500 euros par mois.",
            "source_info": "Entretien du jour",
            "demarches_faites": "Demande FJT déposée le 12, dossier transport en cours",
            "attente_relais": "coordination logement", "danger_immediat": "non", "delai": "sous 48 heures si possible",
            "contact_mode": "téléphone, elle le donnera elle-même", "accord_envoi": "oui",
        },
        {
            "jeune_informe": "informe_accord", "designation": "Mlle K.", "tranche_age": "de_18_20",
            "source_info": "parole_du_jeune", "attente_relais": "coordination", "danger_immediat": "non",
            "delai": "sous_48h", "contact_mode": "telephone",
            "demarches_faites": "Demande FJT déposée le 12, dossier transport en cours",
        },
        {
            "themes": (
                frozenset({"logement", "mobilite"}), frozenset({"argent_droits", "formation_orientation", "emploi"})
            )
        }, "rapide",
    ),
    "R05": Scenario(
        "2026-04-08T10:15:00+02:00", "/situation", "ase", Duty.RELAY,
        {
            "jeune_informe": "Oui, à sa demande", "designation": "Jeune S.", "tranche_age": "17 ans et 9 mois",
            "themes": "logement autonome, démarches, budget",
            "faits_observes": "Fin de prise en charge en juillet. CAP en cours. Demande à visiter un foyer de jeunes "
            "travailleurs.",
            "source_info": "entretien avec la jeune", "attente_relais": "coordination", "danger_immediat": "non",
            "delai": "dans le mois", "contact_mode": "rendez-vous à trois", "accord_envoi": "oui",
        },
        {
            "jeune_informe": "informe_accord", "designation": "Jeune S.", "tranche_age": "de_15_17",
            "source_info": "parole_du_jeune", "attente_relais": "coordination", "danger_immediat": "non",
            "ip_signalement": "sans_objet", "contact_mode": "rencontre", "delai": "non_urgent",
        },
        {"themes": (frozenset({"logement", "argent_droits", "papiers_demarches"}), frozenset())}, "normal",
    ),
    "R07": Scenario(
        "2026-05-21T18:30:00+02:00", "/situation", "centre_social_saint_jacques", Duty.RELAY,
        {
            "jeune_informe": "Non, ce serait dangereux pour lui qu'on le voie parler",
            "designation": "pas de désignation", "tranche_age": "16 ans environ", "themes": "emprise, menaces",
            "faits_observes": "M'a glissé qu'on l'oblige à guetter pour rembourser une dette, et qu'on a menacé "
            "sa soeur.",
            "source_info": "Ses mots, vendredi", "attente_relais": "un avis rapide",
            "danger_immediat": "Pas ce soir, mais oui", "ip_signalement": "non", "delai": "48h", "accord_envoi": "oui",
        },
        {
            "jeune_informe": "non_informe_danger", "designation": None, "tranche_age": "de_15_17",
            "source_info": "parole_du_jeune", "attente_relais": "avis", "ip_signalement": "non",
            "contact_mode": "via_relais",
        },
        {"themes": (frozenset({"violence", "justice"}), frozenset({"autre", "addictions"}))}, "immediat",
        frozenset({"traite", "menace_subie", "menace_emise"}), ("17", "119"),
    ),
    "C01": Scenario(
        "2026-06-13T09:00:00+02:00", "/civique", "centre_social_bretonniere", Duty.ANIMATEUR,
        {
            "lieu": "skate park", "date_faits": "hier soir vers 23h",
            "nature": "musique et cris, plaintes des riverains", "nb_personnes": "une dizaine",
            "tranche_groupe": "ados",
            "faits": "Enceinte forte, rires, pas d'insultes. Deux voisins sont descendus, échange tendu mais sans "
            "bousculade.",
            "intervention": "J'ai discuté, ils ont baissé le son", "danger_en_cours": "non",
            "repetition": "troisième fois ce mois", "suites": "rencontrer les voisins et les jeunes ensemble",
            "jeune_individuel": "non", "accord_envoi": "oui",
        },
        {
            "lieu": "skate_park", "date_faits": "2026-06-12T23:00:00+02:00", "nb_personnes": "n6_10",
            "tranche_groupe": "ados", "danger_en_cours": "non", "repetition": "frequent", "jeune_individuel": "non",
        },
        {
            "nature": (frozenset({"bruit", "conflit_usage"}), frozenset({"altercation_verbale"})),
            "intervention": (frozenset({"dialogue"}), frozenset()),
            "suites": (frozenset({"rencontre_groupes"}), frozenset()),
        }, "normal",
    ),
    "C03": Scenario(
        "2026-02-18T17:30:00+01:00", "/civique", "", Duty.AGENT,
        {
            "lieu": "bibliothèque", "date_faits": "mercredi 15h",
            "nature": "refus de quitter les lieux, ton qui monte, chaise renversée", "nb_personnes": "5",
            "tranche_groupe": "ados",
            "faits": "Le groupe jouait de la musique dans la salle de travail. Demande de sortie au nom du règlement. "
            "Une chaise renversée, pas de blessé.",
            "intervention": "rappel du règlement puis sortie", "danger_en_cours": "non",
            "repetition": "déjà arrivé en janvier", "suites": "reprendre le règlement avec eux",
            "jeune_individuel": "non", "accord_envoi": "oui",
        },
        {
            "lieu": "bibliotheque", "date_faits": "2026-02-18T15:00:00+01:00", "nb_personnes": "n3_5",
            "tranche_groupe": "ados", "danger_en_cours": "non", "repetition": "deja_vu", "jeune_individuel": "non",
        },
        {
            "nature": (
                frozenset({"conflit_usage", "altercation_verbale", "incivilite_agent"}),
                frozenset({"degradation", "occupation_espace"}),
            ),
            "intervention": (frozenset({"rappel_regle"}), frozenset()),
            "suites": (frozenset({"rappel_reglement"}), frozenset({"rencontre_groupes"})),
        }, "normal",
    ),
}  # fmt: skip


async def play(filer: Filer, scenario: Scenario) -> None:
    """Everything typed; each question once, so a question that is not understood fails the test."""
    await filer.say(scenario.begin)
    asked: list[str] = []
    while (question := await filer.asking()) and len(asked) < 30:
        story = question in ("faits_observes", "faits")
        if story and question in asked:
            await filer.say("c'est tout")
            continue
        assert question not in asked, f"{question} was asked again: {filer.texts()[-1]}"
        asked.append(question)
        if question in set(Aside):
            await filer.say(INTERRUPTIONS.get(Aside(question), "non"))
        else:
            await filer.say(scenario.turns.get(question, "passer"))
    assert filer.taps() == 0, "no button was touched"


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_record_typed_in_own_words_becomes_the_expected_one(
    name: str, tmp_path: Path, catalogues: Catalogues
) -> None:
    scenario = SCENARIOS[name]
    stage = await open_stage(tmp_path, datetime.fromisoformat(scenario.now), catalogues)
    filer = await enrolled(stage, structure=scenario.structure, duty=scenario.duty)
    await play(filer, scenario)
    case = await filer.filed()
    for key, code in scenario.codes.items():
        assert case.answers.get(key, ()) == ((code,) if code else ()), key
    for key, (wanted, accepted) in scenario.several.items():
        found = set(case.answers[key])
        assert found & wanted, key
        assert found <= wanted | accepted, key
    assert case.level == scenario.level
    assert bool(case.signals) == bool(scenario.signals)
    assert set(case.signals) <= scenario.signals
    assert (case.structure, case.duty) == (scenario.structure, scenario.duty)
    story = next(scenario.turns[key] for key in ("faits_observes", "faits") if key in scenario.turns)
    assert [entry.body for entry in await filer.told(EntryKind.STORY)] == [story]
    for number in scenario.numbers:
        assert any(number in said for said in filer.texts())
    assert story[:30] not in stage.said(GROUP)
    assert case.reference in stage.said(GROUP)
    assert stage.world.violations == []
    await stage.close()
