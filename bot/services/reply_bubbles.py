"""*Répondre* as a coordinator sees it: what to write, what the person will read and when, and what became of it.

Must never: claim that something was read, or offer to change what has left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.i18n import N_, joined
from bot.intake.advice import Advice, advise
from bot.intake.hours import SLOTS
from bot.intake.roads import Road
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.card_bubbles import tap
from bot.services.held_replies import leaves_at
from bot.services.reply_templates import TEMPLATES
from bot.services.replying import composed, held_entry
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action, mark_of
from bot.services.voice import Desk
from storage.records import Case, Coordinator

ADVICE: Mapping[Advice, str] = {
    Advice.SECRET: N_("Keeping silent is not possible if there is danger."),
    Advice.PROMISE: N_("A promise: make sure that you can keep it."),
    Advice.FORMAL: N_("“Vous”: a young person is addressed with “tu”."),
    Advice.FAMILIAR: N_("“Tu”: a relay is addressed with “vous”."),
    Advice.IDENTITY: N_("A name, a number or an address: take it out if it is not needed."),
    Advice.LONG: N_("A sentence is long: cut it in two."),
}


def write_reply(scene: Scene) -> Message | None:
    """A beginning can be chosen; `again`: the present words stand there to be copied, changed and sent back."""
    case, staff = scene.case, scene.uow.staff.of(scene.reader.id)
    if case is None or staff is None:
        return None
    again = bool(scene.row.params.get("again")) and staff.doing_case == case.id
    text = joined((
        scene.say("Write your answer to {reference}. You see it before it leaves.", reference=case.reference),
        scene.say("Touch the words below to copy them, change them, and send them here.") if again and staff.doing_text
        else scene.say("Or choose a beginning."),
        scene.say("“stop” cancels."),
    ))  # fmt: skip
    buttons = [tap(scene, beginning.label, Action.TEMPLATE, name) for name, beginning in TEMPLATES.items()]
    rows = () if again else in_rows(buttons)
    return Message(text, (*rows, (tap(scene, N_("Cancel"), Action.CANCEL),)), code=staff.doing_text if again else "")


def preview(scene: Scene) -> Message | None:
    case, staff = scene.case, scene.uow.staff.of(scene.reader.id)
    if case is None or staff is None or not staff.doing_text or staff.doing_case != case.id:
        return None
    words = composed(scene.uow, scene.house, staff, case)
    due_at = leaves_at(scene.house, case, scene.now)
    blocks = (
        joined((scene.say("The person will read:"), words)), joined(_advice(scene, case, staff)),
        joined(_leaving(scene, case, due_at)),
    )  # fmt: skip
    text = "\n\n".join(block for block in blocks if block)
    return Message(text, in_rows(_buttons(scene, staff, words, due_at)))


def _advice(scene: Scene, case: Case, staff: Coordinator) -> list[str]:
    territory = scene.house.territory
    numbers = (territory.service.telephone, *(line.number for line in territory.help_lines))
    found = advise(staff.doing_text, young=case.kind == Road.YOUTH, known_numbers=numbers)
    lines = [f"- {scene.say(ADVICE[one])}" for one in found]
    return [scene.say("To read again, if you like:"), *lines] if lines else []


def _leaving(scene: Scene, case: Case, due_at: datetime) -> list[str]:
    """When it leaves, and what the person sees of it; the promise it would break."""
    person = scene.uow.people.of_id(case.address_id) if case.address_id else None
    lines = [scene.say("On their phone: only “A message is waiting for you.”")] if person and person.discreet else []
    if due_at <= scene.now:
        return lines
    when = scene.words.when(due_at, scene.now)
    lines.append(
        scene.say("Leaves {when}: the hours of the person.", when=when) if set(case.answers.get("creneaux", ())) & SLOTS
        else scene.say("Leaves {when}: not at night.", when=when)
    )  # fmt: skip
    if case.answer_by and not case.answered_at and due_at > case.answer_by >= scene.now:
        promised = scene.words.before(case.answer_by, scene.now)
        lines.append(scene.say("An answer was promised {when}: sooner would keep it.", when=promised))
    return lines


def _buttons(scene: Scene, staff: Coordinator, words: str, due_at: datetime) -> list[Button]:
    mark = mark_of(words)
    later = due_at > scene.now
    send = [tap(scene, N_("Send at that time") if later else N_("Send"), Action.SEND, mark)]
    send += [tap(scene, N_("Send now"), Action.SEND_NOW, mark)] if later else []
    sign = tap(scene, N_("Do not sign") if staff.signs else N_("Sign"), Action.SIGN)
    return [*send, tap(scene, N_("Rewrite"), Action.REWRITE), sign, tap(scene, N_("Cancel"), Action.CANCEL)]


def reply_state(scene: Scene) -> Message | None:
    """What became of an answer: it waits, and can be changed; it has left; it was taken back."""
    case = scene.case
    if case is None:
        return None
    reference, entry_id = case.reference, scene.param("entry")
    held = held_entry(scene.uow, case, entry_id) if entry_id else None
    if held is None:
        entry = scene.uow.entries.of_id(entry_id) if entry_id else None
        said = N_("Answer to {reference}: sending asked for.") if entry else N_("Answer to {reference}: cancelled.")
        return Message(scene.say(said, reference=reference))
    entry, due_at = held
    when = scene.words.when(due_at, scene.now)
    text = joined((
        scene.say("Answer to {reference}: it leaves {when}. Until then, it can be changed.",
                  reference=reference, when=when),
        entry.body,
    ))  # fmt: skip
    return Message(text, in_rows([
        tap(scene, N_("Send now"), Action.HELD_NOW, entry_id), tap(scene, N_("Change"), Action.HELD_EDIT, entry_id),
        tap(scene, N_("Take back"), Action.HELD_CANCEL, entry_id),
    ]))  # fmt: skip


def reply_sent(scene: Scene) -> Message | None:
    if scene.case is None:
        return None
    return Message(
        scene.say("Answer to {reference} handed to Telegram. Reading unknown.", reference=scene.case.reference)
    )


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

REPLY_BUBBLES: Mapping[str, Renderer] = {
    Desk.WRITE_REPLY: write_reply,
    Desk.PREVIEW: preview,
    Desk.REPLY_STATE: reply_state,
    Desk.REPLY_SENT: reply_sent,
    Desk.REPLY_FAILED: reply_failed,
}
