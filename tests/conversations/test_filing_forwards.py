"""A relay forwards a story of twelve messages: gathered after a short quiet, asked about once, kept in order."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest
from sqlalchemy import text

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.services.quiet import QUIET_FOR
from bot.services.taps import FileTap, Filing, pack
from bot.simulator.shapes import OriginKind
from storage.records import EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import situation, until
from tests.conversations.forwards import (
    AUTHOR,
    KYLIAN,
    STORY,
    TITLE,
    burst,
    one,
    quiet,
    times_asked,
    times_said,
    told,
    waiting,
)
from tests.conversations.stage import GROUP, Stage

KEPT = "I have kept your {count} messages."
ADDED = [f"encore {word} chose" for word in ("une", "autre", "dernière")]


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-17T11:00:00+01:00")


async def mixed(filer: Filer) -> None:
    """The twelve texts as texts, captions, and an album that comes in two polls."""
    for place, said in enumerate(STORY[:4]):
        one(filer, said, place)
        await filer.stage.settle()
    for half in (("", STORY[4]), ("", STORY[5])):
        for said in half:
            one(filer, said, 1, photo=True, album="77001")
        await filer.stage.settle()
    one(filer, STORY[6], 3)
    one(filer, STORY[7], 2, photo=True)
    await filer.stage.settle()
    await burst(filer, *STORY[8:])


# -- the burst -----------------------------------------------------------------------------------------------------


async def test_twelve_messages_of_every_origin_are_one_question_and_one_situation_in_order(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    nadia = await enrolled(stage)
    await mixed(nadia)
    await quiet(nadia, QUIET_FOR.total_seconds() - 0.5)
    assert times_asked(nadia, Aside.ABOUT) == 0, "the burst may go on"
    assert len(nadia.texts()) == 1, "of the photos, once"
    await quiet(nadia, 1)
    assert times_asked(nadia, Aside.ABOUT) == 1
    assert len(nadia.texts()) == 2
    assert nobody_is_named(await everything(nadia), caplog.text)
    assert await told(nadia) == list(STORY)
    assert times_said(nadia, KEPT, count=12) == 1
    assert len(await nadia.table("select 1 from cases")) == 1
    assert nobody_is_named(await everything(nadia), caplog.text)
    assert all(said not in stage.said(GROUP) for said in STORY)


async def everything(filer: Filer) -> str:
    """All that is kept, opened: drafts, cases, entries, bubbles; and the bytes of the file."""

    def read(uow: UnitOfWork) -> str:
        person = filer._known(uow)
        assert person
        kept = uow.drafts.of(person.id)
        found = [kept.draft.to_json()] if kept else []
        for case in uow.cases.open_ones():
            found += [repr(dict(case.answers)), *(entry.body for entry in uow.entries.of_case(case.id))]
        rows = uow.people.connection.execute(text("select id from outbox")).scalars()
        found += [repr(row.params) for row_id in list(rows) if (row := uow.outbox.of_id(row_id))]
        return "\n".join(found)

    opened = await filer.run(read)
    assert opened
    return f"{opened}\n{filer.stage.contents().decode('latin-1')}"


def nobody_is_named(kept: str, log: str) -> bool:
    traces = (AUTHOR.split()[1], TITLE, TITLE.split()[1], str(KYLIAN), "3003000000001", "3000000002")
    return not [trace for trace in traces if trace in kept or trace in log]


async def test_an_edit_of_a_forwarded_message_counts_where_it_stands(stage: Stage) -> None:
    nadia = await enrolled(stage)
    first = one(nadia, STORY[0])
    one(nadia, STORY[1], 1)
    await stage.settle()
    stage.world.edit_text(nadia.user, nadia.user, first.id, "autrement dit")
    await stage.settle()
    await quiet(nadia)
    assert await told(nadia) == ["autrement dit", STORY[1]]


@pytest.mark.parametrize(
    "where",
    ["danger_immediat", "jeune_informe", "tranche_age", "faits_observes", Aside.SEND_OR_LATER, Aside.RESUME, "delai"],
)
async def test_what_is_forwarded_while_a_question_is_open_answers_nothing_and_joins_the_facts(
    stage: Stage, where: str
) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "tranche_age" if where == Aside.RESUME else where, send_or_later="continuer")
    if where == Aside.RESUME:
        await nadia.say("plus tard")
    before, heard = await nadia.asking(), nadia.ever()
    await burst(nadia, *ADDED)
    assert nadia.ever() == heard, "nothing in the middle of it"
    await quiet(nadia)
    assert await nadia.asking() == before == where
    assert sum(f":{where}:" in b.data for m in nadia.since(heard) for b in stage.world.buttons(m)[:1]) == 1
    sent = await told(nadia, send_or_later="envoyer")
    assert [said for said in sent if said in ADDED] == ADDED


async def test_what_is_forwarded_while_a_sent_situation_is_completed_joins_it(stage: Stage) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia)
    await nadia._tap(lambda data: data == pack(FileTap(case.id, Filing.COMPLETE)))
    asked, heard = await nadia.asking(), nadia.ever()
    await burst(nadia, *ADDED)
    await quiet(nadia)
    assert [entry.body for entry in await nadia.told(EntryKind.MESSAGE)] == ADDED
    assert await nadia.asking() == asked
    assert times_said(nadia, KEPT, count=3) == 1
    assert len(nadia.since(heard)) == 2, "that they are kept, and the question"


async def test_after_the_sending_it_joins_one_of_the_latest_three_or_becomes_a_new_one(stage: Stage) -> None:
    nadia = await enrolled(stage)
    cases = [await situation(nadia) for _ in range(4)]
    bruno = await enrolled(stage, 4002, structure="mission_locale", name="Bruno")
    theirs = await situation(bruno)
    await burst(nadia, *ADDED)
    await quiet(nadia)
    offered = [button.data.rpartition(":")[2] for message, button in nadia.buttons() if ":about:" in button.data]
    assert [one.reference for one in reversed(cases[1:])] == [code for code in offered if code.startswith("MS-")]
    assert theirs.reference not in nadia.stage.said(nadia.user)
    await nadia.tap(Aside.ABOUT, cases[1].reference)
    entries = await nadia.run(lambda uow: uow.entries.of_case(cases[1].id, EntryKind.MESSAGE))
    assert [entry.body for entry in entries] == ADDED
    assert await nadia.draft() is None
    await burst(nadia, *STORY[:2])
    await quiet(nadia)
    assert await told(nadia) == list(STORY[:2])


# -- the quiet -----------------------------------------------------------------------------------------------------


async def test_messages_three_seconds_apart_are_one_burst_and_five_seconds_apart_are_asked_once_a_pause(
    stage: Stage,
) -> None:
    nadia = await enrolled(stage)
    for place, said in enumerate(STORY[:5]):
        one(nadia, said, place)
        await stage.settle()
        await quiet(nadia, 3)
        assert await waiting(nadia) == 1
    assert times_asked(nadia, Aside.ABOUT) == 0
    await quiet(nadia, 2)
    assert times_asked(nadia, Aside.ABOUT) == 1
    for pauses, said in enumerate(STORY[5:9], start=2):
        one(nadia, said)
        await stage.settle()
        await quiet(nadia, 5)
        assert times_asked(nadia, Aside.ABOUT) == pauses
        assert await waiting(nadia) == 0
    assert await told(nadia) == list(STORY[:9])


async def test_the_waiting_question_outlives_a_restart_and_leaves_once(stage: Stage, catalogues: Catalogues) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:3])
    await stage.restart(catalogues)
    await stage.settle()
    assert times_asked(nadia, Aside.ABOUT) == 0
    await quiet(nadia)
    assert times_asked(nadia, Aside.ABOUT) == 1
    await burst(nadia, STORY[3])
    await stage.service.door.run_due()  # alive until here
    stage.clock.advance(QUIET_FOR * 60)  # an outage of four minutes: every tap is gone
    await stage.restart(catalogues)
    await stage.service.door.come_back()
    await stage.settle()
    assert times_asked(nadia, Aside.ABOUT) == 2
    assert await told(nadia) == list(STORY[:4])


async def test_an_answer_before_the_quiet_has_passed_leaves_no_old_question_behind(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await nadia.tap("danger_immediat", "non")
    await burst(nadia, STORY[0])
    await nadia.tap("jeune_informe", "informe_accord")
    heard = nadia.ever()
    await burst(nadia, STORY[1])
    await nadia.tap("designation", "_pass")
    await quiet(nadia, 20)
    keys = [b.data.split(":")[2] for m in nadia.since(heard) for b in stage.world.buttons(m)[:1]]
    assert [key for key in keys if key != "tranche_age"] == []
    assert await waiting(nadia) == 0
    assert await told(nadia) == list(STORY[:2])


async def test_sixty_messages_in_a_minute_are_not_slowed_and_what_no_longer_fits_is_said(stage: Stage) -> None:
    nadia = await enrolled(stage)
    flood = [f"message du jour, {place}e de la suite" for place in range(64)]
    for said in flood:
        stage.world.forward(nadia.user, nadia.user, said, kind=OriginKind.HIDDEN_USER, author_name=AUTHOR)
    await stage.settle()
    await quiet(nadia)
    assert len(nadia.texts()) == 2, "what did not fit, and the question"
    full = "One record holds at most {count} messages, or {size} characters."
    assert times_said(nadia, full, count=60, size="30\u00a0000") == 1
    assert await told(nadia) == flood[:60]


async def test_thirty_thousand_characters_fit_into_one_record(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes")
    pages = [f"page {place} " + "on a parlé du stage " * 200 for place in range(9)]
    await burst(nadia, *pages)
    await quiet(nadia)
    assert times_said(nadia, "That is enough for the team, thank you. I could not keep what came after.") == 1
    sent = await told(nadia)
    assert sent[:7] == pages[:7]
    assert sum(map(len, sent)) <= 30_000
