"""The words to coordinators: bare cards for the group, the case itself in private, for active coordinators only.

Must never: put a theme, a story or a chosen name into the group, or a case before somebody whose rights have ended.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.question import Kind
from bot.intake.roads import Road
from bot.intake.views import in_rows, recap_lines
from bot.messages import Message
from bot.services.card_bubbles import alarm, card, head, reminder, rule, tap
from bot.services.cases import RESULT_LABELS, Result, story_parts, told
from bot.services.referral_desk_bubbles import REFERRAL_DESK_BUBBLES
from bot.services.referral_directory import file_lines, refer_button
from bot.services.relay_desk_bubbles import RELAY_DESK_BUBBLES
from bot.services.scene import Renderer, Scene
from bot.services.situations import REMINDED
from bot.services.taps import Action, mark_of
from bot.services.voice import Desk
from bot.triage.urgency import Signal
from storage.records import Case, CaseState, EntryKind

SIGNALS: Mapping[Signal, str] = {
    Signal.SUICIDE: N_("suicide"),
    Signal.AUTOMUTILATION: N_("self-harm"),
    Signal.VIOLENCE_INTRAFAMILIALE: N_("violence at home"),
    Signal.VIOLENCE_SEXUELLE: N_("sexual violence"),
    Signal.FUGUE: N_("running away"),
    Signal.ENFANT_EN_DANGER: N_("child in danger"),
    Signal.MENACE_SUBIE: N_("threatened"),
    Signal.MENACE_EMISE: N_("threatening"),
    Signal.TRAITE: N_("trafficking"),
    Signal.URGENCE_VITALE: N_("life-threatening emergency"),
}


def _rights(renderer: Renderer) -> Renderer:
    """Rights are read again when the message leaves: whoever lost them meanwhile gets nothing."""

    def render(scene: Scene) -> Message | None:
        staff = scene.uow.staff.of(scene.reader.id)
        return renderer(scene) if staff and staff.active and not scene.reader.is_group else None

    return render


def _group_or_rights(renderer: Renderer) -> Renderer:
    """Bare words: the group may see them, and so may an active coordinator while the group is out of reach."""
    return lambda scene: renderer(scene) if scene.reader.is_group else _rights(renderer)(scene)


def case_file(scene: Scene) -> Message | None:
    case, say = scene.case, scene.say
    if case is None or case.state is CaseState.WITHDRAWN:
        return None
    lines = [head(case, scene.words)]
    if case.alert_only:
        lines.append(say("Alert. Nothing has been sent yet: there is no story to read."))
    if case.signals and case.false_alarm_at is None:
        named = ", ".join(say(SIGNALS[signal]) for signal in sorted(case.signals))
        lines.append(say("Noticed by the program, to be checked: {signals}.", signals=named))
    lines += _filed_by(scene, case)
    answers = {key: codes for key, codes in case.answers.items() if key not in ("tranche_age", "accord_envoi")}
    questions = scene.house.questionnaires[case.kind].questions
    lines += recap_lines(questions, answers, scene.words, story=False)
    lines += [*file_lines(scene, case), *_state_lines(scene, case)]
    return Message(
        joined(lines), in_rows([
            tap(scene, N_("Answer"), Action.REPLY), *refer_button(scene, case), tap(scene, N_("More"), Action.MORE),
        ])
    )


def _filed_by(scene: Scene, case: Case) -> list[str]:
    """Who filed it for which structure, and what belongs to it: for the coordinator only."""
    lines = []
    if case.kind != Road.YOUTH:
        relay = scene.uow.relays.of(case.address_id) if case.address_id else None
        structure = next((s.label for s in scene.house.territory.structures if s.id == case.structure), "")
        who = ", ".join(part for part in (relay.name if relay else "", structure) if part)
        lines += [scene.say("Handed on by {who}.", who=who)] if who else []
    linked = ", ".join(other.reference for other in scene.uow.cases.linked(case.id))
    lines += [scene.say("Linked to {references}.", references=linked)] if linked else []
    if REMINDED in {entry.event for entry in scene.uow.entries.of_case(case.id, EntryKind.EVENT)}:
        lines.append(scene.say("Reminded: this record is no “signalement”."))
    return lines


def _state_lines(scene: Scene, case: Case) -> list[str]:
    """What was promised, and what the person asked since."""
    say, words, lines = scene.say, scene.words, []
    if case.answer_by and not case.answered_at:
        lines.append(say("Promised: an answer {when}.", when=words.before(case.answer_by, scene.now)))
    if case.answered_at:
        lines.append(say("Answered {moment}.", moment=words.moment(case.answered_at)))
    if case.erasure_asked_at:
        lines.append(say("The person asks for erasure: a human decides."))
    person = scene.uow.people.of_id(case.address_id) if case.address_id else None
    if person and person.discreet:
        lines.append(say("The phone may be read by others: a message only says that something waits."))
    if person and person.quiet:
        lines.append(say("Has said “stop”: answers only."))
    if person and person.unreachable:
        lines.append(say("Cannot be reached here any more. Try another way."))
    return lines


def case_story(scene: Scene) -> Message | None:
    case, until = scene.case, scene.instant("until")
    if case is None or until is None or case.state is CaseState.WITHDRAWN:
        return None
    parts, number = story_parts(told(scene.uow, case)), int(scene.param("part") or 0)
    if number >= len(parts):
        return None
    lines = [scene.say("Story of {reference}. This message goes at {hour}.", reference=case.reference,
                       hour=scene.words.hour(until))]  # fmt: skip
    for entry in parts[number]:
        quoted = scene.say("“{words}”", words=entry.body) if entry.body else scene.say("(words taken back)")
        match entry.kind:
            case EntryKind.REPLY:
                lines.append(scene.say("Team, {moment}: {words}", moment=scene.words.moment(entry.at), words=quoted))
            case EntryKind.EDIT:
                lines.append(scene.say("Changed afterwards: {words}", words=quoted))
            case EntryKind.MESSAGE:
                lines.append(scene.say("{moment}: {words}", moment=scene.words.moment(entry.at), words=quoted))
            case _:
                lines.append(quoted)
    lines.append(scene.say("Your reading is logged, without the content."))
    return Message(joined(lines))


def summary(scene: Scene) -> Message | None:
    """*Résumé*: codes only, one `key: code` a line, to copy into another file."""
    case = scene.case
    if case is None:
        return None
    lines = [f"fiche_id: {case.reference}", f"niveau_urgence: {case.level}", f"etat: {case.state}"]
    for question in scene.house.questionnaires[case.kind].questions:
        codes = case.answers.get(question.key)
        if codes and question.kind is Kind.CHOICE:
            lines.append(f"{question.key}: {', '.join(codes)}")
    if case.signals and case.false_alarm_at is None:
        lines.append(f"signaux_danger: {', '.join(sorted(case.signals))}")
    return Message(scene.say("Summary of {reference}, without words:", reference=case.reference), code="\n".join(lines))


def write_reply(scene: Scene) -> Message | None:
    case = scene.case
    if case is None:
        return None
    return Message(joined((
        scene.say("Write your answer to {reference}. You see it before it leaves.", reference=case.reference),
        scene.say("“stop” cancels."),
    )))  # fmt: skip


def preview(scene: Scene) -> Message | None:
    staff = scene.uow.staff.of(scene.reader.id)
    if staff is None or not staff.doing_text or staff.doing_case != scene.row.case_id:
        return None
    buttons = [
        tap(scene, N_("Send"), Action.SEND, mark_of(staff.doing_text)),
        tap(scene, N_("Rewrite"), Action.REWRITE),
        tap(scene, N_("Cancel"), Action.CANCEL),
    ]
    return Message(joined((scene.say("The person will read:"), staff.doing_text)), in_rows(buttons))


def reply_sent(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    return Message(joined((
        scene.say("Answer to {reference} handed to Telegram. Reading unknown.", reference=scene.case.reference),
    )))  # fmt: skip


def reply_failed(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    said = scene.say("{reference} could not be reached here: {reason}.", reference=scene.case.reference,
                     reason=scene.say(REASONS.get(scene.param("reason"), REFUSED)))  # fmt: skip
    return Message(joined((said, scene.say("Try another way."))))


REFUSED = N_("refused by Telegram")
REASONS = {
    "blocked": N_("the bot is blocked"),
    "deactivated": N_("the account is closed"),
    "chat_not_found": N_("the chat no longer exists"),
}


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


def more(scene: Scene) -> Message | None:
    case = scene.case
    if case is None:
        return None
    buttons = [tap(scene, N_("Summary"), Action.SUMMARY), tap(scene, N_("False alarm"), Action.FALSE_ALARM)]
    buttons += [tap(scene, N_("Close the case"), Action.CLOSE)] if case.is_open else []
    return Message(scene.say("{reference}: what else?", reference=case.reference), in_rows(buttons))


def close_menu(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    buttons = [tap(scene, RESULT_LABELS[result], Action.CLOSE_AS, result) for result in Result]
    return Message(scene.say("Close {reference} as:", reference=scene.case.reference), in_rows(buttons))


def done(scene: Scene) -> Message:
    said = {
        "cancelled": N_("Cancelled. Nothing was sent."),
        "false_alarm": N_("Noted: false alarm. The level stays, a human changes it."),
        "closed": N_("Closed. A message of the person opens it again."),
    }[scene.param("what")]
    return Message(scene.say(said))


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
    **{kind: _rights(renderer) for kind, renderer in RELAY_DESK_BUBBLES.items()},
    **{kind: _rights(renderer) for kind, renderer in REFERRAL_DESK_BUBBLES.items()},
    Desk.CARD: _group_or_rights(card),
    Desk.RULE: rule,
    Desk.ALARM: alarm,
    Desk.PRIVATE_ALARM: _rights(alarm),
    Desk.REMINDER: _group_or_rights(reminder),
    Desk.CASE_FILE: _rights(case_file),
    Desk.CASE_STORY: _rights(case_story),
    Desk.SUMMARY: _rights(summary),
    Desk.WRITE_REPLY: _rights(write_reply),
    Desk.PREVIEW: _rights(preview),
    Desk.REPLY_SENT: _rights(reply_sent),
    Desk.REPLY_FAILED: _rights(reply_failed),
    Desk.NEWS: _rights(news),
    Desk.NEWS_GROUP: _group_or_rights(news),
    Desk.MORE: _rights(more),
    Desk.CLOSE_MENU: _rights(close_menu),
    Desk.DONE: _rights(done),
    Desk.ENROLLED: enrolled,
    Desk.INVITE: _rights(invite),
    Desk.NEWCOMER: _say(N_("Someone has joined this chat. They have no right until a coordinator invites them.")),
    Desk.HELLO: _say(
        N_("Cards arrive in the coordination chat. “Read in private” shows a case here."),
        N_("Commands: /relais for the relays, /inviter for the next coordinator, /pour_moi to write for yourself."),
    ),
    Desk.NO_RIGHT: _say(N_("You cannot do that here.")),
    Desk.TEXT_ONLY: _say(N_("Only text works here: photos, voice messages and files are not opened.")),
    Desk.EDIT_UNUSED: _say(N_("Changing a message changes nothing here. Send the new text again.")),
    Desk.ATTACH_REFUSED: _say(N_("This code does not work, or not any more.")),
}
