"""A tap on a question that has passed, and callback data that were forged: the same refusal, and nothing changes."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.dialogue import Nav
from bot.services.taps import Action, CaseTap, ReadTap, pack
from tests.conversations.stage import GROUP, MARC, Stage
from tests.conversations.youth_stage import Answer, Young, open_it

PASSED = "This question has passed."


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def every_button_ever_shown(lina: Young, **answers: Answer) -> list[tuple[int, str]]:
    """Walk to the recap; (message, data) of every answer button that was shown on the way."""
    seen: dict[tuple[int, str], None] = {}
    await lina.say("/start")
    while (asked := await lina.asking()) != "accord_envoi":
        for message, button in lina.buttons():
            if button.data.startswith("q:"):
                seen[(message.id, button.data)] = None
        before = lina.ever()
        await lina.reach_next(asked, **answers)
        assert lina.ever() > before
    return list(seen)


async def test_no_button_of_an_older_bubble_changes_an_answer(stage: Stage) -> None:
    lina = Young(stage)
    seen = await every_button_ever_shown(lina, en_securite="non", warn_team="oui", contact_mode="telephone")
    assert len(seen) > 60
    before = (await lina.kept()).draft
    cases = await lina.table("select id, state, level from cases")
    for message_id, data in seen:
        stage.world.forge_tap(lina.user, lina.user, message_id, data)
        await stage.settle()
        answer = lina.toast()
        assert answer is not None
        assert answer.text in (lina.label(PASSED), lina.label("Already noted.")), data
    assert (await lina.kept()).draft == before
    assert await lina.table("select id, state, level from cases") == cases


async def test_a_stale_tap_shows_the_current_question_again_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    await lina.say("moi")
    await lina.say("oui")
    heard = lina.ever()
    for message in lina.bubbles():
        for button in stage.world.buttons(message):
            if button.data.endswith(":pour_qui:ami"):
                for _ in range(5):
                    stage.world.tap(lina.user, lina.user, message.id, button.data)
    await stage.settle()
    assert (await lina.answers())["pour_qui"] == ("moi",)
    assert len(lina.since(heard)) == 1
    assert any(button.data.endswith(":tranche_age:de_13_14") for _, button in lina.buttons())


async def test_the_same_button_tapped_twice_counts_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    message, button = next(pair for pair in lina.buttons() if pair[1].data.endswith(":pour_qui:moi"))
    for _ in range(3):
        stage.world.forge_tap(lina.user, lina.user, message.id, button.data)
    await stage.settle()
    assert await lina.asking() == "en_securite"
    assert (await lina.answers()) == {"pour_qui": ("moi",)}


FORGED = (
    "q:{draft}:no_such_question:oui", "q:{draft}:themes:violence", "q:{draft}:pour_qui:no_such_choice",
    "q:{draft}:pour_qui:", "q:{draft}::", "q:{draft}:pour_qui:_edit:x", "q:AAAAAAAAAAAA:pour_qui:ami",
    "q:{draft}:accord_envoi:oui", "q:{draft}:short_road:envoyer", "q:{draft}:warn_team:oui", "q:::", "q", ":", "x",
    "q:{draft}:recit:_done", "w:", "w:no_such_word", "é" * 32, "r:", "c:",
)  # fmt: skip


async def test_forged_data_change_nothing_and_are_refused_in_the_same_words(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    kept = await lina.kept()
    for data in FORGED:
        await lina.forge(data.format(draft=kept.id))
        answer = lina.toast()
        assert answer is not None, data
        assert answer.text == lina.label(PASSED), data
        assert (await lina.kept()).draft == kept.draft, data
    assert not await lina.table("select id from cases")


@pytest.mark.parametrize("data", [pack(ReadTap("AAAAAAAAAAAA")), pack(CaseTap("AAAAAAAAAAAA", Action.READ))])
async def test_a_forged_message_or_case_opens_nothing(stage: Stage, data: str) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    kept = await lina.kept()
    await lina.forge(data)
    assert lina.toast() is not None
    assert (await lina.kept()).draft == kept.draft


@pytest.mark.parametrize("with_draft", [True, False])
async def test_somebody_elses_draft_id_opens_nothing(stage: Stage, with_draft: bool) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    await lina.reach("accord_envoi")
    before = await lina.kept()
    await marc.say("/start")
    marcs = await marc.kept()
    if not with_draft:
        await marc.say("efface tout")
    for choice in ("oui", "non", Nav.EDIT, Nav.BACK):
        await marc.forge(f"q:{before.id}:accord_envoi:{choice}")
        answer = marc.toast()
        assert answer is not None
        assert answer.text == marc.label(PASSED), "as for a draft that never was"
    assert await lina.kept() == before
    assert await marc.draft() == (marcs if with_draft else None) or (await marc.kept()).draft == marcs.draft
    assert not await lina.table("select id from cases")
    assert "MS-" not in stage.said(GROUP)
    assert lina.label("I stopped school") not in stage.said(MARC)


async def test_an_answer_button_is_worth_nothing_in_the_group(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    before = await lina.kept()
    stage.world.forge_tap(MARC, GROUP, stage.last(GROUP).id, f"q:{before.id}:accord_envoi:oui")
    await stage.settle()
    assert await lina.kept() == before
    assert not await lina.table("select id from cases")


async def test_taps_on_a_contact_already_sent_change_nothing_on_the_case(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    draft_id = (await lina.kept()).id
    await lina.tap("accord_envoi", "oui")
    await lina.reach("", accord_partage=Nav.PASS)
    case = await lina.case()
    for data in (f"q:{draft_id}:accord_envoi:oui", f"q:{draft_id}:accord_partage:oui", f"q:{draft_id}:pour_qui:ami"):
        await lina.forge(data)
    assert (await lina.case()) == case
    assert len(await lina.table("select id from cases")) == 1


async def test_a_tap_without_any_draft_is_answered_by_a_way_in(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say("/start")
    draft_id = (await lina.kept()).id
    await lina.say("efface tout")
    heard = lina.ever()
    await lina.forge(f"q:{draft_id}:welcome:commencer")
    assert lina.since(heard), "a toast may never arrive: something is said as well"
    assert await lina.draft() is None


async def test_a_young_person_cannot_open_a_case_by_its_button(stage: Stage) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    case = await lina.send()
    await marc.say("/start")
    for action in Action:
        await marc.forge(pack(CaseTap(case.id, action)))
        answer = marc.toast()
        assert answer is not None
        assert answer.text == marc.label("You cannot do that here."), action
    await open_it(stage, case, by=MARC)
    assert (await lina.case()).opened_at is None
    assert (await lina.case()).holder_id == ""
    assert case.reference not in stage.said(MARC)
