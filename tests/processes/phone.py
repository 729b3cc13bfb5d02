"""One phone in front of the simulated Telegram: the question it shows, and the thumb of its owner.

Must never: look behind the glass, into the bot or its database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.services.taps import AnswerTap, CaseTap, read
from bot.simulator.shapes import Button, Message
from bot.simulator.world import World

T = TypeVar("T")
PATIENCE = 30.0  # seconds for an answer of the bot


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the phone shows it; `steps` is its navigation row."""

    message_id: int
    draft: str
    key: str
    choices: tuple[Button, ...]
    steps: tuple[Button, ...]

    def button(self, code: str) -> Button | None:
        return next((b for b in (*self.choices, *self.steps) if b.data.endswith(f":{code}")), None)


def question(message: Message, buttons: list[Button]) -> Asked | None:
    """The question of one bubble, if it is one that still has buttons."""
    taps = [(button, read(button.data)) for button in buttons if button.data]
    answers = [(button, tap) for button, tap in taps if isinstance(tap, AnswerTap)]
    if not answers:
        return None
    first = answers[0][1]
    choices = tuple(button for button, tap in answers if not tap.choice.startswith("_"))
    steps = tuple(button for button, tap in answers if tap.choice.startswith("_"))
    return Asked(message.id, first.draft_id, first.question, choices, steps)


class Phone:
    """Waits for what it is told to answer; AssertionError when it does not come."""

    def __init__(self, world: World, user_id: int) -> None:
        self.world = world
        self.id = user_id

    def say(self, text: str) -> Message:
        return self.world.send_text(self.id, self.id, text)

    async def tap(self, key: str, *codes: str) -> None:
        """Answer the question `key`; several codes open menus on the way."""
        for code in codes:
            asked = await self._asked(lambda one, code=code: one.key == key and one.button(code) is not None, key)
            button = asked.button(code)
            assert button is not None
            self.world.tap(self.id, self.id, asked.message_id, button.data)

    async def write(self, key: str, *texts: str) -> None:
        """Type once the question `key` is on the screen."""
        await self._asked(lambda one: one.key == key, key)
        for text in texts:
            self.say(text)

    async def press(self, *actions: str, chat_id: int | None = None) -> None:
        """A coordinator's button on the newest message that has it; a link it answers with is followed.

        Of several actions the first that is there: which one is may depend on the hour of the day.
        """
        where, what = chat_id or self.id, " or ".join(actions)
        found = await until(lambda: self._case_button(actions, where), what)
        query = self.world.queries[self.world.tap(self.id, where, *found)]
        answer = await until(lambda: query.answer, f"the answer to {what}")
        if answer.url:
            self.world.open_link(self.id, answer.url)

    def _case_button(self, actions: tuple[str, ...], chat_id: int) -> tuple[int, str] | None:
        for message in reversed(self.world.said(chat_id)):
            taps = [(read(button.data), button.data) for button in self.world.buttons(message) if button.data]
            there = {tap.action: data for tap, data in taps if isinstance(tap, CaseTap)}
            for action in actions:
                if action in there:
                    return message.id, there[action]
        return None

    async def hears(self, words: str) -> None:
        await until(lambda: any(words in message.text for message in self.world.said(self.id)), words)

    async def _asked(self, wanted: Callable[[Asked], bool], what: str) -> Asked:
        def newest() -> Asked | None:
            for message in reversed(self.world.said(self.id)):
                asked = question(message, self.world.buttons(message))
                if asked is not None:
                    return asked if wanted(asked) else None
            return None

        return await until(newest, what)


async def until(condition: Callable[[], T | None], what: str) -> T:
    """The first true value of `condition`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not (found := condition()):
        assert loop.time() < end, f"still waiting for: {what}"
        await asyncio.sleep(0.02)
    return found
