"""From `/start` to sent in at most eight taps, and what the short road stores for what it did not ask."""

from __future__ import annotations

from bot.intake.dialogue import Nav
from storage.records import CaseState
from tests.conversations.stage import GROUP, Stage
from tests.conversations.youth_stage import Young

EIGHT = (
    ("welcome", "commencer"), ("pour_qui", "moi"), ("en_securite", "oui"), ("tranche_age", "de_15_17"),
    ("themes", "ecole_travail"), ("themes", "decrochage"), ("recit", Nav.DONE), ("short_road", "envoyer"),
)  # fmt: skip


async def test_eight_taps_lead_from_start_to_sent(stage: Stage) -> None:
    lina = Young(stage)
    await lina.say("/start")
    for question, choice in EIGHT:
        await lina.tap(question, choice)
    case = await lina.case()
    assert case.state is CaseState.SENT
    assert lina.taps() <= 8
    assert case.reference in stage.said(lina.user)
    assert case.reference in stage.said(GROUP)


async def test_what_the_short_road_does_not_ask_is_stored_as_not_said(stage: Stage) -> None:
    case = await Young(stage).send()
    assert case.answers["attente"] == ("ne_sait_pas",)
    assert case.answers["contact_mode"] == ("telegram",)
    for key in ("delai_souhaite", "secteur", "deja_aide"):
        assert case.answers[key] == ("non_dit",), key
    for key in ("designation", "telephone", "creneaux", "contact_discret"):
        assert key not in case.answers, key
    assert case.answers["themes"] == ("decrochage",)
    assert case.answers["tranche_age"] == ("de_15_17",)
    assert case.answers["accord_envoi"] == ("oui",)


async def test_the_short_road_asks_for_no_recap(stage: Stage) -> None:
    lina = Young(stage)
    await lina.send()
    assert lina.label("Here is what I will send:") not in stage.said(lina.user)
    assert not any(":accord_envoi:" in button.data for _, button in lina.buttons())


async def test_the_full_road_shows_the_recap_protected_before_the_yes(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    recap = next(m for m in lina.bubbles() if m.text.startswith(lina.label("Here is what I will send:")))
    assert recap.protected
    assert lina.label("I stopped school") in recap.text
    assert not [m for m in stage.texts(GROUP) if "MS-" in m], "nothing leaves before the yes"


async def test_the_road_after_an_alert_asks_who_reads_the_phone_and_how_to_answer_only(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("short_road", en_securite="non", warn_team="oui")
    asked = []
    await lina.tap("short_road", "envoyer")
    while await lina.asking():
        asked.append(await lina.asking())
        await lina.answer(asked[-1], {"contact_mode": "telephone", "telephone": "07 00 00 00 00"}[asked[-1]])
    assert asked == ["contact_mode", "telephone"]
    case = await lina.case()
    assert case.state is CaseState.SENT
    assert case.answers["telephone"] == ("07 00 00 00 00",)
    assert case.answers["themes"] == case.answers["tranche_age"] == ("non_dit",)


async def test_what_is_asked_after_sending_joins_the_case_at_once(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_partage", short_road="envoyer")
    await lina.tap("accord_partage", "oui")
    assert (await lina.case()).answers["accord_partage"] == ("oui",)
    await lina.tap("langue", "uk")
    assert (await lina.case()).answers["langue"] == ("uk",)
    assert await lina.draft() is None


async def test_words_after_sending_that_answer_nothing_join_the_case(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_partage", short_road="envoyer")
    await lina.say("au fait mon frère a eu la même chose l'an dernier au collège")
    assert [entry.body for entry in await lina.entries()] == [
        "au fait mon frère a eu la même chose l'an dernier au collège"
    ]
    assert await lina.draft() is None
