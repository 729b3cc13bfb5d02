"""A phone that others read: no nudge, no sound, nothing on a lock screen, and a visit that looks like the first."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.services.taps import Word
from storage.records import Case
from tests.conversations.stage import MARC, Stage
from tests.conversations.youth_stage import Answer, Young, open_it, reply_to

STORY = "il regarde mon téléphone tous les soirs"
READ_BY_OTHERS: dict[str, dict[str, Answer]] = {
    "yes": {"contact_discret": "oui"},
    "maybe": {"contact_discret": "ne_sait_pas"},
    "unknown after a signal": {"en_securite": "ne_sait_pas", "contact_discret": "_pass"},
}
READ = "r:"


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


discreetly = pytest.mark.parametrize("road", READ_BY_OTHERS.values(), ids=READ_BY_OTHERS)


async def sent(lina: Young, road: dict[str, Answer]) -> Case:
    return await lina.send(**{"short_road": "continuer", "recit": STORY, **road})


async def read_button(lina: Young) -> str:
    found = [button.data for _, button in lina.buttons() if button.data.startswith(READ)]
    assert len(found) == 1
    return found[0]


@discreetly
async def test_everything_said_from_then_on_makes_no_sound(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    key = "contact_discret"
    await lina.reach(key, **road)
    heard = lina.ever()
    case = await sent(lina, road)
    await lina.say("et encore ceci")
    await open_it(stage, case)
    await reply_to(stage, case, "On peut se voir jeudi.")
    said = lina.since(heard)
    assert len(said) >= 4
    assert all(bubble.silent for bubble in said)


@discreetly
async def test_no_nudge_ever(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi", **road)
    heard = lina.ever()
    for _ in range(47):
        await stage.advance(minutes=30)
    assert lina.since(heard) == []
    assert await lina.draft() is not None, "not because it was gone"


@discreetly
async def test_the_answer_shows_nothing_before_the_tap(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    case = await sent(lina, road)
    heard = lina.ever()
    await open_it(stage, case)
    assert lina.since(heard) == [], "no « C'est lu »"
    await reply_to(stage, case, "On peut se voir jeudi.")
    knock = lina.since(heard)
    assert [bubble.text for bubble in knock] == [lina.label("A message is waiting for you.")]
    await lina.forge(await read_button(lina))
    answer = lina.since(heard)[-1]
    assert "On peut se voir jeudi." in answer.text
    assert answer.protected
    assert answer.silent


async def test_a_held_answer_opens_only_in_the_chat_it_was_meant_for(stage: Stage) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    case = await sent(lina, {"contact_discret": "oui"})
    await reply_to(stage, case, "On peut se voir jeudi.")
    data = await read_button(lina)
    await marc.say("/start")
    await marc.forge(data)
    assert "On peut se voir jeudi." not in stage.said(MARC)


async def test_a_held_answer_waits_across_days_and_a_new_draft(stage: Stage) -> None:
    lina = Young(stage)
    case = await sent(lina, {"contact_discret": "oui"})
    await reply_to(stage, case, "On peut se voir jeudi.")
    for _ in range(20):
        await stage.advance(hours=6)
    await lina.say("/start")
    await lina.say("recommencer")
    await lina.tap(Aside.RESUME, "recommencer")
    await lina.forge(await read_button(lina))
    assert "On peut se voir jeudi." in stage.said(lina.user)


@discreetly
async def test_start_looks_like_a_first_visit(stage: Stage, road: dict[str, Answer]) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    case = await sent(lina, road)
    heard = lina.ever()
    await lina.say("/start")
    await marc.say("/start")
    assert [b.text for b in lina.since(heard)] == marc.texts()
    assert case.reference not in "\n".join(b.text for b in lina.since(heard))
    assert (await lina.person()).discreet, "still, until she says otherwise"


@discreetly
async def test_my_data_shows_nothing_here(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    await sent(lina, road)
    for command in ("/mesdonnees", "/corriger"):
        heard = lina.ever()
        await lina.say(command)
        said = "\n".join(bubble.text for bubble in lina.since(heard))
        assert lina.label("I have nothing to show here.") in said
        assert STORY not in said
        assert "MS-" not in said


async def test_otherwise_my_data_shows_what_is_kept_protected(stage: Stage) -> None:
    lina = Young(stage)
    await lina.send(recit=STORY)
    await lina.say("/mesdonnees")
    shown = lina.bubbles()[-1]
    assert STORY in shown.text
    assert shown.protected


@discreetly
async def test_the_sent_bubble_is_short_and_offers_to_hide(stage: Stage, road: dict[str, Answer]) -> None:
    lina = Young(stage)
    case = await sent(lina, road)
    bubble = lina.bubbles()[-1]
    assert case.reference in bubble.text
    assert len(bubble.text.splitlines()) == 3
    assert [button.data for button in stage.world.buttons(bubble)] == [f"w:{Word.HIDE}"]
    assert await lina.draft() is None, "nothing more is asked here"


async def test_later_words_are_noted_in_one_word_even_on_a_closed_case(stage: Stage) -> None:
    lina = Young(stage)
    case = await sent(lina, {"contact_discret": "oui"})
    await lina.say("encore moi")
    assert lina.texts()[-1] == lina.label("Noted.")
    await lina.run(lambda uow: uow.cases.change(case.id, state="close", closed_at=uow.now))
    await lina.say("toujours moi")
    assert lina.texts()[-1] == lina.label("Noted.")


async def test_hiding_from_the_notice_removes_what_was_said(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach(Aside.DISCREET_NOTICE, en_securite="non", contact_discret="oui")
    old = [message.id for message in stage.world.visible(lina.user)]
    await lina.say(lina.label("Hide"))
    assert not {message.id for message in stage.world.visible(lina.user)} & set(old)
    assert await lina.asking() not in (Aside.DISCREET_NOTICE, "")


async def test_a_second_contact_that_does_not_ask_again_stays_discreet(stage: Stage) -> None:
    lina = Young(stage)
    await sent(lina, {"contact_discret": "oui"})
    await stage.advance(minutes=1)
    await lina.send()
    assert (await lina.person()).discreet


async def test_a_plain_no_lifts_the_care(stage: Stage) -> None:
    lina = Young(stage)
    await sent(lina, {"contact_discret": "oui"})
    await stage.advance(minutes=1)
    await lina.send(short_road="continuer", contact_discret="non")
    assert not (await lina.person()).discreet


async def test_once_everything_is_erased_the_warning_about_the_phone_is_forgotten_too(stage: Stage) -> None:
    lina = Young(stage)
    await sent(lina, {"contact_discret": "oui"})
    await lina.say("efface tout")
    assert not (await lina.person()).discreet


async def test_nobody_having_read_is_told_behind_a_tap_and_stays_true(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("short_road", en_securite="non", warn_team="oui", contact_discret="oui")
    heard = lina.ever()
    await stage.advance(minutes=16)
    assert [bubble.text for bubble in lina.since(heard)] == [lina.label("A message is waiting for you.")]
    data = await read_button(lina)
    await open_it(stage, await lina.case())
    await lina.forge(data)
    said = lina.since(heard)[-1].text
    assert lina.label("Someone from the team has read it.") in said
    assert lina.label("I tell you as soon as someone reads.") not in said
