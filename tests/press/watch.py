"""What must hold after every batch, read from the calls to Telegram and from the database, not from what was meant.

Nobody's words anywhere but with who may read them, no reference shown to somebody else, every press answered, no update
lost or buried, no right won. Must never: pass because there was nothing to look at; `Watcher.seen` counts it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.simulator.shapes import Call
from handlers.receiver import Trouble
from storage.records import EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import Stage
from tests.press import reader
from tests.press.neighbours import PIA, QUENTIN
from tests.press.rights import Role
from tests.press.texts import MARKED, author_of
from tests.press.town import STAFF, WHO, Town

_MARK = re.compile(rf"{MARKED}[a-j]+{MARKED}", re.IGNORECASE)
_REFERENCE = re.compile(r"\bM[SC]-\d{4}-\d{4}\b")
_INCIDENT = re.compile(r"\bI-\w{4,}")
TOLD_BEFORE = {
    "zibeline": {WHO[role] for role in (Role.YOUNG, Role.RELAY, Role.REVOKED, Role.AGENT)},
    "mirabelle": {WHO[Role.DISCREET]}, "brugnon": {PIA, QUENTIN},
}  # fmt: skip
"""Words of the town's own stories, and who beside coordinators may read them."""
_HELD = "select state from outbox where state = 'waiting' and attempts > 3"


@dataclass
class Watcher:
    """`typed`: the references that somebody wrote themselves; they may be told them back."""

    stage: Stage
    town: Town
    since: int = 0
    taps: int = 0
    typed: dict[int, set[str]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    owners: dict[str, int] = field(default_factory=dict)
    chats: dict[str, int] = field(default_factory=dict)
    staff: list[tuple[object, ...]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        self.since, self.taps = len(self.stage.world.calls), len(self.stage.world.queries)
        self.staff = await self._staff()
        await self.stage.service.store.run(self._learn)

    async def check(self) -> list[str]:
        """What is wrong since the last look, in words; empty is well."""
        world, calls = self.stage.world, self.stage.world.calls[self.since :]
        self.since = len(world.calls)
        await self.stage.service.store.run(self._learn)
        wrong = [*self._unanswered(), *await self._broken(), *await self._strange_hands()]
        for call in calls:
            wrong += await self._told(call)
        self.seen["requests read"] += len(calls)
        return wrong

    # -- nothing is lost -------------------------------------------------------------------------------------------

    def _unanswered(self) -> list[str]:
        taps = list(self.stage.world.queries.values())[self.taps :]
        self.taps += len(taps)
        self.seen["presses answered"] += len(taps)
        return [f"a press was never answered: {tap.data}" for tap in taps if tap.answer is None]

    async def _broken(self) -> list[str]:
        world, desk = self.stage.world, self.town.desk
        wrong = [f"not confirmed: {len(world.updates.pending())}"] if world.updates.pending() else []
        wrong += [f"refused by the Bot API: {one}" for one in world.violations]
        wrong += [f"buried: {row}" for row in await desk.table("select incident, reason from dead_letters")]
        wrong += [f"never sent: {row}" for row in await desk.table(_HELD)]
        wrong += [f"logged: {one}" for one in self.errors]
        trouble = self.stage.service.receiver.trouble
        return wrong if trouble is Trouble.NONE else [*wrong, f"receiving: {trouble}"]

    # -- no right is won -------------------------------------------------------------------------------------------

    async def _staff(self) -> list[tuple[object, ...]]:
        return await self.town.desk.table("select address_id, revoked_at, left_at from staff order by address_id")

    async def _strange_hands(self) -> list[str]:
        wrong = [] if await self._staff() == self.staff else ["the rights of a coordinator have changed"]
        desk, ours = self.town.desk, {one for one, chat in self.chats.items() if chat in STAFF}
        held = {row[0] for row in await desk.table("select distinct holder_id from cases where holder_id is not null")}
        read = "select distinct actor_id from access_log where action not like 'referral_%'"
        acted = {row[0] for row in await desk.table(read)}
        self.seen["acts on cases read"] = max(self.seen["acts on cases read"], len(acted))
        return wrong + [f"a case in the hands of {self.chats.get(one)}" for one in (held | acted) - ours]

    async def _told(self, call: Call) -> list[str]:
        words = reader.said(call)
        where = reader.reached(self.stage, call)
        chat = int(str(where)) if where is not None else 0
        wrong = [f"an incident is told: {one}" for one in _INCIDENT.findall(words)]
        for found in set(_MARK.findall(words)):
            self.seen["words of people seen"] += 1
            if not await self._may_read(chat, found.lower()):
                wrong.append(f"words of {author_of(found.lower())} in {chat} by {call.method}")
        for found, readers in TOLD_BEFORE.items():
            self.seen["words of people seen"] += found in words
            wrong += [f"« {found} » in {chat}"] if found in words and chat not in {*readers, *STAFF} else []
        if chat > 0 and chat not in STAFF:
            known = self.typed.get(chat, set())
            for found in set(_REFERENCE.findall(words)) - known:
                self.seen["references seen"] += 1
                # Made and erased within one batch, it is of whoever hears of it first.
                wrong += [] if self.owners.setdefault(found, chat) == chat else [f"{found} is shown to {chat}"]
        return wrong

    async def _may_read(self, chat: int, found: str) -> bool:
        """Its author; a coordinator; who is answered in these words; a relay to whom this very name was handed on."""
        author = author_of(found)
        if chat == author or chat in STAFF:
            return True
        return await self.stage.service.store.run(lambda uow: self._was_given(uow, author, chat, found))

    def _was_given(self, uow: UnitOfWork, author: int, chat: int, found: str) -> bool:
        ids = {row[0] for row in uow.people.connection.exec_driver_sql("select id from cases")}
        for case in (case for case in (uow.cases.of_id(one) for one in ids) if case):
            owner = self.chats.get(case.address_id or "")
            answered = uow.entries.of_case(case.id, EntryKind.REPLY) if author in STAFF and owner == chat else []
            if any(found in one.body.lower() for one in answered):
                return True
            named = "".join(case.answers.get("designation", ())).lower()
            if owner == author and found in named and self._is_partner(uow, case.id, chat):
                return True
        return False

    def _is_partner(self, uow: UnitOfWork, case_id: str, chat: int) -> bool:
        relay = next((uow.relays.of(one) for one, known in self.chats.items() if known == chat), None)
        given = [one for one in uow.referrals.of_case(case_id) if one.agreed_at]
        return relay is not None and any(one.partner == relay.structure for one in given)

    def _learn(self, uow: UnitOfWork) -> None:
        """Whose each chat and each reference is; what was erased is remembered."""
        connection = uow.people.connection
        for row in connection.exec_driver_sql("select id from addresses").fetchall():
            if row[0] not in self.chats:
                self.chats[row[0]] = int(uow.people.of_id(row[0]).address.value)
        for reference, owner in connection.exec_driver_sql("select reference, address_id from cases").fetchall():
            if owner:
                self.owners[reference] = self.chats[owner]
