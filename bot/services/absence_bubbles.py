"""The words about absences: dates, who takes over, and what happens when nobody does.

Must never: say why somebody is away, or say it to anybody but coordinators.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.i18n import N_, joined
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.absence_desk import Deed
from bot.services.scene import Renderer, Scene
from bot.services.taps import AbsenceTap, pack
from bot.services.voice import Desk
from storage.records import Absence


def menu(scene: Scene) -> Message:
    mine = [one for one in scene.uow.absences.standing() if one.staff_id == scene.reader.id]
    unread = scene.say("I did not understand these dates.") if scene.row.params.get("unread") else ""
    text = joined((
        unread,
        *(scene.say("Noted: {dates}.", dates=dates_of(scene, one)) for one in mine),
        scene.say("When are you away? Write for example: from 3 to 10 April, tomorrow, next week."),
        scene.say("“stop” cancels."),
    ))  # fmt: skip
    buttons = [_end(scene, one) for one in mine]
    return Message(text, in_rows(buttons))


def _end(scene: Scene, one: Absence) -> Button:
    begun = one.first_at <= scene.now
    label = scene.say("I am back") if begun else scene.say("Cancel: {dates}", dates=dates_of(scene, one))
    return Button(label, pack(AbsenceTap(Deed.END, one.id)))


def dates_of(scene: Scene, one: Absence) -> str:
    zone = scene.words.zone
    last = (one.last_at - timedelta(seconds=1)).astimezone(zone).date()
    return _dates(scene, one.first_at.astimezone(zone).date(), last)


def _dates(scene: Scene, first: date, last: date) -> str:
    if first == last:
        return scene.words.day(first)
    return scene.say("from {first} to {last}", first=scene.words.day(first), last=scene.words.day(last))


def deputy(scene: Scene) -> Message | None:
    first, last = (date.fromisoformat(scene.param(name)) for name in ("first", "last"))
    others = [one for one in scene.uow.staff.active() if one.id != scene.reader.id]
    buttons = [Button(one.name, pack(AbsenceTap(Deed.DEPUTY, one.id))) for one in others]
    buttons.append(scene.button(N_("Nobody"), AbsenceTap(Deed.NOBODY)))
    buttons.append(scene.button(N_("Other dates"), AbsenceTap(Deed.AGAIN)))
    return Message(joined((
        scene.say("Away {dates}. Who takes over?", dates=_dates(scene, first, last)),
        scene.say("Cases, follow-ups and alerts go to that person, and come back to you afterwards."),
        scene.say("With nobody at all, the service is closed: young people read it in the first bubble."),
    )), in_rows(buttons))  # fmt: skip


def noted(scene: Scene) -> Message | None:
    one = scene.uow.absences.of_id(scene.param("absence"))
    if one is None:
        return None
    dates = dates_of(scene, one)
    if one.ended_at:
        return Message(scene.say("The absence is over: {dates}.", dates=dates))
    name = _name(scene, one.deputy_id)
    takes = scene.say("{name} takes over.", name=name) if name else _nobody(scene)
    return Message(joined((scene.say("Noted: {dates}.", dates=dates), takes)), ((_end(scene, one),),))


def _nobody(scene: Scene) -> str:
    if scene.house.closures.periods:
        return scene.say("Nobody takes over: the service is closed on the days when nobody is there.")
    return scene.say("Nobody takes over: alerts go to the whole chat.")


def taking_over(scene: Scene) -> Message | None:
    one = scene.uow.absences.of_id(scene.param("absence"))
    if one is None or one.deputy_id != scene.reader.id:
        return None
    name, dates = _name(scene, one.staff_id), dates_of(scene, one)
    if one.ended_at:
        return Message(scene.say("{name} is back, or stays. You take over nothing more.", name=name))
    return Message(joined((
        scene.say("You take over from {name}, {dates}.", name=name, dates=dates),
        scene.say("Their cases, follow-ups and alerts come to you. Nothing to do meanwhile."),
    )))  # fmt: skip


def _name(scene: Scene, staff_id: str) -> str:
    staff = scene.uow.staff.of(staff_id) if staff_id else None
    return staff.name if staff else ""


ABSENCE_BUBBLES: Mapping[str, Renderer] = {
    Desk.ABSENCE: menu,
    Desk.ABSENCE_DEPUTY: deputy,
    Desk.ABSENCE_NOTED: noted,
    Desk.ABSENCE_FOR: taking_over,
}
