"""Numbers without any reader: safety, age and the minute decide; three answers lead on; other doors for some."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from tests.conversations.stage import GROUP, Stage, open_stage
from tests.conversations.youth_stage import Young

DAY, NOON, NIGHT = "2026-03-11T15:00:00+01:00", "2026-03-11T12:30:00+01:00", "2026-03-11T22:40:00+01:00"
SATURDAY, HOLIDAY = "2026-03-14T15:00:00+01:00", "2026-05-01T15:00:00+02:00"


async def stage_at(path: Path, catalogues: Catalogues, moment: str) -> Stage:
    return await open_stage(path, datetime.fromisoformat(moment), catalogues)


def lines_of(stage: Stage, text: str) -> list[str]:
    """The help lines named in a bubble, in order."""
    territory = stage.service.house.territory
    shown = []
    for line in text.splitlines():
        found = [known.id for known in territory.help_lines if line.startswith(known.said_in("fr").label)]
        found += ["service"] if territory.service.telephone in line else []
        shown += found[:1]
    return shown


@pytest.mark.parametrize("answer", ["non", "ne_sait_pas"])
@pytest.mark.parametrize(
    ("moment", "age", "expected"),
    [
        (DAY, None, ["n119", "n114", "service"]),
        (DAY, "de_15_17", ["n119", "n114", "service"]),
        (DAY, "de_21_25", ["n112", "n114", "service"]),
        (NIGHT, None, ["n119", "n114"]),
        (NIGHT, "moins_13", ["n119", "n114"]),
        (NIGHT, "de_18_20", ["n112", "n114"]),
        (NOON, None, ["n119", "n114"]),
        (SATURDAY, "de_21_25", ["n112", "n114"]),
        (HOLIDAY, "de_15_17", ["n119", "n114"]),
    ],
)
async def test_feeling_unsafe_shows_the_numbers_of_the_age_and_the_minute(
    tmp_path: Path, catalogues: Catalogues, answer: str, moment: str, age: str | None, expected: list[str]
) -> None:
    stage = await stage_at(tmp_path, catalogues, moment)
    lina = Young(stage)
    if age:
        await lina.reach("themes", tranche_age=("autre_age", age) if age == "moins_13" else age)
        await lina.say("retour")
        await lina.say("retour")
    else:
        await lina.reach("en_securite")
    heard = lina.ever()
    await lina.tap("en_securite", answer)
    numbers, asked = lina.since(heard)
    assert lines_of(stage, numbers.text) == expected
    assert await lina.asking() == Aside.SOMEONE_NEAR
    away = lina.label("Don't wait for its answer.")
    assert (away in asked.text) is ("service" not in expected), "nobody reads: said in the same breath"
    await stage.close()


async def test_at_night_the_hour_of_return_is_said_with_the_question(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach(Aside.SOMEONE_NEAR, en_securite="non")
    back = lina.words.say("Tonight, nobody reads. The team is back {when}.", when="demain à 9 h")
    assert back in lina.texts()[-1]


async def test_feeling_safe_or_passing_shows_no_numbers(stage: Stage) -> None:
    for number, answer in enumerate(("oui", "_pass")):
        one = Young(stage, 9000 + number)
        stage.world.add_person(f"P{number}", user_id=one.user)
        await one.reach("tranche_age", en_securite=answer)
        assert not any({"n119", "n112", "n114"} & set(lines_of(stage, text)) for text in one.texts())


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("oui", "Go and see this person now."),
        ("non", "All right. 114 answers by text message, day and night. It is free."),
        ("ne_sait_pas", "All right. 114 answers by text message, day and night. It is free."),
    ],
)
async def test_each_answer_about_someone_near_leads_somewhere(stage: Stage, answer: str, then: str) -> None:
    lina = Young(stage)
    await lina.reach(Aside.SOMEONE_NEAR, en_securite="ne_sait_pas")
    heard = lina.ever()
    await lina.tap(Aside.SOMEONE_NEAR, answer)
    assert lina.since(heard)[0].text.startswith(lina.label(then))
    assert await lina.asking() == "contact_discret", "the intake goes on where it was"
    assert await lina.table("select 1 from cases") == []


async def test_hesitating_is_soon_and_asks_nobody_to_be_warned(stage: Stage) -> None:
    lina = Young(stage)
    case = await lina.send(en_securite="ne_sait_pas")
    assert case.level == "rapide"
    assert not any(":warn_team:" in button.data for _, button in lina.buttons())


@pytest.mark.parametrize(("moment", "age", "expected"), [
    (DAY, "de_15_17", ["n119", "n114", "service"]),
    (NIGHT, "de_15_17", ["n119", "n114", "n112"]),
    (DAY, "de_21_25", ["n112", "n114", "service"]),
    (NIGHT, "de_21_25", ["n112", "n114"]),
])  # fmt: skip
async def test_help_shows_the_numbers_of_the_age_and_the_minute(
    tmp_path: Path, catalogues: Catalogues, moment: str, age: str, expected: list[str]
) -> None:
    stage = await stage_at(tmp_path, catalogues, moment)
    lina = Young(stage)
    await lina.reach("themes", tranche_age=age)
    heard = lina.ever()
    await lina.say("aide")
    shown = lines_of(stage, lina.since(heard)[0].text)
    assert shown[: len(expected)] == expected
    assert len(shown) <= 3
    await stage.close()


# -- another door --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "level"), [("moins_13", "rapide"), ("plus_25", "normal")])
async def test_who_is_too_young_or_too_old_gets_another_door_and_may_go_on(
    stage: Stage, age: str, level: str
) -> None:
    lina = Young(stage)
    await lina.reach("tranche_age")
    heard = lina.ever()
    await lina.answer("tranche_age", ("autre_age", age))
    door = lina.since(heard)[0].text
    assert lina.label("You can also leave a message here. The team will read it.") in door
    assert ("119" in door) is (age == "moins_13")
    assert (stage.service.house.territory.service.telephone in door) is (age == "plus_25")
    case = await lina.send()
    assert (case.age, case.level) == (age, level)
    flag = lina.label("Under 13" if age == "moins_13" else "Over 25")
    assert flag in stage.texts(GROUP)[-1]


async def test_who_lives_elsewhere_is_told_and_may_go_on(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("secteur")
    heard = lina.ever()
    await lina.say("nolay")
    assert lina.words.say("This team works in {town}.", town="Beaune") in lina.since(heard)[0].text
    assert await lina.asking() == "deja_aide"
    assert (await lina.send(short_road="continuer")).answers["secteur"] == ("hors_beaune",)
