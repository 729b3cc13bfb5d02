"""The real Application of python-telegram-bot lives in the simulator as it would with Telegram."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from bot.simulator.api import Api
from bot.simulator.request import SimulatedRequest
from bot.simulator.shapes import User
from bot.simulator.world import World

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Pour moi", callback_data="who:me")]])


async def on_start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html(f"<b>Bonjour</b> {' '.join(context.args or [])}", reply_markup=KEYBOARD)


async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(f"Tu as dit : {update.message.text}")


async def on_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Noté")
    await query.edit_message_text("Pour moi ✓")


def build(api: Api) -> Application[Any, Any, Any, Any, Any, Any]:
    bot = ExtBot(api.world.token, request=SimulatedRequest(api), get_updates_request=SimulatedRequest(api))
    application = Application.builder().bot(bot).build()
    application.add_handler(CommandHandler("start", on_start))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, on_text))
    application.add_handler(CallbackQueryHandler(on_tap))
    return application


async def said(world: World, chat_id: int, wanted: str) -> None:
    """Wait until the bot's newest bubble reads `wanted`."""
    async with asyncio.timeout(5):
        while not world.said(chat_id) or world.last(chat_id).text != wanted:
            await world.changed(world.revision)


async def test_a_dialogue_runs_through_ptb_own_polling(api: Api, world: World, lina: User) -> None:
    application = build(api)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=10)
        world.open_link(lina.id, "s_mairie")
        await said(world, lina.id, "Bonjour s_mairie")
        bubble = world.last(lina.id)
        assert bubble.entities == [{"type": "bold", "offset": 0, "length": 7}]
        query = world.tap(lina.id, lina.id, bubble.id, "Pour moi")
        await said(world, lina.id, "Pour moi ✓")
        world.send_text(lina.id, lina.id, "slt 👋")
        await said(world, lina.id, "Tu as dit : slt 👋")
        await application.updater.stop()
        await application.stop()
    answer = world.queries[query].answer
    assert answer is not None
    assert answer.text == "Noté"
    assert world.buttons(bubble) == []
    assert world.updates.pending() == []


async def test_raw_updates_can_be_fetched_and_processed_by_hand(api: Api, world: World, lina: User) -> None:
    """The way of our own receiver: do_api_request, no Updater."""
    application = build(api)
    async with application:
        world.send_text(lina.id, lina.id, "Bonsoir")
        with pytest.warns(PTBUserWarning, match="getUpdates"):
            raw = await application.bot.do_api_request("getUpdates", api_kwargs={"offset": 0, "timeout": 0})
        await application.process_update(Update.de_json(raw[0], application.bot))
    assert world.last(lina.id).text == "Tu as dit : Bonsoir"


async def test_a_wrong_token_is_refused(api: Api, world: World) -> None:
    assert (await api.respond("getMe", {}, token="1:no")).status == 401
    assert world.calls == []
