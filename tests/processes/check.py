"""Reads both sides after the storm: what people saw on their phones, and what the database holds.

Must never: forgive; every number but `repeated` must be zero, and that one is bounded here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.messages import Address
from bot.simulator.world import World
from storage.records import Case, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.processes.people import REFERENCE, Person
from tests.processes.stage import GROUP

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Findings:
    """`contacts`: confirmed to a person and found whole. `repeated`: bubbles sent again because a kill came between
    the sending and its mark, or its answer was lost (the known window); `too_often`: more than these explain.
    `strays`: bubbles the database knows nothing of. `buried`: words of people among the dead letters. `unsettled`:
    updates still waiting.
    """

    contacts: int = 0
    kills: int = 0
    lost: int = 0
    no_card: int = 0
    doubled: int = 0
    reordered: int = 0
    stuck: int = 0
    begun_again: int = 0
    repeated: int = 0
    too_often: int = 0
    strays: int = 0
    buried: int = 0
    unsettled: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)  # what to look at when a number is not as it should be


def examine(
    uow: UnitOfWork, world: World, people: Sequence[Person], in_flight: Sequence[set[int]],
    answers_lost: Mapping[str, int], odd: Collection[int],
) -> Findings:  # fmt: skip
    """`in_flight`: at each kill, the ids of those who were on their way. `answers_lost`: by chat id, bubbles whose
    sending took place and was answered with a fault. `odd`: ids of updates that may well become dead letters."""
    cases: dict[str, list[Case]] = {}
    for case in uow.cases.open_ones():
        cases.setdefault(case.address_id, []).append(case)
    tally: Counter[str] = Counter(
        kills=len(in_flight), buried=sum(letter.update_id not in odd for letter in uow.ledger.dead_letters()),
        unsettled=len(world.updates.pending()),
    )  # fmt: skip
    notes: list[str] = []
    for person in people:
        known = uow.people.find(Address("telegram", str(person.id)))
        mine = cases.pop(known.id, []) if known else []
        tally.update(found := _contact(uow, world, person, mine))
        notes += [] if found == Counter(contacts=1) else [_told(uow, world, person, mine)]
        tally["begun_again"] += len(person.drafts) > 1
        tally["stuck"] += person.reference is None or bool(known and uow.drafts.of(known.id))
        kills = sum(person.id in alive for alive in in_flight)
        tally.update(_bubbles(uow, world, person.id, kills + 1 + answers_lost.get(str(person.id), 0)))
    tally["doubled"] += sum(map(len, cases.values())) + _shared(people)
    tally.update(_bubbles(uow, world, GROUP, len(in_flight) + answers_lost.get(str(GROUP), 0)))
    return Findings(**tally, notes=tuple(notes))


def _shared(people: Sequence[Person]) -> int:
    """References that two people were given."""
    given = [one.reference for one in people if one.reference]
    return len(given) - len(set(given))


def _contact(uow: UnitOfWork, world: World, person: Person, mine: Sequence[Case]) -> Counter[str]:
    tally: Counter[str] = Counter(doubled=max(len(mine) - 1, 0))
    confirmed = {found.group() for message in person.heard() if (found := REFERENCE.search(message.text))}
    tally["doubled"] += max(len(confirmed) - 1, 0)
    for case in mine:
        if case.reference not in confirmed:
            continue
        told = [entry.body for entry in uow.entries.of_case(case.id, EntryKind.STORY)]
        wanted = person.told
        tally["contacts"] += told == wanted
        tally["reordered"] += told != wanted and sorted(told) == sorted(wanted)
        tally["lost"] += bool(Counter(wanted) - Counter(told))
        tally["doubled"] += bool(Counter(told) - Counter(wanted))
        tally["no_card"] += not _has_card(uow, world, case)
    tally["lost"] += len(confirmed - {case.reference for case in mine})
    return tally


def _told(uow: UnitOfWork, world: World, person: Person, mine: Sequence[Case]) -> str:
    """Both sides of one dialogue, for whoever has to understand a failure."""
    kept = [[f"{entry.kind}: {entry.body}" for entry in uow.entries.of_case(case.id)] for case in mine]
    shown = [f"{one.id} {'<' if one.by_bot else '>'} {one.text[:40]!r}" for one in world.messages(person.id)]
    return f"wanted {person.told}, kept {kept}\n" + "\n".join(shown)


def _has_card(uow: UnitOfWork, world: World, case: Case) -> bool:
    rows = uow.outbox.rows_of_card(case.id)
    if len(rows) != 1 or not rows[0].message:
        return False
    shown = world.message(GROUP, int(rows[0].message))
    return shown.by_bot and not shown.deleted and case.reference in shown.text


def _bubbles(uow: UnitOfWork, world: World, chat_id: int, window: int) -> Counter[str]:
    """What stands in a chat against what the database knows to be there."""
    known = uow.people.find(Address("telegram", str(chat_id)))
    ours = set(uow.outbox.bubbles_since(known.id, ALWAYS)) if known else set()
    sent = {
        int(call.result["message_id"]): str(call.params["text"])
        for call in world.calls_of("sendMessage") if call.result and call.params["chat_id"] == chat_id
    }  # fmt: skip
    unmarked = [one for one in sent if str(one) not in ours]
    # The same words once more, and this time marked.
    strays = [one for one in unmarked if not any(o > one and sent[o] == sent[one] and str(o) in ours for o in sent)]
    return Counter(
        repeated=len(unmarked) - len(strays), strays=len(strays), too_often=max(len(unmarked) - window, 0)
    )
