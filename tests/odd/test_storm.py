"""A short storm in every run of the tests, and the storm's own instruments: they build what Telegram may send."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import Message, Update
from telegram.ext import ExtBot

from bot.simulator import facts
from handlers.decoding import Misshapen, decode, is_update, words
from handlers.request import build_bot
from tests.odd.breaking import BREAKS, any_broken_update
from tests.odd.cast import Cast, Json
from tests.odd.storm import Counts, storm
from tests.odd.texts import HOSTILE, MARK
from tests.odd.updates import CONTENTS, KINDS, MOVES, any_update

CAST = Cast(people=(11, 12, 13), group=-100_123, neighbours=(99,), coordinators=(13,), data=("w:aide", "c:x:lire"))
SEED, SHORT, LONG = 1, 200, 5_000
REPRODUCIBLE: Any = settings(max_examples=60, derandomize=True, database=None, report_multiple_bugs=False)


@pytest.fixture(scope="module")
def bot() -> ExtBot[None]:
    """Never initialised: it only lends its defaults to the decoding."""
    return build_bot(f"7000000001:{'x' * 34}", "http://telegram.invalid")


async def test_a_short_storm_leaves_the_town_as_it_was() -> None:
    counts = await storm(SEED, SHORT)
    assert counts.kinds.total() == SHORT
    assert counts.neighbours_served == 2
    assert set(counts.broken) == set(BREAKS)
    assert all(reason.startswith("unreadable:") for reason in counts.dead_letters)


@pytest.mark.slow
async def test_a_long_storm_tries_every_kind_and_every_content() -> None:
    counts: Counts = await storm(SEED, LONG)
    assert set(counts.kinds) == set(KINDS)
    assert set(counts.contents) >= set(CONTENTS) - MOVES
    assert counts.replayed > 50


@REPRODUCIBLE
@given(any_update(CAST))
def test_every_update_of_the_storm_is_one_that_the_facts_accept_and_the_bot_can_read(
    bot: ExtBot[None], update: Json
) -> None:
    raw = {"update_id": 7, **update}
    assert facts.check_value(raw, ("Update",)) == []
    assert isinstance(decode(raw, bot), Update)


@REPRODUCIBLE
@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), any_update(CAST, kind))))
def test_nothing_odd_comes_from_a_neighbour(made: tuple[str, Json]) -> None:
    kind, update = made
    payload = update[kind]
    assert (payload.get("from") or payload.get("user") or {}).get("id") not in CAST.neighbours or kind not in ASKED
    assert payload.get("chat", {}).get("id") not in CAST.neighbours


ASKED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")


@REPRODUCIBLE
@given(any_broken_update(CAST))
@example({"message": {"message_id": True, "date": 1, "chat": {"id": 1, "type": "private"}, "from": {}}})
def test_a_broken_update_is_read_with_sound_ids_or_not_at_all(bot: ExtBot[None], update: Json) -> None:
    try:
        read = decode({"update_id": 7, **update}, bot)
    except Misshapen as problem:
        told = str(problem)
    except Exception:  # whatever PTB says to a shape it does not know
        return
    else:
        told = ""
    assert MARK not in told
    if told:
        return
    for one in (read.effective_user, read.effective_chat):
        assert one is None or type(one.id) is int
    said = read.callback_query.message if read.callback_query else read.effective_message
    assert said is None or type(said.message_id) is int
    assert not isinstance(said, Message) or isinstance(said.text or said.caption or "", str)


@REPRODUCIBLE
@given(st.text(st.characters(exclude_categories=())))
@example(HOSTILE["half a character"])
@example("\ud83d\ude00")
@example("\ude00\ud83d")
def test_words_can_always_be_stored_and_sent_and_sound_ones_stay_as_they_are(text: str) -> None:
    kept = words(text)
    kept.encode()
    assert "\x00" not in kept
    assert words(kept) == kept
    sound = not any("\ud800" <= character <= "\udfff" for character in text)
    assert not sound or kept == text.replace("\x00", "")


@pytest.mark.parametrize("number", [None, "7", 1.5, True, 0, -3, 2**62, 10**30, [], {}])
def test_an_update_that_could_not_be_confirmed_is_none(number: object) -> None:
    assert not is_update({"update_id": number})
    assert not is_update(number)
    assert is_update({"update_id": 7})
