"""The card in the coordination chat: as little as possible, always up to date, and two hands that press at once.

Must never: pass when anything of a person but a number, an age band and a level has reached the group.
"""

from __future__ import annotations

import asyncio

from bot.services.taps import Action
from bot.simulator.shapes import CallbackAnswer
from storage.records import CaseState
from tests.conversations.desk_stage import IMMEDIATE, Desk, a_desk, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage

STORY = "je dors chez un pote depuis lundi, zibeline"
SECRETS = {
    "themes": ("famille_logement", "logement"), "recit": STORY, "designation": "Pirouette",
    "short_road": "continuer", "contact_mode": "telephone", "telephone": "07 81 92 03 14", "attente": "rendez_vous",
    "secteur": "bretonniere", "deja_aide": "ase",
}  # fmt: skip


async def test_the_card_says_a_number_an_age_band_and_a_level_and_waits_for_a_hand(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    card = desk.card(case)
    assert case.reference in card.text
    assert desk.say("13-14") not in card.text
    assert desk.say("15-17") in card.text
    assert desk.say("normal") in card.text
    assert desk.actions_shown(card) == {Action.TAKE, Action.READ, Action.PLAN}


async def test_nothing_of_the_person_ever_reaches_the_group(stage: Stage) -> None:
    desk, case = await a_desk(stage, **SECRETS)
    await desk.press(SOLENE, case, Action.TAKE)
    await desk.read(case)
    await desk.reply(case, "on se voit jeudi, nénuphar")
    await stage.say(LINA, "d'accord, libellule")
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    await desk.press(SOLENE, case, Action.SUMMARY, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE)
    await stage.say(LINA, "encore un mot, coquelicot")
    ever = desk.ever(GROUP)
    assert ever.count(case.reference) > 5
    for secret in ("zibeline", "Pirouette", "81 92", "8192", "nénuphar", "libellule", "coquelicot", str(LINA), "Lina"):
        assert secret not in ever
    for msgid in ("a place to live", "An appointment", "Child protection (ASE)", "By phone"):
        assert desk.say(msgid) not in ever
    for code in ("logement", "rendez_vous", "bretonniere", "telephone", "lien_etabli"):
        assert code not in ever


async def test_the_story_is_in_the_case_all_the_same(stage: Stage) -> None:
    """The test above cannot pass because nothing was kept."""
    desk, case = await a_desk(stage, **SECRETS)
    await desk.read(case)
    seen = "\n".join(desk.texts(SOLENE))
    for word in ("zibeline", "Pirouette", "07 81 92 03 14"):
        assert word in seen


async def test_the_card_follows_the_life_of_the_case(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.press(SOLENE, case, Action.TAKE)
    card = desk.card(case)
    assert desk.say("held by {name}", name="Solène") in card.text
    assert desk.actions_shown(card) == {Action.READ, Action.PLAN}
    await desk.until("2026-03-12T09:20")
    await desk.read(case)
    words = stage.service.house.words()
    assert desk.say("Opened {moment}.", moment=desk.moment()) in desk.card(case).text
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    assert desk.say("False alarm.") in desk.card(case).text
    await desk.press(SOLENE, case, Action.CLOSE, SOLENE)
    await desk.press(SOLENE, case, Action.CLOSE_AS, SOLENE)
    closed = desk.card(case)
    day = words.day(stage.clock.now())
    assert closed.text == desk.say("{reference} · closed {day}.", reference=case.reference, day=day)
    assert stage.world.buttons(closed) == []
    assert len(desk.about(case)) == 1, "one card, edited; never a second one"


async def test_a_case_withdrawn_by_the_person_leaves_no_button(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await stage.say(LINA, "efface tout")
    card = desk.card(case)
    assert card.text == desk.say("{reference} · withdrawn by the person.", reference=case.reference)
    assert stage.world.buttons(card) == []
    assert (await desk.case(case)).state is CaseState.WITHDRAWN


async def test_two_hands_at_once_one_wins_and_the_other_is_told_who(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    desk.tap(SOLENE, case, Action.TAKE)
    desk.tap(KARIMA, case, Action.TAKE)
    await stage.settle()
    answers = [query.answer for query in stage.world.queries.values()][-2:]
    told = {answer.text for answer in answers if isinstance(answer, CallbackAnswer)}
    holder = await desk.table("select holder_id from cases")
    winner = "Solène" if holder == [((await desk.person(SOLENE)).id,)] else "Karima"
    assert told == {
        desk.say("You hold {reference}.", reference=case.reference), desk.say("Already held by {name}.", name=winner),
    }  # fmt: skip
    assert [action for _, action in await desk.actions(case)] == ["take"]
    assert len(desk.about(case)) == 1


async def test_whoever_holds_it_presses_again_and_nothing_changes(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.press(SOLENE, case, Action.TAKE)
    answer = await desk.forge(SOLENE, case.id, Action.TAKE)
    assert answer.text == desk.say("You hold {reference}.", reference=case.reference)
    assert await desk.actions(case) == [("Solène", "take")]


async def test_taking_and_withdrawing_at_the_same_moment_ends_withdrawn(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    desk.tap(SOLENE, case, Action.TAKE)
    stage.world.send_text(LINA, LINA, "efface tout")
    await stage.settle()
    assert (await desk.case(case)).state is CaseState.WITHDRAWN
    assert stage.world.buttons(desk.card(case)) == []


async def test_a_card_that_changes_while_it_is_on_its_way_is_brought_up_to_date(stage: Stage) -> None:
    """Telegram is slow: the message with the old truth arrives after the new truth was written."""
    desk, case = await a_desk(stage)
    gate, waiting = asyncio.Event(), asyncio.Event()
    respond = stage.api.respond

    async def slow(method: str, *args: object, **options: object) -> object:
        if method == "editMessageText":
            waiting.set()
            await gate.wait()
        return await respond(method, *args, **options)  # type: ignore[arg-type]

    stage.api.respond = slow  # type: ignore[method-assign,assignment]
    desk.tap(SOLENE, case, Action.TAKE)
    while await stage.service.receiver.poll_once():
        pass
    sending = asyncio.create_task(stage.service.sender.drain())
    await waiting.wait()
    stage.world.open_link(SOLENE, f"l_{case.id}")
    while await stage.service.receiver.poll_once():
        pass
    gate.set()
    await sending
    await stage.settle()
    assert desk.say("Opened {moment}.", moment=desk.moment()) in desk.card(case).text


async def test_the_rule_stands_pinned_and_silent(stage: Stage) -> None:
    desk = Desk(stage)
    pinned = [message for message in stage.world.visible(GROUP) if message.pinned]
    rule = desk.say("No story here: no name, no detail. Read and answer in private.")
    assert [rule in message.text for message in pinned] == [True]
    assert all(call.params.get("disable_notification") for call in desk.calls(GROUP, "pinChatMessage", "sendMessage"))


async def test_a_restart_posts_no_second_rule_and_no_second_card(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    before = len(desk.calls(GROUP))
    await stage.restart(stage.service.house.catalogues)
    await stage.settle()
    assert len(desk.calls(GROUP)) == before
    await desk.press(SOLENE, case, Action.TAKE)
    assert desk.say("held by {name}", name="Solène") in desk.card(case).text


async def test_an_immediate_card_is_silent_at_night(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    assert desk.rings() == []


@starting("2026-03-11T10:00")
async def test_only_an_immediate_card_rings_in_opening_hours(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    assert desk.rings() == []
    nadia = desk.young("Nadia", 1002)
    urgent = await nadia.send(**IMMEDIATE)
    assert [urgent.reference in text for text in desk.rings()] == [True]
    await desk.press(SOLENE, case, Action.TAKE)
    assert len(desk.rings()) == 1


async def test_a_newcomer_is_announced_without_a_name_and_without_a_sound(stage: Stage) -> None:
    stage.world.add_person("Zoéline", user_id=4001)
    stage.world.join(4001, GROUP)
    await stage.settle()
    desk = Desk(stage)
    assert desk.texts(GROUP)[-1] == desk.say(
        "Someone has joined this chat. They have no right until a coordinator invites them."
    )
    assert "Zoéline" not in desk.ever(GROUP)
    assert desk.rings() == []
    before = len(desk.calls(GROUP))
    stage.world.leave(MARC, GROUP)
    await stage.settle()
    assert len(desk.calls(GROUP)) == before
