"""Cards that leave together: rows that share a list, found from both sides, and released with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages import Op
from bot.triage.urgency import Level
from storage.records import CaseState
from tests.storage.records_stage import GROUP, MARC, Records, coordinator, met, new_case


def card(records: Records, urgent: bool = False, **changes: object) -> tuple[str, str]:
    """(case, the row of its card in the group)."""
    case = records.run(new_case)
    if changes:
        records.run(lambda uow: uow.cases.change(case.id, **changes))
    row = records.run(lambda uow: uow.outbox.put(met(uow, GROUP).id, "card", case_id=case.id, urgent=urgent))
    return case.id, row


def group(records: Records) -> str:
    return records.run(lambda uow: met(uow, GROUP).id)


def test_only_routine_cards_that_nobody_has_touched_can_be_merged(records: Records) -> None:
    now, holder = records.clock.now(), records.run(coordinator)
    plain = [card(records)[1] for _ in range(3)]
    card(records, urgent=True)
    for changes in (
        {"level": Level.IMMEDIAT.value}, {"opened_at": now}, {"holder_id": holder}, {"state": CaseState.CLOSED},
    ):  # fmt: skip
        card(records, **changes)
    case = records.run(new_case)
    records.run(lambda uow: uow.outbox.put(met(uow, GROUP).id, "card", case_id=case.id, op=Op.EDIT, target_id=plain[0]))
    records.run(lambda uow: uow.outbox.put(met(uow, GROUP).id, "reminder", case_id=case.id))
    records.run(lambda uow: uow.outbox.put(met(uow, MARC).id, "card", case_id=case.id))
    later = now + timedelta(minutes=1)
    records.run(lambda uow: uow.outbox.put(met(uow, GROUP).id, "card", case_id=case.id, due_at=later))
    assert records.run(lambda uow: uow.merged.waiting(met(uow, GROUP).id)) == plain


def test_a_merged_card_waits_no_more_and_is_found_from_both_sides(records: Records) -> None:
    here = group(records)
    (first, row), (second, other) = card(records), card(records)
    list_id = records.run(lambda uow: uow.outbox.put(here, "cards"))
    records.run(lambda uow: uow.merged.merge([other, row], list_id))
    assert records.run(lambda uow: uow.merged.waiting(here)) == []
    assert [one.row.id for one in records.run(lambda uow: uow.outbox.ready((), (), 9))] == [list_id]
    assert records.run(lambda uow: uow.merged.cases_of(here, list_id)) == [first, second]
    assert records.run(lambda uow: uow.merged.lists_of(first)) == [list_id]
    assert records.run(lambda uow: uow.merged.chats_of(first)) == [here]
    assert records.run(lambda uow: uow.outbox.rows_of_card(first)) == []


def test_a_card_that_has_left_is_not_merged_any_more(records: Records) -> None:
    case, row = card(records)
    records.run(lambda uow: uow.outbox.sent({row: "7"}))
    records.run(lambda uow: uow.merged.merge([row], "list"))
    assert records.run(lambda uow: uow.merged.lists_of(case)) == []


@pytest.mark.parametrize("whole_chat", [False, True])
def test_a_released_list_gives_its_cases_back_and_another_stays(records: Records, whole_chat: bool) -> None:
    here = group(records)
    (first, row), (second, other) = card(records), card(records)
    records.run(lambda uow: uow.merged.merge([row], "one"))
    records.run(lambda uow: uow.merged.merge([other], "two"))
    gone = records.run(lambda uow: uow.merged.release(here, "" if whole_chat else "one"))
    assert gone == ([first, second] if whole_chat else [first])
    assert records.run(lambda uow: uow.merged.lists_of(first)) == []
    assert records.run(lambda uow: uow.merged.lists_of(second)) == ([] if whole_chat else ["two"])


def test_a_list_has_an_edit_on_its_way_or_not(records: Records) -> None:
    here = group(records)
    edit = records.run(lambda uow: uow.outbox.put(here, "cards", op=Op.EDIT, target_id="one"))
    assert records.run(lambda uow: [uow.merged.has_edit(here, one) for one in ("one", "two")]) == [True, False]
    records.run(lambda uow: uow.outbox.sent({edit: ""}))
    assert not records.run(lambda uow: uow.merged.has_edit(here, "one"))


def test_the_lines_of_a_list_and_the_list_outlive_the_three_days(records: Records) -> None:
    here = group(records)
    case, row = card(records)
    list_id = records.run(lambda uow: uow.outbox.put(here, "cards"))
    records.run(lambda uow: uow.merged.merge([row], list_id))
    records.run(lambda uow: uow.outbox.sent({list_id: "7"}))
    records.later(hours=100)
    records.run(lambda uow: uow.outbox.forget(timedelta(hours=72)))
    assert records.run(lambda uow: uow.merged.cases_of(here, list_id)) == [case]
    kept = records.run(lambda uow: uow.outbox.of_id(list_id))
    assert kept is not None
    assert kept.message == "7"


# What waits too long


def test_messages_and_follow_ups_that_wait_too_long_are_told_from_those_whose_time_has_not_come(
    records: Records
) -> None:
    start = records.clock.now()
    records.run(lambda uow: uow.outbox.put(met(uow).id, "rule", due_at=start + timedelta(hours=1)))
    records.run(lambda uow: uow.outbox.put(met(uow).id, "heartbeat"))
    records.run(lambda uow: uow.outbox.put(met(uow).id, "gone", op=Op.DELETE, target_id="x"))
    records.run(lambda uow: uow.follow_ups.queue("alarm", start + timedelta(hours=1), subject_id="x"))
    records.later(minutes=30)

    def stuck() -> tuple[object, object]:
        before = records.clock.now() - timedelta(minutes=10)
        return records.run(lambda uow: (uow.outbox.stuck_since(before), uow.follow_ups.stuck_since(before)))

    assert stuck() == (None, None)
    tried = records.run(lambda uow: uow.outbox.put(met(uow).id, "rule"))
    at = records.clock.now()
    records.later(minutes=9)
    records.run(lambda uow: uow.outbox.retry(tried, records.clock.now() + timedelta(minutes=5), "unreachable"))
    assert stuck() == (None, None)
    records.later(minutes=3)
    assert stuck() == (at, None), "tried in vain, and again later"
    records.later(minutes=60)
    assert stuck() == (at, start + timedelta(hours=1))
