"""Telegram's HTML, read as the server reads it."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.markup import MarkupError, detect, parse_html, utf16


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b> <i>b</i>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀 <code>x</code>", "😀 x", [("code", 3, 1)]),
        ("\n <u>a</u> \n", "a", [("underline", 0, 1)]),
        ("&lt;b&gt; &amp; &quot;&#233;&#xe9;", '<b> & "éé', []),
        ("&#0; &#xD800; &#99999999;", "&#0; &#xD800; &#99999999;", []),
        ("R&D &rsquo; a & b", "R&D &rsquo; a & b", []),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
    ],
)
def test_markup_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read, found = parse_html(source)
    assert read == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


def test_attributes_are_kept() -> None:
    _, (link, code, moment) = parse_html(
        '<a href="https://beaune.fr?a=1&amp;b=2">x</a>'
        '<pre><code class="language-py">y</code></pre><tg-time unix="1770000000" format="wDT">z</tg-time>'
    )
    assert link["url"] == "https://beaune.fr?a=1&b=2"
    assert (code["type"], code["language"]) == ("pre", "py")
    assert (moment["type"], moment["unix_time"], moment["date_time_format"]) == ("date_time", 1770000000, "wDT")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>é</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<br/>", "Unsupported start tag"),
        ("je <3 ça", "Unsupported start tag"),
        ('<tg-time unix="demain">a</tg-time>', 'must have a valid attribute "unix"'),
        ("<span>a</span>", 'must have class "tg-spoiler"'),
    ],
)
def test_bad_markup_says_where(source: str, words: str) -> None:
    with pytest.raises(MarkupError, match=re.escape(words)):
        parse_html(source)


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text.strip(), [])


@pytest.mark.parametrize(("text", "length"), [("", 0), ("é", 1), ("😀", 2), ("👩‍👧", 5)])
def test_length_counts_utf16_units(text: str, length: int) -> None:
    assert utf16(text) == length


def test_clients_find_commands_links_and_mentions() -> None:
    found = detect("/start, vois https://beaune.fr et @karim_relais, pas et/ou ni a@b.fr")
    assert [one["type"] for one in found] == ["bot_command", "url", "mention"]
