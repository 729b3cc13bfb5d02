"""Guessing an invitation: few tries an hour, the same words whatever was tried, one warning that tells nothing."""

from __future__ import annotations

import pytest

from tests.conversations.relay_stage import KARIM, NADIA, Relays
from tests.conversations.stage import LINA, SOLENE, Stage

UNKNOWN = "This link does not work, or not any more."


async def try_wrong(relays: Relays, user: int, times: int) -> None:
    for number in range(times):
        await relays.open(user, f"{'rc'[number % 2]}_{'A' * 21}{number}")
        assert relays.stage.last(user).text == relays.desk.say(UNKNOWN)


@pytest.mark.parametrize("invited", ["relay", "coordinator"])
async def test_after_five_wrong_ones_a_right_one_is_not_even_looked_at_for_an_hour(
    stage: Stage, invited: str, caplog: pytest.LogCaptureFixture
) -> None:
    relays = Relays(stage)
    right = await relays.invite()
    if invited == "coordinator":
        await stage.say(SOLENE, "/inviter")
        right = relays.payload()
    await try_wrong(relays, KARIM, 5)
    await relays.open(KARIM, right)
    assert stage.last(KARIM).text == relays.desk.say(UNKNOWN)
    await try_wrong(relays, KARIM, 3)
    warned = [record.getMessage() for record in caplog.records if "guess" in record.getMessage()]
    assert len(warned) == 1
    assert not any(secret in warned[0] for secret in (str(KARIM), "Karim", "AAAA", right))
    await stage.advance(minutes=59)
    await relays.open(KARIM, right)
    assert await relays.desk.table("select count(*) from relays") == [(0,)]
    await stage.advance(minutes=2)
    await relays.open(KARIM, right)
    assert stage.last(KARIM).text != relays.desk.say(UNKNOWN)
    rows = await relays.desk.table("select (select count(*) from relays) + (select count(*) from staff)")
    assert rows == [(3,)]


async def test_four_wrong_ones_are_forgiven(stage: Stage) -> None:
    relays = Relays(stage)
    right = await relays.invite()
    await try_wrong(relays, KARIM, 4)
    await relays.open(KARIM, right)
    assert relays.desk.say("Do you accept these rules?") in stage.last(KARIM).text


async def test_one_who_guesses_locks_out_nobody_else(stage: Stage) -> None:
    relays = Relays(stage)
    right = await relays.invite()
    await try_wrong(relays, KARIM, 6)
    await relays.open(NADIA, right)
    assert relays.desk.say("Do you accept these rules?") in stage.last(NADIA).text


async def test_who_is_locked_out_still_writes_as_everybody(stage: Stage) -> None:
    relays = Relays(stage)
    await try_wrong(relays, LINA, 6)
    await stage.say(LINA, "/start")
    assert stage.last(LINA).text != relays.desk.say(UNKNOWN)
    await stage.say(LINA, "aide")
    assert "119" in stage.said(LINA)
