"""The seam to whatever carries our words: addresses, messages, and the one port that sends them.

Must never: know Telegram, hold a story in its `repr`, or decide who may read what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Address:
    """Where a platform delivers: for Telegram `value` is the decimal chat id. Not in the `repr`: it names a person.

    `topic`: in which part of a group new messages stand; "" for the general one. The chat is the same without it.
    """

    platform: str
    value: str = field(repr=False)
    topic: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that can be tapped. Exactly one of `data` (callback data, at most 64 bytes) and `url` is set."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, in the reader's language, as plain text (never markup).

    `code` is shown below the text as a block the reader can copy. `rows` are rows of buttons.
    `silent` rings nowhere; `protected` cannot be forwarded or saved. `picture` is a PNG shown above the text: it can be
    sent and deleted, never edited. `commands` belong to Op.MENU alone: (command without its slash, description) pairs;
    none means everybody's menu.
    """

    text: str = field(repr=False)
    rows: tuple[tuple[Button, ...], ...] = ()
    code: str = field(default="", repr=False)
    silent: bool = False
    protected: bool = False
    picture: bytes = field(default=b"", repr=False)
    commands: tuple[tuple[str, str], ...] = ()


class Op(StrEnum):
    """What can be done with a message; MENU is none: it sets the commands that one chat is offered."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    PIN = "pin"
    MENU = "menu"


class Undelivered(StrEnum):
    """Why a message did not arrive: the first group is permanent, the second passes."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    CHAT_NOT_FOUND = "chat_not_found"
    REFUSED = "refused"  # the platform refuses this very message (a 400): sending it again cannot help
    GONE = "gone"  # the message to edit or delete no longer exists
    TOPIC_GONE = "topic_gone"  # the topic of the address was deleted or closed; the chat is there
    MOVED = "moved"  # the chat has another address now: see Undeliverable.moved_to
    SLOW_DOWN = "slow_down"  # see Undeliverable.retry_after
    UNREACHABLE = "unreachable"  # network, time-out, 5xx: it may even have arrived
    UNAUTHORIZED = "unauthorized"  # our token is refused: nobody can be reached


PERMANENT = frozenset(
    {Undelivered.BLOCKED, Undelivered.DEACTIVATED, Undelivered.KICKED, Undelivered.CHAT_NOT_FOUND,
     Undelivered.REFUSED, Undelivered.GONE}
)  # fmt: skip


class Undeliverable(Exception):
    """The one error a Messenger raises. `retry_after` in seconds; `moved_to` is the new `Address.value`."""

    def __init__(self, reason: Undelivered, *, retry_after: float = 0.0, moved_to: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after = retry_after
        self.moved_to = moved_to

    @property
    def permanent(self) -> bool:
        return self.reason in PERMANENT


class Messenger(Protocol):
    """Sends bubbles. Used by the outbox sender alone. Every method raises Undeliverable and nothing else."""

    async def send(self, to: Address, message: Message) -> str:
        """Return the platform's id of the new message."""

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """An edit that changes nothing succeeds. A message with a picture is REFUSED, before or after the edit."""

    async def delete(self, to: Address, message_id: str) -> None:
        """Deleting what is gone already succeeds."""

    async def pin(self, to: Address, message_id: str) -> None: ...

    async def menu(self, to: Address, commands: tuple[tuple[str, str], ...]) -> None:
        """The commands this chat is offered instead of everybody's; none: everybody's again. Twice is harmless."""
