"""What a line of `every_button` is made of: what to press, what it does once, what both did before.

Must never: change anything behind the bot's back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.services.taps import Action, CaseTap, Enrol, EnrolTap, Plan, PlanTap, Tap, pack
from bot.services.task_terms import DORMANT
from storage.records import Case
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import KARIMA, SOLENE

BOTH = (SOLENE, KARIMA)
CENTRE = "centre_social_blanches_fleurs"


@dataclass
class Town:
    """One stage with a case of Lina's, another one, and a relay; `relay` is the id of the latter."""

    desk: Desk
    case: Case
    other: Case
    relay: str = ""

    async def one(self, query: str) -> str:
        """The first cell of a SELECT."""
        return str((await self.desk.table(query))[0][0])

    async def task(self, kind: str, case: Case | None = None) -> str:
        return await self.one(
            f"select id from follow_ups where case_id = '{(case or self.case).id}' and kind = '{kind}' "
            "and state in ('waiting', 'open') order by due_at limit 1"
        )

    async def held(self) -> str:
        """The entry of an answer that waits."""
        shown = [b.data for who in BOTH for _, b in self.desk.buttons(who) if f":{Action.HELD_NOW}:" in b.data]
        return shown[-1].rpartition(":")[2]

    def shown(self, who: int, part: str) -> str:
        """The newest visible button whose data holds this."""
        return next(button.data for _, button in reversed(self.desk.buttons(who)) if part in button.data)


Data = Callable[[Town, int], Awaitable[str]]
Doing = Callable[[Town], Awaitable[None]]


@dataclass(frozen=True)
class Line:
    """`once`: a SELECT of a count, which the two together raise by `times`, and a second time by nothing.

    `seen`: what each of them leaves in the access log by looking. `first`: what both did before.
    `each_time`: pressed again later it is meant again.
    """

    data: Data
    once: str = ""
    times: int = 1
    seen: str = ""
    first: Doing | None = None
    chat: int = 0
    each_time: bool = False


def logged(action: str) -> str:
    return f"select count(*) from access_log where action = '{action}'"


def on_case(action: Action, argument: str = "") -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(CaseTap(town.case.id, action, argument))

    return data


async def take_other(town: Town, who: int) -> str:
    return pack(CaseTap(town.other.id, Action.TAKE))


def on_held(action: Action) -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(CaseTap(town.case.id, action, await town.held()))

    return data


def plain(tap: Tap) -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(tap)

    return data


def as_shown(part: str) -> Data:
    """The button where it stands: it carries what only its own bubble knows."""

    async def data(town: Town, who: int) -> str:
        return town.shown(who, part)

    return data


def on_task(action: Plan, kind: str, argument: str = "") -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(PlanTap(action, await town.task(kind), argument))

    return data


def of_case(action: Plan, argument: str = "") -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(PlanTap(action, town.case.id, argument))

    return data


def on_relay(action: Enrol) -> Data:
    async def data(town: Town, who: int) -> str:
        return pack(EnrolTap(action, town.relay))

    return data


def typed(*words: str, menu: Action | None = None) -> Doing:
    """Both type this, after the button that asks for it."""

    async def do(town: Town) -> None:
        for who in BOTH:
            if menu:
                await town.desk.forge(who, town.case.id, menu, who)
            for said in words:
                await town.desk.stage.say(who, said)

    return do


async def linked(town: Town) -> None:
    """Both have said that the two cases belong together."""
    await typed(town.other.reference, menu=Action.LINK)(town)


async def an_answer_held(town: Town) -> None:
    """Solène has an answer that waits."""
    await town.desk.forge(SOLENE, town.case.id, Action.REPLY, SOLENE)
    await town.desk.stage.say(SOLENE, "On se voit jeudi ?")
    await town.desk.forge(SOLENE, town.case.id, Action.SEND, SOLENE)


async def planned(town: Town) -> None:
    """Something planned by hand, and the menus it is answered from."""
    tap = PlanTap(Plan.ADD, town.case.id, "7")
    town.desk.stage.world.forge_tap(SOLENE, SOLENE, town.desk.stage.last(SOLENE).id, pack(tap))
    await town.desk.stage.settle()


def after(action: Action, argument: str = "") -> Doing:
    async def do(town: Town) -> None:
        for who in BOTH:
            await town.desk.forge(who, town.case.id, action, who, argument)

    return do


async def a_date_typed(town: Town) -> None:
    for who in BOTH:
        data = pack(PlanTap(Plan.WRITE, town.case.id))
        town.desk.stage.world.forge_tap(who, who, town.desk.stage.last(who).id, data)
        await town.desk.stage.settle()
        await town.desk.stage.say(who, "mardi 14h")


async def dormant_of_other(town: Town, who: int) -> str:
    return pack(PlanTap(Plan.ERASE, await town.task(DORMANT, town.other), "sure"))


INVITED = "select count(*) from invitations where purpose = 'relay'"
AWAY = "select count(*) from absences"
