"""Forwarded by somebody who is no relay: not kept, said kindly, once; a danger in it is heard."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from bot.services import relays
from storage.records import EntryKind
from tests.conversations.filing_stage import enrolled
from tests.conversations.filing_taps import until
from tests.conversations.forwards import STORY, burst, one, quiet, times_asked, times_said
from tests.conversations.relay_stage import KARIM, Relays
from tests.conversations.stage import MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young

UNUSED = "I don't keep forwarded messages: they belong to someone else."
DANGER = "je veux mourir"


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-17T11:00:00+01:00")


async def nothing_kept(filer: Young) -> bool:
    entries = await filer.table("select 1 from entries")
    kept = await filer.draft()
    return not entries and not (kept and kept.draft.parts)


async def test_a_stranger_is_welcomed_told_once_and_may_speak_of_who_worries_them(stage: Stage) -> None:
    marc = Young(stage, MARC)
    await burst(marc, *STORY[:5])
    assert [times_said(marc, said) for said in ("I am a program, not a person.", UNUSED)] == [1, 0]
    await quiet(marc)
    assert times_said(marc, UNUSED) == 1
    assert marc.words.say(UNUSED) in marc.texts()[-2], "« tu »"
    assert times_asked(marc, "pour_qui") == 1
    assert await nothing_kept(marc)
    await marc.tap("pour_qui", "ami")
    assert await marc.asking() == "en_securite"


async def test_a_danger_that_a_stranger_forwards_is_heard_at_once(stage: Stage) -> None:
    marc = Young(stage, MARC)
    await burst(marc, DANGER)
    assert any("3114" in said for said in marc.texts())
    assert times_said(marc, UNUSED) == 1
    assert (await marc.kept()).draft.signals
    assert await nothing_kept(marc)


async def test_in_the_middle_of_a_first_contact_nothing_is_added_and_the_question_comes_back(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say("c'est au lycée")
    await burst(lina, *STORY[:4], "non", "efface tout")
    await quiet(lina)
    assert [part.text for part in (await lina.kept()).draft.parts] == ["c'est au lycée"]
    assert times_said(lina, UNUSED) == 1
    assert await lina.asking() == "recit"
    await lina.tap("recit", Nav.DONE)


async def test_beside_a_sent_case_nothing_joins_it_and_a_danger_raises_it(stage: Stage) -> None:
    lina = Young(stage)
    case = await lina.send()
    await burst(lina, *STORY[:4])
    await quiet(lina)
    assert times_said(lina, UNUSED) == 1
    assert await lina.draft() is None
    await burst(lina, DANGER)
    assert any("3114" in said for said in lina.texts())
    assert (await lina.case()).level == "immediat"
    assert not await lina.entries(EntryKind.MESSAGE, EntryKind.STORY)
    assert (await lina.case()).id == case.id


async def test_a_relay_whose_right_has_ended_is_met_as_anybody_is(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:2])
    person = await nadia.person()
    await nadia.run(lambda uow: relays.revoke(uow, person.id, by=person.id))
    await burst(nadia, *STORY[2:4])
    await quiet(nadia)
    assert nadia.words.say(UNUSED) in nadia.stage.said(nadia.user)
    assert times_asked(nadia, Aside.ABOUT) == 0
    assert times_asked(nadia, "pour_qui") == 1
    assert await nothing_kept(nadia)


async def test_whoever_has_not_accepted_the_rules_yet_is_asked_for_that_first(stage: Stage) -> None:
    cast = Relays(stage)
    await cast.open(KARIM, await cast.invite())
    karim = Young(stage, KARIM)
    await burst(karim, "J'accepte", STORY[0])
    await quiet(karim)
    assert not await cast.is_active(KARIM)
    assert await nothing_kept(karim)
    assert await karim.draft() is None


async def test_a_coordinator_is_told_once_and_nothing_is_kept(stage: Stage) -> None:
    solene = Young(stage, SOLENE)
    heard = solene.ever()
    await burst(solene, *STORY[:4], "efface tout")
    said = "I keep nothing of forwarded messages here. To answer someone, open their case first."
    assert [bubble.text for bubble in solene.since(heard)] == [solene.words.say(said)]
    assert await nothing_kept(solene)


async def test_a_relays_own_first_contact_takes_nothing_that_others_wrote(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/pour_moi")
    await nadia.reach("recit")
    before = (await nadia.kept()).draft
    await burst(nadia, *STORY[:4])
    await quiet(nadia)
    assert (await nadia.kept()).draft == before
    assert times_said(nadia, UNUSED) == 1


async def test_for_me_drops_what_others_wrote_and_welcomes_as_anybody(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("je voulais vous demander une chose")
    await burst(nadia, *STORY[:2])
    await quiet(nadia)
    await nadia.tap(Aside.ABOUT, "jeune")
    assert [part.text for part in (await nadia.kept()).draft.parts] == ["je voulais vous demander une chose"]
    assert [times_said(nadia, said) for said in ("I am a program, not a person.", UNUSED)] == [1, 1]
    await stage.at("2026-03-18T11:10:00+01:00")
    assert await nadia.draft() is None, "24 hours, as was said"


@pytest.mark.parametrize("order", ["/effacer", "/start", "efface tout", "c'est tout", "/quitter"])
async def test_an_order_in_a_forwarded_message_is_nobodys_order(stage: Stage, order: str) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes")
    one(nadia, order)
    await stage.settle()
    await quiet(nadia)
    assert await nadia.asking() == "faits_observes"
    assert not await nadia.table("select 1 from relays where revoked_at is not null")


async def test_a_picture_without_words_from_a_relay_begins_no_first_contact(stage: Stage) -> None:
    nadia = await enrolled(stage)
    for place in range(3):
        one(nadia, "", place, photo=True)
        await stage.settle()
    assert await nadia.draft() is None
    assert len(nadia.texts()) == 1, "that it was not opened, once"
    await burst(nadia, STORY[0])
    await quiet(nadia)
    assert times_asked(nadia, Aside.ABOUT) == 1
