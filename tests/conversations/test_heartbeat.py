"""One pinned message in the group, edited every hour: it stands once, and speaks only when something waits.

Must never: ring, or come before a card.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services import follow_ups, merged_cards
from bot.simulator import faults
from bot.simulator.shapes import Message
from storage.records import FollowUp
from storage.unit_of_work import UnitOfWork
from tests.conversations.crowd_stage import crowded
from tests.conversations.desk_stage import Desk, paris, starting
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage

DAY = "2026-03-11T10:00"


def beats(stage: Stage) -> list[Message]:
    sign = Desk(stage).say("Last sign: {moment}.", moment="").split(".")[0].rstrip()
    return [message for message in stage.world.said(GROUP) if sign in message.text]


def signed(stage: Stage, moment: str) -> str:
    return stage.service.house.words().moment(paris(moment))


@starting(DAY)
async def test_it_is_created_once_pinned_silent_and_edited_every_hour(stage: Stage) -> None:
    assert beats(stage) == []
    for hour in (11, 12, 15):
        await stage.at(f"2026-03-11T{hour}:00:00+01:00")
        (beat,) = beats(stage)
        sign = Desk(stage).say("Last sign: {moment}.", moment=signed(stage, f"2026-03-11T{hour}:00"))
        assert beat.text == f"{sign} {Desk(stage).say('Everything works.')}"
        assert beat.pinned
        assert beat.silent


@starting(DAY)
async def test_somebody_deleted_it_and_another_one_comes_once(stage: Stage, catalogues: Catalogues) -> None:
    await stage.at("2026-03-11T11:00:00+01:00")
    stage.world.message(GROUP, beats(stage)[0].id).deleted = True
    await stage.at("2026-03-11T12:30:00+01:00")
    await stage.restart(catalogues)
    await stage.at("2026-03-11T15:30:00+01:00")
    (beat,) = beats(stage)
    assert beat.pinned
    assert signed(stage, "2026-03-11T15:00") in beat.text
    waiting = await Desk(stage).table("select count(*) from follow_ups where kind = 'heartbeat' and state = 'waiting'")
    assert waiting == [(1,)], "one heart"


@starting(DAY)
async def test_out_of_reach_it_is_not_tried_and_back_it_goes_on(stage: Stage) -> None:
    await stage.at("2026-03-11T11:00:00+01:00")
    stage.world.remove_bot(GROUP)
    await stage.settle()
    tried = len([c for c in stage.world.calls if c.params.get("chat_id") == GROUP])
    await stage.at("2026-03-11T13:30:00+01:00")
    assert len([c for c in stage.world.calls if c.params.get("chat_id") == GROUP]) == tried
    stage.world.add_bot(GROUP, by=SOLENE)
    await stage.at("2026-03-11T15:00:00+01:00")
    (beat,) = beats(stage)
    assert signed(stage, "2026-03-11T15:00") in beat.text


@starting(DAY)
async def test_it_says_since_when_messages_wait(stage: Stage) -> None:
    await stage.at("2026-03-11T11:00:00+01:00")
    stage.clock.set(paris("2026-03-11T11:20"))
    stage.api.faults.fail_next("sendMessage", faults.internal_error(), times=None)
    await stage.say(LINA, "bonjour")
    await stage.at("2026-03-11T12:00:00+01:00")
    say = Desk(stage).say
    since = say("Something has been waiting since {moment}.", moment=signed(stage, "2026-03-11T11:20"))
    assert beats(stage)[0].text.splitlines()[:2] == [since, say("Messages are waiting to leave.")]
    stage.api.faults.clear()
    await stage.at("2026-03-11T13:00:00+01:00")
    assert beats(stage)[0].text.endswith(say("Everything works."))


@starting(DAY)
async def test_a_follow_up_that_fails_holds_up_no_other_and_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(stage)
    await desk.lina.send()

    def broken(*_: object) -> str:
        raise ZeroDivisionError

    runners = {**follow_ups._RUNNERS, follow_ups.Kind.BEFORE_READING: broken}
    monkeypatch.setattr(follow_ups, "_RUNNERS", runners)
    due = (await desk.table("select min(due_at) from follow_ups where kind = 'before_reading'"))[0][0]
    moment = datetime.fromtimestamp(due / 1e6, tz=paris(DAY).tzinfo)
    await stage.at("2026-03-12T10:00:00+01:00")
    say = Desk(stage).say
    text = beats(stage)[0].text
    assert say("Something has been waiting since {moment}.", moment=stage.service.house.words().moment(moment)) in text
    assert say("Follow-ups are waiting.") in text
    assert "a follow-up could not be run (ZeroDivisionError)" in caplog.text


async def test_it_waits_for_everything_else_that_waits_for_the_group(tmp_path: Path, catalogues: Catalogues) -> None:
    async with crowded(tmp_path, paris("2026-03-11T10:00"), catalogues) as crowd:

        def queue_a_beat(uow: UnitOfWork) -> None:
            follow_ups.heartbeat.beat(uow, FollowUp("beat", "heartbeat", "", "", "", 0, uow.now))

        await crowd.desk.run(queue_a_beat)
        await crowd.arrive(merged_cards.ALONE)
        await crowd.after(5)
        assert [len(crowd.cards()), len(beats(crowd.stage))] == [merged_cards.ALONE, 0]
        await crowd.after(60)
        assert [beat.pinned for beat in beats(crowd.stage)] == [True]
