"""The partner's relays: two press at once, one declines, and whoever has no right learns not even that it exists.

Must never: pass when a refusal changed a row, wrote to somebody else, or differed for a referral that exists.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.services import referral_desk
from bot.services.taps import Action, Deed
from storage.records import ReferralState
from tests.conversations.referral_stage import (
    HERE,
    KARIM,
    LINA,
    NADIA,
    OMAR,
    SOLENE,
    How,
    Outcome,
    Reason,
    Referring,
    referring,
)
from tests.conversations.stage import GROUP, KARIMA, MARC, Stage

UNKNOWN = "AAAAAAAAAAAA"
KEPT = ("cases", "entries", "staff", "access_log", "follow_ups", "referrals", "relays", "drafts")
ALDO = 6001


@pytest.fixture
def start() -> datetime:
    """Tuesday 10 March 2026, 15:00 in Beaune: the team is there."""
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def _agreed(stage: Stage, *relays: int) -> Referring:
    desk = await referring(stage, *relays)
    await desk.ask(HERE, How.PHONE)
    return desk


async def test_two_accept_at_once_and_one_wins(stage: Stage) -> None:
    desk = await _agreed(stage, KARIM, NADIA)
    for who in (KARIM, NADIA):
        copy = desk.copy(who)
        data = next(b.data for b in stage.world.buttons(copy) if b.data.endswith(Deed.ACCEPT))
        stage.world.tap(who, who, copy.id, data)
    await stage.settle()
    referral = await desk.referral()
    assert referral.state is ReferralState.ACCEPTED
    assert referral.relay_id == (await desk.person(KARIM)).id
    assert desk.answer().text == desk.say("Taken by {structure}.", structure="Mission Locale")
    assert "Naël" in desk.copy(KARIM).text
    lost = desk.copy(NADIA)
    assert "Naël" not in lost.text
    assert stage.world.buttons(lost) == []
    assert (await desk.events()).count("accepted") == 1


@pytest.mark.parametrize("after_accepting", [False, True])
async def test_declining_needs_a_reason_and_another_partner_can_be_chosen(stage: Stage, after_accepting: bool) -> None:
    desk = await _agreed(stage, KARIM, NADIA)
    if after_accepting:
        await desk.deed(KARIM, Deed.ACCEPT)
    await desk.deed(KARIM, Deed.DECLINE)
    assert (await desk.referral()).is_given, "not without a reason"
    await desk.deed(KARIM, Deed.DECLINE, Reason.FULL)
    referral = await desk.referral()
    assert (referral.state, referral.reason, referral.handed) == (ReferralState.DECLINED, Reason.FULL, {})
    for who in (KARIM, NADIA):
        assert "Naël" not in desk.copy(who).text
        assert not any(desk.deeds_shown(message) for message in stage.world.said(who))
    news = stage.last(SOLENE)
    assert news.silent
    assert desk.say("No place left").lower() in news.text
    await desk.press(SOLENE, desk.case_, Action.REFER, SOLENE)
    late = await desk.forge_deed(NADIA, referral.id, Deed.ACCEPT)
    assert late.text == desk.say("It has been declined already.")
    assert await desk.state() is ReferralState.DECLINED


async def test_only_who_accepted_reports(stage: Stage) -> None:
    desk = await _agreed(stage, KARIM, NADIA)
    referral = await desk.referral()
    early = await desk.forge_deed(KARIM, referral.id, Deed.REPORT, Outcome.CAME)
    assert early.text == desk.say("Accept it first.")
    await desk.deed(KARIM, Deed.ACCEPT)
    await desk.forge_deed(NADIA, referral.id, Deed.REPORT, Outcome.ENDED)
    assert ((await desk.referral()).state, (await desk.referral()).outcome) == (ReferralState.ACCEPTED, "")
    told = len(desk.calls(SOLENE))
    await desk.deed(KARIM, Deed.REPORT, Outcome.CAME)
    await desk.forge_deed(KARIM, referral.id, Deed.REPORT, Outcome.CAME)
    assert len(desk.calls(SOLENE)) == told + 1, "pressed twice, told once"


# -- rights ------------------------------------------------------------------------------------------------------------


async def _of_another_structure(desk: Referring) -> int:
    await desk.enrol(OMAR, "aljpb")
    return OMAR


async def _revoked(desk: Referring) -> int:
    await desk.enrol(OMAR)
    await desk.unenrol(OMAR)
    return OMAR


async def _rules_not_accepted(desk: Referring) -> int:
    relay = await desk.enrol(OMAR)
    await desk.run(lambda uow: uow.relays.change(relay.id, rules=0))
    return OMAR


async def _of_no_structure(desk: Referring) -> int:
    await desk.enrol(OMAR, "")
    return OMAR


async def _stranger(desk: Referring) -> int:
    aldo = desk.young("Aldo", ALDO)
    await aldo.say("/start")
    await aldo.say("efface tout")
    return ALDO


async def _coordinator(desk: Referring) -> int:
    """She may do everything on the case, and answers neither for the person nor for the partner."""
    return SOLENE


async def _coordinator_gone(desk: Referring) -> int:
    desk.stage.world.leave(KARIMA, GROUP)
    await desk.stage.settle()
    return KARIMA


async def _the_person(desk: Referring) -> int:
    return LINA


OUTSIDERS: tuple[Callable[[Referring], Awaitable[int]], ...] = (
    _of_another_structure, _revoked, _rules_not_accepted, _of_no_structure, _stranger, _coordinator, _coordinator_gone,
    _the_person,
)  # fmt: skip
OF_RELAYS = ((Deed.ACCEPT, ""), (Deed.DECLINE, ""), (Deed.DECLINE, Reason.FULL), (Deed.REPORT, Outcome.CAME))
OF_THE_PERSON = ((Deed.YES, ""), (Deed.NO, ""), (Deed.QUESTION, ""), (Deed.BACK, ""))


async def _kept(desk: Referring) -> list[object]:
    return [(name, sorted(map(repr, await desk.table(f"select * from {name}")))) for name in KEPT]


async def _differs(desk: Referring, who: int, deed: Deed, argument: str, referral_id: str) -> list[str]:
    """What a refused person could learn from pressing this under a referral that exists and one that does not."""
    before, heard = await _kept(desk), []
    for known in (UNKNOWN, referral_id):
        since = len(desk.stage.world.calls)
        await desk.forge_deed(who, known, deed, argument)
        asked = [c for c in desk.stage.world.calls[since:] if c.method not in ("getUpdates", "getChatMember")]
        heard.append([(c.method, c.params.get("chat_id") in (None, who), c.params.get("text")) for c in asked])
    problems = [] if heard[0] == heard[1] else [f"another answer: {heard}"]
    problems += [] if await _kept(desk) == before else ["something changed"]
    problems += [] if all(mine for _, mine, _ in heard[1]) else ["somebody else was written to"]
    return problems + ([] if heard[1] else ["silence"])


async def test_whoever_has_no_right_learns_not_even_that_it_exists(stage: Stage) -> None:
    desk = await _agreed(stage, KARIM)
    referral, found = await desk.referral(), {}
    for outsider in OUTSIDERS:
        who = await outsider(desk)
        for deed, argument in OF_RELAYS if who == LINA else (*OF_RELAYS, *OF_THE_PERSON):
            problems = await _differs(desk, who, deed, argument, referral.id)
            found[f"{outsider.__name__}/{deed}/{argument}"] = problems
        assert stage.last(who).text == desk.say("You cannot do that here.")
    assert len(found) > 50
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert await desk.state() is ReferralState.AGREED
    assert "O-" not in desk.ever(OMAR)


async def test_a_relay_answers_nothing_for_the_person_and_not_before_the_agreement(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    referral = await desk.ask()
    for deed, argument in (*OF_RELAYS, *OF_THE_PERSON):
        assert await _differs(desk, KARIM, deed, argument, referral.id) == []
    assert await desk.state() is ReferralState.PROPOSED


async def test_what_is_noted_for_a_referral_of_another_case_is_refused(stage: Stage) -> None:
    desk = await _agreed(stage, KARIM)
    referral = await desk.referral()
    other = await desk.young("Zoé", ALDO).send()
    before = await _kept(desk)
    for argument in (f"{referral.id}.voir", f"{referral.id}.stop", f"{UNKNOWN}.voir", "x", "."):
        answer = await desk.forge(SOLENE, other.id, Action.REFERRAL, SOLENE, argument)
        assert answer.text == desk.say("You cannot do that here.")
    assert await _kept(desk) == before


async def test_the_group_and_relays_reach_none_of_the_coordinators_buttons(stage: Stage) -> None:
    desk = await _agreed(stage, KARIM)
    referral, before = await desk.referral(), await _kept(desk)
    for action in referral_desk.ACTIONS:
        for who, chat in ((SOLENE, GROUP), (MARC, GROUP), (KARIM, KARIM)):
            for argument in ("", f"{referral.id}.voir", f"{referral.id}.stop"):
                answer = await desk.forge(who, desk.case_.id, action, chat, argument)
                assert answer.text == desk.say("You cannot do that here.")
    assert await _kept(desk) == before


async def test_a_right_that_ends_while_the_message_waits_sends_nothing(stage: Stage) -> None:
    desk = await referring(stage, KARIM)
    await desk.pick()
    start = [(m, b) for m, b in desk.buttons(SOLENE) if f":{Action.REFER_ASK}:{How.PHONE}." in b.data]
    stage.world.tap(SOLENE, SOLENE, start[-1][0].id, start[-1][1].data)
    while await stage.service.receiver.poll_once():
        pass
    await desk.unenrol(KARIM)
    await stage.settle()
    assert "O-" not in desk.ever(KARIM)
