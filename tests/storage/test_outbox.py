"""The outbox as rows: who may leave next, and what a settled row still accepts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Address, Op
from storage.unit_of_work import UnitOfWork
from tests.storage.records_stage import GROUP, LINA, MARC, SOLENE, Records, met, new_case, put, row


def ready(records: Records, skip: tuple[Address, ...] = (), only_urgent: tuple[Address, ...] = ()) -> list[str]:
    def ids(uow: UnitOfWork, chats: tuple[Address, ...]) -> set[str]:
        return {met(uow, chat).id for chat in chats}

    found = records.run(lambda uow: uow.outbox.ready(ids(uow, skip), ids(uow, only_urgent), 10))
    return [departure.row.id for departure in found]


# Who may leave next


def test_each_chat_gives_its_first_row_and_the_next_one_only_afterwards(records: Records) -> None:
    first, second = put(records), put(records)
    other = put(records, MARC)
    assert ready(records) == [first, other]
    records.run(lambda uow: uow.outbox.sent({first: "7"}))
    assert ready(records) == [second, other]


def test_an_urgent_row_passes_the_others_of_its_chat_and_of_all_chats(records: Records) -> None:
    put(records, MARC)
    put(records)
    urgent = put(records, urgent=True)
    assert ready(records)[0] == urgent
    assert len(ready(records)) == 2


def test_a_menu_that_failed_in_passing_holds_nobody_back_and_keeps_its_own_hour(records: Records) -> None:
    menu, bubble = put(records, op=Op.MENU, kind="menu"), put(records)
    assert ready(records) == [menu]
    records.run(lambda uow: uow.outbox.retry(menu, uow.now + timedelta(minutes=5), "slow_down"))
    assert ready(records) == [bubble]
    records.run(lambda uow: uow.outbox.sent({bubble: "7"}))
    assert ready(records) == []
    records.later(minutes=5)
    assert ready(records) == [menu]


def test_a_row_for_later_holds_nobody_back(records: Records) -> None:
    later = put(records, due_at=records.clock.now() + timedelta(hours=10))
    now = put(records)
    assert ready(records) == [now]
    records.run(lambda uow: uow.outbox.sent({now: "7"}))
    assert ready(records) == []
    assert records.run(lambda uow: uow.outbox.next_due()) == records.clock.now() + timedelta(hours=10)
    records.later(hours=10)
    assert ready(records) == [later]


def test_a_row_that_failed_in_passing_holds_back_its_chat_and_lane_only(records: Records) -> None:
    failed, behind = put(records), put(records)
    other = put(records, MARC)
    records.run(lambda uow: uow.outbox.retry(failed, uow.now + timedelta(minutes=1), "slow_down"))
    assert ready(records) == [other]
    urgent = put(records, urgent=True)
    assert ready(records) == [urgent, other]
    records.run(lambda uow: uow.outbox.sent({urgent: "7"}))
    records.later(minutes=1)
    assert ready(records) == [failed, other]
    records.run(lambda uow: uow.outbox.fail(failed, "refused"))
    assert behind in ready(records)


@pytest.mark.parametrize("damaged", ["outbox.params", "addresses.value"])
def test_a_damaged_row_is_put_aside_and_the_others_leave(
    records: Records, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = put(records), put(records, MARC)
    table, _, column = damaged.partition(".")
    place = broken if table == "outbox" else row(records, broken).address_id
    ((stolen,),) = records.sql(f"SELECT {column} FROM {table} WHERE id <> :place LIMIT 1", place=place)
    records.sql(f"UPDATE {table} SET {column} = :stolen WHERE id = :place", stolen=stolen, place=place)
    found = records.run(lambda uow: uow.outbox.ready((), (), 10))
    assert [departure.row.id for departure in found] == [whole]
    assert records.sql("SELECT state, reason FROM outbox WHERE id = :id", id=broken) == [("failed", "damaged")]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_chats_can_be_left_out_or_left_to_their_urgent_lane(records: Records) -> None:
    lina, marc = put(records), put(records, MARC)
    group, alarm = put(records, GROUP), put(records, GROUP, urgent=True)
    assert ready(records, skip=(LINA,)) == [alarm, marc]
    records.run(lambda uow: uow.outbox.sent({alarm: "7"}))
    assert ready(records, only_urgent=(GROUP,)) == [lina, marc]
    assert ready(records) == [lina, marc, group]


@dataclass(frozen=True)
class Spec:
    chat: int
    urgent: bool
    due: int
    tries: int
    settled: bool


SPECS = st.lists(
    st.builds(Spec, st.integers(0, 2), st.booleans(), st.integers(-1, 1), st.integers(0, 1), st.booleans()), max_size=10
)
CHATS = (LINA, MARC, SOLENE)
SOME_CHATS = st.sets(st.integers(0, 2))


def expected(specs: list[Spec], skip: set[int], only_urgent: set[int], limit: int) -> list[int]:
    """The rule in plain words: of each lane the first due row, unless a failure holds the lane; urgent first."""
    chosen: list[int] = []
    for urgent in (True, False):
        for chat in {spec.chat for spec in specs} - skip - (set() if urgent else only_urgent):
            lane = [(n, s) for n, s in enumerate(specs) if (s.chat, s.urgent, s.settled) == (chat, urgent, False)]
            held = any(spec.tries and spec.due > 0 for _, spec in lane)
            due = [place for place, spec in lane if spec.due <= 0]
            if due and not held and chat not in {specs[place].chat for place in chosen}:
                chosen.append(due[0])
    return sorted(chosen, key=lambda place: (not specs[place].urgent, place))[:limit]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPECS, SOME_CHATS, SOME_CHATS, st.integers(1, 4))
def test_what_is_ready_follows_the_rule_for_any_rows(
    records: Records, specs: list[Spec], skip: set[int], only_urgent: set[int], limit: int
) -> None:
    def play(uow: UnitOfWork) -> list[int]:
        chats = [met(uow, chat).id for chat in CHATS]
        rows = []
        for spec in specs:
            due_at = uow.now + timedelta(hours=spec.due)
            row_id = uow.outbox.put(chats[spec.chat], "question", urgent=spec.urgent, due_at=due_at)
            if spec.tries:
                uow.outbox.retry(row_id, due_at, "unreachable")
            if spec.settled:
                uow.outbox.sent({row_id: "7"})
            rows.append(row_id)
        found = uow.outbox.ready({chats[n] for n in skip}, {chats[n] for n in only_urgent}, limit)
        return [rows.index(departure.row.id) for departure in found]

    assert records.undone(play) == expected(specs, skip, only_urgent, limit)


# A row is settled once


@pytest.mark.parametrize("end", ["sent", "failed", "dropped"])
def test_a_settled_row_accepts_nothing_more(records: Records, end: str) -> None:
    row_id = put(records)
    ends: dict[str, Callable[[UnitOfWork], None]] = {
        "sent": lambda uow: uow.outbox.sent({row_id: "7"}),
        "failed": lambda uow: uow.outbox.fail(row_id, "blocked"),
        "dropped": lambda uow: uow.outbox.drop(row_id),
    }
    records.run(ends[end])
    settled = row(records, row_id)
    assert settled.state == end
    records.later(minutes=1)
    for again in list(ends.values())[end == "dropped" :]:  # what is taken back may yet arrive: see below
        records.run(again)
    records.run(lambda uow: uow.outbox.retry(row_id, uow.now, "slow_down"))
    records.run(lambda uow: uow.outbox.drop_for(address_id=settled.address_id))
    assert row(records, row_id) == settled


def test_a_retry_waits_with_its_reason_and_counts(records: Records) -> None:
    row_id = put(records)
    later = records.clock.now() + timedelta(seconds=30)
    for _ in range(2):
        records.run(lambda uow: uow.outbox.retry(row_id, later, "slow_down"))
    waiting = row(records, row_id)
    assert (waiting.state, waiting.attempts, waiting.due_at) == ("waiting", 2, later)


# Taking back


def test_taking_everything_back_is_refused(records: Records) -> None:
    row_id = put(records)
    with pytest.raises(ValueError, match="never meant"):
        records.run(lambda uow: uow.outbox.drop_for())
    with pytest.raises(ValueError, match="never meant"):
        records.run(lambda uow: uow.outbox.drop_for(kinds=("question",)))
    assert row(records, row_id).state == "waiting"


def test_only_what_was_named_and_has_not_left_is_taken_back(records: Records) -> None:
    sent = put(records, draft_id="d1")
    records.run(lambda uow: uow.outbox.sent({sent: "7"}))
    mine, other_kind = put(records, draft_id="d1"), put(records, draft_id="d1", kind="numbers")
    other_draft, other_chat = put(records, draft_id="d2"), put(records, MARC, draft_id="d2")
    records.run(lambda uow: uow.outbox.drop_for(draft_id="d1", kinds=("question",)))
    records.run(lambda uow: uow.outbox.drop_for(draft_id="d2", address_id=met(uow, MARC).id))
    states = [row(records, one).state for one in (sent, mine, other_kind, other_draft, other_chat)]
    assert states == ["sent", "dropped", "waiting", "waiting", "dropped"]


# Cards


def test_a_case_finds_where_its_card_stands_or_will_stand(records: Records) -> None:
    case, other = records.run(new_case), records.run(new_case)
    posted, waiting, gone = (put(records, GROUP, kind="card", case_id=case.id) for _ in range(3))
    put(records, GROUP, kind="card", case_id=other.id)
    put(records, GROUP, kind="card", case_id=case.id, op=Op.EDIT, target_id=posted)
    put(records, GROUP, kind="reminder", case_id=case.id)
    records.run(lambda uow: uow.outbox.sent({posted: "7"}))
    records.run(lambda uow: uow.outbox.sent({gone: "8"}))
    records.run(lambda uow: uow.outbox.forget_card(gone))
    assert [r.id for r in records.run(lambda uow: uow.outbox.rows_of_card(case.id))] == [posted, waiting]


def test_after_a_migration_the_chats_old_message_numbers_point_at_nothing(records: Records) -> None:
    case = records.run(new_case)
    card, elsewhere = put(records, GROUP, kind="card", case_id=case.id), put(records, MARC)
    for number, row_id in enumerate((card, elsewhere)):
        records.run(lambda uow, r=row_id, n=number: uow.outbox.sent({r: str(n)}))
    records.run(lambda uow: uow.outbox.reset_messages(met(uow, GROUP).id))
    assert records.run(lambda uow: uow.outbox.rows_of_card(case.id)) == []
    assert (row(records, card).message, row(records, elsewhere).message) == ("", "1")
