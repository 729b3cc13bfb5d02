"""A relay's situation from the first tap to the team's answer: sent at once, completed later, bare in what comes back.

Must never: look at how the team works; test_desk_*.py do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.i18n import Catalogues
from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from bot.services.taps import Filing, Word
from bot.territory import KnownLine, load_territory
from bot.triage.urgency import Level
from storage.records import CaseState, EntryKind
from tests.conversations.desk_stage import Desk, starting
from tests.conversations.filing_stage import enrolled
from tests.conversations.filing_taps import FACTS, press, situation, step, until
from tests.conversations.stage import GROUP, SOLENE, Stage, always, open_stage
from tests.conversations.youth_stage import open_it, reply_to

WEDNESDAY = starting("2026-03-11T10:00")


@WEDNESDAY
async def test_what_was_left_open_is_completed_and_each_answer_joins_the_case(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    case = await situation(nadia, tranche_age=Nav.PASS)
    assert {"source_info", "delai", "contact_mode"}.isdisjoint(case.answers)
    assert case.answers["ip_signalement"] == ("sans_objet",), "without a danger"
    assert case.level is Level.NORMAL
    assert "ni information préoccupante, ni signalement" in nadia.texts()[-1]
    await press(nadia, case, Filing.COMPLETE)
    assert await nadia.asking() == "source_info"
    await nadia.tap("source_info", "parole_du_jeune")
    assert (await desk.case(case)).answers["source_info"] == ("parole_du_jeune",)
    await nadia.say("/mes_transmissions")
    assert f"Compléter {case.reference}" in [b.label for _, b in nadia.buttons()]
    await press(nadia, case, Filing.COMPLETE)
    assert await nadia.asking() == "demarches_faites", "where it was left"
    await open_it(stage, case)
    await nadia.say("un rendez-vous avec l'infirmière")
    await until(nadia, "delai")
    await nadia.tap("delai", "immediat")
    await until(nadia, "")
    done = await desk.case(case)
    assert done.level is Level.RAPIDE, "what is wanted at once raises it"
    assert done.answers["demarches_faites"] == ("un rendez-vous avec l'infirmière",)
    assert done.answers["contact_mode"] == ("via_relais",)
    assert desk.say("{reference}: the person has written again.", reference=case.reference) in desk.texts(SOLENE)
    await open_it(stage, case)
    file = next(text for text in reversed(desk.texts(SOLENE)) if "Source" in text)
    assert "urgence : rapide" in file
    assert "Ses paroles" in file
    assert "un rendez-vous avec l'infirmière" in file
    assert "Transmise par : Nadia, Espace Bretonnière." in file


@WEDNESDAY
async def test_a_minor_in_danger_sent_at_once_is_asked_about_protection_when_it_is_completed(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    case = await situation(nadia, jeune_informe="non_informe_danger")
    assert {"ip_signalement", "contact_mode"}.isdisjoint(case.answers), "« envoyer maintenant » asks nothing more"
    await press(nadia, case, Filing.COMPLETE)
    await until(nadia, "ip_signalement")
    await nadia.tap("ip_signalement", "faite_crip")
    assert any("n'est ni une information préoccupante, ni un signalement" in text for text in nadia.texts())
    assert await nadia.asking() == "parents_informes"
    await open_it(stage, case)
    assert desk.say("Reminded: this record is no “signalement”.") in "\n".join(desk.texts(SOLENE))
    urgent = await situation(nadia, danger_immediat="oui", warn_team="non", tranche_age=Nav.PASS)
    await press(nadia, urgent, Filing.COMPLETE)
    assert urgent.level is Level.IMMEDIAT


@WEDNESDAY
async def test_later_keeps_the_draft_three_days_with_one_reminder(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "source_info", send_or_later="continuer")
    await nadia.tap("source_info", Nav.LATER)
    assert "Je garde votre brouillon jusqu'au samedi 14 mars à 10 h." in nadia.texts()[-2]
    assert "Personne ne l'a encore reçu.\nVous aurez un rappel." in nadia.texts()[-2]
    said = nadia.ever()
    await stage.at("2026-03-11T17:31:00+01:00")
    [reminder] = nadia.since(said)
    assert "Il s'efface samedi 14 mars à 10 h." in reminder.text
    await nadia.word(Word.RESUME)
    assert await nadia.asking() == "source_info", "one tap, one answer"
    await nadia.say("je complète plus tard")
    assert await nadia.asking() == Aside.RESUME
    assert "rappel" not in nadia.texts()[-2], "there was one"
    said = nadia.ever()
    stage.clock.set(datetime.fromisoformat("2026-03-14T17:25:00+01:00"))
    await stage.settle()
    assert await nadia.asking() == Aside.RESUME
    await stage.advance(minutes=10)
    assert await nadia.draft() is None, "72 hours after the last word"
    assert nadia.since(said) == []
    assert "zibeline" not in repr(await nadia.table("select * from drafts"))


@WEDNESDAY
async def test_starting_over_begins_the_same_road_again_and_not_a_first_contact_of_ones_own(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "tranche_age")
    await nadia.say("stop")
    await nadia.tap("resume", "recommencer")
    assert await nadia.asking() == "danger_immediat"
    assert "tu " not in nadia.texts()[-1].lower()


@WEDNESDAY
async def test_a_danger_calls_the_team_before_anything_is_sent_if_the_relay_agrees(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    await nadia.say("/situation")
    assert "119" in nadia.texts()[-1], "whom to call, before the answer"
    await nadia.tap("danger_immediat", "oui")
    assert await nadia.asking() == "warn_team"
    numbers = nadia.texts()[-2]
    assert "119" in numbers
    assert desk.texts(GROUP) == [text for text in desk.texts(GROUP) if "MS-" not in text]
    await nadia.tap("warn_team", "oui")
    [card] = [text for text in desk.texts(GROUP) if "MS-" in text]
    assert "relais · urgence : immédiate" in card
    assert "Rien n'est encore envoyé" in card
    assert card == desk.rings()[-1], "it rings"
    assert (await nadia.table("select count(*) from entries"))[0][0] == 0, "no words"
    await until(nadia, "")
    sent = await nadia.filed()
    assert sent.reference in card, "the same case"
    assert sent.state is CaseState.SENT
    assert FACTS[:20] not in stage.said(GROUP)
    await situation(nadia, danger_immediat="oui", warn_team="non")
    assert len([text for text in desk.texts(GROUP) if "Rien n'est encore envoyé" in text]) == 0


async def test_a_town_that_is_always_told_and_knows_its_crip(tmp_path: Path, catalogues: Catalogues) -> None:
    town = always(load_territory())
    whole_day = next(line for line in town.help_lines if line.id == KnownLine.N119)
    crip = replace(whole_day, id=KnownLine.CRIP, label="CRIP 21", number="03 00 00 00 21")
    town = replace(town, help_lines=(*town.help_lines, crip))
    start = datetime.fromisoformat("2026-03-11T10:00:00+01:00")
    stage = await open_stage(tmp_path, start, catalogues, town)
    nadia, desk = await enrolled(stage), Desk(stage)
    await nadia.say("/situation")
    assert "la CRIP au 03 00 00 00 21" in nadia.texts()[-1]
    await nadia.tap("danger_immediat", "oui")
    assert "CRIP 21" in "\n".join(nadia.texts()[-3:]), "it takes the written line's place"
    [card] = [text for text in desk.texts(GROUP) if "MS-" in text]
    assert "relais · urgence : immédiate" in card
    assert await nadia.asking() == "jeune_informe", "told, not asked"
    assert stage.world.violations == []
    await stage.close()


@WEDNESDAY
async def test_what_comes_back_is_bare_and_later_words_find_their_case(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    bruno = await enrolled(stage, 4002, structure="mission_locale", name="Bruno")
    case, other = await situation(nadia), await situation(bruno)
    await nadia.say("/mes_transmissions")
    shown = nadia.texts()[-1]
    assert f"{case.reference} · envoyée mercredi 11 mars · pas encore ouverte" in shown
    assert other.reference not in shown
    said = nadia.ever()
    for _ in range(2):
        await open_it(stage, case)
    assert [one.text for one in nadia.since(said)] == [
        f"{case.reference} : lue par l'équipe, mercredi 11 mars à 10 h.\nElle est prise en charge."
    ]
    await nadia.say("/mes_transmissions")
    assert f"{case.reference} · envoyée mercredi 11 mars · prise en charge" in nadia.texts()[-1]
    await reply_to(stage, case, "Pouvez-vous m'appeler demain ?")
    assert nadia.texts()[-1] == "Réponse de l'équipe :\nPouvez-vous m'appeler demain ?"
    await nadia.say("je peux demain à 10 h")
    assert await nadia.asking() == Aside.ABOUT
    await nadia.tap("about", case.reference)
    assert [entry.body for entry in await nadia.told(EntryKind.MESSAGE)] == ["je peux demain à 10 h"]
    assert await nadia.draft() is None
    assert any(case.reference in text for text in desk.texts(SOLENE)[-1:]), "the holder learns that there are words"
    await nadia.say("il m'a dit qu'il voulait mourir ce soir")
    assert any("3114" in text for text in nadia.texts()[-4:])
    while (asked := await nadia.asking()) != Aside.ABOUT:
        await step(nadia, asked)
    await nadia.tap("about", case.reference)
    raised = await desk.case(case)
    assert raised.level is Level.IMMEDIAT
    assert raised.opened_at is None, "it counts as unread again"
    await nadia.say("autre chose, pour une jeune fille du quartier")
    await nadia.tap("about", "relais")
    assert await nadia.asking() == "danger_immediat"


@WEDNESDAY
async def test_a_change_of_words_is_read_as_a_professionals_words(stage: Stage) -> None:
    nadia = await enrolled(stage)
    await nadia.say("/situation")
    await until(nadia, "faits_observes")
    await nadia.say("elle vient au local")
    message = [m for m in stage.world.messages(nadia.user) if not m.by_bot][-1]
    stage.world.edit_text(nadia.user, nadia.user, message.id, "c'est une manipulatrice, famille musulmane")
    await stage.settle()
    [part] = (await nadia.kept()).draft.story
    assert "manipulatrice" not in part.text
    assert "musulmane" not in part.text
    assert "masqué" in nadia.texts()[-1]
