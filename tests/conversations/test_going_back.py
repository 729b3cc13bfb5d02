"""Back from each question to the one before, edit from the recap, and answers that no longer apply."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from tests.conversations.stage import Stage
from tests.conversations.youth_stage import Answer, Young

ORDER = (
    "pour_qui", "en_securite", "tranche_age", "themes", "recit", "attente", "delai_souhaite", "designation", "secteur",
    "deja_aide", "contact_mode", "telephone", "contact_discret", "creneaux", "accord_envoi",
)  # fmt: skip
BY_PHONE: dict[str, Answer] = {"contact_mode": "telephone", "designation": "Naël"}


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


@pytest.mark.parametrize("way", ["tap", "typed"])
async def test_back_leads_from_each_question_to_the_one_before(stage: Stage, way: str) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", **BY_PHONE)
    for question, before in zip(reversed(ORDER), reversed(ORDER[:-1]), strict=False):
        assert await lina.asking() == question
        await (lina.tap(question, Nav.BACK) if way == "tap" else lina.say("retour"))
        assert await lina.asking() == before, f"back from {question}"
        assert before in await lina.answers(), "the answer stands until another is given"


async def test_back_at_the_first_question_says_so_and_asks_it_again(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    await lina.tap("pour_qui", Nav.BACK)
    assert lina.label("This is the first question.") in lina.texts()
    assert await lina.asking() == "pour_qui"


@pytest.mark.parametrize(
    ("aside", "road", "before"),
    [
        (Aside.SHORT_ROAD, {}, "recit"),
        (Aside.SOMEONE_NEAR, {"en_securite": "non"}, "en_securite"),
        (Aside.WARN_TEAM, {"en_securite": "non"}, "en_securite"),
        (Aside.DISCREET_NOTICE, {"en_securite": "non", "contact_discret": "oui"}, "contact_discret"),
    ],
)
async def test_back_from_an_interruption_leads_to_the_question_before_it(
    stage: Stage, aside: Aside, road: dict[str, Answer], before: str
) -> None:
    lina = Young(stage)
    await lina.reach(aside, **road)
    await lina.say("retour")
    assert await lina.asking() == before


async def test_an_answer_given_after_back_replaces_the_first_and_the_dialogue_goes_on_where_it_was(
    stage: Stage,
) -> None:
    lina = Young(stage)
    await lina.reach("delai_souhaite")
    await lina.say("retour")
    await lina.tap("attente", "rendez_vous")
    assert (await lina.answers())["attente"] == ("rendez_vous",)
    assert await lina.asking() == "delai_souhaite"


# -- edit from the recap -------------------------------------------------------------------------------------------

CHANGES: dict[str, tuple[tuple[str, ...], Answer, tuple[str, ...]]] = {
    "recit": (("recit",), "et encore ceci", ()),
    "themes": (("themes",), ("moral_sante", "isolement"), ("isolement",)),
    "designation": (("designation",), "Zoé", ("Zoé",)),
    "contact_mode": (("contact_mode",), "rencontre", ("rencontre",)),
    "pour_qui": (("person", "pour_qui"), "ami", ("ami",)),
    "en_securite": (("person", "en_securite"), "non_dit", ("non_dit",)),
    "tranche_age": (("person", "tranche_age"), "de_18_20", ("de_18_20",)),
    "secteur": (("person", "secteur"), "bretonniere", ("bretonniere",)),
    "deja_aide": (("person", "deja_aide"), "ecole", ("ecole",)),
    "contact_discret": (("person", "contact_discret"), "ne_sait_pas", ("ne_sait_pas",)),
    "attente": (("answer", "attente"), "mediation_conflit", ("mediation_conflit",)),
    "delai_souhaite": (("answer", "delai_souhaite"), "aujourd_hui", ("aujourd_hui",)),
    "telephone": (("answer", "telephone"), "06 11 11 11 11", ("06 11 11 11 11",)),
    "creneaux": (("answer", "creneaux"), "matin", ("matin",)),
}


async def test_each_answer_is_changed_from_the_recap_and_the_recap_comes_back(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", **BY_PHONE)
    for key in (*(key for key in CHANGES if key != "contact_mode"), "contact_mode"):  # it drops the number: last
        await change(lina, key)


async def change(lina: Young, key: str) -> None:
    path, answer, expected = CHANGES[key]
    await lina.tap("accord_envoi", Nav.EDIT)
    for step in path:
        await lina.tap(Aside.EDIT, step)
    assert await lina.asking() == key
    heard = lina.ever()
    await (lina.say("je ne veux pas dire") if answer == "non_dit" else lina.answer(key, answer))
    if await lina.asking() == Aside.DISCREET_NOTICE:
        await lina.tap(Aside.DISCREET_NOTICE, "continuer")
    assert await lina.asking() == "accord_envoi", key
    assert (await lina.answers())[key] == expected
    recap = lina.label("Here is what I will send:")
    assert any(bubble.text.startswith(recap) for bubble in lina.since(heard)), "the recap is shown again"


async def test_every_answered_question_can_be_changed(stage: Stage) -> None:
    assert set(CHANGES) == set(ORDER) - {"accord_envoi"}


async def test_modify_can_be_typed_and_back_returns_to_the_recap(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    await lina.say("modifier")
    assert await lina.asking() == Aside.EDIT
    await lina.tap(Aside.EDIT, "person")
    await lina.say("retour")
    assert await lina.asking() == Aside.EDIT
    await lina.say("retour")
    assert await lina.asking() == "accord_envoi"


async def test_correct_as_a_command_opens_the_same_list(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente")
    await lina.say("/corriger")
    assert await lina.asking() == Aside.EDIT
    await lina.say(lina.label("Subjects"))
    assert await lina.asking() == "themes"
    await lina.answer("themes", ("moral_sante", "isolement"))
    assert await lina.asking() == "attente"


# -- what no longer applies ----------------------------------------------------------------------------------------


async def test_the_phone_number_goes_when_the_answer_comes_here_after_all(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", **BY_PHONE)
    await lina.tap("accord_envoi", Nav.EDIT)
    await lina.tap(Aside.EDIT, "contact_mode")
    await lina.tap("contact_mode", "telegram")
    answers = await lina.answers()
    assert "telephone" not in answers
    assert "creneaux" not in answers
    await lina.tap("accord_envoi", "oui")
    case = await lina.case()
    assert "telephone" not in case.answers
    assert "07 00 00 00 00" not in str(case.answers)


async def test_choosing_the_phone_in_the_recap_asks_for_the_number_before_the_recap_comes_back(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    await lina.tap("accord_envoi", Nav.EDIT)
    await lina.tap(Aside.EDIT, "contact_mode")
    await lina.tap("contact_mode", "telephone")
    assert await lina.asking() == "telephone"
    await lina.say("ouais")
    assert await lina.asking() == "telephone", "no number in it"
    await lina.say("07 00 00 00 00")
    assert await lina.asking() == "creneaux"
    await lina.tap("creneaux", "soir")
    await lina.tap(Aside.KEEP_WORDS, "non")
    assert await lina.asking() == "accord_envoi"


async def test_a_safer_answer_afterwards_never_lowers_the_level(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente", en_securite="non")
    await lina.say("/corriger")
    await lina.tap(Aside.EDIT, "person")
    await lina.tap(Aside.EDIT, "en_securite")
    await lina.tap("en_securite", "oui")
    await lina.reach("accord_envoi")
    await lina.tap("accord_envoi", "oui")
    assert (await lina.case()).level == "immediat"
