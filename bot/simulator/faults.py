"""Faults on demand: what Telegram or the network may answer instead, before or after the effect took place.

Must never: fire twice when asked for once, or touch a method it was not planned for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from bot.simulator.shapes import Json

ANY = "*"


class Cut(StrEnum):
    """How a connection fails without any answer."""

    TIMED_OUT = "timed out"
    RESET = "connection reset"


class Dropped(Exception):
    """No answer reaches the bot: the transport raises its own time-out or connection error."""

    def __init__(self, cut: Cut) -> None:
        super().__init__(cut.value)
        self.cut = cut


class NotJson(Exception):
    """`Api.call` met a planned answer that is no JSON (a 502 page): use `Api.respond` to get its bytes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Either an HTTP answer (`status`, `body`) or a `cut`. Made by the functions below."""

    status: int = 0
    body: bytes = b""
    cut: Cut | None = None


def refusal(code: int, description: str, **parameters: int) -> Fault:
    """An error envelope of the Bot API; `parameters` are ResponseParameters."""
    return Fault(code, json.dumps(envelope(code, description, parameters)).encode())


def envelope(code: int, description: str, parameters: Json | None = None) -> Json:
    found: Json = {"ok": False, "error_code": code, "description": description}
    return found | ({"parameters": parameters} if parameters else {})


def unauthorized() -> Fault:
    return refusal(401, "Unauthorized")


def not_found() -> Fault:
    return refusal(404, "Not Found")


def conflict() -> Fault:
    return refusal(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


def too_many(retry_after: int) -> Fault:
    """429; `retry_after` in seconds."""
    return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def internal_error() -> Fault:
    return refusal(500, "Internal Server Error")


def bad_gateway() -> Fault:
    """The page of a proxy: 502, not JSON."""
    return Fault(502, b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")


def timed_out() -> Fault:
    return Fault(cut=Cut.TIMED_OUT)


def reset() -> Fault:
    return Fault(cut=Cut.RESET)


@dataclass(slots=True)
class _Planned:
    fault: Fault
    times: int | None
    before_effect: bool


class Faults:
    """What goes wrong next, per method (`ANY` for every method), in the order it was planned."""

    def __init__(self) -> None:
        self._planned: dict[str, list[_Planned]] = {}

    def fail_next(
        self, method: str, fault: Fault, times: int | None = 1, *, before_effect: bool = True
    ) -> None:
        """The next `times` calls (None: until `clear`) of `method` meet `fault`; after the effect if not before it."""
        self._planned.setdefault(method, []).append(_Planned(fault, times, before_effect))

    def clear(self) -> None:
        self._planned.clear()

    def take(self, method: str) -> tuple[Fault, bool] | None:
        """The fault this call meets and whether it comes before the effect; counts it down."""
        for key in (method, ANY):
            queue = self._planned.get(key, [])
            if not queue:
                continue
            first = queue[0]
            if first.times is not None:
                first.times -= 1
                if first.times <= 0:
                    queue.pop(0)
            return first.fault, first.before_effect
        return None
