"""A coordinator who notes an encounter on the stage: five taps, or words, and what the database then says about it.

Must never: change anything behind the bot's back.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.taps import Action
from bot.services.task_terms import DORMANT, PLANNED, TAKEN
from storage.records import Case, EntryKind
from storage.records_tasks import Task
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import SOLENE
from tests.conversations.youth_stage import Young

FIVE = {"canal": "rue", "tranche_age": "de_15_17", "themes": "logement", "urgence": "normal", "suite": "semaine"}
"""The five answers, by question."""


@dataclass
class Met(Young):
    """A coordinator with a private chat; `Young` knows how to tap."""

    user: int = SOLENE

    @property
    def desk(self) -> Desk:
        return Desk(self.stage)

    async def begin(self) -> None:
        await self.say("/rencontre")

    async def note(self, **answers: str) -> Case:
        await self.begin()
        for question, choice in {**FIVE, **answers}.items():
            await self.tap(question, choice)
        return await self.newest()

    async def cases(self) -> list[Case]:
        ids = await self.table("select id from cases where kind = 'rencontre' order by reference")
        found = [await self.run(lambda uow, row_id=row.id: uow.cases.of_id(row_id)) for row in ids]
        return [case for case in found if case]

    async def newest(self) -> Case:
        cases = await self.cases()
        assert cases, f"no encounter stands: {self.texts()[-2:]}"
        return cases[-1]

    async def tasks(self, case: Case, *kinds: str) -> list[Task]:
        return await self.run(lambda uow: uow.tasks.of_case(case.id, kinds or (TAKEN, PLANNED, DORMANT)))

    async def notes(self, case: Case) -> list[str]:
        return [entry.body for entry in await self.run(lambda uow: uow.entries.of_case(case.id, EntryKind.NOTE))]

    async def add(self, case: Case, what: str, *words: str) -> None:
        await self.desk.press(self.user, case, Action.ENCOUNTER, self.user, what)
        for said in words:
            await self.say(said)
