"""The words about an encounter, to the coordinator who noted it.

Must never: repeat a name, a number, a subject or a note in a confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.encounter import NAME, PHONE
from bot.intake.roads import Road
from bot.intake.views import in_rows
from bot.messages import Button, Message
from bot.services.card_bubbles import head, tap
from bot.services.encounter_desk import NOTE
from bot.services.scene import Renderer, Scene
from bot.services.taps import Action
from bot.services.task_terms import ON_OPEN_CASE
from bot.services.voice import Desk
from storage.records import Case, CaseState

_ADD: Mapping[str, str] = {
    NOTE: N_("Add a note"), NAME: N_("A first name or nickname"), PHONE: N_("A phone number")
}  # fmt: skip
_ADDED: Mapping[str, str] = {
    NOTE: N_("Note added to {reference}."),
    NAME: N_("First name or nickname added to {reference}."),
    PHONE: N_("Number added to {reference}."),
}


def encounter(scene: Scene) -> Message | None:
    """It stands, or something was added to it, and what may still be; or it was given up on the way."""
    case, what = scene.case, scene.param("what")
    if what == "erased":
        return Message(scene.say("The record you had begun is erased. Nothing of it is kept."))
    if case is None or case.state is CaseState.WITHDRAWN:
        return None
    lines = _stands(scene, case) if what == "noted" else [scene.say(_ADDED[what], reference=case.reference)]
    return Message(joined(lines), in_rows(_offered(scene, case)))


def _stands(scene: Scene, case: Case) -> list[str]:
    planned = scene.uow.tasks.of_case(case.id, ON_OPEN_CASE)
    next_up = scene.words.day(planned[0].due_at) if planned else ""
    return [
        scene.say("Noted: {head}.", head=head(case, scene.words)),
        scene.say("You hold this case."),
        scene.say("Next follow-up: {day}.", day=next_up) if next_up else "",
        scene.say("Your sentences are kept as a note.") if scene.row.params.get("kept") else "",
    ]


def _offered(scene: Scene, case: Case) -> list[Button]:
    missing = [what for what in _ADD if what == NOTE or what not in case.answers]
    added = [tap(scene, _ADD[what], Action.ENCOUNTER, what) for what in missing]
    return [*added, tap(scene, N_("Read in private"), Action.READ)]


def ask(scene: Scene) -> Message | None:
    case, what = scene.case, scene.param("what")
    if case is None or case.state is CaseState.WITHDRAWN:
        return None
    question = scene.house.questionnaires[Road.ENCOUNTER].by_key.get(what)
    prompt = question.prompt if question else N_("Write your note. Coordinators alone read it.")
    wrong = N_("I see no number here.") if what == PHONE else N_("I see no first name here.")
    return Message(joined((
        scene.say(wrong) if scene.row.params.get("again") else "",
        f"{case.reference} · {scene.say(prompt)}",
        scene.say("“stop” cancels."),
    )))  # fmt: skip


ENCOUNTER_BUBBLES: Mapping[str, Renderer] = {Desk.ENCOUNTER: encounter, Desk.ENCOUNTER_ASK: ask}
