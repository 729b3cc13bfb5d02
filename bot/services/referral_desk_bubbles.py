"""The words about one referral to coordinators: its course, what can be noted about it, and its news.

Must never: leave for the group, or for somebody whose rights have ended.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.referral_bubbles import handed_lines, referral_of
from bot.services.referral_desk import DECLINE, PASSED, SEE, STOP, is_referable
from bot.services.referral_directory import HEARD, STATES, menu, preview, receivers, tap
from bot.services.referral_moves import may_answer, relays_of
from bot.services.referral_terms import (
    OUTCOMES,
    REASONS,
    How,
    Outcome,
    Reason,
    Refer,
    code_of,
    partner_name,
    partner_of,
)
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action
from storage.records import Case, Referral, ReferralState

# -- one referral --------------------------------------------------------------------------------------------------


def view(scene: Scene) -> Message | None:
    """Its course so far, and what can be noted now."""
    case, referral = scene.case, referral_of(scene)
    if case is None or referral is None:
        return None
    name = partner_name(scene.house, referral)
    text = joined((
        scene.say("{reference} · referral {code} to {partner}", reference=case.reference, code=code_of(referral),
                  partner=name),
        scene.say("Now: {state}.", state=scene.say(STATES[referral.state])),
        *_course(scene, referral),
        _next(scene, referral),
        scene.say("Sentence: “{words}”", words=referral.shown) if referral.shown else "",
    ))  # fmt: skip
    return Message(text, in_rows(_notes(scene, case, referral)))


def _course(scene: Scene, referral: Referral) -> list[str]:
    say, words = scene.say, scene.words
    lines = [say("Proposed {moment}.", moment=words.moment(referral.proposed_at))]
    if referral.agreed_at:
        lines.append(_agreed_line(scene, referral))
    if referral.answered_at and referral.state is not ReferralState.DECLINED:
        lines.append(_answered_line(scene, referral))
    if referral.reason:
        lines.append(say("Reason: {reason}.", reason=say(REASONS[Reason(referral.reason)]).lower()))
    if referral.outcome:
        lines.append(say("Reported: {outcome}.", outcome=say(OUTCOMES[Outcome(referral.outcome)]).lower()))
    if referral.ended_at:
        lines.append(say("Ended {moment}.", moment=words.moment(referral.ended_at)))
    return lines


def _answered_line(scene: Scene, referral: Referral) -> str:
    moment = scene.words.moment(referral.answered_at) if referral.answered_at else ""
    if referral.relay_id:
        return scene.say("Accepted by the partner {moment}.", moment=moment)
    return scene.say("Passed on {moment}.", moment=moment)


def _agreed_line(scene: Scene, referral: Referral) -> str:
    moment = scene.words.moment(referral.agreed_at) if referral.agreed_at else ""
    if referral.how == How.CHAT:
        return scene.say("Agreement given here {moment}.", moment=moment)
    heard_by = scene.uow.staff.of(referral.coordinator_id)
    name = heard_by.name if heard_by else ""
    if referral.how == How.PHONE:
        return scene.say("Agreement heard by {name}, by phone, {moment}.", name=name, moment=moment)
    return scene.say("Agreement heard by {name}, in person, {moment}.", name=name, moment=moment)


def _next(scene: Scene, referral: Referral) -> str:
    """Without a relay there, the coordinator is the one who passes it on."""
    partner = partner_of(scene.house, referral.partner)
    if referral.state is not ReferralState.AGREED or partner is None:
        return ""
    count = len(relays_of(scene.uow, scene.house, partner.id))
    if count:
        return scene.say("Enrolled there, and told: {count}.", count=count)
    lines = handed_lines(scene, scene.house, referral.handed)
    return joined((receivers(scene, partner), scene.say("Only this is handed on:"), *lines))


def _notes(scene: Scene, case: Case, referral: Referral) -> list[Button]:
    def note(label: str, what: str) -> Button:
        return tap(scene, label, case, Action.REFERRAL, f"{referral.id}.{what}")

    ours = not (referral.relay_id and may_answer(scene.uow, scene.house, referral, referral.relay_id))
    buttons: list[Button] = []
    if referral.state is ReferralState.PROPOSED:
        buttons += [note(label, how) for how, label in HEARD.items()]
    if referral.state is ReferralState.AGREED:
        buttons.append(note(N_("I have passed it on"), PASSED))
    if referral.state in (ReferralState.PASSED, ReferralState.ACCEPTED):
        buttons += [note(OUTCOMES[outcome], outcome) for outcome in Outcome]
    if referral.is_given and ours:
        buttons.append(note(N_("Declined by the partner"), DECLINE))
    if referral.is_open:
        label = N_("Take the question back") if referral.agreed_at is None else N_("The agreement is taken back")
        buttons.append(note(label, STOP))
    elif is_referable(case):
        buttons.append(tap(scene, N_("Another partner"), case, Action.REFER))
    return buttons


def decline(scene: Scene) -> Message | None:
    """Why the partner declines, as it told the coordinator."""
    case, referral = scene.case, referral_of(scene)
    if case is None or referral is None:
        return None
    buttons = [
        tap(scene, label, case, Action.REFERRAL, f"{referral.id}.{reason}") for reason, label in REASONS.items()
    ]
    return Message(scene.say("Why does the partner decline {code}?", code=code_of(referral)), in_rows(buttons))


# -- news ----------------------------------------------------------------------------------------------------------

NEWS: Mapping[str, str] = {
    "yes": N_("{head}: the person agrees."),
    "no": N_("{head}: the person says no. It is not asked again."),
    "back": N_("{head}: the agreement has been taken back."),
    "unasked": N_("{head}: the question ends, the person has stopped or erased."),
    "accepted": N_("{head}: accepted by the partner."),
    "declined": N_("{head}: declined. Another partner can be chosen."),
    "relay_gone": N_("{head}: who had accepted is no longer enrolled."),
    "silence": N_("{head}: the partner has not answered. Call them?"),
    "not_passed": N_("{head}: nobody is enrolled there. Has it been passed on?"),
}


def news(scene: Scene) -> Message | None:
    case, referral = scene.case, referral_of(scene)
    if case is None or referral is None or not referral.shown:
        return None  # erased meanwhile
    head = scene.say("{reference}, referral to {partner}", reference=case.reference,
                     partner=partner_name(scene.house, referral))  # fmt: skip
    why, late = scene.param("why"), scene.late_since
    if why in set(Outcome):
        said = scene.say("{head}: {outcome}.", head=head, outcome=scene.say(OUTCOMES[Outcome(why)]).lower())
    else:
        said = scene.say(NEWS[why], head=head)
    reason = scene.say("Reason: {reason}.", reason=scene.say(REASONS[Reason(referral.reason)]).lower())  if (
        why == "declined" and referral.reason) else ""
    text = joined((
        said, reason, _next(scene, referral) if why in ("yes", "not_passed") else "",
        scene.say("(late: this was due {moment})", moment=scene.words.moment(late)) if late else "",
    ))  # fmt: skip
    buttons = [tap(scene, N_("See the referral"), case, Action.REFERRAL, f"{referral.id}.{SEE}")]
    if why == "declined" and is_referable(case):
        buttons.append(tap(scene, N_("Another partner"), case, Action.REFER))
    return Message(text, in_rows(buttons))


REFERRAL_DESK_BUBBLES: Mapping[str, Renderer] = {
    Refer.MENU: menu,
    Refer.PREVIEW: preview,
    Refer.VIEW: view,
    Refer.DECLINE: decline,
    Refer.NEWS: news,
}
