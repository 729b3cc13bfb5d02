"""After /rencontre: who may note and add, what is added, what the group sees, and the course of any other case.

Must never: pass while somebody without the right reaches an encounter, or a word of it leaves the private chat.
"""

from __future__ import annotations

import pytest

from bot.intake.encounter import NAME, PHONE
from bot.intake.roads import Road
from bot.messages import Address
from bot.services.encounter_desk import NOTE
from bot.services.taps import Action
from bot.services.task_terms import PLANNED, TAKEN
from bot.simulator.shapes import Status
from bot.triage.urgency import Level
from storage.records import CaseState
from tests.conversations.desk_stage import a_desk, starting
from tests.conversations.encounter_stage import Met
from tests.conversations.filing_stage import enrolled
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage

DAY = starting("2026-03-11T10:00")


@pytest.fixture
def solene(stage: Stage) -> Met:
    return Met(stage)


# -- rights ------------------------------------------------------------------------------------------------------------


@DAY
async def test_whoever_is_no_active_coordinator_finds_an_unknown_command(solene: Met, stage: Stage) -> None:
    nadia = await enrolled(stage)
    for user in (MARC, LINA, nadia.user):
        one = Met(stage, user)
        await one.say("/start")
        await one.begin()
        kept = await one.draft()
        assert kept is None or kept.draft.road is not Road.ENCOUNTER, user
    stage.world.chat(GROUP).members[KARIMA] = Status.LEFT  # only getChatMember knows
    karima = Met(stage, KARIMA)
    await karima.begin()
    assert await karima.draft() is None
    assert await solene.cases() == []


@DAY
async def test_a_right_that_ends_in_the_middle_ends_the_draft(solene: Met, stage: Stage) -> None:
    await solene.begin()
    await solene.tap("canal", "rue")
    await solene.desk.revoke(SOLENE)
    count = len(solene.texts())
    await solene.tap("tranche_age", "de_15_17")
    kept = await solene.draft()
    assert kept is None or kept.draft.road is not Road.ENCOUNTER
    assert not any(solene.label("What is it about? Up to three subjects.").splitlines()[0] in said
                   for said in solene.texts()[count:])  # fmt: skip
    assert await solene.cases() == []


@DAY
async def test_a_relay_who_coordinates_too_keeps_the_encounter_when_the_relays_right_ends(stage: Stage) -> None:
    await enrolled(stage, SOLENE, name="Solène")
    solene = Met(stage)
    await solene.begin()
    await solene.tap("canal", "rue")
    await solene.say("/quitter")
    await solene.say("oui")
    assert (await solene.kept()).draft.road is Road.ENCOUNTER


@DAY
async def test_nobody_else_adds_to_it_and_to_no_other_case(solene: Met, stage: Stage) -> None:
    desk, other = await a_desk(stage)
    case = await solene.note()
    entries = await solene.table("select count(*) from entries")
    for user in (MARC, LINA):
        await desk.link(user, "")
    for what in (NOTE, NAME, PHONE):
        for user in (MARC, LINA):
            await desk.forge(user, case.id, Action.ENCOUNTER, user, what)
        for case_id in (other.id, "AAAAAAAAAAAA"):
            answer = await desk.forge(SOLENE, case_id, Action.ENCOUNTER, SOLENE, what)
            assert answer.text == desk.say("You cannot do that here.")
        await desk.forge(SOLENE, case.id, Action.ENCOUNTER, GROUP, what)
    await desk.forge(SOLENE, case.id, Action.ENCOUNTER, SOLENE, "suite")
    assert await solene.table("select count(*) from entries") == entries
    staff = await solene.run(lambda uow: uow.staff.active())
    assert not any(one.doing for one in staff)


# -- afterwards --------------------------------------------------------------------------------------------------------


@DAY
async def test_a_note_a_name_and_a_number_are_added_one_by_one(solene: Met) -> None:
    case = await solene.note()
    await solene.add(case, NOTE, "Vu au skate park. Il veut en finir avec l'école.")
    await solene.add(case, NAME, "Théo")
    await solene.add(case, PHONE, "son numéro : 07 11 22 33 44")
    found = await solene.desk.case(case)
    assert (found.answers[NAME], found.answers[PHONE]) == (("Théo",), ("07 11 22 33 44",))
    assert await solene.notes(case) == ["Vu au skate park. Il veut en finir avec l'école."]
    assert found.signals == frozenset()
    assert found.level is Level.NORMAL
    shown = {button.data.rsplit(":", 1)[-1] for button in solene.stage.world.buttons(solene.bubbles()[-1])}
    assert shown == {NOTE, "lire"}, "what is there is not offered again"
    assert (await solene.desk.actions(case)).count(("Solène", "encounter_add")) == 2


@DAY
async def test_what_is_no_name_or_number_is_asked_again_and_stop_ends_it(solene: Met) -> None:
    case = await solene.note()
    await solene.add(case, PHONE, "je ne l'ai pas sur moi")
    assert solene.label("I see no number here.") in solene.texts()[-1]
    await solene.say("stop")
    await solene.add(case, NAME, "je ne connais pas encore son nom, on verra bien la prochaine fois")
    assert solene.label("I see no first name here.") in solene.texts()[-1]
    await solene.say("stop")
    found = await solene.desk.case(case)
    assert NAME not in found.answers
    assert PHONE not in found.answers


@DAY
async def test_a_surname_behind_the_first_name_is_not_kept(solene: Met) -> None:
    case = await solene.note()
    await solene.add(case, NAME, "Zibeline MARTIN")
    assert (await solene.desk.case(case)).answers[NAME] == ("Zibeline",)


@DAY
async def test_the_case_file_shows_it_and_offers_no_answer_to_a_chat_that_is_not_there(solene: Met) -> None:
    case = await solene.note()
    await solene.add(case, NAME, "Théo")
    await solene.desk.press(SOLENE, case, Action.READ, SOLENE)
    file = next(m for m in reversed(solene.bubbles()) if Action.MORE in solene.desk.actions_shown(m))
    actions = solene.desk.actions_shown(file)
    assert Action.REPLY not in actions
    assert {Action.REFER, Action.PLAN} <= actions
    for word in ("Théo", "logement", "Dans la rue", "rencontre"):
        assert word.lower() in file.text.lower(), word
    answer = await solene.desk.forge(SOLENE, case.id, Action.REPLY, SOLENE)
    assert answer.text == solene.label("You cannot do that here.")
    assert await solene.table(f"select id from promises where case_id = '{case.id}'") == [], "reading promises nothing"


@DAY
async def test_it_is_referred_with_an_agreement_that_was_heard_and_closed_like_any_case(solene: Met) -> None:
    case = await solene.note()
    await solene.desk.press(SOLENE, case, Action.READ, SOLENE)
    await solene.desk.press(SOLENE, case, Action.REFER, SOLENE)
    await solene.desk.press(SOLENE, case, Action.REFER_TO, SOLENE)
    hows = {b.data.split(":")[3].partition(".")[0] for _, b in solene.buttons() if b.data.split(":")[2:3] == ["accord"]}
    assert hows == {"phone", "in_person"}
    await solene.desk.forge(SOLENE, case.id, Action.CLOSE_AS, SOLENE, "lien_etabli")
    assert (await solene.desk.case(case)).state is CaseState.CLOSED
    assert await solene.tasks(case, TAKEN, PLANNED) == []
    await solene.desk.forge(SOLENE, case.id, Action.REOPEN, SOLENE)
    assert (await solene.desk.case(case)).is_open


@DAY
async def test_its_follow_ups_fall_due_and_are_answered_without_a_chat(solene: Met, stage: Stage) -> None:
    case = await solene.note(suite="demain")
    await solene.desk.until("2026-03-12T12:00")
    [planned] = await solene.tasks(case, PLANNED)
    assert planned.told, "it waits for an answer"
    assert case.reference in "\n".join(solene.texts()), "it stands in the morning list"


# -- what others see ---------------------------------------------------------------------------------------------------


@DAY
async def test_the_group_sees_one_bare_card_without_a_sound(solene: Met) -> None:
    rung = len(solene.desk.rings())
    case = await solene.note()
    await solene.add(case, NAME, "Zibeline")
    await solene.add(case, PHONE, "07 11 22 33 44")
    await solene.add(case, NOTE, "Dort dans la voiture de son oncle")
    assert f"{case.reference} · rencontre · 15-17 ans · urgence : normal" in "\n".join(solene.texts())
    await solene.desk.forge(SOLENE, case.id, Action.LEVEL_AS, SOLENE, "normal.rapide")  # the card is drawn anew
    card = solene.desk.card(case)
    assert card.text.splitlines()[0].startswith(f"{case.reference} · rencontre")
    assert "Solène" in card.text
    assert Action.TAKE not in solene.desk.actions_shown(card)
    assert len(solene.desk.rings()) == rung
    assert len(solene.desk.about(case)) == 1
    ever = solene.desk.ever(GROUP).lower()
    for word in ("zibeline", "07 11", "voiture", "logement", "dans la rue"):
        assert word not in ever, word


@DAY
async def test_names_numbers_notes_and_subjects_are_sealed(solene: Met, stage: Stage) -> None:
    case = await solene.note(themes="logement")
    await solene.add(case, NAME, "Zibeline")
    await solene.add(case, PHONE, "07 11 22 33 44")
    await solene.add(case, NOTE, "Dort dans la voiture de son oncle")
    assert (await solene.desk.case(case)).answers[NAME] == ("Zibeline",)
    await solene.table("select 1")
    raw = stage.contents()
    for secret in ("Zibeline", "07 11 22", "voiture de son oncle", "logement"):
        assert secret.encode() not in raw, secret


@DAY
async def test_while_the_group_is_lost_the_card_is_kept_from_ringing(solene: Met, stage: Stage) -> None:
    address = Address("telegram", str(GROUP))
    await solene.run(lambda uow: uow.people.change(uow.people.meet(address).id, unreachable="kicked"))
    rung = len(solene.desk.rings(KARIMA))
    await solene.note(urgence="immediat", suite="rien")
    assert len(solene.desk.rings(KARIMA)) == rung
