"""People, invitations, drafts and cases as they are kept: found again, once, and gone when erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.intake.draft import Draft, Part
from bot.messages import Address
from bot.triage.urgency import Level, Signal
from storage.records import CaseState, ChatRole, EntryKind, Invitation
from storage.unit_of_work import UnitOfWork
from tests.storage.records_stage import GROUP, LINA, MARC, SOLENE, Records, coordinator, met, new_case

SLOW_SETUP = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""The base is the same for all examples: each one is rolled back."""


# People


def test_a_chat_is_met_once_and_found_by_its_address_only(records: Records) -> None:
    first = records.run(met)
    again = records.run(met)
    assert first == again
    assert records.run(lambda uow: uow.people.find(LINA)) == first
    assert records.run(lambda uow: uow.people.find(Address("matrix", LINA.value))) is None
    assert records.run(lambda uow: uow.people.find(MARC)) is None


def test_a_job_belongs_to_one_chat_at_a_time(records: Records) -> None:
    def twice(uow: UnitOfWork) -> list[ChatRole]:
        first, second = met(uow, GROUP), met(uow, Address("telegram", "-100999"))
        uow.people.set_role(first.id, ChatRole.COORDINATION)
        uow.people.set_role(second.id, ChatRole.COORDINATION)
        return [uow.people.of_id(first.id).role, uow.people.of_id(second.id).role]

    assert records.run(twice) == [ChatRole.NONE, ChatRole.COORDINATION]
    holder = records.run(lambda uow: uow.people.with_role(ChatRole.COORDINATION))
    assert holder
    assert holder.address.value == "-100999"


def test_a_group_that_moved_is_the_same_chat_under_its_new_address(records: Records) -> None:
    moved = Address("telegram", "-100777")

    def move(uow: UnitOfWork) -> tuple[str, str]:
        group = met(uow, GROUP)
        stranger = uow.people.meet(moved, is_group=True)  # the new chat had been met before it was known to be the old
        uow.people.set_role(group.id, ChatRole.COORDINATION)
        uow.people.move(group.id, moved.value)
        return group.id, stranger.id

    group_id, stranger_id = records.run(move)
    found = records.run(lambda uow: uow.people.find(moved))
    assert found
    assert (found.id, found.role, found.address) == (group_id, ChatRole.COORDINATION, moved)
    assert records.run(lambda uow: uow.people.find(GROUP)) is None
    assert records.run(lambda uow: uow.people.of_id(stranger_id).role) is ChatRole.NONE


def test_messages_are_counted_in_windows(records: Records) -> None:
    minute = timedelta(minutes=1)

    def count(uow: UnitOfWork) -> int:
        return uow.people.count_message(met(uow), minute)

    assert [records.run(count) for _ in range(3)] == [1, 2, 3]
    records.later(seconds=59)
    assert records.run(count) == 4
    records.later(seconds=1)
    assert records.run(count) == 1


def test_a_coordinator_who_leaves_is_no_longer_active_until_enrolled_again(records: Records) -> None:
    chat = records.run(coordinator)
    for change in ({"revoked_at": records.clock.now()}, {"left_at": records.clock.now()}):
        records.run(lambda uow, change=change: uow.staff.change(chat, **change))
        assert records.run(lambda uow: uow.staff.active()) == []
        records.run(coordinator)
        assert [one.id for one in records.run(lambda uow: uow.staff.active())] == [chat]


def test_a_reply_under_way_is_kept_with_its_case_and_gone_when_done(records: Records) -> None:
    chat = records.run(coordinator)
    records.run(lambda uow: uow.staff.set_task(chat, "reply", "AbC", "Bonjour Lina"))
    busy = records.run(lambda uow: uow.staff.of(chat))
    assert busy
    assert (busy.doing, busy.doing_case, busy.doing_text) == ("reply", "AbC", "Bonjour Lina")
    assert "Lina" not in repr(busy)
    records.run(lambda uow: uow.staff.set_task(chat))
    free = records.run(lambda uow: uow.staff.of(chat))
    assert free
    assert (free.doing, free.doing_case, free.doing_text) == ("", "", "")


# Invitations


def test_an_invitation_opens_once(records: Records) -> None:
    records.run(lambda uow: uow.invitations.create("tok", "coordinator", timedelta(days=7)))
    uses = [records.run(lambda uow: uow.invitations.use("tok", "coordinator")) for _ in range(2)]
    assert uses == [Invitation("coordinator", "", "", ""), None]


def test_a_relays_invitation_says_for_which_structure_as_what_and_by_whom(records: Records) -> None:
    values = {"structure": "ase", "duty": "relais", "by": "AbCdEfGhIjKl"}
    records.run(lambda uow: uow.invitations.create("tok", "relay", timedelta(days=7), **values))
    used = records.run(lambda uow: uow.invitations.use("tok", "relay"))
    assert used == Invitation("relay", "ase", "relais", "AbCdEfGhIjKl")


@pytest.mark.parametrize(("token", "purpose"), [("other", "coordinator"), ("tok", "attach"), ("TOK", "coordinator")])
def test_another_token_or_purpose_opens_nothing_and_uses_nothing(records: Records, token: str, purpose: str) -> None:
    records.run(lambda uow: uow.invitations.create("tok", "coordinator", timedelta(days=7)))
    assert not records.run(lambda uow: uow.invitations.use(token, purpose))
    assert records.run(lambda uow: uow.invitations.use("tok", "coordinator"))


@pytest.mark.parametrize(("days", "opens"), [(6.99, True), (7, False), (8, False)])
def test_an_invitation_expires(records: Records, days: float, opens: bool) -> None:
    records.run(lambda uow: uow.invitations.create("tok", "coordinator", timedelta(days=7)))
    records.later(days=days)
    assert bool(records.run(lambda uow: uow.invitations.use("tok", "coordinator"))) is opens


def test_a_token_is_kept_as_a_hash_only(records: Records) -> None:
    records.run(lambda uow: uow.invitations.create("a-very-secret-token", "coordinator", timedelta(days=7)))
    assert b"a-very-secret-token" not in records.contents()


# Drafts


def begun(uow: UnitOfWork, draft: Draft, asking: str = "recit") -> str:
    return uow.drafts.begin(met(uow).id, draft, asking=asking, questionnaire="jeune", version=1, notice=1)


def test_a_draft_is_kept_whole_and_gives_its_state_to_the_router(records: Records) -> None:
    draft = Draft(answers={"themes": ("emploi",)}, story=(Part("une histoire", "7"),), highest=Level.RAPIDE)
    kept_id = records.run(lambda uow: begun(uow, draft))
    kept = records.run(lambda uow: uow.drafts.of(met(uow).id))
    assert kept
    assert (kept.id, kept.draft) == (kept_id, draft)
    records.later(minutes=5)
    records.run(lambda uow: uow.drafts.save(kept_id, Draft(), "attente"))
    saved = records.run(lambda uow: uow.drafts.of_id(kept_id))
    assert saved
    assert (saved.draft, saved.created_at, saved.touched_at - saved.created_at) == (
        Draft(), kept.created_at, timedelta(minutes=5),
    )  # fmt: skip
    assert records.run(lambda uow: list(uow.drafts.states())) == [(LINA, "attente")]
    records.run(lambda uow: uow.drafts.erase(kept_id))
    assert records.run(lambda uow: list(uow.drafts.states())) == []


def test_a_person_has_one_draft(records: Records) -> None:
    records.run(lambda uow: begun(uow, Draft()))
    with pytest.raises(IntegrityError):
        records.run(lambda uow: begun(uow, Draft()))


# Cases


def test_references_count_up_within_their_year_and_kind(records: Records) -> None:
    made = [("MS", 2026), ("MS", 2026), ("MC", 2026), ("MS", 2027), ("MS", 2026)]
    references = [records.run(lambda uow, p=p, y=y: new_case(uow, prefix=p, year=y).reference) for p, y in made]
    assert references == ["MS-2026-0001", "MS-2026-0002", "MC-2026-0001", "MS-2027-0001", "MS-2026-0003"]


@SLOW_SETUP
@given(st.lists(st.tuples(st.sampled_from([2026, 2027]), st.booleans()), max_size=8))
def test_no_reference_is_given_twice_whatever_is_rolled_back(records: Records, tries: list[tuple[int, bool]]) -> None:
    given = [row[0] for row in records.sql("SELECT reference FROM cases")]
    for year, kept in tries:
        run = records.run if kept else records.undone
        reference = run(lambda uow, year=year: new_case(uow, year=year).reference)
        assert reference not in given
        given += [reference] if kept else []
    assert sorted(given) == sorted(row[0] for row in records.sql("SELECT reference FROM cases"))


def test_of_two_who_take_a_case_one_wins(records: Records) -> None:
    case = records.run(new_case)
    solene, marc = (records.run(lambda uow, a=a: coordinator(uow, a)) for a in (SOLENE, MARC))
    assert [records.run(lambda uow, who=who: uow.cases.take(case.id, who)) for who in (solene, marc, solene)] == [
        True, False, False,
    ]  # fmt: skip
    taken = records.run(lambda uow: uow.cases.of_id(case.id))
    assert taken
    assert (taken.holder_id, taken.taken_at) == (solene, records.clock.now())


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN])
def test_what_is_over_cannot_be_taken(records: Records, state: CaseState) -> None:
    case = records.run(lambda uow: new_case(uow, state=state))
    solene = records.run(coordinator)
    assert not records.run(lambda uow: uow.cases.take(case.id, solene))


def filled(uow: UnitOfWork, *themes: str) -> str:
    case = new_case(uow)
    uow.cases.fill(
        case.id, plain={"tranche_age": ("de_15_17",)}, sealed={"themes": themes, "designation": ("Lina",)},
        age="de_15_17", signals=frozenset({Signal.SUICIDE}), themes=themes,
    )  # fmt: skip
    return case.id


def test_answers_come_back_together_and_a_late_one_joins_them(records: Records) -> None:
    case_id = records.run(lambda uow: filled(uow, "emploi", "sante"))
    case = records.run(lambda uow: uow.cases.of_id(case_id))
    assert case
    assert case.answers == {
        "tranche_age": ("de_15_17",), "themes": ("emploi", "sante"), "designation": ("Lina",),
    }  # fmt: skip
    assert case.signals == {Signal.SUICIDE}
    assert "Lina" not in repr(case)
    records.run(lambda uow: uow.cases.answer(case, "langue", ("en",)))
    later = records.run(lambda uow: uow.cases.of_reference(case.reference))
    assert later
    assert later.answers == {**case.answers, "langue": ("en",)}


def test_themes_are_counted_by_keyed_hashes(records: Records) -> None:
    said = (("emploi", "sante"), ("emploi",), ("sante", "sante"))
    cases = [records.run(lambda uow, t=themes: filled(uow, *t)) for themes in said]
    rows = records.sql("SELECT case_id, theme FROM case_themes")
    emploi, sante = (records.ring.index("theme", theme) for theme in ("emploi", "sante"))
    assert sorted(rows) == sorted([(cases[0], emploi), (cases[0], sante), (cases[1], emploi), (cases[2], sante)])
    records.run(lambda uow: uow.cases.fill(
        cases[0], plain={}, sealed={}, age="", signals=frozenset(), themes=("emploi",)
    ))  # fmt: skip
    assert len(records.sql("SELECT 1 FROM case_themes")) == 3


def test_the_newest_case_of_a_person_is_found_by_its_state(records: Records) -> None:
    first = records.run(new_case)
    records.later(minutes=1)
    second = records.run(lambda uow: new_case(uow, state=CaseState.CLOSED))
    records.later(minutes=1)
    records.run(lambda uow: new_case(uow, state=CaseState.WITHDRAWN))
    records.run(lambda uow: new_case(uow, person=met(uow, MARC)))

    def latest(*states: CaseState) -> str | None:
        found = records.run(lambda uow: uow.cases.latest_of(met(uow).id, *states))
        return found.id if found else None

    assert latest() == second.id
    assert latest(CaseState.SENT) == first.id
    assert latest(CaseState.ALERT) is None


def test_an_erased_case_keeps_its_number_its_dates_and_its_level_and_nothing_else(records: Records) -> None:
    case_id = records.run(lambda uow: filled(uow, "violence"))
    records.run(lambda uow: uow.entries.add(case_id, EntryKind.STORY, "une histoire"))
    records.run(lambda uow: uow.promises.make(case_id, "read", uow.now))
    records.run(lambda uow: uow.cases.erase(case_id))
    case = records.run(lambda uow: uow.cases.of_id(case_id))
    assert case
    assert (case.reference, case.state, case.level) == ("MS-2026-0001", CaseState.WITHDRAWN, Level.NORMAL)
    assert (case.address_id, case.answers, case.age, case.signals) == ("", {}, "", frozenset())
    left = {table: records.sql(f"SELECT 1 FROM {table}") for table in ("entries", "case_themes", "promises")}
    assert left == {"entries": [], "case_themes": [], "promises": []}
    assert records.run(lambda uow: uow.cases.latest_of(met(uow).id)) is None


def test_a_timeline_keeps_its_order_and_finds_a_message_by_its_number_in_its_case(records: Records) -> None:
    one, two = records.run(new_case), records.run(new_case)

    def write(uow: UnitOfWork) -> None:
        uow.entries.add(one.id, EntryKind.STORY, "d'abord", message_id="7")
        uow.entries.add(two.id, EntryKind.STORY, "ailleurs", message_id="8")
        uow.entries.add(one.id, EntryKind.EVENT, "", event="closed")
        uow.entries.add(one.id, EntryKind.MESSAGE, "ensuite", message_id="9")

    records.run(write)
    bodies = [entry.body for entry in records.run(lambda uow: uow.entries.of_case(one.id))]
    assert bodies == ["d'abord", "", "ensuite"]
    told = records.run(lambda uow: uow.entries.of_case(one.id, EntryKind.STORY, EntryKind.MESSAGE))
    assert [entry.body for entry in told] == ["d'abord", "ensuite"]
    assert records.run(lambda uow: uow.entries.of_message(one.id, "8")) is None
    found = records.run(lambda uow: uow.entries.of_message(one.id, "9"))
    assert found
    records.run(lambda uow: uow.entries.replace_body(found.id, "corrigé"))
    records.run(lambda uow: uow.entries.mark_read(one.id))
    read = records.run(lambda uow: uow.entries.of_message(one.id, "9"))
    assert read
    assert (read.body, read.read_at) == ("corrigé", records.clock.now())
    assert all(entry.read_at is None for entry in records.run(lambda uow: uow.entries.of_case(two.id)))
