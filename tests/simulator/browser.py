"""A browser's side of the simulator's page, without a browser: the requests its script makes.

Must never: assert what a test should assert.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from bot.simulator.shapes import Json

LINA, GROUP, SOLENE = "p1", "p2", "p3"  # the phones of the scene, from left to right


@dataclass
class Browser:
    """One open page; `moments` are those at which the bot was told that time had passed."""

    url: str
    session: aiohttp.ClientSession
    moments: list[datetime] = field(default_factory=list)

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.session.get(self.url + path, headers=headers) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def post(self, path: str, body: Json, **headers: str) -> tuple[int, Json]:
        async with self.session.post(self.url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def do(self, phone: str, action: str, **more: object) -> Json:
        status, answer = await self.post("/sim/do", {"phone": phone, "action": action, **more})
        assert status == 200, answer
        return answer

    async def phone(self, key: str) -> Json:
        _, found = await self.get("/sim/state")
        return next(one for one in found["phones"] if one["key"] == key)
