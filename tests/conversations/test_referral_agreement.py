"""The agreement of a referral, asked in the young person's own chat: what they read, answer, and what then leaves.

Must never: pass when anything reached the partner before the yes, or more than was agreed to.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.services.referrals import plain_answer
from bot.services.taps import Action, Deed
from bot.simulator.shapes import Status
from storage.records import EntryKind, ReferralState
from tests.conversations.referral_stage import (
    FULL,
    KARIM,
    LINA,
    NOBODY_THERE,
    PHONE,
    SOLENE,
    How,
    Outcome,
    Referring,
    referring,
)
from tests.conversations.stage import GROUP, Stage
from tests.conversations.youth_stage import Young, close_it


@pytest.fixture
def start() -> datetime:
    """Tuesday 10 March 2026, 15:00 in Beaune: the team is there."""
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def test_asked_agreed_accepted_and_what_came_of_it(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    asked = stage.last(LINA)
    assert referral.shown in asked.text
    assert "Naël" in asked.text
    assert "Mission Locale" in asked.text
    assert desk.say("work") in asked.text
    assert desk.ever(KARIM).count("O-") == 0, "nothing before the yes"
    await desk.deed(LINA, Deed.YES)
    agreed = await desk.referral()
    assert (agreed.state, agreed.how, agreed.shown) == (ReferralState.AGREED, How.CHAT, referral.shown)
    assert agreed.agreed_at == stage.clock.now()
    copy = desk.copy(KARIM)
    assert "Naël" in copy.text
    assert desk.say("employment") in copy.text
    assert copy.protected
    await desk.deed(KARIM, Deed.ACCEPT)
    assert await desk.state() is ReferralState.ACCEPTED
    for outcome in (Outcome.APPOINTMENT, Outcome.CAME, Outcome.ENDED):
        await desk.deed(KARIM, Deed.REPORT, outcome)
    done = await desk.referral()
    assert (done.state, done.outcome, done.handed) == (ReferralState.DONE, Outcome.CAME, {})
    assert "Naël" not in desk.copy(KARIM).text
    assert desk.deeds_shown(desk.copy(KARIM)) == set()
    told = "\n".join(desk.texts(SOLENE))
    for why in ("{head}: the person agrees.", "{head}: accepted by the partner."):
        assert desk.say(why, head=f"{desk.case_.reference}, orientation vers Mission Locale") in told
    assert await desk.events() == ["asked", "yes", "given", "accepted", "rdv_pris", "venu", "termine"]
    assert [one for one in await desk.logged() if one in set(await desk.events())] == await desk.events()


async def test_a_relay_reads_the_minimum_and_the_group_nothing(stage: Stage) -> None:
    desk = await referring(stage, KARIM, said=PHONE)
    before = desk.ever(GROUP)
    await desk.ask()
    assert "07 00 00 00 00" in stage.last(LINA).text, "the number is said before it is given"
    await desk.deed(LINA, Deed.YES)
    received = desk.ever(KARIM)
    assert "07 00 00 00 00" in received
    for secret in (desk.case_.reference, "zibeline", desk.say("Saint-Jacques"), desk.say("Information")):
        assert secret not in received
    assert desk.ever(GROUP) == before, "the group never learns of a partner"


async def test_a_number_that_is_no_way_to_answer_is_not_given(stage: Stage) -> None:
    desk = await referring(stage, KARIM, said={**PHONE, "contact_mode": ("telegram",)})
    await desk.ask()
    await desk.deed(LINA, Deed.YES)
    assert "07 00" not in stage.last(LINA).text + desk.ever(KARIM)
    assert desk.say("To reach them: through the mediation team, who makes the link.") in desk.copy(KARIM).text


async def test_subjects_that_are_none_of_the_partners_stay_here(stage: Stage) -> None:
    """Two subjects: the partner for work is not told of the other."""
    desk = await referring(stage, KARIM, said={"themes": ("emploi", "addictions")})
    await desk.ask()
    assert desk.say("alcohol, drugs, screens") not in stage.last(LINA).text
    await desk.deed(LINA, Deed.YES)
    assert desk.say("addictions") not in desk.ever(KARIM)


async def test_a_no_is_told_once_in_private_and_never_asked_again(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    group = desk.ever(GROUP)
    await desk.ask()
    await desk.deed(LINA, Deed.NO)
    assert await desk.state() is ReferralState.REFUSED
    assert desk.copy(KARIM).text == stage.last(KARIM).text
    assert "O-" not in desk.ever(KARIM)
    news = stage.last(SOLENE)
    assert news.silent
    assert "dit non" in news.text
    assert desk.ever(GROUP) == group
    asked = len(desk.calls(LINA))
    await stage.advance(days=41)
    assert len(desk.calls(LINA)) == asked, "nothing more is asked by itself"
    shown = await desk.pick()
    assert desk.say("They have said no to this here: it is not asked here again.") in shown.text
    answer = await desk.way(How.CHAT)  # of the first preview, which still stands
    assert answer.text == desk.say("Nothing was asked: look again.")
    assert len(await desk.referrals()) == 1


async def test_a_question_leaves_the_question_open(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    await desk.deed(LINA, Deed.QUESTION)
    await stage.say(LINA, "c'est qui exactement, ils vont appeler mes parents ?")
    assert await desk.state() is ReferralState.PROPOSED
    entries = await desk.lina.entries()
    assert "appeler mes parents" in entries[-1].body, "the words are the team's"
    await desk.deed(LINA, Deed.YES)
    assert await desk.state() is ReferralState.AGREED


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("oui", Deed.YES), ("Oui !", Deed.YES), ("ok d'accord", Deed.YES), ("vas-y", Deed.YES), ("👍", Deed.YES),
        ("ouais trop bien merci", Deed.YES), ("pourquoi pas", None), ("oui carrément", Deed.YES), ("1", None),
        ("non", Deed.NO), ("nan merci", Deed.NO), ("non pas vraiment", Deed.NO), ("je veux pas", Deed.NO),
        ("oui mais pas mes parents", None), ("oui ?", None), ("jsp", None), ("oui non", None),
        ("c'est gratuit ?", None),
        ("je préfère attendre un peu", None), ("non mais c'est qui", None), ("oui si c'est pas le collège", None),
        ("ok mais demain", None), ("bof", None), ("", None), ("merci", None), ("oui ma mère est au courant", None),
    ],
)  # fmt: skip
def test_only_a_plain_yes_or_no_is_an_answer(typed: str, meant: Deed | None) -> None:
    assert plain_answer(typed) is meant


async def test_a_typed_answer_is_kept_as_an_answer_and_not_as_a_message(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    kept = len(await desk.lina.entries(EntryKind.MESSAGE))
    await stage.say(LINA, "c'est gratuit au moins")
    assert await desk.state() is ReferralState.PROPOSED
    stays = desk.say("The question about {partner} stays open.", partner="Mission Locale")
    assert stage.last(LINA).text.startswith(stays)
    await stage.say(LINA, "ok d'accord")
    assert await desk.state() is ReferralState.AGREED
    assert len(await desk.lina.entries(EntryKind.MESSAGE)) == kept + 1


async def test_a_yes_to_something_else_the_team_said_is_no_agreement(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    await stage.advance(minutes=5)
    await desk.reply(desk.case_, "Tu viens jeudi ?")
    await stage.advance(minutes=5)
    await stage.say(LINA, "oui")
    assert await desk.state() is ReferralState.PROPOSED
    await stage.say(LINA, "oui")  # the question was shown again in between
    assert await desk.state() is ReferralState.AGREED


async def test_the_newest_question_is_the_one_a_yes_answers(stage: Stage) -> None:
    """A question that follows the sending still stands when the referral is asked, an hour later."""
    lina = Young(stage)
    await lina.reach("accord_partage", short_road="envoyer", **FULL)
    desk = Referring(stage, await lina.case())
    await desk.read(desk.case_)
    await desk.enrol(KARIM)
    await stage.advance(hours=1)
    await desk.ask()
    await stage.say(LINA, "oui")
    assert await desk.state() is ReferralState.AGREED
    assert "accord_partage" not in (await desk.case(desk.case_)).answers


async def test_who_has_blocked_the_bot_was_not_asked_and_the_coordinator_knows(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.pick()
    stage.world.chat(LINA).members[stage.world.bot.id] = Status.KICKED  # Telegram has told nobody yet
    await desk.way(How.CHAT)
    assert desk.say("Try another way.") in "\n".join(desk.texts(SOLENE))
    shown = await desk.pick(NOBODY_THERE)
    assert desk.say("The person cannot be reached here any more: their agreement is heard elsewhere.") in shown.text


async def test_a_closed_case_asks_nothing_more(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    await close_it(stage, desk.case_)
    await desk.forge_deed(LINA, referral.id, Deed.YES)
    assert stage.last(LINA).text == desk.say("This question is no longer asked. Nothing was handed on.")
    assert "O-" not in desk.ever(KARIM)
    answer = await desk.forge(SOLENE, desk.case_.id, Action.REFER, SOLENE)
    assert answer.text == desk.say("The case is closed.")


async def test_danger_typed_under_the_question_is_heard_and_agrees_to_nothing(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    await stage.say(LINA, "oui mais je veux mourir ce soir")
    assert "3114" in desk.ever(LINA)
    assert await desk.state() is ReferralState.PROPOSED
    assert "O-" not in desk.ever(KARIM)


async def test_a_discreet_phone_shows_nothing_before_the_tap(stage: Stage) -> None:
    desk = await referring(stage, KARIM, said=PHONE, en_securite="ne_sait_pas", contact_discret="oui")
    await desk.ask()
    held = stage.last(LINA)
    assert held.text == desk.say("A message is waiting for you.")
    assert held.silent
    await stage.say(LINA, "oui")
    assert await desk.state() is ReferralState.PROPOSED, "nobody agrees to what they have not read"
    await stage.tap(LINA, desk.say("Read"))
    assert desk.say("I ask them to be discreet.") in stage.last(LINA).text
    await desk.deed(LINA, Deed.YES)
    warned = desk.say("Others can read this phone: leave no message, and say nothing to anybody else.")
    assert warned in desk.copy(KARIM).text


async def test_what_was_pressed_twice_or_late_says_what_is_true_now(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    await desk.deed(LINA, Deed.NO)
    for late in (Deed.YES, Deed.NO, Deed.QUESTION, Deed.BACK):
        await desk.forge_deed(LINA, referral.id, late)
        assert stage.last(LINA).text.startswith(desk.say("It is noted: no. Nothing goes to {partner}.",
                                                          partner="Mission Locale"))  # fmt: skip
    assert await desk.state() is ReferralState.REFUSED


async def test_the_question_loses_its_buttons_and_keeps_its_answer(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.ask()
    bubble = stage.last(LINA)
    await desk.deed(LINA, Deed.YES)
    after = stage.world.message(LINA, bubble.id)
    assert after.text.endswith(desk.say("Your answer: yes."))
    assert stage.world.buttons(after) == []
