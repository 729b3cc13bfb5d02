"""Who may do what with relays: each button pressed, each word typed, by everybody who may not.

Must never: pass when a refusal changed a row, wrote to somebody else, or differed for somebody who is enrolled.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from bot.services.taps import Enrol, EnrolTap, Pledge, PledgeTap, pack
from bot.simulator.shapes import Status
from tests.conversations.relay_stage import KARIM, NADIA, Relays
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.test_relay_enrolment import marked
from tests.conversations.youth_stage import Young

STRANGER = 4001
KEPT = ("cases", "entries", "staff", "relays", "follow_ups", "invitations", "drafts", "referrals")
Outsider = Callable[[Relays], Awaitable[int]]
RELAY_WORDS = ("/relais", "/situation", "/civique", "/mes_transmissions", "/quitter")


async def _young(relays: Relays) -> int:
    """In the middle of a first contact."""
    await Young(relays.stage).reach("tranche_age")
    return LINA


async def _stranger(relays: Relays) -> int:
    relays.stage.world.add_person("Paul", user_id=STRANGER)
    await relays.stage.say(STRANGER, "/langue")
    return STRANGER


async def _other_relay(relays: Relays) -> int:
    await relays.enrol(NADIA, "aljpb")
    return NADIA


async def _member(relays: Relays) -> int:
    """Sits in the group; nobody enrolled him."""
    await relays.stage.say(MARC, "/langue")
    return MARC


async def _revoked_relay(relays: Relays) -> int:
    await relays.enrol(NADIA, "aljpb")
    await relays.stage.say(NADIA, "/quitter")
    await relays.answer(NADIA, Pledge.LEAVE)
    return NADIA


async def _invited(relays: Relays) -> int:
    """Has not answered to the rules."""
    await relays.open(NADIA, await relays.invite("aljpb"))
    return NADIA


async def _gone(relays: Relays) -> int:
    """A coordinator who has left the group."""
    relays.stage.world.leave(KARIMA, GROUP)
    await relays.stage.settle()
    return KARIMA


async def _gone_unheard(relays: Relays) -> int:
    """She has left while Telegram told the bot nothing: only getChatMember knows, and is asked at her first word."""
    relays.stage.world.chat(GROUP).members[KARIMA] = Status.LEFT
    await relays.stage.say(KARIMA, "aide")
    return KARIMA


OUTSIDERS = [_young, _stranger, _other_relay, _member, _revoked_relay, _invited, _gone, _gone_unheard]
NO_RELAYS = [_young, _stranger, _member, _revoked_relay]


async def _kept(relays: Relays) -> list[tuple[str, list[str]]]:
    return [(name, sorted(map(repr, await relays.desk.table(f"select * from {name}")))) for name in KEPT]


def _heard(stage: Stage, who: int, since: int) -> list[tuple[object, ...]]:
    """What Telegram was asked since then: method, whether it concerns this person alone, words, labels."""
    asked = [call for call in stage.world.calls[since:] if call.method not in ("getUpdates", "getChatMember")]
    return [
        (call.method, call.params.get("chat_id") in (None, who), call.params.get("text"),
         [b["text"] for row in (call.params.get("reply_markup") or {}).get("inline_keyboard", ()) for b in row])
        for call in asked
    ]  # fmt: skip


async def _press(stage: Stage, who: int, data: str, chat: int = 0) -> list[tuple[object, ...]]:
    since = len(stage.world.calls)
    stage.world.forge_tap(who, chat or who, stage.last(who).id, data)
    await stage.settle()
    return _heard(stage, who, since)


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_no_button_of_the_coordinators_does_anything_for_who_has_no_right(
    stage: Stage, outsider: Outsider
) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    who = await outsider(relays)
    before, told = await _kept(relays), len(stage.world.messages(who))
    for action in Enrol:
        heard = [await _press(stage, who, pack(EnrolTap(action, subject, argument)))
                 for subject, argument in ((relay.id, "relais"), ("AAAAAAAAAAAA", "relais"), ("aljpb", "relais"))
                 ]  # fmt: skip
        assert relays.desk.answer().text == relays.desk.say("You cannot do that here.")
        assert heard[0] == heard[1] == heard[2], f"{action} tells who is enrolled"
        assert all(mine for calls in heard for _, mine, _, _ in calls)
    assert await _kept(relays) == before
    assert len(stage.world.messages(who)) == told
    assert "Karim" not in relays.desk.ever(who)


async def test_the_buttons_do_nothing_in_the_group_even_for_a_coordinator(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    before = await _kept(relays)
    for action in Enrol:
        await _press(stage, SOLENE, pack(EnrolTap(action, relay.id)), GROUP)
        assert relays.desk.answer().text == relays.desk.say("You cannot do that here.")
    assert await _kept(relays) == before
    assert "Karim" not in relays.desk.ever(GROUP)


@pytest.mark.parametrize("outsider", [_young, _stranger, _other_relay, _gone])
async def test_the_answers_of_one_relay_count_for_nobody_else(stage: Stage, outsider: Outsider) -> None:
    """Somebody else's rules accepted, somebody else's leaving: forged, they tell what any old button tells."""
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    invited = (await marked(relays, KARIM)).mark
    await relays.answer(KARIM, Pledge.ACCEPT)
    await stage.say(KARIM, "/quitter")
    leaving = (await marked(relays, KARIM)).mark
    who = await outsider(relays)
    before = await _kept_but_drafts(relays)
    for pledge in Pledge:
        for mark in (invited, leaving, "00000000"):
            await _press(stage, who, pack(PledgeTap(pledge, mark)))
            assert relays.desk.answer().text == relays.desk.say("This question has passed.")
    assert await _kept_but_drafts(relays) == before
    assert await relays.is_active(KARIM)


async def _kept_but_drafts(relays: Relays) -> list[tuple[str, list[str]]]:
    """An old button shows the present question again, which the draft remembers."""
    return [(name, rows) for name, rows in await _kept(relays) if name != "drafts"]


@pytest.mark.parametrize("outsider", NO_RELAYS)
async def test_the_relays_words_are_unknown_to_everybody_else(stage: Stage, outsider: Outsider) -> None:
    """The same words, the same requests, the same menu as after a command that does not exist."""
    relays = Relays(stage)
    await relays.enrol(KARIM)
    who = await outsider(relays)
    before = await _kept_but_drafts(relays)
    heard = {}
    for words in ("/inconnu", *RELAY_WORDS):
        since = len(stage.world.calls)
        await stage.say(who, words)
        heard[words] = _heard(stage, who, since)
    assert heard["/inconnu"] != []
    assert {words: found for words, found in heard.items() if found != heard["/inconnu"]} == {}
    assert await _kept_but_drafts(relays) == before
    assert relays.commands(who) == []


async def test_quitter_is_no_word_of_relays_for_who_is_none(stage: Stage) -> None:
    """It is what it always was: one of the ways to say « stop »."""
    relays, lina = Relays(stage), Young(stage)
    await _young(relays)
    await lina.say("quitter")
    assert await lina.asking() == "resume"


async def test_a_relay_s_own_words_reach_nobody_else_s_record(stage: Stage) -> None:
    """/mes_transmissions of a fresh relay shows nothing, whatever young people and colleagues have sent."""
    relays = Relays(stage)
    case = await Young(stage).send(recit="je dors dehors, zibeline")
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/mes_transmissions")
    everything = json.dumps(relays.desk.ever(KARIM), ensure_ascii=False)
    assert case.reference not in everything
    assert "zibeline" not in everything


@pytest.mark.parametrize("outsider", [_other_relay, _invited, _gone, _gone_unheard])
async def test_no_command_of_the_coordinators_invites_for_who_has_no_right(stage: Stage, outsider: Outsider) -> None:
    relays = Relays(stage)
    who = await outsider(relays)
    before = await relays.desk.table("select count(*) from invitations")
    await stage.say(who, "/relais")
    assert await relays.desk.table("select count(*) from invitations") == before
    assert "p:" not in {button.data[:2] for _, button in relays.desk.buttons(who)}


@pytest.mark.parametrize("end", ["left", "revoked"])
async def test_an_invitation_is_not_sent_to_a_coordinator_whose_rights_have_just_ended(stage: Stage, end: str) -> None:
    relays = Relays(stage)
    await stage.say(KARIMA, "/relais")
    stage.world.forge_tap(KARIMA, KARIMA, stage.last(KARIMA).id, pack(EnrolTap(Enrol.STRUCTURE, "aljpb")))
    while await stage.service.receiver.poll_once():
        pass
    if end == "left":
        stage.world.leave(KARIMA, GROUP)
        while await stage.service.receiver.poll_once():
            pass
    else:
        await relays.desk.revoke(KARIMA)
    await stage.settle()
    assert "start=r_" not in relays.desk.ever(KARIMA)
