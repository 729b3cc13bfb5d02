"""Comings and goings: joining, leaving, being promoted or removed, blocking the bot, a group's move to a supergroup.

Must never: change a membership without the updates Telegram would send for it.
"""

from __future__ import annotations

from bot.simulator import raw
from bot.simulator.people import People
from bot.simulator.shapes import Chat, ChatType, Json, Message, Status, Topic


class Groups(People):
    """`by` is the user id of who acts; where it is optional the group's creator acts."""

    def join(self, user_id: int, chat_id: int, *, by: int | None = None) -> None:
        """A person enters (invited by `by`, else by themself): notice and `chat_member`."""
        self._enter(user_id, chat_id, Status.MEMBER, by or user_id)

    def leave(self, user_id: int, chat_id: int) -> None:
        self._exit(user_id, chat_id, Status.LEFT, user_id)

    def kick(self, user_id: int, chat_id: int, *, by: int | None = None) -> None:
        """Remove and ban."""
        self._exit(user_id, chat_id, Status.KICKED, by or self._creator(chat_id))

    def promote(
        self, user_id: int, chat_id: int, *, status: Status = Status.ADMINISTRATOR, by: int | None = None
    ) -> None:
        """Give a member of the group another standing inside it (MEMBER demotes, RESTRICTED mutes)."""
        if not self.status(user_id, chat_id).is_inside or not status.is_inside:
            raise ValueError("only a member changes standing inside the group")
        self._change(user_id, chat_id, status, by or self._creator(chat_id))

    def add_bot(self, chat_id: int, *, by: int | None = None, status: Status = Status.ADMINISTRATOR) -> None:
        """Put the bot into a group: `my_chat_member` and the notice of its arrival."""
        self._enter(self.bot.id, chat_id, status, by or self._creator(chat_id))

    def remove_bot(self, chat_id: int, *, by: int | None = None) -> None:
        self.kick(self.bot.id, chat_id, by=by)

    def mute_bot(self, chat_id: int, *, by: int | None = None) -> None:
        """Demote the bot and forbid it to write."""
        self.promote(self.bot.id, chat_id, status=Status.RESTRICTED, by=by)

    def block_bot(self, user_id: int) -> None:
        """The person blocks the bot in their private chat."""
        self._change(self.bot.id, user_id, Status.KICKED, user_id)

    def unblock_bot(self, user_id: int) -> None:
        if self.bot_status(user_id) is not Status.KICKED:
            raise ValueError("the bot is not blocked")
        self._change(self.bot.id, user_id, Status.MEMBER, user_id)

    def open_link(self, user_id: int, payload: str = "") -> Message:
        """Follow `t.me/<bot>?start=<payload>` (the payload or the whole link) and press START; unblocks the bot."""
        payload = payload.partition("start=")[2] if "start=" in payload else payload
        if self.bot_status(user_id) is Status.KICKED:
            self.unblock_bot(user_id)
        return self.send_text(user_id, user_id, f"/start {payload}".strip())

    def deactivate(self, user_id: int) -> None:
        """The person deletes their account: nothing is announced, sends fail from now on."""
        self.user(user_id).is_deactivated = True
        self.touch()

    def migrate_group_to_supergroup(self, chat_id: int, new_id: int | None = None) -> Chat:
        """Upgrade a basic group; two notices reach the bot, the old id answers with `migrate_to_chat_id`.

        Messages stay in the old chat, as for a bot: message ids do not carry over.
        """
        old = self.chat(chat_id)
        if old.type is not ChatType.GROUP or old.migrated_to is not None:
            raise ValueError("only a basic group migrates, once")
        creator = self._creator(chat_id)
        new = self.add_group(old.title, chat_id=new_id, bot_status=self.bot_status(chat_id))
        new.members = dict(old.members)
        self._notice(chat_id, creator, {"migrate_to_chat_id": new.id})
        self._notice(new.id, creator, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        self.touch()
        return new

    def make_forum(self, chat_id: int) -> None:
        """Switch topics on (supergroups only)."""
        if self.chat(chat_id).type is not ChatType.SUPERGROUP:
            raise ValueError("only a supergroup has topics: migrate it first")
        self.chat(chat_id).is_forum = True
        self.touch()

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """A person deletes a topic with its messages; the bot is not told."""
        topic: Topic = self.chat(chat_id).topics.pop(thread_id)
        for message in self.chat(chat_id).messages.values():
            message.deleted = message.deleted or message.thread_id == topic.id
        self.touch()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _enter(self, user_id: int, chat_id: int, status: Status, by: int) -> None:
        if self.status(user_id, chat_id).is_inside:
            raise ValueError("already in the group")
        self._change(user_id, chat_id, status, by)
        self._notice(chat_id, by, {"new_chat_members": [raw.user(self.user(user_id))]})

    def _exit(self, user_id: int, chat_id: int, status: Status, by: int) -> None:
        if not self.status(user_id, chat_id).is_inside or self.chat(chat_id).is_private:
            raise ValueError("not in the group")
        self._change(user_id, chat_id, status, by)
        self._notice(chat_id, by, {"left_chat_member": raw.user(self.user(user_id))})

    def _change(self, user_id: int, chat_id: int, status: Status, by: int) -> None:
        chat, old = self.chat(chat_id), self.status(user_id, chat_id)
        chat.members[user_id] = status
        kind = "my_chat_member" if user_id == self.bot.id else "chat_member"
        # Only administrators learn of other people's standing, and only if they asked for it in allowed_updates.
        if kind == "my_chat_member" or self.bot_status(chat_id).is_admin:
            self.updates.push(kind, raw.member_update(self, chat, user_id, (old, status), by))
        self.touch()

    def _notice(self, chat_id: int, by: int, content: Json) -> Message:
        message = self.service(chat_id, by, content)
        self._deliver("message", message)
        return message

    def _creator(self, chat_id: int) -> int:
        for user_id, status in self.chat(chat_id).members.items():
            if status is Status.CREATOR:
                return user_id
        raise ValueError("the group has no creator: say who acts")
