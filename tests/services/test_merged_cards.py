"""A list of cards stays one message, however long its lines are."""

from __future__ import annotations

from bot.i18n import Catalogues
from bot.services.card_bubbles import _AGES, _KINDS, LEVELS
from bot.services.merged_cards import FULL

TELEGRAM_LIMIT = 4096
LONGEST_NAME = 64
"""Characters: Telegram's limit for a first name."""


def test_a_full_list_fits_into_one_message_and_can_be_edited(catalogues: Catalogues) -> None:
    say = catalogues.words().say
    longest = [max((say(one) for one in said), key=len) for said in (_KINDS.values(), _AGES.values(), LEVELS.values())]
    plain = " · ".join(("MS-2026-00042", longest[0], longest[1], say("urgency: {level}", level=longest[2])))
    held = " · ".join(("MS-2026-00042", say("held by {name}", name="x" * LONGEST_NAME)))
    title = say("{count} new cards, received between {first} and {last}.", count=FULL, first="x" * 40, last="x" * 40)
    assert len(title) + FULL * (1 + max(len(plain), len(held))) <= TELEGRAM_LIMIT
