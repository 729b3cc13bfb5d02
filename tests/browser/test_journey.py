"""A whole first contact by hand, in the simulator's page: what a mayor would be shown, and what the README shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.hand import GROUP, LINA, SOLENE, Hand

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.demo import Demo

pytestmark = pytest.mark.browser

Photograph = Callable[["Page", str], Awaitable[None]]


async def test_a_first_contact_by_hand_from_the_first_word_to_the_answer(
    page: Page, demo: Demo, photograph: Photograph
) -> None:
    await page.set_viewport_size({"width": 1366, "height": 860})
    await page.goto(demo.url)
    hand = Hand(page, demo)

    await hand.write(LINA, "slt jpeux vous parler ici ?")
    for step in ("For me", "Yes", "15-17", "School, work", "I stopped school"):
        await hand.tap(LINA, step)
    await hand.tap(LINA, "No")  # the first words are not kept
    await hand.sees(LINA, hand.say("That's all"))
    await hand.write(LINA, "ça fait 3 semaines que je vais plus au lycée")
    await hand.tap(LINA, "That's all")
    await hand.tap(LINA, "Send now")
    await hand.sees(LINA, "MS-2026-0001")
    await hand.sees(GROUP, "MS-2026-0001")
    await photograph(page, "envoi")

    await hand.move_clock('[data-to="tomorrow"]')
    await hand.move_clock('[data-minutes="60"]')
    await hand.sees(GROUP, hand.say("To open: the person was told when."))

    await hand.tap(GROUP, "I take it")
    await hand.sees(GROUP, hand.say("held by {name}", name="Solène"))
    await hand.tap(GROUP, "Read in private")
    await hand.sees(SOLENE, "ça fait 3 semaines que je vais plus au lycée")
    await hand.sees(LINA, hand.say("You will have an answer here {when}.", when="").strip(" .")[:20])
    await page.wait_for_timeout(5_000)  # the toasts go
    await photograph(page, "lecture")

    await hand.tap(SOLENE, "Answer")
    await hand.sees(SOLENE, hand.say("“stop” cancels."))
    await hand.write(SOLENE, "Bonjour Lina, on peut se voir mercredi à 14 h à l'Espace Jeunes ?")
    await hand.tap(SOLENE, "Send")
    await hand.sees(LINA, "on peut se voir mercredi à 14 h")
    await page.wait_for_timeout(1_500)
    await photograph(page, "reponse")

    group = await hand.phone(GROUP).locator(".log").inner_text()
    assert "lycée" not in group
    assert demo.world.violations == []
    assert not [call for call in demo.world.calls if call.error and call.method != "getUpdates"]


async def test_arabic_reads_from_right_to_left(page: Page, demo: Demo, photograph: Photograph) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(demo.url)
    hand = Hand(page, demo)
    hand.say = demo.service.house.words("ar").say
    await hand.write(LINA, "مرحبا أحتاج مساعدة")
    await hand.tap(LINA, "For me")
    await hand.tap(LINA, "No")
    await hand.sees(LINA, "119")
    await photograph(page, "arabe")
    bubble = hand.phone(LINA).locator(".bubble .text, .bubble p").filter(has_text="119").last
    assert await bubble.evaluate("node => getComputedStyle(node).direction") == "rtl"


async def test_the_page_can_be_read_on_a_small_phone(page: Page, demo: Demo, photograph: Photograph) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(demo.url)
    hand = Hand(page, demo)
    await hand.write(LINA, "bonjour")
    await hand.tap(LINA, "For me")
    await hand.sees(LINA, hand.say("Right now, do you feel safe?"))
    await photograph(page, "petit-ecran")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
