"""The words to relays about being one: the rules, their menu and commands, leaving, the end.

Must never: say them to somebody who is no relay (any more), or call a first contact what only the law can name.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, Words, joined
from bot.intake.enrolment import ACCEPT, LEAVE, REFUSE, STAY
from bot.intake.roads import Duty
from bot.messages import Message, Op
from bot.services.house import House
from bot.services.relay_enrolment import mark, pending
from bot.services.scene import Renderer, Scene
from bot.services.taps import Pledge, PledgeTap, Word
from bot.services.voice import Later
from storage.records import Relay

DUTIES: Mapping[Duty, str] = {
    Duty.RELAY: N_("relay"),
    Duty.ANIMATEUR: N_("youth work"),
    Duty.AGENT: N_("municipal agent"),
}


_REPLACES_NOTHING = N_("It replaces no legal report about somebody in danger.")
_OWN_PROCEDURE = N_("Follow your structure's own procedure as well.")
_RULES = (
    N_("Write facts only: what you saw, or heard."),
    _REPLACES_NOTHING,
    _OWN_PROCEDURE,
    N_("No name without the person's agreement."),
    N_("Never a copy of a case file."),
    N_("Telegram is no professional tool: only what is useful."),
    N_("Your access ends when you leave your post."),
)


def structure_name(house: House, words: Words, structure: str) -> str:
    """As the town's file calls it, also once it is no longer active; "" is the town itself."""
    if not structure:
        return words.say("the town")
    return next((known.label for known in house.territory.structures if known.id == structure), structure)


def rules(scene: Scene) -> Message | None:
    """What is accepted. Afterwards it stays readable, with the answer and without buttons."""
    if scene.row.op is Op.EDIT:
        return _rules_answered(scene)
    relay = pending(scene.uow, scene.house, scene.reader)
    if relay is None:
        return None
    name = relay.name or scene.say("(to be written)")
    again = scene.say("I did not understand, and kept nothing. Pick a button, or write a name.")
    asked = joined((
        scene.say("The team will see this name: {name}. To change it, write another one here.", name=name),
        scene.say("Do you accept these rules?"),
    ))  # fmt: skip
    text = f"{again if scene.row.params.get('again') else _rules_text(scene, relay)}\n\n{asked}"
    here = mark(relay)
    buttons = [scene.button(ACCEPT, PledgeTap(Pledge.ACCEPT, here)),
               scene.button(REFUSE, PledgeTap(Pledge.REFUSE, here))]  # fmt: skip
    return Message(text, (tuple(buttons if relay.name else buttons[1:]),))


def _rules_text(scene: Scene, relay: Relay) -> str:
    say = scene.say
    where = structure_name(scene.house, scene.words, relay.structure)
    return joined((
        say("Hello. The social mediation team in {town} invites you.", town=scene.house.territory.service.town),
        say("You will write for: {structure} ({duty}).", structure=where, duty=say(DUTIES[relay.duty])),
        say("The rules of this chat:"),
        *(f"• {say(rule)}" for rule in _RULES),
    ))  # fmt: skip


def _rules_answered(scene: Scene) -> Message | None:
    relay = scene.uow.relays.of(scene.reader.id)
    if relay is None:
        return None
    match scene.param("said"):
        case "accepted":
            return Message(joined((_rules_text(scene, relay), f"— {scene.say(ACCEPT)}")))
        case "refused":
            return Message(joined((scene.say("The rules of this chat:"), f"— {scene.say(REFUSE)}")))
        case _:
            return Message(joined((scene.say("The rules of this chat:"), f"— {relay.name}")))


def menu(scene: Scene) -> Message | None:
    """A municipal agent files incidents only: there is one thing to begin."""
    relay = scene.uow.relays.of(scene.reader.id)
    if relay is None or not relay.active:
        return None
    say, agent = scene.say, relay.duty is Duty.AGENT
    text = joined((
        say("Hello. You write for: {structure}.", structure=structure_name(scene.house, scene.words, relay.structure)),
        say("What you send goes to the social mediation team."),
        *([say("No name, no number plate, no description of anybody.")] if agent
          else [say(_REPLACES_NOTHING), say(_OWN_PROCEDURE)]),
        say("In danger, call 17 or 112 first."),
        say("It takes about four minutes. You can complete it later."),
    ))  # fmt: skip
    begin = (scene.word(N_("Begin"), Word.CIVIC if agent else Word.SITUATION),)
    incident = () if agent else ((scene.word(N_("Something in a place"), Word.CIVIC),),)
    mine = (scene.word(N_("What I have sent"), Word.MINE),)
    others = (scene.word(N_("Useful numbers"), Word.HELP), scene.word(N_("For me"), Word.FOR_ME))
    return Message(text, (begin, *incident, mine, others))


_DESK = {
    "fiches": N_("Cases: mine, late, by subject or place"),
    "agenda": N_("What is to be done, and when"),
    "rencontre": N_("Note somebody met in the street or on the phone"),
    "absence": N_("I am away, and who takes over"),
    "relais": N_("Invite, list or revoke relays"),
    "inviter": N_("Invite another coordinator"),
    "pour_moi": N_("Write for myself"),
    "aide": N_("Numbers that answer right now"),
}


def commands(scene: Scene) -> Message:
    """What this chat is offered: a coordinator's or a relay's commands while they are one, else everybody's."""
    staff = scene.uow.staff.of(scene.reader.id)
    if staff and staff.active:
        return Message("", commands=tuple((command, scene.say(label)) for command, label in _DESK.items()))
    relay = scene.uow.relays.of(scene.reader.id)
    if relay is None or not relay.active:
        return Message("")
    offered = {
        "situation": N_("A young person in difficulty"),
        "civique": N_("Something that happened in a place"),
        "mes_transmissions": N_("What I have sent"),
        "aide": N_("Numbers that answer right now"),
        "pour_moi": N_("Write for myself"),
        "quitter": N_("Be a relay no more"),
    }
    if relay.duty is Duty.AGENT:
        del offered["situation"]
    return Message("", commands=tuple((command, scene.say(label)) for command, label in offered.items()))


def refused(scene: Scene) -> Message:
    text = joined((
        scene.say("All right. You are no relay, and I have erased your name."),
        scene.say("You can still write here for yourself."),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("For me"), Word.FOR_ME),),))


def leaving(scene: Scene) -> Message | None:
    answered = {"left": LEAVE, "stayed": STAY}.get(scene.param("said"))
    asked = scene.say("Do you want to be a relay no more?")
    if answered:
        return Message(joined((asked, f"— {scene.say(answered)}")))
    relay = scene.uow.relays.of(scene.reader.id)
    if relay is None or not relay.active:
        return None
    text = joined((
        asked,
        scene.say("What you have sent stays with the team. What you have begun here is erased."),
    ))  # fmt: skip
    here = mark(relay)
    return Message(
        text, ((scene.button(LEAVE, PledgeTap(Pledge.LEAVE, here)), scene.button(STAY, PledgeTap(Pledge.STAY, here))),)
    )


def stays(scene: Scene) -> Message | None:
    relay = scene.uow.relays.of(scene.reader.id)
    return Message(scene.say("All right, nothing changes.")) if relay and relay.active else None


def ended(scene: Scene) -> Message | None:
    """One bubble, which points to the door that stays open."""
    relay = scene.uow.relays.of(scene.reader.id)
    if relay and relay.active:
        return None  # invited again meanwhile
    left = scene.say("All right, you are a relay no more.")
    text = joined((
        left if scene.row.params.get("left") else scene.say("Your access as a relay has ended."),
        scene.say("What you have sent stays with the team."),
        scene.say("You can still write here for yourself."),
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("For me"), Word.FOR_ME),),))


RELAY_BUBBLES: Mapping[str, Renderer] = {
    Later.RELAY_RULES: rules,
    Later.RELAY_MENU: menu,
    Later.RELAY_COMMANDS: commands,
    Later.RELAY_REFUSED: refused,
    Later.RELAY_LEAVE: leaving,
    Later.RELAY_STAYS: stays,
    Later.RELAY_ENDED: ended,
}
