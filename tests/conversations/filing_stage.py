"""A relay, an animateur or a municipal agent on the stage: enrolled at once, then as people do: type, tap, forward.

Must never: change anything behind the bot's back, but for the enrolment itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.intake.roads import Duty, Road
from bot.messages import Address
from bot.simulator.shapes import OriginKind
from storage.records import Case, Entry, EntryKind, Invitation
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import Stage
from tests.conversations.youth_stage import Young

NADIA, BRUNO = 4001, 4002
"""A relay of a social centre; a relay of the Mission Locale."""
AFTER_QUIET = timedelta(seconds=5)


@dataclass
class Filer(Young):
    user: int = NADIA

    async def filed(self) -> Case:
        """The newest situation or incident sent by this person."""
        person = await self.person()
        cases = await self.run(lambda uow: uow.cases.filed_by(person.id, 1))
        assert cases, "nothing was sent"
        return cases[0]

    async def told(self, *kinds: EntryKind) -> list[Entry]:
        case = await self.filed()
        return await self.run(lambda uow: uow.entries.of_case(case.id, *(kinds or (EntryKind.STORY,))))

    async def forward(self, *texts: str, author: str = "Kylian Durand", quiet: bool = True) -> None:
        """In one breath; the bot handles each as it comes, and speaks when nothing more comes."""
        for said in texts:
            self.stage.world.forward(self.user, self.user, said, kind=OriginKind.HIDDEN_USER, author_name=author)
        await self.stage.settle()
        if quiet:
            await self.stage.advance(seconds=AFTER_QUIET.total_seconds())

    async def say_all(self, *texts: str) -> None:
        for said in texts:
            await self.say(said)

    async def draft_of(self, road: Road) -> None:
        kept = await self.kept()
        assert kept.draft.road is road


async def enrolled(
    stage: Stage, user: int = NADIA, *, structure: str = "centre_social_bretonniere", duty: Duty = Duty.RELAY,
    name: str = "Nadia",
) -> Filer:  # fmt: skip
    """As after the invitation was opened and the rules accepted."""
    if user not in stage.world.users:
        stage.world.add_person(name, user_id=user)
    stage.world.chat(user).started = True

    def enrol(uow: UnitOfWork) -> None:
        person = uow.people.meet(Address("telegram", str(user)))
        uow.relays.enrol(person.id, Invitation("relay", structure, duty.value, ""), name)
        uow.relays.change(person.id, rules=1, rules_at=uow.now)
        uow.people.change(person.id, formal=True)

    await stage.service.store.run(enrol)
    return Filer(stage, user)
