"""The partner directory as a coordinator sees it: who fits, what would be handed on, how the agreement is asked.

Must never: leave for the group, or show more of a person than what would be handed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.referral_bubbles import handed_lines
from bot.services.referral_desk import NOT_HERE, is_referable, sentence, why_not_here
from bot.services.referral_moves import relays_of
from bot.services.referral_terms import How, everybody, fits_age, fitting, partner_name, partner_of
from bot.services.scene import Scene
from bot.services.taps import Action, CaseTap, mark_of, pack
from bot.territory import Partner
from storage.records import Case, Referral, ReferralState

PAGE = 5
"""Partners a bubble."""
ALL = "t"
HEARD: Mapping[How, str] = {How.PHONE: N_("Agreement given by phone"), How.IN_PERSON: N_("Agreement given in person")}
STATES: Mapping[ReferralState, str] = {
    ReferralState.PROPOSED: N_("agreement asked, no answer yet"),
    ReferralState.REFUSED: N_("the person says no"),
    ReferralState.AGREED: N_("agreed, the partner has not answered"),
    ReferralState.PASSED: N_("passed on"),
    ReferralState.ACCEPTED: N_("accepted by the partner"),
    ReferralState.DECLINED: N_("declined by the partner"),
    ReferralState.DONE: N_("finished"),
    ReferralState.REVOKED: N_("taken back"),
}


def tap(scene: Scene, label: str, case: Case, action: Action, argument: str = "") -> Button:
    return scene.button(label, CaseTap(case.id, action, argument))


def refer_button(scene: Scene, case: Case) -> list[Button]:
    """*Orienter*, under a case file."""
    return [tap(scene, N_("Refer"), case, Action.REFER)] if is_referable(case) else []


def file_lines(scene: Scene, case: Case) -> list[str]:
    """One line a referral, in the case file."""
    return [_line(scene, referral) for referral in scene.uow.referrals.of_case(case.id)]


def _line(scene: Scene, referral: Referral) -> str:
    stands = scene.say(STATES[referral.state])
    name = partner_name(scene.house, referral)
    return scene.say("Referral to {partner}: {state}.", partner=name, state=stands)


# -- the directory -------------------------------------------------------------------------------------------------


def menu(scene: Scene) -> Message | None:
    """Partners that fit, five at a time; *Tous* shows every one. Where a referral lives, its state stands beside."""
    case = scene.case
    if case is None or not is_referable(case):
        return None
    asked = scene.param("page")
    fits, all_ = fitting(scene.house, case), everybody(scene.house)
    whole = asked.startswith(ALL) or not fits
    shown = all_ if whole else fits
    first = int(asked.lstrip(ALL) or 0) * PAGE if asked.lstrip(ALL).isdecimal() else 0
    page = shown[first : first + PAGE]
    buttons = [(_partner_button(scene, case, partner),) for partner in page]
    return Message(_menu_text(scene, case, fits, whole), (*buttons, *_pages(scene, case, shown, fits, first, whole)))


def _menu_text(scene: Scene, case: Case, fits: Sequence[Partner], whole: bool) -> str:
    said = N_("{reference}: all partners.") if whole else N_("{reference}: which partner? By subject and age.")
    return joined((
        scene.say(said, reference=case.reference),
        "" if fits else scene.say("No partner of the file fits both the subjects and the age."),
        *file_lines(scene, case),
    ))  # fmt: skip


def _partner_button(scene: Scene, case: Case, partner: Partner) -> Button:
    data = pack(CaseTap(case.id, Action.REFER_TO, mark_of(partner.id)))
    return Button(partner.label, data)


def _pages(
    scene: Scene, case: Case, shown: Sequence[Partner], fits: Sequence[Partner], first: int, whole: bool
) -> list[tuple[Button, ...]]:  # fmt: skip
    mode, following = ALL if whole else "", first // PAGE + 1
    moving = []
    if first + PAGE < len(shown):
        moving.append(tap(scene, N_("More partners"), case, Action.REFER, f"{mode}{following}"))
    if not whole and len(fits) < len(everybody(scene.house)):
        moving.append(tap(scene, N_("All"), case, Action.REFER, f"{ALL}0"))
    return [tuple(moving)] if moving else []


# -- one partner ---------------------------------------------------------------------------------------------------


def preview(scene: Scene) -> Message | None:
    """To whom, what exactly, and how the agreement is asked; the sentence is the one the person says yes or no to."""
    case, partner = scene.case, partner_of(scene.house, scene.param("partner"))
    if case is None or partner is None or not is_referable(case):
        return None
    shown, handed = sentence(scene.uow, scene.house, case, partner)
    reason = why_not_here(scene.uow, case, partner)
    text = joined((
        scene.say("{reference} → {partner}", reference=case.reference, partner=partner.label),
        "" if fits_age(partner, case) else scene.say("Outside this partner's ages: {ages}.", ages=_ages(partner)),
        scene.say("Only this would be handed on:"),
        *handed_lines(scene, scene.house, handed),
        receivers(scene, partner),
        scene.say(NOT_HERE[reason]) if reason else "",
        scene.say("When sending, they said no to talking with other services.") if _said_no(case) else "",
        scene.say("The sentence to agree to:"),
        scene.say("“{words}”", words=shown),
    ))  # fmt: skip
    return Message(text, in_rows(_ways(scene, case, partner, shown, reason)))


def _said_no(case: Case) -> bool:
    """To `accord_partage`; asked again before anything is shared, and worth knowing before one asks."""
    return case.answers.get("accord_partage") == ("non",)


def _ages(partner: Partner) -> str:
    return f"{partner.ages[0]}-{partner.ages[1]}"


def receivers(scene: Scene, partner: Partner) -> str:
    """Who gets it: enrolled relays, or nobody, and then the partner's own contact."""
    count = len(relays_of(scene.uow, scene.house, partner.id))
    if count:
        return scene.say("Enrolled there, and receiving it: {count}.", count=count)
    nobody = scene.say("Nobody is enrolled there: you pass it on yourself.")
    contact = scene.say("Contact: {contact}", contact=partner.contact) if partner.contact else ""
    return joined((nobody, contact))


def _ways(scene: Scene, case: Case, partner: Partner, shown: str, reason: str) -> list[Button]:
    def way(label: str, how: How) -> Button:
        return tap(scene, label, case, Action.REFER_ASK, f"{how}.{mark_of(partner.id)}.{mark_of(shown)}")

    asked = [] if reason else [way(N_("Ask for their agreement here"), How.CHAT)]
    return [*asked, *(way(label, how) for how, label in HEARD.items())]
