"""A picture the bot sent, on the page: an invitation must be read by the telephone held in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Message
from bot.services.outbox import RENDERERS
from bot.services.qr import qr_png
from storage.unit_of_work import UnitOfWork
from tests.browser.hand import SOLENE, Hand
from tests.qr_reader import read

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.demo import Demo

pytestmark = pytest.mark.browser

LINK = "https://t.me/premier_contact_demo_bot?start=r_Zm9vYmFyYmF6Zm9vYmFy"
BELOW = "log => log.scrollHeight - log.scrollTop - log.clientHeight"  # pixels that are out of sight
INVITATION = Message("Invitation pour le centre social Bretonnière, à montrer ou à envoyer.", picture=qr_png(LINK))


@pytest.mark.parametrize(("width", "height"), [(1366, 860), (360, 740)])
async def test_a_code_sent_by_the_bot_is_read_off_the_screen(
    page: Page, demo: Demo, monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    monkeypatch.setitem(RENDERERS, "code", lambda scene: INVITATION)
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(demo.url)

    def queue(uow: UnitOfWork) -> None:
        solene = uow.people.find(Address("telegram", "2001"))
        assert solene
        uow.outbox.put(solene.id, "code", protected=True)

    await demo.service.store.run(queue)
    demo.service.sender.wake()
    await Hand(page, demo).sees(SOLENE, "Invitation pour le centre social")
    log = page.locator("section.phone").nth(SOLENE).locator(".log")
    picture = log.locator("img.picture")
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") >= 400
    await page.wait_for_timeout(200)  # less than until the page is drawn again
    assert await log.evaluate(BELOW) < 2
    assert read(await picture.screenshot()) == LINK
    assert demo.world.violations == []
