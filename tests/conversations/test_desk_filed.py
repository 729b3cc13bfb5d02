"""What relays and civic agents write on, and change, after the sending: it reaches whoever holds their case.

Must never: let a change be kept with somebody's name, or replace what a human has read.
"""

from __future__ import annotations

import pytest

from bot.intake.roads import Duty
from bot.triage.urgency import Level
from storage.records import EntryKind
from tests.conversations.desk_stage import Desk, starting
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import incident, situation
from tests.conversations.stage import SOLENE, Stage

WEDNESDAY = starting("2026-03-11T10:00")


async def _sent(stage: Stage, road: str) -> tuple[Filer, Desk]:
    duty = Duty.RELAY if road == "relais" else Duty.ANIMATEUR
    filer = await enrolled(stage, duty=duty)
    await (situation(filer) if road == "relais" else incident(filer))
    return filer, Desk(stage)


async def _changed(stage: Stage, filer: Filer, before: str, after: str) -> None:
    message = next(m for m in reversed(stage.world.messages(filer.user)) if m.text == before)
    stage.world.edit_text(filer.user, filer.user, message.id, after)
    await stage.settle()


@WEDNESDAY
@pytest.mark.parametrize("road", ["relais", "civique"])
async def test_a_change_reaches_the_holder_and_what_was_read_stays(stage: Stage, road: str) -> None:
    filer, desk = await _sent(stage, road)
    case = await filer.filed()
    await filer.say("le portail est resté ouvert")
    await filer.tap("about", case.reference)
    await _changed(stage, filer, "le portail est resté ouvert", "le portail est resté ouvert toute la nuit")
    later = [entry.body for entry in await filer.told(EntryKind.MESSAGE, EntryKind.EDIT)]
    assert later == ["le portail est resté ouvert toute la nuit"], "nobody has read it: replaced"
    await desk.read(case)
    await _changed(stage, filer, "le portail est resté ouvert toute la nuit", "deux portails sont restés ouverts")
    later = [entry.body for entry in await filer.told(EntryKind.MESSAGE, EntryKind.EDIT)]
    assert later == ["le portail est resté ouvert toute la nuit", "deux portails sont restés ouverts"]
    assert stage.last(SOLENE).text == desk.say("{reference}: the person has written again.", reference=case.reference)


@WEDNESDAY
@pytest.mark.parametrize("road", ["relais", "civique"])
async def test_a_name_put_in_by_a_change_is_masked(stage: Stage, road: str) -> None:
    filer, _ = await _sent(stage, road)
    case = await filer.filed()
    await filer.say("un voisin se plaint")
    await filer.tap("about", case.reference)
    await _changed(stage, filer, "un voisin se plaint", "M. Durand se plaint, 06 12 34 56 78")
    (entry,) = await filer.told(EntryKind.MESSAGE)
    assert "Durand" not in entry.body
    assert "34 56" not in entry.body


@WEDNESDAY
async def test_a_danger_put_in_by_a_change_counts(stage: Stage) -> None:
    filer, desk = await _sent(stage, "relais")
    case = await filer.filed()
    await filer.say("elle va moins bien")
    await filer.tap("about", case.reference)
    await desk.read(case)
    await _changed(stage, filer, "elle va moins bien", "elle dit qu'elle veut mourir ce soir")
    raised = await desk.case(case)
    assert raised.level is Level.IMMEDIAT
    assert raised.opened_at is None, "it counts as unread again"
    assert "3114" in "\n".join(filer.texts())
