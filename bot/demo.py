"""`python -m bot demo`: the simulator, in a folder of its own that goes at the end, with keys of its own.

Real bot code over the real Bot API protocol, an embedded Telegram, a clock to move. Must never: open `data/`, read the
operator's settings, or reach beyond this machine.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import Chats, Service, assemble, publish_commands
from bot.i18n import N_, load_catalogues
from bot.intake.roads import Duty
from bot.logs import LogFormat, configure
from bot.messages import Address
from bot.services import coordination, hearing, relay_enrolment, relays
from bot.services.house import House
from bot.services.pacing import Pace
from bot.services.voice import offer_commands
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.server import Phone, Scene, SimulatorServer
from bot.simulator.world import World
from bot.territory import Territory, load_territory
from handlers.context import TELEGRAM
from handlers.request import build_bot
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.migrate import upgrade
from storage.records import Invitation
from storage.unit_of_work import Store, UnitOfWork, open_store

LINA, SOLENE, MARC, NADIA = 1001, 2001, 3001, 4001
GROUP = -1001234567890
BOT_NAME = "premier_contact_demo_bot"
SAID_TRIES = 50
"""About a second: a row that cannot leave must not hold the clock."""


@dataclass
class Demo:
    """A running simulator: `url` is the page's address."""

    url: str
    world: World
    clock: Clock
    service: Service


async def run(port: int, stop: asyncio.Event, announce: Callable[[str], None]) -> None:
    """Until `stop`; `announce` tells the terminal where the page is."""
    configure(LogFormat.TEXT, sys.stderr)
    with tempfile.TemporaryDirectory(prefix="premier-contact-") as folder:
        async with opened(Path(folder), Clock(running=True), port=port) as demo:
            announce(f"Simulateur prêt : {demo.url}")
            announce("Rien ne sort de cette machine ; tout est effacé à l'arrêt (Ctrl-C).")
            await stop.wait()
    announce("Simulateur arrêté, dossier effacé.")


@asynccontextmanager
async def opened(folder: Path, clock: Clock, *, port: int = 0) -> AsyncIterator[Demo]:
    """The whole stage, with Solène enrolled as any coordinator would be."""
    territory = load_territory()
    words = load_catalogues(territory.service.zone).words()
    world = _world(clock, words.say(N_("Coordination, mediation")))
    api = Api(world)
    ring = create_key_file(folder / "keys" / "demo.keys")
    engine = open_engine(f"sqlite:///{folder / 'demo.db'}")
    upgrade(engine)
    service: list[Service] = []

    async def on_clock() -> None:
        if service:
            await service[0].tick()
            await _all_said(service[0])

    scene = Scene((
        Phone(words.say(N_("Lina, 15")), LINA, LINA),
        Phone(words.say(N_("Group, seen by Solène")), SOLENE, GROUP),
        Phone(words.say(N_("Solène, coordinator")), SOLENE, SOLENE),
        Phone(words.say(N_("Nadia, relay")), NADIA, NADIA),
    ))  # fmt: skip
    server = SimulatorServer(world, api, words=words, on_clock=on_clock, scene=scene)
    url = await server.start(port=port)
    stop = asyncio.Event()
    with open_store(engine, ring, clock.now) as store:
        made = await _service(store, territory, world, url, clock)
        service.append(made)
        running = asyncio.create_task(made.run(stop))
        try:
            await _enrol(made, world)
            yield Demo(url, world, clock, made)
        finally:
            stop.set()
            await running
            await server.stop()


def _world(clock: Clock, group: str) -> World:
    world = World(clock, bot_username=BOT_NAME)
    for user, name in ((LINA, "Lina"), (SOLENE, "Solène"), (MARC, "Marc"), (NADIA, "Nadia")):
        world.add_person(name, user_id=user)
    world.add_group(group, members=[SOLENE, MARC], chat_id=GROUP)
    return world


async def _service(store: Store, territory: Territory, world: World, url: str, clock: Clock) -> Service:
    bot = build_bot(world.token, url)
    assembling = assemble(
        store=store, territory=territory, bot=bot, clock=clock.now, pace=Pace.off(), chats=Chats(str(GROUP))
    )
    service, _ = await asyncio.gather(assembling, asyncio.to_thread(hearing.get_ready))
    await publish_commands(service)
    return service


async def _all_said(service: Service) -> None:
    """Wait until what is due by the clock has left, so that each bubble carries its hour."""
    service.sender.wake()
    for _ in range(SAID_TRIES):
        due = await service.store.run(lambda uow: uow.outbox.next_due())
        if due is None or due > service.clock():
            return
        await asyncio.sleep(0.02)


async def _enrol(service: Service, world: World) -> None:
    """Solène opens the link that the command line would print; Nadia has accepted the rules some days ago."""
    link = await service.store.run(lambda uow: coordination.invite(uow, service.house))
    world.open_link(SOLENE, link)
    world.chat(NADIA).started = True
    await service.store.run(lambda uow: _enrol_relay(uow, service.house))


def _enrol_relay(uow: UnitOfWork, house: House) -> None:
    structure = next(one for one in house.territory.structures if one.active)
    person = uow.people.meet(Address(TELEGRAM, str(NADIA)))
    uow.relays.enrol(person.id, Invitation("relay", structure.id, Duty.RELAY, ""), "Nadia")
    uow.relays.change(person.id, rules=relay_enrolment.RULES_VERSION, rules_at=uow.now)
    uow.people.change(person.id, formal=True)
    offer_commands(uow, person.id)
    relays.show_menu(uow, uow.people.of_id(person.id))

