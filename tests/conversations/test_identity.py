"""What says who somebody is: asked once to be written again, else kept with a mask and told so, never in silence."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from storage.records import EntryKind
from tests.conversations.stage import GROUP, Stage
from tests.conversations.youth_stage import Young, open_it

NAMED = "mon prof M. DUPONT met de mauvaises notes"
MASKED = "mon prof M. [nom] met de mauvaises notes"
CLEAN = "mon prof met de mauvaises notes"
ADDRESS = "j'habite 12 rue de Lorraine à Beaune"
SAID_MASKED = "I put a mask on what can say who someone is: a name, an address, a number."


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-11T15:00:00+01:00")


async def _story(lina: Young) -> list[str]:
    return [entry.body for entry in await lina.entries(EntryKind.STORY)]


async def test_a_name_in_the_story_is_asked_to_be_written_again_and_the_new_words_are_kept(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(NAMED)
    assert await lina.asking() == Aside.REWORD
    assert lina.words.say("In your message there is: {what}.", what=lina.label("a surname")) in lina.texts()[-1]
    assert "DUPONT" not in (await lina.kept()).draft.to_json(), "not even in the draft"
    await lina.say(CLEAN)
    assert await lina.asking() == "recit"
    await lina.send()
    assert await _story(lina) == [CLEAN]


@pytest.mark.parametrize("how", ["garder", "passer", "ok garde comme ça"])
async def test_who_does_not_write_it_again_is_kept_with_a_mask(stage: Stage, how: str) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(NAMED)
    await (lina.tap(Aside.REWORD, how) if how == "garder" else lina.say(how))
    assert await lina.asking() == "recit"
    await lina.send()
    assert await _story(lina) == [MASKED]


async def test_what_is_taken_back_is_not_kept(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(NAMED)
    await lina.tap(Aside.REWORD, "retirer")
    await lina.send()
    assert await _story(lina) == []


async def test_who_insists_is_masked_and_told_so(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(NAMED)
    await lina.say("oui M. DUPONT, le prof de maths")
    assert any(text.startswith(lina.label(SAID_MASKED)) for text in lina.texts())
    await lina.send()
    assert await _story(lina) == ["oui M. [nom], le prof de maths"]


async def test_the_message_itself_may_be_edited_instead(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say(NAMED)
    mine = [m for m in stage.world.messages(lina.user) if not m.by_bot][-1]
    stage.world.edit_text(lina.user, lina.user, mine.id, CLEAN)
    await stage.settle()
    assert await lina.asking() == "recit"
    await lina.send()
    assert await _story(lina) == [CLEAN]


async def test_a_story_goes_on_in_its_order_when_the_question_comes_too_late(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    for words in ("d'abord ceci", NAMED, "et puis cela"):
        stage.world.send_text(lina.user, lina.user, words)
    await stage.settle()
    await lina.send()
    assert await _story(lina) == ["d'abord ceci", MASKED, "et puis cela"]
    assert any(text.startswith(lina.label(SAID_MASKED)) for text in lina.texts())


async def test_first_words_are_masked_and_it_is_said_when_they_are_offered(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say(f"bonjour, {ADDRESS}")
    assert not any(text.startswith(lina.label(SAID_MASKED)) for text in lina.texts())
    await lina.reach("recit")
    assert any(text.startswith(lina.label(SAID_MASKED)) for text in lina.texts())
    await lina.send()
    assert "Lorraine" not in " ".join(await _story(lina))
    assert "[adresse]" in " ".join(await _story(lina))


async def test_while_a_danger_is_open_nothing_is_masked(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit", en_securite="non", contact_discret="non")
    await lina.say(ADDRESS)
    assert await lina.asking() == "recit"
    case = await lina.send()
    assert await _story(lina) == [ADDRESS]
    assert "Lorraine" not in stage.said(GROUP)
    assert case.alert_only is False


async def test_of_a_whole_name_only_the_first_is_kept_and_it_is_said(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("designation", short_road="continuer")
    await lina.say("Lina MOREAU")
    assert (await lina.answers())["designation"] == ("Lina",)
    assert lina.label("I only keep the first name.") in lina.texts()


async def test_after_the_sending_a_name_is_masked_and_it_is_said(stage: Stage) -> None:
    lina = Young(stage)
    case = await lina.send(recit=CLEAN)
    await open_it(stage, case)
    await lina.say(NAMED)
    assert [entry.body for entry in await lina.entries(EntryKind.MESSAGE)] == [MASKED]
    assert any(text.startswith(lina.label(SAID_MASKED)) for text in lina.texts())


async def test_the_phone_number_that_was_asked_for_is_an_answer(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("telephone", short_road="continuer", contact_mode="telephone")
    await lina.say("06 39 98 01 23")
    assert (await lina.answers())["telephone"] == ("06 39 98 01 23",)
