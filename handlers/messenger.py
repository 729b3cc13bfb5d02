"""Telegram as a Messenger: sends, edits, deletes, pins, sets a menu, and sorts every error into what it means.

Must never: raise anything but Undeliverable, retry by itself, or log an id or a text.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import BotCommandScopeType, ParseMode
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
from handlers.request import call, seconds_to_wait

log = logging.getLogger(__name__)

# Raw answers: building PTB's Message costs more than the rest of the call (80 µs against 280 µs measured), and we only
# want its id.
_SEND, _EDIT, _DELETE, _PIN = "sendMessage", "editMessageText", "deleteMessage", "pinChatMessage"
_SET_MENU, _DROP_MENU = "setMyCommands", "deleteMyCommands"
# PTB uploads it. The odd spelling is sent as camelCase (telegram/_utils/strings.py) and is no attribute of Bot, which
# would warn that `Bot.send_photo` exists.
_SEND_PICTURE = "send_Photo"
_GIVE_A_MESSAGE = frozenset({_SEND, _SEND_PICTURE})
_MENUS = frozenset({_SET_MENU, _DROP_MENU})
_NO_PREVIEW = {"is_disabled": True}
_PICTURE_NAME = "image.png"
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
    ("rights to send photos", Undelivered.REFUSED),  # words may still arrive there
    ("rights to send", Undelivered.KICKED),  # muted: no message of ours arrives there, not only this one
    ("chat_write_forbidden", Undelivered.KICKED),
    ("topic_closed", Undelivered.KICKED),  # the general topic: ours is told apart before
    ("to edit not found", Undelivered.GONE),
    ("to pin not found", Undelivered.GONE),
    ("can't be edited", Undelivered.GONE),
    ("message_id_invalid", Undelivered.GONE),
)

_TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted")


class TelegramMessenger:
    """Implements `bot.messages.Messenger`.

    A message longer than Telegram's limit leaves in several parts, the buttons under the last, only the first ringing;
    its id then holds the id of each part, the last first ("43,42"): `edit` and `pin` act on the last, `delete` on all.
    When a later part fails, the whole is undelivered and a new attempt repeats the first ones.
    A picture leaves with the text as its caption; a text too long for one follows it, as its later parts.
    Nothing of ours edits a picture: `edit` refuses a message that holds one, and Telegram the text of one already sent
    (that would be editMessageCaption and editMessageMedia).
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, to: Address, message: Message) -> str:
        data = self._bubble(to, message) | {"protect_content": message.protected} | _topic(to)
        markup = data.pop("reply_markup")
        sent: list[str] = []
        parts = _parts(message)
        if not parts:
            raise Undeliverable(Undelivered.REFUSED)
        for number, (endpoint, content) in enumerate(parts):
            last = number == len(parts) - 1
            part = data | content | {"disable_notification": message.silent or number > 0}
            answer = await self._call(endpoint, to, part | {"reply_markup": markup} if last else part)
            sent.insert(0, str(answer["message_id"]))
        return _JOIN.join(sent)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        texts = render.parts(message)
        if message.picture or len(texts) > 1:
            log.error("a picture, or a text too long for one message, cannot replace a message")
            raise Undeliverable(Undelivered.REFUSED)
        data = self._bubble(to, message) | _text(texts[0]) | {"message_id": _last(message_id)}
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

    async def menu(self, to: Address, commands: tuple[tuple[str, str], ...]) -> None:
        data: dict[str, Any] = {"scope": {"type": BotCommandScopeType.CHAT.value, "chat_id": _chat(to)}}
        if not commands:
            await self._call(_DROP_MENU, to, data)
            return
        shown = [{"command": command, "description": description} for command, description in commands]
        await self._call(_SET_MENU, to, data | {"commands": shown})

    def _bubble(self, to: Address, message: Message) -> dict[str, Any]:
        try:
            markup = render.keyboard(message)
        except ValueError as problem:
            log.error("a message cannot be shown: %s", problem)
            raise Undeliverable(Undelivered.REFUSED) from None
        return {
            "chat_id": _chat(to),
            "parse_mode": ParseMode.HTML,
            "reply_markup": markup,
        }

    async def _call(self, endpoint: str, to: Address, data: dict[str, Any], forgiven: str = "") -> Mapping[str, Any]:
        try:
            uploads = endpoint == _SEND_PICTURE
            answer = await (self._bot.do_api_request(endpoint, data) if uploads else call(self._bot, endpoint, data))
        except BadRequest as problem:
            if forgiven and forgiven in problem.message.lower():
                return {}
            raise _meaning(problem, to) from None
        except Forbidden as problem:
            # What is said about a menu closes the chat only if it says so: the bubbles find out by themselves.
            unknown = Undelivered.REFUSED if endpoint in _MENUS else None
            raise _meaning(problem, to, unknown) from None
        except TelegramError as problem:
            raise _meaning(problem, to) from None
        except (KeyError, TypeError, AttributeError):
            # PTB takes the answer for what the API promises (`json_data["result"]`); a proxy may send anything.
            raise Undeliverable(Undelivered.UNREACHABLE) from None
        if endpoint in _GIVE_A_MESSAGE and not (isinstance(answer, dict) and "message_id" in answer):
            raise Undeliverable(Undelivered.UNREACHABLE)
        return answer if isinstance(answer, dict) else {}


def _parts(message: Message) -> list[tuple[str, dict[str, Any]]]:
    """(endpoint, content) of each message it takes, in order."""
    if not message.picture:
        return [(_SEND, _text(part)) for part in render.parts(message)]
    # Without a name PTB would call it application/octet-stream. Bytes alone would be taken for a file_id.
    picture: dict[str, Any] = {"photo": InputFile(message.picture, filename=_PICTURE_NAME)}
    if render.fits_under_a_picture(message):
        return [(_SEND_PICTURE, picture | {"caption": render.html(message)})]
    return [(_SEND_PICTURE, picture), *((_SEND, _text(part)) for part in render.parts(message))]


def _text(html: str) -> dict[str, Any]:
    return {"text": html, "link_preview_options": _NO_PREVIEW}


def _chat(to: Address) -> int:
    return _number(to.value, Undelivered.CHAT_NOT_FOUND)


def _topic(to: Address) -> dict[str, Any]:
    """The general topic is addressed by leaving the id out (Client.cpp)."""
    return {"message_thread_id": _number(to.topic, Undelivered.TOPIC_GONE)} if to.topic else {}


def _last(message_id: str) -> int:
    return _number(message_id.split(_JOIN, 1)[0], Undelivered.GONE)


def _number(value: str, otherwise: Undelivered) -> int:
    try:
        return int(value)
    except ValueError:
        raise Undeliverable(otherwise) from None


def _meaning(problem: TelegramError, to: Address, unknown: Undelivered | None = None) -> Undeliverable:
    """`unknown`: what a Forbidden in new words means, if not that nothing arrives there any more."""
    match problem:
        case BadRequest():  # before NetworkError, whose subclass it is
            if to.topic and any(fragment in problem.message.lower() for fragment in _TOPIC_GONE):
                return Undeliverable(Undelivered.TOPIC_GONE)
            return Undeliverable(_read(problem, _BAD_REQUEST, Undelivered.REFUSED))
        case Forbidden():
            closed = Undelivered.KICKED if to.value.startswith("-") else Undelivered.BLOCKED
            return Undeliverable(_read(problem, _FORBIDDEN, unknown or closed))
        case RetryAfter():
            return Undeliverable(Undelivered.SLOW_DOWN, retry_after=seconds_to_wait(problem))
        case ChatMigrated():
            return Undeliverable(Undelivered.MOVED, moved_to=str(problem.new_chat_id))
        case InvalidToken() | EndPointNotFound():  # 401, and 404, which PTB may take for an unknown method
            return Undeliverable(Undelivered.UNAUTHORIZED)
        case _:  # time-outs, connections, 5xx, 409, answers that are not JSON
            return Undeliverable(Undelivered.UNREACHABLE)


def _read(problem: TelegramError, texts: tuple[tuple[str, Undelivered], ...], otherwise: Undelivered) -> Undelivered:
    said = problem.message.lower()
    return next((reason for fragment, reason in texts if fragment in said), otherwise)
