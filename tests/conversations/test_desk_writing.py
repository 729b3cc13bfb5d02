"""An answer as it is written: its beginning, its advice, its signature, and to whom its words belong.

Must never: let words leave that the pressed button did not show.
"""

from __future__ import annotations

from bot.services.taps import Action
from bot.simulator.shapes import Message
from tests.conversations.desk_stage import IMMEDIATE, Desk, a_desk
from tests.conversations.stage import KARIMA, LINA, SOLENE, Stage
from tests.conversations.youth_stage import Young

WORDS = "On peut se voir jeudi, nénuphar ?"


def received(desk: Desk) -> list[Message]:
    return [message for message in desk.stage.world.said(LINA) if WORDS in message.text]


async def _previewed(desk: Desk, words: str = WORDS) -> Message:
    case = await desk.lina.case()
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await desk.stage.say(SOLENE, words)
    return desk.stage.last(SOLENE)


async def test_a_beginning_is_chosen_seen_and_sent_in_two_taps_and_speaks_as_to_a_young_person(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    asked = stage.last(SOLENE)
    labels = [button for button in stage.world.buttons(asked) if f":{Action.TEMPLATE}:" in button.data]
    assert 3 <= len(labels) <= 6
    before = len(desk.texts(LINA))
    await desk.press(SOLENE, case, Action.TEMPLATE, SOLENE, "rencontre")
    text = desk.say("We can meet, if you like. Tell me a day and a time that suit you.")
    assert text in stage.last(SOLENE).text
    assert desk.say("To read again, if you like:") not in stage.last(SOLENE).text
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    assert text in stage.last(LINA).text
    assert len(desk.texts(LINA)) == before + 1


async def test_a_beginning_is_there_to_be_copied_when_it_is_rewritten(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await desk.press(SOLENE, case, Action.TEMPLATE, SOLENE, "lu")
    await desk.press(SOLENE, case, Action.REWRITE, SOLENE)
    offered = stage.last(SOLENE)
    assert not offered.protected, "what is protected cannot be copied"
    text = "I have read your message. Thank you for writing. I am looking for an answer with you."
    assert desk.say(text) in offered.text
    await stage.say(SOLENE, WORDS)
    await desk.send(case)
    assert len(received(desk)) == 1


async def test_the_preview_advises_and_never_blocks(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    preview = await _previewed(desk, f"Je te promets que vous serez aidé. {WORDS}")
    for msgid in ("A promise: make sure that you can keep it.", "“Vous”: a young person is addressed with “tu”."):
        assert desk.say(msgid) in preview.text
    assert desk.say("Keeping silent is not possible if there is danger.") not in preview.text
    await desk.send(case)
    assert len(received(desk)) == 1


async def test_nobody_signs_unless_they_choose_to_and_the_preview_shows_it(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    signature = desk.say("{name}, from the team", name="Solène")
    preview = await _previewed(desk)
    older = next(b for b in stage.world.buttons(preview) if f":{Action.SEND_NOW}:" in b.data)
    assert signature not in preview.text
    await desk.press(SOLENE, case, Action.SIGN, SOLENE)
    assert signature in preview.text
    stage.world.forge_tap(SOLENE, SOLENE, preview.id, older.data)
    await stage.settle()
    assert received(desk) == [], "that button stood under words without a signature"
    await desk.send(case)
    assert signature in received(desk)[0].text
    assert (await desk.run(lambda uow: [one.signs for one in uow.staff.active() if one.name == "Karima"])) == [False]
    await desk.read(case, KARIMA)
    await desk.reply(case, "Et Karima ?", KARIMA)
    assert "Karima, " not in stage.last(LINA).text


async def test_an_answer_never_falls_into_the_coordinators_own_first_contact_nor_the_other_way_round(
    stage: Stage,
) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    own = Young(stage, SOLENE)
    await stage.say(SOLENE, "/pour_moi")
    await own.reach("recit", en_securite="oui")
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, WORDS)
    kept = await own.draft()
    assert kept is not None
    assert kept.draft.story == (), "these words are for Lina"
    await desk.send(case)
    assert len(received(desk)) == 1
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "/pour_moi")
    await stage.say(SOLENE, "je suis fatiguée, hirondelle")
    assert "hirondelle" not in desk.ever(LINA)
    assert (await desk.run(lambda uow: [one.doing for one in uow.staff.active() if one.name == "Solène"])) == [""]
