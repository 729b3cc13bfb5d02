"""Warning the team before anything is sent: with the person's yes, or as the town has decided; what a refusal keeps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.services.taps import Action
from bot.territory import load_territory
from storage.records import CaseState, EntryKind
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage, always, open_stage
from tests.conversations.youth_stage import Young, coordinator_does, open_it, reply_to

STORY = "je voulais parler à quelqu'un de ce qui se passe"
KEPT = "I keep for {days} days that there was an alert, not your words."


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-11T15:00:00+01:00")


def cards(stage: Stage) -> list[str]:
    return [text for text in stage.texts(GROUP) if text.startswith("MS-")]


async def alerted(lina: Young) -> None:
    """Up to the question that follows the yes to warning the team."""
    await lina.say(STORY)
    await lina.reach(Aside.WARN_TEAM, en_securite="non")
    await lina.tap(Aside.WARN_TEAM, "oui")


async def refuse(lina: Young) -> None:
    await lina.reach("accord_envoi", recit=STORY)
    await lina.tap("accord_envoi", "non")


async def test_a_yes_warns_the_group_with_a_bare_card_and_the_person_is_told(stage: Stage) -> None:
    lina = Young(stage)
    heard = lina.ever()
    await alerted(lina)
    assert len(cards(stage)) == 1
    case = await lina.case()
    assert case.state is CaseState.ALERT
    assert (case.level, case.alert_only, case.answers) == ("immediat", True, {})
    assert await lina.entries() == []
    assert STORY not in stage.said(GROUP)
    assert lina.label("Alert. Nothing has been sent yet.") in cards(stage)[0]
    told = lina.label("Done. The team has an alert, without your words.")
    assert any(bubble.text.startswith(told) for bubble in lina.since(heard))
    card = next(message for message in stage.world.said(GROUP) if message.text.startswith("MS-"))
    assert not card.silent, "only immediate alerts ring"


async def test_a_no_leaves_the_group_in_the_dark(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach(Aside.WARN_TEAM, en_securite="non")
    await lina.tap(Aside.WARN_TEAM, "non")
    assert cards(stage) == []
    assert await lina.table("select 1 from cases") == []
    assert lina.label("All right. I tell nobody. You can change your mind at any time.") in lina.texts()
    await refuse(lina)
    assert await lina.table("select 1 from cases") == []
    assert lina.words.say(KEPT, days=30) not in stage.said(LINA)


async def test_a_town_that_decided_so_warns_at_once_and_says_it(tmp_path: Path, catalogues: Catalogues) -> None:
    at = datetime.fromisoformat("2026-03-11T15:00:00+01:00")
    stage = await open_stage(tmp_path, at, catalogues, always(load_territory()))
    lina = Young(stage)
    await lina.say("/start")
    assert lina.label("Your “yes” first, unless your life is in danger.") in lina.texts()[-1]
    await lina.reach("en_securite")
    heard = lina.ever()
    await lina.tap("en_securite", "non")
    assert len(cards(stage)) == 1
    said = [bubble.text for bubble in lina.since(heard)]
    assert said[1].startswith(lina.label("I am telling the team right now, without showing them your words."))
    assert lina.words.say(KEPT, days=30) in said[1]
    assert await lina.asking() == Aside.SOMEONE_NEAR
    await lina.reach("themes", en_securite="non")
    assert not any(":warn_team:" in button.data for _, button in lina.buttons()), "nothing is asked"
    await stage.close()


async def test_hesitating_warns_nobody_even_where_the_town_decided_so(tmp_path: Path, catalogues: Catalogues) -> None:
    at = datetime.fromisoformat("2026-03-11T15:00:00+01:00")
    stage = await open_stage(tmp_path, at, catalogues, always(load_territory()))
    await Young(stage).reach(Aside.SOMEONE_NEAR, en_securite="ne_sait_pas")
    assert cards(stage) == []
    await stage.close()


async def test_one_danger_makes_one_alert(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await lina.reach("tranche_age")
    await lina.say("retour")
    await lina.say("retour")
    await lina.tap("en_securite", "non")
    await lina.tap(Aside.SOMEONE_NEAR, "non")
    assert await lina.asking() != Aside.WARN_TEAM
    assert len(cards(stage)) == 1


async def test_what_is_sent_after_an_alert_fills_the_same_case(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    alert = await lina.case()
    sent = await lina.send(short_road="continuer")
    assert sent.id == alert.id
    assert (sent.state, sent.alert_only, sent.level) == (CaseState.SENT, False, "immediat")
    assert [entry.body for entry in await lina.entries(EntryKind.STORY)] == [STORY]
    assert len(cards(stage)) == 1
    assert lina.label("Alert. Nothing has been sent yet.") not in cards(stage)[0]


async def test_the_alarm_of_the_night_still_rings_at_opening_once_it_was_sent(
    tmp_path: Path, catalogues: Catalogues
) -> None:
    stage = await open_stage(tmp_path, datetime.fromisoformat("2026-03-11T22:40:00+01:00"), catalogues)
    lina = Young(stage)
    await lina.send(en_securite="non", warn_team="oui")
    rings = [m for m in stage.world.said(GROUP) if not m.silent]
    await stage.at("2026-03-12T09:01:00+01:00")
    assert len([m for m in stage.world.said(GROUP) if not m.silent]) == len(rings) + 1
    await stage.close()


# -- refusing to send after an alert -------------------------------------------------------------------------------


async def test_a_refusal_keeps_the_bare_alert_says_so_and_nothing_else(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await refuse(lina)
    assert await lina.draft() is None
    assert lina.words.say(KEPT, days=30) in lina.texts()[-1]
    case = await lina.case()
    assert (case.state, case.answers, case.level) == (CaseState.ALERT, {}, "immediat")
    assert await lina.entries() == []
    for _ in range(29):
        await stage.advance(days=1)
    assert (await lina.case()).id == case.id
    await stage.advance(days=2)
    gone = await lina.run(lambda uow: uow.cases.of_id(case.id))
    assert gone is not None
    assert (gone.state, gone.address_id, gone.age) == (CaseState.WITHDRAWN, "", "")


async def test_erasing_after_an_alert_says_what_is_kept(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await lina.say("efface tout")
    assert lina.words.say(KEPT, days=30) in lina.texts()[-1]
    assert (await lina.case()).state is CaseState.ALERT
    await lina.say("efface tout")
    assert lina.words.say(KEPT, days=30) in lina.texts()[-1]


async def test_a_coordinator_may_write_once_to_a_refused_alert(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await refuse(lina)
    case = await lina.case()
    await open_it(stage, case)
    assert STORY not in stage.said(SOLENE)
    await reply_to(stage, case, "On est là si tu veux.")
    await reply_to(stage, case, "Tu es là ?")
    assert "On est là si tu veux." in stage.said(LINA)
    assert "Tu es là ?" not in stage.said(LINA)


@pytest.mark.parametrize("end", ["refuse", "erase", "purge"])
async def test_the_one_answer_to_a_kept_alert_stays_behind_a_tap_when_the_phone_is_read_by_others(
    stage: Stage, end: str
) -> None:
    lina = Young(stage)
    await alerted(lina)
    await lina.reach("accord_envoi", contact_discret="oui")
    if end == "refuse":
        await lina.tap("accord_envoi", "non")
    elif end == "erase":
        await lina.say("efface tout")
    else:
        await stage.advance(hours=25)
    assert await lina.draft() is None
    heard = lina.ever()
    await reply_to(stage, await lina.case(), "On est là si tu veux.")
    assert [bubble.text for bubble in lina.since(heard)] == [lina.label("A message is waiting for you.")]
    assert all(bubble.silent for bubble in lina.since(heard))


async def test_a_new_contact_fills_the_alert_that_still_stands(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await refuse(lina)
    alert = await lina.case()
    await lina.say("/start")
    sent = await lina.send()
    assert sent.id == alert.id
    assert (sent.state, sent.level) == (CaseState.SENT, "immediat")


async def test_a_seen_alert_is_said_to_the_person_as_what_it_is(stage: Stage) -> None:
    lina = Young(stage)
    await alerted(lina)
    await lina.tap("contact_discret", "non")
    heard = lina.ever()
    await coordinator_does(stage, await lina.case(), Action.READ)
    said = "\n".join(bubble.text for bubble in lina.since(heard))
    assert lina.words.say("Someone from the team has seen the alert, at {hour}.", hour="15 h") in said
