"""The town that is pressed: one person in each role, each with something of their own that can be pressed.

Must never: give a right that the bot did not give, but for relays, whose enrolment has its own tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.intake.roads import Duty
from bot.messages import Address
from bot.services import coordination
from bot.services.referral_terms import How
from bot.services.taps import Action, Deed, Plan
from bot.simulator.shapes import Status
from handlers.context import TELEGRAM
from storage.records import Case, ChatRole, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.agenda_stage import Planner
from tests.conversations.desk_stage import DEPUTIES, DISCREET
from tests.conversations.encounter_stage import Met
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import incident, situation
from tests.conversations.referral_stage import FULL, HERE, Referring
from tests.conversations.relay_stage import Relays
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young
from tests.press.rights import Role

CIVIC = -1004444444444
HOME = "centre_social_bretonniere"
WHO = {
    Role.STRANGER: 7001, Role.YOUNG: LINA, Role.DRAFTING: 7002, Role.DISCREET: 7003, Role.WORRIED: 7004,
    Role.RELAY: 7005, Role.REVOKED: 7006, Role.OTHER_RELAY: 7007, Role.INVITED: 7008, Role.AGENT: 7009,
    Role.ANIMATEUR: 7010, Role.COORDINATOR: SOLENE, Role.DEPUTY: KARIMA, Role.LEFT: 7011, Role.LEFT_UNHEARD: 7012,
    Role.FORMER: 7013, Role.MEMBER: MARC,
}  # fmt: skip
STAFF = (SOLENE, KARIMA)
"""Whose rights stand, whatever is pressed."""


@dataclass
class Town:
    """`ids`: what buttons carry (see `tests.press.pool`); `tokens`: invitations that are used up, by their link."""

    stage: Stage
    ids: dict[str, str] = field(default_factory=dict)
    cases: dict[Role, Case] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Referring:
        """About the young person's case."""
        return Referring(self.stage, self.cases[Role.YOUNG])

    def young(self, role: Role) -> Young:
        return Young(self.stage, WHO[role])

    async def address(self, role: Role) -> str:
        return (await self.young(role).person()).id


async def a_town(stage: Stage) -> Town:
    """Everybody where they are pressed from. No time passes meanwhile."""
    town = Town(stage)
    for role, user in WHO.items():
        if user not in stage.world.users:
            stage.world.add_person(role.name.title(), user_id=user)
        stage.world.chat(user).started = True
    for settle in (_groups, _young_people, _relays, _invited, _coordinators, _desk, _nobodies):
        await settle(town)
    return town


async def _groups(town: Town) -> None:
    agent = WHO[Role.AGENT]
    for name, chat, role, members in (
        ("Suppléance", DEPUTIES, ChatRole.DEPUTY, (*STAFF, MARC)),
        ("Médiation", CIVIC, ChatRole.CIVIC, (*STAFF, MARC, agent)),
    ):
        town.stage.world.add_group(name, members=members, chat_id=chat)
        await _give(town, chat, role)


async def _give(town: Town, chat: int, role: ChatRole) -> None:
    address = Address(TELEGRAM, str(chat))
    await town.stage.service.store.run(lambda uow: coordination.give_role(uow, address, role))


async def _young_people(town: Town) -> None:
    for role, answers in ((Role.YOUNG, FULL), (Role.DISCREET, DISCREET), (Role.WORRIED, {"pour_qui": "ami"})):
        town.cases[role] = await town.young(role).send(**answers)
    drafting = town.young(Role.DRAFTING)
    await drafting.reach("attente")
    town.ids["draft"] = (await drafting.kept()).id


async def _relays(town: Town) -> None:
    relay, other = await _filer(town, Role.RELAY, HOME), await _filer(town, Role.OTHER_RELAY, HERE)
    revoked, agent = await _filer(town, Role.REVOKED, HOME), await _filer(town, Role.AGENT, "", Duty.AGENT)
    await _filer(town, Role.ANIMATEUR, HOME, Duty.ANIMATEUR)
    for role, filer in ((Role.RELAY, relay), (Role.REVOKED, revoked)):
        town.cases[role] = await situation(filer)
    town.cases[Role.AGENT] = await incident(agent)
    await other.say("/situation")
    await relay.say("/quitter")
    town.ids["leaving"] = _mark_shown(relay)
    gone = await revoked.person()
    await town.stage.service.store.run(lambda uow: uow.relays.change(gone.id, revoked_at=uow.now))
    town.ids["relay"], town.ids["other"] = (await relay.person()).id, (await other.person()).id


async def _filer(town: Town, role: Role, structure: str, duty: Duty = Duty.RELAY) -> Filer:
    return await enrolled(town.stage, WHO[role], structure=structure, duty=duty, name=role.name.title())


async def _invited(town: Town) -> None:
    """An invitation is opened, which uses it up; the rules are not accepted."""
    relays, invited = Relays(town.stage), town.young(Role.INVITED)
    link = await relays.invite(HOME, Duty.RELAY)
    await relays.open(invited.user, link)
    town.tokens["?r_"] = link.removeprefix("r_")
    town.ids["invited"] = _mark_shown(invited)


def _mark_shown(who: Young) -> str:
    """Of the newest question about the rules, or about leaving."""
    shown = [button.data for _, button in who.buttons() if button.data.startswith("e:")]
    return shown[-1].rpartition(":")[2]


async def _coordinators(town: Town) -> None:
    """Three more are enrolled, by links that are used up; none of them is one any more."""
    stage = town.stage
    for role in (Role.LEFT, Role.LEFT_UNHEARD, Role.FORMER):
        stage.world.chat(GROUP).members[WHO[role]] = Status.MEMBER
        link = await stage.service.store.run(lambda uow: coordination.invite(uow, stage.service.house))
        stage.world.open_link(WHO[role], link)
        town.tokens["?c_"] = link.partition("start=c_")[2]
    await stage.settle()
    former = await town.address(Role.FORMER)
    await stage.service.store.run(lambda uow: uow.staff.change(former, revoked_at=uow.now))
    stage.world.leave(WHO[Role.LEFT], GROUP)
    stage.world.chat(GROUP).members[WHO[Role.LEFT_UNHEARD]] = Status.LEFT
    await stage.settle()
    await stage.say(WHO[Role.LEFT_UNHEARD], "/start")  # from her next word on the bot knows
    for role in (Role.COORDINATOR, Role.DEPUTY, Role.FORMER):
        town.ids[role.name.lower()] = await town.address(role)


async def _desk(town: Town) -> None:
    """A case under way, with a referral agreed to, a task, an answer that waits, and one behind [Lire]."""
    stage, desk = town.stage, town.desk
    await desk.read(desk.case_)
    town.ids["referral"] = (await desk.ask(HERE, How.CHAT)).id
    await desk.deed(LINA, Deed.YES)
    await desk.link(SOLENE, f"p_{desk.case_.id}")
    await Planner(stage).do(SOLENE, Plan.ADD, argument="3")
    town.ids["task"] = (await Planner(stage).tasks(desk.case_))[0].id
    await _answered(town, Role.DISCREET)
    town.ids["knock"] = await stage.service.store.run(_knock)
    town.ids["entry"] = (await _replies(town, Role.DISCREET))[-1]
    town.cases[Role.DEPUTY] = await Met(stage, KARIMA).note()
    await _absence(town)


async def _answered(town: Town, role: Role) -> None:
    """At once, for a discreet phone: « Un message t'attend. »"""
    case = town.cases[role]
    await town.desk.read(case)
    await town.desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await town.stage.say(SOLENE, "On se voit demain, mirabelle.")
    await town.desk.send(case)


async def _replies(town: Town, role: Role) -> list[str]:
    case = town.cases[role]
    found = await town.stage.service.store.run(lambda uow: uow.entries.of_case(case.id, EntryKind.REPLY))
    return [entry.id for entry in found]


def _knock(uow: UnitOfWork) -> str:
    found = uow.people.connection.exec_driver_sql("select id from outbox where kind = 'knock' order by seq").scalars()
    return list(found)[-1]


async def _absence(town: Town) -> None:
    """Far away, with a deputy: nobody's promise depends on it."""
    stage = town.stage
    for said in ("/absence", "du 6 au 10 décembre 2027"):
        await stage.say(SOLENE, said)
    await stage.tap(SOLENE, "Karima")
    (row,) = await town.desk.table("select id from absences")
    town.ids["absence"] = row[0]


async def _nobodies(town: Town) -> None:
    for role in (Role.STRANGER, Role.MEMBER):
        await town.young(role).say("/langue")
    await town.young(Role.STRANGER).say("efface tout")
