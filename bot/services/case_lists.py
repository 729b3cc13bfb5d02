"""/fiches: which cases, in pages, found by a button or by a few words: a reference, a subject, a structure, a place.

Must never: open a sealed value for a list, or show one to somebody who is no active coordinator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.i18n import Words
from bot.intake import parsing
from bot.intake.normal import words as words_of
from bot.intake.roads import Road
from bot.messages import Op
from bot.services.cases import coordinator
from bot.services.house import House
from bot.services.intake import Step
from bot.services.voice import Desk
from storage.records import CaseLine, Person
from storage.unit_of_work import UnitOfWork

LINK = "fiches"
"""What the deep link to the list carries."""
PAGE = 6
"""Cases in one bubble."""
_REFERENCE = re.compile(r"\b(m[sc])[ -]?(\d{4})[ -]?(\d{1,6})\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}")


class Filter(StrEnum):
    """Short, for they stand in callback data."""

    MENU = "menu"
    OPEN = "toutes"
    MINE = "miennes"
    UNHELD = "libres"
    LATE = "retard"
    URGENT = "urgentes"
    THEME = "sujet"
    STRUCTURE = "structure"
    PLACE = "lieu"


def show(uow: UnitOfWork, house: House, person: Person, typed: str) -> None:
    """`/fiches`, alone or with words."""
    coordinator(uow, person)
    if not typed.strip():
        uow.outbox.put(person.id, Desk.CASES, silent=True)
        return
    chosen = find(house, house.words(person.locale), typed)
    filter_, argument = chosen or (Filter.MENU, "")
    params = {"filter": filter_.value, "argument": argument, "unknown": chosen is None}
    uow.outbox.put(person.id, Desk.CASE_LIST if chosen else Desk.CASES, params, silent=True)


def show_unheld(uow: UnitOfWork, person: Person) -> None:
    """The deep link under a list of cards in the group."""
    coordinator(uow, person)
    uow.outbox.put(person.id, Desk.CASE_LIST, {"filter": Filter.UNHELD.value}, silent=True)


def reference_in(typed: str, year: int) -> str:
    """« MS-2026-0042 », « ms 2026 42 », « 42 »; "" when there is none."""
    found = _REFERENCE.search(typed)
    if found:
        return f"{found[1].upper()}-{found[2]}-{int(found[3]):04d}"
    alone = _NUMBER.fullmatch(typed.strip())
    return f"MS-{year}-{int(alone[0]):04d}" if alone else ""


def find(house: House, words: Words, typed: str) -> tuple[Filter, str] | None:
    """The list that a few words ask for; None when they name nothing of the town and no subject."""
    said = " ".join(words_of(typed))
    for filter_, entries in ((Filter.STRUCTURE, house.territory.structures), (Filter.PLACE, house.territory.places)):
        for entry in entries:
            if said in {" ".join(words_of(name)) for name in (entry.label, *entry.typed, entry.id)}:
                return filter_, entry.id
    for road in (Road.RELAY, Road.YOUTH):
        read = parsing.read_choice(house.questionnaires[road].by_key["themes"], typed, label=words.say)
        if read and read.codes and read.codes != ("non_dit",):
            return Filter.THEME, read.codes[0]
    return None


def turn(uow: UnitOfWork, person: Person, chosen: tuple[Filter, str, str], message_id: str) -> Step:
    """A button of the list: its bubble turns the page, or into another list."""
    coordinator(uow, person)
    filter_, argument, after = chosen
    kind = Desk.CASES if filter_ is Filter.MENU else Desk.CASE_LIST
    params = {"filter": filter_.value, "argument": argument, "after": after, "message": message_id}
    uow.outbox.put(person.id, kind, params, op=Op.EDIT, silent=True)
    return Step()


def page(uow: UnitOfWork, reader: str, filter_: Filter, argument: str, after: str) -> list[CaseLine]:
    """One more than a page shows, so that it is known whether another follows."""
    return _PAGES[filter_](uow, reader, argument, after)


_Pages = Callable[[UnitOfWork, str, str, str], list[CaseLine]]
_PAGES: Mapping[Filter, _Pages] = {
    Filter.OPEN: lambda uow, reader, argument, after: uow.case_lists.open_ones(PAGE + 1, after),
    Filter.MINE: lambda uow, reader, argument, after: uow.case_lists.held_by(reader, PAGE + 1, after),
    Filter.UNHELD: lambda uow, reader, argument, after: uow.case_lists.held_by("", PAGE + 1, after),
    Filter.LATE: lambda uow, reader, argument, after: uow.case_lists.late(PAGE),
    Filter.URGENT: lambda uow, reader, argument, after: uow.case_lists.urgent(PAGE + 1, after),
    Filter.THEME: lambda uow, reader, argument, after: uow.case_lists.about(argument, PAGE + 1, after),
    Filter.STRUCTURE: lambda uow, reader, argument, after: uow.case_lists.of_structure(argument, PAGE + 1, after),
    Filter.PLACE: lambda uow, reader, argument, after: uow.case_lists.at_place(argument, PAGE + 1, after),
}
