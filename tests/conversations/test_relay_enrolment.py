"""A relay is invited, reads the rules, says how to be called, and accepts or refuses: by taps, or typed alone."""

from __future__ import annotations

import re

from bot.services.taps import Enrol, EnrolTap, Pledge, PledgeTap, pack
from tests.conversations.relay_stage import KARIM, NADIA, Relays
from tests.conversations.stage import LINA, SOLENE, Stage
from tests.conversations.youth_stage import Young
from tests.qr_reader import read

COMMANDS = ["situation", "civique", "mes_transmissions", "aide", "pour_moi", "quitter"]
UNKNOWN = "This link does not work, or not any more."


async def test_an_invitation_is_a_picture_of_its_link_which_may_be_handed_on(stage: Stage) -> None:
    relays = Relays(stage)
    payload = await relays.invite()
    shown = stage.last(SOLENE)
    assert shown.upload is not None
    assert read(shown.upload.content) == f"https://t.me/premier_contact_bot?start={payload}"
    assert not shown.protected
    said = shown.text
    assert f"start={payload}" in said
    assert "Mission Locale" in said
    assert "7" in said
    assert "mercredi 18 mars à 22 h 40" in said


async def test_the_right_begins_with_the_rules_and_not_with_the_link(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    assert "Mission Locale" in stage.last(KARIM).text
    assert "Karim" in stage.last(KARIM).text
    assert not await relays.is_active(KARIM)
    assert relays.commands(KARIM) == []
    told = len(stage.world.messages(SOLENE))
    await relays.answer(KARIM, Pledge.ACCEPT)
    relay = await relays.of(KARIM)
    assert (relay.active, relay.name, relay.structure, relay.duty) == (True, "Karim", "mission_locale", "relais")
    assert relay.rules == 1
    assert (await relays.desk.person(KARIM)).formal
    assert relays.commands(KARIM) == COMMANDS
    assert "w:situation" in {button.data for _, button in relays.desk.buttons(KARIM)}
    news = stage.world.messages(SOLENE)[told:]
    assert [(m.silent, "Karim" in m.text) for m in news] == [(True, True)], "whoever invited is told, without a sound"


async def test_a_relay_reads_the_notice_as_a_professional(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    await relays.answer(KARIM, Pledge.ACCEPT)
    await stage.say(KARIM, "/infos")
    said = stage.last(KARIM).text
    assert "Vos droits" in said
    assert not re.search(r"\b(tu|te|toi|ton|tes|t')\b", said.lower())


async def test_the_bubble_of_the_rules_stays_readable_without_its_buttons(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    shown = stage.last(KARIM)
    await relays.answer(KARIM, Pledge.ACCEPT)
    after = stage.world.message(KARIM, shown.id)
    assert relays.desk.say("Never a copy of a case file.") in after.text
    assert stage.world.buttons(after) == []


async def test_the_rules_can_be_accepted_in_words(stage: Stage) -> None:
    relays = Relays(stage)
    for number, words in enumerate(("j'accepte", "J'accepte les règles", "oui", "d'accord", "OK", "1")):
        user = await relays.newcomer(number)
        await stage.say(user, words)
        assert ((await relays.of(user)).active, (await relays.of(user)).name) == (True, f"Ami{number}"), words


async def test_who_refuses_is_no_relay_and_their_name_is_gone(stage: Stage) -> None:
    """The last of them by the button."""
    relays = Relays(stage)
    for number, words in enumerate(("non", "je refuse", "Je n'accepte pas", "non merci", "")):
        user = await relays.newcomer(number)
        accept = pack(PledgeTap(Pledge.ACCEPT, (await marked(relays, user)).mark))
        await (stage.say(user, words) if words else relays.answer(user, Pledge.REFUSE))
        assert ((await relays.of(user)).active, (await relays.of(user)).name) == (False, ""), words
        await Young(stage, user).forge(accept)
        await stage.say(user, "j'accepte")
        assert not await relays.is_active(user), "the same link does not count twice"
        assert relays.commands(user) == []


async def marked(relays: Relays, user: int) -> PledgeTap:
    """The newest button of the rules."""
    data = next(b.data for _, b in reversed(relays.desk.buttons(user)) if b.data.startswith("e:"))
    _, pledge, mark = data.split(":")
    return PledgeTap(Pledge(pledge), mark)


async def test_a_name_typed_before_accepting_is_the_name(stage: Stage) -> None:
    relays = Relays(stage)
    typed = {"Karim B.": "Karim B.", "je m'appelle Karim Benali": "Karim Benali", "Nour": "Nour", "Ali": "Ali"}
    for number, (words, name) in enumerate(typed.items()):
        user = await relays.newcomer(number)
        old = await marked(relays, user)
        await stage.say(user, words)
        assert name in stage.last(user).text
        await Young(stage, user).forge(pack(PledgeTap(Pledge.ACCEPT, old.mark)))
        assert not await relays.is_active(user), "that button stood under another name"
        await relays.answer(user, Pledge.ACCEPT)
        assert (await relays.of(user)).name == name
        await stage.say(user, "Sabine")
        assert (await relays.of(user)).name == name, "not afterwards"


async def test_a_sentence_is_no_name_and_the_rules_are_shown_again(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    await stage.say(KARIM, "Bonjour, je suis le nouveau collègue de la Mission Locale depuis lundi")
    assert (await relays.of(KARIM)).name == "Karim"
    assert relays.desk.say("Do you accept these rules?") in stage.last(KARIM).text
    await relays.answer(KARIM, Pledge.ACCEPT)
    assert await relays.is_active(KARIM)


async def test_a_danger_told_to_the_rules_is_heard_and_is_no_name(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(LINA, await relays.invite())
    await stage.say(LINA, "je veux mourir")
    assert (await relays.of(LINA)).name == "Lina"
    assert "3114" in stage.said(LINA)


async def test_the_words_of_everybody_mean_the_same_before_the_rules(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    for words in ("aide", "stop"):
        await stage.say(KARIM, words)
        assert (await relays.of(KARIM)).name == "Karim"
        assert relays.desk.say("Do you accept these rules?") not in stage.last(KARIM).text
    await stage.say(KARIM, "efface tout")
    assert (await relays.of(KARIM)).name == "", "nothing of them is kept"
    await stage.say(KARIM, "j'accepte")
    assert not await relays.is_active(KARIM)


async def test_the_name_of_who_never_answers_goes_with_the_invitation(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    await relays.enrol(NADIA)
    for _ in range(8):
        await stage.advance(days=1)
    assert (await relays.of(KARIM)).name == ""
    assert (await relays.of(NADIA)).name == "Nadia"
    assert await relays.is_active(NADIA)


async def test_who_comes_back_before_answering_sees_the_rules_again(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.open(KARIM, await relays.invite())
    await stage.advance(hours=3)
    await stage.say(KARIM, "/start")
    assert relays.desk.say("Do you accept these rules?") in stage.last(KARIM).text
    await stage.advance(days=7)
    await stage.say(KARIM, "j'accepte")
    assert not await relays.is_active(KARIM), "the invitation has ended meanwhile"


# -- somebody who wrote before -------------------------------------------------------------------------------------


async def test_a_young_person_in_the_middle_of_a_story_goes_on_with_it(stage: Stage) -> None:
    relays, lina = Relays(stage), Young(stage)
    await lina.reach("recit")
    await stage.advance(minutes=1)
    await relays.open(LINA, await relays.invite())
    await stage.advance(minutes=1)
    await lina.say("Lina B")
    assert (await relays.of(LINA)).name == "Lina B", "the rules were the last thing shown"
    await lina.tap("recit", "_back")
    await lina.tap("themes", "ecole_travail")
    await lina.tap("themes", "decrochage")
    await lina.say("Léo")
    assert (await relays.of(LINA)).name == "Lina B", "she went on with her story"
    assert [part.text for part in (await lina.kept()).draft.story] == ["Léo"]
    await relays.answer(LINA, Pledge.ACCEPT)
    assert await relays.is_active(LINA)
    assert (await lina.kept()).draft.story, "her own draft is hers"


async def test_who_has_written_as_a_young_person_keeps_their_case(stage: Stage) -> None:
    relays, lina = Relays(stage), Young(stage)
    case = await lina.send()
    await relays.open(LINA, await relays.invite())
    await lina.say("mon rendez-vous du lycée est changé à mardi")
    assert "mon rendez-vous du lycée est changé à mardi" in [entry.body for entry in await lina.entries()]
    await relays.answer(LINA, Pledge.ACCEPT)
    assert (await lina.case()).id == case.id
    assert (await lina.case()).is_open


# -- links that do not work ----------------------------------------------------------------------------------------


async def test_an_invitation_serves_once_and_only_in_its_days(stage: Stage) -> None:
    relays = Relays(stage)
    payload = await relays.invite()
    await relays.open(KARIM, payload)
    await relays.open(NADIA, payload)
    assert stage.last(NADIA).text == relays.desk.say(UNKNOWN)
    fresh = await relays.invite()
    await stage.advance(days=7)
    await relays.open(NADIA, fresh)
    assert stage.last(NADIA).text == relays.desk.say(UNKNOWN)
    await relays.open(NADIA, "r_" + "A" * 22)
    assert stage.last(NADIA).text == relays.desk.say(UNKNOWN)
    assert await relays.desk.table("select count(*) from relays") == [(1,)]


async def test_a_relays_link_makes_no_coordinator_and_the_other_way_round(stage: Stage) -> None:
    relays = Relays(stage)
    payload = await relays.invite()
    await relays.open(KARIM, "c_" + payload.removeprefix("r_"))
    await stage.say(SOLENE, "/inviter")
    coordinators = relays.payload().removeprefix("c_")
    await relays.open(KARIM, f"r_{coordinators}")
    assert await relays.desk.table("select count(*) from staff") == [(2,)]
    assert await relays.desk.table("select count(*) from relays") == [(0,)]


async def test_a_coordinator_who_looks_at_her_own_link_does_not_use_it_up(stage: Stage) -> None:
    relays = Relays(stage)
    payload = await relays.invite()
    await relays.open(SOLENE, payload)
    assert await relays.desk.table("select count(*) from relays") == [(0,)]
    await relays.open(KARIM, payload)
    await relays.answer(KARIM, Pledge.ACCEPT)
    assert await relays.is_active(KARIM)


async def test_a_relay_invited_elsewhere_writes_for_the_new_structure_once_they_accept(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.open(KARIM, await relays.invite("mission_locale"))
    assert await relays.is_active(KARIM), "the same structure: nothing to accept again"
    await relays.open(KARIM, await relays.invite("centre_social_bretonniere", "animateur"))
    assert not await relays.is_active(KARIM)
    assert relays.commands(KARIM) == []
    await stage.say(KARIM, "oui")
    relay = await relays.of(KARIM)
    assert (relay.active, relay.structure, relay.duty) == (True, "centre_social_bretonniere", "animateur")
    assert relays.commands(KARIM) == COMMANDS


# -- for which structure -------------------------------------------------------------------------------------------


async def test_a_coordinator_invites_for_any_structure_of_the_town(stage: Stage) -> None:
    relays = Relays(stage)
    offered = {"aljpb": "", "college_monge": "", "centre_social_saint_jacques": "relais",
               "centre_social_blanches_fleurs": "animateur"}  # fmt: skip
    for number, (structure, duty) in enumerate(offered.items()):
        stage.world.add_person("Ami", user_id=6000 + number)
        relay = await relays.enrol(6000 + number, structure, duty)
        assert (relay.structure, relay.duty) == (structure, duty or "relais")


async def test_an_agent_of_the_town_files_incidents_only(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM, "-")
    assert (relay.structure, relay.duty) == ("", "agent_municipal")
    assert relays.commands(KARIM) == [one for one in COMMANDS if one != "situation"]
    assert "w:situation" not in {button.data for _, button in relays.desk.buttons(KARIM)}


async def test_what_the_town_does_not_offer_is_refused(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.invite()
    before = await relays.desk.table("select count(*) from invitations")
    for structure, duty in (("ensemble_saint_coeur", "relais"), ("nowhere", "relais"), ("aljpb", "agent_municipal"),
                            ("-", "relais"), ("aljpb", "chef")):  # fmt: skip
        answer = await relays.forge(SOLENE, EnrolTap(Enrol.CREATE, structure, duty))
        assert answer.text == relays.desk.say("You cannot do that here."), (structure, duty)
    assert await relays.desk.table("select count(*) from invitations") == before


async def test_pressed_twice_in_one_breath_it_makes_one_invitation(stage: Stage) -> None:
    relays = Relays(stage)
    await stage.say(SOLENE, "/relais")
    await relays.press(SOLENE, pack(EnrolTap(Enrol.INVITE)))
    before = await relays.desk.table("select count(*) from invitations")
    message = stage.last(SOLENE)
    for _ in range(2):
        stage.world.tap(SOLENE, SOLENE, message.id, pack(EnrolTap(Enrol.STRUCTURE, "aljpb")))
    await stage.settle()
    after = await relays.desk.table("select count(*) from invitations")
    assert after[0][0] - before[0][0] == 1
