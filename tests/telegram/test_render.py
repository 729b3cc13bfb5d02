"""What Telegram is given to show: escaped, short enough, with buttons it accepts."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Message
from handlers.render import TEXT_LIMIT, html, keyboard, parts


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def shown(part: str) -> str:
    return unescape(part.removeprefix("<pre>").removesuffix("</pre>"))


def test_what_a_person_typed_is_never_markup() -> None:
    assert html(Message("<b>1 < 2 & 3</b>")) == "&lt;b&gt;1 &lt; 2 &amp; 3&lt;/b&gt;"


def test_a_code_is_a_block_below_the_text() -> None:
    assert html(Message("À taper dans le groupe :", code="/rattacher <X>")) == (
        "À taper dans le groupe :\n<pre>/rattacher &lt;X&gt;</pre>"
    )


def test_a_short_message_is_one_part() -> None:
    message = Message("Bonjour", code="MS-2026-0042")
    assert parts(message) == (html(message),)


def test_a_long_text_is_cut_on_its_lines() -> None:
    line = "Une ligne d'un récit qui dure. " * 30
    text = "\n".join([line] * 12)
    found = parts(Message(text))
    assert len(found) == 3
    assert "\n".join(shown(part) for part in found) == text


def test_a_line_that_is_too_long_is_cut_between_words() -> None:
    found = parts(Message("mot " * 2000))
    assert all(shown(part).split() == ["mot"] * len(shown(part).split()) for part in found)


def test_a_text_without_any_border_is_cut_between_characters() -> None:
    text = "x" + "😢" * 5000  # two units each: the limit falls inside a pair
    found = parts(Message(text))
    assert "".join(shown(part) for part in found) == text
    assert max(units(shown(part)) for part in found) <= TEXT_LIMIT


def test_a_text_at_the_limit_is_one_part_and_one_more_makes_two() -> None:
    assert len(parts(Message("é" * TEXT_LIMIT))) == 1
    assert len(parts(Message("é" * (TEXT_LIMIT + 1)))) == 2


def test_a_long_code_stays_a_code_in_each_part() -> None:
    found = parts(Message("Résumé", code="\n".join(["ligne de codes"] * 600)))
    assert found[0] == "Résumé"
    assert len(found) == 4
    assert all(part.startswith("<pre>") and part.endswith("</pre>") for part in found[1:])


def test_a_long_blank_makes_no_part_of_its_own() -> None:
    assert [part.strip() for part in parts(Message("un" + "\n" * 9000 + "deux"))] == ["un", "deux"]


@given(st.text(st.sampled_from("aé&<😢 \n"), max_size=300), st.integers(1, 60))
def test_no_part_is_blank_or_too_long_and_no_word_is_lost(text: str, times: int) -> None:
    found = parts(Message(text * times))
    assert all(units(shown(part)) <= TEXT_LIMIT for part in found)
    if len(found) > 1:
        assert all(part.strip() for part in found)
    assert "".join("".join(shown(part) for part in found).split()) == "".join((text * times).split())


def test_buttons_keep_their_rows() -> None:
    rows = ((Button("13-14", "a:1"), Button("15-17", "a:2")), (Button("Retour", "b"),))
    markup = keyboard(Message("Tu as quel âge ?", rows=rows))
    buttons = [
        [{"text": "13-14", "callback_data": "a:1"}, {"text": "15-17", "callback_data": "a:2"}],
        [{"text": "Retour", "callback_data": "b"}],
    ]
    assert markup == {"inline_keyboard": buttons}


def test_a_link_button_opens_its_address() -> None:
    markup = keyboard(Message("Lire", rows=((Button("Lire", url="https://example.org/x"),),)))
    assert markup == {"inline_keyboard": [[{"text": "Lire", "url": "https://example.org/x"}]]}


def test_no_rows_is_no_keyboard() -> None:
    assert keyboard(Message("Bonjour")) is None


@pytest.mark.parametrize(
    "button",
    [Button("trop long", "é" * 33), Button("rien"), Button("les deux", "x", "https://example.org")],
)
def test_a_button_that_telegram_would_refuse_is_refused_here(button: Button) -> None:
    with pytest.raises(ValueError, match=r"button has exactly one|longer than 64 bytes"):
        keyboard(Message("?", rows=((button,),)))


def test_sixty_four_bytes_of_data_are_accepted() -> None:
    assert keyboard(Message("?", rows=((Button("oui", "é" * 32),),))) is not None
