"""One instance serves, the others wait: whoever has the lead of the database, and for as long as it is theirs.

On SQLite there is nobody to wait for: a second process is refused. Must never: touch Telegram or write while another
instance has the lead, or end a service that ran because its database is away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.errors import StorageError
from bot.notices import Notices, Subject
from bot.opening import Opened, open_house
from bot.services import hearing
from bot.settings import Settings
from storage.postgres import HeldElsewhere, Watch

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How often a waiting instance looks whether the lead is free."""

Serve = Callable[[Opened, asyncio.Event], Awaitable[None]]


async def serve_in_turn(
    settings: Settings, clock: Callable[[], datetime], stop: asyncio.Event, notices: Notices, serve: Serve,
    alive: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """`serve(opened, end)` whenever the lead is ours, until `end` is set: we are told to stop, or the lead is lost.

    `alive` is called again and again while we wait: whoever watches a service would take the silence for its end.
    Nothing that was built with one lead is used with the next. OperatorError only for the very first opening.
    """
    first = True
    while not stop.is_set():
        try:
            with open_house(settings, clock) as opened:
                notices.cleared(Subject.STORAGE)
                with _ending(opened, stop) as end:
                    await serve(opened, end)
        except HeldElsewhere:
            log.warning("another instance has the lead: waiting")
            notices.waiting()
            await _lead_is_free(settings, stop, alive)
        except StorageError as problem:
            if first:
                raise
            notices.storage(problem)
            await _pause(stop, POLL_SECONDS)
        first = False


@contextmanager
def _ending(opened: Opened, stop: asyncio.Event) -> Iterator[asyncio.Event]:
    """Set with `stop`, and when the lead is lost."""
    if opened.lead is None:
        yield stop
        return
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    opened.lead.on_lost = lambda: loop.call_soon_threadsafe(end.set)
    stopping = asyncio.create_task(stop.wait())
    stopping.add_done_callback(lambda _: end.set())
    try:
        yield end
    finally:
        stopping.cancel()


async def _lead_is_free(settings: Settings, stop: asyncio.Event, alive: Callable[[], None]) -> None:
    """Until it is, or we are told to stop. What takes a second to get ready is made ready now."""
    watch = Watch(settings.database_url)
    try:
        await asyncio.to_thread(hearing.get_ready)
        while not stop.is_set() and await asyncio.to_thread(watch.sees_a_leader):
            alive()
            await _pause(stop, POLL_SECONDS)
    finally:
        watch.close()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping}, timeout=seconds)
    stopping.cancel()
