"""Tasks in the database: planned once, answered once, listed for open cases only.

Must never: let an answer be taken for a task that is over.
"""

from __future__ import annotations

from datetime import timedelta

from storage.records import CaseState
from tests.storage.records_stage import Records, new_case

HOUR = timedelta(hours=1)


def test_the_same_task_is_planned_once_and_again_after_its_answer(records: Records) -> None:
    case = records.run(new_case)
    at = records.clock.now() + HOUR
    first, new = records.run(lambda uow: uow.tasks.plan("planned", case.id, at))
    assert records.run(lambda uow: uow.tasks.plan("planned", case.id, at)) == (first, False)
    assert (new, records.run(lambda uow: uow.tasks.answer(first, "later"))) == (True, True)
    again, is_new = records.run(lambda uow: uow.tasks.plan("planned", case.id, at))
    assert (again != first, is_new) == (True, True)


def test_an_answer_is_taken_once_told_or_still_to_come(records: Records) -> None:
    case = records.run(new_case)
    row_id, _ = records.run(lambda uow: uow.tasks.plan("taken", case.id, records.clock.now()))
    assert records.run(lambda uow: uow.follow_ups.claim(row_id)) is not None
    records.run(lambda uow: uow.tasks.tell(row_id))
    assert records.run(lambda uow: uow.follow_ups.due(10)) == [], "told once"
    taken = [records.run(lambda uow, said=said: uow.tasks.answer(row_id, said)) for said in ("done", "later")]
    assert taken == [True, False]
    task = records.run(lambda uow: uow.tasks.of_id(row_id))
    assert task is not None
    assert (task.outcome, task.live, task.told) == ("done", False, False)


def test_told_ones_are_dropped_with_their_case_and_never_forgotten_before(records: Records) -> None:
    case = records.run(new_case)
    row_id, _ = records.run(lambda uow: uow.tasks.plan("taken", case.id, records.clock.now()))
    records.run(lambda uow: uow.tasks.tell(row_id))
    records.run(lambda uow: uow.follow_ups.forget(uow.now + 1000 * HOUR))
    end = records.clock.now() + HOUR
    assert [task.id for task in records.run(lambda uow: uow.tasks.until(end, ("taken",), "dormant"))] == [row_id]
    records.run(lambda uow: uow.cases.change(case.id, state=CaseState.CLOSED))
    assert records.run(lambda uow: uow.tasks.until(end, ("taken",), "dormant")) == []
    records.run(lambda uow: uow.follow_ups.drop(case_id=case.id, kinds=("taken",)))
    assert records.run(lambda uow: uow.tasks.answer(row_id, "done")) is False
