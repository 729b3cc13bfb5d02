"""Whose words may be kept: with agreement, or in danger; else none, and the truth is said about what went."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Nav
from bot.territory import KnownLine, load_territory
from storage.records import EntryKind
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import situation, until
from tests.conversations.forwards import STORY, burst, quiet, reach, times_asked, times_said, told
from tests.conversations.stage import Stage, open_stage

NOT_KEPT = "Without the person's agreement, I have kept none of these messages."
WITHDRAWN = "Without the person's agreement, I have removed their name, their words and the forwarded messages."
SEND_AGAIN = "Messages from before were not kept: you can send them again."
DANGER = "son père le frappe tous les soirs"
OWN = "il est venu au local mardi"


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-17T11:00:00+01:00")


async def words(filer: Filer) -> list[str]:
    return [part.text for part in (await filer.kept()).draft.parts]


# -- without agreement, without danger -----------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["informe_sans_accord", "non_informe"])
async def test_without_agreement_nothing_forwarded_is_kept_and_it_is_said_once(stage: Stage, answer: str) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:6])
    await quiet(nadia)
    await until(nadia, "tranche_age", jeune_informe=answer)
    assert await words(nadia) == []
    assert times_said(nadia, NOT_KEPT) == 1
    assert times_asked(nadia, "designation") == 0, "no name is asked"
    await until(nadia, "faits_observes")
    await burst(nadia, *STORY[6:])
    await quiet(nadia)
    assert times_said(nadia, NOT_KEPT) == 2, "once a burst"
    await nadia.say(OWN)
    assert await told(nadia) == [OWN]


async def test_without_agreement_a_quotation_in_typed_facts_is_asked_to_be_written_again(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes", jeune_informe="informe_sans_accord")
    await nadia.say("il a dit « tout va bien au stage » à la sortie")
    assert await nadia.asking() == Aside.REWORD
    assert nadia.words.say("words between quotation marks") in nadia.texts()[-1]
    await nadia.say("il a du mal en maths, à ce qu'il m'a dit")
    assert await words(nadia) == ["il a du mal en maths, à ce qu'il m'a dit"]


async def test_words_for_a_sent_situation_without_agreement_are_kept_only_when_they_are_ones_own(stage: Stage) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia, jeune_informe="non_informe")
    await nadia.say("je voulais ajouter une chose pour vous")
    await burst(nadia, *STORY[:3])
    await quiet(nadia)
    await nadia.tap(Aside.ABOUT, case.reference)
    kept = [entry.body for entry in await nadia.told(EntryKind.MESSAGE)]
    assert kept == ["je voulais ajouter une chose pour vous"]
    assert times_said(nadia, NOT_KEPT) == 1


async def test_an_agreement_taken_back_takes_the_words_and_the_name_with_it(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:3])
    await quiet(nadia)
    await until(nadia, "designation")
    await nadia.say("Zoubida")
    await until(nadia, "faits_observes")
    await nadia.say(OWN)
    await nadia.say("elle a dit « je veux changer de stage » au local")
    await reach(nadia, Aside.SEND_OR_LATER)
    await nadia.say("modifier")
    await nadia.tap(Aside.EDIT, "person")
    await nadia.tap(Aside.EDIT, "jeune_informe")
    await nadia.tap("jeune_informe", "informe_sans_accord")
    assert times_said(nadia, WITHDRAWN) == 1
    draft = (await nadia.kept()).draft
    assert [part.text for part in draft.parts] == [OWN, "elle a dit « … » au local"]
    assert "Zoubida" not in draft.to_json()
    assert "je veux changer de stage" not in draft.to_json()


async def test_when_nothing_is_left_the_facts_are_asked_again(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:3])
    await quiet(nadia)
    await reach(nadia, Aside.SEND_OR_LATER)
    await nadia.say("modifier")
    await nadia.tap(Aside.EDIT, "person")
    await nadia.tap(Aside.EDIT, "jeune_informe")
    await nadia.tap("jeune_informe", "non_informe")
    assert await nadia.asking() == "faits_observes"
    await nadia.say(OWN)
    assert await told(nadia) == [OWN]


async def test_an_agreement_given_later_says_what_has_to_be_sent_again(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:3])
    await quiet(nadia)
    await until(nadia, "tranche_age", jeune_informe="non_informe")
    await nadia.tap("tranche_age", Nav.BACK)
    await nadia.tap("jeune_informe", "informe_accord")
    assert times_said(nadia, SEND_AGAIN) == 1
    await burst(nadia, *STORY[3:5])
    await quiet(nadia)
    assert times_said(nadia, SEND_AGAIN) == 1
    assert await told(nadia) == list(STORY[3:5])


# -- in danger -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("danger", "informed", "said"),
    [("oui", "informe_sans_accord", STORY[:2]), ("non", "non_informe_danger", STORY[:2]),
     ("non", "non_informe", (STORY[0], DANGER))],
)  # fmt: skip
async def test_in_danger_the_words_are_kept_without_agreement(
    stage: Stage, danger: str, informed: str, said: tuple[str, ...]
) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *said)
    await quiet(nadia)
    assert await told(nadia, danger_immediat=danger, jeune_informe=informed) == list(said)
    assert times_said(nadia, NOT_KEPT) == 0


@pytest.mark.parametrize("knows_crip", [False, True])
async def test_a_danger_in_the_third_of_twelve_shows_numbers_at_once_and_the_rest_still_gathers(
    tmp_path: Path, catalogues: Catalogues, start: datetime, knows_crip: bool
) -> None:
    town = load_territory()
    child = town.help_line(KnownLine.N119)
    assert child is not None
    crip = replace(child, id=KnownLine.CRIP, label="CRIP 21", number="03 00 00 00 21")
    town = replace(town, help_lines=(*town.help_lines, crip)) if knows_crip else town
    stage = await open_stage(tmp_path, start, catalogues, town)
    nadia = await enrolled(stage)
    said = [*STORY[:2], DANGER, *STORY[3:]]
    await burst(nadia, *said[:3])
    shown = nadia.texts()[0]
    assert "119" in shown
    assert ("CRIP 21" in shown) is knows_crip
    assert ("114" in shown) is not knows_crip, "the CRIP takes the written line's place"
    assert await nadia.table("select urgent from outbox where kind = 'numbers'") == [(True,)]
    heard = nadia.ever()
    await burst(nadia, *said[3:])
    assert nadia.ever() == heard
    await quiet(nadia)
    assert nadia.ever() == heard + 1
    assert await told(nadia, danger_immediat="non", jeune_informe="non_informe", delai="non_urgent") == said
    assert (await nadia.filed()).level == "immediat"
    assert stage.world.violations == []
    await stage.close()


async def test_the_same_danger_in_every_message_shows_the_numbers_once_and_one_line(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *[f"{DANGER}, note {place}" for place in range(5)])
    await quiet(nadia)
    shown = await nadia.table("select kind from outbox where state = 'sent' and kind like '%numbers'")
    said = [row[0] for row in shown]
    assert sorted(said) == sorted([Say.NUMBERS.value, Say.SAME_NUMBERS.value])
    assert len(await words(nadia)) == 5


async def test_a_danger_read_after_words_went_keeps_its_own_and_says_that_the_others_are_gone(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await burst(nadia, *STORY[:3])
    await quiet(nadia)
    await until(nadia, "tranche_age", jeune_informe="non_informe")
    await burst(nadia, DANGER, *STORY[3:5])
    await quiet(nadia)
    assert times_said(nadia, SEND_AGAIN) == 1
    assert await told(nadia) == [DANGER, *STORY[3:5]]


async def test_a_danger_that_is_typed_may_be_quoted_without_agreement(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes", jeune_informe="informe_sans_accord")
    said = f"il a dit « {DANGER} » ce matin"
    await nadia.say(said)
    assert Aside.REWORD not in (await nadia.kept()).draft.asides
    assert await told(nadia) == [said]


async def test_a_danger_typed_at_another_question_is_kept_without_agreement(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "tranche_age", jeune_informe="informe_sans_accord")
    await nadia.say(DANGER)
    assert await told(nadia) == [DANGER]


async def test_a_danger_forwarded_for_a_sent_situation_raises_it(stage: Stage) -> None:
    nadia = await enrolled(stage)
    case = await situation(nadia, jeune_informe="non_informe")
    await burst(nadia, STORY[0], DANGER)
    await nadia.tap(Aside.WARN_TEAM, "non")
    await nadia.tap(Aside.ABOUT, case.reference)
    assert (await nadia.filed()).level == "immediat"
    assert [entry.body for entry in await nadia.told(EntryKind.MESSAGE)] == [STORY[0], DANGER]
