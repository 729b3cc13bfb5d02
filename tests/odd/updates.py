"""Any update of the Bot API, built from the facts of its types (bot_api.json), and the same updates broken.

`Maker` builds from a `random.Random`: seeded in a storm, drawn by hypothesis in `any_update` and `any_broken_update`,
which shrink and reproduce. Must never: build what the facts refuse (unless broken on purpose), or use the network.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.simulator import facts, markup
from bot.simulator.facts import Field
from tests.odd.cast import ANONYMOUS_ADMIN, CHANNEL, CHANNEL_BOT, Cast, Json, chat, user
from tests.odd.texts import HOSTILE, MARK, PLAIN

DEEPEST = 4  # beyond it only required fields: messages hold messages
NOW = 1_773_266_400  # a date of March 2026
CONTEXT = frozenset({
    "author_signature", "business_connection_id", "caption", "caption_entities", "chat", "date",
    "direct_messages_topic", "edit_date", "effect_id", "entities", "external_reply", "forward_origin", "from",
    "guest_bot_caller_chat",
    "guest_bot_caller_user", "guest_query_id", "has_media_spoiler", "has_protected_content", "is_automatic_forward",
    "is_from_offline", "is_paid_post", "is_topic_message", "link_preview_options", "media_group_id", "message_id",
    "message_thread_id", "paid_star_count", "quote", "reply_markup", "reply_to_checklist_task_id", "reply_to_message",
    "reply_to_poll_option_id", "reply_to_story", "sender_boost_count", "sender_business_bot", "sender_chat",
    "sender_tag", "show_caption_above_media", "suggested_post_info", "text", "via_bot",
})  # fmt: skip
"""Fields that go along with a content; every other field of a Message is a content, new ones included."""
SAID = frozenset({"text", "caption", "entities", "caption_entities", "from", "sender_chat"})
MOVES = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})
WORDS = {
    "MessageEntity.type": ("bot_command", "mention", "url", "bold", "text_link", "pre", "custom_emoji", "text_mention"),
    "Sticker.type": ("regular", "mask", "custom_emoji"), "Poll.type": ("regular", "quiz"),
    "StickerSet.sticker_type": ("regular",), "emoji": ("🎲", "👍", "😀"), "currency": ("EUR", "XTR"),
}  # fmt: skip
CONTENTS = tuple(sorted(facts.fields("types", "Message").keys() - CONTEXT))
KINDS = tuple(sorted(facts.fields("types", "Update").keys() - {"update_id"}))


class Maker:
    def __init__(self, rng: Random, cast: Cast) -> None:
        self.rng = rng
        self.cast = cast

    def chance(self, share: float) -> bool:
        """False at the smallest draw: what hypothesis shrinks becomes small."""
        return self.rng.random() >= 1 - share

    # -- whole updates ---------------------------------------------------------------------------------------------

    def update(self, kind: str = "") -> Json:
        """`{kind: payload}`, without its update_id; messages and taps half of the time."""
        usual = ("message",) * 12 + ("callback_query",) * 6 + ("edited_message",) * 3
        kind = kind or self.rng.choice((*usual, *KINDS))
        return {kind: self.payload(kind)}

    def payload(self, kind: str) -> Json:
        match kind:
            case "message" | "edited_message":
                return self.private_message() if self.chance(0.75) else self.group_message()
            case "channel_post" | "edited_channel_post":
                return self.message(chat(CHANNEL), {"sender_chat": chat(CHANNEL)})
            case "callback_query":
                return self.tap()
            case "my_chat_member" | "chat_member":
                return self.membership(kind)
        (name,) = facts.fields("types", "Update")[kind].types
        return self.message(self.cast.elsewhere(self.rng), {}) if name == "Message" else self.thing(name, 1)

    def private_message(self) -> Json:
        sender = self.cast.person(self.rng)
        return self.message(chat(sender["id"]), {"from": sender})

    def group_message(self) -> Json:
        """By a person, an anonymous administrator, as a channel, or by a bot."""
        place = self.cast.group_chat(self.rng)
        authors: tuple[Json, ...] = (
            {"from": self.cast.person(self.rng)}, {"from": user(ANONYMOUS_ADMIN), "sender_chat": place},
            {"from": user(CHANNEL_BOT), "sender_chat": chat(CHANNEL)},
            {"from": {**user(8_000_000_001), "is_bot": True}},
        )  # fmt: skip
        return self.message(place, self.rng.choice(authors))

    def tap(self) -> Json:
        presser = self.cast.person(self.rng)
        data = self.rng.choice((self.cast.callback_data(self.rng, presser["id"]),) * 4 + (self.garbage(),))
        query = {"id": str(self.rng.getrandbits(60)), "from": presser, "chat_instance": "7"}
        query |= {"data": data} if self.chance(0.95) else {"game_short_name": MARK}
        own, group = chat(presser["id"]), self.cast.group_chat(self.rng)
        bot = {"from": user(self.cast.bot)}
        return query | self.rng.choice((
            {"message": self.message(own, bot)}, {"message": self.message(own, bot)},
            {"message": self.message(group, bot)}, {"inline_message_id": "inline"}, {},
            {"message": {"chat": own, "message_id": self.cast.message_id(self.rng, own["id"]), "date": 0}},
        ))  # fmt: skip

    def garbage(self) -> str:
        forms = ("q:{}:{}:{}", "w:{}", "r:{}", "c:{}:prendre", "c:{}:lire", "{}", "q:::", "c:{}:close:{}", "é{}")
        return self.rng.choice(forms).format(*("A" * self.rng.randint(1, 12) for _ in range(3)))[:64]

    def membership(self, kind: str) -> Json:
        """Of the bot, or of people without rights: who of the coordinators left is a truth the bot has to believe."""
        plain = [one for one in self.cast.people if one not in self.cast.coordinators]
        who = user(self.cast.bot if kind == "my_chat_member" else self.rng.choice(plain))
        places = (self.cast.elsewhere(self.rng), chat(self.cast.group))
        place = places[0] if kind == "my_chat_member" else self.rng.choice(places)
        found = self.thing("ChatMemberUpdated", 1) | {"from": self.cast.person(self.rng), "chat": place}
        for side in ("old_chat_member", "new_chat_member"):
            found[side] = {**found[side], "user": who}
        return found

    # -- messages --------------------------------------------------------------------------------------------------

    def message(self, place: Json, author: Json, depth: int = 0) -> Json:
        """A Message with one content, words half of the time."""
        number = self.cast.message_id(self.rng, place["id"])
        found: Json = {"message_id": number, "date": NOW + self.rng.randint(0, 9999), "chat": place, **author}
        known = facts.fields("types", "Message")
        if self.chance(0.5):
            found |= self.words("text", "entities")
        else:
            content = self.rng.choice([one for one in CONTENTS if one not in MOVES or place["id"] != self.cast.group])
            found[content] = self.value("Message", known[content], depth + 1)
            found |= self.words("caption", "caption_entities") if self.chance(0.4) else {}
        for name in sorted(CONTEXT - found.keys() - SAID):
            if depth < DEEPEST - 1 and self.chance(0.06):
                found[name] = self.value("Message", known[name], depth + 1)
        return found

    def words(self, name: str, entities: str) -> Json:
        text = self.rng.choice((*PLAIN, *PLAIN, *HOSTILE.values()))
        marked = markup.detect(text) if self.chance(0.9) else self.things("MessageEntity", 2, 2)
        return {name: text} | ({entities: marked} if marked else {})

    # -- anything by its type --------------------------------------------------------------------------------------

    def thing(self, name: str, depth: int) -> Any:
        """A value of a type of the Bot API."""
        if not facts.is_type(name):
            return self.primitive(name, Field("", True, (name,)))
        if several := facts.variants(name):
            return self.thing(self.rng.choice(several), depth)
        match name:
            case "User":
                return self.cast.anybody(self.rng)
            case "Chat":
                return self.cast.elsewhere(self.rng)
            case "Message" if depth >= DEEPEST:
                return {"message_id": 1, "date": NOW, "chat": self.cast.elsewhere(self.rng)}
            case "Message":
                return self.message(self.cast.elsewhere(self.rng), {"from": self.cast.anybody(self.rng)}, depth)
        share = (0.5, 0.4, 0.25, 0.1)[depth] if depth < DEEPEST else 0.0
        wanted = [one for one in facts.fields("types", name).values() if one.required or self.chance(share)]
        return {one.name: self.value(name, one, depth + 1) for one in wanted}

    def value(self, owner: str, one: Field, depth: int) -> Any:
        kind = self.rng.choice(one.types)
        if kind.startswith("[]"):
            low, high = (one.low, one.high) if one.high else (1 if one.required else 0, 3)
            return self.things(kind[2:], depth, self.rng.randint(low, max(low, min(high, low + 2))))
        if not facts.is_type(kind):
            return self.primitive(kind, one, owner)
        return self.thing(kind, depth)

    def things(self, kind: str, depth: int, count: int) -> list[Any]:
        one = Field("", True, (kind,))
        return [self.value("", one, depth) for _ in range(count)]

    def primitive(self, kind: str, one: Field, owner: str = "") -> Any:
        match kind:
            case "Integer" if one.name.endswith(("date", "_time")):
                return NOW + self.rng.randint(-9999, 9999)
            case "Integer" if one.name.endswith("user_id"):
                return self.cast.anybody(self.rng)["id"]
            case "Integer" if one.name.endswith("chat_id"):
                return self.cast.elsewhere(self.rng)["id"]
            case "Integer":
                return self.rng.choice((0, 1, 2, 7, 64, 4096, 2**31 - 1))
            case "Float":
                return round(self.rng.uniform(-90, 90), 6)
            case "Boolean":
                return self.chance(0.8)
        words = one.options or WORDS.get(f"{owner}.{one.name}") or WORDS.get(one.name)
        text = self.rng.choice(words or (MARK, f"{MARK} & <b>", "x", "😀"))
        return text if words or not one.high else (text + "x" * one.low)[: one.high]


@st.composite
def any_update(draw: st.DrawFn, cast: Cast, kind: str = "") -> Json:
    """An update that the facts accept."""
    return Maker(draw(st.randoms(use_true_random=False)), cast).update(kind)
