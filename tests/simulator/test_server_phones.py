"""What people do with the phones of the page, over real HTTP, and what they then see."""

from __future__ import annotations

from typing import Any

import pytest

from bot.i18n import Words
from bot.simulator.api import Api
from bot.simulator.shapes import Chat, Json, User
from bot.simulator.world import World
from tests.simulator.browser import GROUP, LINA, SOLENE, Browser


async def bot_says(api: Api, chat_id: int, text: str, *buttons: Json, **more: Any) -> int:
    """The bot writes, with one row of inline buttons if there are any; the message id."""
    markup = {"reply_markup": {"inline_keyboard": [list(buttons)]}} if buttons else {}
    envelope = await api.call("sendMessage", {"chat_id": chat_id, "text": text} | markup | more)
    assert envelope["ok"], envelope
    return int(envelope["result"]["message_id"])


async def test_a_person_writes_edits_and_deletes(browser: Browser) -> None:
    await browser.do(LINA, "send", text="  jdors chez un pote\ndepuis lundi ")
    [first] = (await browser.phone(LINA))["messages"]
    assert (first["text"], first["mine"], first["edited"]) == ("jdors chez un pote\ndepuis lundi", True, False)
    assert first["day"] == "mardi 10 mars"
    await browser.do(LINA, "edit", message=first["id"], text="rien")
    [edited] = (await browser.phone(LINA))["messages"]
    assert (edited["text"], edited["edited"]) == ("rien", True)
    await browser.do(LINA, "delete", message=first["id"])
    [gone] = (await browser.phone(LINA))["messages"]
    assert gone["deleted"]
    assert "text" not in gone


async def test_a_tap_waits_for_its_answer_and_then_shows_it(browser: Browser, api: Api, lina: User) -> None:
    await browser.do(LINA, "send", text="slt")
    message = await bot_says(api, lina.id, "C'est pour toi ?", {"text": "Pour moi", "callback_data": "q:1"})
    query = (await browser.do(LINA, "tap", message=message, data="q:1"))["query"]
    [tap] = (await browser.phone(LINA))["taps"]
    assert (tap["query"], tap["waiting"], tap["message"], tap["data"]) == (query, True, message, "q:1")
    await api.call("answerCallbackQuery", {"callback_query_id": query, "text": "Passée.", "show_alert": True})
    [tap] = (await browser.phone(LINA))["taps"]
    assert (tap["waiting"], tap["text"], tap["alert"], tap["opens"]) == (False, "Passée.", True, False)


async def test_an_answer_that_leads_to_the_bot_opens_the_private_chat_of_who_tapped(
    browser: Browser, api: Api, world: World, group: Chat, solene: User
) -> None:
    message = await bot_says(api, group.id, "MS-2026-0042", {"text": "Lire en privé", "callback_data": "r"})
    query = (await browser.do(GROUP, "tap", message=message, data="r"))["query"]
    link = f"https://t.me/{world.bot.username}?start=f_42"
    await api.call("answerCallbackQuery", {"callback_query_id": query, "url": link})
    [tap] = (await browser.phone(GROUP))["taps"]
    assert (tap["url"], tap["opens"]) == (link, True)
    assert (await browser.do(GROUP, "open", link=tap["url"]))["phone"] == SOLENE
    assert [one.text for one in world.messages(solene.id)] == ["/start f_42"]
    assert [one.text for one in world.messages(group.id)] == ["MS-2026-0042"]


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://t.me/{bot}?start=r_x7", True),
        ("t.me/{bot}?start=r_x7", True),
        ("https://t.me/{BOT}?start=r_x7", True),
        ("tg://resolve?domain={bot}&start=r_x7", True),
        ("https://t.me/{bot}", False),
        ("https://t.me/another_bot?start=r_x7", False),
        ("https://t.me.evil.example/{bot}?start=r_x7", False),
        ("https://t.me/{bot}?start=r x7", False),
        ("https://3114.fr", False),
    ],
)
async def test_only_a_link_to_this_bot_opens_it(link: str, opens: bool, browser: Browser, world: World) -> None:
    link = link.replace("{bot}", world.bot.username).replace("{BOT}", world.bot.username.upper())
    status, answer = await browser.post("/sim/do", {"phone": LINA, "action": "open", "link": link})
    assert (status == 200) is opens
    texts = [one["text"] for one in (await browser.phone(LINA))["messages"]]
    assert texts == (["/start r_x7"] if opens else [])
    assert opens or answer["error"]


async def test_links_buttons_and_signs_are_told_apart(browser: Browser, api: Api, world: World, lina: User) -> None:
    await browser.do(LINA, "open", payload="")
    ours, theirs = f"https://t.me/{world.bot.username}?start=a", "https://3114.fr"
    buttons = ({"text": "Ici", "url": ours}, {"text": "Ailleurs", "url": theirs})
    more = {"disable_notification": True, "protect_content": True, "parse_mode": "HTML"}
    await bot_says(api, lina.id, f"<b>Oui</b> é😀 <code>MS</code> {ours}", *buttons, **more)
    shown = (await browser.phone(LINA))["messages"][-1]
    assert (shown["silent"], shown["protected"], shown["bot"], shown["mine"]) == (True, True, True, False)
    assert [(one["label"], one["opens"]) for row in shown["rows"] for one in row] == [
        ("Ici", True),
        ("Ailleurs", False),
    ]
    found = {one["type"]: one for one in shown["entities"]}
    assert (found["url"]["opens"], found["code"]["offset"]) == (True, 8)  # the emoji counts for two


async def test_only_what_rings_rings_and_a_phone_in_the_hand_does_not(
    browser: Browser, api: Api, lina: User, solene: User, group: Chat
) -> None:
    await browser.do(LINA, "send", text="slt")
    await bot_says(api, lina.id, "Bonjour.")
    await bot_says(api, group.id, "Carte", disable_notification=True)
    await bot_says(api, group.id, "Carte immédiate")
    lina_now, group_now = await browser.phone(LINA), await browser.phone(GROUP)
    assert (lina_now["rings"], lina_now["unread"]) == (0, 0)
    assert (group_now["rings"], group_now["unread"]) == (1, 2)
    await browser.do(GROUP, "take")
    await bot_says(api, lina.id, "C'est lu.")
    lina_now, group_now = await browser.phone(LINA), await browser.phone(GROUP)
    assert (lina_now["rings"], group_now["rings"], group_now["unread"]) == (1, 0, 0)


async def test_nobody_holds_a_phone_while_hours_go_by(browser: Browser, api: Api, lina: User) -> None:
    await browser.do(LINA, "send", text="slt")
    await browser.post("/sim/clock", {"minutes": 60})
    await bot_says(api, lina.id, "Tu peux reprendre quand tu veux.")
    assert (await browser.phone(LINA))["rings"] == 1


async def test_a_new_person_gets_a_phone_and_follows_the_link_she_received(browser: Browser, world: World) -> None:
    link = f"https://t.me/{world.bot.username}?start=r_x7Kq2"
    _, answer = await browser.post("/sim/people", {"name": "Marc", "language": "ar", "link": link})
    phone = await browser.phone(answer["phone"])
    assert (phone["title"], phone["private"]) == ("Marc", True)
    assert [one["text"] for one in phone["messages"]] == ["/start r_x7Kq2"]
    assert [one.language_code for one in world.users.values() if one.first_name == "Marc"] == ["ar"]


@pytest.mark.parametrize(
    "body",
    [{"name": " "}, {"name": "x" * 65}, {"name": "Marc", "language": "xx"}, {"name": "Marc", "link": "https://3114.fr"},
     {"name": "Marc", "link": 3}, {}],
)  # fmt: skip
async def test_a_person_that_cannot_be_added_leaves_nobody_behind(body: Json, browser: Browser, world: World) -> None:
    before = dict(world.users)
    status, answer = await browser.post("/sim/people", body)
    assert (status, bool(answer["error"]), world.users) == (400, True, before)


async def test_joining_and_leaving_the_group(browser: Browser, words: Words, group: Chat) -> None:
    key = (await browser.do(LINA, "join"))["phone"]
    assert key not in (LINA, GROUP, SOLENE)
    phone = await browser.phone(key)
    assert (phone["private"], phone["inside"], phone["title"]) == (False, True, f"{group.title} · Lina")
    assert phone["messages"][-1]["notice"] == words.say("{name} joined the group", name="Lina")
    await browser.do(key, "leave")
    phone = await browser.phone(key)
    assert (phone["inside"], phone["messages"][-1]["notice"]) == (
        False,
        words.say("{name} left the group", name="Lina"),
    )
    assert (await browser.post("/sim/do", {"phone": key, "action": "send", "text": "encore"}))[0] == 400


async def test_blocking_the_bot_closes_the_chat_until_it_is_unblocked(browser: Browser, api: Api, lina: User) -> None:
    await browser.do(LINA, "send", text="slt")
    await browser.do(LINA, "block")
    assert (await browser.phone(LINA))["blocked"]
    refused = await api.call("sendMessage", {"chat_id": lina.id, "text": "Bonjour"})
    assert refused["error_code"] == 403
    await browser.do(LINA, "unblock")
    assert not (await browser.phone(LINA))["blocked"]
    await bot_says(api, lina.id, "Bonjour")


async def test_keys_commands_and_the_pinned_message_are_shown(
    browser: Browser, api: Api, world: World, solene: User, group: Chat
) -> None:
    await browser.do(SOLENE, "send", text="/start")
    keys = {"keyboard": [[{"text": "Mes fiches"}, {"text": "Agenda"}]]}
    await bot_says(api, solene.id, "Choisissez.", reply_markup=keys)
    await api.call("setMyCommands", {"commands": [{"command": "aide", "description": "Aide"}]})
    rule = await bot_says(api, group.id, "Aucun récit ici.\nLes fiches se lisent en privé.")
    await api.call("pinChatMessage", {"chat_id": group.id, "message_id": rule})
    phone = await browser.phone(SOLENE)
    assert [[key["label"] for key in row] for row in phone["keys"]] == [["Mes fiches", "Agenda"]]
    assert [one["command"] for one in phone["commands"]] == ["aide"]
    assert (await browser.phone(GROUP))["pinned"] == {"id": rule, "text": "Aucun récit ici."}
    await browser.do(SOLENE, "key", label="Agenda")
    assert world.messages(solene.id)[-1].text == "Agenda"


async def test_other_things_than_text_and_forwarded_words_are_named(browser: Browser, words: Words) -> None:
    await browser.do(LINA, "photo")
    await browser.do(LINA, "voice")
    await browser.do(LINA, "forward", author="Une amie", text="jpeux plus")
    photo, voice, forwarded = (await browser.phone(LINA))["messages"]
    assert (photo["medium"], voice["medium"]) == (words.say("Photo"), words.say("Voice message"))
    assert (forwarded["text"], forwarded["from"]) == ("jpeux plus", words.say("Forwarded from {name}", name="Une amie"))


@pytest.mark.parametrize(
    "body",
    [
        {"phone": "p9", "action": "send", "text": "slt"},
        {"phone": LINA, "action": "fly"},
        {"phone": LINA, "action": "send"},
        {"phone": LINA, "action": "send", "text": "   "},
        {"phone": LINA, "action": "send", "text": "é😀" * 1400},
        {"phone": LINA, "action": "edit", "message": 99, "text": "x"},
        {"phone": LINA, "action": "edit", "message": "1", "text": "x"},
        {"phone": LINA, "action": "tap", "message": 99, "data": "x"},
        {"phone": LINA, "action": "key", "label": "Agenda"},
        {"phone": LINA, "action": "unblock"},
        {"phone": LINA, "action": "leave"},
        {"phone": GROUP, "action": "join"},
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence_and_changes_nothing(
    body: Json, browser: Browser, world: World
) -> None:
    status, answer = await browser.post("/sim/do", body)
    assert (status, answer["ok"], bool(answer["error"])) == (400, False, True)
    assert all(not chat.messages for chat in world.chats.values())
