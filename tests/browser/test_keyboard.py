"""The page without a mouse and without eyes: everything reached with the keyboard, everything named in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.hand import GROUP, LINA, SOLENE, Hand

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.demo import Demo

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
FAR = 60  # key presses after which somebody gives up


class Keyboard(Hand):
    """Tab, Shift+Tab, Enter and letters: nothing else."""

    async def write(self, place: int, text: str) -> None:
        await self.phone(place).locator("textarea").focus()  # as a screen reader's list of fields does it
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def tap(self, place: int, msgid: str) -> None:
        """From where the focus is, forwards if an answer was just given with the keyboard, else back from the field."""
        label = self.say(msgid)
        button = self.phone(place).locator(".log").get_by_role("button", name=label, exact=True).last
        await button.wait_for(timeout=15_000)
        step = "Tab" if await self.page.evaluate("document.activeElement.matches('.message, .key')") else "Shift+Tab"
        for _ in range(FAR):
            if await button.evaluate("one => one === document.activeElement"):
                await self.page.keyboard.press("Enter")
                return
            await self.page.keyboard.press(step)
        raise AssertionError(f"{label} is out of the keyboard's reach, at {await self.page.evaluate(FOCUSED)}")


async def test_a_first_contact_is_made_taken_and_read_with_the_keyboard_alone(page: Page, demo: Demo) -> None:
    await page.set_viewport_size({"width": 1366, "height": 860})
    await page.goto(demo.url)
    hand = Keyboard(page, demo)
    await hand.write(LINA, "slt")
    for step in ("For me", "Yes", "15-17", "School, work", "I stopped school"):
        await hand.tap(LINA, step)
    await hand.tap(LINA, "No")
    await hand.sees(LINA, hand.say("That's all"))
    await hand.write(LINA, "ça fait 3 semaines que je vais plus au lycée")
    await hand.tap(LINA, "That's all")
    await hand.tap(LINA, "Send now")
    await hand.sees(GROUP, "MS-2026-0001")
    await hand.phone(GROUP).locator("textarea").focus()
    await hand.tap(GROUP, "I take it")
    await hand.tap(GROUP, "Read in private")
    await hand.sees(SOLENE, "ça fait 3 semaines que je vais plus au lycée")


async def test_after_an_answer_the_next_tab_is_the_next_question(page: Page, demo: Demo) -> None:
    await page.goto(demo.url)
    hand = Keyboard(page, demo)
    await hand.write(LINA, "slt")
    await hand.tap(LINA, "For me")
    await hand.sees(LINA, hand.say("Right now, do you feel safe?"))
    await page.keyboard.press("Tab")
    assert await page.evaluate(FOCUSED) == hand.say("Yes")


LANDED_ON = {"button", "textbox", "link", "article", "log", "region", "image", "DisclosureTriangle"}


async def tree(page: Page) -> list[tuple[str, str]]:
    """Chromium's own accessibility tree, whole: (role, name) of what is not ignored."""
    session = await page.context.new_cdp_session(page)
    found: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    shown = [node for node in found["nodes"] if not node["ignored"]]
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in shown]


async def test_whatever_one_lands_on_has_a_name_and_every_bubble_says_whose_it_is(page: Page, demo: Demo) -> None:
    await page.goto(demo.url)
    hand = Hand(page, demo)
    await hand.write(LINA, "bonjour")
    await hand.tap(LINA, "For me")
    await hand.sees(LINA, hand.say("Right now, do you feel safe?"))
    seen = await tree(page)
    assert [role for role, name in seen if role in LANDED_ON and not name.strip()] == []
    bubbles = [name for role, name in seen if role == "article"]
    assert "Vous, 22\u00a0h\u00a040" in bubbles
    assert "Reçu, 22\u00a0h\u00a040" in bubbles
    assert {"log", "textbox", "button", "heading", "DisclosureTriangle"} <= {role for role, _ in seen}


async def test_the_newest_bubbles_are_announced_and_the_old_ones_are_not_repeated(page: Page, demo: Demo) -> None:
    """A live region says what is added to it: what was there must stay the same node."""
    await page.goto(demo.url)
    hand = Hand(page, demo)
    await hand.write(LINA, "bonjour")
    await hand.sees(LINA, "112")
    log = hand.phone(LINA).locator(".log")
    assert await log.get_attribute("aria-live") == "polite"
    await log.locator("article").first.evaluate("one => { one.dataset.mark = 'same' }")
    await hand.tap(LINA, "For me")
    await hand.sees(LINA, hand.say("Right now, do you feel safe?"))
    assert await log.locator("article").first.get_attribute("data-mark") == "same"
