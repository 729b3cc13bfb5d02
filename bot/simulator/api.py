"""The Bot API itself: judges each call against the facts, carries it out on the world, answers with the real envelope.

Must never: let a malformed call pass, or answer a method it does not simulate as if it did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator import api_chats, api_edits, api_messages, api_profile, facts, faults
from bot.simulator.api_rules import Handler, Refused
from bot.simulator.api_updates import Poller
from bot.simulator.group_limit import GroupLimit
from bot.simulator.shapes import Call, Json, Upload, Violation
from bot.simulator.world import World

HANDLERS: dict[str, Handler] = {
    **api_messages.HANDLERS, **api_edits.HANDLERS, **api_chats.HANDLERS, **api_profile.HANDLERS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes = field(repr=False)


class Api:
    """One per world. `faults` plans what goes wrong: `api.faults.fail_next("sendMessage", faults.too_many(3))`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = faults.Faults()
        self._poller = Poller(world)
        self._limit: GroupLimit | None = None

    def limit_groups(self, limit: GroupLimit) -> None:
        """From now on groups bear no more than this; without it, as many messages as come."""
        self._limit = limit

    async def call(self, method: str, params: Json, files: Mapping[str, Upload] | None = None) -> Json:
        """The envelope `{"ok": true, "result": …}` or `{"ok": false, "error_code": …, "description": …}`.

        `params` may be values or the strings of a form; `files` are the multipart parts by name.
        Raises faults.Dropped (no answer) or faults.NotJson for such planned faults.
        """
        answer = await self._answer(method, params, files or {})
        if isinstance(answer, dict):
            return answer
        try:
            envelope: Json = json.loads(answer.body)
        except ValueError:
            raise faults.NotJson(str(answer.status)) from None
        return envelope

    async def respond(
        self, method: str, params: Json, files: Mapping[str, Upload] | None = None, *, token: str | None = None
    ) -> Reply:
        """The same as HTTP status and bytes, for transports; a wrong `token` is a 401. Raises faults.Dropped."""
        if token is not None and token != self.world.token:
            return _reply(faults.envelope(401, "Unauthorized"))
        answer = await self._answer(method, params, files or {})
        return _reply(answer) if isinstance(answer, dict) else Reply(answer.status, answer.body)

    async def _answer(self, method: str, params: Json, files: Mapping[str, Upload]) -> Json | faults.Fault:
        call = Call(method, dict(params), self.world.clock.now())
        self.world.calls.append(call)
        planned = self.faults.take(method)
        if planned is not None and planned[1]:
            return self._failed(call, planned[0])
        answer = await self._perform(call, files)
        if method != "getUpdates":
            self.world.touch()
        if planned is None:
            return answer
        call.lost = True
        return self._failed(call, planned[0])

    def _failed(self, call: Call, fault: faults.Fault) -> faults.Fault:
        if fault.cut is not None:
            call.error = call.error or faults.envelope(0, fault.cut.value)
            raise faults.Dropped(fault.cut)
        call.error = faults.envelope(fault.status, "planned fault")
        return fault

    async def _perform(self, call: Call, files: Mapping[str, Upload]) -> Json:
        try:
            params = self._judged(call, files)
            call.params = params
            call.result = await self._carry_out(call.method, params, files)
        except Refused as refused:
            if refused.is_violation:
                self.world.violations.append(Violation(call.method, refused.description))
            call.error = faults.envelope(refused.code, refused.description, refused.parameters)
            return call.error
        return {"ok": True, "result": call.result}

    def _judged(self, call: Call, files: Mapping[str, Upload]) -> Json:
        """The decoded parameters; Refused as a violation when the facts know better."""
        if not facts.knows(call.method):
            raise Refused(404, "Not Found: no such method", is_violation=True)
        params, unreadable = facts.decode(call.method, call.params)
        parts = frozenset(files)
        problems = unreadable or facts.check_call(call.method, params, parts)
        if problems:
            raise Refused(400, "Bad Request: " + "; ".join(problems), is_violation=True)
        return params

    async def _carry_out(self, method: str, params: Json, files: Mapping[str, Upload]) -> Any:
        if method == "getUpdates":
            return await self._poller.get_updates(params)
        if method not in HANDLERS:
            raise Refused(501, f"Not Implemented: the simulator does not know {method}", is_violation=True)
        if self._limit is not None:
            self._limit.judge(self.world, method, params)
        return HANDLERS[method](self.world, params, files)


def _reply(envelope: Json) -> Reply:
    return Reply(200 if envelope["ok"] else int(envelope["error_code"]), json.dumps(envelope).encode())
