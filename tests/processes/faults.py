"""What a Bot API server and the network between may do instead of answering: every kind, seeded, counted.

`TelegramServer(api, plan)` asks the plan at each call. Must never: take an effect back, or refuse a start for good
(`getMe` meets no 401 and no 404: a refused token ends a start, and that is right).
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum

from bot.simulator import faults
from bot.simulator.api import Reply


class Kind(StrEnum):
    """Those whose name ends in `_after` come once the effect took place: only the answer is lost."""

    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    CONFLICT = "409"
    TOO_MANY = "429"
    TOO_MANY_BARE = "429_without_retry_after"
    INTERNAL = "500"
    INTERNAL_AFTER = "500_after"
    BAD_GATEWAY = "502_page"
    BAD_GATEWAY_AFTER = "502_page_after"
    TIME_OUT = "time_out_before"
    TIME_OUT_AFTER = "time_out_after"
    CUT = "cut_before"
    CUT_AFTER = "cut_after"
    HALF_ANSWER = "half_answer_after"

    @property
    def is_after(self) -> bool:
        return self.value.endswith("_after")


_PAGES: Mapping[Kind, Callable[[], faults.Fault]] = {
    Kind.UNAUTHORIZED: faults.unauthorized,
    Kind.NOT_FOUND: faults.not_found,
    Kind.CONFLICT: faults.conflict,
    Kind.TOO_MANY: lambda: faults.too_many(1),
    Kind.TOO_MANY_BARE: lambda: faults.refusal(429, "Too Many Requests"),
    Kind.INTERNAL: faults.internal_error,
    Kind.INTERNAL_AFTER: faults.internal_error,
    Kind.BAD_GATEWAY: faults.bad_gateway,
    Kind.BAD_GATEWAY_AFTER: faults.bad_gateway,
}
_SPARED_AT_START = frozenset({Kind.UNAUTHORIZED, Kind.NOT_FOUND})
_HALF = b'{"ok":true,"result":{"message'

Perform = Callable[[], Awaitable[Reply]]


class FaultPlan:
    """Which calls go wrong, and how: the same for the same seed and the same order of calls.

    `share` of the calls meet a fault of `kinds`, drawn in turns so that each kind comes as often as the others. A call
    of getUpdates that brings nothing is not told from one that does. `hold`: seconds a time-out keeps the connection
    open before it is cut (the bot waits 10 s for an answer: longer is a time-out of its own, shorter a cut).
    `counts`: how many of each kind were met, by `Kind`; `by_method`: by (kind, method).
    """

    def __init__(
        self, seed: int, share: float = 0.08, kinds: Iterable[Kind] = tuple(Kind), *, hold: float = 11.0
    ) -> None:
        self.counts: Counter[Kind] = Counter()
        self.by_method: Counter[tuple[Kind, str]] = Counter()
        self._chance = random.Random(seed)
        self._share = share
        self._kinds = tuple(kinds)
        self._hold = hold
        self._deck: list[Kind] = []
        self._peace = asyncio.Event()

    def peace(self) -> None:
        """From now on nothing goes wrong; connections that are held are cut at once."""
        self._peace.set()

    def war(self) -> None:
        """Again, after `peace`."""
        self._peace.clear()

    async def answer(self, method: str, perform: Perform) -> Reply | None:
        """What this call is answered; None: nothing, cut its connection. `perform` is the effect and its answer.

        A call that is not drawn is simply performed.
        """
        kind = self.draw(method)
        if kind is None:
            return await perform()
        effect = await perform() if kind.is_after else None
        if kind in _PAGES:
            fault = _PAGES[kind]()
            return Reply(fault.status, fault.body)
        if kind is Kind.HALF_ANSWER:
            return Reply(200, effect.body[: len(_HALF)] if effect else _HALF)
        if kind in (Kind.TIME_OUT, Kind.TIME_OUT_AFTER):
            with suppress(TimeoutError):
                async with asyncio.timeout(self._hold):
                    await self._peace.wait()
        return None

    def draw(self, method: str) -> Kind | None:
        """The kind this call meets, counted; None for none."""
        if self._peace.is_set() or self._chance.random() >= self._share:
            return None
        kind = self._next(method)
        if kind is not None:
            self.counts[kind] += 1
            self.by_method[kind, method] += 1
        return kind

    def _next(self, method: str) -> Kind | None:
        if not self._deck:
            self._deck = self._chance.sample(self._kinds, len(self._kinds))
        spared = _SPARED_AT_START if method == "getMe" else frozenset()
        place = next((place for place, kind in enumerate(self._deck) if kind not in spared), None)
        return None if place is None else self._deck.pop(place)
