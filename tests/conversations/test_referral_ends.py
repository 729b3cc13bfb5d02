"""How a referral ends: taken back, « stop », erased, a relay who leaves; then nothing of the person stays with anybody.

Must never: pass when a copy keeps its content after the end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.services import relays
from bot.services.taps import Deed
from bot.simulator.shapes import Json
from storage.records import CaseState, ReferralState
from tests.conversations.referral_stage import HERE, KARIM, LINA, NADIA, SOLENE, How, Outcome, Referring, referring
from tests.conversations.stage import GROUP, Stage


@pytest.fixture
def start() -> datetime:
    """Tuesday 10 March 2026, 15:00 in Beaune: the team is there."""
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def _accepted(stage: Stage) -> Referring:
    desk = await referring(stage, KARIM, NADIA)
    await desk.ask()
    await desk.deed(LINA, Deed.YES)
    await desk.deed(KARIM, Deed.ACCEPT)
    return desk


def _emptied(desk: Referring, *relays: int) -> None:
    for who in relays:
        said = desk.stage.world.said(who)
        assert "Naël" in desk.ever(who)
        assert not any("Naël" in message.text for message in said)
        assert not any(desk.deeds_shown(message) for message in said)


@pytest.mark.parametrize("way", ["button", "words", "my data"])
async def test_an_agreement_is_taken_back_after_it_was_accepted(stage: Stage, way: str) -> None:
    desk = await _accepted(stage)
    await stage.advance(days=6)  # older than any message a bot may delete
    if way == "words":
        await stage.say(LINA, "en fait je retire mon accord")
    else:
        if way == "my data":
            await stage.say(LINA, "/mesdonnees")
            assert (await desk.referral()).shown in stage.last(LINA).text
        await desk.deed(LINA, Deed.BACK)
    assert await desk.state() is ReferralState.REVOKED
    assert (await desk.referral()).handed == {}
    _emptied(desk, KARIM, NADIA)
    assert desk.say("Please stop, and erase what you have noted.") in stage.last(KARIM).text
    assert desk.say("It is noted: your agreement is taken back.") in stage.last(LINA).text
    assert "retiré son accord" in stage.last(SOLENE).text
    assert stage.last(SOLENE).silent
    late = await desk.forge_deed(KARIM, (await desk.referral()).id, Deed.REPORT, Outcome.CAME)
    assert late.text == desk.say("The agreement has been taken back.")
    assert (await desk.referral()).outcome == ""


async def test_taken_back_before_the_relay_has_read_it_nothing_arrives(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    stage.world.tap(LINA, LINA, stage.last(LINA).id, f"o:{referral.id}:{Deed.YES}")
    stage.world.forge_tap(LINA, LINA, stage.last(LINA).id, f"o:{referral.id}:{Deed.BACK}")
    while await stage.service.receiver.poll_once():
        pass
    await stage.settle()
    assert await desk.state() is ReferralState.REVOKED
    assert "Naël" not in desk.ever(KARIM)


async def test_taken_back_while_it_is_on_its_way_it_is_emptied_on_arrival(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    send, done = stage.api.respond, []

    async def slowly(method: str, params: Json, *rest: Any, **named: Any) -> Any:
        if method == "sendMessage" and str(params["chat_id"]) == str(KARIM) and not done:
            done.append(method)
            stage.world.forge_tap(LINA, LINA, stage.last(LINA).id, f"o:{referral.id}:{Deed.BACK}")
            while await stage.service.receiver.poll_once():
                pass
        return await send(method, params, *rest, **named)

    monkeypatch.setattr(stage.api, "respond", slowly)
    await desk.deed(LINA, Deed.YES)
    assert done
    assert await desk.state() is ReferralState.REVOKED
    _emptied(desk, KARIM)


@pytest.mark.parametrize("word", ["stop", "efface tout"])
async def test_words_that_end_everything_end_referrals(stage: Stage, word: str) -> None:
    desk = await _accepted(stage)
    await stage.say(LINA, word)
    assert await desk.state() is ReferralState.REVOKED
    _emptied(desk, KARIM, NADIA)


async def test_a_question_that_stands_ends_with_stop(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    bubble = stage.last(LINA)
    await stage.say(LINA, "stop")
    assert await desk.state() is ReferralState.REVOKED
    assert stage.world.buttons(stage.world.message(LINA, bubble.id)) == []
    referral = await desk.referral()
    await desk.forge_deed(LINA, referral.id, Deed.YES)
    assert await desk.state() is ReferralState.REVOKED
    assert "O-" not in desk.ever(KARIM)


async def test_an_erasure_takes_the_words_and_what_was_handed_on(stage: Stage) -> None:
    """A new danger counts as unread: « efface tout » then erases at once, a referral under way included."""
    desk = await _accepted(stage)
    await stage.say(LINA, "je veux mourir ce soir")
    await stage.say(LINA, "efface tout")
    assert (await desk.case(desk.case_)).state is CaseState.WITHDRAWN
    referral = await desk.referral()
    assert (referral.state, referral.shown, referral.handed) == (ReferralState.REVOKED, "", {})
    _emptied(desk, KARIM, NADIA)


async def test_a_relay_who_leaves_keeps_nothing(stage: Stage) -> None:
    desk = await _accepted(stage)
    person = await desk.person(KARIM)
    await desk.run(lambda uow: relays.revoke(uow, person.id, person.id))
    await stage.settle()
    _emptied(desk, KARIM)
    assert any("n'est plus inscrit" in text for text in desk.texts(SOLENE))
    await desk.note("voir")
    await desk.note(Outcome.CAME)
    assert (await desk.referral()).outcome == Outcome.CAME, "the coordinator notes it instead"


async def test_a_coordinator_takes_a_question_back(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    await desk.note("stop")
    assert await desk.state() is ReferralState.REVOKED
    assert stage.last(LINA).text == desk.say("This question is over.")
    assert await desk.events() == ["asked", "stopped"]


async def test_the_group_reads_nothing_of_all_this(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    before = desk.ever(GROUP)
    await desk.ask(HERE, How.IN_PERSON)
    await desk.deed(KARIM, Deed.ACCEPT)
    await desk.deed(KARIM, Deed.REPORT, Outcome.ENDED)
    assert desk.ever(GROUP) == before
