"""The words to coordinators: bare cards for the group, the case itself in private, for active coordinators only.

Must never: put a theme, a story or a chosen name into the group, or a case before somebody whose rights have ended.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Message
from bot.services.absence_bubbles import ABSENCE_BUBBLES
from bot.services.card_bubbles import alarm, card, reminder, rule, tap
from bot.services.case_desk_bubbles import CASE_DESK_BUBBLES
from bot.services.case_file_bubbles import case_file, case_story, raised, summary
from bot.services.case_list_bubbles import CASE_LIST_BUBBLES
from bot.services.encounter_bubbles import ENCOUNTER_BUBBLES
from bot.services.heartbeat import heartbeat
from bot.services.lost_roads import road
from bot.services.mailing import sentence
from bot.services.merged_bubbles import merged
from bot.services.morning_bubbles import TASK_BUBBLES
from bot.services.referral_desk_bubbles import REFERRAL_DESK_BUBBLES
from bot.services.relay_desk_bubbles import RELAY_DESK_BUBBLES
from bot.services.reply_bubbles import REPLY_BUBBLES
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action
from bot.services.voice import Desk
from bot.services.watching import watch


def _rights(renderer: Renderer) -> Renderer:
    """Rights are read again when the message leaves: whoever lost them meanwhile gets nothing."""

    def render(scene: Scene) -> Message | None:
        staff = scene.uow.staff.of(scene.reader.id)
        return renderer(scene) if staff and staff.active and not scene.reader.is_group else None

    return render


def _group_or_rights(renderer: Renderer) -> Renderer:
    """Bare words: the group may see them, and so may an active coordinator while the group is out of reach."""
    return lambda scene: renderer(scene) if scene.reader.is_group else _rights(renderer)(scene)


def news(scene: Scene) -> Message | None:
    case = scene.case
    if case is None:
        return None
    said = {
        "": N_("{reference}: the person has written again."),
        "erasure": N_("{reference}: the person asks for erasure. A human decides, within a month."),
        "stop": N_("{reference}: the person has said “stop”. Answers only."),
    }[scene.param("why")]
    return Message(scene.say(said, reference=case.reference), in_rows([tap(scene, N_("Read in private"), Action.READ)]))


def enrolled(scene: Scene) -> Message:
    return Message(joined((
        scene.say("You are a coordinator now."),
        scene.say("Your rights also need your presence in the coordination chat."),
    )))  # fmt: skip


def invite(scene: Scene) -> Message:
    days = scene.house.territory.delays.invitation_days
    text = scene.say("A link for the next coordinator. It works once, for {days} days:", days=days)
    return Message(text, code=scene.param("link"))


def _say(*msgids: str) -> Renderer:
    return lambda scene: Message(joined(scene.say(msgid) for msgid in msgids))


DESK_BUBBLES: Mapping[str, Renderer] = {
    **{kind: _rights(renderer) for kind, renderer in {**CASE_LIST_BUBBLES, **ABSENCE_BUBBLES, **TASK_BUBBLES}.items()},
    **{kind: _rights(renderer) for kind, renderer in {**CASE_DESK_BUBBLES, **REPLY_BUBBLES}.items()},
    **{kind: _rights(renderer) for kind, renderer in ENCOUNTER_BUBBLES.items()},
    **{kind: _rights(renderer) for kind, renderer in RELAY_DESK_BUBBLES.items()},
    **{kind: _rights(renderer) for kind, renderer in REFERRAL_DESK_BUBBLES.items()},
    Desk.CARD: _group_or_rights(card),
    Desk.CARDS: merged,
    Desk.HEARTBEAT: heartbeat,
    Desk.ROAD: _group_or_rights(road),
    Desk.WATCH: _group_or_rights(watch),
    Desk.MAIL: sentence,
    Desk.RULE: rule,
    Desk.ALARM: alarm,
    Desk.PRIVATE_ALARM: _rights(alarm),
    Desk.REMINDER: _group_or_rights(reminder),
    Desk.CASE_FILE: _rights(case_file),
    Desk.CASE_STORY: _rights(case_story),
    Desk.SUMMARY: _rights(summary),
    Desk.RAISED: _group_or_rights(raised),
    Desk.NEWS: _rights(news),
    Desk.NEWS_GROUP: _group_or_rights(news),
    Desk.ENROLLED: enrolled,
    Desk.INVITE: _rights(invite),
    Desk.NEWCOMER: _say(N_("Someone has joined this chat. They have no right until a coordinator invites them.")),
    Desk.HELLO: _say(
        N_("Cards arrive in the coordination chat. “Read in private” shows a case here."),
        N_("Commands: /fiches, /agenda, /rencontre, /absence, /relais, /inviter, and /pour_moi to write for yourself."),
    ),
    Desk.NO_RIGHT: _say(N_("You cannot do that here.")),
    Desk.TEXT_ONLY: _say(N_("Only text works here: photos, voice messages and files are not opened.")),
    Desk.FORWARD_UNUSED: _say(
        N_("I keep nothing of forwarded messages here. To answer someone, open their case first.")
    ),
    Desk.EDIT_UNUSED: _say(N_("Changing a message changes nothing here. Send the new text again.")),
    Desk.ATTACH_REFUSED: _say(N_("This code does not work, or not any more.")),
}
