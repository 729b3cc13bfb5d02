"""What shows that the service is alive and at work, from which limit on each part of it counts as broken.

Instants, ages, bytes: the same values serve the watch inside the process, `health` outside it, and the metrics.
Must never: hold a word, a name or an id of anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from bot.i18n import N_
from storage.unit_of_work import UnitOfWork

PULSE: Final = "pulse"
"""The fact that the running service writes of itself; read by `health`, without a key."""
_TOLD: Final = "broken"


class Fault(StrEnum):
    """One for each thing that is watched. The values are labels of a metric: they stay."""

    SIGN = "sign"  # seen from inside: the storage takes nothing; from outside: the process gives no sign of life
    LOOP = "loop"  # the event loop answers nobody
    TICK = "tick"  # the job that runs the follow-ups ticks no more
    POLL = "poll"  # no getUpdates has succeeded for long
    UNSENT = "unsent"
    UNDONE = "undone"
    DISK = "disk"
    CLOCK = "clock"


SENTENCES: Mapping[Fault, str] = {
    Fault.LOOP: N_("It answers nobody any more."),
    Fault.SIGN: N_("Its database does not answer."),
    Fault.TICK: N_("Follow-ups are not run any more."),
    Fault.POLL: N_("It receives nothing from Telegram any more."),
    Fault.UNSENT: N_("Messages are waiting to leave."),
    Fault.UNDONE: N_("Follow-ups are waiting."),
    Fault.DISK: N_("The disk of its database is nearly full."),
    Fault.CLOCK: N_("The clock of its machine is wrong."),
}
"""What coordinators read of each, gravest first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond them a thing is broken: ages, free bytes of the disk, and how far the clock may be off."""

    sign: timedelta = timedelta(seconds=60)  # written every few seconds
    loop: timedelta = timedelta(seconds=30)  # asked as often; nothing of ours holds it for a second
    tick: timedelta = timedelta(seconds=90)  # six ticks
    poll: timedelta = timedelta(minutes=3)  # a long poll lasts 30 s, and one or two may fail
    late: timedelta = timedelta(minutes=10)  # of a message or a follow-up
    free: int = 200 * 1024**2  # a night of messages and a backup
    drift: timedelta = timedelta(minutes=2)


LIMITS: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Pulse:
    """When each part last did its work, by the hour of the service.

    `ahead`: the machine's hour minus the service's, without which another process could not compare. `drift`: the
    machine's minus Telegram's at its last answer; None: not told yet.
    """

    at: datetime
    loop_at: datetime
    ticked_at: datetime
    polled_at: datetime
    ahead: timedelta = timedelta(0)
    drift: timedelta | None = None

    def written(self) -> str:
        instants = {name: getattr(self, name).isoformat() for name in ("at", "loop_at", "ticked_at", "polled_at")}
        drift = None if self.drift is None else self.drift.total_seconds()
        return json.dumps({**instants, "ahead": self.ahead.total_seconds(), "drift": drift})

    @classmethod
    def read(cls, text: str) -> Self:
        kept = json.loads(text)
        at, loop, ticked, polled = (
            datetime.fromisoformat(kept[name]) for name in ("at", "loop_at", "ticked_at", "polled_at")
        )
        drift = None if kept["drift"] is None else timedelta(seconds=kept["drift"])
        return cls(at, loop, ticked, polled, timedelta(seconds=kept["ahead"]), drift)


@dataclass(frozen=True, slots=True)
class Measures:
    """Ages; `unsent` and `undone` are zero when nothing is late. None: it cannot be known here."""

    sign: timedelta
    loop: timedelta
    tick: timedelta
    poll: timedelta
    unsent: timedelta
    undone: timedelta
    free: int | None = None  # bytes
    drift: timedelta | None = None

    @classmethod
    def of(
        cls, pulse: Pulse, now: datetime, *, unsent: timedelta, undone: timedelta, free: int | None
    ) -> Self:  # fmt: skip
        """`now` by the hour of the service."""
        return cls(
            sign=now - pulse.at, loop=now - pulse.loop_at, tick=now - pulse.ticked_at, poll=now - pulse.polled_at,
            unsent=unsent, undone=undone, free=free, drift=pulse.drift,
        )  # fmt: skip

    def faults(self) -> frozenset[Fault]:
        ages = {
            Fault.SIGN: (self.sign, LIMITS.sign), Fault.LOOP: (self.loop, LIMITS.loop),
            Fault.TICK: (self.tick, LIMITS.tick), Fault.POLL: (self.poll, LIMITS.poll),
            Fault.UNSENT: (self.unsent, LIMITS.late), Fault.UNDONE: (self.undone, LIMITS.late),
            Fault.CLOCK: (abs(self.drift or timedelta(0)), LIMITS.drift),
        }  # fmt: skip
        found = {fault for fault, (age, limit) in ages.items() if age > limit}
        return frozenset(found | ({Fault.DISK} if self.free is not None and self.free < LIMITS.free else set()))


def told(uow: UnitOfWork) -> frozenset[Fault]:
    """What the coordinators have been told is broken, and not yet that it is mended."""
    return frozenset(Fault(one) for one in uow.ledger.fact(_TOLD).split(",") if one)


def set_told(uow: UnitOfWork, faults: frozenset[Fault]) -> None:
    uow.ledger.set_fact(_TOLD, ",".join(sorted(faults)))
