"""Telegram as a Messenger: sends, edits, deletes, pins, and sorts every error into what it means for the reader.

Must never: raise anything but Undeliverable, retry by itself, or log an id or a text.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.messages import Address, Message, Undeliverable, Undelivered
from handlers import render
from handlers.request import seconds_to_wait

log = logging.getLogger(__name__)

# Raw answers: building PTB's Message costs more than the rest of the call (80 µs against 280 µs measured), and we only
# want its id. The odd spelling is sent as camelCase (telegram/_utils/strings.py) and is no attribute of Bot, which
# would warn that `Bot.send_message` exists.
_SEND, _EDIT, _DELETE, _PIN = "send_Message", "edit_Message_Text", "delete_Message", "pin_Chat_Message"
_NO_PREVIEW = {"is_disabled": True}
_JOIN = ","

# Texts of the Bot API server (tdlib/telegram-bot-api, Client.cpp), in lower case; the first that fits is taken.
_FORBIDDEN = (
    ("blocked by the user", Undelivered.BLOCKED),
    ("user is deactivated", Undelivered.DEACTIVATED),
    ("initiate conversation", Undelivered.CHAT_NOT_FOUND),
    ("messages to bots", Undelivered.REFUSED),
    ("messages to the bot", Undelivered.REFUSED),
    ("kicked", Undelivered.KICKED),
    ("not a member", Undelivered.KICKED),
    ("was deleted", Undelivered.KICKED),
)
_BAD_REQUEST = (
    ("chat not found", Undelivered.CHAT_NOT_FOUND),
    ("user not found", Undelivered.CHAT_NOT_FOUND),
    ("peer_id_invalid", Undelivered.CHAT_NOT_FOUND),
    ("rights to send", Undelivered.KICKED),  # muted: no message of ours arrives there, not only this one
    ("chat_write_forbidden", Undelivered.KICKED),
    ("to edit not found", Undelivered.GONE),
    ("to pin not found", Undelivered.GONE),
    ("can't be edited", Undelivered.GONE),
    ("message_id_invalid", Undelivered.GONE),
)


class TelegramMessenger:
    """Implements `bot.messages.Messenger`.

    A message longer than Telegram's limit leaves in several parts, the buttons under the last, only the first ringing;
    its id then holds the id of each part, the last first ("43,42"): `edit` and `pin` act on the last, `delete` on all.
    When a later part fails, the whole is undelivered and a new attempt repeats the first ones.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, to: Address, message: Message) -> str:
        data = self._bubble(to, message) | {"protect_content": message.protected}
        markup = data.pop("reply_markup")
        sent: list[str] = []
        texts = render.parts(message)
        if not texts:
            raise Undeliverable(Undelivered.REFUSED)
        for number, text in enumerate(texts):
            last = number == len(texts) - 1
            part = data | {"text": text, "disable_notification": message.silent or number > 0}
            answer = await self._call(_SEND, to, part | {"reply_markup": markup} if last else part)
            sent.insert(0, str(answer["message_id"]))
        return _JOIN.join(sent)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        texts = render.parts(message)
        if len(texts) > 1:
            log.error("a text too long for one message cannot replace another")
            raise Undeliverable(Undelivered.REFUSED)
        data = self._bubble(to, message) | {"text": texts[0], "message_id": _last(message_id)}
        await self._call(_EDIT, to, data, forgiven="is not modified")

    async def delete(self, to: Address, message_id: str) -> None:
        refused: Undeliverable | None = None
        for part in message_id.split(_JOIN):
            data = {"chat_id": _chat(to), "message_id": _number(part, Undelivered.GONE)}
            try:
                await self._call(_DELETE, to, data, forgiven="to delete not found")
            except Undeliverable as problem:
                if not problem.permanent:
                    raise
                refused = problem  # the other parts still go
        if refused is not None:
            raise refused

    async def pin(self, to: Address, message_id: str) -> None:
        data = {"chat_id": _chat(to), "message_id": _last(message_id), "disable_notification": True}
        await self._call(_PIN, to, data, forgiven="not_modified")

    def _bubble(self, to: Address, message: Message) -> dict[str, Any]:
        try:
            markup = render.keyboard(message)
        except ValueError as problem:
            log.error("a message cannot be shown: %s", problem)
            raise Undeliverable(Undelivered.REFUSED) from None
        return {
            "chat_id": _chat(to),
            "parse_mode": ParseMode.HTML,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": markup.to_dict() if markup else None,
        }

    async def _call(self, endpoint: str, to: Address, data: dict[str, Any], forgiven: str = "") -> Mapping[str, Any]:
        try:
            answer = await self._bot.do_api_request(endpoint, data)
        except BadRequest as problem:
            if forgiven and forgiven in problem.message.lower():
                return {}
            raise _meaning(problem, to) from None
        except TelegramError as problem:
            raise _meaning(problem, to) from None
        except (KeyError, TypeError, AttributeError):
            # PTB takes the answer for what the API promises (`json_data["result"]`); a proxy may send anything.
            raise Undeliverable(Undelivered.UNREACHABLE) from None
        if endpoint == _SEND and not (isinstance(answer, dict) and "message_id" in answer):
            raise Undeliverable(Undelivered.UNREACHABLE)
        return answer if isinstance(answer, dict) else {}


def _chat(to: Address) -> int:
    return _number(to.value, Undelivered.CHAT_NOT_FOUND)


def _last(message_id: str) -> int:
    return _number(message_id.split(_JOIN, 1)[0], Undelivered.GONE)


def _number(value: str, otherwise: Undelivered) -> int:
    try:
        return int(value)
    except ValueError:
        raise Undeliverable(otherwise) from None


def _meaning(problem: TelegramError, to: Address) -> Undeliverable:
    match problem:
        case BadRequest():  # before NetworkError, whose subclass it is
            return Undeliverable(_read(problem, _BAD_REQUEST, Undelivered.REFUSED))
        case Forbidden():
            unknown = Undelivered.KICKED if to.value.startswith("-") else Undelivered.BLOCKED
            return Undeliverable(_read(problem, _FORBIDDEN, unknown))
        case RetryAfter():
            return Undeliverable(Undelivered.SLOW_DOWN, retry_after=seconds_to_wait(problem))
        case ChatMigrated():
            return Undeliverable(Undelivered.MOVED, moved_to=str(problem.new_chat_id))
        case InvalidToken() | EndPointNotFound():  # 401, and 404, which do_api_request takes for an unknown method
            return Undeliverable(Undelivered.UNAUTHORIZED)
        case _:  # time-outs, connections, 5xx, 409, answers that are not JSON
            return Undeliverable(Undelivered.UNREACHABLE)


def _read(problem: TelegramError, texts: tuple[tuple[str, Undelivered], ...], otherwise: Undelivered) -> Undelivered:
    said = problem.message.lower()
    return next((reason for fragment, reason in texts if fragment in said), otherwise)
