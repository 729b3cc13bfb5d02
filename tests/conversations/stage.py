"""A town, a group, a bot and the fixed cast: Lina (young person), Solène and Karima (coordinators), Marc (a stranger).

`say` and `tap` act as a person would; `settle` lets the bot do everything it has to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, event, func, select

from bot.app import Chats, Service, assemble
from bot.i18n import Catalogues
from bot.services import coordination
from bot.services.pacing import Pace
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.request import SimulatedRequest
from bot.simulator.shapes import Message
from bot.simulator.world import World
from bot.territory import AlertMode, AlertPolicy, Territory, load_territory
from handlers.mail import Mailbox
from handlers.request import build_bot
from storage.engine import open_engine
from storage.keys import KeyRing, create_key_file
from storage.models import follow_ups
from storage.unit_of_work import UnitOfWork, open_store
from tests.database import contents, new_database, upgraded

LINA, SOLENE, KARIMA, MARC = 1001, 2001, 2002, 3001
GROUP = -1001234567890


@dataclass
class Stage:
    world: World
    api: Api
    clock: Clock
    service: Service
    ring: KeyRing
    path: Path
    database: str  # its address
    pace: Pace | None = None  # none is off
    mailbox: Mailbox | None = None

    async def settle(self) -> None:
        await self.service.settle()

    async def say(self, user: int, text: str, chat: int | None = None) -> None:
        self.world.send_text(user, chat or user, text)
        await self.settle()

    async def tap(self, user: int, label: str, chat: int | None = None) -> None:
        """Tap the newest visible button with this label."""
        where = chat or user
        for message in reversed(self.world.visible(where)):
            if any(button.label == label for button in self.world.buttons(message)):
                self.world.tap(user, where, message.id, label)
                await self.settle()
                return
        raise LookupError(f"no button {label!r} in: {self.texts(where)[-3:]}")

    async def road(self, user: int, *steps: str) -> None:
        """Tap each step if there is such a button, else type it."""
        for step in steps:
            labels = {b.label for m in self.world.visible(user)[-6:] for b in self.world.buttons(m)}
            if step in labels:
                await self.tap(user, step)
            else:
                await self.say(user, step)

    async def advance(self, **delta: float) -> None:
        self.clock.advance(timedelta(**delta))
        await self.settle()

    async def at(self, moment: str) -> None:
        """Move through time, stopping wherever something falls due, so that it runs at its hour."""
        end = datetime.fromisoformat(moment)
        while self.clock.now() < end:
            self.clock.set(min(end, await self.next_stop()))
            await self.settle()

    async def next_stop(self) -> datetime:
        """The next instant at which the bot has something to do; what is stuck is tried again after five minutes."""
        now = self.clock.now()
        due = await self.service.store.run(_next_due)
        return due if due and due > now else now + timedelta(minutes=5 if due else 360)

    def texts(self, chat: int) -> list[str]:
        return [message.text for message in self.world.visible(chat)]

    def said(self, chat: int) -> str:
        return "\n".join(self.texts(chat))

    def last(self, chat: int) -> Message:
        return self.world.last(chat)

    async def restart(self, catalogues: Catalogues, territory: Territory | None = None) -> None:
        """A new process over the same database."""
        await self.close()
        await self.start_again(catalogues, territory)

    async def start_again(self, catalogues: Catalogues, territory: Territory | None = None) -> None:
        """After `close`, at whatever hour it is by then."""
        self.service = await _service(
            self.database, self.ring, self.api, self.clock, catalogues, territory, pace=self.pace,
            mailbox=self.mailbox,
        )  # fmt: skip

    def contents(self) -> bytes:
        """Everything that the database holds."""
        return contents(self.database)

    async def close(self) -> None:
        await self.service.close()
        self.service.store.close()


async def open_stage(
    path: Path, start: datetime, catalogues: Catalogues, territory: Territory | None = None, *, attach: bool = True,
    database: str | None = None,
) -> Stage:  # fmt: skip
    """`database`: an empty one, without tables; by default what the tests run on."""
    clock = Clock(start)
    world = World(clock, bot_username="premier_contact_bot")
    for user, name in ((LINA, "Lina"), (SOLENE, "Solène"), (KARIMA, "Karima"), (MARC, "Marc")):
        world.add_person(name, user_id=user)
    world.add_group("Coordination", members=[SOLENE, KARIMA, MARC], chat_id=GROUP)
    api = Api(world)
    ring = create_key_file(path / "keys")
    database = upgraded(database) if database else new_database(path)
    service = await _service(database, ring, api, clock, catalogues, territory, attach=attach)
    stage = Stage(world, api, clock, service, ring, path, database)
    if attach:
        for user in (SOLENE, KARIMA):
            link = await service.store.run(lambda uow: coordination.invite(uow, service.house))
            world.open_link(user, link)
            await stage.settle()
    return stage


def _next_due(uow: UnitOfWork) -> datetime | None:
    # The hourly sign of life would be a stop an hour; late, it is written at the next stop.
    where = (follow_ups.c.state == "waiting", follow_ups.c.kind != "heartbeat")
    waiting = select(func.min(follow_ups.c.due_at)).where(*where)
    soonest = (uow.people.connection.execute(waiting).scalar_one(), uow.outbox.next_due())
    return min((at for at in soonest if at), default=None)


async def _service(
    database: str, ring: KeyRing, api: Api, clock: Clock, catalogues: Catalogues, territory: Territory | None,
    *, attach: bool = True, pace: Pace | None = None, mailbox: Mailbox | None = None,
) -> Service:  # fmt: skip
    store = open_store(_engine(database), ring, clock.now)
    bot = build_bot(
        api.world.token, "https://simulated", request=SimulatedRequest(api), get_updates_request=SimulatedRequest(api)
    )
    return await assemble(
        store=store, territory=territory or _beaune(), bot=bot, clock=clock.now, pace=pace or Pace.off(),
        chats=Chats(coordination=str(GROUP)) if attach else None, catalogues=catalogues,
        monotonic=lambda: clock.now().timestamp(), mailbox=mailbox,
    )  # fmt: skip


@cache
def _beaune() -> Territory:
    """Read once for all stages: it is frozen."""
    return load_territory()


def _engine(database: str) -> Engine:
    """As the bot opens it, but that all stages share one dialect, and so the statements that it has compiled."""
    engine = open_engine(database)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_a_power_cut)
    engine.dialect = _shared(engine)
    return engine.execution_options(compiled_cache=_COMPILED)


_COMPILED: dict[object, object] = {}
_DIALECTS: list[Dialect] = []


def _shared(engine: Engine) -> Dialect:
    if not _DIALECTS:
        with engine.connect():  # the first connection makes the dialect ready
            _DIALECTS.append(engine.dialect)
    return _DIALECTS[0]


def _without_a_power_cut(connection: Any, _: object) -> None:
    """Waiting for the disk at each commit takes a fifth of the time; whole processes are killed in tests/processes."""
    connection.execute("PRAGMA synchronous=OFF")


def always(territory: Territory) -> Territory:
    """The same town after deciding to warn the team without asking."""
    policy = AlertPolicy(AlertMode.ALWAYS, decided_by="la direction du CCAS", decided_on=datetime(2026, 1, 5).date())
    return replace(territory, alert_policy=policy)
