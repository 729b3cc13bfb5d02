"""What leaves by itself, with the bot killed in the middle of it: follow-ups falling due by the dozen, a full outbox.

Each life finds a new wave laid in for it. Seeded and bounded. Must never: judge by the product's own reading, or help
the bot to recover.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from bot.messages import Address
from bot.services.desk_follow_ups import PERSON_TOLD
from bot.services.follow_ups import Kind
from bot.services.held_replies import HELD
from bot.services.task_terms import PLANNED
from bot.services.voice import Later
from bot.triage.urgency import Level
from storage.records import CaseState, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.processes.books import Books, still_to_leave
from tests.processes.burst import lay_in
from tests.processes.check import bubbles, marked, rows_of, sent_to
from tests.processes.equipment import Equipment
from tests.processes.executioner import SENDING, Executioner
from tests.processes.report import StormReport, storm_report
from tests.processes.stage import GROUP
from tests.processes.storm import Field, field_of

FIRST_ID = 5_400_500_600
SOLENE = 5_400_500_599
AGO = timedelta(seconds=1)
FINISH = 90.0  # seconds of peace in which all must have left


class What(StrEnum):
    FOLLOW_UPS = "follow-ups falling due"
    OUTBOX = "a full outbox"


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    what: What
    kills: int = 20
    wave: int = 3  # people of each sort, for each life
    faults: float = 0.05
    ailing: float = 0.0
    ways: Mapping[str, int] = field(default_factory=lambda: SENDING)


@dataclass(frozen=True, slots=True)
class Expected:
    """A bubble that must stand once in `chat`: the one with all of `words`. `thread`: those of one are in order."""

    chat: int
    words: tuple[str, ...]
    thread: str = ""


@dataclass(frozen=True, kw_only=True)
class Report(StormReport):
    """`met`: kills at which something was still to leave."""

    WHOLE = "said once"
    met: int


class Waves:
    """Lays in what is due; remembers what must come of it."""

    def __init__(self, place: Field) -> None:
        self.expected: list[Expected] = []
        self._place = place
        self._people = 0

    def lay(self, what: What, size: int) -> None:
        sort = self._follow_ups if what is What.FOLLOW_UPS else self._answers
        lay_in(self._place, lambda uow: [sort(uow) for _ in range(size)])

    def _follow_ups(self, uow: UnitOfWork) -> None:
        """One of each sort: to the person, to the group, to a coordinator in private; urgent and not."""
        due, solene = uow.now - AGO, _met(uow, SOLENE)
        chat, case, _ = self._case(uow, Level.IMMEDIAT)
        uow.follow_ups.queue(PERSON_TOLD, due, case_id=case)
        self.expected.append(Expected(chat, ("Personne n'a encore lu",)))
        _, case, reference = self._case(uow, Level.IMMEDIAT)
        uow.follow_ups.queue(Kind.ALARM, due, case_id=case, step=4)
        self.expected.append(Expected(GROUP, (reference,)))
        for kind in (Kind.STILL_UNREAD, Kind.BEFORE_READING):
            _, case, reference = self._case(uow, Level.NORMAL)
            uow.follow_ups.queue(kind, due, case_id=case)
            self.expected.append(Expected(GROUP, (reference,)))
        _, case, reference = self._case(uow, Level.NORMAL, holder=solene)
        uow.tasks.plan(PLANNED, case, due, by_id=solene)
        self.expected.append(Expected(SOLENE, (reference,)))
        chat, case, _ = self._case(uow, Level.IMMEDIAT, holder=solene)
        entry = uow.entries.add(case, EntryKind.REPLY, f"on se voit jeudi {chat}", author_id=solene, event=HELD)
        uow.follow_ups.queue(Kind.HELD_REPLY, due, case_id=case, subject_id=entry)
        self.expected.append(Expected(chat, (f"on se voit jeudi {chat}",)))

    def _answers(self, uow: UnitOfWork) -> None:
        """Four answers to one person, and the word to who wrote them."""
        solene = _met(uow, SOLENE)
        chat, case, _ = self._case(uow, Level.NORMAL, holder=solene)
        person = _met(uow, chat)
        for number in range(1, 5):
            words = f"réponse {number} pour {chat}"
            entry = uow.entries.add(case, EntryKind.REPLY, words, author_id=solene)
            uow.outbox.put(person, Later.REPLY, {"entry": entry}, case_id=case)
            self.expected.append(Expected(chat, (words,), thread=str(chat)))

    def _case(self, uow: UnitOfWork, level: Level, holder: str = "") -> tuple[int, str, str]:
        """(chat, id, reference) of a case of somebody new; held ones were opened."""
        user_id = FIRST_ID + 7919 * self._people
        self._people += 1
        world = self._place.world
        world.add_person("Quelqu'un", user_id=user_id)
        world.chats[user_id].started = True
        case = uow.cases.create(
            kind="jeune", prefix="MS", year=2026, address_id=_met(uow, user_id), level=level, state=CaseState.SENT,
            version=1, notice=1, notice_at=uow.now,
        )  # fmt: skip
        plain = {"tranche_age": ("de_15_17",)}
        uow.cases.fill(case, plain=plain, sealed={}, age="de_15_17", signals=frozenset(), themes=())
        uow.cases.change(case, sent_at=uow.now, read_by=uow.now + timedelta(days=1))
        if holder:
            uow.cases.change(case, state=CaseState.TAKEN, holder_id=holder, taken_at=uow.now, opened_at=uow.now)
        found = uow.cases.of_id(case)
        assert found is not None
        return user_id, case, found.reference


def _met(uow: UnitOfWork, user_id: int) -> str:
    return uow.people.meet(Address("telegram", str(user_id))).id


def _enrol(uow: UnitOfWork) -> None:
    uow.staff.enrol(_met(uow, SOLENE), "Solène")


async def send_off(folder: Path, plan: Plan, tools: Equipment) -> Report:
    chance = random.Random(plan.seed)
    async with field_of(folder, tools, chance, faults=plan.faults, ailing=plan.ailing) as place:
        world = place.world
        world.add_person("Solène", user_id=SOLENE)
        world.chats[SOLENE].started = True
        place.faults.peace()
        lay_in(place, _enrol)
        await place.bot.running()  # once in peace: the group is known, the first morning is planned
        await place.bot.stop()
        place.faults.war()
        waves, chats = Waves(place), lambda: {GROUP, SOLENE, *(one.chat for one in waves.expected)}
        storm = Executioner(
            place.bot, place.server, world, chance, lambda: still_to_leave(place.bot.database), ways=plan.ways,
            ailing=place.ailing, most_calls=6 * plan.wave, outages=0.1,
        )  # fmt: skip
        for _ in range(plan.kills):
            waves.lay(plan.what, plan.wave)
            await storm.strike()
        place.calm()
        await place.bot.running()
        await place.emptied()
        await _quiet(place, waves)
        exit_code = await place.bot.stop()
        notes: list[str] = []
        found = _judged(place.bot.audit(), place, storm, waves.expected, chats(), notes)
        return Report(
            met=sum(map(bool, storm.in_flight)),
            **storm_report(place, storm, found=found, exit_code=exit_code, notes=notes),
        )


def _said(texts: Mapping[int, str], wanted: Expected) -> list[int]:
    """Ids of the bubbles with these words, in the order in which they came."""
    return sorted(one for one, text in texts.items() if all(word in text for word in wanted.words))


def _unsent(place: Field, waves: Waves) -> set[int]:
    texts = {chat: sent_to(place.world, chat) for chat in {one.chat for one in waves.expected[-60:]}}
    return {one.chat for one in waves.expected[-60:] if not _said(texts[one.chat], one)}


async def _quiet(place: Field, waves: Waves) -> None:
    """Until all has been said and nothing more comes."""
    loop = asyncio.get_running_loop()
    end, seen, since = loop.time() + FINISH, -1, loop.time()
    while loop.time() < end and (loop.time() - since < 1.0 or _unsent(place, waves)):
        now = len(place.world.calls_of("sendMessage"))
        since = since if now == seen else loop.time()
        seen = now
        await asyncio.sleep(0.1)


def _judged(
    books: Books, place: Field, storm: Executioner, expected: Sequence[Expected], chats: set[int], notes: list[str]
) -> dict[str, int]:
    world, now = place.world, place.world.clock.now().timestamp() * 1e6
    texts = {chat: sent_to(world, chat) for chat in chats}
    known = {chat: marked(books, chat) for chat in chats}
    found: Counter[str] = Counter()
    for one in expected:
        said = _said(texts[one.chat], one)
        times = sum(bubble in known[one.chat] for bubble in said)
        found.update(lost=not said, doubled=times > 1, unmarked=times < 1 <= len(said))
        found["said once"] += times == 1
        notes += [] if times == 1 else [f"{one}: {said}, of these known {times}; {_heard(texts[one.chat])}"]
    found["reordered"] = sum(_out_of_order(texts, thread) for thread in _threads(expected))
    found["stuck"] = sum(row["state"] == "waiting" and row["due_at"] <= now for row in books["outbox"])
    found["stuck"] += sum(row["state"] == "waiting" and row["due_at"] <= now for row in books["follow_ups"])
    found["failed"] = sum(row["state"] == "failed" for row in books["outbox"])
    found["buried"] = len(books["dead_letters"])
    odd = {one.chat for one in expected if sum(b in known[one.chat] for b in _said(texts[one.chat], one)) != 1}
    late = {row["address_id"] for row in books["outbox"] if row["state"] == "waiting" and row["due_at"] <= now}
    for chat in chats:
        (address,) = (row["id"] for row in books["addresses"] if row["value"] == str(chat))
        kills = sum(address in waiting for waiting in storm.in_flight)
        found.update(seen := bubbles(books, world, chat, kills + place.server.answers_lost.get(str(chat), 0)))
        notes += [f"unknown in {chat}: {_unknown(texts[chat], known[chat])}"] if seen["strays"] else []
        notes += rows_of(books, world, chat) if seen["strays"] or chat in odd or address in late else []
    return dict(+found)


def _unknown(texts: Mapping[int, str], known: set[int]) -> list[str]:
    return [f"{'' if one in known else '? '}{one} {text!r}" for one, text in sorted(texts.items())]


def _heard(texts: Mapping[int, str]) -> list[str]:
    return [f"{one} {text[:60]!r}" for one, text in sorted(texts.items())][-12:]


def _threads(expected: Sequence[Expected]) -> Iterator[list[Expected]]:
    for name in sorted({one.thread for one in expected if one.thread}):
        yield [one for one in expected if one.thread == name]


def _out_of_order(texts: Mapping[int, Mapping[int, str]], thread: Sequence[Expected]) -> bool:
    """As the person saw them first."""
    first = [min(said) for one in thread if (said := _said(texts[one.chat], one))]
    return first != sorted(first)

