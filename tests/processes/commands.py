"""The operator's commands killed midway and given again: rotation of keys, migration, backup, restore.

After every kill everything is read without a line of the product: it must open, and be what it was. Seeded and bounded.
Must never: let a command finish that the plan wants killed, or repair what it left.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from alembic import command as alembic

from bot.messages import Address
from bot.triage.urgency import Level
from storage import migrate
from storage.engine import open_engine
from storage.records import CaseState, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.processes.backup_file import rows_of
from tests.processes.books import Books, Row, Unreadable
from tests.processes.burst import create
from tests.processes.equipment import Equipment
from tests.processes.house import House
from tests.processes.stage import BotProcess, now

LIVED_IN = 350  # cases, each with a story, answers to send and a follow-up
MOST_KILLS = 3  # of one and the same command, one after the other
MARGIN = 1.05  # kills come up to a little after the end that was measured


class What(StrEnum):
    ROTATION = "rotation of keys"
    MIGRATION = "migration"
    BACKUP = "backup"
    RESTORE = "restore"


@dataclass
class Report:
    """`kills` met the command at work. `found`: what must be zero, by name. `finished`: commands at their end."""

    kills: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def calm(self) -> bool:
        return not +self.found


class Storm:
    def __init__(self, folder: Path, seed: int, kills: Mapping[What, int], tools: Equipment, size: int) -> None:
        self.report = Report()
        self._folder = folder
        self._chance = random.Random(seed)
        self._kills = kills
        self._tools = tools
        self._size = size
        self._trial: House | None = None

    async def blow(self) -> Report:
        pristine = House(self._folder / "pristine", self._tools)
        create(pristine.bot)
        with pristine.bot.opened() as store:
            store.run_sync(lambda uow: _live(uow, self._size))
        trials: Mapping[What, Callable[[House], Awaitable[None]]] = {
            What.ROTATION: self._rotation, What.MIGRATION: self._migration, What.BACKUP: self._backup,
            What.RESTORE: self._restore,
        }  # fmt: skip
        for what, trial in trials.items():
            while self.report.kills[what] < self._kills.get(what, 0):
                await trial(pristine)
        return self.report

    def _house(self, pristine: House) -> House:
        if self._trial is not None:
            self._trial.remove()
        self._trial = pristine.copy(self._folder / "trial")
        return self._trial

    async def _strike(self, what: What, house: House, command: str, sound: Callable[[House], object]) -> None:
        """Measure it once on a copy, kill it at random instants, look at what is left each time, then let it finish."""
        trial = house.copy(self._folder / "measured")
        code, longest = await trial.done(command)
        self._expect(code == 0, what, "refused", trial)
        trial.remove()
        for _ in range(self._chance.randint(1, MOST_KILLS)):
            if not await house.killed(command, self._chance.uniform(0.0, longest * MARGIN)):
                break
            self.report.kills[what] += 1
            self._look(what, house, sound)

    async def _finish(self, what: What, house: House, command: str, sound: Callable[[House], object]) -> None:
        code, _ = await house.done(command)
        self._expect(code == 0, what, "refused afterwards", house)
        self.report.finished += 1
        self._look(what, house, sound)

    def _look(self, what: What, house: House, sound: Callable[[House], object]) -> None:
        try:
            self._expect(bool(sound(house)), what, "changed or lost", house)
        except Unreadable as problem:
            self.report.notes.append(str(problem))
            self.report.found[f"{what}: unreadable"] += 1

    def _expect(self, holds: bool, what: What, name: str, house: House) -> None:
        if not holds:
            self.report.found[f"{what}: {name}"] += 1
            self.report.notes.append(f"{what}: {name}; {house.bot.err[-600:]}")

    # -- the four ----------------------------------------------------------------------------------------------

    async def _rotation(self, pristine: House) -> None:
        house, before = self._house(pristine), _rows(pristine.books())

        def same(house: House) -> bool:
            return _rows(house.books()) == before

        await self._strike(What.ROTATION, house, "rotate-keys", same)
        await self._finish(What.ROTATION, house, "rotate-keys", same)
        current = max(house.books().sealed_with)
        self._expect(house.books().sealed_with == {current}, What.ROTATION, "left under an old key", house)
        await self._strike(What.ROTATION, house, "rotate-keys --forget-old", same)
        await self._finish(What.ROTATION, house, "rotate-keys --forget-old", same)
        self._expect(len(_keys(house)) == 1 and current > 1, What.ROTATION, "key kept", house)

    async def _migration(self, pristine: House) -> None:
        old = self._house(pristine)
        _downgrade(old.bot)
        before, first = _rows(old.books()), old.books().revision

        def same(house: House) -> bool:
            books = house.books()
            found = {name: _only(rows, before[name]) for name, rows in _rows(books).items() if name in before}
            return found == before and books.revision in (first, migrate.head())

        await self._strike(What.MIGRATION, old, "db upgrade", same)
        await self._finish(What.MIGRATION, old, "db upgrade", same)
        self._expect(old.books().revision == migrate.head(), What.MIGRATION, "not at its end", old)

    async def _backup(self, pristine: House) -> None:
        house = self._house(pristine)
        target = house.folder / "one.backup"
        command = f"backup {target}"

        def whole_or_absent(house: House) -> bool:
            return not target.exists() or _plain(rows_of(target, house.bot.keys)) == _raw(house)

        async def measured(what: What, house: House) -> None:
            """Its own: a copy would write beside this one."""
            code, longest = await house.done(command)
            self._expect(code == 0, what, "refused", house)
            for _ in range(self._chance.randint(1, MOST_KILLS)):
                target.unlink(missing_ok=True)
                if not await house.killed(command, self._chance.uniform(0.0, longest * MARGIN)):
                    continue
                self.report.kills[what] += 1
                self._look(what, house, whole_or_absent)

        await measured(What.BACKUP, house)
        target.unlink(missing_ok=True)
        await self._finish(What.BACKUP, house, command, lambda house: target.exists() and whole_or_absent(house))
        self._expect(not list(house.folder.glob("*.part")), What.BACKUP, "left half a file", house)

    async def _restore(self, pristine: House) -> None:
        house, before = self._house(pristine), _rows(pristine.books())
        backup = self._folder / "for-restore.backup"
        backup.unlink(missing_ok=True)
        code, _ = await house.done(f"backup {backup}")
        self._expect(code == 0, What.RESTORE, "no backup", house)
        house.lose_database()

        def whole_or_absent(house: House) -> bool:
            return not house.has_database or _rows(house.books()) == before

        await self._strike(What.RESTORE, house, f"restore {backup}", whole_or_absent)
        if house.has_database:  # killed behind its very end
            self._look(What.RESTORE, house, whole_or_absent)
            return
        await self._finish(
            What.RESTORE, house, f"restore {backup}", lambda house: house.has_database and whole_or_absent(house)
        )


def _live(uow: UnitOfWork, size: int) -> None:
    for number in range(size):
        person = uow.people.meet(Address("telegram", str(5_500_000_000 + number)))
        case = uow.cases.create(
            kind="jeune", prefix="MS", year=2026, address_id=person.id, level=Level.NORMAL, state=CaseState.SENT,
            version=1, notice=1, notice_at=uow.now,
        )  # fmt: skip
        uow.cases.fill(
            case, plain={"tranche_age": ("de_15_17",)}, sealed={"themes": ("famille",)}, age="de_15_17",
            signals=frozenset(), themes=("famille",),
        )  # fmt: skip
        for part in range(4):
            uow.entries.add(case, EntryKind.STORY, f"partie {part} de {number}", message_id=str(part))
        uow.outbox.put(person.id, "welcome", {"n": number}, case_id=case)
        uow.follow_ups.queue("still_unread", now() + timedelta(days=3), case_id=case)
    uow.ledger.bury(77, b'{"update_id": 77}', "unreadable:KeyError", None)


def _rows(books: Books) -> dict[str, list[Row]]:
    """Opened and in an order of their own; `facts` are about the keys themselves."""
    return {name: sorted(rows, key=repr) for name, rows in books.tables.items() if rows and name != "facts"}


def _only(rows: Sequence[Row], before: Sequence[Row]) -> list[Row]:
    """The columns that there were before."""
    return sorted(({name: row[name] for name in before[0]} for row in rows), key=repr)


def _raw(house: House) -> dict[str, list[list[object]]]:
    """As they lie in the file, sealed."""
    books = house.books(opened=False)
    return _plain({name: [list(row.values()) for row in rows] for name, rows in books.tables.items()})


def _plain(rows: Mapping[str, Sequence[Sequence[object]]]) -> dict[str, list[list[object]]]:
    return {name: sorted(map(list, found), key=repr) for name, found in rows.items() if found}


def _keys(house: House) -> list[str]:
    lines = house.bot.keys.read_text("utf-8").splitlines()
    return [line for line in lines if line[:1].isdecimal()]


def _downgrade(bot: BotProcess) -> None:
    """To the first schema that was ever released."""
    engine = open_engine(bot.database)
    with engine.connect() as connection, migrate._foreign_keys_off(connection), connection.begin():
        alembic.downgrade(migrate._config(migrate.VERSIONS_DIR, connection=connection), "156379269650")
    engine.dispose()


async def strike_commands(
    folder: Path, seed: int, kills: Mapping[What, int], tools: Equipment, size: int = LIVED_IN
) -> Report:
    return await Storm(folder, seed, kills, tools, size).blow()
