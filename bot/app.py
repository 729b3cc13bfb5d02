"""The composition root: the one place where settings, storage, services and Telegram meet.

Must never: hold a rule of the service, or confirm to Telegram what is not committed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot

from bot.errors import OperatorError, StorageError
from bot.i18n import Catalogues, load_catalogues
from bot.intake.asides import Aside
from bot.messages import Address, Messenger
from bot.notices import Notices, Subject
from bot.services import coordination, follow_ups, mailing
from bot.services.door import Door
from bot.services.house import House
from bot.services.outbox import StoredOutbox
from bot.services.pacing import RETRY, Pace
from bot.services.sender import Sender
from bot.territory import Territory
from handlers.context import TELEGRAM, App, Edge, Members
from handlers.decoding import decode
from handlers.diagnosis import cause, refused_token
from handlers.mail import ByPlatform, Mailbox, MailMessenger
from handlers.messenger import TelegramMessenger
from handlers.persistence import DraftStates
from handlers.receiver import Flight, Receiver, Trouble, current
from handlers.registry import register
from storage.records import ChatRole
from storage.repositories.ledger import DeadLetter
from storage.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

TICK_SECONDS = 15
PATIENCE_AT_START = 300.0  # seconds given to Telegram to answer at start before giving up


@dataclass(frozen=True)
class Chats:
    """Groups named in the settings, as decimal ids; None: not named."""

    coordination: str | None = None
    deputy: str | None = None
    civic: str | None = None


@dataclass
class Service:
    """The assembled bot. `run` works until stopped; `settle` is one turn of everything, for tests and the simulator."""

    store: Store
    house: House
    application: App
    receiver: Receiver
    sender: Sender
    door: Door
    clock: Callable[[], datetime]
    notices: Notices
    came_back: bool = False
    ticked_at: datetime | None = None  # the end of the last tick, whatever came of it

    async def run(self, stop: asyncio.Event) -> None:
        """Receive, send and follow up until `stop`; then finish what is at hand."""
        self.store.on_commit.append(self.sender.wake)
        scheduler = AsyncIOScheduler(timezone="UTC")
        job = scheduler.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        scheduler.start()
        sending = asyncio.Event()
        sender: asyncio.Task[None] | None = None
        steady = asyncio.create_task(_keep_ticking(job))
        try:
            await self.tick()  # first: sending to a thousand people who are asked anew would hold up the rest of it
            sender = asyncio.create_task(self.sender.run(sending))
            await self.receiver.run(stop)
        finally:
            steady.cancel()
            scheduler.shutdown(wait=False)
            sending.set()
            if sender is not None:
                await asyncio.wait({sender})
            await self.close()

    async def tick(self) -> None:
        """Whatever is due by now. A failure is logged and tried again at the next tick: rows are not lost."""
        try:
            if not self.came_back:
                await self.door.come_back()
                self.came_back = True
            await self.door.run_due()
        except StorageError as problem:
            log.error("follow-ups wait for the storage")
            self.notices.storage(problem)
        except Exception as problem:  # the clock must outlive one bad minute of the database
            log.error("follow-ups could not be run (%s)", type(problem).__name__)
        else:
            self.notices.cleared(Subject.STORAGE)
        finally:
            self.ticked_at = self.clock()

    async def settle(self) -> None:
        """Everything that has arrived is handled, everything due is run, everything said is sent."""
        while await self.receiver.poll_once():
            pass
        await self.door.run_due()
        while await self.sender.drain():
            pass

    async def close(self) -> None:
        with suppress(TelegramError):
            await self.application.shutdown()


async def _keep_ticking(job: Any) -> None:
    """APScheduler waits for the machine's hour: set back by a day, the clock would not tick for a day."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        now = datetime.now(UTC)
        if job.next_run_time - now > timedelta(seconds=2 * TICK_SECONDS):
            job.modify(next_run_time=now)


async def assemble(
    *, store: Store, territory: Territory, bot: ExtBot[None], clock: Callable[[], datetime], pace: Pace,
    chats: Chats | None = None, catalogues: Catalogues | None = None, monotonic: Callable[[], float] | None = None,
    notices: Notices | None = None, mailbox: Mailbox | None = None,
) -> Service:  # fmt: skip
    """Build everything around an open store and a bot, and ask Telegram who we are. What fails leaves nothing open."""
    async with AsyncExitStack() as unless_built:
        unless_built.push_async_callback(bot.shutdown)
        service = await _assembled(
            store, territory, bot, clock, pace, chats or Chats(), catalogues, monotonic, notices or Notices(), mailbox
        )
        unless_built.pop_all()
    return service


async def _assembled(
    store: Store, territory: Territory, bot: ExtBot[None], clock: Callable[[], datetime], pace: Pace, chats: Chats,
    catalogues: Catalogues | None, monotonic: Callable[[], float] | None, notices: Notices, mailbox: Mailbox | None,
) -> Service:  # fmt: skip
    await _greet(bot, notices)
    house = House(territory, catalogues or load_catalogues(territory.service.zone), bot.username)
    door = Door(store, house)
    states = {key for questionnaire in house.questionnaires.values() for key in questionnaire.by_key} | set(Aside)
    application = _application(bot, door)
    register(application, Edge(door, Members(bot, door)), states)
    await application.initialize()
    await store.run(lambda uow: _prepare(uow, house, chats, mailbox))
    receiver = Receiver(
        bot, application.process_update, _dead_letters(door), clock=clock, on_trouble=notices.receiving
    )
    timing: dict[str, Any] = {"monotonic": monotonic} if monotonic else {}
    outbox = StoredOutbox(store, house, started_at=clock())
    sender = Sender(outbox, _messenger(bot, mailbox), pace=pace, clock=clock, **timing)
    return Service(store, house, application, receiver, sender, door, clock, notices)


async def _greet(bot: ExtBot[None], notices: Notices) -> None:
    """getMe, patiently: Telegram may be away for a moment. A token refused twice is refused."""
    loop = asyncio.get_running_loop()
    end, pause, refused, failures = loop.time() + PATIENCE_AT_START, 1.0, False, 0
    while True:
        try:
            await bot.initialize()
            notices.cleared(Subject.TELEGRAM)
            return
        except InvalidToken as problem:
            if refused:
                raise OperatorError(refused_token(problem)) from None
            refused = True
        except TelegramError as problem:
            if loop.time() + pause > end:
                raise OperatorError(f"Telegram ne répond pas ({cause(problem)}) : rien n'a été lu ni envoyé.") from None
            failures += 1
            log.warning("Telegram does not answer yet (%s)", type(problem).__name__)
            notices.receiving(Trouble.UNREACHABLE, failures, problem)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)


def _application(bot: ExtBot[None], door: Door) -> App:
    """Without updater, job queue or stored data: receiving, clock and memory are ours."""
    nothing: ContextTypes[Any, Any, Any, Any] = ContextTypes()
    return (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(nothing)
        .persistence(DraftStates(door))
        .build()
    )


def _messenger(bot: ExtBot[None], mailbox: Mailbox | None) -> Messenger:
    telegram = TelegramMessenger(bot)
    return ByPlatform({TELEGRAM: telegram, mailing.MAIL: MailMessenger(mailbox)}) if mailbox else telegram


def _prepare(uow: UnitOfWork, house: House, chats: Chats, mailbox: Mailbox | None) -> None:
    uow.outbox.catch_up(RETRY.after)
    follow_ups.keep_house(uow)
    mailing.settle_address(uow, mailbox.to if mailbox else None)
    if chats.coordination:
        coordination.make_coordination(uow, house, Address(TELEGRAM, chats.coordination))
    for value, role in ((chats.deputy, ChatRole.DEPUTY), (chats.civic, ChatRole.CIVIC)):
        if value:
            coordination.give_role(uow, Address(TELEGRAM, value), role)


def _dead_letters(door: Door) -> Callable[[int, bytes, str, int | None], Any]:
    async def bury(update_id: int, raw: bytes, reason: str, chat_id: int | None) -> None:
        whose = Address(TELEGRAM, str(chat_id)) if chat_id else None
        private = chat_id is not None and chat_id > 0  # Bot API: the ids of groups and channels are negative
        await door.bury(update_id, raw, reason, whose, private=private)

    return bury


async def publish_commands(service: Service) -> None:
    """The menu of commands, once: compared first, since setting it is rate-limited."""
    words = service.house.words()
    wanted = [
        BotCommand("aide", words.say("Numbers that answer right now")),
        BotCommand("infos", words.say("Who reads, for how long, your rights")),
        BotCommand("mesdonnees", words.say("See your data")),
        BotCommand("effacer", words.say("Erase everything")),
        BotCommand("cache", words.say("Hide our messages here")),
        BotCommand("stop", words.say("Stop")),
    ]
    bot, scope = service.application.bot, BotCommandScopeAllPrivateChats()
    try:
        if list(await bot.get_my_commands(scope=scope)) != wanted:
            await bot.set_my_commands(wanted, scope=scope)
        await bot.delete_webhook()
    except TelegramError as problem:
        log.warning("the menu of commands could not be set (%s)", type(problem).__name__)


async def replay(service: Service) -> tuple[int, int]:
    """Handle the dead letters again after a fix: (handled, still failing). A failing one stays, with its number."""
    letters = await service.store.run(lambda uow: list(uow.ledger.dead_letters()))
    handled = 0
    for letter in letters:
        await service.store.run(partial(_forget_burial, letter=letter))
        if await _handled(service, letter.body):
            await service.store.run(partial(_mark_replayed, row_id=letter.id))
            handled += 1
    return handled, len(letters) - handled


async def _handled(service: Service, raw: bytes) -> bool:
    flight = Flight()
    token = current.set(flight)
    try:
        update = decode(json.loads(raw), service.application.bot)
        await service.application.process_update(update)
    except Exception as problem:  # a letter that still cannot be read stays where it is
        log.error("a dead letter still fails (%s)", type(problem).__name__)
        return False
    finally:
        current.reset(token)
    return not flight.failures


def _forget_burial(uow: UnitOfWork, letter: DeadLetter) -> None:
    uow.ledger.forget_burial(letter)


def _mark_replayed(uow: UnitOfWork, row_id: str) -> None:
    uow.ledger.mark_replayed(row_id)
