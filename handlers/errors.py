"""The one place where a failure of ours becomes known: to the receiver, which retries once and then buries the update.

Must never: write what somebody said into a log, or show a person more than an apology.
"""

from __future__ import annotations

import logging

from bot.errors import StorageError
from handlers.context import Ctx
from handlers.receiver import note_failure

log = logging.getLogger(__name__)


async def on_error(update: object, context: Ctx) -> None:
    """`Application.process_update` swallows what callbacks raise; noting it here keeps a failure from looking done."""
    if context.error is None:
        return
    note_failure(context.error)
    if isinstance(context.error, StorageError):
        return  # everybody's at once, and the receiver says it once
    log.error("an update could not be handled", exc_info=context.error)
