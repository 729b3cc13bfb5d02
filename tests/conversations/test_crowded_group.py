"""More cards than a group bears: routine ones leave together, immediate ones at once, and nothing is lost or doubled.

Must never: be run without the pace; the limit of the simulated Telegram is the real one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.services import case_lists, coordination, merged_cards
from bot.services.taps import Action
from bot.services.voice import show_card
from bot.simulator import faults
from bot.triage.urgency import Level
from storage.unit_of_work import UnitOfWork
from tests.conversations.crowd_stage import Crowd, crowded
from tests.conversations.desk_stage import paris
from tests.conversations.stage import GROUP, KARIMA, MARC, SOLENE


@pytest.fixture
def start() -> datetime:
    return paris("2026-03-11T10:00")


@pytest.fixture
async def crowd(tmp_path: Path, start: datetime, catalogues: Catalogues) -> AsyncIterator[Crowd]:
    async with crowded(tmp_path, start, catalogues) as crowd:
        yield crowd


async def test_a_few_cards_each_stand_for_themselves(crowd: Crowd) -> None:
    await crowd.arrive(merged_cards.ALONE)
    await crowd.after(5)
    assert len(crowd.cards()) == merged_cards.ALONE
    assert crowd.lists() == []


async def test_more_than_the_group_takes_soon_leave_as_one_silent_message(crowd: Crowd) -> None:
    cases = await crowd.arrive(14)
    await crowd.after(5)
    assert len(crowd.cards()) == 1
    shown = crowd.cards()[0]
    say = crowd.desk.say
    assert shown.silent
    assert shown.text.splitlines()[0] == say("{count} new cards, received {at}.", count=14, at=crowd.desk.moment())
    assert [line.split(" ")[0] for line in shown.text.splitlines()[1:]] == [case.reference for case in cases]
    buttons = crowd.stage.world.buttons(shown)
    assert [button.label for button in buttons] == [*(case.reference for case in cases[:8]), say("See the list")]


async def test_the_list_is_edited_as_more_come_and_not_more_often_than_it_must(crowd: Crowd) -> None:
    await crowd.arrive(8)
    await crowd.after(3)
    for _ in range(20):
        await crowd.arrive(1)
        await crowd.after(3)
    await crowd.after(25)
    assert len(crowd.cards()) == 1
    assert sum(crowd.seen().values()) == 28
    edits = [call.at for call in crowd.desk.calls(GROUP, "editMessageText")]
    assert 2 <= len(edits) <= 5, "20 cards, a few edits"
    assert all(second - first >= merged_cards.EVERY for first, second in pairwise(edits))


async def test_when_it_is_calm_again_a_card_stands_alone_again(crowd: Crowd) -> None:
    await crowd.arrive(8)
    await crowd.after(70)
    (late,) = await crowd.arrive(1)
    await crowd.after(5)
    assert [message.text.split(" ")[0] for message in crowd.cards()[1:]] == [late.reference]


async def test_a_full_list_is_followed_by_another(crowd: Crowd) -> None:
    await crowd.arrive(merged_cards.FULL + 20)
    await crowd.after(5)
    assert [message.text.count("MS-2026-") for message in crowd.cards()] == [merged_cards.FULL, 20]
    assert set(crowd.seen().values()) == {1}


@pytest.mark.parametrize(
    ("start", "silent"), [(paris("2026-03-11T10:00"), False), (paris("2026-03-11T22:40"), True)], ids=["day", "night"]
)
async def test_an_immediate_case_never_waits_in_a_list(crowd: Crowd, silent: bool) -> None:
    await crowd.arrive(30)
    urgent = await crowd.arrive(2, Level.IMMEDIAT)
    await crowd.after(5)
    assert [message.text.split(" ")[0] for message in crowd.cards()[:2]] == [case.reference for case in urgent]
    assert [message.silent for message in crowd.cards()[:2]] == [silent] * 2


@pytest.mark.parametrize("start", [paris("2026-03-11T22:40")], ids=["night"])
async def test_an_immediate_card_passes_those_that_wait_even_when_it_does_not_ring(crowd: Crowd) -> None:
    await crowd.arrive(3)
    (urgent,) = await crowd.arrive(1, Level.IMMEDIAT)
    await crowd.after(5)
    assert crowd.cards()[0].text.startswith(urgent.reference)


async def test_what_becomes_of_one_alert_takes_no_place_from_the_next(crowd: Crowd) -> None:
    """The group has had all the routine messages of a minute; edits of a card are routine."""
    for _ in range(5):
        await crowd.arrive(3)
        await crowd.after(1, step=1)
    (first,) = await crowd.arrive(1, Level.IMMEDIAT)
    await crowd.after(1, step=1)
    await crowd.desk.press(SOLENE, first, Action.TAKE)
    await crowd.desk.read(first)
    others = await crowd.arrive(2, Level.IMMEDIAT)
    await crowd.after(5)
    assert [len(crowd.desk.about(case)) for case in others] == [1, 1]
    await crowd.after(60)
    assert crowd.desk.say("held by {name}", name="Solène") in crowd.desk.card(first).text
    assert crowd.limit.refused == 0


async def test_a_merged_case_that_becomes_immediate_has_a_card_at_once(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(2)

    def raise_it(uow: UnitOfWork) -> None:
        uow.cases.change(cases[3].id, level=Level.IMMEDIAT.value)
        show_card(uow, replace(cases[3], level=Level.IMMEDIAT), ring=True)

    await crowd.desk.run(raise_it)
    await crowd.after(3)
    own = crowd.cards()[-1]
    assert own.text.startswith(cases[3].reference)
    assert not own.silent


# -- opened, taken, withdrawn ----------------------------------------------------------------------------------------


async def test_a_case_opened_from_the_list_has_its_own_card_and_its_line_says_so(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    answer = await crowd.desk.press(SOLENE, cases[2], Action.READ)
    assert answer.url == crowd.stage.service.house.link(f"l_{cases[2].id}")
    await crowd.desk.link(SOLENE, answer.url)
    await crowd.after(30)
    held = crowd.desk.say("held by {name}", name="Solène")
    about = crowd.desk.about(cases[2])
    assert len(about) == 2
    assert f"{cases[2].reference} · {held}" in about[0].text
    assert about[1].text.startswith(cases[2].reference)
    assert held in about[1].text
    labels = [button.label for button in crowd.stage.world.buttons(about[0])]
    assert cases[2].reference not in labels
    assert cases[8].reference in labels, "the next one has a button now"


async def test_the_link_of_the_list_opens_it_in_private_for_coordinators_only(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    known = {case.reference for case in cases}
    url = crowd.stage.world.buttons(crowd.lists()[0])[-1].url
    for who in (SOLENE, MARC):
        await crowd.desk.link(who, url)
    listed = crowd.stage.last(SOLENE).text
    assert len({word for word in listed.split() if word in known}) == case_lists.PAGE
    assert crowd.stage.texts(MARC)[-1] == crowd.desk.say("You cannot do that here.")


async def test_a_case_that_is_withdrawn_stays_a_line(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    user = int((await crowd.desk.run(lambda uow: uow.people.of_id(cases[0].address_id))).address.value)
    crowd.stage.world.add_person("Jeune", user_id=user)
    await crowd.stage.say(user, "efface tout")
    await crowd.after(30)
    assert len(crowd.cards()) == 1
    assert f"{cases[0].reference} · {crowd.desk.say('withdrawn by the person')}" in crowd.cards()[0].text


# -- the list, or its road, is lost ----------------------------------------------------------------------------------


async def test_a_list_that_somebody_deleted_comes_again_at_the_next_change(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    crowd.stage.world.message(GROUP, crowd.lists()[0].id).deleted = True
    await crowd.arrive(1)
    await crowd.after(40)
    assert len(crowd.seen()) == 10
    assert {case.reference for case in cases} < set(crowd.seen())


async def test_when_the_group_is_lost_with_its_list_every_case_comes_in_private(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    crowd.stage.world.remove_bot(GROUP)
    await crowd.after(30)
    for who in (SOLENE, KARIMA):
        assert [len(crowd.desk.about(case, who)) for case in cases] == [1] * 9


async def test_a_list_on_its_way_to_a_lost_group_is_undone(crowd: Crowd) -> None:
    crowd.stage.world.chat(GROUP).members[crowd.stage.world.bot.id] = crowd.stage.world.bot_status(GROUP).KICKED
    cases = await crowd.arrive(9)
    await crowd.after(30)
    assert [len(crowd.desk.about(case, SOLENE)) for case in cases] == [1] * 9


async def test_after_a_migration_the_list_stands_in_the_new_group(crowd: Crowd) -> None:
    cases = await crowd.arrive(9)
    await crowd.after(3)
    chat = await crowd.desk.run(lambda uow: uow.people.with_role(coordination.ChatRole.COORDINATION).id)  # type: ignore[union-attr]
    new = crowd.stage.world.add_group("Neu", members=[SOLENE], chat_id=-1009999999999)
    await crowd.desk.run(lambda uow: coordination.readdress(uow, chat, str(new.id)))
    await crowd.after(5)
    said = [message for message in crowd.stage.world.said(new.id) if "MS-2026-" in message.text]
    assert len(said) == 1
    assert all(case.reference in said[0].text for case in cases)


# -- killed between two steps ----------------------------------------------------------------------------------------


async def test_killed_after_the_merging_and_before_the_sending(crowd: Crowd, catalogues: Catalogues) -> None:
    await crowd.arrive(9)
    await crowd.desk.run(lambda uow: merged_cards.merge(uow, uow.outbox.ready((), (), 8)))
    await crowd.stage.restart(catalogues)
    await crowd.after(3)
    assert len(crowd.cards()) == 1
    assert len(crowd.seen()) == 9


async def test_killed_after_the_sending_and_before_it_is_written_down_one_message_comes_twice_at_most(
    crowd: Crowd, catalogues: Catalogues
) -> None:
    cases = await crowd.arrive(9)
    crowd.stage.api.faults.fail_next("sendMessage", faults.timed_out(), before_effect=False)
    await crowd.stage.settle()
    await crowd.stage.restart(catalogues)
    await crowd.after(10)
    assert len(crowd.cards()) == 2
    await crowd.desk.press(SOLENE, cases[0], Action.READ)
    await crowd.after(30)
    assert crowd.desk.say("held by {name}", name="Solène") in crowd.cards()[1].text


# -- two hundred in ten minutes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_minute", [20, pytest.param(12, marks=pytest.mark.slow)])
async def test_two_hundred_first_contacts_in_ten_minutes_with_an_immediate_one_among_them(
    tmp_path: Path, start: datetime, catalogues: Catalogues, per_minute: int
) -> None:
    """With the limit we know, and with a stricter one that answers 429."""
    async with crowded(tmp_path, start, catalogues, per_minute=per_minute, senders=200, immediate=100) as crowd:
        sent_at, stage = {}, crowd.stage
        begun = stage.clock.now()
        for number, data in enumerate(crowd.buttons):
            crowd.press_send(number, data)
            sent_at[number] = stage.clock.now()
            await stage.settle()
            stage.clock.advance(timedelta(seconds=3))
        took = stage.clock.now() - begun
        await crowd.after(240, step=20)
        seen, cards = crowd.seen(), crowd.cards()
        alert = next(message for message in cards if crowd.desk.say("immediate") in message.text)
        waited = (alert.date - sent_at[100]).total_seconds()
        calls = crowd.desk.calls(GROUP, "sendMessage", "editMessageText")
        first = crowd.first_seen()
        slowest = max((first[f"MS-2026-{n + 1:04d}"] - at).total_seconds() for n, at in sent_at.items())
        figures = (
            f"{len(seen)} cases in {took}; {len(cards)} messages ({len(crowd.lists())} lists), {len(calls)} calls, "
            f"{crowd.limit.refused} refused; the immediate card after {waited:.0f} s, the slowest after {slowest:.0f} s"
        )
        print(figures)
        assert took <= timedelta(minutes=10), figures
        assert len(seen) == 200, figures
        assert set(seen.values()) == {1}, figures
        assert alert.text.count("MS-2026-") == 1, figures
        assert len(crowd.lists()) >= 2, figures
        assert slowest <= 60, figures
        if per_minute == 20:
            assert waited <= 5, figures
            assert crowd.limit.refused == 0, figures
