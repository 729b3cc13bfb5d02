"""A relay or an agent who files by taps: only the facts are typed, and nothing that a test does not ask for.

Must never: know what should come of it; whoever calls looks.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.intake.dialogue import Nav
from bot.services.taps import FileTap, Filing, pack
from bot.simulator.shapes import CallbackAnswer
from storage.records import Case
from tests.conversations.filing_stage import Filer
from tests.conversations.youth_stage import Answer

FACTS = "elle vient au local le matin, zibeline"
"""One word in it that nobody else ever says."""
BY_TAP: Mapping[str, Answer] = {
    "danger_immediat": "non", "jeune_informe": "informe_accord", "designation": Nav.PASS, "tranche_age": "de_15_17",
    "themes": ("moral_sante", "isolement"), "send_or_later": "envoyer", "source_info": "observation",
    "demarches_faites": Nav.PASS, "attente_relais": "avis", "ip_signalement": "non", "parents_informes": "oui",
    "delai": "cette_semaine", "contact_mode": "via_relais", "accord_envoi": "oui", "warn_team": "non",
    "danger_en_cours": "non", "lieu": ("espace_public", "skate_park"), "date_faits": "hier_soir", "nature": "bruit",
    "nb_personnes": "n6_10", "tranche_groupe": "ados", "intervention": "dialogue", "repetition": "premiere_fois",
    "suites": "information_seule", "jeune_individuel": "non", "about": "relais", "resume": "reprendre",
}  # fmt: skip
FOR_FACTS = ("faits_observes", "faits")


async def step(filer: Filer, asked: str, **answers: Answer) -> None:
    """Answer the one question that is asked."""
    if asked in FOR_FACTS and asked not in answers:
        await filer.say(FACTS)
        await filer.tap(asked, Nav.DONE)
        return
    answer = answers.get(asked, BY_TAP[asked])
    for choice in (answer,) if isinstance(answer, str) else answer:
        await filer.tap(asked, choice)


async def until(filer: Filer, question: str, **answers: Answer) -> None:
    """Answer whatever is asked until `question` is ("" = the draft is gone)."""
    for _ in range(40):
        asked = await filer.asking()
        if asked == question:
            return
        await step(filer, asked, **answers)
    raise LookupError(f"{question} was never asked")


async def situation(filer: Filer, **answers: Answer) -> Case:
    """A whole situation, sent once the facts are told."""
    await filer.say("/situation")
    await until(filer, "", **answers)
    return await filer.filed()


async def incident(filer: Filer, *, stops_at: str = "", **answers: Answer) -> Case:
    await filer.say("/civique")
    await until(filer, stops_at, **answers)
    return await filer.filed()


async def press(filer: Filer, case: Case, action: Filing) -> CallbackAnswer | None:
    """The newest visible button of this action under this transmission."""
    data = pack(FileTap(case.id, action))
    for message, button in reversed(filer.buttons()):
        if button.data == data:
            filer.stage.world.tap(filer.user, filer.user, message.id, data)
            await filer.stage.settle()
            return filer.toast()
    raise LookupError(f"no button {action} under {filer.texts()[-3:]}")
