"""How long a draft lives, the one nudge before its end, and a restart in the middle of any question."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services.taps import Word
from tests.conversations.stage import Stage, open_stage
from tests.conversations.youth_stage import Answer, Young

STORY = "je sais pas par où commencer"
NUDGE = "Hello. You can go on whenever you like."


async def nudges(lina: Young) -> list[str]:
    """« 2026-03-11T17:30 » of each nudge, in Beaune."""
    zone = lina.words.zone
    found = [m for m in lina.stage.world.messages(lina.user) if m.by_bot and lina.label(NUDGE) in m.text]
    return [message.date.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for message in found]


@pytest.mark.parametrize(
    ("begins", "writes", "expected"),
    [
        ("2026-03-11T10:00", [], ["2026-03-11T17:30"]),
        ("2026-03-11T15:30", [], ["2026-03-11T17:30"]),
        ("2026-03-11T15:31", [], []),  # less than 2 h before 17:30; the next one comes after the erasure
        ("2026-03-11T22:40", [], ["2026-03-12T17:30"]),
        ("2026-03-11T18:30", [], ["2026-03-12T17:30"]),
        ("2026-03-11T18:29", [], []),  # it would come less than 1 h before the erasure
        ("2026-03-11T10:00", ["2026-03-11T16:00"], []),
        ("2026-03-11T10:00", ["2026-03-11T16:00", "2026-03-11T19:00"], ["2026-03-12T17:30"]),
        ("2026-03-11T16:40", ["2026-03-11T19:00"], ["2026-03-12T17:30"]),
        ("2026-03-11T10:00", ["2026-03-11T20:00"], ["2026-03-11T17:30"]),  # one, and no second
        ("2026-03-28T20:00", [], ["2026-03-29T17:30"]),  # the night in which clocks change
    ],
)
async def test_one_nudge_at_half_past_five_if_there_is_room_for_it(
    tmp_path: Path, catalogues: Catalogues, begins: str, writes: list[str], expected: list[str]
) -> None:
    def at(wall: str) -> datetime:
        return datetime.fromisoformat(wall).replace(tzinfo=catalogues.words().zone)

    stage = await open_stage(tmp_path, at(begins), catalogues)
    lina = Young(stage)
    await lina.reach("recit")
    for moment in writes:
        await _until(stage, at(moment))
        await lina.say(STORY)
    await _until(stage, stage.clock.now() + timedelta(hours=25))
    assert await nudges(lina) == expected
    assert await lina.draft() is None
    await stage.close()


async def _until(stage: Stage, end: datetime) -> None:
    """Every half hour on the clock is a turn, so that what falls due runs at its time."""
    while stage.clock.now() < end:
        now = stage.clock.now()
        await stage.advance(seconds=min(1800 - now.timestamp() % 1800, (end - now).total_seconds()))


async def test_the_nudge_says_when_everything_is_erased_and_its_buttons_work(
    tmp_path: Path, catalogues: Catalogues
) -> None:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-11T10:00:00+01:00"), catalogues)
    lina = Young(stage)
    await lina.reach("attente", recit=STORY)
    await stage.at("2026-03-11T17:31:00+01:00")
    assert "10 h" in lina.texts()[-1]
    assert STORY not in lina.texts()[-1]
    await lina.word(Word.RESUME)
    assert any(button.data.endswith(":attente:information") for button in stage.world.buttons(lina.bubbles()[-1]))
    await lina.word(Word.ERASE)
    assert await lina.draft() is None
    await stage.close()


@pytest.mark.parametrize(
    "road",
    [{"en_securite": "non", "someone_near": "non", "warn_team": "non"}, {"en_securite": "ne_sait_pas"}],
    ids=["non", "ne_sait_pas"],
)
async def test_no_nudge_when_the_phone_was_left_unanswered_after_a_signal(
    tmp_path: Path, catalogues: Catalogues, road: dict[str, Answer]
) -> None:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-11T10:00:00+01:00"), catalogues)
    lina = Young(stage)
    await lina.reach("contact_discret", **road)
    await stage.at("2026-03-11T18:00:00+01:00")
    assert await nudges(lina) == []
    await stage.close()


async def test_after_a_plain_no_about_the_phone_the_nudge_comes(tmp_path: Path, catalogues: Catalogues) -> None:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-11T10:00:00+01:00"), catalogues)
    lina = Young(stage)
    await lina.reach("themes", en_securite="non", contact_discret="non")
    await stage.at("2026-03-11T18:00:00+01:00")
    assert await nudges(lina) == ["2026-03-11T17:30"]
    await stage.close()


async def test_a_draft_is_erased_24_hours_after_its_last_message_and_counted(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await stage.advance(hours=20)
    await lina.say(STORY)
    await stage.advance(hours=23, minutes=59)
    assert await lina.draft() is not None
    heard = lina.ever()
    await stage.advance(minutes=1)
    assert await lina.draft() is None
    assert lina.since(heard) == [], "in silence"
    assert await lina.run(lambda uow: uow.ledger.counted("abandoned")) == 1
    assert not await lina.table("select 1 from drafts")


async def test_who_comes_back_after_the_erasure_starts_anew(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("attente", recit=STORY)
    await stage.advance(hours=25)
    await lina.say("je suis là")
    assert await lina.asking() == "pour_qui"
    assert [part.text for part in (await lina.kept()).draft.first_words] == ["je suis là"]


async def test_questions_left_open_after_the_sending_are_no_abandonment(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_partage", short_road="envoyer")
    await stage.advance(hours=25)
    assert await lina.draft() is None
    assert await lina.run(lambda uow: uow.ledger.counted("abandoned")) == 0
    assert await nudges(lina) == []
    assert (await lina.case()).answers["pour_qui"] == ("moi",)


# -- a restart -----------------------------------------------------------------------------------------------------

ROAD: dict[str, Answer] = {
    "en_securite": "non", "contact_mode": "telephone", "contact_discret": "oui", "recit": STORY, "warn_team": "oui",
}  # fmt: skip


async def test_a_restart_in_the_middle_of_any_question_goes_on_there(stage: Stage, catalogues: Catalogues) -> None:
    """The router is rebuilt from the draft each time; the next answer counts as if nothing had been."""
    lina = Young(stage)
    await lina.say("/start")
    seen = set()
    while asked := await lina.asking():
        seen.add(asked)
        before = (await lina.kept()).draft
        await stage.restart(catalogues)
        assert (await lina.kept()).draft == before
        await lina.reach_next(asked, **ROAD)
        assert await lina.asking() != asked
    assert seen >= {
        "welcome", "pour_qui", "en_securite", "someone_near", "warn_team", "contact_discret", "discreet_notice",
        "short_road", "tranche_age", "themes", "recit", "attente", "delai_souhaite", "designation", "secteur",
        "deja_aide", "contact_mode", "telephone", "creneaux", "accord_envoi",
    }  # fmt: skip
    case = await lina.case()
    assert case.answers["telephone"] == ("07 00 00 00 00",)
    assert [entry.body for entry in await lina.entries()] == [STORY]


async def test_a_restart_inside_a_menu_and_inside_a_story_loses_nothing(stage: Stage, catalogues: Catalogues) -> None:
    lina = Young(stage)
    await lina.reach("themes")
    await lina.tap("themes", "moral_sante")
    await stage.restart(catalogues)
    await lina.say("5")
    assert (await lina.answers())["themes"] == ("isolement",)
    await lina.say("un")
    await stage.restart(catalogues)
    await lina.say("deux")
    assert [part.text for part in (await lina.kept()).draft.story] == ["un", "deux"]


@pytest.mark.parametrize("asked", ["accord_partage", "langue"])
async def test_a_restart_after_the_sending_goes_on_there(stage: Stage, catalogues: Catalogues, asked: str) -> None:
    lina = Young(stage)
    await lina.reach(asked, short_road="envoyer")
    await stage.restart(catalogues)
    await lina.reach_next(asked)
    assert (await lina.case()).answers[asked]


async def test_a_purge_leaves_no_stale_router_behind(stage: Stage) -> None:
    """The router may still believe in a question whose draft is gone: the next words begin a new contact."""
    lina = Young(stage)
    await lina.reach("contact_mode")
    await stage.advance(hours=25)
    await lina.say("07 00 00 00 00")
    assert await lina.asking() == "pour_qui"
    await lina.say("moi")
    assert await lina.asking() == "en_securite"
