"""The state of the simulated Telegram: who exists, what stands in each chat, and who looks at it.

Must never: decide what a person may do (people, groups) or how a Bot API method answers (the api modules).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.simulator import raw
from bot.simulator.clock import Clock
from bot.simulator.shapes import (
    Button,
    Call,
    CallbackQuery,
    Chat,
    ChatType,
    Json,
    MediaKind,
    Message,
    Status,
    User,
    Violation,
)  # fmt: skip
from bot.simulator.updates import UpdateQueue

FIRST_USER = 5_100_000_001  # ids longer than 32 bits on purpose: short ones hide defects
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
CREATION_NOTICE = 1  # the first message of every supergroup; General topic has its id, so no topic of ours may
QUERY_LIFE = timedelta(seconds=150)


class Ground:
    """Users, chats, messages, taps, settings of the bot, the log of calls; and who is told when any of it changes."""

    def __init__(self, clock: Clock, *, bot_username: str, bot_name: str, token: str) -> None:
        self.clock = clock
        self.token = token
        self.bot = User(int(token.split(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue(clock)
        self.queries: dict[str, CallbackQuery] = {}
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}  # (scope as sorted JSON, language) -> BotCommands
        self.profile: dict[tuple[str, str], str] = {}  # ("name" | "description" | "short_description", language)
        self.menu_buttons: dict[int, Json] = {}  # chat id, 0 for the default
        self.webhook_url = ""
        self.revision = 0
        self.on_change: list[Callable[[], None]] = []
        self._watchers: set[asyncio.Future[None]] = set()
        self._shared_message_id = 0

    # -- people and places -------------------------------------------------------------------------------------------

    def add_person(
        self, first_name: str, *, user_id: int | None = None, last_name: str = "", username: str = "",
        language_code: str = "fr",
    ) -> User:  # fmt: skip
        """A new account with an empty, not yet started private chat (same id) with the bot."""
        new_id = user_id or FIRST_USER + len(self.users)
        if new_id in self.users:
            raise ValueError("this user id is taken")
        user = User(new_id, first_name, last_name, username, language_code)
        self.users[user.id] = user
        members = {user.id: Status.MEMBER, self.bot.id: Status.MEMBER}
        self.chats[user.id] = Chat(user.id, ChatType.PRIVATE, members=members, started=False)
        self.touch()
        return user

    def add_group(
        self, title: str, *, members: Iterable[int] = (), kind: ChatType = ChatType.SUPERGROUP,
        chat_id: int | None = None, bot_status: Status = Status.ADMINISTRATOR,
    ) -> Chat:  # fmt: skip
        """A group that exists already, without any update. The first of `members` (user ids) is its creator.

        `bot_status` LEFT makes a group the bot is not in yet: see `add_bot`.
        """
        first = FIRST_SUPERGROUP if kind is ChatType.SUPERGROUP else FIRST_GROUP
        chat = Chat(chat_id or first - len(self.chats), kind, title, last_message_id=CREATION_NOTICE)
        for place, user_id in enumerate(members):
            chat.members[self.user(user_id).id] = Status.MEMBER if place else Status.CREATOR
        chat.members[self.bot.id] = bot_status
        if chat.id in self.chats:
            raise ValueError("this chat id is taken")
        self.chats[chat.id] = chat
        self.touch()
        return chat

    def user(self, user_id: int) -> User:
        if user_id not in self.users:
            raise ValueError("no such user")
        return self.users[user_id]

    def chat(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise ValueError("no such chat")
        return self.chats[chat_id]

    def status(self, user_id: int, chat_id: int) -> Status:
        return self.chat(chat_id).members.get(user_id, Status.LEFT)

    def bot_status(self, chat_id: int) -> Status:
        return self.status(self.bot.id, chat_id)

    # -- readers -----------------------------------------------------------------------------------------------------

    def messages(self, chat_id: int) -> list[Message]:
        """Everything ever posted in the chat, oldest first, the deleted included."""
        return list(self.chat(chat_id).messages.values())

    def visible(self, chat_id: int) -> list[Message]:
        return [message for message in self.messages(chat_id) if not message.deleted]

    def said(self, chat_id: int) -> list[Message]:
        """What the bot wrote and is still to be seen, service notices left out."""
        return [one for one in self.visible(chat_id) if one.by_bot and one.kind is not MediaKind.SERVICE]

    def last(self, chat_id: int) -> Message:
        """The newest visible message from the bot; LookupError when it has said nothing."""
        said = self.said(chat_id)
        if not said:
            raise LookupError("the bot has said nothing here")
        return said[-1]

    def message(self, chat_id: int, message_id: int) -> Message:
        """A message of the chat, deleted or not; ValueError if there never was one."""
        found = self.chat(chat_id).messages.get(message_id)
        if found is None:
            raise ValueError("no such message")
        return found

    def buttons(self, message: Message) -> list[Button]:
        """The buttons under a message, row after row; a removed keyboard has none."""
        return raw.buttons(message.reply_markup)

    def reply_keyboard(self, chat_id: int) -> Message | None:
        """The message whose reply keyboard stands under the input field now, if any."""
        for message in reversed(self.messages(chat_id)):
            markup = message.reply_markup if message.by_bot else None
            if markup and "remove_keyboard" in markup:
                return None
            if markup and "keyboard" in markup:
                return message
        return None

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    # -- change ------------------------------------------------------------------------------------------------------

    def touch(self) -> None:
        """Something changed: raise `revision`, call the listeners, wake who waits in `changed`."""
        self.revision += 1
        for listener in list(self.on_change):
            listener()
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)

    async def changed(self, since: int, timeout: float | None = None) -> int:
        """Wait until `revision` > `since` (or `timeout` real seconds) and return the revision then."""
        if self.revision > since:
            return self.revision
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.add(watcher)
        try:
            await asyncio.wait({watcher}, timeout=timeout)
        finally:
            self._watchers.discard(watcher)
        return self.revision

    # -- primitives of people and api --------------------------------------------------------------------------------

    def new_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and basic groups share the account's counter."""
        if chat.type is ChatType.SUPERGROUP:
            chat.last_message_id += 1
            return chat.last_message_id
        self._shared_message_id += 1
        return self._shared_message_id

    def post(self, message: Message) -> Message:
        """Put a finished message into its chat. Sends no update."""
        self.chat(message.chat_id).messages[message.id] = message
        self.touch()
        return message

    def service(self, chat_id: int, from_id: int, content: Json, *, via: str = "person") -> Message:
        """Post a service notice (no update)."""
        return self.post(
            Message(
                chat_id, self.new_message_id(self.chat(chat_id)), self.clock.now(), from_id,
                kind=MediaKind.SERVICE, content=content, via=via,
            )
        )

    def query_is_open(self, query: CallbackQuery) -> bool:
        """Answerable: not answered yet and younger than 150 s."""
        return query.answer is None and self.clock.now() - query.at < QUERY_LIFE
