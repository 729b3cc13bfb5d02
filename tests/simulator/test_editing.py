"""Edits, deletions and pins, through the real ExtBot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.simulator.clock import Clock
from bot.simulator.shapes import Chat, ChatType, MediaKind, Status, User
from bot.simulator.world import World

Bot = ExtBot[None]
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="y")]])


@pytest.fixture
def lina(world: World, lina: User) -> User:
    """Lina has pressed START."""
    world.open_link(lina.id)
    return lina


async def test_an_edit_without_keyboard_removes_it(bot: Bot, world: World, lina: User) -> None:
    sent = await bot.send_message(lina.id, "Tu es en sécurité ?", reply_markup=KEYBOARD)
    await bot.edit_message_text("Tu es en sécurité ? Oui ✓", lina.id, sent.message_id)
    edited = world.last(lina.id)
    assert (edited.id, edited.text) == (sent.message_id, "Tu es en sécurité ? Oui ✓")
    assert world.buttons(edited) == []
    assert edited.edited_at == world.clock.now()
    with pytest.raises(ValueError, match="no such button"):
        world.tap(lina.id, lina.id, sent.message_id, "Oui")


async def test_only_the_keyboard_can_be_edited(bot: Bot, world: World, lina: User) -> None:
    sent = await bot.send_message(lina.id, "Question", reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(lina.id, sent.message_id)
    assert (world.last(lina.id).text, world.last(lina.id).edited_at) == ("Question", None)
    await bot.edit_message_reply_markup(lina.id, sent.message_id, reply_markup=KEYBOARD)
    assert [one.label for one in world.buttons(world.last(lina.id))] == ["Oui"]


async def test_an_edit_must_change_something_of_the_bot_that_is_still_there(
    bot: Bot, world: World, lina: User
) -> None:
    sent = await bot.send_message(lina.id, "Question", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Question", lina.id, sent.message_id, reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Autre", lina.id, world.messages(lina.id)[0].id)
    keys = await bot.send_message(lina.id, "Clavier", reply_markup=ReplyKeyboardMarkup([["a"]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Autre", lina.id, keys.message_id)
    await bot.delete_message(lina.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Autre", lina.id, sent.message_id)


async def test_a_caption_is_edited_as_a_caption(bot: Bot, world: World, lina: User) -> None:
    sent = await bot.send_photo(lina.id, b"png", caption="avant")
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("Autre", lina.id, sent.message_id)
    await bot.edit_message_caption(lina.id, sent.message_id, caption="après")
    assert world.last(lina.id).text == "après"


async def test_both_sides_of_a_private_chat_can_be_deleted_for_48_hours(
    bot: Bot, world: World, clock: Clock, lina: User
) -> None:
    old = await bot.send_message(lina.id, "ancien")
    clock.advance(timedelta(hours=48))
    hers = world.send_text(lina.id, lina.id, "récent")
    assert await bot.delete_messages(lina.id, [hers.id, 999])
    assert [message.text for message in world.visible(lina.id)] == ["/start", "ancien"]
    assert world.message(lina.id, hers.id).deleted_by_bot
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(lina.id, old.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(lina.id, hers.id)


async def test_one_old_message_refuses_the_whole_batch(bot: Bot, world: World, clock: Clock, lina: User) -> None:
    old = await bot.send_message(lina.id, "ancien")
    clock.advance(timedelta(hours=49))
    young = await bot.send_message(lina.id, "récent")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_messages(lina.id, [young.message_id, old.message_id])
    assert not world.message(lina.id, young.message_id).deleted


async def test_in_groups_only_an_administrator_deletes_what_others_wrote(
    bot: Bot, world: World, clock: Clock, group: Chat, solene: User
) -> None:
    story = world.send_text(solene.id, group.id, "un récit, par erreur")
    world.promote(world.bot.id, group.id, status=Status.MEMBER)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, story.id)
    world.promote(world.bot.id, group.id)
    clock.advance(timedelta(days=30))
    assert await bot.delete_message(group.id, story.id)


async def test_pinning_needs_an_administrator_and_leaves_a_notice(
    bot: Bot, world: World, group: Chat, solene: User
) -> None:
    rule = await bot.send_message(group.id, "Aucun récit ici")
    await bot.pin_chat_message(group.id, rule.message_id, disable_notification=True)
    assert world.message(group.id, rule.message_id).pinned
    assert world.visible(group.id)[-1].kind is MediaKind.SERVICE
    pinned = (await bot.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == rule.message_id
    await bot.unpin_chat_message(group.id)
    assert not world.message(group.id, rule.message_id).pinned
    plain = world.add_group("Autre", members=[solene.id], kind=ChatType.GROUP, bot_status=Status.MEMBER)
    sent = await bot.send_message(plain.id, "Bonjour")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned"):
        await bot.pin_chat_message(plain.id, sent.message_id)
