"""sendMessage and its kin, through the real ExtBot: what is stored, what is refused, and in which words."""

from __future__ import annotations

import io
import json

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from bot.simulator.api import Api
from bot.simulator.shapes import Chat, ChatType, MediaKind, Status, User
from bot.simulator.world import World

Bot = ExtBot[None]


@pytest.fixture
def lina(world: World, lina: User) -> User:
    """Lina has pressed START."""
    world.open_link(lina.id)
    return lina


async def test_a_message_is_stored_as_sent(bot: Bot, world: World, lina: User) -> None:
    rows = [[InlineKeyboardButton("Oui", callback_data="a:1"), InlineKeyboardButton("Site", url="https://beaune.fr")]]
    sent = await bot.send_message(
        lina.id, "Ça va&nbsp;? <b>Lina</b> &lt;3", parse_mode="HTML", disable_notification=True, protect_content=True,
        reply_markup=InlineKeyboardMarkup(rows),
    )
    stored = world.last(lina.id)
    assert sent.message_id == stored.id
    assert (stored.text, stored.silent, stored.protected) == ("Ça va&nbsp;? Lina <3", True, True)
    assert (stored.via, stored.by_bot, sent.has_protected_content) == ("sendMessage", True, True)
    assert sent.parse_entities([MessageEntity.BOLD]) == {sent.entities[0]: "Lina"}
    buttons = [(one.label, one.data, one.url) for one in world.buttons(stored)]
    assert buttons == [("Oui", "a:1", ""), ("Site", "", "https://beaune.fr")]


@pytest.mark.usefixtures("breaks_the_rules")
@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("", None, "Message text is empty"),
        ("  <b> </b>\n", "HTML", "Message text is empty"),
        ("a" * 4097, None, "Message is too long"),
        ("😀" * 2049, None, "Message is too long"),
        ("<b>gras", "HTML", "Can't parse entities"),
        ("1 < 2", "HTML", "Can't parse entities"),
        ("<h1>Titre</h1>", "HTML", "Can't parse entities"),
        ("*gras*", "MarkdownV2", "no markup but html"),
    ],
)
async def test_bad_words_are_refused_and_noted(
    bot: Bot, world: World, lina: User, text: str, mode: str | None, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(lina.id, text, parse_mode=mode)
    assert len(world.violations) == 1
    assert world.said(lina.id) == []


async def test_a_text_of_exactly_the_limit_after_parsing_passes(bot: Bot, world: World, lina: User) -> None:
    await bot.send_message(lina.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    assert len(world.last(lina.id).text) == 4096


async def test_a_stranger_cannot_be_written_to(bot: Bot, world: World, marc: User, solene: User, group: Chat) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(marc.id, "Bonjour")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(424242, "Bonjour")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(solene.id, "On se connaît du groupe, mais vous n'avez pas pressé START")


async def test_a_blocked_bot_is_told_so_until_unblocked(bot: Bot, world: World, lina: User) -> None:
    world.block_bot(lina.id)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(lina.id, "Tu es là ?")
    with pytest.raises(ValueError, match="unblock"):
        world.send_text(lina.id, lina.id, "coucou")
    world.open_link(lina.id)
    await bot.send_message(lina.id, "Te revoilà")
    assert [list(update)[1] for update in world.updates.pending()] == [
        "message", "my_chat_member", "my_chat_member", "message",
    ]


async def test_a_deleted_account_and_a_lost_group_have_their_own_words(
    bot: Bot, world: World, lina: User, group: Chat
) -> None:
    world.deactivate(lina.id)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(lina.id, "Bonjour")
    world.mute_bot(group.id)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(group.id, "Bonjour")
    world.remove_bot(group.id)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Bonjour")
    away = world.add_group("Ailleurs", kind=ChatType.GROUP, bot_status=Status.LEFT)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(away.id, "Bonjour")


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    bot: Bot, world: World, solene: User
) -> None:
    old = world.add_group("Coordination", members=[solene.id], kind=ChatType.GROUP)
    new = world.migrate_group_to_supergroup(old.id)
    notices = [update["message"] for update in world.updates.pending()]
    assert [one.get("migrate_to_chat_id") or one.get("migrate_from_chat_id") for one in notices] == [new.id, old.id]
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old.id, "Alerte")
    assert caught.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "Alerte")).chat.type == "supergroup"


async def test_general_is_addressed_by_leaving_the_thread_out(bot: Bot, world: World, group: Chat) -> None:
    world.make_forum(group.id)
    topic = await bot.create_forum_topic(group.id, "MS-2026-0042")
    sent = await bot.send_message(group.id, "Ici", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "Ici", message_thread_id=1)
    world.delete_topic(group.id, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "Ici", message_thread_id=topic.message_thread_id)
    await bot.send_message(group.id, "Dans General")


async def test_a_reply_needs_its_message(bot: Bot, world: World, lina: User) -> None:
    asked = world.send_text(lina.id, lina.id, "question")
    sent = await bot.send_message(lina.id, "réponse", reply_parameters=ReplyParameters(asked.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "question"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(lina.id, "réponse", reply_parameters=ReplyParameters(999))
    await bot.send_message(lina.id, "sans", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))


async def test_a_reply_keyboard_stays_until_removed(bot: Bot, world: World, lina: User) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Mon numéro", request_contact=True)], ["Plus tard"]])
    await bot.send_message(lina.id, "Comment te répondre ?", reply_markup=keys)
    await bot.send_message(lina.id, "Autre chose")
    card = world.press_key(lina.id, lina.id, "Mon numéro")
    assert card.content["contact"]["user_id"] == lina.id
    assert world.press_key(lina.id, lina.id, "Plus tard").text == "Plus tard"
    await bot.send_message(lina.id, "Merci", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(ValueError, match="no such key"):
        world.press_key(lina.id, lina.id, "Plus tard")


@pytest.mark.usefixtures("breaks_the_rules")
async def test_a_group_is_not_asked_for_a_phone_number(bot: Bot, group: Chat) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Mon numéro", request_contact=True)]])
    with pytest.raises(BadRequest, match="private chats only"):
        await bot.send_message(group.id, "Votre numéro ?", reply_markup=keys)


@pytest.mark.usefixtures("breaks_the_rules")
@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "Oui"}, "text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "must be non-empty"),
        ({"text": "Oui", "callback_data": "é" * 33}, "callback_data has 66 bytes"),
        ({"text": "Oui", "url": "pas une adresse"}, "URL is invalid"),
        ({"text": "Oui", "url": "https://beaune.fr", "callback_data": "x"}, "several actions"),
        ({"text": "Oui", "callback_data": "x", "couleur": "rouge"}, "couleur is not known"),
    ],
)
async def test_a_bad_button_is_refused_and_noted(
    api: Api, world: World, lina: User, button: dict[str, str], words: str
) -> None:
    markup = json.dumps({"inline_keyboard": [[button]]})
    answer = await api.call("sendMessage", {"chat_id": str(lina.id), "text": "?", "reply_markup": markup})
    assert answer["error_code"] == 400
    assert words in answer["description"]
    assert len(world.violations) == 1


async def test_files_are_kept_as_uploaded(bot: Bot, world: World, lina: User) -> None:
    sent = await bot.send_document(lina.id, io.BytesIO(b"a;b\n"), filename="bilan.csv", caption="<i>Bilan</i>",
                                   parse_mode="HTML")
    stored = world.last(lina.id)
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("bilan.csv", 4, "Bilan")
    assert stored.upload is not None
    assert (stored.kind, stored.upload.content, stored.upload.mime) == (MediaKind.DOCUMENT, b"a;b\n", "text/csv")
    picture = await bot.send_photo(lina.id, b"\x89PNG", protect_content=True)
    assert world.last(lina.id).protected
    again = await bot.send_photo(lina.id, picture.photo[0].file_id)
    assert again.photo
    with pytest.raises(BadRequest, match="remote file identifier"):
        await bot.send_photo(lina.id, "https://example.org/x.png")


async def test_forward_and_copy_obey_protection(bot: Bot, world: World, lina: User, group: Chat) -> None:
    told = world.send_text(lina.id, lina.id, "mon histoire")
    forwarded = await bot.forward_message(group.id, lina.id, told.id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    copied = await bot.copy_message(group.id, lina.id, told.id)
    assert world.message(group.id, copied.message_id).forward_origin is None
    assert world.last(group.id).text == "mon histoire"
    secret = await bot.send_message(lina.id, "dossier", protect_content=True)
    with pytest.raises(BadRequest, match="can't be forwarded"):
        await bot.forward_message(group.id, lina.id, secret.message_id)
    with pytest.raises(BadRequest, match="can't be copied"):
        await bot.copy_message(group.id, lina.id, secret.message_id)


@pytest.mark.usefixtures("breaks_the_rules")
async def test_a_method_that_is_not_simulated_says_so_loudly(api: Api, world: World, lina: User) -> None:
    answer = await api.call("sendDice", {"chat_id": lina.id})
    assert (answer["ok"], answer["error_code"]) == (False, 501)
    assert "sendDice" in answer["description"]
    unknown = await api.call("sendTelepathy", {"chat_id": lina.id})
    assert unknown["error_code"] == 404
    assert [one.method for one in world.violations] == ["sendDice", "sendTelepathy"]


async def test_every_call_is_logged_in_order(bot: Bot, world: World, lina: User) -> None:
    await bot.send_message(lina.id, "un")
    with pytest.raises(BadRequest):
        await bot.delete_message(lina.id, 999)
    assert [call.method for call in world.calls] == ["getMe", "sendMessage", "deleteMessage"]
    sent, refused = world.calls_of("sendMessage", "deleteMessage")
    assert (sent.params["text"], sent.params["chat_id"], sent.result["text"]) == ("un", lina.id, "un")
    assert refused.error is not None
    assert refused.error["description"] == "Bad Request: message to delete not found"
