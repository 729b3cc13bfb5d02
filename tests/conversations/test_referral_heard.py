"""The agreement of a referral heard by a coordinator, on the phone or in person, and a partner that nobody answers for.

Must never: pass when something was asked in a chat that is not the person's own.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.roads import Road
from bot.services.taps import Action, Deed
from storage.records import ReferralState
from tests.conversations.referral_stage import (
    KARIM,
    LINA,
    NOBODY_THERE,
    SOLENE,
    How,
    Outcome,
    referring,
)
from tests.conversations.stage import KARIMA, Stage


@pytest.fixture
def start() -> datetime:
    """Tuesday 10 March 2026, 15:00 in Beaune: the team is there."""
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


# -- heard by a coordinator ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [How.PHONE, How.IN_PERSON])
async def test_an_agreement_heard_is_kept_with_who_heard_it_when_and_how(stage: Stage, how: How) -> None:
    desk = await referring(stage, KARIM)
    shown = await desk.pick()
    said = len(desk.calls(LINA))
    await desk.way(how)
    referral = await desk.referral()
    assert (referral.state, referral.how) == (ReferralState.AGREED, how)
    assert referral.coordinator_id == (await desk.person(SOLENE)).id
    assert referral.agreed_at == stage.clock.now()
    assert referral.shown in shown.text
    assert "Naël" in desk.copy(KARIM).text
    assert len(desk.calls(LINA)) == said, "nothing is written to Lina"


async def test_a_question_asked_here_can_be_answered_by_phone_to_another_coordinator(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    await desk.forge(KARIMA, desk.case_.id, Action.REFERRAL, KARIMA, f"{referral.id}.{How.PHONE}")
    heard = await desk.referral()
    assert (heard.how, heard.coordinator_id) == (How.PHONE, (await desk.person(KARIMA)).id)
    assert "Naël" in desk.copy(KARIM).text


@pytest.mark.parametrize("case", ["of a friend", "of a relay"])
async def test_who_is_not_in_the_chat_is_never_asked_there(stage: Stage, case: str) -> None:
    desk = await referring(stage, KARIM, pour_qui="ami" if case == "of a friend" else "moi")
    if case == "of a relay":
        await desk.run(lambda uow: uow.cases.change(desk.case_.id, kind=Road.RELAY))
    why = desk.say("The person concerned does not write here: their agreement is heard, not asked.")
    assert why in (await desk.pick()).text
    with pytest.raises(LookupError):
        await desk.way(How.CHAT)
    await desk.way(How.PHONE)
    assert await desk.state() is ReferralState.AGREED


async def test_who_has_said_stop_is_not_asked(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await stage.say(LINA, "stop")
    assert desk.say("The person has said “stop”: nothing is asked here.") in (await desk.pick()).text


async def test_words_that_changed_under_the_button_are_shown_again_and_nothing_is_asked(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.pick()
    await desk.run(lambda uow: uow.cases.answer(desk.case_, "designation", ("Zoé",)))
    answer = await desk.way(How.CHAT)
    assert answer.text == desk.say("Nothing was asked: look again.")
    assert await desk.referrals() == []
    await desk.way(How.CHAT)
    assert "Zoé" in (await desk.referral()).shown


# -- nobody enrolled there -----------------------------------------------------------------------------------------


async def test_without_a_relay_the_coordinator_passes_it_on_and_notes_what_came_of_it(stage: Stage) -> None:
    desk = await referring(stage)
    shown = await desk.pick(NOBODY_THERE)
    assert desk.say("Nobody is enrolled there: you pass it on yourself.") in shown.text
    await desk.way(How.CHAT)
    await desk.deed(LINA, Deed.YES)
    assert "Naël" in stage.last(SOLENE).text, "what may be passed on"
    await desk.note("voir")
    await desk.note("passe")
    assert await desk.state() is ReferralState.PASSED
    await desk.note(Outcome.CAME)
    await desk.note(Outcome.ENDED)
    referral = await desk.referral()
    assert (referral.state, referral.outcome) == (ReferralState.DONE, Outcome.CAME)


async def test_a_partner_that_declines_by_phone_is_noted_with_its_reason(stage: Stage) -> None:
    desk = await referring(stage)
    await desk.ask(NOBODY_THERE, How.PHONE)
    await desk.note("refus")
    await desk.note("complet")
    referral = await desk.referral()
    assert (referral.state, referral.reason) == (ReferralState.DECLINED, "complet")


async def test_a_partner_of_the_file_shows_its_contact(stage: Stage) -> None:
    desk = await referring(stage, themes=("moral_sante", "sante_mentale"))
    shown = await desk.pick("maison_adolescents_21")
    assert "03 80 44 10 10" in shown.text


async def test_the_same_partner_is_not_asked_twice_at_once(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    await desk.pick()
    assert len(await desk.referrals()) == 1
    shown = await desk.pick(NOBODY_THERE)
    assert desk.say("Another question waits in their chat: one at a time.") in shown.text
