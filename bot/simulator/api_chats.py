"""Methods about chats, their members and their topics.

Must never: tell a bot that is no administrator what only administrators may see.
"""

from __future__ import annotations

from bot.simulator import raw
from bot.simulator.api_rules import Files, Handler, bad, joined_chat, known_chat, require_admin
from bot.simulator.shapes import Chat, ChatType, Json, Status, Topic
from bot.simulator.world import World

ICON_COLOR = 7322096
NO_TOPIC_RIGHT = "not enough rights to manage topics in the chat"
GIFTS: Json = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
PERMISSIONS: Json = {"can_send_messages": True, "can_send_photos": True, "can_invite_users": True}


def get_chat(world: World, params: Json, files: Files) -> Json:
    chat = known_chat(world, params["chat_id"])
    if not chat.is_private:
        joined_chat(world, chat.id)
    found = raw.chat(world, chat) | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": GIFTS}
    if not chat.is_private:
        found["permissions"] = PERMISSIONS
    pinned = [one for one in chat.messages.values() if one.pinned and not one.deleted]
    if pinned:
        found["pinned_message"] = raw.message(world, pinned[-1], nested=True)
    return found


def get_chat_member(world: World, params: Json, files: Files) -> Json:
    """Guaranteed to an administrator only; in a basic group and about itself it always works."""
    chat = joined_chat(world, params["chat_id"])
    user_id = params["user_id"]
    if chat.type is ChatType.SUPERGROUP and user_id != world.bot.id:
        require_admin(world, chat, "CHAT_ADMIN_REQUIRED")
    if user_id not in world.users:
        raise bad("user not found")
    return raw.member(world, user_id, world.status(user_id, chat.id))


def get_chat_member_count(world: World, params: Json, files: Files) -> int:
    return len(_inside(joined_chat(world, params["chat_id"])))


def get_chat_administrators(world: World, params: Json, files: Files) -> list[Json]:
    """Every administrator but other bots; the bot itself is included, as on the real server."""
    chat = joined_chat(world, params["chat_id"])
    if chat.is_private:
        raise bad("there are no administrators in the private chat")
    return [raw.member(world, user_id, status) for user_id, status in _inside(chat).items() if status.is_admin]


def leave_chat(world: World, params: Json, files: Files) -> bool:
    chat = joined_chat(world, params["chat_id"])
    if chat.is_private:
        raise bad("chat member status can't be changed in private chats")
    world.leave(world.bot.id, chat.id)
    return True


def create_forum_topic(world: World, params: Json, files: Files) -> Json:
    chat = _forum(world, params)
    content: Json = {"forum_topic_created": {"name": params["name"], "icon_color": ICON_COLOR}}
    notice = world.service(chat.id, world.bot.id, content, via="createForumTopic")
    notice.thread_id = notice.id
    chat.topics[notice.id] = Topic(notice.id, params["name"])
    return {"message_thread_id": notice.id, "name": params["name"], "icon_color": ICON_COLOR}


def edit_forum_topic(world: World, params: Json, files: Files) -> bool:
    topic = _topic(_forum(world, params), params)
    topic.name = params.get("name") or topic.name
    return True


def close_forum_topic(world: World, params: Json, files: Files) -> bool:
    _topic(_forum(world, params), params).is_closed = True
    return True


def reopen_forum_topic(world: World, params: Json, files: Files) -> bool:
    _topic(_forum(world, params), params).is_closed = False
    return True


def delete_forum_topic(world: World, params: Json, files: Files) -> bool:
    chat = _forum(world, params)
    world.delete_topic(chat.id, _topic(chat, params).id)
    return True


def _inside(chat: Chat) -> dict[int, Status]:
    return {user_id: status for user_id, status in chat.members.items() if status.is_inside}


def _forum(world: World, params: Json) -> Chat:
    chat = joined_chat(world, params["chat_id"])
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    require_admin(world, chat, NO_TOPIC_RIGHT)
    return chat


def _topic(chat: Chat, params: Json) -> Topic:
    found = chat.topics.get(params["message_thread_id"])
    if found is None:
        raise bad("message thread not found")
    return found


HANDLERS: dict[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
