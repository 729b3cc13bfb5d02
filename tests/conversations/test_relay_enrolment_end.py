"""A relay leaves, or their access is taken back: at the very next update nothing of a relay is left."""

from __future__ import annotations

from bot.services.taps import Enrol, EnrolTap, Pledge, PledgeTap, Word, WordTap, pack
from bot.services.voice import Later
from storage.records import CaseState
from tests.conversations.relay_stage import KARIM, NADIA, Relays
from tests.conversations.stage import KARIMA, SOLENE, Stage
from tests.conversations.youth_stage import Young


async def revoke(relays: Relays, user: int, by: int = SOLENE) -> str:
    """From the list; what the coordinator is answered."""
    relay = await relays.of(user)
    await relays.stage.say(by, "/relais")
    await relays.press(by, pack(EnrolTap(Enrol.LIST)))
    await relays.press(by, pack(EnrolTap(Enrol.SEE, relay.id)))
    return (await relays.press(by, pack(EnrolTap(Enrol.REVOKE, relay.id)))).text


async def assert_gone(relays: Relays, user: int) -> None:
    assert not await relays.is_active(user)
    assert not (await relays.desk.person(user)).formal
    assert relays.commands(user) == []
    last = relays.stage.last(user)
    assert relays.desk.say("What you have sent stays with the team.") in last.text
    assert [button.data for button in relays.stage.world.buttons(last)] == [pack(WordTap(Word.FOR_ME))]


async def test_an_access_taken_back_ends_at_the_very_next_update(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/situation")
    assert (await Young(stage, KARIM).kept()).questionnaire == "relais"
    assert await revoke(relays, KARIM) == relays.desk.say("The access has ended.")
    assert await Young(stage, KARIM).draft() is None
    await assert_gone(relays, KARIM)
    await stage.say(KARIM, "/situation")
    assert await Young(stage, KARIM).draft() is None
    assert relays.desk.say("You can write here, in your own words.") in stage.last(KARIM).text
    assert "Karim" not in {b.label.split(" ")[0] for _, b in relays.desk.buttons(SOLENE)}


async def test_what_had_not_left_yet_is_not_said_to_who_is_no_relay_any_more(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    await stage.say(SOLENE, "/relais")
    await relays.press(SOLENE, pack(EnrolTap(Enrol.LIST)))
    before = len(stage.world.messages(KARIM))
    for words in ("/start", "/quitter"):
        stage.world.send_text(KARIM, KARIM, words)
        await only_received(stage)
    waiting = {kind for (kind,) in await relays.desk.table("select kind from outbox where state = 'waiting'")}
    assert waiting == {Later.RELAY_MENU, Later.RELAY_LEAVE}
    stage.world.forge_tap(SOLENE, SOLENE, stage.last(SOLENE).id, pack(EnrolTap(Enrol.REVOKE, relay.id)))
    await only_received(stage)
    await stage.settle()
    await assert_gone(relays, KARIM)
    assert len(stage.world.messages(KARIM)) == before + 3, "what they typed, and the end"


async def only_received(stage: Stage) -> None:
    """What was pressed is decided; nothing has been sent yet."""
    while await stage.service.receiver.poll_once():
        pass


async def test_what_a_relay_had_begun_for_themselves_stays_theirs(stage: Stage) -> None:
    relays, karim = Relays(stage), Young(stage, KARIM)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/pour_moi")
    await karim.reach("recit")
    await karim.say("je dors dehors")
    await revoke(relays, KARIM)
    assert [part.text for part in (await karim.kept()).draft.story] == ["je dors dehors"]


async def test_what_a_relay_sent_stays_with_the_team(stage: Stage) -> None:
    relays, karim = Relays(stage), Young(stage, KARIM)
    await relays.enrol(KARIM)
    person = await relays.desk.person(KARIM)
    await stage.say(KARIM, "/pour_moi")
    case = await karim.send()
    await revoke(relays, KARIM)
    kept = await relays.desk.case(case)
    assert (kept.state, kept.address_id) == (CaseState.SENT, person.id)


async def test_a_relay_leaves_in_words_asked_once(stage: Stage) -> None:
    relays = Relays(stage)
    for wish, yes in (("quitter", "oui"), ("je veux quitter", "je quitte"), ("/quitter", "quitter")):
        await relays.enrol(KARIM)
        await stage.say(KARIM, wish)
        assert await relays.is_active(KARIM), "asked first"
        told = len(stage.world.messages(SOLENE))
        await stage.say(KARIM, yes)
        await assert_gone(relays, KARIM)
        assert [(m.silent, "Karim" in m.text) for m in stage.world.messages(SOLENE)[told:]] == [(True, True)]
        await stage.advance(minutes=1)


async def test_a_relay_leaves_by_a_tap_and_what_they_had_begun_goes(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/situation")
    await stage.say(KARIM, "/quitter")
    asked = stage.last(KARIM)
    await relays.answer(KARIM, Pledge.LEAVE)
    await assert_gone(relays, KARIM)
    assert await Young(stage, KARIM).draft() is None
    assert stage.world.buttons(stage.world.message(KARIM, asked.id)) == []


async def test_a_relay_who_stays_goes_on_where_they_were(stage: Stage) -> None:
    """The last time by the button."""
    relays, karim = Relays(stage), Young(stage, KARIM)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/situation")
    asking = (await karim.kept()).draft
    for number, stays in enumerate(("non", "je reste", "")):
        await stage.say(KARIM, "/quitter")
        await (stage.say(KARIM, stays) if stays else relays.answer(KARIM, Pledge.STAY))
        assert await relays.is_active(KARIM)
        assert (await karim.kept()).draft == asking
        assert stage.texts(KARIM).count(relays.desk.say("All right, nothing changes.")) == number + 1
        assert karim.label("Is there an immediate danger?\nIf so, call 17 or 112 first.") in stage.last(KARIM).text
    await stage.say(KARIM, "oui")
    assert await relays.is_active(KARIM), "the question about leaving is over"


async def test_a_yes_said_much_later_or_to_something_else_is_no_leaving(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/quitter")
    await stage.advance(minutes=11)
    await stage.say(KARIM, "oui")
    assert await relays.is_active(KARIM)
    await stage.say(KARIM, "/quitter")
    await stage.advance(minutes=1)
    await stage.say(KARIM, "/situation")
    await stage.say(KARIM, "oui")
    assert await relays.is_active(KARIM), "the yes answered the question about the danger"


async def test_leaving_one_s_own_story_is_not_leaving_the_relays(stage: Stage) -> None:
    relays, karim = Relays(stage), Young(stage, KARIM)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/pour_moi")
    await karim.reach("tranche_age")
    await stage.say(KARIM, "quitter")
    assert await karim.asking() == "resume"
    await stage.say(KARIM, "oui")
    assert await relays.is_active(KARIM)


async def test_an_old_button_ends_nothing_of_a_later_enrolment(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await stage.say(KARIM, "/quitter")
    data = next(b.data for _, b in reversed(relays.desk.buttons(KARIM)) if b.data.startswith("e:quitter"))
    await revoke(relays, KARIM)
    await stage.advance(minutes=1)
    await relays.enrol(KARIM)
    await Young(stage, KARIM).forge(data)
    assert await relays.is_active(KARIM)


async def test_two_coordinators_at_once_end_it_once_and_both_see_it(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    for who in (SOLENE, KARIMA):
        await stage.say(who, "/relais")
        await relays.press(who, pack(EnrolTap(Enrol.LIST)))
        await relays.press(who, pack(EnrolTap(Enrol.SEE, relay.id)))
    before = len(stage.world.messages(KARIM))
    for who in (SOLENE, KARIMA):
        stage.world.tap(who, who, stage.last(who).id, pack(EnrolTap(Enrol.REVOKE, relay.id, "0")))
    await stage.settle()
    assert len(stage.world.messages(KARIM)) == before + 1
    for who in (SOLENE, KARIMA):
        assert relays.desk.say("The access ended on {date}.", date="11 mars 2026") in stage.last(who).text


async def test_leaving_ends_one_relay_and_not_their_colleague(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.enrol(NADIA)
    await revoke(relays, KARIM)
    assert await relays.is_active(NADIA)
    assert relays.commands(NADIA) != []


async def test_who_tapped_yes_to_an_answered_question_is_told_it_has_passed(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    relay = await relays.of(KARIM)
    await Young(stage, KARIM).forge(pack(PledgeTap(Pledge.REFUSE, "00000000")))
    assert relays.desk.answer().text == relays.desk.say("This question has passed.")
    assert await relays.of(KARIM) == relay


async def test_the_name_of_a_former_relay_goes_after_a_year(stage: Stage) -> None:
    relays = Relays(stage)
    for user in (KARIM, NADIA):
        await relays.enrol(user)
    await revoke(relays, KARIM)
    await stage.advance(days=350)
    assert (await relays.of(KARIM)).name == "Karim"
    await stage.advance(days=12)
    assert (await relays.of(KARIM)).name == ""
    assert (await relays.of(NADIA)).name == "Nadia", "who still holds the right keeps it"
    await relays.forge(SOLENE, EnrolTap(Enrol.SEE, (await relays.of(KARIM)).id))
    assert "Karim" not in stage.last(SOLENE).text
