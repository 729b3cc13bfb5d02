"""What the identity guard must leave to professionals and to young people: facts, places, ordinary words, capitals."""

from __future__ import annotations

import pytest

from bot.triage.guard import Kind, Writer, find


def kinds(text: str, writer: Writer = Writer.PROFESSIONAL) -> list[Kind]:
    return [finding.kind for finding in find(text, writer)]


@pytest.mark.parametrize(
    ("fact", "statement", "kind"),
    [
        ("Il est traité de « sale arabe » dans le bus.", "Des arabes dans le bus.", Kind.ORIGIN),
        ("Insultes répétées : gay, pédé.", "Il est gay.", Kind.ORIENTATION),
        ("Tags d'extrême droite sur le mur.", "Famille d'extrême droite.", Kind.OPINION),
        ("Des élèves crient qu'elle est musulmane.", "Elle est musulmane.", Kind.RELIGION),
        ("Sa mère le traite de fainéant.", "Il est fainéant.", Kind.JUDGEMENT),
        ("Elle dit : « je suis une menteuse ».", "C'est une menteuse.", Kind.JUDGEMENT),
        ("Il se décrit comme paresseux.", "Il est paresseux.", Kind.JUDGEMENT),
        ("Il est victime de propos racistes et homophobes.", "Il est malien.", Kind.ORIGIN),
        ("Élève du lycée catholique.", "Élève catholique.", Kind.RELIGION),
        ("Elle parle arabe avec sa tante.", "Sa tante est arabe.", Kind.ORIGIN),
        ("Il rentre de vacances, revenu du Portugal.", "Il vient du Portugal.", Kind.ORIGIN),
        ("Un rodéo sauvage.", "Il est complètement sauvage.", Kind.JUDGEMENT),
    ],
)
def test_a_fact_is_kept_where_the_statement_is_caught(fact: str, statement: str, kind: Kind) -> None:
    assert kinds(fact) == []
    assert kinds(statement) == [kind]


@pytest.mark.parametrize(
    ("ordinary", "surname"),
    [
        ("Lina VEUT partir", "Lina MOREAU veut partir"),
        ("Lina M. Elle vit chez sa tante", "M. Dupont vit chez sa tante"),
        ("AIDEZ MOI JE VEUX PARTIR DE CHEZ MOI", "AIDEZ MOI MADAME MARTIN M'A VIREE DU COURS"),
        ("le CCAS et l'ALJPB", "DUPONT et l'ALJPB"),
        ("au lycée Etienne-Jules Marey", "je m'appelle Lina Marey"),
        ("bonjour madame voilà", "bonjour madame Martin"),
        ("je m'appelle lina et toi", "je m'appelle lina moreau et toi"),
    ],
)
def test_a_surname_is_told_from_capitals_initials_and_places(ordinary: str, surname: str) -> None:
    assert kinds(ordinary, Writer.YOUNG) == []
    assert kinds(surname, Writer.YOUNG) == [Kind.SURNAME]


@pytest.mark.parametrize(
    ("ordinary", "identity", "kind"),
    [
        ("je ne viens pas le 12/03/2026", "je suis né le 12/03/2010", Kind.BIRTH_DATE),
        ("l'acte de naissance est demandé pour le 12/04/2026", "naissance le 12/04/2010", Kind.BIRTH_DATE),
        ("l'association est née le 3/4/2009", "elle est née le 3/4/2009", Kind.BIRTH_DATE),
        ("on était 3 place Carnot", "j'habite 3 place Carnot", Kind.ADDRESS),
        ("le bus 2 rue de Lorraine", "au 2 rue de Lorraine", Kind.ADDRESS),
        ("j'ai 3 cours de maths", "j'habite 3 cours des Halles", Kind.ADDRESS),
        ("bâtiment B du lycée, 3e étage", "bâtiment B, 3e étage", Kind.ADDRESS),
        ("rdv le 01/02/2026 12:30", "mon num 01/02/20/26/12", Kind.PHONE),
        ("il me doit de 200 en tout", "la plaque AB-200-EN", Kind.PLATE),
        ("mon insta @lina_m", "lina_m@exemple.fr", Kind.EMAIL),
    ],
)
def test_a_number_of_every_day_is_told_from_one_that_leads_to_somebody(
    ordinary: str, identity: str, kind: Kind
) -> None:
    assert kinds(ordinary, Writer.YOUNG) == []
    assert kinds(identity, Writer.YOUNG) == [kind]
