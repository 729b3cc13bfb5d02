"""The coordinators' bubbles about relays: whom to invite, the invitation itself, who is enrolled and to be reviewed.

Must never: show them in a group, or tell more of a relay than their name, their structure and their dates.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.roads import Duty
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.qr import qr_png
from bot.services.relay_bubbles import DUTIES, structure_name
from bot.services.relay_desk import TOWN, duties, found
from bot.services.relay_follow_ups import is_due
from bot.services.scene import Renderer, Scene
from bot.services.taps import Enrol, EnrolTap, pack
from bot.services.voice import Desk
from storage.records import Relay

PAGE = 6
"""Names in one bubble."""
_AS: Mapping[Duty, str] = {Duty.RELAY: N_("Relay"), Duty.ANIMATEUR: N_("Youth work"), Duty.AGENT: N_("Municipal agent")}


def _button(scene: Scene, label: str, action: Enrol, subject: str = "", argument: str = "") -> Button:
    return scene.button(label, EnrolTap(action, subject, argument))


def _named(label: str, action: Enrol, subject: str, argument: str = "") -> Button:
    """Labelled with what the town's file or a person says, not with words of ours."""
    return Button(label, pack(EnrolTap(action, subject, argument)))


def _back(scene: Scene) -> tuple[Button, ...]:
    return (_button(scene, N_("Back"), Enrol.MENU),)


def _whom(scene: Scene, structure: str, duty: Duty) -> str:
    """« Mission Locale, relais »"""
    where = structure_name(scene.house, scene.words, structure)
    return scene.say("{structure}, {duty}", structure=where, duty=scene.say(DUTIES[duty]))


def _for(scene: Scene, relay: Relay) -> str:
    return scene.say("For: {whom}.", whom=_whom(scene, relay.structure, relay.duty))


# -- the menu, and whom to invite --------------------------------------------------------------------------------------


def menu(scene: Scene) -> Message:
    enrolled = scene.uow.relays.active()
    due = sum(is_due(scene.uow, scene.house, relay) for relay in enrolled)
    text = joined((
        scene.say("Relays and agents enrolled: {count}.", count=len(enrolled)),
        scene.say("Still to be reviewed: {count}.", count=due) if due else "",
    ))  # fmt: skip
    buttons = [_button(scene, N_("Invite"), Enrol.INVITE)]
    buttons += [_button(scene, N_("List"), Enrol.LIST)] if enrolled else []
    review = scene.say("To review ({count})", count=due)
    return Message(text, (tuple(buttons), *(((Button(review, pack(EnrolTap(Enrol.DUE))),),) if due else ())))


def choice(scene: Scene) -> Message | None:
    """One step of an invitation: the structure, one of its group, the duty; then what was made."""
    params = scene.row.params
    if params.get("made"):
        return _made(scene)
    if params.get("structure"):
        named = scene.param("structure")
        structure = found(scene.house, named)
        asked = scene.say("{structure}: invited as what?", structure=structure.label if structure else "")
        buttons = [_button(scene, _AS[duty], Enrol.CREATE, named, duty) for duty in duties(structure)]
    else:
        group = scene.param("group")
        which = scene.say("{group}: which one?", group=group)
        asked = which if group else scene.say("Invite somebody of which structure?")
        buttons = _structures(scene, group)
    return Message(asked, (*in_rows(buttons), _back(scene)))


def _structures(scene: Scene, group: str) -> list[Button]:
    """The town's structures; those of one group stand behind one button."""
    known = [one for one in scene.house.territory.structures if one.active]
    if group:
        return [_named(one.label, Enrol.STRUCTURE, one.id) for one in known if one.group == group]
    shown: dict[str, Button] = {}
    for one in known:
        opens = Enrol.GROUP if one.group else Enrol.STRUCTURE
        shown.setdefault(one.group or one.id, _named(one.group or one.label, opens, one.id))
    return [*shown.values(), _button(scene, N_("The town (agents)"), Enrol.STRUCTURE, TOWN)]


def _about(scene: Scene) -> str:
    return _whom(scene, scene.param("structure"), Duty(scene.param("duty")))


def _made(scene: Scene) -> Message:
    return Message(scene.say("Invitation ready: {whom}.", whom=_about(scene)), (_back(scene),))


def invitation(scene: Scene) -> Message | None:
    """To be forwarded, or shown to be scanned: it speaks to whoever gets it."""
    until = scene.instant("until")
    if until is None or until <= scene.now:
        return None
    link = scene.house.link(f"r_{scene.param('token')}")
    days = scene.house.territory.delays.invitation_days
    text = joined((
        scene.say("Invitation to write to the social mediation team in {town}.",
                  town=scene.house.territory.service.town),
        scene.say("For: {whom}.", whom=_about(scene)),
        scene.say("It works once, for {days} days: until {until}.", days=days, until=scene.words.moment(until)),
        scene.say("Scan the picture, or open this link in Telegram:"),
        link,
    ))  # fmt: skip
    return Message(text, picture=qr_png(link))


# -- who is enrolled ---------------------------------------------------------------------------------------------------


def listed(scene: Scene) -> Message:
    """By structure, a page at a time; a page that has emptied meanwhile shows the last one."""
    only_due = bool(scene.row.params.get("due"))
    relays = _sorted(scene, only_due)
    if not relays:
        return Message(scene.say("Nobody is left to review.") if only_due else scene.say("Nobody is enrolled."),
                       (_back(scene),))  # fmt: skip
    pages = -(-len(relays) // PAGE)
    page = min(int(scene.param("page") or 0), pages - 1)
    title = scene.say("To review: {count}.", count=len(relays)) if only_due else (
        scene.say("Relays and agents enrolled: {count}.", count=len(relays))
    )  # fmt: skip
    where = scene.say("Page {page} of {pages}.", page=page + 1, pages=pages) if pages > 1 else ""
    rows = [(_person(scene, relay, page),) for relay in relays[page * PAGE : (page + 1) * PAGE]]
    here = Enrol.DUE if only_due else Enrol.LIST
    back = _back(scene)[0] if page == 0 else _button(scene, N_("Back"), here, str(page - 1))
    more = (_button(scene, N_("More of them"), here, str(page + 1)),) if page + 1 < pages else ()
    return Message(joined((title, where)), (*rows, (back, *more)))


def _sorted(scene: Scene, only_due: bool) -> list[Relay]:
    def place(relay: Relay) -> tuple[str, str]:
        return structure_name(scene.house, scene.words, relay.structure).casefold(), relay.name.casefold()

    enrolled = scene.uow.relays.active()
    return sorted((one for one in enrolled if not only_due or is_due(scene.uow, scene.house, one)), key=place)


def _person(scene: Scene, relay: Relay, page: int) -> Button:
    where = structure_name(scene.house, scene.words, relay.structure)
    return _named(f"{relay.name} · {where}", Enrol.SEE, relay.id, str(page))


def card(scene: Scene) -> Message | None:
    """One relay, as things stand now; what a button did is read here."""
    relay = scene.uow.relays.of(scene.param("relay"))
    if relay is None:
        return None
    text = joined((relay.name, _for(scene, relay), *_dates(scene, relay)))
    buttons = _decisions(scene, relay) if relay.active else []
    page = scene.param("page") or "0"
    return Message(text, (*in_rows(buttons), (_button(scene, N_("List"), Enrol.LIST, page),)))


def _dates(scene: Scene, relay: Relay) -> list[str]:
    lines = [scene.say("Access since {date}.", date=scene.words.date(relay.enrolled_at))]
    if relay.reviewed_at > relay.enrolled_at:
        lines.append(scene.say("Last review: {date}.", date=scene.words.date(relay.reviewed_at)))
    else:
        lines.append(scene.say("Not reviewed yet."))
    if relay.revoked_at:
        lines.append(scene.say("The access ended on {date}.", date=scene.words.date(relay.revoked_at)))
    return lines


def _decisions(scene: Scene, relay: Relay) -> list[Button]:
    return [_button(scene, N_("Still in post"), Enrol.KEEP, relay.id, scene.param("page")),
            _button(scene, N_("End the access"), Enrol.REVOKE, relay.id, scene.param("page"))]  # fmt: skip


# -- what is told unasked ----------------------------------------------------------------------------------------------


def enrolled(scene: Scene) -> Message | None:
    relay = scene.uow.relays.of(scene.param("relay"))
    if relay is None or not relay.active:
        return None
    text = joined((scene.say("{name} has accepted the rules.", name=relay.name), _for(scene, relay)))
    return Message(text, ((_button(scene, N_("See"), Enrol.SEE, relay.id),),))


def gone(scene: Scene) -> Message | None:
    relay = scene.uow.relays.of(scene.param("relay"))
    if relay is None or relay.active:
        return None
    said = scene.say("{name} is a relay no more: that was their wish.", name=relay.name)
    return Message(joined((said, _for(scene, relay))))


def review(scene: Scene) -> Message | None:
    """Asked again every week; whoever answers, it is answered for all."""
    relay = scene.uow.relays.of(scene.param("relay"))
    if relay is None or not is_due(scene.uow, scene.house, relay):
        return None
    text = joined((
        scene.say("To review: {name}.", name=relay.name),
        _for(scene, relay),
        *_dates(scene, relay),
        scene.say("Is this person still in post?"),
    ))  # fmt: skip
    return Message(text, in_rows(_decisions(scene, relay)))


def not_you(scene: Scene) -> Message:
    return Message(joined((
        scene.say("This invitation is for a relay. You are a coordinator: it stays valid."),
        scene.say("Forward it, or have it scanned."),
    )))  # fmt: skip


RELAY_DESK_BUBBLES: Mapping[str, Renderer] = {
    Desk.RELAYS: menu,
    Desk.RELAY_CHOICE: choice,
    Desk.RELAY_INVITE: invitation,
    Desk.RELAY_LIST: listed,
    Desk.RELAY_CARD: card,
    Desk.RELAY_ENROLLED: enrolled,
    Desk.RELAY_GONE: gone,
    Desk.RELAY_REVIEW: review,
    Desk.RELAY_NOT_YOU: not_you,
}
"""For active coordinators only: see `desk_bubbles`, which reads their rights again."""
