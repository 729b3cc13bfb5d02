"""/fiches: filters, pages, words; bare lines; nobody else's."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.draft import Draft
from bot.intake.roads import Duty, Road
from bot.messages import Address
from bot.services.case_lists import PAGE, Filter, reference_in
from bot.services.cases import fill_case, open_case
from bot.services.taps import Action, ListTap, pack
from bot.simulator.shapes import Message
from bot.triage.urgency import Level
from storage.records import Case, CaseState
from storage.unit_of_work import UnitOfWork
from tests.conversations.filing_stage import enrolled
from tests.conversations.stage import KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import close_it, coordinator_does, open_it


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T10:00:00+01:00")


async def sent(
    stage: Stage, number: int = 1, *, theme: str = "logement", level: Level = Level.NORMAL, road: Road = Road.YOUTH,
    by: int = 5000, place: str = "",
) -> list[Case]:  # fmt: skip
    """`number` cases, a minute apart, each of somebody else."""
    made = []
    for one in range(number):
        user = by + one

        def make(uow: UnitOfWork, user: int = user) -> Case:
            house, person = stage.service.house, uow.people.meet(Address("telegram", str(user)))
            answers = {"themes": (theme,), "tranche_age": ("de_15_17",), "pour_qui": ("moi",)}
            if road is Road.CIVIC:
                answers = {"lieu": (place,), "nature": ("bruit",)}
            draft = Draft(road=road, answers=answers, highest=level)
            case = open_case(
                uow, house, person, level=level, state=CaseState.SENT, notice_at=uow.now, road=road, announce=False
            )
            return fill_case(uow, house, person, case, draft, rings=False)

        made.append(await stage.service.store.run(make))
        await stage.advance(minutes=1)
    return made


async def fiches(stage: Stage, typed: str = "", by: int = SOLENE) -> Message:
    await stage.say(by, f"/fiches {typed}".strip())
    return stage.last(by)


async def turn(stage: Stage, message: Message, wanted: ListTap, by: int = SOLENE) -> Message:
    """A button of the list, an old one perhaps."""
    stage.world.forge_tap(by, by, message.id, pack(wanted))
    await stage.settle()
    return stage.world.message(by, message.id)


def lines(message: Message) -> list[str]:
    return message.text.splitlines()[1:]


def references(message: Message) -> list[str]:
    return [line.split(" · ")[0] for line in lines(message)]


def labels(stage: Stage, message: Message) -> list[str]:
    return [button.label for button in stage.world.buttons(message)]


async def test_the_menu_counts_what_each_filter_would_show(stage: Stage) -> None:
    cases = await sent(stage, 3)
    await sent(stage, 1, level=Level.IMMEDIAT, by=6000)
    await open_it(stage, cases[0])
    await close_it(stage, cases[1])
    menu = await fiches(stage)
    assert labels(stage, menu)[:5] == [
        "Les miennes (1)", "Sans personne (2)", "En retard (0)", "Immédiates (1)", "Toutes (3)"
    ]
    assert menu.silent


async def test_a_page_turns_in_its_own_bubble_until_all_are_seen(stage: Stage) -> None:
    cases = await sent(stage, 2 * PAGE + 1)
    seen: list[str] = []
    bubble = await turn(stage, await fiches(stage), ListTap(Filter.OPEN))
    while True:
        seen += [label for label in labels(stage, bubble) if label.startswith("MS-")]
        following = [b for b in stage.world.buttons(bubble) if b.label == "Suite"]
        if not following:
            break
        stage.world.tap(SOLENE, SOLENE, bubble.id, following[0].data)
        await stage.settle()
        bubble = stage.world.message(SOLENE, bubble.id)
    assert seen == [case.reference for case in reversed(cases)]
    assert stage.last(SOLENE).id == bubble.id, "edited, not sent again"
    bubble = await turn(stage, bubble, ListTap(Filter.OPEN))
    assert cases[-1].reference in bubble.text


async def test_a_line_is_bare(stage: Stage) -> None:
    cases = await sent(stage, 1, theme="violence")
    bubble = await turn(stage, await fiches(stage), ListTap(Filter.OPEN))
    assert lines(bubble) == [f"{cases[0].reference} · jeune · 15-17 ans · urgence : normale · pas encore ouverte"]


async def test_a_button_opens_the_case(stage: Stage) -> None:
    cases = await sent(stage, 1)
    bubble = await turn(stage, await fiches(stage), ListTap(Filter.UNHELD))
    await stage.tap(SOLENE, cases[0].reference)
    assert cases[0].reference in stage.last(SOLENE).text
    assert lines(await turn(stage, bubble, ListTap(Filter.MINE)))[0].endswith("prise par Solène")


async def test_what_was_promised_and_has_passed_is_late_until_it_is_done(stage: Stage) -> None:
    cases = await sent(stage, 2)
    await open_it(stage, cases[1])
    await stage.at("2026-03-12T18:00:00+01:00")
    bubble = await turn(stage, await fiches(stage), ListTap(Filter.LATE))
    assert references(bubble) == [cases[0].reference, cases[1].reference]
    assert all(line.endswith("en retard") for line in lines(bubble))
    await open_it(stage, cases[0], by=KARIMA)
    await close_it(stage, cases[1])
    assert lines(await turn(stage, bubble, ListTap(Filter.LATE))) == ["Aucune fiche ici."]


@pytest.mark.parametrize("typed", ["logement", "le logement", "rupture d'hébergement"])
async def test_a_subject_is_found_by_its_words(stage: Stage, typed: str) -> None:
    wanted = await sent(stage, 2, theme="logement")
    await sent(stage, 2, theme="emploi", by=6000)
    bubble = await fiches(stage, typed)
    assert references(bubble) == [case.reference for case in reversed(wanted)]


async def test_a_structure_and_a_place_are_found_by_what_people_call_them(stage: Stage) -> None:
    await enrolled(stage, 4001, structure="mission_locale")
    await enrolled(stage, 4002, structure="ase", duty=Duty.RELAY)
    mine = await sent(stage, 1, road=Road.RELAY, by=4001)
    await sent(stage, 1, road=Road.RELAY, by=4002)
    there = await sent(stage, 1, road=Road.CIVIC, by=4001, place="skate_park")
    await sent(stage, 1, road=Road.CIVIC, by=4002, place="gare")
    for typed in ("la milo", "Mission Locale"):
        assert references(await fiches(stage, typed)) == [there[0].reference, mine[0].reference]
    assert references(await fiches(stage, "skate")) == [there[0].reference]


async def test_words_that_name_nothing_show_the_filters(stage: Stage) -> None:
    await sent(stage, 1)
    bubble = await fiches(stage, "zzz blorgh")
    assert bubble.text.startswith("Je ne connais ni référence, ni sujet, ni structure, ni lieu de ce nom.")
    assert "Toutes (1)" in labels(stage, bubble)


@pytest.mark.parametrize("user", [LINA, MARC])
async def test_nobody_else_gets_a_list(stage: Stage, user: int) -> None:
    await sent(stage, 1)
    await stage.say(user, "/fiches")
    typed = stage.said(user)
    await stage.say(user, "/inconnu")
    assert "MS-" not in stage.said(user)
    assert stage.texts(user)[-1] in typed, "as an unknown command"
    stage.world.forge_tap(user, user, stage.last(user).id, pack(ListTap(Filter.OPEN)))
    await stage.settle()
    assert "MS-" not in stage.said(user)


async def test_who_left_the_group_gets_no_page_more(stage: Stage) -> None:
    await sent(stage, 2)
    bubble = await fiches(stage)
    stage.world.leave(SOLENE, -1001234567890)
    await stage.settle()
    assert "MS-2026-0001" not in (await turn(stage, bubble, ListTap(Filter.OPEN))).text


@pytest.mark.parametrize("data", ["g:nonsense:.:.", "g:sujet:violence:nowhere", "g:toutes:.:AbCdEfGhIjKl", "g:a:b"])
async def test_forged_pages_show_nothing_and_fail_nothing(
    stage: Stage, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    await sent(stage, 1)
    bubble = await fiches(stage)
    stage.world.forge_tap(SOLENE, SOLENE, bubble.id, data)
    await stage.settle()
    assert "MS-2026-0001" not in stage.said(SOLENE)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    ("typed", "reference"),
    [("MS-2026-0042", "MS-2026-0042"), ("ms 2026 42", "MS-2026-0042"), ("mc-2026-7", "MC-2026-0007"),
     ("42", "MS-2026-0042"), ("logement", ""), ("le 42", "")],
)  # fmt: skip
def test_a_reference_is_read_however_it_is_typed(typed: str, reference: str) -> None:
    assert reference_in(typed, 2026) == reference


async def test_a_closed_case_leaves_the_open_lists_and_stays_under_its_subject(stage: Stage) -> None:
    cases = await sent(stage, 1)
    await coordinator_does(stage, cases[0], Action.CLOSE_AS, "lien_etabli")
    assert lines(await turn(stage, await fiches(stage), ListTap(Filter.OPEN))) == ["Aucune fiche ici."]
    assert lines(await fiches(stage, "logement"))[0].endswith("close")
