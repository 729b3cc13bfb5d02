"""Buttons as a modified client sends them, and taps that come twice: nothing opens, nothing counts twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.services.taps import Action, CaseTap, ReadTap, Word, WordTap, pack
from bot.simulator.shapes import Json
from storage.records import EntryKind
from tests.conversations.odd_stage import YOUNG_STATES, an_odd_stage, some, swept
from tests.conversations.stage import GROUP, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, coordinator_does, open_it
from tests.odd.cast import CHANNEL, FOREIGN_GROUP, chat, user
from tests.odd.texts import HOSTILE, MARK
from tests.odd.updates import NOW

GARBAGE = (
    "", ":", "q", "q:::", "q:a:b:c:d", "w:", "w:aide:aide", "r:", "c:", "c:x", "c:x:lire:1:2", "é" * 32, "😀" * 16,
    "x" * 64, "\x00", "q:\x00:pour_qui:moi", "c:\x00:lire", "r:\ud83d", "c:\ud83d:lire", "q:\ud83d:\ude00:x", " ", "\n",
    "q:__class__:__init__:__doc__", "q:AAAAAAAAAAAA:pour_qui:moi", "'; drop table drafts; --", MARK,
)  # fmt: skip


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


def tapped(who: int, data: str | None, **message: Any) -> Json:
    """A callback query; `message` is the field of that name, or nothing."""
    found = {"id": "77", "from": user(who), "chat_instance": "7", **message}
    return {"callback_query": found if data is None else {**found, "data": data}}


def under(place: int, **more: Any) -> Json:
    return {"message": {"message_id": 1, "date": NOW, "chat": chat(place), **more}}


def answers_to(stage: Stage, query_id: str = "77") -> list[str]:
    calls = stage.world.calls_of("answerCallbackQuery")
    return [str(call.params.get("text", "")) for call in calls if call.params["callback_query_id"] == query_id]


@pytest.mark.parametrize("state", swept("the recap", "closed", states=YOUNG_STATES))
async def test_garbage_on_a_button_is_refused_in_every_state(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    odd = await an_odd_stage(stage, state, caplog)
    if state == "nobody yet":
        stage.world.chat(LINA).started = True
    passed = odd.who.label("This question has passed.")
    for data in some(GARBAGE, state):
        before = len(answers_to(stage))
        await odd.hit(lambda data=data: stage.world.push_raw(tapped(LINA, data, **under(LINA))))
        assert answers_to(stage)[before:] == [passed], data
    await odd.check_after()


@pytest.mark.parametrize("state", ["a question", "sent"])
async def test_a_tap_without_a_reachable_message_is_answered(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    """None at all, one sent inline, one that is gone, one in a channel, one in a group that is none of ours."""
    odd = await an_odd_stage(stage, state, caplog)
    refused, passed = odd.who.label("You cannot do that here."), odd.who.label("This question has passed.")
    old = f"q:{(await odd.who.kept()).id}:pour_qui:ami" if state == "a question" else "q:AAAAAAAAAAAA:pour_qui:ami"
    gone = {"message": {**under(LINA)["message"], "date": 0}}
    wheres: list[tuple[Json, str]] = [
        ({}, refused), ({"inline_message_id": MARK}, refused), (gone, passed),
        (under(CHANNEL), refused), (under(FOREIGN_GROUP), refused), (under(GROUP), refused),
    ]  # fmt: skip
    for where, answer in wheres:
        for data in (old, None, "c:AAAAAAAAAAAA:lire"):
            before = len(answers_to(stage))
            await odd.hit(lambda data=data, where=where: stage.world.push_raw(tapped(LINA, data, **where)))
            expected = refused if data and data.startswith("c:") else answer
            assert answers_to(stage)[before:] == [expected], (where, data)
    await odd.check_after()


async def test_an_inaccessible_message_still_carries_a_button_that_counts(stage: Stage) -> None:
    """« cache » and old age make a bubble inaccessible; its tap says which question it answers."""
    lina = Young(stage)
    await lina.reach("pour_qui")
    message = {**under(LINA)["message"], "date": 0}
    stage.world.push_raw(tapped(LINA, f"q:{(await lina.kept()).id}:pour_qui:moi", message=message))
    await stage.settle()
    assert await lina.answers() == {"pour_qui": ("moi",)}


async def test_everybodys_buttons_in_somebody_elses_hands_open_nothing(stage: Stage) -> None:
    """Every button that any screen has shown, pressed by a stranger in private, in the group, and in another one."""
    lina, marc = Young(stage), Young(stage, MARC)
    case = await lina.send(en_securite="non", contact_discret="oui")
    await open_it(stage, case)
    await coordinator_does(stage, case, Action.REPLY)
    await stage.say(SOLENE, "On se voit demain.")
    await marc.say("/start")
    shown = {b.data for one in (LINA, SOLENE, GROUP) for m in stage.world.messages(one) for b in stage.world.buttons(m)}
    shown |= {pack(CaseTap(case.id, action, more)) for action in Action for more in ("", "joke", "lien_etabli")}
    rows = await lina.table("select id from outbox")
    shown |= {pack(ReadTap(row[0])) for row in rows}
    before, group = await lina.case(), stage.texts(GROUP)
    kept = (await marc.kept()).draft
    for data in sorted(shown - {""} - {pack(WordTap(word)) for word in Word}):
        for where in (under(MARC), under(GROUP), under(FOREIGN_GROUP), {}):
            stage.world.push_raw(tapped(MARC, data, **where))
    await stage.settle()
    assert await lina.case() == before
    assert not await lina.entries(EntryKind.REPLY)
    assert stage.texts(GROUP) == group
    assert (await marc.kept()).draft == kept
    assert case.reference not in stage.said(MARC)
    assert "demain" not in stage.said(MARC)


async def test_a_callback_delivered_twice_counts_once(stage: Stage) -> None:
    """The same update again (a lost confirmation), then the same press as another update (a doubled tap)."""
    lina = Young(stage)
    await lina.reach("pour_qui")
    update = stage.world.push_raw(tapped(LINA, f"q:{(await lina.kept()).id}:pour_qui:moi", **under(LINA)))
    await stage.settle()
    heard = lina.ever()
    stage.world.push_raw(update)
    await stage.settle()
    assert lina.since(heard) == [], "nothing is said twice"
    stage.world.push_raw({"callback_query": update["callback_query"]})
    await stage.settle()
    assert await lina.answers() == {"pour_qui": ("moi",)}
    assert await lina.asking() == "en_securite"
    assert answers_to(stage)[-1] == lina.label("Already noted.")


async def test_a_message_delivered_twice_is_kept_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    place = {"message_id": 9_000, "date": NOW, "chat": chat(LINA), "from": user(LINA)}
    update = stage.world.push_raw({"message": {**place, "text": "tous les soirs"}})
    await stage.settle()
    for again in range(3):
        stage.world.push_raw(update)
        stage.world.push_raw({"message": {**place, "message_id": 9_001 + again, "text": f"et {again}"}})
        await stage.settle()
    assert [part.text for part in (await lina.kept()).draft.story] == ["tous les soirs", "et 0", "et 1", "et 2"]


async def test_the_send_button_of_a_coordinator_pressed_twice_sends_once(stage: Stage) -> None:
    lina = Young(stage)
    case = await lina.send()
    await coordinator_does(stage, case, Action.REPLY)
    await stage.say(SOLENE, HOSTILE["html"][:200])
    update = stage.world.push_raw(tapped(SOLENE, pack(CaseTap(case.id, Action.SEND)), **under(SOLENE)))
    await stage.settle()
    stage.world.push_raw(update)
    stage.world.push_raw({"callback_query": update["callback_query"]})
    await stage.settle()
    assert len(await lina.entries(EntryKind.REPLY)) == 1


@pytest.mark.parametrize("order", [("moi", "non"), ("non", "moi")])
@pytest.mark.parametrize("together", [True, False])
async def test_a_tap_and_a_word_within_one_second_answer_one_question_each_at_most(
    stage: Stage, order: tuple[str, str], together: bool
) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    draft_id = (await lina.kept()).id
    taps = {"moi": tapped(LINA, f"q:{draft_id}:pour_qui:moi", **under(LINA)),
            "non": tapped(LINA, f"q:{draft_id}:en_securite:non", **under(LINA))}  # fmt: skip
    for choice in order:
        stage.world.push_raw(taps[choice])
        stage.world.send_text(LINA, LINA, "encore là ?")
        if not together:
            await stage.settle()
    await stage.settle()
    answers = await lina.answers()
    assert answers.get("pour_qui") == ("moi",)
    assert answers.get("en_securite") in (None, ("non",))
    words = [part.text for part in (await lina.kept()).draft.first_words]
    assert words == ["encore là ?"] * 2, "no word is lost, whatever was tapped beside it"
