"""Chats, members, menus and the profile of the bot, through the real ExtBot."""

from __future__ import annotations

import pytest
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.simulator.shapes import Chat, ChatType, Status, User
from bot.simulator.world import World

Bot = ExtBot[None]


async def test_the_bot_knows_who_it_is(bot: Bot, world: World) -> None:
    assert (bot.id, bot.username) == (world.bot.id, "premier_contact_bot")


async def test_a_member_is_told_by_standing(bot: Bot, world: World, group: Chat, solene: User, marc: User) -> None:
    assert (await bot.get_chat_member(group.id, solene.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, marc.id)).status == "left"
    assert await bot.get_chat_member_count(group.id) == 3
    world.join(marc.id, group.id)
    world.kick(marc.id, group.id)
    assert (await bot.get_chat_member(group.id, marc.id)).status == "kicked"
    admins = await bot.get_chat_administrators(group.id)
    assert {one.user.id for one in admins} == {solene.id, world.bot.id}
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 424242)


async def test_members_are_sure_for_administrators_only(bot: Bot, world: World, group: Chat, solene: User) -> None:
    world.promote(world.bot.id, group.id, status=Status.MEMBER)
    assert (await bot.get_chat_member(group.id, world.bot.id)).status == "member"
    with pytest.raises(BadRequest, match="Chat_admin_required"):
        await bot.get_chat_member(group.id, solene.id)
    basic = world.add_group("Petit", members=[solene.id], kind=ChatType.GROUP, bot_status=Status.MEMBER)
    assert (await bot.get_chat_member(basic.id, solene.id)).status == "creator"


async def test_a_chat_is_described(bot: Bot, world: World, group: Chat, lina: User) -> None:
    assert (await bot.get_chat(group.id)).title == "Coordination"
    world.open_link(lina.id)
    assert (await bot.get_chat(lina.id)).first_name == "Lina"
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.get_chat(group.id)


async def test_the_menu_is_the_one_of_the_narrowest_scope(bot: Bot, world: World, group: Chat, lina: User) -> None:
    world.open_link(lina.id)
    english = world.add_person("Sam", language_code="en")
    await bot.set_my_commands([BotCommand("aide", "Aide")])
    await bot.set_my_commands([BotCommand("stop", "Arrêter")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("help", "Help")], scope=BotCommandScopeAllPrivateChats(), language_code="en")
    await bot.set_my_commands([BotCommand("fiches", "Fiches")], scope=BotCommandScopeChat(group.id))

    def menu(chat_id: int, user_id: int) -> list[str]:
        return [one["command"] for one in world.commands_for(chat_id, user_id)]

    assert menu(lina.id, lina.id) == ["stop"]
    assert menu(english.id, english.id) == ["help"]
    assert menu(group.id, lina.id) == ["fiches"]
    assert [one.command for one in await bot.get_my_commands()] == ["aide"]
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert menu(lina.id, lina.id) == ["aide"]


@pytest.mark.usefixtures("breaks_the_rules")
async def test_a_command_is_lower_case(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Aide", "Aide")])


async def test_names_and_descriptions_fall_back_to_the_default_language(bot: Bot) -> None:
    await bot.set_my_description("Premier contact")
    await bot.set_my_description("First contact", language_code="en")
    await bot.set_my_short_description("Une équipe t'écoute")
    await bot.set_my_name("Écoute")
    assert (await bot.get_my_description(language_code="en")).description == "First contact"
    assert (await bot.get_my_description(language_code="ar")).description == "Premier contact"
    assert (await bot.get_my_short_description()).short_description == "Une équipe t'écoute"
    assert (await bot.get_my_name(language_code="fr")).name == "Écoute"


async def test_the_menu_button_is_remembered(bot: Bot, world: World) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_topics_need_a_forum_and_an_administrator(bot: Bot, world: World, group: Chat) -> None:
    with pytest.raises(BadRequest, match="not a forum"):
        await bot.create_forum_topic(group.id, "MS-2026-0042")
    world.make_forum(group.id)
    topic = await bot.create_forum_topic(group.id, "MS-2026-0042")
    await bot.edit_forum_topic(group.id, topic.message_thread_id, name="MS-2026-0042 (close)")
    await bot.close_forum_topic(group.id, topic.message_thread_id)
    assert [(one.name, one.is_closed) for one in group.topics.values()] == [("MS-2026-0042 (close)", True)]
    await bot.reopen_forum_topic(group.id, topic.message_thread_id)
    await bot.delete_forum_topic(group.id, topic.message_thread_id)
    assert group.topics == {}
    world.promote(world.bot.id, group.id, status=Status.MEMBER)
    with pytest.raises(BadRequest, match="Not enough rights to manage topics"):
        await bot.create_forum_topic(group.id, "autre")


async def test_typing_is_shown_only_where_one_may_write(bot: Bot, world: World, lina: User) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_chat_action(lina.id, "typing")
    world.open_link(lina.id)
    assert await bot.send_chat_action(lina.id, "typing")
