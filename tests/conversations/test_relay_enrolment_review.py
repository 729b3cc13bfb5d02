"""Coordinators list the relays, page by page, and are asked every six months whether each is still in post."""

from __future__ import annotations

from bot.services.taps import Enrol, EnrolTap, pack
from bot.simulator.shapes import Message
from tests.conversations.desk_stage import starting
from tests.conversations.relay_stage import KARIM, NADIA, Relays
from tests.conversations.stage import GROUP, KARIMA, SOLENE, Stage

FIRST, SECOND = "2026-09-11T10:00", "2026-09-18T10:00"
wednesday = starting("2026-03-11T10:00")


def reviews(stage: Stage, chat: int = SOLENE) -> list[Message]:
    asked = stage.service.house.words().say("Is this person still in post?")
    return [message for message in stage.world.messages(chat) if asked in message.text]


def labels(stage: Stage, chat: int = SOLENE) -> list[str]:
    return [button.label for button in stage.world.buttons(stage.last(chat))]


async def test_the_list_goes_by_structure_in_pages_of_six(stage: Stage) -> None:
    relays = Relays(stage)
    for number in range(7):
        stage.world.add_person(f"Ami{number}", user_id=6000 + number)
        await relays.enrol(6000 + number, "aljpb" if number % 2 else "mission_locale")
    await relays.enrol(NADIA, "-")
    await stage.say(SOLENE, "/relais")
    await relays.press(SOLENE, pack(EnrolTap(Enrol.LIST)))
    first = labels(stage)
    assert [one.split(" · ")[0] for one in first[:6]] == ["Ami1", "Ami3", "Ami5", "Nadia", "Ami0", "Ami2"]
    bubbles = len(stage.world.visible(SOLENE))
    await relays.press(SOLENE, pack(EnrolTap(Enrol.LIST, "1")))
    assert [one.split(" · ")[0] for one in labels(stage)[:2]] == ["Ami4", "Ami6"]
    assert relays.desk.say("More of them") not in labels(stage)
    assert len(stage.world.visible(SOLENE)) == bubbles, "the same bubble turns its pages"
    await relays.press(SOLENE, pack(EnrolTap(Enrol.LIST, "0")))
    assert labels(stage) == first
    await relays.forge(SOLENE, EnrolTap(Enrol.LIST, "9"))
    assert [one.split(" · ")[0] for one in labels(stage)[:2]] == ["Ami4", "Ami6"], "a page that is gone: the last one"


async def test_a_card_tells_name_structure_duty_and_dates_and_nothing_else(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM, "centre_social_bretonniere", "animateur")
    await stage.say(SOLENE, "/relais")
    await relays.press(SOLENE, pack(EnrolTap(Enrol.LIST)))
    await relays.press(SOLENE, pack(EnrolTap(Enrol.SEE, relay.id)))
    said = stage.last(SOLENE).text
    assert said.splitlines() == [
        "Karim", "Pour : Espace Bretonnière, animation.", "Accès depuis le 11 mars 2026.", "Pas encore de revue.",
    ]  # fmt: skip
    assert str(KARIM) not in said
    assert labels(stage)[:2] == [relays.desk.say("Still in post"), relays.desk.say("End the access")]


@wednesday
async def test_after_six_months_the_coordinator_who_invited_is_asked_in_silence(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.desk.until("2026-09-11T09:59")
    assert reviews(stage) == []
    await relays.desk.until(FIRST)
    assert [message.silent for message in reviews(stage)] == [True]
    assert "Karim" in reviews(stage)[0].text
    assert "Mission Locale" in reviews(stage)[0].text
    assert reviews(stage, KARIMA) == []
    assert "Karim" not in stage.said(GROUP)


@wednesday
async def test_it_is_asked_every_week_until_somebody_answers_and_then_in_six_months(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    await relays.desk.until(SECOND)
    assert len(reviews(stage)) == 2
    answer = await relays.press(SOLENE, pack(EnrolTap(Enrol.KEEP, relay.id)))
    assert answer.text == relays.desk.say("Noted. Next review: {date}.", date="18 mars 2027")
    assert relays.desk.say("Last review: {date}.", date="18 septembre 2026") in stage.last(SOLENE).text
    await relays.desk.until("2027-03-18T09:59")
    assert len(reviews(stage)) == 1, "one is asked still, the other shows the answer"
    await relays.desk.until("2027-03-18T10:00")
    assert len(reviews(stage)) == 2
    assert await relays.is_active(KARIM), "nobody loses a right by silence"


@wednesday
async def test_the_access_can_be_ended_from_the_reminder(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    await relays.desk.until(FIRST)
    await relays.press(SOLENE, pack(EnrolTap(Enrol.REVOKE, relay.id)))
    assert not await relays.is_active(KARIM)
    waiting = "select count(*) from follow_ups where kind = 'relay_review' and state = 'waiting'"
    assert await relays.desk.table(waiting) == [(0,)]
    await relays.desk.until("2027-09-30T10:00")
    assert reviews(stage) == []


@wednesday
async def test_when_who_invited_has_left_the_others_are_asked(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    stage.world.leave(SOLENE, GROUP)
    await relays.desk.until(FIRST)
    assert (len(reviews(stage)), len(reviews(stage, KARIMA))) == (0, 1)


@starting("2026-03-13T22:40")
async def test_a_review_waits_for_the_opening(stage: Stage) -> None:
    """Six months later it is a Sunday night."""
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.desk.until("2026-09-14T08:59")
    assert reviews(stage) == []
    await relays.desk.until("2026-09-14T09:00")
    assert len(reviews(stage)) == 1


@starting("2026-08-31T10:00")
async def test_months_are_months_of_the_calendar(stage: Stage) -> None:
    """From 31 August: 28 February is a Sunday, so Monday 1 March at the opening."""
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.desk.until("2027-03-01T08:59")
    assert reviews(stage) == []
    await relays.desk.until("2027-03-01T09:00")
    assert len(reviews(stage)) == 1


@starting("2026-03-30T10:00")
async def test_the_day_of_the_month_stays(stage: Stage) -> None:
    relays = Relays(stage)
    await relays.enrol(KARIM)
    await relays.desk.until("2026-09-30T09:59")
    assert reviews(stage) == []
    await relays.desk.until("2026-09-30T10:00")
    assert len(reviews(stage)) == 1


@wednesday
async def test_who_is_to_be_reviewed_is_listed_apart(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    await stage.say(SOLENE, "/relais")
    assert pack(EnrolTap(Enrol.DUE)) not in {button.data for _, button in relays.desk.buttons(SOLENE)}
    await relays.desk.until("2026-08-01T10:00")
    await relays.enrol(NADIA)
    await relays.desk.until(FIRST)
    await stage.say(SOLENE, "/relais")
    assert relays.desk.say("To review ({count})", count=1) in labels(stage)
    await relays.press(SOLENE, pack(EnrolTap(Enrol.DUE)))
    assert [one.split(" · ")[0] for one in labels(stage)][:-1] == ["Karim"]
    await relays.press(SOLENE, pack(EnrolTap(Enrol.SEE, relay.id)))
    await relays.press(SOLENE, pack(EnrolTap(Enrol.KEEP, relay.id)))
    await stage.say(SOLENE, "/relais")
    assert relays.desk.say("To review ({count})", count=1) not in labels(stage)


@wednesday
async def test_who_was_reviewed_meanwhile_is_not_asked_about(stage: Stage) -> None:
    relays = Relays(stage)
    relay = await relays.enrol(KARIM)
    await relays.desk.until("2026-09-11T09:00")
    await relays.desk.run(lambda uow: uow.relays.change(relay.id, reviewed_at=uow.now))
    await relays.desk.until("2027-03-11T08:59")
    assert reviews(stage) == []
    await relays.desk.until("2027-03-11T09:00")
    assert len(reviews(stage)) == 1, "six months after the last review"
