"""What a person does in the simulator's page, with the mouse or with the keyboard alone.

Must never: reach behind the page, into the bot or its database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from bot.demo import Demo

LINA, GROUP, SOLENE = 0, 1, 2  # the phones, from left to right


class Hand:
    """What a person does with the mouse and the keyboard."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.say = demo.service.house.words().say

    def phone(self, place: int) -> Locator:
        return self.page.locator("section.phone").nth(place)

    async def write(self, place: int, text: str) -> None:
        await self.phone(place).locator("textarea").fill(text)
        await self.phone(place).locator("button.send").click()

    async def tap(self, place: int, msgid: str) -> None:
        """The newest button with this label; it appears when the bot has spoken."""
        button = self.phone(place).locator(".log").get_by_role("button", name=self.say(msgid), exact=True).last
        await button.wait_for(timeout=15_000)
        await button.click()

    async def sees(self, place: int, text: str) -> None:
        await self.phone(place).locator(".log").get_by_text(text).last.wait_for(timeout=15_000)

    async def move_clock(self, button: str) -> None:
        await self.page.locator(f"#moves {button}").click()
