"""Pictures and menus against the simulated Telegram, in process and over its real HTTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable

import aiohttp
import pytest

from bot.i18n import Words
from bot.messages import Button, Message, Undeliverable, Undelivered
from bot.services.qr import qr_png
from bot.simulator import faults
from bot.simulator.shapes import Message as Arrived
from tests.telegram.messenger_stage import HELLO, Stage, in_process, over_http

PICTURE = qr_png("https://t.me/premier_contact_bot?start=r_dGhpcyBpcyBubyBzZWNyZXQ")
INVITATION = Message("Pour < Karim > & l'équipe", rows=((Button("Révoquer", "r"),),), code="r_1", picture=PICTURE)
MENU = (("fiche", "Une situation"), ("statut", "Où en est ce que j'ai envoyé"))


@pytest.fixture(params=["in process", "over HTTP"])
async def stage(request: pytest.FixtureRequest, words: Words) -> AsyncIterator[Stage]:
    async with in_process() if request.param == "in process" else over_http(words) as stage:
        yield stage


async def arrived(stage: Stage, message: Message) -> list[Arrived]:
    """What Lina has of it, in the order of its arrival."""
    ids = (await stage.messenger.send(stage.to_lina, message)).split(",")
    return [stage.world.message(stage.lina.id, int(message_id)) for message_id in reversed(ids)]


async def refused(attempt: Awaitable[object]) -> Undelivered:
    with pytest.raises(Undeliverable) as caught:
        await attempt
    return caught.value.reason


# Pictures


async def test_a_picture_arrives_whole_with_its_text_below_it(stage: Stage) -> None:
    [bubble] = await arrived(stage, INVITATION)
    assert bubble.upload is not None
    assert (bubble.upload.content, bubble.upload.mime, bubble.via) == (PICTURE, "image/png", "sendPhoto")
    assert bubble.text == "Pour < Karim > & l'équipe\nr_1"
    assert [entity["type"] for entity in bubble.entities] == ["pre"]
    assert [button.label for button in stage.world.buttons(bubble)] == ["Révoquer"]
    assert (bubble.silent, bubble.protected) == (False, False)


async def test_a_silent_protected_picture_rings_nowhere_and_cannot_be_forwarded(stage: Stage) -> None:
    [bubble] = await arrived(stage, Message("Bilan", picture=PICTURE, silent=True, protected=True))
    assert (bubble.silent, bubble.protected) == (True, True)


async def test_a_picture_needs_no_text(stage: Stage) -> None:
    [bubble] = await arrived(stage, Message("", picture=PICTURE))
    assert (bubble.text, bubble.upload is not None) == ("", True)


@pytest.mark.parametrize(("text", "code"), [("é" * 1024, ""), ("🙂" * 512, ""), ("é" * 1020, "abc"), ("", "x" * 1024)])
async def test_the_longest_caption_stays_with_its_picture(stage: Stage, text: str, code: str) -> None:
    assert len(await arrived(stage, Message(text, code=code, picture=PICTURE))) == 1


@pytest.mark.parametrize(("text", "code"), [("é" * 1025, ""), ("🙂" * 512 + "!", ""), ("é" * 1020, "abcd")])
async def test_a_text_too_long_for_a_caption_follows_its_picture(stage: Stage, text: str, code: str) -> None:
    rows = ((Button("Révoquer", "r"),),)
    picture, words = await arrived(stage, Message(text, rows, code, protected=True, picture=PICTURE))
    assert (picture.via, picture.text, stage.world.buttons(picture), picture.silent) == ("sendPhoto", "", [], False)
    assert (words.via, words.text, words.silent) == ("sendMessage", text + ("\n" + code if code else ""), True)
    assert [button.label for button in stage.world.buttons(words)] == ["Révoquer"]
    assert (picture.protected, words.protected) == (True, True)


async def test_a_picture_and_the_text_after_it_are_deleted_together(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, Message("é" * 2000, picture=PICTURE))
    assert len(stage.world.said(stage.lina.id)) == 2
    await stage.messenger.delete(stage.to_lina, message_id)
    assert stage.world.said(stage.lina.id) == []


async def test_a_picture_is_never_edited_nor_put_where_there_was_none(stage: Stage) -> None:
    plain = await stage.messenger.send(stage.to_lina, HELLO)
    shown = await stage.messenger.send(stage.to_lina, INVITATION)
    assert await refused(stage.messenger.edit(stage.to_lina, plain, INVITATION)) is Undelivered.REFUSED
    assert stage.world.calls_of("editMessageText") == []
    assert await refused(stage.messenger.edit(stage.to_lina, shown, HELLO)) is Undelivered.REFUSED
    assert [one.text.partition("\n")[0] for one in stage.world.said(stage.lina.id)] == [HELLO.text, INVITATION.text]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.too_many(17), Undelivered.SLOW_DOWN),
        (faults.refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"), Undelivered.REFUSED),
        (faults.refusal(400, "Bad Request: not enough rights to send photos to the chat"), Undelivered.REFUSED),
        (faults.Fault(200, b'{"ok": true, "result": true}'), Undelivered.UNREACHABLE),
        (faults.reset(), Undelivered.UNREACHABLE),
    ],
)
async def test_what_refuses_a_picture_means_what_it_means_for_words(
    stage: Stage, fault: faults.Fault, reason: Undelivered
) -> None:
    stage.api.faults.fail_next("sendPhoto", fault)
    assert await refused(stage.messenger.send(stage.to_lina, INVITATION)) is reason


def test_neither_a_picture_nor_its_words_are_in_a_repr() -> None:
    assert "PNG" not in repr(INVITATION)
    assert "Karim" not in repr(INVITATION)


async def test_the_page_of_the_simulator_serves_the_very_picture(words: Words) -> None:
    async with over_http(words) as stage, aiohttp.ClientSession(stage.url) as session:
        [bubble] = await arrived(stage, INVITATION)
        async with session.get("/sim/state") as answer:
            shown = (await answer.json())["phones"][0]["messages"][-1]
        async with session.get(f"/sim/files/p1/{bubble.id}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", PICTURE)
    assert (shown["picture"], shown["text"]) == (True, bubble.text)


# Menus


def menu(stage: Stage, user_id: int) -> list[tuple[str, str]]:
    """What this person is offered in their private chat."""
    return [(one["command"], one["description"]) for one in stage.world.commands_for(user_id, user_id)]


async def test_a_menu_is_for_one_chat_alone_and_goes_back_to_everybodys(stage: Stage) -> None:
    everybody = [{"command": "aide", "description": "Des numéros"}]
    await stage.api.call("setMyCommands", {"commands": everybody, "scope": {"type": "all_private_chats"}})
    marc = stage.world.add_person("Marc")
    await stage.messenger.menu(stage.to_lina, MENU)
    assert (menu(stage, stage.lina.id), menu(stage, marc.id)) == (list(MENU), [("aide", "Des numéros")])
    await stage.messenger.menu(stage.to_lina, ())
    assert menu(stage, stage.lina.id) == [("aide", "Des numéros")]


async def test_a_menu_set_or_taken_back_twice_is_harmless(stage: Stage) -> None:
    for commands in (MENU, MENU, (), ()):
        await stage.messenger.menu(stage.to_lina, commands)
    assert menu(stage, stage.lina.id) == []


async def test_the_menu_of_somebody_who_blocked_the_bot_is_still_taken_back(stage: Stage) -> None:
    await stage.messenger.menu(stage.to_lina, MENU)
    stage.world.block_bot(stage.lina.id)
    await stage.messenger.menu(stage.to_lina, ())
    assert menu(stage, stage.lina.id) == []


@pytest.mark.parametrize("commands", [MENU, ()])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.refusal(403, "Forbidden: something new"), Undelivered.REFUSED),
        (faults.refusal(403, "Forbidden: bot was blocked by the user"), Undelivered.BLOCKED),
        (faults.refusal(403, "Forbidden: user is deactivated"), Undelivered.DEACTIVATED),
        (faults.refusal(400, "Bad Request: BOT_COMMAND_INVALID"), Undelivered.REFUSED),
        (faults.refusal(400, "Bad Request: chat not found"), Undelivered.CHAT_NOT_FOUND),
        (faults.too_many(17), Undelivered.SLOW_DOWN),
        (faults.bad_gateway(), Undelivered.UNREACHABLE),
    ],
)
async def test_a_menu_refused_closes_the_chat_only_if_it_says_so(
    stage: Stage, fault: faults.Fault, reason: Undelivered, commands: tuple[tuple[str, str], ...]
) -> None:
    stage.api.faults.fail_next("setMyCommands" if commands else "deleteMyCommands", fault)
    assert await refused(stage.messenger.menu(stage.to_lina, commands)) is reason
