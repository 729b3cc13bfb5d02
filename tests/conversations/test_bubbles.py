"""What holds for every bubble to a young person: few buttons, short callback data, taps answered, the right flags."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from bot.intake.questionnaire import CALLBACK_BYTES, MOST_BUTTONS
from bot.services.taps import Word
from bot.simulator.shapes import Message
from tests.conversations.stage import GROUP, Stage
from tests.conversations.youth_stage import Answer, Young, open_it, reply_to

ROADS: dict[str, dict[str, Answer]] = {
    "plain": {},
    "danger": {"en_securite": "non", "warn_team": "oui", "contact_mode": "telephone"},
    "discreet": {"en_securite": "ne_sait_pas", "contact_discret": "oui", "contact_mode": "rencontre"},
    "for a friend": {"pour_qui": "ami", "recit": "elle ne mange plus"},
}
NAVIGATION = {f":{Nav.BACK}", f":{Nav.PASS}"}
every_road = pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def the_whole_journey(lina: Young, road: dict[str, Answer]) -> None:
    """Every bubble on the way, menus and the list of changes included, then what comes after the sending."""
    await lina.reach("accord_envoi", **road)
    await lina.say("zzz blorgh")
    if await lina.asking() == Aside.KEEP_WORDS:
        await lina.tap(Aside.KEEP_WORDS, "non")
    await lina.tap("accord_envoi", Nav.EDIT)
    await lina.tap(Aside.EDIT, "person")
    await lina.say("retour")
    await lina.say("retour")
    await lina.word(Word.HELP)
    await lina.tap("accord_envoi", "oui")
    while asked := await lina.asking():
        await lina.reach_next(asked)
    case = await lina.case()
    await open_it(lina.stage, case)
    await reply_to(lina.stage, case, "On peut se voir jeudi.")
    for words in ("/infos", "/mesdonnees", "/langue", "/inconnu", "/start"):
        await lina.say(words)


def shown(stage: Stage, chat: int) -> list[Message]:
    """Every state of every bubble: as sent, and as edited since."""
    return [message for message in stage.world.messages(chat) if message.by_bot]


@every_road
async def test_at_most_six_choices_and_one_navigation_row(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, road)
    keyboards = [
        call.params["reply_markup"]["inline_keyboard"]
        for call in stage.world.calls_of("sendMessage", "editMessageText")
        if call.params.get("reply_markup") and call.params["chat_id"] == lina.user
    ]
    assert len(keyboards) > 20
    for rows in keyboards:
        moving = [row for row in rows if any(button["callback_data"].endswith(tuple(NAVIGATION)) for button in row)]
        assert len(moving) <= 1
        assert not moving or rows[-1] == moving[0], "the navigation comes last"
        choices = [button for row in rows if row not in moving for button in row]
        assert len(choices) <= MOST_BUTTONS
        for button in (button for row in rows for button in row):
            assert len(button["callback_data"].encode()) <= CALLBACK_BYTES
            assert button["text"].strip()


async def test_every_tap_is_answered(stage: Stage) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, ROADS["danger"])
    for data in ("x", "q:a:b:c", "w:aide", "w:infos", "r:nothing", "c:nothing:lire"):
        await lina.forge(data)
    queries = list(stage.world.queries.values())
    assert len(queries) > 15
    assert all(query.answer is not None for query in queries)


@every_road
async def test_no_bubble_fails_to_be_rendered_or_to_arrive(
    stage: Stage, road: dict[str, Answer], caplog: pytest.LogCaptureFixture
) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, road)
    assert [record.message for record in caplog.records if record.levelname in ("ERROR", "WARNING")] == []
    assert await lina.table("select kind from outbox where state = 'failed'") == []


async def test_what_must_not_be_passed_on_is_protected(stage: Stage) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, {})
    secret = [m for m in shown(stage, lina.user) if m.text.startswith(lina.label("Here is what I will send:"))]
    secret += [m for m in shown(stage, lina.user) if "On peut se voir jeudi." in m.text]
    assert secret
    assert all(message.protected for message in secret)
    assert not shown(stage, lina.user)[0].protected


async def test_an_open_phone_hears_the_bot_and_only_immediate_alerts_ring_in_the_group(stage: Stage) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, {})
    assert not any(message.silent for message in shown(stage, lina.user))
    assert all(message.silent for message in shown(stage, GROUP) if message.text.startswith("MS-"))


@every_road
async def test_the_group_never_sees_a_word_a_theme_or_a_name(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    await the_whole_journey(lina, {"designation": "Naël", "recit": "je sèche depuis trois semaines", **road})
    group = stage.said(GROUP).casefold()
    for secret in ("naël", "sèche", "mange plus", lina.label("I stopped school").casefold(), "07 00", "jeudi."):
        assert secret not in group


async def test_a_tapped_bubble_keeps_its_answer_and_loses_its_buttons(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente")
    bubble = lina.bubbles()[-1]
    await lina.tap("attente", "information")
    after = stage.world.message(lina.user, bubble.id)
    assert lina.label("Information") in after.text
    assert stage.world.buttons(after) == []
