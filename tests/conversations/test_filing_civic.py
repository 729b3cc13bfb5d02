"""An incident from the first tap to the card: a place, an hour, facts; nobody who was involved.

Must never: be about a person, but for the separate record that a young person's need opens.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.intake.roads import Duty, Road
from bot.messages import Address
from bot.services import coordination
from bot.services.cases import Result
from bot.services.taps import Action
from bot.triage.urgency import Level
from handlers.context import TELEGRAM
from storage.records import CaseState, ChatRole, EntryKind
from tests.conversations.desk_stage import Desk, starting
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import incident, until
from tests.conversations.stage import GROUP, MARC, SOLENE, Stage
from tests.conversations.youth_stage import open_it

CIVIC = -1004444444444
AFTERNOON = starting("2026-06-12T15:00")
CENTRE = ("equipement_municipal", "equipement_municipal_1", "lieu_centre_social_bretonniere")


async def with_civic_chat(stage: Stage) -> None:
    stage.world.add_group("Civique", members=[SOLENE, MARC], chat_id=CIVIC)
    address = Address(TELEGRAM, str(CIVIC))
    await stage.service.store.run(lambda uow: coordination.give_role(uow, address, ChatRole.CIVIC))


async def agent(stage: Stage) -> Filer:
    return await enrolled(stage, structure="", duty=Duty.AGENT)


@AFTERNOON
async def test_an_incident_filed_by_taps_has_its_card_in_the_civic_chat(stage: Stage) -> None:
    await with_civic_chat(stage)
    bruno, desk = await agent(stage), Desk(stage)
    case = await incident(bruno, lieu=CENTRE, nature=("tensions", "incivilite_agent"))
    assert case.reference == "MC-2026-0001"
    assert (case.place, case.duty, case.level) == ("lieu_centre_social_bretonniere", Duty.AGENT, Level.NORMAL)
    assert case.answers["date_faits"][0].startswith("2026-06-11T2")
    card = desk.card(case, CIVIC)
    assert card.text.startswith("MC-2026-0001 · civique · urgence : normale\nLieu : Espace Bretonnière.")
    assert desk.about(case) == [], "not in the coordination chat"
    assert "zibeline" not in stage.said(CIVIC)
    refused = await desk.press(MARC, case, Action.TAKE, CIVIC)
    assert refused.text == desk.say("You cannot do that here."), "who sits in the civic chat has no right by that"
    assert (await desk.case(case)).holder_id == ""
    taken = await desk.press(SOLENE, case, Action.TAKE, CIVIC)
    assert "MC-2026-0001" in taken.text
    assert "prise par Solène" in desk.card(case, CIVIC).text
    everything = "\n".join((*bruno.texts(), stage.said(CIVIC), stage.said(GROUP)))
    assert "signalement" not in everything.lower()
    case = await desk.read(case)
    file = "\n".join(desk.texts(SOLENE))
    assert "Incivilité envers un agent" in file
    assert "signalement" not in file.lower()
    await bruno.say("un voisin est encore venu")
    await bruno.tap("about", case.reference)
    await desk.revoke(SOLENE)
    await bruno.say("et le gardien aussi")
    await bruno.tap("about", case.reference)
    assert desk.say("{reference}: the person has written again.", reference=case.reference) in desk.texts(CIVIC)
    assert desk.about(case) == [], "news of an incident stay in its chat"


@AFTERNOON
async def test_repetitions_at_one_place_are_counted_over_thirty_days(stage: Stage) -> None:
    bruno, desk = await agent(stage), Desk(stage)
    first = await incident(bruno)
    assert "fait au même endroit" not in desk.card(first).text
    elsewhere = await incident(bruno, lieu=("espace_public", "parc_bouzaize"))
    vague = [await incident(bruno, lieu=("espace_public", "espace_public_autre")) for _ in range(2)]
    second = await incident(bruno)
    withdrawn = await incident(bruno)
    assert "3e fait au même endroit en 30 jours." in desk.card(withdrawn).text
    await desk.run(lambda uow: uow.cases.change(withdrawn.id, state=CaseState.WITHDRAWN))
    assert "2e fait au même endroit en 30 jours." in desk.card(second).text
    for case in (elsewhere, *vague):
        assert "fait au même endroit" not in desk.card(case).text, "another place, or no one place"
    third = await incident(bruno)
    assert "3e fait au même endroit en 30 jours." in desk.card(third).text
    happened = datetime.fromisoformat(first.answers["date_faits"][0])

    def counted(days: int, seconds: int = 0) -> int:
        at = happened + timedelta(days=days, seconds=seconds)
        return stage.service.store.run_sync(lambda uow: uow.cases.at_place("skate_park", at - timedelta(days=30), at))

    assert (counted(30), counted(30, 1)) == (3, 0), "the thirtieth day counts, to the second"
    for nothing in (Result.DUPLICATE, Result.TEST, Result.JOKE):
        case = await incident(bruno)
        assert "4e fait au même endroit en 30 jours." in desk.card(case).text
        ended = {"state": CaseState.CLOSED, "result": nothing}
        await desk.run(lambda uow, case=case, ended=ended: uow.cases.change(case.id, **ended))


@AFTERNOON
async def test_danger_shows_the_numbers_and_rings_and_need_opens_a_record_of_its_own(stage: Stage) -> None:
    await with_civic_chat(stage)
    bruno, desk = await agent(stage), Desk(stage)
    await bruno.say("/civique")
    assert all(number in bruno.texts()[-1] for number in ("17", "18", "114")), "before any answer"
    await bruno.tap("danger_en_cours", "oui")
    assert "Appelez d'abord le 17 ou le 18. Sans parler : SMS au 114." in bruno.texts()[-2]
    await until(bruno, "danger_immediat", jeune_individuel="oui")
    civic = await bruno.filed()
    assert civic.level is Level.IMMEDIAT
    assert [civic.reference in text for text in desk.rings(CIVIC)] == [True]
    assert (await bruno.kept()).draft.road is Road.RELAY, "an agent may fill it too"
    await until(bruno, "")
    need = await bruno.filed()
    assert need.reference.startswith("MS-")
    for told in ("\n".join(bruno.texts()), stage.said(GROUP)):
        assert not any(civic.reference in line and need.reference in line for line in told.splitlines())
    await open_it(stage, need)
    file = next(text for text in reversed(desk.texts(SOLENE)) if need.reference in text and "Transmise" in text)
    assert desk.say("Linked to {references}.", references=civic.reference) in file
    assert civic.reference not in desk.card(need).text
    await stage.advance(minutes=16)
    assert [civic.reference in text for text in desk.rings(CIVIC)] == [True, True], "nobody has opened it"
    assert f"Personne n'a encore lu {civic.reference}." in bruno.texts()[-2] + bruno.texts()[-1]
    assert desk.about(civic) == []
    await bruno.say("/mes_transmissions")
    assert {"MC-2026-0001", "MS-2026-0001"} <= set(bruno.texts()[-1].replace("·", " ").split())


@AFTERNOON
async def test_whoever_describes_somebody_is_asked_to_write_it_again(stage: Stage) -> None:
    bruno = await agent(stage)
    await bruno.say("/civique")
    await until(bruno, "faits")
    await bruno.say("un grand brun, veste rouge, barbe, 1m80, a crié")
    assert await bruno.asking() == "reword"
    assert "une description physique" in bruno.texts()[-1]
    await bruno.say("une personne a crié")
    await bruno.say("le scooter AB-123-CD de Lina MOREAU")
    assert "une plaque" in bruno.texts()[-1]
    await bruno.tap("reword", "garder")
    await bruno.tap("faits", "_done")
    await until(bruno, "")
    bodies = [entry.body for entry in await bruno.told(EntryKind.STORY)]
    assert bodies[0] == "une personne a crié"
    assert "AB-123" not in bodies[1]
    assert "MOREAU" not in bodies[1]
