"""The words of a referral to the person it is about, and to the relays of the partner: what is true when they leave.

Must never: show a relay more than what was agreed to, or anything of it before the agreement and after its end.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message, Op
from bot.services.house import House
from bot.services.referral_moves import may_answer
from bot.services.referral_relays import what_stands
from bot.services.referral_terms import (
    OUTCOMES,
    REASONS,
    Outcome,
    Reason,
    Refer,
    code_of,
    labels,
    partner_name,
)
from bot.services.scene import Renderer, Scene
from bot.services.taps import Deed, ReferralTap
from bot.services.voice import Later
from storage.records import Referral, ReferralState


def referral_of(scene: Scene) -> Referral | None:
    return scene.uow.referrals.of_id(scene.param("referral"))


def deed(scene: Scene, label: str, referral: Referral, done: Deed, argument: str = "") -> Button:
    return scene.button(label, ReferralTap(referral.id, done, argument))


# -- to the person -------------------------------------------------------------------------------------------------


def _choices(scene: Scene, referral: Referral, *, question: bool = True) -> tuple[tuple[Button, ...], ...]:
    both = (deed(scene, N_("Yes"), referral, Deed.YES), deed(scene, N_("No"), referral, Deed.NO))
    asking = (deed(scene, N_("I have a question"), referral, Deed.QUESTION),)
    return (both, asking) if question else (both,)


def _is_asked(scene: Scene, referral: Referral) -> bool:
    """Not answered, and the case still lives."""
    return referral.state is ReferralState.PROPOSED and scene.case is not None and scene.case.is_open


def ask(scene: Scene) -> Message | None:
    """The words that are agreed to, as they were written down; without buttons once the question is over."""
    referral = referral_of(scene)
    if referral is None:
        return None
    if scene.row.op is Op.EDIT:
        if scene.reader.discreet or referral.state is ReferralState.REVOKED:
            return Message(scene.say("This question is over."))
        said_no = referral.state is ReferralState.REFUSED
        said = scene.say("Your answer: no.") if said_no else scene.say("Your answer: yes.")
        return Message(joined((referral.shown, said)))
    if not _is_asked(scene, referral):
        return state(scene) if scene.row.params.get("asked") else None
    return Message(joined((referral.shown, scene.say("Do you agree?"))), _choices(scene, referral))


def question(scene: Scene) -> Message | None:
    referral = referral_of(scene)
    if referral is None or not _is_asked(scene, referral):
        return state(scene)
    text = joined((
        scene.say("Write your question here. The team reads it and answers you."),
        scene.say("Nothing is handed on meanwhile. You can say yes or no later."),
    ))  # fmt: skip
    return Message(text, _choices(scene, referral, question=False))


def state(scene: Scene) -> Message | None:
    """What stands about a referral, to the person."""
    referral = referral_of(scene)
    if referral is None:
        return None
    name = partner_name(scene.house, referral)
    match referral.state:
        case ReferralState.PROPOSED if _is_asked(scene, referral):
            text = joined((
                scene.say("The question about {partner} stays open.", partner=name),
                scene.say("Nothing is handed on without your yes. Do you agree?"),
            ))  # fmt: skip
            return Message(text, _choices(scene, referral))
        case ReferralState.AGREED | ReferralState.PASSED | ReferralState.ACCEPTED:
            return _agreed(scene, referral, name)
        case ReferralState.REFUSED:
            text = joined((
                scene.say("It is noted: no. Nothing goes to {partner}.", partner=name),
                scene.say("I don't ask you again. The team goes on with you, as before."),
            ))  # fmt: skip
        case ReferralState.REVOKED | ReferralState.PROPOSED:
            text = _revoked(scene, referral, name)
        case ReferralState.DECLINED:
            text = joined((
                scene.say("It did not work out with {partner}.", partner=name),
                scene.say("The team looks for something else with you."),
            ))  # fmt: skip
        case ReferralState.DONE:
            text = scene.say("The link with {partner} is over.", partner=name)
    return Message(text)


def _agreed(scene: Scene, referral: Referral, name: str) -> Message:
    """One bubble that confirms, and the way back."""
    text = joined((
        scene.say("It is noted: you agree, for {partner}.", partner=name),
        scene.say("The team tells you here what comes next."),
        scene.say("You can take it back at any time, with this button."),
        scene.say("Here, our messages stay visible. Write “hide” to remove them.") if scene.reader.discreet else "",
    ))  # fmt: skip
    return Message(text, ((deed(scene, N_("I take back my agreement"), referral, Deed.BACK),),))


def _revoked(scene: Scene, referral: Referral, name: str) -> str:
    if referral.agreed_at is None:
        return scene.say("This question is no longer asked. Nothing was handed on.")
    return joined((
        scene.say("It is noted: your agreement is taken back."),
        scene.say("{partner} sees nothing here any more. I told them to stop.", partner=name),
        scene.say("What they have read already, they may remember."),
    ))  # fmt: skip


def my_referrals(scene: Scene) -> tuple[list[str], list[tuple[Button, ...]]]:
    """In /mesdonnees: what was agreed to and lives, with the way back; what is asked, with its answers."""
    lines: list[str] = []
    rows: list[tuple[Button, ...]] = []
    open_ones = scene.uow.referrals.of_person(scene.reader.id)
    several = sum(one.is_given for one in open_ones) > 1
    for number, referral in enumerate(open_ones, start=1):
        name = partner_name(scene.house, referral)
        if referral.is_given:
            lines += [_given_line(scene, name, number if several else 0), referral.shown]
            label = scene.say("I take back agreement {number}", number=number) if several else ""
            back = deed(scene, N_("I take back my agreement"), referral, Deed.BACK)
            rows.append((Button(label or back.label, back.data),))
        else:
            lines.append(scene.say("You were asked about {partner}, without an answer yet.", partner=name))
            rows += _choices(scene, referral)
    return lines, rows


def _given_line(scene: Scene, name: str, number: int) -> str:
    if number:
        return scene.say("{number}. You agreed, for {partner}:", number=number, partner=name)
    return scene.say("You agreed, for {partner}:", partner=name)


# -- to the relays of the partner ----------------------------------------------------------------------------------


def copy(scene: Scene) -> Message | None:
    """What a relay holds: the minimum while it is theirs to answer or to follow, one line otherwise."""
    referral = referral_of(scene)
    if referral is None:
        return None
    name = scene.say("Referral {code}", code=code_of(referral))
    if not may_answer(scene.uow, scene.house, referral, scene.reader.id):
        return _only_changed(scene, scene.say("This referral cannot be seen any more."))
    mine = referral.state is ReferralState.ACCEPTED and referral.relay_id == scene.reader.id
    if not (mine or referral.state is ReferralState.AGREED):
        over = scene.say(_OVER[referral.state]) if referral.state in _OVER else what_now(scene, referral)
        return _only_changed(scene, f"{name} · {over}")
    text = joined((
        scene.say("{name}, from the social mediation team.", name=name),
        scene.say("This person agrees that you know:"),
        *seen(scene, referral),
        scene.say("Nothing else is handed on. They can take back their agreement at any time."),
        _reported(scene, referral) if mine else "",
    ))  # fmt: skip
    return Message(text, _following(scene, referral) if mine else _answering(scene, referral))


_OVER: Mapping[ReferralState, str] = {
    ReferralState.PASSED: N_("The team takes care of it."),
    ReferralState.DECLINED: N_("Declined."),
    ReferralState.REVOKED: N_("The agreement has been taken back."),
    ReferralState.DONE: N_("Finished."),
}
"""What is left of a copy."""


def _only_changed(scene: Scene, text: str) -> Message | None:
    """A message that stands already is emptied; one that has not left yet never leaves."""
    stands = scene.row.op is Op.EDIT or scene.row.state == "sent"
    return Message(text) if stands else None


def what_now(scene: Scene, referral: Referral) -> str:
    return what_stands(scene.uow, scene.house, referral.id, scene.reader)


def seen(scene: Scene, referral: Referral) -> list[str]:
    """All that the partner sees, line by line."""
    return handed_lines(scene, scene.house, referral.handed)


def handed_lines(scene: Scene, house: House, handed: Mapping[str, tuple[str, ...]]) -> list[str]:
    say, words = scene.say, scene.words
    lines = []
    if "designation" in handed:
        lines.append(say("Chosen name: {name}", name=" ".join(handed["designation"])))
    if "tranche_age" in handed:
        lines.append(say("Age: {age}", age=labels(house, words, "tranche_age", handed["tranche_age"], formal=True)))
    if "themes" in handed:
        themes = labels(house, words, "themes", handed["themes"], formal=True)
        lines.append(say("Subjects: {subjects}", subjects=themes))
    if "telephone" in handed:
        when = labels(house, words, "creneaux", handed.get("creneaux", ()), formal=True) if "creneaux" in handed else ""
        number = "".join(handed["telephone"])
        lines.append(say("To reach them: {number}", number=f"{number} ({when})" if when else number))
    else:
        lines.append(say("To reach them: through the mediation team, who makes the link."))
    if "discret" in handed:
        lines.append(say("Others can read this phone: leave no message, and say nothing to anybody else."))
    return lines


def _answering(scene: Scene, referral: Referral) -> tuple[tuple[Button, ...], ...]:
    return in_rows([
        deed(scene, N_("I accept"), referral, Deed.ACCEPT), deed(scene, N_("I cannot"), referral, Deed.DECLINE),
    ])  # fmt: skip


def _following(scene: Scene, referral: Referral) -> tuple[tuple[Button, ...], ...]:
    outcomes = [deed(scene, OUTCOMES[one], referral, Deed.REPORT, one) for one in Outcome]
    return (*in_rows(outcomes), (deed(scene, N_("I cannot after all"), referral, Deed.DECLINE),))


def _reported(scene: Scene, referral: Referral) -> str:
    if not referral.outcome:
        return scene.say("You have accepted it. Report here what comes of it.")
    return scene.say("Reported: {outcome}.", outcome=scene.say(OUTCOMES[Outcome(referral.outcome)]).lower())


def reasons(scene: Scene) -> Message | None:
    referral = referral_of(scene)
    if referral is None or not may_answer(scene.uow, scene.house, referral, scene.reader.id):
        return None
    if referral.state is ReferralState.DECLINED and referral.reason:
        reason = scene.say(REASONS[Reason(referral.reason)]).lower()
        return Message(scene.say("{code}: declined ({reason}). Thank you.", code=code_of(referral), reason=reason))
    buttons = [deed(scene, label, referral, Deed.DECLINE, reason) for reason, label in REASONS.items()]
    return Message(scene.say("Why can you not take {code}?", code=code_of(referral)), in_rows(buttons))


def relay_news(scene: Scene) -> Message | None:
    """A line to a relay: a reminder, or the end of an agreement."""
    referral = referral_of(scene)
    if referral is None or not may_answer(scene.uow, scene.house, referral, scene.reader.id):
        return None
    code = code_of(referral)
    match scene.param("why"):
        case "reminder" if referral.state is ReferralState.AGREED and referral.agreed_at:
            late = scene.late_since
            day = scene.words.day(referral.agreed_at)
            text = joined((
                scene.say("{code} waits for an answer since {day}.", code=code, day=day),
                scene.say("(late: this was due {moment})", moment=scene.words.moment(late)) if late else "",
                scene.say("The message above says what it is about."),
            ))  # fmt: skip
            return Message(text, _answering(scene, referral))
        case "back":
            return Message(joined((
                scene.say("{code}: the agreement has been taken back.", code=code),
                scene.say("Please stop, and erase what you have noted."),
            )))  # fmt: skip
    return None


REFERRAL_BUBBLES: Mapping[str, Renderer] = {
    Later.REFERRAL_ASK: ask,
    Later.REFERRAL_QUESTION: question,
    Later.REFERRAL: state,
}
COPY_BUBBLES: Mapping[str, Renderer] = {
    Refer.COPY: copy,
    Refer.REASONS: reasons,
    Refer.RELAY_NEWS: relay_news,
}
