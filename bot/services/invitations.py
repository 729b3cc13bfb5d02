"""Single-use invitations, redeemed once and in time, and guarded against guessing.

Must never: tell a wrong invitation from a used or an expired one, or log which one was tried and by whom.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from storage.records import Invitation, Person
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

MOST_WRONG = 5
WINDOW = timedelta(hours=1)


def redeem(uow: UnitOfWork, person: Person, token: str, purpose: str) -> Invitation | None:
    """What the invitation gives, once. After five wrong ones in an hour none is looked at, a right one included."""
    if _is_locked(uow, person):
        return None
    found = uow.invitations.use(token, purpose)
    if found is None and uow.people.count_guess(person, WINDOW) == MOST_WRONG:
        log.warning("invitations are being guessed: one chat may try none until its hour is over")
    return found


def _is_locked(uow: UnitOfWork, person: Person) -> bool:
    since = person.guess_from
    # A window that begins in the future was counted by a clock that has been set back since.
    return person.guess_count >= MOST_WRONG and since is not None and since <= uow.now < since + WINDOW
