"""What a callback has at hand: the door to the use cases, and who belongs to the coordination chat.

Must never: hold anything a person said.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from telegram import Bot, ChatMember, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.messages import Address
from bot.services.door import Door

log = logging.getLogger(__name__)

TELEGRAM = "telegram"
MEMBERSHIP_SECONDS = 60.0
"""How long an answer of getChatMember is believed."""
MEMBERSHIP_TIMEOUT = 2.0

Ctx = CallbackContext[ExtBot[None], dict[object, object], dict[object, object], dict[object, object]]
App = Application[ExtBot[None], Ctx, dict[object, object], dict[object, object], dict[object, object], None]
Handler = BaseHandler[Update, Ctx, object]


def is_inside(member: ChatMember) -> bool:
    """A muted member may have left: Telegram then keeps the status "restricted" and says it apart."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


@dataclass
class Members:
    """Who sits in the coordination chat, asked of Telegram at most once a minute a person."""

    bot: Bot
    door: Door
    _known: dict[int, tuple[float, bool]] = field(default_factory=dict)
    _staff: set[int] | None = None

    async def watch(self, user_id: int) -> None:
        """Before anything a coordinator does in private: a departure that nobody told of ends their rights first.

        Costs nobody else anything: who may be one is read once, and again when an invitation is opened.
        """
        if self._staff is None:
            self._staff = {int(one.value) for one in await self.door.staff()}
        if user_id in self._staff:
            await self.holds(user_id)

    def renew(self) -> None:
        """Somebody may be a coordinator from now on."""
        self._staff = None

    async def holds(self, user_id: int) -> bool:
        """Whether this user is a member now. Without an answer of Telegram the stored departures decide alone."""
        seen = self._known.get(user_id)
        if seen and time.monotonic() - seen[0] < MEMBERSHIP_SECONDS:
            return seen[1]
        chat = await self.door.coordination_chat()
        if chat is None:
            return False
        try:
            member = await self.bot.get_chat_member(
                int(chat.value), user_id, read_timeout=MEMBERSHIP_TIMEOUT, connect_timeout=MEMBERSHIP_TIMEOUT
            )
        except (BadRequest, Forbidden):
            # The bot is out of the group or no administrator: it cannot know; `chat_member` updates said what it knew.
            return True
        except TelegramError:
            return seen[1] if seen else True
        inside = is_inside(member)
        self._known[user_id] = (time.monotonic(), inside)
        if not inside:
            await self.door.found_outside(Address(TELEGRAM, str(user_id)))
        return inside

    def forget(self, user_id: int) -> None:
        """A join or a departure was just seen."""
        self._known.pop(user_id, None)


@dataclass(frozen=True)
class Edge:
    door: Door
    members: Members


_KEY = "edge"


def install(application: App, edge: Edge) -> None:
    application.bot_data[_KEY] = edge


def edge_of(context: Ctx) -> Edge:
    edge = context.bot_data[_KEY]
    if not isinstance(edge, Edge):
        raise TypeError("the application was built without its edge")
    return edge


def sender_of(update: Update) -> Address:
    """The private chat behind an update; guards have made sure that there is one."""
    if update.effective_user is None:
        raise TypeError("an update without a user has passed a guard")
    return Address(TELEGRAM, str(update.effective_user.id))


def chat_of(update: Update) -> Address:
    if update.effective_chat is None:
        raise TypeError("an update without a chat has passed a guard")
    return Address(TELEGRAM, str(update.effective_chat.id))


def is_private(update: Update) -> bool:
    chat, user = update.effective_chat, update.effective_user
    return chat is not None and chat.type == ChatType.PRIVATE and user is not None and not user.is_bot
