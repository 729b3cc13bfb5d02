"""Relays on the stage: invited by a coordinator's taps, enrolled by their own, as people would do it.

Must never: enrol anybody behind the bot's back.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.taps import Enrol, EnrolTap, Pledge, pack
from bot.simulator.shapes import CallbackAnswer, Json
from storage.records import Relay
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import SOLENE, Stage

KARIM, NADIA = 5001, 5002
NAMES = {KARIM: "Karim", NADIA: "Nadia"}


@dataclass
class Relays:
    """`desk` is the coordinators' side of the same stage."""

    stage: Stage

    @property
    def desk(self) -> Desk:
        return Desk(self.stage)

    # -- the coordinator -----------------------------------------------------------------------------------------

    async def press(self, who: int, data: str, chat: int = 0) -> CallbackAnswer:
        """The newest visible button that carries this, or this and more."""
        for message, button in reversed(self.desk.buttons(chat or who)):
            if button.data == data or button.data.startswith(data + ":"):
                self.stage.world.tap(who, chat or who, message.id, button.data)
                await self.stage.settle()
                return self.desk.answer()
        raise LookupError(f"no button {data} under {self.desk.texts(chat or who)[-3:]}")

    async def invite(self, structure: str = "mission_locale", duty: str = "", by: int = SOLENE) -> str:
        """The payload of the link of a fresh invitation."""
        await self.stage.say(by, "/relais")
        await self.press(by, pack(EnrolTap(Enrol.INVITE)))
        shown = {button.data for _, button in self.desk.buttons(by)}
        if pack(EnrolTap(Enrol.STRUCTURE, structure)) not in shown:
            town = self.stage.service.house.territory
            group = next(one.group for one in town.structures if one.id == structure)
            first = next(one.id for one in town.structures if one.group == group)
            await self.press(by, pack(EnrolTap(Enrol.GROUP, first)))
        await self.press(by, pack(EnrolTap(Enrol.STRUCTURE, structure)))
        if duty:
            await self.press(by, pack(EnrolTap(Enrol.CREATE, structure, duty)))
        return self.payload(by)

    def payload(self, by: int = SOLENE) -> str:
        """Of the newest invitation in a coordinator's chat."""
        return self.stage.last(by).text.rpartition("start=")[2].split()[0]

    async def forge(self, who: int, tap: EnrolTap) -> CallbackAnswer:
        """As a modified client: any button on the newest bubble."""
        self.stage.world.forge_tap(who, who, self.stage.last(who).id, pack(tap))
        await self.stage.settle()
        return self.desk.answer()

    # -- the relay -------------------------------------------------------------------------------------------------

    async def open(self, user: int, payload: str) -> None:
        """Follow the link, for the first time or not."""
        if user in NAMES and user not in self.stage.world.users:
            self.stage.world.add_person(NAMES[user], user_id=user)
        self.stage.world.open_link(user, payload)
        await self.stage.settle()

    async def newcomer(self, number: int) -> int:
        """Somebody else who has just opened an invitation of their own."""
        self.stage.world.add_person(f"Ami{number}", user_id=6000 + number)
        await self.open(6000 + number, await self.invite())
        return 6000 + number

    async def answer(self, user: int, pledge: Pledge) -> CallbackAnswer:
        return await self.press(user, f"e:{pledge}")

    async def enrol(self, user: int = KARIM, structure: str = "mission_locale", duty: str = "") -> Relay:
        await self.open(user, await self.invite(structure, duty))
        await self.answer(user, Pledge.ACCEPT)
        return await self.of(user)

    # -- what is true ----------------------------------------------------------------------------------------------

    async def of(self, user: int) -> Relay:
        person = await self.desk.person(user)
        found = await self.desk.run(lambda uow: uow.relays.of(person.id))
        assert found is not None, "never invited"
        return found

    async def is_active(self, user: int) -> bool:
        person = await self.desk.person(user)
        found = await self.desk.run(lambda uow: uow.relays.of(person.id))
        return found is not None and found.active

    def commands(self, user: int) -> list[str]:
        """The menu of commands that this person is offered in their chat."""
        offered: list[Json] = self.stage.world.commands_for(user, user)
        return [str(one["command"]) for one in offered]
