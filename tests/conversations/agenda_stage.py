"""The stage of tasks: what a coordinator presses in the agenda, in the morning list, and what then stands.

Must never: find a button by its words, or plan anything behind the bot's back.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.services.taps import Plan, PlanTap, read
from bot.services.task_terms import TASKS
from bot.simulator.shapes import Button, Call, CallbackAnswer, Message
from storage.records import Case, EntryKind
from storage.records_tasks import Task
from tests.conversations.desk_stage import Desk, a_desk, paris
from tests.conversations.stage import LINA, SOLENE, Stage

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Planner(Desk):
    """A desk whose coordinators answer tasks."""

    # -- doing -------------------------------------------------------------------------------------------------

    def find(self, who: int, action: Plan, *, argument: str = "", about: str = "") -> tuple[Message, Button]:
        """The newest visible button of this action in the coordinator's private chat."""
        for message, button in reversed(self.buttons(who)):
            tap = read(button.data)
            if not isinstance(tap, PlanTap) or tap.action is not action:
                continue
            if (not argument or tap.argument == argument) and (not about or tap.subject == about):
                return message, button
        raise LookupError(f"no button {action} in {self.texts(who)[-3:]}")

    async def do(self, who: int, action: Plan, *, argument: str = "", about: str = "") -> CallbackAnswer:
        message, button = self.find(who, action, argument=argument, about=about)
        return await self.again(who, message, button)

    async def again(self, who: int, message: Message, button: Button) -> CallbackAnswer:
        """Press a button where it stood, even when its bubble has turned since."""
        self.stage.world.forge_tap(who, who, message.id, button.data)
        await self.stage.settle()
        return self.answer()

    async def jump(self, moment: str) -> None:
        """The clock is set to this hour of Beaune: whatever was due on the way comes now."""
        self.stage.clock.set(paris(moment))
        await self.stage.settle()

    async def agenda(self, who: int = SOLENE) -> str:
        await self.stage.say(who, "/agenda")
        return self.stage.last(who).text

    async def see(self, case: Case, who: int = SOLENE) -> None:
        """/agenda, and the line of this case."""
        await self.agenda(who)
        first = (await self.tasks(case))[0]
        await self.do(who, Plan.SEE, about=first.id)

    # -- knowing -----------------------------------------------------------------------------------------------

    async def tasks(self, case: Case) -> list[Task]:
        return await self.run(lambda uow: uow.tasks.of_case(case.id, TASKS))

    async def planned(self, case: Case, *kinds: str) -> list[str]:
        """« taken:0 26/03 09:00 » for each live task of these kinds (default: all but the dormant one)."""
        found = [task for task in await self.tasks(case) if (task.kind in kinds if kinds else task.kind != "dormant")]
        return [f"{task.kind}:{task.step} {task.due_at.astimezone(PARIS):%d/%m %H:%M}" for task in found]

    async def events(self, case: Case) -> list[str]:
        entries = await self.run(lambda uow: uow.entries.of_case(case.id, EntryKind.EVENT))
        return [entry.event for entry in entries]

    async def outcomes(self, case: Case, kind: str) -> list[str]:
        found = await self.table(
            f"select outcome from follow_ups where case_id = '{case.id}' and kind = '{kind}' order by due_at, id"
        )
        return [row[0] for row in found]

    # -- seeing ------------------------------------------------------------------------------------------------

    def lists(self, who: int = SOLENE) -> list[str]:
        """« 12/03 09:00 » for each morning list that came."""
        begins = self.say("This morning, {day}.", day="").rstrip(".")
        came = [call for call in self.mornings(who) if str(call.params["text"]).startswith(begins)]
        return [f"{call.at.astimezone(PARIS):%d/%m %H:%M}" for call in came]

    def morning_list(self, who: int = SOLENE) -> Message:
        """The newest morning list that is still to be seen, or what it says once all is done."""
        begins = self.say("This morning, {day}.", day="").rstrip("."), self.say("Everything in this list is done.")
        return next(m for m in reversed(self.stage.world.said(who)) if m.text.startswith(begins))

    def weeks(self, who: int = SOLENE) -> list[Call]:
        """The Monday summaries that came."""
        begins = self.say("Promises to people since {day}.", day="").rstrip(".")
        return [call for call in self.mornings(who) if str(call.params["text"]).startswith(begins)]

    def actions_of(self, message: Message) -> set[Plan]:
        taps = [read(button.data) for button in self.stage.world.buttons(message)]
        return {tap.action for tap in taps if isinstance(tap, PlanTap)}


async def a_case_in_hand(stage: Stage, user: int = LINA, who: int = SOLENE) -> tuple[Planner, Case]:
    """Lina has sent a first contact, and a coordinator has taken, opened and answered it."""
    desk, case = await a_desk(stage, user)
    planner = Planner(desk.stage)
    case = await planner.read(case, who)
    await planner.reply(case, "On se parle jeudi.", who)
    return planner, await planner.case(case)
