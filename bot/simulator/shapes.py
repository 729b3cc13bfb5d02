"""What the simulated Telegram is made of: people, chats, messages, taps, and the log of calls.

Must never: decide a rule (see ground, people, groups and the api modules) or put words or ids into a `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
"""A Bot API JSON object, exactly as on the wire."""


class ChatType(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    """Where somebody stands in a chat; `RESTRICTED` here always means muted, and only exists in supergroups."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def is_inside(self) -> bool:
        return self not in (Status.LEFT, Status.KICKED)

    @property
    def is_admin(self) -> bool:
        return self in (Status.CREATOR, Status.ADMINISTRATOR)


class OriginKind(StrEnum):
    """The four kinds of `forward_origin`."""

    USER = "user"
    HIDDEN_USER = "hidden_user"
    CHAT = "chat"
    CHANNEL = "channel"


class MediaKind(StrEnum):
    """Contents of a message other than text; `SERVICE` is a notice nobody typed (somebody joined, was pinned …)."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    CONTACT = "contact"
    LOCATION = "location"
    POLL = "poll"
    SERVICE = "service"


@dataclass(slots=True)
class User:
    """A Telegram account; its private chat with the bot has the same id."""

    id: int = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    language_code: str = "fr"
    is_bot: bool = False
    is_deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class Topic:
    """A forum topic; `id` is its message_thread_id."""

    id: int
    name: str = field(repr=False)
    is_closed: bool = False


@dataclass(slots=True)
class Upload:
    """A file the bot uploaded."""

    filename: str
    content: bytes = field(repr=False)
    mime: str = "application/octet-stream"


@dataclass(slots=True)
class Button:
    """One button under a message. `inline` buttons carry `data` (callback data) or `url`; others are reply keys."""

    label: str = field(repr=False)
    data: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    row: int = 0
    inline: bool = True
    style: str = ""
    asks_contact: bool = False


@dataclass(slots=True)
class Message:
    """One message. `text` is the caption when `content` holds a medium; entities are in UTF-16 units.

    `via` is the Bot API method that made it, or "person". `content` holds the raw Bot API fields besides the text
    (`{"photo": […]}`, `{"new_chat_members": […]}`). Deleted messages stay here, marked.
    """

    chat_id: int = field(repr=False)
    id: int
    date: datetime
    from_id: int = field(repr=False)
    text: str = field(default="", repr=False)
    entities: list[Json] = field(default_factory=list, repr=False)
    kind: MediaKind = MediaKind.TEXT
    content: Json = field(default_factory=dict, repr=False)
    reply_to: int | None = None
    reply_markup: Json | None = field(default=None, repr=False)
    edited_at: datetime | None = None
    deleted: bool = False
    deleted_by_bot: bool = False
    silent: bool = False
    protected: bool = False
    pinned: bool = False
    via: str = "person"
    forward_origin: Json | None = field(default=None, repr=False)
    media_group_id: str = ""
    thread_id: int | None = None
    anonymous: bool = False
    upload: Upload | None = None

    @property
    def by_bot(self) -> bool:
        return self.via != "person"


@dataclass(slots=True)
class Chat:
    """A chat seen from the bot. In a private chat `members` holds the person and the bot (KICKED = blocked)."""

    id: int = field(repr=False)
    type: ChatType
    title: str = field(default="", repr=False)
    members: dict[int, Status] = field(default_factory=dict, repr=False)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    started: bool = True
    migrated_to: int | None = field(default=None, repr=False)
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        return self.type is ChatType.PRIVATE


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What answerCallbackQuery showed: a toast, an alert box, or a link the client opens."""

    text: str = field(default="", repr=False)
    show_alert: bool = False
    url: str = field(default="", repr=False)


@dataclass(slots=True)
class CallbackQuery:
    """A tap waiting for its answer; the client shows a spinner while `answer` is None."""

    id: str
    user_id: int = field(repr=False)
    chat_id: int = field(repr=False)
    message_id: int
    data: str = field(repr=False)
    at: datetime
    answer: CallbackAnswer | None = None


@dataclass(slots=True)
class Call:
    """One Bot API call: `result` once it succeeded, `error` (the whole envelope) once it failed, neither while it runs.

    A call whose effect happened but whose answer was cut on its way keeps its result and has `lost` set.
    """

    method: str
    params: Json = field(repr=False)
    at: datetime
    result: Any = field(default=None, repr=False)
    error: Json | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that no state of the world could make valid: a defect of the bot."""

    method: str
    problem: str
