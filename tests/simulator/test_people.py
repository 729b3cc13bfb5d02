"""What people do arrives as the real Bot API would tell it, and only what Telegram would let them do."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.simulator import facts
from bot.simulator.shapes import Chat, ChatType, Json, OriginKind, Status, User
from bot.simulator.world import World

Bot = ExtBot[None]


def newest(world: World) -> Json:
    return world.updates.pending()[-1]


def kinds(world: World) -> list[str]:
    return [list(update)[1] for update in world.updates.pending()]


async def test_every_update_people_cause_is_well_formed(bot: Bot, world: World, lina: User, group: Chat) -> None:
    world.updates.allowed = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
    do_everything(world, lina, group)
    updates = world.updates.pending()
    problems = [facts.check_value(update, ("Update",)) for update in updates]
    assert [found for found in problems if found] == []
    read = [Update.de_json(update, bot) for update in updates]
    assert all(update.effective_chat for update in read)
    assert not any(part.api_kwargs for update in read for part in (update, update.effective_message) if part)


def do_everything(world: World, lina: User, group: Chat) -> None:
    solene = next(user_id for user_id, status in group.members.items() if status is Status.CREATOR)
    first = world.open_link(lina.id, "s_mairie")
    world.edit_text(lina.id, lina.id, first.id, "/start autre")
    world.forge_tap(lina.id, lina.id, first.id, "v1:x")
    world.forge_tap(lina.id, lina.id, 999, "v1:x")
    world.send_photo(lina.id, lina.id, caption="regarde @marc_21 https://beaune.fr")
    world.send_voice(lina.id, lina.id)
    world.send_video(lina.id, lina.id)
    world.send_document(lina.id, lina.id)
    world.send_sticker(lina.id, lina.id)
    world.send_contact(lina.id, lina.id, owner_id=lina.id)
    world.send_location(lina.id, lina.id, latitude=47.02, longitude=4.84)
    world.send_poll(lina.id, lina.id, question="On y va ?", options=("oui", "non"))
    world.send_album(lina.id, lina.id, caption="trois")
    for kind in OriginKind:
        world.forward(lina.id, lina.id, "lu ailleurs", kind=kind, author_name="Léa")
    world.block_bot(lina.id)
    world.unblock_bot(lina.id)
    world.join(lina.id, group.id, by=solene)
    said = world.send_text(lina.id, group.id, "bonjour")
    world.send_text(solene, group.id, "anonyme", reply_to=said.id, anonymous=True)
    world.promote(lina.id, group.id)
    world.promote(lina.id, group.id, status=Status.RESTRICTED)
    world.kick(lina.id, group.id)
    world.remove_bot(group.id)
    world.add_bot(group.id)
    basic = world.add_group("Petit", members=[solene], kind=ChatType.GROUP)
    world.migrate_group_to_supergroup(basic.id)


def test_commands_are_marked_in_utf16_units(world: World, lina: User, group: Chat) -> None:
    message = world.send_text(lina.id, lina.id, "👋 voici /start@premier_contact_bot et 1/2, mais pas a/b")
    assert message.entities == [{"type": "bot_command", "offset": 9, "length": 26}]


def test_a_tap_needs_a_button_that_is_there(world: World, lina: User) -> None:
    message = world.open_link(lina.id)
    with pytest.raises(ValueError, match="no such button"):
        world.tap(lina.id, lina.id, message.id, "Oui")
    assert kinds(world) == ["message"]


async def test_a_tap_carries_the_data_of_the_button(bot: Bot, world: World, lina: User) -> None:
    world.open_link(lina.id)
    row = [{"text": "Oui", "callback_data": "a:1"}, {"text": "a:1", "callback_data": "b"}]
    markup: Any = {"inline_keyboard": [row]}
    sent = await bot.send_message(lina.id, "?", reply_markup=markup)
    world.tap(lina.id, lina.id, sent.message_id, "Oui")
    assert newest(world)["callback_query"]["data"] == "a:1"
    world.tap(lina.id, lina.id, sent.message_id, "a:1")  # data before labels
    assert newest(world)["callback_query"]["data"] == "a:1"
    assert newest(world)["callback_query"]["message"]["message_id"] == sent.message_id


def test_a_tap_on_a_deleted_message_shows_an_inaccessible_one(world: World, lina: User) -> None:
    message = world.open_link(lina.id)
    world.delete_own(lina.id, lina.id, message.id)
    world.forge_tap(lina.id, lina.id, message.id, "x")
    assert newest(world)["callback_query"]["message"]["date"] == 0


def test_nobody_edits_what_they_did_not_write(world: World, group: Chat, solene: User, karim: User) -> None:
    message = world.send_text(solene.id, group.id, "bonjour")
    with pytest.raises(ValueError, match="nobody edits"):
        world.edit_text(karim.id, group.id, message.id, "autre")
    with pytest.raises(ValueError, match="not one's own"):
        world.delete_own(karim.id, group.id, message.id)


def test_an_edit_keeps_its_id_and_says_when(world: World, lina: User) -> None:
    message = world.send_text(lina.id, lina.id, "Léa")
    world.edit_text(lina.id, lina.id, message.id, "Zoé")
    edited = newest(world)["edited_message"]
    assert (edited["message_id"], edited["text"]) == (message.id, "Zoé")
    assert edited["edit_date"] == int(world.clock.now().timestamp())


def test_an_album_shares_one_group_and_captions_the_first(world: World, lina: User) -> None:
    world.send_album(lina.id, lina.id, count=3, caption="légende")
    updates = [update["message"] for update in world.updates.pending()]
    assert len({one["media_group_id"] for one in updates}) == 1
    assert [one.get("caption") for one in updates] == ["légende", None, None]
    with pytest.raises(ValueError, match="2 to 10"):
        world.send_album(lina.id, lina.id, count=11)


def test_the_four_origins_show_what_telegram_shows(world: World, karim: User, lina: User) -> None:
    for kind in OriginKind:
        world.forward(karim.id, karim.id, "lu", kind=kind, author_id=lina.id, author_name="Léa")
    origins = [update["message"]["forward_origin"] for update in world.updates.pending()]
    assert origins[0]["sender_user"]["id"] == lina.id
    assert origins[1]["sender_user_name"] == "Léa"
    assert "sender_user" not in origins[1]
    assert [origins[2]["sender_chat"]["title"], origins[3]["chat"]["type"]] == ["Léa", "channel"]


def test_a_bot_that_administers_the_group_hears_everything(world: World, group: Chat, solene: User) -> None:
    world.send_text(solene.id, group.id, "un mot")
    assert kinds(world) == ["message"]


async def test_privacy_mode_lets_commands_replies_and_notices_through(
    bot: Bot, world: World, group: Chat, solene: User, marc: User
) -> None:
    world.promote(world.bot.id, group.id, status=Status.MEMBER)
    sent = await bot.send_message(group.id, "Une fiche est arrivée")
    before = len(world.updates.pending())
    for text in ("un mot", "/aide@un_autre_bot", "bonjour @karim_relais"):
        world.send_text(solene.id, group.id, text)
    assert len(world.updates.pending()) == before
    world.send_text(solene.id, group.id, "/rattacher ABC")
    world.send_text(solene.id, group.id, "/aide@Premier_Contact_Bot")
    world.send_text(solene.id, group.id, "vu", reply_to=sent.message_id)
    world.join(marc.id, group.id)
    assert len(world.updates.pending()) == before + 4


def test_a_bot_outside_hears_nothing_but_its_own_removal(world: World, group: Chat, solene: User) -> None:
    world.remove_bot(group.id)
    world.send_text(solene.id, group.id, "/aide")
    assert kinds(world) == ["my_chat_member"]
    changed = newest(world)["my_chat_member"]
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("administrator", "kicked")
    assert changed["from"]["id"] == solene.id


def test_strangers_and_the_departed_cannot_write(world: World, group: Chat, karim: User, marc: User) -> None:
    with pytest.raises(ValueError, match="not in the chat"):
        world.send_text(marc.id, group.id, "bonjour")
    world.leave(karim.id, group.id)
    with pytest.raises(ValueError, match="not in the chat"):
        world.send_text(karim.id, group.id, "encore moi")
    with pytest.raises(ValueError, match="not in the group"):
        world.kick(karim.id, group.id)


def test_an_anonymous_administrator_is_one_fake_user(world: World, group: Chat, solene: User) -> None:
    world.send_text(solene.id, group.id, "/fiches", anonymous=True)
    message = newest(world)["message"]
    assert message["from"]["username"] == "GroupAnonymousBot"
    assert message["sender_chat"]["id"] == group.id


def test_a_link_may_be_given_whole(world: World, lina: User) -> None:
    assert world.open_link(lina.id, "https://t.me/premier_contact_bot?start=r_abc").text == "/start r_abc"
    assert world.open_link(lina.id).text == "/start"


async def test_a_page_is_told_of_every_change(world: World, lina: User) -> None:
    seen: list[int] = []
    world.on_change.append(lambda: seen.append(world.revision))
    before = world.revision
    world.send_text(lina.id, lina.id, "bonjour")
    assert seen == [before + 1]
    assert await world.changed(before) == before + 1
    assert await world.changed(before + 1, timeout=0.01) == before + 1


def test_no_repr_shows_a_name_an_id_or_a_word(world: World, group: Chat, lina: User) -> None:
    world.send_text(lina.id, lina.id, "mon secret")
    shown = repr([lina, group, *world.messages(lina.id)])
    assert not any(word in shown for word in ("Lina", "secret", "Coordination", str(lina.id), str(group.id)))
