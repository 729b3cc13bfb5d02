"""A partner who does not answer: the relays after five working days, the coordinator after five more, holidays apart.

Must never: pass when a reminder came on a closed day, twice, or after the answer.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services.taps import Deed
from bot.simulator.shapes import Message
from tests.conversations.desk_stage import paris
from tests.conversations.referral_stage import (
    HERE,
    KARIM,
    NADIA,
    NOBODY_THERE,
    SOLENE,
    How,
    Referring,
    referring,
    with_holidays,
)
from tests.conversations.stage import Stage, open_stage


@pytest.fixture
def start() -> datetime:
    """Tuesday 31 March 2026, 15:00 in Beaune; Monday 6 April is a public holiday."""
    return datetime.fromisoformat("2026-03-31T15:00:00+02:00")


def _reminders(desk: Referring, who: int = KARIM) -> list[Message]:
    return [message for message in desk.stage.world.said(who) if "attend votre réponse" in message.text]


def _to_solene(desk: Referring, part: str) -> list[str]:
    news = [text for text in desk.texts(SOLENE) if text.startswith(f"{desk.case_.reference}, ")]
    return [text for text in news if part in text]


async def _at(desk: Referring, moment: str) -> None:
    """The clock jumps: what fell due on the way happens now; five days a step, so that nothing is late by weeks."""
    end = paris(moment)
    while (here := desk.stage.clock.now()) < end:
        desk.stage.clock.set(min(end, here + timedelta(days=5)))
        await desk.stage.settle()


async def _waiting(stage: Stage, partner: str = HERE, *relays: int) -> Referring:
    desk = await referring(stage, *relays)
    await desk.ask(partner, How.PHONE)
    return desk


async def test_relays_after_five_working_days_then_the_coordinator_once(stage: Stage) -> None:
    desk = await _waiting(stage, HERE, KARIM, NADIA)
    await _at(desk, "2026-04-08T14:59")
    assert _reminders(desk) == []
    await _at(desk, "2026-04-08T15:01")  # 1, 2, 3, 7, 8 April
    assert [len(_reminders(desk, who)) for who in (KARIM, NADIA)] == [1, 1]
    assert _reminders(desk)[0].silent
    assert "Naël" not in _reminders(desk)[0].text
    await _at(desk, "2026-04-15T14:59")
    assert _to_solene(desk, "n'a pas répondu") == []
    await _at(desk, "2026-04-30T12:00")
    assert len(_reminders(desk)) == 1
    assert len(_to_solene(desk, "même après un rappel")) == 1
    await desk.deed(KARIM, Deed.ACCEPT)
    assert (await desk.events())[-1] == "accepted", "late is not too late"


async def test_an_answer_ends_the_clock(stage: Stage) -> None:
    desk = await _waiting(stage, HERE, KARIM)
    await desk.deed(KARIM, Deed.ACCEPT)
    await _at(desk, "2026-04-30T12:00")
    assert _reminders(desk) == []
    assert _to_solene(desk, "n'a pas répondu") == []


async def test_a_structures_holidays_stop_the_clock(tmp_path: Path, start: datetime, catalogues: Catalogues) -> None:
    town = with_holidays(date(2026, 4, 2), date(2026, 4, 17))
    stage = await open_stage(tmp_path, start, catalogues, town)
    desk = await _waiting(stage, HERE, KARIM)
    await _at(desk, "2026-04-23T14:59")
    assert _reminders(desk) == []
    await _at(desk, "2026-04-23T15:01")  # 1, then 20, 21, 22, 23 April
    assert len(_reminders(desk)) == 1
    await stage.close()


async def test_holidays_written_down_meanwhile_count_when_it_falls_due(stage: Stage, catalogues: Catalogues) -> None:
    desk = await _waiting(stage, HERE, KARIM)
    await stage.restart(catalogues, with_holidays(date(2026, 4, 8), date(2026, 4, 10)))
    await _at(desk, "2026-04-10T18:00")
    assert _reminders(desk) == []
    await _at(desk, "2026-04-13T16:00")
    assert len(_reminders(desk)) == 1


async def test_late_says_so(stage: Stage) -> None:
    desk = await _waiting(stage, HERE, KARIM)
    stage.clock.set(datetime.fromisoformat("2026-04-09T10:00:00+02:00"))  # the service slept
    await stage.settle()
    assert "8 avril" in _reminders(desk)[0].text


@pytest.mark.parametrize("partner", [HERE, NOBODY_THERE])
async def test_without_a_relay_the_coordinator_is_reminded_to_pass_it_on(stage: Stage, partner: str) -> None:
    desk = await _waiting(stage, partner)
    await _at(desk, "2026-04-08T15:01")
    assert len(_to_solene(desk, "L'avez-vous transmise")) == 1
    await desk.note("voir")
    await desk.note("passe")
    await _at(desk, "2026-04-30T12:00")
    assert len(_to_solene(desk, "L'avez-vous transmise")) == 1
