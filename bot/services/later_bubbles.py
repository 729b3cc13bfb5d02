"""The words to a person outside the dialogue: once sent, hidden, erased, waited for, or slowed down.

Must never: show anything before the tap to a phone that others read, or call an answer certain that is only promised.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.bubbles import Kind
from bot.intake.views import recap_lines
from bot.messages import Message
from bot.services.referral_bubbles import REFERRAL_BUBBLES, my_referrals
from bot.services.relay_bubbles import RELAY_BUBBLES
from bot.services.scene import Renderer, Scene
from bot.services.taps import ReadTap, Word
from bot.services.voice import Later
from bot.territory import KnownLine
from storage.records import EntryKind


def _plain(*msgids: str) -> Renderer:
    def render(scene: Scene) -> Message:
        return Message(joined(scene.say(msgid) for msgid in msgids))

    return render


def added(scene: Scene) -> Message | None:
    """The truth about who reads what was just added."""
    case = scene.case
    if case is None:
        return None
    if scene.reader.discreet:
        return Message(scene.say("Noted."))
    waiting = case.opened_at is None and case.read_by is not None and case.read_by > scene.now
    when = scene.words.before(case.read_by, scene.now) if waiting and case.read_by else ""
    return Message(joined((
        scene.say("It's added. Your reference: {reference}.", reference=case.reference),
        scene.say("The team reads {when}.", when=when) if when
        else scene.say("The person who follows you will read it."),
        scene.nobody_reads(),
    )))  # fmt: skip


def reopened(scene: Scene) -> Message | None:
    case = scene.case
    if case is None or case.read_by is None:
        return None
    if scene.reader.discreet:
        return Message(scene.say("Noted."))
    return Message(joined((
        scene.say("Good to hear from you. I have opened {reference} again.", reference=case.reference),
        scene.say("The team reads {when}.", when=scene.words.before(case.read_by, scene.now)),
    )))  # fmt: skip


def read(scene: Scene) -> Message | None:
    at, answer_by = scene.instant("at"), scene.instant("answer_by")
    if at is None or answer_by is None or scene.reader.quiet or scene.reader.discreet:
        return None  # they may have said « stop » while it waited for the morning
    if scene.row.params.get("alert"):
        return Message(joined((
            scene.say("Someone from the team has seen the alert, at {hour}.", hour=scene.words.hour(at)),
            scene.say("They can write to you here."),
        )))  # fmt: skip
    by = scene.words.before(answer_by, scene.now)
    same_day = at.astimezone(scene.words.zone).date() == scene.now.astimezone(scene.words.zone).date()
    when = scene.words.hour(at) if same_day else scene.words.moment(at)
    return Message(joined((
        scene.say("Someone from the team has read your message, at {hour}.", hour=when) if same_day
        else scene.say("Someone from the team read your message, {moment}.", moment=when),
        scene.say("You will have an answer here {when}.", when=by),
    )))  # fmt: skip


def reply(scene: Scene) -> Message | None:
    entry = scene.uow.entries.of_id(scene.param("entry"))
    if entry is None or entry.kind is not EntryKind.REPLY:
        return None
    return Message(joined((scene.say("Answer from the team:"), entry.body)))


def knock(scene: Scene) -> Message:
    return Message(scene.say("A message is waiting for you."), ((scene.button(N_("Read"), ReadTap(scene.row.id)),),))


def unread(scene: Scene) -> Message | None:
    case = scene.case
    if case is None or case.opened_at is not None:
        return None
    return Message(joined((
        scene.say("Nobody has read your message yet. Don't wait for the team."),
        scene.say("I tell you late: I could not write to you before.") if scene.late_since else "",
        "" if scene.reader.discreet else scene.say("I tell you as soon as someone reads."),
        scene.say("To talk, day and night: {line}.", line=scene.line_to_talk(case.age)),
        scene.say("Danger right now: call 112. Without speaking: text 114."),
    )))  # fmt: skip


def erased(scene: Scene) -> Message:
    days = scene.house.territory.retention.refused_alert_days
    kept = scene.say("I keep for {days} days that there was an alert, not your words.", days=days)
    return Message(joined((
        scene.say("Your draft is erased. What you have sent stays with the team.") if _has_filed(scene)
        else scene.say("Everything is erased on my side. Nothing was sent."),
        kept if scene.row.params.get("alert") else "",
        scene.say("Here, our messages stay visible. Write “hide” to remove them."),
    )))  # fmt: skip


def _has_filed(scene: Scene) -> bool:
    """A relay's situations are about somebody else: they cannot be taken back with one word."""
    return bool(scene.uow.cases.filed_by(scene.reader.id, 1))


def case_erased(scene: Scene) -> Message:
    days = scene.house.territory.retention.backup_days
    return Message(joined((
        scene.say("{reference} is erased. Nobody had read it.", reference=scene.param("reference")),
        scene.say("A backup keeps it {days} days at most, then it is gone.", days=days),
        scene.say("Here, our messages stay visible. Write “hide” to remove them."),
    )))  # fmt: skip


def erasure_asked(scene: Scene) -> Message:
    days = scene.house.territory.delays.erasure_answer_days
    return Message(joined((
        scene.say("Someone has already read it. So a person decides about the erasure."),
        scene.say("I have passed on your request. You get an answer within {days} days.", days=days),
    )))  # fmt: skip


def hidden(scene: Scene) -> Message:
    return Message(joined((
        scene.say("I am removing our messages of the last two days."),
        scene.say("Older ones stay. To remove everything: delete the chat in Telegram."),
    )))  # fmt: skip


def already(scene: Scene) -> Message | None:
    case = scene.case
    if case is None:
        return None
    if case.opened_at is not None:
        state = scene.say("Someone from the team has read it.")
    elif case.read_by is not None and case.read_by > scene.now:
        state = scene.say("The team reads {when}.", when=scene.words.before(case.read_by, scene.now))
    else:
        state = scene.say("Nobody has read your message yet. Don't wait for the team.")
    text = joined((
        scene.say("You have already written. Your reference: {reference}.", reference=case.reference), state,
        scene.say("You can write on here."),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("Help"), Word.HELP), scene.word(N_("Erase"), Word.ERASE)),))


def nudge(scene: Scene) -> Message | None:
    until = scene.instant("until")
    if until is None or scene.uow.drafts.of_id(scene.row.draft_id) is None:
        return None
    text = joined((
        scene.say("Hello. You can go on whenever you like."),
        scene.say("Otherwise, everything is erased {when}.", when=scene.words.when(until, scene.now)),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("Go on"), Word.RESUME), scene.word(N_("Erase"), Word.ERASE)),))


def flood(scene: Scene) -> Message:
    return Message(joined((
        scene.say("You are writing very fast. I slow down for a minute."),
        scene.say("Write “help” for the numbers: they always answer."),
    )))  # fmt: skip


def apology(scene: Scene) -> Message:
    return Message(joined((
        scene.say("Something went wrong on my side. I am sorry."),
        scene.say("Your message is kept. Incident number: {incident}.", incident=scene.param("incident")),
        scene.say("You can go on writing here."),
        scene.say("Danger right now: call 112. Without speaking: text 114."),
    )))  # fmt: skip


def my_data(scene: Scene) -> Message | None:
    case, kept = scene.case, scene.uow.drafts.of(scene.reader.id)
    answers = case.answers if case else kept.draft.answers if kept else None
    if answers is None:
        return None
    story = case is not None or bool(kept and kept.draft.story)
    lines = recap_lines(scene.house.youth.questions, dict(answers), scene.words, story=story)
    written = _written(scene) if case else [part.text for part in kept.draft.story] if kept else []
    reference = scene.say("Reference: {reference}.", reference=case.reference) if case else ""
    referred, rows = my_referrals(scene)
    lines = [scene.say("Here is what I keep about you:"), reference, *lines, *written, *referred]
    return Message(joined(lines), tuple(rows))


def _written(scene: Scene) -> list[str]:
    kinds = (EntryKind.STORY, EntryKind.MESSAGE, EntryKind.EDIT)
    entries = scene.uow.entries.of_case(scene.row.case_id, *kinds)
    return [scene.say("“{words}”", words=entry.body) for entry in entries if entry.body]


def menu(scene: Scene) -> Message:
    """The way in, and out, for whoever types a command we do not know."""
    text = joined((
        scene.say("You can write here, in your own words."),
        scene.say("Commands: /aide, /infos, /mesdonnees, /corriger, /effacer, /cache, /stop."),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("For me"), Word.FOR_ME), scene.word(N_("Help"), Word.HELP)),))


def language(scene: Scene) -> Message:
    return Message(scene.say("Which language?"), (scene.other_languages(),))


def no_media(scene: Scene) -> Message:
    """Not opened, and why; intimate pictures have their own number, while it answers."""
    line = scene.house.territory.help_line(KnownLine.N3018)
    answers = line is not None and line.is_open(scene.now, scene.words.zone)
    if scene.row.params.get("card"):
        return Message(joined((
            scene.say("I don't keep contact cards, to protect everyone."),
            scene.say("Talk about yourself, without other people's names. If I ask for a number, type it."),
        )))  # fmt: skip
    return Message(joined((
        scene.say("I don't open photos, voice messages or files, to protect you."),
        scene.say("Write what is in it, in your own words."),
        scene.say("If someone threatens you with pictures, keep them: 3018 can help.") if answers else "",
    )))  # fmt: skip


def edit_unused(scene: Scene) -> Message:
    again = scene.say("Write it again if it matters.")
    change = scene.say("To change an answer, write “edit”.") if scene.row.params.get("answers") else again
    return Message(joined((scene.say("Changing an old message changes nothing here."), change)))


def thanks(scene: Scene) -> Message:
    return Message(joined((scene.say("Thank you, it is noted."), scene.say("You can still write here at any time."))))


LATER_BUBBLES: Mapping[str, Renderer] = {
    **RELAY_BUBBLES,
    **REFERRAL_BUBBLES,
    Kind.STORY_FULL: _plain(
        N_("That is enough for the team, thank you. I could not keep what came after."),
        N_("Pick “That's all” to go on."),
    ),
    Kind.FORWARD_UNUSED: _plain(
        N_("I don't keep forwarded messages: they belong to someone else."),
        N_("If you are worried about someone, tell me in your own words."),
    ),
    Kind.MOVED_ON: _plain(N_("All right, let's move on. You can come back with “back”.")),
    Kind.NO_BACK: _plain(N_("This is the first question.")),
    Kind.NO_MEDIA: no_media,
    Kind.PAUSED: _plain(N_("All right, we stop here. Nothing is sent.")),
    Kind.THANKS: thanks,
    Kind.INTERPRETER: _plain(N_("You can write in your language."), N_("The team can look for an interpreter.")),
    Later.ADDED: added,
    Later.EDITED: _plain(N_("I have noted your change.")),
    Later.READ: read,
    Later.REPLY: reply,
    Later.KNOCK: knock,
    Later.UNREAD: unread,
    Later.ERASED: erased,
    Later.CASE_ERASED: case_erased,
    Later.ERASURE_ASKED: erasure_asked,
    Later.NOTHING_HERE: _plain(N_("I have nothing to show here."), N_("Ask the team: a person answers you.")),
    Later.HIDDEN: hidden,
    Later.STOPPED: _plain(
        N_("All right. I won't write to you any more, except to give you an answer."),
        N_("You can come back with /start."),
    ),
    Later.ALREADY: already,
    Later.REOPENED: reopened,
    Later.NUDGE: nudge,
    Later.FLOOD: flood,
    Later.APOLOGY: apology,
    Later.ADD_WORD: _plain(N_("Write your message here. I add it for the team.")),
    Later.MY_DATA: my_data,
    Later.CORRECT: _plain(N_("Write here what must be corrected."), N_("The person who follows you will correct it.")),
    Later.LANGUAGE: language,
    Later.MENU: menu,
    Later.EDIT_UNUSED: edit_unused,
    Later.GIFT: _plain(N_("Thank you, but I take no gifts and no money."), N_("Writing here costs nothing.")),
    Later.UNKNOWN_LINK: _plain(N_("This link does not work, or not any more.")),
}
