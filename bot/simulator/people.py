"""What people do in their chats: write, edit, tap, send things, forward. Each appends the update the bot would get.

Must never: let somebody do what their Telegram would not offer (a button that is not there is a ValueError);
`forge_tap` is the one exception, for modified clients.
"""

from __future__ import annotations

import secrets

from bot.simulator import markup, media, raw
from bot.simulator.ground import Ground
from bot.simulator.shapes import CallbackQuery, Chat, Json, MediaKind, Message, OriginKind, Status


class People(Ground):
    """All return the new (or edited) Message. ValueError when the person is not in the chat or has blocked the bot."""

    def send_text(
        self, user_id: int, chat_id: int, text: str, *, reply_to: int | None = None, thread_id: int | None = None,
        anonymous: bool = False,
    ) -> Message:  # fmt: skip
        """`reply_to` is a message id of the chat; `anonymous` writes as the group (anonymous administrator)."""
        return self._say(
            user_id, chat_id, text=text, reply_to=reply_to, thread_id=thread_id, anonymous=anonymous
        )

    def edit_text(self, user_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Edit one's own text or caption -> `edited_message`."""
        message = self.message(chat_id, message_id)
        if message.deleted or message.by_bot or message.from_id != user_id or message.kind is MediaKind.SERVICE:
            raise ValueError("nobody edits this message")
        message.text, message.entities = text, markup.detect(text)
        message.edited_at = self.clock.now()
        self._deliver("edited_message", message)
        self.touch()
        return message

    def delete_own(self, user_id: int, chat_id: int, message_id: int) -> None:
        """Delete for both sides. Telegram tells the bot nothing. One's own, or any in private."""
        message = self.message(chat_id, message_id)
        if message.from_id != user_id and not self.chat(chat_id).is_private:
            raise ValueError("not one's own message")
        message.deleted = True
        self.touch()

    def tap(self, user_id: int, chat_id: int, message_id: int, button: str) -> str:
        """Tap the inline button with this label or callback data; return the callback query's id.

        ValueError when the message is gone, has no such button, or the button is a link (see `open_link`).
        """
        message = self.message(chat_id, message_id)
        inline = [one for one in self.buttons(message) if one.inline and one.data]
        found = [one for one in inline if button == one.data] or [one for one in inline if button == one.label]
        if message.deleted or not found:
            raise ValueError("no such button to tap")
        return self.forge_tap(user_id, chat_id, message_id, found[0].data)

    def forge_tap(self, user_id: int, chat_id: int, message_id: int, data: str) -> str:
        """A callback query as a modified client could send it: any data, even on a message gone or never seen."""
        self._require_inside(user_id, chat_id)
        query = CallbackQuery(
            str(secrets.randbits(62)), user_id, chat_id, message_id, data, self.clock.now()
        )
        self.queries[query.id] = query
        self.updates.push("callback_query", raw.callback_query(self, query))
        self.touch()
        return query.id

    def press_key(self, user_id: int, chat_id: int, label: str) -> Message:
        """Press a key of the reply keyboard: its label is sent as text, or the person's own contact card."""
        keyboard = self.reply_keyboard(chat_id)
        keys = {one.label: one for one in self.buttons(keyboard)} if keyboard else {}
        if label not in keys:
            raise ValueError("no such key")
        if keys[label].asks_contact:
            return self.send_contact(user_id, chat_id, owner_id=user_id, reply_to=keyboard.id if keyboard else None)
        return self.send_text(user_id, chat_id, label)

    # -- things other than text --------------------------------------------------------------------------------------

    def send_photo(self, user_id: int, chat_id: int, *, caption: str = "") -> Message:
        return self._say(user_id, chat_id, text=caption, kind=MediaKind.PHOTO, content=media.photo())

    def send_voice(self, user_id: int, chat_id: int, *, seconds: int = 4) -> Message:
        return self._say(user_id, chat_id, kind=MediaKind.VOICE, content=media.voice(seconds))

    def send_video(self, user_id: int, chat_id: int, *, caption: str = "") -> Message:
        return self._say(user_id, chat_id, text=caption, kind=MediaKind.VIDEO, content=media.video())

    def send_document(
        self, user_id: int, chat_id: int, *, file_name: str = "document.pdf", caption: str = ""
    ) -> Message:
        content = media.document(file_name, "application/pdf", 1024)
        return self._say(user_id, chat_id, text=caption, kind=MediaKind.DOCUMENT, content=content)

    def send_sticker(self, user_id: int, chat_id: int, *, emoji: str = "👍") -> Message:
        return self._say(user_id, chat_id, kind=MediaKind.STICKER, content=media.sticker(emoji))

    def send_contact(
        self, user_id: int, chat_id: int, *, phone: str = "+33600000000", owner_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:  # fmt: skip
        """A contact card; `owner_id` is the account it belongs to (one's own when a key asked for it)."""
        name = self.user(owner_id or user_id).first_name
        content = media.contact(phone, name, owner_id)
        return self._say(user_id, chat_id, kind=MediaKind.CONTACT, content=content, reply_to=reply_to)

    def send_location(self, user_id: int, chat_id: int, *, latitude: float, longitude: float) -> Message:
        return self._say(user_id, chat_id, kind=MediaKind.LOCATION, content=media.location(latitude, longitude))

    def send_poll(self, user_id: int, chat_id: int, *, question: str, options: tuple[str, ...]) -> Message:
        return self._say(user_id, chat_id, kind=MediaKind.POLL, content=media.poll(question, options))

    def send_album(self, user_id: int, chat_id: int, *, count: int = 3, caption: str = "") -> list[Message]:
        """`count` photos (2-10) sharing one media_group_id; the caption is the first one's."""
        if not 2 <= count <= 10:
            raise ValueError("an album has 2 to 10 items")
        group = str(secrets.randbits(50))
        return [
            self._say(
                user_id, chat_id, text="" if place else caption, kind=MediaKind.PHOTO, content=media.photo(),
                media_group_id=group,
            )
            for place in range(count)
        ]

    def forward(
        self, user_id: int, chat_id: int, text: str, *, kind: OriginKind = OriginKind.USER,
        author_id: int | None = None, author_name: str = "Inconnu", as_photo: bool = False, media_group_id: str = "",
    ) -> Message:  # fmt: skip
        """Forward somebody's message. USER shows the account `author_id` (an existing user); HIDDEN_USER only
        `author_name`; CHAT and CHANNEL are titled `author_name`. `as_photo` makes `text` the caption of a photo;
        a shared `media_group_id` makes an album."""
        origin = raw.forward_origin(kind, self.users.get(author_id or user_id), author_name, self.clock.now())
        return self._say(
            user_id, chat_id, text=text, forward_origin=origin, media_group_id=media_group_id,
            kind=MediaKind.PHOTO if as_photo else MediaKind.TEXT, content=media.photo() if as_photo else {},
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------------------------

    def _say(
        self, user_id: int, chat_id: int, *, text: str = "", kind: MediaKind = MediaKind.TEXT,
        content: Json | None = None, reply_to: int | None = None, thread_id: int | None = None,
        anonymous: bool = False, forward_origin: Json | None = None, media_group_id: str = "",
    ) -> Message:  # fmt: skip
        self._require_inside(user_id, chat_id)
        if reply_to is not None:
            self.message(chat_id, reply_to)
        chat = self.chat(chat_id)
        chat.started = True
        message = Message(
            chat_id, self.new_message_id(chat), self.clock.now(), user_id, text, markup.detect(text), kind,
            content or {}, reply_to, forward_origin=forward_origin, media_group_id=media_group_id,
            thread_id=thread_id, anonymous=anonymous,
        )  # fmt: skip
        self.post(message)
        self._deliver("message", message)
        return message

    def _require_inside(self, user_id: int, chat_id: int) -> None:
        if not self.status(self.user(user_id).id, chat_id).is_inside:
            raise ValueError("this person is not in the chat")
        chat = self.chat(chat_id)
        if chat.is_private and self.bot_status(chat_id) is Status.KICKED:
            raise ValueError("this person has blocked the bot: unblock it first")
        if chat.migrated_to is not None:
            raise ValueError("the group has become a supergroup")

    def _deliver(self, kind: str, message: Message) -> None:
        """Queue the update, unless privacy mode or an absent bot holds it back."""
        if self.hears(message):
            self.updates.push(kind, raw.message(self, message))

    def hears(self, message: Message) -> bool:
        """Privacy mode: in a group a bot that is no administrator hears commands, replies to it and notices only."""
        chat = self.chat(message.chat_id)
        status = self.bot_status(chat.id)
        if chat.is_private or status.is_admin:
            return status.is_inside
        if not status.is_inside:
            return False
        return message.kind is MediaKind.SERVICE or self._is_for_bot(chat, message)

    def _is_for_bot(self, chat: Chat, message: Message) -> bool:
        replied = chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.by_bot:
            return True
        return markup.addresses_bot(message.text, message.entities, self.bot.username)
