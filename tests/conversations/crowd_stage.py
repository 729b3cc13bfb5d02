"""Many first contacts at once, with the pace on and the group's limit as Telegram has it.

Must never: post a card itself; cases are announced as the use cases announce them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.i18n import Catalogues
from bot.intake.draft import Draft
from bot.messages import Address
from bot.services import drafts_kept
from bot.services.cases import open_case
from bot.services.pacing import Pace
from bot.services.taps import AnswerTap, pack
from bot.simulator.group_limit import GroupLimit
from bot.simulator.shapes import Message
from bot.triage.urgency import Level
from handlers.context import TELEGRAM
from storage.records import Case, CaseState
from storage.unit_of_work import UnitOfWork
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import GROUP, Stage, open_stage
from tests.conversations.youth_stage import Young

FIRST_OF_CROWD = 50_001


@dataclass
class Crowd:
    stage: Stage
    limit: GroupLimit
    count: int = 0
    buttons: Sequence[str] = ()

    @property
    def desk(self) -> Desk:
        return Desk(self.stage)

    async def arrive(self, many: int, level: Level = Level.NORMAL) -> list[Case]:
        """So many cases are sent at this instant; nothing has left yet."""
        house = self.stage.service.house

        def announce(uow: UnitOfWork) -> list[Case]:
            found = []
            for number in range(many):
                person = uow.people.meet(Address(TELEGRAM, str(FIRST_OF_CROWD + self.count + number)))
                found.append(open_case(uow, house, person, level=level, state=CaseState.SENT, notice_at=uow.now))
            return found

        self.count += many
        return await self.desk.run(announce)

    async def after(self, seconds: int, step: int = 5) -> None:
        """Time passes, and what the pace allows leaves."""
        await self.stage.settle()
        for _ in range(0, seconds, step):
            await self.stage.advance(seconds=min(step, seconds))

    def cards(self) -> list[Message]:
        """What stands in the group about cases."""
        return [message for message in self.stage.world.said(GROUP) if "MS-2026-" in message.text]

    def lists(self) -> list[Message]:
        return [message for message in self.cards() if message.text.count("MS-2026-") > 1]

    def seen(self) -> Counter[str]:
        """How often each reference stands in the group."""
        words = " ".join(message.text for message in self.cards()).split()
        return Counter(word for word in words if word.startswith("MS-2026-"))

    def first_seen(self) -> dict[str, datetime]:
        """When each reference first stood in the group, in a message or by an edit."""
        found: dict[str, datetime] = {}
        for call in self.desk.calls(GROUP, "sendMessage", "editMessageText"):
            for word in str(call.params.get("text", "")).split():
                if word.startswith("MS-2026-"):
                    found.setdefault(word, call.at)
        return found

    # -- people who have answered everything and press [Envoyer] -----------------------------------------------------

    async def ready_to_send(self, many: int, immediate: int) -> list[str]:
        """So many people stand before [Envoyer]; the callback data of their button. One of them is in danger."""
        first = Young(self.stage)
        await first.reach("short_road")
        kept_first = await first.kept()
        draft, kept_id = kept_first.draft, kept_first.id
        await self.desk.run(lambda uow: drafts_kept.drop(uow, kept_id))
        people = range(FIRST_OF_CROWD, FIRST_OF_CROWD + many)
        for user in people:
            self.stage.world.add_person("Jeune", user_id=user)
            self.stage.world.chat(user).started = True
        kept = await self.desk.run(lambda uow: [
            self._prepared(uow, user, draft, number == immediate) for number, user in enumerate(people)
        ])  # fmt: skip
        return [pack(AnswerTap(draft_id, "short_road", "envoyer")) for draft_id in kept]

    def _prepared(self, uow: UnitOfWork, user: int, draft: Draft, in_danger: bool) -> str:
        person = uow.people.meet(_address(user))
        mine = replace(draft, highest=Level.IMMEDIAT) if in_danger else draft
        return drafts_kept.create(uow, self.stage.service.house, person, mine).id

    def press_send(self, number: int, data: str) -> None:
        user = FIRST_OF_CROWD + number
        self.stage.world.forge_tap(user, user, 1, data)


def _address(user: int) -> Address:
    return Address(TELEGRAM, str(user))


@asynccontextmanager
async def crowded(
    path: Path, start: datetime, catalogues: Catalogues, *, per_minute: int = 20, senders: int = 0, immediate: int = -1
) -> AsyncIterator[Crowd]:
    """The pace on, and Telegram's own limit. `senders` stand before [Envoyer], one of them in danger."""
    stage = await open_stage(path, start, catalogues)
    crowd = Crowd(stage, GroupLimit(per_minute))
    if senders:
        crowd.buttons = await crowd.ready_to_send(senders, immediate)
    stage.pace = Pace()
    await stage.restart(catalogues)
    stage.api.limit_groups(crowd.limit)
    yield crowd
    await stage.close()
    assert stage.world.violations == []
