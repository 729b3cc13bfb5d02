"""A draft: a frozen value that survives a restart, hides what was said, and knows how careful to be."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.draft import Draft, Part
from bot.intake.roads import Road
from bot.triage.urgency import Level, Signal

texts = st.text(max_size=20)
codes = st.lists(texts, max_size=3).map(tuple)
parts = st.lists(st.builds(Part, texts, texts), max_size=3).map(tuple)
some = st.frozensets(texts, max_size=2)
signals = st.frozensets(st.sampled_from(Signal))
EVERY_FIELD: dict[str, st.SearchStrategy[object]] = {
    "answers": st.dictionaries(texts, codes, max_size=5), "road": st.sampled_from(Road), "targets": codes,
    "linked": texts, "asides": codes, "reopened": texts, "adding": st.booleans(), "menu": texts,
    "missed": st.booleans(), "first_words": parts, "story": parts, "signals": signals, "doubts": signals,
    "doubted": some, "highest": st.sampled_from(list(Level)), "found": codes, "masked": st.booleans(), "offered": some,
    "pending": st.none() | st.builds(Part, texts, texts, forwarded=st.booleans()), "short": st.booleans(),
    "sent": st.booleans(), "warned": st.booleans(),
}  # fmt: skip
drafts = st.builds(Draft, **EVERY_FIELD)


def test_a_new_field_is_tried_below_too() -> None:
    assert set(EVERY_FIELD) == {field.name for field in fields(Draft)}


@given(drafts)
def test_a_draft_comes_back_from_its_json_as_it_was(draft: Draft) -> None:
    back = Draft.from_json(draft.to_json())
    assert back == draft
    assert all(type(getattr(back, name)) is type(getattr(draft, name)) for name in Draft.__dataclass_fields__)


def test_a_draft_begun_before_an_update_goes_on_after_it() -> None:
    """As it was written until November 2026: every field, the empty ones too."""
    old = (
        '{"answers":{"pour_qui":["moi"]},"road":"jeune","targets":[],"linked":"","asides":["welcome"],"reopened":"",'
        '"adding":false,"menu":"","missed":true,"first_words":[["bonjour","7"]],"story":[],"signals":[],"doubts":[],'
        '"doubted":[],"highest":"normal","pending":null,"found":[],"masked":false,"offered":[],"short":false,'
        '"sent":false,"warned":false}'
    )
    told = Draft(answers={"pour_qui": ("moi",)}, asides=("welcome",), missed=True, first_words=(Part("bonjour", "7"),))
    assert Draft.from_json(old) == told


def test_nothing_that_was_said_shows_in_a_repr() -> None:
    told = Draft(answers={"designation": ("Lina",)}, story=(Part("ça crie"),), first_words=(Part("à la maison"),))
    assert not any(word in repr(told) for word in ("Lina", "crie", "maison"))


def test_a_step_makes_a_new_draft_and_leaves_the_old_one() -> None:
    before = Draft(answers={"pour_qui": ("moi",)})
    after = before.with_answer("en_securite", ("oui",))
    assert before.answers == {"pour_qui": ("moi",)}
    assert after.answers == {"pour_qui": ("moi",), "en_securite": ("oui",)}
    with pytest.raises(FrozenInstanceError):
        before.sent = True  # type: ignore[misc]


@pytest.mark.parametrize(
    ("safety", "unsafe"), [("oui", False), ("non", True), ("ne_sait_pas", True), ("non_dit", False), (None, False)]
)
def test_no_and_hesitating_count_as_unsafe(safety: str | None, unsafe: bool) -> None:
    draft = Draft(answers={"en_securite": (safety,)} if safety else {})
    assert (draft.unsafe, draft.alerted) == (unsafe, unsafe)
    assert Draft(signals=frozenset({Signal.FUGUE})).alerted


@pytest.mark.parametrize(
    ("phone", "calm", "after_an_alert"),
    [
        ("oui", True, True),
        ("ne_sait_pas", True, True),
        ("non", False, False),
        ("non_dit", False, True),
        (None, False, True),
    ],
)
def test_discreet_is_when_others_read_perhaps_read_or_may_read_after_a_signal(
    phone: str | None, calm: bool, after_an_alert: bool
) -> None:
    answers = {"contact_discret": (phone,)} if phone else {}
    assert Draft(answers=answers).discreet is calm
    assert Draft(answers=answers, signals=frozenset({Signal.SUICIDE})).discreet is after_an_alert
    assert Draft(answers={**answers, "en_securite": ("non",)}).discreet is after_an_alert


@pytest.mark.parametrize(
    ("answers", "signals", "level"),
    [
        ({}, (), Level.NORMAL),
        ({"en_securite": ("non",)}, (), Level.IMMEDIAT),
        ({"en_securite": ("ne_sait_pas",)}, (), Level.RAPIDE),
        ({"pour_qui": ("ami",)}, (), Level.RAPIDE),
        ({"tranche_age": ("moins_13",)}, (), Level.RAPIDE),
        ({"delai_souhaite": ("aujourd_hui",)}, (), Level.RAPIDE),
        ({"themes": ("logement",), "delai_souhaite": ("cette_semaine",)}, (), Level.NORMAL),
        ({}, (Signal.AUTOMUTILATION,), Level.RAPIDE),
        ({}, (Signal.SUICIDE,), Level.IMMEDIAT),
        ({"recit": ()}, (), Level.NORMAL),
    ],
)
def test_the_level_of_a_draft_is_the_gravest_of_what_it_holds(
    answers: dict[str, tuple[str, ...]], signals: tuple[Signal, ...], level: Level
) -> None:
    assert Draft(answers=answers, signals=frozenset(signals)).level is level
