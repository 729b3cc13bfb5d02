"""An answer that waits for the hour of the person, and what can still be changed until then.

Must never: let a held answer be seen by the person before its hour, or be forgotten by whoever wrote it.
"""

from __future__ import annotations

from bot.services.taps import Action
from bot.simulator.shapes import Message
from bot.triage.urgency import Level
from storage.records import EntryKind
from tests.conversations.desk_stage import DISCREET, IMMEDIATE, Desk, a_desk, paris, starting
from tests.conversations.stage import LINA, SOLENE, Stage
from tests.conversations.youth_stage import Answer

WORDS = "On peut se voir jeudi, nénuphar ?"
EVENINGS: dict[str, Answer] = {
    "short_road": "continuer", "contact_mode": "telephone", "telephone": "07 81 92 03 14", "creneaux": "soir",
}  # fmt: skip


def received(desk: Desk) -> list[Message]:
    return [message for message in desk.stage.world.said(LINA) if WORDS in message.text]


async def _previewed(desk: Desk, words: str = WORDS, who: int = SOLENE) -> Message:
    case = await desk.lina.case()
    await desk.press(who, case, Action.REPLY, who)
    await desk.stage.say(who, words)
    return desk.stage.last(who)


def _when(desk: Desk, moment: str) -> str:
    return desk.stage.service.house.words().when(paris(moment), desk.stage.clock.now())


# -- held ----------------------------------------------------------------------------------------------------------


@starting("2026-03-12T09:20")
async def test_an_answer_waits_for_the_evening_the_person_chose_and_the_preview_says_so(stage: Stage) -> None:
    desk, case = await a_desk(stage, **EVENINGS)
    await desk.read(case)
    preview = await _previewed(desk)
    leaves = _when(desk, "2026-03-12T18:00")
    assert desk.say("Leaves {when}: the hours of the person.", when=leaves) in preview.text
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    held = desk.say("Answer to {reference}: it leaves {when}. Until then, it can be changed.",
                    reference=case.reference, when=leaves)  # fmt: skip
    assert held in preview.text, "in the place of the preview"
    assert (await desk.case(case)).answered_at is None
    assert await desk.table("select count(*) from promises where kind = 'answer' and kept_at is null") == [(1,)]
    await desk.until("2026-03-12T17:59")
    assert received(desk) == []
    await desk.until("2026-03-12T18:00")
    assert len(received(desk)) == 1
    assert (await desk.case(case)).answered_at == paris("2026-03-12T18:00")
    (entry,) = await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.REPLY))
    assert (entry.event, entry.at) == ("", paris("2026-03-12T18:00")), "no longer held"
    assert await desk.table("select count(*) from promises where kind = 'answer' and kept_at is null") == [(0,)]
    sent = desk.say("Answer to {reference} handed to Telegram. Reading unknown.", reference=case.reference)
    assert sent in desk.texts(SOLENE)
    assert ("Solène", "reply_held") in await desk.actions(case)


async def test_without_a_slot_nobody_is_written_to_at_night(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.until("2026-03-12T07:59")
    assert received(desk) == []
    await desk.until("2026-03-12T08:00")
    assert len(received(desk)) == 1


async def test_to_an_immediate_case_an_answer_leaves_at_once_even_at_night(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.read(case)
    assert Action.SEND_NOW not in desk.actions_shown(await _previewed(desk))
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    assert len(received(desk)) == 1


async def test_a_case_made_immediate_lets_what_waited_leave(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.LEVEL, SOLENE)
    await desk.press(SOLENE, case, Action.LEVEL_AS, SOLENE, "normal.immediat")
    await stage.settle()
    assert (await desk.case(case)).level is Level.IMMEDIAT
    assert len(received(desk)) == 1


async def test_a_human_may_send_now_from_the_preview_and_from_what_waits(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.press(SOLENE, case, Action.HELD_NOW, SOLENE)
    assert len(received(desk)) == 1
    await desk.until("2026-03-12T12:00")
    assert len(received(desk)) == 1, "and not again at its hour"
    assert ("Solène", "reply") in await desk.actions(case)


async def test_what_waits_is_taken_back_without_a_trace_for_the_person_and_the_answer_is_due_again(
    stage: Stage,
) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.press(SOLENE, case, Action.HELD_CANCEL, SOLENE)
    cancelled = desk.say("Answer to {reference}: cancelled.", reference=case.reference)
    assert cancelled in desk.texts(SOLENE)
    await desk.until("2026-03-13T10:01")
    assert received(desk) == []
    assert await desk.run(lambda uow: uow.entries.of_case(case.id, EntryKind.REPLY)) == []
    assert desk.say("To answer: the person was told when.") in desk.ever(SOLENE)


@starting("2026-03-12T09:20")
async def test_nobody_is_called_for_an_answer_that_leaves_in_time(stage: Stage) -> None:
    desk, case = await a_desk(stage, **{**EVENINGS, "creneaux": "midi"})
    await desk.read(case)
    await desk.until("2026-03-12T15:00")
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.until("2026-03-13T12:01")
    assert len(received(desk)) == 1
    assert desk.say("To answer: the person was told when.") not in desk.ever(SOLENE)


async def test_what_waits_becomes_a_draft_again_and_only_the_new_words_leave(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk, "un premier jet maladroit")
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.press(SOLENE, case, Action.HELD_EDIT, SOLENE)
    assert "maladroit" in stage.last(SOLENE).text, "shown again, to be sent or rewritten"
    await stage.say(SOLENE, WORDS)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.until("2026-03-12T08:00")
    assert len(received(desk)) == 1
    assert "maladroit" not in desk.ever(LINA)


async def test_a_held_answer_survives_a_restart_and_a_night_off(stage: Stage) -> None:
    desk, case = await a_desk(stage, **EVENINGS)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await stage.restart(stage.service.house.catalogues)
    stage.clock.set(paris("2026-03-12T23:30"))
    await stage.settle()
    assert received(desk) == [], "late, it waits for the next evening rather than for the night"
    await desk.until("2026-03-13T18:00")
    assert len(received(desk)) == 1


async def test_a_held_answer_shows_nothing_to_a_phone_that_others_read(stage: Stage) -> None:
    desk, case = await a_desk(stage, **{**DISCREET, "en_securite": "oui", "short_road": "continuer"})
    await desk.read(case)
    preview = await _previewed(desk)
    assert desk.say("On their phone: only “A message is waiting for you.”") in preview.text
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.until("2026-03-12T18:00")
    assert received(desk) == []
    assert stage.last(LINA).text == desk.say("A message is waiting for you.")


async def test_whoever_blocked_the_bot_meanwhile_is_said_unreachable_to_whoever_wrote(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    stage.world.block_bot(LINA)
    await desk.until("2026-03-12T08:01")
    assert desk.say("the bot is blocked") in stage.said(SOLENE)


async def test_a_stop_of_the_person_lets_the_answer_leave(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await stage.say(LINA, "stop")
    await desk.until("2026-03-12T08:00")
    assert len(received(desk)) == 1, "« sauf pour te répondre »"


@starting("2026-03-12T09:20")
async def test_a_slot_after_the_promise_is_said_in_the_preview(stage: Stage) -> None:
    desk, case = await a_desk(stage, **EVENINGS)
    opened = await desk.read(case)
    assert opened.answer_by is not None
    await desk.until("2026-03-13T09:00")
    promised = stage.service.house.words().before(opened.answer_by, stage.clock.now())
    preview = await _previewed(desk)
    assert desk.say("An answer was promised {when}: sooner would keep it.", when=promised) in preview.text


@starting("2026-03-12T09:20")
async def test_taken_back_after_nobody_was_called_the_answer_is_due_again(stage: Stage) -> None:
    desk, case = await a_desk(stage, **{**EVENINGS, "creneaux": "midi"})
    await desk.read(case)
    await desk.until("2026-03-12T15:00")
    await _previewed(desk)
    await desk.press(SOLENE, case, Action.SEND, SOLENE)
    await desk.until("2026-03-13T10:30")
    await desk.press(SOLENE, case, Action.HELD_CANCEL, SOLENE)
    await desk.until("2026-03-13T10:31")
    assert desk.say("To answer: the person was told when.") in desk.ever(SOLENE)
