"""The house's books: an update counts once, a follow-up runs once, a dead letter is buried once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import AlreadyHandled
from storage.records import FollowUp
from storage.unit_of_work import UnitOfWork
from tests.storage.records_stage import LINA, MARC, Records, met, new_case

HOUR = timedelta(hours=1)


# Updates


def test_an_update_has_its_effects_once(records: Records) -> None:
    records.store.run_sync(met, cause=900)
    with pytest.raises(AlreadyHandled):
        records.store.run_sync(lambda uow: met(uow, MARC), cause=900)
    assert records.run(lambda uow: uow.people.find(MARC)) is None
    records.store.run_sync(lambda uow: met(uow, MARC), cause=899)
    assert records.run(lambda uow: uow.people.find(MARC))


def test_an_update_whose_effects_were_rolled_back_may_come_again(records: Records) -> None:
    def fails(uow: UnitOfWork) -> None:
        met(uow)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        records.store.run_sync(fails, cause=900)
    assert records.store.run_sync(met, cause=900)


# Dead letters


def test_a_letter_is_buried_once_and_keeps_its_incident_number(records: Records) -> None:
    numbers = [records.run(lambda uow, n=n: uow.ledger.bury(n, b"{raw}", "ValueError", LINA)) for n in (900, 901, 900)]
    assert numbers == ["I-00001", "I-00002", "I-00001"]
    letters = records.run(lambda uow: list(uow.ledger.dead_letters()))
    assert [(letter.update_id, letter.body) for letter in letters] == [(900, b"{raw}"), (901, b"{raw}")]
    assert "raw" not in repr(letters)


def test_a_replayed_letter_is_no_longer_waiting_and_an_erasure_takes_the_persons_only(records: Records) -> None:
    for number, whose in ((900, LINA), (901, LINA), (902, MARC), (903, None)):
        records.run(lambda uow, n=number, w=whose: uow.ledger.bury(n, b"raw", "ValueError", w))
    first = records.run(lambda uow: list(uow.ledger.dead_letters()))[0]
    records.run(lambda uow: uow.ledger.mark_replayed(first.id))
    assert [one.update_id for one in records.run(lambda uow: list(uow.ledger.dead_letters()))] == [901, 902, 903]
    records.run(lambda uow: uow.ledger.forget_dead_letters_of(LINA))
    assert [number for (number,) in records.sql("SELECT update_id FROM dead_letters ORDER BY 1")] == [902, 903]


# Access, counters, facts


def test_an_access_says_who_did_what_to_which_case_and_survives_its_erasure(records: Records) -> None:
    case = records.run(new_case)
    for action in ("take", "read"):
        records.run(lambda uow, a=action: uow.ledger.note_access("solene", case, a))
        records.later(seconds=1)
    records.run(lambda uow: uow.cases.erase(case.id))
    assert records.run(lambda uow: uow.ledger.accesses(case.id)) == [("solene", "take"), ("solene", "read")]


def test_counters_and_facts_are_kept_by_name(records: Records) -> None:
    assert [records.run(lambda uow: uow.ledger.count("refused")) for _ in range(3)] == [1, 2, 3]
    assert records.run(lambda uow: (uow.ledger.counted("refused"), uow.ledger.counted("never"))) == (3, 0)
    for value in ("one", "two"):
        records.run(lambda uow, v=value: uow.ledger.set_fact("attach", v))
    assert records.run(lambda uow: (uow.ledger.fact("attach"), uow.ledger.fact("never"))) == ("two", "")


def test_the_books_are_kept_as_long_as_said(records: Records) -> None:
    records.run(lambda uow: uow.ledger.remember_update(1))
    records.run(lambda uow: uow.ledger.bury(2, b"raw", "ValueError", LINA))
    case = records.run(new_case)
    records.run(lambda uow: uow.ledger.note_access("solene", case, "read"))
    records.later(days=10)
    records.run(lambda uow: uow.ledger.remember_update(3))

    def forget(days: int) -> list[int]:
        before = records.clock.now() - timedelta(days=days)
        records.run(lambda uow: uow.ledger.forget(updates_before=before, letters_before=before, log_before=before))
        return [len(records.sql(f"SELECT 1 FROM {table}")) for table in ("updates", "dead_letters", "access_log")]

    assert forget(11) == [2, 1, 1]
    assert forget(9) == [1, 0, 0]


# Follow-ups


def queue(records: Records, kind: str = "alarm", *, hours: float = 0, **values: Any) -> None:
    due_at = records.clock.now() + timedelta(hours=hours)
    records.run(lambda uow: uow.follow_ups.queue(kind, due_at, **values))


def due(records: Records) -> list[str]:
    return records.run(lambda uow: uow.follow_ups.due(10))


def claim(records: Records, row_id: str) -> FollowUp | None:
    return records.run(lambda uow: uow.follow_ups.claim(row_id))


def test_the_same_follow_up_is_queued_once(records: Records) -> None:
    case = records.run(new_case)
    for _ in range(2):
        queue(records, case_id=case.id, step=1)
    queue(records, case_id=case.id, step=2)
    queue(records, case_id=case.id, step=1, hours=1)
    queue(records, draft_id="d1", step=1)
    queue(records, "answer_due", case_id=case.id, step=1)
    assert len(records.sql("SELECT 1 FROM follow_ups")) == 5


def test_a_follow_up_that_has_run_is_not_queued_again_but_one_taken_back_is(records: Records) -> None:
    queue(records, draft_id="d1")
    records.run(lambda uow: uow.follow_ups.drop(draft_id="d1"))
    queue(records, draft_id="d1")
    (row_id,) = due(records)
    assert claim(records, row_id)
    queue(records, draft_id="d1")
    assert due(records) == []


def test_what_is_due_comes_oldest_first_and_the_future_waits(records: Records) -> None:
    for hours in (2, 1, 3):
        queue(records, draft_id=f"d{hours}", hours=hours)
    assert due(records) == []
    records.later(hours=2)
    claimed = [claim(records, row_id) for row_id in due(records)]
    assert [one.draft_id for one in claimed if one] == ["d1", "d2"]
    assert due(records) == []


def test_a_follow_up_is_claimed_once_unless_its_effects_were_rolled_back(records: Records) -> None:
    queue(records, draft_id="d1", step=3)
    (row_id,) = due(records)
    assert records.undone(lambda uow: uow.follow_ups.claim(row_id))
    first, second = claim(records, row_id), claim(records, row_id)
    assert first
    assert (first.kind, first.draft_id, first.step) == ("alarm", "d1", 3)
    assert second is None


def test_dropping_takes_the_kinds_of_one_subject_only(records: Records) -> None:
    case, other = records.run(new_case), records.run(new_case)
    for kind in ("alarm", "before_reading", "answer_due"):
        queue(records, kind, case_id=case.id)
    queue(records, case_id=other.id)
    queue(records, draft_id="d1")
    records.run(lambda uow: uow.follow_ups.drop(case_id=case.id, kinds=("alarm", "before_reading")))
    left = "SELECT kind, case_id, draft_id FROM follow_ups WHERE state = 'waiting' ORDER BY kind, case_id"
    assert sorted(records.sql(left), key=str) == sorted(
        [("alarm", None, "d1"), ("alarm", other.id, None), ("answer_due", case.id, None)], key=str
    )
    records.run(lambda uow: uow.follow_ups.drop(case_id=case.id))
    records.run(lambda uow: uow.follow_ups.drop(draft_id="d1"))
    assert records.sql(left) == [("alarm", other.id, None)]


def test_the_next_follow_up_of_a_case_is_its_earliest_that_waits(records: Records) -> None:
    case = records.run(new_case)
    assert records.run(lambda uow: uow.follow_ups.next_of(case.id)) is None
    queue(records, case_id=case.id, hours=5)
    queue(records, "answer_due", case_id=case.id, hours=2)
    assert records.run(lambda uow: uow.follow_ups.next_of(case.id)) == records.clock.now() + 2 * HOUR
    assert records.run(lambda uow: (uow.follow_ups.has("answer_due"), uow.follow_ups.has("never"))) == (True, False)


def test_what_has_run_is_forgotten_after_a_time_and_what_waits_never(records: Records) -> None:
    queue(records, draft_id="d1")
    queue(records, draft_id="d2", hours=24 * 365)
    (row_id,) = due(records)
    claim(records, row_id)
    records.run(lambda uow: uow.follow_ups.outcome(row_id, "said"))
    records.later(days=91)
    records.run(lambda uow: uow.follow_ups.forget(uow.now - timedelta(days=92)))
    assert len(records.sql("SELECT 1 FROM follow_ups")) == 2
    records.run(lambda uow: uow.follow_ups.forget(uow.now - timedelta(days=90)))
    assert records.sql("SELECT draft_id FROM follow_ups") == [("d2",)]


# The unit of work


def test_a_use_case_that_fails_leaves_nothing_of_all_its_effects(records: Records) -> None:
    before = {table: records.sql(f"SELECT * FROM {table}") for table in ("addresses", "cases", "outbox", "counters")}

    def everything(uow: UnitOfWork) -> None:
        case = new_case(uow)
        uow.outbox.put(case.address_id, "card", case_id=case.id)
        uow.follow_ups.queue("alarm", uow.now, case_id=case.id)
        uow.ledger.count("refused")

    records.undone(everything)
    after = {table: records.sql(f"SELECT * FROM {table}") for table in before}
    assert after == before
    assert due(records) == []


def test_every_effect_of_one_use_case_has_the_same_instant(records: Records) -> None:
    def slowly(uow: UnitOfWork) -> None:
        case = new_case(uow)
        records.later(minutes=5)
        uow.outbox.put(case.address_id, "card", case_id=case.id)

    records.run(slowly)
    (instants,) = records.sql("SELECT c.created_at, o.created_at FROM cases c, outbox o")
    assert instants[0] == instants[1]
