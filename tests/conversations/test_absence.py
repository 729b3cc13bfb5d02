"""Absences: dates in words, a deputy to whom everything goes and comes back from, and a service that closes."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.i18n import Catalogues
from bot.services.taps import AbsenceTap, Action, pack
from storage.records import Case
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, coordinator_does, open_it


@pytest.fixture
def start() -> datetime:
    """A Monday."""
    return datetime.fromisoformat("2026-03-09T10:00:00+01:00")


async def away(stage: Stage, dates: str, deputy: str = "Personne", by: int = SOLENE) -> None:
    await stage.say(by, "/absence")
    await stage.say(by, dates)
    await stage.tap(by, deputy)


async def case_of(stage: Stage, user: int = LINA, **answers: str) -> Case:
    return await Young(stage, user).send(**answers)


async def test_dates_are_asked_for_in_words_then_who_takes_over(stage: Stage) -> None:
    await stage.say(SOLENE, "/absence")
    await stage.say(SOLENE, "bientôt")
    assert stage.last(SOLENE).text.startswith("Je n'ai pas compris ces dates.")
    await stage.say(SOLENE, "du 16 au 20 mars")
    assert "du lundi 16 mars au vendredi 20 mars" in stage.last(SOLENE).text
    assert [b.label for b in stage.world.buttons(stage.last(SOLENE))] == ["Karima", "Personne", "Autres dates"]
    await stage.tap(SOLENE, "Karima")
    assert "Karima prend le relais." in stage.last(SOLENE).text
    assert "Vous remplacez Solène, du lundi 16 mars au vendredi 20 mars." in stage.last(KARIMA).text
    await stage.say(SOLENE, "bonjour")
    assert "prend le relais" not in stage.last(SOLENE).text, "the task is over"


async def test_the_deputy_is_written_to_meanwhile_and_the_holder_afterwards(stage: Stage) -> None:
    case = await case_of(stage)
    await open_it(stage, case)
    await away(stage, "du 16 au 20 mars", "Karima")
    await stage.at("2026-03-17T10:00:00+01:00")
    before = len(stage.texts(SOLENE))
    await stage.say(LINA, "il s'est passé autre chose")
    assert case.reference in stage.last(KARIMA).text
    assert len(stage.texts(SOLENE)) == before
    await stage.at("2026-03-23T10:00:00+01:00")
    told = len(stage.texts(KARIMA))
    await stage.say(LINA, "et encore une chose")
    assert case.reference in stage.last(SOLENE).text
    assert len([text for text in stage.texts(KARIMA)[told:] if case.reference in text]) == 0


async def test_an_alarm_rings_at_the_deputys_not_at_whoever_is_away(stage: Stage) -> None:
    lina = Young(stage)
    await stage.at("2026-03-16T09:30:00+01:00")
    await away(stage, "aujourd'hui", "Karima")
    case = await lina.send(en_securite="non")
    await coordinator_does(stage, case, Action.TAKE)
    await stage.advance(minutes=16)
    assert "Toujours pas ouverte" in stage.last(KARIMA).text
    assert "Toujours pas ouverte" not in stage.said(SOLENE)


async def test_the_card_says_who_acts_for_the_holder(stage: Stage) -> None:
    case = await case_of(stage)
    await away(stage, "aujourd'hui", "Karima")
    await open_it(stage, case)
    assert "Karima" in stage.said(GROUP)


async def test_with_nobody_left_the_first_bubble_says_so_and_follow_ups_wait(stage: Stage) -> None:
    case = await case_of(stage)
    await away(stage, "du 10 au 13 mars")
    assert "alertes vont à tout le groupe" in stage.last(SOLENE).text, "Karima is there"
    await away(stage, "du 10 au 13 mars", by=KARIMA)
    assert "le service est fermé" in stage.last(KARIMA).text
    await stage.at("2026-03-11T10:00:00+01:00")
    said = len(stage.texts(GROUP))
    await stage.say(MARC, "bonjour, je vais pas bien")
    first = stage.texts(MARC)[-3:] if len(stage.texts(MARC)) > 2 else stage.texts(MARC)
    shown = "\n".join(stage.texts(MARC))
    assert "Service fermé" in shown, first
    assert "lundi 16 mars à 9 h" in shown
    assert "112" in shown
    await stage.at("2026-03-13T20:00:00+01:00")
    assert len(stage.texts(GROUP)) == said, "nothing is asked of people who are away"
    await stage.at("2026-03-16T09:10:00+01:00")
    assert any(case.reference in text for text in stage.texts(GROUP)[said:])


async def test_coming_back_early_opens_the_service_again(stage: Stage) -> None:
    await away(stage, "du 9 au 13 mars")
    await away(stage, "du 9 au 13 mars", by=KARIMA)
    assert stage.service.house.calendar.closed_period(stage.clock.now())
    await stage.tap(KARIMA, "Je suis de retour")
    assert stage.service.house.calendar.closed_period(stage.clock.now()) is None
    assert "L'absence est terminée" in stage.last(KARIMA).text


async def test_a_restart_remembers_that_nobody_is_there(stage: Stage, catalogues: Catalogues) -> None:
    for who in (SOLENE, KARIMA):
        await away(stage, "du 9 au 13 mars", by=who)
    await stage.restart(catalogues)
    await stage.settle()
    assert stage.service.house.calendar.closed_period(stage.clock.now())


async def test_planning_again_over_the_same_days_replaces(stage: Stage) -> None:
    await away(stage, "du 16 au 20 mars", "Karima")
    await away(stage, "du 18 au 25 mars")
    await stage.say(SOLENE, "/absence")
    text = stage.last(SOLENE).text
    assert "25 mars" in text
    assert "20 mars" not in text


@pytest.mark.parametrize("user", [LINA, MARC, KARIMA])
async def test_nobody_plans_or_ends_the_absence_of_another(stage: Stage, user: int) -> None:
    await away(stage, "du 16 au 20 mars", "Karima")
    row = (await stage.service.store.run(lambda uow: uow.absences.standing()))[0]
    await stage.say(user, "bonjour")
    stage.world.forge_tap(user, user, stage.last(user).id, pack(AbsenceTap("retour", row.id)))
    await stage.settle()
    stage.world.forge_tap(user, user, stage.last(user).id, pack(AbsenceTap("personne")))
    await stage.settle()
    assert [one.id for one in await stage.service.store.run(lambda uow: uow.absences.standing())] == [row.id]


@pytest.mark.parametrize("data", ["a:suppleance:nobody", "a:nonsense:.", "a:retour:nowhere", "a:personne:."])
async def test_forged_buttons_plan_nothing(stage: Stage, data: str) -> None:
    await stage.say(SOLENE, "/absence")
    stage.world.forge_tap(SOLENE, SOLENE, stage.last(SOLENE).id, data)
    await stage.settle()
    assert await stage.service.store.run(lambda uow: uow.absences.standing()) == []


async def test_stop_cancels_the_task(stage: Stage) -> None:
    await stage.say(SOLENE, "/absence")
    await stage.say(SOLENE, "stop")
    await stage.say(SOLENE, "du 16 au 20 mars")
    assert await stage.service.store.run(lambda uow: uow.absences.standing()) == []
