"""Every choice of every question, by tap, by number and by its words; what is not understood; menus; themes; skips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.i18n import Words, load_catalogues
from bot.intake.asides import ASIDES, Aside
from bot.intake.dialogue import Dialogue, Nav
from bot.intake.draft import Draft, Part
from bot.intake.parsing import shown
from bot.intake.question import Choice, Kind, Menu, Question
from bot.intake.views import label_of
from bot.intake.youth import youth
from bot.territory import load_territory
from tests.conversations.stage import Stage
from tests.conversations.youth_stage import Young

QUESTIONNAIRE = youth(district for district in load_territory().districts if district.active)
CLOSED = [question for question in QUESTIONNAIRE.questions if question.kind is Kind.CHOICE]
BEFORE = [question for question in CLOSED if not question.after_sending and question.key != "accord_envoi"]
LAST = [QUESTIONNAIRE.by_key[key] for key in ("accord_envoi", "accord_partage")]
NEEDED = {"creneaux": {"contact_mode": "rencontre"}, "telephone": {"contact_mode": "telephone"}}
"""What must be answered for a question to be asked at all."""
WRITTEN = ("pour_qui", "themes", "contact_mode")
"""Plain, with menus, and with a choice that brings another answer: typed on the stage too."""
NEVER_UNDERSTOOD = "zzz blorgh"


@pytest.fixture
def start() -> datetime:
    """A Tuesday afternoon: the answers are the same, the bubbles shorter."""
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


def buttons_of(question: Question) -> Iterator[tuple[str, Choice]]:
    for menu in ("", *(menu.key for menu in question.menus)):
        yield from ((menu, one) for one in shown(question, menu) if isinstance(one, Choice))


async def give(lina: Young, question: Question, menu: str, choice: Choice, way: str) -> None:
    """One answer in one of the three ways; a choice in a menu is reached through the menu in the same way."""
    if way == "tap":
        await lina.answer(question.key, (menu, choice.key) if menu else choice.key)
        return
    for place, one in [("", question.menu(menu)), (menu, choice)] if menu else [("", choice)]:
        assert one is not None
        lina.stage.clock.advance(timedelta(seconds=10))  # nobody types twenty answers a minute
        standing = shown(question, place)
        await lina.say(str(standing.index(one) + 1) if way == "number" else label_of(one, lina.words))


@pytest.mark.parametrize(
    ("question", "way"),
    [
        *((question, "tap") for question in BEFORE),
        *((QUESTIONNAIRE.by_key[key], way) for key in WRITTEN for way in ("number", "label")),
    ],
    ids=lambda one: one if isinstance(one, str) else one.key,
)
async def test_every_choice_can_be_tapped_numbered_or_named(stage: Stage, question: Question, way: str) -> None:
    lina = Young(stage)
    await lina.reach(question.key, **NEEDED.get(question.key, {}))
    for menu, choice in buttons_of(question):
        assert await lina.asking() == question.key
        await give(lina, question, menu, choice, way)
        assert (await lina.answers())[question.key] == (choice.key,), (menu, choice.key)
        while await lina.asking() in set(Aside):  # numbers and interruptions of « Non », the notice of a read phone
            asked = await lina.asking()
            await lina.answer(asked, {"short_road": "continuer", "discreet_notice": "continuer"}.get(asked, "non"))
        while await lina.asking() != question.key:
            lina.stage.clock.advance(timedelta(seconds=10))
            await lina.say("retour")


@pytest.mark.parametrize("question", CLOSED, ids=lambda question: question.key)
def test_every_choice_can_be_numbered_or_named(question: Question, words: Words) -> None:
    """Through the dialogue alone: a stage for each question and way would only be slower. Those of WRITTEN have one."""
    dialogue = Dialogue(QUESTIONNAIRE, words.say, warns_always=False)
    for menu, choice in buttons_of(question):
        before = {key: (code,) for key, code in NEEDED.get(question.key, {}).items()}
        asked = Draft(answers=before, reopened=question.key, menu=menu, sent=question.after_sending)
        for said in (str(shown(question, menu).index(choice) + 1), label_of(choice, words)):
            move = dialogue.words(asked, Part(said))
            assert move.draft.answers[question.key] == (choice.key,), said


@pytest.mark.parametrize("way", ["tap", "number", "label"])
@pytest.mark.parametrize("question", LAST, ids=lambda question: question.key)
async def test_every_choice_at_and_after_the_sending_counts(stage: Stage, question: Question, way: str) -> None:
    for number, (menu, choice) in enumerate(buttons_of(question)):
        one = Young(stage, 9000 + number)
        stage.world.add_person(f"P{number}", user_id=one.user)
        road = "continuer" if question.key == "accord_envoi" else "envoyer"
        await one.reach(question.key, short_road=road, **(NEEDED.get(question.key, {})))
        await give(one, question, menu, choice, way)
        if (question.key, choice.key) == ("accord_envoi", "non"):
            assert await one.draft() is None
            assert len(await one.table("select id from cases")) == number, "only those who said yes before"
        else:
            assert (await one.case()).answers[question.key] == (choice.key,)


@pytest.mark.parametrize("way", ["tap", "number", "label"])
@pytest.mark.parametrize(
    ("aside", "road"),
    [
        (Aside.WELCOME, {}), (Aside.SHORT_ROAD, {}), (Aside.SOMEONE_NEAR, {"en_securite": "non"}),
        (Aside.WARN_TEAM, {"en_securite": "non"}),
        (Aside.DISCREET_NOTICE, {"en_securite": "non", "contact_discret": "oui"}),
    ],
)  # fmt: skip
async def test_every_choice_of_an_interruption_leads_on(
    stage: Stage, aside: Aside, road: dict[str, str], way: str
) -> None:
    for number, (menu, choice) in enumerate(buttons_of(ASIDES[aside])):
        one = Young(stage, 9000 + number)
        stage.world.add_person(f"P{number}", user_id=one.user)
        await one.reach(aside, **road)
        heard = one.ever()
        if (aside, choice.key, way) == (Aside.WELCOME, "en_savoir_plus", "tap"):
            await one.forge(f"q:{(await one.kept()).id}:welcome:en_savoir_plus")
        else:
            await give(one, ASIDES[aside], menu, choice, way)
        assert one.since(heard), "every answer is answered"
        if choice.key != "en_savoir_plus":
            assert await one.asking() != aside


# -- menus and themes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [q for q in BEFORE if q.menus], ids=lambda question: question.key)
async def test_a_menu_opens_in_its_bubble_and_back_closes_it(stage: Stage, question: Question) -> None:
    lina = Young(stage)
    await lina.reach(question.key)
    for menu in question.menus:
        bubble = lina.bubbles()[-1].id
        await lina.tap(question.key, menu.key)
        assert lina.bubbles()[-1].id == bubble, "edited in place, not buried"
        inside = {button.data.rpartition(":")[2] for m, button in lina.buttons() if m.id == bubble}
        assert inside >= {choice.key for choice in question.choices if choice.within == menu.key}
        await lina.tap(question.key, Nav.BACK)
        assert await lina.asking() == question.key
        assert (await lina.kept()).draft.menu == ""
        outside = {button.data.rpartition(":")[2] for m, button in lina.buttons() if m.id == lina.bubbles()[-1].id}
        assert outside >= {one.key for one in question.menus}


async def test_a_choice_of_another_menu_can_be_typed_while_one_is_open(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("themes")
    await lina.tap("themes", "argent_papiers")
    await lina.say(lina.label("a place to live"))
    assert (await lina.answers())["themes"] == ("logement",)


async def test_a_second_and_a_third_theme_are_added_never_a_fourth(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    for menu, theme in (("famille_logement", "logement"), ("moral_sante", "isolement")):
        await lina.tap("recit", Nav.ADD)
        await lina.answer("themes", (menu, theme))
        assert await lina.asking() == "recit"
    assert (await lina.answers())["themes"] == ("decrochage", "logement", "isolement")
    await lina.forge(f"q:{(await lina.kept()).id}:recit:{Nav.ADD}")
    if await lina.asking() == "themes":
        await lina.answer("themes", ("conflit_violence", "violence"))
    assert (await lina.answers())["themes"] == ("decrochage", "logement", "isolement")
    case = await lina.send()
    assert len(await lina.table(f"select theme from case_themes where case_id = '{case.id}'")) == 3


async def test_adding_the_same_theme_twice_keeps_it_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(lina.label("Add a subject"))
    assert await lina.asking() == "themes"
    await lina.say(lina.label("I stopped school"))
    assert (await lina.answers())["themes"] == ("decrochage",)


async def test_passing_while_adding_keeps_the_theme_already_said(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.tap("recit", Nav.ADD)
    await lina.tap("themes", Nav.PASS)
    assert (await lina.answers())["themes"] == ("decrochage",)
    assert await lina.asking() == "recit"


async def test_back_while_adding_returns_to_the_story(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.tap("recit", Nav.ADD)
    await lina.tap("themes", Nav.BACK)
    assert await lina.asking() == "recit"
    assert (await lina.answers())["themes"] == ("decrochage",)


async def test_the_third_theme_said_the_bot_no_longer_offers_another(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("themes")
    await lina.say("logement, argent et solitude")
    if await lina.asking() == "themes":
        pytest.fail("three subjects in one sentence")
    assert len((await lina.answers())["themes"]) == 3
    offered = {button.data for m, button in lina.buttons() if m.id == lina.bubbles()[-1].id}
    assert not any(data.endswith(f":{Nav.ADD}") for data in offered)


def test_every_language_has_the_words_that_are_typed_here() -> None:
    words = load_catalogues(load_territory().service.zone).words("fr")
    for question in CLOSED:
        for opened in ("", *(menu.key for menu in question.menus)):
            labels = [label_of(one, words).casefold() for one in shown(question, opened)]
            assert len(labels) == len(set(labels)), (question.key, opened)
    assert isinstance(QUESTIONNAIRE.by_key["themes"].menus[0], Menu)
