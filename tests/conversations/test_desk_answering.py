"""*Répondre*, and the words that go on between the person and whoever holds the case.

Must never: let an answer leave twice, or unseen, or for nobody to know that it never arrived.
"""

from __future__ import annotations

from bot.services.taps import Action, ReadTap, pack
from bot.simulator.shapes import Message
from storage.records import CaseState, EntryKind
from tests.conversations.desk_stage import DISCREET, IMMEDIATE, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

WORDS = "Bonjour, je m'appelle Solène. On peut se voir jeudi ? <b>&"


def answers(desk: Desk) -> list[Message]:
    return [message for message in desk.stage.world.said(LINA) if WORDS in message.text]


async def test_an_answer_is_written_seen_sent_and_received(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, WORDS)
    preview = stage.last(SOLENE)
    assert WORDS in preview.text
    assert desk.actions_shown(preview) == {
        Action.SEND, Action.SEND_NOW, Action.REWRITE, Action.SIGN, Action.CANCEL,
    }  # fmt: skip
    assert answers(desk) == [], "nothing leaves before it was seen"
    await desk.send(case)
    (received,) = answers(desk)
    assert received.protected
    assert case.reference in stage.last(SOLENE).text
    answered = await desk.case(case)
    assert answered.answered_at == stage.clock.now()
    assert ("Solène", "reply") in await desk.actions(case)
    assert await desk.table("select count(*) from promises where kind = 'answer' and kept_at is null") == [(0,)]
    assert WORDS not in desk.ever(GROUP)


async def test_sending_twice_sends_once(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, WORDS)
    desk.tap(SOLENE, case, Action.SEND_NOW, SOLENE)
    desk.tap(SOLENE, case, Action.SEND_NOW, SOLENE)
    await stage.settle()
    assert len(answers(desk)) == 1
    assert desk.answer().text == desk.say("Nothing to send: it has left already, or was cancelled.")
    assert len(await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.REPLY))) == 1


async def test_words_are_rewritten_before_they_leave(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "un premier jet maladroit")
    await desk.press(SOLENE, case, Action.REWRITE, SOLENE)
    await stage.say(SOLENE, WORDS)
    await desk.send(case)
    assert len(answers(desk)) == 1
    assert "maladroit" not in "\n".join(desk.texts(LINA))


async def test_the_button_under_an_older_preview_does_not_send_words_it_did_not_show(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "Oui, viens jeudi.")
    older = stage.last(SOLENE)
    await stage.say(SOLENE, "note pour moi : rappeler la mairie")
    send = next(b for b in stage.world.buttons(older) if f":{Action.SEND}" in b.data)
    stage.world.tap(SOLENE, SOLENE, older.id, send.data)
    await stage.settle()
    assert "mairie" not in "\n".join(desk.texts(LINA))
    assert desk.answer().text


async def test_a_cancelled_answer_stays_here(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    for way in ("button", "word"):
        await desk.press(SOLENE, case, Action.REPLY, SOLENE)
        await stage.say(SOLENE, WORDS)
        if way == "button":
            await desk.press(SOLENE, case, Action.CANCEL, SOLENE)
        else:
            await stage.say(SOLENE, "stop")
        answer = await desk.forge(SOLENE, case.id, Action.SEND, SOLENE)
        assert answer.text == desk.say("Nothing to send: it has left already, or was cancelled.")
    assert answers(desk) == []
    before = len(desk.texts(LINA))
    await stage.say(SOLENE, "et ceci ne va nulle part")
    assert len(desk.texts(LINA)) == before
    assert (await desk.case(case)).answered_at is None


async def test_an_answer_written_for_one_case_never_leaves_for_another(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    nadia = desk.young("Nadia", 1002)
    other = await nadia.send()
    await desk.read(case)
    await desk.read(other)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, WORDS)
    await desk.forge(SOLENE, other.id, Action.SEND, SOLENE)
    assert WORDS not in "\n".join(nadia.texts())
    await desk.press(SOLENE, other, Action.REPLY, SOLENE)
    assert (await desk.forge(SOLENE, case.id, Action.SEND, SOLENE)).text
    assert answers(desk) == []


async def test_two_coordinators_write_to_the_same_person_each_their_own_words(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.read(case, KARIMA)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await desk.press(KARIMA, case, Action.REPLY, KARIMA)
    await stage.say(SOLENE, WORDS)
    await stage.say(KARIMA, "Moi c'est Karima.")
    await desk.send(case)
    await desk.send(case, KARIMA)
    assert len(answers(desk)) == 1
    assert "Moi c'est Karima." in stage.last(LINA).text


async def test_an_answer_survives_a_restart_between_preview_and_sending(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, WORDS)
    await stage.restart(stage.service.house.catalogues)
    await desk.send(case)
    assert len(answers(desk)) == 1


async def test_a_phone_that_others_read_shows_the_answer_only_when_asked(stage: Stage) -> None:
    desk, case = await a_desk(stage, **DISCREET)
    await desk.read(case)
    await desk.reply(case, WORDS)
    knock = stage.last(LINA)
    assert knock.text == desk.say("A message is waiting for you.")
    assert knock.silent
    assert answers(desk) == []
    (button,) = stage.world.buttons(knock)
    stage.world.tap(LINA, LINA, knock.id, button.data)
    await stage.settle()
    assert len(answers(desk)) == 1
    sent = [text for text in desk.texts(SOLENE) if text == desk.say(
        "Answer to {reference} handed to Telegram. Reading unknown.", reference=case.reference
    )]  # fmt: skip
    assert len(sent) == 1


async def test_nobody_else_opens_what_waits_for_her(stage: Stage) -> None:
    desk, case = await a_desk(stage, **DISCREET)
    await desk.read(case)
    await desk.reply(case, WORDS)
    knock = await desk.table("select id from outbox where kind = 'knock'")
    nadia = desk.young("Nadia", 1002)
    await nadia.say("/start")
    await nadia.forge(pack(ReadTap(knock[0][0])))
    assert WORDS not in "\n".join(nadia.texts())


async def test_who_blocked_the_bot_is_said_unreachable_and_nothing_claims_otherwise(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    stage.world.block_bot(LINA)
    await desk.reply(case, WORDS)
    news = desk.texts(SOLENE)[-1]
    assert desk.say("the bot is blocked") in news
    assert desk.say("Answer to {reference} handed to Telegram. Reading unknown.", reference=case.reference) not in (
        desk.texts(SOLENE)
    )
    await desk.read(case)
    assert desk.say("Cannot be reached here any more. Try another way.") in "\n".join(desk.texts(SOLENE))


async def test_whoever_wrote_the_answer_is_told_too_when_another_holds_the_case(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.read(case, KARIMA)
    stage.world.deactivate(LINA)
    await desk.reply(case, WORDS, KARIMA)
    for who in (SOLENE, KARIMA):
        assert desk.say("the account is closed") in desk.texts(who)[-1]


async def test_whoever_comes_back_is_reachable_again(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    stage.world.block_bot(LINA)
    await stage.settle()
    stage.world.unblock_bot(LINA)
    await stage.say(LINA, "me revoilà")
    await desk.reply(case, WORDS)
    assert len(answers(desk)) == 1


async def test_later_words_reach_the_holder_in_private_without_a_sound(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    group, rings = len(desk.calls(GROUP)), len(desk.rings(SOLENE))
    await stage.say(LINA, "encore un mot, libellule")
    news = stage.last(SOLENE)
    assert news.text == desk.say("{reference}: the person has written again.", reference=case.reference)
    assert len(desk.rings(SOLENE)) == rings
    assert len(desk.calls(GROUP)) == group
    await desk.press(SOLENE, case, Action.READ, SOLENE)
    assert "libellule" in "\n".join(desk.texts(SOLENE))


async def test_later_words_that_nobody_holds_are_a_bare_notice_in_the_group(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await stage.advance(minutes=5)
    await stage.say(LINA, "encore un mot, libellule")
    notice = stage.last(GROUP)
    assert notice.text == desk.say("{reference}: the person has written again.", reference=case.reference)
    assert notice.silent
    answer = await desk.press(KARIMA, case, Action.READ)
    await desk.link(KARIMA, answer.url)
    assert "libellule" in "\n".join(desk.texts(KARIMA))


async def test_later_words_reach_the_group_when_the_holder_cannot_be_reached(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    stage.world.block_bot(SOLENE)
    await stage.say(LINA, "encore un mot")
    assert stage.last(GROUP).text == desk.say("{reference}: the person has written again.", reference=case.reference)


@starting("2026-03-12T09:20")
async def test_words_to_a_closed_case_open_it_again(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE)
    await desk.until("2026-03-18T09:40")
    await stage.say(LINA, "en fait ça recommence")
    again = await desk.case(case)
    assert again.state is CaseState.TAKEN
    assert (again.closed_at, again.opened_at) == (None, None)
    assert again.read_by == stage.service.house.read_by(stage.clock.now())
    assert stage.service.house.words().before(again.read_by, stage.clock.now()) in stage.last(LINA).text
    assert Action.READ in desk.actions_shown(desk.card(case))
    assert len(desk.about(case, SOLENE)) > 1
    await desk.until("2026-03-18T16:00")
    assert desk.say("To open: the person was told when.") in stage.last(SOLENE).text, "the promise is watched again"
    await desk.read(case)
    read = desk.say("Someone from the team has read your message, at {hour}.", hour="16 h")
    assert read in stage.last(LINA).text


async def test_reopened_and_read_in_the_slot_of_the_first_promise_it_is_watched_all_the_same(stage: Stage) -> None:
    """The same follow-up was taken back once: it must come to life again."""
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE)
    await stage.say(LINA, "je me sens mal")
    rings = len(desk.rings(SOLENE))
    await desk.until("2026-03-12T09:01")
    assert len(desk.rings(SOLENE)) == rings + 1


async def test_an_edit_of_words_already_read_is_added_and_announced(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await stage.say(LINA, "la première version")
    written = stage.world.messages(LINA)
    mine = next(message for message in written if message.text == "la première version")
    stage.world.edit_text(LINA, LINA, mine.id, "la deuxième version")
    await stage.settle()
    bodies = [entry.body for entry in await desk.run(lambda uow: uow.entries.of_case(case.id))]
    assert bodies == ["la deuxième version"]
    await desk.read(case)
    stage.world.edit_text(LINA, LINA, mine.id, "la troisième version")
    await stage.settle()
    bodies = [entry.body for entry in await desk.run(lambda uow: uow.entries.of_case(case.id))]
    assert bodies == ["la deuxième version", "la troisième version"]
    assert stage.last(SOLENE).text == desk.say("{reference}: the person has written again.", reference=case.reference)
