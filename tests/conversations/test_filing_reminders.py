"""A young person who does not know that a relay wrote: reminders to the relay, then a human decides.

Must never: let a reminder reach anybody but the relay who wrote, or the young person at all.
"""

from __future__ import annotations

from functools import partial

from bot.i18n import Catalogues
from bot.services.filing_follow_ups import INFORMED
from bot.services.taps import Filing
from storage.records import Case, Entry, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.desk_stage import Desk, paris, starting
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import press, situation
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.youth_stage import close_it

EVENING = starting("2026-03-11T20:30")
ASKED = "la personne sait-elle que vous nous avez écrit ?"


def reminders(filer: Filer, since: int, case: Case | None = None) -> list[str]:
    return [m.text for m in filer.since(since) if ASKED in m.text and (case is None or case.reference in m.text)]


async def jump(stage: Stage, moment: str) -> None:
    """The process was away, or the clock was set: whatever fell due meanwhile happens now."""
    stage.clock.set(paris(moment))
    await stage.settle()


def _events(uow: UnitOfWork, case_id: str) -> list[Entry]:
    return uow.entries.of_case(case_id, EntryKind.EVENT)


@EVENING
async def test_reminders_come_after_7_and_25_days_and_then_a_human_decides(
    stage: Stage, catalogues: Catalogues
) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    await jump(stage, "2026-03-11T21:30")
    case = await situation(nadia, jeune_informe="non_informe")
    said = nadia.ever()
    await jump(stage, "2026-03-18T21:40")
    assert reminders(nadia, said) == [], "never at night"
    await jump(stage, "2026-03-19T08:05")
    [first] = reminders(nadia, said)
    assert first.startswith(f"{case.reference} : ")
    assert "en retard" not in first, "the night is no delay of ours"
    await press(nadia, case, Filing.NOT_YET)
    assert "Un autre rappel viendra" in nadia.texts()[-1]
    await stage.restart(catalogues)
    said = nadia.ever()
    await jump(stage, "2026-04-06T10:00")
    [second] = reminders(nadia, said)
    assert "en retard : prévu dimanche 5 avril" in second, "late ones say so"
    await press(nadia, case, Filing.NOT_YET)
    assert "l'équipe décide" in nadia.texts()[-1], "no third reminder is promised"
    assert "zibeline" not in first + second
    before, said = len(desk.about(case)), nadia.ever()
    await jump(stage, "2026-04-12T12:00")
    assert reminders(nadia, said) == []
    [told] = [m.text for m in desk.about(case)[before:] if "pas été informée" in m.text]
    assert "À vous de décider" in told
    assert (await desk.case(case)).answers["jeune_informe"] == ("non_informe",)


@EVENING
async def test_whatever_settles_the_matter_ends_the_reminders(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    cases = {}
    for name in ("agrees", "told", "danger", "closed", "revoked"):
        cases[name] = await situation(nadia, jeune_informe="non_informe")
    spared = await situation(nadia, jeune_informe="non_informe_danger")
    known = await situation(nadia, jeune_informe="informe_sans_accord")
    said = nadia.ever()
    await close_it(stage, cases["closed"])
    await jump(stage, "2026-03-19T10:00")
    asked = [name for name, case in cases.items() if reminders(nadia, said, case)]
    assert asked == ["agrees", "told", "danger", "revoked"]
    assert reminders(nadia, said, spared) == reminders(nadia, said, known) == []
    answers = {"agrees": (Filing.AGREES, "informe_accord"), "told": (Filing.TOLD, "informe_sans_accord"),
               "danger": (Filing.DANGER, "non_informe_danger")}  # fmt: skip
    for name, (action, code) in answers.items():
        await press(nadia, cases[name], action)
        assert nadia.texts()[-1] == f"C'est noté pour {cases[name].reference}. Merci."
        assert (await desk.case(cases[name])).answers["jeune_informe"] == (code,)
        events = await nadia.run(partial(_events, case_id=cases[name].id))
        assert INFORMED in [entry.event for entry in events], "the coordinator sees when"
    person = await nadia.person()
    await nadia.run(lambda uow: uow.relays.change(person.id, revoked_at=uow.now))
    said, before = nadia.ever(), len(desk.texts(GROUP))
    await jump(stage, "2026-04-06T10:00")
    assert nadia.since(said) == [], "who is no relay any more gets nothing"
    told = [text for text in desk.texts(GROUP)[before:] + desk.texts(SOLENE) if "pas été informée" in text]
    assert [cases["revoked"].reference in text for text in told] == [True], "the coordinator takes over, once"
    await jump(stage, "2026-05-11T10:00")
    again = [text for text in desk.texts(GROUP) + desk.texts(SOLENE) if "pas été informée" in text]
    assert len(again) == 1
