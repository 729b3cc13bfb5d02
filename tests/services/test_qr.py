"""The picture of a link, read back from its pixels without the library that drew it."""

from __future__ import annotations

import pytest

from bot.services.qr import WIDTH, qr_png
from tests.qr_reader import level, modules, pixels, read

QUIET = 4  # modules left white around the code (ISO/IEC 18004)
LINKS = (
    "https://t.me/b?start=x",
    "https://t.me/premier_contact_bot?start=r_Zm9vYmFyYmF6",
    "https://t.me/premier_contact_bot?start=r_" + "Aa0-_z" * 6,
)


@pytest.mark.parametrize("link", LINKS)
def test_the_picture_says_the_link_and_nothing_else(link: str) -> None:
    assert read(qr_png(link)) == link


@pytest.mark.parametrize("link", LINKS)
def test_the_picture_is_large_and_square_and_bears_a_smudge(link: str) -> None:
    dots = pixels(qr_png(link))
    assert WIDTH <= len(dots) == len(dots[0]) < 2 * WIDTH
    assert level(qr_png(link)) == "M"


@pytest.mark.parametrize("link", LINKS)
def test_the_code_is_left_alone_by_four_white_modules_on_each_side(link: str) -> None:
    dots = pixels(qr_png(link))
    scale, rest = divmod(len(dots), len(modules(dots)) + 2 * QUIET)
    quiet = QUIET * scale
    edge = dots[:quiet] + dots[-quiet:] + [row[:quiet] + row[-quiet:] for row in dots]
    assert rest == 0
    assert not any(dot for row in edge for dot in row)


def test_a_link_that_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_png("https://t.me/" + "x" * 5000)
