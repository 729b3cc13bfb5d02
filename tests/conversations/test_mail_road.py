"""The last road: one mail without content, when no chat of the service can be reached.

Must never: be mailed while somebody can be told in Telegram, or reach another machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.i18n import Catalogues
from handlers.mail import Mailbox
from tests.conversations.desk_stage import IMMEDIATE, Desk, starting
from tests.conversations.stage import GROUP, KARIMA, SOLENE, Stage
from tests.mail_server import MailServer

DAY = "2026-03-11T10:00"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


async def with_mail(stage: Stage, post: MailServer, catalogues: Catalogues) -> Desk:
    stage.mailbox = Mailbox(f"smtp://127.0.0.1:{post.port}", "astreinte@example.org", "bot@example.org")
    await stage.restart(catalogues)
    return Desk(stage)


@starting(DAY)
async def test_with_nobody_left_to_tell_one_mail_says_it_without_content(
    stage: Stage, post: MailServer, catalogues: Catalogues
) -> None:
    desk = await with_mail(stage, post, catalogues)
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    stage.world.remove_bot(GROUP)
    await stage.settle()
    assert post.texts == [desk.say("The bot no longer reaches a group of the service. Open Telegram.")]
    stage.world.add_bot(GROUP, by=SOLENE)
    await stage.settle()
    assert post.texts[1:] == [desk.say("The bot reaches the group of the service again.")]


@starting(DAY)
async def test_at_the_end_of_the_chain_an_alert_that_reached_nobody_is_mailed(
    stage: Stage, post: MailServer, catalogues: Catalogues
) -> None:
    desk = await with_mail(stage, post, catalogues)
    await desk.lina.send(**IMMEDIATE)
    await desk.young("Nadia", 1002).send(**IMMEDIATE)
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    await desk.until("2026-03-11T11:14")
    assert post.letters == []
    await desk.until("2026-03-11T11:20")
    assert post.texts == [desk.say("An alert waits in Telegram.")], "two alerts, one mail"


@starting(DAY)
async def test_a_mail_that_cannot_leave_is_tried_again_and_given_up_in_the_end(
    stage: Stage, post: MailServer, catalogues: Catalogues
) -> None:
    desk = await with_mail(stage, post, catalogues)
    post.refuse = {"DATA": "451 later"}
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    stage.world.remove_bot(GROUP)
    await desk.until("2026-03-11T10:05")
    tried = post.heard.count("DATA")
    assert 5 <= tried <= 15
    assert await desk.table("select state from outbox where kind = 'mail'") == [("waiting",)]
    await desk.until("2026-03-11T13:50")
    assert await desk.table("select state from outbox where kind = 'mail'") == [("failed",)]
    assert post.heard.count("DATA") == 31


@starting(DAY)
async def test_without_the_setting_nothing_is_mailed_and_an_old_address_is_forgotten(
    stage: Stage, post: MailServer, catalogues: Catalogues
) -> None:
    desk = await with_mail(stage, post, catalogues)
    stage.mailbox = None
    await stage.restart(catalogues)
    for who in (SOLENE, KARIMA):
        stage.world.block_bot(who)
    stage.world.remove_bot(GROUP)
    await stage.settle()
    assert post.heard == []
    assert await desk.table("select count(*) from outbox where kind = 'mail'") == [(0,)]
