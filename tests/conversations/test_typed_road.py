"""Whole first contacts in typed words only, played by the rules of the invented scenarios; no button is touched.

An open question is answered by its turn; without one it is passed. Interruptions get « non », the short road « Continuer ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from storage.records import Case, EntryKind
from tests.conversations.stage import GROUP, LINA, open_stage
from tests.conversations.youth_stage import Young


@dataclass(frozen=True)
class Scenario:
    """`codes`: what the case must hold; `themes` are (wanted, also accepted)."""

    now: str
    first: str
    turns: Mapping[str, str]
    codes: Mapping[str, str | None]
    themes: tuple[frozenset[str], frozenset[str]]
    level: str
    working_days: int
    due_on: date
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
        (frozenset({"decrochage"}), frozenset({"scolarite"})), "normal", 3, date(2026, 3, 13),
    ),
    "J05": Scenario(
        "", "Bonjour je cherche un logement pas cher à Beaune",
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
        (frozenset({"logement", "argent_droits"}), frozenset()), "normal", 3, date(2026, 1, 1),
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
        (frozenset({"conflit"}), frozenset({"logement"})), "normal", 3, date(2026, 6, 5),
    ),
}  # fmt: skip
