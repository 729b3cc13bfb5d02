"""The words to relays and civic agents about what they file: « vous », plain, and bare about what became of it.

Must never: show a relay more of a case than that it is taken care of, or stand for a *signalement*.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.bubbles import Kind
from bot.intake.holding import MOST_CHARACTERS, MOST_MESSAGES
from bot.intake.roads import Road
from bot.intake.views import in_rows
from bot.messages import Message
from bot.services import drafts_kept
from bot.services.card_bubbles import lateness
from bot.services.scene import Renderer, Scene
from bot.services.situations import LISTED
from bot.services.taps import FileTap, Filing, Word
from bot.services.voice import Later
from bot.territory import KnownLine
from storage.records import Case, CaseState

REPLACES_NOTHING = N_("It replaces no legal report about somebody in danger.")


def whom_to_call(scene: Scene) -> str:
    """« Mineur en danger : la CRIP au …, ou le 119. »: the CRIP only when the territory knows its number."""
    territory = scene.house.territory
    crip, child = territory.help_line(KnownLine.CRIP), territory.help_line(KnownLine.N119)
    if crip and child:
        return scene.say("A minor in danger: the CRIP, {crip}, or {line}.", crip=crip.number, line=scene.label(child))
    return scene.say("A minor in danger: {line}.", line=scene.label(child)) if child else ""


def danger_now(scene: Scene) -> Message:
    return Message(joined((
        scene.say("First call 17 or 18. Without speaking: text 114."),
        scene.say("You can fill in this record afterwards."),
    )))  # fmt: skip


def no_signalement(scene: Scene) -> Message:
    return Message(joined((
        scene.say("This record is no legal report about somebody in danger."),
        whom_to_call(scene),
        scene.say("Follow your structure's own procedure as well."),
    )))  # fmt: skip


def sent(scene: Scene) -> Message | None:
    case = scene.case
    if case is None or case.read_by is None:
        return None
    text = joined((
        scene.say("It is handed on. Reference: {reference}.", reference=case.reference),
        scene.nobody_reads(),
        scene.say("The team reads {when}.", when=scene.words.before(case.read_by, scene.now)),
        scene.say("You can add something: write it here."),
        "" if case.kind == Road.CIVIC else scene.say(REPLACES_NOTHING),
    ))  # fmt: skip
    more = [scene.button(N_("Complete"), FileTap(case.id, Filing.COMPLETE))] if scene.row.params.get("more") else []
    return Message(text, in_rows([*more, scene.word(N_("What I have sent"), Word.MINE)]))


def read(scene: Scene) -> Message | None:
    """Bare, whatever was read: a relay learns that it is taken care of, and no more."""
    case, at = scene.case, scene.instant("at")
    if case is None or at is None:
        return None
    return Message(joined((
        scene.say("{reference}: read by the team, {moment}.", reference=case.reference, moment=scene.words.moment(at)),
        scene.say("It is being taken care of."),
    )))  # fmt: skip


def unread(scene: Scene) -> Message | None:
    """An immediate situation or incident that nobody has opened: whoever wrote it has to act elsewhere."""
    case = scene.case
    if case is None or case.opened_at is not None:
        return None
    civic = case.kind == Road.CIVIC
    return Message(joined((
        scene.say("Nobody has read {reference} yet. Don't wait for the team.", reference=case.reference),
        lateness(scene),
        scene.say("In danger, call 17 or 112. Without speaking: text 114."),
        "" if civic else whom_to_call(scene),
    )))  # fmt: skip


def later(scene: Scene) -> Message | None:
    kept = scene.uow.drafts.of_id(scene.row.draft_id)
    if kept is None:
        return None
    until = kept.touched_at + drafts_kept.lives(scene.house, kept.draft)
    reminded = not scene.uow.follow_ups.has(drafts_kept.NUDGE, draft_id=kept.id)
    return Message(joined((
        scene.say("I keep your draft until {moment}.", moment=scene.words.moment(until)),
        scene.say("Nobody has received it yet."),
        "" if reminded else scene.say("You will get one reminder."),
    )))  # fmt: skip


def words_kept(scene: Scene) -> Message:
    count = int(scene.row.params.get("count", 1))
    several = scene.say("I have kept your {count} messages.", count=count)
    said = scene.say("I have kept your message.") if count == 1 else several
    masked = scene.say("I put a mask on what can say who someone is.") if scene.row.params.get("masked") else ""
    return Message(joined((said, masked)))


def words_not_kept(scene: Scene) -> Message:
    return Message(joined((
        scene.say("Without the person's agreement, I have kept none of these messages."),
        scene.say("Describe the situation in your own words, without a name or a quotation."),
    )))  # fmt: skip


def words_withdrawn(scene: Scene) -> Message:
    return Message(
        scene.say("Without the person's agreement, I have removed their name, their words and the forwarded messages.")
    )


def words_lost(scene: Scene) -> Message:
    return Message(joined((
        scene.say("From now on I can keep this person's words."),
        scene.say("Messages from before were not kept: you can send them again."),
    )))  # fmt: skip


def draft_full(scene: Scene) -> Message:
    say, size = scene.say, f"{MOST_CHARACTERS:,}".replace(",", "\u00a0")
    return Message(joined((
        say("One record holds at most {count} messages, or {size} characters.", count=MOST_MESSAGES, size=size),
        say("I did not keep what came after."),
        say("Send this one first: you can add more afterwards."),
    )))  # fmt: skip


def transmissions(scene: Scene) -> Message:
    """References and bare states of this reader's own; nothing of anybody else's exists here."""
    cases = scene.uow.cases.filed_by(scene.reader.id, LISTED)
    if not cases:
        return Message(scene.say("You have not sent anything yet."))
    lines = [scene.say("What you have sent:"), *(_line(scene, case) for case in cases)]
    open_ones = [case for case in cases if case.is_open and case.kind == Road.RELAY][:3]
    buttons = [
        scene.button_as(scene.say("Complete {reference}", reference=case.reference), FileTap(case.id, Filing.COMPLETE))
        for case in open_ones
    ]
    return Message(joined(lines), in_rows(buttons))


_STATES: Mapping[CaseState, str] = {
    CaseState.SENT: N_("not opened yet"),
    CaseState.TAKEN: N_("taken care of"),
    CaseState.CLOSED: N_("closed"),
}


def _line(scene: Scene, case: Case) -> str:
    state = CaseState.TAKEN if case.is_open and case.opened_at else case.state
    if case.state is CaseState.TAKEN and case.opened_at is None:
        state = CaseState.SENT
    day = scene.words.day(case.sent_at or case.created_at)
    said = scene.say(_STATES.get(state, _STATES[CaseState.TAKEN]))
    return scene.say("{reference} · sent {day} · {state}", reference=case.reference, day=day, state=said)


def relay_data(scene: Scene) -> Message | None:
    """What is kept about the account itself (GDPR art. 15); what was sent is about somebody else."""
    relay = scene.uow.relays.of(scene.reader.id)
    if relay is None:
        return None
    structure = next((s.label for s in scene.house.territory.structures if s.id == relay.structure), "")
    return Message(joined((
        scene.say("What I keep about you:"),
        scene.say("{label}: {answer}", label=scene.say("Shown name"), answer=relay.name),
        scene.say("{label}: {answer}", label=scene.say("Structure"), answer=structure) if structure else "",
        scene.say("{label}: {answer}", label=scene.say("Enrolled"), answer=scene.words.day(relay.enrolled_at)),
        scene.say("The list of what you have sent, and when. /quitter ends your access."),
    )), ((scene.word(N_("What I have sent"), Word.MINE),),))  # fmt: skip


def inform(scene: Scene) -> Message | None:
    case = scene.case
    if case is None or not case.is_open:
        return None
    text = joined((
        scene.say("{reference}: has the person been told that you wrote to us?", reference=case.reference),
        lateness(scene),
        scene.say("Unless there is danger, they must be told within a month."),
    ))  # fmt: skip
    choices = ((N_("Yes, and agrees"), Filing.AGREES), (N_("Yes, without agreeing"), Filing.TOLD),
               (N_("Not yet"), Filing.NOT_YET), (N_("It would be dangerous"), Filing.DANGER))  # fmt: skip
    return Message(text, in_rows([scene.button(label, FileTap(case.id, action)) for label, action in choices]))


def informed(scene: Scene) -> Message | None:
    case = scene.case
    if case is None:
        return None
    if scene.param("answer") == Filing.NOT_YET and scene.row.params.get("last"):
        return Message(scene.say("Noted. When the month is over, the team decides what to do."))
    if scene.param("answer") == Filing.NOT_YET:
        return Message(scene.say("Noted. You will get another reminder."))
    return Message(scene.say("Noted for {reference}. Thank you.", reference=case.reference))


def facts_needed(scene: Scene) -> Message:
    return Message(scene.say("One sentence about the facts is needed. A few words are enough."))


def nudge(scene: Scene) -> Message | None:
    until = scene.instant("until")
    if until is None:
        return None
    text = joined((
        scene.say("You have a draft that nobody has received yet."),
        scene.say("It is erased {moment}.", moment=scene.words.moment(until)),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("Go on"), Word.RESUME), scene.word(N_("Erase"), Word.ERASE)),))


def _rights(renderer: Renderer) -> Renderer:
    """Whoever has lost the right meanwhile gets nothing, not even a reference."""

    def render(scene: Scene) -> Message | None:
        known = scene.uow.staff if scene.road is Road.ENCOUNTER else scene.uow.relays
        holder = known.of(scene.reader.id)
        return renderer(scene) if holder and holder.active else None

    return render


ONLY_FILED: Mapping[str, Renderer] = {
    Kind.LATER: later,
    Kind.WORDS_KEPT: words_kept,
    Kind.WORDS_NOT_KEPT: words_not_kept,
    Kind.WORDS_WITHDRAWN: words_withdrawn,
    Kind.WORDS_LOST: words_lost,
    Kind.DRAFT_FULL: draft_full,
    Kind.FACTS_NEEDED: facts_needed,
    Kind.DANGER_NOW: danger_now,
    Kind.NO_SIGNALEMENT: no_signalement,
    Later.TRANSMISSIONS: transmissions,
    Later.INFORM: inform,
    Later.INFORMED: informed,
    Later.RELAY_DATA: relay_data,
}
"""Said to relays and agents alone."""
_INSTEAD: Mapping[str, Renderer] = {Kind.SENT: sent, Later.READ: read, Later.UNREAD: unread, Later.NUDGE: nudge}
"""Said otherwise to them than to a young person."""


def of_road(kind: str, common: Renderer) -> Renderer:
    """The renderer of a kind, for whichever road a row is about."""
    filed = _rights(_INSTEAD.get(kind, common))
    return lambda scene: common(scene) if scene.road is Road.YOUTH else filed(scene)
