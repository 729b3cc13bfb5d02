"""`python -m bot run`, once it serves: under its watch, with its metrics, and heard by its supervisor.

Must never: keep the service from running because nobody watches.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from bot.app import Service
from bot.checkup import mailbox
from bot.cli_health import free_bytes
from bot.services.vitals import Measures
from bot.settings import Settings
from bot.systemd import ALIVE, READY, notify
from bot.timekeeper import Timekeeper
from bot.watch import Signs, Watch
from handlers.direct import DirectRoad


async def run_watched(service: Service, settings: Settings, keeper: Timekeeper, stop: asyncio.Event) -> None:
    """As `service.run`; OperatorError when the port of the metrics is taken."""
    supervisor = os.environ.get("NOTIFY_SOCKET", "")
    signs = Signs(
        keeper.now, ticked_at=lambda: service.ticked_at, polled_at=lambda: service.receiver.last_success_at,
        drift=lambda: keeper.drift, free=partial(free_bytes, settings.database_url),
    )  # fmt: skip
    road = DirectRoad(settings.required_token(), settings.telegram_api_url, mailbox(settings))
    watch = Watch(
        service.store, service.house, signs, say_directly=road.say, alive=partial(notify, supervisor, ALIVE)
    )  # fmt: skip
    with _served(settings.metrics_port, watch.measures), watch.going(asyncio.get_running_loop()):
        notify(supervisor, READY)
        await service.run(stop)


def _served(port: int | None, measures: Callable[[], Measures]) -> AbstractContextManager[None]:
    if port is None:
        return nullcontext()
    from bot.metrics import served  # here: who measures nothing loads no library for it, and starts sooner

    return served(port, measures)
