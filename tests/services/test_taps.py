"""Callback data: what is packed reads back, what was never packed reads as nothing, and it always fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.questionnaire import CALLBACK_BYTES
from bot.intake.roads import Duty
from bot.services.cases import Result
from bot.services.taps import (
    Action,
    AnswerTap,
    CaseTap,
    Deed,
    Enrol,
    EnrolTap,
    Pledge,
    PledgeTap,
    ReadTap,
    ReferralTap,
    Tap,
    Word,
    WordTap,
    mark_of,
    pack,
    read,
)
from bot.territory import load_territory
from storage.base import new_id

ids = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{11}", fullmatch=True)
keys = st.from_regex(r"_?[a-z][a-z0-9_]{0,20}", fullmatch=True)
taps: st.SearchStrategy[Tap] = st.one_of(
    st.builds(AnswerTap, ids, keys, keys), st.builds(WordTap, st.sampled_from(Word)), st.builds(ReadTap, ids),
    st.builds(CaseTap, ids, st.sampled_from(Action), st.one_of(st.just(""), keys)),
    st.builds(ReferralTap, ids, st.sampled_from(Deed), st.one_of(st.just(""), keys)),
    st.builds(PledgeTap, st.sampled_from(Pledge), keys), st.builds(EnrolTap, st.sampled_from(Enrol)),
    st.builds(EnrolTap, st.sampled_from(Enrol), ids, st.one_of(st.just(""), keys)),
)  # fmt: skip


@given(taps)
def test_what_was_packed_reads_back(tap: Tap) -> None:
    assert read(pack(tap)) == tap


@given(taps, taps)
def test_two_buttons_never_carry_the_same_data(one: Tap, other: Tap) -> None:
    assert (pack(one) == pack(other)) == (one == other)


@given(st.one_of(st.text(max_size=40), st.text(alphabet="qwrc:_a ", max_size=20)))
def test_whatever_is_forged_reads_as_nothing_or_as_exactly_what_it_says(data: str) -> None:
    tap = read(data)
    assert tap is None or pack(tap) == data


@pytest.mark.parametrize(
    "data",
    [
        "", ":", "q", "q:", "q:a:b", "q:a:b:c:d", "q::pour_qui:moi", "q:AbC::moi", "q:AbC:pour_qui:", "w", "w:",
        "w:autre", "w:aide:x", "r", "r:", "r:a:b", "c", "c:", "c:AbC", "c:AbC:", "c:AbC:tout", "c::lire",
        "c:AbC:close:a:b", "e", "e:accepter", "e:autre:0", "e:accepter:0:1", "p", "p:", "p:autre", "p:liste:",
        "p:voir:a:b:c",
        "c:AbC:LIRE", "x:AbC:lire", "Q:a:b:c", " w:aide", "1", "\x00",
    ],
)  # fmt: skip
def test_garbage_reads_as_nothing(data: str) -> None:
    assert read(data) is None


@pytest.mark.parametrize("structure", [one.id for one in load_territory().structures])
def test_a_button_about_relays_fits_with_the_ids_of_the_town(structure: str) -> None:
    longest = max((pack(EnrolTap(Enrol.CREATE, structure, duty)) for duty in Duty), key=len)
    assert len(longest.encode()) <= CALLBACK_BYTES


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("argument", ["", *Result])
def test_a_coordinators_button_fits_with_a_real_id(action: Action, argument: str) -> None:
    assert len(pack(CaseTap(new_id(), action, argument)).encode()) <= CALLBACK_BYTES


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        (Action.REFER, "t12"), (Action.REFER_TO, mark_of("x")), (Action.REFERRAL, "AbCdEfGhIjKl.pas_notre_mission"),
        (Action.REFER_ASK, f"in_person.{mark_of('x')}.{mark_of('y')}"),
    ],
)  # fmt: skip
def test_a_button_about_a_referral_fits_and_reads_back(action: Action, argument: str) -> None:
    tap = CaseTap(new_id(), action, argument)
    assert len(pack(tap).encode()) <= CALLBACK_BYTES
    assert read(pack(tap)) == tap


def test_a_real_id_never_breaks_the_data_apart() -> None:
    for _ in range(200):
        row_id = new_id()
        assert len(row_id) == 12
        assert read(pack(AnswerTap(row_id, "pour_qui", "moi"))) == AnswerTap(row_id, "pour_qui", "moi")
