"""The words of danger: numbers first, open at that minute, then who can be near, then the team.

Must never: leave somebody without a number, promise secrecy, or say in the group what was written here.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.bubbles import Kind
from bot.intake.roads import Road
from bot.messages import Message
from bot.services.scene import Renderer, Scene
from bot.territory import HelpLine
from bot.triage.numbers import chosen_lines, help_menu, is_minor
from bot.triage.urgency import Signal

_SELF = frozenset({Signal.SUICIDE, Signal.AUTOMUTILATION})
_HARMED = frozenset({
    Signal.VIOLENCE_INTRAFAMILIALE, Signal.VIOLENCE_SEXUELLE, Signal.ENFANT_EN_DANGER, Signal.MENACE_SUBIE,
    Signal.TRAITE,
})  # fmt: skip


def numbers(scene: Scene) -> Message:
    """A danger was read, or safety answered « Non » or « J'hésite »: the right numbers, open at that minute."""
    signals, say = _signals(scene), scene.say
    lines = _lines(scene, signals)
    about_to = Signal.SUICIDE in signals and not scene.row.params.get("other")
    return Message(joined((
        _opening(scene, signals), *_said(scene, lines),
        say("If you feel that it is about to happen, call 15 as well.") if about_to else "",
    )))  # fmt: skip


def _lines(scene: Scene, signals: tuple[Signal, ...]) -> tuple[HelpLine, ...]:
    minor, relay = is_minor(scene.param("age") or None), scene.road is Road.RELAY
    return chosen_lines(scene.house.territory, signals, minor, scene.now, relay=relay)


def _signals(scene: Scene) -> tuple[Signal, ...]:
    return tuple(Signal(name) for name in scene.row.params.get("signals", ()))


def _opening(scene: Scene, signals: tuple[Signal, ...]) -> str:
    """Chosen by the gravest signal: `signals` come in that order."""
    first = signals[0] if signals else None
    if first is Signal.URGENCE_VITALE:
        return scene.say("Call now. Every minute counts.")
    if scene.row.params.get("other"):
        return scene.say("Thank you for looking after this person. You did well to write.")
    if first is Signal.MENACE_EMISE:
        return scene.say("Thank you for telling me. Step away, and talk to someone first.")
    if first in _HARMED:
        return scene.say("Thank you for telling me. Nobody has the right to hurt you.")
    return scene.say("Thank you for telling me. You don't have to face this alone.")


def same_numbers(scene: Scene) -> Message:
    """The same danger written again within hours: one line, and no new alert."""
    lines = _lines(scene, _signals(scene))
    shown = " · ".join(scene.label(line) for line in lines)
    return Message(joined((scene.say("I have it. The numbers stay the same."), shown)))


def help_lines(scene: Scene) -> Message:
    territory = scene.house.territory
    if scene.words.formal:  # a relay asks for somebody else: who listens about a child in danger, the CRIP included
        lines = chosen_lines(territory, (Signal.ENFANT_EN_DANGER,), True, scene.now, relay=True)
    else:
        lines = help_menu(territory, is_minor(scene.param("age") or None), scene.now)
    return Message(joined((scene.say("Here is who answers right now:"), *_said(scene, lines))))


def _said(scene: Scene, lines: tuple[HelpLine, ...]) -> list[str]:
    shown = []
    for line in lines:
        told = line.said_in(scene.words.locale)
        sentence = N_("{line}: {what_for}. It is free.") if line.free else N_("{line}: {what_for}.")
        shown.append(scene.say(sentence, line=told.label, what_for=told.what_for))
    return shown


def go_see(scene: Scene) -> Message:
    return Message(joined((
        scene.say("Go and see this person now."),
        scene.say("Show them this message if words are missing."),
        scene.say("You can come back and write here afterwards."),
    )))  # fmt: skip


def write_114(scene: Scene) -> Message:
    return Message(joined((
        scene.say("All right. 114 answers by text message, day and night. It is free."),
        scene.say("Write where you are, and what is happening."),
        scene.say("A person answers you in writing."),
    )))  # fmt: skip


def warned(scene: Scene) -> Message:
    away = scene.nobody_reads()
    told = scene.say("Done. The team has an alert, without your words.")
    return Message(joined((told, away, scene.say("Don't wait for its answer if you are in danger."))))


def warned_always(scene: Scene) -> Message:
    return Message(joined((
        scene.say("I am telling the team right now, without showing them your words."),
        scene.say("It is because your life matters. Don't wait for their answer."),
        scene.nobody_reads(),
        alert_is_kept(scene),
    )))  # fmt: skip


def alert_is_kept(scene: Scene) -> str:
    days = scene.house.territory.retention.refused_alert_days
    return scene.say("I keep for {days} days that there was an alert, not your words.", days=days)


def not_warned(scene: Scene) -> Message:
    return Message(scene.say("All right. I tell nobody. You can change your mind at any time."))


def doubt_closed(scene: Scene) -> Message:
    return Message(scene.say("All right. If that changes, write it here, at any time."))


DANGER_BUBBLES: Mapping[str, Renderer] = {
    Kind.NUMBERS: numbers,
    Kind.SAME_NUMBERS: same_numbers,
    Kind.DOUBT_CLOSED: doubt_closed,
    Kind.HELP: help_lines,
    Kind.GO_SEE: go_see,
    Kind.WRITE_114: write_114,
    Kind.WARNED: warned,
    Kind.WARNED_ALWAYS: warned_always,
    Kind.NOT_WARNED: not_warned,
}
