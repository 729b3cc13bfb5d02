"""An immediate case that nobody opens: it rings, calls others, and the person is never left in silence.

Must never: move time past an instant at which something falls due.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.taps import Action
from storage.records import EntryKind
from tests.conversations.desk_stage import DEPUTIES, DISCREET, IMMEDIATE, SOON, Desk, a_desk, paris, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage

DAY = "2026-03-11T10:00"


def ringing(desk: Desk, chat: int = GROUP) -> list[str]:
    """The hours of Beaune at which a message rang in a chat."""
    rang = [call for call in desk.calls(chat) if not call.params.get("disable_notification")]
    return [f"{call.at.astimezone(paris(DAY).tzinfo):%d %H:%M}" for call in rang]


@starting(DAY)
async def test_it_rings_every_quarter_four_times_then_the_deputies_are_called(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.with_deputies()
    await desk.until("2026-03-11T13:59")
    assert ringing(desk) == ["11 10:00", "11 10:15", "11 10:30", "11 10:45", "11 11:00"]
    assert ringing(desk, DEPUTIES) == ["11 11:15"]
    assert case.reference in desk.texts(DEPUTIES)[0]
    assert desk.actions_shown(stage.last(DEPUTIES)) == {Action.TAKE, Action.READ}
    await desk.until("2026-03-11T14:00")
    assert ringing(desk)[-1] == "11 14:00", "and again at the next opening"


@starting(DAY)
async def test_without_deputies_the_coordinators_are_called_in_private(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    before = {who: len(ringing(desk, who)) for who in (SOLENE, KARIMA)}
    await desk.until("2026-03-11T11:14")
    assert {who: len(ringing(desk, who)) for who in before} == before
    await desk.until("2026-03-11T11:15")
    assert [ringing(desk, who)[-1] for who in before] == ["11 11:15", "11 11:15"]
    assert await desk.run(lambda uow: [e.event for e in uow.entries.of_case(_.id, EntryKind.EVENT)]) == []


@starting(DAY)
@pytest.mark.parametrize("why", ["revoked", "blocked"])
async def test_when_nobody_at_all_can_be_called_it_is_written_down(stage: Stage, why: str) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    for who in (SOLENE, KARIMA):
        if why == "revoked":
            await desk.revoke(who)
        else:
            stage.world.block_bot(who)
    await desk.until("2026-03-11T11:20")
    events = await desk.run(lambda uow: [e.event for e in uow.entries.of_case(case.id, EntryKind.EVENT)])
    assert events == ["nobody_reachable"]
    await desk.until("2026-03-11T14:01")
    assert ringing(desk)[-1] == "11 14:00", "the group goes on being called"


@starting(DAY)
async def test_the_person_is_told_after_a_quarter_that_nobody_has_read(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    before = len(desk.texts(LINA))
    await desk.until("2026-03-11T10:14")
    assert len(desk.texts(LINA)) == before
    await desk.until("2026-03-11T10:15")
    assert len(desk.texts(LINA)) == before + 1
    told = stage.last(LINA)
    for number in ("119", "112", "114"):
        assert number in told.text
    await desk.until("2026-03-11T13:00")
    assert len(desk.texts(LINA)) == before + 1, "once"


@starting(DAY)
async def test_a_phone_that_others_read_gets_a_knock_and_the_numbers_behind_it(stage: Stage) -> None:
    desk, case = await a_desk(stage, **DISCREET)
    await desk.until("2026-03-11T10:15")
    knock = stage.last(LINA)
    assert (knock.text, knock.silent) == (desk.say("A message is waiting for you."), True)
    (button,) = stage.world.buttons(knock)
    stage.world.tap(LINA, LINA, knock.id, button.data)
    await stage.settle()
    assert "119" in stage.last(LINA).text
    await desk.read(case)
    stage.world.tap(LINA, LINA, knock.id, button.data)
    await stage.settle()
    assert desk.say("Someone from the team has read it.") in stage.last(LINA).text, "no tap meets silence"


async def test_at_night_the_person_is_told_at_once_and_the_alert_waits_for_the_opening(stage: Stage) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    back = stage.service.house.words().when(paris("2026-03-12T09:00"), stage.clock.now())
    assert desk.say("Tonight, nobody reads. The team is back {when}.", when=back) in "\n".join(desk.texts(LINA))
    told = len(desk.texts(LINA))
    await desk.until("2026-03-12T08:59")
    assert ringing(desk) == []
    assert len(desk.texts(LINA)) == told, "nothing at night"
    await desk.until("2026-03-12T09:15")
    assert ringing(desk) == ["12 09:00", "12 09:15"]
    assert len(desk.texts(LINA)) == told + 1


@starting("2026-03-10T22:40")
async def test_the_alert_of_the_night_is_first_in_line_at_the_opening(stage: Stage) -> None:
    desk = Desk(stage)
    routine = await desk.young("Nadia", 1002).send(**SOON)
    await desk.until("2026-03-11T22:40")
    urgent = await desk.lina.send(**IMMEDIATE)
    await desk.until("2026-03-12T08:59")
    before = len(desk.calls(GROUP))
    await desk.until("2026-03-12T09:00")
    said = [str(call.params["text"]) for call in desk.calls(GROUP)[before:]]
    assert [urgent.reference in said[0], routine.reference in said[1]] == [True, True]


@starting(DAY)
async def test_taken_and_never_opened_it_goes_on_ringing_at_the_holders(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await stage.advance(minutes=5)
    await desk.press(SOLENE, case, Action.TAKE)
    group, private = ringing(desk), len(ringing(desk, SOLENE))
    await desk.until("2026-03-11T11:00")
    assert ringing(desk) == group
    assert ringing(desk, SOLENE)[private:] == ["11 10:15", "11 10:30", "11 10:45", "11 11:00"]
    assert len(desk.about(case, KARIMA)) == 0
    await desk.until("2026-03-11T11:15")
    assert len(desk.about(case, KARIMA)) == 1, "then the others"


@starting(DAY)
@pytest.mark.parametrize("why", ["blocked", "revoked", "left"])
async def test_a_holder_who_cannot_be_called_hands_the_alarm_back_to_the_group(stage: Stage, why: str) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.press(SOLENE, case, Action.TAKE)
    match why:
        case "blocked":
            stage.world.block_bot(SOLENE)
        case "revoked":
            await desk.revoke(SOLENE)
        case _:
            stage.world.leave(SOLENE, GROUP)
    await stage.settle()
    await desk.until("2026-03-11T10:15")
    assert ringing(desk) == ["11 10:00", "11 10:15"]


@starting(DAY)
async def test_a_holder_found_blocked_by_the_alarm_itself_hands_it_back_at_once(stage: Stage) -> None:
    """Telegram announced nothing: the account was closed."""
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.press(SOLENE, case, Action.TAKE)
    stage.world.deactivate(SOLENE)
    await desk.until("2026-03-11T10:15")
    assert ringing(desk) == ["11 10:00", "11 10:15"]


@starting(DAY)
@pytest.mark.parametrize("end", ["read", "withdrawn"])
async def test_it_stops_when_it_is_opened_or_withdrawn(stage: Stage, end: str) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    await desk.until("2026-03-11T10:20")
    if end == "read":
        await desk.read(case)
    else:
        await stage.say(LINA, "efface tout")
    rang, told = ringing(desk), len(desk.texts(LINA))
    private = len(desk.calls(SOLENE))
    await desk.until("2026-03-11T14:30")
    assert ringing(desk) == rang
    assert len(desk.texts(LINA)) == told
    assert len([call for call in desk.calls(SOLENE)[private:] if call.at < paris("2026-03-11T12:00")]) == 0


@pytest.mark.parametrize(
    ("start", "told_at", "rings_at"),
    [
        (paris("2026-03-11T16:50"), "2026-03-11T17:05", "2026-03-12T09:00"),
        (paris("2026-03-11T11:50"), "2026-03-11T12:05", "2026-03-11T14:00"),
        (paris("2026-03-13T16:59"), "2026-03-13T17:14", "2026-03-16T09:00"),
    ],
    ids=["evening", "lunch", "weekend"],
)
async def test_when_the_service_closes_before_the_quarter_the_person_is_told_all_the_same(
    stage: Stage, told_at: str, rings_at: str
) -> None:
    desk, _ = await a_desk(stage, **IMMEDIATE)
    before, rang = len(desk.texts(LINA)), len(ringing(desk))
    await desk.until(told_at)
    assert len(desk.texts(LINA)) == before + 1
    assert len(ringing(desk)) == rang, "nobody is there to hear it"
    await desk.until(rings_at)
    assert len(ringing(desk)) == rang + 1


@starting(DAY)
async def test_the_quarter_counts_from_the_sending_not_from_the_draft(stage: Stage) -> None:
    desk = Desk(stage)
    await desk.lina.reach("contact_discret", **IMMEDIATE)
    await stage.advance(minutes=40)
    await desk.lina.send(contact_discret="non")
    told = len(desk.texts(LINA))
    await stage.advance(minutes=14)
    assert len(desk.texts(LINA)) == told
    await stage.advance(minutes=1)
    assert len(desk.texts(LINA)) == told + 1
    assert stage.clock.now() - paris(DAY) == timedelta(minutes=55)


async def test_an_alert_of_the_night_completed_in_the_night_still_rings_at_the_opening(stage: Stage) -> None:
    desk = Desk(stage)
    await desk.lina.reach("contact_discret", en_securite="non", warn_team="oui")
    await stage.advance(minutes=3)
    case = await desk.lina.send(contact_discret="non")
    await desk.until("2026-03-12T09:00")
    assert ringing(desk) == ["12 09:00"]
    assert case.reference in desk.rings()[0]
