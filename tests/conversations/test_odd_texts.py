"""Texts as long and as odd as Telegram lets through: kept as typed, shown as typed, and never in the way."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from bot.services.taps import Action, Word
from handlers.decoding import words
from tests.conversations.odd_stage import an_odd_stage, some, swept
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.youth_stage import Young, coordinator_does, open_it
from tests.odd.texts import HOSTILE, LONGEST, MARK


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


@pytest.mark.parametrize("state", swept("a question", "sent", "a coordinator's answer", "nobody yet"))
async def test_hostile_texts_are_answered_and_lose_nothing(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = await an_odd_stage(stage, state, caplog)
    for place, (name, text) in enumerate(some(HOSTILE.items(), state)):
        short = text[:30] if state == "the story" else text

        def send(text: str = short) -> None:
            stage.world.send_text(odd.who.user, odd.who.user, text)

        assert await odd.hit(send, neighbour=place == 0), name
    assert MARK not in stage.said(GROUP)
    await odd.check_after()


@pytest.mark.parametrize("name", ["emoji", "half a character", "html"])
async def test_a_hostile_story_reaches_the_coordinator_as_it_was_typed(stage: Stage, name: str) -> None:
    lina, text = Young(stage), HOSTILE[name]
    await lina.reach("recit")
    await lina.say(text)
    case = await lina.send()
    await lina.say(text)
    told = [words(text)[:1000], words(text)]
    assert [entry.body for entry in await lina.entries()] == told
    await open_it(stage, case)
    shown = "".join(message.text for message in stage.world.said(SOLENE))
    sign = told[0][100]
    assert shown.count(sign) >= sum(one.count(sign) for one in told)
    heard = lina.ever()
    await lina.say("/mesdonnees")
    assert "".join(message.text for message in lina.since(heard)).count(sign) >= sum(one.count(sign) for one in told)


@pytest.mark.parametrize("name", ["emoji", "html", "nothing but zero width"])
async def test_a_hostile_name_is_no_dead_end_and_breaks_no_screen(stage: Stage, name: str) -> None:
    lina = Young(stage)
    await lina.reach("designation")
    await lina.say(HOSTILE[name])
    await lina.say(HOSTILE[name])
    assert await lina.asking() not in ("designation", "")
    case = await lina.send(short_road="continuer")
    await open_it(stage, case)
    assert case.reference in stage.said(SOLENE)
    assert MARK not in stage.said(GROUP)


async def test_a_coordinators_answer_of_4096_emoji_arrives_whole(stage: Stage) -> None:
    case = await Young(stage).send()
    await coordinator_does(stage, case, Action.REPLY)
    await stage.say(SOLENE, HOSTILE["emoji"])
    heard = Young(stage).ever()
    await coordinator_does(stage, case, Action.SEND_NOW)
    assert "".join(message.text for message in Young(stage).since(heard)).count("😀") == LONGEST


async def test_typedtyped_after_a_posters_link_are_not_kept_in_clear(stage: Stage) -> None:
    """`/start s_…` may be typed by hand; the counter of posters is no place for words."""
    lina = Young(stage)
    for payload in (f"s_{MARK} habite", "s_lycée", f"s_{MARK * 4}", "s_", "s_\x00"):
        await lina.say(f"/start {payload}")
    await lina.say("/start s_lycee-1")
    counted = await lina.table("select name from counters where name like 'poster:%'")
    assert [tuple(row) for row in counted] == [("poster:lycee-1",)]
    assert await lina.draft() is not None


@pytest.mark.parametrize("typed", ["modifier", "/corriger"])
async def test_changing_an_answer_before_there_is_one_asks_the_question_again(stage: Stage, typed: str) -> None:
    """A language chosen first is kept with the answers, and is none that could be changed here."""
    lina = Young(stage)
    await lina.say("/start")
    await lina.word(Word.ARABIC)
    for text in (typed, "16", typed):
        await lina.say(text)
    assert await lina.asking() in ("welcome", "pour_qui")
    assert not await lina.table("select 1 from dead_letters")
    await lina.reach("en_securite")
